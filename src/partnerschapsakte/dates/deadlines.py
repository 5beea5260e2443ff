"""The deadlines of the procedure: how long to wait, and by when the authority must act.

Two laws move a last day to a working day, and they can differ: every result shows both. A waiting period takes the
later outcome; a duty of the authority aims for the date before any move, and never counts on more than the earlier
outcome (rule 70). What is counted back never moves.
"""

from dataclasses import dataclass
from datetime import date

from partnerschapsakte.dates.explanation import Explained, Trace, begin, continued
from partnerschapsakte.dates.period import Length, shift_days, shift_months
from partnerschapsakte.dates.working_days import (
    LAW_NAMES,
    Calendar,
    findings_about,
    second_working_day_after,
    why_no_working_day,
)
from partnerschapsakte.foundation.outcomes import Finding, Level
from partnerschapsakte.foundation.sentences import Sentence, say

STANDSTILL_DAYS = 20
AWARD_NOTICE = Length(days=30)
PROGRESS_REPORT = Length(days=15)
QUESTIONS = Length(days=10)
COMPLAINT = Length(days=42)
VALID_AFTER_JUDGMENT = Length(days=14)
DOCUMENTATION = Length(months=36)
CLAIM_AFTER_NOTICE = Length(days=30)
CLAIM_AFTER_CONCLUSION = Length(months=6)
# Algemene termijnenwet art. 4(a): not for terms of more than 90 days or more than 3 months.
TERMIJNENWET_DAYS, TERMIJNENWET_MONTHS = 90, 3
# The shortest term in days that must hold two working days: Algemene termijnenwet art. 2, Regulation art. 3(5) [K].
SHORTEST_WITH_TWO_WORKING_DAYS = {Calendar.TERMIJNENWET: 3, Calendar.REGULATION: 2}


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcomes:
    """Where a term ends: as counted, under the Algemene termijnenwet, and under Regulation 1182/71."""

    raw: Explained
    under_termijnenwet: Explained
    under_regulation: Explained

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What a reader must know of the table behind the outcomes (rule 63)."""
        return findings_about(self.raw.on, self.under_termijnenwet.on, self.under_regulation.on)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wait(Outcomes):
    """A term that must have run out before one may act: ``last_day`` is the later outcome."""

    last_day: Explained


@dataclass(frozen=True, slots=True, kw_only=True)
class Standstill(Wait):
    """The wait between the letters and the signatures."""

    days: int
    earliest_signing: Explained

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Add a warning where the wait is shorter than the usual 20 days (rule 35)."""
        known = findings_about(self.raw.on, self.last_day.on)
        if self.days >= STANDSTILL_DAYS:
            return known
        message = say("A standstill of fewer than {days} days needs a reason.", days=STANDSTILL_DAYS)
        return (*known, Finding(level=Level.WARNING, message=message, rule="35", source="Aw 2.127(3)"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Duty(Outcomes):
    """A term within which the authority acts: ``due_by`` is the earlier outcome, ``safe_by`` the day to aim for."""

    due_by: Explained

    @property
    def safe_by(self) -> Explained:
        """The date before any move: on time under every reading."""
        return self.raw


@dataclass(frozen=True, slots=True, kw_only=True)
class Questions:
    """``publish_by`` is the last permitted day for answers; ``advised_by`` the last working day on or before it."""

    publish_by: Explained
    advised_by: Explained

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What a reader must know of the table behind the advice (rule 63)."""
        return findings_about(self.publish_by.on, self.advised_by.on)


def standstill(sent_on: date, days: int = STANDSTILL_DAYS) -> Standstill:
    """Return how long to wait after the award letters; it begins on the day after sending.

    Aw 2.127(2)-(3); for a SAS procedure a promise of the documents, not a duty of law (rules 35, 36).
    """
    wait = _wait(
        begin(sent_on, say("The letters on the award decision are sent")), Length(days=days), "Aw 2.127(2)-(3)", "35"
    )
    signing = continued(wait.last_day).add_days(1, say("The day after: the first on which may be signed"))
    return Standstill(
        raw=wait.raw,
        under_termijnenwet=wait.under_termijnenwet,
        under_regulation=wait.under_regulation,
        last_day=wait.last_day,
        days=days,
        earliest_signing=signing.explained("Aw 2.127(1)", "35"),
    )


def signing_after(wait: Standstill, judged_on: date | None) -> Explained:
    """Return the first day on which may be signed: after the standstill and, where a court judged, after that day.

    Aw 2.131 (rule 37): no contract before the court has decided and the term has passed.
    """
    if judged_on is None:
        return wait.earliest_signing
    day_after = shift_days(judged_on, 1)
    signing = continued(wait.earliest_signing).later_of(
        day_after, say("The court judged on {day}: not before the day after", day=judged_on)
    )
    return signing.explained("Aw 2.131", "37")


def valid_after_judgment(judged_on: date) -> Explained:
    """Return until when tenders bind after a judgment in summary proceedings: 14 calendar days, nothing moves."""
    judged = begin(judged_on, say("The court gives its judgment"))
    return judged.add(VALID_AFTER_JUDGMENT).explained("Contractstandaard, gestanddoening", "37")


def complaint_decision(received_on: date) -> Duty:
    """Return by when a complaint is decided on: within 6 weeks, as the contract standard promises."""
    received = begin(received_on, say("The complaint is received"))
    return _duty(received, COMPLAINT, "Contractstandaard, klachtenregeling")


def award_notice(awarded_on: date) -> Duty:
    """Return by when the award notice is sent: 30 days after the award, not a month (Aw 2.134(1), rule 39).

    The law does not say what "award" is [U]: the caller counts from the earlier of award and conclusion.
    """
    return _duty(begin(awarded_on, say("The contract is awarded")), AWARD_NOTICE, "Aw 2.134(1)", "39")


def award_notice_of_quarter(year: int, quarter: int) -> Duty:
    """Return by when the grouped notice is sent: 30 days after the quarter (1 to 4) ends (Aw 2.134(3), rule 39)."""
    ended_on = shift_days(shift_months(date(year, 1, 1), 3 * quarter), -1)
    event = begin(ended_on, say("Last day of quarter {quarter} of {year}", quarter=quarter, year=year))
    return _duty(event, AWARD_NOTICE, "Aw 2.134(3)", "39")


def progress_report(received_on: date) -> Duty:
    """Return by when a request for a progress report is answered: 15 days after receipt (Aw 2.55a, rule 22)."""
    return _duty(begin(received_on, say("The request is received")), PROGRESS_REPORT, "Aw 2.55a", "22")


def questions(deadline_on: date) -> Questions:
    """Return by when answers are published: at least 10 days before the tender deadline (Aw 2.54(1), rule 9).

    A term counted back never moves (Algemene termijnenwet art. 1(2)), so the last permitted day can be a holiday;
    the advised day is the last working day on or before it.
    """
    counted = begin(deadline_on, say("The tenders are due")).subtract(QUESTIONS)
    advised = counted
    while (reason := why_no_working_day(advised.on, Calendar.TERMIJNENWET)) is not None:
        advised = advised.day_before(
            say("{day} is no working day ({reason}): the day before is advised", day=advised.on, reason=reason)
        )
    source = "Aw 2.54(1)"
    return Questions(publish_by=counted.explained(source, "9"), advised_by=advised.explained(source, "9"))


def tender_validity(closing_on: date, days: int, *, closing_day_counts: bool) -> Explained:
    """Return the last day on which a tender binds. The documents say whether the closing day counts; nothing moves."""
    if closing_day_counts:
        validity = Length(days=days)
        counted = begin(closing_on, say("The tenders close: this is day 1 of {days}", days=days))
        counted = counted.add_days(validity.days - 1)
    else:
        counted = begin(closing_on, say("The tenders close: the day after is day 1")).add(Length(days=days))
    return counted.explained("Inkoopdocument, gestanddoening")


def keep_until(awarded_on: date) -> Explained:
    """Return until when the procurement file is kept at least: 3 years after the award (Aw 2.56(2), rule 65)."""
    return begin(awarded_on, say("The contract is awarded")).add(DOCUMENTATION).explained("Aw 2.56(2)", "65")


def claim_after_notice(told_on: date) -> Wait:
    """Return until when annulment can be claimed after the notice or the reasoned letter: 30 days (Aw 4.15(2))."""
    told = begin(told_on, say("The award notice is published, or the reasoned letter of conclusion sent"))
    return _wait(told, CLAIM_AFTER_NOTICE, "Aw 4.15(2)")


def claim_after_conclusion(concluded_on: date) -> Wait:
    """Return until when annulment can be claimed without such a notice (Aw 4.15(2)): 6 months.

    At a month's end, counting from the day itself (Regulation 1182/71 art. 3(1)) and from the day after (the words
    of 4.15(2)) can differ: the later is held [U]. The Algemene termijnenwet does not move a term of 6 months.
    """
    concluded = begin(concluded_on, say("The contract is concluded"))
    day_after = shift_days(concluded_on, 1)
    counted_from_day_after = shift_days(shift_months(day_after, CLAIM_AFTER_CONCLUSION.months), -1)
    raw = concluded.add(CLAIM_AFTER_CONCLUSION).later_of(
        counted_from_day_after,
        say("Counted from the day after it is {day}; the later counts", day=counted_from_day_after),
    )
    return _wait(concluded, CLAIM_AFTER_CONCLUSION, "Aw 4.15(2)", raw=raw)


def _wait(event: Trace, length: Length, source: str, rule: str | None = None, *, raw: Trace | None = None) -> Wait:
    counted = raw or event.add(length)
    national, european = (_moved(counted, event.on, length, calendar) for calendar in Calendar)
    last_day = national.later_of(european.on, _compared(european.on, say("a waiting period takes the later")))
    return Wait(
        raw=counted.explained(source, rule),
        under_termijnenwet=national.explained(source, rule),
        under_regulation=european.explained(source, rule),
        last_day=last_day.explained(source, rule),
    )


def _duty(event: Trace, length: Length, source: str, rule: str | None = None) -> Duty:
    counted = event.add(length)
    national, european = (_moved(counted, event.on, length, calendar) for calendar in Calendar)
    due_by = national.earlier_of(european.on, _compared(european.on, say("a duty takes the earlier")))
    return Duty(
        raw=counted.explained(source, rule),
        under_termijnenwet=national.explained(source, rule),
        under_regulation=european.explained(source, rule),
        due_by=due_by.explained(source, rule),
    )


def _compared(day: date, choice: Sentence) -> Sentence:
    return say("{law} gives {day}; {choice}", law=LAW_NAMES[Calendar.REGULATION], day=day, choice=choice)


def _moved(counted: Trace, event_on: date, length: Length, calendar: Calendar) -> Trace:
    """Take the steps by which one law moves a last day that was counted forward from an event."""
    if calendar is Calendar.TERMIJNENWET and _too_long_for_the_termijnenwet(length):
        return counted.add_days(0, say("Too long a term to move under the Algemene termijnenwet (art. 4)"))
    rolled = counted.roll_forward(calendar)
    if not SHORTEST_WITH_TWO_WORKING_DAYS[calendar] <= length.days:
        return rolled
    second = second_working_day_after(event_on, calendar)
    if second <= rolled.on:
        return rolled
    return rolled.later_of(second, say("Extended to its second working day by {law}", law=LAW_NAMES[calendar]))


def _too_long_for_the_termijnenwet(length: Length) -> bool:
    return length.days > TERMIJNENWET_DAYS or length.months > TERMIJNENWET_MONTHS
