"""A date that matters, who looks after it, and how it stands today."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from typing import ClassVar, NamedTuple

from partnerschapsakte.dates.explanation import Explained
from partnerschapsakte.dates.period import shift_months
from partnerschapsakte.foundation.actor import KEEPERS, Actor
from partnerschapsakte.foundation.outcomes import Fact, Refusal, Why
from partnerschapsakte.foundation.sentences import Sentence, say


class MilestoneKind(StrEnum):
    """What has to happen on or before the date."""

    EVALUATION = "evaluation"
    DECISION = "decision"
    NOTICE = "notice"
    END = "end"
    QUESTIONS = "questions"
    PROGRESS_REPORT = "progress_report"
    TENDER_DEADLINE = "tender_deadline"
    STANDSTILL_END = "standstill_end"
    AWARD_NOTICE = "award_notice"
    COMPLAINT = "complaint"
    CONVERSATION = "conversation"
    OBLIGATION = "obligation"
    TRIGGER_RESPONSE = "trigger_response"
    EXIT = "exit"
    RETENTION = "retention"


class MilestoneState(StrEnum):
    """How a milestone stands: waiting before its first reminder, due up to and including its date."""

    WAITING = "waiting"
    DUE = "due"
    OVERDUE = "overdue"
    DONE = "done"
    VOID = "void"


class Outcome(StrEnum):
    """How a milestone was settled."""

    DONE = "done"
    VOID = "void"


BY_HAND = frozenset(MilestoneKind) - {
    MilestoneKind.EVALUATION,
    MilestoneKind.DECISION,
    MilestoneKind.NOTICE,
    MilestoneKind.AWARD_NOTICE,
    MilestoneKind.COMPLAINT,
}
"""Kinds that a person may mark as done; the others are done by their own act, which leaves its own proof."""

MAY_TEND = KEEPERS
"""Who may say that they are handling a date, besides the people who get its reminders."""

QUIET_AT_MOST = timedelta(weeks=4)
"""For how long a near or overdue date can be put aside at most."""

RUN_UP_MONTHS = 6
"""How long before its day a date counts as near."""


@dataclass(frozen=True, slots=True)
class DateToKeep:
    """A date that its owner wants kept; ``key`` is stable within the subject, such as ``extension:1:notice``.

    Reminders count back from ``remind_by`` where that is earlier than the date itself (rule 47).
    """

    key: str
    kind: MilestoneKind
    title: Sentence
    due: Explained
    done_on: date | None = None
    void: Sentence | None = None
    remind_by: date | None = None

    @property
    def outcome(self) -> Outcome | None:
        """How it was settled, or None while it is open."""
        if self.void is not None:
            return Outcome.VOID
        return Outcome.DONE if self.done_on is not None else None


@dataclass(frozen=True, slots=True)
class Circle:
    """Who hears of a date: three person ids, and the dossier's role mailbox, which never leaves its job."""

    owner: str
    deputy: str | None
    budget_holder: str | None
    mailbox: str


@dataclass(frozen=True, slots=True)
class Standing:
    """What decides how a milestone stands."""

    on: date
    first_on: date
    outcome: Outcome | None = None
    remind_by: date | None = None

    def state(self, today: date) -> MilestoneState:
        """Say how it stands today: due from its first reminder through its own date."""
        if self.outcome is not None:
            return MilestoneState(self.outcome.value)
        if today > self.on:
            return MilestoneState.OVERDUE
        return MilestoneState.DUE if today >= self.first_on else MilestoneState.WAITING


@dataclass(frozen=True, slots=True)
class Kept:
    """What a stored milestone says, in the terms of the date that was wanted."""

    wanted: DateToKeep
    circle: Circle
    done_by_hand: bool = field(default=False, compare=False)

    @property
    def is_open(self) -> bool:
        """Tell whether somebody still has to act."""
        return self.wanted.outcome is None and not self.done_by_hand

    def differs_from(self, other: "Kept") -> bool:
        """Tell whether another account of this date says something else; nobody hears of a settled date any more."""
        return self.wanted != other.wanted or (self.is_open and self.circle != other.circle)


class Tended(NamedTuple):
    """What planning reminders needs to know of one milestone."""

    id: str
    dossier_id: str
    kind: MilestoneKind
    on: date
    remind_by: date | None
    circle: Circle
    entered_on: date
    quiet_until: date | None
    outcome: Outcome | None

    @property
    def anchor(self) -> date:
        """The day reminders count back from: the earlier one where the conventions differ (rule 47)."""
        return min(self.on, self.remind_by or self.on)


