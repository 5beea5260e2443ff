"""Holds what the dialogue yields for the deed: task, principles, conversations, indicators, risks and topics."""

from dataclasses import dataclass
from datetime import date

from partnerschapsakte.contracts.rules.deed.phrasing import phrase, sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """What is to be done for whom, what belongs to it and (limitatively) what does not."""

    description: str
    target_group: str
    included: tuple[str, ...]
    excluded: tuple[str, ...]
    shared_task: str
    referrers: tuple[str, ...] = ()
    waiting_days: int | None = None

    @property
    def description_sentence(self) -> str:
        """Return the description as a sentence."""
        return sentence(self.description)

    @property
    def target_group_sentence(self) -> str:
        """Return the target group as a sentence."""
        return sentence(self.target_group)

    @property
    def shared_task_sentence(self) -> str:
        """Return the shared task as a sentence."""
        return sentence(self.shared_task)


@dataclass(frozen=True, slots=True, kw_only=True)
class Area:
    """An area or lot of the deed."""

    name: str
    code: str | None = None
    lot: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Principle:
    """A guiding principle, literally."""

    title: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DevelopmentTask:
    """What is developed together during the term."""

    title: str
    leader: str
    schedule: str
    followed_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversation:
    """A recurring conversation of the cycle."""

    layer: str
    subject: str
    first_year: str
    later: str
    participants: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountHolder:
    """Who carries the relation for a party, and who stands in."""

    party: str
    name: str
    deputy: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Indicator:
    """Aggregated steering information; never about one client, never with a financial consequence by itself."""

    name: str
    definition: str
    source: str
    frequency: str
    about_one_client: bool = False
    changes_money: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Risk:
    """Whose risk a kind of change is."""

    change: str
    bearer: str
    follow_up: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RenegotiationTopic:
    """What may be recalibrated: trigger, method, bounds, who bears the risk, days to respond (Aw 2.163c)."""

    topic: str
    trigger: str
    method: str
    bounds: str
    risk_bearer: str
    response_days: int
    fixed_moment: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EscalationStep:
    """A rung of the ladder: who talk, and within how many days."""

    who: str
    days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Recitals:
    """The facts of the recitals; what is not known is left out, the reasons are given in own words."""

    vision: str
    variant_reason: str
    duration_reason: str
    published_on: date | None = None
    notice: str | None = None
    parties_in_dialogue: int | None = None
    conversations: int | None = None
    voices: str | None = None
    award_sent_on: date | None = None
    standstill_last_day: date | None = None

    @property
    def vision_phrase(self) -> str:
        """Return the vision, open at its end."""
        return phrase(self.vision)

    @property
    def variant_reason_phrase(self) -> str:
        """Return why this variant was chosen, open at its end."""
        return phrase(self.variant_reason)

    @property
    def duration_reason_phrase(self) -> str:
        """Return why the term is as long as it is, open at its end."""
        return phrase(self.duration_reason)

    @property
    def voices_phrase(self) -> str | None:
        """Return who else took part, open at its end."""
        return phrase(self.voices) if self.voices else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rung:
    """A step of the ladder with its number."""

    number: int
    who: str
    days: int


def listed(names: tuple[str, ...]) -> str:
    """Say names in one Dutch phrase: ``a, b en c``."""
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} en {names[-1]}" if names else ""
