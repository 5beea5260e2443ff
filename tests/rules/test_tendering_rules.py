"""What the facts of a tender allow, and where it stands."""

from dataclasses import replace
from datetime import date

import pytest

from partnerschapsakte.dates.explanation import evaluate
from partnerschapsakte.foundation.actor import Actor, Role
from partnerschapsakte.foundation.outcomes import Refusal
from partnerschapsakte.tendering.rules import procedure, standing
from partnerschapsakte.tendering.rules.facts import (
    AwardFacts,
    ConsortiumRole,
    MinutesState,
    Procedure,
    StandstillBasis,
    TenderFacts,
    TenderStage,
    TenderStatus,
)
from partnerschapsakte.tendering.rules.procedure import Seat

TODAY = date(2026, 11, 20)
LETTER = AwardFacts(lot="LOT-0001", letter_sent_on=date(2019, 7, 10), standstill_days=20)
UTRECHT = TenderFacts(
    procedure=Procedure.SAS_DIALOGUE,
    published_on=date(2018, 12, 14),
    requests_due_on=date(2019, 2, 14),
    dialogue_rounds=7,
    topics=("verdeling", "wijkteam", "akte"),
    dialogue_started_on=date(2019, 3, 5),
    lots=("LOT-0001",),
)
CLOSED = replace(UTRECHT, dialogue_closed_on=date(2019, 4, 23))
PLANNED = TenderFacts(procedure=Procedure.SAS_DIALOGUE, lots=("LOT-0001",))


def code(refusal: Refusal | None) -> str | None:
    return refusal.code if refusal else None


def session(
    tender: TenderFacts, held_on: date, round_: int = 1, *, candidate_in: bool = True, today: date = TODAY
) -> str | None:
    return code(procedure.why_not_hold_session(tender, round_, held_on, candidate_in=candidate_in, today=today))


def test_a_session_is_held_from_the_first_through_the_last_day_of_the_dialogue() -> None:
    assert session(CLOSED, date(2019, 3, 4)) == "dialogue_not_open"
    assert session(CLOSED, date(2019, 3, 5)) is None
    assert session(CLOSED, date(2019, 4, 23)) is None
    assert session(CLOSED, date(2019, 4, 24)) == "dialogue_closed"


def test_a_session_outside_the_dialogue_names_rule_21() -> None:
    refusal = procedure.why_not_hold_session(CLOSED, 1, date(2019, 5, 1), candidate_in=True, today=TODAY)
    assert refusal is not None
    assert (refusal.rule, refusal.article) == ("21", "Aw 2.111(5)")


def test_a_session_is_with_a_candidate_that_is_in() -> None:
    assert session(UTRECHT, date(2019, 3, 5), candidate_in=False) == "candidate_not_in"


def test_a_session_is_in_an_announced_round() -> None:
    assert session(UTRECHT, date(2019, 3, 5), 7) is None
    assert session(UTRECHT, date(2019, 3, 5), 8) == "round_not_announced"


def test_a_session_of_tomorrow_is_not_recorded() -> None:
    assert session(UTRECHT, date(2019, 3, 6), today=date(2019, 3, 5)) == "not_happened_yet"


def test_the_dialogue_begins_with_topics_and_rounds_that_were_announced() -> None:
    ready = replace(UTRECHT, dialogue_started_on=None)
    start = date(2019, 3, 5)
    assert code(procedure.why_not_start_dialogue(ready, start, today=TODAY)) is None
    assert code(procedure.why_not_start_dialogue(UTRECHT, start, today=TODAY)) == "dialogue_started"
    for lacking in (replace(ready, topics=()), replace(ready, dialogue_rounds=None)):
        refusal = procedure.why_not_start_dialogue(lacking, start, today=TODAY)
        assert (code(refusal), refusal and refusal.rule) == ("dialogue_not_announced", "14")
    alone = procedure.why_not_start_dialogue(replace(ready, participants=0), start, today=TODAY)
    assert alone is not None
    assert (alone.code, alone.rule, alone.article) == ("nobody_admitted", "1", "Aw 2.110(5)")
    assert procedure.why_not_start_dialogue(replace(ready, participants=1), start, today=TODAY) is None
    early = procedure.why_not_start_dialogue(ready, date(2019, 2, 13), today=TODAY)
    assert code(early) == "order_of_days"


