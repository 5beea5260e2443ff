"""An opening never stops halfway: whatever somebody put in the database is a finding, of that vault only."""

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path

import pytest
from sqlalchemy import Engine, delete, event, select, update

from partnerschapsakte.journal.models import JournalEntry
from partnerschapsakte.sealed.models import SealedFact, Submission, Vault
from partnerschapsakte.sealed.queries import submissions, vaults
from partnerschapsakte.sealed.rules.receiving import LARGEST_PART, ActRevealed
from partnerschapsakte.sealed.rules.vault import VaultState
from partnerschapsakte.sealed.schemas import RecordOfOpening, ShowKey
from partnerschapsakte.sealed.service import opening, receiving
from partnerschapsakte.sealed.storage.age import seal
from sealed_factory import DEADLINE, SECOND, House

TOLD = {
    "id": "zz",
    "act": "refused_late",
    "party": "verzonnen",
    "person": "p",
    "name": "Iemand",
    "origin": "web 192.0.2.1",
    "happened_at": "2027-03-03T11:00:01+00:00",
    "details": {},
    "nonce": "n",
}
SHAPELESS = [
    b"geen json",
    b"{}",
    b"null",
    b"[" * 100_000,
    b"\xff",
    {"act": "gestolen"},
    {"details": "x"},
    {"details": {"parts": [{}]}},
    {"happened_at": "gisteren"},
    {"happened_at": "2027-03-03T11:00:01"},
    {"happened_at": "0001-01-01T00:00:00+23:59"},
    {"happened_at": "9999-12-31T23:59:59+00:00"},
    {"party": "a\x00b"},
    {"details": {"submission": "\x00"}},
]


@pytest.fixture
def house(engine: Engine) -> House:
    return House(engine)


def record_of(house: House, vault_id: str) -> RecordOfOpening:
    with house.unit() as session:
        return submissions.record_of_opening(session, vaults.vault(session, vault_id), house.clock.at)


def forge(house: House, vault_id: str, told: Mapping[str, object] | bytes) -> bytes:
    """Put a fact in the database that nobody journalled, as anybody can who writes there."""
    body = told if isinstance(told, bytes) else json.dumps({**TOLD, "vault": vault_id, **told}).encode()
    with house.unit() as session:
        recipient = session.get_one(Vault, vault_id).recipient or ""
        session.add(SealedFact(id="zz", vault_id=vault_id, body=seal(recipient, body)))
    return body


@pytest.mark.parametrize("told", SHAPELESS)
def test_a_fact_of_another_shape_keeps_nothing_closed_and_is_counted(
    house: House, told: Mapping[str, object] | bytes
) -> None:
    openers = house.openers(3)
    vault_id = house.receiving_vault(openers)
    house.hand_in(house.tenderer("De Eik", vault_id), vault_id)
    forge(house, vault_id, told)
    house.open(vault_id, openers[0], openers[1])
    record = record_of(house, vault_id)
    assert (record.damaged, record.missing) == (0, 1)
    assert [one.party_name for one in record.submissions] == ["De Eik"]
    assert record.vault.record_id is not None


@pytest.mark.parametrize("name", ["Iemand", "a\x00b\x1b[2J", "x" * 10_000])
def test_a_fact_that_nobody_journalled_is_told_as_such_and_accuses_nobody(house: House, name: str) -> None:
    openers = house.openers(3)
    vault_id = house.receiving_vault(openers)
    house.hand_in(house.tenderer("De Eik", vault_id), vault_id)
    forge(house, vault_id, {"name": name})
    house.open(vault_id, openers[0], openers[1])
    record = record_of(house, vault_id)
    assert (record.late, record.missing) == ((), 1)
    with house.unit() as session:
        rows = session.scalars(select(JournalEntry).where(JournalEntry.tag == ActRevealed.tag)).all()
        assert [row.details["sealed_as"] for row in rows if not row.details["matches"]] == ["zz"]
        assert all(row.actor_name.isprintable() for row in rows)


def test_a_party_that_is_no_longer_known_keeps_nothing_closed(house: House) -> None:
    """Also where the journal agrees: whoever forged the fact forged its entry too."""
    openers = house.openers(3)
    vault_id = house.receiving_vault(openers)
    house.clock.at = DEADLINE + SECOND
    tenderer = house.tenderer("De Eik")
    with house.unit() as session:
        session.get_one(Vault, vault_id)
    body = forge(house, vault_id, {})
    with house.unit() as session:
        session.add(
            JournalEntry(
                tag="sealed:act:sealed",
                subject="zz",
                actor_id="sealed",
                actor_name="verzegelde kluis",
                happened_at=house.clock.at,
                recorded_at=house.clock.at,
                details={"commitment": hashlib.sha256(body).hexdigest()},
            )
        )
    house.open(vault_id, openers[0], openers[1])
    record = record_of(house, vault_id)
    assert [one.party_name for one in record.late] == ["verzonnen"]
    assert record.vault.record_id is not None
    assert tenderer


