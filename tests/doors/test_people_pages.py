"""The pages of people, of tokens and of the yearly look: an administrator's work, an auditor's view, one's own page."""

import re
from datetime import date

import pytest
from sqlalchemy import Engine

from doors.conftest import PASSWORD, OnRecord, Opener
from dossier_factory import person
from partnerschapsakte.access import queries
from partnerschapsakte.foundation.actor import Actor, Role
from partnerschapsakte.foundation.clock import noon
from partnerschapsakte.foundation.database import reading, writing

DAY = date(2022, 3, 1)
PAPERS = ("gegevens", "functierollen", "mandaat", "organisatie", "rol", "sluiten", "token")


@pytest.fixture
def keeper(engine: Engine, record: OnRecord) -> Actor:
    """An administrator who can sign in."""
    assert record
    return registered(engine, "Bea", Role.ADMINISTRATOR)


def registered(engine: Engine, name: str, role: Role) -> Actor:
    with writing(engine)() as session:
        return person(session, name, role, DAY, PASSWORD)


def hidden(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found, page
    return found[1]


def test_an_administrator_registers_a_person_who_sees_nothing_yet(door: Opener, keeper: Actor, engine: Engine) -> None:
    with door(keeper) as browser:
        wrong = browser.send("/personen/nieuw", status=400, name="", email="geen adres", function="jurist")
        assert "Vul dit veld in" in wrong
        assert 'value="jurist"' in wrong
        typed = {"name": "Nora Nieuw", "email": "nora@exemplum.example", "roles.legal_officer.role": "legal_officer"}
        address = browser.send("/personen/nieuw", **typed)
        assert "Nora Nieuw" in browser.open(address)
        assert "al iemand" in browser.send("/personen/nieuw", status=409, **typed)
    with reading(engine)() as session:
        nora = queries.person_by_email(session, "nora@exemplum.example")
        assert nora is not None
        assert nora.actor_on(DAY).roles == {Role.LEGAL_OFFICER}
        assert nora.actor_on(DAY).readable == frozenset()


def test_two_administrators_who_correct_the_same_person_hear_of_each_other(
    door: Opener, keeper: Actor, record: OnRecord
) -> None:
    place = f"/personen/{record.world.contract_manager.id}/gegevens"
    with door(keeper) as first:
        version = hidden(first.open(place), "version")
        typed = {"email": "ontract@exemplum.example", "function": "", "version": version}
        first.send(place, name="C. Contractmanager", **typed)
        refused = first.send(place, status=409, name="C. Ontracter", **typed)
        assert "Iemand anders heeft dit intussen gewijzigd." in refused
        assert "C. Contractmanager" in refused
        assert 'value="C. Ontracter"' in refused
        assert f'href="{place}"' in refused
        # Who has seen what stands there now, and saves once more, means it.
        first.send(place, name="C. Ontracter", **{**typed, "version": hidden(refused, "version")})
        assert "C. Ontracter" in first.open(f"/personen/{record.world.contract_manager.id}")


def test_an_administrator_changes_roles_mandates_and_work(door: Opener, keeper: Actor, record: OnRecord) -> None:
    here = f"/personen/{record.world.contract_manager.id}"
    with door(keeper) as browser:
        version = hidden(browser.open(f"{here}/functierollen"), "version")
        browser.send(f"{here}/functierollen", version=version, **{"roles.mandate_holder.role": "mandate_holder"})
        browser.send(f"{here}/mandaat", authority_id=record.world.exemplum, kind="decide", basis="Mandaatbesluit 2022")
        assert "Mandaatbesluit 2022" in browser.open(here)
        ending = f"{here}/mandaat-intrekken"
        question = {"authority_id": record.world.exemplum, "kind": "decide"}
        assert "Mandaatbesluit 2022" in browser.open(f"{ending}?authority_id={record.world.exemplum}&kind=decide")
        assert "minstens 10" in browser.send(ending, status=400, reason="kort", **question)
        browser.send(ending, reason="Krijgt een andere functie.", **question)
        assert "Mandaatbesluit 2022" not in browser.open(here)
        browser.send(f"{here}/organisatie", party_id=record.world.exemplum, since="1-1-2022")
        work = re.search(r'href="([^"]+/werk/[^"]+/einde)"', browser.open(here))
        assert work
        browser.open(work[1])
        browser.send(work[1], ended_on="1 maart 2022")
        assert "1 maart 2022" in browser.open(here)


def test_an_administrator_gives_a_role_in_a_dossier_without_reading_it(
    door: Opener, keeper: Actor, record: OnRecord, engine: Engine
) -> None:
    nora = registered(engine, "Nora", Role.LEGAL_OFFICER)
    here, dossier = f"/personen/{nora.id}", record.world.dossier
    with door(keeper) as browser:
        assert "Jeugdhulp Exemplum" in browser.open(f"{here}/rol")
        browser.send(f"{here}/rol", dossier_id=dossier, role="legal_officer")
        page = browser.open(here)
        assert "Jeugdhulp Exemplum" in page
        for path in ("", "/team", "/rechten", "/rechten.csv", "/team/rol"):
            browser.open(f"/dossiers/{dossier}{path}", status=404)
        browser.open(f"/akten/{record.agreement}", status=404)
        withdrawal = re.search(r'href="([^"]+/rollen/[^"]+/intrekken)"', page)
        assert withdrawal
        assert "Jeugdhulp Exemplum" in browser.open(withdrawal[1])
        browser.send(withdrawal[1], reason="Werkt er niet meer aan.")
        assert "Jeugdhulp Exemplum" not in browser.open(here)


def test_an_account_is_closed_when_its_dossiers_have_somebody_else(
    door: Opener, keeper: Actor, record: OnRecord, engine: Engine
) -> None:
    manager, holder = record.world.contract_manager.id, record.world.mandate_holder.id
    with door(keeper) as browser:
        assert "disabled" in browser.open(f"/personen/{manager}/sluiten")
        assert "niemand" in browser.send(f"/personen/{manager}/sluiten", status=409)
        browser.open(f"/personen/{holder}/sluiten")
        browser.send(f"/personen/{holder}/sluiten")
        assert "gesloten" in browser.open(f"/personen/{holder}")
        browser.send(f"/personen/{holder}/heropenen")
    with reading(engine)() as session:
        assert queries.person(session, holder).disabled_at is None


def test_a_closed_account_is_out_at_the_next_request(door: Opener, keeper: Actor, record: OnRecord) -> None:
    holder = record.world.mandate_holder
    with door(holder) as theirs:
        theirs.open("/dossiers")
        with door(keeper) as browser:
            browser.send(f"/personen/{holder.id}/sluiten")
        assert theirs.answer("/dossiers").status_code == 303


def test_an_administrator_signs_somebody_out_everywhere(door: Opener, keeper: Actor, record: OnRecord) -> None:
    manager = record.world.contract_manager
    with door(manager) as theirs, door(keeper) as browser:
        theirs.open("/dossiers")
        browser.send(f"/personen/{manager.id}/afmelden")
        assert theirs.answer("/dossiers").status_code == 303


def test_an_auditor_sees_everybody_and_changes_nobody(door: Opener, record: OnRecord) -> None:
    here = f"/personen/{record.world.contract_manager.id}"
    with door(record.world.auditor) as browser:
        assert "C. Ontract" in browser.open("/personen")
        page = browser.open(here)
        assert 'method="post"' not in page.split("<main")[1]
        for path in ("/personen/nieuw", "/personen/nieuw/programma", *(f"{here}/{paper}" for paper in PAPERS)):
            browser.open(path, status=403)
            browser.send(path, status=405 if path.endswith("token") else 403)
        for path in ("heropenen", "afmelden", "tokens", "tokens/x/intrekken", "rollen/x/intrekken"):
            browser.send(f"{here}/{path}", status=403)


def test_everybody_else_sees_themselves_only(door: Opener, record: OnRecord) -> None:
    me, other = record.world.contract_manager.id, record.world.mandate_holder.id
    with door() as browser:
        browser.open("/personen", status=403)
        browser.open("/rechten", status=403)
        browser.open("/rechten.csv", status=403)
        page = browser.open(f"/personen/{me}")
        assert "Rol geven" not in page
        browser.open(f"/personen/{other}", status=404)
        browser.send(f"/personen/{other}/afmelden", status=404)
        browser.open(f"/personen/{other}/rol", status=403)
        browser.open("/personen/bestaat-niet", status=404)


def test_somebody_without_a_right_has_an_empty_house(door: Opener, record: OnRecord, engine: Engine) -> None:
    nora = registered(engine, "Nora", Role.CONTRACT_MANAGER)
    with door(nora) as browser:
        home = browser.open("/")
        assert record.world.dossier not in home
        assert "geen enkel dossier een rol" in browser.open("/dossiers")
        for path in ("", "/team", "/gegevens", "/rechten", "/team/rol", "/team/post", "/team/overdracht"):
            browser.open(f"/dossiers/{record.world.dossier}{path}", status=404)
        browser.open(f"/akten/{record.agreement}", status=404)
        assert "Dossier openen" in browser.open("/dossiers")


def test_a_token_is_shown_once_and_revoked_by_its_owner(door: Opener, record: OnRecord, engine: Engine) -> None:
    with door(day=DAY) as browser:
        wrong = browser.send("/account/tokens", status=400, name="Export", expires_on="1-1-2030")
        assert "uiterlijk tot en met 1 maart 2023" in wrong
        made = browser.send("/account/tokens", status=200, name="Export", expires_on="1-6-2022")
        secret = re.search(r"pa_[\w-]{43}", made)
        assert secret
        assert secret[0] not in browser.open("/account/tokens")
        assert "al een token" in browser.send("/account/tokens", status=409, name="Export", expires_on="1-6-2022")
        with reading(engine)() as session:
            found = queries.who_by_token(session, secret[0], noon(DAY))
            assert found is not None
            assert found[0].id == record.world.contract_manager.id
        revoke = re.search(r'action="(/account/tokens/[^"]+/intrekken)"', browser.open("/account/tokens"))
        assert revoke
        browser.send(revoke[1])
    with reading(engine)() as session:
        assert queries.who_by_token(session, secret[0], noon(DAY)) is None


def test_nobody_revokes_the_token_of_another(door: Opener, record: OnRecord, engine: Engine) -> None:
    with door(day=DAY) as browser:
        browser.send("/account/tokens", status=200, name="Export", expires_on="1-6-2022")
    with reading(engine)() as session:
        (token,) = queries.api_tokens(session, record.world.contract_manager.id)
    with door(record.world.mandate_holder, DAY) as other:
        other.send(f"/account/tokens/{token.id}/intrekken", status=403)


def test_a_program_gets_a_token_from_an_administrator(door: Opener, keeper: Actor, engine: Engine) -> None:
    with door(keeper, DAY) as browser:
        here = browser.send("/personen/nieuw/programma", name="Datawarehouse", function="Rapportage").split("?")[0]
        browser.open(f"{here}/token")
        assert "Vul dit veld in" in browser.send(f"{here}/tokens", status=400, name="", expires_on="1-6-2022")
        made = browser.send(f"{here}/tokens", status=200, name="Export", expires_on="1-6-2022")
        secret = re.search(r"pa_[\w-]{43}", made)
        assert secret
        page = browser.open(here)
        assert secret[0] not in page
        assert ".invalid" not in page
        with reading(engine)() as session:
            assert queries.who_by_token(session, secret[0], noon(DAY)) is not None
        revoke = re.search(r'action="([^"]+/tokens/[^"]+/intrekken)"', page)
        assert revoke
        browser.send(revoke[1])
    with reading(engine)() as session:
        assert queries.who_by_token(session, secret[0], noon(DAY)) is None


def test_an_administrator_makes_no_token_for_a_person(door: Opener, keeper: Actor, record: OnRecord) -> None:
    with door(keeper, DAY) as browser:
        here = f"/personen/{record.world.contract_manager.id}/tokens"
        assert "op naam van een ander" in browser.send(here, status=403, name="Export", expires_on="1-6-2022")


def test_the_rights_are_looked_through_filtered_and_saved(door: Opener, keeper: Actor, record: OnRecord) -> None:
    with door(keeper, DAY) as browser:
        page = browser.open("/rechten")
        assert "ooit beoordeeld" in page
        assert "C. Ontract" in page
        assert "C. Ontract" not in browser.open("/rechten?zoek=andaat")
        assert "C. Ontract" in browser.open("/rechten?signaal=never_used")
        assert "C. Ontract" not in browser.open("/rechten?signaal=account_closed")
        answer = browser.answer("/rechten.csv?zoek=andaat")
        assert answer.headers["content-type"] == "text/csv; charset=utf-8"
        assert answer.headers["content-disposition"] == 'attachment; filename="rechten-2022-03-01.csv"'
        assert answer.content.startswith(b"\xef\xbb\xbf")
        assert "M. Andaat" in answer.text
        assert "C. Ontract" not in answer.text
        assert "minstens 10" in browser.send("/rechten", status=400, note="kort")
        browser.send("/rechten", note="Nagelopen; niets te wijzigen.")
        page = browser.open("/rechten")
        assert "ooit beoordeeld" not in page
        assert "Nagelopen; niets te wijzigen." in page
    with door(record.world.auditor, DAY) as browser:
        assert "Nagelopen" in browser.open("/rechten")
        browser.send("/rechten", status=403, note="Dit mag een auditor niet.")
    with door(keeper, date(2023, 3, 1)) as browser:
        assert "meer dan een jaar oud" in browser.open("/rechten")
