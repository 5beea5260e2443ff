"""Preparing a vault: openers with keys that only they have, and a deadline that only moves later, for everybody."""

from datetime import timedelta

import pytest
from sqlalchemy import Engine, func, select

from partnerschapsakte.foundation.actor import SYSTEM, Role
from partnerschapsakte.foundation.clock import local_date
from partnerschapsakte.foundation.outcomes import Refusal, Why
from partnerschapsakte.journal.models import JournalEntry, OutboxMessage
from partnerschapsakte.sealed.models import KeyWrap, Vault, VaultOpener
from partnerschapsakte.sealed.queries import notices
from partnerschapsakte.sealed.queries import vaults as queries
from partnerschapsakte.sealed.rules.vault import VaultState
from partnerschapsakte.sealed.schemas import MakeVault, ShowKey
from partnerschapsakte.sealed.service import vaults
from partnerschapsakte.sealed.storage.age import recipient_of
from partnerschapsakte.sealed.word.letters import notice
from sealed_factory import DEADLINE, DOSSIER, MINUTE, SECOND, House


@pytest.fixture
def house(engine: Engine) -> House:
    return House(engine)


def state(house: House, vault_id: str) -> VaultState:
    with house.unit() as session:
        return queries.vault(session, vault_id).standing.state_at(house.clock.at)


def made(house: House, **more: object) -> Refusal:
    openers = house.openers(3)
    command = {"title": "Kluis", "deadline_at": DEADLINE, "openers": tuple(one.id for one in openers), **more}
    with pytest.raises(Refusal) as refused, house.unit() as session:
        vaults.make_vault(session, house.occasion(openers[0]), DOSSIER, MakeVault.model_validate(command), enabled=True)
    return refused.value


def test_a_vault_receives_once_every_opener_made_and_checked_a_key(house: House) -> None:
    openers = house.openers(3)
    vault_id = house.vault(openers)
    for opener in openers:
        house.make_key(opener, vault_id)
    for opener in openers[:2]:
        house.check_key(opener, vault_id)
    assert state(house, vault_id) is VaultState.PREPARING
    house.check_key(openers[2], vault_id)
    assert state(house, vault_id) is VaultState.OPEN


def test_only_the_public_half_of_a_key_is_kept(house: House) -> None:
    openers = house.openers(3)
    vault_id = house.vault(openers)
    file = house.make_key(openers[0], vault_id)
    secret = file.splitlines()[-1]
    with house.unit() as session:
        opener = session.get_one(VaultOpener, (vault_id, openers[0].id))
        assert opener.recipient == recipient_of(secret)
        everything = [
            str(row) for table in (VaultOpener, JournalEntry) for row in session.execute(select(table.__table__))
        ]
    assert secret.startswith("AGE-SECRET-KEY-1")
    assert secret not in "".join(everything)


def test_a_key_that_was_lost_before_it_was_checked_is_replaced(house: House) -> None:
    openers = house.openers(3)
    vault_id = house.vault(openers)
    lost = house.make_key(openers[0], vault_id)
    house.make_key(openers[0], vault_id)
    with pytest.raises(Refusal) as refused:
        house.check_key(openers[0], vault_id, lost)
    assert refused.value.code == "wrong_key"
    house.check_key(openers[0], vault_id)
    with pytest.raises(Refusal) as refused:
        house.make_key(openers[0], vault_id)
    assert refused.value.code == "key_checked"


@pytest.mark.parametrize("shown", ["", "AGE-SECRET-KEY-1", "AGE-SECRET-KEY-1QQQQ", "geen sleutel"])
def test_what_is_no_key_is_refused_as_one(house: House, shown: str) -> None:
    openers = house.openers(3)
    vault_id = house.vault(openers)
    house.make_key(openers[0], vault_id)
    with pytest.raises(Refusal) as refused, house.unit() as session:
        vaults.check_key(session, house.occasion(openers[0]), vault_id, ShowKey.model_validate({"key": shown}))
    assert refused.value.code == "wrong_key"


def test_the_key_of_a_vault_is_kept_for_every_ordered_pair_and_never_whole(house: House) -> None:
    openers = house.openers(4)
    vault_id = house.receiving_vault(openers)
    with house.unit() as session:
        pairs = {(one.outer_id, one.inner_id) for one in session.scalars(select(KeyWrap).filter_by(vault_id=vault_id))}
    ids = [one.id for one in openers]
    assert pairs == {(outer, inner) for outer in ids for inner in ids if outer != inner}


def test_somebody_else_makes_no_key(house: House) -> None:
    vault_id = house.vault(house.openers(3))
    with pytest.raises(Refusal) as refused:
        house.make_key(house.person("buitenstaander", Role.LEGAL_OFFICER), vault_id)
    assert refused.value.why is Why.NOT_PERMITTED


def test_an_opener_works_on_the_authoritys_side_of_the_dossier(house: House) -> None:
    openers = house.openers(2)
    for role in (Role.PROVIDER_CONTACT, Role.AUDITOR, Role.ADMINISTRATOR):
        stranger = house.person(
            f"vreemd.{role}", role, house.provider("Zorg") if role is Role.PROVIDER_CONTACT else None
        )
        refusal = made(house, openers=(*(one.id for one in openers), stranger.id))
        assert refusal.code == "opener_unfit"
    assert made(house, openers=(*(one.id for one in openers), "niemand")).code == "opener_unfit"


