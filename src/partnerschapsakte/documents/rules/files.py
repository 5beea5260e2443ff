"""Who may keep, publish, withdraw and read the files of a dossier, compartment by compartment.

The authority's side is one compartment, and each candidate or provider has one of its own, named by its party. The
authority reads them all; a provider contact reads that of its own party and what was published to everybody. What
somebody may not read does not exist for them: not found, never forbidden.
"""

from dataclasses import dataclass
from typing import ClassVar

from partnerschapsakte.foundation.actor import KEEPERS, Actor, Role
from partnerschapsakte.foundation.outcomes import Fact, Refusal, Why
from partnerschapsakte.foundation.sentences import say

MOST_FILES = 1_000
MOST_BYTES = 2_000_000_000
"""How much one compartment of one dossier holds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lies:
    """Where a file lies, and what happened to it: all that decides who may read it. ``party_id`` None: our side."""

    party_id: str | None
    published: bool = False
    withdrawn: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class FileUploaded(Fact):
    """A file was judged, found sound and kept; ``subject`` is its id."""

    tag: ClassVar[str] = "document:file:uploaded"
    party_id: str | None
    title: str
    name: str
    media_type: str
    sha256: str
    size: int
    scanned: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class FilePublished(Fact):
    """A file was published to all candidates."""

    tag: ClassVar[str] = "document:file:published"
    title: str
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FileWithdrawn(Fact):
    """A file was withdrawn; it stays on record."""

    tag: ClassVar[str] = "document:file:withdrawn"
    party_id: str | None
    title: str
    sha256: str


def is_guest(actor: Actor) -> bool:
    """Tell whether this actor stands here for a candidate or provider, whatever else they may be."""
    return actor.may_act_as(Role.PROVIDER_CONTACT)


def reads_all(actor: Actor) -> bool:
    """Tell whether this actor reads every compartment."""
    return actor.reads_file and not is_guest(actor)


def may_read(actor: Actor, file: Lies) -> bool:
    """Tell whether this actor may know of a file."""
    if not is_guest(actor):
        return actor.reads_file
    if actor.party_id is not None and file.party_id == actor.party_id:
        return True
    return file.party_id is None and file.published


def may_fetch(actor: Actor, file: Lies) -> bool:
    """Tell whether this actor gets the contents of a file that it knows of.

    What was published to all and then withdrawn stays known, so that nobody wonders where it went; its contents do not.
    """
    gone = is_guest(actor) and file.party_id is None and file.withdrawn
    return may_read(actor, file) and not gone


def compartment(actor: Actor) -> str | None:
    """Return the compartment in which what this actor uploads comes to lie, or raise a Refusal."""
    if is_guest(actor):
        if actor.party_id is None:
            raise role_missing()
        return actor.party_id
    if not actor.may_act_as(*KEEPERS):
        raise role_missing()
    return None


def why_not_upload(actor: Actor, *, files: int, size: int) -> Refusal | None:
    """Say why this actor cannot add a file to what lies in their compartment, or None if they can."""
    try:
        compartment(actor)
    except Refusal as refusal:
        return refusal
    if files < MOST_FILES and size < MOST_BYTES:
        return None
    return Refusal(
        Why.CONFLICT,
        "compartment_full",
        say(
            "No more files fit here: at most {most} files, and {size} MB.",
            most=MOST_FILES,
            size=MOST_BYTES // 1_000_000,
        ),
        remedy=say("Put several documents in one file."),
    )


def why_not_publish(actor: Actor, file: Lies) -> Refusal | None:
    """Say why this actor cannot publish a file to all candidates, or None if they can."""
    if not may_read(actor, file):
        return file_not_found()
    if not reads_all(actor) or not actor.may_act_as(*KEEPERS):
        return role_missing()
    if file.party_id is not None:
        return Refusal(
            Why.CONFLICT,
            "file_of_candidate",
            say("A file of a candidate is never published."),
            article="Aanbestedingswet 2012 art. 2.57",
            remedy=say("Make a document of your own of what all candidates must know, and publish that."),
        )
    if file.withdrawn:
        return withdrawn()
    if file.published:
        return Refusal(Why.CONFLICT, "already_published", say("This file was published before."))
    return None


def why_not_withdraw(actor: Actor, file: Lies) -> Refusal | None:
    """Say why this actor cannot withdraw a file, or None if they can: each side withdraws what it uploaded."""
    if not may_read(actor, file):
        return file_not_found()
    own = file.party_id in ({actor.party_id} - {None} if is_guest(actor) else {None})
    if not own or not (is_guest(actor) or actor.may_act_as(*KEEPERS)):
        return role_missing()
    return withdrawn() if file.withdrawn else None


def file_not_found() -> Refusal:
    """Return the refusal for a file that does not exist, or not for who asks: the same words for both."""
    return Refusal(Why.NOT_FOUND, "file_not_found", say("There is no such file."))


def withdrawn() -> Refusal:
    """Return the refusal for a file that was withdrawn."""
    return Refusal(
        Why.CONFLICT, "file_withdrawn", say("This file was withdrawn."), remedy=say("Upload the right file.")
    )


def role_missing() -> Refusal:
    """Return the refusal for who may read here but not do this."""
    return Refusal(
        Why.NOT_PERMITTED,
        "role_missing",
        say("Your role does not include recording this."),
        remedy=say("Ask the contract manager of the dossier."),
    )


def infected(what: str) -> Refusal:
    """Return the refusal for a file in which the virus scanner found something."""
    return Refusal(
        Why.INVALID,
        "file_infected",
        say("The virus scanner found {what} in the file. It was not kept.", what=what),
        remedy=say("Tell your administrator. Clean the computer the file comes from, and make the file anew."),
    )


def scanner_silent() -> Refusal:
    """Return the refusal for every file while the virus scanner gives no answer."""
    return Refusal(
        Why.CONFLICT,
        "scanner_silent",
        say("The virus scanner gives no answer, so no file can be kept."),
        remedy=say("Try again later, or tell the administrator."),
    )
