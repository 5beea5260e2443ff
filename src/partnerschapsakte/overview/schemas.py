"""What the pages that span rooms show."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

import msgspec

from partnerschapsakte.agenda.rules import MilestoneState
from partnerschapsakte.agenda.schemas import MilestoneView, ToldMilestone
from partnerschapsakte.contracts.rules.kinds import Choice
from partnerschapsakte.contracts.rules.possibilities import PointAct
from partnerschapsakte.contracts.rules.term import PointState
from partnerschapsakte.contracts.schemas import AgreementView, PointView, RelationView, TermView
from partnerschapsakte.correspondence.schemas import LetterView
from partnerschapsakte.documents.schemas import DocumentView, FileView
from partnerschapsakte.dossiers.schemas import DossierView
from partnerschapsakte.foundation import language
from partnerschapsakte.foundation.outcomes import Refusal
from partnerschapsakte.foundation.sentences import Sentence, say
from partnerschapsakte.overview.rules.acts import Act
from partnerschapsakte.overview.rules.timeline import (
    Shape,
    Standing,
    Timeline,
    TimelineLane,
    TimelineMark,
    TimelinePeriod,
    Tone,
)
from partnerschapsakte.tendering.rules.facts import TenderStage
from partnerschapsakte.tendering.schemas import TenderView

TONES = {
    PointState.OPEN: Tone.OPEN,
    PointState.EXTENDED: Tone.SETTLED,
    PointState.LAPSED: Tone.LAPSED,
    PointState.NOT_REACHED: Tone.LATER,
}


Step = Literal["evaluation", "decision", "notice"]
"""A step of an extension point that has a day to be done by."""


class ComingRow(msgspec.Struct, frozen=True):
    """A date that matters with its dossier, who looks after it, and the next act."""

    milestone: MilestoneView
    dossier: str
    owner: str
    act: Act


class AnnouncedTender(msgspec.Struct, frozen=True):
    """What was announced to everybody: how far the procedure is, and its days."""

    stage: TenderStage
    published_on: date
    requests_due_on: date | None
    tender_due_on: date | None


class OwnRequest(msgspec.Struct, frozen=True):
    """A request to take part in the tender, as the candidate may know of it: what it did itself."""

    name: str
    requested_on: date | None
    withdrawn_on: date | None


class OwnVault(msgspec.Struct, frozen=True):
    """A vault in which a party may hand in a tender; ``receives`` until its deadline has passed."""

    id: str
    title: str
    deadline_at: datetime
    receives: bool


class ToldAct(msgspec.Struct, frozen=True):
    """Something that people of a candidate did themselves."""

    what: str
    actor_name: str
    happened_at: datetime


class Room(msgspec.Struct, frozen=True, kw_only=True):
    """What a candidate sees of a dossier: what is its own, and what was published to all candidates."""

    dossier_id: str
    title: str
    announced: AnnouncedTender | None
    requests: tuple[OwnRequest, ...]
    has_dialogue: bool
    minutes_to_approve: bool
    has_award_letters: bool
    vaults: tuple[OwnVault, ...]
    letters: tuple[LetterView, ...]
    own_files: tuple[FileView, ...]
    published_files: tuple[FileView, ...]
    acts: tuple[ToldAct, ...]


class Month(msgspec.Struct, frozen=True):
    """The dates of one month."""

    first_day: date
    rows: tuple[ComingRow, ...]


class ComingView(msgspec.Struct, frozen=True):
    """What a contract manager opens in the morning; ``later`` counts what lies beyond the horizon."""

    overdue: tuple[ComingRow, ...]
    due: tuple[ComingRow, ...]
    months: tuple[Month, ...]
    later: int
    horizon: date

    @property
    def waiting(self) -> int:
        """How many dates are coming before the horizon."""
        return sum(len(month.rows) for month in self.months)


class JournalLine(msgspec.Struct, frozen=True):
    """One line of what happened."""

    happened_at: datetime
    what: Sentence
    who: str


class DossierPage(msgspec.Struct, frozen=True):
    """A dossier with everything that hangs on it."""

    dossier: DossierView
    agreements: tuple[AgreementView, ...]
    coming: tuple[ComingRow, ...]
    settled: int
    documents: tuple[DocumentView, ...]
    tender: TenderView | None
    not_issued: Refusal | None
    journal: tuple[JournalLine, ...]


class PointDoor(msgspec.Struct, frozen=True):
    """An act at a point, its page, and why it is not possible now, if it is not."""

    act: PointAct
    address: str
    refusal: Refusal | None


class AgreementPage(msgspec.Struct, frozen=True):
    """An agreement within its dossier."""

    agreement: AgreementView
    dossier: DossierView
    family: tuple[AgreementView, ...]
    documents: tuple[DocumentView, ...]
    milestones: tuple[ComingRow, ...]
    doors: dict[int, tuple[PointDoor, ...]]
    not_issued: Refusal | None

    @property
    def parent(self) -> AgreementView | None:
        """The base agreement of a sub-agreement."""
        return next((one for one in self.family if one.id == self.agreement.parent_id), None)


@dataclass(frozen=True, slots=True)
class Teller:
    """Says the texts of a picture in one language."""

    locale: str

    def __call__(self, sentence: Sentence) -> str:
        """Say a sentence."""
        return language.tell(sentence, self.locale)

    def day(self, day: date) -> str:
        """Say a date."""
        return language.day(day, self.locale)


def timeline_of(name: str, title: str, term: TermView, today: date, locale: str) -> Timeline:
    """Return the picture of a term: its periods, the dates of its points, and its end."""
    tell = Teller(locale)
    marks = _marks(term, today, tell.day)
    return Timeline(
        name=name,
        title=tell(say("Timeline of {title}", title=title)),
        description=tell(
            say(
                "{title} runs from {start} through {end}, and through {latest} if every option is used. "
                "The table below this picture holds the same dates.",
                title=title,
                start=term.starts_on,
                end=term.current_last_day.on,
                latest=term.latest_last_day.on,
            )
        ),
        term_label=tell(say("Term")),
        periods=_periods(term, tell),
        lanes=(
            TimelineLane(tell(say("Evaluation concluded")), Shape.CIRCLE, marks["evaluation"]),
            TimelineLane(tell(say("Decision taken")), Shape.DIAMOND, marks["decision"]),
            TimelineLane(tell(say("Notice received")), Shape.TRIANGLE, marks["notice"]),
            TimelineLane(tell(say("Agreement ends")), Shape.SQUARE, _ends(term, tell)),
        ),
        today=today,
        today_label=tell(say("today, {day}", day=today)),
        legend=(
            (Standing.DONE, tell(say("done"))),
            (Standing.COMING, tell(say("to do"))),
            (Standing.MISSED, tell(say("not done in time"))),
            (Standing.VOID, tell(say("not in play"))),
        ),
    )


def _periods(term: TermView, tell: Teller) -> tuple[TimelinePeriod, ...]:
    first_last_day = term.points[0].last_day_before.on if term.points else term.latest_last_day.on
    first = TimelinePeriod(
        term.starts_on,
        first_last_day,
        tell(say("Initial period")),
        Tone.SETTLED,
        "",
        tell(say("through {day}", day=first_last_day)),
    )
    options = tuple(
        TimelinePeriod(
            date.fromordinal(point.last_day_before.on.toordinal() + 1),
            point.last_day_after.on,
            tell(say("Extension {number}", number=point.number)),
            TONES[point.state],
            language.label(point.state, tell.locale),
            tell(say("through {day}", day=point.last_day_after.on)),
        )
        for point in term.points
    )
    return (first, *options)


def _marks(term: TermView, today: date, day: Callable[[date], str]) -> dict[str, tuple[TimelineMark, ...]]:
    lanes: dict[str, list[TimelineMark]] = {"evaluation": [], "decision": [], "notice": []}
    for point in term.points:
        for lane, due, done_on in done_days(point):
            if done_on:
                mark = TimelineMark(done_on, day(done_on), Standing.DONE)
            else:
                mark = TimelineMark(due, day(due), _standing(point.state, due, today))
            lanes[lane].append(mark)
    return {lane: tuple(marks) for lane, marks in lanes.items()}


def done_days(point: PointView) -> tuple[tuple[Step, date, date | None], ...]:
    """Return for each step of a point when it is due and, if it is done for every relation, when that was."""
    evaluated = point.evaluation.concluded_on if point.evaluation else None
    live = [relation for relation in point.relations if relation.state is not PointState.NOT_REACHED]
    return (
        ("evaluation", point.evaluation_due.on, evaluated),
        ("decision", point.decision_due.on, _latest([relation.decided_on for relation in live])),
        ("notice", point.decide_by.on, _latest([_answered(relation) for relation in live])),
    )


def _answered(relation: RelationView) -> date | None:
    """Return the day on which the notice was received, or on which it was decided that none would follow."""
    return relation.decided_on if relation.choice is Choice.LET_LAPSE else relation.received_on


def _latest(days: list[date | None]) -> date | None:
    known = [day for day in days if day]
    return max(known) if known and len(known) == len(days) else None


def _standing(state: PointState, due: date, today: date) -> Standing:
    if state in {PointState.EXTENDED, PointState.NOT_REACHED}:
        return Standing.VOID
    if due < today:
        return Standing.MISSED
    return Standing.VOID if state is PointState.LAPSED else Standing.COMING


def _ends(term: TermView, tell: Teller) -> tuple[TimelineMark, ...]:
    current, latest = term.current_last_day.on, term.latest_last_day.on
    now = TimelineMark(current, tell.day(current), Standing.COMING)
    if current == latest:
        return (now,)
    return (now, TimelineMark(latest, tell(say("at the latest {day}", day=latest)), Standing.VOID))


STATE_TONES = {
    MilestoneState.OVERDUE: "overdue",
    MilestoneState.DUE: "due",
    MilestoneState.WAITING: "quiet",
    MilestoneState.DONE: "done",
    MilestoneState.VOID: "quiet",
}
"""How a state looks: the name of a badge's tone."""


