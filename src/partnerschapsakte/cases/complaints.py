"""Says in one sentence what the schema has against a value, and how to mend it."""

from collections.abc import Callable, Mapping
from difflib import get_close_matches
from typing import Any, TypeAlias

from pydantic_core import ErrorDetails

from partnerschapsakte.foundation.fields import A_DAY, Unacceptable
from partnerschapsakte.foundation.sentences import Sentence, say

Complaint: TypeAlias = tuple[Sentence, Sentence | None]
UNKNOWN = frozenset({"extra_forbidden", "unexpected_keyword_argument"})
MISSING = frozenset({"missing", "missing_argument", "missing_keyword_only_argument"})
QUOTES = say("Put it between quotes.")


def complaint(error: ErrorDetails, known: tuple[str, ...]) -> Complaint:
    """Return the sentence and the remedy; ``known`` are the keys that the element around it can have."""
    kind, context = error["type"], error.get("ctx", {})
    if kind in UNKNOWN:
        return _unknown(str(error["loc"][-1]), known)
    if kind in MISSING:
        return say("The key {key} is missing.", key=str(error["loc"][-1])), None
    if isinstance(refused := context.get("error"), Unacceptable):
        return refused.sentence, None
    if told := _TOLD.get(kind):
        return told(context)
    return say("This value cannot be used here ({reason}).", reason=error["msg"]), None


def _unknown(key: str, known: tuple[str, ...]) -> Complaint:
    near = get_close_matches(key, known, n=1)
    remedy = say("Did you mean {key}?", key=near[0]) if near else _keys(known)
    return say("The key {key} is unknown here.", key=key), remedy


def _keys(known: tuple[str, ...]) -> Sentence | None:
    return say("Known here: {keys}.", keys=", ".join(sorted(known))) if known else None


def _choice(context: Mapping[str, Any]) -> Complaint:
    expected = context.get("expected") or context.get("expected_tags") or ""
    words = str(expected).replace("'", "").replace(" or ", ", ")
    return say("This is not one of the possible values."), say("Choose from: {words}.", words=words)


def _least(context: Mapping[str, Any]) -> Complaint:
    return say("The value is at least {least}.", least=str(context["ge"])), None


def _most(context: Mapping[str, Any]) -> Complaint:
    return say("The value is at most {most}.", most=str(context["le"])), None


_TOLD: dict[str, Callable[[Mapping[str, Any]], Complaint]] = {
    "string_type": lambda _: (say("A text is expected here."), QUOTES),
    "string_too_short": lambda _: (say("The text is empty or too short."), None),
    "string_too_long": lambda context: (say("The text is longer than {most} signs.", most=context["max_length"]), None),
    "string_pattern_mismatch": lambda context: (
        say("This is not written as expected ({pattern}).", pattern=str(context["pattern"])),
        None,
    ),
    "int_type": lambda _: (say("A whole number is expected here."), None),
    "int_parsing": lambda _: (say("A whole number is expected here."), None),
    "int_from_float": lambda _: (say("A whole number is expected here."), None),
    "decimal_type": lambda _: (say("A number is expected here."), None),
    "decimal_parsing": lambda _: (say("A number is expected here."), None),
    "decimal_max_places": lambda _: (say("An amount has at most two decimals."), None),
    "bool_parsing": lambda _: (say("Write true or false."), None),
    "bool_type": lambda _: (say("Write true or false."), None),
    "date_type": lambda _: (A_DAY, None),
    "date_parsing": lambda _: (A_DAY, None),
    "date_from_datetime_parsing": lambda _: (A_DAY, None),
    "enum": _choice,
    "literal_error": _choice,
    "union_tag_invalid": _choice,
    "union_tag_not_found": lambda _: (say("The key {key} is missing.", key="event"), None),
    "greater_than_equal": _least,
    "less_than_equal": _most,
    "greater_than": lambda context: (say("The value is above {least}.", least=str(context["gt"])), None),
    "too_short": lambda context: (say("At least {least} is expected here.", least=context["min_length"]), None),
    "too_long": lambda context: (say("The text is longer than {most} signs.", most=context["max_length"]), None),
    "model_type": lambda _: (say("An element with keys is expected here."), None),
    "model_attributes_type": lambda _: (say("An element with keys is expected here."), None),
    "dataclass_type": lambda _: (say("An element with keys is expected here."), None),
    "dict_type": lambda _: (say("An element with keys is expected here."), None),
    "tuple_type": lambda _: (say("A list is expected here."), None),
}
