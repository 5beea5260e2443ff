"""Everything that changes a vault before it is opened: making it, its keys, whom it invites, and its deadline."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from partnerschapsakte.foundation.occasion import Occasion
from partnerschapsakte.journal import outbox
from partnerschapsakte.journal.service import Owed, record
from partnerschapsakte.parties.queries import parties_by_id
from partnerschapsakte.sealed.models import KeyWrap, Vault, VaultClock, VaultCorrection, VaultInvitation, VaultOpener
from partnerschapsakte.sealed.queries import addressees
from partnerschapsakte.sealed.queries import vaults as queries
from partnerschapsakte.sealed.rules import preparing as rules
from partnerschapsakte.sealed.rules.vault import VaultState, fingerprint, why_not_see
from partnerschapsakte.sealed.schemas import InviteParty, MakeVault, MoveDeadline, NewKey, ShowKey
from partnerschapsakte.sealed.service.secrecy import settle
from partnerschapsakte.sealed.storage.age import new_key, recipient_of
from partnerschapsakte.sealed.storage.wraps import wrap_for_pairs

TEND = "sealed.tend_vault"
"""The task that a worker does when a deadline, or the ten minutes of an opening, have passed."""

TELL_DEADLINE_MOVED = "sealed.tell_deadline_moved"
"""The task that tells somebody who hears for an invited party that the deadline moved."""

TELL_INVITED = "sealed.tell_invited"
"""The task that tells somebody who hears for a party that it was invited."""

JUST_AFTER = timedelta(seconds=1)


def make_vault(session: Session, occasion: Occasion, dossier_id: str, command: MakeVault, *, enabled: bool) -> Vault:
    """Make a vault for a dossier; ``enabled`` is the setting that lets this installation receive tenders itself."""
    chosen = rules.Chosen(
        openers=command.openers,
        parties=command.parties,
        unfit_openers=queries.unfit_openers(session, dossier_id, command.openers, occasion.today),
        unknown_parties=queries.unknown_providers(session, command.parties),
        unreachable_parties=_unreachable(session, occasion, dossier_id, command.parties),
    )
    fact = rules.make_vault(
        occasion.actor,
        occasion.ids(),
        command.title,
        chosen,
        enabled=enabled,
        deadline_at=command.deadline_at,
        now=occasion.recorded_at,
    )
    vault = _vault(fact, occasion, dossier_id)
    session.add(vault)
    owed = _telling(session, occasion, TELL_INVITED, vault, fact.parties, about={"vault_id": vault.id})
    entry = record(session, occasion, fact, dossier_id=dossier_id, owing=owed)
    owe_tending(session, entry.id, vault.id, vault.deadline_at)
    return vault


def invite_party(session: Session, occasion: Occasion, vault_id: str, command: InviteParty) -> Vault:
    """Let one more party hand in a tender, and owe those who hear for it a message."""
    vault = _locked(session, occasion, vault_id)
    fact = rules.invite_party(
        occasion.actor,
        vault.id,
        vault.standing,
        command.party_id,
        known=not queries.unknown_providers(session, [command.party_id]),
        invited=vault.has_invited(command.party_id),
        unreachable=_unreachable(session, occasion, vault.dossier_id, [command.party_id]),
        now=occasion.recorded_at,
    )
    vault.invitations.append(VaultInvitation(party_id=fact.party, invited_at=occasion.recorded_at))
    owed = _telling(session, occasion, TELL_INVITED, vault, [fact.party], about={"vault_id": vault.id})
    record(session, occasion, fact, dossier_id=vault.dossier_id, owing=owed)
    return vault


def make_key(session: Session, occasion: Occasion, vault_id: str) -> NewKey:
    """Make a key for the opener who asks. Its secret half is in the answer and nowhere else."""
    vault = _locked(session, occasion, vault_id)
    opener = _opener(vault, occasion)
    key = new_key()
    fact = rules.make_key(
        vault.id,
        opener.person_id,
        fingerprint(key.recipient),
        replaces=opener.fingerprint,
        checked=opener.key_checked_at is not None,
    )
    opener.recipient, opener.fingerprint = key.recipient, fact.fingerprint
    opener.key_made_at = occasion.recorded_at
    record(session, occasion, fact, dossier_id=vault.dossier_id)
    remarks = f"# {vault.title.splitlines()[0]}\n# {occasion.actor.name}\n# public key: {key.recipient}\n"
    return NewKey(vault_id=vault.id, fingerprint=fact.fingerprint, file=f"{remarks}{key.secret}\n")


def check_key(session: Session, occasion: Occasion, vault_id: str, command: ShowKey) -> Vault:
    """Hold that an opener kept their key; when every opener did, the vault gets its own key and begins to receive."""
    vault = _locked(session, occasion, vault_id)
    opener = _opener(vault, occasion)
    shown = recipient_of(command.key)
    fact = rules.check_key(
        vault.id,
        opener.person_id,
        made=opener.fingerprint,
        shown=fingerprint(shown) if shown else None,
        checked=opener.key_checked_at is not None,
    )
    opener.key_checked_at = occasion.recorded_at
    record(session, occasion, fact, dossier_id=vault.dossier_id)
    if all(one.key_checked_at is not None for one in vault.openers):
        _begin_to_receive(session, occasion, vault)
    return vault


def move_deadline(session: Session, occasion: Occasion, vault_id: str, command: MoveDeadline, *, version: int) -> Vault:
    """Move the deadline to a later instant and owe every invited party a message; ``version`` was read before."""
    vault = _locked(session, occasion, vault_id, version=version)
    invited = sorted(one.party_id for one in vault.invitations)
    silent = addressees.unreachable(session, vault.dossier_id, invited, occasion.today)
    fact = rules.move_deadline(
        occasion.actor,
        vault.id,
        vault.standing,
        command.deadline_at,
        reason=command.reason,
        after_failure=command.after_failure,
        key_given=queries.key_was_given(session, vault.id),
        told=[party for party in invited if party not in silent],
        not_reached=silent,
        now=occasion.recorded_at,
    )
    correction = _correction(fact, occasion)
    session.add(correction)
    vault.corrections.append(correction)
    vault.deadline_at = fact.after
    if vault.state is VaultState.CLOSED:
        vault.state, vault.closed_at = VaultState.OPEN, None
    about = {"correction_id": correction.id}
    owed = _telling(session, occasion, TELL_DEADLINE_MOVED, vault, fact.told, about=about)
    entry = record(session, occasion, fact, dossier_id=vault.dossier_id, owing=owed)
    owe_tending(session, entry.id, vault.id, fact.after)
    return vault


def tend_vault(session: Session, occasion: Occasion, vault_id: str) -> None:
    """Write down that a deadline, or the ten minutes of an opening, have passed, if they have."""
    settle(session, occasion, queries.vault(session, vault_id, for_update=True))


def owe_tending(session: Session, entry_id: int, vault_id: str, passed_at: datetime) -> None:
    """Let a worker look at a vault just after an instant, whether anybody comes by or not."""
    work = {f"{TEND}:{vault_id}:{entry_id}": {"vault_id": vault_id}}
    outbox.owe(session, entry_id, TEND, work, passed_at + JUST_AFTER)


def _locked(session: Session, occasion: Occasion, vault_id: str, *, version: int | None = None) -> Vault:
    vault = queries.vault(session, vault_id, for_update=True)
    stale = None if version is None else rules.why_not_changed_meanwhile(version, vault.version)
    if refusal := why_not_see(occasion.actor) or stale:
        raise refusal
    settle(session, occasion, vault)
    return vault


def _unreachable(session: Session, occasion: Occasion, dossier_id: str, parties: Sequence[str]) -> list[str]:
    """Return the names of those of these parties for whom there is no address."""
    silent = addressees.unreachable(session, dossier_id, parties, occasion.today)
    return [one.name for one in parties_by_id(session, silent).values()]


def _telling(
    session: Session,
    occasion: Occasion,
    task: str,
    vault: Vault,
    parties: Sequence[str],
    *,
    about: Mapping[str, str],
) -> list[Owed]:
    """Return the messages that are owed to those who hear for these parties, each apart."""
    key = ":".join([task, *about.values()])
    return [
        Owed(
            task,
            f"{key}:{to.party_id}:{to.person_id or ''}",
            {**about, "party_id": to.party_id, "person_id": to.person_id},
        )
        for to in addressees.addressees(session, vault.dossier_id, parties, occasion.today)
    ]


def _opener(vault: Vault, occasion: Occasion) -> VaultOpener:
    if refusal := rules.why_not_hold_key(occasion.actor, vault.standing, vault.opener_ids, occasion.recorded_at):
        raise refusal
    return next(one for one in vault.openers if one.person_id == occasion.actor.id)


def _begin_to_receive(session: Session, occasion: Occasion, vault: Vault) -> None:
    """Make the key of the vault, keep it only in halves, and forget it."""
    recipients = {one.person_id: one.recipient or "" for one in vault.openers}
    kept = {opener: fingerprint(recipient) for opener, recipient in recipients.items()}
    if refusal := rules.why_not_halve(kept, queries.checked_fingerprints(session, vault.id)):
        raise refusal
    key = new_key()
    session.add_all(
        KeyWrap(vault_id=vault.id, outer_id=outer, inner_id=inner, body=body)
        for (outer, inner), body in wrap_for_pairs(key.secret, recipients).items()
    )
    vault.recipient, vault.state = key.recipient, VaultState.OPEN
    fact = rules.ReceiptOpened(subject=vault.id, fingerprint=fingerprint(key.recipient), openers=vault.opener_ids)
    record(session, occasion, fact, dossier_id=vault.dossier_id)


def _vault(fact: rules.VaultMade, occasion: Occasion, dossier_id: str) -> Vault:
    return Vault(
        id=fact.subject,
        dossier_id=dossier_id,
        title=fact.title,
        state=VaultState.PREPARING,
        deadline_at=fact.deadline_at,
        made_at=occasion.recorded_at,
        clock=VaultClock(latest_seen_at=occasion.recorded_at),
        openers=[VaultOpener(person_id=person, position=place) for place, person in enumerate(fact.openers)],
        invitations=[VaultInvitation(party_id=party, invited_at=occasion.recorded_at) for party in fact.parties],
    )


def _correction(fact: rules.DeadlineMoved, occasion: Occasion) -> VaultCorrection:
    return VaultCorrection(
        id=occasion.ids(),
        vault_id=fact.subject,
        before_at=fact.before,
        after_at=fact.after,
        reason=fact.reason,
        after_failure=fact.after_failure,
        made_at=occasion.recorded_at,
        made_by=occasion.actor.id,
    )
