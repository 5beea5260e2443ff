"""What a program sends about one candidate, conversation or lot: the address says which one it is."""

from typing import Annotated

from pydantic import Field

from partnerschapsakte.foundation.fields import Code, Command, Day, OptionalLine, Reason


class CandidateLeaves(Command):
    """A candidate leaves the procedure."""

    withdrawn_on: Day
    reason: Reason


class MinutesApproved(Command):
    """Both sides approve the minutes of a conversation."""

    approved_on: Day


class AwardLetter(Command):
    """The letters on the award decision of a lot are sent to all; ``awarded`` holds the ids of candidates."""

    decided_on: Day
    sent_on: Day
    awarded: Annotated[tuple[Code, ...], Field(min_length=1)]


class DefinitiveAward(Command):
    """The award of a lot is definitive."""

    definitive_on: Day


class LotContract(Command):
    """The first contract of a lot is signed; before the end of the standstill only with a reason."""

    concluded_on: Day
    early_because: Reason | None = None


class AwardNotice(Command):
    """The award notice of a lot is sent to the platform."""

    sent_on: Day
    reference: OptionalLine = ""
