"""Signing in with the account of one's organisation, against a provider that lies in every way we know."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from joserfc import jwt
from sqlalchemy import Engine, func, select

from door_factory import DAY, EMAIL, KEYS, NOW, PASSWORD, WRONG, at, everything_told, journal
from doors.entrance import Clock, Visitor, entrance
from doors.fake_provider import (
    CLIENT_ID,
    SECRET,
    SUBJECT,
    FakeProvider,
    ec_key,
    fake_provider,
    rsa_key,
    signed,
    unsigned,
    with_its_own_key,
    with_public_key_as_secret,
    with_something_critical,
)
from doors.hashing import watching
from dossier_factory import person
from partnerschapsakte.access import queries
from partnerschapsakte.access.models import FederatedIdentity, PendingSignIn, Person
from partnerschapsakte.access.rules.brakes import FEDERATION, Brake
from partnerschapsakte.access.service import people
from partnerschapsakte.cli.serving import fittings_of
from partnerschapsakte.foundation.actor import Actor, Role
from partnerschapsakte.foundation.database import reading, writing
from partnerschapsakte.gateways.identity_provider import Client, CodeRefused, IdentityProvider, ProviderOutage
from partnerschapsakte.settings import Settings

LEAVE, BACK = "/inloggen/organisatie", "/inloggen/organisatie/terug"
SENTENCE = "Signing in through your organisation did not succeed"
DUTCH = "Inloggen via uw organisatie is niet gelukt"


@pytest.fixture
def clock() -> Clock:
    """The moment of everything in a test."""
    return Clock()


@pytest.fixture(scope="module")
def server() -> Iterator[FakeProvider]:
    """A provider that runs on this machine: to stop one takes half a second, so there is one for all tests."""
    with fake_provider(Clock()) as running:
        yield running


@pytest.fixture
def provider(clock: Clock, server: FakeProvider) -> FakeProvider:
    """The provider as it begins: nobody changed it, and it was asked nothing."""
    vars(server).update(vars(FakeProvider(clock, server.address)))
    return server


@dataclass
class Trip:
    """A browser, the provider, and the way between them."""

    browser: Visitor
    provider: FakeProvider

    def leave(self, wanted: str = "/") -> str:
        """Go to the provider, and return the address there."""
        answer = self.browser.get(f"{LEAVE}?naar={wanted}")
        assert answer.status_code == 303, answer.text
        return answer.headers["location"]

    def back(self, **answered: str) -> Any:
        """Come back with what the provider answered."""
        return self.browser.get(BACK, params=answered)

    def go(self, wanted: str = "/", **lies: Any) -> Any:
        """Leave, sign in there, and come back; ``lies`` are other claims, or a way to forge the token."""
        return self.back(**self.provider.sign_in(self.leave(wanted), **lies))


@pytest.fixture
def trip(engine: Engine, clock: Clock, provider: FakeProvider) -> Iterator[Trip]:
    """A browser in front of an application that knows the provider."""
    with entrance(engine, clock, provider=provider.client(), https=True) as browser:
        yield Trip(browser, provider)


def known(engine: Engine, **changes: Any) -> Person | None:
    """Return the person of the provider's account, after changing a few of its fields."""
    with writing(engine)() as session:
        found = session.scalars(select(FederatedIdentity)).one_or_none()
        if found is None:
            return None
        somebody = queries.person(session, found.person_id)
        for name, value in changes.items():
            setattr(somebody, name, value)
        return somebody


def refused_because(engine: Engine) -> list[str]:
    """Return why people did not come in, in order."""
    return [entry["because"] for entry in journal(engine, "access:federation:refused")]


def stayed_outside(trip: Trip, answer: Any, engine: Engine, because: str) -> None:
    """Hold that nobody came in, that one calm sentence was told, and that the journal says why."""
    assert answer.status_code in {403, 429}, answer.text
    assert DUTCH in answer.text or SENTENCE in answer.text
    assert trip.browser.cookie("sessie") == ""
    assert known(engine) is None
    assert refused_because(engine)[-1] == because


