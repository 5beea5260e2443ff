"""The shapes of what somebody sends to the dialogue."""

from typing import Annotated, Any, Final

from pydantic import BeforeValidator, Field, ValidationInfo

from partnerschapsakte.contributions.schemas import Base64, Label
from partnerschapsakte.dialogue.rules.facts import ProductKind, ProductState, Sharing
from partnerschapsakte.foundation.fields import Code, Command, Day, Line, OptionalLine, OptionalText, Reason, Text
from partnerschapsakte.tendering.schemas import Amount, Count

HOUR: Final = r"^([01][0-9]|2[0-3]):[0-5][0-9]$"


def _lines(value: Any, info: ValidationInfo) -> Any:
    """Read what somebody typed below each other in one box of a form; a program sends a list."""
    if isinstance(value, str) and info.mode != "json":
        return tuple(line for line in value.splitlines() if line.strip())
    return tuple(value) if isinstance(value, list) else value  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType] - JSON


Lines = Annotated[tuple[Line, ...], BeforeValidator(_lines)]
Topics = Annotated[tuple[Line, ...], Field(min_length=1), BeforeValidator(_lines)]
Hour = Annotated[str, Field(pattern=HOUR)]


class PlannedRound(Command):
    """A round as it will be announced."""

    topics: Topics
    starts_on: Day
    ends_on: Day


class AnnounceDialogue(Command):
    """What all may count on; the rounds are numbered in their order."""

    rounds: Annotated[tuple[PlannedRound, ...], Field(min_length=1, max_length=99)]
    reduction: bool = False
    reduction_criteria: OptionalText = ""
    joint_sessions: bool = False
    maximum_participants: Count | None = None


class InviteToRound(Command):
    """The letter by which all participants are invited at one moment."""

    title: Line
    text: Text
    passed_because: Reason | None = None


class OpenRound(Command):
    """A round begins."""

    opened_on: Day


class CloseRound(Command):
    """A round is closed, with its reason; and in spite of a warning only with another one."""

    closed_on: Day
    reason: Reason
    passed_because: Reason | None = None


class LeftOut(Command):
    """A participant that does not go on, and why: it reads this in its letter."""

    candidate_id: Code
    reason: Reason


class ReduceParticipants(Command):
    """Who do not go on after a round, by the criteria that were announced."""

    dropped: Annotated[tuple[LeftOut, ...], Field(min_length=1)]
    decided_on: Day
    passed_because: Reason | None = None


class PlanSession(Command):
    """A session with one participant; without ``candidate_id`` a joint one with all who are in."""

    round: Count
    candidate_id: Code | None = None
    day: Day
    hour: Hour
    place: Line
    topics: Topics
    expected_roles: Lines = ()


class CancelSession(Command):
    """A planned session does not take place."""

    reason: Reason


class HoldSession(Command):
    """A planned session was held; who were there is a count with roles, never names (rule 67)."""

    held_on: Day
    attendees: Count
    attendee_roles: Lines = ()


class AddExpert(Command):
    """An expert by experience comes along; only who keeps records in the dossier sees the name."""

    label: Label
    name: OptionalLine = ""
    preparation_on: Day | None = None
    debriefing_on: Day | None = None
    payment_on: Day | None = None
    note: OptionalText = ""


class BringMinutes(Command):
    """The minutes of a session with one participant, as text where they are no file."""

    candidate_id: Code
    text: OptionalText = ""


class SendMinutes(BringMinutes):
    """Minutes with, where they are a file, its name and its bytes in base64."""

    file_name: Annotated[Line, Field(max_length=255)] | None = None
    file: Base64 | None = None


class SendForm(Command):
    """The form of a session that was filled in: its name, and its bytes in base64."""

    file_name: Annotated[Line, Field(max_length=255)]
    file: Base64


class NoteOutcome(Command):
    """What came of one topic of a session with one participant."""

    candidate_id: Code
    topic: Line
    outcome: Text


class NoteProduct(Command):
    """Something that the dialogue brings forth; with ``candidate_id`` where it is of one participant."""

    kind: ProductKind
    title: Line
    text: Text
    state: ProductState = ProductState.DRAFT
    candidate_id: Code | None = None


class TellItem(Command):
    """What one participant was told, or what it told; for all by a day, or confidential to it for a reason."""

    round: Count
    candidate_id: Code
    told_on: Day
    title: Line
    text: Text
    sharing: Sharing
    reason: OptionalText = ""
    deliver_by: Day | None = None
    is_idea: bool = False


class ClassifyItem(Command):
    """An item is for all by a day after all, or confidential after all for a reason."""

    sharing: Sharing
    reason: OptionalText = ""
    deliver_by: Day | None = None


class ConsentToItem(Command):
    """Consent to sharing exactly this item; the authority names the ``proof`` where it records it."""

    proof: OptionalLine = ""


class NoteChange(Command):
    """What the dialogue changes, and where in the specification."""

    what: Text
    place: Line


class EndDialogue(Command):
    """The dialogue is closed with a letter to all who are in."""

    closed_on: Day
    title: Line
    text: Text
    nothing_because: Reason | None = None
    passed_because: Reason | None = None


class AskProgress(Command):
    """A participant asks in writing how the procedure stands; its own program need not say who asks."""

    candidate_id: Code | None = None
    requested_on: Day
    question: Text


class AnswerProgress(Command):
    """The answer to such a request, sent as a letter today."""

    text: Text


class DecideCompensation(Command):
    """What each participant gets for taking part; no ``amount``: nothing, for a ``reason``."""

    decided_by: Line
    decided_on: Day
    amount: Amount | None = None
    reason: OptionalText = ""
