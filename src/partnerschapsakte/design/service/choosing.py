"""Writes the design of an assignment: choices, principles, decisions, impact, checklist, route and passed warnings."""

from sqlalchemy.orm import Session

from partnerschapsakte.design import queries
from partnerschapsakte.design.models import (
    DecidedDesign,
    DesignChoice,
    DesignFit,
    DesignImpact,
    DesignRoute,
    PassedWarning,
    PrinciplesVersion,
)
from partnerschapsakte.design.queries import Dossier
from partnerschapsakte.design.rules import deciding, happened
from partnerschapsakte.design.rules.facts import Choice, Route
from partnerschapsakte.design.rules.options import OPTIONS
from partnerschapsakte.design.rules.warnings import warnings, why_not_pass
from partnerschapsakte.design.schemas import (
    AnswerFit,
    ChooseRoute,
    MakeChoice,
    PassWarning,
    RecordDesignDecision,
    WriteImpact,
    WritePrinciples,
)
from partnerschapsakte.dossiers.queries import dossier
from partnerschapsakte.dossiers.rules import why_not_keep_records
from partnerschapsakte.dossiers.schemas import RecordDecisionElsewhere
from partnerschapsakte.dossiers.service import keep_design, record_decision_elsewhere
from partnerschapsakte.foundation import language
from partnerschapsakte.foundation.actor import Actor
from partnerschapsakte.foundation.clock import end_of_day
from partnerschapsakte.foundation.occasion import Occasion
from partnerschapsakte.foundation.outcomes import Refusal
from partnerschapsakte.journal.service import record

CAME_ALONG = "Zo kwamen zij met het dossier mee."
"""Why the first version of principles is as it is, where they came in with the dossier: files are in Dutch."""


def make_choice(session: Session, occasion: Occasion, dossier_id: str, command: MakeChoice) -> DesignChoice:
    """Make one of the six choices, or make it anew; what was chosen before stays readable."""
    found = to_write(session, occasion.actor, dossier_id)
    standing = queries.choice_facts(found, queries.choices_of(session, dossier_id))
    before = standing.get(command.subject, Choice())
    unless(deciding.why_not_choose(command.subject, before, command.options, command.text))
    fact = happened.ChoiceMade(
        subject=dossier_id,
        about=command.subject,
        number=before.number + 1,
        options=tuple(one for one in OPTIONS[command.subject] if one in command.options),
        text=command.text,
        reason=command.reason,
    )
    made = DesignChoice(
        id=occasion.ids(),
        dossier_id=dossier_id,
        subject=fact.about,
        number=fact.number,
        options=[one.value for one in fact.options],
        text=fact.text,
        reason=fact.reason,
        made_at=occasion.happened_at,
        made_by=occasion.actor.name,
    )
    session.add(made)
    words = fact.text or "; ".join(language.label(one) for one in fact.options)
    keep_design(found, choices={fact.about.value: words})
    record(session, occasion, fact, dossier_id=dossier_id)
    return made


def write_principles(
    session: Session, occasion: Occasion, dossier_id: str, command: WritePrinciples
) -> PrinciplesVersion:
    """Write the guiding principles anew; earlier versions stay readable."""
    found = to_write(session, occasion.actor, dossier_id)
    unless(deciding.why_not_write_principles(found.principles, command.principles))
    versions = queries.versions_of(session, dossier_id)
    number = versions[0].number if versions else 0
    if not versions and found.principles:
        number = 1
        session.add(_as_it_came(found, occasion))
    fact = happened.PrinciplesWritten(
        subject=dossier_id, number=number + 1, principles=command.principles, reason=command.reason
    )
    written = PrinciplesVersion(
        id=occasion.ids(),
        dossier_id=dossier_id,
        number=fact.number,
        principles=list(fact.principles),
        reason=fact.reason,
        written_at=occasion.happened_at,
        written_by=occasion.actor.name,
    )
    session.add(written)
    keep_design(found, principles=fact.principles)
    record(session, occasion, fact, dossier_id=dossier_id)
    return written


def record_decision(
    session: Session, occasion: Occasion, dossier_id: str, command: RecordDesignDecision
) -> DecidedDesign:
    """Record a decision in principle or a draft decision, which a body took elsewhere."""
    to_write(session, occasion.actor, dossier_id)
    elsewhere = RecordDecisionElsewhere(
        body=command.body,
        subject=language.label(command.kind).capitalize(),
        decided_on=command.decided_on,
        case_number=command.case_number,
        file=command.file,
        authority_id=command.authority_id,
    )
    taken = record_decision_elsewhere(session, occasion, dossier_id, elsewhere)
    session.flush()
    fact = happened.DesignDecided(subject=dossier_id, kind=command.kind, decision=taken.id)
    decided = DecidedDesign(decision_id=taken.id, dossier_id=dossier_id, kind=fact.kind)
    session.add(decided)
    record(session, occasion, fact, dossier_id=dossier_id)
    return decided


