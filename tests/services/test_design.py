"""The design of an assignment through the service: what is kept, what comes back, and what it holds up elsewhere."""

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, select

from dossier_factory import on, opened
from partnerschapsakte.contracts.rules.kinds import AgreementKind, LegalForm, ProviderRole
from partnerschapsakte.contracts.schemas import ConcludeAgreement, ProviderSeat, TermTerms
from partnerschapsakte.contracts.service.agreements import conclude_agreement
from partnerschapsakte.design import queries, schemas
from partnerschapsakte.design.rules.facts import (
    Affected,
    DesignDecision,
    DesignOption,
    DesignPart,
    DesignSubject,
    FitAnswer,
    FitQuestion,
    Instrument,
)
from partnerschapsakte.design.rules.options import SUBJECT_OF
from partnerschapsakte.design.rules.warnings import DesignWarning
from partnerschapsakte.design.service import choosing, consulting, papers
from partnerschapsakte.documents.models import IssuedDocument
from partnerschapsakte.dossiers.queries import dossier, dossier_view
from partnerschapsakte.dossiers.rules import DecisionBody, Phase
from partnerschapsakte.dossiers.schemas import EnterPhase
from partnerschapsakte.dossiers.service import enter_phase
from partnerschapsakte.foundation.actor import Actor, Role
from partnerschapsakte.foundation.database import writing
from partnerschapsakte.journal.models import JournalEntry
from partnerschapsakte.overview.word.missing import missing
from partnerschapsakte.overview.word.pieces import Shelf
from partnerschapsakte.overview.word.procurement_file import INDEX, members
from partnerschapsakte.tendering.schemas import PlanTender, PublishTender
from partnerschapsakte.tendering.service import course as tendering
from tender_factory import PLAN, refused

TEMPLATES = Path(__file__).parents[2] / "templates" / "documents"
DAY, LATER = date(2026, 4, 20), date(2026, 5, 9)
WHY = "Zo sluit het aan bij de wijken."


class World:
    """An open dossier, and somebody who keeps its records."""

    def __init__(self, session: Any) -> None:
        self.session, self.at = session, opened(session, date(2026, 1, 5))
        self.id, self.manager = self.at.dossier, self.at.manager

    def choose(self, *options: DesignOption, text: str = "", day: date = DAY) -> Any:
        command = schemas.MakeChoice(subject=SUBJECT_OF[options[0]], options=options, text=text, reason=WHY)
        return choosing.make_choice(self.session, on(day, self.manager), self.id, command)

    def route(self, **told: Any) -> Any:
        command = schemas.ChooseRoute.model_validate({"instrument": "procedure", "reason": WHY} | told)
        return choosing.choose_route(self.session, on(DAY, self.manager), self.id, command)

    def pass_on(self, warning: DesignWarning) -> Any:
        command = schemas.PassWarning(warning=warning, reason=WHY)
        return choosing.pass_warning(self.session, on(DAY, self.manager), self.id, command)

    def plan(self, **told: Any) -> Any:
        plan = PlanTender.model_validate(PLAN | {"tender_due_on": "2026-08-01"} | told)
        return tendering.plan_tender(self.session, on(DAY, self.manager), self.id, plan)

    def publish(self, **told: Any) -> Any:
        call = PublishTender.model_validate({"published_on": DAY} | told)
        return tendering.publish_tender(self.session, on(DAY, self.manager), self.id, call)

    def consult(self, **told: Any) -> Any:
        plan = {"title": "Verkenning", "questions": "Wat vraagt dit?", "planned_on": "2026-02-01"} | told
        command = schemas.PlanConsultation.model_validate(plan)
        planned = consulting.plan_consultation(self.session, on(DAY, self.manager), self.id, command)
        self.session.flush()
        return planned

    def consulted(self, report: str = "Twee percelen.") -> Any:
        """A consultation that was held and reported."""
        planned, at = self.consult(invited=["Zorg Een", "Zorg Twee"]), on(DAY, self.manager)
        held = schemas.HoldConsultation(held_on=date(2026, 2, 1), attended=("Zorg Een", "Zorg Drie"))
        consulting.hold_consultation(self.session, at, self.id, planned.id, held)
        told = schemas.ReportConsultation(report=report, use="Er komen twee percelen.")
        return consulting.report_consultation(self.session, at, self.id, planned.id, told)

    def publish_report(self, found: Any, **more: Any) -> Any:
        command = schemas.PublishConsultation(published_on=DAY, where="TenderNed 9", **more)
        return consulting.publish_consultation(self.session, on(DAY, self.manager), self.id, found.id, command)

    def view(self) -> schemas.DesignView:
        self.session.flush()
        return queries.design_view(self.session, self.id)

    def tags(self) -> list[str]:
        self.session.flush()
        asked = select(JournalEntry.tag).where(JournalEntry.tag.startswith("design:"))
        return list(self.session.scalars(asked.order_by(JournalEntry.id)))


