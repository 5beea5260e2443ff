"""Reads vaults: what the authority's side may know before the opening, which is nothing about who submitted."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from partnerschapsakte.access.models import DossierRight, Person
from partnerschapsakte.access.queries import people, people_by_id
from partnerschapsakte.access.schemas import PersonView
from partnerschapsakte.foundation.actor import TEAM, Actor, Place
from partnerschapsakte.foundation.clock import local_date
from partnerschapsakte.journal.models import JournalEntry
from partnerschapsakte.parties.queries import parties_by_id
from partnerschapsakte.parties.rules import PartyKind
from partnerschapsakte.sealed.models import HalfOpenWrap, KeyWrap, Submission, Vault, VaultInvitation
from partnerschapsakte.sealed.queries.addressees import unreachable
from partnerschapsakte.sealed.rules.opening import FirstKeyGiven
from partnerschapsakte.sealed.rules.preparing import DeadlineMoved, KeyChecked, ReceiptOpened
from partnerschapsakte.sealed.rules.receiving import why_not_tender
from partnerschapsakte.sealed.rules.vault import (
    VaultKeyChanged,
    VaultState,
    fingerprint,
    vault_not_found,
    why_not_this_key,
)
from partnerschapsakte.sealed.schemas import CorrectionView, InvitedView, OpenerView, VaultView


def place_of_vault(session: Session, vault_id: str) -> Place | None:
    """Return where a vault lies; it is for the authority's side and for the parties that were invited."""
    chosen = select(Vault.dossier_id, VaultInvitation.party_id).outerjoin(VaultInvitation).where(Vault.id == vault_id)
    rows = session.execute(chosen).all()
    if not rows:
        return None
    invited = {row.party_id for row in rows}

    def is_for(actor: Actor) -> bool:
        return actor.reads_file or why_not_tender(actor, invited=actor.party_id in invited) is None

    return Place(rows[0].dossier_id, is_for)


def own_fingerprints(session: Session, vault_id: str) -> frozenset[str]:
    """Return what the journal says is the fingerprint of the key of a vault: one, unless somebody forged an entry."""
    return frozenset(str(entry.details["fingerprint"]) for entry in _told(session, vault_id, ReceiptOpened.tag))


def checked_fingerprints(session: Session, vault_id: str) -> dict[str, set[str]]:
    """Return what the journal says are the fingerprints of the keys that the openers of a vault checked."""
    found: dict[str, set[str]] = {}
    for entry in _told(session, vault_id, KeyChecked.tag):
        found.setdefault(str(entry.details["opener"]), set()).add(str(entry.details["fingerprint"]))
    return found


def knows_of_changed_key(session: Session, vault_id: str) -> bool:
    """Tell whether it was journalled before that the key of a vault was changed."""
    return bool(_told(session, vault_id, VaultKeyChanged.tag))


def dossier_of_submission(session: Session, submission_id: str) -> str | None:
    """Return the dossier whose vault holds a submission."""
    chosen = select(Vault.dossier_id).join(Submission, Submission.vault_id == Vault.id)
    return session.scalar(chosen.where(Submission.id == submission_id))


def vault(session: Session, vault_id: str, *, for_update: bool = False) -> Vault:
    """Return one vault, or refuse; ``for_update`` keeps every other act on it waiting until the unit of work ends."""
    chosen = select(Vault).where(Vault.id == vault_id)
    if for_update:
        chosen = chosen.with_for_update().execution_options(populate_existing=True)
    found = session.scalar(chosen)
    if found is None:
        raise vault_not_found()
    return found


def vaults_of(session: Session, dossier_id: str, now: datetime) -> list[VaultView]:
    """Return the vaults of a dossier, the latest first."""
    chosen = select(Vault).where(Vault.dossier_id == dossier_id).order_by(Vault.made_at.desc(), Vault.id)
    return [view(session, found, now) for found in session.scalars(chosen)]


def view(session: Session, found: Vault, now: datetime) -> VaultView:
    """Return a vault as the authority's side sees it at this instant."""
    named = people_by_id(session, found.opener_ids)
    state = found.standing.state_at(now)
    opening = state is VaultState.OPENING
    return VaultView(
        id=found.id,
        dossier_id=found.dossier_id,
        title=found.title,
        state=state,
        deadline_at=found.deadline_at,
        is_sealed=found.recipient is not None,
        fingerprint=fingerprint_of(found),
        key_changed=is_key_changed(session, found),
        openers=tuple(
            OpenerView(
                person_id=one.person_id,
                name=named[one.person_id].name if one.person_id in named else one.person_id,
                fingerprint=one.fingerprint,
                key_made_at=one.key_made_at,
                key_checked_at=one.key_checked_at,
            )
            for one in found.openers
        ),
        invited=_invited(session, found, now),
        corrections=corrections(found),
        first_opener=found.first_opener if opening else None,
        second_key_by=found.second_key_by if opening else None,
        opened_at=found.opened_at,
        record_id=found.record_id,
        version=found.version,
    )