def test_the_dialogue_is_closed_once_and_not_before_its_last_conversation() -> None:
    def close(tender: TenderFacts, on: date) -> str | None:
        return code(procedure.why_not_close_dialogue(tender, on, last_session_on=date(2019, 4, 16), today=TODAY))

    assert close(UTRECHT, date(2019, 4, 16)) is None
    assert close(UTRECHT, date(2019, 4, 15)) == "order_of_days"
    assert close(CLOSED, date(2019, 4, 23)) == "dialogue_closed"
    assert close(PLANNED, date(2019, 4, 23)) == "dialogue_not_open"


def letter(tender: TenderFacts, *, lot: str = "LOT-0001", all_in: bool = True, sent: int = 10) -> str | None:
    return code(
        procedure.why_not_send_letter(tender, lot, date(2019, 7, 9), date(2019, 7, sent), all_in=all_in, today=TODAY)
    )


def test_award_letters_follow_the_closing_of_the_dialogue() -> None:
    assert letter(replace(CLOSED, tender_due_on=date(2019, 5, 31))) is None
    assert letter(replace(CLOSED, told_in_part=True)) is None
    assert letter(CLOSED) == "step_not_now"
    assert letter(UTRECHT) == "dialogue_open"


def test_award_letters_are_sent_once_per_lot_to_candidates_that_are_in() -> None:
    assert letter(replace(CLOSED, awards=(LETTER,))) == "letter_sent"
    assert letter(CLOSED, lot="LOT-0002") == "lot_unknown"
    assert letter(CLOSED, all_in=False) == "candidate_not_in"
    assert letter(CLOSED, sent=8) == "order_of_days"


def test_the_standstill_of_utrecht_runs_from_the_day_after_the_letter() -> None:
    wait = LETTER.standstill
    assert (wait.last_day.on, wait.earliest_signing.on) == (date(2019, 7, 30), date(2019, 7, 31))
    assert evaluate(wait.last_day.why) == wait.last_day.on
    assert procedure.standstill_last_day(date(2019, 7, 10), 20) == date(2019, 7, 30)


def conclude(on: date, *, because: str | None = None, may_override: bool = False) -> Refusal | None:
    return procedure.why_not_conclude(LETTER, on, early_because=because, may_override=may_override, today=TODAY)


def test_no_contract_is_concluded_before_the_standstill_has_passed() -> None:
    refusal = conclude(date(2019, 7, 30))
    assert refusal is not None
    assert (refusal.code, refusal.rule) == ("standstill_running", "35")
    assert conclude(date(2019, 7, 31)) is None


def test_an_early_contract_needs_both_a_reason_and_the_mandates() -> None:
    early = date(2019, 7, 20)
    assert conclude(early, because="Er is maar één inschrijver", may_override=True) is None
    assert conclude(early, because="Er is maar één inschrijver") is not None
    assert conclude(early, may_override=True) is not None


def test_even_a_mandate_holder_concludes_nothing_before_the_letters() -> None:
    refusal = conclude(date(2019, 7, 9), because="Er is maar één inschrijver", may_override=True)
    assert code(refusal) == "order_of_days"


def test_a_contract_is_concluded_once() -> None:
    told = replace(LETTER, contract_concluded_on=date(2019, 8, 1))
    again = procedure.why_not_conclude(told, date(2019, 8, 2), early_because=None, may_override=False, today=TODAY)
    assert code(again) == "concluded_already"


def test_the_standstill_is_overridden_by_the_mandates_of_every_authority() -> None:
    holder = Actor("a", "A", frozenset({Role.MANDATE_HOLDER}), frozenset({"one"}))
    assert procedure.may_override_standstill(holder, ["one"])
    assert not procedure.may_override_standstill(holder, ["one", "two"])
    assert not procedure.may_override_standstill(holder, [])


def test_an_award_becomes_definitive_after_the_standstill() -> None:
    def definitive(told: AwardFacts, on: date) -> str | None:
        return code(procedure.why_not_definitive(told, on, today=TODAY))

    assert definitive(LETTER, date(2019, 7, 30)) == "standstill_running"
    assert definitive(LETTER, date(2019, 7, 31)) is None
    assert definitive(replace(LETTER, definitive_on=date(2019, 7, 31)), date(2019, 8, 1)) == "definitive_already"