def test_a_stranger_comes_in_without_roles_or_rights_and_reads_what_to_do(trip: Trip, engine: Engine) -> None:
    answer = trip.go("/dossiers")
    assert (answer.status_code, answer.headers["location"]) == (303, "/account")
    page = trip.browser.get("/account").text
    assert "Mieke de Werker" in page
    assert "house-notice" in page
    somebody = known(engine)
    assert somebody is not None
    assert (somebody.roles, somebody.password_hash) == ([], None)
    assert somebody.email == "m.dewerker@voorbeeldstad.example"
    with reading(engine)() as session:
        identity = session.scalars(select(FederatedIdentity)).one()
        assert (identity.issuer, identity.subject) == (trip.provider.address, SUBJECT)
        assert session.scalar(select(func.count()).select_from(PendingSignIn)) == 0
    assert journal(engine, "access:signed-in")[-1]["method"] == "federation"


def test_who_has_rights_comes_where_they_wanted_to_be(trip: Trip, engine: Engine) -> None:
    trip.go()
    known(engine, roles=[Role.AUDITOR.value])
    trip.browser.post("/uitloggen")
    assert trip.go("/dossiers").headers["location"] == "/dossiers"
    assert trip.browser.get("/dossiers").status_code == 200
    with reading(engine)() as session:
        assert session.scalar(select(func.count()).select_from(Person)) == 1


def test_another_name_and_address_at_the_provider_are_the_same_person_here(trip: Trip, engine: Engine) -> None:
    trip.go()
    trip.browser.post("/uitloggen")
    trip.go(email="getrouwd@voorbeeldstad.example", name="Mieke Anders")
    with reading(engine)() as session:
        assert session.scalar(select(func.count()).select_from(Person)) == 1


def test_the_browser_takes_a_hash_of_the_secret_along_and_names_of_256_bits(trip: Trip, engine: Engine) -> None:
    asked = {name: values[0] for name, values in parse_qs(urlsplit(trip.leave()).query).items()}
    assert (asked["response_type"], asked["client_id"], asked["scope"]) == ("code", CLIENT_ID, "openid profile email")
    assert (asked["code_challenge_method"], len(asked["code_challenge"])) == ("S256", 43)
    assert len(asked["state"]) == len(asked["nonce"]) == 43
    again = {name: values[0] for name, values in parse_qs(urlsplit(trip.leave()).query).items()}
    assert not [name for name in ("state", "nonce", "code_challenge") if asked[name] == again[name]]
    with reading(engine)() as session:
        kept = session.scalars(select(PendingSignIn)).all()
        stored = " ".join(f"{one.state_hash} {one.browser_hash} {one.code_verifier} {one.nonce}" for one in kept)
    assert not [one for one in (asked["state"], asked["nonce"], trip.browser.cookie("vertrek")) if one in stored]
    assert KEYS.unwrap("pkce", kept[0].code_verifier)


def test_the_client_proves_itself_and_the_secret_is_encoded_as_the_standard_says(trip: Trip) -> None:
    trip.go()
    (proof,) = trip.provider.proofs
    assert proof["authorization"].startswith("Basic ")
    assert SECRET not in str(proof)


@pytest.mark.parametrize("way", ["client_secret_post", "private_key_jwt"])
def test_the_client_proves_itself_in_the_way_that_the_provider_takes(
    engine: Engine, clock: Clock, provider: FakeProvider, way: str
) -> None:
    provider.metadata["token_endpoint_auth_methods_supported"] = [way]
    key = rsa_key("klant").as_pem(private=True).decode() if way == "private_key_jwt" else ""
    with entrance(engine, clock, provider=provider.client(private_key=key), https=True) as browser:
        assert Trip(browser, provider).go().headers["location"] == "/account"
    assert provider.proofs[0]["authorization"] == ""


