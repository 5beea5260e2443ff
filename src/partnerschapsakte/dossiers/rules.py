"""Who may keep a dossier, who looks after it, and what makes a change impossible."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import ClassVar

from partnerschapsakte.foundation.actor import SYSTEM, Actor, Role
from partnerschapsakte.foundation.outcomes import Fact, Refusal, Why
from partnerschapsakte.foundation.sentences import say


class Phase(StrEnum):
    """The five phases of the handreiking."""

    VISION = "vision"
    EXPLORATION = "exploration"
    SPECIFICATION = "specification"
    IMPLEMENTATION = "implementation"
    EVALUATION = "evaluation"


class Post(StrEnum):
    """What a person is for one dossier; a reminder goes to the contract manager, then the deputy, then the rest."""

    CONTRACT_MANAGER = "contract_manager"
    DEPUTY = "deputy"
    BUDGET_HOLDER = "budget_holder"
    PROCUREMENT_OFFICER = "procurement_officer"
    LEGAL_OFFICER = "legal_officer"
    ACCOUNT_HOLDER = "account_holder"


class DecisionBody(StrEnum):
    """Who took a decision outside the program."""

    COLLEGE = "college"
    COUNCIL = "council"
    COURT = "court"
    PLATFORM = "platform"
    OTHER = "other"


MAY_KEEP_RECORDS = frozenset(Role) - {Role.AUDITOR}
"""Roles that may write down what happened; deciding for an authority takes its mandate (rule 75)."""


@dataclass(frozen=True, slots=True)
class Holder:
    """A person in a post, and whether that person can still be reached here."""

    post: Post
    person: str
    enabled: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DossierOpened(Fact):
    """A dossier came into the program."""

    tag: ClassVar[str] = "dossier:opened"

    data: dict[str, object]
    entered_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class PhaseEntered(Fact):
    """A dossier went to another phase."""

    tag: ClassVar[str] = "dossier:phase:entered"

    before: Phase
    after: Phase


@dataclass(frozen=True, slots=True, kw_only=True)
class PostAssigned(Fact):
    """A person got a post in a dossier."""

    tag: ClassVar[str] = "dossier:post:assigned"

    post: Post
    person: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PostHandedOver(Fact):
    """A person left a post, to another or to those who remain."""

    tag: ClassVar[str] = "dossier:post:handed-over"

    post: Post
    from_person: str
    to_person: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DecidedElsewhere(Fact):
    """A body outside the program decided."""

    tag: ClassVar[str] = "dossier:decision:recorded"

    decision: str
    body: DecisionBody
    about: str
    authority: str | None
    decided_on: date
    case_number: str
    file: str


def why_not_keep_records(actor: Actor) -> Refusal | None:
    """Say why this actor may not write in a dossier, or None if they may."""
    if actor == SYSTEM or actor.may_act_as(*MAY_KEEP_RECORDS):
        return None
    return Refusal(
        Why.NOT_PERMITTED,
        "records_not_permitted",
        say("Your roles let you read this dossier, not change it."),
        remedy=say("Ask an administrator for a role in which you may keep records."),
    )


def why_not_in_future(day: date, today: date) -> Refusal | None:
    """Say why something cannot have happened on this day, or None if it can."""
    if day <= today:
        return None
    return Refusal(
        Why.INVALID,
        "not_happened_yet",
        say("{day} lies after {today}: only what has happened is recorded.", day=day, today=today),
    )


def addressees(holders: Iterable[Holder]) -> tuple[str, str | None, str | None] | None:
    """Return who owns the dates, the deputy and the budget holder: people who can be reached, or None if nobody can.

    When the contract manager cannot be reached, the dates go to the deputy, then to any other holder of a post,
    in the order of the posts.
    """
    order = list(Post)
    living = sorted((holder for holder in holders if holder.enabled), key=lambda holder: order.index(holder.post))
    if not living:
        return None

    def first(post: Post) -> str | None:
        return next((holder.person for holder in living if holder.post is post), None)

    owner = living[0].person
    deputy = first(Post.DEPUTY)
    return owner, None if deputy == owner else deputy, first(Post.BUDGET_HOLDER)


def why_not_leave(holders: Collection[Holder], person: str) -> Refusal | None:
    """Say why a dossier cannot go on without this person, or None if it can; ``holders`` are those of now."""
    remaining = [holder for holder in holders if holder.person != person]
    if any(holder.enabled and holder.post is Post.CONTRACT_MANAGER for holder in remaining):
        return None
    managed = any(holder.person == person and holder.post is Post.CONTRACT_MANAGER for holder in holders)
    if not managed and addressees(remaining) is not None:
        return None
    return _nobody_left()


def why_not_open(
    holders: Collection[Holder], *, unknown_authorities: Collection[str], unknown_people: Collection[str], known: bool
) -> Refusal | None:
    """Say why this dossier cannot be opened, or None if it can; ``known`` tells that its ocid is in use."""
    if known:
        return Refusal(Why.CONFLICT, "dossier_known", say("There is already a dossier with this ocid."))
    for authority in unknown_authorities:
        return Refusal(
            Why.INVALID,
            "authority_unknown",
            say("{party} is not a registered contracting authority.", party=authority),
            remedy=say("Register the organisation as a contracting authority first."),
        )
    for person in unknown_people:
        return _person_unknown(person)
    if not any(holder.enabled and holder.post is Post.CONTRACT_MANAGER for holder in holders):
        return _nobody_left()
    return None


def open_dossier(
    dossier: str,
    data: dict[str, object],
    holders: Collection[Holder],
    *,
    today: date,
    unknown_authorities: Collection[str],
    unknown_people: Collection[str],
    known: bool,
) -> DossierOpened:
    """Open a dossier."""
    if refusal := why_not_open(
        holders, unknown_authorities=unknown_authorities, unknown_people=unknown_people, known=known
    ):
        raise refusal
    return DossierOpened(subject=dossier, data=data, entered_on=today)


def enter_phase(dossier: str, before: Phase, after: Phase) -> PhaseEntered:
    """Go to another phase; also back, for practice does."""
    if before is after:
        raise Refusal(Why.CONFLICT, "phase_current", say("The dossier is already in this phase."))
    return PhaseEntered(subject=dossier, before=before, after=after)


def assign_post(dossier: str, holders: Collection[Holder], post: Post, person: str, *, enabled: bool) -> PostAssigned:
    """Give a person a post; ``enabled`` tells whether that person exists and can be reached."""
    if not enabled:
        raise _person_unknown(person)
    if any(holder.post is post and holder.person == person for holder in holders):
        raise Refusal(Why.CONFLICT, "post_held", say("This person already holds this post."))
    return PostAssigned(subject=dossier, post=post, person=person)


def hand_over(
    dossier: str, holders: Collection[Holder], post: Post, from_person: str, to_person: str | None, *, enabled: bool
) -> PostHandedOver:
    """Pass a post on, or leave it to the others; somebody must remain to whom the dates of the dossier go."""
    if not any(holder.post is post and holder.person == from_person for holder in holders):
        raise Refusal(Why.CONFLICT, "post_not_held", say("This person does not hold this post."))
    if to_person is not None and (not enabled or to_person == from_person):
        raise _person_unknown(to_person)
    left = [holder for holder in holders if (holder.post, holder.person) != (post, from_person)]
    after = left if to_person is None else [*left, Holder(post, to_person, enabled=True)]
    if not any(holder.enabled and holder.post is Post.CONTRACT_MANAGER for holder in after):
        raise _nobody_left()
    return PostHandedOver(subject=dossier, post=post, from_person=from_person, to_person=to_person)


def record_decision_elsewhere(fact: DecidedElsewhere, *, authorities: Collection[str], today: date) -> DecidedElsewhere:
    """Record a decision taken elsewhere; the authority, if named, must be one of the dossier's."""
    if refusal := why_not_in_future(fact.decided_on, today):
        raise refusal
    if fact.authority is not None and fact.authority not in authorities:
        raise Refusal(Why.INVALID, "authority_not_in_dossier", say("This authority does not commission this dossier."))
    return fact


def _person_unknown(person: str) -> Refusal:
    return Refusal(
        Why.INVALID,
        "person_unknown",
        say("{person} is not a person who can be reached in this program.", person=person),
        remedy=say("Register the person first, or choose somebody else."),
    )


def _nobody_left() -> Refusal:
    return Refusal(
        Why.CONFLICT,
        "no_addressee",
        say("Without a contract manager nobody would receive the dates of this dossier."),
        remedy=say("Give the post to somebody else first."),
    )
