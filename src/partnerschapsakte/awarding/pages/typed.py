"""What a person types in the forms of the award, as the commands of the room."""

from typing import Any

from partnerschapsakte.awarding.rules.facts import LotDecision
from partnerschapsakte.awarding.schemas import DecideLot
from partnerschapsakte.dossiers.rules import DecisionBody
from partnerschapsakte.foundation.fields import Code, Command, Day, Line, OptionalLine, Reason


class FiledWinner(Command):
    """A candidate that was ticked."""

    candidate_id: Code


class FiledDecision(Command):
    """A decision about a lot as a person fills it in: a tick for each winner."""

    outcome: LotDecision
    winners: tuple[FiledWinner, ...] = ()
    body: DecisionBody
    decided_on: Day
    case_number: Line
    file: Line
    mandate: OptionalLine = ""
    reason: Reason

    def command(self, lot: str) -> DecideLot:
        """Return the decision with the lot that it is about."""
        told: dict[str, Any] = dict(self)
        told["winners"] = tuple(one.candidate_id for one in self.winners)
        return DecideLot(lot=lot, **told)