def test_the_award_notice_is_due_thirty_days_after_the_earlier_of_award_and_contract() -> None:
    assert LETTER.notice is None
    told = replace(LETTER, definitive_on=date(2019, 8, 1), contract_concluded_on=date(2019, 7, 31))
    assert told.notice is not None
    assert told.notice.due_by.on == date(2019, 8, 30)


def test_the_award_notice_follows_an_award() -> None:
    def notify(told: AwardFacts) -> str | None:
        return code(procedure.why_not_notify(told, date(2019, 8, 20), today=TODAY))

    definitive = replace(LETTER, definitive_on=date(2019, 7, 31))
    assert notify(LETTER) == "not_awarded_yet"
    assert notify(definitive) is None
    assert notify(replace(definitive, notice_sent_on=date(2019, 8, 1))) == "notice_sent"


def admit(*roles: ConsortiumRole, unknown: tuple[str, ...] = (), taken: bool = False) -> str | None:
    seats = [Seat(f"party-{number}", role) for number, role in enumerate(roles)]
    return code(
        procedure.why_not_admit(UTRECHT, seats, date(2019, 2, 28), name_taken=taken, unknown=unknown, today=TODAY)
    )


def test_a_candidate_has_exactly_one_lead() -> None:
    lead, member = ConsortiumRole.LEAD, ConsortiumRole.MEMBER
    assert admit(lead) is None
    assert admit(lead, member, member) is None
    assert admit(member) == "one_lead"
    assert admit(lead, lead) == "one_lead"


def test_a_candidate_has_a_name_of_its_own_and_registered_parties() -> None:
    assert admit(ConsortiumRole.LEAD, taken=True) == "candidate_known"
    assert admit(ConsortiumRole.LEAD, unknown=("x",)) == "party_unknown"


def test_a_party_is_in_a_candidate_once() -> None:
    seats = [Seat("p", ConsortiumRole.LEAD), Seat("p", ConsortiumRole.MEMBER)]
    refusal = procedure.why_not_admit(UTRECHT, seats, date(2019, 2, 28), name_taken=False, unknown=(), today=TODAY)
    assert code(refusal) == "party_twice"


def test_nobody_is_admitted_before_the_call() -> None:
    seats = [Seat("p", ConsortiumRole.LEAD)]
    refusal = procedure.why_not_admit(UTRECHT, seats, date(2018, 12, 13), name_taken=False, unknown=(), today=TODAY)
    assert code(refusal) == "order_of_days"


def test_a_candidate_leaves_once() -> None:
    def leave(gone_on: date | None) -> str | None:
        return code(
            procedure.why_not_withdraw_candidate(
                UTRECHT, date(2019, 4, 1), admitted_on=date(2019, 2, 28), gone_on=gone_on, today=TODAY
            )
        )

    assert leave(None) is None
    assert leave(date(2019, 3, 20)) == "candidate_gone"


def test_minutes_are_approved_once_and_not_before_the_conversation() -> None:
    def approve(minutes: MinutesState, on: date) -> str | None:
        return code(procedure.why_not_approve(minutes, date(2019, 3, 5), on, today=TODAY))

    assert approve(MinutesState.DRAFT, date(2019, 3, 12)) is None
    assert approve(MinutesState.APPROVED, date(2019, 3, 12)) == "minutes_approved"
    assert approve(MinutesState.DRAFT, date(2019, 3, 4)) == "order_of_days"


def test_a_plan_does_not_contradict_itself() -> None:
    assert code(procedure.why_not_plan(UTRECHT, [("LOT-0001", 2, 2)])) is None
    assert code(procedure.why_not_plan(UTRECHT, [("LOT-0001", 3, 2)])) == "contracts_of_lot"
    assert code(procedure.why_not_plan(replace(UTRECHT, lots=("LOT-0001", "LOT-0001")), ())) == "lot_twice"
    reversed_ = replace(UTRECHT, tender_due_on=date(2019, 1, 1))
    assert code(procedure.why_not_plan(reversed_, ())) == "deadlines_reversed"


