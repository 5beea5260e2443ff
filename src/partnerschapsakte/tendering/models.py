"""A tender as facts and dates: its lots, candidates, dialogue sessions and awards."""

from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Self

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from partnerschapsakte.foundation.clock import AMSTERDAM
from partnerschapsakte.foundation.database import Table
from partnerschapsakte.tendering.rules.facts import (
    AwardFacts,
    ConsortiumRole,
    EstimationMethod,
    LeadingRoom,
    MinutesState,
    NoticeKind,
    Procedure,
    RecordState,
    TenderFacts,
)
from partnerschapsakte.tendering.rules.happened import AwardLetterSent, CandidateAdmitted, SessionHeld


class Tender(Table):
    """The procurement procedure of a dossier. What is null was not told, or has not happened."""

    __tablename__ = "tender"

    id: Mapped[str] = mapped_column(primary_key=True)
    dossier_id: Mapped[str] = mapped_column(ForeignKey("dossier.id"), unique=True)
    procedure: Mapped[Procedure]
    title: Mapped[str]
    reference: Mapped[str]
    published_on: Mapped[date | None]
    requests_due_on: Mapped[date | None]
    tender_due_on: Mapped[date | None]
    tender_due_time: Mapped[str] = mapped_column(default="")
    dialogue_rounds: Mapped[int | None]
    topics: Mapped[list[str]]
    maximum_candidates: Mapped[int | None]
    dialogue_started_on: Mapped[date | None]
    dialogue_closed_on: Mapped[date | None]
    invited_on: Mapped[date | None]
    submission_address: Mapped[str] = mapped_column(default="")
    submission_languages: Mapped[list[str]] = mapped_column(default=list)
    standstill_days: Mapped[int]
    compensation: Mapped[str]
    estimated_value: Mapped[Decimal | None]
    estimation_method: Mapped[EstimationMethod | None]
    cpv_code: Mapped[str] = mapped_column(default="")
    lots_reason: Mapped[str] = mapped_column(default="")
    notice_kind: Mapped[NoticeKind | None]
    receipt_confirmed_on: Mapped[date | None]
    european_on: Mapped[date | None]
    documents_address: Mapped[str | None]
    told_in_part: Mapped[bool] = mapped_column(default=False)
    withdrawn_on: Mapped[date | None]
    withdrawal_reason: Mapped[str] = mapped_column(default="")
    record: Mapped[RecordState] = mapped_column(default=RecordState.NOT_BEGUN)
    record_of_proceedings_complete_on: Mapped[date | None]
    selection_leads: Mapped[bool] = mapped_column(default=False)
    dialogue_leads: Mapped[bool] = mapped_column(default=False)
    award_leads: Mapped[bool] = mapped_column(default=False)
    version: Mapped[int] = mapped_column()
    lots: Mapped[list["Lot"]] = relationship(order_by="Lot.code", lazy="selectin", cascade="all, delete-orphan")
    candidates: Mapped[list["Candidate"]] = relationship(
        order_by="Candidate.position", lazy="selectin", cascade="all, delete-orphan"
    )
    sessions: Mapped[list["DialogueSession"]] = relationship(
        order_by="DialogueSession.held_on, DialogueSession.position", lazy="selectin", cascade="all, delete-orphan"
    )

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy wants the plain name

    @property
    def tender_due_at(self) -> datetime | None:
        """The one deadline of tenders, on the clock of Amsterdam (rule 25): exactly then is still in time."""
        if self.tender_due_on is None:
            return None
        until = time.fromisoformat(self.tender_due_time) if self.tender_due_time else time.max
        return datetime.combine(self.tender_due_on, until, AMSTERDAM).astimezone(UTC)

    @property
    def facts(self) -> TenderFacts:
        """What the rules need to know of this tender."""
        return TenderFacts(
            procedure=self.procedure,
            published_on=self.published_on,
            requests_due_on=self.requests_due_on,
            tender_due_on=self.tender_due_on,
            tender_due_at=self.tender_due_at,
            dialogue_rounds=self.dialogue_rounds,
            topics=tuple(self.topics),
            maximum_candidates=self.maximum_candidates,
            dialogue_started_on=self.dialogue_started_on,
            dialogue_closed_on=self.dialogue_closed_on,
            invited_on=self.invited_on,
            told_in_part=self.told_in_part,
            open_minutes=sum(held.minutes is MinutesState.DRAFT for held in self.sessions),
            participants=sum(one.admitted_on is not None and one.withdrawn_on is None for one in self.candidates),
            withdrawn_on=self.withdrawn_on,
            standstill_days=self.standstill_days,
            compensation=self.compensation,
            lots=tuple(lot.code for lot in self.lots),
            awards=tuple(lot.award.facts_of(lot.code) for lot in self.lots if lot.award is not None),
            record=self.record,
            sessions=len(self.sessions),
            led_by=self.led_by,
        )

    @property
    def led_by(self) -> frozenset[LeadingRoom]:
        """The rooms above that keep a part of this tender."""
        leads = {
            LeadingRoom.SELECTION: self.selection_leads,
            LeadingRoom.DIALOGUE: self.dialogue_leads,
            LeadingRoom.AWARD: self.award_leads,
        }
        return frozenset(room for room, is_so in leads.items() if is_so)

    def lead(self, room: LeadingRoom) -> None:
        """Let a room above keep its part."""
        self.selection_leads |= room is LeadingRoom.SELECTION
        self.dialogue_leads |= room is LeadingRoom.DIALOGUE
        self.award_leads |= room is LeadingRoom.AWARD


