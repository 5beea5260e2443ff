"""What a program sends about one person or one dossier: the address says which one it is."""

from partnerschapsakte.access.rules.people import MandateKind
from partnerschapsakte.foundation.actor import Role
from partnerschapsakte.foundation.fields import Code, Command, Day, Email, Line, OptionalLine, Reason


class PersonData(Command):
    """What is known of a person."""

    name: Line
    email: Email
    function: OptionalLine = ""


class NewAccount(PersonData):
    """A named person and what they are in the organisation; an invitation lets them choose a password."""

    roles: tuple[Role, ...] = ()


class RolesInOrganisation(Command):
    """What a person is in the organisation from now on."""

    roles: tuple[Role, ...]


class MandateGiven(Command):
    """A person may decide for an authority, or sign for it; ``basis`` names the decision that says so."""

    authority_id: Code
    basis: Line
    since: Day | None = None
    kind: MandateKind = MandateKind.DECIDE


class MandateEnded(Command):
    """A person no longer decides, or signs, for an authority."""

    authority_id: Code
    kind: MandateKind = MandateKind.DECIDE
    reason: Reason


class RoleGiven(Command):
    """A role, for a provider contact on behalf of a party, until a day or until withdrawn."""

    role: Role
    party_id: Code | None = None
    basis: OptionalLine = ""
    ends_on: Day | None = None


class RoleForPerson(RoleGiven):
    """A person gets a role in the dossier of the address."""

    person_id: Code


class RoleInDossier(RoleGiven):
    """The person of the address gets a role in a dossier."""

    dossier_id: Code


class WhomToInvite(Command):
    """An outsider of the dossier of the address, who is to choose a password."""

    person_id: Code
