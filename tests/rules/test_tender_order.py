"""The procedure as data: which step belongs in which stage, for each kind of procedure."""

import re
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

import partnerschapsakte
from partnerschapsakte.foundation.outcomes import Refusal
from partnerschapsakte.foundation.sentences import Sentence
from partnerschapsakte.tendering.rules import order, possibilities, procedure, standing
from partnerschapsakte.tendering.rules.facts import AwardFacts, Procedure, TenderFacts, TenderStage
from partnerschapsakte.tendering.rules.order import furthest, stages_during, why_not_now
from partnerschapsakte.tendering.rules.steps import COURSES, TenderStep

LOT = "LOT-0001"
CALLED = TenderFacts(
    procedure=Procedure.SAS_DIALOGUE,
    published_on=date(2026, 1, 5),
    requests_due_on=date(2026, 2, 2),
    dialogue_rounds=2,
    topics=("Toegang",),
    lots=(LOT,),
)
TALKING = replace(CALLED, dialogue_started_on=date(2026, 2, 10), open_minutes=1)
CLOSED = replace(TALKING, dialogue_closed_on=date(2026, 4, 1))
INVITED = replace(CLOSED, invited_on=date(2026, 4, 2), tender_due_on=date(2026, 5, 1))
SOURCE = Path(partnerschapsakte.__path__[0])


def code(refusal: Refusal | None) -> str | None:
    return refusal.code if refusal else None


@pytest.mark.parametrize("kind", list(Procedure))
def test_every_step_starts_and_ends_in_a_stage_of_its_procedure(kind: Procedure) -> None:
    course = COURSES[kind]
    for step in course.steps.values():
        assert step.sources
        assert {*step.sources, *([step.target] if step.target else [])} <= set(course.stages)


@pytest.mark.parametrize("kind", list(Procedure))
def test_every_stage_can_be_reached_from_the_preparation(kind: Procedure) -> None:
    course, reached = COURSES[kind], {TenderStage.PREPARATION}
    for _ in course.stages:
        reached |= {one.target for one in course.steps.values() if one.target and reached & set(one.sources)}
    assert reached == set(course.stages)


@pytest.mark.parametrize("kind", list(Procedure))
def test_no_step_leads_back(kind: Procedure) -> None:
    course = COURSES[kind]
    for step in course.steps.values():
        if step.target is not None:
            assert course.stages.index(step.target) >= max(map(course.stages.index, step.sources)) or step.name in {
                TenderStep.START_DIALOGUE,
                TenderStep.WITHDRAW,
            }


def test_every_guard_is_a_rule_that_some_code_enforces_or_tells() -> None:
    code_of_rooms = "".join(path.read_text("utf-8") for path in SOURCE.rglob("*.py") if path.name != "steps.py")
    told = set(re.findall(r'rule="(\d+)"|, "(\d+)"[,)]', code_of_rooms))
    numbers = {one for pair in told for one in pair if one}
    guards = {guard for course in COURSES.values() for step in course.steps.values() for guard in step.guards}
    assert guards - numbers == set()


def test_rule_1_a_step_before_its_stage_is_refused_and_says_from_when() -> None:
    refusal = why_not_now(CALLED, TenderStep.SEND_LETTERS, date(2026, 1, 20))
    assert refusal is not None
    assert (refusal.code, refusal.rule, refusal.article) == ("step_not_now", "1", "Aw 2.39(1)")
    assert "TenderStage.assessment" in str(refusal.remedy)


def test_rule_1_a_step_after_its_stage_is_refused_and_says_until_when() -> None:
    refusal = why_not_now(TALKING, TenderStep.ADMIT, date(2026, 2, 11))
    assert refusal is not None
    assert "TenderStage.selection" in str(refusal.remedy)


def test_what_happened_earlier_is_judged_by_its_own_day() -> None:
    assert why_not_now(CLOSED, TenderStep.HOLD_SESSION, date(2026, 3, 1)) is None
    assert code(why_not_now(CLOSED, TenderStep.HOLD_SESSION, date(2026, 4, 2))) == "step_not_now"


def test_within_one_day_the_stages_follow_each_other() -> None:
    during = stages_during(CALLED, date(2026, 1, 5))
    assert during == (TenderStage.PREPARATION, TenderStage.CALL)