def test_with_a_key_file_the_client_signs_for_this_provider_and_sends_no_secret(
    provider: FakeProvider, tmp_path: Path
) -> None:
    key = tmp_path / "klant.pem"
    key.write_bytes(rsa_key("klant").as_pem(private=True))
    told = {"oidc_issuer": provider.address, "oidc_client_id": CLIENT_ID, "oidc_client_secret": SECRET}
    installed = fittings_of(Settings.model_validate(told | {"oidc_client_key_file": key})).identity_provider
    assert isinstance(installed, IdentityProvider)
    with pytest.raises(CodeRefused):
        installed.redeem("geen code", "x" * 43)
    (proof,) = provider.proofs
    assert proof["client_assertion_type"] == "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
    said = jwt.decode(proof["client_assertion"], rsa_key("klant"), algorithms=["RS256"]).claims
    assert (said["iss"], said["sub"], said["aud"]) == (CLIENT_ID, CLIENT_ID, f"{provider.address}/token")
    assert said["exp"] > said["iat"]
    assert len(said["jti"]) >= 16
    assert SECRET not in str(proof)


FAULTY: dict[str, tuple[dict[str, Any], str]] = {
    "another issuer": ({"iss": "https://kwaad.example"}, "wrong_issuer"),
    "no issuer": ({"iss": None}, "wrong_issuer"),
    "another audience": ({"aud": "een ander programma"}, "wrong_audience"),
    "no audience": ({"aud": None}, "wrong_audience"),
    "audiences without a party": ({"aud": [CLIENT_ID, "een ander"]}, "wrong_party"),
    "another party": ({"aud": [CLIENT_ID, "een ander"], "azp": "een ander"}, "wrong_party"),
    "another nonce": ({"nonce": "een ander"}, "wrong_nonce"),
    "no nonce": ({"nonce": None}, "wrong_nonce"),
    "a nonce of another kind": ({"nonce": 7}, "wrong_nonce"),
    "no subject": ({"sub": None}, "no_subject"),
    "an empty subject": ({"sub": ""}, "no_subject"),
    "a subject of another kind": ({"sub": ["x"]}, "no_subject"),
    "no expiry": ({"exp": None}, "no_time"),
    "an endless expiry": ({"exp": float("inf")}, "no_time"),
    "an expiry in words": ({"exp": "morgen"}, "no_time"),
    "no moment of issue": ({"iat": None}, "no_time"),
    "a signature of nobody": ({"forge": unsigned}, "algorithm"),
    "a signature with the public key": ({"forge": with_public_key_as_secret}, "algorithm"),
    "a signature of another key": (
        {"forge": lambda _, claims: signed(claims, rsa_key("vreemd"), kid="eerste")},
        "bad_signature",
    ),
    "the name of another key": ({"forge": lambda _, claims: signed(claims, rsa_key("vreemd"))}, "unknown_key"),
    "a key in the token itself": ({"forge": with_its_own_key}, "bad_signature"),
    "a key for another algorithm": (
        {"forge": lambda _, claims: signed(claims, ec_key("kromme"), "ES256", kid="eerste")},
        "unknown_key",
    ),
    "something critical that we do not know": ({"forge": with_something_critical}, "token_unreadable"),
    "no token at all": ({"forge": lambda _, __: "geen token"}, "token_unreadable"),
    "a payload that is no object": (
        {"forge": lambda it, claims: signed(claims, it.keys[0]).replace(".", ".W10.", 1)},
        "token_unreadable",
    ),
    "an address that nobody checked": ({"email_verified": False}, "no_address"),
    "no address": ({"email": None}, "no_address"),
    "an address with a line end": ({"email": "a@b.example\r\nBcc: c@d.example"}, "no_address"),
}


@pytest.mark.parametrize("fault", FAULTY)
def test_a_faulty_token_lets_nobody_in(trip: Trip, engine: Engine, fault: str) -> None:
    lies, because = FAULTY[fault]
    answer = trip.go(**lies)
    stayed_outside(trip, answer, engine, because)
    told = everything_told(engine)
    assert "eyJ" not in told
    assert not [one for one in (SUBJECT, "m.dewerker@voorbeeldstad.example") if one in told]


