"""Who enters and reads what experts by experience say on paper: under a label and never a name (rule 67)."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from partnerschapsakte.foundation.actor import KEEPERS, TEAM, Actor, Role
from partnerschapsakte.foundation.outcomes import Fact, Refusal, Why
from partnerschapsakte.foundation.sentences import say

COMPANIONS = KEEPERS | {Role.CLIENT_ADVISER}
"""Roles of who goes along with an expert by experience, and enters for them what stands on the form."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ContributionEntered(Fact):
    """What an expert by experience said was entered from a paper form; ``subject`` is its id.

    Neither the answers nor a name are in the journal; ``scan_sha256`` fixes the paper.
    """

    tag: ClassVar[str] = "contribution:entered"

    label: str
    given_on: date
    may_quote: bool
    scan_sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ContributionWithdrawn(Fact):
    """Who entered a contribution took it back, with the reason; ``subject`` is its id."""

    tag: ClassVar[str] = "contribution:withdrawn"

    label: str
    reason: str
    scan_sha256: str


def reads_all(actor: Actor) -> bool:
    """Tell whether this actor reads every contribution: who prepares, assesses or audits for the authority."""
    return actor.reads_file and actor.may_act_as(*TEAM, Role.AUDITOR)


def may_read(actor: Actor, companion: str) -> bool:
    """Tell whether this actor reads a contribution that this companion entered."""
    return reads_all(actor) or (actor.may_act_as(Role.CLIENT_ADVISER) and actor.id == companion)


def may_see_paper(actor: Actor, companion: str) -> bool:
    """Tell whether this actor sees the scan, on which a name or a handwriting may stand: fewer than read the text."""
    return actor.id == companion or (reads_all(actor) and actor.may_act_as(*KEEPERS))


def why_not_enter(actor: Actor) -> Refusal | None:
    """Say why this actor enters no contributions, or None if they do."""
    if actor.may_act_as(*COMPANIONS) and not actor.may_act_as(Role.PROVIDER_CONTACT):
        return None
    return Refusal(
        Why.NOT_PERMITTED,
        "contribution_not_permitted",
        say("Your role does not include entering what experts by experience said."),
        remedy=say("Ask the client adviser or the contract manager of the dossier."),
    )


def why_not_withdraw(actor: Actor, companion: str, *, withdrawn: bool) -> Refusal | None:
    """Say why this actor does not take a contribution back, or None if they can: only who entered it can."""
    if actor.id != companion:
        return Refusal(
            Why.NOT_PERMITTED,
            "contribution_of_another",
            say("Only who entered a contribution withdraws it."),
            remedy=say("Ask who entered it."),
        )
    if refusal := why_not_enter(actor):
        return refusal
    if withdrawn:
        return Refusal(Why.CONFLICT, "contribution_withdrawn", say("This contribution was withdrawn before."))
    return None


def enter(
    actor: Actor, contribution: str, *, label: str, given_on: date, may_quote: bool, scan_sha256: str, today: date
) -> ContributionEntered:
    """Decide on what was entered from a form."""
    if refusal := why_not_enter(actor):
        raise refusal
    if given_on > today:
        raise Refusal(
            Why.INVALID,
            "given_later",
            say("{day} is still to come.", day=given_on),
            remedy=say("Write the day on which the form was filled in."),
        )
    return ContributionEntered(
        subject=contribution, label=label, given_on=given_on, may_quote=may_quote, scan_sha256=scan_sha256
    )


def withdraw(
    actor: Actor, contribution: str, *, companion: str, label: str, reason: str, scan_sha256: str, withdrawn: bool
) -> ContributionWithdrawn:
    """Decide on taking a contribution back."""
    if refusal := why_not_withdraw(actor, companion, withdrawn=withdrawn):
        raise refusal
    return ContributionWithdrawn(subject=contribution, label=label, reason=reason, scan_sha256=scan_sha256)
