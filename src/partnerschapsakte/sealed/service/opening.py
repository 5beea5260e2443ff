"""Opening a vault with the keys of two openers; the secret of the vault exists in memory only, and only here.

An opening is one unit of work: when it breaks off, everything is as it was and the second opener tries again. What
does not open, or is not what was received, is recorded as damaged; it never keeps the rest closed.
"""

import hashlib
from contextlib import nullcontext
from pathlib import Path

from sqlalchemy import delete
from sqlalchemy.orm import Session

from partnerschapsakte.foundation.occasion import Occasion
from partnerschapsakte.foundation.outcomes import Refusal
from partnerschapsakte.journal.service import record
from partnerschapsakte.sealed.models import (
    HalfOpenWrap,
    OpenedChunk,
    OpenedPart,
    SealedChunk,
    SealedPart,
    Submission,
    Vault,
)
from partnerschapsakte.sealed.queries import submissions, vaults
from partnerschapsakte.sealed.rules import opening as rules
from partnerschapsakte.sealed.rules.receiving import LARGEST_PART
from partnerschapsakte.sealed.rules.vault import VaultState, why_not_see
from partnerschapsakte.sealed.schemas import ShowKey
from partnerschapsakte.sealed.service.papers import issue_record
from partnerschapsakte.sealed.service.receiving import PLAIN, code_of
from partnerschapsakte.sealed.service.secrecy import reveal_acts, settle
from partnerschapsakte.sealed.service.unsealing import Label, harmless, label_of
from partnerschapsakte.sealed.service.vaults import owe_tending
from partnerschapsakte.sealed.storage.age import UnreadableError, recipient_of, unseal_stream
from partnerschapsakte.sealed.storage.chunks import ChunkReader, ChunkWriter, forget_opened
from partnerschapsakte.sealed.storage.wraps import take_off_inner, take_off_outer


def give_key(session: Session, occasion: Occasion, vault_id: str, command: ShowKey, templates: Path) -> Vault | Refusal:
    """Take the key of an opener: the first one begins the ten minutes, the second one opens the vault.

    A key that is refused is recorded; its Refusal is returned, not raised, so that the record is committed.
    ``templates`` is the folder with the template of the record of opening.
    """
    vault = vaults.vault(session, vault_id, for_update=True)
    if refusal := why_not_see(occasion.actor):
        raise refusal
    settle(session, occasion, vault)
    opener = vault.opener(occasion.actor.id)
    fits = opener is not None and opener.recipient == recipient_of(command.key)
    now, standing = occasion.recorded_at, vault.standing
    if because := rules.judge_key(occasion.actor, standing, vault.opener_ids, now, fits=fits):
        return _refused(session, occasion, vault, because)
    fact = rules.give_key(vault.id, occasion.actor, standing, now)
    try:
        if isinstance(fact, rules.FirstKeyGiven):
            halves = take_off_outer(command.key, vaults.wraps_of(session, vault.id, fact.opener))
            _half_open(session, occasion, vault, fact, halves)
            return vault
        secret = take_off_inner(command.key, vaults.half_open_wrap(session, vault.id, fact.opener))
    except UnreadableError:
        return _refused(session, occasion, vault, rules.KeyRefusedBecause.DAMAGED)
    _open(session, occasion, vault, fact, secret)
    issue_record(session, occasion, vault, templates)
    return vault


def _refused(session: Session, occasion: Occasion, vault: Vault, because: rules.KeyRefusedBecause) -> Refusal:
    fact = rules.KeyRefused(subject=vault.id, because=because, state=vault.state)
    record(session, occasion, fact, dossier_id=vault.dossier_id)
    return rules.refusal_of(because, vault.state)


def _half_open(
    session: Session, occasion: Occasion, vault: Vault, fact: rules.FirstKeyGiven, halves: dict[str, bytes]
) -> None:
    """Keep what the second opener needs, for ten minutes at most."""
    session.add_all(HalfOpenWrap(vault_id=vault.id, inner_id=inner, body=body) for inner, body in halves.items())
    vault.state, vault.first_opener, vault.second_key_by = VaultState.OPENING, fact.opener, fact.second_key_by
    entry = record(session, occasion, fact, dossier_id=vault.dossier_id)
    owe_tending(session, entry.id, vault.id, fact.second_key_by)


def _open(session: Session, occasion: Occasion, vault: Vault, fact: rules.SecondKeyGiven, secret: str) -> None:
    """Decrypt what was submitted, hold it against the receipts, and tell what was kept sealed."""
    session.execute(delete(HalfOpenWrap).where(HalfOpenWrap.vault_id == vault.id))
    record(session, occasion, fact, dossier_id=vault.dossier_id)
    found = submissions.to_open(session, vault.id)
    told = reveal_acts(session, occasion, vault, secret)
    parts = [(one, part) for one in found for part in one.parts]
    opened = [_opened(session, one, part, secret, submitted=told.codes_of(one.id)) for one, part in parts]
    session.add_all(opened)
    vault.state, vault.opened_at = VaultState.OPENED, vault.clock.latest_seen_at
    vault.first_opener = vault.second_key_by = None
    done = rules.VaultOpened(
        subject=vault.id,
        openers=(fact.first_opener, fact.opener),
        submissions=len(found),
        parts=len(opened),
        damaged=sum(not part.intact for part in opened),
        missing=told.missing([part.code for _, part in parts]),
    )
    record(session, occasion, done, dossier_id=vault.dossier_id)


class _Hashed:
    """Passes bytes on to rows, and knows their hash and number."""

    def __init__(self, rows: ChunkWriter) -> None:
        self._rows, self._hash, self.size = rows, hashlib.sha256(), 0

    @property
    def sha256(self) -> str:
        return self._hash.hexdigest()

    def write(self, data: bytes, /) -> int:
        self._hash.update(data)
        self.size += len(data)
        return self._rows.write(data)

    def flush(self) -> None:
        self._rows.flush()


def _opened(
    session: Session, submission: Submission, part: SealedPart, secret: str, *, submitted: frozenset[str]
) -> OpenedPart:
    """Decrypt a part and hold it against its label, its code and what was submitted; what disagrees is damaged."""
    label = label_of(secret, part.label)
    rows = ChunkWriter(lambda: nullcontext(session), OpenedChunk, part_id=part.id)
    source, content = ChunkReader(lambda: nullcontext(session), SealedChunk, part.id), _Hashed(rows)
    try:
        unseal_stream(secret, source, content)
        readable = True
    except UnreadableError:
        if failure := rows.failure or source.failure:  # the database failed, not the part: nothing is opened
            raise failure from None
        readable = False
        forget_opened(session, part.id)
    intact = readable and part.code in submitted and _agrees(label, submission, part, content)
    return OpenedPart(
        id=part.id,
        vault_id=submission.vault_id,
        submission_id=submission.id,
        number=part.number,
        name=harmless(label.name if label else "?"),
        media_type=PLAIN,
        size=min(content.size, LARGEST_PART) if readable else part.size,
        sha256=content.sha256 if readable else label.sha256 if label else "",
        intact=intact,
    )


def _agrees(label: Label | None, submission: Submission, part: SealedPart, content: _Hashed) -> bool:
    """Tell whether a part is what its receipt said, and still lies where it was put."""
    if label is None:
        return False
    told = (label.vault, label.submission, label.party, label.part, label.number)
    place = (submission.vault_id, submission.id, submission.party_id, part.id, part.number)
    same = (label.sha256, label.size) == (content.sha256, content.size)
    return same and told == place and part.code == code_of(label.nonce, label.sha256, label.size)
