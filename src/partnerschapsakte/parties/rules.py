"""When an organisation can be registered or corrected, and why not."""

from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from partnerschapsakte.foundation.outcomes import Fact, Refusal, Why
from partnerschapsakte.foundation.sentences import say


class PartyKind(StrEnum):
    """On which side of an agreement an organisation stands."""

    CONTRACTING_AUTHORITY = "contracting_authority"
    PROVIDER = "provider"


@dataclass(frozen=True, slots=True, kw_only=True)
class PartyRegistered(Fact):
    """An organisation entered the register."""

    tag: ClassVar[str] = "party:registered"

    data: dict[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class PartyCorrected(Fact):
    """The data of an organisation changed; ``before`` and ``after`` hold the fields that differ."""

    tag: ClassVar[str] = "party:corrected"

    before: dict[str, object]
    after: dict[str, object]


def on_one_line(street_address: str, postal_code: str, town: str) -> str:
    """Write an address on one line: between postal code and town stands no comma."""
    return ", ".join(part for part in (street_address, f"{postal_code} {town}".strip()) if part)


def why_not_describe(kind: PartyKind, municipality_code: str | None, *, same_number: str | None) -> Refusal | None:
    """Say why these data cannot be registered; ``same_number`` is the other party that has this KvK number."""
    if same_number is not None:
        return Refusal(
            Why.CONFLICT,
            "party_known",
            say("{name} is already registered under this KvK number.", name=same_number),
            remedy=say("Use the registered party, or correct its data."),
        )
    if kind is PartyKind.PROVIDER and municipality_code is not None:
        return Refusal(
            Why.INVALID, "provider_is_no_municipality", say("Only an authority can have a municipality code.")
        )
    return None


def register_party(
    party: str, data: dict[str, object], *, kind: PartyKind, municipality_code: str | None, same_number: str | None
) -> PartyRegistered:
    """Register an organisation."""
    if refusal := why_not_describe(kind, municipality_code, same_number=same_number):
        raise refusal
    return PartyRegistered(subject=party, data=data)


def correct_party(party: str, before: dict[str, object], after: dict[str, object]) -> PartyCorrected:
    """Correct an organisation's data; only what differs is told."""
    changed = {name for name in after if before.get(name) != after[name]}
    if not changed:
        raise Refusal(Why.CONFLICT, "nothing_to_correct", say("These data are the same as the registered ones."))
    return PartyCorrected(
        subject=party,
        before={name: before.get(name) for name in sorted(changed)},
        after={name: after[name] for name in sorted(changed)},
    )
