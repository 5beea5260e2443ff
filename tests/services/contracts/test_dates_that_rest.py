"""Dates that rest, dates that were missed, and a planning that cannot break a dossier."""

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from partnerschapsakte.agenda import queries as agenda
from partnerschapsakte.agenda.rules import MilestoneState, Standing, latest_quiet
from partnerschapsakte.agenda.schemas import MilestoneView
from partnerschapsakte.contracts import queries as contracts
from partnerschapsakte.contracts.rules.planning import LeadTimes, plan
from partnerschapsakte.contracts.rules.term import TermInForce
from partnerschapsakte.contracts.schemas import TermTerms
from partnerschapsakte.contracts.service.dates import wanted_dates
from partnerschapsakte.contracts.service.extensions import record_lapses
from partnerschapsakte.dates.explanation import evaluate
from partnerschapsakte.dates.terms import Convention, Term
from partnerschapsakte.dossiers import queries as dossiers
from partnerschapsakte.dossiers.rules import Post
from partnerschapsakte.dossiers.schemas import AssignedPost, HandOver
from partnerschapsakte.dossiers.service import assign_post, hand_over
from partnerschapsakte.foundation.database import writing
from partnerschapsakte.foundation.outcomes import Refusal
from partnerschapsakte.reminders import queries as reminders
from partnerschapsakte.reminders import service
from partnerschapsakte.reminders.rules import ReminderState
from services.contracts.exemplum import agreement, evaluated, on, settle


def receipt(session: Session, subject: str, today: date) -> MilestoneView:
    """Return the last notice day of the first point."""
    return next(view for view in agenda.of_subject(session, subject, today) if view.key == "extension:1:receipt")


def test_who_handles_a_notice_hears_of_it_again_before_the_earlier_of_its_two_days_has_passed(engine: Engine) -> None:
    # From 1 July 2027 the last notice day is 31 December by convention A and 30 December by B (law.md 6, J).
    terms = TermTerms(starts_on=date(2027, 7, 1), initial_months=36, options=(24,), convention=Convention.A)
    with writing(engine)() as session:
        at = settle(session, date(2027, 1, 4))
        akte = agreement(session, at, date(2027, 1, 4), term=terms).id
        today = date(2029, 12, 3)
        view = receipt(session, akte, today)
        assert view.on == date(2029, 12, 31)
        service.acknowledge(session, on(today, at.contract_manager), view.id)
        planned = [
            one.planned_on
            for one in reminders.reminders_of_milestone(session, view.id)
            if one.state is ReminderState.PLANNED
        ]
        assert min(planned) == date(2029, 12, 30)


@pytest.mark.parametrize(
    ("today", "latest"),
    [
        (date(2028, 7, 3), date(2029, 6, 30)),
        (date(2029, 9, 3), date(2029, 10, 1)),
        (date(2029, 12, 3), date(2029, 12, 30)),
        (date(2029, 12, 30), date(2029, 12, 31)),
        (date(2029, 12, 31), date(2030, 1, 28)),
    ],
)
def test_in_the_run_up_reminders_rest_four_weeks_at_most_and_never_past_their_day(today: date, latest: date) -> None:
    standing = Standing(date(2029, 12, 31), date(2028, 6, 30), remind_by=date(2029, 12, 30))
    assert latest_quiet(standing, today) == latest


def test_a_missed_notice_is_put_to_rest_by_somebody_who_says_what_was_done_and_not_before(engine: Engine) -> None:
    with writing(engine)() as session:
        at = settle(session)
        akte = agreement(session, at).id
        early = date(2022, 6, 30)
        with pytest.raises(Refusal, match="its own act"):
            service.mark_done(session, on(early, at.contract_manager), receipt(session, akte, early).id, note="Klaar.")
        late = date(2022, 7, 1)
        record_lapses(session, on(late))
        missed = receipt(session, akte, late)
        assert missed.state is MilestoneState.OVERDUE
        service.mark_done(session, on(late, at.contract_manager), missed.id, note="De zorg wordt opnieuw aanbesteed.")
        evaluated(session, at, akte, 2, date(2022, 7, 4))
        after = receipt(session, akte, late)
        assert (after.state, after.next_on) == (MilestoneState.DONE, None)


def test_a_hand_over_leaves_nothing_that_differs_from_what_the_agreement_wants(engine: Engine) -> None:
    with writing(engine)() as session:
        at = settle(session)
        akte = agreement(session, at).id
        evaluated(session, at, akte, 1, date(2021, 12, 15))
        today = date(2022, 1, 10)
        by = on(today, at.contract_manager)
        successor = AssignedPost(post=Post.DEPUTY, person_id=at.mandate_holder.id)
        assign_post(session, by, at.dossier, successor)
        passed_on = HandOver(
            post=Post.CONTRACT_MANAGER,
            from_person_id=at.contract_manager.id,
            to_person_id=at.mandate_holder.id,
        )
        hand_over(session, by, at.dossier, passed_on)
        found = contracts.agreement(session, akte)
        wanted, circle = wanted_dates(session, found, today), dossiers.circle(session, at.dossier)
        assert agenda.differences(session, akte, wanted, circle) == ()


@pytest.mark.parametrize(
    ("recess", "college"),
    [
        (("07-01", "08-31"), date(2022, 5, 19)),
        (("05-01", "06-15"), date(2022, 4, 30)),
        (("02-30", "06-15"), date(2022, 3, 1)),
        (("12-20", "05-31"), date(2021, 12, 19)),
    ],
)
def test_a_recess_may_cross_the_new_year_and_never_breaks_the_planning(recess: tuple[str, str], college: date) -> None:
    term = TermInForce(Term(date(2020, 1, 1), 36, (24,)), ())
    leads = replace(LeadTimes(), recess_from=recess[0], recess_until=recess[1])
    planned = {one.step.value: one.due for one in plan(term, 1, leads)}
    assert planned["college"].on == college
    assert evaluate(planned["college"].why) == college
