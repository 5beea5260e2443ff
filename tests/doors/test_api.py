"""The API keeps what it promises: tokens, pages, versions, keys, and answers that say what is wrong."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from api_factory import DAY, EIK, Program, api, api_as, somebody
from partnerschapsakte.app import ApiTerms
from partnerschapsakte.foundation.actor import Role
from partnerschapsakte.foundation.clock import noon
from partnerschapsakte.foundation.database import writing
from partnerschapsakte.journal.models import AnsweredRequest, JournalEntry
from partnerschapsakte.journal.rules.chain import EntryResult
from partnerschapsakte.journal.storage import ANSWERS_KEPT, forget_answers
from partnerschapsakte.parties.models import Party
from partnerschapsakte.parties.schemas import PartyView
from partnerschapsakte.web.etags import etag_of

KVK = "kvk_number"


@pytest.fixture
def program(engine: Engine) -> Iterator[Program]:
    """A program with the token of a procurement officer."""
    with api_as(engine, Role.PROCUREMENT_OFFICER) as opened:
        yield opened


@pytest.fixture
def eik(program: Program) -> str:
    """The path of a registered organisation."""
    return program.post("/parties", EIK).headers["location"].removeprefix(program.root)


def many(program: Program, number: int) -> list[str]:
    return [
        program.post("/parties", {**EIK, "name": f"Stichting {n:03}", KVK: f"9000{n:04}"}).json()["name"]
        for n in range(number)
    ]


def errors(answer: Any) -> dict[str, str]:
    """Return what a problem says of each field."""
    return {one["field"]: one["code"] for one in answer.json()["errors"]}


def test_what_is_made_can_be_read_where_the_answer_says(program: Program) -> None:
    made = program.post("/parties", EIK)
    read = program.get(made.headers["location"].removeprefix(program.root))
    assert read.json() == made.json()
    assert read.headers["etag"] == made.headers["etag"]


def test_without_a_token_nothing_is_told(program: Program) -> None:
    program.token = ""
    answer = program.get("/parties", 401)
    assert answer.headers["www-authenticate"].startswith("Bearer")
    assert answer.json()["code"] == "token_missing"


def test_a_token_that_is_no_token_opens_nothing(program: Program) -> None:
    program.token += "x"
    program.get("/parties", 401)


def test_a_token_that_has_expired_opens_nothing(engine: Engine) -> None:
    with api_as(engine, Role.AUDITOR, now=lambda: noon(DAY) + timedelta(days=91)) as program:
        program.get("/parties", 401)


def refused(engine: Engine) -> list[JournalEntry]:
    with Session(engine) as session:
        tags = JournalEntry.tag.in_(("access:token:refused", "access:brake:pulled"))
        return list(session.scalars(select(JournalEntry).where(tags).order_by(JournalEntry.id)))


def test_a_token_that_opens_nothing_is_written_down_without_the_token(engine: Engine) -> None:
    moment = noon(DAY)
    with api_as(engine, Role.AUDITOR, now=lambda: moment) as program:
        right, program.token = program.token, f"{program.token}x"
        program.get("/parties", 401)
        program.post("/parties", EIK, 401)
        program.get("/dossiers/geen", 401)
        program.token = ""
        program.get("/parties", 401)
        program.token, moment = right, moment + timedelta(days=91)
        program.get("/parties", 401)
    found = refused(engine)
    assert [one.details["because"] for one in found] == ["unknown"] * 3 + ["expired"]
    assert {one.result for one in found} == {EntryResult.REFUSED}
    assert {one.origin for one in found} == {"api testclient"}
    assert not any(right in str(one.details) or right in one.subject for one in found)


def test_what_is_written_down_of_tokens_that_open_nothing_is_bounded(engine: Engine) -> None:
    moment = noon(DAY)
    with api_as(engine, Role.AUDITOR, now=lambda: moment) as program:
        right, program.token = program.token, "pa_geraden"
        for _ in range(15):
            program.get("/parties", 401)
        assert [one.tag for one in refused(engine)] == ["access:token:refused"] * 10 + ["access:brake:pulled"]
        program.token = right
        program.get("/parties", 200)
        program.token, moment = "pa_geraden", moment + timedelta(hours=2)
        program.get("/parties", 401)
    assert [one.tag for one in refused(engine)][-1] == "access:token:refused"
    assert len(refused(engine)) == 12


def test_the_cookie_of_a_browser_opens_nothing_and_none_is_set(program: Program) -> None:
    program.client.cookies.set("sessie", program.token)
    program.token = ""
    answer = program.get("/parties", 401)
    assert "set-cookie" not in answer.headers


def test_the_token_stands_in_the_header_only(program: Program) -> None:
    token, program.token = program.token, ""
    program.get(f"/parties?token={token}", 401)


def test_a_provider_contact_does_not_read_the_register(engine: Engine) -> None:
    with api_as(engine, Role.PROVIDER_CONTACT) as program:
        assert program.get("/parties", 403).json()["code"] == "role_missing_here"
        program.post("/parties", EIK, 403)


def test_an_auditor_reads_and_changes_nothing(engine: Engine) -> None:
    with api_as(engine, Role.AUDITOR) as program:
        assert program.get("/parties").json() == []
        program.post("/parties", EIK, 403)


def test_a_list_comes_in_pages_that_point_at_each_other(program: Program) -> None:
    names = many(program, 5)
    answer = program.get("/parties?pageSize=2&kind=provider")
    read = [one["name"] for one in answer.json()]
    while "next" in answer.links:
        answer = program.get(answer.links["next"]["url"].removeprefix(program.root))
        read += [one["name"] for one in answer.json()]
    assert read == names
    assert set(answer.links) == {"first", "prev", "last"}
    assert "kind=provider" in answer.links["first"]["url"]
    assert answer.links["last"]["url"].endswith("page=3&pageSize=2")


def test_the_first_page_of_a_list_is_told_to_be_the_last_where_nothing_follows(program: Program) -> None:
    assert set(program.get("/parties").links) == {"first", "last"}


@pytest.mark.parametrize(
    "query", ["page=0", "page=-1", "page=x", "page=1.0", "pageSize=0", "pageSize=201", "page=100001", "page=%C2%B2"]
)
def test_a_page_that_cannot_be_is_refused(program: Program, query: str) -> None:
    assert program.get(f"/parties?{query}", 400).json()["errors"][0]["field"] == query.split("=", maxsplit=1)[0]


def test_all_that_is_wrong_with_a_question_is_told_together(program: Program) -> None:
    answer = program.get("/parties?page=0&pageSize=1000&kind=bank&pagesize=3", 400)
    assert errors(answer) == {
        "page": "out_of_range",
        "pageSize": "out_of_range",
        "kind": "enum",
        "pagesize": "extra_forbidden",
    }


def test_all_that_is_wrong_with_a_body_is_told_together(program: Program) -> None:
    answer = program.post("/parties", {**EIK, "kind": "bank", "name": " ", KVK: "12", "seat": 5, "owner": "?"}, 400)
    assert errors(answer) == {
        "/kind": "enum",
        "/name": "too_short",
        "/kvk_number": "value_error",
        "/seat": "string_type",
        "/owner": "extra_forbidden",
    }
    said = {one["field"]: one["message"] for one in answer.json()["errors"]}
    assert said["/kvk_number"] == "Een KvK-nummer heeft acht cijfers, voorloopnullen meegerekend."


@pytest.mark.parametrize("body", ["", "null", "[]", "{", '{"a":1', '"x"', "\xff", '{"name": "\\ud800"}'])
def test_what_is_no_object_is_refused(program: Program, body: str) -> None:
    headers = {"Content-Type": "application/json"}
    answer = program.ask("POST", "/parties", content=body.encode("latin-1"), headers=headers)
    assert answer.status_code == 400
    assert answer.json()["errors"]


def test_a_refusal_says_which_rule_and_what_would_help(program: Program, eik: str) -> None:
    problem = program.post("/parties", EIK, 409).json()
    assert problem["type"] == "urn:partnerschapsakte:problem:party_known"
    assert problem["code"] == "party_known"
    assert problem["instance"] == "/api/v1/parties"
    assert "Stichting De Eik" in problem["detail"]
    assert problem["remedy"]
    assert eik


@pytest.mark.parametrize(
    ("wanted", "language"),
    [
        ("", "nl"),
        ("en", "en"),
        ("nl, en;q=0.8", "nl"),
        ("en-GB,en;q=0.9", "en"),
        ("de", "nl"),
        ("*", "nl"),
        ("en;q=x", "nl"),
    ],
)
def test_a_problem_is_told_in_the_language_that_is_asked_for(program: Program, wanted: str, language: str) -> None:
    answer = program.get("/parties/none", 404, headers={"Accept-Language": wanted} if wanted else {})
    assert answer.headers["content-language"] == language
    assert answer.json()["title"] == {"nl": "Niet gevonden", "en": "Not found"}[language]


def test_what_did_not_change_is_not_sent_again(program: Program, eik: str) -> None:
    etag = program.get(eik).headers["etag"]
    unchanged = program.get(eik, 304, headers={"If-None-Match": f'"other", {etag}'})
    assert unchanged.content == b""
    assert unchanged.headers["etag"] == etag
    program.get(eik, headers={"If-None-Match": '"other"'})
    program.get(eik, 304, headers={"If-None-Match": "*"})


def test_a_change_names_the_version_it_was_made_on(program: Program, eik: str) -> None:
    first = program.get(eik).headers["etag"]
    second = program.put(eik, {**EIK, "town": "Exemplum"}, first).headers["etag"]
    assert second != first
    assert program.get(eik).headers["etag"] == second
    assert program.get(eik).json()["town"] == "Exemplum"


@pytest.mark.parametrize("etag", [None, "*", 'W/"1.x"', '"a", "b"', "1"])
def test_a_change_that_names_no_one_version_is_refused(program: Program, eik: str, etag: str | None) -> None:
    assert program.put(eik, {**EIK, "town": "Exemplum"}, etag, 428).json()["code"] == "condition_missing"
    assert program.get(eik).json()["town"] == ""


def test_a_change_of_an_older_version_is_told_what_changed(program: Program, eik: str) -> None:
    old = program.get(eik).headers["etag"]
    new = program.put(eik, {**EIK, "town": "Exemplum"}, old).headers["etag"]
    program.put(eik, {**EIK, "town": "Exemplum", "seat": "Buurdam"}, new)
    answer = program.put(eik, {**EIK, "name": "De Eik", "town": "Linde"}, old, 412)
    assert answer.json()["code"] == "changed_meanwhile"
    assert answer.json()["changed"] == [
        {"field": "seat", "now": "Buurdam", "yours": "Exemplum"},
        {"field": "town", "now": "Exemplum", "yours": "Linde"},
    ]
    assert program.get(eik).json()["name"] == "Stichting De Eik"


def test_equal_content_has_another_mark_in_another_compartment() -> None:
    columns: list[Any] = ["x"] * 15
    view = PartyView(*columns, version=3)
    marks = [etag_of(view, b"the same", compartment).split(".") for compartment in (None, "eik", "linde")]
    assert [len(set(part)) for part in zip(*marks, strict=True)] == [1, 3, 3]


def test_a_repeated_request_is_done_once_and_answered_the_same(program: Program, stored: Any) -> None:
    first = program.post("/parties", EIK, key="k-1")
    again = program.post("/parties", EIK, key="k-1")
    assert again.content == first.content
    assert {name: again.headers[name] for name in ("etag", "location", "content-type")} == {
        name: first.headers[name] for name in ("etag", "location", "content-type")
    }
    assert "idempotent-replayed" not in first.headers
    assert again.headers["idempotent-replayed"] == "true"
    assert len(stored(Party)) == 1


def test_a_refusal_is_repeated_too(program: Program, eik: str) -> None:
    program.post("/parties", EIK, 409, key="k-2")
    etag = program.get(eik).headers["etag"]
    program.put(eik, {**EIK, KVK: "90000009"}, etag)
    assert program.post("/parties", EIK, 409, key="k-2").headers["idempotent-replayed"] == "true"
    program.post("/parties", EIK, key="k-3")


def test_a_key_is_for_one_request(program: Program) -> None:
    program.post("/parties", EIK, key="k-1")
    other = program.post("/parties", {**EIK, KVK: "90000009"}, 422, key="k-1")
    assert other.json()["code"] == "idempotency_key_reused"


def test_a_key_is_not_used_up_by_what_cannot_be_read_or_may_not_be(program: Program, stored: Any) -> None:
    program.post("/parties", {}, 400, key="k-1")
    program.post("/parties", {**EIK, "municipality_code": "gm0344"}, 400, key="k-1")
    program.token, token = "", program.token
    program.post("/parties", EIK, 401, key="k-1")
    assert stored(AnsweredRequest) == []
    program.token = token
    program.post("/parties", EIK, key="k-1")


def test_two_people_may_choose_the_same_key(program: Program, engine: Engine) -> None:
    program.post("/parties", EIK, key="k-1")
    with writing(engine)() as session:
        program.token = somebody(session, "A. Nder", Role.ADMINISTRATOR)
    program.post("/parties", {**EIK, KVK: "90000009"}, key="k-1")


@pytest.mark.parametrize("key", ["", "k" * 256, "sleutel\x7f"])
def test_a_key_that_cannot_be_is_refused(program: Program, key: str) -> None:
    assert program.post("/parties", EIK, 400, key=key).json()["code"] == "idempotency_key_unusable"


def test_the_longest_key_is_kept(program: Program) -> None:
    for _ in range(2):
        program.post("/parties", EIK, key="k" * 255)


def test_a_crash_is_answered_the_same_too(program: Program, stored: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def crash(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("partnerschapsakte.parties.service.record", crash)
    first = program.post("/parties", EIK, 500, key="k-1")
    assert "ZeroDivision" not in first.text
    monkeypatch.undo()
    again = program.post("/parties", EIK, 500, key="k-1")
    assert again.content == first.content
    assert stored(Party) == []
    program.post("/parties", EIK, key="k-2")


def test_an_answer_is_kept_for_a_day_and_forgotten_later(program: Program, engine: Engine) -> None:
    program.post("/parties", EIK, key="k-1")
    with writing(engine)() as session:
        assert forget_answers(session, noon(DAY) + timedelta(hours=24)) == 0
        assert forget_answers(session, noon(DAY) + ANSWERS_KEPT + timedelta(seconds=1)) == 1
    program.post("/parties", EIK, 409, key="k-1")


def test_what_somebody_without_a_token_sends_is_not_read(program: Program) -> None:
    program.token = ""
    headers = {"Content-Type": "application/json"}
    assert program.ask("POST", "/parties", content=b"x" * 1_100_000, headers=headers).status_code == 401


def test_who_asks_too_often_waits(engine: Engine) -> None:
    moments = [noon(DAY)]

    def now() -> datetime:
        return moments[-1]

    with api_as(engine, Role.AUDITOR, now=now, terms=ApiTerms(requests_per_minute=3)) as program:
        for _ in range(3):
            program.get("/parties")
        refused = program.get("/parties", 429)
        assert refused.headers["retry-after"] == "20"
        assert refused.headers["content-type"] == "application/problem+json"
        moments.append(noon(DAY) + timedelta(seconds=19))
        program.get("/parties", 429)
        moments.append(noon(DAY) + timedelta(seconds=20))
        program.get("/parties")
        program.get("/parties", 429)


def test_who_guesses_tokens_waits_and_others_do_not(engine: Engine) -> None:
    with api_as(engine, Role.AUDITOR, terms=ApiTerms(requests_per_minute=3)) as program:
        token = program.token
        program.token = "geraden"  # noqa: S105 - it opens nothing
        assert [program.ask("GET", "/parties").status_code for _ in range(4)] == [401, 401, 401, 429]
        program.token = token
        program.get("/parties")


def test_a_browser_of_another_site_is_let_in_only_where_that_was_set(engine: Engine) -> None:
    origin = "https://intranet.exemplum.example"
    asked = {"Origin": origin, "Access-Control-Request-Method": "PUT"}
    with api_as(engine, Role.AUDITOR) as program:
        closed = [
            program.get("/parties", headers={"Origin": origin}),
            program.ask("OPTIONS", "/parties", headers=asked),
        ]
        assert not any(name.startswith("access-control") for one in closed for name in one.headers)
    with api(engine, terms=ApiTerms(origins=(origin,))) as program:
        allowed = program.ask("OPTIONS", "/parties", headers=asked)
        assert allowed.status_code == 204
        assert allowed.headers["access-control-allow-origin"] == origin
        assert "If-Match" in allowed.headers["access-control-allow-headers"]
        foreign = program.get("/parties", 401, headers={"Origin": "https://evil.example"})
        assert "access-control-allow-origin" not in foreign.headers
        assert foreign.headers["vary"] == "Origin"


def test_the_page_of_the_api_shows_every_operation_without_signing_in(program: Program) -> None:
    page = program.client.get("/api-docs")
    assert page.status_code == 200
    for item in program.get("/openapi.json").json()["paths"].values():
        for one in item.values():
            if isinstance(one, dict):
                assert page.text.count(f'<details class="house-fold" id="{one["operationId"]}">') == 1
    assert "<details open" not in page.text
