"""The shapes that cross the doors of the dossiers."""

from datetime import date
from typing import Annotated

import msgspec
from pydantic import Field

from partnerschapsakte.dossiers.rules import DecisionBody, Phase, Post
from partnerschapsakte.foundation.fields import Code, Command, Day, Email, Line, Ocid, OptionalLine, OptionalText, Text

Days = Annotated[int, Field(ge=0, le=3660)]
MonthDay = Annotated[str, Field(pattern=r"^(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$")]


class DesignChoices(Command):
    """The six choices of the handreiking; what is not chosen yet is empty."""

    scope: OptionalText = ""
    partnership: OptionalText = ""
    access: OptionalText = ""
    accountability: OptionalText = ""
    funding: OptionalText = ""
    contract: OptionalText = ""


class Planning(Command):
    """Lead times that differ from the defaults of ``contracts.rules.planning``; what is left out keeps its default."""

    letter_days: Days | None = None
    college_days: Days | None = None
    joint_session_days: Days | None = None
    evaluation_days: Days | None = None
    recess_from: MonthDay | None = None
    recess_until: MonthDay | None = None


class AssignedPost(Command):
    """A person in a post."""

    post: Post
    person_id: Code


class OpenDossier(Command):
    """A dossier as it comes into the program, with somebody who looks after it."""

    ocid: Ocid
    reference: Line
    title: Line
    summary: OptionalText = ""
    phase: Phase
    authorities: Annotated[tuple[Code, ...], Field(min_length=1)]
    posts: Annotated[tuple[AssignedPost, ...], Field(min_length=1)]
    role_mailbox: Email
    design_choices: DesignChoices = DesignChoices()
    principles: tuple[Text, ...] = ()
    planning: Planning = Planning()
    case_name: Code | None = None
    case_source: OptionalLine | None = None


class EnterPhase(Command):
    """The dossier goes to another phase."""

    phase: Phase


class HandOver(Command):
    """One person takes a post from another, or leaves it."""

    post: Post
    from_person_id: Code
    to_person_id: Code | None = None


class RecordDecisionElsewhere(Command):
    """A decision that was taken outside the program."""

    body: DecisionBody
    subject: Line
    decided_on: Day
    case_number: Line
    file: Line
    authority_id: Code | None = None


class AuthorityView(msgspec.Struct, frozen=True):
    """An authority of a dossier."""

    id: str
    name: str


class PostView(msgspec.Struct, frozen=True):
    """Who holds a post, and whether mail reaches them."""

    post: Post
    person_id: str
    name: str
    email: str
    function: str
    enabled: bool


class DecisionView(msgspec.Struct, frozen=True):
    """A decision taken elsewhere."""

    id: str
    body: DecisionBody
    subject: str
    decided_on: date
    case_number: str
    file: str
    authority: str | None


class DossierRow(msgspec.Struct, frozen=True):
    """A dossier in a list."""

    id: str
    reference: str
    title: str
    phase: Phase
    lead_authority: str


class DossierView(msgspec.Struct, frozen=True):
    """A dossier on its page."""

    id: str
    ocid: str
    reference: str
    title: str
    summary: str
    phase: Phase
    authorities: tuple[AuthorityView, ...]
    posts: tuple[PostView, ...]
    role_mailbox: str
    design_choices: dict[str, str]
    principles: tuple[str, ...]
    decisions: tuple[DecisionView, ...]
    entered_on: date
    case_name: str | None
    version: int
