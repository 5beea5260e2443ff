"""Who is invited hears of it, and of every deadline that moves: the contacts, each apart, and the party itself."""

from datetime import timedelta

import pytest
from sqlalchemy import Engine, select

from partnerschapsakte.access.models import DossierRight, Person
from partnerschapsakte.foundation.actor import Actor, Role
from partnerschapsakte.foundation.database import writing
from partnerschapsakte.foundation.outcomes import Refusal
from partnerschapsakte.gateways.mail import Mail
from partnerschapsakte.journal.models import JournalEntry, OutboxMessage
from partnerschapsakte.parties.models import Party
from partnerschapsakte.sealed.queries import vaults as queries
from partnerschapsakte.sealed.schemas import MakeVault, VaultView
from partnerschapsakte.sealed.service import vaults
from partnerschapsakte.tasks import TASKS, Desk
from sealed_factory import DEADLINE, DOSSIER, MINUTE, House

TELLING = (vaults.TELL_INVITED, vaults.TELL_DEADLINE_MOVED)


@pytest.fixture
def house(engine: Engine) -> House:
    return House(engine)


def mailed(house: House, task: str) -> list[Mail]:
    """Do the work of one kind that is owed, as a worker does, and return what left the house."""
    sent: list[Mail] = []
    desk = Desk(begin=writing(house.engine), send=sent.append, address="https://akte.example", now=house.clock.now)
    with house.unit() as session:
        owed = session.scalars(select(OutboxMessage).where(OutboxMessage.task == task).order_by(OutboxMessage.id)).all()
    for one in owed:
        TASKS[task](desk, one.payload)
    return sent


def addresses(mails: list[Mail]) -> list[str]:
    assert all(len(mail.addresses) == 1 for mail in mails), "each apart: nobody sees who else was written to"
    return sorted(address for mail in mails for address in mail.addresses)


def silence(house: House, party_id: str | None) -> None:
    """Take the address of a party away."""
    with house.unit() as session:
        session.get_one(Party, party_id).email = ""


def email_of(house: House, person: Actor) -> str:
    with house.unit() as session:
        return session.get_one(Person, person.id).email


def view_of(house: House, vault_id: str) -> VaultView:
    with house.unit() as session:
        return queries.view(session, queries.vault(session, vault_id), house.clock.at)


def invite(house: House, vault_id: str, party_id: str) -> None:
    with house.unit() as session:
        vaults.invite_party(session, house.occasion(), vault_id, vaults.InviteParty(party_id=party_id))


def make(house: House, openers: tuple[Actor, ...], party_id: str) -> None:
    people = tuple(one.id for one in openers)
    command = MakeVault(title="Kluis", deadline_at=DEADLINE, openers=people, parties=(party_id,))
    with house.unit() as session:
        vaults.make_vault(session, house.occasion(openers[0]), DOSSIER, command, enabled=True)


def test_an_invitation_is_mailed_with_title_deadline_and_the_way_in(house: House) -> None:
    vault_id = house.receiving_vault(house.openers(3))
    party = house.provider("De Eik")
    people = [house.person(name, Role.PROVIDER_CONTACT, party) for name in ("anna", "bert")]
    house.person("van een ander", Role.PROVIDER_CONTACT, house.provider("De Linde"))
    invite(house, vault_id, party)
    mails = mailed(house, vaults.TELL_INVITED)
    assert addresses(mails) == sorted(["de.eik@voorbeeld.example", *(email_of(house, one) for one in people)])
    for mail in mails:
        assert "Jeugdhulp in de wijk" in mail.subject
        assert "3 maart 2027 om 12:00:00" in mail.text
        assert f"https://akte.example/kluizen/{vault_id}/inschrijving" in mail.text
        assert "AGE-SECRET-KEY" not in mail.text
        assert "De Linde" not in mail.text
    assert len({mail.message_id for mail in mails}) == len(mails)


def test_parties_that_were_invited_while_the_vault_was_made_are_mailed_too(house: House) -> None:
    openers, party = house.openers(3), house.provider("De Eik")
    make(house, openers, party)
    assert addresses(mailed(house, vaults.TELL_INVITED)) == ["de.eik@voorbeeld.example"]


def test_a_deadline_that_moves_is_told_to_the_contacts_of_a_party_without_an_address(house: House) -> None:
    openers = house.openers(3)
    vault_id = house.receiving_vault(openers)
    tenderer = house.tenderer("De Eik", vault_id)
    silence(house, tenderer.party_id)
    house.move(openers[0], vault_id, DEADLINE + timedelta(days=7))
    mails = mailed(house, vaults.TELL_DEADLINE_MOVED)
    assert addresses(mails) == [email_of(house, tenderer)]
    assert "10 maart 2027 om 12:00:00" in mails[0].text
    assert f"/kluizen/{vault_id}/inschrijving" in mails[0].text


def test_one_address_gets_one_mail(house: House) -> None:
    vault_id = house.receiving_vault(house.openers(3))
    party = house.provider("De Eik")
    contact = house.person("anna", Role.PROVIDER_CONTACT, party)
    with house.unit() as session:
        session.get_one(Party, party).email = email_of(house, contact).upper()
    invite(house, vault_id, party)
    assert len(mailed(house, vaults.TELL_INVITED)) == 1


@pytest.mark.parametrize("made", [True, False])
def test_a_party_that_nobody_can_reach_is_not_invited(house: House, made: bool) -> None:
    openers = house.openers(3)
    party = house.provider("De Eik")
    silence(house, party)
    contact = house.person("anna", Role.PROVIDER_CONTACT, party)
    with house.unit() as session:
        session.scalars(select(DossierRight).filter_by(person_id=contact.id)).one().ended_at = house.clock.at
    vault_id = house.receiving_vault(openers)
    with pytest.raises(Refusal) as refused:
        make(house, openers, party) if made else invite(house, vault_id, party)
    assert refused.value.code == "party_unreachable"
    assert "De Eik" in str(refused.value.message)
    assert refused.value.remedy is not None


def test_who_was_not_reached_stands_in_the_journal_and_on_the_page(house: House) -> None:
    openers = house.openers(3)
    vault_id = house.receiving_vault(openers)
    eik, linde = house.tenderer("De Eik", vault_id), house.tenderer("De Linde", vault_id)
    silence(house, eik.party_id)
    with house.unit() as session:
        session.get_one(Person, eik.id).disabled_at = house.clock.at
    house.move(openers[0], vault_id, DEADLINE + MINUTE)
    with house.unit() as session:
        entry = session.scalars(select(JournalEntry).where(JournalEntry.tag == "sealed:deadline:moved")).one()
    assert entry.details["told"] == [linde.party_id]
    assert entry.details["not_reached"] == [eik.party_id]
    found = {one.name: one for one in view_of(house, vault_id).invited}
    assert (found["De Eik"].reachable, found["De Eik"].not_told_of) == (False, (DEADLINE + MINUTE,))
    assert (found["De Linde"].reachable, found["De Linde"].not_told_of) == (True, ())
    assert len(addresses(mailed(house, vaults.TELL_DEADLINE_MOVED))) == 2


def test_somebody_who_left_between_owing_and_sending_is_not_written_to(house: House) -> None:
    openers = house.openers(3)
    vault_id = house.receiving_vault(openers)
    tenderer = house.tenderer("De Eik", vault_id)
    house.move(openers[0], vault_id, DEADLINE + MINUTE)
    with house.unit() as session:
        session.get_one(Person, tenderer.id).disabled_at = house.clock.at
    assert addresses(mailed(house, vaults.TELL_DEADLINE_MOVED)) == ["de.eik@voorbeeld.example"]
