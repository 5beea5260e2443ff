"""The steps of the sessions of a dialogue: planned, held or cancelled, their minutes, and what came of each topic."""

from collections.abc import Iterator
from datetime import date

from sqlalchemy.orm import Session

from partnerschapsakte.cases.findings import Path
from partnerschapsakte.cases.loading.recording import Rank, as_actor, at, candidate_of, doing
from partnerschapsakte.cases.loading.stage import Act, Stage, Step
from partnerschapsakte.cases.schema.dialogue import Course, ExpertAlong, Meeting, Minutes, TopicOutcome
from partnerschapsakte.dialogue.schemas import commands
from partnerschapsakte.dialogue.service import meetings, minutes
from partnerschapsakte.documents.service import Sent
from partnerschapsakte.foundation.occasion import Occasion

AT: Path = ("tender", "dialogue", "course", "meetings")
SECTION = "dialogue"


def steps(told: Course) -> Iterator[Step]:
    """Yield the sessions by day."""
    for key, meeting in told.meetings.items():
        yield from _meeting(key, meeting)


def _at(stage: Stage, on: date) -> tuple[Session, Occasion, str]:
    return at(stage, on, SECTION)


def _id(stage: Stage, key: str) -> str:
    return stage.known("meetings")[key]


def _meeting(key: str, told: Meeting) -> Iterator[Step]:
    path: Path = (*AT, key)
    yield Step(told.planned_on, Rank.START, path, _planning(key, told))
    for position, expert in enumerate(told.experts):
        yield Step(expert.on, Rank.START, (*path, "experts", position), _bringing_along(key, expert))
    if cancelled := told.cancelled:
        cancelling = commands.CancelSession(reason=cancelled.reason)
        yield Step(
            cancelled.on,
            Rank.SESSION,
            (*path, "cancelled"),
            doing(lambda stage: meetings.cancel_session(*_at(stage, cancelled.on), _id(stage, key), cancelling)),
        )
    if held := told.held:
        holding = commands.HoldSession(held_on=held.on, attendees=held.attendees, attendee_roles=held.attendee_roles)
        yield Step(
            held.on,
            Rank.SESSION,
            (*path, "held"),
            doing(lambda stage: meetings.hold_session(*_at(stage, held.on), _id(stage, key), holding)),
        )
    for position, one in enumerate(told.minutes):
        yield from _minutes(key, f"{key}-{position}", one, (*path, "minutes", position))
    for position, outcome in enumerate(told.outcomes):
        yield Step(outcome.on, Rank.MINUTES, (*path, "outcomes", position), _noting(key, outcome))


def _planning(key: str, told: Meeting) -> Act:
    def act(stage: Stage) -> None:
        command = commands.PlanSession(
            round=told.round,
            candidate_id=candidate_of(stage, told.candidate) if told.candidate else None,
            day=told.day,
            hour=told.hour,
            place=told.place,
            topics=told.topics,
            expected_roles=told.expected_roles,
        )
        stage.known("meetings")[key] = meetings.plan_session(*_at(stage, told.planned_on), command).id

    return act


def _bringing_along(meeting: str, told: ExpertAlong) -> Act:
    def act(stage: Stage) -> None:
        command = commands.AddExpert.model_validate(told.plain("on"))
        meetings.add_expert(*_at(stage, told.on), _id(stage, meeting), command)

    return act


def _minutes(meeting: str, key: str, told: Minutes, path: Path) -> Iterator[Step]:
    def bring(stage: Stage) -> None:
        command = commands.BringMinutes(candidate_id=candidate_of(stage, told.candidate), text=told.text or "")
        sent = Sent(told.file.name, told.file.content) if told.file else None
        brought = minutes.bring_minutes(*_at(stage, told.on), _id(stage, meeting), command, sent)
        stage.known("minutes")[key] = brought.id

    yield Step(told.on, Rank.MINUTES, path, bring)
    if signed_on := told.authority_on:
        yield Step(
            signed_on,
            Rank.MINUTES,
            (*path, "authority_on"),
            doing(lambda stage: minutes.sign_minutes(*_at(stage, signed_on), stage.known("minutes")[key])),
        )
    if approved := told.participant:

        def sign(stage: Stage) -> None:
            where = as_actor(stage, approved.on, SECTION, stage.contact(approved.by))
            minutes.sign_minutes(*where, stage.known("minutes")[key])

        yield Step(approved.on, Rank.MINUTES, (*path, "participant"), sign)


def _noting(meeting: str, told: TopicOutcome) -> Act:
    def act(stage: Stage) -> None:
        command = commands.NoteOutcome(
            candidate_id=candidate_of(stage, told.candidate), topic=told.topic, outcome=told.outcome
        )
        meetings.note_outcome(*_at(stage, told.on), _id(stage, meeting), command)

    return act
