"""Says sentences, dates and amounts in the reader's language; English ids, Dutch by catalogue."""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from functools import cache
from pathlib import Path

from babel.dates import format_date, format_datetime
from babel.messages.pofile import read_po
from babel.numbers import format_currency, format_decimal

from partnerschapsakte.foundation.clock import AMSTERDAM
from partnerschapsakte.foundation.sentences import Sentence, Value

DUTCH, ENGLISH = "nl", "en"
LANGUAGES = (DUTCH, ENGLISH)
CATALOGUES = Path(__file__).parents[1] / "locale"


@cache
def catalogue(locale: str) -> dict[str, str]:
    """Return message id → text of this language; English ids are their own text."""
    path = CATALOGUES / locale / "LC_MESSAGES" / "messages.po"
    with path.open("rb") as file:
        return {str(message.id): str(message.string) for message in read_po(file) if message.id and message.string}


def gettext(message_id: str, locale: str) -> str:
    """Return the text of this message id, or the id itself where the catalogue lacks it."""
    return catalogue(locale).get(message_id, message_id)


def tell(sentence: Sentence, locale: str) -> str:
    """Say a sentence in this language, with its dates and numbers as a person writes them."""
    return gettext(sentence.id, locale).format_map({name: written(value, locale) for name, value in sentence.values})


def written(value: Value, locale: str) -> str:
    """Write one value of a sentence: ``1 januari 2029``, ``1.234,56``."""
    match value:
        case Sentence():
            return tell(value, locale)
        case Decimal():
            return number(value, locale)
        case date():
            return day(value, locale)
        case _:
            return str(value)


def day(value: date, locale: str = DUTCH) -> str:
    """Write a calendar date: ``1 januari 2029``."""
    return format_date(value, "d MMMM yyyy", locale=locale)


def weekday(value: date, locale: str = DUTCH) -> str:
    """Write a calendar date with its day of the week: ``maandag 1 januari 2029``."""
    return format_date(value, "EEEE d MMMM yyyy", locale=locale)


def moment(value: datetime, locale: str = DUTCH) -> str:
    """Write an instant on the clock of the municipality: ``1 januari 2029 09:30``."""
    return format_datetime(value, "d MMMM yyyy HH:mm", tzinfo=AMSTERDAM, locale=locale)


def euro(value: Decimal, locale: str = DUTCH) -> str:
    """Write an amount: ``€ 1.234.567,89``."""
    return format_currency(value, "EUR", "¤\N{NO-BREAK SPACE}#,##0.00", locale=locale)


def number(value: Decimal | int, locale: str = DUTCH) -> str:
    """Write a number with the separators of the language."""
    return format_decimal(value, locale=locale, decimal_quantization=False)


def label(member: StrEnum, locale: str = DUTCH) -> str:
    """Return the label of an enum member; its message id is ``EnumName.value``."""
    message_id = f"{type(member).__name__}.{member.value}"
    return gettext(message_id, locale)
