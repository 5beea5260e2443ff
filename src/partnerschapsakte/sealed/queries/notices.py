"""Reads what to tell whom by mail about a vault, as it is when the mail leaves."""

from datetime import date

from sqlalchemy.orm import Session

from partnerschapsakte.parties.queries import party
from partnerschapsakte.sealed.models import VaultCorrection
from partnerschapsakte.sealed.queries import vaults
from partnerschapsakte.sealed.queries.addressees import addressee
from partnerschapsakte.sealed.schemas import DeadlineNotice, InvitationNotice


def deadline_notice(
    session: Session, correction_id: str, party_id: str, person_id: str | None, today: date
) -> DeadlineNotice | None:
    """Return what to tell somebody about a deadline that moved, or None where there is nobody to tell."""
    correction = session.get(VaultCorrection, correction_id)
    if correction is None:
        return None
    vault = vaults.vault(session, correction.vault_id)
    to = addressee(session, vault.dossier_id, party_id, person_id, today)
    if to is None:
        return None
    return DeadlineNotice(
        correction_id=correction.id,
        vault_id=vault.id,
        vault_title=vault.title,
        name=to.name,
        address=to.address,
        before_at=correction.before_at,
        after_at=correction.after_at,
        reason=correction.reason,
        made_at=correction.made_at,
    )


def invitation_notice(
    session: Session, vault_id: str, party_id: str, person_id: str | None, today: date
) -> InvitationNotice | None:
    """Return what to tell somebody about an invitation, or None where there is nobody to tell or nothing any more."""
    vault = vaults.vault(session, vault_id)
    to = addressee(session, vault.dossier_id, party_id, person_id, today)
    invited = next((one for one in vault.invitations if one.party_id == party_id), None)
    if to is None or invited is None:
        return None
    return InvitationNotice(
        vault_id=vault.id,
        vault_title=vault.title,
        party_name=party(session, party_id).name,
        name=to.name,
        address=to.address,
        deadline_at=vault.deadline_at,
        fingerprint=None if vaults.is_key_changed(session, vault) else vaults.fingerprint_of(vault),
        invited_at=invited.invited_at,
    )