def write_impact(session: Session, occasion: Occasion, dossier_id: str, command: WriteImpact) -> DesignImpact:
    """Write what the assignment means for somebody."""
    to_write(session, occasion.actor, dossier_id)
    fact = happened.ImpactWritten(subject=dossier_id, affected=command.affected, text=command.text)
    before = queries.impact_of(session, dossier_id).get(fact.affected)
    written = DesignImpact(
        id=occasion.ids(),
        dossier_id=dossier_id,
        affected=fact.affected,
        number=before.number + 1 if before else 1,
        text=fact.text,
        written_at=occasion.happened_at,
        written_by=occasion.actor.name,
    )
    session.add(written)
    record(session, occasion, fact, dossier_id=dossier_id)
    return written


def answer_fit(session: Session, occasion: Occasion, dossier_id: str, command: AnswerFit) -> DesignFit:
    """Answer a question of the checklist, or answer it anew."""
    to_write(session, occasion.actor, dossier_id)
    fact = happened.FitAnswered(
        subject=dossier_id, question=command.question, answer=command.answer, reason=command.reason
    )
    before = queries.fit_of(session, dossier_id).get(fact.question)
    answered = DesignFit(
        id=occasion.ids(),
        dossier_id=dossier_id,
        question=fact.question,
        number=before.number + 1 if before else 1,
        answer=fact.answer,
        reason=fact.reason,
        answered_at=occasion.happened_at,
        answered_by=occasion.actor.name,
    )
    session.add(answered)
    record(session, occasion, fact, dossier_id=dossier_id)
    return answered


def choose_route(session: Session, occasion: Occasion, dossier_id: str, command: ChooseRoute) -> DesignRoute:
    """Choose whether the relation comes about by a procedure, a subsidy or open admission, and how long it may last."""
    to_write(session, occasion.actor, dossier_id)
    told = command.model_dump(exclude={"reason"})
    unless(deciding.why_not_take_route(Route(**told)))
    fact = happened.RouteChosen(subject=dossier_id, reason=command.reason, **told)
    before = queries.route_row(session, dossier_id)
    chosen = DesignRoute(
        id=occasion.ids(),
        dossier_id=dossier_id,
        number=before.number + 1 if before else 1,
        reason=fact.reason,
        chosen_at=occasion.happened_at,
        chosen_by=occasion.actor.name,
        **told,
    )
    session.add(chosen)
    record(session, occasion, fact, dossier_id=dossier_id)
    return chosen


def pass_warning(session: Session, occasion: Occasion, dossier_id: str, command: PassWarning) -> PassedWarning:
    """Go on in spite of a warning; when the choices that it is about are made anew, it comes back."""
    to_write(session, occasion.actor, dossier_id)
    design = queries.design_of(session, dossier_id)
    unless(why_not_pass(design, command.warning))
    standing = next(one.standing for one in warnings(design) if one.warning is command.warning)
    fact = happened.WarningPassed(subject=dossier_id, warning=command.warning, standing=standing, reason=command.reason)
    passed = PassedWarning(
        id=occasion.ids(),
        dossier_id=dossier_id,
        warning=fact.warning,
        standing=fact.standing,
        reason=fact.reason,
        passed_at=occasion.happened_at,
        passed_by=occasion.actor.name,
    )
    session.add(passed)
    record(session, occasion, fact, dossier_id=dossier_id)
    return passed


def to_write(session: Session, actor: Actor, dossier_id: str) -> Dossier:
    """Return a dossier in whose design this actor writes, locked, or refuse."""
    unless(why_not_keep_records(actor))
    return dossier(session, dossier_id, for_update=True)


def unless(refusal: Refusal | None) -> None:
    """Go on, unless there is a refusal."""
    if refusal:
        raise refusal


def _as_it_came(found: Dossier, occasion: Occasion) -> PrinciplesVersion:
    return PrinciplesVersion(
        id=occasion.ids(),
        dossier_id=found.id,
        number=1,
        principles=list(found.principles),
        reason=CAME_ALONG,
        written_at=end_of_day(found.entered_on),
        written_by="",
    )
