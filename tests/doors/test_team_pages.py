"""The team of a dossier: roles, posts, handing over, opening and describing; and who sees none of it."""

import re
from datetime import date, timedelta

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from doors.conftest import PASSWORD, OnRecord, Opener
from dossier_factory import on, person
from partnerschapsakte.access.models import DossierRight
from partnerschapsakte.access.schemas import GrantRight, StartMembership
from partnerschapsakte.access.service.memberships import start_membership
from partnerschapsakte.access.service.rights import grant_right
from partnerschapsakte.dossiers import queries
from partnerschapsakte.foundation.actor import GUESTS, Actor, Role
from partnerschapsakte.foundation.database import reading, writing

DAY = date(2022, 3, 1)


def registered(engine: Engine, name: str, role: Role) -> Actor:
    with writing(engine)() as session:
        return person(session, name, role, DAY, PASSWORD)


def let_in(session: Session, record: OnRecord, who: Actor, role: Role, until: date | None = None) -> None:
    party = None
    if role is Role.PROVIDER_CONTACT:
        party = record.world.eik
        start_membership(session, on(DAY), who.id, StartMembership(party_id=party, since=DAY))
    right = GrantRight(person_id=who.id, dossier_id=record.world.dossier, role=role, party_id=party, ends_on=until)
    grant_right(session, on(DAY), right)


def inside(engine: Engine, record: OnRecord, name: str, role: Role, until: date | None = None) -> Actor:
    """Register somebody with a role in the dossier."""
    who = registered(engine, name, role)
    with writing(engine)() as session:
        let_in(session, record, who, role, until)
    return who


@pytest.fixture
def team(record: OnRecord) -> str:
    """The address of the team of the dossier."""
    return f"/dossiers/{record.world.dossier}/team"


def test_a_team_page_shows_posts_roles_powers_and_what_is_missing(door: Opener, team: str) -> None:
    with door() as browser:
        page = browser.open(team)
    for text in ("C. Ontract", "contracten@exemplum.example", "M. Andaat", "Er is geen accounthouder"):
        assert text in page
    assert "Niemand in dit dossier mag tekenen voor Exemplum." in page
    assert "Niemand in dit dossier mag beslissen" not in page


def test_a_role_is_given_and_withdrawn_and_counts_at_once(
    door: Opener, team: str, engine: Engine, record: OnRecord
) -> None:
    nora = registered(engine, "Nora", Role.LEGAL_OFFICER)
    dossier = f"/dossiers/{record.world.dossier}"
    with door(nora) as theirs, door() as browser:
        theirs.open(dossier, status=404)
        assert "Nora" in browser.open(f"{team}/rol")
        assert "Kies" in browser.send(f"{team}/rol", status=400, person_id=nora.id, role="")
        wrong = browser.send(f"{team}/rol", status=400, person_id=nora.id, role="legal_officer", ends_on="1-1-2020")
        assert "is al voorbij" in wrong
        browser.send(f"{team}/rol", person_id=nora.id, role="legal_officer", basis="Vraag van de teamleider")
        theirs.open(dossier)
        page = browser.open(team)
        assert "Vraag van de teamleider" in page
        withdrawal = re.search(
            rf'href="({team}/rollen/[^"]+/intrekken)">[^<]+<span class="house-hidden">: jurist', page
        )
        assert withdrawal
        assert "Nora" in browser.open(withdrawal[1])
        assert "minstens 10" in browser.send(withdrawal[1], status=400, reason="weg")
        browser.send(withdrawal[1], reason="Het werk is klaar.")
        theirs.open(dossier, status=404)
        browser.open(withdrawal[1], status=404)


def test_a_role_with_a_last_day_is_over_the_day_after(
    door: Opener, team: str, engine: Engine, record: OnRecord
) -> None:
    nora = inside(engine, record, "Nora", Role.LEGAL_OFFICER, DAY + timedelta(days=1))
    with door(nora, DAY + timedelta(days=1)) as browser:
        browser.open(team)
    with door(nora, DAY + timedelta(days=2)) as browser:
        browser.open(team, status=404)
        assert "geen enkel dossier" in browser.open("/dossiers")


def test_the_role_of_a_post_is_not_withdrawn(door: Opener, team: str, engine: Engine, record: OnRecord) -> None:
    manager = record.world.contract_manager.id
    with reading(engine)() as session:
        own = session.scalars(select(DossierRight).filter_by(person_id=manager, role=Role.CONTRACT_MANAGER)).one()
    with door() as browser:
        page = browser.open(team)
        refused = browser.send(f"{team}/rollen/{own.id}/intrekken", status=409, reason="Zomaar eens geprobeerd.")
    assert f"{team}/rollen/{own.id}/intrekken" not in page, "what is refused is not offered"
    assert '<a href="#posten">Hoort bij een post: draag die over' in page
    assert "hoort bij een post" in refused


