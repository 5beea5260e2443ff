"""The five phases of an assignment: what belongs to each, and what is still missing."""

from collections.abc import Mapping

from partnerschapsakte.design.rules.facts import (
    Affected,
    Design,
    DesignDecision,
    DesignPart,
    DesignSubject,
    FitQuestion,
)
from partnerschapsakte.dossiers.rules import Phase
from partnerschapsakte.foundation.sentences import Sentence, say

PURPOSES: Mapping[Phase, Sentence] = {
    Phase.VISION: say("What do we want to bring about, for whom, and does handing over a task fit that?"),
    Phase.EXPLORATION: say(
        "What does it mean for everybody, what does the market say, and along which route do we go?"
    ),
    Phase.SPECIFICATION: say("What exactly do we ask, pay and agree, and why so? Then the procedure can begin."),
    Phase.IMPLEMENTATION: say("The procedure, the deed, the start, the transfer of clients and the conversations."),
    Phase.EVALUATION: say("What did it bring, what do we extend or change, and what does the next round need?"),
}

PARTS: Mapping[Phase, tuple[DesignPart, ...]] = {
    Phase.VISION: (DesignPart.DECISION_IN_PRINCIPLE, DesignPart.PRINCIPLES, DesignPart.FIT),
    Phase.EXPLORATION: (DesignPart.IMPACT, DesignPart.CONSULTATION, DesignPart.ROUTE),
    Phase.SPECIFICATION: (DesignPart.CHOICES, DesignPart.DRAFT_DECISION, DesignPart.STRATEGY_NOTE),
    Phase.IMPLEMENTATION: (),
    Phase.EVALUATION: (),
}
"""Parts of the design by phase; procedure, deed and evaluations have pages of their own."""


def has(design: Design, part: DesignPart) -> bool:
    """Tell whether a part of the design is there, whole."""
    there = {
        DesignPart.DECISION_IN_PRINCIPLE: DesignDecision.IN_PRINCIPLE in design.decisions,
        DesignPart.DRAFT_DECISION: DesignDecision.DRAFT in design.decisions,
        DesignPart.PRINCIPLES: design.principles > 0,
        DesignPart.FIT: set(design.fit) == set(FitQuestion),
        DesignPart.IMPACT: set(design.impact) == set(Affected),
        DesignPart.CONSULTATION: any(one.held_on for one in design.consultations),
        DesignPart.ROUTE: design.route is not None,
        DesignPart.CHOICES: not open_choices(design),
        DesignPart.STRATEGY_NOTE: design.has_note,
    }
    return there[part]


def open_choices(design: Design) -> tuple[DesignSubject, ...]:
    """Return the choices that were not made yet."""
    return tuple(one for one in DesignSubject if one not in design.choices or not design.choices[one].is_made)


def missing(design: Design) -> tuple[DesignPart, ...]:
    """Return the parts that are not there yet, of the phase where the dossier is and of those before it."""
    phases = list(Phase)
    until = phases[: phases.index(design.phase) + 1]
    return tuple(part for phase in until for part in PARTS[phase] if not has(design, part))
