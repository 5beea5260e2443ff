"""Reads of the design of an assignment: as the rules judge it, and as a page, a program and a document show it."""

from collections.abc import Iterable, Sequence
from typing import TypeVar

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from partnerschapsakte.design.models import (
    DecidedDesign,
    DesignChoice,
    DesignFit,
    DesignImpact,
    DesignRoute,
    MarketConsultation,
    PassedWarning,
    PrinciplesVersion,
)
from partnerschapsakte.design.rules.calling import why_not_by_procedure, why_not_publish_tender
from partnerschapsakte.design.rules.deciding import why_not_so_long
from partnerschapsakte.design.rules.facts import (
    Affected,
    Choice,
    ConsultationState,
    Design,
    DesignOption,
    DesignSubject,
    FitQuestion,
    Route,
)
from partnerschapsakte.design.rules.options import CONSEQUENCES, OPTIONS
from partnerschapsakte.design.rules.phases import PARTS, PURPOSES, has, missing
from partnerschapsakte.design.rules.warnings import DesignWarning, warnings
from partnerschapsakte.design.schemas import (
    ChoiceVersionView,
    ChoiceView,
    ConsultationView,
    ConsultedView,
    DesignDecisionView,
    DesignView,
    FitView,
    ImpactView,
    OptionView,
    PhaseView,
    PrinciplesView,
    RouteView,
    WarningView,
)
from partnerschapsakte.documents.queries import documents_of
from partnerschapsakte.dossiers.models import Dossier
from partnerschapsakte.dossiers.queries import dossier, dossier_view
from partnerschapsakte.dossiers.rules import Phase
from partnerschapsakte.foundation import language
from partnerschapsakte.foundation.actor import Actor
from partnerschapsakte.foundation.outcomes import Refusal, Why
from partnerschapsakte.foundation.sentences import say

NOTE = "procurement_strategy"
"""The kind of the procurement strategy note among the documents of a dossier."""

Row = TypeVar("Row", DesignChoice, DesignFit, DesignImpact)


def choices_of(session: Session, dossier_id: str) -> Sequence[DesignChoice]:
    """Return every choice that was made, the newest first."""
    asked = select(DesignChoice).where(DesignChoice.dossier_id == dossier_id)
    return session.scalars(asked.order_by(DesignChoice.number.desc(), DesignChoice.subject)).all()


def versions_of(session: Session, dossier_id: str) -> Sequence[PrinciplesVersion]:
    """Return the versions of the guiding principles, the newest first."""
    asked = select(PrinciplesVersion).where(PrinciplesVersion.dossier_id == dossier_id)
    return session.scalars(asked.order_by(PrinciplesVersion.number.desc())).all()


def impact_of(session: Session, dossier_id: str) -> dict[Affected, DesignImpact]:
    """Return what was written last about the impact on each."""
    asked = select(DesignImpact).where(DesignImpact.dossier_id == dossier_id).order_by(DesignImpact.number)
    return {one.affected: one for one in session.scalars(asked)}


def fit_of(session: Session, dossier_id: str) -> dict[FitQuestion, DesignFit]:
    """Return the answer that was given last to each question of the checklist."""
    asked = select(DesignFit).where(DesignFit.dossier_id == dossier_id).order_by(DesignFit.number)
    return {one.question: one for one in session.scalars(asked)}


def route_row(session: Session, dossier_id: str) -> DesignRoute | None:
    """Return the route that was chosen last, if any."""
    asked = select(DesignRoute).where(DesignRoute.dossier_id == dossier_id)
    return session.scalar(asked.order_by(DesignRoute.number.desc()).limit(1))


def route_of(session: Session, dossier_id: str) -> Route | None:
    """Return the route of a dossier, if it was chosen."""
    row = route_row(session, dossier_id)
    return row.facts if row else None


def consultations_of(session: Session, dossier_id: str) -> Sequence[MarketConsultation]:
    """Return the market consultations of a dossier, in the order in which they were planned."""
    asked = select(MarketConsultation).where(MarketConsultation.dossier_id == dossier_id)
    return session.scalars(asked.order_by(MarketConsultation.position)).all()


def consultation(session: Session, dossier_id: str, consultation_id: str) -> MarketConsultation:
    """Return a market consultation, or refuse."""
    found = session.get(MarketConsultation, consultation_id)
    if found is None or found.dossier_id != dossier_id:
        raise consultation_not_found()
    return found


def consultation_not_found() -> Refusal:
    """Return the refusal for a consultation that does not exist, or not for who asks."""
    return Refusal(Why.NOT_FOUND, "consultation_not_found", say("There is no such market consultation."))


def passed_by(session: Session, dossier_id: str) -> dict[tuple[DesignWarning, str], PassedWarning]:
    """Return the warnings that somebody passed, each by the choices that it was about."""
    asked = select(PassedWarning).where(PassedWarning.dossier_id == dossier_id).order_by(PassedWarning.passed_at)
    return {(one.warning, one.standing): one for one in session.scalars(asked)}