def test_what_is_told_in_part_is_refused_by_the_stage_in_which_it_stands() -> None:
    refusal = why_not_now(replace(TALKING, told_in_part=True), TenderStep.ADMIT, date(2026, 3, 1))
    assert refusal is not None
    assert dict(refusal.message.values)["stage"] == Sentence("TenderStage.dialogue")


def test_a_step_of_another_procedure_is_refused() -> None:
    one_stage = replace(CALLED, procedure=Procedure.SAS_ONE_STAGE)
    assert code(why_not_now(one_stage, TenderStep.START_DIALOGUE, date(2026, 2, 10))) == "step_unknown"


def test_without_a_final_tender_the_choice_follows_from_the_dialogue() -> None:
    closed = replace(CLOSED, procedure=Procedure.SAS_DIALOGUE_ONLY)
    assert furthest(closed, date(2026, 4, 2), date(2026, 4, 2)) is TenderStage.ASSESSMENT
    assert why_not_now(closed, TenderStep.SEND_LETTERS, date(2026, 4, 2)) is None


def test_letters_wait_until_tenders_were_due() -> None:
    assert code(why_not_now(INVITED, TenderStep.SEND_LETTERS, date(2026, 5, 1))) == "step_not_now"
    assert why_not_now(INVITED, TenderStep.SEND_LETTERS, date(2026, 5, 2)) is None


def test_of_a_tender_that_is_told_in_part_what_is_missing_is_not_judged_but_shown() -> None:
    in_part = replace(CALLED, told_in_part=True)
    assert why_not_now(in_part, TenderStep.SEND_LETTERS, date(2026, 6, 1)) is None
    assert code(why_not_now(CALLED, TenderStep.SEND_LETTERS, date(2026, 6, 1))) == "step_not_now"
    sent = AwardFacts(lot=LOT, letter_sent_on=date(2026, 6, 1), standstill_days=20)
    told = standing.findings(replace(in_part, awards=(sent,)), (), admitted=3)
    assert "1" in [finding.rule for finding in told]


def test_rule_35_within_the_standstill_a_contract_is_open_to_a_mandate_alone_and_only_if_every_lot_waits() -> None:
    first = AwardFacts(lot=LOT, letter_sent_on=date(2026, 6, 1), standstill_days=20)
    both = replace(INVITED, awards=(first, replace(first, lot="LOT-0002", letter_sent_on=date(2026, 6, 8))))

    def early(day: date) -> str | None:
        return code(possibilities.why_only_early(both, TenderStep.CONCLUDE, day))

    assert early(date(2026, 6, 22)) == "standstill_running"
    assert possibilities.why_only_early(both, TenderStep.SEND_NOTICE, date(2026, 6, 22)) is None
    assert possibilities.why_only_early(both, TenderStep.CONCLUDE, date(2026, 6, 23)) is None


def test_rule_21_nobody_is_invited_before_the_dialogue_was_closed() -> None:
    refusal = procedure.why_not_invite(
        TALKING, date(2026, 3, 1), date(2026, 5, 1), participants=2, today=date(2026, 3, 1)
    )
    assert refusal is not None
    assert (refusal.code, refusal.rule) == ("dialogue_open", "21")


def test_an_invitation_goes_out_once_to_those_who_are_left_and_names_a_later_deadline() -> None:
    day, due = date(2026, 4, 2), date(2026, 5, 1)
    assert procedure.why_not_invite(CLOSED, day, due, participants=2, today=day) is None
    assert code(procedure.why_not_invite(CLOSED, day, due, participants=0, today=day)) == "nobody_to_invite"
    assert code(procedure.why_not_invite(CLOSED, day, day, participants=2, today=day)) == "due_before_invitation"
    assert code(procedure.why_not_invite(INVITED, day, due, participants=2, today=day)) == "invited_already"


def test_what_can_be_done_today_is_told_for_every_step() -> None:
    today = date(2026, 3, 1)
    possible = {
        step for step in COURSES[TALKING.procedure].steps if not possibilities.why_not_step(TALKING, step, today)
    }
    assert possible == {
        TenderStep.MOVE_DEADLINES,
        TenderStep.WITHDRAW_CANDIDATE,
        TenderStep.HOLD_SESSION,
        TenderStep.APPROVE_MINUTES,
        TenderStep.CLOSE_DIALOGUE,
        TenderStep.WITHDRAW,
    }


def test_after_a_withdrawal_nothing_can_be_done() -> None:
    gone = replace(TALKING, withdrawn_on=date(2026, 3, 1))
    assert all(possibilities.why_not_step(gone, step, date(2026, 3, 2)) for step in COURSES[gone.procedure].steps)


