"""When the record of proceedings is complete: each of its items is filled, or does not apply (rule 38)."""

from collections.abc import Sequence

from partnerschapsakte.awarding.rules.facts import OTHER_PROCEDURES, RecordItem, Told
from partnerschapsakte.foundation.outcomes import Finding, Level, Refusal, Why
from partnerschapsakte.foundation.sentences import Sentence, say
from partnerschapsakte.tendering.rules.facts import RecordState


class RecordIncomplete(Refusal):
    """The record says nothing of some items; ``findings`` names every one."""

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        super().__init__(
            Why.CONFLICT,
            "items_missing",
            say("The record of proceedings is not complete: {count} items are empty.", count=len(findings)),
            rule="38",
            article="Aw 2.132(1)",
            remedy=say("Fill every item, or say that it does not apply."),
        )
        self.findings = findings


def why_not_begin(state: RecordState) -> Refusal | None:
    """Say why the record cannot begin, or None if it can."""
    if state is RecordState.NOT_BEGUN:
        return None
    message = say("The record of proceedings was begun before, or is not needed.")
    return Refusal(Why.CONFLICT, "record_begun", message, rule="38", article="Aw 2.132")


def why_not_write(state: RecordState) -> Refusal | None:
    """Say why nothing can be written in the record, or None if it can."""
    if state in {RecordState.BEGUN, RecordState.COMPLETE}:
        return None
    return Refusal(
        Why.CONFLICT,
        "record_not_begun",
        say("No record of proceedings was begun."),
        rule="38",
        article="Aw 2.132",
        remedy=say("Begin the record first."),
    )


def why_not_fill(
    state: RecordState, item: RecordItem, *, says: bool, not_applicable: bool, sas: bool
) -> Refusal | None:
    """Say why an item cannot be filled in like this, or None if it can."""
    if refusal := why_not_write(state):
        return refusal
    if sas and item in OTHER_PROCEDURES:
        return Refusal(
            Why.CONFLICT,
            "item_not_for_sas",
            say("This item justifies another procedure: in a SAS procedure it does not apply."),
            rule="38",
            article="Aw 2.132(1)(i)-(k)",
        )
    if says is not not_applicable:
        return None
    message = say("Write what the item tells, or say that it does not apply: one of both.")
    return Refusal(Why.INVALID, "item_one_of_both", message, rule="38", article="Aw 2.132(1)")


def missing(items: Sequence[Told]) -> tuple[RecordItem, ...]:
    """Return the items that say nothing yet."""
    return tuple(one.item for one in items if not one.is_filled)


def why_not_complete(state: RecordState, items: Sequence[Told]) -> Refusal | None:
    """Say why the record is not complete, every empty item at once, or None if it is (rule 38)."""
    if refusal := why_not_write(state):
        return refusal
    if state is RecordState.COMPLETE:
        return Refusal(Why.CONFLICT, "record_complete", say("The record of proceedings is complete."), rule="38")
    empty = missing(items)
    return RecordIncomplete(tuple(_finding(one) for one in empty)) if empty else None


def _finding(item: RecordItem) -> Finding:
    named = Sentence(f"{type(item).__name__}.{item.value}")
    message = say("Item {letter} is empty: {what}.", letter=item.value, what=named)
    return Finding(level=Level.REFUSED, message=message, rule="38", source="Aw 2.132(1)", where=f"record.{item.value}")
