"""When an organisation can be registered."""

import pytest

from partnerschapsakte.foundation.outcomes import Refusal
from partnerschapsakte.parties.rules import PartyKind, correct_party, why_not_describe


def test_a_kvk_number_belongs_to_one_party() -> None:
    refusal = why_not_describe(PartyKind.PROVIDER, None, same_number="Zorg & Zo (verzonnen)")
    assert refusal is not None
    assert (refusal.code, dict(refusal.message.values)) == ("party_known", {"name": "Zorg & Zo (verzonnen)"})


def test_only_an_authority_has_a_municipality_code() -> None:
    refusal = why_not_describe(PartyKind.PROVIDER, "gm0344", same_number=None)
    assert refusal is not None
    assert refusal.code == "provider_is_no_municipality"
    assert why_not_describe(PartyKind.CONTRACTING_AUTHORITY, "gm0344", same_number=None) is None


def test_a_correction_tells_only_what_differs() -> None:
    fact = correct_party("p", {"name": "Zorg", "seat": "Utrecht"}, {"name": "Zorg B.V.", "seat": "Utrecht"})
    assert (fact.before, fact.after) == ({"name": "Zorg"}, {"name": "Zorg B.V."})


def test_a_correction_that_changes_nothing_is_refused() -> None:
    with pytest.raises(Refusal) as refused:
        correct_party("p", {"name": "Zorg"}, {"name": "Zorg"})
    assert refused.value.code == "nothing_to_correct"
