"""When a date is called to mind, by whom it must be read, and when it stops: only when somebody acts or answers."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from itertools import count
from typing import ClassVar, NamedTuple

from partnerschapsakte.agenda.rules import Circle, MilestoneKind, MilestoneState, Outcome, Tended
from partnerschapsakte.dates.period import shift_months
from partnerschapsakte.foundation.outcomes import Fact

ASLEEP_AFTER = timedelta(hours=26)
"""A day and two hours without a sweep that succeeded: something is wrong."""

CATCH_UP = 0
"""The occurrence of a reminder that makes up for those whose day had passed before the date was known."""


class ReminderKind(StrEnum):
    """The first call, a repeat, or a call to the next person."""

    FIRST = "first"
    REPEAT = "repeat"
    ESCALATION = "escalation"


class ReminderState(StrEnum):
    """Planned, taken into a mail, accepted by the mail server, or no longer needed."""

    PLANNED = "planned"
    CLAIMED = "claimed"
    SENT = "sent"
    VOID = "void"


class VoidReason(StrEnum):
    """Why a reminder never went out."""

    BEFORE_ENTRY = "before_entry"
    SET_LATER = "set_later"
    DONE = "done"
    WITHDRAWN = "withdrawn"
    MOVED = "moved"
    ACKNOWLEDGED = "acknowledged"
    OVERTAKEN = "overtaken"
    CIRCLE_CHANGED = "circle_changed"
    ACCOUNT_DISABLED = "account_disabled"


REVIVABLE = frozenset({VoidReason.DONE, VoidReason.WITHDRAWN, VoidReason.ACKNOWLEDGED, VoidReason.CIRCLE_CHANGED})
"""What can come back: the date is open again, or the person is back."""


@dataclass(frozen=True, slots=True)
class Ladder:
    """The days before a date on which it is called to mind, and from when others hear of it too."""

    months: tuple[int, ...] = ()
    days: tuple[int, ...] = ()
    weekly_within_months: int = 0
    deputy_within_days: int = 56
    budget_holder_within_days: int = 28

    def days_before(self, anchor: date) -> tuple[date, ...]:
        """Return the days of the ladder in order; days that coincide count once."""
        rungs = {shift_months(anchor, -months) for months in self.months}
        rungs |= {anchor - timedelta(days=days) for days in self.days}
        if self.weekly_within_months:
            since = shift_months(anchor, -self.weekly_within_months)
            rungs |= {anchor - timedelta(weeks=weeks) for weeks in range((anchor - since).days // 7 + 1)}
        return tuple(sorted(rungs))


LONG = Ladder(months=(18, 12, 9, 6, 3, 1), weekly_within_months=3)
HALF_YEAR = Ladder(months=(6, 3, 1), weekly_within_months=1)
MONTH = Ladder(days=(28, 14, 7, 2, 0), deputy_within_days=7, budget_holder_within_days=0)
FORTNIGHT = Ladder(days=(14, 7, 2, 0), deputy_within_days=2, budget_holder_within_days=0)


def _default_ladders() -> dict[MilestoneKind, Ladder]:
    kinds = MilestoneKind
    long = dict.fromkeys((kinds.EVALUATION, kinds.DECISION, kinds.NOTICE, kinds.END), LONG)
    half_year = dict.fromkeys((kinds.EXIT, kinds.RETENTION), HALF_YEAR)
    weeks = (kinds.PROGRESS_REPORT, kinds.OBLIGATION, kinds.COMPLAINT, kinds.CONVERSATION, kinds.TRIGGER_RESPONSE)
    month = dict.fromkeys(weeks, MONTH)
    short = (kinds.QUESTIONS, kinds.TENDER_DEADLINE, kinds.STANDSTILL_END, kinds.AWARD_NOTICE)
    return long | half_year | month | dict.fromkeys(short, FORTNIGHT)


@dataclass(frozen=True, slots=True)
class Leads:
    """How early and how often each kind of date is called to mind, as decided on a day."""

    decided_on: date = date(2026, 11, 1)
    ladders: Mapping[MilestoneKind, Ladder] = field(default_factory=_default_ladders)
    overdue_every_days: int = 7

    def of(self, kind: MilestoneKind) -> Ladder:
        """Return the ladder of this kind of date."""
        return self.ladders.get(kind, FORTNIGHT)


DEFAULT_LEADS = Leads()


class Slot(NamedTuple):
    """One place in the row of reminders of a date: at most one reminder ever fills it."""

    kind: ReminderKind
    occurrence: int
    recipient: str


class Written(NamedTuple):
    """A reminder that is stored already."""

    id: str
    due_on: date
    slot: Slot
    planned_on: date
    state: ReminderState
    reason: VoidReason | None


class Change(NamedTuple):
    """A reminder to write: planned, or void with the reason."""

    slot: Slot
    planned_on: date
    reason: VoidReason | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """What has to change in the reminders of one milestone; ids point at rows that exist."""

    first_on: date
    next_on: date | None
    added: tuple[Change, ...] = ()
    voided: Mapping[str, VoidReason] = field(default_factory=dict[str, VoidReason])
    revived: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DigestsOwed(Fact):
    """A sweep found dates that are due: these mails are owed, one per recipient and day."""

    tag: ClassVar[str] = "reminders:digests:owed"
    digests: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DigestComposed(Fact):
    """The text of a digest is fixed; whatever comes up later that day goes into the next one."""

    tag: ClassVar[str] = "reminders:digest:composed"
    message_id: str
    addresses: tuple[str, ...]
    reminders: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DigestSent(Fact):
    """The mail server accepted a digest."""

    tag: ClassVar[str] = "reminders:digest:sent"
    message_id: str


def plan(milestone: Tended, written: Collection[Written], leads: Leads, today: date) -> Plan:
    """Compare the reminders that a milestone needs with those it has; an open milestone always has a next one."""
    first_on = leads.of(milestone.kind).days_before(milestone.anchor)[0]
    if milestone.outcome is not None:
        reason = VoidReason.DONE if milestone.outcome is Outcome.DONE else VoidReason.WITHDRAWN
        planned = {row.id: reason for row in written if row.state is ReminderState.PLANNED}
        return Plan(first_on, None, voided=planned)
    here = {row.slot: row for row in written if row.due_on == milestone.on}
    wanted = {change.slot: change for change in _wanted(milestone, here, leads, today)}
    added = tuple(change for slot, change in wanted.items() if slot not in here)
    revived = tuple(row for slot, row in here.items() if slot in wanted and _comes_back(row, wanted[slot]))
    voided = {row.id: reason for row in written if (reason := _why_void(row, wanted, milestone, today))}
    kept = [row for row in written if row.state is ReminderState.PLANNED and row.id not in voided]
    days = [row.planned_on for row in (*kept, *revived)] + [new.planned_on for new in added if new.reason is None]
    return Plan(first_on, min(days), added, voided, tuple(row.id for row in revived))


def _comes_back(row: Written, change: Change) -> bool:
    return row.state is ReminderState.VOID and change.reason is None and row.reason in REVIVABLE


def _is_used(row: Written | None) -> bool:
    """Tell whether a slot can hold no reminder any more: one went out, or never will."""
    if row is None or row.state is ReminderState.PLANNED:
        return False
    return row.state is not ReminderState.VOID or row.reason not in REVIVABLE


def _why_void(row: Written, wanted: Mapping[Slot, Change], milestone: Tended, today: date) -> VoidReason | None:
    """Say why a planned reminder is no longer needed, or None if it stays or was not planned."""
    if row.state is not ReminderState.PLANNED:
        return None
    if row.due_on != milestone.on:
        return VoidReason.MOVED
    if milestone.quiet_until and today < milestone.quiet_until and row.planned_on < milestone.quiet_until:
        return VoidReason.ACKNOWLEDGED
    if row.slot in wanted and wanted[row.slot].reason is None:
        return None
    circle = milestone.circle
    if row.planned_on < today and row.slot.recipient in {circle.owner, circle.deputy, circle.budget_holder}:
        return None  # it is late, not superfluous: the next sweep sends it
    return VoidReason.CIRCLE_CHANGED


def _wanted(milestone: Tended, here: Mapping[Slot, Written], leads: Leads, today: date) -> Iterator[Change]:
    """Yield every reminder that belongs to the milestone now, those whose day has passed as void."""
    start = max(today, milestone.entered_on)
    resume = max(start, milestone.quiet_until or start)
    owner_hears = False
    for change in _climb(milestone, leads):
        if change.planned_on >= resume:
            owner_hears |= change.slot.recipient == milestone.circle.owner and not _is_used(here.get(change.slot))
            yield change
        elif change.planned_on >= start:
            yield change._replace(reason=VoidReason.ACKNOWLEDGED)
        else:
            before_entry = change.planned_on < milestone.entered_on
            yield change._replace(reason=VoidReason.BEFORE_ENTRY if before_entry else VoidReason.SET_LATER)
    overdue = () if owner_hears else _first_unused_overdue(milestone, here, leads, resume)
    yield from overdue
    if resume == start and start not in {change.planned_on for change in overdue}:
        yield from _catching_up(milestone, here, leads, start)


def _first_unused_overdue(
    milestone: Tended, here: Mapping[Slot, Written], leads: Leads, day: date
) -> tuple[Change, ...]:
    days = (day + timedelta(days=week * leads.overdue_every_days) for week in count())
    weeks = (tuple(overdue_from(milestone, leads, start)) for start in days)
    return next(changes for changes in weeks if not _is_used(here.get(changes[0].slot)))


def _climb(milestone: Tended, leads: Leads) -> Iterator[Change]:
    days = leads.of(milestone.kind).days_before(milestone.anchor)
    for number, day in enumerate(days, start=1):
        for kind, recipient in _heard_by(milestone, leads, day):
            first = number == 1 and kind is ReminderKind.REPEAT
            yield Change(Slot(ReminderKind.FIRST if first else kind, number, recipient), day)


def _catching_up(milestone: Tended, here: Mapping[Slot, Written], leads: Leads, start: date) -> Iterator[Change]:
    """Yield one reminder today for whoever should have heard of this date already and never did."""
    days = leads.of(milestone.kind).days_before(milestone.anchor)
    if start <= days[0] or start in days:
        return
    told = {slot.recipient for slot, row in here.items() if row.state in {ReminderState.CLAIMED, ReminderState.SENT}}
    for kind, recipient in _heard_by(milestone, leads, start):
        if recipient not in told:
            first = kind is ReminderKind.REPEAT
            yield Change(Slot(ReminderKind.FIRST if first else kind, CATCH_UP, recipient), start)


def overdue_from(milestone: Tended, leads: Leads, day: date) -> Iterator[Change]:
    """Yield the reminders of the first overdue day on or after this one: the day after the date, then weekly."""
    first = milestone.on + timedelta(days=1)
    weeks = max(0, -((first - day).days // leads.overdue_every_days))
    rungs = len(leads.of(milestone.kind).days_before(milestone.anchor))
    for kind, recipient in _heard_by(milestone, leads, first):
        planned_on = first + timedelta(days=weeks * leads.overdue_every_days)
        yield Change(Slot(kind, rungs + 1 + weeks, recipient), planned_on)


def _heard_by(milestone: Tended, leads: Leads, day: date) -> Iterator[tuple[ReminderKind, str]]:
    """Yield who hears of the date on this day: its owner, near the end the deputy, then the budget holder."""
    circle, ladder = milestone.circle, leads.of(milestone.kind)
    left = (milestone.anchor - day).days
    yield ReminderKind.REPEAT, circle.owner
    heard = {circle.owner, None}
    if left <= ladder.deputy_within_days and circle.deputy not in heard and circle.deputy:
        heard.add(circle.deputy)
        yield ReminderKind.ESCALATION, circle.deputy
    if left <= ladder.budget_holder_within_days and circle.budget_holder not in heard and circle.budget_holder:
        yield ReminderKind.ESCALATION, circle.budget_holder


def addressee(recipient: str, circle: Circle, living: Collection[str]) -> str:
    """Return who gets it: the recipient, else the deputy, else the role mailbox, which is always there."""
    for person in (recipient, circle.deputy):
        if person == circle.mailbox or person in living:
            return str(person)
    return circle.mailbox


@dataclass(frozen=True, slots=True)
class Delivery:
    """What a sweep does with the due reminders of one milestone, by who gets them."""

    kept: Mapping[str, Written]
    stand_ins: Mapping[str, Written]
    voided: Mapping[str, VoidReason]


def deliver(due: Iterable[Written], circle: Circle, living: Collection[str]) -> Delivery:
    """Give every recipient the most urgent reminder only; somebody else stands in for who has left."""
    latest: dict[str, Written] = {}
    voided: dict[str, VoidReason] = {}
    for row in sorted(due, key=lambda row: (row.planned_on, row.slot.kind is ReminderKind.ESCALATION, row.id)):
        if overtaken := latest.get(row.slot.recipient):
            voided[overtaken.id] = VoidReason.OVERTAKEN
        latest[row.slot.recipient] = row
    kept: dict[str, Written] = {}
    stand_ins: dict[str, Written] = {}
    for recipient, row in latest.items():
        to = addressee(recipient, circle, living)
        if to == recipient:
            kept[to] = row
        else:
            stand_ins[to] = row
            voided[row.id] = VoidReason.ACCOUNT_DISABLED
    return Delivery(kept, {to: row for to, row in stand_ins.items() if to not in kept}, voided)


def why_stale(due_on: date, on: date, state: MilestoneState) -> VoidReason | None:
    """Say why a reminder that waits in a mail is no longer needed, or None if it is."""
    if state is MilestoneState.DONE:
        return VoidReason.DONE
    if state is MilestoneState.VOID:
        return VoidReason.WITHDRAWN
    return None if on == due_on else VoidReason.MOVED


def is_asleep(last_sweep_at: datetime | None, now: datetime) -> bool:
    """Tell whether reminders have stopped: no sweep succeeded for a day and two hours."""
    return last_sweep_at is None or now - last_sweep_at > ASLEEP_AFTER
