"""Who gives a password keeps nobody from writing while it is hashed, which takes a tenth of a second."""

from typing import Any

import pytest
from argon2 import PasswordHasher
from sqlalchemy import Engine, event, select

from door_factory import DAY, EMAIL, KEYS, NOW, OTHER, PASSWORD, WRONG, at, doorway, quickly
from doors.entrance import HERE, entrance
from doors.hashing import watching
from dossier_factory import person
from partnerschapsakte.access.models import Person
from partnerschapsakte.access.rules.brakes import PAIR
from partnerschapsakte.access.schemas import NotSignedIn, SignedIn
from partnerschapsakte.access.service import passwords, signing_in
from partnerschapsakte.access.service.invitations import invite
from partnerschapsakte.foundation.actor import Actor, Role
from partnerschapsakte.foundation.database import reading, writing
from partnerschapsakte.journal.models import OutboxMessage

KEEPER = Actor("beheer", "Bea Beheer", frozenset({Role.ADMINISTRATOR}), grants=frozenset())
NOBODY = "niemand@voorbeeldstad.example"
TOKEN = {"name": "Export", "expires_on": "1-12-2026"}


@pytest.fixture(autouse=True)
def manager(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> Actor:
    """A contract manager who can sign in."""
    quickly(monkeypatch)
    with writing(engine)() as session:
        return person(session, "manager", Role.CONTRACT_MANAGER, DAY, PASSWORD)


@pytest.mark.parametrize(
    ("email", "password", "status"), [(EMAIL, PASSWORD, 303), (EMAIL, WRONG, 400), (NOBODY, PASSWORD, 400)]
)
def test_nothing_is_locked_while_a_password_is_compared(engine: Engine, email: str, password: str, status: int) -> None:
    with watching(engine) as hasher, entrance(engine, second_factor=False) as browser:
        browser.client.cookies.set("sessie", "van een vorige keer")
        assert browser.sign_in(email, password).status_code == status
    assert hasher.found
    assert set(hasher.found) == {0}


def test_nothing_is_locked_while_the_password_of_an_invitation_is_hashed(engine: Engine) -> None:
    with writing(engine)() as session:
        guest = person(session, "gast", Role.LEGAL_OFFICER, DAY)
        invite(session, at(NOW, KEEPER), guest.id, KEYS)
    with writing(engine)() as session:
        token = KEYS.unwrap("invitation", last_owed(session)["wrapped"]).decode()
    with watching(engine) as hasher, entrance(engine) as browser:
        browser.get(f"/uitnodiging/{token}")
        assert browser.post("/uitnodiging", token=HERE, password=OTHER).status_code == 303
    assert hasher.found == [0]


@pytest.mark.parametrize(
    ("form", "typed", "status", "hashes"),
    [
        ("wachtwoord", {"current": PASSWORD, "password": OTHER}, 303, 2),
        ("wachtwoord", {"current": PASSWORD, "password": "kort"}, 400, 0),
        ("wachtwoord", {"current": PASSWORD, "password": "wachtwoord123"}, 400, 1),
        ("wachtwoord", {"current": WRONG, "password": OTHER}, 400, 1),
        ("tweede-stap", {"password": PASSWORD}, 200, 1),
        ("tweede-stap", {"password": WRONG}, 400, 1),
        ("tokens", TOKEN | {"password": PASSWORD}, 200, 1),
        ("tokens", TOKEN | {"password": WRONG}, 403, 1),
    ],
)
def test_nothing_is_locked_while_a_form_asks_for_the_password_again(
    engine: Engine, form: str, typed: dict[str, str], status: int, hashes: int
) -> None:
    with entrance(engine, second_factor=False) as browser:
        browser.sign_in()
        with watching(engine) as hasher:
            assert browser.post(f"/account/{form}", **typed).status_code == status
    assert hasher.found == [0] * hashes


@pytest.mark.parametrize(
    ("form", "typed"),
    [
        ("wachtwoord", {"current": PASSWORD, "password": OTHER}),
        ("tweede-stap", {"password": PASSWORD}),
        ("tokens", TOKEN | {"password": PASSWORD}),
    ],
)
def test_who_was_signed_out_while_the_password_was_compared_is_sent_to_the_door(
    engine: Engine, manager: Actor, monkeypatch: pytest.MonkeyPatch, form: str, typed: dict[str, str]
) -> None:
    def meanwhile(stored: str | None, password: str) -> bool:
        with writing(engine)() as session:
            signing_in.end_sessions_of(session, at(NOW, KEEPER), manager.id)
        return is_right(stored, password)

    is_right = passwords.is_right
    with entrance(engine, second_factor=False) as browser:
        browser.sign_in()
        monkeypatch.setattr(passwords, "is_right", meanwhile)
        answer = browser.post(f"/account/{form}", **typed)
        assert answer.headers["location"].startswith("/inloggen")


def test_a_password_that_changed_while_it_was_compared_again_is_compared_once_more(
    engine: Engine, manager: Actor
) -> None:
    occasion = at(NOW, manager)
    compared = signing_in.compare_again(reading(engine), occasion, PASSWORD, doorway())
    assert compared is not None
    assert compared.right
    with writing(engine)() as session:
        session.get_one(Person, manager.id).password_hash = passwords.hashed(OTHER)
    with writing(engine)() as session:
        owner = session.get_one(Person, manager.id)
        refused = signing_in.prove_again(session, occasion, owner, PASSWORD, doorway(), compared)
        assert isinstance(refused, NotSignedIn)
        assert signing_in.prove_again(session, occasion, owner, OTHER, doorway(), compared) is None


def last_owed(session: Any) -> dict[str, Any]:
    """Return what the latest owed work holds."""
    return session.scalars(select(OutboxMessage).order_by(OutboxMessage.id.desc())).all()[0].payload


def test_who_is_locked_out_or_on_a_crowded_address_has_nothing_compared_beforehand(engine: Engine) -> None:
    for _ in range(PAIR.most):
        with writing(engine)() as session:
            signing_in.sign_in(session, at(NOW), EMAIL, WRONG, doorway())
    with watching(engine) as hasher:
        assert signing_in.compare(reading(engine), NOW, EMAIL, PASSWORD, doorway()) is None
    assert hasher.found == []


@pytest.mark.parametrize("email", [EMAIL, NOBODY])
def test_a_known_account_costs_as_much_beforehand_as_an_unknown_one(engine: Engine, email: str) -> None:
    with watching(engine) as hasher:
        signing_in.compare(reading(engine), NOW, NOBODY, WRONG, doorway())  # the hash of nobody is made once
        statements: list[str] = []
        event.listen(engine, "before_cursor_execute", lambda *told: statements.append(told[2].split()[0]))
        hasher.found.clear()
        compared = signing_in.compare(reading(engine), NOW, email, WRONG, doorway())
        assert len(hasher.found) == 1
        assert statements.count("SELECT") == 4
        assert compared is not None
        assert not compared.right


def test_a_password_that_changed_meanwhile_is_compared_again(engine: Engine, manager: Actor) -> None:
    def tried(password: str, compared: signing_in.Compared | None) -> SignedIn | NotSignedIn:
        with writing(engine)() as session:
            return signing_in.sign_in(session, at(NOW), EMAIL, password, doorway(), compared)

    old = signing_in.compare(reading(engine), NOW, EMAIL, PASSWORD, doorway())
    new = signing_in.compare(reading(engine), NOW, EMAIL, OTHER, doorway())
    assert old is not None
    assert new is not None
    assert (old.right, new.right) == (True, False)
    with writing(engine)() as session:
        found = session.get_one(Person, manager.id)
        found.password_hash = passwords.hashed(OTHER)
    assert isinstance(tried(PASSWORD, old), NotSignedIn)
    assert isinstance(tried(OTHER, new), SignedIn)


def test_a_hash_of_weaker_settings_is_renewed_while_nothing_is_locked(
    engine: Engine, manager: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    strong = PasswordHasher(time_cost=2, memory_cost=8, parallelism=1)
    monkeypatch.setattr(passwords, "ARGON2ID", strong)
    compared = signing_in.compare(reading(engine), NOW, EMAIL, PASSWORD, doorway())
    assert compared is not None
    with writing(engine)() as session:
        signing_in.sign_in(session, at(NOW), EMAIL, PASSWORD, doorway(), compared)
        assert session.get_one(Person, manager.id).password_hash == compared.renewed
    assert compared.renewed is not None
    assert not strong.check_needs_rehash(compared.renewed)