def test_only_registered_providers_are_invited(house: House) -> None:
    assert made(house, parties=("niemand",)).code == "party_unknown"
    vault_id = house.vault(house.openers(3))
    party = house.provider("De Eik")
    with house.unit() as session:
        vaults.invite_party(session, house.occasion(), vault_id, vaults.InviteParty(party_id=party))
    with pytest.raises(Refusal) as refused, house.unit() as session:
        vaults.invite_party(session, house.occasion(), vault_id, vaults.InviteParty(party_id=party))
    assert refused.value.code == "party_invited"


def test_an_administrator_does_not_find_a_vault(house: House) -> None:
    vault_id = house.vault(house.openers(3))
    with pytest.raises(Refusal) as refused:
        house.move(house.person("beheer", Role.ADMINISTRATOR), vault_id, DEADLINE + MINUTE)
    assert refused.value.why is Why.NOT_FOUND


def test_a_deadline_moves_later_and_every_invited_party_is_owed_a_message(house: House) -> None:
    openers = house.openers(3)
    vault_id = house.receiving_vault(openers)
    tenderers = [house.tenderer(name, vault_id) for name in ("De Eik", "De Linde")]
    parties = [one.party_id for one in tenderers]
    later = DEADLINE + timedelta(days=7)
    house.move(openers[0], vault_id, later)
    with house.unit() as session:
        assert queries.vault(session, vault_id).deadline_at == later
        owed = session.scalars(select(OutboxMessage).where(OutboxMessage.task == vaults.TELL_DEADLINE_MOVED)).all()
        assert {message.payload["party_id"] for message in owed} == set(parties)
        assert {message.payload["person_id"] for message in owed} == {None, *(one.id for one in tenderers)}
        today = local_date(house.clock.at)
        told = notices.deadline_notice(session, **owed[0].payload, today=today)
        entry = session.scalar(select(JournalEntry).where(JournalEntry.tag == "sealed:deadline:moved"))
    assert entry is not None
    assert entry.details["reason"] == "De bijlage ontbrak op de eerste dag."
    assert told is not None
    subject, text = notice(told, "en", "https://example.nl/kluizen/1")
    assert "Jeugdhulp in de wijk" in subject
    assert "10 March 2027 at 12:00:00" in text
    assert "De bijlage ontbrak" in text


@pytest.mark.parametrize("earlier", [DEADLINE, DEADLINE - SECOND, DEADLINE - timedelta(days=3)])
def test_a_deadline_never_moves_earlier(house: House, earlier: object) -> None:
    openers = house.openers(3)
    vault_id = house.receiving_vault(openers)
    with pytest.raises(Refusal) as refused:
        house.move(openers[0], vault_id, earlier)  # pyright: ignore[reportArgumentType] - a datetime
    assert refused.value.code == "deadline_only_later"


def test_two_people_do_not_move_one_deadline_unseen(house: House) -> None:
    openers = house.openers(3)
    vault_id = house.receiving_vault(openers)
    house.move(openers[0], vault_id, DEADLINE + MINUTE)
    command = vaults.MoveDeadline(deadline_at=DEADLINE + 2 * MINUTE, reason="Nog een bijlage ontbrak.")
    with pytest.raises(Refusal) as refused, house.unit() as session:
        vaults.move_deadline(session, house.occasion(openers[1]), vault_id, command, version=1)
    assert refused.value.code == "changed_meanwhile"


def test_a_worker_closes_a_vault_just_after_its_deadline(house: House) -> None:
    vault_id = house.receiving_vault(house.openers(3))
    with house.unit() as session:
        due = session.scalar(select(OutboxMessage.due_at).where(OutboxMessage.task == vaults.TEND))
        assert due == DEADLINE + SECOND
    house.clock.at = DEADLINE + SECOND
    for _ in range(2):
        with house.unit() as session:
            vaults.tend_vault(session, house.occasion(SYSTEM), vault_id)
    with house.unit() as session:
        found = queries.vault(session, vault_id)
        assert (found.state, found.closed_at) == (VaultState.CLOSED, DEADLINE + SECOND)
        closed = select(func.count()).where(JournalEntry.tag == "sealed:vault:closed")
        assert session.scalar(closed) == 1


def test_after_a_failure_a_closed_vault_is_opened_again_for_everybody_while_nothing_was_seen(house: House) -> None:
    openers = house.openers(3)
    vault_id = house.receiving_vault(openers)
    tenderer = house.tenderer("De Eik", vault_id)
    house.clock.at = DEADLINE + MINUTE
    with pytest.raises(Refusal) as refused:
        house.move(openers[0], vault_id, DEADLINE + timedelta(days=1))
    assert refused.value.code == "deadline_passed"
    house.move(openers[0], vault_id, DEADLINE + timedelta(days=1), after_failure=True)
    assert state(house, vault_id) is VaultState.OPEN
    house.hand_in(tenderer, vault_id)


def test_a_vault_to_which_a_key_was_given_never_receives_again(house: House) -> None:
    openers = house.openers(3)
    vault_id = house.receiving_vault(openers)
    house.clock.at = DEADLINE + SECOND
    assert isinstance(house.give_key(openers[0], vault_id), Vault)
    house.clock.at += timedelta(minutes=11)  # the second key did not follow
    with pytest.raises(Refusal) as refused:
        house.move(openers[0], vault_id, DEADLINE + timedelta(days=1), after_failure=True)
    assert refused.value.code == "key_was_given"