def decided(session: Session, dossier_id: str) -> Sequence[DecidedDesign]:
    """Return which decisions taken elsewhere are about the design."""
    return session.scalars(select(DecidedDesign).where(DecidedDesign.dossier_id == dossier_id)).all()


def choice_facts(found: Dossier, rows: Iterable[DesignChoice]) -> dict[DesignSubject, Choice]:
    """Return each choice as it stands; one that came in with the dossier has words and no options."""
    newest: dict[DesignSubject, Choice] = {}
    for row in sorted(rows, key=lambda one: one.number):
        newest[row.subject] = row.facts
    for subject in DesignSubject:
        text = str(found.design_choices.get(subject.value) or "")
        if subject not in newest and text:
            newest[subject] = Choice(text=text)
    return newest


def design_of(session: Session, dossier_id: str) -> Design:
    """Return the design of a dossier as the rules judge it."""
    found = dossier(session, dossier_id)
    return Design(
        phase=found.phase,
        choices=choice_facts(found, choices_of(session, dossier_id)),
        principles=len(found.principles),
        decisions=frozenset(one.kind for one in decided(session, dossier_id)),
        impact=frozenset(impact_of(session, dossier_id)),
        fit={question: row.answer for question, row in fit_of(session, dossier_id).items()},
        consultations=tuple(one.facts for one in consultations_of(session, dossier_id)),
        route=route_of(session, dossier_id),
        has_note=note_of(session, dossier_id) is not None,
        authorities=len(found.authorities),
    )


def passed(session: Session, dossier_id: str) -> frozenset[tuple[DesignWarning, str]]:
    """Return which warnings somebody passed, each with the choices that it was about."""
    return frozenset(passed_by(session, dossier_id))


def note_of(session: Session, dossier_id: str) -> str | None:
    """Return the id of the procurement strategy note that was issued last, if any."""
    issued = documents_of(session, dossier_id=dossier_id, kind=NOTE)
    return issued[-1].id if issued else None


def next_number(session: Session, kind: type[Row], *which: object) -> int:
    """Return the number of the next version of something."""
    return 1 + (session.scalar(select(func.max(kind.number)).where(*which)) or 0)  # pyright: ignore[reportArgumentType] - conditions on its columns


def design_view(session: Session, dossier_id: str) -> DesignView:
    """Return the whole design of a dossier."""
    design, found = design_of(session, dossier_id), dossier(session, dossier_id)
    versions = versions_of(session, dossier_id)
    route = route_row(session, dossier_id)
    return DesignView(
        dossier_id=dossier_id,
        title=found.title,
        reference=found.reference,
        phase=found.phase,
        phases=_phases(design),
        missing=missing(design),
        choices=tuple(_choices(session, dossier_id, design)),
        principles=tuple(found.principles),
        principles_number=versions[0].number if versions else int(bool(found.principles)),
        decisions=decision_views(session, dossier_id),
        impact=tuple(_impact(session, dossier_id)),
        fit=tuple(_fit(session, dossier_id)),
        route=_route(route) if route else None,
        warnings=warning_views(session, dossier_id, design),
        consultations=tuple(_consultation(one, is_guest=False) for one in consultations_of(session, dossier_id)),
        note_id=note_of(session, dossier_id),
    )


def _phases(design: Design) -> tuple[PhaseView, ...]:
    return tuple(
        PhaseView(
            phase=phase,
            purpose=language.tell(PURPOSES[phase], language.DUTCH),
            is_now=phase is design.phase,
            parts=PARTS[phase],
            there=tuple(part for part in PARTS[phase] if has(design, part)),
        )
        for phase in Phase
    )


def choice_view(session: Session, dossier_id: str, subject: DesignSubject) -> ChoiceView:
    """Return one of the six choices."""
    design = design_of(session, dossier_id)
    return next(one for one in _choices(session, dossier_id, design) if one.subject is subject)


def _choices(session: Session, dossier_id: str, design: Design) -> Iterable[ChoiceView]:
    rows = choices_of(session, dossier_id)
    for subject, options in OPTIONS.items():
        made = design.choices.get(subject, Choice())
        versions = tuple(_version(row) for row in rows if row.subject is subject)
        yield ChoiceView(
            dossier_id=dossier_id,
            subject=subject,
            is_made=made.is_made,
            text=made.text,
            reason=versions[0].reason if versions else "",
            options=tuple(
                OptionView(
                    option=one,
                    consequence=language.tell(CONSEQUENCES[one], language.DUTCH),
                    chosen=one in made.options,
                )
                for one in options
            ),
            versions=versions,
        )


