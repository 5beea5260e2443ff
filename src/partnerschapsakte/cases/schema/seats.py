"""A party in a candidate or a request to participate."""

from partnerschapsakte.cases.schema.element import Element, Key
from partnerschapsakte.tendering.rules.facts import ConsortiumRole


class Seat(Element):
    """An organisation in a candidate; one that asks alone is its lead."""

    organisation: Key
    role: ConsortiumRole
