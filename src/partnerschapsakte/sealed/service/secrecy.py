"""Writes down what tenderers do without telling anybody before the opening, and tells it all at the opening.

The journal gets an entry that looks the same for every act and names nobody; what it was about is encrypted to the
vault, beside a random number, so that its hash in the journal can be checked later and guessed by nobody now.
"""

import hashlib
import json
from base64 import b64encode
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace

from msgspec import to_builtins
from sqlalchemy import delete
from sqlalchemy.orm import Session

from partnerschapsakte.foundation.actor import SYSTEM, Actor
from partnerschapsakte.foundation.identity import token
from partnerschapsakte.foundation.occasion import Occasion
from partnerschapsakte.foundation.outcomes import Refusal
from partnerschapsakte.journal.service import plain, record
from partnerschapsakte.sealed.models import HalfOpenWrap, SealedFact, Vault
from partnerschapsakte.sealed.queries import submissions as queries
from partnerschapsakte.sealed.queries import vaults
from partnerschapsakte.sealed.rules.opening import OpeningLapsed
from partnerschapsakte.sealed.rules.preparing import VaultClosed
from partnerschapsakte.sealed.rules.receiving import SEALED_ACTOR, ActRevealed, ActSealed, SealedAct
from partnerschapsakte.sealed.rules.vault import VaultKeyChanged, VaultState, why_not_this_key
from partnerschapsakte.sealed.service.unsealing import ToldAct, is_mark_of, told_by, told_by_mark
from partnerschapsakte.sealed.storage.age import UnreadableError, seal, unseal

FACT, LABEL = 16 * 1024, 4 * 1024
"""How long a sealed fact and the label of a part are: longer than the longest of them."""


def settle(session: Session, occasion: Occasion, vault: Vault) -> None:
    """Write down what time did to a vault that is locked: it closed, or a half opening lapsed; time never goes back."""
    now = occasion.recorded_at
    before, after = vault.standing, vault.standing.state_at(now)
    vault.clock.latest_seen_at = before.moment(now)
    if after is before.state:
        return
    # Whoever comes by after the deadline makes this entry; it must not tell that it was a tenderer.
    by_itself = replace(occasion, actor=SYSTEM, origin="")
    if before.state is VaultState.OPEN:
        vault.closed_at = vault.clock.latest_seen_at
        record(
            session,
            by_itself,
            VaultClosed(subject=vault.id, deadline_at=vault.deadline_at),
            dossier_id=vault.dossier_id,
        )
    else:
        session.execute(delete(HalfOpenWrap).where(HalfOpenWrap.vault_id == vault.id))
        vault.first_opener = vault.second_key_by = None
        fact = OpeningLapsed(subject=vault.id, first_opener=before.first_opener)
        record(session, by_itself, fact, dossier_id=vault.dossier_id)
    vault.state = after


def refuse_changed_key(session: Session, occasion: Occasion, vault: Vault) -> Refusal | None:
    """Refuse to encrypt to a key that is not the vault's own, and journal once that it is not: it tells of nobody."""
    journalled = vaults.own_fingerprints(session, vault.id)
    refusal = why_not_this_key(vault.standing, vault.recipient, journalled)
    if refusal and not vaults.knows_of_changed_key(session, vault.id):
        found = vaults.fingerprint_of(vault) or ""
        fact = VaultKeyChanged(subject=vault.id, expected=tuple(sorted(journalled)), found=found)
        record(session, replace(occasion, actor=SYSTEM, origin=""), fact, dossier_id=vault.dossier_id)
    return refusal