def test_a_call_is_published_once_and_before_its_own_deadline() -> None:
    def publish(tender: TenderFacts, on: date) -> str | None:
        return code(procedure.why_not_publish(tender, on, today=TODAY))

    unpublished = replace(UTRECHT, published_on=None)
    assert publish(unpublished, date(2018, 12, 14)) is None
    assert publish(unpublished, date(2019, 2, 15)) == "published_after_deadline"
    assert publish(unpublished, date(2026, 11, 21)) == "not_happened_yet"
    assert publish(UTRECHT, date(2018, 12, 15)) == "published_already"


def test_a_deadline_moves_until_it_has_passed() -> None:
    due = replace(UTRECHT, tender_due_on=date(2019, 5, 31))
    assert code(procedure.why_not_move_deadlines(due, today=date(2019, 5, 31))) is None
    assert code(procedure.why_not_move_deadlines(due, today=date(2019, 6, 1))) == "deadline_passed"
    awarded = replace(UTRECHT, awards=(LETTER,))
    assert code(procedure.why_not_move_deadlines(awarded, today=TODAY)) == "awarded_already"


def test_a_tender_with_a_contract_is_not_withdrawn() -> None:
    assert code(procedure.why_not_withdraw(UTRECHT, date(2019, 5, 1), today=TODAY)) is None
    contracted = replace(UTRECHT, awards=(replace(LETTER, contract_concluded_on=date(2019, 8, 1)),))
    assert code(procedure.why_not_withdraw(contracted, TODAY, today=TODAY)) == "contract_concluded"


def test_nothing_happens_in_a_tender_that_was_withdrawn() -> None:
    gone = replace(UTRECHT, withdrawn_on=date(2019, 5, 1))
    assert session(gone, date(2019, 3, 5)) == "tender_withdrawn"
    assert letter(gone) == "tender_withdrawn"
    admitted = procedure.why_not_admit(gone, [], TODAY, name_taken=False, unknown=(), today=TODAY)
    assert code(admitted) == "tender_withdrawn"
    left = procedure.why_not_withdraw_candidate(gone, TODAY, admitted_on=None, gone_on=None, today=TODAY)
    assert code(left) == "tender_withdrawn"
    assert code(procedure.why_not_withdraw(gone, TODAY, today=TODAY)) == "tender_withdrawn"
    assert code(procedure.why_not_publish(gone, TODAY, today=TODAY)) == "tender_withdrawn"
    assert code(procedure.why_not_move_deadlines(gone, today=TODAY)) == "tender_withdrawn"
    assert code(procedure.why_not_start_dialogue(gone, TODAY, today=TODAY)) == "tender_withdrawn"
    assert code(procedure.why_not_close_dialogue(gone, TODAY, last_session_on=None, today=TODAY)) == "tender_withdrawn"


AWARDED = replace(CLOSED, awards=(LETTER,))
SETTLED = replace(CLOSED, awards=(replace(LETTER, definitive_on=date(2019, 7, 31)),))


@pytest.mark.parametrize(
    ("tender", "today", "status", "stage"),
    [
        (PLANNED, date(2018, 12, 1), TenderStatus.PLANNED, TenderStage.PREPARATION),
        (UTRECHT, date(2019, 3, 5), TenderStatus.OPEN, TenderStage.DIALOGUE),
        (replace(UTRECHT, dialogue_started_on=None), date(2019, 2, 14), TenderStatus.OPEN, TenderStage.CALL),
        (replace(UTRECHT, dialogue_started_on=None), date(2019, 2, 15), TenderStatus.OPEN, TenderStage.SELECTION),
        (CLOSED, date(2019, 4, 23), TenderStatus.OPEN, TenderStage.TENDERING),
        (
            replace(CLOSED, tender_due_on=date(2019, 5, 31)),
            date(2019, 6, 1),
            TenderStatus.CLOSED,
            TenderStage.ASSESSMENT,
        ),
        (AWARDED, date(2019, 7, 10), TenderStatus.CLOSED, TenderStage.STANDSTILL),
        (SETTLED, date(2019, 7, 31), TenderStatus.AWARDED, TenderStage.CONCLUDED),
        (replace(UTRECHT, withdrawn_on=TODAY), TODAY, TenderStatus.WITHDRAWN, TenderStage.CONCLUDED),
    ],
)
def test_a_tender_stands_where_its_facts_and_days_say(
    tender: TenderFacts, today: date, status: TenderStatus, stage: TenderStage
) -> None:
    assert (standing.status(tender, today), standing.stage(tender, today)) == (status, stage)


