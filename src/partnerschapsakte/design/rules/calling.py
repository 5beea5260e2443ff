"""Whether a call may go out by the design: nobody has a lead, and the relation comes about by a procedure."""

from partnerschapsakte.design.rules.facts import Design, Instrument
from partnerschapsakte.design.rules.warnings import DesignWarning, warnings
from partnerschapsakte.foundation.outcomes import Refusal, Why
from partnerschapsakte.foundation.sentences import Sentence, say


def why_not_publish_tender(design: Design, passed: frozenset[tuple[DesignWarning, str]]) -> Refusal | None:
    """Say why a call cannot go out because of the design, or None if it can: nobody has a lead, and it is a procedure.

    ``passed`` are the warnings that somebody passed, each with the choices that it was about.
    """
    if refusal := why_not_by_procedure(design.route.instrument if design.route else None):
        return refusal
    unpublished = next((one for one in warnings(design) if one.warning is DesignWarning.CONSULTATION_UNPUBLISHED), None)
    if unpublished is None or (unpublished.warning, unpublished.standing) in passed:
        return None
    return Refusal(
        Why.CONFLICT,
        "consultation_unpublished",
        unpublished.message,
        article="Aw 1.8",
        remedy=say("Publish the report of the market consultation, or pass the warning about it with a reason."),
    )


def why_not_by_procedure(instrument: Instrument | None) -> Refusal | None:
    """Say why there is no procedure in this dossier, or None if there can be; subsidy and open admission have none."""
    if instrument in {None, Instrument.PROCEDURE}:
        return None
    return Refusal(
        Why.CONFLICT,
        "no_procedure_here",
        say(
            "This relation comes about without a procedure: {route}.",
            route=Sentence(f"Instrument.{instrument.value}" if instrument else ""),
        ),
        rule="77",
        article="Awb 4:24, 4:51",
        remedy=say("Choose the procedure as route of the design first, with the reason."),
    )
