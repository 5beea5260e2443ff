"""Who may decide what about a lot, and when its letters can go out: complete, to all, at one moment (rule 34)."""

from collections.abc import Iterator, Sequence
from datetime import date

from partnerschapsakte.awarding.rules.facts import Addressed, LotDecision, Winning
from partnerschapsakte.foundation.outcomes import Finding, Level, Refusal, Why
from partnerschapsakte.foundation.sentences import Sentence, say
from partnerschapsakte.tendering.rules import procedure
from partnerschapsakte.tendering.rules.facts import TenderFacts


class LettersIncomplete(Refusal):
    """The letters about a lot cannot go out yet; ``findings`` says everything that is missing."""

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        super().__init__(
            Why.CONFLICT,
            "letters_incomplete",
            say("The letters are not complete: {count} things are missing.", count=len(findings)),
            rule="34",
            article="Aw 2.130",
            remedy=say("Fill in what is missing; then all letters go out at one moment."),
        )
        self.findings = findings


def why_not_decide(
    tender: TenderFacts,
    lot: str,
    outcome: LotDecision,
    decided_on: date,
    *,
    winners: int,
    all_in: bool,
    known: bool,
    at_work: bool = False,
    today: date,
) -> Refusal | None:
    """Say why this decision about a lot cannot stand, or None if it can; ``at_work``: it is still being assessed."""
    if known:
        return lot_decided(lot)
    if outcome is LotDecision.AWARD:
        if at_work:
            return _still_assessed(lot)
        if not winners:
            return Refusal(Why.INVALID, "winner_missing", say("Name the candidate to which the lot is awarded."))
        return procedure.why_not_send_letter(tender, lot, decided_on, decided_on, all_in=all_in, today=today)
    if winners:
        return Refusal(Why.INVALID, "winner_of_nothing", say("A lot that is not awarded has no winner."))
    if lot not in tender.lots:
        return Refusal(Why.INVALID, "lot_unknown", say("This tender has no lot {lot}.", lot=lot))
    return procedure.why_not_go_on(tender) or procedure.why_not_happened(
        decided_on, today, after=tender.published_on, what=say("the call was not yet published")
    )


def lot_decided(lot: str) -> Refusal:
    """Say that a decision about a lot is on record: what a body decided is not recorded twice."""
    return Refusal(Why.CONFLICT, "lot_decided", say("A decision about {lot} is on record.", lot=lot))


def _still_assessed(lot: str) -> Refusal:
    return Refusal(
        Why.CONFLICT,
        "assessment_not_locked",
        say("{lot} is still being assessed: its scores are open and not locked.", lot=lot),
        rule="29",
        article="Aw 1.10; CvAE 209",
        remedy=say("Lock the assessment of this lot first."),
    )


def why_not_take_over(*, locked: bool, lot: str) -> Refusal | None:
    """Say why nothing can be taken over from the assessment of a lot, or None if it can: only what is locked."""
    if locked:
        return None
    return Refusal(
        Why.CONFLICT,
        "assessment_not_locked",
        say("The assessment of {lot} is not locked here: there is nothing to take over.", lot=lot),
        rule="29",
        article="Aw 1.10; CvAE 209",
        remedy=say("Lock the assessment of this lot, or write the reasons yourself."),
    )


def why_not_prepare(*, decided: bool, sent: bool, lot: str) -> Refusal | None:
    """Say why nothing can be written for the letters of a lot, or None if it can: after they went out they stand."""
    if not decided:
        return Refusal(
            Why.CONFLICT,
            "lot_undecided",
            say("No decision about {lot} is on record.", lot=lot),
            rule="34",
            article="Aw 2.130",
            remedy=say("Record the decision first."),
        )
    if sent:
        message = say("The letters about {lot} were sent: what they say stands.", lot=lot)
        return Refusal(Why.CONFLICT, "letters_sent", message, rule="34", article="Aw 2.130")
    return None


def why_not_send(
    winners: Sequence[Winning],
    addressed: Sequence[Addressed],
    *,
    objections_to: str,
    sent_on: date,
    today: date,
    objections_by: date | None = None,
) -> Refusal | None:
    """Say why the letters of a lot cannot go out, all that is missing at once, or None if they can (rule 34)."""
    if objections_by is not None and (winners or objections_by <= sent_on):
        return _wrong_last_day(objections_by, wins=bool(winners))
    missing = (*_missing(winners, addressed), *_missing_address(objections_to))
    if missing:
        return LettersIncomplete(tuple(_finding(one) for one in missing))
    if sent_on != today and any(not one.reference for one in addressed if one.tendered or one.wins):
        return Refusal(
            Why.INVALID,
            "letters_go_today",
            say("Letters that this program sends go out today: {day} cannot be recorded.", day=sent_on),
            remedy=say("Leave the day out, or give the reference of the platform for every letter."),
        )
    return procedure.why_not_happened(sent_on, today)


def _wrong_last_day(day: date, *, wins: bool) -> Refusal:
    message = (
        say("Who loses objects until the end of the standstill: no other last day stands beside it.")
        if wins
        else say("The last day for objections, {day}, lies after the day on which the letters go out.", day=day)
    )
    return Refusal(Why.INVALID, "objections_by", message, rule="34", article="Aw 2.130")


def _missing(winners: Sequence[Winning], addressed: Sequence[Addressed]) -> Iterator[Sentence]:
    for winner in winners:
        if not winner.characteristics:
            yield say("The characteristics and relative advantages of the tender of {name}.", name=winner.name)
    tenderers = [one for one in addressed if one.tendered or one.wins]
    if not tenderers:
        yield say("A tenderer to write to.")
    for one in tenderers:
        if not one.reasons:
            yield say("The own reasons of {name}.", name=one.name)
        if not one.reads_here and not one.reference:
            yield say(
                "A contact person of {name} who reads letters here, or the reference with which the platform sent it.",
                name=one.name,
            )


def _missing_address(objections_to: str) -> Iterator[Sentence]:
    if not objections_to:
        yield say("Where to object.")


def _finding(missing: Sentence) -> Finding:
    return Finding(level=Level.REFUSED, message=missing, rule="34", source="Aw 2.130", where="letters")


def why_not_contract(decided: LotDecision | None, *, lot: str) -> Refusal | None:
    """Say that nothing can be concluded for a lot which was decided not to be awarded, or None otherwise."""
    if decided is None or decided is LotDecision.AWARD:
        return None
    message = say("It was decided not to award {lot}: no contract of it is concluded.", lot=lot)
    return Refusal(Why.CONFLICT, "lot_not_awarded", message, rule="34", article="Aw 2.130")


def no_winner(name: str, lot: str) -> Refusal:
    """Say that a candidate is no winner of this lot."""
    message = say("{lot} is not awarded to {name}.", lot=lot, name=name)
    return Refusal(Why.CONFLICT, "not_the_winner", message, rule="34", article="Aw 2.130")
