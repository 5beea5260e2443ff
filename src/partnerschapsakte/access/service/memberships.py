"""Keeps for which organisation a person works; what they may do on its behalf ends with it."""

from sqlalchemy.orm import Session

from partnerschapsakte.access import queries
from partnerschapsakte.access.models import Membership
from partnerschapsakte.access.rules import memberships as rules
from partnerschapsakte.access.schemas import EndMembership, StartMembership
from partnerschapsakte.access.service.rights import end_contact_rights
from partnerschapsakte.foundation.occasion import Occasion
from partnerschapsakte.foundation.outcomes import Refusal, Why
from partnerschapsakte.foundation.sentences import say
from partnerschapsakte.journal.service import record
from partnerschapsakte.parties.queries import parties_by_id
from partnerschapsakte.parties.rules import PartyKind


def start_membership(session: Session, occasion: Occasion, person_id: str, command: StartMembership) -> Membership:
    """Register that a person works for an organisation."""
    person = queries.person(session, person_id, for_update=True)
    party = parties_by_id(session, [command.party_id]).get(command.party_id)
    if party is None:
        raise Refusal(Why.INVALID, "party_not_found", say("There is no party {party}.", party=command.party_id))
    refusal = rules.why_not_start(
        occasion.actor,
        kind=person.kind,
        held=queries.has_membership(session, person.id, party.id, occasion.today),
        for_provider=party.kind is PartyKind.PROVIDER,
        roles=person.actor.roles | queries.held_roles(session, person.id, occasion.today),
    )
    if refusal:
        raise refusal
    membership = Membership(
        id=occasion.ids(), person_id=person.id, party_id=party.id, function=command.function, since=command.since
    )
    session.add(membership)
    fact = rules.MembershipStarted(
        subject=person.id,
        membership=membership.id,
        party=party.id,
        function=membership.function,
        since=membership.since,
    )
    record(session, occasion, fact)
    return membership


def end_membership(session: Session, occasion: Occasion, membership_id: str, command: EndMembership) -> Membership:
    """Record the last day of somebody's work; from then on they stand for that organisation in no dossier."""
    membership = queries.membership(session, membership_id)
    refusal = rules.why_not_end(
        occasion.actor, since=membership.since, ended_on=command.ended_on, was=membership.ended_on
    )
    if refusal:
        raise refusal
    membership.ended_on = command.ended_on
    fact = rules.MembershipEnded(
        subject=membership.person_id,
        membership=membership.id,
        party=membership.party_id,
        ended_on=command.ended_on,
    )
    record(session, occasion, fact)
    end_contact_rights(session, occasion, membership.person_id, membership.party_id, command.ended_on)
    return membership
