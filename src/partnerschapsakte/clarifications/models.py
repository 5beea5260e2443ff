"""Questions about a tender, and the clarification notes in which they were answered to all."""

from datetime import date, datetime
from typing import Self

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from partnerschapsakte.clarifications.rules.facts import Confidentiality, QuestionChannel, QuestionFacts
from partnerschapsakte.foundation.database import Table


class Question(Table):
    """One question. Who asked is for the authority's side; ``wording`` is how it is published, where that differs."""

    __tablename__ = "question"
    __table_args__ = (Index("ix_question_asked", "dossier_id", "asked_on", "position"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    tender_id: Mapped[str] = mapped_column(ForeignKey("tender.id"), index=True)
    dossier_id: Mapped[str]
    position: Mapped[int]
    party_id: Mapped[str | None] = mapped_column(ForeignKey("party.id"))
    asker: Mapped[str]
    channel: Mapped[QuestionChannel]
    asked_on: Mapped[date]
    entered_at: Mapped[datetime]
    entered_by_id: Mapped[str]
    entered_by_name: Mapped[str]
    about: Mapped[str]
    text: Mapped[str]
    confidentiality: Mapped[Confidentiality]
    confidential_because: Mapped[str]
    decision_reason: Mapped[str] = mapped_column(default="")
    decided_at: Mapped[datetime | None]
    wording: Mapped[str] = mapped_column(default="")
    answer: Mapped[str] = mapped_column(default="")
    answered_by_name: Mapped[str] = mapped_column(default="")
    answered_at: Mapped[datetime | None]
    answered_alone_at: Mapped[datetime | None]
    left_out_because: Mapped[str] = mapped_column(default="")
    left_out_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]
    note_id: Mapped[str | None] = mapped_column(ForeignKey("clarification_note.id"))
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy wants the plain name

    @property
    def facts(self) -> QuestionFacts:
        """What the rules need to know of this question."""
        return QuestionFacts(
            id=self.id,
            asked_on=self.asked_on,
            party_id=self.party_id,
            asker=self.asker,
            about=self.about,
            text=self.published_wording,
            answer=self.answer,
            confidentiality=self.confidentiality,
            published=self.note_id is not None,
            answered_alone=self.answered_alone_at is not None,
            left_out=self.left_out_at is not None,
            withdrawn=self.withdrawn_at is not None,
        )

    @property
    def published_wording(self) -> str:
        """How the question stands in a note."""
        return self.wording or self.text


class ClarificationNote(Table):
    """A note of answers, published to all at one moment; it never changes."""

    __tablename__ = "clarification_note"
    __table_args__ = (UniqueConstraint("tender_id", "number"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    tender_id: Mapped[str] = mapped_column(ForeignKey("tender.id"))
    dossier_id: Mapped[str] = mapped_column(index=True)
    number: Mapped[int]
    published_at: Mapped[datetime]
    published_by_id: Mapped[str]
    published_by_name: Mapped[str]
    deadline_on: Mapped[date | None]
    late_because: Mapped[str]
    named_because: Mapped[str]
    document_id: Mapped[str | None]
    items: Mapped[list["ClarificationItem"]] = relationship(order_by="ClarificationItem.number", lazy="selectin")


class ClarificationItem(Table):
    """A question and its answer as they were published; a copy, without who asked."""

    __tablename__ = "clarification_item"

    note_id: Mapped[str] = mapped_column(ForeignKey("clarification_note.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    question_id: Mapped[str] = mapped_column(ForeignKey("question.id"), unique=True)
    about: Mapped[str]
    text: Mapped[str]
    answer: Mapped[str]

    @classmethod
    def of(cls, question: Question, number: int) -> Self:
        """Copy a question into a note."""
        text = question.published_wording
        return cls(number=number, question_id=question.id, about=question.about, text=text, answer=question.answer)
