"""Puts a checkpoint in a folder outside the database, and keeps the first answer to a request that may be repeated."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from partnerschapsakte.foundation.outcomes import Refusal, Why
from partnerschapsakte.foundation.sentences import say
from partnerschapsakte.journal.models import AnsweredRequest
from partnerschapsakte.journal.schemas import CheckpointView

ANSWERS_KEPT = timedelta(hours=48)
"""How long an answer is kept; the API promises a day."""

IN_USE = say("The first request with this Idempotency-Key is still being done. Try again in a moment.")


class CheckpointDiffersError(Exception):
    """The folder outside holds another checkpoint of the same day: the journal was put back or altered."""


def file_checkpoint(folder: Path, checkpoint: CheckpointView) -> Path:
    """Write the checkpoint of a day into a file of its own; writing it again changes nothing.

    A file with another checkpoint of that day is evidence: it is left as it is, and CheckpointDiffersError raised.
    """
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / file_name(checkpoint)
    if file.exists():
        if file.read_text(encoding="utf-8") != checkpoint.note:
            raise CheckpointDiffersError(f"{file.name} holds another checkpoint of that day")
        return file
    making = file.with_suffix(".making")
    making.write_text(checkpoint.note, encoding="utf-8", newline="\n")
    making.replace(file)
    return file


def file_name(checkpoint: CheckpointView) -> str:
    """Return the name under which the checkpoint of a day is kept."""
    return f"controlepunt-{checkpoint.day.isoformat()}.txt"


class KeptAnswers:
    """The answers to requests that came with a key, kept in the transaction of the act they answer."""

    def kept(self, session: Session, key_hash: str) -> AnsweredRequest | None:
        """Return what was answered before."""
        return session.get(AnsweredRequest, key_hash)

    def claim(self, session: Session, key_hash: str) -> AnsweredRequest | None:
        """Hold the key until the transaction ends and return what was answered before; refuse a key in use.

        On SQLite only one transaction writes at a time, so the key is held already.
        """
        if session.get_bind().dialect.name == "postgresql":
            number = int(key_hash[:16], 16) - 2**63
            if not session.scalar(select(func.pg_try_advisory_xact_lock(number))):
                raise Refusal(Why.CONFLICT, "idempotency_key_in_use", IN_USE)
        return self.kept(session, key_hash)

    def keep(self, session: Session, answered: Mapping[str, Any]) -> None:
        """Keep an answer: the columns of its row by name."""
        session.add(AnsweredRequest(**answered))


def forget_answers(session: Session, now: datetime) -> int:
    """Delete the answers that were kept long enough, and return how many."""
    old = select(AnsweredRequest.key_hash).where(AnsweredRequest.created_at < now - ANSWERS_KEPT)
    keys = list(session.scalars(old.limit(10_000)))
    session.execute(delete(AnsweredRequest).where(AnsweredRequest.key_hash.in_(keys)))
    return len(keys)