@dataclass(frozen=True, slots=True, kw_only=True)
class DatesProjected(Fact):
    """The dates of a subject were written down as milestones; each list holds keys."""

    tag: ClassVar[str] = "agenda:dates:projected"
    added: tuple[str, ...]
    changed: tuple[str, ...]
    dropped: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MilestoneAcknowledged(Fact):
    """Somebody said that they handle a date; its reminders rest until the day named."""

    tag: ClassVar[str] = "agenda:milestone:acknowledged"
    until: date


@dataclass(frozen=True, slots=True, kw_only=True)
class MilestonePutAside(Fact):
    """Somebody put the reminders of a date aside, and said why."""

    tag: ClassVar[str] = "agenda:milestone:put-aside"
    until: date
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MilestoneMarkedDone(Fact):
    """Somebody marked a date as done by hand."""

    tag: ClassVar[str] = "agenda:milestone:marked-done"
    done_on: date
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CircleChanged(Fact):
    """The people who hear of a dossier's open dates are others from now on."""

    tag: ClassVar[str] = "agenda:circle:changed"
    circle: Circle


def differences(stored: Mapping[str, Kept], wanted: Iterable[DateToKeep], circle: Circle) -> tuple[str, ...]:
    """Name every key on which the stored milestones of a subject differ from what its owner derives now.

    A stored date that is no longer named is right when it was settled, and a difference while it is open.
    """
    named = {date_to_keep.key: Kept(date_to_keep, circle) for date_to_keep in wanted}
    wrong = {key for key, kept in named.items() if key not in stored or stored[key].differs_from(kept)}
    forgotten = {key for key, kept in stored.items() if key not in named and kept.is_open}
    return tuple(sorted(wrong | forgotten))


def why_not_tend(standing: Standing, circle: Circle, actor: Actor) -> Refusal | None:
    """Say why this actor cannot say that they are handling this date, or None if they can."""
    if standing.outcome is not None:
        return Refusal(
            Why.CONFLICT,
            "milestone_settled",
            say("This date was settled; there is nothing left to do for it."),
        )
    if actor.id in {circle.owner, circle.deputy, circle.budget_holder} or actor.may_act_as(*MAY_TEND):
        return None
    return Refusal(
        Why.NOT_PERMITTED,
        "milestone_not_yours",
        say("Only somebody who works on this dossier can do this."),
        remedy=say("Ask the contract manager."),
    )


def why_not_put_aside(standing: Standing, until: date, today: date) -> Refusal | None:
    """Say why reminders cannot be put aside until this day, or None if they can: never past the date itself."""
    latest = latest_quiet(standing, today)
    if today < until <= latest:
        return None
    return Refusal(
        Why.INVALID,
        "quiet_too_long",
        say("Reminders can rest until {latest} at the latest.", latest=latest),
        rule="47",
        remedy=say("Choose a day after today, up to {latest}.", latest=latest),
    )


def latest_quiet(standing: Standing, today: date) -> date:
    """Return the last day until which reminders can rest.

    Until half a year before the day they count back from; nearer to it and when it is overdue, four weeks at a time,
    and never past that day or the date itself: nobody can silence a run-up.
    """
    days = (min(standing.on, standing.remind_by or standing.on), standing.on)
    four_weeks_on = today + QUIET_AT_MOST
    ahead = next((day for day in days if today < day), None)
    if ahead is None:
        return four_weeks_on
    return min(ahead, max(four_weeks_on, shift_months(ahead, -RUN_UP_MONTHS)))


def why_not_give_reason(reason: str) -> Refusal | None:
    """Say that a reason is missing, or None where it is given."""
    if reason.strip():
        return None
    return Refusal(Why.INVALID, "reason_missing", say("Say why in a few words."))


def why_not_mark_done(kind: MilestoneKind, standing: Standing, today: date) -> Refusal | None:
    """Say why a person cannot mark a date of this kind as done, or None if they can.

    A last notice day that has passed can no longer be met: somebody says what was done instead.
    """
    if kind in BY_HAND or (kind is MilestoneKind.NOTICE and today > standing.on):
        return None
    return Refusal(
        Why.CONFLICT,
        "done_by_its_own_act",
        say("This date is done when its own act is recorded."),
        remedy=say("Record the evaluation, the decision, the notice or the publication itself."),
    )
