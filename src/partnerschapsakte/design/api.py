"""The design of an assignment at the API: phases, choices, principles, decisions, route and market consultations."""

from pathlib import Path

from sqlalchemy.orm import Session

from partnerschapsakte.design import queries
from partnerschapsakte.design.rules.facts import DesignSubject
from partnerschapsakte.design.schemas import (
    AnswerFit,
    CancelConsultation,
    ChoiceView,
    ChooseRoute,
    ConsultationView,
    DesignDecisionView,
    DesignView,
    FitView,
    HoldConsultation,
    ImpactView,
    MakeChoice,
    PassWarning,
    PlanConsultation,
    PrinciplesView,
    PublishConsultation,
    RecordDesignDecision,
    ReportConsultation,
    RouteView,
    WarningView,
    WriteImpact,
    WritePrinciples,
)
from partnerschapsakte.design.service import choosing, consulting, papers
from partnerschapsakte.documents.queries import document_for
from partnerschapsakte.documents.schemas import DocumentView
from partnerschapsakte.foundation.actor import KEEPERS, Actor
from partnerschapsakte.foundation.occasion import Occasion
from partnerschapsakte.foundation.outcomes import Refusal, Why
from partnerschapsakte.foundation.sentences import say
from partnerschapsakte.web.api import api_get, api_post, api_router
from partnerschapsakte.web.paging import Listed, Paging

TAG = "design"
DESIGN = "/dossiers/{dossier_id:str}/design"
CONSULTATIONS = "/dossiers/{dossier_id:str}/market-consultations"
CONSULTATION = CONSULTATIONS + "/{consultation_id:str}"
PLACE = "/dossiers/{dossier_id}/design"


@api_get(
    DESIGN,
    TAG,
    "Toon het ontwerp van de opdracht",
    "De vijf fasen met wat er is en ontbreekt, de keuzes, principes, besluiten, gevolgen, route en waarschuwingen.",
)
def read_design(session: Session, dossier_id: str) -> DesignView:
    """Show the whole design."""
    return queries.design_view(session, dossier_id)


@api_get(DESIGN + "/choices", TAG, "Toon de zes keuzes", "Elk met haar mogelijkheden, de gevolgen en eerdere versies.")
def list_choices(session: Session, dossier_id: str, paging: Paging) -> Listed[ChoiceView]:
    """List the six choices."""
    return paging.part(queries.design_view(session, dossier_id).choices)


@api_get(DESIGN + "/choices/{subject:str}", TAG, "Toon een keuze")
def read_choice(session: Session, dossier_id: str, subject: str) -> ChoiceView:
    """Show one of the six choices."""
    if subject not in set(DesignSubject):
        raise Refusal(Why.NOT_FOUND, "choice_not_found", say("There is no such choice: there are six."))
    return queries.choice_view(session, dossier_id, DesignSubject(subject))


@api_post(
    DESIGN + "/choices",
    TAG,
    "Maak een keuze",
    "Of maak haar opnieuw: eerdere keuzes blijven leesbaar.",
    location=PLACE + "/choices/{subject}",
    roles=KEEPERS,
)
def make_choice(session: Session, occasion: Occasion, dossier_id: str, data: MakeChoice) -> ChoiceView:
    """Make one of the six choices."""
    choosing.make_choice(session, occasion, dossier_id, data)
    session.flush()
    return queries.choice_view(session, dossier_id, data.subject)


@api_get(DESIGN + "/principles", TAG, "Toon de versies van de leidende principes", "De nieuwste eerst.")
def list_principles(session: Session, dossier_id: str, paging: Paging) -> Listed[PrinciplesView]:
    """List the versions of the guiding principles."""
    return paging.part(queries.principles_views(session, dossier_id))


@api_get(DESIGN + "/principles/{principles_id:str}", TAG, "Toon een versie van de leidende principes")
def read_principles(session: Session, dossier_id: str, principles_id: str) -> PrinciplesView:
    """Show a version of the guiding principles."""
    for one in queries.principles_views(session, dossier_id):
        if one.id == principles_id:
            return one
    raise Refusal(Why.NOT_FOUND, "principles_not_found", say("There is no such version of the principles."))


@api_post(
    DESIGN + "/principles",
    TAG,
    "Schrijf de leidende principes opnieuw",
    location=PLACE + "/principles/{id}",
    roles=KEEPERS,
)
def write_principles(session: Session, occasion: Occasion, dossier_id: str, data: WritePrinciples) -> PrinciplesView:
    """Write the guiding principles anew."""
    written = choosing.write_principles(session, occasion, dossier_id, data)
    session.flush()
    return read_version(session, dossier_id, written.id)