def _version(row: DesignChoice) -> ChoiceVersionView:
    return ChoiceVersionView(
        id=row.id,
        subject=row.subject,
        number=row.number,
        options=tuple(DesignOption(one) for one in row.options),
        text=row.text,
        reason=row.reason,
        made_at=row.made_at,
        made_by=row.made_by,
    )


def principles_views(session: Session, dossier_id: str) -> tuple[PrinciplesView, ...]:
    """Return the versions of the guiding principles, the newest first."""
    return tuple(
        PrinciplesView(
            id=row.id,
            dossier_id=dossier_id,
            number=row.number,
            principles=tuple(row.principles),
            reason=row.reason,
            written_at=row.written_at,
            written_by=row.written_by,
        )
        for row in versions_of(session, dossier_id)
    )


def decision_views(session: Session, dossier_id: str) -> tuple[DesignDecisionView, ...]:
    """Return the decisions about the design, the first one first."""
    kinds = {one.decision_id: one.kind for one in decided(session, dossier_id)}
    return tuple(
        DesignDecisionView(id=one.id, dossier_id=dossier_id, kind=kinds[one.id], decision=one)
        for one in dossier_view(session, dossier_id).decisions
        if one.id in kinds
    )


def _impact(session: Session, dossier_id: str) -> Iterable[ImpactView]:
    rows = impact_of(session, dossier_id)
    for affected in Affected:
        row = rows.get(affected)
        yield ImpactView(
            affected=affected,
            text=row.text if row else "",
            number=row.number if row else 0,
            written_at=row.written_at if row else None,
            written_by=row.written_by if row else "",
        )


def _fit(session: Session, dossier_id: str) -> Iterable[FitView]:
    rows = fit_of(session, dossier_id)
    for question in FitQuestion:
        row = rows.get(question)
        yield FitView(
            question=question,
            answer=row.answer if row else None,
            reason=row.reason if row else "",
            number=row.number if row else 0,
            answered_at=row.answered_at if row else None,
            answered_by=row.answered_by if row else "",
        )


def _route(row: DesignRoute) -> RouteView:
    return RouteView(**{name: getattr(row, name) for name in RouteView.__struct_fields__})


def warning_views(session: Session, dossier_id: str, design: Design) -> tuple[WarningView, ...]:
    """Return the warnings about a design, those that nobody passed first."""
    known = passed_by(session, dossier_id)
    views = [
        WarningView(
            warning=one.warning,
            message=language.tell(one.message, language.DUTCH),
            rule=one.rule,
            source=one.source,
            subjects=one.subjects,
            passed_because=row.reason if row else None,
            passed_at=row.passed_at if row else None,
            passed_by=row.passed_by if row else None,
        )
        for one in warnings(design)
        for row in (known.get((one.warning, one.standing)),)
    ]
    return tuple(sorted(views, key=lambda one: one.passed_because is not None))


def consultations_for(session: Session, actor: Actor, dossier_id: str) -> tuple[ConsultationView, ...]:
    """Return the market consultations that this actor may see: a guest sees what was published to all."""
    rows = consultations_of(session, dossier_id)
    if actor.reads_file:
        return tuple(_consultation(one, is_guest=False) for one in rows)
    published = [one for one in rows if one.facts.state is ConsultationState.PUBLISHED]
    return tuple(_consultation(one, is_guest=True) for one in published)


def consultation_for(session: Session, actor: Actor, dossier_id: str, consultation_id: str) -> ConsultationView:
    """Return one market consultation as this actor sees it, or refuse as if it were not there."""
    for one in consultations_for(session, actor, dossier_id):
        if one.id == consultation_id:
            return one
    raise consultation_not_found()


def _consultation(row: MarketConsultation, *, is_guest: bool) -> ConsultationView:
    names = ("id", "dossier_id", "title", "questions", "planned_on", "announced", "held_on", "report", "use")
    names += ("published_on", "published_where")
    invited = tuple(ConsultedView(name=one.name, attended=one.attended) for one in row.invited)
    return ConsultationView(
        state=row.facts.state,
        invited=None if is_guest else invited,
        named_because=None if is_guest else row.named_because,
        cancelled_because=None if is_guest else row.cancelled_because,
        **{name: getattr(row, name) for name in names},
    )


def why_not_plan(session: Session, dossier_id: str, months: int | None) -> Refusal | None:
    """Say why no tender of so many months can be planned in a dossier, or None if one can (rules 44 and 77)."""
    route = route_of(session, dossier_id)
    if route is None:
        return None
    return why_not_by_procedure(route.instrument) or why_not_so_long(reserved=route.reserved, months=months)


def why_not_publish(session: Session, dossier_id: str) -> Refusal | None:
    """Say why a call cannot go out because of the design of its dossier, or None if it can."""
    return why_not_publish_tender(design_of(session, dossier_id), passed(session, dossier_id))
