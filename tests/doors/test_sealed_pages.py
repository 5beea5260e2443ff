"""The pages of a vault: preparing it, handing in, and opening it by two."""

import re
from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, select

from doors.sealed_doors import Doors, doors_of
from partnerschapsakte.foundation.actor import Actor, Role
from partnerschapsakte.journal.models import JournalEntry
from sealed_factory import DEADLINE, DOSSIER, SECOND, House

SECRET = re.compile(r"AGE-SECRET-KEY-1[A-Z0-9]+")


@pytest.fixture
def house(engine: Engine) -> House:
    found = House(engine)
    found.dossier()
    return found


@pytest.fixture
def doors(house: House) -> Iterator[Doors]:
    with doors_of(house) as opened:
        yield opened


def prepared(doors: Doors, openers: tuple[Actor, ...], party: str) -> tuple[str, dict[str, str]]:
    """Make a vault and its keys on the pages; return its address and the keys as they were shown."""
    ticked = {f"openers.{at}.person_id": one.id for at, one in enumerate(openers)} | {"parties.0.party_id": party}
    typed = {"title": "Jeugdhulp in de wijk", "deadline_on": "3-3-2027", "deadline_time": "12:00", **ticked}
    address = doors.send(openers[0], f"/dossiers/{DOSSIER}/kluizen/nieuw", typed)
    keys: dict[str, str] = {}
    for opener in openers:
        page = doors.send(opener, f"{address}/sleutel", status=200)
        keys[opener.id] = SECRET.findall(page)[0]
        file = {"key": f"# mijn sleutel\n{keys[opener.id]}\n"}
        assert doors.send(opener, f"{address}/sleutel/controle", file) == address
    return address, keys


def test_a_vault_is_prepared_filled_and_opened_through_its_pages(house: House, doors: Doors) -> None:
    openers = house.openers(3)
    party = house.provider("De Eik")
    tenderer = house.person("contact", Role.PROVIDER_CONTACT, party)
    address, keys = prepared(doors, openers, party)
    form = [("delen", ("offerte.pdf", b"onze offerte", "application/pdf")), ("daarna", (None, "indienen"))]
    assert "offerte.pdf" in doors.upload(tenderer, f"{address}/inschrijving/delen", form)
    assert "offerte.pdf" not in doors.open(tenderer, f"{address}/inschrijving")
    house.clock.at = DEADLINE + SECOND
    assert doors.send(openers[0], f"{address}/openen", {"key": keys[openers[0].id]}) == address
    assert "12:10:01" in doors.open(openers[1], address)
    assert doors.send(openers[2], f"{address}/openen", {"key": keys[openers[2].id]}) == address
    part = re.findall(rf'href="({address}/geopend/[^"]+)"', doors.open(openers[1], address))[0]
    answer = doors.client.get(part, headers=doors.cookies(openers[1]))
    assert answer.content == b"onze offerte"
    assert "attachment" in answer.headers["content-disposition"]
    assert "De Eik" in doors.open(openers[1], f"{address}/proces-verbaal")


def test_the_list_and_the_form_tell_what_can_be_done(house: House, doors: Doors) -> None:
    officer, _, _ = house.openers(3)
    house.provider("De Eik")
    assert "/kluizen/nieuw" in doors.open(officer, f"/dossiers/{DOSSIER}/kluizen")
    assert "De Eik" in doors.open(officer, f"/dossiers/{DOSSIER}/kluizen/nieuw")
    vault_id = house.vault(house.openers(3))
    assert f"/kluizen/{vault_id}" in doors.open(officer, f"/dossiers/{DOSSIER}/kluizen")


def test_where_the_store_is_switched_off_no_vault_is_made(house: House) -> None:
    openers = house.openers(3)
    with doors_of(house, enabled=False) as doors:
        assert "/kluizen/nieuw" not in doors.open(openers[0], f"/dossiers/{DOSSIER}/kluizen")
        ticked = {f"openers.{at}.person_id": one.id for at, one in enumerate(openers)}
        typed = {"title": "Kluis", "deadline_on": "3-3-2027", "deadline_time": "12:00", **ticked}
        doors.send(openers[0], f"/dossiers/{DOSSIER}/kluizen/nieuw", typed, status=409)


def test_a_form_that_is_not_complete_says_what_is_missing(house: House, doors: Doors) -> None:
    openers = house.openers(3)
    page = doors.send(openers[0], f"/dossiers/{DOSSIER}/kluizen/nieuw", {"deadline_time": "half twee"}, status=400)
    assert 'aria-invalid="true"' in page
    summary = page[page.index('class="house-errors"') : page.index('class="house-form"')]
    assert re.findall(r'href="#(\w+)"', summary) == ["title", "deadline_on", "deadline_time", "openers"]
    vault_id = house.receiving_vault(openers)
    page = doors.send(openers[0], f"/kluizen/{vault_id}/termijn", {"version": "1"}, status=400)
    assert re.findall(r'href="#(\w+)">[^<]+: ', page) == ["deadline_on", "deadline_time", "reason"]
    doors.send(openers[0], f"/kluizen/{vault_id}/uitnodigen", status=400)


