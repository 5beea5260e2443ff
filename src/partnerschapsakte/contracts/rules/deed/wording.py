"""Reads the texts that people supplied for a deed and finds the words that make a deed fail."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import cast

from partnerschapsakte.contracts.rules.deed.articles import AddedClause
from partnerschapsakte.contracts.rules.deed.plain import as_plain
from partnerschapsakte.foundation.outcomes import Finding, Level
from partnerschapsakte.foundation.sentences import Sentence, say

SOURCE = "Partnerschapsakte: toetslijst, afkeurpunten"
UNFINISHED = re.compile(
    r"\[[^\]]*\]|\bkies(?:t|en)?:|\bzie gesprek\b|\bPM\b|\bTODO\b|\bXXX?\b|\bnader te bepalen\b", re.IGNORECASE
)
SYNONYM = re.compile(r"\b(?:zorg)?(?:partners?|aanbieders?)\b|\bopdracht(?:nemer|gever)s?\b|\bcontractpartij(?:en)?\b")
DIGIT_DATE = re.compile(r"\b\d{1,2}[-/.]\d{1,2}[-/.](?:19|20)\d{2}\b|\b(?:19|20)\d{2}-\d{2}-\d{2}\b")
VAGUE = re.compile(r"\b(?:circa|ca\.|ongeveer)(?!\w)", re.IGNORECASE)
BARE_MONEY = re.compile(r"\b(?:EUR|euro)\s?\d|\d\s?(?:EUR|euro)\b", re.IGNORECASE)
NOT_APPLICABLE = re.compile(r"^\s*(?:n\.?\s?v\.?\s?t\.?|niet van toepassing)?\s*\.?\s*$", re.IGNORECASE)
WRONG_NOTICE = re.compile(r"\bopzeg(?:termijn|ging)\b", re.IGNORECASE)
COMPUTED = frozenset(
    {
        "article",
        "chapters",
        "annexes",
        "annex",
        "base_deviations",
        "rungs",
        "law",
        "authority_list",
        "absent_articles",
        "referrer_names",
        "may_conclude_names",
        "on_behalf_of_names",
        "legal_name",
        "taken_by",
        "about",
    }
)
"""What a content derives from its fields: judged once, where it was supplied."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A text and where in the content it stands."""

    where: str
    text: str


def texts_of(content: object) -> tuple[Placed, ...]:
    """Return every supplied text of a content with its place."""
    return tuple(_walk(as_plain(content), ""))


def _walk(value: object, where: str) -> Iterator[Placed]:
    if isinstance(value, str):
        yield Placed(where, value)
    elif isinstance(value, Mapping):
        for name, item in cast("Mapping[str, object]", value).items():
            if name not in COMPUTED and not name.endswith(("_sentence", "_phrase")):
                yield from _walk(item, f"{where}.{name}" if where else name)
    elif isinstance(value, list):
        for at, item in enumerate(cast("list[object]", value)):
            yield from _walk(item, f"{where}[{at}]")


def found(level: Level, point: int, message: Sentence, where: str, rule: str | None = None) -> Finding:
    """Return a finding that names the point of the checklist."""
    return Finding(level=level, message=message, rule=rule, source=f"{SOURCE} {point}", where=where)


def unfinished(texts: tuple[Placed, ...]) -> Iterator[Finding]:
    """Find words that belong to a draft (point 20)."""
    for placed in texts:
        if hit := UNFINISHED.search(placed.text):
            message = say("The text still has a mark of a draft: {words}.", words=hit[0])
            yield found(Level.WARNING, 20, message, placed.where)


def names_in(texts: tuple[Placed, ...], kept_out: tuple[str, ...]) -> Iterator[Finding]:
    """Find names of young people and experts by experience (point 17, rule 67); the name itself is not repeated."""
    wanted = tuple(name.casefold() for name in kept_out if name.strip())
    for placed in texts:
        if any(re.search(rf"(?<!\w){re.escape(name)}(?!\w)", placed.text.casefold()) for name in wanted):
            message = say("The text names a person who must stay out of the deed.")
            yield found(Level.REFUSED, 17, message, placed.where, "67")


def clause_findings(clauses: tuple[AddedClause, ...], keys: frozenset[str]) -> Iterator[Finding]:
    """Judge the clauses that the dialogue added (points 4, 9, 10 and 15)."""
    for at, clause in enumerate(clauses):
        where = f"clauses[{at}]"
        if clause.article not in keys:
            message = say(
                "The clause belongs to an article that this deed does not have: {article}.", article=clause.article
            )
            yield found(Level.REFUSED, 10, message, where)
        if NOT_APPLICABLE.match(clause.text):
            yield found(
                Level.REFUSED, 10, say("A clause says something; leave an optional article out instead."), where
            )
        if clause.article == "extension" and WRONG_NOTICE.search(clause.text):
            yield found(Level.REFUSED, 4, say("The notice of an extension is an aanzegging, not a termination."), where)
        yield from _plain_words(clause.text, where)


def _plain_words(text: str, where: str) -> Iterator[Finding]:
    if hit := SYNONYM.search(text):
        yield found(Level.WARNING, 9, say("Write Opdrachtgever or Opdrachtnemer for {words}.", words=hit[0]), where)
    if hit := DIGIT_DATE.search(text):
        yield found(Level.WARNING, 15, say("Write the date {words} in full.", words=hit[0]), where)
    if hit := VAGUE.search(text):
        yield found(Level.WARNING, 15, say("An obligation cannot be vague: {words}.", words=hit[0]), where)
    if hit := BARE_MONEY.search(text):
        yield found(
            Level.WARNING,
            15,
            say("Write the amount {words} with the sign € and say whether it includes VAT.", words=hit[0]),
            where,
        )
