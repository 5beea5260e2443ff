"""Who is registered, what they are in the organisation, and whose mandate they hold."""

from sqlalchemy.orm import Session

from partnerschapsakte.access import queries
from partnerschapsakte.access.models import Mandate, Person
from partnerschapsakte.access.rules import people as rules
from partnerschapsakte.access.rules.people import MandateKind, PersonKind
from partnerschapsakte.access.schemas import (
    CorrectPerson,
    GrantMandate,
    RegisterPerson,
    RegisterProgram,
    WithdrawMandate,
)
from partnerschapsakte.access.service.notices import owed_notice
from partnerschapsakte.access.service.passwords import end_invitations, end_sessions, hashed
from partnerschapsakte.access.service.tokens import end_tokens
from partnerschapsakte.access.service.turns import take_turn_with_administrators
from partnerschapsakte.access.word import ADDRESS_CHANGED
from partnerschapsakte.foundation.actor import Role
from partnerschapsakte.foundation.occasion import Occasion
from partnerschapsakte.foundation.outcomes import Refusal
from partnerschapsakte.journal.service import record

UNMAILABLE = "programma.invalid"
"""Where the addresses of programs lie: RFC 2606 sees to it that no mail ever goes there."""


def register_person(session: Session, occasion: Occasion, command: RegisterPerson) -> Person:
    """Register a person; the first one comes from the command line."""
    email = command.email.lower()
    known = queries.person_by_email(session, email) is not None
    _unless(rules.why_not_register(occasion.actor, email_known=known, roles=command.roles))
    fact = rules.PersonRegistered(
        subject=occasion.ids(),
        name=command.name,
        email=email,
        function=command.function,
        roles=command.roles,
        can_sign_in=command.password is not None,
    )
    about = (command.name, email, command.function, *queries.authority_names(session))
    password = hashed(command.password.get_secret_value(), about) if command.password else None
    return _registered(session, occasion, fact, password)


def register_program(session: Session, occasion: Occasion, command: RegisterProgram) -> Person:
    """Register a program that acts for the house: it has no password and no address that mail could go to."""
    _unless(rules.why_not_register(occasion.actor, email_known=False))
    program = occasion.ids()
    fact = rules.PersonRegistered(
        subject=program,
        name=command.name,
        email=f"{program}@{UNMAILABLE}",
        function=command.function,
        roles=(),
        can_sign_in=False,
        kind=PersonKind.CLIENT,
    )
    return _registered(session, occasion, fact, None)


def correct_person(session: Session, occasion: Occasion, person_id: str, command: CorrectPerson) -> Person:
    """Correct what is known of a person; a program keeps the address that it was given."""
    person = queries.person(session, person_id, for_update=True)
    email = person.email if person.kind is PersonKind.CLIENT else command.email.lower()
    after = {"name": command.name, "email": email, "function": command.function}
    before = {name: str(getattr(person, name)) for name in after}
    same = queries.person_by_email(session, email)
    refusal = rules.why_not_correct(
        occasion.actor,
        email_known=same is not None and same.id != person.id,
        changed=before != after,
        stale=person.version != command.version,
    )
    _unless(refusal)
    for name, value in after.items():
        setattr(person, name, value)
    changed = sorted(name for name in after if before[name] != after[name])
    fact = rules.PersonCorrected(
        subject=person.id,
        before={name: before[name] for name in changed},
        after={name: after[name] for name in changed},
        invitations_withdrawn=end_invitations(session, occasion, person.id) if "email" in changed else 0,
    )
    moved = person.kind is PersonKind.HUMAN and "email" in changed
    owing = [owed_notice(occasion, person, ADDRESS_CHANGED, before["email"])] if moved else []
    record(session, occasion, fact, owing=owing)
    return person


def change_roles(
    session: Session, occasion: Occasion, person_id: str, roles: tuple[Role, ...], *, version: int | None = None
) -> Person:
    """Give a person other roles; they count from the next request on. ``version`` is the one that was read."""
    person, others = take_turn_with_administrators(session, person_id)
    refusal = rules.why_not_change_roles(
        occasion.actor,
        person=person.id,
        kind=person.kind,
        after=roles,
        has_rights=bool(queries.held_roles(session, person.id, occasion.today)),
        works_for_provider=queries.works_for_provider(session, person.id, occasion.today),
        mandates={held.kind for held in person.mandates},
        last_administrator=Role.ADMINISTRATOR in person.roles and not others,
        stale=version is not None and version != person.version,
    )
    _unless(refusal)
    fact = rules.RolesChanged(subject=person_id, before=tuple(Role(role) for role in person.roles), after=roles)
    person.roles = [role.value for role in roles]
    record(session, occasion, fact)
    return person


