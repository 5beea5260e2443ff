"""People at the API: who they are, what they are in the organisation, for whom they work, whose mandate they hold."""

from datetime import datetime

from sqlalchemy.orm import Session

from partnerschapsakte.access import queries
from partnerschapsakte.access.api.bodies import (
    MandateEnded,
    MandateGiven,
    NewAccount,
    PersonData,
    RolesInOrganisation,
)
from partnerschapsakte.access.api.told import ToldPerson, ToldPersonRow, told_person, told_row
from partnerschapsakte.access.feed import people as feed
from partnerschapsakte.access.rules.people import MANAGE_PEOPLE, SEE_PEOPLE, may_see
from partnerschapsakte.access.schemas import (
    CorrectPerson,
    EndMembership,
    GrantMandate,
    RegisterPerson,
    RegisterProgram,
    StartMembership,
    WithdrawMandate,
)
from partnerschapsakte.access.service import memberships, people
from partnerschapsakte.foundation.actor import Actor
from partnerschapsakte.foundation.clock import local_date
from partnerschapsakte.foundation.fields import Line
from partnerschapsakte.foundation.occasion import Occasion
from partnerschapsakte.foundation.outcomes import Refusal, Why
from partnerschapsakte.foundation.sentences import say
from partnerschapsakte.web.api import api_delete, api_get, api_post, api_put, api_router
from partnerschapsakte.web.operations import Asked
from partnerschapsakte.web.paging import Listed, Paging

TAG = "people"
PERSON = "/people/{person_id:str}"
PLACE = "/people/{id}"


class PeopleAsked(Asked):
    """Which people somebody asks for; ``q`` is looked for in name, address, function and organisation."""

    q: Line | None = None


@api_get("/me", TAG, "Toon wie u bent", "Van wie het token is, met rollen, mandaten en rechten.", guests=True)
def read_me(session: Session, actor: Actor, now: datetime) -> ToldPerson:
    """Show whose token it is."""
    return told_person(feed.person_page(session, actor.id, now))


@api_get("/people", TAG, "Toon de mensen en programma's", "Op naam.", roles=SEE_PEOPLE)
def list_people(session: Session, now: datetime, paging: Paging, query: PeopleAsked) -> Listed[ToldPersonRow]:
    """List everybody."""
    rows = [told_row(row) for row in feed.person_rows(session, local_date(now))]
    wanted = (query.q or "").lower()
    return paging.part([row for row in rows if wanted in _haystack(row)])


@api_get(PERSON, TAG, "Toon een mens of programma", "Voor een beheerder, een auditor, en voor wie het is.", guests=True)
def read_person(session: Session, actor: Actor, now: datetime, person_id: str) -> ToldPerson:
    """Show a person."""
    hold_seen(actor, person_id)
    return told_person(feed.person_page(session, person_id, now))


@api_post(
    "/people",
    TAG,
    "Registreer een mens",
    "Zonder wachtwoord: dat kiest de mens zelf, met een uitnodiging.",
    location=PLACE,
    roles=MANAGE_PEOPLE,
)
def register_person(session: Session, occasion: Occasion, now: datetime, data: NewAccount) -> ToldPerson:
    """Register a person."""
    return _told(session, people.register_person(session, occasion, RegisterPerson(**dict(data))).id, now)


@api_post(
    "/programs",
    TAG,
    "Registreer een programma",
    "Een programma heeft alleen rollen in dossiers. Een beheerder maakt er op de pagina een token voor.",
    location=PLACE,
    roles=MANAGE_PEOPLE,
)
def register_program(session: Session, occasion: Occasion, now: datetime, data: RegisterProgram) -> ToldPerson:
    """Register a program."""
    return _told(session, people.register_program(session, occasion, data).id, now)


@api_put(PERSON, TAG, "Verbeter wat van iemand bekend is", edits=read_person, roles=MANAGE_PEOPLE)
def correct_person(
    session: Session, occasion: Occasion, now: datetime, person_id: str, data: PersonData, version: int
) -> ToldPerson:
    """Correct what is known of a person."""
    people.correct_person(session, occasion, person_id, CorrectPerson(**dict(data), version=version))
    return _told(session, person_id, now)


