"""The shapes that cross the doors of access."""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, NamedTuple

import msgspec
from pydantic import Field, SecretStr

from partnerschapsakte.access.rules.people import MandateKind, PersonKind
from partnerschapsakte.access.rules.reviews import GrantKind, RightSignal
from partnerschapsakte.access.rules.signing_in import SignInMethod
from partnerschapsakte.foundation.actor import Actor, Role
from partnerschapsakte.foundation.fields import Code, Command, Day, Email, Line, OptionalLine, Reason
from partnerschapsakte.foundation.outcomes import Refusal
from partnerschapsakte.foundation.sentences import Sentence


class TokenInUse(NamedTuple):
    """The token that somebody came with, and when its use was last noted."""

    id: str
    name: str
    last_used_at: datetime | None


Password = Annotated[SecretStr, Field(min_length=12, max_length=1024)]


class RegisterPerson(Command):
    """A named person and what they may do; without a password they cannot sign in here."""

    name: Line
    email: Email
    function: OptionalLine = ""
    roles: tuple[Role, ...] = ()
    password: Password | None = None


class RegisterProgram(Command):
    """A program that acts for the house with an account of its own; ``function`` says what it is for."""

    name: Line
    function: Line


class CorrectPerson(Command):
    """What is known of a person as it should be; ``version`` is the one that was read."""

    name: Line
    email: Email
    function: OptionalLine = ""
    version: int


class ChangeRoles(Command):
    """What a person is in the organisation from now on; ``version`` is the one that was read."""

    roles: tuple[Role, ...] = ()
    version: int


class TickedRole(Command):
    """A role that was ticked."""

    role: Role


class TickedRoles(Command):
    """The roles that were ticked on a form."""

    roles: tuple[TickedRole, ...] = ()
    version: int


class NewPerson(Command):
    """A person as a form asks for one; an invitation lets them choose a password."""

    name: Line
    email: Email
    function: OptionalLine = ""
    roles: tuple[TickedRole, ...] = ()
    invite: bool = False

    def to_register(self) -> RegisterPerson:
        """Return whom it asks to register."""
        roles = tuple(ticked.role for ticked in self.roles)
        return RegisterPerson(name=self.name, email=self.email, function=self.function, roles=roles)


class GrantMandate(Command):
    """A person may decide for an authority, or sign for it; ``basis`` names the decision that says so."""

    person_id: Code
    authority_id: Code
    basis: Line
    since: Day | None = None
    kind: MandateKind = MandateKind.DECIDE


class WithdrawMandate(Command):
    """A person no longer decides, or signs, for an authority."""

    person_id: Code
    authority_id: Code
    kind: MandateKind = MandateKind.DECIDE
    reason: Reason


class StartMembership(Command):
    """A person works for an organisation."""

    party_id: Code
    function: OptionalLine = ""
    since: Day


class EndMembership(Command):
    """The last day on which a person works for an organisation."""

    ended_on: Day


class SetPassword(Command):
    """A new password; every browser of this person is signed out."""

    person_id: Code
    password: Password


class GrantRight(Command):
    """A person gets a role in a dossier, a provider contact for a party, until a day or until withdrawn."""

    person_id: Code
    dossier_id: Code
    role: Role
    party_id: Code | None = None
    basis: OptionalLine = ""
    ends_on: Day | None = None


class WithdrawRight(Command):
    """A person loses a role in a dossier."""

    reason: Reason


class TakeSecondFactorAway(Command):
    """Why somebody's second factor is taken away, and how it was made sure that they asked for it."""

    reason: Reason


class MakeToken(Command):
    """A token for the API with a name to know it by, until a day."""

    name: Line
    expires_on: Day


class ReviewRights(Command):
    """What somebody found who looked through the rights, and what was done about it."""

    note: Reason


class PersonView(msgspec.Struct, frozen=True):
    """A person as others see them."""

    id: str
    name: str
    email: str
    function: str
    roles: tuple[Role, ...]
    enabled: bool
    kind: PersonKind = PersonKind.HUMAN


class MandateView(msgspec.Struct, frozen=True):
    """For which authority somebody may decide or sign, and by which decision."""

    authority_id: str
    authority: str
    kind: MandateKind
    basis: str
    since: date | None


class MembershipView(msgspec.Struct, frozen=True):
    """For which organisation somebody works, or worked."""

    id: str
    party_id: str
    party: str
    function: str
    since: date
    ended_on: date | None