def test_withdrawing_a_tender_is_asked_once_more(house: House, doors: Doors) -> None:
    openers = house.openers(3)
    vault_id = house.receiving_vault(openers)
    tenderer = house.tenderer("De Eik", vault_id)
    own = f"/kluizen/{vault_id}/inschrijving"
    form = [("delen", ("offerte.pdf", b"onze offerte", "application/pdf")), ("daarna", (None, "indienen"))]
    doors.upload(tenderer, f"{own}/delen", form)
    page = doors.open(tenderer, own)
    assert f'<a href="{own}/intrekken">' in page
    assert f'action="{own}/intrekken"' not in page
    asked = doors.open(tenderer, f"{own}/intrekken")
    assert "De Eik" in asked
    assert "proces-verbaal van opening noemt" in asked
    assert f"{own}/intrekken" in doors.open(tenderer, own), "asking is not withdrawing"
    assert doors.send(tenderer, f"{own}/intrekken") == own
    assert f"{own}/intrekken" not in doors.open(tenderer, own)


def test_a_deadline_moves_later_on_the_page_and_the_tenderer_sees_it(house: House, doors: Doors) -> None:
    openers = house.openers(3)
    vault_id = house.receiving_vault(openers)
    tenderer = house.tenderer("De Eik", vault_id)
    address = f"/kluizen/{vault_id}"
    version = re.findall(r'name="version" value="(\d+)"', doors.open(openers[0], address))[0]
    typed = {"deadline_time": "12:30", "reason": "Een bijlage ontbrak.", "version": version}
    doors.send(openers[0], f"{address}/termijn", {**typed, "deadline_on": "2-3-2027"}, status=409)
    assert doors.send(openers[0], f"{address}/termijn", {**typed, "deadline_on": "3-3-2027"}) == address
    assert "12:30:00" in doors.open(tenderer, f"{address}/inschrijving")
    assert "Een bijlage ontbrak." in doors.open(tenderer, f"{address}/inschrijving")
    party = house.provider("De Linde")
    assert doors.send(openers[0], f"{address}/uitnodigen", {"party_id": party}) == address
    doors.send(openers[0], f"{address}/uitnodigen", {"party_id": party}, status=409)


def test_a_key_is_never_shown_twice_and_never_echoed(house: House, doors: Doors) -> None:
    openers = house.openers(3)
    vault_id = house.vault(openers)
    address = f"/kluizen/{vault_id}"
    key = SECRET.findall(doors.send(openers[0], f"{address}/sleutel", status=200))[0]
    assert key not in doors.open(openers[0], address)
    other = SECRET.findall(doors.send(openers[1], f"{address}/sleutel", status=200))[0]
    page = doors.send(openers[0], f"{address}/sleutel/controle", {"key": other}, status=400)
    assert other not in page
    house.clock.at = DEADLINE + SECOND
    assert other not in doors.send(openers[0], f"{address}/openen", {"key": other}, status=409)


def test_a_refused_key_is_recorded_although_it_was_refused(house: House, doors: Doors) -> None:
    openers = house.openers(3)
    vault_id = house.receiving_vault(openers)
    doors.send(openers[0], f"/kluizen/{vault_id}/openen", {"key": house.keys[openers[0].id]}, status=409)
    with house.unit() as session:
        told = select(JournalEntry.tag).where(JournalEntry.subject == vault_id).order_by(JournalEntry.id)
        tags = session.scalars(told).all()
    assert tags[-1] == "sealed:key:refused"


def test_the_pages_promise_no_more_than_the_store_keeps(house: House, doors: Doors) -> None:
    """Who works in the database sees who sent how much and when: docs/explanation/sealed-store.md says so too."""
    openers = house.openers(3)
    vault_id = house.receiving_vault(openers)
    tenderer = house.tenderer("De Eik", vault_id)
    for reader, path in ((openers[0], f"/kluizen/{vault_id}"), (tenderer, f"/kluizen/{vault_id}/inschrijving")):
        page = doors.open(reader, path)
        assert "in onze database werkt" in page or "in de database zelf werkt" in page
        assert "wij ook niet" not in page
    assert "dit programma" in doors.open(openers[0], f"/dossiers/{DOSSIER}/kluizen")


def test_the_trail_of_a_dossier_shows_no_numbers_that_count_the_house(house: House, doors: Doors) -> None:
    openers = house.openers(3)
    house.receiving_vault(openers)
    assert '<th scope="col">Nummer</th>' not in doors.open(openers[0], f"/dossiers/{DOSSIER}/journaal")
    assert '<th scope="col">Nummer</th>' in doors.open(house.person("auditor", Role.AUDITOR), "/journaal")


def test_somebody_who_may_not_be_there_finds_nothing(house: House, doors: Doors) -> None:
    openers = house.openers(3)
    vault_id = house.receiving_vault(openers)
    for role in (Role.ADMINISTRATOR, Role.PROVIDER_CONTACT):
        party = house.provider("Buiten") if role is Role.PROVIDER_CONTACT else None
        outsider = house.person(f"buiten {role}", role, party)
        for path in (f"/kluizen/{vault_id}", f"/kluizen/{vault_id}/inschrijving", "/kluizen/bestaat-niet"):
            doors.open(outsider, path, status=404)
    doors.open(openers[0], f"/kluizen/{vault_id}/inschrijving", status=404)
