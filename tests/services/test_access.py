"""People, mandates, and signing in with a password."""

import subprocess
import sys
from dataclasses import replace
from datetime import timedelta
from typing import Literal

import pytest
from argon2 import PasswordHasher
from pydantic import SecretStr, ValidationError
from sqlalchemy import Engine, event, select

from door_factory import (
    DAY,
    EMAIL,
    NOW,
    OTHER,
    PASSWORD,
    WRONG,
    at,
    everything_told,
    journal,
    refusal_of,
    sign_in,
    signed_in,
    who,
)
from dossier_factory import on, party, person
from partnerschapsakte.access import queries
from partnerschapsakte.access.models import SignedInSession
from partnerschapsakte.access.rules.signing_in import ABSOLUTE, IDLE, SEEN_EVERY
from partnerschapsakte.access.schemas import GrantMandate, NotSignedIn, RegisterPerson, SetPassword, SignedIn
from partnerschapsakte.access.service import passwords, people, signing_in
from partnerschapsakte.foundation.actor import Actor, Role
from partnerschapsakte.foundation.database import reading, writing
from partnerschapsakte.foundation.outcomes import Refusal
from partnerschapsakte.parties.rules import PartyKind


@pytest.fixture
def manager(engine: Engine) -> Actor:
    """A contract manager who can sign in."""
    with writing(engine)() as session:
        return person(session, "manager", Role.CONTRACT_MANAGER, DAY, PASSWORD)


def test_a_person_who_signed_in_is_known_by_the_token(engine: Engine, manager: Actor) -> None:
    assert who(engine, signed_in(engine).token, NOW) == replace(manager, grants=frozenset())


def test_only_hashes_of_passwords_and_tokens_are_stored(engine: Engine, manager: Actor) -> None:
    token = signed_in(engine).token
    with reading(engine)() as session:
        stored = queries.person(session, manager.id).password_hash
        assert stored is not None
        assert stored.startswith("$argon2id$")
        assert session.scalars(select(SignedInSession.token_hash)).all() == [queries.hash_of(token)]
    told = everything_told(engine)
    assert told
    assert not [secret for secret in (token, PASSWORD, stored) if secret in told]


@pytest.mark.usefixtures("manager")
def test_an_email_address_is_known_in_any_case(engine: Engine) -> None:
    assert isinstance(sign_in(engine, " Manager@Voorbeeldstad.EXAMPLE "), SignedIn)


@pytest.mark.usefixtures("manager")
def test_an_unknown_account_and_a_wrong_password_hear_the_same(engine: Engine) -> None:
    unknown, wrong = sign_in(engine, "niemand@voorbeeldstad.example"), sign_in(engine, password=WRONG)
    assert isinstance(unknown, NotSignedIn)
    assert isinstance(wrong, NotSignedIn)
    assert (unknown.refusal.code, unknown.refusal.message) == (wrong.refusal.code, wrong.refusal.message)


class CountingHasher(PasswordHasher):
    """Counts how many passwords it compares, and with what."""

    def __init__(self) -> None:
        super().__init__(time_cost=1, memory_cost=8, parallelism=1)
        self.settings: list[str] = []

    def verify(self, hash: str | bytes, password: str | bytes) -> Literal[True]:  # noqa: A002 - the library calls it so
        """Compare, and remember the settings of the hash."""
        self.settings.append(str(hash).rpartition("$")[0].rpartition("$")[0])
        return super().verify(hash, password)


