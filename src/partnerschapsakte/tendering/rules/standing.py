"""Where a tender stands today, which of its dates are kept, and what a reader should look at."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from partnerschapsakte.agenda.rules import DateToKeep, MilestoneKind
from partnerschapsakte.dates import deadlines
from partnerschapsakte.dates.explanation import Explained, begin
from partnerschapsakte.dates.working_days import Calendar, why_no_working_day
from partnerschapsakte.foundation.outcomes import Finding, Level
from partnerschapsakte.foundation.sentences import Sentence, say
from partnerschapsakte.tendering.rules import holding, order
from partnerschapsakte.tendering.rules.facts import (
    AwardFacts,
    MinutesState,
    StandstillBasis,
    TenderFacts,
    TenderStage,
    TenderStatus,
)
from partnerschapsakte.tendering.rules.steps import COURSES

ENOUGH_CANDIDATES = 3
ANNOUNCEMENT = "Aankondiging"
# Practice: on these two days nobody is at work, though no law calls them holidays.
EVES = {(12, 24), (12, 31)}
REQUESTS_DUE = say("Requests to participate are due")
TENDERS_DUE = say("Tenders are due")


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A conversation, as far as findings need it."""

    candidate: str
    round: int
    topics: tuple[str, ...]
    minutes: MinutesState


def status(tender: TenderFacts, today: date) -> TenderStatus:
    """Say where the tender stands for an outsider."""
    if tender.withdrawn_on is not None:
        return TenderStatus.WITHDRAWN
    if tender.published_on is None:
        return TenderStatus.PLANNED
    if order.is_settled(tender):
        return TenderStatus.AWARDED
    overdue = tender.tender_due_on is not None and today > tender.tender_due_on
    return TenderStatus.CLOSED if overdue or tender.awards else TenderStatus.OPEN


def stage(tender: TenderFacts, today: date) -> TenderStage:
    """Say where the tender stands for those who run it: the furthest stage that its facts and days reach."""
    return order.furthest(tender, today, today)


def questions_due(due_on: date | None) -> Explained | None:
    """Say by when answers are published for this deadline (rule 9)."""
    return None if due_on is None else deadlines.questions(due_on).publish_by


def dates_to_keep(tender: TenderFacts, *, first_admitted_on: date | None) -> tuple[DateToKeep, ...]:
    """Name every date of the tender that somebody must keep."""
    first_award = min((award.letter_sent_on for award in tender.awards), default=None)
    after_requests = [day for day in (first_admitted_on, tender.dialogue_started_on, first_award) if day is not None]
    gone = say("The tender was withdrawn.") if tender.withdrawn_on is not None else None
    return (
        *_deadline("requests", tender.requests_due_on, REQUESTS_DUE, min(after_requests, default=None), gone),
        *_deadline("tenders", tender.tender_due_on, TENDERS_DUE, first_award, gone),
        *(kept for award in tender.awards for kept in _after_award(award, gone)),
    )


def of_selection(tender_id: str) -> str:
    """Return the subject under which the dates of the selection are kept."""
    return f"{tender_id}:selection"


def why_selection_is_over(tender: TenderFacts) -> Sentence | None:
    """Say why nobody keeps the dates of the selection any longer once they have passed, or None if somebody does."""
    if tender.withdrawn_on is not None:
        return say("The tender was withdrawn.")
    went_on = (tender.dialogue_started_on, tender.invited_on) != (None, None) or bool(tender.awards)
    return say("The deadline has passed.") if went_on else None


def _deadline(
    name: str, due_on: date | None, title: Sentence, done_on: date | None, gone: Sentence | None
) -> Iterator[DateToKeep]:
    if due_on is None:
        return
    questions = deadlines.questions(due_on)
    # The next step shows that the deadline was met, not that questions were answered: that date then lapses.
    over = gone or (say("The deadline has passed.") if done_on is not None else None)
    yield DateToKeep(
        key=f"{name}:questions",
        kind=MilestoneKind.QUESTIONS,
        title=say("Last day to answer questions to all"),
        due=questions.publish_by,
        void=over,
        remind_by=questions.advised_by.on,
    )
    yield DateToKeep(
        key=f"{name}:deadline",
        kind=MilestoneKind.TENDER_DEADLINE,
        title=title,
        due=begin(due_on, title).explained(ANNOUNCEMENT, "25"),
        done_on=done_on,
        void=gone if done_on is None else None,
    )


