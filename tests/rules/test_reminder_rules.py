"""When a date is called to mind: day by day over years, until somebody acts, and always to somebody who is there."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from partnerschapsakte.agenda.rules import Circle, MilestoneKind, MilestoneState, Outcome, Tended
from partnerschapsakte.dates.period import shift_months
from partnerschapsakte.reminders.rules import (
    ASLEEP_AFTER,
    DEFAULT_LEADS,
    Change,
    Plan,
    ReminderKind,
    ReminderState,
    Slot,
    VoidReason,
    Written,
    addressee,
    deliver,
    is_asleep,
    overdue_from,
    plan,
    why_stale,
)

CIRCLE = Circle("owner", "deputy", "budget", "mailbox@voorbeeldstad.example")
ON = date(2029, 6, 30)
EARLY = date(2027, 1, 1)
DAYS = st.dates(date(2026, 1, 1), date(2040, 12, 31))
KINDS = st.sampled_from(MilestoneKind)


def milestone(
    on: date = ON,
    kind: MilestoneKind = MilestoneKind.NOTICE,
    *,
    circle: Circle = CIRCLE,
    entered_on: date = EARLY,
    remind_by: date | None = None,
    quiet_until: date | None = None,
    outcome: Outcome | None = None,
) -> Tended:
    return Tended("milestone", "dossier", kind, on, remind_by, circle, entered_on, quiet_until, outcome)


def planned(found: Plan, recipient: str = "owner") -> list[date]:
    return sorted(new.planned_on for new in found.added if new.reason is None and new.slot.recipient == recipient)


def rows(found: Plan, on: date = ON, state: ReminderState | None = None) -> list[Written]:
    """Return the reminders of a plan as if they had been stored."""
    return [
        Written(
            "/".join(map(str, new.slot)),
            on,
            new.slot,
            new.planned_on,
            ReminderState.VOID if new.reason else state or ReminderState.PLANNED,
            new.reason,
        )
        for new in found.added
    ]


class Stored:
    """The reminders of one milestone in a list, kept as the service keeps them in a table."""

    def __init__(self, tended: Tended, today: date) -> None:
        self.tended, self.written = tended, dict[Slot, Written]()
        self.sent: list[tuple[date, Written]] = []
        self.next_on = today
        self.replan(today)

    def replan(self, today: date) -> None:
        found = plan(self.tended, list(self.written.values()), DEFAULT_LEADS, today)
        for row in [*self.written.values()]:
            if row.id in found.voided:
                self.written[row.slot] = row._replace(state=ReminderState.VOID, reason=found.voided[row.id])
            if row.id in found.revived:
                self.written[row.slot] = row._replace(state=ReminderState.PLANNED, reason=None)
        for new in rows(found, self.tended.on):
            assert new.slot not in self.written
            self.written[new.slot] = new
        self.next_on = found.next_on or date.max

    def sweep(self, today: date, living: frozenset[str] = frozenset({"owner", "deputy", "budget"})) -> list[str]:
        if self.next_on > today:
            return []
        pending = [row for row in self.written.values() if row.state is ReminderState.PLANNED]
        delivery = deliver([row for row in pending if row.planned_on <= today], self.tended.circle, living)
        for row in pending:
            if row.id in delivery.voided:
                self.written[row.slot] = row._replace(state=ReminderState.VOID, reason=delivery.voided[row.id])
        for row in delivery.kept.values():
            self.written[row.slot] = row._replace(state=ReminderState.SENT)
            self.sent.append((today, row))
        later = [row.planned_on for row in pending if row.planned_on > today]
        if not later:
            for new in overdue_from(self.tended, DEFAULT_LEADS, today + timedelta(days=1)):
                row = Written(str(new), self.tended.on, new.slot, new.planned_on, ReminderState.PLANNED, None)
                self.written.setdefault(new.slot, row)
                later.append(new.planned_on)
        self.next_on = min(later)
        return [*delivery.kept, *delivery.stand_ins]


def test_a_notice_is_called_to_mind_eighteen_months_ahead_then_more_and_more_often() -> None:
    days = planned(plan(milestone(), [], DEFAULT_LEADS, EARLY))
    assert days[:4] == [date(2027, 12, 30), date(2028, 6, 30), date(2028, 9, 30), date(2028, 12, 30)]
    assert days[4] == shift_months(ON, -3)
    assert shift_months(ON, -1) in days
    weeks = [ON - timedelta(weeks=week) for week in range(14) if ON - timedelta(weeks=week) >= shift_months(ON, -3)]
    assert set(weeks) <= set(days)
    assert days[-1] == ON


def test_leads_that_fall_on_the_same_day_give_one_reminder() -> None:
    found = plan(milestone(), [], DEFAULT_LEADS, EARLY)
    places = [(new.planned_on, new.slot.recipient) for new in found.added]
    assert len(places) == len(set(places))


def test_only_the_first_is_called_first() -> None:
    firsts = [new for new in plan(milestone(), [], DEFAULT_LEADS, EARLY).added if new.slot.kind is ReminderKind.FIRST]
    assert [(new.planned_on, new.slot.recipient) for new in firsts] == [(date(2027, 12, 30), "owner")]


def test_the_deputy_hears_of_it_in_the_last_eight_weeks_then_the_budget_holder() -> None:
    found = plan(milestone(), [], DEFAULT_LEADS, EARLY)
    assert planned(found, "deputy")[0] == ON - timedelta(weeks=8)
    assert planned(found, "budget")[0] > ON - timedelta(weeks=5)
    assert {new.slot.kind for new in found.added if new.slot.recipient != "owner"} == {ReminderKind.ESCALATION}


def test_reminders_count_back_from_the_earlier_convention() -> None:
    found = plan(milestone(remind_by=ON - timedelta(days=2)), [], DEFAULT_LEADS, EARLY)
    assert planned(found)[-1] == ON - timedelta(days=2)


def test_a_later_day_to_remind_by_never_postpones_a_reminder() -> None:
    found = plan(milestone(remind_by=ON + timedelta(days=2)), [], DEFAULT_LEADS, EARLY)
    assert planned(found)[-1] == ON


def test_a_deadline_of_days_gets_a_ladder_of_days() -> None:
    found = plan(milestone(kind=MilestoneKind.STANDSTILL_END), [], DEFAULT_LEADS, EARLY)
    assert planned(found) == [ON - timedelta(days=days) for days in (14, 7, 2, 0)]


def test_days_before_the_dossier_was_entered_are_void_with_that_reason() -> None:
    entered = date(2029, 5, 1)
    found = plan(milestone(entered_on=entered), [], DEFAULT_LEADS, date(2020, 1, 1))
    before = [new for new in found.added if new.planned_on < entered]
    assert before
    assert {new.reason for new in before} == {VoidReason.BEFORE_ENTRY}


def test_a_date_that_is_due_when_it_is_entered_gets_one_reminder_at_once() -> None:
    found = plan(milestone(entered_on=date(2029, 5, 2)), [], DEFAULT_LEADS, date(2029, 5, 2))
    assert planned(found)[0] == date(2029, 5, 2)
    assert found.next_on == date(2029, 5, 2)


def test_a_date_that_is_overdue_when_it_is_entered_gets_one_reminder_at_once() -> None:
    entered = ON + timedelta(days=400)
    found = plan(milestone(entered_on=entered), [], DEFAULT_LEADS, entered)
    assert found.next_on == entered
    assert len([day for day in planned(found) if day == entered]) == 1


def test_a_date_that_is_not_due_yet_gets_nothing_before_its_time() -> None:
    found = plan(milestone(), [], DEFAULT_LEADS, EARLY)
    assert found.next_on == found.first_on == date(2027, 12, 30)


@pytest.mark.parametrize(("outcome", "reason"), [(Outcome.DONE, VoidReason.DONE), (Outcome.VOID, VoidReason.WITHDRAWN)])
def test_a_settled_date_withdraws_what_was_planned(outcome: Outcome, reason: VoidReason) -> None:
    stored = rows(plan(milestone(), [], DEFAULT_LEADS, EARLY))
    found = plan(milestone(outcome=outcome), stored, DEFAULT_LEADS, EARLY)
    assert found.next_on is None
    assert not found.added
    assert set(found.voided.values()) == {reason}
    assert len(found.voided) == len(stored)


def test_a_date_that_is_open_again_gets_its_reminders_back() -> None:
    stored = rows(plan(milestone(), [], DEFAULT_LEADS, EARLY))
    done = [row._replace(state=ReminderState.VOID, reason=VoidReason.DONE) for row in stored]
    found = plan(milestone(), done, DEFAULT_LEADS, EARLY)
    assert set(found.revived) == {row.id for row in stored}


def test_a_date_that_moves_withdraws_its_reminders_and_gets_new_ones() -> None:
    stored = rows(plan(milestone(), [], DEFAULT_LEADS, EARLY))
    found = plan(milestone(ON + timedelta(days=365)), stored, DEFAULT_LEADS, EARLY)
    assert set(found.voided.values()) == {VoidReason.MOVED}
    assert len(found.voided) == len(stored)
    assert planned(found)[-1] == ON + timedelta(days=365)


def test_who_says_that_they_handle_it_hears_again_on_the_day_itself() -> None:
    today = date(2029, 5, 1)
    stored = rows(plan(milestone(), [], DEFAULT_LEADS, EARLY))
    found = plan(milestone(quiet_until=ON), stored, DEFAULT_LEADS, today)
    assert found.next_on == ON
    assert set(found.voided.values()) == {VoidReason.ACKNOWLEDGED}


def test_a_new_owner_of_a_date_that_is_due_hears_of_it_at_once() -> None:
    today = date(2029, 5, 3)
    stored = [
        row._replace(state=ReminderState.SENT) if row.planned_on < today else row
        for row in rows(plan(milestone(), [], DEFAULT_LEADS, EARLY))
    ]
    other = Circle("successor", "deputy", "budget", CIRCLE.mailbox)
    found = plan(milestone(circle=other), stored, DEFAULT_LEADS, today)
    assert planned(found, "successor")[0] == today
    assert VoidReason.CIRCLE_CHANGED in found.voided.values()


def test_a_reminder_that_is_late_survives_a_change_of_plan() -> None:
    stored = rows(plan(milestone(), [], DEFAULT_LEADS, EARLY))
    found = plan(milestone(), stored, DEFAULT_LEADS, date(2028, 7, 15))
    late = {row.id for row in stored if row.planned_on < date(2028, 7, 15)}
    assert late.isdisjoint(found.voided)
    assert found.next_on == date(2027, 12, 30)


def test_a_week_whose_reminder_went_out_is_not_planned_again() -> None:
    today = ON + timedelta(days=8)
    sent = rows(plan(milestone(entered_on=today), [], DEFAULT_LEADS, today), state=ReminderState.SENT)
    found = plan(milestone(entered_on=today), sent, DEFAULT_LEADS, today)
    assert found.next_on == today + timedelta(days=7)


def test_after_an_outage_only_the_most_urgent_goes_out() -> None:
    stored = [row for row in rows(plan(milestone(), [], DEFAULT_LEADS, EARLY)) if row.slot.recipient == "owner"]
    delivery = deliver(stored, CIRCLE, {"owner"})
    assert delivery.kept["owner"].planned_on == ON
    assert set(delivery.voided.values()) == {VoidReason.OVERTAKEN}
    assert len(delivery.voided) == len(stored) - 1


def test_somebody_stands_in_for_who_has_left() -> None:
    row = Written("1", ON, Slot(ReminderKind.REPEAT, 3, "owner"), ON, ReminderState.PLANNED, None)
    delivery = deliver([row], CIRCLE, {"deputy"})
    assert delivery.stand_ins == {"deputy": row}
    assert delivery.voided == {"1": VoidReason.ACCOUNT_DISABLED}


def test_who_stands_in_gets_it_once() -> None:
    owner = Written("1", ON, Slot(ReminderKind.REPEAT, 3, "owner"), ON, ReminderState.PLANNED, None)
    deputy = Written("2", ON, Slot(ReminderKind.ESCALATION, 3, "deputy"), ON, ReminderState.PLANNED, None)
    delivery = deliver([owner, deputy], CIRCLE, {"deputy"})
    assert delivery.kept == {"deputy": deputy}
    assert not delivery.stand_ins


@given(recipient=st.sampled_from(["owner", "deputy", "budget"]), living=st.sets(st.sampled_from(["owner", "deputy"])))
def test_the_addressee_is_always_there(recipient: str, living: set[str]) -> None:
    to = addressee(recipient, CIRCLE, living)
    assert to in living | {CIRCLE.mailbox}
    assert to == recipient or recipient not in living


def test_without_people_the_role_mailbox_gets_it() -> None:
    assert addressee("owner", Circle("owner", None, None, "mailbox@voorbeeldstad.example"), ()) == CIRCLE.mailbox


@given(on=DAYS, kind=KINDS, wait=st.integers(0, 900))
def test_every_day_of_years_each_occurrence_comes_once_until_somebody_acts(
    on: date, kind: MilestoneKind, wait: int
) -> None:
    begin, end = on - timedelta(days=600), on + timedelta(days=wait)
    stored = Stored(milestone(on, kind, entered_on=begin), begin)
    for day in range((end - begin).days + 1):
        stored.sweep(begin + timedelta(days=day))
    slots = [row.slot for _, row in stored.sent]
    assert len(slots) == len(set(slots))
    per_day = [(day, row.slot.recipient) for day, row in stored.sent]
    assert len(per_day) == len(set(per_day))
    heard = sorted({day for day, row in stored.sent if row.slot.recipient == "owner"})
    assert set(DEFAULT_LEADS.of(kind).days_before(on)) <= {*heard, *_before(on, kind, begin)}
    overdue = [day for day in heard if day > on]
    assert overdue == [on + timedelta(days=1 + 7 * week) for week in range((wait + 6) // 7)]
    assert stored.next_on > end


def _before(on: date, kind: MilestoneKind, begin: date) -> set[date]:
    return {day for day in DEFAULT_LEADS.of(kind).days_before(on) if day < begin}


@given(on=DAYS, kind=KINDS, gone=st.sets(st.sampled_from(["owner", "deputy", "budget"])))
def test_whoever_leaves_each_reminder_has_a_living_addressee(on: date, kind: MilestoneKind, gone: set[str]) -> None:
    living = frozenset({"owner", "deputy", "budget"} - gone)
    begin = on - timedelta(days=100)
    stored = Stored(milestone(on, kind, entered_on=begin), begin)
    told = 0
    for day in range(140):
        today = begin + timedelta(days=day)
        due = stored.next_on <= today
        to = stored.sweep(today, living)
        assert bool(to) == due
        assert set(to) <= living | {CIRCLE.mailbox}
        told += len(to)
    assert told


@given(
    on=DAYS,
    kind=KINDS,
    replans=st.lists(st.tuples(st.integers(0, 700), st.sampled_from(["owner", "other"]), st.booleans()), max_size=6),
)
def test_whatever_is_replanned_an_open_date_always_has_a_next_reminder(
    on: date, kind: MilestoneKind, replans: list[tuple[int, str, bool]]
) -> None:
    begin = on - timedelta(days=600)
    stored = Stored(milestone(on, kind, entered_on=begin), begin)
    today = begin
    for wait, owner, swept in replans:
        today += timedelta(days=wait)
        if swept:
            stored.sweep(today)
        stored.tended = milestone(on, kind, circle=Circle(owner, "deputy", None, CIRCLE.mailbox), entered_on=begin)
        stored.replan(today)
        pending = [row for row in stored.written.values() if row.state is ReminderState.PLANNED]
        assert stored.next_on == min(row.planned_on for row in pending)
        assert owner in {row.slot.recipient for row in pending}


@pytest.mark.parametrize(
    ("on", "state", "reason"),
    [
        (ON, MilestoneState.DUE, None),
        (ON, MilestoneState.OVERDUE, None),
        (ON, MilestoneState.DONE, VoidReason.DONE),
        (ON, MilestoneState.VOID, VoidReason.WITHDRAWN),
        (ON + timedelta(days=1), MilestoneState.WAITING, VoidReason.MOVED),
    ],
)
def test_a_reminder_that_waits_in_a_mail_is_left_out_when_it_is_stale(
    on: date, state: MilestoneState, reason: VoidReason | None
) -> None:
    assert why_stale(ON, on, state) is reason


def test_reminders_are_asleep_after_a_day_without_a_sweep() -> None:
    now = datetime(2029, 1, 3, tzinfo=UTC)
    assert is_asleep(None, now)
    assert not is_asleep(now - ASLEEP_AFTER, now)
    assert is_asleep(now - ASLEEP_AFTER - timedelta(seconds=1), now)


def test_a_change_without_a_reason_is_planned() -> None:
    assert Change(Slot(ReminderKind.FIRST, 1, "owner"), ON).reason is None
