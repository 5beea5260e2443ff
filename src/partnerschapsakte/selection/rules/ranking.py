"""Ranks suitable candidates, only where there are more than places; finds and breaks a tie at the cut.

Whoever takes part in fewer than there are places for is admitted without ranking: RbNNE 2023:2105 (rule 16).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal

from partnerschapsakte.selection.rules.facts import Draw, Plan, Request, RequestState, SelectionRedraw, TieRule


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranked:
    """A place in the ranking; who has equal points has the same rank. ``points`` is None by order of importance."""

    request: str
    points: Decimal | None
    rank: int
    key: tuple[Decimal, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What a selection comes to: whether a ranking was needed, who is admitted, and who still ties at the cut."""

    applied: bool
    admitted: tuple[str, ...]
    ranking: tuple[Ranked, ...] = ()
    tied: tuple[str, ...] = ()
    places: int = 0


def suitable(plan: Plan, requests: Sequence[Request]) -> tuple[Request, ...]:
    """Return who meets every requirement: nobody else is ranked (rule 30)."""
    return tuple(one for one in requests if one.state(plan) is RequestState.SUITABLE)


def is_needed(plan: Plan, requests: Sequence[Request], maximum: int | None) -> bool:
    """Tell whether a ranking runs: only where suitable candidates exceed the places (rule 16)."""
    return maximum is not None and len(suitable(plan, requests)) > maximum


def points(plan: Plan, request: Request) -> Decimal:
    """Return the weighted points of a request, of 100, rounded once at the end as announced."""
    total = sum((one.weight * request.scores[one.code] / one.scale for one in plan.criteria), Decimal(0))
    return total.quantize(Decimal(1).scaleb(-plan.decimals), rounding=ROUND_HALF_UP)


def missing_scores(plan: Plan, request: Request) -> tuple[str, ...]:
    """Return the criteria on which a request has no score yet."""
    return tuple(one.code for one in plan.criteria if one.code not in request.scores)


def rank(plan: Plan, requests: Sequence[Request]) -> tuple[Ranked, ...]:
    """Rank requests that are scored on every criterion, the best first; equal keys share their rank."""
    keyed = [(_key(plan, one), one) for one in requests]
    best_first = sorted(keyed, key=lambda found: found[0], reverse=True)
    keys = [key for key, _ in best_first]
    return tuple(
        Ranked(
            request=one.id,
            points=None if plan.by_importance else points(plan, one),
            rank=keys.index(key) + 1,
            key=key,
        )
        for key, one in best_first
    )


def outcome(plan: Plan, requests: Sequence[Request], maximum: int | None, draws: Sequence[Draw] = ()) -> Outcome:
    """Return what the selection comes to, as far as it is known; ``tied`` is empty where nothing is left to draw."""
    left = suitable(plan, requests)
    if maximum is None or len(left) <= maximum:
        return Outcome(applied=False, admitted=tuple(one.id for one in left))
    ranking = rank(plan, left)
    last = ranking[maximum - 1].key
    sure = tuple(one.request for one in ranking if one.key > last)
    tied = tuple(one.request for one in ranking if one.key == last)
    places = maximum - len(sure)
    found = Outcome(applied=True, admitted=sure + tied, ranking=ranking)
    if len(tied) <= places:
        return found
    drawn = _drawn(plan, tied, draws)
    if drawn:
        return replace(found, admitted=sure + drawn[:places])
    return replace(found, admitted=sure, tied=tied, places=places)


def _drawn(plan: Plan, tied: Sequence[str], draws: Sequence[Draw]) -> tuple[str, ...]:
    """Return the tied in the order of the latest draw that is good for them, by the redraw rule that was announced."""
    for draw in reversed(draws):
        pool = set(draw.order)
        if pool == set(tied) or (plan.redraw_rule is SelectionRedraw.NEXT_IN_ORDER and pool > set(tied)):
            return tuple(one for one in draw.order if one in tied)
    return ()


def _key(plan: Plan, request: Request) -> tuple[Decimal, ...]:
    shares = {one.code: request.scores[one.code] / one.scale for one in plan.criteria}
    key = tuple(shares.values()) if plan.by_importance else (points(plan, request),)
    if plan.tie_rule is TieRule.CRITERION and plan.tie_criterion is not None:
        return (*key, shares[plan.tie_criterion])
    return key