@pytest.mark.parametrize(
    ("claim", "seconds", "because"),
    [
        ("exp", -59, None),
        ("exp", -60, "expired"),
        ("iat", 60, None),
        ("iat", 61, "from_the_future"),
        ("nbf", 60, None),
        ("nbf", 61, "not_yet_valid"),
    ],
)
def test_clocks_may_differ_by_a_minute(
    trip: Trip, engine: Engine, claim: str, seconds: int, because: str | None
) -> None:
    lies: Any = {claim: int(trip.browser.clock().timestamp()) + seconds}
    answer = trip.go(**lies)
    if because is None:
        assert answer.status_code == 303
    else:
        stayed_outside(trip, answer, engine, because)


@pytest.mark.parametrize(
    ("changes", "lies", "because"),
    [
        ({"levels": ("hoog",)}, {"acr": "hoog"}, None),
        ({"levels": ("hoog", "substantieel")}, {"acr": "substantieel"}, None),
        ({"levels": ("hoog",)}, {"acr": "laag"}, "level_too_low"),
        ({"levels": ("hoog",)}, {}, "level_too_low"),
        ({"levels": ("hoog",)}, {"acr": ["hoog"]}, "level_too_low"),
        ({"max_age": timedelta(hours=1)}, {"auth_time": 3600}, None),
        ({"max_age": timedelta(hours=1)}, {"auth_time": 3661}, "proved_too_long_ago"),
        ({"max_age": timedelta(hours=1)}, {}, "no_time"),
    ],
)
def test_the_level_and_the_age_that_we_ask_for_are_checked(
    engine: Engine,
    clock: Clock,
    provider: FakeProvider,
    changes: dict[str, Any],
    lies: dict[str, Any],
    because: str | None,
) -> None:
    if "auth_time" in lies:
        lies = {"auth_time": int(clock().timestamp()) - lies["auth_time"]}
    with entrance(engine, clock, provider=provider.client(**changes), https=True) as browser:
        trip = Trip(browser, provider)
        way_out = trip.leave()
        assert ("acr_values=hoog" in way_out, "max_age=3600" in way_out) == ("levels" in changes, "max_age" in changes)
        answer = trip.back(**provider.sign_in(way_out, **lies))
        if because is None:
            assert answer.status_code == 303
        else:
            stayed_outside(trip, answer, engine, because)


@pytest.mark.parametrize("algorithm", ["RS256", "PS256", "ES256"])
def test_three_algorithms_are_taken(trip: Trip, algorithm: str) -> None:
    key = ec_key("kromme") if algorithm == "ES256" else rsa_key("eerste")
    trip.provider.keys = [key]
    assert trip.go(forge=lambda _, claims: signed(claims, key, algorithm)).status_code == 303


def test_a_single_key_needs_no_name_and_two_do(trip: Trip, engine: Engine) -> None:
    assert trip.go(forge=lambda it, claims: signed(claims, it.keys[0], kid=None)).status_code == 303
    trip.browser.post("/uitloggen")
    trip.provider.keys.append(rsa_key("tweede"))
    trip.browser.clock.forward(hours=1)
    answer = trip.go(forge=lambda it, claims: signed(claims, it.keys[0], kid=None))
    assert answer.status_code == 403
    assert refused_because(engine) == ["unknown_key"]


def test_a_new_key_is_fetched_once_a_minute_at_most(trip: Trip, engine: Engine) -> None:
    assert trip.go().status_code == 303
    trip.browser.post("/uitloggen")
    trip.provider.keys = [rsa_key("tweede")]
    assert trip.go().status_code == 403
    assert trip.provider.asked.count("/keys") == 1
    trip.browser.clock.forward(minutes=1)
    assert trip.go().status_code == 303
    assert trip.provider.asked.count("/keys") == 2
    assert refused_because(engine) == ["unknown_key"]


def test_a_browser_that_was_not_sent_is_not_taken_back(trip: Trip, engine: Engine) -> None:
    answered = trip.provider.sign_in(trip.leave())
    stayed_outside(trip, trip.back(**{**answered, "state": "verzonnen"}), engine, "state_unknown")
    stayed_outside(trip, trip.back(code=answered["code"]), engine, "state_unknown")
    assert trip.back(**answered).status_code == 303


