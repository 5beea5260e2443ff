"""A whole procedure as data: what is known of it, who acts, and what was done on which day."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import TypeVar

from partnerschapsakte.assessment.rules import plan as assessing
from partnerschapsakte.assessment.rules.acts import LotStage, SeatFacts
from partnerschapsakte.assessment.rules.allocation import LotResult
from partnerschapsakte.awarding.rules.facts import Case, LotDecision, Told
from partnerschapsakte.clarifications.rules.facts import QuestionFacts
from partnerschapsakte.dialogue.rules.facts import (
    Announcement,
    DialogueFacts,
    ItemFacts,
    MeetingFacts,
    MeetingState,
    Participant,
    RoundFacts,
    Side,
)
from partnerschapsakte.foundation.actor import Actor, Role
from partnerschapsakte.foundation.outcomes import Refusal, Why
from partnerschapsakte.foundation.sentences import say
from partnerschapsakte.selection.rules.facts import Draw, Plan, Request
from partnerschapsakte.selection.rules.ranking import Outcome
from partnerschapsakte.tendering.rules.facts import AwardFacts, ConsortiumRole, Procedure, TenderFacts
from partnerschapsakte.tendering.rules.procedure import Seat
from partnerschapsakte.tendering.rules.steps import COURSES

Thing = TypeVar("Thing")

START = date(2026, 1, 5)
LOTS = ("LOT-0001", "LOT-0002")
TOPICS = ("Toegang", "Bekostiging")
MOST_REQUESTS = 4
WHY = "Zo is het met alle partijen afgesproken."
OFFICER = Actor("officer", "Inkoper", frozenset({Role.PROCUREMENT_OFFICER}))
HOLDER = Actor("holder", "Wethouder", frozenset({Role.MANDATE_HOLDER}), mandates=frozenset({"authority"}))
OUTSIDER = Actor("outsider", "Buitenstaander", frozenset({Role.EXPERT_BY_EXPERIENCE}), grants=frozenset())
ASSESSORS = tuple(Actor(f"assessor-{one}", f"Beoordelaar {one}", frozenset({Role.ASSESSOR})) for one in range(2))


def contact_of(party: str) -> Actor:
    """Return who stands for a party."""
    return Actor(f"of-{party}", party, frozenset({Role.PROVIDER_CONTACT}), grants=frozenset(), party_id=party)


def days(count: int) -> timedelta:
    """Return so many days."""
    return timedelta(days=count)


def chosen(things: Sequence[Thing], pick: int) -> Thing:
    """Return one of several."""
    return things[pick % len(things)]


def lead(party: str) -> tuple[Seat, ...]:
    """Return the seats of a candidate of one party."""
    return (Seat(party, ConsortiumRole.LEAD),)


NOTHING = Refusal(Why.NOT_FOUND, "nothing_there", say("There is nothing of the kind."))
"""The answer where an act is about something that does not exist."""


@dataclass
class Candidate:
    """A candidate, from its admission on."""

    id: str
    party: str
    admitted_on: date
    withdrawn_on: date | None = None
    left_out: bool = False

    @property
    def is_in(self) -> bool:
        """Whether it takes part."""
        return self.withdrawn_on is None and not self.left_out


@dataclass
class Minutes:
    """One version of the minutes of a session."""

    text: str
    approved_by: frozenset[Side] = frozenset()

    @property
    def is_approved(self) -> bool:
        """Whether both sides approved it."""
        return len(self.approved_by) == len(Side)


@dataclass
class Assessment:
    """How far the assessment of one lot is."""

    stage: LotStage = field(default_factory=LotStage)
    scores: dict[tuple[int, str, str], Decimal] = field(default_factory=dict[tuple[int, str, str], Decimal])
    agreed: dict[tuple[str, str], Decimal] = field(default_factory=dict[tuple[str, str], Decimal])
    result: LotResult | None = None


@dataclass
class Award:
    """What was decided, written and sent about one lot."""

    outcome: LotDecision
    decided_on: date
    winners: tuple[str, ...]
    characteristics: dict[str, str] = field(default_factory=dict[str, str])
    reasons: dict[str, str] = field(default_factory=dict[str, str])
    sent: dict[str, str] | None = None


@dataclass
class Facts:
    """Everything that is known of one procedure."""

    tender: TenderFacts
    today: date = START
    log: list[str] = field(default_factory=list[str])
    selection: Plan | None = None
    rectified: int = 0
    requests: dict[str, Request] = field(default_factory=dict[str, Request])
    draws: list[Draw] = field(default_factory=list[Draw])
    selected: Outcome | None = None
    candidates: dict[str, Candidate] = field(default_factory=dict[str, Candidate])
    announcement: Announcement | None = None
    rounds: dict[int, RoundFacts] = field(default_factory=dict[int, RoundFacts])
    meetings: dict[str, MeetingFacts] = field(default_factory=dict[str, MeetingFacts])
    minutes: dict[str, list[Minutes]] = field(default_factory=dict[str, list[Minutes]])
    items: dict[str, ItemFacts] = field(default_factory=dict[str, ItemFacts])
    frozen: dict[int, tuple[str, ...]] = field(default_factory=dict[int, tuple[str, ...]])
    compensation: bool = False
    questions: dict[str, QuestionFacts] = field(default_factory=dict[str, QuestionFacts])
    notes: list[tuple[date, date | None, bool, tuple[str, ...]]] = field(
        default_factory=list[tuple[date, date | None, bool, tuple[str, ...]]]
    )
    plan: assessing.Plan | None = None
    seats: list[SeatFacts] = field(default_factory=list[SeatFacts])
    bids: set[str] = field(default_factory=set[str])
    lots: dict[str, Assessment] = field(default_factory=dict[str, Assessment])
    decisions: dict[str, Award] = field(default_factory=dict[str, Award])
    cases: dict[str, Case] = field(default_factory=dict[str, Case])
    told: dict[str, Told] = field(default_factory=dict[str, Told])

    @property
    def here(self) -> list[Candidate]:
        """The candidates that are in."""
        return [one for one in self.candidates.values() if one.is_in]

    @property
    def dialogue(self) -> DialogueFacts:
        """The dialogue as the rules see it."""
        participants = tuple(Participant(id=one.id, name=one.id, is_in=one.is_in) for one in self.candidates.values())
        return DialogueFacts(
            tender=self.tender,
            announcement=self.announcement,
            rounds=tuple(self.rounds.values()),
            participants=participants,
            meetings=tuple(self.meetings[one] for one in self.meetings),
            items=tuple(self.items.values()),
            compensation_decided=self.compensation,
        )

    @property
    def held_days(self) -> list[date]:
        """The days on which somebody talked."""
        return [one.day for one in self.meetings.values() if one.state is MeetingState.HELD]

    def award(self, lot: str) -> AwardFacts | None:
        """Return what the tender knows of the award of a lot."""
        return next((one for one in self.tender.awards if one.lot == lot), None)

    def document_set(self, number: int) -> tuple[str, ...]:
        """Return the documents by which a round was held: here its minutes that stand."""
        held = [name for name, one in self.meetings.items() if one.round == number and name in self.minutes]
        return tuple(f"{name}:{self.minutes[name][-1].text}" for name in held)


def planned(procedure: Procedure, maximum: int | None) -> TenderFacts:
    """Return the plan of a tender of this kind, with the deadlines that it has."""
    course = COURSES[procedure]
    names = {one.value for one in course.stages}
    return TenderFacts(
        procedure=procedure,
        requests_due_on=START + days(40) if "selection" in names else None,
        tender_due_on=START + days(180) if course.has_final_tender else None,
        dialogue_rounds=2 if "dialogue" in names else None,
        topics=TOPICS if "dialogue" in names else (),
        maximum_candidates=maximum if "selection" in names else None,
        lots=LOTS,
    )