@pytest.fixture
def world(engine: Engine) -> Any:
    """An open dossier, in a transaction of its own."""
    with writing(engine)() as session:
        yield World(session)


def test_a_choice_is_kept_with_its_reason_and_what_was_chosen_before_stays_readable(world: World) -> None:
    world.choose(DesignOption.CAPACITY)
    world.choose(DesignOption.POPULATION, DesignOption.FUNCTION, text="Per wijk een jaarbudget.", day=LATER)
    (funding,) = (one for one in world.view().choices if one.subject is DesignSubject.FUNDING)
    assert [one.option for one in funding.options if one.chosen] == [DesignOption.POPULATION, DesignOption.FUNCTION]
    assert [(one.number, one.options) for one in funding.versions] == [
        (2, (DesignOption.POPULATION, DesignOption.FUNCTION)),
        (1, (DesignOption.CAPACITY,)),
    ]
    assert all(one.consequence for one in funding.options)
    assert world.tags() == ["design:choice:made"] * 2


def test_the_words_of_a_choice_stand_in_the_dossier(world: World) -> None:
    world.choose(DesignOption.CAPACITY)
    assert dossier_view(world.session, world.id).design_choices["funding"] == "capaciteit"
    world.choose(DesignOption.CAPACITY, text="In voltijdbanen.")
    assert dossier_view(world.session, world.id).design_choices["funding"] == "In voltijdbanen."


def test_who_only_reads_chooses_nothing(world: World) -> None:
    command = schemas.MakeChoice(subject=DesignSubject.SCOPE, text="Alles.", reason=WHY)
    reader = Actor("c", "Controller", roles=frozenset({Role.CONTROLLER}))
    acts = (
        lambda: choosing.make_choice(world.session, on(DAY, reader), world.id, command),
        lambda: papers.issue_note(world.session, on(DAY, reader), world.id, TEMPLATES),
    )
    assert [refused(act).code for act in acts] == ["records_not_permitted"] * 2


def test_every_version_of_the_principles_stays_readable(world: World) -> None:
    world.session.flush()
    for number, text in enumerate(("Zo nabij mogelijk.", "Zo gewoon mogelijk."), start=1):
        command = schemas.WritePrinciples(principles=(text,), reason=WHY)
        written = choosing.write_principles(world.session, on(DAY, world.manager), world.id, command)
        world.session.flush()
        assert written.number == number
    assert world.view().principles == ("Zo gewoon mogelijk.",)
    versions = queries.principles_views(world.session, world.id)
    assert [one.principles for one in versions] == [("Zo gewoon mogelijk.",), ("Zo nabij mogelijk.",)]


