"""Judges the form of a session as it was filled in: whether it is of this session, and all that is wrong at once."""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from partnerschapsakte.dates.typed import read_date
from partnerschapsakte.documents.rules.wording import plain
from partnerschapsakte.foundation.outcomes import Finding, Level, Refusal, Why
from partnerschapsakte.foundation.sentences import Sentence, say

BLANK: Final = "…"
"""What stands where nothing is filled in yet."""
CODE, HELD_ON = "Kenmerk van dit verslag", "Gehouden op"
ATTENDEES, ROLES = "Aantal aanwezigen", "Functies van de aanwezigen"
TOPIC, DISCUSSED, OUTCOME = "Onderwerp", "Besproken", "Uitkomst"
AGREED, NOT_SHARED = "Afspraken", "Wat wij niet met anderen delen"
MOST_ATTENDEES: Final = 999
LONGEST: Final = 6000
LONGEST_LINE: Final = 400
UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufffe\uffff]")
COUNT = re.compile(r"\d{1,3}")


@dataclass(frozen=True, slots=True, kw_only=True)
class FilledTopic:
    """What was said of a topic, and what came of it."""

    topic: str
    discussed: str
    outcome: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FilledMinutes:
    """A form that is in order: whose it is, who were there, and what came of each topic."""

    candidate: str
    held_on: date
    attendees: int
    roles: tuple[str, ...]
    topics: tuple[FilledTopic, ...]
    agreed: str
    not_shared: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """What a form must be about: its session, who were to be there, its topics, and what was recorded already."""

    session: str
    candidates: Collection[str]
    topics: Sequence[str]
    held_on: date | None
    attendees: int | None


class FormRefused(Refusal):
    """A form was not read; ``findings`` says everything that is wrong with it."""

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        message = say(
            "The form was not read: {count} findings. The first: {first}",
            count=len(findings),
            first=findings[0].message,
        )
        super().__init__(Why.CONFLICT, "minutes_form_refused", message, rule="18", article="Aw 2.52b(3)")
        self.findings = findings


def code_of(session: str, candidate: str) -> str:
    """Return the mark by which a form is known."""
    return f"{session} / {candidate}"


def agenda_of(topics: Collection[str]) -> dict[str, str]:
    """Return the topics of a session by how the form prints them."""
    return {plain(one): one for one in topics}


def read_form(rows: Sequence[tuple[str, str]], expected: Expected) -> FilledMinutes:
    """Return what a form says, or raise a FormRefused with all that is wrong with it."""
    said = {label: _filled(text) for label, text in rows}
    topics = tuple(_topics(rows))
    if findings := (*_of_head(said, expected), *_of_topics(topics, expected)):
        raise FormRefused(findings)
    return FilledMinutes(
        candidate=_candidate(said),
        held_on=read_date(said[HELD_ON]) or date.min,
        attendees=int(said[ATTENDEES]),
        roles=tuple(line for line in said.get(ROLES, "").splitlines() if line.strip()),
        topics=topics,
        agreed=said.get(AGREED, ""),
        not_shared=said.get(NOT_SHARED, ""),
    )


def _filled(text: str) -> str:
    lines = UNSEEN.sub(" ", text).split("\n")
    return "\n".join(line.strip(BLANK + " ") for line in lines).strip()


def _candidate(said: dict[str, str]) -> str:
    return said.get(CODE, "").partition("/")[2].strip()


def _topics(rows: Sequence[tuple[str, str]]) -> Iterator[FilledTopic]:
    starts = [place for place, (label, _) in enumerate(rows) if label == TOPIC]
    for start, end in zip(starts, [*starts, len(rows)][1:], strict=True):
        said = {label: _filled(text) for label, text in reversed(rows[start:end])}
        yield FilledTopic(
            topic=" ".join(said[TOPIC].split()), discussed=said.get(DISCUSSED, ""), outcome=said.get(OUTCOME, "")
        )


def _of_head(said: dict[str, str], expected: Expected) -> Iterator[Finding]:
    if CODE not in said:
        yield _found(say("This is not the form of a session: the mark of the minutes is missing."), CODE)
        return
    if said[CODE].partition("/")[0].strip() != expected.session:
        yield _found(say("This form is of another session."), CODE)
    elif _candidate(said) not in expected.candidates:
        yield _found(say("This form is of somebody who was not at this session."), CODE)
    yield from _of_day(said.get(HELD_ON, ""), expected)
    yield from _of_attendees(said.get(ATTENDEES, ""), expected)
    roles = said.get(ROLES, "")
    if not roles:
        yield _found(say("Fill in the roles of who were there, without names."), ROLES)
    if any(len(one) > LONGEST_LINE for one in roles.splitlines()):
        yield _found(say("A role is longer than {most} characters.", most=LONGEST_LINE), ROLES)


def _of_day(text: str, expected: Expected) -> Iterator[Finding]:
    day = read_date(text)
    if day is None:
        yield _found(say("“{text}” is no day: write it as 5 februari 2029.", text=text or BLANK), HELD_ON)
    elif expected.held_on not in {None, day}:
        message = say("The form says {day}, on record stands {recorded}.", day=day, recorded=expected.held_on or day)
        yield _found(message, HELD_ON)


def _of_attendees(text: str, expected: Expected) -> Iterator[Finding]:
    if not COUNT.fullmatch(text) or not 1 <= int(text) <= MOST_ATTENDEES:
        yield _found(say("“{text}” is no number of people: write it in digits.", text=text or BLANK), ATTENDEES)
    elif expected.attendees not in {None, int(text)}:
        message = say(
            "The form says {count} people, on record stand {recorded}.", count=text, recorded=str(expected.attendees)
        )
        yield _found(message, ATTENDEES)


def _of_topics(topics: Sequence[FilledTopic], expected: Expected) -> Iterator[Finding]:
    known = agenda_of(expected.topics)
    there = {one.topic for one in topics}
    for one in topics:
        if one.topic not in known:
            yield _found(say("The topic “{topic}” is not on the agenda.", topic=one.topic), TOPIC)
        elif not one.outcome:
            message = say("“{topic}” has no outcome; if it was not discussed, write: niet besproken.", topic=one.topic)
            yield _found(message, one.topic)
        elif len(one.outcome) > LONGEST:
            message = say("The outcome of “{topic}” is longer than {most} characters.", topic=one.topic, most=LONGEST)
            yield _found(message, one.topic)
    for topic in known:
        if topic not in there:
            yield _found(say("The topic “{topic}” of the agenda is missing.", topic=topic), TOPIC)


def _found(message: Sentence, where: str) -> Finding:
    return Finding(level=Level.REFUSED, message=message, where=where)