def test_a_browser_comes_back_once(trip: Trip, engine: Engine) -> None:
    answered = trip.provider.sign_in(trip.leave())
    assert trip.back(**answered).status_code == 303
    trip.browser.post("/uitloggen")
    assert trip.back(**answered).status_code == 403
    assert refused_because(engine) == ["state_unknown"]


def test_what_was_started_in_one_browser_does_not_end_in_another(
    trip: Trip, engine: Engine, clock: Clock, provider: FakeProvider
) -> None:
    answered = provider.sign_in(trip.leave())
    with entrance(engine, clock, provider=provider.client(), https=True) as other:
        victim = Trip(other, provider)
        stayed_outside(victim, victim.back(**answered), engine, "other_browser")
        provider.sign_in(victim.leave())
        stayed_outside(victim, victim.back(**answered), engine, "state_unknown")


def test_a_browser_comes_back_within_ten_minutes(trip: Trip, engine: Engine) -> None:
    answered = trip.provider.sign_in(trip.leave())
    trip.browser.clock.forward(minutes=10)
    stayed_outside(trip, trip.back(**answered), engine, "too_late")


def test_a_code_of_another_journey_is_refused_by_its_verifier(trip: Trip, engine: Engine) -> None:
    stolen = trip.provider.sign_in(trip.leave())
    own = trip.provider.sign_in(trip.leave())
    stayed_outside(trip, trip.back(state=own["state"], code=stolen["code"]), engine, "code_refused")


def test_a_code_that_was_used_is_refused(trip: Trip, engine: Engine) -> None:
    first = trip.provider.sign_in(trip.leave())
    trip.provider.codes[first["code"]].used = True
    stayed_outside(trip, trip.back(**first), engine, "code_refused")


def test_a_code_of_another_provider_is_not_sent_to_ours(trip: Trip, engine: Engine) -> None:
    answered = trip.provider.sign_in(trip.leave())
    stayed_outside(trip, trip.back(**answered, iss="https://kwaad.example"), engine, "other_provider")
    assert trip.provider.proofs == []


def test_a_provider_that_says_who_it_is_must_say_so(trip: Trip, engine: Engine) -> None:
    trip.provider.metadata["authorization_response_iss_parameter_supported"] = True
    stayed_outside(trip, trip.go(), engine, "other_provider")
    answered = trip.provider.sign_in(trip.leave())
    assert trip.back(**answered, iss=trip.provider.address).status_code == 303


def test_a_provider_that_says_no_is_told_calmly(trip: Trip, engine: Engine) -> None:
    state = parse_qs(urlsplit(trip.leave()).query)["state"][0]
    answer = trip.back(state=state, error="access_denied", error_description="<script>")
    stayed_outside(trip, answer, engine, "provider_said_no")
    assert "<script>" not in answer.text


def test_an_address_that_somebody_has_already_opens_no_account(trip: Trip, engine: Engine) -> None:
    with writing(engine)() as session:
        manager = person(session, "manager", Role.CONTRACT_MANAGER, DAY, PASSWORD)
    answer = trip.go(email="Manager@Voorbeeldstad.example")
    assert answer.status_code == 409
    assert trip.browser.cookie("sessie") == ""
    assert refused_because(engine) == ["address_taken"]
    with reading(engine)() as session:
        assert queries.identities(session, manager.id) == []


def test_a_closed_account_stays_closed(trip: Trip, engine: Engine) -> None:
    trip.go()
    trip.browser.post("/uitloggen")
    somebody = known(engine)
    assert somebody is not None
    with writing(engine)() as session:
        people.disable_person(session, at(NOW), somebody.id)
    answer = trip.go()
    assert answer.status_code == 403
    assert refused_because(engine) == ["account_closed"]