def read_version(session: Session, dossier_id: str, principles_id: str) -> PrinciplesView:
    """Return the version that was just written."""
    return next(one for one in queries.principles_views(session, dossier_id) if one.id == principles_id)


@api_get(DESIGN + "/decisions", TAG, "Toon principebesluit en conceptbesluit")
def list_design_decisions(session: Session, dossier_id: str, paging: Paging) -> Listed[DesignDecisionView]:
    """List the decisions about the design."""
    return paging.part(queries.decision_views(session, dossier_id))


@api_post(
    DESIGN + "/decisions",
    TAG,
    "Leg een principebesluit of conceptbesluit vast",
    "Het besluit is elders genomen; `file` is het stuk, of een verwijzing ernaar.",
    location="/dossiers/{dossier_id}/decisions/{id}",
    roles=KEEPERS,
)
def record_design_decision(
    session: Session, occasion: Occasion, dossier_id: str, data: RecordDesignDecision
) -> DesignDecisionView:
    """Record a decision about the design."""
    decided = choosing.record_decision(session, occasion, dossier_id, data)
    session.flush()
    session.expire_all()
    views = queries.decision_views(session, dossier_id)
    return next(one for one in views if one.id == decided.decision_id)


@api_get(DESIGN + "/impact", TAG, "Toon de gevolgen", "Voor inwoners, raad, organisatie en aanbieders.")
def list_impact(session: Session, dossier_id: str, paging: Paging) -> Listed[ImpactView]:
    """List what the assignment means for whom."""
    return paging.part(queries.design_view(session, dossier_id).impact)


@api_post(DESIGN + "/impact", TAG, "Beschrijf gevolgen", location=PLACE + "/impact", roles=KEEPERS)
def write_impact(session: Session, occasion: Occasion, dossier_id: str, data: WriteImpact) -> ImpactView:
    """Write what the assignment means for somebody."""
    choosing.write_impact(session, occasion, dossier_id, data)
    session.flush()
    views = queries.design_view(session, dossier_id).impact
    return next(one for one in views if one.affected is data.affected)


@api_get(DESIGN + "/fit", TAG, "Toon de vragen van “past het?” met hun antwoorden")
def list_fit(session: Session, dossier_id: str, paging: Paging) -> Listed[FitView]:
    """List the checklist."""
    return paging.part(queries.design_view(session, dossier_id).fit)


@api_post(DESIGN + "/fit", TAG, "Beantwoord een vraag van “past het?”", location=PLACE + "/fit", roles=KEEPERS)
def answer_fit(session: Session, occasion: Occasion, dossier_id: str, data: AnswerFit) -> FitView:
    """Answer a question of the checklist."""
    choosing.answer_fit(session, occasion, dossier_id, data)
    session.flush()
    return next(one for one in queries.design_view(session, dossier_id).fit if one.question is data.question)


@api_post(
    DESIGN + "/route",
    TAG,
    "Kies de route",
    "Een procedure, een subsidie of een toelating; een voorbehouden opdracht duurt ten hoogste drie jaar.",
    location=PLACE,
    roles=KEEPERS,
)
def choose_route(session: Session, occasion: Occasion, dossier_id: str, data: ChooseRoute) -> RouteView:
    """Choose the route."""
    row = choosing.choose_route(session, occasion, dossier_id, data)
    return RouteView(**{name: getattr(row, name) for name in RouteView.__struct_fields__})


@api_get(DESIGN + "/warnings", TAG, "Toon de waarschuwingen", "Wat niemand passeerde, staat vooraan.")
def list_warnings(session: Session, dossier_id: str, paging: Paging) -> Listed[WarningView]:
    """List the warnings about the design."""
    return paging.part(queries.design_view(session, dossier_id).warnings)


@api_post(DESIGN + "/warnings/_pass", TAG, "Ga door ondanks een waarschuwing", "Met een reden.", roles=KEEPERS)
def pass_warning(session: Session, occasion: Occasion, dossier_id: str, data: PassWarning) -> WarningView:
    """Pass a warning with a reason."""
    choosing.pass_warning(session, occasion, dossier_id, data)
    session.flush()
    return next(one for one in queries.design_view(session, dossier_id).warnings if one.warning is data.warning)


