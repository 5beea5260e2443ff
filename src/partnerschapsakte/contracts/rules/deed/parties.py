"""Holds the parties of a deed as the law wants them named: legal persons, who represents them and why they may."""

from dataclasses import dataclass
from datetime import date

MUNICIPALITY = "Gemeente "
COLLEGE = "college van burgemeester en wethouders"


@dataclass(frozen=True, slots=True, kw_only=True)
class Representation:
    """The person who signs: ``power`` says why he or she may (a proxy with its date, the articles, the register)."""

    name: str
    function: str
    power: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """A decision taken elsewhere that a party acts on."""

    body: str
    decided_on: date
    case_number: str | None = None

    @property
    def taken_by(self) -> str:
        """Return the body in full: a college is that of burgemeester en wethouders."""
        return COLLEGE if self.body.casefold() == "college" else self.body


@dataclass(frozen=True, slots=True, kw_only=True)
class Authority:
    """A contracting authority: the public legal person, never its college (Gemeentewet art. 171)."""

    name: str
    seat: str
    address: str | None = None
    represented_by: Representation | None = None
    decision: Decision | None = None
    legal_form: str = "gemeente"
    represented_under: str = "artikel 171 Gemeentewet"

    @property
    def legal_name(self) -> str:
        """Return the name after "de publiekrechtelijke rechtspersoon": ``gemeente Utrecht``."""
        form = f"{self.legal_form} "
        return f"{form}{self.name[len(form) :] if self.name.casefold().startswith(form.casefold()) else self.name}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Provider:
    """A provider: legal form, statutory name, seat, office, KvK number (8 digits) and representative."""

    name: str
    legal_form: str
    seat: str
    address: str
    kvk: str | None = None
    represented_by: Representation | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Contractor:
    """One provider, or a consortium whose members are each a party, jointly and severally, with a lead."""

    members: tuple[Provider, ...]
    lead: str | None = None
    name: str | None = None

    @property
    def is_consortium(self) -> bool:
        """Tell whether several providers bind themselves together."""
        return len(self.members) > 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Subcontractor:
    """A party that performs a part of the task for the contractor."""

    name: str
    kvk: str | None
    part: str
    allowed_on: date | None = None
