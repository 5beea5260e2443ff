"""What an award waits for: complete letters, a court that has judged, a record that tells something of every item."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from partnerschapsakte.awarding.rules import contesting, deciding, recording
from partnerschapsakte.awarding.rules.facts import Addressed, Case, LotDecision, RecordItem, Told, Winning
from partnerschapsakte.foundation.outcomes import Refusal
from partnerschapsakte.tendering.rules import holding, procedure
from partnerschapsakte.tendering.rules.facts import AwardFacts, Procedure, RecordState, TenderFacts

SENT, TODAY = date(2026, 3, 12), date(2026, 6, 1)
LOT = "LOT-0001"
AWARD = AwardFacts(lot=LOT, letter_sent_on=SENT, standstill_days=20)
TENDER = TenderFacts(
    procedure=Procedure.SAS_ONE_STAGE,
    published_on=date(2026, 1, 5),
    tender_due_on=date(2026, 2, 2),
    lots=(LOT,),
)
WINNER = Winning(candidate="a", name="A", characteristics="Sneller.")
TOLD = Addressed(candidate="a", name="A", wins=True, reasons="Goed.", reads_here=True)
MONTHS = st.dates(date(2026, 3, 13), date(2026, 5, 30))


def code(refusal: Refusal | None) -> str | None:
    return refusal.code if refusal else None


def decide(
    outcome: LotDecision, winners: int, day: date = date(2026, 3, 1), tender: TenderFacts = TENDER
) -> str | None:
    return code(
        deciding.why_not_decide(tender, LOT, outcome, day, winners=winners, all_in=True, known=False, today=TODAY)
    )


def send(*told: Addressed, winner: Winning = WINNER, day: date = TODAY, where: str = "De rechtbank") -> Refusal | None:
    return deciding.why_not_send([winner], told, objections_to=where, sent_on=day, today=TODAY)


def test_a_lot_is_awarded_to_somebody_and_otherwise_to_nobody() -> None:
    assert decide(LotDecision.AWARD, 1) is None
    assert decide(LotDecision.AWARD, 0) == "winner_missing"
    assert decide(LotDecision.NOT_AWARD, 1) == "winner_of_nothing"
    assert decide(LotDecision.WITHDRAW, 0, date(2026, 1, 20)) is None
    assert decide(LotDecision.AWARD, 1, date(2026, 1, 20)) is not None
    unknown = replace(TENDER, lots=("LOT-0009",))
    assert decide(LotDecision.NOT_AWARD, 0, tender=unknown) == "lot_unknown"


@pytest.mark.parametrize(
    ("told", "winner", "where"),
    [
        (replace(TOLD, reasons=""), WINNER, "De rechtbank"),
        (replace(TOLD, reads_here=False), WINNER, "De rechtbank"),
        (TOLD, replace(WINNER, characteristics=""), "De rechtbank"),
        (TOLD, WINNER, ""),
    ],
)
def test_rule_34_each_thing_that_a_letter_lacks_holds_all_letters(told: Addressed, winner: Winning, where: str) -> None:
    refusal = send(told, winner=winner, where=where)
    assert isinstance(refusal, deciding.LettersIncomplete)
    assert (refusal.rule, len(refusal.findings)) == ("34", 1)


def test_letters_of_an_earlier_day_all_went_through_the_platform() -> None:
    assert send(TOLD) is None
    assert code(send(TOLD, day=SENT)) == "letters_go_today"
    assert send(replace(TOLD, reads_here=False, reference="TN-1"), day=SENT) is None


def test_without_a_tenderer_there_is_nobody_to_write_to() -> None:
    assert isinstance(send(replace(TOLD, wins=False, tendered=False)), deciding.LettersIncomplete)


@given(MONTHS, MONTHS)
def test_rule_37_nobody_signs_before_a_court_has_judged_and_the_standstill_has_passed(judged: date, day: date) -> None:
    told = replace(AWARD, judged_on=judged)
    refusal = procedure.why_not_conclude(told, day, early_because=None, may_override=False, today=TODAY)
    signing = max(judged + timedelta(days=1), AWARD.standstill.earliest_signing.on)
    assert told.signing_from.on == signing
    assert (refusal is None) == (day >= signing)


@given(MONTHS)
def test_rule_37_no_mandate_overrides_a_court(day: date) -> None:
    held = replace(AWARD, held_because="Kort geding")
    refusal = procedure.why_not_conclude(held, day, early_because="Het moet.", may_override=True, today=TODAY)
    assert refusal is not None
    assert (refusal.code, refusal.rule) == ("award_held", "37")


def test_what_is_signed_stays_signed() -> None:
    signed = replace(AWARD, contract_concluded_on=date(2026, 4, 10))
    assert code(contesting.why_not_register(signed, date(2026, 4, 11), today=TODAY)) == "concluded_already"
    assert contesting.why_not_register(AWARD, date(2026, 3, 20), today=TODAY) is None
    assert code(contesting.why_not_register(AWARD, date(2026, 3, 1), today=TODAY)) == "order_of_days"


def test_a_court_judges_once_and_not_before_it_was_asked() -> None:
    case = Case(served_on=date(2026, 3, 20))
    assert contesting.why_not_judge(case, date(2026, 4, 1), today=TODAY) is None
    assert code(contesting.why_not_judge(case, date(2026, 3, 1), today=TODAY)) == "order_of_days"
    judged = replace(case, judged_on=date(2026, 4, 1))
    assert code(contesting.why_not_judge(judged, date(2026, 4, 2), today=TODAY)) == "judged_already"


@given(st.sets(st.sampled_from(RecordItem)))
def test_rule_38_a_record_is_complete_when_every_item_says_something(filled: set[RecordItem]) -> None:
    items = [Told(item=one, not_applicable=one in filled) for one in RecordItem]
    refusal = recording.why_not_complete(RecordState.BEGUN, items)
    assert set(recording.missing(items)) == set(RecordItem) - filled
    assert (refusal is None) == (filled == set(RecordItem))
    assert refusal is None or refusal.rule == "38"


def test_a_record_is_begun_once_and_written_after_that() -> None:
    assert recording.why_not_begin(RecordState.NOT_BEGUN) is None
    assert code(recording.why_not_begin(RecordState.BEGUN)) == "record_begun"
    assert code(recording.why_not_write(RecordState.NOT_NEEDED)) == "record_not_begun"
    assert code(recording.why_not_complete(RecordState.COMPLETE, [])) == "record_complete"
    both = recording.why_not_fill(RecordState.BEGUN, RecordItem.A, says=True, not_applicable=True, sas=True)
    assert code(both) == "item_one_of_both"


def test_rule_38_refuses_where_no_record_was_begun_and_where_it_is_incomplete() -> None:
    awarded = replace(TENDER, awards=(AWARD,))
    assert [one.rule for one in holding.findings(awarded)] == ["38"]
    refusal = holding.why_not_without_record(awarded)
    assert refusal is not None
    assert (refusal.code, refusal.rule, refusal.article) == ("record_missing", "38", "Aw 2.132")
    assert refusal.remedy is not None
    begun = replace(awarded, record=RecordState.BEGUN)
    assert list(holding.findings(begun)) == []
    assert code(holding.why_not_without_record(begun)) == "record_incomplete"