def test_principles_that_came_with_the_dossier_are_its_first_version(world: World) -> None:
    dossier(world.session, world.id).principles = ["Doen wat nodig is."]
    command = schemas.WritePrinciples(principles=("Eenvoud.",), reason=WHY)
    choosing.write_principles(world.session, on(DAY, world.manager), world.id, command)
    world.session.flush()
    assert [(one.number, one.principles) for one in queries.principles_views(world.session, world.id)] == [
        (2, ("Eenvoud.",)),
        (1, ("Doen wat nodig is.",)),
    ]


def test_a_decision_about_the_design_is_a_decision_taken_elsewhere(world: World) -> None:
    command = schemas.RecordDesignDecision(
        kind=DesignDecision.IN_PRINCIPLE, body=DecisionBody.COLLEGE, decided_on=DAY, case_number="Z-7", file="b.pdf"
    )
    choosing.record_decision(world.session, on(DAY, world.manager), world.id, command)
    world.session.expire_all()
    (decided,) = world.view().decisions
    assert (decided.kind, decided.decision.case_number) == (DesignDecision.IN_PRINCIPLE, "Z-7")
    assert [one.subject for one in dossier_view(world.session, world.id).decisions] == ["Principebesluit"]
    assert DesignPart.DECISION_IN_PRINCIPLE not in world.view().missing
    late = command.model_copy(update={"decided_on": LATER})
    not_yet = refused(lambda: choosing.record_decision(world.session, on(DAY, world.manager), world.id, late))
    assert not_yet.code == "not_happened_yet"


def test_impact_and_checklist_keep_what_was_written_last(world: World) -> None:
    at = on(DAY, world.manager)
    for text in ("Eerst.", "Minder loketten."):
        command = schemas.WriteImpact(affected=Affected.RESIDENTS, text=text)
        choosing.write_impact(world.session, at, world.id, command)
        world.session.flush()
    for answer in (FitAnswer.YES, FitAnswer.NO):
        told = schemas.AnswerFit(question=FitQuestion.SHARED_RISKS, answer=answer, reason=WHY)
        choosing.answer_fit(world.session, at, world.id, told)
        world.session.flush()
    view = world.view()
    assert (view.impact[0].text, view.impact[0].number) == ("Minder loketten.", 2)
    (risks,) = (one for one in view.fit if one.question is FitQuestion.SHARED_RISKS)
    assert (risks.answer, risks.number) == (FitAnswer.NO, 2)
    assert DesignWarning.DOES_NOT_FIT in {one.warning for one in view.warnings}


def test_a_warning_is_passed_with_a_reason_and_comes_back_when_its_choices_are_made_anew(world: World) -> None:
    world.choose(DesignOption.POPULATION)
    world.choose(DesignOption.CLIENT_LEVEL, DesignOption.OUTCOME_INDICATORS)
    world.session.flush()
    by_client = DesignWarning.BUDGET_BY_CLIENT
    assert passed_because(world, by_client) is None
    world.pass_on(by_client)
    assert passed_because(world, by_client) == WHY
    world.choose(DesignOption.POPULATION, DesignOption.FUNCTION)
    assert passed_because(world, by_client) is None
    assert refused(lambda: world.pass_on(DesignWarning.LONG_FRAMEWORK)).code == "warning_not_there"


def test_rule_69_one_municipality_is_warned_of_buying_by_the_region_and_goes_on_with_a_reason(world: World) -> None:
    (told,) = [one for one in world.view().warnings if one.rule == "69"]
    assert (told.warning, told.source) == (DesignWarning.REGIONAL_PURCHASE, "Jeugdwet 2.19, 10.3")
    assert told.passed_because is None
    world.pass_on(DesignWarning.REGIONAL_PURCHASE)
    assert passed_because(world, DesignWarning.REGIONAL_PURCHASE) == WHY