class ComingMilestone(msgspec.Struct, frozen=True, kw_only=True):
    """A date that is coming, as the API gives it; ``page`` is where a person does the next act."""

    when: Literal["overdue", "now", "later"]
    milestone: ToldMilestone
    dossier: str
    owner: str
    next_act: str
    page: str


class PeriodView(msgspec.Struct, frozen=True, kw_only=True):
    """A part of a term, from ``since`` through ``until``; only the initial period has no option."""

    option: int | None
    since: date
    until: date
    state: PointState | None


MarkedStep = Literal["evaluation", "decision", "notice", "end", "latest_end"]


class MarkView(msgspec.Struct, frozen=True, kw_only=True):
    """A date of a term: a step of an extension point, or an end."""

    option: int | None
    step: MarkedStep
    due: date
    done_on: date | None
    standing: Standing


class TimelineView(msgspec.Struct, frozen=True, kw_only=True):
    """The years of an agreement: its periods, the dates of its points, and its end."""

    agreement_id: str
    title: str
    today: date
    starts_on: date
    current_last_day: date
    latest_last_day: date
    periods: tuple[PeriodView, ...]
    marks: tuple[MarkView, ...]


def timeline_view(agreement_id: str, title: str, term: TermView, today: date) -> TimelineView:
    """Return what the picture of a term shows, without the picture."""
    current, latest = term.current_last_day.on, term.latest_last_day.on
    end = MarkView(option=None, step="end", due=current, done_on=None, standing=Standing.COMING)
    latest_end = MarkView(option=None, step="latest_end", due=latest, done_on=None, standing=Standing.VOID)
    ends = (end,) if current == latest else (end, latest_end)
    return TimelineView(
        agreement_id=agreement_id,
        title=title,
        today=today,
        starts_on=term.starts_on,
        current_last_day=current,
        latest_last_day=latest,
        periods=_period_views(term),
        marks=(*(mark for point in term.points for mark in _mark_views(point, today)), *ends),
    )


def _period_views(term: TermView) -> tuple[PeriodView, ...]:
    first_last_day = term.points[0].last_day_before.on if term.points else term.latest_last_day.on
    return (
        PeriodView(option=None, since=term.starts_on, until=first_last_day, state=None),
        *(
            PeriodView(
                option=point.number,
                since=point.last_day_before.on + timedelta(days=1),
                until=point.last_day_after.on,
                state=point.state,
            )
            for point in term.points
        ),
    )


def _mark_views(point: PointView, today: date) -> tuple[MarkView, ...]:
    return tuple(
        MarkView(
            option=point.number,
            step=step,
            due=due,
            done_on=done_on,
            standing=Standing.DONE if done_on else _standing(point.state, due, today),
        )
        for step, due, done_on in done_days(point)
    )
