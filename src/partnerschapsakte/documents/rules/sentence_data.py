"""Writes findings and sentences as plain data and reads them back, from a place that need not be trusted."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from string import Formatter
from typing import Any, cast

from partnerschapsakte.foundation.outcomes import Finding, Level
from partnerschapsakte.foundation.sentences import Sentence, Value

LONGEST, LARGEST = 4_000, 10**18
MOST_VALUES = 20
DEEPEST = 6


class UnreadableDataError(Exception):
    """Data is not what ``written`` or ``findings_data`` makes."""


def findings_data(findings: Sequence[Finding]) -> list[dict[str, Any]]:
    """Return findings as plain data."""
    return [{"message": written(one.message), "where": one.where} for one in findings]


def findings_of(data: object) -> tuple[Finding, ...]:
    """Read findings from plain data; raise UnreadableDataError."""
    return tuple(_finding(one) for one in cast("list[object]", _of(data, list)))


def _finding(data: object) -> Finding:
    known = cast("dict[str, object]", _of(data, dict))
    where = str(_of(known.get("where"), str))[:LONGEST]
    return Finding(level=Level.REFUSED, message=sentence(known.get("message")), where=where)


def written(value: Value) -> Any:
    """Return a sentence, or a value in one, as plain data that says what it is."""
    match value:
        case Sentence():
            return {"say": value.id, "values": {name: written(inner) for name, inner in value.values}}
        case Decimal():
            return {"decimal": str(value)}
        case date():
            return {"date": value.isoformat()}
        case _:
            return value


def sentence(data: object, depth: int = 0) -> Sentence:
    """Read a sentence; its pattern may hold names only, so that filling it in does nothing else."""
    known = cast("dict[str, object]", _of(data, dict))
    pattern = str(_of(known.get("say"), str))
    values = cast("Mapping[str, object]", _of(known.get("values"), dict))
    if len(pattern) > LONGEST or len(values) > MOST_VALUES or depth > DEEPEST:
        raise UnreadableDataError
    try:
        fields = list(Formatter().parse(pattern))
    except ValueError as error:
        raise UnreadableDataError from error
    if any(name is not None and (name not in values or spec or turned) for _, name, spec, turned in fields):
        raise UnreadableDataError
    return Sentence(pattern, tuple(sorted((name, _value(inner, depth)) for name, inner in values.items())))


def _value(data: object, depth: int) -> Value:
    match data:
        case str() if len(data) <= LONGEST:
            return data
        case int() if abs(data) < LARGEST:
            return data
        case {"date": str(text)}:
            return cast("date", _read(date.fromisoformat, text))
        case {"decimal": str(text)}:
            return cast("Decimal", _read(Decimal, text))
        case {"say": str()}:
            return sentence(data, depth + 1)  # pyright: ignore[reportUnknownArgumentType] - any JSON
        case _:
            raise UnreadableDataError


def _read(kind: Callable[[str], object], text: str) -> object:
    try:
        return kind(text[:LONGEST])
    except (ValueError, InvalidOperation) as error:
        raise UnreadableDataError from error


def _of(data: object, kind: type) -> object:
    if not isinstance(data, kind):
        raise UnreadableDataError
    return data
