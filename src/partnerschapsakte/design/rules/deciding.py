"""What makes an act in the design of an assignment impossible."""

from collections.abc import Collection, Sequence
from datetime import date

from partnerschapsakte.design.rules.facts import (
    Choice,
    Consultation,
    ConsultationState,
    DesignOption,
    DesignSubject,
    Instrument,
    Route,
)
from partnerschapsakte.design.rules.options import of_another_choice
from partnerschapsakte.dossiers.rules import why_not_in_future
from partnerschapsakte.foundation.outcomes import Refusal, Why
from partnerschapsakte.foundation.sentences import Sentence, say

RESERVED_MONTHS = 36
"""The longest run of a reserved contract, extensions included (Aw 2.82a, rule 44)."""


def why_not_choose(
    subject: DesignSubject, before: Choice, options: Collection[DesignOption], text: str
) -> Refusal | None:
    """Say why a choice cannot be made so, or None if it can."""
    if strange := of_another_choice(subject, options):
        return Refusal(
            Why.INVALID,
            "option_of_another_choice",
            say("{option} is no option of this choice.", option=Sentence(f"DesignOption.{strange[0].value}")),
        )
    if not options and not text:
        return Refusal(
            Why.INVALID, "nothing_chosen", say("Choose at least one option, or describe the choice in your own words.")
        )
    if before.number and frozenset(options) == before.options and text == before.text:
        return Refusal(Why.CONFLICT, "choice_same", say("This choice was made so already."))
    return None


def why_not_write_principles(before: Sequence[str], after: Sequence[str]) -> Refusal | None:
    """Say why the principles cannot be written so, or None if they can."""
    if tuple(before) == tuple(after):
        return Refusal(Why.CONFLICT, "principles_same", say("These are the guiding principles as they stand."))
    if len(set(after)) < len(after):
        return Refusal(Why.INVALID, "principle_twice", say("The same principle stands there twice."))
    return None


def why_not_take_route(route: Route) -> Refusal | None:
    """Say why this route cannot be taken, or None if it can (rules 44 and 77)."""
    if not route.reserved:
        return None
    if route.instrument is not Instrument.PROCEDURE:
        return Refusal(
            Why.INVALID,
            "reserved_without_procedure",
            say("Only a contract that is awarded in a procedure can be reserved."),
            rule="77",
            article="Aw 2.82a",
        )
    if route.months is None:
        return Refusal(
            Why.INVALID,
            "reserved_without_term",
            say("Tell how long a reserved contract lasts, extensions included."),
            rule="44",
            article="Aw 2.82a",
        )
    return why_not_so_long(reserved=True, months=route.months)


def why_not_so_long(*, reserved: bool, months: int | None) -> Refusal | None:
    """Say why a contract cannot last so long, or None if it can: three years at most when it is reserved (rule 44)."""
    if not reserved or months is None or months <= RESERVED_MONTHS:
        return None
    return Refusal(
        Why.CONFLICT,
        "reserved_too_long",
        say("A reserved contract lasts three years at most, extensions included; here {months} months.", months=months),
        rule="44",
        article="Aw 2.82a",
        remedy=say("Shorten the term, or do not reserve the contract."),
    )


def why_not_change_consultation(consultation: Consultation) -> Refusal | None:
    """Say why nothing can be changed about who is invited, or None if it can."""
    return _why_not_in(consultation, ConsultationState.PLANNED, say("This market consultation is no longer planned."))


def why_not_hold(consultation: Consultation, held_on: date, *, today: date) -> Refusal | None:
    """Say why a consultation cannot have been held on this day, or None if it can."""
    return why_not_change_consultation(consultation) or why_not_in_future(held_on, today)


def why_not_report(consultation: Consultation) -> Refusal | None:
    """Say why nothing can be written down of what a consultation yielded, or None if it can."""
    if consultation.state in {ConsultationState.HELD, ConsultationState.REPORTED}:
        return None
    if consultation.state is ConsultationState.PUBLISHED:
        return _conflict("report_published", say("The report was published to all: it does not change any more."))
    return _conflict(
        "not_held", say("This market consultation was not held yet."), say("Record that it was held first.")
    )


def why_not_publish(
    consultation: Consultation, published_on: date, report: str, *, named_because: str | None, today: date
) -> Refusal | None:
    """Say why a report cannot be published to all, or None if it can.

    Who was invited stays with the team: a report that names them needs a reason.
    """
    if refusal := _why_not_in(
        consultation, ConsultationState.REPORTED, say("There is no report to publish, or it was published already.")
    ):
        return refusal
    if refusal := why_not_in_future(published_on, today):
        return refusal
    if consultation.held_on and published_on < consultation.held_on:
        return _conflict(
            "published_before_held", say("The report cannot be published before the consultation was held.")
        )
    named = names_in(report, consultation.names)
    if named and not named_because:
        return Refusal(
            Why.CONFLICT,
            "report_names_party",
            say("The report names {name}: other candidates would read who thinks of taking part.", name=named[0]),
            article="Aw 2.57",
            remedy=say("Write the report without names, or say why this name can be published."),
        )
    return None


def names_in(text: str, names: Collection[str]) -> tuple[str, ...]:
    """Return which of these names stand in a text, whatever the capitals."""
    folded = text.casefold()
    return tuple(name for name in names if name.casefold() in folded)


def _why_not_in(consultation: Consultation, state: ConsultationState, message: Sentence) -> Refusal | None:
    return None if consultation.state is state else _conflict("consultation_elsewhere", message)


def _conflict(code: str, message: Sentence, remedy: Sentence | None = None) -> Refusal:
    return Refusal(Why.CONFLICT, code, message, remedy=remedy)
