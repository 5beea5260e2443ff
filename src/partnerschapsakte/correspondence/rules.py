"""Who writes to whom about a dossier, and who reads it: a candidate its own letters and those to all (rule 19)."""

from dataclasses import dataclass
from typing import ClassVar

from partnerschapsakte.foundation.actor import KEEPERS, Actor, Role
from partnerschapsakte.foundation.outcomes import Fact, Refusal, Why
from partnerschapsakte.foundation.sentences import say


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterSent(Fact):
    """Somebody wrote a letter about a dossier; ``subject`` is its id.

    ``party`` is the candidate that it is to or from; None: it is to all candidates. The text is not in the journal.
    """

    tag: ClassVar[str] = "correspondence:letter:sent"

    party: str | None
    from_party: bool
    title: str
    sha256: str


def stands_for_party(actor: Actor) -> bool:
    """Tell whether this actor writes and reads here for a candidate or provider, whatever else they may be."""
    return actor.may_act_as(Role.PROVIDER_CONTACT)


def reads_all(actor: Actor) -> bool:
    """Tell whether this actor reads every letter of the dossier."""
    return actor.reads_file and not stands_for_party(actor)


def may_read(actor: Actor, party: str | None) -> bool:
    """Tell whether this actor may know of a letter to or from a party, or to all candidates (None)."""
    if stands_for_party(actor):
        return actor.party_id is not None and party in {None, actor.party_id}
    return actor.reads_file


def why_not_write(actor: Actor) -> Refusal | None:
    """Say why this actor writes no letters about the dossier, or None if they do."""
    if stands_for_party(actor) and actor.party_id is not None:
        return None
    if actor.may_act_as(*KEEPERS) and not stands_for_party(actor):
        return None
    return Refusal(
        Why.NOT_PERMITTED,
        "letters_not_permitted",
        say("Your role does not include writing letters about this dossier."),
        remedy=say("Ask the procurement officer or the contract manager of the dossier."),
    )


def send_letter(actor: Actor, letter: str, *, party: str | None, title: str, sha256: str, readers: int) -> LetterSent:
    """Decide on a letter; ``readers`` is how many people would read it.

    A candidate writes to the authority and to nobody else: rule 19 (Aw 2.57, 2.110(7)).
    """
    if refusal := why_not_write(actor):
        raise refusal
    from_party = stands_for_party(actor)
    if from_party and party not in {None, actor.party_id}:
        raise Refusal(
            Why.INVALID,
            "addressee_not_asked",
            say("You write to the municipality; another addressee cannot be chosen."),
            rule="19",
            article="Aw 2.57",
        )
    if not readers:
        raise Refusal(
            Why.CONFLICT,
            "nobody_reads",
            say("Nobody would read this letter: no provider contact has a role in this dossier for its addressee."),
            remedy=say("Give somebody of that organisation the role of provider contact first."),
        )
    about = actor.party_id if from_party else party
    return LetterSent(subject=letter, party=about, from_party=from_party, title=title, sha256=sha256)
