"""Does a POST that is repeated with its ``Idempotency-Key`` once, and answers the repetitions as the first time."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any, Protocol

from sqlalchemy.orm import Session

HEADER = "Idempotency-Key"
REPLAYED = "Idempotent-Replayed"
LONGEST_KEY = 255


class KeyUnusable(Exception):
    """The key is empty, too long, or holds what a header cannot (400)."""


class KeyReused(Exception):
    """The key was used before for another request (422)."""


@dataclass(frozen=True, slots=True)
class Question:
    """A request that may be repeated: whose, where, and what it says."""

    key_hash: str
    actor_id: str
    route: str
    body_sha256: str


class Answered(Protocol):
    """The answer to a request, as it was given the first time, and what was asked."""

    route: Any
    body_sha256: Any
    status: Any
    headers: Any
    body: Any


class Answers(Protocol):
    """Where answers are kept: in the transaction of the act (``journal.storage``)."""

    def kept(self, session: Session, key_hash: str) -> Answered | None:
        """Return what was answered before."""
        ...

    def claim(self, session: Session, key_hash: str) -> Answered | None:
        """Hold the key until the transaction ends and return what was answered before; refuse a key in use."""
        ...

    def keep(self, session: Session, answered: Mapping[str, Any]) -> None:
        """Keep an answer: what was asked and answered, by name."""
        ...


def question_of(key: str, actor_id: str, route: str, said: bytes) -> Question:
    """Return what a key stands for; keys of different people never meet. ``said`` is the query with the body."""
    if not 0 < len(key) <= LONGEST_KEY or not key.isascii() or not key.isprintable():
        raise KeyUnusable
    key_hash = sha256(f"{actor_id}\0{key}".encode()).hexdigest()
    return Question(key_hash, actor_id, route, sha256(said).hexdigest())


def first_answer(found: Answered | None, question: Question) -> Answered | None:
    """Return the first answer to this question, or None when it is asked for the first time."""
    if found is not None and (found.route, found.body_sha256) != (question.route, question.body_sha256):
        raise KeyReused
    return found


def keep(
    answers: Answers,
    session: Session,
    question: Question,
    status: int,
    headers: Mapping[str, str],
    body: bytes,
    now: datetime,
) -> None:
    """Keep the first answer to a question."""
    kept = {"status": status, "headers": dict(headers), "body": body, "created_at": now}
    answers.keep(session, asdict(question) | kept)