def test_a_provider_that_is_away_is_told_and_who_is_signed_in_works_on(trip: Trip, engine: Engine) -> None:
    trip.go()
    trip.provider.broken = True
    trip.browser.clock.forward(hours=1, minutes=-1)
    assert trip.browser.get("/account").status_code == 200
    trip.browser.clock.forward(minutes=2)
    assert trip.browser.get("/account").status_code == 200
    trip.browser.post("/uitloggen")
    answer = trip.browser.get(LEAVE)
    assert answer.status_code == 503
    assert refused_because(engine) == ["unreachable"]
    trip.provider.broken = False
    assert trip.go().status_code == 303


def test_a_provider_that_does_not_answer_is_left_alone_for_a_moment(clock: Clock) -> None:
    gone = IdentityProvider(Client("http://127.0.0.1:9", CLIENT_ID, "http://127.0.0.1/terug"), now=clock)
    with pytest.raises(ProviderOutage, match="Connect"):
        gone.names_itself()
    with pytest.raises(ProviderOutage, match="a moment ago"):
        gone.names_itself()
    clock.forward(seconds=10)
    with pytest.raises(ProviderOutage, match="Connect"):
        gone.names_itself()
    assert gone.sign_out_address() is None


def test_no_redirect_is_followed(provider: FakeProvider) -> None:
    provider.redirects = True
    with pytest.raises(ProviderOutage, match="302"):
        provider.client().names_itself()
    assert provider.asked == ["/.well-known/openid-configuration"]


def test_a_provider_that_calls_itself_otherwise_is_not_believed(provider: FakeProvider) -> None:
    provider.metadata["issuer"] = "https://kwaad.example"
    with pytest.raises(ProviderOutage, match="otherwise"):
        provider.client().names_itself()


@pytest.mark.parametrize(
    "address", ["http://kwaad.example/token", "ftp://127.0.0.1/token", "file:///etc/passwd", "//x", "", 7]
)
def test_an_address_without_encryption_is_not_asked(provider: FakeProvider, address: Any) -> None:
    provider.metadata |= {"token_endpoint": address, "authorization_endpoint": address, "end_session_endpoint": address}
    client = provider.client()
    with pytest.raises(ProviderOutage, match="safe"):
        client.way_out(state="s", nonce="n", verifier="v")
    with pytest.raises(ProviderOutage, match="safe"):
        client.redeem("c", "v")
    assert client.sign_out_address() is None
    with pytest.raises(ProviderOutage, match="not safe"):
        IdentityProvider(Client("http://kwaad.example", CLIENT_ID, "http://127.0.0.1/")).names_itself()


def test_coming_back_with_nonsense_is_counted_apart_from_passwords(trip: Trip, engine: Engine) -> None:
    with writing(engine)() as session:
        person(session, "manager", Role.CONTRACT_MANAGER, DAY, PASSWORD)
    for _ in range(FEDERATION.most):
        assert trip.back(state="verzonnen").status_code == 403
    answer = trip.back(state="verzonnen")
    assert (answer.status_code, answer.headers["retry-after"]) == (429, "60")
    assert len(refused_because(engine)) == FEDERATION.most
    assert trip.browser.sign_in().status_code == 303
    trip.browser.post("/uitloggen")
    assert trip.go().status_code == 303


def test_signing_out_here_says_that_the_organisation_is_still_signed_in(trip: Trip) -> None:
    trip.go()
    assert trip.browser.post("/uitloggen").headers["location"] == "/uitgelogd"
    page = trip.browser.get("/uitgelogd").text
    assert f"{trip.provider.address}/logout?client_id={CLIENT_ID}" in page


@pytest.fixture
def inside(trip: Trip, engine: Engine) -> Trip:
    """A browser in which a local account is signed in, with its second factor left out."""
    with writing(engine)() as session:
        person(session, "manager", Role.CONTRACT_MANAGER, DAY, PASSWORD)
    trip.browser.client.app.state["second_factor"] = False
    trip.browser.sign_in()
    return trip


