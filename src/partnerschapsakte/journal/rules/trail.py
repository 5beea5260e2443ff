"""Who reads the trail of a dossier and of the house."""

from partnerschapsakte.foundation.actor import TEAM, Actor, Role
from partnerschapsakte.foundation.outcomes import Refusal, Why
from partnerschapsakte.foundation.sentences import say


def why_not_read_trail(actor: Actor) -> Refusal | None:
    """Say why this actor cannot read the trail of the dossier where they stand, or None if they can.

    Who stands for a provider never can, whatever else they are: it tells of the authority's side and of competitors.
    """
    if actor.may_act_as(*TEAM, Role.AUDITOR) and not actor.may_act_as(Role.PROVIDER_CONTACT):
        return None
    return Refusal(
        Why.NOT_PERMITTED,
        "trail_of_team",
        say("The journal of a dossier is read by the people of the municipality who work in it, and by an auditor."),
    )


def why_not_read_house(actor: Actor) -> Refusal | None:
    """Say why this actor cannot read the journal of the whole house, or None if they can."""
    if actor.may_act_as(Role.AUDITOR):
        return None
    return Refusal(Why.NOT_PERMITTED, "auditor_required", say("Only an auditor reads the journal of the whole house."))