@given(kind=st.sampled_from(Procedure), days=st.lists(st.integers(0, 400), min_size=2, max_size=2).map(sorted))
def test_as_days_pass_a_tender_never_goes_back(kind: Procedure, days: list[int]) -> None:
    tender = replace(INVITED, procedure=kind)
    earlier, later = (date(2025, 12, 1) + timedelta(days=one) for one in days)
    stages = COURSES[kind].stages
    assert stages.index(furthest(tender, earlier, earlier)) <= stages.index(furthest(tender, later, later))


class TenderPlayed(RuleBasedStateMachine):
    """Plays a tender by its pure rules, day by day, with acts in any order."""

    def __init__(self) -> None:
        super().__init__()
        self.today = date(2026, 1, 1)
        self.tender = TenderFacts(
            procedure=Procedure.SAS_DIALOGUE,
            requests_due_on=date(2026, 2, 2),
            dialogue_rounds=2,
            topics=("Toegang",),
            lots=(LOT,),
        )
        self.talks: list[date] = []
        self.farthest = 0

    @rule(days=st.integers(1, 25))
    def days_pass(self, days: int) -> None:
        self.today += timedelta(days=days)

    @rule()
    def publish(self) -> None:
        self._act(procedure.why_not_publish(self.tender, self.today, today=self.today), published_on=self.today)

    @rule()
    def start(self) -> None:
        refused = procedure.why_not_start_dialogue(self.tender, self.today, today=self.today)
        self._act(refused, dialogue_started_on=self.today)

    @rule(back=st.integers(0, 30))
    def talk(self, back: int) -> None:
        day = self.today - timedelta(days=back)
        if procedure.why_not_hold_session(self.tender, 1, day, candidate_in=True, today=self.today) is None:
            self.talks.append(day)

    @rule()
    def close(self) -> None:
        last = max(self.talks, default=None)
        refused = procedure.why_not_close_dialogue(self.tender, self.today, last_session_on=last, today=self.today)
        self._act(refused, dialogue_closed_on=self.today)

    @rule(days=st.integers(-2, 40))
    def invite(self, days: int) -> None:
        due = self.today + timedelta(days=days)
        refused = procedure.why_not_invite(self.tender, self.today, due, participants=2, today=self.today)
        self._act(refused, invited_on=self.today, tender_due_on=due)

    @rule()
    def send_letters(self) -> None:
        refused = procedure.why_not_send_letter(self.tender, LOT, self.today, self.today, all_in=True, today=self.today)
        sent = AwardFacts(lot=LOT, letter_sent_on=self.today, standstill_days=20)
        self._act(refused, awards=(*self.tender.awards, sent))

    @precondition(lambda self: self.tender.awards)
    @rule()
    def make_definitive(self) -> None:
        (award,) = self.tender.awards
        refused = procedure.why_not_definitive(award, self.today, today=self.today)
        self._act(refused, awards=(replace(award, definitive_on=self.today),))

    def _act(self, refused: Refusal | None, **changes: object) -> None:
        if refused is None:
            self.tender = replace(self.tender, **changes)  # type: ignore[arg-type]

    @invariant()
    def it_never_goes_back(self) -> None:
        now = COURSES[self.tender.procedure].stages.index(furthest(self.tender, self.today, self.today))
        assert now >= self.farthest
        self.farthest = now

    @invariant()
    def nobody_talked_outside_the_dialogue(self) -> None:
        started, closed = self.tender.dialogue_started_on, self.tender.dialogue_closed_on
        assert all(started is not None and started <= day <= (closed or date.max) for day in self.talks)

    @invariant()
    def the_days_follow_each_other(self) -> None:
        tender = self.tender
        award = tender.awards[0] if tender.awards else None
        told = [tender.published_on, tender.dialogue_started_on, tender.dialogue_closed_on, tender.invited_on]
        days = [day for day in (*told, award.letter_sent_on if award else None) if day is not None]
        assert days == sorted(days)
        assert award is None or tender.tender_due_on is None or award.letter_sent_on > tender.tender_due_on
        assert award is None or award.definitive_on is None or award.definitive_on > award.standstill.last_day.on


def test_no_order_of_acts_breaks_the_procedure() -> None:
    run_state_machine_as_test(TenderPlayed)


def test_a_sentence_within_another_is_a_label() -> None:
    assert order.named(TenderStep.PUBLISH).id == "TenderStep.publish"
