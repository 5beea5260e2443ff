"""The people who use the product, what they may do where, and where they are signed in."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from partnerschapsakte.access.rules.people import MandateKind, PersonKind
from partnerschapsakte.access.rules.signing_in import SignInMethod
from partnerschapsakte.foundation.actor import Actor, Right, Role
from partnerschapsakte.foundation.database import Table


class Person(Table):
    """A named person, or a program that acts for the house; nobody shares an account.

    ``roles`` are what they are in the organisation; in a dossier only ``rights`` count. Without a password hash they
    cannot sign in with a password. ``totp_secret`` is wrapped by the installation's key; ``totp_last_step`` is the
    latest time step of which a code was used.
    """

    __tablename__ = "person"

    id: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[PersonKind] = mapped_column(default=PersonKind.HUMAN, server_default="human")
    name: Mapped[str]
    email: Mapped[str] = mapped_column(unique=True)
    function: Mapped[str] = mapped_column(default="")
    roles: Mapped[list[str]]
    password_hash: Mapped[str | None]
    totp_secret: Mapped[str | None]
    totp_confirmed_at: Mapped[datetime | None]
    totp_last_step: Mapped[int | None]
    disabled_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(server_default="1")
    mandates: Mapped[list["Mandate"]] = relationship(lazy="selectin", cascade="all, delete-orphan")
    rights: Mapped[list["DossierRight"]] = relationship(
        primaryjoin="and_(DossierRight.person_id == Person.id, DossierRight.ended_at.is_(None))"
    )

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy wants the plain name

    @property
    def actor(self) -> Actor:
        """This person as one who acts, not bounded by dossiers: when a case file is played."""
        return Actor(
            self.id,
            self.name,
            frozenset(Role(role) for role in self.roles),
            frozenset(held.authority_id for held in self.mandates if held.kind is MandateKind.DECIDE),
            frozenset(held.authority_id for held in self.mandates if held.kind is MandateKind.SIGN),
        )

    def actor_on(self, today: date) -> Actor:
        """This person as one who stands at a door: in a dossier they have the rights they were given, and no others."""
        free = self.actor
        rights = {Right(one.dossier_id, one.role, one.party_id) for one in self.rights if one.holds_on(today)}
        return Actor(free.id, free.name, free.roles, free.mandates, free.signatures, frozenset(rights))


class Mandate(Table):
    """The power of a person to decide for one authority, or to sign on its behalf (rule 75)."""

    __tablename__ = "mandate"

    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"), primary_key=True)
    authority_id: Mapped[str] = mapped_column(ForeignKey("party.id"), primary_key=True)
    kind: Mapped[MandateKind] = mapped_column(primary_key=True, default=MandateKind.DECIDE, server_default="decide")
    basis: Mapped[str]
    since: Mapped[date | None]


class DossierRight(Table):
    """One role of one person in one dossier, from when to when and by whom; an ended right stays on record.

    A provider contact has it for ``party_id``, the party they stand for. ``ends_on`` is the last day it holds.
    """

    __tablename__ = "dossier_right"
    __table_args__ = (
        Index(
            "uq_dossier_right_held",
            "person_id",
            "dossier_id",
            "role",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
        Index(None, "dossier_id", "ended_at"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"))
    dossier_id: Mapped[str]
    role: Mapped[Role]
    party_id: Mapped[str | None] = mapped_column(ForeignKey("party.id"))
    basis: Mapped[str] = mapped_column(default="")
    granted_at: Mapped[datetime]
    granted_by: Mapped[str]
    ends_on: Mapped[date | None]
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[str | None]

    def holds_on(self, today: date) -> bool:
        """Tell whether the right still holds on this day."""
        return self.ended_at is None and (self.ends_on is None or today <= self.ends_on)


class Membership(Table):
    """A person works for an organisation: a municipality, a provider or an adviser."""

    __tablename__ = "membership"

    id: Mapped[str] = mapped_column(primary_key=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"), index=True)
    party_id: Mapped[str] = mapped_column(ForeignKey("party.id"), index=True)
    function: Mapped[str] = mapped_column(default="")
    since: Mapped[date]
    ended_on: Mapped[date | None]


class RightsReview(Table):
    """Somebody looked through all rights, or those of one dossier, and said what they found (BIO2 5.18)."""

    __tablename__ = "rights_review"

    id: Mapped[str] = mapped_column(primary_key=True)
    dossier_id: Mapped[str | None] = mapped_column(index=True)
    reviewed_at: Mapped[datetime]
    reviewed_by: Mapped[str] = mapped_column(ForeignKey("person.id"))
    rights: Mapped[int]
    note: Mapped[str]


class SignedInSession(Table):
    """One signed-in browser; only the hash of its token is kept.

    Until ``second_factor_at`` is set where one is needed, the session opens nothing but the page that asks for it.
    """

    __tablename__ = "signed_in_session"

    token_hash: Mapped[str] = mapped_column(primary_key=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"), index=True)
    method: Mapped[SignInMethod] = mapped_column(default=SignInMethod.PASSWORD, server_default="password")
    needs_second_factor: Mapped[bool] = mapped_column(default=False, server_default=text("false"))
    second_factor_at: Mapped[datetime | None]
    agent: Mapped[str] = mapped_column(default="", server_default="")
    created_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class FailedSignIn(Table):
    """A failed attempt, kept for an hour; ``fingerprint`` hashes address, browser and account."""

    __tablename__ = "failed_sign_in"
    __table_args__ = (Index(None, "fingerprint", "failed_at"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    fingerprint: Mapped[str]
    failed_at: Mapped[datetime] = mapped_column(index=True)


class RecoveryCode(Table):
    """A code for once, for who lost the device of the second factor; only its hash is kept."""

    __tablename__ = "recovery_code"

    id: Mapped[str] = mapped_column(primary_key=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"), index=True)
    code_hash: Mapped[str]
    used_at: Mapped[datetime | None]


class Invitation(Table):
    """A link for once, with which a person sets a password; only the hash of its token is kept."""

    __tablename__ = "invitation"

    token_hash: Mapped[str] = mapped_column(primary_key=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"), index=True)
    made_at: Mapped[datetime]
    made_by: Mapped[str]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]


class FederatedIdentity(Table):
    """Who a person is at an identity provider: never told by e-mail address, which another may hold tomorrow."""

    __tablename__ = "federated_identity"

    issuer: Mapped[str] = mapped_column(primary_key=True)
    subject: Mapped[str] = mapped_column(primary_key=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"), index=True)
    first_seen_at: Mapped[datetime]


class PendingSignIn(Table):
    """A browser that was sent to the identity provider and has to come back, once and soon.

    ``code_verifier`` and ``nonce`` are wrapped by the installation's key; ``browser_hash`` ties it to one browser.
    """

    __tablename__ = "pending_sign_in"

    state_hash: Mapped[str] = mapped_column(primary_key=True)
    browser_hash: Mapped[str]
    code_verifier: Mapped[str]
    nonce: Mapped[str]
    wanted: Mapped[str]
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)


class ApiToken(Table):
    """A token of a person or a program for the API, shown once; ``mark`` is its beginning, to tell it by."""

    __tablename__ = "api_token"

    id: Mapped[str] = mapped_column(primary_key=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"), index=True)
    name: Mapped[str]
    mark: Mapped[str]
    token_hash: Mapped[str] = mapped_column(unique=True)
    made_at: Mapped[datetime]
    made_by: Mapped[str]
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    last_used_at: Mapped[datetime | None]
