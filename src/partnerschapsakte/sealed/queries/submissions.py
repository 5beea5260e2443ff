"""Reads what lies in a vault: for the party whose it is, and for everybody who may only after the opening."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from partnerschapsakte.foundation.actor import Actor
from partnerschapsakte.journal.models import JournalEntry
from partnerschapsakte.parties.models import Party
from partnerschapsakte.parties.queries import parties_by_id, party
from partnerschapsakte.sealed.models import OpenedPart, SealedFact, SealedPart, Submission, Vault
from partnerschapsakte.sealed.queries import vaults
from partnerschapsakte.sealed.rules.opening import FirstKeyGiven, SecondKeyGiven, VaultOpened
from partnerschapsakte.sealed.rules.receiving import (
    ActRevealed,
    ActSealed,
    SealedAct,
    SubmissionState,
    part_not_found,
    why_not_tender,
)
from partnerschapsakte.sealed.rules.vault import vault_not_found
from partnerschapsakte.sealed.schemas import (
    KeptPart,
    OpenedPartView,
    OpenedSubmission,
    Receipt,
    RecordOfOpening,
    RevealedView,
    SubmissionView,
)


def vault_for_tenderer(session: Session, actor: Actor, vault_id: str, *, for_update: bool = False) -> Vault:
    """Return a vault to which the actor's party was invited; any other one is not there."""
    found = vaults.vault(session, vault_id, for_update=for_update)
    if refusal := why_not_tender(actor, invited=found.has_invited(actor.party_id)):
        raise refusal
    return found


def current(session: Session, vault_id: str, party_id: str, state: SubmissionState) -> Submission | None:
    """Return a party's draft, or what it submitted and did not replace or withdraw."""
    return session.scalar(select(Submission).filter_by(vault_id=vault_id, party_id=party_id, state=state))


def own_view(session: Session, found: Vault, party_id: str, now: datetime) -> SubmissionView:
    """Return one party's own side of a vault."""
    draft = current(session, found.id, party_id, SubmissionState.DRAFT)
    submitted = current(session, found.id, party_id, SubmissionState.SUBMITTED)
    return SubmissionView(
        vault_id=found.id,
        vault_title=found.title,
        state=found.standing.state_at(now),
        deadline_at=found.deadline_at,
        fingerprint=vaults.fingerprint_of(found),
        corrections=vaults.corrections(found),
        draft=kept_parts(draft) if draft else (),
        receipt=receipt(session, found, submitted) if submitted else None,
    )


def receipt(session: Session, found: Vault, submission: Submission, replaces: str | None = None) -> Receipt:
    """Return the proof of having submitted."""
    return Receipt(
        vault_id=found.id,
        vault_title=found.title,
        submission_id=submission.id,
        party_name=party(session, submission.party_id).name,
        submitted_at=submission.submitted_at or submission.begun_at,
        deadline_at=found.deadline_at,
        fingerprint=vaults.fingerprint_of(found) or "",
        parts=kept_parts(submission),
        replaces=replaces,
    )


def kept_parts(submission: Submission) -> tuple[KeptPart, ...]:
    """Return the parts of a submission, without what is sealed of them."""
    return tuple(
        KeptPart(number=part.number, size=part.size, code=part.code, received_at=part.received_at)
        for part in submission.parts
    )


def to_open(session: Session, vault_id: str) -> Sequence[Submission]:
    """Return what was submitted and not replaced or withdrawn, in order of receipt: for the opening only."""
    chosen = select(Submission).filter_by(vault_id=vault_id, state=SubmissionState.SUBMITTED)
    return session.scalars(chosen.order_by(Submission.submitted_at, Submission.id)).all()


def sealed_facts(session: Session, vault_id: str) -> Sequence[SealedFact]:
    """Return what tenderers did, still encrypted."""
    return session.scalars(select(SealedFact).filter_by(vault_id=vault_id).order_by(SealedFact.id)).all()


def commitments(session: Session, ids: Sequence[str]) -> dict[str, str]:
    """Return the hashes that the journal holds of these sealed facts, by id."""
    chosen = select(JournalEntry).where(JournalEntry.subject.in_(ids), JournalEntry.tag == ActSealed.tag)
    return {entry.subject: str(entry.details.get("commitment")) for entry in session.scalars(chosen)}


