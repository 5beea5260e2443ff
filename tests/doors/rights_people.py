"""Puts people on record: those who knock, with the role they stand for, and those whom an act is about."""

from datetime import timedelta

from argon2 import PasswordHasher
from sqlalchemy.orm import Session

from api_factory import token_for
from doors.rights_stage import (
    DEVICE,
    ELSEWHERE,
    FORMER,
    KEYS,
    OTHER_PARTY,
    PASSWORD,
    SIGNED_OUT,
    STRANGER,
    TODAY,
    World,
)
from partnerschapsakte.access.models import ApiToken, Invitation, Person, SignedInSession
from partnerschapsakte.access.queries import hash_of
from partnerschapsakte.access.rules.people import MandateKind
from partnerschapsakte.access.schemas import (
    GrantMandate,
    GrantRight,
    MakeToken,
    RegisterPerson,
    RegisterProgram,
    StartMembership,
)
from partnerschapsakte.access.service import people
from partnerschapsakte.access.service.memberships import start_membership
from partnerschapsakte.access.service.rights import grant_right, withdraw_right
from partnerschapsakte.access.service.second_factor import IN_DATABASE
from partnerschapsakte.access.service.tokens import make_token, revoke_token
from partnerschapsakte.dossiers.rules import Phase, Post
from partnerschapsakte.dossiers.schemas import AssignedPost, OpenDossier
from partnerschapsakte.dossiers.service import assign_post, open_dossier, retire_person
from partnerschapsakte.foundation.actor import HOUSE_ROLES, Actor, Role
from partnerschapsakte.foundation.clock import noon
from partnerschapsakte.parties.rules import PartyKind
from partnerschapsakte.parties.schemas import RegisterParty
from partnerschapsakte.parties.service import register_party
from services.contracts.exemplum import on

HASH = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
MAIL = "info@els.example"
OPEN_LINK, USED_LINK, NO_LINK = "een-open-uitnodiging", "een-gebruikte-uitnodiging", "een-verzonnen-uitnodiging"


def put_people(session: Session, world: World) -> None:
    """Register everybody who knocks, and those whom the acts are about; rights come with the dossiers.

    Who knocks also is in the organisation what they are in the dossier: some doors belong to no dossier, and what
    somebody is in the organisation must open no dossier.
    """
    at = world.exemplum
    for name in (STRANGER, FORMER):
        world.people[name] = _person(session, name)
    world.people[OTHER_PARTY] = _person(session, OTHER_PARTY, Role.PROVIDER_CONTACT)
    world.people[SIGNED_OUT] = _person(session, SIGNED_OUT)
    world.people[ELSEWHERE] = _person(session, ELSEWHERE, Role.CONTRACT_MANAGER)
    for role in Role:
        world.people[role.value] = _person(session, role.value, role)
    for name, party in ((Role.PROVIDER_CONTACT.value, at.eik), (OTHER_PARTY, at.linde)):
        joined = StartMembership(party_id=party, since=TODAY)
        start_membership(session, on(TODAY), world.people[name].id, joined)
    kinds = ((Role.MANDATE_HOLDER, MandateKind.DECIDE), (Role.AUTHORISED_SIGNATORY, MandateKind.SIGN))
    for role, kind in kinds:
        for authority in (at.exemplum, at.buurdam):
            _mandate(session, world.people[role.value].id, authority, kind)
    world.put(party_id=at.eik, authority=at.exemplum, other_authority=at.buurdam, eik=at.eik, linde=at.linde)
    third = RegisterParty(kind=PartyKind.PROVIDER, name="De Els", seat="Exemplum", kvk_number="90000005", email=MAIL)
    world.put(third=register_party(session, on(TODAY), third).id)
    for number, role in enumerate((Role.PROCUREMENT_OFFICER, Role.LEGAL_OFFICER, Role.CONTRACT_MANAGER), 1):
        world.put(**{f"opener_{number}": world.people[role.value].id})
    _put_others(session, world)
    _put_outsiders(session, world)
    elsewhere = dossier_of(world, "wonen", world.people[ELSEWHERE].id)
    world.put(elsewhere=open_dossier(session, on(TODAY), elsewhere).id)


def _put_others(session: Session, world: World) -> None:
    """Register colleagues: one with all that can be taken away, one who takes over, one whose account is closed."""
    at = world.exemplum
    someone = _person(session, "iemand", Role.MANDATE_HOLDER, Role.AUTHORISED_SIGNATORY).id
    _mandate(session, someone, at.exemplum, MandateKind.DECIDE)
    world.put(person_id=someone, someone=someone)
    for name in ("colleague", "successor", "leaver", "predecessor"):
        world.put(**{name: _person(session, name).id})
    gone = _person(session, "vertrokken").id
    retire_person(session, on(TODAY), gone)
    world.state("closed account", person_id=gone)
    world.state("oneself", person_id="<me>", target="<me>", manager="<me>")
    world.put(target="<someone>", manager="<colleague>")
    bare = _person(session, "zonder toestel").id
    session.get_one(Person, bare).totp_confirmed_at = None
    for state, person_id in (("halfway", someone), ("halfway without a device", bare)):
        token = f"halverwege-{person_id}"
        session.add(_browser(person_id, token, halfway=True))
        world.state(state, session=token, visitor=person_id)
    world.put(visitor="<me>")


