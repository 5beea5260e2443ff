"""Who records what happens in a tender, under which ids, and which candidate is meant by a key of the file."""

from collections.abc import Callable
from datetime import date
from enum import IntEnum
from typing import Any

from sqlalchemy.orm import Session

from partnerschapsakte.cases.loading.stage import Act, Stage, Unsound
from partnerschapsakte.cases.schema.case_file import CaseFile
from partnerschapsakte.dossiers.rules import Post
from partnerschapsakte.foundation.actor import Actor
from partnerschapsakte.foundation.occasion import Occasion
from partnerschapsakte.foundation.outcomes import Refusal, Why
from partnerschapsakte.foundation.sentences import say


class Rank(IntEnum):
    """What comes first of what happened in a tender on one day."""

    PLAN = 10
    ANNOUNCE = 11
    PUBLISH = 12
    QUESTIONS = 13
    SELECT = 14
    ADMIT = 15
    START = 16
    SESSION = 17
    MINUTES = 18
    CLOSE = 19
    INVITE = 20
    SUBMIT = 21
    RECEIVE = 22
    OPEN = 23
    ASSESS = 24
    LEAVE = 25
    AWARD = 26
    LETTER = 27
    RECORD = 28
    DEFINITIVE = 29
    CONTRACT = 30
    NOTICE = 31


def at(stage: Stage, on: date, section: str = "tender", by: str | None = None) -> tuple[Session, Occasion, str]:
    """Return what every service of the tender begins with; ``section`` gives the ids."""
    actor = stage.actor(by or recorder(stage.case))
    return stage.session, stage.occasion(section, on, actor), stage.dossier_id


def recorder(case: CaseFile) -> str:
    """Name who records the tender: as the file says, else the procurement officer, else the contract manager."""
    if case.tender and case.tender.by:
        return case.tender.by
    return next(
        holders[0]
        for post in (Post.PROCUREMENT_OFFICER, Post.CONTRACT_MANAGER)
        if (holders := case.dossier.posts.get(post))
    )


def as_actor(stage: Stage, on: date, section: str, actor: Actor) -> tuple[Session, Occasion, str]:
    """Return what a service begins with where somebody else than the recorder acts."""
    return stage.session, stage.occasion(section, on, actor), stage.dossier_id


def doing(act: Callable[[Stage], object]) -> Act:
    """Let the result of a service go: the step has no use for it."""

    def done(stage: Stage) -> None:
        act(stage)

    return done


def candidate_of(stage: Stage, key: str) -> str:
    """Return the id of a candidate; who asked to take part and was not admitted is none."""
    if key in stage.candidates:
        return stage.candidates[key]
    if key in stage.known("not admitted"):
        message = say("{name} was not admitted.", name=key)
        raise Refusal(Why.CONFLICT, "candidate_not_in", message)
    raise Unsound(key)


def by_candidate(stage: Stage, given: dict[str, Any]) -> list[tuple[str, Any]]:
    """Return what the file gives by candidate, by the id of each."""
    return [(candidate_of(stage, key), value) for key, value in given.items()]