def test_an_unknown_account_costs_as_much_as_a_wrong_password(
    engine: Engine, manager: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    with writing(engine)() as session:
        person(session, "zonder", Role.CONTRACT_MANAGER, DAY)
        gone = person(session, "weg", Role.CONTRACT_MANAGER, DAY, OTHER)
        people.disable_person(session, at(NOW), gone.id)
    statements: list[str] = []
    event.listen(engine, "before_cursor_execute", lambda *told: statements.append(told[2]))

    def cost(email: str, number: int) -> tuple[list[str], int]:
        hasher = CountingHasher()
        monkeypatch.setattr(passwords, "ARGON2ID", hasher)
        statements.clear()
        assert refusal_of(sign_in(engine, email, WRONG, address=f"198.51.100.{number}")) == "not_signed_in"
        return hasher.settings, len(statements)

    cost("niemand@voorbeeldstad.example", 0)  # the hash that belongs to nobody is made once
    costs = [
        cost(f"{name}@voorbeeldstad.example", number)
        for number, name in enumerate(("manager", "niemand", "zonder", "weg"), start=1)
    ]
    assert costs == [costs[0]] * 4
    assert len(costs[0][0]) == 1
    assert costs[0][0][0].startswith("$argon2id$")
    assert manager.id


def test_outside_tests_a_password_is_hashed_at_full_strength_whatever_the_environment_says() -> None:
    """OWASP asks for 46 MiB and one pass, or as much; RFC 9106 for 64 MiB and three passes."""
    asked = (
        "from partnerschapsakte.settings import Settings\n"
        "from partnerschapsakte.access.service.passwords import ARGON2ID\n"
        "Settings(demo=True)\n"
        "print(ARGON2ID.type.name, ARGON2ID.memory_cost, ARGON2ID.time_cost, ARGON2ID.hash_len, ARGON2ID.salt_len)"
    )
    names = ("PASSWORD", "HASH", "ARGON2ID", "TIME_COST", "MEMORY_COST", "QUICK_HASHES")
    weak = {f"PARTNERSCHAPSAKTE_{name}": "1" for name in names} | dict.fromkeys(names, "1")
    told = subprocess.run([sys.executable, "-c", asked], env=weak, capture_output=True, text=True, check=True)
    assert told.stdout.split() == ["ID", "65536", "3", "32", "16"]


def test_a_refused_sign_in_is_in_the_journal_after_the_commit(engine: Engine, manager: Actor) -> None:
    sign_in(engine, password=WRONG)
    (entry,) = journal(engine, "access:sign-in:refused")
    assert (entry["subject"], entry["because"]) == (manager.id, "wrong_password")
    assert "192.0.2.1" not in str(entry)


def test_somebody_without_a_password_does_not_sign_in(engine: Engine) -> None:
    with writing(engine)() as session:
        person(session, "manager", Role.CONTRACT_MANAGER, DAY)
    assert refusal_of(sign_in(engine, password="")) == "not_signed_in"


@pytest.mark.usefixtures("manager")
def test_an_hour_of_silence_signs_out(engine: Engine) -> None:
    token = signed_in(engine).token
    assert who(engine, token, NOW + IDLE - timedelta(seconds=1)) is not None
    assert who(engine, token, NOW + IDLE) is None


@pytest.mark.usefixtures("manager")
def test_being_seen_keeps_a_session_alive_until_half_a_day_has_passed(engine: Engine) -> None:
    token, now = signed_in(engine).token, NOW
    while now + IDLE / 2 < NOW + ABSOLUTE:
        now += IDLE / 2
        with writing(engine)() as session:
            signing_in.keep_alive(session, at(now), token)
    assert who(engine, token, NOW + ABSOLUTE - timedelta(seconds=1)) is not None
    assert who(engine, token, NOW + ABSOLUTE) is None


@pytest.mark.usefixtures("manager")
def test_being_seen_is_written_once_in_a_few_minutes(engine: Engine) -> None:
    token = signed_in(engine).token
    with reading(engine)() as session:
        assert not queries.is_worth_keeping_alive(session, token, NOW + SEEN_EVERY - timedelta(seconds=1))
        assert queries.is_worth_keeping_alive(session, token, NOW + SEEN_EVERY)
        assert not queries.is_worth_keeping_alive(session, "niets", NOW + SEEN_EVERY)


@pytest.mark.usefixtures("manager")
def test_signing_out_ends_the_session(engine: Engine) -> None:
    token = signed_in(engine).token
    for _ in range(2):
        with writing(engine)() as session:
            signing_in.sign_out(session, at(NOW), token)
    assert who(engine, token, NOW) is None
    assert len(journal(engine, "access:signed-out")) == 1


def test_an_unknown_token_is_nobody(engine: Engine) -> None:
    assert who(engine, "geraden", NOW) is None


def test_a_new_password_ends_every_session_of_this_person(engine: Engine, manager: Actor) -> None:
    token = signed_in(engine).token
    with writing(engine)() as session:
        command = SetPassword(person_id=manager.id, password=SecretStr(OTHER))
        passwords.set_password(session, at(NOW, manager), command)
    assert who(engine, token, NOW) is None
    assert refusal_of(sign_in(engine)) == "not_signed_in"
    assert isinstance(sign_in(engine, password=OTHER), SignedIn)


def test_nobody_sets_the_password_of_another(engine: Engine, manager: Actor) -> None:
    command = SetPassword(person_id=manager.id, password=SecretStr(OTHER))
    with pytest.raises(Refusal, match="administrator"), writing(engine)() as session:
        passwords.set_password(session, at(NOW, replace(manager, id="ander")), command)


def test_a_closed_account_is_signed_out_at_once(engine: Engine, manager: Actor) -> None:
    token = signed_in(engine).token
    with writing(engine)() as session:
        people.disable_person(session, at(NOW), manager.id)
    assert who(engine, token, NOW) is None
    assert refusal_of(sign_in(engine)) == "not_signed_in"
    with pytest.raises(Refusal, match="already closed"), writing(engine)() as session:
        people.disable_person(session, at(NOW), manager.id)


def test_a_password_has_twelve_characters() -> None:
    with pytest.raises(ValidationError, match="at least 12"):
        RegisterPerson.model_validate({"name": "A", "email": EMAIL, "password": "kort"})


@pytest.mark.usefixtures("manager")
def test_an_email_address_belongs_to_one_person(engine: Engine) -> None:
    with pytest.raises(Refusal, match="already registered"), writing(engine)() as session:
        person(session, "Manager", Role.AUDITOR, DAY)


def test_other_roles_count_at_the_next_request(engine: Engine, manager: Actor) -> None:
    token = signed_in(engine).token
    with writing(engine)() as session:
        people.change_roles(session, at(NOW), manager.id, (Role.AUDITOR,))
    actor = who(engine, token, NOW)
    assert actor is not None
    assert actor.roles == {Role.AUDITOR}


def test_a_mandate_lets_a_person_decide_for_one_authority(engine: Engine) -> None:
    with writing(engine)() as session:
        authority = party(session, "00000001", "Voorbeeldstad", PartyKind.CONTRACTING_AUTHORITY, DAY)
        holder = person(session, "wethouder", Role.MANDATE_HOLDER, DAY)
        command = GrantMandate(person_id=holder.id, authority_id=authority, basis="Mandaatbesluit 2018")
        actor = people.grant_mandate(session, on(DAY), command).actor
    assert actor.may_decide_for(authority)
    assert not actor.may_decide_for("ander")
    with reading(engine)() as session:
        assert queries.person(session, holder.id).actor == actor


def test_a_contract_manager_registers_nobody(engine: Engine, manager: Actor) -> None:
    command = RegisterPerson.model_validate({"name": "A", "email": "a@voorbeeldstad.example"})
    with pytest.raises(Refusal, match="administrator"), writing(engine)() as session:
        people.register_person(session, at(NOW, manager), command)
    with pytest.raises(Refusal, match="administrator"), writing(engine)() as session:
        people.change_roles(session, at(NOW, manager), manager.id, tuple(Role))
    with pytest.raises(Refusal, match="administrator"), writing(engine)() as session:
        people.disable_person(session, at(NOW, manager), manager.id)


def test_a_password_hash_of_weaker_settings_is_renewed_at_sign_in(engine: Engine, manager: Actor) -> None:
    weak = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1, hash_len=16).hash(PASSWORD)
    with writing(engine)() as session:
        queries.person(session, manager.id).password_hash = weak
    assert isinstance(sign_in(engine), SignedIn)
    with reading(engine)() as session:
        assert queries.person(session, manager.id).password_hash != weak


def test_a_provider_gives_no_mandate(engine: Engine) -> None:
    with writing(engine)() as session:
        provider = party(session, "00000002", "Zorg Een (verzonnen)", PartyKind.PROVIDER, DAY)
        holder = person(session, "wethouder", Role.MANDATE_HOLDER, DAY)
    with pytest.raises(Refusal, match="contracting authority"), writing(engine)() as session:
        people.grant_mandate(
            session, on(DAY), GrantMandate(person_id=holder.id, authority_id=provider, basis="Geen besluit")
        )


def test_everybody_is_listed_by_name(engine: Engine) -> None:
    with writing(engine)() as session:
        for name in ("zoe", "anna"):
            person(session, name, Role.AUDITOR, DAY)
    with reading(engine)() as session:
        assert [one.name for one in queries.people(session)] == ["anna", "zoe"]
        with pytest.raises(Refusal, match="no person"):
            queries.person(session, "niemand")