@api_post(
    DESIGN + "/notes",
    TAG,
    "Geef de inkoopstrategienota uit",
    "Is het ontwerp niet compleet, dan is zij een concept dat noemt wat ontbreekt.",
    location="/documents/{id}",
    roles=KEEPERS,
)
def issue_note(session: Session, occasion: Occasion, dossier_id: str, templates: Path) -> DocumentView:
    """Issue the procurement strategy note."""
    document_id = papers.issue_note(session, occasion, dossier_id, templates / "documents")
    session.flush()
    return document_for(session, occasion.actor, document_id)


@api_get(
    CONSULTATIONS,
    TAG,
    "Toon de marktconsultaties",
    "Een gast ziet wat voor iedereen is gepubliceerd, zonder wie er was.",
    guests=True,
)
def list_consultations(session: Session, actor: Actor, dossier_id: str, paging: Paging) -> Listed[ConsultationView]:
    """List the market consultations."""
    return paging.part(queries.consultations_for(session, actor, dossier_id))


@api_get(CONSULTATION, TAG, "Toon een marktconsultatie", guests=True)
def read_consultation(session: Session, actor: Actor, dossier_id: str, consultation_id: str) -> ConsultationView:
    """Show a market consultation."""
    return queries.consultation_for(session, actor, dossier_id, consultation_id)


@api_post(
    CONSULTATIONS,
    TAG,
    "Plan een marktconsultatie",
    location="/dossiers/{dossier_id}/market-consultations/{id}",
    roles=KEEPERS,
)
def plan_consultation(
    session: Session, occasion: Occasion, dossier_id: str, data: PlanConsultation
) -> ConsultationView:
    """Plan a market consultation."""
    return _seen(session, occasion, consulting.plan_consultation(session, occasion, dossier_id, data).id, dossier_id)


@api_post(CONSULTATION + "/_hold", TAG, "Leg vast dat een marktconsultatie is gehouden", roles=KEEPERS)
def hold_consultation(
    session: Session, occasion: Occasion, dossier_id: str, consultation_id: str, data: HoldConsultation
) -> ConsultationView:
    """Record that a consultation was held."""
    consulting.hold_consultation(session, occasion, dossier_id, consultation_id, data)
    return _seen(session, occasion, consultation_id, dossier_id)


@api_post(CONSULTATION + "/_report", TAG, "Schrijf op wat een marktconsultatie opleverde", roles=KEEPERS)
def report_consultation(
    session: Session, occasion: Occasion, dossier_id: str, consultation_id: str, data: ReportConsultation
) -> ConsultationView:
    """Write down what a consultation yielded."""
    consulting.report_consultation(session, occasion, dossier_id, consultation_id, data)
    return _seen(session, occasion, consultation_id, dossier_id)


@api_post(CONSULTATION + "/_publish", TAG, "Leg vast dat het verslag voor iedereen is gepubliceerd", roles=KEEPERS)
def publish_consultation(
    session: Session, occasion: Occasion, dossier_id: str, consultation_id: str, data: PublishConsultation
) -> ConsultationView:
    """Publish the report of a consultation to all."""
    consulting.publish_consultation(session, occasion, dossier_id, consultation_id, data)
    return _seen(session, occasion, consultation_id, dossier_id)


@api_post(CONSULTATION + "/_cancel", TAG, "Leg vast dat een marktconsultatie niet doorgaat", roles=KEEPERS)
def cancel_consultation(
    session: Session, occasion: Occasion, dossier_id: str, consultation_id: str, data: CancelConsultation
) -> ConsultationView:
    """Cancel a consultation."""
    consulting.cancel_consultation(session, occasion, dossier_id, consultation_id, data)
    return _seen(session, occasion, consultation_id, dossier_id)


def _seen(session: Session, occasion: Occasion, consultation_id: str, dossier_id: str) -> ConsultationView:
    session.flush()
    return queries.consultation_for(session, occasion.actor, dossier_id, consultation_id)


router = api_router(
    read_design,
    list_choices,
    read_choice,
    make_choice,
    list_principles,
    read_principles,
    write_principles,
    list_design_decisions,
    record_design_decision,
    list_impact,
    write_impact,
    list_fit,
    answer_fit,
    choose_route,
    list_warnings,
    pass_warning,
    issue_note,
    list_consultations,
    read_consultation,
    plan_consultation,
    hold_consultation,
    report_consultation,
    publish_consultation,
    cancel_consultation,
)
