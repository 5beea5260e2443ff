"""Writes single values as a summary has them: sentences in one language, computed dates with their why, money."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from partnerschapsakte.dates.explanation import Explained, as_json
from partnerschapsakte.foundation import language
from partnerschapsakte.foundation.sentences import Sentence, say


@dataclass(frozen=True, slots=True)
class Teller:
    """Says what a reader of the summary reads, in one language."""

    locale: str

    def sentence(self, sentence: Sentence) -> str:
        """Say a sentence."""
        return language.tell(sentence, self.locale)

    def reasons(self, sentences: Iterable[Sentence], rule: str | None = None) -> str:
        """Say sentences after each other, and the rule by which it is so."""
        by = [f"[{self.sentence(say('rule {number}', number=rule))}]"] if rule else []
        return " ".join([*(self.sentence(one) for one in sentences), *by])

    def computed(self, explained: Explained | None) -> dict[str, Any] | None:
        """Write a computed date with its why."""
        return None if explained is None else as_json(explained, self.sentence)


def as_money(amount: Decimal | None) -> str | None:
    """Write an amount in euro with its cents."""
    return None if amount is None else f"{amount:.2f}"


def as_number(number: Decimal | None) -> str | None:
    """Write a number exactly, as text."""
    return None if number is None else format(number, "f")


def as_day(day: date | None) -> str | None:
    """Write a date."""
    return None if day is None else day.isoformat()