class Lot(Table):
    """A part that can be awarded by itself; its code (LOT-0001) never changes, later notices refer to it."""

    __tablename__ = "lot"
    __table_args__ = (UniqueConstraint("tender_id", "code"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    tender_id: Mapped[str] = mapped_column(ForeignKey("tender.id"), index=True)
    code: Mapped[str]
    title: Mapped[str]
    areas: Mapped[list[str]]
    contracts_minimum: Mapped[int | None]
    contracts_maximum: Mapped[int | None]
    award: Mapped["Award | None"] = relationship(lazy="selectin", cascade="all, delete-orphan")


class Candidate(Table):
    """One who asked to take part and was admitted: a party alone, or a consortium."""

    __tablename__ = "candidate"
    __table_args__ = (UniqueConstraint("tender_id", "name"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    tender_id: Mapped[str] = mapped_column(ForeignKey("tender.id"), index=True)
    position: Mapped[int]
    name: Mapped[str]
    requested_on: Mapped[date | None]
    admitted_on: Mapped[date | None]
    outside_because: Mapped[str | None]
    withdrawn_on: Mapped[date | None]
    withdrawal_reason: Mapped[str] = mapped_column(default="")
    parties: Mapped[list["CandidateParty"]] = relationship(
        order_by="CandidateParty.position", lazy="selectin", cascade="all, delete-orphan"
    )

    def is_in(self, day: date) -> bool:
        """Tell whether the candidate was admitted by this day, and had not left."""
        admitted = self.admitted_on is not None and self.admitted_on <= day
        return admitted and (self.withdrawn_on is None or day < self.withdrawn_on)

    @classmethod
    def of(cls, fact: CandidateAdmitted, position: int) -> Self:
        """Make the row of a candidate that was admitted."""
        return cls(
            id=fact.candidate,
            position=position,
            name=fact.name,
            requested_on=fact.requested_on,
            admitted_on=fact.admitted_on,
            outside_because=fact.outside_because,
            parties=[
                CandidateParty(party_id=seat.party, position=number, role=seat.role)
                for number, seat in enumerate(fact.parties, start=1)
            ],
        )


class CandidateParty(Table):
    """A party of a candidate, and whether it leads."""

    __tablename__ = "candidate_party"

    candidate_id: Mapped[str] = mapped_column(ForeignKey("candidate.id"), primary_key=True)
    party_id: Mapped[str] = mapped_column(ForeignKey("party.id"), primary_key=True)
    position: Mapped[int]
    role: Mapped[ConsortiumRole]


class DialogueSession(Table):
    """One conversation with one candidate. Who was there is kept as a count and role labels, never as names."""

    __tablename__ = "dialogue_session"
    __table_args__ = (CheckConstraint("attendees > 0", name="attended"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    tender_id: Mapped[str] = mapped_column(ForeignKey("tender.id"), index=True)
    candidate_id: Mapped[str] = mapped_column(ForeignKey("candidate.id"), index=True)
    position: Mapped[int]
    round: Mapped[int]
    held_on: Mapped[date]
    topics: Mapped[list[str]]
    attendees: Mapped[int]
    attendee_roles: Mapped[list[str]]
    minutes: Mapped[MinutesState]
    minutes_approved_on: Mapped[date | None]

    @classmethod
    def of(cls, fact: SessionHeld, position: int) -> Self:
        """Make the row of a conversation that was held."""
        return cls(
            id=fact.session,
            candidate_id=fact.candidate,
            position=position,
            round=fact.round,
            held_on=fact.held_on,
            topics=list(fact.topics),
            attendees=fact.attendees,
            attendee_roles=list(fact.attendee_roles),
            minutes=fact.minutes,
        )


class Award(Table):
    """The award decision on a lot, and what followed from it."""

    __tablename__ = "award"

    id: Mapped[str] = mapped_column(primary_key=True)
    lot_id: Mapped[str] = mapped_column(ForeignKey("lot.id"), unique=True)
    decided_on: Mapped[date]
    letter_sent_on: Mapped[date]
    standstill_days: Mapped[int]
    definitive_on: Mapped[date | None]
    contract_concluded_on: Mapped[date | None]
    concluded_early_because: Mapped[str] = mapped_column(default="")
    notice_sent_on: Mapped[date | None]
    notice_reference: Mapped[str] = mapped_column(default="")
    held_because: Mapped[str] = mapped_column(default="")
    judged_on: Mapped[date | None]
    awarded: Mapped[list["AwardedCandidate"]] = relationship(
        order_by="AwardedCandidate.position", lazy="selectin", cascade="all, delete-orphan"
    )

    @classmethod
    def of(cls, fact: AwardLetterSent) -> Self:
        """Make the row of an award of which the letters were sent."""
        return cls(
            id=fact.award,
            decided_on=fact.decided_on,
            letter_sent_on=fact.sent_on,
            standstill_days=fact.standstill_days,
            awarded=[
                AwardedCandidate(candidate_id=one, position=number) for number, one in enumerate(fact.awarded, start=1)
            ],
        )

    def facts_of(self, lot: str) -> AwardFacts:
        """What the rules need to know of this award."""
        return AwardFacts(
            lot=lot,
            letter_sent_on=self.letter_sent_on,
            standstill_days=self.standstill_days,
            definitive_on=self.definitive_on,
            contract_concluded_on=self.contract_concluded_on,
            notice_sent_on=self.notice_sent_on,
            held_because=self.held_because,
            judged_on=self.judged_on,
        )


class AwardedCandidate(Table):
    """A candidate that a lot is awarded to."""

    __tablename__ = "awarded_candidate"

    award_id: Mapped[str] = mapped_column(ForeignKey("award.id"), primary_key=True)
    candidate_id: Mapped[str] = mapped_column(ForeignKey("candidate.id"), primary_key=True)
    position: Mapped[int]
