"""Failures, corrections and the opening: when a deadline moves for all, when bids are void, who opens them (23, 24)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from partnerschapsakte.bids.rules.facts import Course, Outage
from partnerschapsakte.bids.rules.receiving import UNSEEN, conflict, why_not_look
from partnerschapsakte.foundation.outcomes import Finding, Level, Refusal, Why
from partnerschapsakte.foundation.sentences import Sentence, say

ROUTE = "Aw 2.109, 2.109a"


def why_not_note_outage(began_at: datetime, ended_at: datetime | None, *, now: datetime) -> Refusal | None:
    """Say why an outage cannot have been like this, or None if it can."""
    if began_at > now or (ended_at is not None and ended_at > now):
        return Refusal(Why.INVALID, "outage_to_come", say("An outage is recorded after it began, and not ahead."))
    if ended_at is not None and ended_at < began_at:
        return Refusal(Why.INVALID, "outage_reversed", say("The outage ended before it began."))
    return None


def why_not_extend(
    course: Course, until: datetime, outage: Outage | None, *, needs_outage: bool, now: datetime
) -> Refusal | None:
    """Say why the deadline is not extended for all, or None if it is (rule 24).

    After it passed only for an outage that began before it, and only while no bid was opened (Aw 2.109).
    """
    if course.deadline is None:
        return why_not_look(course, now)
    if course.opened_at is not None:
        return conflict(
            "opened_already_for_extension",
            say("The bids were opened: nobody can change theirs any more, so the deadline stands."),
            rule="24",
            article=ROUTE,
        )
    if until <= course.deadline or until <= now:
        return Refusal(Why.INVALID, "not_later", say("The new deadline lies after this moment and after the old one."))
    began_in_time = outage is not None and outage.began_at <= course.deadline
    if (course.is_closed(now) or needs_outage) and not began_in_time:
        return conflict(
            "no_failure_on_record",
            say("The deadline has passed: the only way back is a failure that began before it and is on record."),
            rule="24",
            article=ROUTE,
            remedy=say("Record the outage with what shows it; else late is late."),
        )
    return None


def why_not_extend_now(course: Course, outages: Sequence[Outage], *, now: datetime) -> Refusal | None:
    """Say why the deadline cannot be extended now, to whatever moment and for whatever is on record, or None."""
    if course.deadline is None:
        return why_not_look(course, now)
    outage = min(outages, key=lambda one: one.began_at, default=None)
    later = max(now, course.deadline) + timedelta(seconds=1)
    return why_not_extend(course, later, outage, needs_outage=False, now=now)


def why_not_correct(course: Course, *, now: datetime) -> Refusal | None:
    """Say why the documents cannot be corrected, or None if they can: after publication, until the deadline."""
    if not course.published:
        return conflict("not_published", say("Before publication nothing needs a rectification: change it."))
    if course.deadline is None:
        return why_not_look(course, now)
    if course.is_closed(now):
        return conflict(
            "bids_are_in_for_correction",
            say("The deadline has passed: the documents by which bids were made stand."),
            rule="12",
            article="Aw 1.9",
        )
    return None


def why_not_open(course: Course, openers: tuple[str, str], opened_at: datetime, *, now: datetime) -> Refusal | None:
    """Say why the bids cannot have been opened so, or None if they can: after the deadline, by two people (rule 23)."""
    if course.deadline is None:
        return why_not_look(course, now)
    if course.opened_at is not None:
        return conflict("opened_before", say("The record of opening is made."))
    if not course.is_closed(opened_at):
        return conflict(
            "opening_too_early",
            say("Bids are opened after the deadline, and not before it or on it."),
            rule="23",
            article=UNSEEN,
        )
    if opened_at > now:
        return Refusal(Why.INVALID, "not_opened_yet", say("Bids cannot have been opened after this moment."))
    if _same(*openers):
        return conflict(
            "two_openers",
            say("Two different people open the bids."),
            rule="23",
            article=UNSEEN,
            remedy=say("Name the second person who was there."),
        )
    return None


def findings(course: Course, undescribed: int, *, now: datetime) -> tuple[Finding, ...]:
    """Tell what a reader must know: a deadline without a time, and tenderers of whom the notices will ask more."""
    found: list[Finding] = []
    if undescribed and course.is_closed(now):
        message = say("Of {count} bids the size or the country of the tenderer is not on record.", count=undescribed)
        found.append(Finding(level=Level.WARNING, message=message, source="BT-165, BT-760"))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Closing:
    """Until when a vault receives, or bids can be handed in; ``said``: the same in words; ``opened``: it is fixed."""

    title: str
    at: datetime
    said: Sentence
    opened: bool = False


def vault_findings(due: Closing, vaults: Sequence[Closing]) -> tuple[Finding, ...]:
    """Tell of each vault that does not close at the deadline of the tender: one deadline holds for all (rule 24).

    A deadline without a time lasts until the end of its day; a vault closes on a whole second.
    """
    return tuple(
        Finding(level=Level.WARNING, message=_two_deadlines(one, due), rule="24", source=ROUTE)
        for one in vaults
        if one.at.replace(microsecond=0) != due.at.replace(microsecond=0)
    )


def _two_deadlines(vault: Closing, due: Closing) -> Sentence:
    told = {"title": vault.title, "vault": vault.said, "tender": due.said}
    if vault.opened:
        return say(
            "The vault {title} received until {vault}, and bids could be handed in until {tender}. One deadline holds "
            "for all: tell in the remarks of the opening why there were two.",
            **told,
        )
    return say(
        "The vault {title} receives until {vault}, and bids can be handed in until {tender}. There is one deadline, "
        "the same for all: move it, and a vault with the same one moves along.",
        **told,
    )


def _same(first: str, second: str) -> bool:
    return " ".join(first.split()).casefold() == " ".join(second.split()).casefold()
