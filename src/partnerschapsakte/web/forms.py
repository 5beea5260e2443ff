"""Reads a typed form: a command, or the typed text with a sentence in the reader's language beside each field."""

import re
import types
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Generic, TypeVar, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails
from sqlalchemy.orm import Session

from partnerschapsakte.dates.typed import read_date
from partnerschapsakte.foundation.fields import A_DAY, Unacceptable
from partnerschapsakte.foundation.outcomes import Refusal
from partnerschapsakte.foundation.sentences import Sentence, say
from partnerschapsakte.web.protection import FIELD

Command = TypeVar("Command", bound=BaseModel)

FILL_IN = say("Fill in this field.")
TYPE_A_DATE = say("Type a date that exists, as 31-12-2029 or 31 December 2029.")
TYPE_A_NUMBER = say("Type a number, for example 1250 or 1250,50.")
CHOOSE = say("Choose one of the options.")
NOT_ACCEPTED = say("This value is not accepted.")
UNKNOWN_FIELD = say("The form sent something that this page does not know. Reload the page and try again.")


def _too_short(ctx: dict[str, Any]) -> Sentence:
    return FILL_IN if ctx["min_length"] == 1 else say("Write at least {count} characters.", count=ctx["min_length"])


SENTENCES: dict[str, Callable[[dict[str, Any]], Sentence]] = {
    "missing": lambda _: FILL_IN,
    "string_too_short": _too_short,
    "too_short": _too_short,
    "string_too_long": lambda ctx: say("Write at most {count} characters.", count=ctx["max_length"]),
    "too_long": lambda ctx: say("Write at most {count} characters.", count=ctx["max_length"]),
    "greater_than_equal": lambda ctx: say("Type a number that is at least {bound}.", bound=ctx["ge"]),
    "greater_than": lambda ctx: say("Type a number above {bound}.", bound=ctx["gt"]),
    "less_than_equal": lambda ctx: say("Type a number that is at most {bound}.", bound=ctx["le"]),
    "less_than": lambda ctx: say("Type a number below {bound}.", bound=ctx["lt"]),
    "enum": lambda _: CHOOSE,
    "literal_error": lambda _: CHOOSE,
    "bool_parsing": lambda _: CHOOSE,
    "extra_forbidden": lambda _: UNKNOWN_FIELD,
    "value_error": lambda ctx: _said(ctx["error"]),
}
OWN_SENTENCES = frozenset({"elsewhere_incomplete"})
"""Error types of our own commands; their message is a sentence's id."""

BY_PREFIX = {"date": TYPE_A_DATE, "int": TYPE_A_NUMBER, "decimal": TYPE_A_NUMBER, "float": TYPE_A_NUMBER}


@dataclass(frozen=True, slots=True)
class Form(Generic[Command]):
    """A submitted form: the command if it parsed, else what was typed and what is wrong with each field."""

    values: Mapping[str, str] = field(default_factory=dict[str, str])
    command: Command | None = None
    errors: Mapping[str, Sentence] = field(default_factory=dict[str, Sentence])

    def value(self, name: str, otherwise: str = "") -> str:
        """Return what was typed in a field."""
        return self.values.get(name, otherwise)


def read_form(shape: type[Command], typed: Mapping[str, str], **known: Any) -> Form[Command]:
    """Read what was typed into a command; ``known`` is what the page itself knows, such as an id in its path.

    Dates may be typed as people write them, numbers with a comma. A field left empty is a field not sent.
    Names with dots make rows (``dissents.0.reason``); a row with an empty field is left out.
    """
    values = {name: text for name, text in typed.items() if name != FIELD}
    nested = {**_nested(values), **known}
    try:
        return Form(values, command=shape.model_validate(_understood(shape, nested)))
    except ValidationError as error:
        errors: dict[str, Sentence] = {}
        for detail in error.errors():
            errors.setdefault(_place(detail), sentence_of(detail))
        for name, sentence in _wrong_together(shape, nested).items():
            errors.setdefault(name, sentence)
        return Form(values, errors=errors)


def _wrong_together(shape: type[BaseModel], nested: Mapping[str, Any]) -> dict[str, Sentence]:
    """Return what a shape says of fields that belong together, so that it is told with what each of them lacks.

    A check of the whole shape waits until every field is sound by itself: people would meet it only at a second try.
    """
    told: Callable[[Mapping[str, Any]], dict[str, Sentence]] | None = getattr(shape, "wrong_together", None)
    return told(nested) if told else {}


def attempt(session: Session, act: Callable[[], object]) -> Refusal | None:
    """Do an act whole or not at all; a refusal leaves nothing behind, and comes back to be told beside the form."""
    try:
        with session.begin_nested():
            act()
    except Refusal as refusal:
        session.info["refusal"] = refusal  # web.units has it written down
        return refusal
    return None


def read_number(text: str) -> str:
    """Return a number typed the Dutch way as a machine reads it: ``1.250,50`` becomes ``1250.50``."""
    text = text.replace("€", "").replace("\N{NO-BREAK SPACE}", "").replace(" ", "")
    if "," in text:
        return text.replace(".", "").replace(",", ".")
    return text.replace(".", "") if re.fullmatch(r"\d{1,3}(\.\d{3})+", text) else text


def _nested(values: Mapping[str, str]) -> dict[str, Any]:
    plain: dict[str, Any] = {name: text for name, text in values.items() if "." not in name and text.strip()}
    rows: dict[str, dict[str, dict[str, str]]] = {}
    for name, text in values.items():
        if name.count(".") == 2:  # noqa: PLR2004 - list, row, field
            listed, row, column = name.split(".")
            rows.setdefault(listed, {}).setdefault(row, {})[column] = text
    for listed, by_row in rows.items():
        plain[listed] = [row for row in by_row.values() if all(text.strip() for text in row.values())]
    return plain


def _understood(shape: type[BaseModel], values: dict[str, Any]) -> dict[str, Any]:
    kinds = {name: _kinds(info.annotation) for name, info in shape.model_fields.items()}
    return {name: _read(value, kinds.get(name, frozenset())) for name, value in values.items()}


def _read(value: Any, kinds: frozenset[Any]) -> Any:
    if not isinstance(value, str):
        return value
    if date in kinds:
        return read_date(value) or value
    if Decimal in kinds or (int in kinds and bool not in kinds):
        return read_number(value)
    return value


def _kinds(annotation: Any) -> frozenset[Any]:
    if get_origin(annotation) is Annotated:
        return _kinds(get_args(annotation)[0])
    if get_origin(annotation) in {Union, types.UnionType}:
        return frozenset(kind for part in get_args(annotation) for kind in _kinds(part))
    return frozenset({annotation})


def _said(error: Exception) -> Sentence:
    if not isinstance(error, Unacceptable):
        return Sentence(str(error))
    return TYPE_A_DATE if error.sentence == A_DAY else error.sentence


def _place(detail: ErrorDetails) -> str:
    return ".".join(str(part) for part in detail["loc"]) or "form"


def sentence_of(detail: ErrorDetails) -> Sentence:
    """Return what is wrong with a value, as a sentence for the one who gave it."""
    kind = detail["type"]
    if kind in OWN_SENTENCES:
        return Sentence(detail["msg"])
    if kind in SENTENCES:
        return SENTENCES[kind](detail.get("ctx", {}))
    return BY_PREFIX.get(kind.split("_")[0], NOT_ACCEPTED)
