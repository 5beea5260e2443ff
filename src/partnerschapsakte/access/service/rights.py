"""Gives and takes back roles in dossiers; an ended right stays on record."""

from datetime import date

from sqlalchemy.orm import Session

from partnerschapsakte.access import queries
from partnerschapsakte.access.feed.people import dossier_names
from partnerschapsakte.access.models import DossierRight, Person
from partnerschapsakte.access.rules import rights as rules
from partnerschapsakte.access.schemas import GrantRight
from partnerschapsakte.foundation.actor import SYSTEM, Actor, Role
from partnerschapsakte.foundation.occasion import Occasion
from partnerschapsakte.foundation.outcomes import Refusal, Why
from partnerschapsakte.foundation.sentences import say
from partnerschapsakte.journal.service import record

WORK_ENDED = "work_ended"


def grant_right(session: Session, occasion: Occasion, command: GrantRight) -> DossierRight:
    """Give a person a role in a dossier."""
    return _grant(session, occasion, command, rules.standing_in(occasion.actor, command.dossier_id))


def _grant(session: Session, occasion: Occasion, command: GrantRight, judged: Actor) -> DossierRight:
    """Record that the actor gave a role, if ``judged`` may give it: the actor there, or the program for a post."""
    if not dossier_names(session, [command.dossier_id]):
        message = say("There is no dossier {dossier}.", dossier=command.dossier_id)
        raise Refusal(Why.NOT_FOUND, "dossier_not_found", message)
    person = queries.person(session, command.person_id, for_update=True)
    refusal = rules.why_not_grant_right(
        judged,
        _grantee(session, occasion, person, command),
        command.role,
        party=command.party_id,
        ends_on=command.ends_on,
        today=occasion.today,
    )
    if refusal:
        raise refusal
    _clear_away(session, occasion, command)
    right = DossierRight(
        id=occasion.ids(),
        person_id=person.id,
        dossier_id=command.dossier_id,
        role=command.role,
        party_id=command.party_id,
        basis=command.basis,
        granted_at=occasion.recorded_at,
        granted_by=occasion.actor.id,
        ends_on=command.ends_on,
    )
    session.add(right)
    fact = rules.RightGranted(
        subject=person.id,
        right=right.id,
        role=right.role,
        party=right.party_id,
        basis=right.basis,
        ends_on=right.ends_on,
    )
    record(session, occasion, fact, dossier_id=command.dossier_id)
    return right


def withdraw_right(session: Session, occasion: Occasion, right_id: str, reason: str) -> DossierRight:
    """Take a role in a dossier back; the person is out of it from the next request on.

    Callers go through ``dossiers.service.withdraw_right``, which sees to the posts first.
    """
    right = queries.right(session, right_id)
    if refusal := rules.why_not_give_rights(rules.standing_in(occasion.actor, right.dossier_id)):
        raise refusal
    return _withdraw(session, occasion, right, reason)


def _withdraw(session: Session, occasion: Occasion, right: DossierRight, reason: str) -> DossierRight:
    right.ended_at, right.ended_by = occasion.recorded_at, occasion.actor.id
    fact = rules.RightWithdrawn(subject=right.person_id, right=right.id, role=right.role, reason=reason)
    record(session, occasion, fact, dossier_id=right.dossier_id)
    return right


def hold_right(session: Session, occasion: Occasion, person_id: str, dossier_id: str, role: Role, basis: str) -> None:
    """See to it that who got a post has the right that goes with it; who gave the post gave the right.

    Nobody is asked whether they may give it: that they may give the post was judged. A right that ends on a day is
    renewed without one: the post would outlive it.
    """
    held = queries.held_right(session, person_id, dossier_id, role)
    if held is not None and held.ends_on is None:
        return
    if held is not None:
        _withdraw(session, occasion, held, basis)
    command = GrantRight(person_id=person_id, dossier_id=dossier_id, role=role, basis=basis)
    _grant(session, occasion, command, SYSTEM)


def drop_right(session: Session, occasion: Occasion, person_id: str, dossier_id: str, role: Role, reason: str) -> None:
    """Take back a right that went with something else, by who took that: a post, or the whole account.

    Nobody is asked whether they may take it back: that they may take the other was judged.
    """
    held = queries.held_right(session, person_id, dossier_id, role)
    if held is not None:
        _withdraw(session, occasion, held, reason)


def end_contact_rights(session: Session, occasion: Occasion, person_id: str, party_id: str, last_day: date) -> None:
    """Let a person stand for an organisation in no dossier after the last day of their work for it.

    Nobody is asked whether they may take roles back: that they may end the work was judged, and they did this with it.
    """
    for right in queries.contact_rights(session, person_id, party_id):
        if last_day < occasion.today:
            _withdraw(session, occasion, right, WORK_ENDED)
        elif right.ends_on is None or right.ends_on > last_day:
            right.ends_on = last_day
            fact = rules.RightLimited(
                subject=person_id, right=right.id, role=right.role, ends_on=last_day, reason=WORK_ENDED
            )
            record(session, occasion, fact, dossier_id=right.dossier_id)


def _grantee(session: Session, occasion: Occasion, person: Person, command: GrantRight) -> rules.Grantee:
    today = occasion.today
    return rules.Grantee(
        person=person.id,
        kind=person.kind,
        offices=person.actor.roles,
        enabled=person.disabled_at is None,
        is_member=queries.is_member(session, person.id, command.party_id, today),
        works_for_provider=queries.works_for_provider(session, person.id, today),
        roles_here=queries.roles_in(session, person.id, command.dossier_id, today),
    )


def _clear_away(session: Session, occasion: Occasion, command: GrantRight) -> None:
    """Close a right whose last day has passed, so that the role can be given anew."""
    over = queries.held_right(session, command.person_id, command.dossier_id, command.role)
    if over is not None:
        over.ended_at, over.ended_by = occasion.recorded_at, SYSTEM.id
        session.flush()