def grant_mandate(session: Session, occasion: Occasion, command: GrantMandate) -> Person:
    """Let a person decide for an authority, or sign on its behalf (rule 75)."""
    person = queries.person(session, command.person_id, for_update=True)
    refusal = rules.why_not_grant(
        occasion.actor,
        is_authority=queries.is_authority(session, command.authority_id),
        roles=person.actor.roles,
        held=_held(person, command.authority_id, command.kind) is not None,
        since=command.since,
        today=occasion.today,
        kind=command.kind,
    )
    _unless(refusal)
    fact = rules.MandateGranted(
        subject=person.id,
        authority=command.authority_id,
        basis=command.basis,
        since=command.since,
        kind=command.kind,
    )
    person.mandates.append(Mandate(authority_id=fact.authority, kind=fact.kind, basis=fact.basis, since=fact.since))
    record(session, occasion, fact)
    return person


def withdraw_mandate(session: Session, occasion: Occasion, command: WithdrawMandate) -> Person:
    """Take a mandate back; the journal keeps what it was, and it counts from the next request on."""
    person = queries.person(session, command.person_id, for_update=True)
    held = _held(person, command.authority_id, command.kind)
    _unless(rules.why_not_withdraw_mandate(occasion.actor, held=held is not None))
    assert held is not None  # noqa: S101 - the rule refused otherwise
    fact = rules.MandateWithdrawn(
        subject=person.id,
        authority=held.authority_id,
        kind=held.kind,
        basis=held.basis,
        since=held.since,
        reason=command.reason,
    )
    person.mandates.remove(held)
    record(session, occasion, fact)
    return person


def disable_person(session: Session, occasion: Occasion, person_id: str) -> Person:
    """Close an account. Callers go through ``dossiers.service.retire_person``, which sees to the dossiers first."""
    person, others = take_turn_with_administrators(session, person_id)
    refusal = rules.why_not_close(
        occasion.actor,
        person=person.id,
        closed=person.disabled_at is not None,
        last_administrator=Role.ADMINISTRATOR in person.roles and not others,
    )
    _unless(refusal)
    person.disabled_at = occasion.recorded_at
    fact = rules.PersonDisabled(
        subject=person.id,
        sessions_ended=end_sessions(session, occasion, person.id),
        tokens_revoked=end_tokens(session, occasion, person.id),
        invitations_withdrawn=end_invitations(session, occasion, person.id),
    )
    record(session, occasion, fact)
    return person


def reopen_person(session: Session, occasion: Occasion, person_id: str) -> Person:
    """Open a closed account again. Callers go through ``dossiers.service.readmit_person``, for the dates."""
    person = queries.person(session, person_id, for_update=True)
    _unless(rules.why_not_reopen(occasion.actor, closed=person.disabled_at is not None))
    person.disabled_at = None
    fact = rules.PersonReopened(subject=person.id, rights=len(queries.rights_of(session, person.id)))
    record(session, occasion, fact)
    return person


def sign_out_everywhere(session: Session, occasion: Occasion, person_id: str) -> None:
    """End every session of a person; what they have open asks them to sign in again."""
    person = queries.person(session, person_id)
    _unless(rules.why_not_end_sessions(occasion.actor, person.id))
    fact = rules.SessionsEnded(subject=person.id, sessions_ended=end_sessions(session, occasion, person.id))
    record(session, occasion, fact)


def _registered(
    session: Session, occasion: Occasion, fact: rules.PersonRegistered, password_hash: str | None
) -> Person:
    person = Person(
        id=fact.subject,
        kind=fact.kind,
        name=fact.name,
        email=fact.email,
        function=fact.function,
        roles=[role.value for role in fact.roles],
        password_hash=password_hash,
    )
    session.add(person)
    record(session, occasion, fact)
    return person


def _held(person: Person, authority_id: str, kind: MandateKind) -> Mandate | None:
    return next((held for held in person.mandates if (held.authority_id, held.kind) == (authority_id, kind)), None)


def _unless(refusal: Refusal | None) -> None:
    if refusal is not None:
        raise refusal