def test_a_failure_halfway_the_printing_does_not_keep_the_vault_closed(house: House) -> None:
    openers = house.openers(3)
    vault_id = house.receiving_vault(openers)
    house.hand_in(house.tenderer("De Eik", vault_id), vault_id)

    def fail(_: object, __: object, statement: str, *___: object) -> None:
        if statement.startswith("INSERT INTO issued_document"):
            raise KeyError("a value that the template waits for")

    event.listen(house.engine, "before_cursor_execute", fail)
    house.open(vault_id, openers[0], openers[1])
    event.remove(house.engine, "before_cursor_execute", fail)
    record = record_of(house, vault_id)
    assert (record.vault.state, record.vault.record_id) == (VaultState.OPENED, None)
    assert (len(record.submissions), record.damaged, record.missing) == (1, 0, 0)


@pytest.mark.parametrize("templates", ["there_is_none", "broken"])
def test_a_record_that_cannot_be_printed_does_not_keep_the_vault_closed(
    house: House, tmp_path: Path, templates: str
) -> None:
    openers = house.openers(3)
    vault_id = house.receiving_vault(openers)
    house.hand_in(house.tenderer("De Eik", vault_id), vault_id)
    if templates == "broken":
        folder = tmp_path / templates / "record_of_opening" / "1"
        folder.mkdir(parents=True)
        (folder / "template.docx").write_bytes(b"geen Word")
    house.clock.at = DEADLINE + SECOND
    house.give_key(openers[0], vault_id)
    with house.unit() as session:
        command = ShowKey.model_validate({"key": house.keys[openers[1].id]})
        outcome = opening.give_key(session, house.occasion(openers[1]), vault_id, command, tmp_path / templates)
        assert isinstance(outcome, Vault)
    record = record_of(house, vault_id)
    assert record.vault.state is VaultState.OPENED
    assert record.vault.record_id is None
    assert (len(record.submissions), record.damaged, record.missing) == (1, 0, 0)


def test_what_was_lost_of_one_vault_is_told_in_the_record_of_that_one_only(house: House) -> None:
    openers = house.openers(3)
    harmed = house.receiving_vault(openers)
    of_harmed = dict(house.keys)
    whole = house.receiving_vault(openers)
    house.hand_in(house.tenderer("De Eik", harmed), harmed)
    house.hand_in(house.tenderer("De Linde", whole), whole)
    with house.unit() as session:
        session.execute(delete(SealedFact).where(SealedFact.vault_id == harmed))
    house.open(whole, openers[0], openers[1])
    assert (record_of(house, whole).damaged, record_of(house, whole).missing) == (0, 0)
    house.keys |= of_harmed
    house.open(harmed, openers[0], openers[1])
    assert record_of(house, harmed).missing == 2


def test_the_mark_of_a_vault_in_the_journal_tells_nothing_before_its_opening(house: House) -> None:
    openers = house.openers(3)
    first, second = house.receiving_vault(openers), house.receiving_vault(openers)
    for vault_id in (first, second):
        tenderer = house.tenderer(f"Zorg {vault_id}", vault_id)
        house.hand_in(tenderer, vault_id)
        receiving.withdraw(house.counter(tenderer), vault_id)
    with house.unit() as session:
        rows = session.scalars(select(JournalEntry).where(JournalEntry.tag == "sealed:act:sealed")).all()
        marks = [row.details["mark"] for row in rows]
        recipients = [session.get_one(Vault, vault_id).recipient or "" for vault_id in (first, second)]
    assert len(set(marks)) == len(marks) == 6
    for mark in marks:
        assert not any(part in mark for part in (first, second, *recipients))


def test_a_tender_in_the_name_of_another_is_recorded_as_damaged(house: House) -> None:
    openers = house.openers(3)
    vault_id = house.receiving_vault(openers)
    house.hand_in(house.tenderer("De Eik", vault_id), vault_id)
    other = house.tenderer("De Linde", vault_id)
    with house.unit() as session:
        session.execute(update(Submission).values(party_id=other.party_id))
    house.open(vault_id, openers[0], openers[1])
    assert record_of(house, vault_id).damaged == 1


def test_the_largest_part_has_a_size_that_every_database_can_hold() -> None:
    assert LARGEST_PART < 2**31
