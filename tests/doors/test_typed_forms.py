"""What people type, read as they mean it, or told in a sentence why not."""

from datetime import date
from decimal import Decimal
from typing import Annotated

import pytest
from pydantic import BaseModel, Field, field_validator

from partnerschapsakte.foundation.fields import Command, Day, Line
from partnerschapsakte.foundation.sentences import say
from partnerschapsakte.web.forms import CHOOSE, FILL_IN, NOT_ACCEPTED, TYPE_A_DATE, TYPE_A_NUMBER, read_date, read_form
from partnerschapsakte.web.forms import read_number as number


class Asked(Command):
    """One field of each kind."""

    name: Line
    on: Day
    later: Day | None = None
    amount: Annotated[Decimal, Field(ge=0)] | None = None
    years: Annotated[int, Field(ge=1, le=9)] | None = None
    sure: bool = False
    rows: tuple[dict[str, str], ...] = ()

    @field_validator("name")
    @classmethod
    def _no_shouting(cls, value: str) -> str:
        if value.isupper():
            raise ValueError("Do not shout.")
        return value


GOOD = {"name": "Jeugdhulp", "on": "1-2-2029"}


@pytest.mark.parametrize(
    "typed",
    [
        "31-12-2029",
        "31/12/2029",
        "31.12.2029",
        "31 12 2029",
        "2029-12-31",
        "31 december 2029",
        " 31 DEC 2029 ",
        "31 dec. 2029",
    ],
)
def test_a_date_is_read_however_it_is_typed(typed: str) -> None:
    assert read_date(typed) == date(2029, 12, 31)


@pytest.mark.parametrize("typed", ["31-2-2029", "2029", "morgen", "1 zomermaand 2029", "1-1-29", "2029-13-01", ""])
def test_what_is_no_date_is_no_date(typed: str) -> None:
    assert read_date(typed) is None


@pytest.mark.parametrize(
    ("typed", "read"),
    [("1.250,50", "1250.50"), ("€ 1.250", "1250"), ("1250,5", "1250.5"), ("12.5", "12.5"), ("1 250", "1250")],
)
def test_a_number_is_read_the_dutch_way(typed: str, read: str) -> None:
    assert number(typed) == read


def test_a_good_form_becomes_a_command() -> None:
    typed = {**GOOD, "later": "", "amount": "1.250,50", "years": "3", "sure": "true", "form_token": "x"}
    command = read_form(Asked, typed).command
    assert command == Asked(
        name="Jeugdhulp", on=date(2029, 2, 1), amount=Decimal("1250.50"), years=3, sure=True, rows=()
    )


def test_a_row_with_an_empty_field_is_left_out() -> None:
    typed = {**GOOD, "rows.0.who": "a", "rows.0.why": " ", "rows.1.who": "b", "rows.1.why": "daarom"}
    command = read_form(Asked, typed).command
    assert command
    assert command.rows == ({"who": "b", "why": "daarom"},)


def test_what_the_page_knows_goes_before_what_is_typed() -> None:
    command = read_form(Asked, {**GOOD, "name": "anders"}, name="zo").command
    assert command
    assert command.name == "zo"


@pytest.mark.parametrize(
    ("field", "typed", "told"),
    [
        ("name", " ", FILL_IN),
        ("name", "HELP", say("Do not shout.")),
        ("name", "x" * 401, say("Write at most {count} characters.", count=400)),
        ("on", "", FILL_IN),
        ("on", "morgen", TYPE_A_DATE),
        ("later", "32-1-2029", TYPE_A_DATE),
        ("amount", "veel", TYPE_A_NUMBER),
        ("amount", "-1", say("Type a number that is at least {bound}.", bound=0)),
        ("years", "10", say("Type a number that is at most {bound}.", bound=9)),
        ("years", "1,5", TYPE_A_NUMBER),
        ("sure", "misschien", CHOOSE),
    ],
)
def test_a_mistake_is_told_at_its_field(field: str, typed: str, told: object) -> None:
    form = read_form(Asked, {**GOOD, field: typed})
    assert form.command is None
    assert dict(form.errors) == {field: told}
    assert form.value(field) == typed


def test_a_refusal_that_nobody_foresaw_is_still_told() -> None:
    class Odd(BaseModel):
        """A shape with a kind of error of its own."""

        code: Annotated[str, Field(pattern="^a$")]

    assert read_form(Odd, {"code": "b"}).errors == {"code": NOT_ACCEPTED}
