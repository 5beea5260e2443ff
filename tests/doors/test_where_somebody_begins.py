"""Where somebody lands after signing in: never on a page that is empty because of who they are."""

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from doors.conftest import PASSWORD
from doors.test_files_and_rooms import DAY, Door, People, at, people, register
from dossier_factory import on
from partnerschapsakte.access.schemas import GrantRight, RegisterPerson, SetPassword
from partnerschapsakte.access.service.passwords import set_password
from partnerschapsakte.access.service.people import register_person
from partnerschapsakte.access.service.rights import grant_right
from partnerschapsakte.dossiers.rules import Phase, Post
from partnerschapsakte.dossiers.schemas import AssignedPost, OpenDossier
from partnerschapsakte.dossiers.service import open_dossier
from partnerschapsakte.foundation.actor import Role
from partnerschapsakte.foundation.database import writing

__all__ = ["at", "people"]


def leads(at: Door, person_id: str) -> str:
    with at(person_id) as browser:
        answer = browser.answer("/")
        return answer.headers.get("location", str(answer.status_code))


def test_who_reads_a_dossier_begins_with_what_is_coming(people: People, at: Door) -> None:
    with at(people.officer) as browser:
        assert '<a href="/" aria-current="page">Komt eraan</a>' in browser.open("/")


def test_a_candidate_with_one_dossier_begins_in_its_room(people: People, at: Door) -> None:
    assert leads(at, people.eik) == f"/dossiers/{people.world.dossier}/kamer"


@pytest.mark.parametrize("role", [Role.CLIENT_ADVISER, Role.EXPERT_BY_EXPERIENCE, Role.ASSESSOR])
def test_another_guest_begins_at_the_list_of_where_they_take_part(
    people: People, at: Door, engine: Engine, role: Role
) -> None:
    with writing(engine)() as session:
        guest = register(session, people.world, "gast", role)
    assert leads(at, guest) == "/dossiers"
    with at(guest) as browser:
        page = browser.open("/dossiers")
    assert "Waar u als gast meedoet" in page
    assert ">Komt eraan<" not in page, "that page would be empty"


def test_a_candidate_with_two_dossiers_chooses_its_room(people: People, at: Door, engine: Engine) -> None:
    with writing(engine)() as session:
        second = another_dossier(session, people)
    assert leads(at, people.eik) == "/dossiers"
    with at(people.eik) as browser:
        page = browser.open("/dossiers")
    assert f"/dossiers/{people.world.dossier}/kamer" in page
    assert f"/dossiers/{second}/kamer" in page


@pytest.mark.usefixtures("people")
def test_an_administrator_begins_at_people(at: Door, engine: Engine) -> None:
    with writing(engine)() as session:
        command = RegisterPerson(name="Beheer", email="beheer@voorbeeldstad.example", roles=(Role.ADMINISTRATOR,))
        keeper = register_person(session, on(DAY), command).id
        set_password(session, on(DAY), SetPassword.model_validate({"person_id": keeper, "password": PASSWORD}))
    assert leads(at, keeper) == "/personen"


def another_dossier(session: Session, people: People) -> str:
    """Open a second dossier in which the first candidate takes part too."""
    command = OpenDossier(
        ocid="ocds-exemplum-tweede",
        reference="Z-2029-2",
        title="Een tweede dossier",
        phase=Phase.VISION,
        authorities=(people.world.authority,),
        posts=(AssignedPost(post=Post.CONTRACT_MANAGER, person_id=people.world.manager.id),),
        role_mailbox="contracten@voorbeeldstad.example",
    )
    dossier_id = open_dossier(session, on(DAY), command).id
    party = people.world.providers[0]
    right = GrantRight(person_id=people.eik, dossier_id=dossier_id, role=Role.PROVIDER_CONTACT, party_id=party)
    grant_right(session, on(DAY), right)
    return dossier_id
