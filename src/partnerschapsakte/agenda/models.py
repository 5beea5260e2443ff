"""The milestones: a checked projection of every date that matters, written with the fact that causes it."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import JSON, Dialect, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import TypeDecorator

from partnerschapsakte.agenda.rules import Circle, DateToKeep, Kept, MilestoneKind, Outcome, Standing, Tended
from partnerschapsakte.dates.explanation import Explained, Explanation, Op, Step
from partnerschapsakte.foundation.database import Table
from partnerschapsakte.foundation.sentences import Sentence, Value

OPEN = "settled_at IS NULL"


class StoredSentence(TypeDecorator[Sentence]):
    """A sentence as JSON: its English id and its typed values."""

    impl = JSON(none_as_null=True)
    cache_ok = True

    def process_bind_param(self, value: Sentence | None, dialect: Dialect) -> Any:  # noqa: ARG002 - SQLAlchemy calls it so
        return None if value is None else _sentence_out(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> Sentence | None:  # noqa: ARG002 - SQLAlchemy calls it so
        return None if value is None else _sentence_in(value)


class StoredExplanation(TypeDecorator[Explanation]):
    """An explanation as JSON, complete enough to be evaluated again."""

    impl = JSON(none_as_null=True)
    cache_ok = True

    def process_bind_param(self, value: Explanation | None, dialect: Dialect) -> Any:  # noqa: ARG002 - SQLAlchemy calls it so
        if value is None:
            return None
        steps = [[step.op.value, step.value, step.on.isoformat(), _sentence_out(step.text)] for step in value.steps]
        return {"rule": value.rule, "source": value.source, "steps": steps}

    def process_result_value(self, value: Any, dialect: Dialect) -> Explanation | None:  # noqa: ARG002 - SQLAlchemy calls it so
        if value is None:
            return None
        steps = (
            Step(Op(op), number, date.fromisoformat(on), _sentence_in(words))
            for op, number, on, words in value["steps"]
        )
        return Explanation(value["rule"], value["source"], tuple(steps))


class Milestone(Table):
    """One date that matters, of one subject. ``next_on`` is the day of its next reminder.

    ``first_on`` is the day of its first reminder, ``quiet_until`` the day on which reminders start again after
    somebody said that they handle it, ``sequence`` the number of its version, in a calendar and at the API.
    """

    __tablename__ = "milestone"
    __table_args__ = (
        UniqueConstraint("subject", "key"),
        Index("ix_milestone_next", "next_on", "id", sqlite_where=text(OPEN), postgresql_where=text(OPEN)),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    dossier_id: Mapped[str] = mapped_column(index=True)
    subject: Mapped[str]
    key: Mapped[str]
    kind: Mapped[MilestoneKind]
    title: Mapped[Sentence] = mapped_column(StoredSentence)
    on: Mapped[date]
    why: Mapped[Explanation] = mapped_column(StoredExplanation)
    remind_by: Mapped[date | None]
    owner_id: Mapped[str] = mapped_column(ForeignKey("person.id"))
    deputy_id: Mapped[str | None] = mapped_column(ForeignKey("person.id"))
    budget_holder_id: Mapped[str | None] = mapped_column(ForeignKey("person.id"))
    mailbox: Mapped[str]
    entered_on: Mapped[date]
    first_on: Mapped[date]
    next_on: Mapped[date | None]
    quiet_until: Mapped[date | None]
    acknowledged_by: Mapped[str | None]
    acknowledged_at: Mapped[datetime | None]
    settled_at: Mapped[datetime | None]
    outcome: Mapped[Outcome | None]
    done_on: Mapped[date | None]
    done_by_hand: Mapped[bool] = mapped_column(default=False)
    reason: Mapped[Sentence | None] = mapped_column(StoredSentence)
    sequence: Mapped[int] = mapped_column(default=0)

    @property
    def circle(self) -> Circle:
        """Who hears of it."""
        return Circle(self.owner_id, self.deputy_id, self.budget_holder_id, self.mailbox)

    @property
    def standing(self) -> Standing:
        """What decides how it stands."""
        return Standing(self.on, self.first_on, self.outcome, self.remind_by)

    @property
    def kept(self) -> Kept:
        """The date as its owner wanted it."""
        due = Explained(self.on, self.why)
        done_on = None if self.done_by_hand else self.done_on
        wanted = DateToKeep(
            self.key, self.kind, self.title, due, done_on=done_on, void=self.reason, remind_by=self.remind_by
        )
        return Kept(wanted, self.circle, self.done_by_hand)

    @property
    def tended(self) -> Tended:
        """What planning its reminders needs to know."""
        return Tended(
            id=self.id,
            dossier_id=self.dossier_id,
            kind=self.kind,
            on=self.on,
            remind_by=self.remind_by,
            circle=self.circle,
            entered_on=self.entered_on,
            quiet_until=self.quiet_until,
            outcome=self.outcome,
        )


def _sentence_out(sentence: Sentence) -> list[Any]:
    return [sentence.id, {name: _value_out(value) for name, value in sentence.values}]


def _value_out(value: Value) -> Any:
    match value:
        case Sentence():
            return {"sentence": _sentence_out(value)}
        case Decimal():
            return {"decimal": format(value, "f")}
        case date():
            return {"date": value.isoformat()}
        case _:
            return value


def _sentence_in(stored: list[Any]) -> Sentence:
    sentence_id, values = stored
    return Sentence(sentence_id, tuple(sorted((name, _value_in(value)) for name, value in values.items())))


def _value_in(stored: Any) -> Value:
    match stored:
        case {"sentence": words}:
            return _sentence_in(words)
        case {"decimal": digits}:
            return Decimal(digits)
        case {"date": iso}:
            return date.fromisoformat(iso)
        case _:
            return stored
