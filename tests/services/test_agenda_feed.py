"""Milestones as a calendar: all-day, the same event for ever, and nothing gets in through a title."""

from dataclasses import replace
from datetime import UTC, date, datetime

import vobject
from hypothesis import example, given
from hypothesis import strategies as st
from icalendar import Calendar
from msgspec.structs import replace as replace_struct

from partnerschapsakte.agenda.feed import calendar, event_uid, mail_part
from partnerschapsakte.agenda.rules import MilestoneKind, MilestoneState
from partnerschapsakte.agenda.schemas import MilestoneView
from partnerschapsakte.dates.explanation import begin
from partnerschapsakte.foundation.sentences import say

HOST = "akten.voorbeeldstad.example"
STAMP = datetime(2027, 3, 1, 9, tzinfo=UTC)
VIEW = MilestoneView(
    id="8f3c1f5e-0000-5000-8000-000000000001",
    dossier_id="dossier",
    subject="agreement",
    key="end",
    kind=MilestoneKind.END,
    title=say("Date <{key}>", key="end"),
    due=begin(date(2038, 12, 31), say("Start of the term")).explained("Contractstandaard 1.3.1"),
    state=MilestoneState.DUE,
    owner_id="owner",
    deputy_id=None,
    budget_holder_id=None,
    mailbox="contracten@voorbeeldstad.example",
    first_on=date(2037, 6, 30),
    next_on=date(2037, 6, 30),
    quiet_until=None,
    done_on=None,
    reason=None,
    sequence=3,
)


def events(content: bytes) -> list[dict[str, str]]:
    parsed = Calendar.from_ical(content)
    return [{name: str(value) for name, value in event.items()} for event in parsed.walk("VEVENT")]


def test_two_parsers_read_an_all_day_event_past_2038() -> None:
    content = calendar([VIEW], host=HOST, stamped_at=STAMP)
    assert b"DTSTART;VALUE=DATE:20381231\r\nDTEND;VALUE=DATE:20390101\r\n" in content
    assert b"TRANSP:TRANSPARENT\r\n" in content
    assert b"VTIMEZONE" not in content
    other = vobject.readOne(content.decode())
    assert other.vevent.dtstart.value == date(2038, 12, 31)
    assert other.vevent.uid.value == event_uid(VIEW.id, HOST)


def test_the_same_milestones_give_the_same_bytes() -> None:
    later = replace_struct(VIEW, id="9", due=replace(VIEW.due, on=date(2039, 1, 1)))
    one = calendar([VIEW, later], host=HOST, stamped_at=STAMP)
    assert one == calendar([later, VIEW], host=HOST, stamped_at=STAMP)


def test_a_change_keeps_the_uid_and_carries_its_sequence() -> None:
    moved = replace_struct(VIEW, due=replace(VIEW.due, on=date(2040, 1, 1)), sequence=4)
    (before,), (after,) = (events(calendar([view], host=HOST, stamped_at=STAMP)) for view in (VIEW, moved))
    assert before["UID"] == after["UID"]
    assert (before["SEQUENCE"], after["SEQUENCE"]) == ("3", "4")


def test_what_became_void_is_left_out() -> None:
    gone = replace_struct(VIEW, state=MilestoneState.VOID)
    assert not events(calendar([gone], host=HOST, stamped_at=STAMP))


def test_what_is_done_says_so() -> None:
    done = replace_struct(VIEW, state=MilestoneState.DONE)
    (event,) = events(calendar([done], host=HOST, stamped_at=STAMP, locale="en"))
    assert event["SUMMARY"] == "Done: Date <end>"


def test_an_event_says_why_and_where() -> None:
    (event,) = events(
        calendar([VIEW], host=HOST, stamped_at=STAMP, locale="en", address=lambda view: f"https://{HOST}/{view.id}")
    )
    assert event["DESCRIPTION"] == "31 December 2038: Start of the term\nContractstandaard 1.3.1"
    assert event["URL"] == f"https://{HOST}/{VIEW.id}"


def test_the_part_of_a_mail_is_published_and_asks_no_answer() -> None:
    content = mail_part([VIEW], host=HOST, stamped_at=STAMP)
    assert b"METHOD:PUBLISH\r\n" in content
    assert b"ATTENDEE" not in content
    assert b"REFRESH-INTERVAL" not in content


def test_a_feed_says_how_often_to_look_again() -> None:
    content = calendar([VIEW], host=HOST, stamped_at=STAMP)
    assert b"REFRESH-INTERVAL;VALUE=DURATION:PT4H\r\n" in content
    assert b"X-PUBLISHED-TTL:PT4H\r\n" in content


def test_long_lines_are_folded_at_seventy_five_octets() -> None:
    long = replace_struct(VIEW, title=say("{text}", text="Verlenging ë " * 60))
    content = calendar([long], host=HOST, stamped_at=STAMP)
    assert max(map(len, content.split(b"\r\n"))) <= 75
    assert events(content)[0]["SUMMARY"] == ("Verlenging ë " * 60).strip()


NASTY = st.text(st.characters(codec="utf-8") | st.sampled_from('\r\n\u2028\u2029\x85",;:\\'), max_size=200)


@example("Noord\\Noordoost")
@given(NASTY)
def test_no_title_makes_a_second_event_or_a_new_line(text: str) -> None:
    nasty = replace_struct(VIEW, title=say("{text}", text=text + "\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\n"))
    content = calendar([nasty], host=HOST, stamped_at=STAMP)
    (event,) = events(content)
    assert "\n" not in event["SUMMARY"]
    assert len(content.split(b"\r\nBEGIN:VEVENT\r\n")) == 2
    assert len(list(vobject.readOne(content.decode()).vevent_list)) == 1
