"""A dossier: everything about one assignment, from vision to evaluation, and who looks after it."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from partnerschapsakte.dossiers.rules import DecisionBody, Phase, Post
from partnerschapsakte.foundation.database import Table


class Dossier(Table):
    """OCDS: a contracting process (``ocid``).

    ``design_choices`` holds the six choices of the handreiking, ``principles`` the text the deed is read by,
    ``planning`` the lead times that differ from the defaults, ``entered_on`` the day it came into this program.
    """

    __tablename__ = "dossier"

    id: Mapped[str] = mapped_column(primary_key=True)
    ocid: Mapped[str] = mapped_column(unique=True)
    reference: Mapped[str]
    title: Mapped[str]
    summary: Mapped[str] = mapped_column(default="")
    phase: Mapped[Phase]
    design_choices: Mapped[dict[str, Any]]
    principles: Mapped[list[str]]
    planning: Mapped[dict[str, Any]]
    role_mailbox: Mapped[str]
    entered_on: Mapped[date]
    case_name: Mapped[str | None]
    case_source: Mapped[str | None]
    version: Mapped[int] = mapped_column()
    authorities: Mapped[list["DossierAuthority"]] = relationship(
        order_by="DossierAuthority.position", lazy="selectin", cascade="all, delete-orphan"
    )
    posts: Mapped[list["DossierPost"]] = relationship(lazy="selectin", cascade="all, delete-orphan")
    decisions: Mapped[list["DecisionElsewhere"]] = relationship(
        order_by="DecisionElsewhere.decided_on", lazy="selectin", cascade="all, delete-orphan"
    )

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy wants the plain name


class DossierAuthority(Table):
    """An authority that commissions the assignment; the first one leads."""

    __tablename__ = "dossier_authority"

    dossier_id: Mapped[str] = mapped_column(ForeignKey("dossier.id"), primary_key=True)
    party_id: Mapped[str] = mapped_column(ForeignKey("party.id"), primary_key=True)
    position: Mapped[int]


class DossierPost(Table):
    """Who holds which post in a dossier."""

    __tablename__ = "dossier_post"
    __table_args__ = (UniqueConstraint("dossier_id", "post", "person_id"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    dossier_id: Mapped[str] = mapped_column(ForeignKey("dossier.id"), index=True)
    post: Mapped[Post]
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"))


class HandoverNote(Table):
    """What somebody who left a post wrote for who took it over: what is running, and what one has to know.

    ``read_at`` is when the successor said that they read it.
    """

    __tablename__ = "handover_note"

    id: Mapped[str] = mapped_column(primary_key=True)
    dossier_id: Mapped[str] = mapped_column(ForeignKey("dossier.id"), index=True)
    post: Mapped[Post]
    from_person_id: Mapped[str] = mapped_column(ForeignKey("person.id"))
    to_person_id: Mapped[str | None] = mapped_column(ForeignKey("person.id"), index=True)
    running: Mapped[str]
    to_know: Mapped[str] = mapped_column(default="")
    written_at: Mapped[datetime]
    written_by: Mapped[str]
    read_at: Mapped[datetime | None]


class DecisionElsewhere(Table):
    """A decision taken outside the program: by which body, when, under which case number, in which file."""

    __tablename__ = "decision_elsewhere"

    id: Mapped[str] = mapped_column(primary_key=True)
    dossier_id: Mapped[str] = mapped_column(ForeignKey("dossier.id"), index=True)
    authority_id: Mapped[str | None] = mapped_column(ForeignKey("party.id"))
    body: Mapped[DecisionBody]
    subject: Mapped[str]
    decided_on: Mapped[date]
    case_number: Mapped[str]
    file: Mapped[str]
