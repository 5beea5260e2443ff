"""The clock of a demonstration is wound forward by its visitors, never back; without a demonstration there is none."""

from collections.abc import Iterator
from copy import copy
from datetime import timedelta
from typing import Any

import pytest
from litestar import Litestar, Response, get
from litestar.testing import TestClient
from sqlalchemy import Engine

from applications import TEMPLATES, NoEvents, application
from doors.conftest import PASSWORD, Browser
from dossier_factory import opened
from partnerschapsakte.access.schemas import SetPassword
from partnerschapsakte.access.service.passwords import set_password
from partnerschapsakte.app import create_app, state_of
from partnerschapsakte.cli.demonstration import KEEPER
from partnerschapsakte.foundation.clock import PracticeClock, local_date, now
from partnerschapsakte.foundation.database import connect, writing
from partnerschapsakte.foundation.occasion import Occasion
from partnerschapsakte.web.practice import ADDRESS, MarkedDownloads, let_practise

REFUSED, INVALID, GONE = 409, 400, 404


@pytest.fixture(scope="module")
def hung(tmp_path_factory: pytest.TempPathFactory) -> tuple[Litestar, PracticeClock]:
    """The doors of a demonstration, hung once, and the clock on them."""
    clock = PracticeClock(tmp_path_factory.mktemp("practice") / "klok")
    app = create_app(connect("sqlite://"), TEMPLATES, demo_password=PASSWORD)
    app.event_emitter = NoEvents(())
    let_practise(app, clock)
    return app, clock


@pytest.fixture
def clock(hung: tuple[Litestar, PracticeClock]) -> PracticeClock:
    """A clock that was never wound."""
    hung[1].file.unlink(missing_ok=True)
    return hung[1]


@pytest.fixture
def practice(engine: Engine, hung: tuple[Litestar, PracticeClock], clock: PracticeClock) -> Iterator[Browser]:
    """A demonstration with somebody in it."""
    with writing(engine)() as session:
        person = opened(session, local_date(now())).manager.id
        command = SetPassword.model_validate({"person_id": person, "password": PASSWORD})
        set_password(session, Occasion(KEEPER, now(), now()), command)
    app = copy(hung[0])
    app.state = state_of(engine, TEMPLATES, now=clock.now, demo_password=PASSWORD)
    app.state.pages = hung[0].state.pages
    with TestClient(app) as client:
        browser = Browser(client)
        browser.open("/inloggen")
        browser.send("/inloggen/demo", person_id=person)
        yield browser


def test_the_clock_runs_as_the_real_one_until_it_is_wound(clock: PracticeClock) -> None:
    assert abs(clock.now() - now()) < timedelta(seconds=5)


def test_the_clock_keeps_how_far_it_was_wound(clock: PracticeClock) -> None:
    later = local_date(now()) + timedelta(days=40)
    clock.wind(later)
    assert local_date(PracticeClock(clock.file).now()) == later


def test_the_clock_does_not_run_back(clock: PracticeClock) -> None:
    later = local_date(now()) + timedelta(days=40)
    clock.wind(later)
    clock.wind(later - timedelta(days=10))
    assert local_date(clock.now()) == later


def test_every_page_says_which_day_is_practised(practice: Browser) -> None:
    assert 'href="/oefenklok"' in practice.open("/dossiers")


def test_a_visitor_winds_the_clock_forward(practice: Browser, clock: PracticeClock) -> None:
    later = local_date(now()) + timedelta(days=2)
    assert practice.send("/oefenklok", day=later.isoformat()) == "/oefenklok"
    assert local_date(clock.now()) == later


def test_whoever_the_wound_clock_signed_out_reads_why(practice: Browser, clock: PracticeClock) -> None:
    assert "Uw sessie is voorbij" not in practice.open("/inloggen")
    clock.wind(local_date(now()) + timedelta(days=40))
    assert "Uw sessie is voorbij" in practice.open("/inloggen")
    practice.client.cookies.clear()
    assert "Uw sessie is voorbij" not in practice.open("/inloggen")


@pytest.mark.parametrize(("days", "status"), [(0, REFUSED), (-1, REFUSED), (366 * 20, INVALID)])
def test_a_day_that_cannot_be_is_refused(practice: Browser, clock: PracticeClock, days: int, status: int) -> None:
    today = local_date(now())
    practice.send("/oefenklok", status, day=(today + timedelta(days=days)).isoformat())
    assert local_date(clock.now()) == today


def test_a_day_is_needed(practice: Browser) -> None:
    practice.send("/oefenklok", 400, day="")


def doors_of(app: Litestar) -> set[tuple[str, str]]:
    return {(method, path) for path, methods in app.route_handler_method_map.items() for method in methods}


def test_practice_adds_one_address_to_the_matrix_of_rights_and_who_did_not_sign_in_does_not_get_there(
    hung: tuple[Litestar, PracticeClock], practice: Browser, clock: PracticeClock
) -> None:
    added = doors_of(hung[0]) - doors_of(create_app(connect("sqlite://"), TEMPLATES, demo_password=PASSWORD))
    assert {one for one in added if one[0] != "OPTIONS"} == {("GET", ADDRESS), ("POST", ADDRESS)}
    practice.client.cookies.clear()
    asked = practice.client.get(ADDRESS, follow_redirects=False)
    assert asked.headers["location"].startswith("/inloggen")
    sent = practice.client.post(ADDRESS, data={"day": "1-1-2030"}, follow_redirects=False)
    assert sent.status_code in {303, 403}
    assert not clock.file.exists()


def test_without_practice_there_is_no_clock(engine: Engine) -> None:
    with TestClient(application(engine, demo_password=PASSWORD)) as client:
        assert client.get("/oefenklok").status_code == GONE
        assert "/oefenklok" not in client.get("/inloggen").text


def test_the_name_of_what_is_downloaded_says_that_it_is_practice() -> None:
    @get("/brief", sync_to_thread=False)
    def letter() -> Response[bytes]:
        named = "attachment; filename=\"brief.docx\"; filename*=UTF-8''brief.docx"
        return Response(b"PK", headers={"content-disposition": named})

    app: Any = Litestar([letter], openapi_config=None)
    app.asgi_handler = MarkedDownloads(app.asgi_handler)
    with TestClient(app) as client:
        told = client.get("/brief").headers["content-disposition"]
    assert told == "attachment; filename=\"OEFENING-brief.docx\"; filename*=UTF-8''OEFENING-brief.docx"