def marks_of_lost_facts(session: Session) -> list[tuple[str, str]]:
    """Return the ids and marks of the acts that the journal committed to and whose content is gone, of all vaults."""
    kept = exists().where(SealedFact.id == JournalEntry.subject)
    lost = session.scalars(select(JournalEntry).where(JournalEntry.tag == ActSealed.tag, ~kept))
    return [(entry.subject, str(entry.details.get("mark", ""))) for entry in lost]


def opened_submissions(session: Session, vault_id: str) -> tuple[OpenedSubmission, ...]:
    """Return what was opened; callers ask ``why_not_read`` first."""
    chosen = select(OpenedPart, SealedPart).join(SealedPart, SealedPart.id == OpenedPart.id)
    rows = session.execute(chosen.where(OpenedPart.vault_id == vault_id).order_by(OpenedPart.number)).all()
    submissions = to_open(session, vault_id)
    names = parties_by_id(session, [one.party_id for one in submissions])
    return tuple(
        OpenedSubmission(
            id=one.id,
            party_id=one.party_id,
            party_name=_name_of(names, one.party_id),
            submitted_at=one.submitted_at or one.begun_at,
            parts=tuple(_opened(opened, sealed) for opened, sealed in rows if opened.submission_id == one.id),
        )
        for one in submissions
    )


def opened_part(session: Session, vault_id: str, part_id: str) -> OpenedPart:
    """Return one opened part of a vault, or refuse; callers ask ``why_not_read`` first."""
    found = session.get(OpenedPart, part_id)
    if found is None or found.vault_id != vault_id:
        raise part_not_found()
    return found


def record_of_opening(session: Session, found: Vault, now: datetime) -> RecordOfOpening:
    """Return who opened a vault, when, and what was in it; callers ask ``why_not_read`` first."""
    chosen = select(JournalEntry).where(JournalEntry.subject == found.id).order_by(JournalEntry.id)
    entries = session.scalars(chosen).all()
    opened = next((entry for entry in entries if entry.tag == VaultOpened.tag), None)
    if found.opened_at is None or opened is None:
        raise vault_not_found()
    view = vaults.view(session, found, now)
    names = {one.person_id: one.name for one in view.openers}
    first, second = opened.details["openers"]
    acts = _revealed(session, entries)
    return RecordOfOpening(
        vault=view,
        openers=(names.get(first) or first, names.get(second) or second),
        keys_given_at=(_given_at(entries, FirstKeyGiven.tag), _given_at(entries, SecondKeyGiven.tag)),
        opened_at=found.opened_at,
        submissions=opened_submissions(session, found.id),
        late=tuple(act for act in acts if act.act is SealedAct.REFUSED_LATE and act.matches),
        withdrawn=tuple(act for act in acts if act.act is SealedAct.WITHDRAWN and act.matches),
        damaged=int(opened.details["damaged"]),
        missing=int(opened.details["missing"]),
    )


def _given_at(entries: Sequence[JournalEntry], tag: str) -> datetime:
    """Return when a key was given for the last time: an earlier opening may have lapsed."""
    return max(entry.happened_at for entry in entries if entry.tag == tag)


def _revealed(session: Session, entries: Sequence[JournalEntry]) -> list[RevealedView]:
    told = [entry for entry in entries if entry.tag == ActRevealed.tag]
    names = parties_by_id(session, [str(entry.details["party"]) for entry in told])
    views = [
        RevealedView(
            act=SealedAct(entry.details["act"]),
            party_name=_name_of(names, entry.details["party"]),
            person_name=entry.actor_name,
            happened_at=entry.happened_at,
            matches=bool(entry.details["matches"]),
        )
        for entry in told
    ]
    return sorted(views, key=lambda one: one.happened_at)


def _name_of(names: Mapping[str, Party], party_id: str) -> str:
    """Return the name of a party; its id where somebody put one on record that there is not."""
    return names[party_id].name if party_id in names else party_id


def _opened(opened: OpenedPart, sealed: SealedPart) -> OpenedPartView:
    return OpenedPartView(
        id=opened.id,
        number=opened.number,
        name=opened.name,
        media_type=opened.media_type,
        size=opened.size,
        sha256=opened.sha256,
        code=sealed.code,
        received_at=sealed.received_at,
        intact=opened.intact,
    )
