"""The award of a case file: what was decided per lot, its letters, who contested it, and the record of proceedings."""

from typing import Annotated

from pydantic import Field

from partnerschapsakte.awarding.rules.facts import LotDecision, RecordItem
from partnerschapsakte.cases.schema.element import Element, Key
from partnerschapsakte.dossiers.rules import DecisionBody
from partnerschapsakte.foundation.fields import Code, Day, Line, LotCode, Reason, Text


class Settled(Element):
    """What followed the letters of a lot."""

    definitive_on: Day | None = None
    contract_concluded_on: Day | None = None
    concluded_early_because: Reason | None = None
    notice_sent_on: Day | None = None
    notice_reference: Code | None = None


class TendererTold(Element):
    """What one tenderer is told of its own tender; ``platform_reference``: the letter went out through there."""

    tendered: bool = True
    reasons: Text | None = None
    scores: Text | None = None
    platform_reference: Line | None = None


class LotLetters(Element):
    """All letters of a lot, at one moment (rule 34): by winner what its tender has over the others, by tenderer why."""

    written_on: Day | None = None
    winners: dict[Key, Text] = Field(default_factory=dict[str, str])
    tenderers: dict[Key, TendererTold] = Field(default_factory=dict[str, TendererTold])
    objections_to: Text | None = None
    platform_reference: Line | None = None
    sent_on: Day | None = None


class LotDecided(Settled):
    """The decision about a lot, taken elsewhere, with its letters and what followed."""

    lot: LotCode
    outcome: LotDecision = LotDecision.AWARD
    winners: tuple[Key, ...] = ()
    body: DecisionBody
    decided_on: Day
    case_number: Line
    file: Line
    authority: Key | None = None
    mandate: Line | None = None
    reason: Reason
    letters: LotLetters | None = None


class ComplaintDecided(Element):
    """The decision on a complaint."""

    on: Day
    upheld: bool
    decision: Reason


class Complaint(Element):
    """A complaint that came in, about one lot or about the procedure."""

    lot: LotCode | None = None
    complainant: Line
    about: Text
    received_on: Day
    decided: ComplaintDecided | None = None


class Judgment(Element):
    """The judgment of a court."""

    on: Day
    outcome: Reason
    file: Line


class Proceedings(Element):
    """Summary proceedings about the award of a lot: from then on nothing is signed for it (rule 37)."""

    lot: LotCode
    plaintiff: Line
    court: Line
    reference: Line
    served_on: Day
    judgment: Judgment | None = None


class RecordText(Element):
    """What an item of the record tells, or that it does not apply."""

    on: Day | None = None
    text: Text | None = None
    not_applicable: bool = False


class ProceedingsRecord(Element):
    """The record of proceedings (rule 38): items a to n that do not follow from the file itself."""

    begun_on: Day
    call_off_under: Line | None = None
    items: dict[RecordItem, RecordText] = Field(default_factory=dict[RecordItem, RecordText])
    complete_on: Day | None = None


class Awarding(Element):
    """Everything about the award; a lot that is told here is not in ``tender.awards``."""

    lots: Annotated[tuple[LotDecided, ...], Field(description="In the order of their decisions.")] = ()
    complaints: tuple[Complaint, ...] = ()
    proceedings: tuple[Proceedings, ...] = ()
    record: ProceedingsRecord | None = None
