"""The shapes that cross the doors of the register of parties."""

import msgspec

from partnerschapsakte.foundation.fields import (
    Command,
    Email,
    KvkNumber,
    Line,
    MunicipalityCode,
    OptionalLine,
    PostalCode,
)
from partnerschapsakte.parties.rules import PartyKind


class RegisterParty(Command):
    """An organisation as the register knows it; what is left empty here, a deed that needs it refuses."""

    kind: PartyKind
    name: Line
    legal_form: OptionalLine = ""
    seat: Line
    street_address: OptionalLine = ""
    postal_code: PostalCode | None = None
    town: OptionalLine = ""
    kvk_number: KvkNumber
    municipality_code: MunicipalityCode | None = None
    represented_by: OptionalLine = ""
    representative_function: OptionalLine = ""
    representation_basis: OptionalLine = ""
    email: Email | None = None
    invented: bool = False


class CorrectParty(RegisterParty):
    """The same organisation with its data as they are now; ``version`` is the one that was read."""

    version: int


class PartyView(msgspec.Struct, frozen=True):
    """An organisation as the register knows it now."""

    id: str
    kind: PartyKind
    name: str
    legal_form: str
    seat: str
    street_address: str
    postal_code: str
    town: str
    kvk_number: str
    municipality_code: str | None
    represented_by: str
    representative_function: str
    representation_basis: str
    email: str
    invented: bool
    version: int
