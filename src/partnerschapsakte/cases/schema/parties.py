"""The organisations and the people of a case file."""

from typing import Annotated

from pydantic import Field

from partnerschapsakte.cases.schema.element import Element, Key
from partnerschapsakte.foundation.actor import Role
from partnerschapsakte.foundation.fields import Day, Email, KvkNumber, Line, MunicipalityCode, PostalCode
from partnerschapsakte.parties.rules import PartyKind


class Address(Element):
    """Where an organisation has its office."""

    street: Line
    postal_code: PostalCode | None = None
    town: Line


class Representative(Element):
    """Who acts for an organisation, in which function, and by what power."""

    name: Line
    function: Line
    basis: Annotated[Line, Field(description="The power: a proxy with its date, the articles, the register.")]


class Organisation(Element):
    """An authority or a provider. A municipality is named without "gemeente": ``Utrecht``."""

    kind: PartyKind
    name: Line
    legal_form: Line | None = None
    seat: Line
    address: Address | None = None
    kvk_number: KvkNumber
    municipality_code: MunicipalityCode | None = None
    representative: Representative | None = None
    email: Email | None = None


class MandateFor(Element):
    """The power to decide for one authority."""

    authority: Key
    basis: Line
    since: Day | None = None


class Person(Element):
    """Somebody who works with the dossier."""

    name: Line
    email: Email
    function: Line | None = None
    roles: Annotated[tuple[Role, ...], Field(min_length=1)]
    stands_for: Annotated[
        Key | None, Field(description="The organisation that a provider contact stands for in this dossier.")
    ] = None
    mandates: tuple[MandateFor, ...] = ()
