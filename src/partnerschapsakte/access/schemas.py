"""The shapes that cross the doors of access."""

from typing import Annotated

import msgspec
from pydantic import Field, SecretStr

from partnerschapsakte.foundation.actor import Actor, Role
from partnerschapsakte.foundation.fields import Code, Command, Day, Email, Line, OptionalLine
from partnerschapsakte.foundation.outcomes import Refusal

Password = Annotated[SecretStr, Field(min_length=12, max_length=1024)]


class RegisterPerson(Command):
    """A named person and what they may do; without a password they cannot sign in here."""

    name: Line
    email: Email
    function: OptionalLine = ""
    roles: tuple[Role, ...] = ()
    password: Password | None = None


class GrantMandate(Command):
    """A person may decide for an authority; ``basis`` names the decision that says so."""

    person_id: Code
    authority_id: Code
    basis: Line
    since: Day | None = None


class SetPassword(Command):
    """A new password; every browser of this person is signed out."""

    person_id: Code
    password: Password


class PersonView(msgspec.Struct, frozen=True):
    """A person as others see them."""

    id: str
    name: str
    email: str
    function: str
    roles: tuple[Role, ...]
    enabled: bool


class SignedIn(msgspec.Struct, frozen=True):
    """Signing in succeeded: the token for the cookie, told only now."""

    token: str
    actor: Actor


class NotSignedIn(msgspec.Struct, frozen=True):
    """Signing in failed. It is returned, not raised: what is journalled about it must be committed."""

    refusal: Refusal
