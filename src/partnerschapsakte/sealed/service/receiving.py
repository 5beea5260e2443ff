"""Receiving a tender: each part streamed into encryption, and submitting, replacing and withdrawing until the deadline.

The clock is read after the vault is locked, so that the order of what is kept is the order of time, and a part counts
at the instant at which it was complete. What is refused because it came late is returned, not raised: its record is
committed; so is what is refused because somebody put another key under the vault.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from partnerschapsakte.foundation.actor import Actor
from partnerschapsakte.foundation.database import Begin
from partnerschapsakte.foundation.identity import random_id, token
from partnerschapsakte.foundation.occasion import Occasion
from partnerschapsakte.foundation.outcomes import Refusal
from partnerschapsakte.sealed.models import SealedChunk, SealedPart, Submission, Vault
from partnerschapsakte.sealed.queries import submissions as queries
from partnerschapsakte.sealed.rules import receiving as rules
from partnerschapsakte.sealed.rules.receiving import SealedAct, SubmissionState
from partnerschapsakte.sealed.rules.vault import fingerprint
from partnerschapsakte.sealed.schemas import PartReceipt, Receipt, in_words
from partnerschapsakte.sealed.service.secrecy import LABEL, in_bytes, refuse_changed_key, seal_act, settle
from partnerschapsakte.sealed.storage.age import BrokenOffError, Readable, seal, seal_stream
from partnerschapsakte.sealed.storage.chunks import ChunkWriter, forget_sealed, is_complete

PLAIN = "application/octet-stream"
"""The type of every part: what a sender says of it is not believed."""


@dataclass(frozen=True, slots=True)
class Counter:
    """Where one tenderer hands in: who they are, a way to open a unit of work, and the occasion as of now.

    A part is larger than a unit of work: it is received in several, and the clock is read again at its end.
    """

    actor: Actor
    begin: Begin
    occasion: Callable[[], Occasion]
    largest: int = rules.LARGEST_PART

    @property
    def party_id(self) -> str:
        """The party for which is handed in; ``vault_for_tenderer`` has refused who stands for none."""
        return self.actor.party_id or ""


class Measured:
    """Reads from a source, and knows how much it was and its hash."""

    def __init__(self, source: Readable, largest: int) -> None:
        self._source, self._largest = source, largest
        self._hash = hashlib.sha256()
        self.size = 0

    @property
    def too_large(self) -> bool:
        """Whether more came than is allowed."""
        return self.size > self._largest

    @property
    def sha256(self) -> str:
        """The hash of all that was read."""
        return self._hash.hexdigest()

    def read(self, size: int = -1, /) -> bytes:
        """Return at most this many bytes, and remember them by their hash only."""
        data = self._source.read(size)
        self.size += len(data)
        if self.too_large:
            raise BrokenOffError("too large")
        self._hash.update(data)
        return data


def receive_part(
    counter: Counter, vault_id: str, source: Readable, *, name: str, number: int | None = None
) -> PartReceipt | Refusal:
    """Receive one part from a stream; without a number it becomes the next one. Nothing is kept of half a part."""
    if refusal := rules.why_not_part(number or 1, name):
        raise refusal
    with counter.begin() as session:
        visit = _visit(session, counter, vault_id)
        recipient, begun_at = visit.vault.recipient, visit.at
        if visit.refusal is None:
            _refuse_full(session, visit, number, name)
    if visit.refusal or recipient is None:
        return visit.refusal or rules.part_interrupted()
    arrived = _Arrived(random_id(), Measured(source, counter.largest), name, number)
    try:
        pieces = _sealed(counter, recipient, arrived, begun_at)
        with counter.begin() as session:
            visit = _visit(session, counter, vault_id)
            if visit.refusal is None:
                if not is_complete(session, arrived.part_id, pieces):
                    raise rules.part_interrupted()
                return _kept(session, visit, arrived)
            forget_sealed(session, arrived.part_id)
    except Refusal:
        with counter.begin() as session:
            forget_sealed(session, arrived.part_id)
        raise
    return visit.refusal


def _sealed(counter: Counter, recipient: str, arrived: "_Arrived", begun_at: datetime) -> int:
    """Encrypt a part while it comes in, and return in how many pieces it lies; refuse half a part, and too much."""
    pieces = ChunkWriter(counter.begin, SealedChunk, part_id=arrived.part_id, kept_at=begun_at)
    try:
        seal_stream(recipient, arrived.measured, pieces)
    except BrokenOffError:
        if pieces.failure:
            with counter.begin() as session:
                forget_sealed(session, arrived.part_id)
            raise pieces.failure from None
        too_large = arrived.measured.too_large
        raise (rules.part_too_large(counter.largest) if too_large else rules.part_interrupted()) from None
    return pieces.number


def remove_part(counter: Counter, vault_id: str, number: int) -> Refusal | None:
    """Take a part out of the draft; what was submitted already does not change."""
    with counter.begin() as session:
        visit = _visit(session, counter, vault_id)
        if visit.refusal:
            return visit.refusal
        draft = queries.current(session, vault_id, counter.party_id, SubmissionState.DRAFT)
        part = next((one for one in draft.parts if one.number == number), None) if draft else None
        if draft is None or part is None:
            raise rules.part_not_found()
        _forget(session, draft, part)
        details = {"submission": draft.id, "number": number, "code": part.code}
        seal_act(session, visit.occasion, visit.vault, SealedAct.PART_REMOVED, visit.party_id, **details)
    return None


def submit(counter: Counter, vault_id: str) -> Receipt | Refusal:
    """Submit the draft; it replaces as a whole what the party submitted before.

    Without a draft what was submitted before stands, and its receipt is given again.
    """
    with counter.begin() as session:
        visit = _visit(session, counter, vault_id)
        if visit.refusal:
            return visit.refusal
        draft = queries.current(session, vault_id, counter.party_id, SubmissionState.DRAFT)
        before = queries.current(session, vault_id, counter.party_id, SubmissionState.SUBMITTED)
        if draft is None or not draft.parts:
            if before is None:
                raise rules.nothing_to_submit()
            return queries.receipt(session, visit.vault, before)
        if before is not None:
            _end(session, before, SubmissionState.REPLACED, visit)
        draft.state, draft.submitted_at = SubmissionState.SUBMITTED, visit.at
        replaces = before.id if before else None
        parts = [{"number": part.number, "size": part.size, "code": part.code} for part in draft.parts]
        details = {"submission": draft.id, "parts": parts, "replaces": replaces}
        seal_act(session, visit.occasion, visit.vault, SealedAct.SUBMITTED, visit.party_id, **details)
        return queries.receipt(session, visit.vault, draft, replaces)


def withdraw(counter: Counter, vault_id: str) -> Refusal | None:
    """Take back what was submitted. Its parts are removed, so that nobody ever opens them."""
    with counter.begin() as session:
        visit = _visit(session, counter, vault_id)
        if visit.refusal:
            return visit.refusal
        submitted = queries.current(session, vault_id, counter.party_id, SubmissionState.SUBMITTED)
        if submitted is None:
            raise rules.nothing_submitted()
        _end(session, submitted, SubmissionState.WITHDRAWN, visit)
        details = {"submission": submitted.id}
        seal_act(session, visit.occasion, visit.vault, SealedAct.WITHDRAWN, visit.party_id, **details)
    return None


@dataclass(frozen=True, slots=True)
class _Arrived:
    """A part that came in completely, and what its sender says of it."""

    part_id: str
    measured: Measured
    name: str
    number: int | None


@dataclass(frozen=True, slots=True)
class _Visit:
    """A tenderer at a vault that is locked, at an instant, and why it receives nothing if it does not."""

    vault: Vault
    occasion: Occasion
    party_id: str
    refusal: Refusal | None

    @property
    def at(self) -> datetime:
        """The instant of the visit, by a clock that never goes back."""
        return self.vault.clock.latest_seen_at


def _visit(session: Session, counter: Counter, vault_id: str) -> _Visit:
    """Lock a vault, read the clock, and say whether it still receives; a late attempt is recorded."""
    vault = queries.vault_for_tenderer(session, counter.actor, vault_id, for_update=True)
    occasion = counter.occasion()
    settle(session, occasion, vault)
    if refusal := refuse_changed_key(session, occasion, vault):
        return _Visit(vault, occasion, counter.party_id, refusal)
    due, seen = vault.deadline_at, vault.clock.latest_seen_at
    deadline, came = in_words(due, seen), in_words(seen, due)
    refusal = rules.why_not_receive(vault.standing, occasion.recorded_at, deadline=deadline, came=came)
    if refusal and rules.is_late(refusal):
        seal_act(session, occasion, vault, SealedAct.REFUSED_LATE, counter.party_id, deadline_at=vault.deadline_at)
    elif refusal:
        raise refusal
    return _Visit(vault, occasion, counter.party_id, refusal)


def _refuse_full(session: Session, visit: _Visit, number: int | None, name: str) -> int:
    """Return the number that a part gets; refuse where there is no room for it: before anything of it came in, too."""
    draft = queries.current(session, visit.vault.id, visit.party_id, SubmissionState.DRAFT)
    chosen = number or _next_number(draft)
    if refusal := rules.why_not_part(chosen, name):
        raise refusal
    return chosen


def _kept(session: Session, visit: _Visit, arrived: _Arrived) -> PartReceipt:
    number = _refuse_full(session, visit, arrived.number, arrived.name)
    draft = _draft(session, visit)
    for replaced in [one for one in draft.parts if one.number == number]:
        _forget(session, draft, replaced)
    receipt = _receipt(visit, draft, number, arrived)
    told = {
        "vault": visit.vault.id,
        "submission": draft.id,
        "party": visit.party_id,
        "part": arrived.part_id,
        "number": number,
        "name": arrived.name,
        "size": receipt.size,
        "sha256": receipt.sha256,
        "nonce": receipt.nonce,
    }
    draft.parts.append(
        SealedPart(
            id=arrived.part_id,
            number=number,
            size=receipt.size,
            code=receipt.code,
            label=seal(visit.vault.recipient or "", in_bytes(told, LABEL)),
            received_at=visit.at,
        )
    )
    details = {"submission": draft.id, "number": number, "size": receipt.size, "code": receipt.code}
    seal_act(session, visit.occasion, visit.vault, SealedAct.PART_RECEIVED, visit.party_id, **details)
    return receipt


def _receipt(visit: _Visit, draft: Submission, number: int, arrived: _Arrived) -> PartReceipt:
    nonce, sha256, size = token(), arrived.measured.sha256, arrived.measured.size
    return PartReceipt(
        vault_id=visit.vault.id,
        submission_id=draft.id,
        number=number,
        name=arrived.name,
        size=size,
        sha256=sha256,
        nonce=nonce,
        code=code_of(nonce, sha256, size),
        fingerprint=fingerprint(visit.vault.recipient or ""),
        received_at=visit.at,
    )


def code_of(nonce: str, sha256: str, size: int) -> str:
    """Return what commits to the hash of a part without telling it: the random number keeps it from being guessed."""
    return hashlib.sha256(f"{nonce}:{sha256}:{size}".encode()).hexdigest()


def _draft(session: Session, visit: _Visit) -> Submission:
    found = queries.current(session, visit.vault.id, visit.party_id, SubmissionState.DRAFT)
    if found is None:
        found = Submission(
            id=random_id(),
            vault_id=visit.vault.id,
            party_id=visit.party_id,
            state=SubmissionState.DRAFT,
            begun_at=visit.at,
            parts=[],
        )
        session.add(found)
    return found


def _next_number(draft: Submission | None) -> int:
    taken = {part.number for part in draft.parts} if draft else set[int]()
    return next(number for number in range(1, rules.MOST_PARTS + 2) if number not in taken)


def _forget(session: Session, submission: Submission, part: SealedPart) -> None:
    forget_sealed(session, part.id)
    submission.parts.remove(part)
    session.delete(part)
    session.flush()


def _end(session: Session, submission: Submission, state: SubmissionState, visit: _Visit) -> None:
    for part in list(submission.parts):
        _forget(session, submission, part)
    submission.state, submission.ended_at = state, visit.at
    session.flush()
