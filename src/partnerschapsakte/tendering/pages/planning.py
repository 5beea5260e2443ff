"""The form with which a tender is planned: what people type, as the one command that plans it."""

import re
from typing import Annotated, Any, Final

from pydantic import AfterValidator, Field

from partnerschapsakte.foundation.fields import Command, Day, Line, OptionalLine, OptionalText, Text, Unacceptable
from partnerschapsakte.foundation.sentences import say
from partnerschapsakte.tendering.pages.papers import lines
from partnerschapsakte.tendering.rules.facts import EstimationMethod, Procedure
from partnerschapsakte.tendering.schemas import Amount, Count, PlannedLot, PlanTender, TimeOfDay

LARGEST_COUNT: Final = 999
BANDWIDTH = re.compile(r"(?P<title>.*?)\s*(?:\((?P<least>\d{1,3})(?:\s*(?:-|\N{EN DASH}|tot)\s*(?P<most>\d{1,3}))?\))?")


def lots_of(text: str) -> tuple[PlannedLot, ...]:
    """Return the lots that were typed, one on each line: ``Noord (2-4)`` may be awarded two to four contracts."""
    return tuple(_lot(number, line) for number, line in enumerate(lines(text), start=1))


def _lot(number: int, line: str) -> PlannedLot:
    found = BANDWIDTH.fullmatch(line)
    title = found["title"] if found else line
    least = int(found["least"]) if found and found["least"] else None
    most = int(found["most"]) if found and found["most"] else least
    return PlannedLot(code=f"LOT-{number:04d}", title=title or line, contracts_minimum=least, contracts_maximum=most)


def _readable(text: str) -> str:
    for number, line in enumerate(lines(text), start=1):
        found = BANDWIDTH.fullmatch(line)
        counts = [int(one) for one in (found["least"], found["most"]) if one] if found else []
        if not found or not found["title"] or any(not 1 <= one <= LARGEST_COUNT for one in counts):
            raise Unacceptable(
                say("Line {number} is no lot: write its name, and if you like (2-4) after it.", number=number)
            )
    return text


class FiledPlan(Command):
    """A tender as a person plans it: lots and topics one on each line."""

    procedure: Procedure
    title: Line
    reference: OptionalLine = ""
    cpv_code: OptionalLine = ""
    requests_due_on: Day | None = None
    tender_due_on: Day | None = None
    tender_due_time: TimeOfDay | None = None
    maximum_candidates: Count | None = None
    dialogue_rounds: Count | None = None
    topics: OptionalText = ""
    standstill_days: Annotated[int, Field(ge=0, le=365)] = 20
    compensation: OptionalText = ""
    monthly_amount: Amount | None = None
    term_months: Annotated[int | None, Field(ge=1, le=1200)] = None
    has_total_price: bool = True
    estimated_value: Amount | None = None
    estimation_method: EstimationMethod | None = None
    lots: Annotated[Text, AfterValidator(_readable)]
    lots_reason: OptionalText = ""

    def command(self) -> PlanTender:
        """Return what was typed as the command that plans a tender."""
        told: dict[str, Any] = dict(self)
        told |= {"topics": lines(self.topics), "lots": lots_of(self.lots)}
        return PlanTender(**told)
