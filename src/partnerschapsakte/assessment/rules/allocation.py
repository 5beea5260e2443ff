"""Gives lots to tenders in the announced order, within every limit, and says of each why; a human decides the rest."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from partnerschapsakte.assessment.rules.arithmetic import Entry, Result
from partnerschapsakte.assessment.rules.plan import Plan, RedrawRule
from partnerschapsakte.assessment.rules.ranking import KNOCK_OUT, OVER_LOTS, Bar, Ranking, parted_by, rank
from partnerschapsakte.foundation.outcomes import Refusal, Why
from partnerschapsakte.foundation.sentences import Sentence, say

DRAWN = "33"
Entries = Mapping[str, Mapping[str, Entry]]
"""By lot, then by tenderer."""


class Placing(StrEnum):
    """What a tender comes to in a lot: proposed for award, ranked only, or knocked out."""

    AWARDED = "awarded"
    RANKED = "ranked"
    ELIMINATED = "eliminated"


class AssessmentState(StrEnum):
    """How far the assessment of a lot is; only ``proposed`` leads to an award without a further decision."""

    UNFINISHED = "unfinished"
    WAITING = "waiting"
    DRAW_NEEDED = "draw_needed"
    DECISION_NEEDED = "decision_needed"
    PROPOSED = "proposed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How many contracts a lot has: at least, at most. Nothing said: one; a least without a most: all that count."""

    code: str
    least: int | None = None
    most: int | None = None

    @property
    def room(self) -> int | None:
        """How many can win; None: everybody whose tender counts."""
        return 1 if self.least is None and self.most is None else self.most