def seal_act(
    session: Session, occasion: Occasion, vault: Vault, act: SealedAct, party_id: str, **details: object
) -> None:
    """Record what a tenderer did: openly once the vault was opened, and until then sealed."""
    if vault.state is VaultState.OPENED or vault.recipient is None:
        fact = ActRevealed(subject=vault.id, act=act, party=party_id, details=details, sealed_as="", matches=True)
        record(session, occasion, fact, dossier_id=vault.dossier_id)
        return
    fact_id = occasion.ids()
    told = {
        "id": fact_id,
        "vault": vault.id,
        "act": act,
        "party": party_id,
        "person": occasion.actor.id,
        "name": occasion.actor.name,
        "origin": occasion.origin,
        "happened_at": occasion.recorded_at,
        "details": details,
        "nonce": token(),
    }
    body = in_bytes(told, FACT)
    session.add(SealedFact(id=fact_id, vault_id=vault.id, body=seal(vault.recipient, body)))
    unnamed = replace(occasion, actor=SEALED_ACTOR, origin="")
    mark = b64encode(seal(vault.recipient, told_by_mark(vault.id, fact_id))).decode()
    commitment = hashlib.sha256(body).hexdigest()
    record(session, unnamed, ActSealed(subject=fact_id, commitment=commitment, mark=mark))


@dataclass(slots=True)
class Told:
    """What the sealed facts of a vault tell: which submissions stand, with the codes of their parts.

    ``lost`` counts facts that cannot be read, that are not what the journal committed to, or of which only the entry in
    the journal is left.
    """

    codes: dict[str, frozenset[str]] = field(default_factory=dict[str, frozenset[str]])
    ended: set[str] = field(default_factory=set[str])
    lost: int = 0

    def learn(self, told: ToldAct) -> None:
        """Take in what happened to a submission."""
        details = told.details
        if told.act is SealedAct.SUBMITTED:
            self.codes[details.submission] = frozenset(part.code for part in details.parts)
            self.ended.add(details.replaces or "")
        elif told.act is SealedAct.WITHDRAWN:
            self.ended.add(details.submission)

    def codes_of(self, submission_id: str) -> frozenset[str]:
        """Return the codes of the parts that a submission had when it was submitted."""
        return self.codes.get(submission_id, frozenset())

    def missing(self, found: Collection[str]) -> int:
        """Count what was submitted, stood at the deadline, and is not among these codes; with the lost facts."""
        stands = [codes for submission, codes in self.codes.items() if submission not in self.ended]
        return self.lost + sum(len(codes - set(found)) for codes in stands)


def reveal_acts(session: Session, occasion: Occasion, vault: Vault, secret: str) -> Told:
    """Record in the open what was sealed, as of when it happened, and return what it tells.

    What the journal did not commit to is recorded as such, and not believed.
    """
    facts = queries.sealed_facts(session, vault.id)
    committed = queries.commitments(session, [fact.id for fact in facts])
    lost = queries.marks_of_lost_facts(session)
    found = Told(lost=sum(is_mark_of(secret, mark, vault.id, fact_id) for fact_id, mark in lost))
    for fact in facts:
        body = _bare(secret, fact)
        told = told_by(body)
        matches = committed.get(fact.id) == hashlib.sha256(body).hexdigest()
        matches = matches and told is not None and (told.id, told.vault) == (fact.id, vault.id)
        if told is not None:
            _reveal(session, occasion, vault, told, sealed_as=fact.id, matches=matches)
        if told is not None and matches:
            found.learn(told)
        else:
            found.lost += 1
    return found


def _bare(secret: str, fact: SealedFact) -> bytes:
    """Return what a fact says; nothing where it cannot be read."""
    try:
        return unseal(secret, fact.body)
    except UnreadableError:
        return b""


def _reveal(
    session: Session, occasion: Occasion, vault: Vault, told: ToldAct, *, sealed_as: str, matches: bool
) -> None:
    fact = ActRevealed(
        subject=vault.id,
        act=told.act,
        party=told.party,
        details=to_builtins(told.details),
        sealed_as=sealed_as,
        matches=matches,
    )
    then = Occasion(
        Actor(told.person, told.name),
        told.happened_at,
        occasion.recorded_at,
        occasion.ids,
        told.origin,
    )
    record(session, then, fact, dossier_id=vault.dossier_id)


def in_bytes(told: Mapping[str, object], length: int) -> bytes:
    """Write something down in one way only, filled up to this length so that it tells nothing."""
    return json.dumps(plain(dict(told)), sort_keys=True).encode().ljust(length)
