"""Thousands of procedures in memory, in which everybody tries everything on any day: what must hold, holds.

A run goes on as somebody would who wants to get there, and between that tries any act with dates forward and backward,
allowed or not. After every act ``rules/whole/keeping.py`` looks at the order, at what is frozen, at who sees what, and
at the day of signing.
"""

from collections import Counter
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from partnerschapsakte.tendering.rules.facts import Procedure as Kind
from partnerschapsakte.tendering.rules.facts import TenderStage
from partnerschapsakte.tendering.rules.order import furthest
from rules.whole.facts import planned
from rules.whole.keeping import ACTS, Procedure
from rules.whole.natural import WAIT, next_act, waiting_day

STEPS, WAYS = 10, 8
WAITS = (0, 0, 0, 0, 1, 12)
TRY = st.tuples(st.sampled_from(ACTS), st.sampled_from((0, 0, 0, -1, -3, -30, 1, 15)), st.integers(0, 999))
ENOUGH = 1000
"""From so many runs on, every act was both done and refused, and every kind of procedure came to a contract."""

RARE = frozenset(
    {"cancel_session", "judge_conflict", "reduce", "take_back", "withdraw_question", "withdraw_tender"}
    | {"decide_compensation", "judge", "release_assessor"}
)
"""Acts on which no number of runs is counted: they need much before them, or are hardly ever refused."""

RULES = frozenset({"1", "12", "14", "16", "18", "19", "21", "25", "28", "29", "34", "35", "37", "38"})
"""Rules that refuse somebody in so many runs."""


class Tally:
    """What came of all runs together."""

    def __init__(self) -> None:
        self.done: Counter[str] = Counter()
        self.refused: Counter[str] = Counter()
        self.rules: Counter[str] = Counter()
        self.stages: Counter[tuple[Kind, TenderStage]] = Counter()
        self.contracts: Counter[Kind] = Counter()
        self.runs = self.ranked = self.unranked = 0


TALLY = Tally()


class EverybodyTriesEverything(RuleBasedStateMachine):
    """One procedure, in which what somebody does next is mixed with anything."""

    @initialize(kind=st.sampled_from(sorted(Kind)), maximum=st.sampled_from([2, 1, 3, None]))
    def plan(self, kind: Kind, maximum: int | None) -> None:
        self.world = Procedure(planned(kind, maximum))

    @rule(count=st.integers(0, 12), tries=st.lists(TRY, min_size=1, max_size=4), wait=st.sampled_from(WAITS))
    def go_on_then_try_anything(self, count: int, tries: list[tuple[str, int, int]], wait: int) -> None:
        for _ in range(count):
            self.go_on()
        for act, offset, pick in tries:
            self.try_it(act, self.world.today + timedelta(offset), pick)
        self.world.today += timedelta(wait)

    def go_on(self) -> None:
        """Do what comes next, in another way as long as it is refused."""
        act, turn = next_act(self.world), len(self.world.log)
        if act == WAIT:
            self.world.today = waiting_day(self.world)
            return
        for pick in range(turn, turn + WAYS):
            if self.try_it(act, self.world.today, pick):
                return

    def try_it(self, act: str, day: date, pick: int) -> bool:
        refusal = self.world.do(act, day, pick)
        if refusal is None:
            TALLY.done[act] += 1
        elif refusal.code != "nothing_there":
            TALLY.refused[act] += 1
            TALLY.rules[refusal.rule or ""] += 1
        return refusal is None

    def teardown(self) -> None:
        world: Any = getattr(self, "world", None)
        if world is None:
            return
        kind = world.tender.procedure
        TALLY.runs += 1
        TALLY.stages[kind, furthest(world.tender, world.today, world.today)] += 1
        TALLY.contracts[kind] += any(one.contract_concluded_on for one in world.tender.awards)
        TALLY.ranked += world.selected is not None and world.selected.applied
        TALLY.unranked += world.selected is not None and not world.selected.applied


@pytest.mark.slow
def test_everybody_tries_everything_on_any_day_and_what_must_hold_holds(counts: dict[str, Any]) -> None:
    tally, runs = TALLY, counts["procedures"]
    how = settings(
        max_examples=runs,
        stateful_step_count=STEPS,
        derandomize=True,
        database=None,
        deadline=None,
        report_multiple_bugs=False,
    )
    run_state_machine_as_test(EverybodyTriesEverything, settings=how)

    assert tally.runs >= runs
    assert tally.ranked
    assert tally.unranked
    if runs >= ENOUGH:
        assert [act for act in ACTS if not tally.done[act] and act not in RARE] == [], "acts that were never done"
        assert [act for act in ACTS if not tally.refused[act] and act not in RARE] == [], "and never refused"
        assert all(tally.contracts[kind] for kind in Kind), tally.contracts
        assert RULES.difference(tally.rules) == set()