def test_a_post_is_given_with_its_role(door: Opener, team: str, engine: Engine) -> None:
    nora = registered(engine, "Nora", Role.ACCOUNT_HOLDER)
    with door(nora) as theirs, door() as browser:
        assert "Nora" in browser.open(f"{team}/post")
        assert "Vul dit veld in" in browser.send(f"{team}/post", status=400, post="account_holder", person_id="")
        browser.send(f"{team}/post", post="account_holder", person_id=nora.id)
        assert "Deze persoon heeft deze" in browser.send(
            f"{team}/post", status=409, post="account_holder", person_id=nora.id
        )
        assert "Er is één accounthouder" in browser.open(team)
        theirs.open(team)


def test_a_post_is_not_handed_over_without_a_note_or_a_successor(
    door: Opener, team: str, engine: Engine, record: OnRecord
) -> None:
    nora = registered(engine, "Nora", Role.CONTRACT_MANAGER)
    typed = {"post": "contract_manager", "from_person_id": record.world.contract_manager.id}
    with door() as browser:
        form = browser.open(f"{team}/overdracht?post=contract_manager&from_person_id={typed['from_person_id']}")
        assert "Nora" in form
        assert "/data/" in form
        assert record.world.contract_manager.id not in re.findall(r'<option value="([^"]*)"', form)
        missing = browser.send(f"{team}/overdracht", status=400, to_person_id=nora.id, to_know="Bel Piet.", **typed)
        assert "schrijf op wat er nu loopt" in missing
        assert "Bel Piet." in missing
        nobody = browser.send(f"{team}/overdracht", status=409, running="De herijking loopt.", **typed)
        assert "Zonder contractmanager" in nobody


def test_a_post_is_handed_over_with_a_note_that_the_successor_reads(
    door: Opener, team: str, engine: Engine, record: OnRecord
) -> None:
    nora = registered(engine, "Nora", Role.CONTRACT_MANAGER)
    typed = {"post": "contract_manager", "from_person_id": record.world.contract_manager.id}
    with door() as browser:
        browser.send(f"{team}/overdracht", to_person_id=nora.id, running="De herijking loopt.", **typed)
        browser.open(team, status=404)
    with door(nora) as browser:
        waiting = re.search(rf'href="({team}/overdracht/[^"]+)"', browser.open("/dossiers"))
        assert waiting
        note = browser.open(waiting[1])
        assert "De herijking loopt." in note
        assert "/data/" in note
        browser.send(f"{waiting[1]}/gelezen")
        assert waiting[1] not in browser.open("/dossiers")
        assert waiting[1] in browser.open(team)
        assert "Gelezen op" in browser.open(waiting[1])
        browser.send(f"{waiting[1]}/gelezen", status=409)
        browser.open(f"{team}/overdracht/bestaat-niet", status=404)


def test_a_handover_of_a_post_that_nobody_holds_goes_back_to_the_team(door: Opener, team: str) -> None:
    with door() as browser:
        answer = browser.answer(f"{team}/overdracht?post=deputy&from_person_id=niemand")
    assert answer.headers["location"] == f"{team}#posten"


def test_two_people_who_describe_a_dossier_hear_of_each_other(door: Opener, team: str, record: OnRecord) -> None:
    place = f"/dossiers/{record.world.dossier}/gegevens"
    with door() as browser:
        version = re.search(r'name="version" value="(\d+)"', browser.open(place))
        assert version
        typed = {"reference": "Z-1", "summary": "", "role_mailbox": "nieuw@exemplum.example", "version": version[1]}
        assert "Vul dit veld in" in browser.send(place, status=400, title="", **typed)
        browser.send(place, title="Jeugdhulp in Exemplum", **typed)
        assert "nieuw@exemplum.example" in browser.open(team)
        refused = browser.send(place, status=409, title="Jeugdhulp", **typed)
    assert "Iemand anders heeft dit intussen gewijzigd." in refused
    assert "<dd>Jeugdhulp in Exemplum</dd>" in refused


def test_a_dossier_is_opened_by_who_then_keeps_it(door: Opener, engine: Engine, record: OnRecord) -> None:
    nora = registered(engine, "Nora", Role.PROCUREMENT_OFFICER)
    world = record.world
    typed = {
        "title": "Beschermd wonen",
        "reference": "Z-2",
        "phase": "vision",
        "lead_id": world.exemplum,
        f"authorities.{world.buurdam}.party_id": world.buurdam,
        "contract_manager_id": world.contract_manager.id,
        "role_mailbox": "wonen@exemplum.example",
    }
    with door(nora) as browser:
        assert "Nora" in browser.open("/dossiers/nieuw")
        assert "Vul dit veld in" in browser.send("/dossiers/nieuw", status=400, **{**typed, "title": ""})
        opened = browser.send("/dossiers/nieuw", **typed)
        assert "heeft het dossier geopend" in browser.open(opened)
        assert "Beschermd wonen" in browser.open("/dossiers")
        taken = browser.send("/dossiers/nieuw", status=409, ocid="ocds-exemplum-1", **typed)
        assert "ocid" in taken
    with reading(engine)() as session:
        view = queries.dossier_view(session, opened.split("/")[2])
    assert [one.name for one in view.authorities] == ["Exemplum", "Buurdam"]
    assert view.ocid.startswith("ocds-")


