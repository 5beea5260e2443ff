"""A bid is in time or late by the second, void or valid by what was corrected, and opened by two after the deadline."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from partnerschapsakte.bids.rules import importing, opening, receiving
from partnerschapsakte.bids.rules.facts import (
    BidFacts,
    BidState,
    BidWay,
    Course,
    Outage,
    StatementKind,
    state_of,
)
from partnerschapsakte.foundation.actor import Actor, Role
from partnerschapsakte.foundation.outcomes import Refusal
from partnerschapsakte.tendering.rules.facts import AwardFacts, Procedure, TenderFacts

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
DUE = datetime(2026, 5, 18, 12, tzinfo=AMSTERDAM)
SECOND, HOUR = timedelta(seconds=1), timedelta(hours=1)
COURSE = Course(deadline=DUE)
OPENED = Course(deadline=DUE, opened_at=DUE + HOUR)
LOTS = ("LOT-0001", "LOT-0002")
MAY = datetime(2026, 5, 1, tzinfo=UTC)
MOMENTS = st.integers(0, 31 * 86_400_000).map(lambda passed: MAY + timedelta(milliseconds=passed))
HEAD = "inschrijver;percelen;ontvangen;omvang;land\n"
NAMES = {"De Eik": "eik", "De Linde": "linde"}


def bid(received_at: datetime, **more: object) -> BidFacts:
    return BidFacts(**{"id": "b", "candidate": "eik", "received_at": received_at} | more)  # type: ignore[arg-type]


def code(refusal: Refusal | None) -> tuple[str, str | None] | None:
    return (refusal.code, refusal.rule) if refusal else None


def test_exactly_the_deadline_is_in_time_rule_24() -> None:
    assert state_of(bid(DUE), COURSE) is BidState.VALID


def test_one_second_after_the_deadline_is_late_rule_24() -> None:
    assert state_of(bid(DUE + SECOND), COURSE) is BidState.LATE


@given(MOMENTS)
def test_a_bid_is_late_exactly_when_it_came_after_the_deadline(received_at: datetime) -> None:
    assert (state_of(bid(received_at), COURSE) is BidState.LATE) == (received_at > DUE)


@given(MOMENTS, MOMENTS)
def test_a_later_deadline_makes_no_bid_late_that_was_in_time(received_at: datetime, deadline: datetime) -> None:
    later = Course(deadline=max(DUE, deadline))
    assert not later.is_late(received_at) or COURSE.is_late(received_at)


@given(MOMENTS, MOMENTS, st.none() | MOMENTS)
def test_a_bid_of_before_a_correction_stands_only_when_confirmed_after_it(
    received_at: datetime, corrected_at: datetime, confirmed_at: datetime | None
) -> None:
    course = Course(deadline=datetime(2026, 7, 1, tzinfo=UTC), corrected_at=(corrected_at,))
    state = state_of(bid(received_at, confirmed_at=confirmed_at), course)
    knew = received_at > corrected_at or (confirmed_at is not None and confirmed_at >= corrected_at)
    assert state is (BidState.VALID if knew else BidState.VOID)


def test_a_second_correction_voids_a_bid_that_was_confirmed_after_the_first() -> None:
    course = Course(deadline=DUE, corrected_at=(DUE - 5 * HOUR, DUE - 2 * HOUR))
    told = bid(DUE - 6 * HOUR, confirmed_at=DUE - 4 * HOUR)
    assert state_of(told, course) is BidState.VOID


def test_who_withdrew_and_handed_in_again_has_a_valid_bid() -> None:
    assert state_of(bid(DUE - HOUR, withdrawn_at=DUE - 2 * HOUR), COURSE) is BidState.VALID
    assert state_of(bid(DUE - 2 * HOUR, withdrawn_at=DUE - HOUR), COURSE) is BidState.WITHDRAWN


def test_until_the_deadline_nobody_learns_who_submitted_rule_23() -> None:
    assert code(receiving.why_not_look(COURSE, DUE)) == ("bids_sealed", "23")
    assert receiving.why_not_look(COURSE, DUE + SECOND) is None


def test_without_a_deadline_nothing_is_recorded_rule_25() -> None:
    assert code(receiving.why_not_look(Course(deadline=None), DUE)) == ("deadline_unknown", "25")


@pytest.mark.parametrize("way", [BidWay.EMAIL, BidWay.PAPER])
def test_a_bid_by_e_mail_or_on_paper_needs_its_ground_rule_27(way: BidWay) -> None:
    told: dict[str, Any] = {"lots": LOTS, "now": DUE + HOUR}
    refusal = receiving.why_not_come_in(bid(DUE), way, COURSE, allowed=(), **told)
    assert code(refusal) == ("ground_missing", "27")
    assert receiving.why_not_come_in(bid(DUE), way, COURSE, allowed={way}, **told) is None


def test_another_way_is_opened_for_all_before_the_deadline() -> None:
    assert receiving.why_not_allow(BidWay.EMAIL, COURSE, allowed=(), now=DUE) is None
    late = receiving.why_not_allow(BidWay.EMAIL, COURSE, allowed=(), now=DUE + SECOND)
    assert code(late) == ("bids_are_in", "12")
    twice = receiving.why_not_allow(BidWay.EMAIL, COURSE, allowed={BidWay.EMAIL}, now=DUE)
    assert code(twice) == ("way_allowed", None)
    plain = receiving.why_not_allow(BidWay.PLATFORM, COURSE, allowed=(), now=DUE)
    assert code(plain) == ("way_needs_no_ground", None)


def test_a_bid_is_for_lots_that_there_are_each_once() -> None:
    def told(*lots: str) -> tuple[str, str | None] | None:
        now = DUE + HOUR
        return code(
            receiving.why_not_come_in(bid(DUE, lots=lots), BidWay.PLATFORM, COURSE, allowed=(), lots=LOTS, now=now)
        )

    assert told("LOT-0001") is None
    assert told("LOT-0009") == ("lot_unknown", None)
    assert told("LOT-0001", "LOT-0001") == ("lot_twice", None)


def test_what_was_opened_gets_no_bid_that_was_in_time_any_more_rule_23() -> None:
    told: dict[str, Any] = {"allowed": (), "lots": LOTS, "now": DUE + 2 * HOUR}
    assert code(receiving.why_not_come_in(bid(DUE), BidWay.PLATFORM, OPENED, **told)) == ("opened_already", "23")
    assert receiving.why_not_come_in(bid(DUE + SECOND), BidWay.PLATFORM, OPENED, **told) is None
    assert code(receiving.why_not_change(bid(DUE), OPENED)) == ("opened_already", "23")


def test_a_bid_that_is_still_to_come_is_refused() -> None:
    told: dict[str, Any] = {"allowed": (), "lots": LOTS, "now": DUE}
    refusal = receiving.why_not_come_in(bid(DUE + SECOND), BidWay.PLATFORM, COURSE, **told)
    assert code(refusal) == ("not_received_yet", None)


def test_a_candidate_has_one_bid_that_stands_and_any_number_that_are_late() -> None:
    first = bid(DUE - HOUR)
    assert code(receiving.why_not_beside(bid(DUE), [first], COURSE)) == ("bid_known", None)
    assert receiving.why_not_beside(bid(DUE + SECOND), [first], COURSE) is None
    assert receiving.why_not_beside(bid(DUE), [bid(DUE - HOUR, struck=True)], COURSE) is None
    assert receiving.why_not_beside(bid(DUE), [bid(DUE - HOUR, candidate="linde")], COURSE) is None


def test_a_struck_record_is_not_struck_again() -> None:
    assert code(receiving.why_not_change(bid(DUE, struck=True), COURSE)) == ("bid_struck", None)
    assert receiving.why_not_change(bid(DUE), COURSE) is None
    assert state_of(bid(DUE, struck=True), COURSE) is BidState.STRUCK


def test_a_candidate_tells_of_its_bid_until_the_deadline_and_not_a_second_longer_rule_24() -> None:
    corrected = Course(deadline=DUE, corrected_at=(DUE - HOUR,))

    def told(at: datetime, kind: StatementKind = StatementKind.CONFIRMED, *, course: Course = corrected) -> object:
        return code(receiving.why_not_state(kind, course, is_in=True, now=at, given_at=at))

    assert told(DUE) is None
    assert told(DUE + SECOND) == ("deadline_passed_for_bid", "24")
    assert told(DUE - 2 * HOUR) == ("nothing_to_confirm", None)
    assert told(DUE, StatementKind.WITHDRAWN, course=COURSE) is None
    assert told(DUE, course=Course(deadline=None)) == ("deadline_unknown", "25")
    ahead = receiving.why_not_state(StatementKind.WITHDRAWN, COURSE, is_in=True, now=DUE - HOUR, given_at=DUE)
    assert code(ahead) == ("not_told_yet", None)
    gone = receiving.why_not_state(StatementKind.WITHDRAWN, COURSE, is_in=False, now=DUE, given_at=DUE)
    assert code(gone) == ("candidate_not_in", None)


def test_bids_are_opened_by_two_different_people_after_the_deadline_rule_23() -> None:
    two, now = ("A. Een", "B. Twee"), DUE + HOUR
    assert code(opening.why_not_open(COURSE, two, DUE, now=now)) == ("opening_too_early", "23")
    assert opening.why_not_open(COURSE, two, DUE + SECOND, now=now) is None
    assert code(opening.why_not_open(COURSE, ("A. Een", " a.  een "), DUE + SECOND, now=now)) == ("two_openers", "23")
    assert code(opening.why_not_open(OPENED, two, DUE + SECOND, now=now)) == ("opened_before", None)
    assert code(opening.why_not_open(COURSE, two, now + SECOND, now=now)) == ("not_opened_yet", None)
    assert code(opening.why_not_open(Course(deadline=None), two, now, now=now)) == ("deadline_unknown", "25")


def extended(now: datetime, outage: Outage | None = None, course: Course = COURSE, **more: object) -> object:
    until = more.get("until", now + 2 * HOUR)
    needs = outage is not None
    return code(opening.why_not_extend(course, until, outage, needs_outage=needs, now=now))  # type: ignore[arg-type]


def test_a_deadline_that_passed_moves_only_for_a_failure_that_began_before_it_rule_24() -> None:
    before = Outage(id="o", began_at=DUE - HOUR, ended_at=None)
    after = Outage(id="o", began_at=DUE + SECOND, ended_at=None)
    assert extended(DUE + HOUR) == ("no_failure_on_record", "24")
    assert extended(DUE + HOUR, after) == ("no_failure_on_record", "24")
    assert extended(DUE + HOUR, before) is None
    assert extended(DUE - HOUR) is None
    assert extended(DUE + HOUR, before, OPENED) == ("opened_already_for_extension", "24")
    assert extended(DUE - 9 * HOUR, until=DUE - HOUR) == ("not_later", None)
    assert extended(DUE, course=Course(deadline=None)) == ("deadline_unknown", "25")


def test_an_extension_is_offered_only_while_one_can_be_decided() -> None:
    before = Outage(id="o", began_at=DUE - HOUR, ended_at=None)
    assert opening.why_not_extend_now(COURSE, [], now=DUE - HOUR) is None
    assert code(opening.why_not_extend_now(COURSE, [], now=DUE + HOUR)) == ("no_failure_on_record", "24")
    assert opening.why_not_extend_now(COURSE, [before], now=DUE + HOUR) is None
    assert code(opening.why_not_extend_now(OPENED, [before], now=DUE + HOUR)) == ("opened_already_for_extension", "24")


def test_an_outage_is_told_after_it_began_and_ends_after_that() -> None:
    assert opening.why_not_note_outage(DUE, None, now=DUE) is None
    assert code(opening.why_not_note_outage(DUE + SECOND, None, now=DUE)) == ("outage_to_come", None)
    assert code(opening.why_not_note_outage(DUE, DUE - SECOND, now=DUE)) == ("outage_reversed", None)
    assert code(opening.why_not_note_outage(DUE, DUE + SECOND, now=DUE)) == ("outage_to_come", None)


def test_documents_are_corrected_between_publication_and_the_deadline_rule_12() -> None:
    assert opening.why_not_correct(COURSE, now=DUE) is None
    assert code(opening.why_not_correct(COURSE, now=DUE + SECOND)) == ("bids_are_in_for_correction", "12")
    unpublished = Course(deadline=DUE, published=False)
    assert code(opening.why_not_correct(unpublished, now=DUE)) == ("not_published", None)
    assert code(opening.why_not_correct(Course(deadline=None), now=DUE)) == ("deadline_unknown", "25")


def test_what_the_notices_will_miss_is_told_after_the_deadline() -> None:
    assert opening.findings(COURSE, 2, now=DUE) == ()
    assert opening.findings(COURSE, 0, now=DUE + HOUR) == ()
    (found,) = opening.findings(COURSE, 2, now=DUE + HOUR)
    assert "BT-165" in (found.source or "")


@pytest.mark.parametrize("role", [Role.ASSESSOR, Role.PROVIDER_CONTACT, Role.AUDITOR])
def test_only_who_keeps_the_dossier_records_bids(role: Role) -> None:
    tender = TenderFacts(procedure=Procedure.SAS_ONE_STAGE)
    somebody = Actor("somebody", "I. Emand", frozenset({role}))
    assert code(receiving.why_not_keep(somebody, tender, opened=False)) == ("bids_not_permitted", None)
    officer = Actor("officer", "O. Fficier", frozenset({Role.PROCUREMENT_OFFICER}))
    assert receiving.why_not_keep(officer, tender, opened=False) is None


def test_rule_23_bids_that_were_opened_stay_as_they_are_once_the_letters_of_every_lot_were_sent() -> None:
    officer = Actor("officer", "O. Fficier", frozenset({Role.PROCUREMENT_OFFICER}))
    first = AwardFacts(lot="LOT-0001", letter_sent_on=date(2026, 6, 1), standstill_days=20)
    half = TenderFacts(procedure=Procedure.SAS_ONE_STAGE, lots=("LOT-0001", "LOT-0002"), awards=(first,))
    whole = replace(half, awards=(first, replace(first, lot="LOT-0002")))
    assert receiving.why_not_keep(officer, half, opened=True) is None
    assert code(receiving.why_not_keep(officer, whole, opened=True)) == ("letters_sent", "23")
    assert receiving.why_not_keep(officer, whole, opened=False) is None, "a tender that ran before is told afterwards"


def read(text: str) -> list[importing.ListedBid]:
    return importing.read_list(importing.cells_of(text.encode()), NAMES, LOTS, AMSTERDAM)


def wrong(text: str) -> list[str]:
    with pytest.raises(importing.ListRefused) as caught:
        read(text)
    return [one.where for one in caught.value.findings]


def test_a_list_is_read_with_its_times_to_the_second() -> None:
    (first, second) = read(
        HEAD + "De Eik;LOT-0001, LOT-0002;18-05-2026 11:59:59;klein;NL\n de linde ;;2026-05-18T10:00:01Z;;\n"
    )
    assert (first.candidate, first.lots, first.received_at) == ("eik", LOTS, DUE - SECOND)
    assert (second.candidate, second.lots, second.received_at) == ("linde", (), DUE + SECOND)
    assert (first.row, first.size_class, second.size_class) == (2, importing.SizeClass.SMALL, None)


def test_everything_that_is_wrong_in_a_list_is_told_at_once_with_its_row_and_column() -> None:
    rows = "De Es;LOT-0009;gisteren;reus;Nederland\n\nDe Eik;LOT-0001 LOT-0001;;;\nDe Eik;;18-05-2026 10:00;;;te veel\n"
    assert wrong(HEAD + rows) == [
        "2:inschrijver",
        "2:ontvangen",
        "2:percelen",
        "2:omvang",
        "2:land",
        "4:ontvangen",
        "4:percelen",
        "5",
    ]


def test_a_head_that_is_wrong_is_told_before_any_row() -> None:
    assert wrong("naam;ontvangen;ontvangen\nDe Eik;x;y\n") == ["1:inschrijver", "1:naam", "1:ontvangen", "1:ontvangen"]
    assert wrong("") == ["1:inschrijver", "1:ontvangen"]
    assert wrong(HEAD) == ["1"]
    assert wrong(HEAD + "De Eik;;18-05-2026 10:00;;\n" * (importing.MOST_ROWS + 1)) == ["1"]


def test_what_excel_in_the_netherlands_saves_is_read() -> None:
    text = "inschrijver;ontvangen\nZórg;46160,5\n".replace(",", ".")
    (found,) = importing.read_list(importing.cells_of(text.encode("cp1252")), {"Zórg": "z"}, LOTS, AMSTERDAM)
    assert found.received_at == DUE


@given(MOMENTS)
def test_a_moment_is_read_as_it_was_written(moment: datetime) -> None:
    told = moment.replace(microsecond=0)
    assert importing.moment_of(told.isoformat(), AMSTERDAM) == told
    local = told.astimezone(AMSTERDAM)
    assert importing.moment_of(f"{local:%d-%m-%Y %H:%M:%S}", AMSTERDAM) == told


def test_a_moment_without_an_offset_is_on_the_clock_of_amsterdam() -> None:
    assert importing.moment_of("2026-05-18T12:00:00", AMSTERDAM) == DUE
    assert importing.moment_of("morgen", AMSTERDAM) is None


def test_what_rules_say_of_rows_refuses_the_whole_list() -> None:
    importing.refuse_rows([])
    refusal = receiving.why_not_look(COURSE, DUE)
    assert refusal is not None
    with pytest.raises(importing.ListRefused) as caught:
        importing.refuse_rows([(4, refusal)])
    assert (caught.value.findings[0].where, caught.value.findings[0].rule) == ("4:inschrijver", "23")
