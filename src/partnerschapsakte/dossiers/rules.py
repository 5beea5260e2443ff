"""Who may keep a dossier, who looks after it, and what makes a change impossible."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import ClassVar

from partnerschapsakte.access.rules.rights import why_not_give_rights
from partnerschapsakte.foundation.actor import KEEPERS, SYSTEM, Actor, Role
from partnerschapsakte.foundation.outcomes import Fact, Finding, Level, Refusal, Why
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


ROLE_OF = {
    Post.CONTRACT_MANAGER: Role.CONTRACT_MANAGER,
    Post.DEPUTY: Role.CONTRACT_MANAGER,
    Post.BUDGET_HOLDER: Role.BUDGET_HOLDER,
    Post.PROCUREMENT_OFFICER: Role.PROCUREMENT_OFFICER,
    Post.LEGAL_OFFICER: Role.LEGAL_OFFICER,
    Post.ACCOUNT_HOLDER: Role.ACCOUNT_HOLDER,
}
"""The role that a post brings along in its dossier; a deputy may do what the contract manager may."""

OPENERS = frozenset({Role.PROCUREMENT_OFFICER, Role.LEGAL_OFFICER, Role.CONTRACT_MANAGER})
"""What somebody must be in the organisation to open a dossier."""

WITH_NOTE = frozenset({Post.CONTRACT_MANAGER, Post.ACCOUNT_HOLDER})
"""Posts that are not handed over without a note to the successor."""

PAIR = 2
"""Account holders come in pairs, so that a relation never hangs on one person."""


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
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class HandoverNoteRead(Fact):
    """A successor read what was left for them."""

    tag: ClassVar[str] = "dossier:handover-note:read"

    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DossierCorrected(Fact):
    """What a dossier is called, or its role mailbox, changed; both sides hold the fields that differ."""

    tag: ClassVar[str] = "dossier:corrected"

    before: dict[str, str]
    after: dict[str, str]


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
    if actor == SYSTEM or actor.may_act_as(*KEEPERS):
        return None
    return Refusal(
        Why.NOT_PERMITTED,
        "records_not_permitted",
        say("Your roles let you read this dossier, not change it."),
        remedy=say("Ask an administrator for a role in which you may keep records."),
    )


def why_not_open_dossier(actor: Actor) -> Refusal | None:
    """Say why this actor opens no dossier, or None if they do: what they are in the organisation counts."""
    if actor == SYSTEM or actor.may_act_as(*OPENERS):
        return None
    return Refusal(
        Why.NOT_PERMITTED,
        "opening_not_permitted",
        say("A dossier is opened by a procurement officer, a legal officer or a contract manager."),
        remedy=say("Ask one of them, or ask an administrator for that role in the organisation."),
    )


def why_not_give_post(actor: Actor, post: Post, person: str) -> Refusal | None:
    """Say why this actor does not give a person this post, or None if they may: the post brings a role along."""
    if refusal := why_not_give_rights(actor):
        return refusal
    return _own_gain(actor, post, person)


def why_not_pass_on(actor: Actor, post: Post, from_person: str, to_person: str | None) -> Refusal | None:
    """Say why this actor does not pass a post on, or None if they may: it is their own, or they give posts."""
    if actor.id != from_person and (refusal := why_not_give_rights(actor)):
        return refusal
    return _own_gain(actor, post, to_person)


def why_not_without_note(actor: Actor, post: Post, running: str) -> Refusal | None:
    """Say that a handover note is missing, or None; a case file may tell of a handover without one."""
    if post not in WITH_NOTE or running or actor.grants is None:
        return None
    return Refusal(
        Why.INVALID,
        "handover_note_missing",
        say("This post is handed over with a note: write what is running now."),
    )


def why_not_correct(actor: Actor, before: dict[str, str], after: dict[str, str], *, stale: bool) -> Refusal | None:
    """Say why a dossier cannot be described so, or None if it can; ``stale`` tells that it changed meanwhile."""
    if refusal := why_not_keep_records(actor):
        return refusal
    if stale:
        return _changed_meanwhile()
    if before == after:
        return Refusal(Why.CONFLICT, "nothing_to_correct", say("These data are the same as the registered ones."))
    return None


def why_not_take_right(holders: Iterable[Holder], person: str, role: Role) -> Refusal | None:
    """Say why a role cannot be taken from a person whose post needs it, or None if it can."""
    if all(holder.person != person or ROLE_OF[holder.post] is not role for holder in holders):
        return None
    return Refusal(
        Why.CONFLICT,
        "right_of_post",
        say("This role goes with a post that the person holds."),
        remedy=say("Hand the post over first."),
    )


def what_is_missing(holders: Collection[Holder], powers: Iterable[tuple[str, bool, bool]]) -> tuple[Finding, ...]:
    """Warn of what a team lacks; ``powers`` name an authority and tell whether somebody decides and signs for it."""
    living = [holder for holder in holders if holder.enabled]
    pair = len({holder.person for holder in living if holder.post is Post.ACCOUNT_HOLDER})
    found = (
        (
            not any(holder.post is Post.CONTRACT_MANAGER for holder in living),
            say("No contract manager can be reached."),
        ),
        (not any(holder.post is Post.DEPUTY for holder in living), say("There is no deputy who can be reached.")),
        (pair == 0, say("There is no account holder; a pair is the rule.")),
        (0 < pair < PAIR, say("There is one account holder; a pair is the rule.")),
        (len(living) < len(holders), say("Somebody holds a post whose account is closed: hand it over.")),
    )
    named = [message for applies, message in found if applies]
    for authority, decides, signs in powers:
        named += [] if decides else [say("Nobody in this dossier may decide for {authority}.", authority=authority)]
        named += [] if signs else [say("Nobody in this dossier may sign for {authority}.", authority=authority)]
    return tuple(Finding(level=Level.WARNING, message=message) for message in named)


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


def why_not_after(*, before: Collection[str], now: Collection[str]) -> Refusal | None:
    """Say why a person cannot leave who got a post in another dossier meanwhile, or None if they can."""
    return None if set(now) <= set(before) else _changed_meanwhile()


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


def _own_gain(actor: Actor, post: Post, person: str | None) -> Refusal | None:
    if actor == SYSTEM or actor.id != person or ROLE_OF[post] in actor.roles:
        return None
    return Refusal(Why.NOT_PERMITTED, "own_rights", say("Nobody gives themselves a role."))


def _person_unknown(person: str) -> Refusal:
    return Refusal(
        Why.INVALID,
        "person_unknown",
        say("{person} is not a person who can be reached in this program.", person=person),
        remedy=say("Register the person first, or choose somebody else."),
    )


def _changed_meanwhile() -> Refusal:
    return Refusal(
        Why.CONFLICT,
        "changed_meanwhile",
        say("Somebody else changed this meanwhile."),
        remedy=say("Read it again, then decide."),
    )


def _nobody_left() -> Refusal:
    return Refusal(
        Why.CONFLICT,
        "no_addressee",
        say("Without a contract manager nobody would receive the dates of this dossier."),
        remedy=say("Give the post to somebody else first."),
    )
