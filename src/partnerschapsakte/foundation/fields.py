"""The field types of commands, shared by both doors and by case files, with the sentences that refuse a value."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, Final

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
)
from pydantic_core import CoreSchema, core_schema

from partnerschapsakte.foundation.sentences import Sentence, say

A_DAY = say("Write a calendar date as year-month-day, such as 2029-01-31.")


class Unacceptable(ValueError):
    """A value that a field refuses; a door finds it as ``error["ctx"]["error"]`` and tells its sentence."""

    def __init__(self, sentence: Sentence) -> None:
        super().__init__(str(sentence))
        self.sentence = sentence


@dataclass(frozen=True, slots=True)
class Exact:
    """A decimal number as text, or a whole number: what a machine sends with a floating point has lost its cents."""

    pattern: str
    least: int
    most: int

    def read(self, value: Any) -> Any:
        """Return the number, or refuse what is not written exactly."""
        if isinstance(value, str) and re.fullmatch(self.pattern, value):
            return Decimal(value)
        if isinstance(value, float) and value.is_integer():
            return Decimal(int(value))
        if isinstance(value, int) and not isinstance(value, bool):
            return Decimal(value)
        if value is None or isinstance(value, Decimal):
            return value
        raise Unacceptable(say("Write the number as text with a point, such as 0.5 or 1250.50."))

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Read before the number is judged."""
        return core_schema.no_info_before_validator_function(self.read, handler(source))

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        """Describe it as it is read."""
        whole = {"type": "integer", "minimum": self.least, "maximum": self.most}
        return {"anyOf": [{"type": "string", "pattern": self.pattern}, whole]}


class Command(BaseModel):
    """What somebody asks the program to do; unknown fields are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")


def _printable(text: str, *, allowed: str) -> str:
    """Refuse what XML 1.0 cannot hold and what no reader sees: control characters, lone surrogates, non-characters."""
    for position, character in enumerate(text, start=1):
        point = ord(character)
        control = point < 0x20 or 0x7F <= point <= 0x9F or character in "\u2028\u2029"  # noqa: PLR2004 - C0 and C1
        unprintable = 0xD800 <= point <= 0xDFFF or point & 0xFFFE == 0xFFFE  # noqa: PLR2004 - XML 1.0, production 2
        if (control or unprintable) and character not in allowed:
            raise Unacceptable(
                say(
                    "Character {code} at position {position} cannot be printed in a document. Remove it.",
                    code=f"U+{point:04X}",
                    position=position,
                )
            )
    return text


def _line(value: Any) -> Any:
    return _printable(value.strip(" \t\r\n"), allowed="") if isinstance(value, str) else value


def _paragraphs(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    # A browser sends every line end of a form as CRLF; that is transport, not content.
    return _printable(value.strip(" \t\r\n").replace("\r\n", "\n"), allowed="\n\t")


def _calendar_date(value: Any) -> Any:
    # Otherwise pydantic reads a number as seconds since 1970 and cuts the time off a moment.
    if isinstance(value, datetime) or not isinstance(value, date | str):
        raise Unacceptable(A_DAY)
    if isinstance(value, str):
        try:
            return date.fromisoformat(value)
        except ValueError:
            raise Unacceptable(A_DAY) from None
    return value


def _matching(pattern: str, sentence: Sentence) -> Callable[[str], str]:
    compiled = re.compile(pattern)

    def check(value: str) -> str:
        if not compiled.fullmatch(value):
            raise Unacceptable(sentence)
        return value

    return check


def _shape(pattern: str) -> Any:
    return Field(json_schema_extra={"pattern": pattern})


KVK_NUMBER: Final = r"^[0-9]{8}$"
POSTAL_CODE: Final = r"^[1-9][0-9]{3} [A-Z]{2}$"
MUNICIPALITY_CODE: Final = r"^gm[0-9]{4}$"
EMAIL: Final = r"^[^@\s,;<>\"]+@[^@\s,;<>\"]+\.[^@\s,;<>\".]+$"
LOT_CODE: Final = r"^LOT-[0-9]{4}$"
OCID: Final = r"^ocds-[^\s]+$"

Line = Annotated[str, BeforeValidator(_line), Field(min_length=1, max_length=400)]
OptionalLine = Annotated[str, BeforeValidator(_line), Field(max_length=400)]
Code = Annotated[str, BeforeValidator(_line), Field(min_length=1, max_length=100)]
Text = Annotated[str, BeforeValidator(_paragraphs), Field(min_length=1, max_length=6000)]
OptionalText = Annotated[str, BeforeValidator(_paragraphs), Field(max_length=6000)]
Reason = Annotated[str, BeforeValidator(_paragraphs), Field(min_length=10, max_length=4000)]
Day = Annotated[date, BeforeValidator(_calendar_date)]

KvkNumber = Annotated[
    Code,
    AfterValidator(_matching(KVK_NUMBER, say("A KvK number has eight digits, leading zeros included."))),
    _shape(KVK_NUMBER),
]
PostalCode = Annotated[
    Code,
    AfterValidator(
        _matching(POSTAL_CODE, say("Write the postal code as four digits, a space and two capitals, such as 1234 AB."))
    ),
    _shape(POSTAL_CODE),
]
MunicipalityCode = Annotated[
    Code,
    AfterValidator(
        _matching(MUNICIPALITY_CODE, say("A municipality code is gm followed by four digits, such as gm0344."))
    ),
    _shape(MUNICIPALITY_CODE),
]
Email = Annotated[
    str,
    BeforeValidator(_line),
    Field(max_length=254),
    AfterValidator(_matching(EMAIL, say("Write one e-mail address, such as name@example.nl."))),
    _shape(EMAIL),
]
LotCode = Annotated[
    Code, AfterValidator(_matching(LOT_CODE, say("A lot is numbered LOT-0001, LOT-0002 and so on."))), _shape(LOT_CODE)
]
Ocid = Annotated[
    Code, AfterValidator(_matching(OCID, say("An ocid starts with ocds- and has no spaces."))), _shape(OCID)
]