class RightView(msgspec.Struct, frozen=True):
    """One role of one person in one dossier; ``may_be_invited`` tells of an outsider who cannot sign in yet."""

    id: str
    person_id: str
    person: str
    dossier_id: str
    dossier: str
    role: Role
    party: str | None
    basis: Sentence | None
    granted_at: datetime
    granted_by: str
    ends_on: date | None
    holds: bool
    may_be_invited: bool = False


class TokenView(msgspec.Struct, frozen=True):
    """A token as its owner sees it again: its beginning, never the whole."""

    id: str
    name: str
    mark: str
    made_at: datetime
    made_by: str
    expires_at: datetime
    last_used_at: datetime | None
    opens: bool


class MadeToken(msgspec.Struct, frozen=True):
    """A token that was made; ``secret`` is told only now."""

    id: str
    secret: str


class PersonPage(msgspec.Struct, frozen=True):
    """A person with all that they were given."""

    person: PersonView
    version: int
    disabled_at: datetime | None
    last_seen_at: datetime | None
    open_sessions: int
    open_invitations: int
    has_second_factor: bool
    memberships: tuple[MembershipView, ...]
    mandates: tuple[MandateView, ...]
    rights: tuple[RightView, ...]
    tokens: tuple[TokenView, ...]


class PersonRow(msgspec.Struct, frozen=True):
    """A person in the list of people."""

    person: PersonView
    works_for: tuple[str, ...]
    dossiers: int
    last_seen_at: datetime | None


class GivenRow(msgspec.Struct, frozen=True, kw_only=True):
    """One line of the yearly look at all rights: who was given what, where, and what stands out."""

    kind: GrantKind
    person: PersonView
    what: StrEnum | str
    dossier_id: str | None = None
    where: str = ""
    party: str | None = None
    basis: Sentence | None = None
    given_on: date | None
    given_by: str
    ends_on: date | None = None
    last_seen_at: datetime | None
    signals: tuple[RightSignal, ...]


class ReviewView(msgspec.Struct, frozen=True):
    """That somebody looked through the rights, and what they found."""

    reviewed_at: datetime
    reviewed_by: str
    rights: int
    note: str


class SignedIn(msgspec.Struct, frozen=True):
    """Signing in succeeded: the token for the cookie, told only now.

    ``halfway`` says that it opens nothing but the page that asks for the second factor; ``browser`` is by what the
    browser is known next time.
    """

    token: str
    actor: Actor
    halfway: bool = False
    browser: str = ""


class NotSignedIn(msgspec.Struct, frozen=True):
    """Signing in failed. It is returned, not raised: what is journalled about it must be committed.

    ``wait`` is after how many seconds another attempt has a chance, where that is known.
    """

    refusal: Refusal
    wait: int = 0


# signing in


class Caller(msgspec.Struct, frozen=True):
    """Where an attempt came from: an address, what the browser calls itself, and by what we know it if we do."""

    address: str = ""
    agent: str = ""
    browser: str = ""


class ChangePassword(Command):
    """A new password for oneself, by who knows the present one."""

    current: SecretStr = Field(min_length=1, max_length=1024)
    password: Password
    revoke_tokens: bool = False


class AcceptInvitation(Command):
    """A password, set with the token of an invitation."""

    token: Code
    password: Password


class ConfirmSecondFactor(Command):
    """A code of the device that was just connected; ``offer`` is the secret of the page, wrapped."""

    offer: str = Field(min_length=1, max_length=1000)
    code: Line


class SecondFactorOffer(msgspec.Struct, frozen=True):
    """A new secret for a device: to scan, to type, and wrapped for the way back."""

    secret: str
    address: str
    offer: str


class Enrolled(msgspec.Struct, frozen=True):
    """A device was connected: the codes on paper, told only now, and the token of who was halfway signing in."""

    codes: tuple[str, ...]
    signed_in: SignedIn | None = None


class OpenSession(msgspec.Struct, frozen=True):
    """A browser that is signed in, as its owner sees it; ``handle`` names it without telling its token."""

    handle: str
    browser: Sentence
    method: SignInMethod
    created_at: datetime
    last_seen_at: datetime
    current: bool


class AccountView(msgspec.Struct, frozen=True):
    """What somebody sees of their own account."""

    name: str
    email: str
    function: str
    roles: tuple[Role, ...]
    has_password: bool
    second_factor_since: datetime | None
    recovery_codes: int
    linked: tuple[str, ...]
    sessions: tuple[OpenSession, ...]


class InvitationLetter(msgspec.Struct, frozen=True):
    """The mail of an invitation, ready to hand to the mail server."""

    message_id: str
    address: str
    subject: str
    text: str
    made_at: datetime
