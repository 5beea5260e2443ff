"""The design of an assignment: what can be chosen, what does not go together, and what a phase still lacks."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from partnerschapsakte.design.rules import deciding, options, phases
from partnerschapsakte.design.rules.calling import why_not_by_procedure, why_not_publish_tender
from partnerschapsakte.design.rules.facts import (
    Affected,
    Choice,
    Consultation,
    ConsultationState,
    Design,
    DesignDecision,
    DesignOption,
    DesignPart,
    DesignSubject,
    FitAnswer,
    FitQuestion,
    Instrument,
    Route,
)
from partnerschapsakte.design.rules.warnings import (
    CONTRADICTIONS,
    DesignWarning,
    warnings,
    why_not_pass,
)
from partnerschapsakte.dossiers.rules import Phase
from partnerschapsakte.foundation.outcomes import Level, Refusal

D, W = DesignOption, DesignWarning
HELD, TODAY = date(2026, 2, 10), date(2026, 3, 1)
PLANNED = Consultation(id="c1", names=("Zorg Een",))
REPORTED = replace(PLANNED, held_on=HELD, reported=True)
ALL_FIT = dict.fromkeys(FitQuestion, FitAnswer.YES)


def chosen(*chosen_options: DesignOption, **more: Any) -> Design:
    """A design in the phase of vision with these options, each in the choice that it belongs to."""
    choices: dict[DesignSubject, Choice] = {}
    for option in chosen_options:
        subject = options.SUBJECT_OF[option]
        before = choices.get(subject, Choice(number=1))
        choices[subject] = replace(before, options=before.options | {option})
    told: dict[str, Any] = {"phase": Phase.VISION, "choices": choices} | more
    return Design(**told)


def warned(design: Design) -> set[DesignWarning]:
    return {one.warning for one in warnings(design)}


def code(refusal: Refusal | None) -> tuple[str | None, str | None]:
    return (refusal.code, refusal.rule) if refusal else (None, None)


def test_every_option_belongs_to_one_choice_and_says_what_follows_from_it() -> None:
    listed = [option for subject in DesignSubject for option in options.OPTIONS[subject]]
    assert sorted(listed) == sorted(DesignOption)
    assert set(options.CONSEQUENCES) == set(DesignOption)
    assert options.OPTIONS[DesignSubject.FUNDING] == (D.POPULATION, D.FUNCTION, D.CAPACITY)
    assert D.FTE in options.OPTIONS[DesignSubject.ACCOUNTABILITY]


def test_a_choice_has_options_of_its_own_or_words() -> None:
    none, funding = Choice(), DesignSubject.FUNDING
    assert code(deciding.why_not_choose(funding, none, [D.FTE], "")) == ("option_of_another_choice", None)
    assert code(deciding.why_not_choose(funding, none, [], "")) == ("nothing_chosen", None)
    assert deciding.why_not_choose(funding, none, [D.CAPACITY], "") is None
    assert deciding.why_not_choose(funding, none, [], "Per wijk een budget.") is None


def test_a_choice_that_is_made_so_already_is_not_made_again() -> None:
    before = Choice(options=frozenset({D.CAPACITY}), text="In fte.", number=2)
    assert code(deciding.why_not_choose(DesignSubject.FUNDING, before, [D.CAPACITY], "In fte."))[0] == "choice_same"
    assert deciding.why_not_choose(DesignSubject.FUNDING, before, [D.CAPACITY, D.FUNCTION], "In fte.") is None
    came_along = replace(before, number=0)
    assert deciding.why_not_choose(DesignSubject.FUNDING, came_along, [D.CAPACITY], "In fte.") is None


def test_principles_change_when_they_are_written() -> None:
    assert code(deciding.why_not_write_principles(["a"], ["a"]))[0] == "principles_same"
    assert code(deciding.why_not_write_principles(["a"], ["b", "b"]))[0] == "principle_twice"
    assert deciding.why_not_write_principles([], ["a"]) is None


@pytest.mark.parametrize(
    ("route", "refused"),
    [
        (Route(instrument=Instrument.PROCEDURE, reserved=True, initial_months=36), (None, None)),
        (Route(instrument=Instrument.PROCEDURE, reserved=True, initial_months=37), ("reserved_too_long", "44")),
        (
            Route(instrument=Instrument.PROCEDURE, reserved=True, initial_months=24, extension_months=13),
            ("reserved_too_long", "44"),
        ),
        (Route(instrument=Instrument.PROCEDURE, reserved=True), ("reserved_without_term", "44")),
        (
            Route(instrument=Instrument.SUBSIDY, reserved=True, initial_months=12),
            ("reserved_without_procedure", "77"),
        ),
        (Route(instrument=Instrument.SUBSIDY, initial_months=108), (None, None)),
        (Route(instrument=Instrument.OPEN_HOUSE), (None, None)),
    ],
)
def test_rule_44_a_reserved_contract_lasts_three_years_at_most(
    route: Route, refused: tuple[str | None, str | None]
) -> None:
    assert code(deciding.why_not_take_route(route)) == refused


@given(st.integers(1, 1200), st.integers(0, 1200))
def test_rule_44_counts_extensions_too(initial: int, more: int) -> None:
    route = Route(instrument=Instrument.PROCEDURE, reserved=True, initial_months=initial, extension_months=more)
    assert (deciding.why_not_take_route(route) is None) is (initial + more <= 36)
    assert deciding.why_not_take_route(replace(route, reserved=False)) is None


def test_rule_77_without_a_procedure_no_tender_is_planned() -> None:
    for instrument in (Instrument.SUBSIDY, Instrument.OPEN_HOUSE):
        assert code(why_not_by_procedure(instrument)) == ("no_procedure_here", "77")
    assert why_not_by_procedure(Instrument.PROCEDURE) is None
    assert why_not_by_procedure(None) is None


@pytest.mark.parametrize("one", CONTRADICTIONS, ids=lambda one: one.warning.value)
def test_each_contradiction_is_warned_of_with_its_reason_and_source(one: Any) -> None:
    missed = {options.SUBJECT_OF[option] for option in one.without}
    touched = {options.SUBJECT_OF[option] for option in one.these | one.those}
    plain = one.without | one.these | one.those
    filler = [
        next(option for option in options.OPTIONS[subject] if option not in plain) for subject in missed - touched
    ]
    for this in one.these:
        for that in one.those or {this}:
            design = chosen(this, that, *filler)
            (found,) = (other for other in warnings(design) if other.warning is one.warning)
            assert (found.message, found.source, found.finding.level) == (one.message, one.source, Level.WARNING)
            assert found.standing
            for better in one.without:
                assert one.warning not in warned(chosen(this, that, *filler, better))


def test_of_a_choice_that_was_not_made_nothing_is_missed() -> None:
    assert W.CAPACITY_WITHOUT_FTE not in warned(chosen(D.CAPACITY))
    assert W.CAPACITY_WITHOUT_FTE in warned(chosen(D.CAPACITY, D.OUTCOME_INDICATORS))
    assert W.CAPACITY_WITHOUT_FTE not in warned(chosen(D.CAPACITY, D.FTE))


@given(st.sets(st.sampled_from(list(DesignOption))))
def test_warnings_are_about_what_was_chosen(ticked: set[DesignOption]) -> None:
    design = chosen(*ticked)
    for one in warnings(design):
        assert one.subjects
        assert any(subject in design.choices for subject in one.subjects)


def test_the_route_and_the_contract_say_the_same() -> None:
    by_subsidy = Route(instrument=Instrument.SUBSIDY)
    assert W.ROUTE_DIFFERS in warned(chosen(D.PUBLIC_CONTRACT, route=by_subsidy))
    assert W.ROUTE_DIFFERS not in warned(chosen(D.SUBSIDY, route=by_subsidy))
    assert W.ROUTE_DIFFERS not in warned(chosen(D.OVER_FOUR_YEARS, D.RECALIBRATION, route=by_subsidy))


def test_lessons_of_practice_are_told_once_the_design_should_stand() -> None:
    early, late = chosen(phase=Phase.EXPLORATION), chosen(phase=Phase.SPECIFICATION)
    lessons = {W.NO_CONSULTATION, W.NO_PRINCIPLES, W.PROVIDERS_FORGOTTEN}
    assert warned(early) == set()
    assert warned(late) == lessons
    published = replace(REPORTED, published_on=HELD)
    done = replace(late, principles=3, impact=[Affected.PROVIDERS], consultations=(published,))
    assert warned(done) == set()
    cancelled = replace(done, consultations=(replace(PLANNED, cancelled=True),))
    assert warned(cancelled) == {W.NO_CONSULTATION}


def test_a_no_on_the_checklist_is_told() -> None:
    assert W.DOES_NOT_FIT not in warned(chosen(fit=ALL_FIT))
    assert W.DOES_NOT_FIT in warned(chosen(fit=ALL_FIT | {FitQuestion.SHARED_RISKS: FitAnswer.NO}))


def test_only_a_warning_that_holds_can_be_passed() -> None:
    design = chosen(D.PROVIDER_ACCESS)
    assert why_not_pass(design, W.PROVIDER_DECIDES_ACCESS) is None
    assert code(why_not_pass(design, W.LONG_FRAMEWORK))[0] == "warning_not_there"


def test_no_call_goes_out_while_who_was_consulted_has_a_lead() -> None:
    design = chosen(consultations=(REPORTED,))
    (found,) = warnings(design)
    assert found.warning is W.CONSULTATION_UNPUBLISHED
    assert code(why_not_publish_tender(design, frozenset()))[0] == "consultation_unpublished"
    assert why_not_publish_tender(design, frozenset({(found.warning, found.standing)})) is None
    other = replace(design, consultations=(REPORTED, replace(REPORTED, id="c2")))
    assert why_not_publish_tender(other, frozenset({(found.warning, found.standing)})) is not None
    published = replace(design, consultations=(replace(REPORTED, published_on=HELD),))
    assert why_not_publish_tender(published, frozenset()) is None


def test_a_consultation_is_held_reported_and_published_in_that_order() -> None:
    assert [one.state for one in (PLANNED, replace(PLANNED, held_on=HELD), REPORTED)] == [
        ConsultationState.PLANNED,
        ConsultationState.HELD,
        ConsultationState.REPORTED,
    ]
    assert deciding.why_not_hold(PLANNED, HELD, today=TODAY) is None
    assert code(deciding.why_not_hold(PLANNED, date(2026, 3, 2), today=TODAY))[0] == "not_happened_yet"
    assert code(deciding.why_not_hold(REPORTED, HELD, today=TODAY))[0] == "consultation_elsewhere"
    assert code(deciding.why_not_report(PLANNED))[0] == "not_held"
    assert deciding.why_not_report(REPORTED) is None
    assert code(deciding.why_not_report(replace(REPORTED, published_on=HELD)))[0] == "report_published"
    assert code(publish(replace(PLANNED, held_on=HELD)))[0] == "consultation_elsewhere"


def publish(consultation: Consultation, day: date = TODAY, text: str = "Drie partijen.", **more: Any) -> Refusal | None:
    named: str | None = more.get("named_because")
    return deciding.why_not_publish(consultation, day, text, named_because=named, today=TODAY)


def test_a_published_report_names_nobody_without_a_reason() -> None:
    assert publish(REPORTED) is None
    assert code(publish(REPORTED, date(2026, 3, 2)))[0] == "not_happened_yet"
    assert code(publish(REPORTED, date(2026, 2, 9)))[0] == "published_before_held"
    assert code(publish(REPORTED, text="ZORG EEN wil een perceel."))[0] == "report_names_party"
    assert publish(REPORTED, text="Zorg Een wil.", named_because="Zij maakte het zelf bekend.") is None


def test_rule_66_warns_once_there_is_a_contract_to_keep() -> None:
    assert "66" in {one.rule for one in warnings(chosen(phase=Phase.IMPLEMENTATION))}
    assert "66" not in {one.rule for one in warnings(chosen(phase=Phase.SPECIFICATION))}


def test_rule_69_warns_one_municipality_that_specifies_and_no_region() -> None:
    alone = chosen(phase=Phase.SPECIFICATION, authorities=1)
    assert "69" in {one.rule for one in warnings(alone)}
    assert "69" not in {one.rule for one in warnings(replace(alone, authorities=2))}
    assert "69" not in {one.rule for one in warnings(replace(alone, phase=Phase.VISION))}


def test_a_phase_lacks_its_own_parts_and_those_before_it() -> None:
    assert phases.missing(chosen()) == (DesignPart.DECISION_IN_PRINCIPLE, DesignPart.PRINCIPLES, DesignPart.FIT)
    assert len(phases.missing(chosen(phase=Phase.EVALUATION))) == len(DesignPart)
    listed = [part for phase in Phase for part in phases.PARTS[phase]]
    assert sorted(listed) == sorted(DesignPart)


def test_a_whole_design_lacks_nothing() -> None:
    whole = Design(
        phase=Phase.EVALUATION,
        choices={subject: Choice(text="Zo.", number=1) for subject in DesignSubject},
        principles=1,
        decisions=list(DesignDecision),
        impact=list(Affected),
        fit=ALL_FIT,
        consultations=(REPORTED,),
        route=Route(instrument=Instrument.PROCEDURE),
        has_note=True,
    )
    assert phases.missing(whole) == ()
    assert phases.open_choices(whole) == ()
    short = replace(whole, fit={FitQuestion.SHARED_VIEW: FitAnswer.YES}, choices={})
    assert phases.missing(short) == (DesignPart.FIT, DesignPart.CHOICES)
