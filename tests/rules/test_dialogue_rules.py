"""What the facts of a dialogue allow, in whatever order somebody tries: nothing after closing, nothing frozen moves."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import hypothesis.strategies as st
import pytest
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from partnerschapsakte.dialogue.rules import afterwards, announcing, meetings, rounds, telling
from partnerschapsakte.dialogue.rules.facts import (
    AnnouncedRound,
    Announcement,
    DialogueFacts,
    ItemFacts,
    MeetingFacts,
    MeetingState,
    Participant,
    RoundFacts,
    RoundState,
    Sharing,
    Side,
)
from partnerschapsakte.dialogue.rules.warnings import why_not_pass
from partnerschapsakte.foundation.outcomes import Refusal
from partnerschapsakte.tendering.rules import procedure
from partnerschapsakte.tendering.rules.facts import Procedure, TenderFacts

FIRST = date(2029, 2, 1)
TOPICS = ("Toegang", "Bekostiging")
TENDER = TenderFacts(procedure=Procedure.SAS_DIALOGUE, dialogue_rounds=2, topics=TOPICS, lots=("LOT-0001",))
EVERYBODY = tuple(Participant(id=name, name=name) for name in ("eik", "linde", "els"))
ROUNDS = (
    AnnouncedRound(number=1, topics=TOPICS, starts_on=FIRST, ends_on=FIRST + timedelta(days=20)),
    AnnouncedRound(
        number=2, topics=TOPICS[1:], starts_on=FIRST + timedelta(days=30), ends_on=FIRST + timedelta(days=50)
    ),
)
ANNOUNCED = Announcement(rounds=ROUNDS, reduction=True, reduction_criteria="Aansluiting", joint_sessions=True)
CALLED = DialogueFacts(tender=TENDER, participants=EVERYBODY)
OPEN = replace(
    CALLED,
    tender=replace(TENDER, dialogue_started_on=FIRST),
    announcement=ANNOUNCED,
    rounds=(RoundFacts(number=1, invited=True, opened_on=FIRST), RoundFacts(number=2)),
)
ITEM = ItemFacts(id="a", round=1, candidate="eik", sharing=Sharing.FOR_ALL, deliver_by=FIRST)
HELD = MeetingFacts(
    id="g", round=1, day=FIRST, candidates=("eik",), topics=TOPICS, state=MeetingState.HELD, unapproved=("eik",)
)


def code(refusal: Refusal | None) -> str | None:
    return refusal.code if refusal else None


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"rounds": ROUNDS[:1]}, ("rounds_differ", "14")),
        ({"rounds": (replace(ROUNDS[0], topics=("Prijs",)), ROUNDS[1])}, ("topic_not_announced", "14")),
        ({"rounds": (replace(ROUNDS[0], ends_on=FIRST - timedelta(days=1)), ROUNDS[1])}, ("round_reversed", None)),
        ({"rounds": (ROUNDS[0], replace(ROUNDS[1], starts_on=date(2029, 1, 1)))}, ("rounds_reversed", None)),
        ({"reduction_criteria": ""}, ("criteria_missing", "15")),
        ({"reduction": False}, ("reduction_missing", "15")),
        ({"maximum_participants": 4}, ("maximum_differs", "14")),
    ],
)
def test_what_contradicts_itself_or_the_tender_is_not_announced(changes: Any, expected: tuple[str, str | None]) -> None:
    known = replace(CALLED, tender=replace(TENDER, maximum_candidates=3))
    refusal = announcing.why_not_announce(known, replace(ANNOUNCED, **changes))
    assert refusal is not None
    assert (refusal.code, refusal.rule) == expected


def test_more_than_was_announced_are_not_invited_rule_14() -> None:
    few = replace(CALLED, announcement=replace(ANNOUNCED, maximum_participants=2), rounds=(RoundFacts(number=1),))
    refusal = rounds.why_not_invite(few, 1)
    assert refusal is not None
    assert (refusal.code, refusal.rule) == ("too_many_in", "14")


def test_a_warning_is_passed_with_a_reason_and_not_without() -> None:
    two = replace(CALLED, participants=EVERYBODY[:2])
    found = rounds.of_invitation(two)
    assert [one.rule for one in found] == ["17"]
    assert code(why_not_pass(found, None)) == "warnings_open"
    assert why_not_pass(found, "Er waren er maar twee.") is None
    assert rounds.of_invitation(CALLED) == ()


def test_each_side_approves_the_newest_minutes_once_rule_18() -> None:
    fresh = meetings.MinutesFacts(replaced=False, approved_by=frozenset())
    assert meetings.why_not_approve(fresh, Side.AUTHORITY) is None
    half = replace(fresh, approved_by=frozenset({Side.AUTHORITY}))
    assert code(meetings.why_not_approve(half, Side.AUTHORITY)) == "minutes_approved"
    assert meetings.why_not_approve(half, Side.PARTICIPANT) is None
    assert code(meetings.why_not_approve(replace(half, replaced=True), Side.PARTICIPANT)) == "minutes_replaced"


def test_a_round_says_everything_that_keeps_it_open() -> None:
    planned = replace(HELD, id="p", state=MeetingState.PLANNED)
    busy = replace(OPEN, meetings=(planned, HELD), items=(ITEM,))
    assert [one.code for one in rounds.blockers(busy, 1)] == [
        "session_planned",
        "minutes_not_approved",
        "information_owed",
    ]
    calm = replace(busy, announcement=replace(ANNOUNCED, reduction=False, reduction_criteria=""))
    assert [one.code for one in rounds.blockers(calm, 1)] == ["session_planned", "minutes_not_approved"]
    assert [one.rule for one in rounds.of_closing(calm, 1)] == ["20", None, None]


def test_what_is_late_for_all_is_told_as_late_rule_20() -> None:
    late, early = (telling.of_ledger(replace(OPEN, items=(ITEM,)), FIRST + timedelta(days=day)) for day in (1, 0))
    assert "late" in str(late[0].message)
    assert "late" not in str(early[0].message)
    assert telling.of_ledger(OPEN, FIRST) == ()


def test_an_idea_waits_for_consent_rule_19() -> None:
    idea = replace(ITEM, idea_of="eik")
    assert code(telling.why_not_deliver(OPEN, idea)) == "consent_missing"
    assert telling.why_not_deliver(OPEN, replace(idea, consented=True)) is None
    assert code(telling.why_not_consent(ITEM, by_participant=True, proof="")) == "no_idea_of_one"
    assert code(telling.why_not_consent(idea, by_participant=False, proof="")) == "proof_missing"


def test_what_was_confidential_in_a_closed_round_becomes_no_debt_of_it() -> None:
    closed = replace(OPEN, rounds=(replace(OPEN.rounds[0], closed_on=FIRST), OPEN.rounds[1]))
    kept = replace(ITEM, sharing=Sharing.CONFIDENTIAL)
    assert code(telling.why_not_classify(closed, kept)) == "round_closed"
    assert telling.why_not_classify(OPEN, kept) is None


def test_a_progress_report_is_due_fifteen_days_after_the_request_rule_22() -> None:
    kept = afterwards.progress_date(date(2029, 2, 20), None)
    assert (kept.due.on, kept.due.why.rule, kept.done_on) == (date(2029, 3, 7), "22", None)
    assert code(afterwards.why_not_answer(FIRST, None, unreached=True)) == "nobody_reads"
    assert code(afterwards.why_not_ask_progress(CALLED, "vreemd", FIRST, today=FIRST)) == "candidate_not_in"


class AnyOrder(RuleBasedStateMachine):
    """Somebody tries every act of a dialogue in any order, and does each that the rules allow."""

    def __init__(self) -> None:
        super().__init__()
        self.now, self.today = CALLED, FIRST
        self.frozen: Announcement | None = None
        self.talked_after_closing = False

    @initialize(reduces=st.booleans())
    def announce(self, *, reduces: bool) -> None:
        plain = replace(ANNOUNCED, reduction=reduces, reduction_criteria="Aansluiting" if reduces else "")
        assert announcing.why_not_announce(self.now, plain) is None
        blank = tuple(RoundFacts(number=one.number) for one in ROUNDS)
        self.now = replace(self.now, announcement=plain, rounds=blank)

    @rule(reduces=st.booleans())
    def announce_anew(self, *, reduces: bool) -> None:
        wanted = replace(ANNOUNCED, reduction=reduces, reduction_criteria="Anders" if reduces else "")
        if announcing.why_not_announce(self.now, wanted) is None:
            assert self.frozen is None, "what was announced is frozen (rules 12, 14)"
            self.now = replace(self.now, announcement=wanted)

    @rule()
    def begin(self) -> None:
        if procedure.why_not_start_dialogue(self.now.tender, self.today, today=self.today) is None:
            self.now = replace(self.now, tender=replace(self.now.tender, dialogue_started_on=self.today))

    @rule(number=st.integers(1, 3))
    def invite(self, number: int) -> None:
        if rounds.why_not_invite(self.now, number) is None:
            self._note()
            self._round(number, invited=True)
            self.frozen = self.now.announcement

    @rule(number=st.integers(1, 2))
    def open(self, number: int) -> None:
        if rounds.why_not_open(self.now, number, self.today, today=self.today) is None:
            self._round(number, opened_on=self.today)

    @rule(number=st.integers(1, 2), who=st.sampled_from([None, "eik", "linde", "els"]))
    def plan(self, number: int, who: str | None) -> None:
        if meetings.why_not_plan(self.now, number, who, TOPICS[1:], self.today) is None:
            self._note()
            seats = tuple(one.id for one in self.now.remaining) if who is None else (who,)
            made = MeetingFacts(id=str(len(self.now.meetings)), round=number, day=self.today, candidates=seats)
            self.now = replace(self.now, meetings=(*self.now.meetings, made))

    @rule(place=st.integers(0, 9), act=st.sampled_from(["hold", "cancel", "approve"]))
    def meet(self, place: int, act: str) -> None:
        if not self.now.meetings:
            return
        one = self.now.meetings[place % len(self.now.meetings)]
        if act == "hold" and meetings.why_not_hold(self.now, one) is None:
            self._note()
            self._meeting(one, state=MeetingState.HELD, unapproved=one.candidates)
        elif act == "cancel" and meetings.why_not_cancel(self.now, one) is None:
            self._meeting(one, state=MeetingState.CANCELLED)
        elif act == "approve":
            self._meeting(one, unapproved=one.unapproved[1:])

    @rule(number=st.integers(1, 2), sharing=st.sampled_from(Sharing), idea=st.booleans())
    def tell(self, number: int, sharing: Sharing, *, idea: bool) -> None:
        who = "eik" if idea else None
        if telling.why_not_tell(self.now, number, "eik", who, self.today, today=self.today) is None:
            self._note()
            made = replace(ITEM, id=str(len(self.now.items)), round=number, sharing=sharing, idea_of=who)
            self.now = replace(self.now, items=(*self.now.items, made))

    @rule(place=st.integers(0, 9), act=st.sampled_from(["deliver", "consent", "for_all", "confidential"]))
    def share(self, place: int, act: str) -> None:
        if not self.now.items:
            return
        one = self.now.items[place % len(self.now.items)]
        if act == "deliver" and telling.why_not_deliver(self.now, one) is None:
            assert one.idea_of is None or one.consented, "no idea of one without its consent (rule 19)"
            self._item(one, delivered=True)
        elif act == "consent" and telling.why_not_consent(one, by_participant=True, proof="") is None:
            self._item(one, consented=True)
        elif act in set(Sharing) and telling.why_not_classify(self.now, one) is None:
            self._item(one, sharing=Sharing(act))

    @rule(number=st.integers(1, 2))
    def close(self, number: int) -> None:
        if rounds.why_not_close(self.now, number, self.today, today=self.today) is None:
            self._round(number, closed_on=self.today)

    @rule(number=st.integers(1, 2), who=st.sampled_from(["eik", "linde", "els"]))
    def reduce(self, number: int, who: str) -> None:
        if rounds.why_not_reduce(self.now, number, [who]) is None:
            assert self.now.reduces, "no reduction that was not announced (rule 15)"
            left = tuple(replace(one, is_in=one.is_in and one.id != who) for one in self.now.participants)
            self.now = replace(self.now, participants=left)

    @rule()
    def end(self) -> None:
        if rounds.why_not_end(self.now) is None:
            self.now = replace(self.now, tender=replace(self.now.tender, dialogue_closed_on=self.today))

    @rule()
    def sleep(self) -> None:
        self.today += timedelta(days=1)

    @invariant()
    def nobody_talks_after_the_dialogue_was_closed(self) -> None:
        assert not self.talked_after_closing

    @invariant()
    def what_was_announced_stands(self) -> None:
        assert self.frozen in {None, self.now.announcement}

    @invariant()
    def a_closed_round_owes_nothing_where_participants_can_drop_out(self) -> None:
        for one in self.now.rounds:
            if one.state is RoundState.CLOSED and self.now.reduces:
                assert not any(item.is_owed and item.round == one.number for item in self.now.items)

    @invariant()
    def a_closed_round_holds_no_minutes_that_one_side_did_not_approve(self) -> None:
        closed = {one.number for one in self.now.rounds if one.state is RoundState.CLOSED}
        assert not any(one.round in closed and one.unapproved for one in self.now.meetings)

    @invariant()
    def somebody_is_left(self) -> None:
        assert self.now.remaining

    def _note(self) -> None:
        self.talked_after_closing = self.talked_after_closing or self.now.is_closed

    def _round(self, number: int, **changes: Any) -> None:
        known = tuple(replace(one, **changes) if one.number == number else one for one in self.now.rounds)
        self.now = replace(self.now, rounds=known)

    def _meeting(self, changed: MeetingFacts, **changes: Any) -> None:
        known = tuple(replace(one, **changes) if one.id == changed.id else one for one in self.now.meetings)
        self.now = replace(self.now, meetings=known)

    def _item(self, changed: ItemFacts, **changes: Any) -> None:
        known = tuple(replace(one, **changes) if one.id == changed.id else one for one in self.now.items)
        self.now = replace(self.now, items=known)


TestAnyOrder = AnyOrder.TestCase