def connect(trip: Trip) -> str:
    """Ask to connect the organisation's account, and return the address where to sign in."""
    trip.browser.get("/account/koppelen")
    page = trip.browser.post("/account/koppelen", password=PASSWORD).text
    return page.partition(f'href="{trip.provider.address}')[2].partition('"')[0].replace("&amp;", "&")


def manager_of(engine: Engine) -> Actor:
    """Return the owner of the local account."""
    with reading(engine)() as session:
        found = queries.person_by_email(session, EMAIL)
        assert found is not None
        return found.actor


def test_nothing_is_locked_while_the_password_is_compared_before_an_account_is_connected(
    inside: Trip, engine: Engine
) -> None:
    with watching(engine) as hasher:
        assert connect(inside)
    assert hasher.found == [0]


def test_an_account_is_connected_by_its_owner_from_inside(inside: Trip, engine: Engine) -> None:
    assert inside.browser.post("/account/koppelen", password=WRONG).status_code == 400
    answer = inside.back(**inside.provider.sign_in(connect(inside)))
    assert (answer.status_code, answer.headers["location"]) == (303, "/account")
    inside.browser.post("/uitloggen")
    assert inside.go("/account").headers["location"] == "/account"
    assert journal(engine, "access:signed-in")[-1]["subject"] == manager_of(engine).id
    answer = inside.browser.post("/account/ontkoppelen")
    assert answer.headers["location"] == "/account"
    assert inside.browser.get("/account").status_code == 303
    assert journal(engine, "person:identity:unlinked")[0]["identities"] == 1


def test_an_account_is_not_connected_to_two_people(inside: Trip, engine: Engine) -> None:
    inside.back(**inside.provider.sign_in(connect(inside)))
    with writing(engine)() as session:
        person(session, "collega", Role.CONTRACT_MANAGER, DAY, PASSWORD)
    inside.browser.post("/uitloggen")
    inside.browser.sign_in("collega@voorbeeldstad.example")
    answer = inside.back(**inside.provider.sign_in(connect(inside)))
    assert answer.status_code == 403
    assert refused_because(engine) == ["other_person"]


def test_who_left_to_connect_is_the_one_who_comes_back(inside: Trip, engine: Engine) -> None:
    way_out = connect(inside)
    with writing(engine)() as session:
        person(session, "collega", Role.CONTRACT_MANAGER, DAY, PASSWORD)
    inside.browser.post("/uitloggen")
    answered = inside.provider.sign_in(way_out)
    assert inside.back(**answered).headers["location"].startswith("/inloggen")
    inside.browser.sign_in()
    way_out = connect(inside)
    inside.browser.post("/uitloggen")
    inside.browser.sign_in("collega@voorbeeldstad.example")
    assert inside.back(**inside.provider.sign_in(way_out)).status_code == 403
    assert refused_because(engine) == ["other_person"]
    with reading(engine)() as session:
        assert session.scalar(select(func.count()).select_from(FederatedIdentity)) == 0


def test_who_has_no_password_does_not_cut_off_their_only_way_in(trip: Trip) -> None:
    trip.go()
    assert trip.browser.post("/account/ontkoppelen").status_code == 409
    for path in ("/account/koppelen", "/account/tweede-stap"):
        assert trip.browser.get(path).status_code == 404


def test_without_a_provider_its_doors_are_not_there(engine: Engine) -> None:
    with entrance(engine, second_factor=False) as browser:
        for path in (LEAVE, f"{BACK}?state=x&code=y", "/uitgelogd"):
            assert browser.get(path).status_code == 404
        assert LEAVE not in browser.get("/inloggen").text


def test_a_flood_of_departures_from_one_address_writes_no_row_without_end(
    trip: Trip, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("partnerschapsakte.access.rules.brakes.DEPARTURE", Brake("departure", 3, timedelta(minutes=1)))
    for _ in range(3):
        trip.leave()
    turned_away = [trip.browser.get(LEAVE) for _ in range(3)]
    assert {answer.status_code for answer in turned_away} == {429}
    assert turned_away[0].headers["retry-after"] == "60"
    with reading(engine)() as session:
        assert session.scalar(select(func.count()).select_from(PendingSignIn)) == 3
