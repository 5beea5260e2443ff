"""Gives rows the keys by which a case file names them."""

import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date
from typing import Any

LONGEST = 40


@dataclass(slots=True)
class Keys:
    """Which id has which key, per section of the file."""

    parties: dict[str, str] = field(default_factory=dict[str, str])
    people: dict[str, str] = field(default_factory=dict[str, str])
    candidates: dict[str, str] = field(default_factory=dict[str, str])
    agreements: dict[str, str] = field(default_factory=dict[str, str])
    elsewhere: dict[tuple[str, str], str] = field(default_factory=dict[tuple[str, str], str])
    dates: dict[str, tuple[str, str]] = field(default_factory=dict[str, tuple[str, str]])

    def name_party(self, party_id: str, name: str) -> str:
        """Name an organisation."""
        return self.parties.setdefault(party_id, self.free(name, self.parties.values()))

    def name_person(self, person_id: str, name: str) -> str:
        """Name a person."""
        return self.people.setdefault(person_id, self.free(name, self.people.values()))

    def name_candidate(self, candidate_id: str, name: str) -> str:
        """Name a candidate."""
        return self.candidates.setdefault(candidate_id, self.free(name, self.candidates.values()))

    def name_agreement(self, agreement_id: str, name: str) -> str:
        """Name an agreement."""
        return self.agreements.setdefault(agreement_id, self.free(name, self.agreements.values()))

    def name_decision(self, case_number: str, decided_on: date) -> str:
        """Name a decision taken elsewhere, which extensions refer to by case number and day."""
        key = self.free(f"decision-{case_number}", self.elsewhere.values())
        return self.elsewhere.setdefault((case_number, decided_on.isoformat()), key)

    @classmethod
    def free(cls, name: str, taken: Collection[str]) -> str:
        """Return a key for a name that is not taken yet."""
        plain, number = cls.slug(name), 1
        while (key := plain if number == 1 else f"{plain}-{number}") in taken:
            number += 1
        return key

    @staticmethod
    def slug(name: str) -> str:
        """Return the letters and digits of a name as a key."""
        ascii_only = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
        return re.sub(r"[^a-z0-9]+", "-", ascii_only).strip("-")[:LONGEST].strip("-") or "x"


def kept(**values: Any) -> dict[str, Any]:
    """Return what is known; what is empty is left out of the file."""
    return {name: value for name, value in values.items() if value not in (None, "", [], {}, ())}