def test_every_date_of_a_tender_is_kept_and_explains_itself() -> None:
    kept = standing.dates_to_keep(
        replace(SETTLED, tender_due_on=date(2019, 5, 31)), first_admitted_on=date(2019, 2, 28)
    )
    assert {one.key: (one.due.on, one.done_on) for one in kept} == {
        "requests:questions": (date(2019, 2, 4), None),
        "requests:deadline": (date(2019, 2, 14), date(2019, 2, 28)),
        "tenders:questions": (date(2019, 5, 21), None),
        "tenders:deadline": (date(2019, 5, 31), date(2019, 7, 10)),
        "LOT-0001:standstill": (date(2019, 7, 30), date(2019, 7, 31)),
        "LOT-0001:award-notice": (date(2019, 8, 30), None),
    }
    assert all(evaluate(one.due.why) == one.due.on for one in kept)


def test_questions_lapse_when_the_next_step_is_taken() -> None:
    questions, deadline = standing.dates_to_keep(UTRECHT, first_admitted_on=None)
    assert questions.void is not None
    assert (deadline.void, deadline.done_on) == (None, date(2019, 3, 5))


def test_the_open_dates_of_a_withdrawn_tender_lapse() -> None:
    gone = replace(PLANNED, tender_due_on=date(2019, 5, 31), withdrawn_on=date(2019, 5, 1))
    assert all(one.void is not None for one in standing.dates_to_keep(gone, first_admitted_on=None))


def rules_of(tender: TenderFacts, *held: standing.Held, admitted: int = 3) -> set[str | None]:
    return {finding.rule for finding in standing.findings(tender, held, admitted=admitted)}


def test_a_dialogue_with_two_parties_is_shown_as_narrow() -> None:
    assert "17" in rules_of(UTRECHT, admitted=2)
    assert "17" not in rules_of(UTRECHT, admitted=3)


def test_draft_minutes_and_topics_not_announced_are_shown() -> None:
    held = standing.Held(candidate="A", round=1, topics=("iets anders",), minutes=MinutesState.DRAFT)
    assert {"14", "18"} <= rules_of(UTRECHT, held)
    good = replace(held, topics=("akte",), minutes=MinutesState.APPROVED)
    assert not {"14", "18"} & rules_of(UTRECHT, good)


def test_a_deadline_on_a_sunday_or_on_new_years_eve_is_shown() -> None:
    assert "26" in rules_of(replace(PLANNED, tender_due_on=date(2026, 11, 22)))
    assert "26" in rules_of(replace(PLANNED, tender_due_on=date(2026, 12, 31)))
    assert "26" not in rules_of(replace(PLANNED, tender_due_on=date(2026, 11, 20)))


def test_what_holds_for_every_lot_is_shown_once() -> None:
    one = replace(LETTER, letter_sent_on=date(2019, 12, 1))
    lots = replace(AWARDED, awards=(one, replace(one, lot="LOT-0002"), replace(one, lot="LOT-0003")))
    found = standing.findings(lots, (), admitted=3)
    assert one.standstill.findings
    assert [found.count(finding) for finding in one.standstill.findings] == [1] * len(one.standstill.findings)


def test_the_standstill_of_a_sas_procedure_is_a_promise() -> None:
    assert PLANNED.standstill_basis is StandstillBasis.DOCUMENTS
    assert "36" in rules_of(PLANNED)
    european = replace(PLANNED, procedure=Procedure.COMPETITIVE_DIALOGUE)
    assert european.standstill_basis is StandstillBasis.LAW
    assert "36" not in rules_of(european)


def test_a_dialogue_without_a_decision_on_compensation_is_shown() -> None:
    assert "68" in rules_of(UTRECHT)
    assert "68" not in rules_of(replace(UTRECHT, compensation="Elke deelnemer ontvangt een vergoeding."))
