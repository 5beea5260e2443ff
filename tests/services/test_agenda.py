"""Milestones are a projection that can be checked: what is stored is what its owner derives."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import Engine, update
from sqlalchemy.orm import Session

from partnerschapsakte.agenda import queries
from partnerschapsakte.agenda.models import Milestone
from partnerschapsakte.agenda.rules import DateToKeep, MilestoneKind, MilestoneState, Outcome, Standing
from partnerschapsakte.dates.explanation import evaluate
from partnerschapsakte.dates.terms import Term
from partnerschapsakte.foundation.database import writing
from partnerschapsakte.foundation.outcomes import Refusal
from partnerschapsakte.foundation.sentences import say
from reminder_factory import CIRCLE, add_people, date_to_keep, keep

TODAY = date(2027, 3, 1)
ON = TODAY + timedelta(days=14)
POINT = Term(date(2020, 1, 31), 36, (24, 24)).points[1]
NOTICE = DateToKeep(
    "extension:2:notice",
    MilestoneKind.NOTICE,
    say("Date {day} of {part}: {share}", day=ON, part=say("Start of the term"), share=Decimal("12.50")),
    POINT.decide_by,
    remind_by=POINT.remind_by.on,
)


@pytest.fixture
def begin(engine: Engine) -> Callable[[], AbstractContextManager[Session]]:
    unit_of_work = writing(engine)
    with unit_of_work() as session:
        add_people(session, ["owner", "deputy", "budget", "other"])
    return unit_of_work


Begin = Callable[[], AbstractContextManager[Session]]


def test_what_is_stored_is_what_was_wanted(begin: Begin) -> None:
    with begin() as session:
        keep(session, TODAY, [NOTICE])
    with begin() as session:
        assert not queries.differences(session, "agreement", [NOTICE], CIRCLE)
        (view,) = queries.of_subject(session, "agreement", TODAY)
        assert view.title == NOTICE.title
        assert view.due == POINT.decide_by
        assert evaluate(view.due.why) == view.on


@pytest.mark.parametrize(
    "change",
    [
        {"title": say("Another")},
        {"kind": MilestoneKind.END},
        {"due": POINT.last_day_after},
        {"done_on": TODAY},
        {"void": say("Another")},
        {"remind_by": None},
    ],
)
def test_every_difference_is_named(begin: Begin, change: dict[str, object]) -> None:
    with begin() as session:
        keep(session, TODAY, [NOTICE, date_to_keep("same", ON)])
    with begin() as session:
        other = replace(NOTICE, **change)  # type: ignore[arg-type]
        found = queries.differences(session, "agreement", [other, date_to_keep("same", ON)], CIRCLE)
        assert found == (NOTICE.key,)


def test_a_date_that_is_missing_is_a_difference(begin: Begin) -> None:
    with begin() as session:
        assert queries.differences(session, "agreement", [NOTICE], CIRCLE) == (NOTICE.key,)


def test_an_open_date_that_nobody_wants_is_a_difference(begin: Begin) -> None:
    with begin() as session:
        keep(session, TODAY, [NOTICE])
        assert queries.differences(session, "agreement", [], CIRCLE) == (NOTICE.key,)


def test_a_settled_date_that_nobody_wants_is_history(begin: Begin) -> None:
    with begin() as session:
        keep(session, TODAY, [date_to_keep("a", ON, done_on=TODAY)])
        assert not queries.differences(session, "agreement", [], CIRCLE)


def test_other_people_are_a_difference(begin: Begin) -> None:
    with begin() as session:
        keep(session, TODAY, [NOTICE])
        assert queries.differences(session, "agreement", [NOTICE], replace(CIRCLE, owner="other"))


def test_a_date_is_open_again_when_its_act_is_undone(begin: Begin) -> None:
    with begin() as session:
        keep(session, TODAY, [date_to_keep("a", ON, done_on=TODAY)])
        keep(session, TODAY, [date_to_keep("a", ON)])
        (view,) = queries.of_subject(session, "agreement", TODAY)
        assert view.state is MilestoneState.DUE
        assert view.next_on is not None


def test_what_is_coming_is_open_and_in_order(begin: Begin) -> None:
    with begin() as session:
        dates = [date_to_keep(str(days), TODAY + timedelta(days=days)) for days in (30, -1, 5, 90)]
        keep(session, TODAY, [*dates, date_to_keep("done", ON, done_on=TODAY)])
        coming = queries.coming(session, TODAY, until=TODAY + timedelta(days=30))
        assert [view.key for view in coming] == ["-1", "5", "30"]
        assert [view.state for view in coming] == [MilestoneState.OVERDUE, MilestoneState.DUE, MilestoneState.WAITING]


def test_what_is_coming_can_be_asked_of_one_person(begin: Begin) -> None:
    with begin() as session:
        keep(session, TODAY, [date_to_keep("mine", ON)], subject="one")
        keep(session, TODAY, [date_to_keep("theirs", ON)], subject="two", circle=replace(CIRCLE, owner="other"))
        assert [view.key for view in queries.coming(session, TODAY, person_id="other")] == ["theirs"]
        assert len(queries.coming(session, TODAY, person_id="deputy")) == 2
        assert not queries.coming(session, TODAY, dossier_ids=[])


def test_milestones_keep_their_id(begin: Begin) -> None:
    with begin() as session:
        keep(session, TODAY, [date_to_keep("a", ON)])
        (before,) = queries.of_dossier(session, "dossier", TODAY)
        keep(session, TODAY, [date_to_keep("a", ON + timedelta(days=1))])
        (after,) = queries.by_ids(session, [before.id], TODAY).values()
        assert after.on == ON + timedelta(days=1)
        assert after.sequence == before.sequence + 1


def test_an_open_date_without_a_next_reminder_is_found(begin: Begin) -> None:
    with begin() as session:
        keep(session, TODAY, [date_to_keep("a", ON)])
        assert not queries.never_reminded(session)
        session.execute(update(Milestone).values(next_on=None))
        assert len(queries.never_reminded(session)) == 1


def test_an_unknown_date_is_refused(begin: Begin) -> None:
    with begin() as session, pytest.raises(Refusal, match="no such date"):
        queries.milestone(session, "nothing")


@pytest.mark.parametrize(
    ("today", "outcome", "state"),
    [
        (date(2027, 2, 28), None, MilestoneState.WAITING),
        (TODAY, None, MilestoneState.DUE),
        (ON, None, MilestoneState.DUE),
        (ON + timedelta(days=1), None, MilestoneState.OVERDUE),
        (ON + timedelta(days=1), Outcome.DONE, MilestoneState.DONE),
        (TODAY, Outcome.VOID, MilestoneState.VOID),
    ],
)
def test_a_date_is_due_from_its_first_reminder_through_its_day(
    today: date, outcome: Outcome | None, state: MilestoneState
) -> None:
    assert Standing(ON, TODAY, outcome).state(today) is state
