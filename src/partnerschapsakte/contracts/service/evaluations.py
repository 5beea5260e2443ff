"""Plans and concludes the joint evaluation before an extension point."""

from sqlalchemy.orm import Session

from partnerschapsakte.contracts import queries
from partnerschapsakte.contracts.models import Agreement, Evaluation, EvaluationDissent
from partnerschapsakte.contracts.rules import evaluation as rules
from partnerschapsakte.contracts.schemas import ConcludeEvaluation, PlanEvaluation
from partnerschapsakte.contracts.service.dates import keep_dates
from partnerschapsakte.foundation.occasion import Occasion
from partnerschapsakte.foundation.outcomes import why_not_overwrite
from partnerschapsakte.journal.service import record


def plan_evaluation(
    session: Session,
    occasion: Occasion,
    agreement_id: str,
    point: int,
    command: PlanEvaluation,
    *,
    version: int | None = None,
) -> Agreement:
    """Set the day on which the evaluation before a point starts; it may be set again until it is concluded.

    ``version`` of the evaluation is the one that was read; 0 where there was none.
    """
    agreement = queries.agreement(session, agreement_id, for_update=True).governing
    if refusal := why_not_overwrite(version, agreement.evaluation_version(point)):
        raise refusal
    term = agreement.term_in_force(occasion.today)
    planned = rules.plan_evaluation(agreement.id, term, point, command.planned_on, actor=occasion.actor)
    _row(occasion, agreement, point).planned_on = planned.planned_on
    record(session, occasion, planned, dossier_id=agreement.dossier_id)
    keep_dates(session, occasion, agreement)
    return agreement


def conclude_evaluation(
    session: Session, occasion: Occasion, agreement_id: str, point: int, command: ConcludeEvaluation
) -> Agreement:
    """Close the evaluation before a point, with the dissent of parties that do not share its conclusion."""
    agreement = queries.agreement(session, agreement_id, for_update=True).governing
    concluded = rules.conclude_evaluation(
        _fact(agreement, point, command),
        agreement.term_in_force(occasion.today),
        frozenset(row.party_id for row in (*agreement.authorities, *agreement.providers)),
        actor=occasion.actor,
        today=occasion.today,
    )
    row = _row(occasion, agreement, point)
    row.concluded_on, row.findings = concluded.concluded_on, concluded.findings
    row.provider_view, row.residents_view = concluded.provider_view, concluded.residents_view
    row.method, row.advice = concluded.method, concluded.advice
    row.participants, row.lessons = list(concluded.participants), list(concluded.lessons)
    row.dissents = [EvaluationDissent(party_id=party_id, reason=reason) for party_id, reason in concluded.dissents]
    record(session, occasion, concluded, dossier_id=agreement.dossier_id)
    keep_dates(session, occasion, agreement)
    return agreement


def _fact(agreement: Agreement, point: int, command: ConcludeEvaluation) -> rules.EvaluationConcluded:
    return rules.EvaluationConcluded(
        subject=agreement.id,
        point=point,
        concluded_on=command.concluded_on,
        findings=command.findings,
        provider_view=command.provider_view,
        residents_view=command.residents_view,
        method=command.method,
        participants=command.participants,
        lessons=command.lessons,
        advice=command.advice,
        dissents=tuple((dissent.party_id, dissent.reason) for dissent in command.dissents),
    )


def _row(occasion: Occasion, agreement: Agreement, point: int) -> Evaluation:
    row = next((row for row in agreement.evaluations if row.point == point), None)
    if row is None:
        row = Evaluation(id=occasion.ids(), point=point)
        agreement.evaluations.append(row)
    return row
