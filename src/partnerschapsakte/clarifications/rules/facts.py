"""The words of questions and notes: where a question stands, and what the rules need to know of one."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class QuestionChannel(StrEnum):
    """Along which way a question came in."""

    ROOM = "room"
    PLATFORM = "platform"
    EMAIL = "email"
    OTHER = "other"


class Confidentiality(StrEnum):
    """Whether a question is to be answered to its asker alone (Aw 2.53, 2.57)."""

    NOT_ASKED = "not_asked"
    ASKED = "asked"
    GRANTED = "granted"
    REFUSED = "refused"


class QuestionState(StrEnum):
    """Where a question stands."""

    OPEN = "open"
    ANSWERED = "answered"
    PUBLISHED = "published"
    ANSWERED_ALONE = "answered_alone"
    LEFT_OUT = "left_out"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionFacts:
    """One question, as far as the rules need it; ``text`` is in the wording of the team, as it would be published."""

    id: str
    asked_on: date
    party_id: str | None = None
    asker: str = ""
    about: str = ""
    text: str = ""
    answer: str = ""
    confidentiality: Confidentiality = Confidentiality.NOT_ASKED
    published: bool = False
    answered_alone: bool = False
    left_out: bool = False
    withdrawn: bool = False

    @property
    def state(self) -> QuestionState:
        """Where it stands: what is over goes before what is being done."""
        reached = (
            (QuestionState.WITHDRAWN, self.withdrawn),
            (QuestionState.PUBLISHED, self.published),
            (QuestionState.ANSWERED_ALONE, self.answered_alone),
            (QuestionState.LEFT_OUT, self.left_out),
            (QuestionState.ANSWERED, bool(self.answer)),
        )
        return next((state for state, is_reached in reached if is_reached), QuestionState.OPEN)

    @property
    def is_over(self) -> bool:
        """Whether nothing can happen to it any more."""
        return self.published or self.answered_alone or self.withdrawn

    @property
    def is_ready(self) -> bool:
        """Whether it can go into the next note."""
        undecided = self.confidentiality in {Confidentiality.ASKED, Confidentiality.GRANTED}
        return self.state is QuestionState.ANSWERED and not undecided
