"""Who writes in the database and nowhere else cannot put a key of their own under a vault: the journal knows better."""

import pytest
from sqlalchemy import Engine, func, select

from partnerschapsakte.foundation.outcomes import Refusal
from partnerschapsakte.journal.models import JournalEntry
from partnerschapsakte.sealed.models import KeyWrap, SealedChunk, SealedFact, SealedPart, Vault, VaultOpener
from partnerschapsakte.sealed.queries import submissions, vaults
from partnerschapsakte.sealed.rules.vault import VaultState, fingerprint
from partnerschapsakte.sealed.schemas import PartReceipt
from partnerschapsakte.sealed.service import receiving
from partnerschapsakte.sealed.storage.age import new_key
from partnerschapsakte.sealed.word.letters import part_receipt_text, receipt_text
from sealed_factory import DEADLINE, DOSSIER, SECOND, House


@pytest.fixture
def house(engine: Engine) -> House:
    return House(engine)


def count(house: House, table: type) -> int:
    with house.unit() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def alarms(house: House) -> list[JournalEntry]:
    with house.unit() as session:
        told = select(JournalEntry).where(JournalEntry.tag == "sealed:vault-key:changed")
        return list(session.scalars(told.order_by(JournalEntry.id)))


@pytest.mark.parametrize("swapped", [1, 2])
def test_an_opener_whose_key_was_swapped_in_the_database_gets_no_wrap(house: House, swapped: int) -> None:
    openers = house.openers(3)
    vault_id = house.vault(openers)
    for opener in openers:
        house.make_key(opener, vault_id)
    for opener in openers[:2]:
        house.check_key(opener, vault_id)
    with house.unit() as session:
        for opener in openers[:swapped]:
            session.get_one(VaultOpener, (vault_id, opener.id)).recipient = new_key().recipient
    with pytest.raises(Refusal) as refused:
        house.check_key(openers[2], vault_id)
    assert refused.value.code == "opener_key_changed"
    assert count(house, KeyWrap) == 0
    with house.unit() as session:
        assert session.get_one(Vault, vault_id).state is VaultState.PREPARING


def test_a_swapped_key_with_a_swapped_fingerprint_gets_no_wrap_either(house: House) -> None:
    openers = house.openers(3)
    vault_id = house.vault(openers)
    for opener in openers:
        house.make_key(opener, vault_id)
    for opener in openers[:2]:
        house.check_key(opener, vault_id)
    evil = new_key().recipient
    with house.unit() as session:
        row = session.get_one(VaultOpener, (vault_id, openers[0].id))
        row.recipient, row.fingerprint = evil, fingerprint(evil)
    with pytest.raises(Refusal) as refused:
        house.check_key(openers[2], vault_id)
    assert refused.value.code == "opener_key_changed"


@pytest.mark.parametrize("recipient", ["swapped", None])
@pytest.mark.parametrize("late", [False, True])
def test_a_vault_whose_key_was_swapped_receives_nothing_and_says_so_once(
    house: House, recipient: str | None, late: bool
) -> None:
    openers = house.openers(3)
    vault_id = house.receiving_vault(openers)
    tenderer = house.tenderer("De Eik", vault_id)
    with house.unit() as session:
        real = session.get_one(Vault, vault_id).recipient
        session.get_one(Vault, vault_id).recipient = new_key().recipient if recipient else None
    house.clock.at = DEADLINE + (SECOND if late else -SECOND)
    for outcome in (
        house.send(tenderer, vault_id, b"de prijs"),
        house.submit(tenderer, vault_id),
        receiving.withdraw(house.counter(tenderer), vault_id),
        receiving.remove_part(house.counter(tenderer), vault_id, 1),
    ):
        assert isinstance(outcome, Refusal)
        assert outcome.code == "vault_key_changed"
    assert (count(house, SealedChunk), count(house, SealedPart), count(house, SealedFact)) == (0, 0, 0)
    (alarm,) = alarms(house)
    assert (alarm.dossier_id, alarm.subject, alarm.actor_id) == (DOSSIER, vault_id, "system")
    assert str(tenderer.party_id) not in str(alarm.details)
    with house.unit() as session:
        vault = session.get_one(Vault, vault_id)
        assert vaults.view(session, vault, house.clock.at).key_changed
        vault.recipient = real
    if not late:
        house.hand_in(tenderer, vault_id)
        assert count(house, SealedPart) == 1


def test_a_key_that_was_swapped_while_a_part_came_in_is_noticed_at_its_end(house: House) -> None:
    vault_id = house.receiving_vault(house.openers(3))
    tenderer = house.tenderer("De Eik", vault_id)

    class Swapping:
        given = False

        def read(self, size: int = -1, /) -> bytes:
            if self.given:
                with house.unit() as session:
                    session.get_one(Vault, vault_id).recipient = new_key().recipient
                return b""
            self.given = True
            return b"x" * min(size, 10)

    outcome = receiving.receive_part(house.counter(tenderer), vault_id, Swapping(), name="a.pdf")
    assert isinstance(outcome, Refusal)
    assert outcome.code == "vault_key_changed"
    assert (count(house, SealedChunk), count(house, SealedPart)) == (0, 0)


def test_the_fingerprint_of_the_vault_stands_on_every_receipt_and_page_and_in_the_record(house: House) -> None:
    openers = house.openers(3)
    vault_id = house.receiving_vault(openers)
    tenderer = house.tenderer("De Eik", vault_id)
    with house.unit() as session:
        entry = session.scalars(select(JournalEntry).where(JournalEntry.tag == "sealed:receipt:opened")).one()
        journalled = entry.details["fingerprint"]
    part = house.send(tenderer, vault_id, b"inhoud")
    assert isinstance(part, PartReceipt)
    receipt = house.hand_in(tenderer, vault_id)
    assert journalled in part_receipt_text((part,), "nl")
    assert journalled in receipt_text(receipt, "nl")
    with house.unit() as session:
        vault = vaults.vault(session, vault_id)
        assert submissions.own_view(session, vault, tenderer.party_id or "", house.clock.at).fingerprint == journalled
        view = vaults.view(session, vault, house.clock.at)
        assert (view.fingerprint, view.key_changed) == (journalled, False)
    house.open(vault_id, openers[0], openers[1])
    with house.unit() as session:
        vault = vaults.vault(session, vault_id)
        record = submissions.record_of_opening(session, vault, house.clock.at)
    assert record.vault.fingerprint == journalled
    assert (record.damaged, record.missing) == (0, 0)