def _invited(session: Session, found: Vault, now: datetime) -> tuple[InvitedView, ...]:
    """Return who is invited, whether anybody there can be reached now, and what they were not told."""
    parties = parties_by_id(session, [one.party_id for one in found.invitations])
    silent = unreachable(session, found.dossier_id, list(parties), local_date(now))
    moved = [entry.details for entry in _told(session, found.id, DeadlineMoved.tag)]
    views = (
        InvitedView(
            party_id=party.id,
            name=party.name,
            reachable=party.id not in silent,
            not_told_of=tuple(
                datetime.fromisoformat(told["after"]) for told in moved if party.id in told.get("not_reached", ())
            ),
        )
        for party in parties.values()
    )
    return tuple(sorted(views, key=_by_name))


def is_key_changed(session: Session, found: Vault) -> bool:
    """Tell whether the key that lies with a vault is another than the one that the journal knows it by."""
    return why_not_this_key(found.standing, found.recipient, own_fingerprints(session, found.id)) is not None


def fingerprint_of(found: Vault) -> str | None:
    """Return the fingerprint of the key that lies with a vault, as receipts and pages tell it."""
    return fingerprint(found.recipient) if found.recipient else None


def corrections(found: Vault) -> tuple[CorrectionView, ...]:
    """Return what was published to everybody about the deadline of a vault."""
    return tuple(
        CorrectionView(
            before_at=one.before_at,
            after_at=one.after_at,
            reason=one.reason,
            after_failure=one.after_failure,
            made_at=one.made_at,
        )
        for one in found.corrections
    )


def wraps_of(session: Session, vault_id: str, outer_id: str) -> dict[str, bytes]:
    """Return the wraps whose outer layer is this opener's, by inner opener."""
    chosen = select(KeyWrap.inner_id, KeyWrap.body).where(KeyWrap.vault_id == vault_id, KeyWrap.outer_id == outer_id)
    return {row.inner_id: row.body for row in session.execute(chosen)}


def half_open_wrap(session: Session, vault_id: str, inner_id: str) -> bytes:
    """Return what the first opener left for this one: no bytes where there is nothing."""
    chosen = select(HalfOpenWrap.body).where(HalfOpenWrap.vault_id == vault_id, HalfOpenWrap.inner_id == inner_id)
    return session.scalar(chosen) or b""


def unfit_openers(session: Session, dossier_id: str, people: Sequence[str], today: date) -> list[str]:
    """Return those of these people who cannot open a vault: no living account, or no place on the authority's side."""
    chosen = (
        select(DossierRight.person_id)
        .join(Person, Person.id == DossierRight.person_id)
        .where(DossierRight.dossier_id == dossier_id, DossierRight.person_id.in_(people))
        .where(DossierRight.role.in_(TEAM), DossierRight.ended_at.is_(None), Person.disabled_at.is_(None))
        .where(or_(DossierRight.ends_on.is_(None), DossierRight.ends_on >= today))
    )
    fit = set(session.scalars(chosen))
    return [person for person in people if person not in fit]


def possible_openers(session: Session, dossier_id: str, today: date) -> list[PersonView]:
    """Return who can open a vault of this dossier, by name."""
    everybody = people(session)
    unfit = set(unfit_openers(session, dossier_id, [one.id for one in everybody], today))
    return [one for one in everybody if one.id not in unfit]


def key_was_given(session: Session, vault_id: str) -> bool:
    """Tell whether an opener ever gave a key to this vault, also where the second did not follow."""
    return bool(_told(session, vault_id, FirstKeyGiven.tag))


def unknown_providers(session: Session, party_ids: Sequence[str]) -> list[str]:
    """Return those of these parties that are no registered provider."""
    known = parties_by_id(session, party_ids)
    return [one for one in party_ids if one not in known or known[one].kind is not PartyKind.PROVIDER]


def _told(session: Session, vault_id: str, tag: str) -> Sequence[JournalEntry]:
    chosen = select(JournalEntry).where(JournalEntry.subject == vault_id, JournalEntry.tag == tag)
    return session.scalars(chosen.order_by(JournalEntry.id)).all()


def _by_name(invited: InvitedView) -> tuple[str, str]:
    return invited.name, invited.party_id