@api_put(
    PERSON + "/roles",
    TAG,
    "Zeg wat iemand in de organisatie is",
    "Rollen in dossiers zijn rechten; die staan hier los van.",
    edits=read_person,
    roles=MANAGE_PEOPLE,
)
def change_roles(
    session: Session, occasion: Occasion, now: datetime, person_id: str, data: RolesInOrganisation, version: int
) -> ToldPerson:
    """Give a person other roles in the organisation."""
    people.change_roles(session, occasion, person_id, data.roles, version=version)
    return _told(session, person_id, now)


@api_post(PERSON + "/mandates", TAG, "Geef iemand een mandaat", location=PLACE, roles=MANAGE_PEOPLE)
def grant_mandate(
    session: Session, occasion: Occasion, now: datetime, person_id: str, data: MandateGiven
) -> ToldPerson:
    """Let a person decide, or sign, for an authority."""
    people.grant_mandate(session, occasion, GrantMandate.model_construct(person_id=person_id, **dict(data)))
    return _told(session, person_id, now)


@api_post(PERSON + "/mandates/_withdraw", TAG, "Trek een mandaat in", roles=MANAGE_PEOPLE)
def withdraw_mandate(
    session: Session, occasion: Occasion, now: datetime, person_id: str, data: MandateEnded
) -> ToldPerson:
    """Take a mandate back."""
    people.withdraw_mandate(session, occasion, WithdrawMandate.model_construct(person_id=person_id, **dict(data)))
    return _told(session, person_id, now)


@api_post(PERSON + "/memberships", TAG, "Leg vast voor wie iemand werkt", location=PLACE, roles=MANAGE_PEOPLE)
def start_membership(
    session: Session, occasion: Occasion, now: datetime, person_id: str, data: StartMembership
) -> ToldPerson:
    """Register that a person works for an organisation."""
    memberships.start_membership(session, occasion, person_id, data)
    return _told(session, person_id, now)


@api_post(
    PERSON + "/memberships/{membership_id:str}/_end",
    TAG,
    "Leg de laatste werkdag bij een organisatie vast",
    "Wat iemand in dossiers namens die organisatie mocht, eindigt daarmee.",
    roles=MANAGE_PEOPLE,
)
def end_membership(
    session: Session, occasion: Occasion, now: datetime, person_id: str, membership_id: str, data: EndMembership
) -> ToldPerson:
    """Record the last day of somebody's work for an organisation."""
    if queries.membership(session, membership_id).person_id != person_id:
        raise Refusal(Why.NOT_FOUND, "membership_not_found", say("There is no such work on record."))
    memberships.end_membership(session, occasion, membership_id, data)
    return _told(session, person_id, now)


@api_delete(
    PERSON + "/sessions",
    TAG,
    "Meld iemand overal af",
    "Uzelf, of als beheerder een ander. Tokens blijven geldig.",
    guests=True,
)
def sign_out_everywhere(session: Session, occasion: Occasion, actor: Actor, person_id: str) -> None:
    """Sign a person out of every browser."""
    hold_seen(actor, person_id)
    people.sign_out_everywhere(session, occasion, person_id)


def hold_seen(actor: Actor, person_id: str) -> None:
    """Refuse a person that this actor does not see, as if there were none."""
    if not may_see(actor, person_id):
        message = say("There is no person {person}.", person=person_id)
        raise Refusal(Why.NOT_FOUND, "person_not_found", message)


def _told(session: Session, person_id: str, now: datetime) -> ToldPerson:
    session.flush()
    return told_person(feed.person_page(session, person_id, now))


def _haystack(row: ToldPersonRow) -> str:
    return " ".join([row.name, row.email, row.function, *row.works_for, *row.roles]).lower()


router = api_router(
    read_me,
    list_people,
    read_person,
    register_person,
    register_program,
    correct_person,
    change_roles,
    grant_mandate,
    withdraw_mandate,
    start_membership,
    end_membership,
    sign_out_everywhere,
)