def test_rule_66_archive_class_and_publication_are_chosen_by_a_person_with_a_reason(world: World) -> None:
    assert "66" not in {one.rule for one in world.view().warnings}
    enter_phase(world.session, on(DAY, world.manager), world.id, EnterPhase(phase=Phase.IMPLEMENTATION))
    (told,) = [one for one in world.view().warnings if one.rule == "66"]
    assert (told.warning, told.passed_because) == (DesignWarning.ARCHIVE_NOT_CHOSEN, None)
    shelf = Shelf(world.session, world.manager, world.id, datetime(2026, 3, 1, tzinfo=UTC))
    lacking = "De keuze van de archiefklasse en van wat openbaar wordt."
    world.plan()
    assert lacking in missing(shelf)
    world.pass_on(DesignWarning.ARCHIVE_NOT_CHOSEN)
    assert passed_because(world, DesignWarning.ARCHIVE_NOT_CHOSEN) == WHY
    assert lacking not in missing(shelf)
    index = next(body for name, body in members(shelf, TEMPLATES) if name == INDEX).decode()
    assert "Archiefklasse en openbaarmaking" in index
    assert WHY in index


def passed_because(world: World, warning: DesignWarning) -> str | None:
    (found,) = (one for one in world.view().warnings if one.warning is warning)
    return found.passed_because


def test_rule_44_a_reserved_contract_of_more_than_three_years_is_refused_everywhere(world: World) -> None:
    assert refused(lambda: world.route(reserved=True, initial_months=48)).rule == "44"
    world.route(reserved=True, initial_months=36)
    world.session.flush()
    too_long = refused(lambda: world.plan(monthly_amount="1000.00", term_months=48, estimated_value=None))
    assert (too_long.code, too_long.rule) == ("reserved_too_long", "44")


def test_rule_77_without_a_procedure_there_is_no_tender(world: World) -> None:
    world.route(instrument="subsidy", initial_months=48)
    world.session.flush()
    assert refused(world.plan).rule == "77"
    world.route()
    world.session.flush()
    world.plan()
    world.route(instrument="open_house")
    world.session.flush()
    assert refused(world.publish).code == "no_procedure_here"


def test_rules_40_and_44_an_agreement_is_what_its_route_says(world: World) -> None:
    told = ConcludeAgreement(
        kind=AgreementKind.SINGLE,
        deed="PA-1",
        title="Partnerschapsakte",
        duration_motivation=WHY,
        authorities=(world.at.authority,),
        providers=(ProviderSeat(party_id=world.at.providers[0], role=ProviderRole.CONTRACTOR),),
        term=TermTerms(starts_on=date(2026, 7, 1), initial_months=36, options=(24,)),
    )
    world.route(instrument="subsidy")
    world.session.flush()
    occasion = on(DAY, world.manager)
    other = refused(lambda: conclude_agreement(world.session, occasion, world.id, told))
    assert (other.code, other.rule) == ("legal_form_differs", "40")
    world.route(reserved=True, initial_months=36)
    world.session.flush()
    long = refused(lambda: conclude_agreement(world.session, occasion, world.id, told))
    assert (long.code, long.rule) == ("reserved_too_long", "44")
    world.route(instrument="subsidy")
    world.session.flush()
    labelled = told.model_copy(update={"legal_form": LegalForm.SUBSIDY})
    assert conclude_agreement(world.session, occasion, world.id, labelled).legal_form is LegalForm.SUBSIDY


def test_a_consultation_is_told_to_all_without_who_was_there(world: World) -> None:
    found = world.consulted()
    assert [(one.name, one.attended) for one in found.invited] == [
        ("Zorg Een", True),
        ("Zorg Twee", False),
        ("Zorg Drie", True),
    ]
    guest = replace(world.manager, roles=frozenset({Role.PROVIDER_CONTACT}), grants=frozenset(), party_id="p")
    assert queries.consultations_for(world.session, guest, world.id) == ()
    hidden = refused(lambda: queries.consultation_for(world.session, guest, world.id, found.id))
    assert hidden.code == "consultation_not_found"
    world.publish_report(found)
    world.session.flush()
    (seen,) = queries.consultations_for(world.session, guest, world.id)
    assert (seen.report, seen.invited, seen.named_because) == ("Twee percelen.", None, None)
    assert "Zorg" not in str(seen)
    late = schemas.ReportConsultation(report="Anders.", use="Anders.")
    fixed = refused(
        lambda: consulting.report_consultation(world.session, on(DAY, world.manager), world.id, found.id, late)
    )
    assert fixed.code == "report_published"


