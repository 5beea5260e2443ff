"""What may be done with work that failed five times and waits for somebody."""

from dataclasses import dataclass
from typing import ClassVar

from partnerschapsakte.foundation.actor import KEEPERS, Actor, Role
from partnerschapsakte.foundation.outcomes import Fact, Refusal, Why
from partnerschapsakte.foundation.sentences import say


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkRetried(Fact):
    """Somebody let parked work be tried again; ``subject`` is the number of the work."""

    tag: ClassVar[str] = "journal:work:retried"

    task: str
    key: str


def why_not_retry(actor: Actor) -> Refusal | None:
    """Say why this actor cannot let parked work be tried again, or None if they can."""
    if actor.may_act_as(Role.ADMINISTRATOR, *KEEPERS):
        return None
    return Refusal(
        Why.NOT_PERMITTED,
        "role_missing",
        say("Your role does not include recording this."),
        remedy=say("Ask the contract manager of the dossier."),
    )
