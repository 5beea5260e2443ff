"""Puts an assessment into the values of its report: the plan, every score with its reason, arithmetic and outcome."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

from partnerschapsakte.assessment.rules.allocation import LotResult, Place
from partnerschapsakte.assessment.rules.plan import Criterion, ScoringMethod
from partnerschapsakte.assessment.schemas import (
    AskedView,
    AssessmentView,
    AssessorView,
    DrawView,
    LotAssessmentView,
    PlanAssessment,
    ScoreView,
)
from partnerschapsakte.assessment.word.forms import scale_of
from partnerschapsakte.documents.rules.wording import NOTHING, plain, shown
from partnerschapsakte.foundation import language
from partnerschapsakte.foundation.clock import local_date
from partnerschapsakte.foundation.sentences import Sentence

REPORT: Final = "assessment_report"
TITLE: Final = "Beoordelingsverslag"
CLOSED: Final = "De losse scores van dit perceel zijn nog niet open; tot dan staan zij nergens."


def content_of(cover: dict[str, Any], view: AssessmentView, written: PlanAssessment) -> dict[str, Any]:
    """Return the data of the template ``assessment_report``; scores of a lot only once they are open."""
    return {
        "cover": cover,
        "method": language.label(written.method),
        "rounding": _rounding(written),
        "rules": list(_rules(written)),
        "criteria": [_criterion(one, written.method) for one in written.plan.criteria],
        "assessors": [{"name": shown(one.name), "declared": _declared(one)} for one in view.seats],
        "lots": [_lot(one, view.names) for one in view.lots],
    }


def _rounding(written: PlanAssessment) -> str:
    mode, where = language.label(written.rounding), language.label(written.rounded_at)
    return f"Afronding op {written.digits} decimalen, {mode}; afgerond wordt {where}."


def _rules(written: PlanAssessment) -> Sequence[str]:
    lines: list[str] = []
    if written.minimum_total is not None:
        lines.append(f"Wie in totaal minder dan {_number(written.minimum_total)} haalt, valt af.")
    if written.tie_break:
        lines.append(f"Bij een gelijke stand tellen eerst: {', '.join(written.tie_break)}; daarna wordt geloot.")
    else:
        lines.append("Bij een gelijke stand wordt geloot.")
    lines += [f"{one.lot} wordt alleen gewonnen samen met {one.requires}." for one in written.combinations]
    if written.most_lots_bid is not None:
        lines.append(f"Een inschrijver schrijft in op ten hoogste {written.most_lots_bid} percelen.")
    if written.most_lots_won is not None:
        lines.append(f"Een inschrijver wint ten hoogste {written.most_lots_won} percelen.")
    if written.lot_order:
        lines.append(f"Percelen worden vergeven in deze volgorde: {', '.join(written.lot_order)}.")
    if written.relative_because:
        lines.append(f"Waarom de prijs ten opzichte van anderen telt: {plain(written.relative_because)}")
    return lines


def _criterion(one: Criterion, method: ScoringMethod) -> dict[str, Any]:
    weight = NOTHING
    if one.weight is not None:
        weight = language.euro(one.weight) if method is ScoringMethod.VALUE else _number(one.weight)
    return {
        "code": one.code,
        "title": plain(one.title) + (f" ({one.lot})" if one.lot else ""),
        "kind": language.label(one.kind),
        "weight": weight,
        "scale": NOTHING if one.is_price else scale_of(one),
        "minimum": NOTHING if one.minimum is None else _number(one.minimum),
    }


def _declared(one: AssessorView) -> str:
    if one.declared_at is None:
        said = "Heeft nog niets verklaard."
    elif not one.has_conflict:
        said = f"Verklaarde op {language.day(local_date(one.declared_at))} geen belangenconflict te hebben."
    else:
        measure = f" Maatregel: {plain(one.measure)}" if one.measure else " Er is nog geen maatregel."
        said = f"Verklaarde op {language.day(local_date(one.declared_at))} een belangenconflict.{measure}"
    return said + (f" Gestopt op {language.day(local_date(one.released_at))}." if one.released_at else "")


def _lot(lot: LotAssessmentView, names: Mapping[str, str]) -> dict[str, Any]:
    result: LotResult | None = lot.result
    opened = lot.opened_at is not None
    return {
        "code": lot.code,
        "title": plain(lot.title),
        "state": f"Stand: {language.label(result.state)}." if result and opened else CLOSED,
        "outcome": _said(result.because) if result else "",
        "places": [_place(one, names) for one in result.places] if result else [],
        "draws": [_draw(one, names) for one in lot.draws],
        "tenderers": _tenderers(lot, names),
        "seal": lot.sha256 if lot.locked_at else "",
        "locked_at": language.moment(lot.locked_at) if lot.locked_at else "",
    }


def _place(one: Place, names: Mapping[str, str]) -> dict[str, Any]:
    because = " ".join(_said(sentence) for sentence in one.because)
    return {
        "rank": NOTHING if one.rank is None else str(one.rank),
        "name": plain(names[one.candidate]),
        "total": _number(one.result.total) if one.result else NOTHING,
        "because": f"{language.label(one.standing).capitalize()}. {because}".strip(),
    }


def _draw(one: DrawView, names: Mapping[str, str]) -> dict[str, Any]:
    order = ", ".join(f"{place}. {names.get(who, who)}" for place, who in enumerate(one.drawn, start=1))
    text = f"{order}. Hoe: {one.method}. Ten overstaan van: {', '.join(one.witnesses)}."
    return {"drawn_on": one.drawn_on, "text": plain(text)}


def _tenderers(lot: LotAssessmentView, names: Mapping[str, str]) -> list[dict[str, Any]]:
    """Return each tenderer with its scores, individual and agreed, and its arithmetic."""
    if lot.opened_at is None:
        return []
    steps = {one.candidate: one.result.steps for one in lot.result.places if one.result} if lot.result else {}
    found: dict[str, list[dict[str, Any]]] = {}
    for one in lot.scores:
        found.setdefault(one.candidate_id, []).extend(_scores(one))
    return [
        {
            "name": plain(names[candidate]),
            "scores": scores,
            "steps": [f"{step.criterion or 'Totaal'}: {_said(step.sentence)}" for step in steps.get(candidate, ())],
        }
        for candidate, scores in found.items()
    ]


def _scores(one: AskedView) -> list[dict[str, Any]]:
    title = f"{one.criterion.code} {plain(one.criterion.title)}"
    told = [_score(title, score, shown(score.assessor)) for score in one.others]
    return [*told, _score(title, one.agreed, "consensus")] if one.agreed else told


def _score(title: str, one: ScoreView, who: str) -> dict[str, Any]:
    return {"criterion": title, "assessor": who, "score": one.score, "reason": shown(one.reason)}


def _number(value: Decimal) -> str:
    return language.number(value)


def _said(sentence: Sentence) -> str:
    return plain(language.tell(sentence, language.DUTCH))
