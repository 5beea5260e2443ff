"""Takes over what the locked assessment of a lot tells: each tenderer's own scores and reasons, and of the winner.

Nothing of another is in what one tenderer reads of itself: no price, no score, no place of another.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy.orm import Session

from partnerschapsakte.assessment.queries.rows import Rows, results, rows_of
from partnerschapsakte.assessment.rules.allocation import LotResult, Place, Placing
from partnerschapsakte.assessment.rules.plan import AwardCriterionKind, Criterion
from partnerschapsakte.foundation import language
from partnerschapsakte.foundation.sentences import Sentence, say
from partnerschapsakte.tendering.models import Lot, Tender


@dataclass(frozen=True, slots=True, kw_only=True)
class Own:
    """What the assessment tells of one tenderer, in the words of a letter: its place, scores, reasons, strengths."""

    rank: int | None
    total: Decimal | None
    proposed: bool
    scores: str
    reasons: str
    characteristics: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessed:
    """How the assessment of a lot stands; ``own`` by candidate, and nothing before the lot is locked."""

    is_open: bool
    own: dict[str, Own]

    @property
    def is_locked(self) -> bool:
        """Tell whether there is something to take over."""
        return bool(self.own)

    @property
    def proposed(self) -> tuple[str, ...]:
        """The candidates that the assessment proposes."""
        return tuple(one for one, told in self.own.items() if told.proposed)


def assessed(session: Session, tender: Tender, lot: Lot) -> Assessed:
    """Return what the assessment tells of a lot; a lot of which scores are open and not locked is still at work."""
    rows = rows_of(session, tender)
    kept = rows.lots.get(lot.code)
    if kept is None or kept.locked_at is None:
        return Assessed(is_open=kept is not None, own={})
    found = next((one for one in results(rows) if one.lot == lot.code), None)
    return Assessed(is_open=False, own=_own(rows, found) if found else {})


def _own(rows: Rows, found: LotResult) -> dict[str, Own]:
    criteria = {one.code: one for one in rows.plan.of_lot(found.lot)}
    return {
        one.candidate: Own(
            rank=one.rank,
            total=one.result.total if one.result else None,
            proposed=one.standing is Placing.AWARDED,
            scores=_told(_scores(rows, found.lot, one, criteria)),
            reasons=_told(_reasons(rows, found.lot, one, criteria)),
            characteristics=_told(_strengths(rows, found.lot, one.candidate, criteria)),
        )
        for one in found.places
    }


def _told(lines: Iterable[Sentence]) -> str:
    return "\n".join(language.tell(one, language.DUTCH) for one in lines)


def _scores(rows: Rows, lot: str, place: Place, criteria: dict[str, Criterion]) -> Iterator[Sentence]:
    if place.result is None:
        for code, one in criteria.items():
            if (kept := rows.scores.get((None, lot, place.candidate, code))) is not None:
                plain = say("Score {score} of {highest}", score=kept.score, highest=one.highest)
                yield say("{criterion}: {what}", criterion=one.title, what=plain)
        return
    for step in place.result.steps:
        if step.criterion is None:
            yield step.sentence
            continue
        one = criteria[step.criterion]
        sentence = _without_others(one, step.value) or step.sentence
        yield say("{criterion}: {what}", criterion=one.title, what=sentence)
    if place.rank is not None:
        yield say("Your place in the ranking: {rank}.", rank=place.rank)


def _without_others(one: Criterion, value: Decimal) -> Sentence | None:
    """Return the step of a price that is weighed against the lowest, without that price: it is another's."""
    if one.kind is not AwardCriterionKind.RELATIVE_PRICE:
        return None
    return say("{value} of at most {weight} points, by your price", value=value, weight=one.weight or Decimal(0))


def _reasons(rows: Rows, lot: str, place: Place, criteria: dict[str, Criterion]) -> Iterator[Sentence]:
    if place.standing is Placing.ELIMINATED:
        yield from place.because
    for code, one in criteria.items():
        kept = rows.scores.get((None, lot, place.candidate, code))
        if kept is not None and kept.reason:
            yield say("{criterion}: {what}", criterion=one.title, what=kept.reason)


def _strengths(rows: Rows, lot: str, candidate: str, criteria: dict[str, Criterion]) -> Iterator[Sentence]:
    """Say of a tender what the committee found in it, first where none scored higher: never what others scored."""
    best: list[Sentence] = []
    rest: list[Sentence] = []
    for code, one in criteria.items():
        kept = rows.scores.get((None, lot, candidate, code))
        if kept is None or not kept.reason:
            continue
        highest = max(
            score.score
            for (seat, of, _, criterion), score in rows.scores.items()
            if (seat, of, criterion) == (None, lot, code)
        )
        if kept.score == highest:
            best.append(say("{criterion}: no tender scored higher. {what}", criterion=one.title, what=kept.reason))
        else:
            rest.append(say("{criterion}: {what}", criterion=one.title, what=kept.reason))
    yield from (*best, *rest)
