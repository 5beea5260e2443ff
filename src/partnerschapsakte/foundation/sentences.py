"""A sentence for a person: an English message id with its values, said in the reader's language at the door."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TypeAlias

Value: TypeAlias = "str | int | Decimal | date | Sentence"


@dataclass(frozen=True, slots=True)
class Sentence:
    """``id`` is English with ``{names}``; ``values`` fill them. The Dutch catalogue translates the id."""

    id: str
    values: tuple[tuple[str, Value], ...] = ()

    def __str__(self) -> str:
        """Say it in English, for a log or a developer."""
        return self.id.format_map({name: str(value) for name, value in self.values})


def say(sentence_id: str, **values: Value) -> Sentence:
    """Make a sentence. Babel extracts the first argument of every call of this function (see babel.cfg)."""
    return Sentence(sentence_id, tuple(sorted(values.items())))
