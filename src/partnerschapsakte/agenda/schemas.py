"""The shapes in which a milestone leaves this room: with sentences for a page, and told in words for the API."""

from datetime import date

from msgspec import Struct

from partnerschapsakte.agenda.rules import MilestoneKind, MilestoneState
from partnerschapsakte.dates.explanation import Explained, Op
from partnerschapsakte.foundation import language
from partnerschapsakte.foundation.sentences import Sentence


class MilestoneView(Struct, frozen=True, kw_only=True):
    """One date that matters, as it stands on a day; ``due`` can explain itself."""

    id: str
    dossier_id: str
    subject: str
    key: str
    kind: MilestoneKind
    title: Sentence
    due: Explained
    state: MilestoneState
    owner_id: str
    deputy_id: str | None
    budget_holder_id: str | None
    mailbox: str
    first_on: date
    next_on: date | None
    quiet_until: date | None
    done_on: date | None
    reason: Sentence | None
    sequence: int

    @property
    def on(self) -> date:
        """The last day on which it can be done in time."""
        return self.due.on


class ToldStep(Struct, frozen=True):
    """One step towards a date: the operation, its value, the date it gives, and what a person reads."""

    op: Op
    value: str | int
    on: date
    text: str


class ToldWhy(Struct, frozen=True):
    """Why a date is what it is: the rule, its source, and the steps in order."""

    rule: str | None
    source: str
    steps: tuple[ToldStep, ...]


class ToldDate(Struct, frozen=True):
    """A date and why."""

    on: date
    why: ToldWhy


class ToldMilestone(Struct, frozen=True, kw_only=True):
    """One date that matters, as the API gives it; ``subject`` is the agreement or tender it belongs to."""

    id: str
    dossier_id: str
    subject: str
    key: str
    kind: MilestoneKind
    title: str
    due: ToldDate
    state: MilestoneState
    owner_id: str
    deputy_id: str | None
    budget_holder_id: str | None
    mailbox: str
    first_on: date
    next_on: date | None
    quiet_until: date | None
    done_on: date | None
    reason: str | None
    version: int


class MilestonesWanted(Struct, frozen=True, kw_only=True):
    """Which milestones somebody asks for; what is not named does not matter. ``mine``: whose reminders they get."""

    dossier_id: str | None = None
    subject: str | None = None
    kind: MilestoneKind | None = None
    state: MilestoneState | None = None
    due_from: date | None = None
    due_until: date | None = None
    mine: bool = False


def told(sentence: Sentence) -> str:
    """Say a sentence as the API says it: in Dutch, the language of its documentation."""
    return language.tell(sentence, language.DUTCH)


def told_date(explained: Explained) -> ToldDate:
    """Return a date that explains itself in words."""
    why = explained.why
    steps = tuple(ToldStep(step.op, step.value, step.on, told(step.text)) for step in why.steps)
    return ToldDate(explained.on, ToldWhy(why.rule, why.source, steps))


def told_milestone(view: MilestoneView) -> ToldMilestone:
    """Return a milestone in words."""
    return ToldMilestone(
        id=view.id,
        dossier_id=view.dossier_id,
        subject=view.subject,
        key=view.key,
        kind=view.kind,
        title=told(view.title),
        due=told_date(view.due),
        state=view.state,
        owner_id=view.owner_id,
        deputy_id=view.deputy_id,
        budget_holder_id=view.budget_holder_id,
        mailbox=view.mailbox,
        first_on=view.first_on,
        next_on=view.next_on,
        quiet_until=view.quiet_until,
        done_on=view.done_on,
        reason=told(view.reason) if view.reason else None,
        version=view.sequence,
    )
