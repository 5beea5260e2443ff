"""The people who use the product, whose mandate they hold, and where they are signed in."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from partnerschapsakte.foundation.actor import Actor, Role
from partnerschapsakte.foundation.database import Table


class Person(Table):
    """A named person with their roles; nobody shares an account. Without a password hash they cannot sign in here."""

    __tablename__ = "person"

    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    email: Mapped[str] = mapped_column(unique=True)
    function: Mapped[str] = mapped_column(default="")
    roles: Mapped[list[str]]
    password_hash: Mapped[str | None]
    disabled_at: Mapped[datetime | None]
    mandates: Mapped[list["Mandate"]] = relationship(lazy="selectin")

    @property
    def actor(self) -> Actor:
        """This person as one who acts."""
        return Actor(
            self.id,
            self.name,
            frozenset(Role(role) for role in self.roles),
            frozenset(mandate.authority_id for mandate in self.mandates),
        )


class Mandate(Table):
    """The power of a person to decide for one authority (rule 75)."""

    __tablename__ = "mandate"

    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"), primary_key=True)
    authority_id: Mapped[str] = mapped_column(ForeignKey("party.id"), primary_key=True)
    basis: Mapped[str]
    since: Mapped[date | None]


class SignedInSession(Table):
    """One signed-in browser; only the hash of its token is kept."""

    __tablename__ = "signed_in_session"

    token_hash: Mapped[str] = mapped_column(primary_key=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"), index=True)
    created_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class FailedSignIn(Table):
    """A failed attempt, kept for an hour to count by; ``fingerprint`` hashes the address and the account."""

    __tablename__ = "failed_sign_in"
    __table_args__ = (Index(None, "fingerprint", "failed_at"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    fingerprint: Mapped[str]
    failed_at: Mapped[datetime] = mapped_column(index=True)