def _put_outsiders(session: Session, world: World) -> None:
    """Register who is no colleague: an assessor, somebody of a provider, a program."""
    at = world.exemplum
    outsider = people.register_person(session, on(TODAY), RegisterPerson(name="Buiten", email="buiten@elders.example"))
    right = GrantRight(person_id=outsider.id, dossier_id=at.dossier, role=Role.ASSESSOR)
    grant_right(session, on(TODAY), right)
    for token, used in ((OPEN_LINK, None), (USED_LINK, noon(TODAY) - timedelta(hours=1))):
        session.add(_invitation(outsider.id, token, used))
    world.put(outsider=outsider.id, token=OPEN_LINK)
    world.state("open invitation", token=OPEN_LINK)
    world.state("used invitation", token=USED_LINK)
    world.state("invitation that never was", token=NO_LINK)
    helper = _person(session, "hulpverlener").id
    joined = StartMembership(party_id=at.linde, since=TODAY)
    world.put(helper=helper, membership_id=start_membership(session, on(TODAY), helper, joined).id)
    named = RegisterProgram(name="Zaaksysteem", function="haalt documenten op")
    program = people.register_program(session, on(TODAY), named).id
    until = noon(TODAY).date()
    admin = on(TODAY, world.people[Role.ADMINISTRATOR.value])
    made, gone = (
        make_token(session, admin, program, MakeToken(name=name, expires_on=until)).id for name in ("een", "twee")
    )
    revoke_token(session, admin, gone)
    world.put(program=program, token_id=made)
    world.state("own token", token_id="<own_token>")  # noqa: S106 - the name of an id
    world.state("token of another", token_id=made, person_id=program)
    world.state("revoked token", token_id=gone, person_id=program)


def dossier_of(world: World, name: str, manager: str) -> OpenDossier:
    """Return a dossier of Exemplum and Buurdam to open."""
    return OpenDossier(
        ocid=f"ocds-exemplum-{name}",
        reference=f"Z-{name}",
        title=f"Dossier {name}",
        phase=Phase.IMPLEMENTATION,
        authorities=(world.exemplum.exemplum, world.exemplum.buurdam),
        posts=(AssignedPost(post=Post.CONTRACT_MANAGER, person_id=manager),),
        role_mailbox=f"{name}@exemplum.example",
    )


def seat_team(session: Session, world: World, dossier_id: str, *, account_holder: bool = True) -> None:
    """Give everybody who knocks their role in a dossier; an account holder gets it with the post.

    One got the role of contract manager and lost it again; another has it, and comes in no more.
    """
    by_post = Role.ACCOUNT_HOLDER
    seats = [(role.value, role) for role in set(Role) - HOUSE_ROLES - {by_post}]
    seats += [
        (OTHER_PARTY, Role.PROVIDER_CONTACT),
        (FORMER, Role.CONTRACT_MANAGER),
        (SIGNED_OUT, Role.CONTRACT_MANAGER),
    ]
    parties = {Role.PROVIDER_CONTACT.value: world.exemplum.eik, OTHER_PARTY: world.exemplum.linde}
    for name, role in sorted(seats):
        person = world.people[name].id
        command = GrantRight(person_id=person, dossier_id=dossier_id, role=role, party_id=parties.get(name))
        right = grant_right(session, on(TODAY), command)
        if name == FORMER:
            withdraw_right(session, on(TODAY), right.id, "Werkt hier niet meer.")
    if account_holder:
        post = AssignedPost(post=Post.ACCOUNT_HOLDER, person_id=world.people[by_post.value].id)
        assign_post(session, on(TODAY), dossier_id, post)
    world.dossiers.append(dossier_id)


def let_in(session: Session, world: World) -> None:
    """Give everybody who knocks a token of the API, and a browser in which they are signed in; one lost both."""
    for knocker, actor in world.people.items():
        token = token_for(session, actor.id)
        session.get_one(ApiToken, f"token-of-{actor.id}").last_used_at = noon(TODAY)
        session.add_all([_browser(actor.id, token), _browser(actor.id, f"andere-{token}")])
        world.tokens[knocker] = token
    gone = world.tokens[SIGNED_OUT]
    session.get_one(ApiToken, f"token-of-{world.people[SIGNED_OUT].id}").revoked_at = noon(TODAY)
    session.get_one(SignedInSession, hash_of(gone)).ended_at = noon(TODAY)


def _person(session: Session, name: str, *roles: Role) -> Actor:
    """Register somebody with a password and a second factor."""
    email = f"{name.replace('_', '.').replace(' ', '.')}@voorbeeldstad.example"
    person = people.register_person(session, on(TODAY), RegisterPerson(name=name, email=email, roles=roles))
    person.password_hash = HASH
    person.totp_secret = KEYS.wrap(IN_DATABASE, f"{person.id} {DEVICE}".encode())
    person.totp_confirmed_at = noon(TODAY)
    session.flush()
    return person.actor


def _mandate(session: Session, person_id: str, authority_id: str, kind: MandateKind) -> None:
    command = GrantMandate(person_id=person_id, authority_id=authority_id, basis="Mandaatbesluit", kind=kind)
    people.grant_mandate(session, on(TODAY), command)


def _browser(person_id: str, token: str, *, halfway: bool = False) -> SignedInSession:
    now = noon(TODAY)
    return SignedInSession(
        token_hash=hash_of(token),
        person_id=person_id,
        needs_second_factor=halfway,
        created_at=now,
        last_seen_at=now,
        expires_at=now + timedelta(hours=9),
    )


def _invitation(person_id: str, token: str, used_at: object) -> Invitation:
    now = noon(TODAY)
    return Invitation(
        token_hash=hash_of(token),
        person_id=person_id,
        made_at=now - timedelta(hours=2),
        made_by="system",
        expires_at=now + timedelta(days=5),
        used_at=used_at,
    )
