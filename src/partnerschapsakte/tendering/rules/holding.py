"""What keeps a lot from being signed: the standstill, a court that looks at it, and an incomplete record."""

from collections.abc import Iterator
from datetime import date

from partnerschapsakte.foundation.outcomes import Finding, Level, Refusal, Why
from partnerschapsakte.foundation.sentences import say
from partnerschapsakte.tendering.rules.facts import AwardFacts, RecordState, TenderFacts


def why_not_held(award: AwardFacts, day: date) -> Refusal | None:
    """Say that a court looks at this award, or had not judged before this day; no mandate overrides that (rule 37)."""
    if award.held_because:
        return Refusal(
            Why.CONFLICT,
            "award_held",
            say("Nothing is signed for {lot}: {reason}", lot=award.lot, reason=award.held_because),
            remedy=say("Wait for the judgment, and record it."),
            rule="37",
            article="Aw 2.131",
        )
    if award.judged_on is not None and day <= award.judged_on:
        return Refusal(
            Why.CONFLICT,
            "judgment_not_passed",
            say("The court judged on {judged}: nothing was signed on {day}.", judged=award.judged_on, day=day),
            remedy=say("Choose a day after the judgment."),
            rule="37",
            article="Aw 2.131",
        )
    return None


def within_standstill(award: AwardFacts, day: date) -> Refusal:
    """Say that the standstill has not passed on this day (rule 35); where two calendars differ, the later (rule 70)."""
    first, wait = award.signing_from.on, award.standstill
    earlier = min(wait.under_termijnenwet.on, wait.under_regulation.on)
    remedy = say("Wait until that day, or let a mandate holder of every authority record why not.")
    if earlier < day <= wait.last_day.on:
        return Refusal(
            Why.CONFLICT,
            "standstill_by_one_calendar",
            say(
                "By one calendar the standstill ended on {earlier}, by the other it ends on {later}. Who waits takes "
                "the later: {day} is the first day on which may be signed.",
                earlier=earlier,
                later=wait.last_day.on,
                day=first,
            ),
            rule="70",
            article="Verordening 1182/71, Algemene termijnenwet",
            remedy=remedy,
        )
    return Refusal(
        Why.CONFLICT,
        "standstill_running",
        say("The standstill has not passed: {day} is the first day on which may be signed.", day=first),
        rule="35",
        article="Aw 2.127(1)",
        remedy=remedy,
    )


def why_not_hold(award: AwardFacts) -> Refusal | None:
    """Say why a lot cannot be held any more, or None if it can: what is signed stays signed."""
    if award.contract_concluded_on is None:
        return None
    message = say("The contract was concluded on {day}: nothing is left to hold.", day=award.contract_concluded_on)
    return Refusal(Why.CONFLICT, "concluded_already", message, rule="37", article="Aw 2.131")


def why_not_without_record(tender: TenderFacts) -> Refusal | None:
    """Say that the record of proceedings is not complete, or None if it is (rule 38); no mandate overrides that.

    A call-off needs none (Aw 2.132(3)). Of a tender that ran elsewhere and is told in part, a record that was never
    begun is not judged but shown; where nothing was awarded there is nothing to record yet.
    """
    if tender.record in {RecordState.COMPLETE, RecordState.NOT_NEEDED}:
        return None
    if tender.record is RecordState.NOT_BEGUN:
        return _record_missing() if tender.awards and not tender.told_in_part else None
    return Refusal(
        Why.CONFLICT,
        "record_incomplete",
        say("The record of proceedings is not complete."),
        remedy=say("Fill every item, or say that it does not apply; then complete the record."),
        rule="38",
        article="Aw 2.132",
    )


def _record_missing() -> Refusal:
    return Refusal(
        Why.CONFLICT,
        "record_missing",
        say("No record of proceedings was begun, and nobody signs before it is complete."),
        remedy=say("Begin the record, fill its items a to n or say that they do not apply, and complete it."),
        rule="38",
        article="Aw 2.132",
    )


def findings(tender: TenderFacts) -> Iterator[Finding]:
    """Say that awards were made of which no record of proceedings was begun (rule 38)."""
    if tender.record is RecordState.NOT_BEGUN and tender.awards:
        message = say("No record of proceedings was begun: it tells how the lots were awarded, before anybody signs.")
        yield Finding(level=Level.WARNING, message=message, rule="38", source="Aw 2.132", where="tender")
