"""The shapes that cross the doors of the dossiers."""

from datetime import date, datetime
from typing import Annotated

import msgspec
from pydantic import Field

from partnerschapsakte.access.schemas import PersonView, RightView
from partnerschapsakte.dossiers.rules import DecisionBody, Phase, Post
from partnerschapsakte.foundation.actor import Role
from partnerschapsakte.foundation.fields import Code, Command, Day, Email, Line, Ocid, OptionalLine, OptionalText, Text
from partnerschapsakte.foundation.outcomes import Finding

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


class ChosenAuthority(Command):
    """An authority that was ticked."""

    party_id: Code


class NewDossier(Command):
    """A dossier as a form asks for it: one field for each post that matters at the start."""

    reference: Line
    title: Line
    summary: OptionalText = ""
    phase: Phase
    lead_id: Code
    authorities: tuple[ChosenAuthority, ...] = ()
    contract_manager_id: Code
    deputy_id: Code | None = None
    account_holder_id: Code | None = None
    second_account_holder_id: Code | None = None
    role_mailbox: Email
    ocid: Ocid | None = None

    def to_open(self, ocid: str) -> OpenDossier:
        """Return what it asks to open, with this ocid where none was typed."""
        posts = (
            (Post.CONTRACT_MANAGER, self.contract_manager_id),
            (Post.DEPUTY, self.deputy_id),
            (Post.ACCOUNT_HOLDER, self.account_holder_id),
            (Post.ACCOUNT_HOLDER, self.second_account_holder_id),
        )
        others = (one.party_id for one in self.authorities)
        return OpenDossier(
            ocid=self.ocid or ocid,
            reference=self.reference,
            title=self.title,
            summary=self.summary,
            phase=self.phase,
            authorities=tuple(dict.fromkeys((self.lead_id, *others))),
            posts=tuple(AssignedPost(post=post, person_id=who) for post, who in dict.fromkeys(posts) if who),
            role_mailbox=self.role_mailbox,
        )


class CorrectDossier(Command):
    """What a dossier is called and where its role mailbox is; ``version`` is the one that was read."""

    reference: Line
    title: Line
    summary: OptionalText = ""
    role_mailbox: Email
    version: int


class HandOver(Command):
    """One person takes a post from another, or leaves it; ``running`` and ``to_know`` are the handover note."""

    post: Post
    from_person_id: Code
    to_person_id: Code | None = None
    running: OptionalText = ""
    to_know: OptionalText = ""


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


class OwnDossier(msgspec.Struct, frozen=True):
    """A dossier of a person, with what they are in it; ``reads_file`` tells a team member from a guest."""

    dossier: DossierRow
    roles: tuple[Role, ...]
    party: str | None
    reads_file: bool


class HandoverNoteView(msgspec.Struct, frozen=True):
    """What somebody who left a post wrote for who took it over."""

    id: str
    dossier_id: str
    dossier: str
    post: Post
    from_person: str
    to_person_id: str | None
    to_person: str | None
    running: str
    to_know: str
    written_at: datetime
    written_by: str
    read_at: datetime | None


class PowerView(msgspec.Struct, frozen=True):
    """Who decides and who signs for one authority of a dossier."""

    authority: AuthorityView
    deciders: tuple[str, ...]
    signatories: tuple[str, ...]


class TeamView(msgspec.Struct, frozen=True):
    """Everybody around a dossier: posts, roles, powers, who hears of its dates, and what is missing."""

    dossier: "DossierView"
    rights: tuple[RightView, ...]
    powers: tuple[PowerView, ...]
    addressees: tuple[PersonView, ...]
    findings: tuple[Finding, ...]
    notes: tuple[HandoverNoteView, ...]


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
