"""Who may upload, publish, withdraw and read a file follows from their role and the compartment it lies in."""

from dataclasses import replace

import pytest

from partnerschapsakte.documents.rules.files import (
    MOST_BYTES,
    MOST_FILES,
    Lies,
    compartment,
    may_fetch,
    may_read,
    why_not_publish,
    why_not_upload,
    why_not_withdraw,
)
from partnerschapsakte.documents.rules.templates import may_read_templates, why_not_upload_template
from partnerschapsakte.foundation.actor import GUESTS, KEEPERS, TEAM, Actor, Right, Role
from partnerschapsakte.foundation.outcomes import Refusal, Why

OURS, PUBLISHED = Lies(party_id=None), Lies(party_id=None, published=True)
WITHDRAWN = Lies(party_id=None, published=True, withdrawn=True)
EIK, LINDE = Lies(party_id="eik"), Lies(party_id="linde")
PLACES = (OURS, PUBLISHED, WITHDRAWN, EIK, LINDE)


def standing(role: Role, party_id: str | None = None) -> Actor:
    """Return somebody with one role in a dossier, as they stand there."""
    house = {role} if role in {Role.AUDITOR, Role.ADMINISTRATOR} else set[Role]()
    grants = frozenset({Right("d", role, party_id)}) if not house else frozenset[Right]()
    actor = Actor("p", "P", frozenset(house), grants=grants)
    return actor.within("d") or replace(actor, dossier_id="d", roles=frozenset())


def why(refusal: Refusal | None) -> Why | None:
    return refusal.why if refusal else None


@pytest.mark.parametrize("role", sorted(TEAM | {Role.AUDITOR}))
def test_the_authority_and_its_auditor_read_every_compartment(role: Role) -> None:
    assert all(may_read(standing(role), place) for place in PLACES)
    assert may_read_templates(standing(role))


@pytest.mark.parametrize("role", sorted((GUESTS - {Role.PROVIDER_CONTACT}) | {Role.ADMINISTRATOR}))
def test_other_guests_and_the_administrator_read_nothing(role: Role) -> None:
    assert not any(may_read(standing(role), place) for place in PLACES)
    assert not may_read_templates(standing(role))


def test_a_candidate_reads_its_own_files_and_what_was_published() -> None:
    guest = standing(Role.PROVIDER_CONTACT, "eik")
    assert [may_read(guest, place) for place in PLACES] == [False, True, True, True, False]
    assert [may_fetch(guest, place) for place in PLACES] == [False, True, False, True, False]
    assert may_fetch(guest, replace(EIK, withdrawn=True))
    assert may_read(guest, replace(EIK, withdrawn=True))
    assert not may_read_templates(guest)


def test_a_contact_of_no_party_reads_only_what_was_published() -> None:
    nobody = standing(Role.PROVIDER_CONTACT)
    assert [may_read(nobody, place) for place in PLACES] == [False, True, True, False, False]
    with pytest.raises(Refusal):
        compartment(nobody)


def test_who_stands_for_a_party_never_reads_our_side_whatever_else_they_are() -> None:
    both = Actor("p", "P", grants=frozenset({Right("d", Role.PROVIDER_CONTACT, "eik"), Right("d", Role.CONTROLLER)}))
    assert [may_read(both.within("d") or both, place) for place in PLACES] == [False, True, True, True, False]


@pytest.mark.parametrize("role", sorted(Role))
def test_who_keeps_records_uploads_on_our_side_and_a_candidate_on_its_own(role: Role) -> None:
    actor = standing(role, "eik" if role is Role.PROVIDER_CONTACT else None)
    allowed = role in KEEPERS or role is Role.PROVIDER_CONTACT
    assert why(why_not_upload(actor, files=0, size=0)) == (None if allowed else Why.NOT_PERMITTED)
    if allowed:
        assert compartment(actor) == ("eik" if role is Role.PROVIDER_CONTACT else None)


@pytest.mark.parametrize(("files", "size"), [(MOST_FILES, 0), (0, MOST_BYTES)])
def test_a_full_compartment_takes_no_more(files: int, size: int) -> None:
    refusal = why_not_upload(standing(Role.PROCUREMENT_OFFICER), files=files, size=size)
    assert why(refusal) is Why.CONFLICT


@pytest.mark.parametrize("role", sorted(Role))
def test_only_who_keeps_records_publishes_and_only_our_own_files(role: Role) -> None:
    actor = standing(role, "eik" if role is Role.PROVIDER_CONTACT else None)
    outcomes = [why(why_not_publish(actor, place)) for place in PLACES]
    if role in KEEPERS:
        assert outcomes == [None, Why.CONFLICT, Why.CONFLICT, Why.CONFLICT, Why.CONFLICT]
    elif role in TEAM | {Role.AUDITOR}:
        assert set(outcomes) == {Why.NOT_PERMITTED}
    elif role is Role.PROVIDER_CONTACT:
        assert outcomes == [Why.NOT_FOUND, Why.NOT_PERMITTED, Why.NOT_PERMITTED, Why.NOT_PERMITTED, Why.NOT_FOUND]
    else:
        assert set(outcomes) == {Why.NOT_FOUND}


def test_the_file_of_a_candidate_is_never_published() -> None:
    refusal = why_not_publish(standing(Role.PROCUREMENT_OFFICER), EIK)
    assert refusal is not None
    assert refusal.code == "file_of_candidate"
    assert refusal.article == "Aanbestedingswet 2012 art. 2.57"


def test_each_side_withdraws_what_it_uploaded_and_nothing_else() -> None:
    ours, guest = standing(Role.LEGAL_OFFICER), standing(Role.PROVIDER_CONTACT, "eik")
    assert [why(why_not_withdraw(ours, place)) for place in PLACES] == [
        None, None, Why.CONFLICT, Why.NOT_PERMITTED, Why.NOT_PERMITTED,
    ]  # fmt: skip
    assert [why(why_not_withdraw(guest, place)) for place in PLACES] == [
        Why.NOT_FOUND, Why.NOT_PERMITTED, Why.NOT_PERMITTED, None, Why.NOT_FOUND,
    ]  # fmt: skip
    assert why(why_not_withdraw(guest, replace(EIK, withdrawn=True))) is Why.CONFLICT
    assert why(why_not_withdraw(standing(Role.AUDITOR), OURS)) is Why.NOT_PERMITTED
    assert why(why_not_withdraw(standing(Role.PROVIDER_CONTACT), PUBLISHED)) is Why.NOT_PERMITTED


def test_what_does_not_exist_and_what_is_not_yours_are_refused_in_the_same_words() -> None:
    guest = standing(Role.PROVIDER_CONTACT, "eik")
    refusals = [why_not_publish(guest, LINDE), why_not_withdraw(guest, OURS)]
    assert {(one.code, str(one.message)) for one in refusals if one} == {("file_not_found", "There is no such file.")}


@pytest.mark.parametrize("role", sorted(Role))
def test_only_a_legal_officer_uploads_a_template(role: Role) -> None:
    refused = why_not_upload_template(standing(role, "eik" if role is Role.PROVIDER_CONTACT else None))
    assert (refused is None) == (role is Role.LEGAL_OFFICER)