def _after_award(award: AwardFacts, gone: Sentence | None) -> Iterator[DateToKeep]:
    yield DateToKeep(
        key=f"{award.lot}:standstill",
        kind=MilestoneKind.STANDSTILL_END,
        title=say("Last day of the standstill of {lot}", lot=award.lot),
        due=award.standstill.last_day,
        done_on=award.awarded_on,
        void=gone if award.awarded_on is None else None,
    )
    if award.notice is not None:
        yield DateToKeep(
            key=f"{award.lot}:award-notice",
            kind=MilestoneKind.AWARD_NOTICE,
            title=say("Award notice of {lot}", lot=award.lot),
            due=award.notice.due_by,
            done_on=award.notice_sent_on,
            remind_by=award.notice.safe_by.on,
        )


def findings(tender: TenderFacts, sessions: Sequence[Held], *, admitted: int) -> tuple[Finding, ...]:
    """Say what a reader of this tender should look at, each thing once; none of it stops an act."""
    found = (
        *_of_announcement(tender),
        *_of_order(tender),
        *_of_dialogue(tender, sessions, admitted),
        *holding.findings(tender),
        *(finding for award in tender.awards for finding in award.standstill.findings),
    )
    return tuple(dict.fromkeys(found))


def _of_announcement(tender: TenderFacts) -> Iterator[Finding]:
    for due_on in (tender.requests_due_on, tender.tender_due_on):
        if due_on is None:
            continue
        if why_no_working_day(due_on, Calendar.TERMIJNENWET) is not None or (due_on.month, due_on.day) in EVES:
            yield _warning(say("The deadline of {day} falls on a day on which few people work.", day=due_on), "26")
    if tender.standstill_basis is StandstillBasis.DOCUMENTS:
        message = say("In a SAS procedure the standstill is a promise: state it in the documents.")
        yield _warning(message, "36", "Aw 2.39(2)")


def _of_order(tender: TenderFacts) -> Iterator[Finding]:
    dialogue_missing = TenderStage.DIALOGUE in COURSES[tender.procedure].stages and not tender.dialogue_started_on
    if tender.told_in_part and tender.awards and dialogue_missing:
        message = say("The award letters are on record, and no dialogue: its order cannot be shown.")
        yield _warning(message, "1", "Aw 2.39(1)")


def _of_dialogue(tender: TenderFacts, sessions: Sequence[Held], admitted: int) -> Iterator[Finding]:
    if tender.dialogue_started_on is None:
        return
    if admitted < ENOUGH_CANDIDATES:
        message = say("{count} candidates take part; competition asks for three.", count=admitted)
        yield _warning(message, "17", "Aw 2.99(3)")
    if not tender.compensation:
        yield _warning(say("No decision is recorded on a compensation for taking part."), "68", "Aw 1.10(2)(g)")
    for held in sessions:
        yield from _of_session(tender, held)


def _of_session(tender: TenderFacts, held: Held) -> Iterator[Finding]:
    if held.minutes is MinutesState.DRAFT:
        message = say(
            "The minutes of round {round} with {candidate} are not approved.",
            round=held.round,
            candidate=held.candidate,
        )
        yield _warning(message, "18", "Aw 2.52b(3)")
    for topic in held.topics:
        if topic not in tender.topics:
            message = say(
                "The topic “{topic}” was discussed with {candidate}, but not announced.",
                topic=topic,
                candidate=held.candidate,
            )
            yield _warning(message, "14", "Aw 2.110(3)")


def _warning(message: Sentence, rule: str, source: str | None = None) -> Finding:
    return Finding(level=Level.WARNING, message=message, rule=rule, source=source, where="tender")
