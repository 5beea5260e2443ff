"""Reminders are planned with the dates they are about, go out once a day per person, and never fall silent."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import psycopg
import pytest
from sqlalchemy import Engine, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from partnerschapsakte.access.models import Person
from partnerschapsakte.agenda import queries as agenda
from partnerschapsakte.agenda.models import Milestone
from partnerschapsakte.agenda.rules import Circle, MilestoneKind, MilestoneState
from partnerschapsakte.foundation.actor import Actor, Role
from partnerschapsakte.foundation.database import writing
from partnerschapsakte.foundation.outcomes import Refusal
from partnerschapsakte.foundation.sentences import say
from partnerschapsakte.gateways.mail import AddressUnusableError, Mail, MailOutage, MailRefused
from partnerschapsakte.journal.models import JournalEntry, OutboxMessage
from partnerschapsakte.journal.queries import parked
from partnerschapsakte.reminders import queries, service
from partnerschapsakte.reminders.models import Digest, Reminder
from partnerschapsakte.reminders.rules import ReminderState, VoidReason, is_asleep
from partnerschapsakte.worker import drain, sweep
from reminder_factory import CIRCLE, MAILBOX, MANAGER, Office, add_people, at, date_to_keep, keep, on

TODAY = date(2027, 3, 1)
ON = TODAY + timedelta(days=14)
Begin = Callable[[], AbstractContextManager[Session]]


@pytest.fixture
def begin(engine: Engine) -> Begin:
    unit_of_work = writing(engine)
    with unit_of_work() as session:
        add_people(session, ["owner", "deputy", "budget", "other"])
    return unit_of_work


@pytest.fixture
def office(engine: Engine, begin: Begin) -> Office:  # noqa: ARG001 - the people come first
    return Office(engine, TODAY)


def states(session: Session) -> dict[tuple[date, str], ReminderState]:
    return {(row.planned_on, row.recipient): row.state for row in session.scalars(select(Reminder))}


def test_a_date_is_kept_with_its_reminders_in_one_transaction(begin: Begin) -> None:
    with begin() as session:
        keep(session, TODAY, [date_to_keep("a", ON)])
    with begin() as session:
        (view,) = agenda.of_subject(session, "agreement", TODAY)
        assert (view.on, view.first_on, view.next_on, view.state) == (ON, TODAY, TODAY, MilestoneState.DUE)
        assert states(session)[(ON, "owner")] is ReminderState.PLANNED
        assert not agenda.never_reminded(session)


def test_nothing_is_kept_when_the_transaction_fails(begin: Begin) -> None:
    def keep_and_fail() -> None:
        with begin() as session:
            keep(session, TODAY, [date_to_keep("a", ON)])
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        keep_and_fail()
    with begin() as session:
        assert not session.scalars(select(Milestone)).all()
        assert not session.scalars(select(Reminder)).all()
        assert not session.scalars(select(JournalEntry)).all()


def test_keeping_the_same_dates_again_changes_nothing(begin: Begin) -> None:
    with begin() as session:
        keep(session, TODAY, [date_to_keep("a", ON)])
    with begin() as session:
        before = session.scalars(select(Reminder.id)).all()
        keep(session, TODAY + timedelta(days=3), [date_to_keep("a", ON)])
    with begin() as session:
        assert session.scalars(select(Reminder.id)).all() == before
        assert len(session.scalars(select(JournalEntry)).all()) == 1


def test_one_mail_carries_everything_of_a_person_the_oldest_date_first(begin: Begin, office: Office) -> None:
    with begin() as session:
        keep(session, TODAY, [date_to_keep("late", ON), date_to_keep("early", TODAY + timedelta(days=7))])
    (mail,) = office.work()
    assert mail.addresses == ("owner@voorbeeldstad.example",)
    assert mail.text.index("<early>") < mail.text.index("<late>")
    assert "<early>" in mail.subject
    assert mail.calendar is not None
    assert mail.calendar.count("BEGIN:VEVENT") == 2
    with begin() as session:
        assert states(session)[(TODAY, "owner")] is ReminderState.SENT
        (sent,) = queries.mails(session, recipient="owner")
        assert sent.text == mail.text
        assert sent.message_id == mail.message_id


def test_nobody_gets_two_mails_on_a_day(begin: Begin, office: Office) -> None:
    with begin() as session:
        keep(session, TODAY, [date_to_keep("first", ON)], subject="one")
    assert len(office.work()) == 1
    with begin() as session:
        keep(session, TODAY, [date_to_keep("second", ON)], subject="two")
    assert not office.work()
    office.today += timedelta(days=1)
    (mail,) = office.work()
    assert "<second>" in mail.text
    assert "<first>" not in mail.text


def test_what_comes_up_before_the_mail_leaves_goes_along(begin: Begin, office: Office) -> None:
    with begin() as session:
        keep(session, TODAY, [date_to_keep("first", ON)], subject="one")
    sweep(office.desk)
    with begin() as session:
        keep(session, TODAY, [date_to_keep("second", ON)], subject="two")
    (mail,) = office.work()
    assert "<first>" in mail.text
    assert "<second>" in mail.text


def test_what_is_done_before_the_mail_leaves_is_left_out(begin: Begin, office: Office) -> None:
    with begin() as session:
        keep(session, TODAY, [date_to_keep("a", ON)])
    sweep(office.desk)
    with begin() as session:
        keep(session, TODAY, [date_to_keep("a", ON, done_on=TODAY)])
    assert not office.work()
    with begin() as session:
        reminders = queries.reminders_of_dossier(session, "dossier")
        assert {row.reason for row in reminders if row.planned_on >= TODAY} == {VoidReason.DONE}


def test_reminders_go_on_after_the_date_until_somebody_acts(begin: Begin, office: Office) -> None:
    with begin() as session:
        keep(session, TODAY, [date_to_keep("a", ON)])
    office.work_through(ON + timedelta(days=22))
    to_owner = [mail.dated_at.date() for mail in office.mails if mail.addresses[0].startswith("owner")]
    assert to_owner == [ON - timedelta(days=days) for days in (14, 7, 2, 0, -1, -8, -15, -22)]
    with begin() as session:
        keep(session, office.today, [date_to_keep("a", ON, done_on=office.today)])
    before = len(office.mails)
    office.work_through(office.today + timedelta(days=30))
    assert len(office.mails) == before


def test_others_hear_of_it_near_the_end_and_are_told_why(begin: Begin, office: Office) -> None:
    with begin() as session:
        keep(session, TODAY, [date_to_keep("a", ON)])
    office.work_through(ON)
    to_deputy = [mail for mail in office.mails if mail.addresses == ("deputy@voorbeeldstad.example",)]
    assert [mail.dated_at.date() for mail in to_deputy] == [ON - timedelta(days=2), ON]
    assert "Owner Voorbeeld kreeg deze" in to_deputy[0].text
    assert [mail for mail in office.mails if mail.addresses == ("budget@voorbeeldstad.example",)]


def test_a_date_that_moves_is_called_to_mind_by_its_new_day(begin: Begin, office: Office) -> None:
    with begin() as session:
        keep(session, TODAY, [date_to_keep("a", ON)])
    office.work()
    later = ON + timedelta(days=60)
    with begin() as session:
        keep(session, TODAY, [date_to_keep("a", later)])
        (view,) = agenda.of_subject(session, "agreement", TODAY)
        assert (view.on, view.next_on, view.sequence) == (later, later - timedelta(days=14), 1)
        moved = session.scalars(select(Reminder).where(Reminder.reason == VoidReason.MOVED))
        assert {row.due_on for row in moved} == {ON}


def test_a_date_that_is_no_longer_named_becomes_void(begin: Begin, office: Office) -> None:
    with begin() as session:
        keep(session, TODAY, [date_to_keep("a", ON), date_to_keep("b", ON)])
        keep(session, TODAY, [date_to_keep("b", ON)])
        gone = {view.key: view for view in agenda.of_subject(session, "agreement", TODAY)}["a"]
        assert gone.state is MilestoneState.VOID
        assert gone.reason == say("This date no longer applies.")
    (mail,) = office.work()
    assert "<a>" not in mail.text


def test_what_a_case_brings_from_before_its_entry_is_void(begin: Begin) -> None:
    with begin() as session:
        keep(session, date(2020, 1, 1), [date_to_keep("a", ON, MilestoneKind.NOTICE)], entered_on=TODAY)
        rows = session.scalars(select(Reminder)).all()
    before = [row for row in rows if row.planned_on < TODAY]
    assert before
    assert {(row.state, row.reason) for row in before} == {(ReminderState.VOID, VoidReason.BEFORE_ENTRY)}
    assert min(row.planned_on for row in rows if row.state is ReminderState.PLANNED) == TODAY


def test_acknowledging_rests_the_reminders_until_the_date_itself(begin: Begin, office: Office) -> None:
    with begin() as session:
        keep(session, TODAY, [date_to_keep("a", ON)])
    office.work()
    with begin() as session:
        (view,) = agenda.of_subject(session, "agreement", TODAY)
        service.acknowledge(session, on(TODAY, MANAGER), view.id)
    office.work_through(ON)
    to_owner = [mail.dated_at.date() for mail in office.mails if mail.addresses[0].startswith("owner")]
    assert to_owner == [TODAY, ON]


def test_acknowledging_an_overdue_date_rests_it_for_four_weeks(begin: Begin, office: Office) -> None:
    with begin() as session:
        keep(session, TODAY, [date_to_keep("a", TODAY - timedelta(days=1))])
    office.work()
    with begin() as session:
        (view,) = agenda.of_subject(session, "agreement", TODAY)
        assert view.state is MilestoneState.OVERDUE
        service.acknowledge(session, on(TODAY, MANAGER), view.id)
        (view,) = agenda.of_subject(session, "agreement", TODAY)
        assert view.next_on == TODAY + timedelta(weeks=4)


def test_putting_aside_needs_a_reason(begin: Begin) -> None:
    with begin() as session:
        keep(session, TODAY, [date_to_keep("a", ON)])
        (view,) = agenda.of_subject(session, "agreement", TODAY)
    with pytest.raises(Refusal, match="Say why"), begin() as session:
        service.put_aside(session, on(TODAY, MANAGER), view.id, until=ON, reason=" ")


@pytest.mark.parametrize("until", [TODAY, ON + timedelta(days=1)])
def test_putting_aside_never_goes_past_the_date(begin: Begin, until: date) -> None:
    with begin() as session:
        keep(session, TODAY, [date_to_keep("a", ON)])
        (view,) = agenda.of_subject(session, "agreement", TODAY)
    with pytest.raises(Refusal) as refused, begin() as session:
        service.put_aside(session, on(TODAY, MANAGER), view.id, until=until, reason="vakantie")
    assert refused.value.code == "quiet_too_long"


def test_putting_aside_is_on_record_with_its_reason(begin: Begin) -> None:
    with begin() as session:
        keep(session, TODAY, [date_to_keep("a", ON)])
        (view,) = agenda.of_subject(session, "agreement", TODAY)
        service.put_aside(session, on(TODAY, MANAGER), view.id, until=ON - timedelta(days=3), reason="wacht op college")
        entry = session.scalars(select(JournalEntry).order_by(JournalEntry.id.desc())).first()
        assert entry is not None
        assert entry.tag == "agenda:milestone:put-aside"
        assert entry.details["reason"] == "wacht op college"
        assert agenda.of_subject(session, "agreement", TODAY)[0].next_on == ON - timedelta(days=2)


def test_only_somebody_of_the_dossier_handles_a_date(begin: Begin) -> None:
    with begin() as session:
        keep(session, TODAY, [date_to_keep("a", ON)])
        (view,) = agenda.of_subject(session, "agreement", TODAY)
    auditor = Actor("other", "Other Voorbeeld", frozenset({Role.AUDITOR}))
    with pytest.raises(Refusal) as refused, begin() as session:
        service.acknowledge(session, on(TODAY, auditor), view.id)
    assert refused.value.code == "milestone_not_yours"


def test_a_date_marked_as_done_stays_done_when_it_is_projected_again(begin: Begin) -> None:
    with begin() as session:
        keep(session, TODAY, [date_to_keep("a", ON)])
        (view,) = agenda.of_subject(session, "agreement", TODAY)
        service.mark_done(session, on(TODAY, MANAGER), view.id, note="Antwoorden geplaatst.")
        keep(session, TODAY, [date_to_keep("a", ON), date_to_keep("b", ON)])
        assert not agenda.differences(session, "agreement", [date_to_keep(key, ON) for key in "ab"], CIRCLE)
        assert agenda.of_subject(session, "agreement", TODAY)[0].state is MilestoneState.DONE
    with pytest.raises(Refusal, match="nothing left to do"), begin() as session:
        service.acknowledge(session, on(TODAY, MANAGER), view.id)


def test_a_notice_is_not_done_by_hand(begin: Begin) -> None:
    with begin() as session:
        keep(session, TODAY, [date_to_keep("a", ON, MilestoneKind.NOTICE)])
        (view,) = agenda.of_subject(session, "agreement", TODAY)
    with pytest.raises(Refusal) as refused, begin() as session:
        service.mark_done(session, on(TODAY, MANAGER), view.id, note="gedaan")
    assert refused.value.code == "done_by_its_own_act"


def test_a_closed_account_passes_its_reminders_to_the_deputy(begin: Begin, office: Office) -> None:
    with begin() as session:
        keep(session, TODAY, [date_to_keep("a", ON)])
        close(session, "owner")
    (mail,) = office.work()
    assert mail.addresses == ("deputy@voorbeeldstad.example",)
    assert "account van Owner Voorbeeld is gesloten" in " ".join(mail.text.split())


def test_without_people_the_role_mailbox_hears_of_it(begin: Begin, office: Office) -> None:
    with begin() as session:
        keep(session, TODAY, [date_to_keep("a", ON)])
        close(session, "owner", "deputy", "budget")
    (mail,) = office.work()
    assert mail.addresses == (MAILBOX,)


def test_an_account_closed_before_its_mail_left_sends_it_to_the_mailbox(begin: Begin, office: Office) -> None:
    with begin() as session:
        keep(session, TODAY, [date_to_keep("a", ON)])
    sweep(office.desk)
    with begin() as session:
        close(session, "owner")
    (mail,) = office.work()
    assert mail.addresses == (MAILBOX,)


def test_a_new_contract_manager_takes_over_the_dates_of_a_dossier(begin: Begin, office: Office) -> None:
    with begin() as session:
        keep(session, TODAY, [date_to_keep("a", ON)])
    office.work()
    office.today += timedelta(days=1)
    with begin() as session:
        circle = replace(CIRCLE, owner="other")
        service.replan_dossier(session, on(office.today), dossier_id="dossier", circle=circle)
    (mail,) = office.work()
    assert mail.addresses == ("other@voorbeeldstad.example",)
    with begin() as session:
        planned = session.scalars(select(Reminder.recipient).where(Reminder.state == ReminderState.PLANNED)).all()
        assert "owner" not in planned


def test_a_mail_that_is_sent_again_is_the_same_mail(begin: Begin, office: Office) -> None:
    with begin() as session:
        keep(session, TODAY, [date_to_keep("a", ON)])
    sweep(office.desk)
    office.minutes += 10
    broken = replace(office.desk, send=lambda mail: crash_after(office.mails, mail))
    drain(broken)
    office.minutes += 10
    drain(office.desk)
    first, second = office.mails
    assert first == second


def crash_after(mails: list[Mail], mail: Mail) -> None:
    mails.append(mail)
    raise ConnectionResetError


def test_a_mail_server_that_is_away_for_a_day_loses_nothing(begin: Begin, office: Office) -> None:
    def away(_: Mail) -> None:
        raise MailOutage

    with begin() as session:
        keep(session, TODAY, [date_to_keep("a", ON)])
    sweep(office.desk)
    for _ in range(24 * 12):
        office.minutes += 5
        drain(replace(office.desk, send=away))
    office.minutes += 15
    drain(office.desk)
    assert len(office.mails) == 1


def test_a_mail_that_keeps_failing_is_parked_with_what_went_wrong(begin: Begin, office: Office) -> None:
    def refuses(_: Mail) -> None:
        raise AddressUnusableError("not one e-mail address")

    with begin() as session:
        keep(session, TODAY, [date_to_keep("a", ON)])
    sweep(office.desk)
    for _ in range(8):
        office.minutes += 120
        drain(replace(office.desk, send=refuses))
    with begin() as session:
        (work,) = parked(session)
        assert work.attempts == 5
        assert work.last_error == "partnerschapsakte.gateways.mail.AddressUnusableError: not one e-mail address"


@pytest.mark.parametrize(
    "error",
    [
        ValueError("Jan Jansen, 12 mei"),
        IntegrityError("INSERT", {}, psycopg.errors.UniqueViolation('key "x"\nDETAIL:  Key (name)=(Jan Jansen)')),
        psycopg.errors.InvalidTextRepresentation('invalid input: "Jan Jansen\n"'),
        MailRefused("SMTPRecipientsRefused: {'jan.jansen@exemplum.example': (550, b'no')}"),
    ],
    ids=lambda error: type(error).__name__,
)
def test_what_went_wrong_is_kept_and_logged_without_the_data_it_was_about(
    begin: Begin, office: Office, caplog: pytest.LogCaptureFixture, error: Exception
) -> None:
    def refuses(_: Mail) -> None:
        raise error

    with begin() as session:
        keep(session, TODAY, [date_to_keep("a", ON)])
    sweep(office.desk)
    office.minutes += 120
    drain(replace(office.desk, send=refuses))
    with begin() as session:
        (kept,) = session.scalars(select(OutboxMessage.last_error).where(OutboxMessage.last_error.is_not(None)))
    assert kept
    assert kept.startswith(f"{type(error).__module__}.{type(error).__name__}: ")
    told = kept + " ".join(record.getMessage() for record in caplog.records)
    assert "ansen" not in told, told
    assert "12 mei" not in told


def test_a_date_that_cannot_be_handled_never_holds_up_the_others(
    begin: Begin, office: Office, caplog: pytest.LogCaptureFixture
) -> None:
    with begin() as session:
        keep(session, TODAY, [date_to_keep("broken", ON - timedelta(days=1)), date_to_keep("sound", ON)])
    with begin() as session:
        outside = update(Milestone).where(Milestone.key == "broken").values(on=date.min, remind_by=date.min)
        session.execute(outside)
        session.execute(update(Reminder).where(Reminder.due_on < ON).values(planned_on=TODAY + timedelta(days=9999)))
    (mail,) = office.work()
    assert "<sound>" in mail.text
    assert "left aside" in caplog.text
    with begin() as session:
        assert queries.last_success(session) is None


def test_the_last_sweep_that_succeeded_is_on_record(begin: Begin, office: Office) -> None:
    sweep(office.desk)
    with begin() as session:
        last = queries.last_success(session)
        assert last == at(TODAY)
        assert not is_asleep(last, at(TODAY + timedelta(days=1)))
        assert is_asleep(last, at(TODAY + timedelta(days=2)))


def test_no_mail_leaves_at_night(begin: Begin, office: Office) -> None:
    with begin() as session:
        keep(session, TODAY, [date_to_keep("a", ON)])
    office.minutes = -9 * 60
    sweep(office.desk)
    with begin() as session:
        (due_at,) = session.scalars(select(OutboxMessage.due_at))
    assert due_at == datetime(2027, 3, 1, 6, tzinfo=UTC)


def test_a_case_is_played_without_a_mail(begin: Begin) -> None:
    with begin() as session:
        keep(session, TODAY, [date_to_keep("a", ON)])
        service.sweep_through(session, on(ON + timedelta(days=3)), ON + timedelta(days=3))
    with begin() as session:
        reminders = queries.reminders_of_dossier(session, "dossier")
        sent = [row.planned_on for row in reminders if row.state is ReminderState.SENT and row.recipient == "owner"]
        assert sent == [ON - timedelta(days=days) for days in (14, 7, 2, 0, -1)]
        assert not session.scalars(select(OutboxMessage)).all()
        assert not any(row.late for row in reminders)


def test_a_clock_that_goes_back_a_day_sends_nothing_twice(begin: Begin, office: Office) -> None:
    with begin() as session:
        keep(session, TODAY, [date_to_keep("a", ON)])
    office.work()
    office.today -= timedelta(days=1)
    assert not office.work()
    office.today += timedelta(days=2)
    assert not office.work()


def test_a_circle_of_one_gets_one_reminder(begin: Begin, office: Office) -> None:
    with begin() as session:
        keep(session, TODAY, [date_to_keep("a", TODAY)], circle=Circle("owner", "owner", "owner", MAILBOX))
    (mail,) = office.work()
    assert mail.addresses == ("owner@voorbeeldstad.example",)


def test_mails_hold_no_line_break_that_came_from_a_title(begin: Begin, office: Office) -> None:
    broken = replace(date_to_keep("a", ON), title=say("Date {key}", key="x\r\nBcc: all@voorbeeldstad.example\u2028y"))
    with begin() as session:
        keep(session, TODAY, [broken])
    (mail,) = office.work()
    assert "\n" not in mail.subject
    assert "\r" not in mail.subject
    assert "\nBcc" not in mail.text
    assert mail.calendar is not None
    assert mail.calendar.count("BEGIN:VEVENT") == 1


def close(session: Session, *ids: str) -> None:
    session.execute(update(Person).where(Person.id.in_(ids)).values(disabled_at=at(TODAY)))


def test_digests_are_one_per_person_and_day(begin: Begin, office: Office) -> None:
    with begin() as session:
        keep(session, TODAY, [date_to_keep(str(number), ON + timedelta(days=number)) for number in range(20)])
    office.work_through(ON + timedelta(days=30))
    with begin() as session:
        digests = session.execute(select(Digest.recipient, Digest.day)).all()
    assert len(digests) == len(set(digests))
    days = [(mail.addresses, mail.dated_at.date()) for mail in office.mails]
    assert len(days) == len(set(days))