@pytest.mark.parametrize("role", [Role.BUDGET_HOLDER, Role.CONTROLLER, Role.ASSESSOR, Role.AUDITOR])
def test_other_roles_open_no_dossier(door: Opener, engine: Engine, role: Role) -> None:
    who = registered(engine, "iemand", role)
    with door(who) as browser:
        assert "/dossiers/nieuw" not in browser.open("/dossiers")
        browser.open("/dossiers/nieuw", status=403)
        browser.send("/dossiers/nieuw", status=403)


@pytest.mark.parametrize("role", [Role.CONTROLLER, Role.AUTHORISED_SIGNATORY])
def test_who_only_reads_changes_nothing_in_a_team(
    door: Opener, team: str, engine: Engine, record: OnRecord, role: Role
) -> None:
    who = inside(engine, record, "lezer", role)
    with door(who) as browser:
        page = browser.open(team)
        assert "/team/rol" not in page
        assert "/overdracht?post" not in page
        for path in (f"{team}/rol", f"{team}/post", f"/dossiers/{record.world.dossier}/gegevens"):
            browser.open(path, status=403)
            browser.send(path, status=403)
        manager = record.world.contract_manager.id
        typed = {"post": "contract_manager", "from_person_id": manager, "running": "Overgenomen."}
        browser.send(f"{team}/overdracht", status=403, to_person_id=who.id, **typed)
        browser.open(f"/dossiers/{record.world.dossier}/rechten", status=403)


def test_an_account_holder_gives_nobody_a_role_but_hands_their_own_post_over(
    door: Opener, team: str, engine: Engine, record: OnRecord
) -> None:
    first, second = (registered(engine, name, Role.ACCOUNT_HOLDER) for name in ("eerste", "tweede"))
    with door() as browser:
        browser.send(f"{team}/post", post="account_holder", person_id=first.id)
    with door(first) as browser:
        browser.open(f"{team}/rol", status=403)
        assert browser.open(team).count("/overdracht?post") == 1
        typed = {"post": "account_holder", "from_person_id": first.id, "to_person_id": second.id}
        browser.send(f"{team}/overdracht", running="Het gesprek van mei.", **typed)
        browser.open(team, status=404)
    assert record
    with door(second) as browser:
        browser.open(team)


def test_an_auditor_reads_a_team_and_its_rights_and_changes_nothing(door: Opener, team: str, record: OnRecord) -> None:
    dossier = f"/dossiers/{record.world.dossier}"
    with door(record.world.auditor) as browser:
        assert f'href="{dossier}/rechten"' in browser.open(team)
        assert "C. Ontract" in browser.open(f"{dossier}/rechten")
        for path in (f"{team}/rol", f"{team}/post", f"{team}/overdracht", f"{dossier}/gegevens", f"{dossier}/rechten"):
            browser.send(path, status=403)


@pytest.mark.parametrize("role", sorted(GUESTS))
def test_a_guest_sees_that_they_take_part_and_nothing_of_the_file(
    door: Opener, team: str, engine: Engine, record: OnRecord, role: Role
) -> None:
    guest = inside(engine, record, "gast", role)
    dossier = f"/dossiers/{record.world.dossier}"
    with door(guest) as browser:
        page = browser.open("/dossiers")
        assert "Jeugdhulp Exemplum" in page
        assert f'href="{dossier}"' not in page
        assert (f'href="{dossier}/kamer"' in page) == (role is Role.PROVIDER_CONTACT)
        assert record.agreement not in browser.open("/")
        for path in (
            dossier,
            team,
            f"{team}/rol",
            f"{dossier}/gegevens",
            f"{dossier}/rechten",
            f"{dossier}/rechten.csv",
        ):
            browser.open(path, status=404)
        browser.send(f"{team}/rol", status=404, person_id=guest.id, role="contract_manager")
        browser.open(f"/akten/{record.agreement}", status=404)


def test_a_contract_manager_looks_through_the_rights_of_their_dossier(door: Opener, record: OnRecord) -> None:
    here = f"/dossiers/{record.world.dossier}/rechten"
    with door(day=DAY) as browser:
        page = browser.open(here)
        assert "ooit beoordeeld" in page
        assert "/personen/" not in page
        browser.send(here, note="Iedereen is nog nodig.")
        assert "Iedereen is nog nodig." in browser.open(here)
        answer = browser.answer(f"{here}.csv")
        assert "M. Andaat" in answer.text
        browser.open("/rechten", status=403)