@dataclass(frozen=True, slots=True, kw_only=True)
class Draw:
    """A draw among equals: who were in the pool, and in which order they came out."""

    lot: str
    pool: tuple[str, ...]
    order: tuple[str, ...]
    redraw: RedrawRule = RedrawRule.NEW_DRAW

    def order_of(self, equals: Iterable[str]) -> tuple[str, ...] | None:
        """Return the order in which these came out, if this draw was about them."""
        those = set(equals)
        if those == set(self.pool) or (self.redraw is RedrawRule.NEXT_IN_ORDER and those < set(self.pool)):
            return tuple(one for one in self.order if one in those)
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a tender stands in a lot and why, in sentences; its arithmetic is in ``result``."""

    candidate: str
    standing: Placing
    rank: int | None
    because: tuple[Sentence, ...]
    rule: str | None = None
    result: Result | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LotResult:
    """The outcome of a lot; ``to_draw`` are the equals among whom must be drawn."""

    lot: str
    state: AssessmentState
    because: Sentence
    places: tuple[Place, ...] = ()
    to_draw: tuple[str, ...] = ()
    rule: str | None = None

    @property
    def winners(self) -> tuple[str, ...]:
        """Who is proposed for award."""
        return tuple(one.candidate for one in self.places if one.standing is Placing.AWARDED)


@dataclass(slots=True)
class _Cut:
    """Who of a ranked lot wins, is passed over, or must be drawn for."""

    won: list[str] = field(default_factory=list[str])
    passed: dict[str, Bar] = field(default_factory=dict[str, Bar])
    to_draw: tuple[str, ...] = ()
    drawn: tuple[str, ...] = ()


def why_not_bid(plan: Plan, lots: Sequence[str]) -> Refusal | None:
    """Say why nobody can tender for exactly these lots, or None if they can (rules 30 and 31)."""
    bars = _bars_of(plan, lots)
    if not bars:
        return None
    bar = next(iter(bars.values()))
    return Refusal(
        Why.CONFLICT,
        "lots_not_together",
        bar.sentence,
        rule=bar.rule,
        article="Dir 46",
        remedy=say("If the tender came in like this, say so: it is recorded, and knocked out before the ranking."),
    )


def assess(plan: Plan, lots: Sequence[Limits], entries: Entries, draws: Sequence[Draw] = ()) -> tuple[LotResult, ...]:
    """Return the outcome of every lot, in the order in which lots are awarded."""
    by_code = {one.code: one for one in lots}
    order = plan.order(by_code)
    rankings = _rankings(plan, order, entries)
    excluded: dict[str, dict[str, Bar]] = {code: {} for code in order}
    while True:
        cuts = _cuts(plan, [by_code[code] for code in order], rankings, draws, excluded)
        lacking = _lacking(plan, rankings, cuts)
        if not lacking:
            break
        for lot, one, bar in lacking:
            excluded[lot][one] = bar
    results = [_told(plan, by_code[code], entries.get(code, {}), rankings[code], cuts[code]) for code in order]
    return _waiting(plan, results)


def _bars_of(plan: Plan, lots: Sequence[str]) -> dict[str, Bar]:
    """Return why a tender for these lots does not count, by lot."""
    if plan.most_lots_bid is not None and len(lots) > plan.most_lots_bid:
        words = say(
            "Tendered for {count} lots; at most {most} was announced.", count=len(lots), most=plan.most_lots_bid
        )
        return dict.fromkeys(lots, Bar(words, OVER_LOTS))
    return {
        pair.lot: Bar(say("{lot} only together with {other}.", lot=pair.lot, other=pair.requires), KNOCK_OUT)
        for pair in plan.combinations
        if pair.lot in lots and pair.requires not in lots
    }


def _rankings(plan: Plan, order: Sequence[str], entries: Entries) -> dict[str, Ranking]:
    """Rank every lot, after what the rules over lots knock out; whoever falls out of one may fall out of another."""
    barred: dict[str, dict[str, Bar]] = {code: {} for code in order}
    for one in {one for here in entries.values() for one in here}:
        for lot, bar in _bars_of(plan, [code for code in order if one in entries.get(code, {})]).items():
            barred[lot][one] = bar
    while True:
        rankings = {code: rank(plan, code, entries.get(code, {}), barred[code]) for code in order}
        fallen = [
            (pair, one)
            for pair in plan.combinations
            for one in rankings[pair.lot].valid
            if one in rankings[pair.requires].barred
        ]
        if not fallen:
            return rankings
        for pair, one in fallen:
            words = say(
                "{lot} only together with {other}, where this tender fell out.", lot=pair.lot, other=pair.requires
            )
            barred[pair.lot][one] = Bar(words, KNOCK_OUT)


def _cuts(
    plan: Plan,
    lots: Sequence[Limits],
    rankings: Mapping[str, Ranking],
    draws: Sequence[Draw],
    excluded: Mapping[str, Mapping[str, Bar]],
) -> dict[str, _Cut]:
    wins: dict[str, int] = {}
    cuts: dict[str, _Cut] = {}
    for lot in lots:
        passed = dict(excluded[lot.code])
        for one, count in wins.items():
            if plan.most_lots_won is not None and count >= plan.most_lots_won:
                words = say("Already won {count} lots, the most that was announced.", count=count)
                passed.setdefault(one, Bar(words, OVER_LOTS))
        cut = _cut(lot, rankings[lot.code], passed, [one for one in draws if one.lot == lot.code])
        for one in cut.won if _is_enough(lot, cut) else ():
            wins[one] = wins.get(one, 0) + 1
        cuts[lot.code] = cut
    return cuts


def _cut(lot: Limits, ranking: Ranking, passed: Mapping[str, Bar], draws: Sequence[Draw]) -> _Cut:
    """Cut a ranking at the most contracts; never above it, equals at the cut only by draw (rule 33)."""
    valid = ranking.valid
    cut = _Cut(passed={one: bar for one, bar in passed.items() if one in valid})
    for group in ranking.groups:
        able = [one for one in group if one not in cut.passed]
        room = len(able) if lot.room is None else lot.room - len(cut.won)
        if len(able) > room > 0:
            orders = [found for draw in reversed(draws) if (found := draw.order_of(able))]
            if not orders:
                cut.to_draw = tuple(able)
                return cut
            cut.drawn = orders[0]
            able = list(orders[0])
        cut.won += able[: max(room, 0)]
    return cut


def _is_enough(lot: Limits, cut: _Cut) -> bool:
    return len(cut.won) >= max(lot.least or 1, 1)


def _lacking(plan: Plan, rankings: Mapping[str, Ranking], cuts: Mapping[str, _Cut]) -> list[tuple[str, str, Bar]]:
    """Return who won a lot without the one that goes with it, where both are decided."""
    found: list[tuple[str, str, Bar]] = []
    for pair in plan.combinations:
        other = cuts[pair.requires]
        if other.to_draw or rankings[pair.requires].incomplete or not other.won:
            continue
        words = say(
            "{lot} only together with {other}, which this tender did not win.", lot=pair.lot, other=pair.requires
        )
        found += [(pair.lot, one, Bar(words, KNOCK_OUT)) for one in cuts[pair.lot].won if one not in other.won]
    return found


def _told(plan: Plan, lot: Limits, entries: Mapping[str, Entry], ranking: Ranking, cut: _Cut) -> LotResult:
    """Say what became of a lot and of each tender in it."""
    state, because, rule = _state(lot, ranking, cut)
    won = set(cut.won) if state is AssessmentState.PROPOSED else set[str]()
    places: list[Place] = []
    before = 0
    for group in ranking.groups:
        ordered = sorted(group, key=lambda one: (cut.drawn.index(one) if one in cut.drawn else -1, one))
        for one in ordered:
            number = before + 1 + (cut.drawn.index(one) if one in cut.drawn else 0)
            standing = Placing.AWARDED if one in won else Placing.RANKED
            why, by = _because(lot, cut, one, number, state, is_won=one in won)
            notes = (*why, *_notes(plan, entries, ranking, one))
            places.append(
                Place(
                    candidate=one,
                    standing=standing,
                    rank=number,
                    because=notes,
                    rule=by,
                    result=ranking.results[one],
                )
            )
        before += len(group)
    for one, bar in sorted(ranking.barred.items()):
        shown = ranking.results.get(one)
        out = Place(
            candidate=one, standing=Placing.ELIMINATED, rank=None, because=(bar.sentence,), rule=bar.rule, result=shown
        )
        places.append(out)
    return LotResult(lot=lot.code, state=state, because=because, places=tuple(places), to_draw=cut.to_draw, rule=rule)


def _state(lot: Limits, ranking: Ranking, cut: _Cut) -> tuple[AssessmentState, Sentence, str | None]:
    if ranking.incomplete:
        words = say("Of {count} tenders a score or a price is missing.", count=len(ranking.incomplete))
        return AssessmentState.UNFINISHED, words, None
    if cut.to_draw:
        words = say("{count} tenders are equal at the last place: the announced draw decides.", count=len(cut.to_draw))
        return AssessmentState.DRAW_NEEDED, words, DRAWN
    least = max(lot.least or 1, 1)
    if not _is_enough(lot, cut):
        words = say(
            "{count} tenders can win, fewer than the least of {least}: the authority decides; nothing is awarded.",
            count=len(cut.won),
            least=least,
        )
        return AssessmentState.DECISION_NEEDED, words, OVER_LOTS
    return AssessmentState.PROPOSED, say("{count} tenders win this lot.", count=len(cut.won)), None


def _because(
    lot: Limits, cut: _Cut, one: str, number: int, state: AssessmentState, *, is_won: bool
) -> tuple[tuple[Sentence, ...], str | None]:
    drawn: tuple[Sentence, ...] = ()
    if one in cut.drawn:
        drawn = (say("Equal with others; came out of the draw as number {place}.", place=cut.drawn.index(one) + 1),)
    if one in cut.passed:
        return (say("Rank {rank}.", rank=number), cut.passed[one].sentence), cut.passed[one].rule
    if is_won and lot.room is None:
        return (say("Rank {rank}; every tender that counts gets a contract.", rank=number),), None
    if is_won:
        words = say("Rank {rank}, within the {most} contracts of this lot.", rank=number, most=lot.room or 0)
        return (words, *drawn), DRAWN if drawn else None
    if one in cut.to_draw:
        return (say("Equal with others at the last place: a draw decides."),), DRAWN
    if state in {AssessmentState.DECISION_NEEDED, AssessmentState.UNFINISHED, AssessmentState.DRAW_NEEDED}:
        return (say("Rank {rank}.", rank=number),), None
    words = say("Rank {rank}; the {most} contracts of this lot went to those before.", rank=number, most=lot.room or 0)
    return (words, *drawn), DRAWN if drawn else None


def _notes(plan: Plan, entries: Mapping[str, Entry], ranking: Ranking, one: str) -> tuple[Sentence, ...]:
    """Say which criterion parted this tender from another with the same result."""
    titles = {criterion.code: criterion.title for criterion in plan.criteria}
    for other in sorted(ranking.valid - {one}):
        if ranking.results[other].key == ranking.results[one].key:
            code = parted_by(plan, entries[one], entries[other])
            if code is not None:
                return (say("Equal result; {criterion} parted them, as announced.", criterion=titles[code]),)
    return ()


def _waiting(plan: Plan, results: Sequence[LotResult]) -> tuple[LotResult, ...]:
    """Let a lot wait for another on which it depends, and award nothing in it meanwhile."""
    open_states = {AssessmentState.UNFINISHED, AssessmentState.DRAW_NEEDED, AssessmentState.WAITING}
    told: dict[str, LotResult] = {}
    for position, one in enumerate(results):
        needs = {pair.requires for pair in plan.combinations if pair.lot == one.lot}
        earlier = {other.lot for other in results[:position]} if plan.most_lots_won is not None else set[str]()
        awaited = sorted(
            other.lot
            for other in results
            if (other.lot in needs | earlier and told.get(other.lot, other).state in open_states)
            or (other.lot in needs and other.state is AssessmentState.DECISION_NEEDED)
        )
        told[one.lot] = _wait(one, awaited[0]) if awaited and one.state not in open_states else one
    return tuple(told.values())


def _wait(one: LotResult, other: str) -> LotResult:
    held = tuple(
        replace(place, standing=Placing.RANKED, because=(say("Rank {rank}.", rank=place.rank or 0),))
        if place.standing is Placing.AWARDED
        else place
        for place in one.places
    )
    return replace(
        one, state=AssessmentState.WAITING, places=held, because=say("Waits for {lot}.", lot=other), rule=None
    )
