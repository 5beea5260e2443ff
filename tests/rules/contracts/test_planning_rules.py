"""Back-planning from the last notice day to the start of the evaluation."""

from datetime import date

from partnerschapsakte.contracts.rules.milestones import dates_to_keep
from partnerschapsakte.contracts.rules.planning import LeadTimes, PlanStep, plan
from partnerschapsakte.dates.explanation import evaluate
from rules.contracts.partnerships import ONE, extended, in_force


def days(leads: LeadTimes = LeadTimes()) -> dict[PlanStep, date]:  # noqa: B008 - a frozen value
    return {planned.step: planned.due.on for planned in plan(in_force(), 1, leads)}


def test_every_step_comes_before_the_next() -> None:
    planned = list(days().items())

    assert [step for step, _ in planned] == list(PlanStep)
    assert [day for _, day in planned] == sorted(day for _, day in planned)
    assert planned[-1] == (PlanStep.RECEIPT, date(2022, 6, 30))


def test_lead_times_are_settings_of_the_dossier() -> None:
    assert days(LeadTimes.of({"letter_days": 30, "unrelated": 1}))[PlanStep.LETTER] == date(2022, 5, 31)


def test_a_step_in_the_recess_moves_to_the_day_before_it_begins() -> None:
    leads = LeadTimes(recess_from="05-01", recess_until="06-20")

    assert days(leads)[PlanStep.COLLEGE] == date(2022, 4, 30)


def test_every_planned_day_explains_itself() -> None:
    leads = LeadTimes(recess_from="05-01", recess_until="06-20")

    assert all(evaluate(planned.due.why) == planned.due.on for planned in plan(in_force(), 1, leads))


def keys(outcome: str, *, today: date, received_on: date | None) -> set[str]:
    kept = dates_to_keep(in_force(extended(1, ONE, received_on)), "Akte", LeadTimes(), today)
    return {k.key for k in kept if (k.outcome.value if k.outcome else "open") == outcome}


def test_a_received_notice_settles_the_dates_of_its_point_and_leaves_the_next_open() -> None:
    done = keys("done", today=date(2022, 6, 10), received_on=date(2022, 6, 1))

    assert {"extension:1:receipt", "extension:1:decision", "extension:1:evaluation"} <= done
    assert "extension:2:receipt" in keys("open", today=date(2022, 6, 10), received_on=date(2022, 6, 1))


def test_after_a_lapse_the_missed_notice_stays_open_and_later_points_are_void() -> None:
    assert "extension:1:receipt" in keys("open", today=date(2022, 7, 1), received_on=None)
    assert {"extension:2:receipt", "extension:3:decision"} <= keys("void", today=date(2022, 7, 1), received_on=None)


def exit_due(today: date) -> date:
    kept = dates_to_keep(in_force(), "Akte", LeadTimes(), today)
    return next(date_to_keep.due.on for date_to_keep in kept if date_to_keep.key == "exit")


def test_the_exit_plan_is_ready_two_years_before_the_latest_end() -> None:
    assert exit_due(date(2022, 6, 30)) == date(2026, 12, 31)


def test_after_a_lapse_the_exit_plan_is_due_at_once_and_never_in_the_past() -> None:
    assert exit_due(date(2022, 7, 1)) == date(2022, 6, 30)


def test_the_deed_may_name_another_time_for_the_exit_plan() -> None:
    kept = dates_to_keep(in_force(), "Akte", LeadTimes(exit_months=36), date(2022, 6, 30))

    assert next(one.due.on for one in kept if one.key == "exit") == date(2025, 12, 31)