def test_a_report_that_names_somebody_needs_a_reason(world: World) -> None:
    found = world.consulted("Zorg Drie wil alles.")
    assert refused(lambda: world.publish_report(found)).code == "report_names_party"
    assert world.publish_report(found, named_because=WHY).named_because == WHY


def test_a_consultation_that_does_not_go_on_is_cancelled_with_its_reason(world: World) -> None:
    planned, at = world.consult(), on(DAY, world.manager)
    cancel = schemas.CancelConsultation(reason="Te weinig belangstelling.")
    consulting.cancel_consultation(world.session, at, world.id, planned.id, cancel)
    again = refused(lambda: consulting.cancel_consultation(world.session, at, world.id, planned.id, cancel))
    assert (world.view().consultations[0].state.value, again.code) == ("cancelled", "consultation_elsewhere")


def test_no_call_goes_out_before_what_was_consulted_is_told_to_all(world: World) -> None:
    found = world.consulted()
    world.plan()
    world.session.flush()
    assert refused(world.publish).code == "consultation_unpublished"
    world.publish_report(found)
    world.session.flush()
    assert world.publish().published_on == DAY


def test_a_call_can_go_out_when_the_lead_is_passed_with_a_reason(world: World) -> None:
    world.consulted()
    world.plan()
    world.session.flush()
    world.pass_on(DesignWarning.CONSULTATION_UNPUBLISHED)
    world.session.flush()
    assert world.publish().published_on == DAY


def test_rules_2_and_7_a_call_tells_when_europe_confirmed_it_and_where_its_documents_are(world: World) -> None:
    world.plan()
    world.session.flush()
    assert refused(lambda: world.publish(european_on=LATER)).rule == "2"
    assert refused(lambda: world.publish(documents_complete=False)).rule == "7"
    told = world.publish(european_on=DAY, documents_complete=True, documents_address="TenderNed 123")
    assert (told.european_on, told.documents_address) == (DAY, "TenderNed 123")


def test_the_note_names_what_is_missing_and_tells_what_is_there(world: World) -> None:
    world.choose(DesignOption.POPULATION, text="Een budget {per} wijk.")
    world.choose(DesignOption.CLIENT_LEVEL, DesignOption.OUTCOME_INDICATORS)
    world.consulted()
    world.session.flush()
    world.pass_on(DesignWarning.BUDGET_BY_CLIENT)
    world.session.flush()
    issued = papers.issue_note(world.session, on(DAY, world.manager), world.id, TEMPLATES)
    world.session.flush()
    content = world.session.get_one(IssuedDocument, issued).content
    assert content["cover"]["status"] == "draft"
    assert "Leidende principes" in content["missing"]
    assert "Inkoopstrategienota" not in content["missing"]
    assert [one["passed"] for one in content["warnings"] if one["passed"] == WHY] == [WHY]
    assert "Zorg Een" not in str(content)
    assert papers.issue_note(world.session, on(DAY, world.manager), world.id, TEMPLATES) == issued
    assert world.view().note_id == issued
    assert world.session.scalars(select(IssuedDocument.kind)).all() == ["procurement_strategy"]


def test_a_route_is_chosen_anew_with_its_number(world: World) -> None:
    world.route(initial_months=36, extension_months=72)
    world.session.flush()
    world.route(instrument="subsidy", initial_months=48)
    route = world.view().route
    assert route is not None
    assert (route.number, route.instrument, route.extension_months) == (2, Instrument.SUBSIDY, 0)
