"""Ranks the tenders of one lot: first what knocks out, then the arithmetic, then the order, equals together."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from partnerschapsakte.assessment.rules.arithmetic import Entry, Result, lowest_price, missing, result
from partnerschapsakte.assessment.rules.plan import AwardCriterionKind, Plan
from partnerschapsakte.foundation.outcomes import Finding, Level
from partnerschapsakte.foundation.sentences import Sentence, say

KNOCK_OUT, OVER_LOTS = "30", "31"
Key = tuple[Fraction, ...]


@dataclass(frozen=True, slots=True)
class Bar:
    """Why a tender does not count in a lot, and by which rule."""

    sentence: Sentence
    rule: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranking:
    """A lot in order: groups of equals, the best first; who was knocked out, and who cannot be ranked yet."""

    groups: tuple[tuple[str, ...], ...] = ()
    results: Mapping[str, Result] = field(default_factory=dict[str, Result])
    barred: Mapping[str, Bar] = field(default_factory=dict[str, Bar])
    incomplete: Mapping[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])

    @property
    def valid(self) -> frozenset[str]:
        """Who is in the order."""
        return frozenset(one for group in self.groups for one in group)


def rank(plan: Plan, lot: str, entries: Mapping[str, Entry], barred: Mapping[str, Bar]) -> Ranking:
    """Rank a lot; ``barred`` names those who were knocked out by the rules over lots (rule 30)."""
    known = {one: entry for one, entry in sorted(entries.items()) if one not in barred}
    incomplete = {one: absent for one, entry in known.items() if (absent := missing(plan, lot, entry))}
    out = dict(barred) | {
        one: bar for one, entry in known.items() if one not in incomplete and (bar := _below(plan, lot, entry))
    }
    counted = {one: entry for one, entry in known.items() if one not in out and one not in incomplete}
    lowest = lowest_price(list(counted.values()))
    results = {one: result(plan, lot, entry, lowest) for one, entry in counted.items()}
    for one, reached in results.items():
        if plan.minimum_total is not None and reached.total < plan.minimum_total:
            words = say(
                "Total {total} is below the minimum of {minimum}.", total=reached.total, minimum=plan.minimum_total
            )
            out[one] = Bar(words, KNOCK_OUT)
    keys = {one: _key(plan, counted[one], results[one]) for one in counted if one not in out}
    groups = tuple(
        tuple(one for one in sorted(keys) if keys[one] == key) for key in sorted(set(keys.values()), reverse=True)
    )
    return Ranking(groups=groups, results=results, barred=out, incomplete=incomplete)


def parted_by(plan: Plan, first: Entry, second: Entry) -> str | None:
    """Name the criterion that parts two tenders of which the results are equal, or None where none does."""
    keys = zip(plan.tie_break, _break(plan, first), _break(plan, second), strict=True)
    return next((code for code, one, other in keys if one != other), None)


def reversals(plan: Plan, lot: str, entries: Mapping[str, Entry], names: Mapping[str, str]) -> tuple[Finding, ...]:
    """Say whose leaving would flip the order of two others, where price earns points relative to others (rule 32)."""
    if not any(one.kind is AwardCriterionKind.RELATIVE_PRICE for one in plan.of_lot(lot)):
        return ()
    now = _places(rank(plan, lot, entries, {}))
    found: list[Finding] = []
    for gone in sorted(now):
        then = _places(rank(plan, lot, {one: entry for one, entry in entries.items() if one != gone}, {}))
        both = sorted(then.keys() & now.keys())
        if any(now[one] < now[two] and then[one] > then[two] for one in both for two in both):
            words = say("Without {name} the order of others would flip.", name=names.get(gone, gone))
            found.append(Finding(level=Level.WARNING, message=words, rule="32", source="HR 2014:1078", where=lot))
    return tuple(found)


def _places(ranking: Ranking) -> dict[str, int]:
    return {one: place for place, group in enumerate(ranking.groups) for one in group}


def _below(plan: Plan, lot: str, entry: Entry) -> Bar | None:
    for one in plan.scored(lot):
        score = entry.scores[one.code]
        if one.minimum is not None and score < one.minimum:
            return Bar(
                say(
                    "{criterion}: score {score} is below the minimum of {minimum}.",
                    criterion=one.title,
                    score=score,
                    minimum=one.minimum,
                ),
                KNOCK_OUT,
            )
    return None


def _key(plan: Plan, entry: Entry, reached: Result) -> tuple[Key, Key]:
    return reached.key, _break(plan, entry)


def _break(plan: Plan, entry: Entry) -> Key:
    """Return what parts equals: a higher score, or a lower price."""
    by_code = {one.code: one for one in plan.criteria}
    return tuple(
        -Fraction(entry.price or 0) if by_code[code].is_price else Fraction(entry.scores.get(code, 0))
        for code in plan.tie_break
    )
