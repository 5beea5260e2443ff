"""The 36 rules of the NL API Design Rules 2.2, each as a test of our own, over every operation of ``openapi.json``.

Those that look at every answer of every operation are slow.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from api_factory import EIK, Program, api, api_as
from applications import application
from databases import Database, quick
from doors.every_operation import Asked, every_answer, who_succeeds
from partnerschapsakte.app import ApiTerms
from partnerschapsakte.foundation.actor import Role
from partnerschapsakte.foundation.database import connect
from partnerschapsakte.settings import Settings
from partnerschapsakte.web import adr
from partnerschapsakte.web.api_docs import METHODS, document_of, operations_of
from partnerschapsakte.web.field_words import words
from partnerschapsakte.web.openapi_parts import TAGS, Contact
from seeded.installation import installed
from snapshots import rows_of

ROOT = Path(__file__).parents[2]
APP = application(connect("sqlite://"))
Json = dict[str, Any]

LINTER = r"^(\/|(\/_[a-z0-9]+|\/(([a-z0-9\-]+|{[^}]+})(\/([a-z0-9\-\.]+|{[^}]+}))*)(\/_[a-z]+)?)\/?)$"
"""The expression by which Logius' linter judges a path (``nlgov:paths-kebab-case`` of ADR 2.2)."""

NO_PLURAL = {"people"}
"""Collections whose plural has no s."""

DUTCH = re.compile(r"akte|partij|aanbesteding|inschrijving|gebruiker|datum|verlenging|herinnering|bestand")
TECHNICAL = re.compile(r"\b(\w*sql\w*|orm|litestar|python|uvicorn|pydantic|traceback|table|column)\b", re.IGNORECASE)
SENSITIVE = re.compile(r"token|secret|password|email|kvk|bsn", re.IGNORECASE)
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT[^\",;<]*")
FOR_ANYBODY = {"/me", "/tokens"}
"""What tells somebody who is in no dossier and has no role something: about themselves."""

VERBS = re.compile(r"^(get|list|create|make|do|set|add|update|delete|remove|fetch|read|write|send|run)(-|$)")


@pytest.fixture
def program(engine: Engine) -> Iterator[Program]:
    """A program with the token of a procurement officer, at an installation with https."""
    with api_as(engine, Role.PROCUREMENT_OFFICER, https=True) as opened:
        yield opened


@pytest.fixture
def answers(_database: Database, tmp_path: Path) -> Iterator[list[Asked]]:
    """What every operation answered in a world with everything on record: done, and refused in each way.

    In a database of its own, and named before ``program``: where there is one for both, who comes next empties it.
    """
    (tmp_path / "answers").mkdir()
    engine = quick(_database.filled(tmp_path / "answers"))
    yield every_answer(engine)
    engine.dispose()


@pytest.fixture(scope="module")
def document() -> Json:
    """The description of the API."""
    return document_of(APP)


def operations(document: Json) -> list[tuple[str, str, Json]]:
    """List method, path and description of every operation."""
    return [
        (method.upper(), path, item[method])
        for path, item in document["paths"].items()
        for method in METHODS
        if method in item
    ]


def segments(document: Json) -> set[str]:
    """Name every fixed part of a path."""
    return {part for path in document["paths"] for part in path.split("/")[1:] if not part.startswith("{")}


def filled(path: str) -> str:
    """Return a path with ids that do not exist."""
    return re.sub(r"\{\w+\}", "00000000-0000-0000-0000-000000000000", path)


def shapes(document: Json) -> Iterator[tuple[str, str, Json]]:
    """Give every field of every schema: whose, its name, and what it holds."""
    for name, schema in document["components"]["schemas"].items():
        for field, shape in schema.get("properties", {}).items():
            for one in shape.get("anyOf", [shape]):
                yield name, field, one


def moments_of(document: Json, told: Json) -> list[str]:
    """Name the fields of a body that hold a moment."""
    schema: Json = told.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema", {})
    found = document["components"]["schemas"].get(schema.get("$ref", "").rpartition("/")[2], {})
    return [name for name, shape in found.get("properties", {}).items() if shape.get("format") == "date-time"]


def described(document: Json) -> Iterator[tuple[str, Json]]:
    """Give every field, query key, header and id in an address, with what it is told to be."""
    for name, schema in document["components"]["schemas"].items():
        for field, shape in schema.get("properties", {}).items():
            yield f"{name}.{field}", shape
    asked = {one.name: one.wants["query"] for one in operations_of(APP) if "query" in one.wants}
    for _, path, told in operations(document):
        for one in document["paths"][path].get("parameters", ()):
            yield one["name"], one
        for one in told.get("parameters", ()):
            if one.get("in") == "query":
                shape = asked[told["operationId"]]
                field = next(name for name, known in shape.model_fields.items() if one["name"] in (known.alias, name))
                yield f"{shape.__name__}.{field}", one
    yield from document["components"]["parameters"].items()


def errors_of_all_kinds(program: Program) -> dict[int, Any]:
    """Provoke every kind of error that needs no rule, by status."""
    token = program.token
    answers = [
        program.get("/parties?page=0", 400),
        program.get("/parties/none", 404),
        program.get("/nowhere", 404),
        program.ask("DELETE", "/parties"),
        program.ask("GET", "/parties", headers={"Accept": "text/xml"}),
        program.ask("POST", "/parties", content=b"x" * 1_100_000, headers={"Content-Type": "application/json"}),
        program.ask("POST", "/parties", content=b"{}", headers={"Content-Type": "text/plain"}),
        program.post("/parties", EIK, key="adr"),
        program.ask("POST", "/parties", json={}, headers={"Idempotency-Key": "k" * 300}),
        program.ask("POST", "/parties", json=EIK),
        program.ask("POST", "/parties", json={**EIK, "kvk_number": "90000009"}, headers={"Idempotency-Key": "adr"}),
    ]
    path = answers[7].headers["location"].removeprefix(program.root)
    answers += [program.put(path, EIK, None, 428), program.put(path, {**EIK, "town": "X"}, '"1.x"', 412)]
    program.token = "geen"  # noqa: S105 - it opens nothing
    answers.append(program.get("/parties", 401))
    program.token = token
    return {one.status_code: one for one in answers if one.status_code >= 400}


def test_core_naming_resources(document: Json) -> None:
    verbs = [one for one in segments(document) if VERBS.match(one)]
    assert not verbs, "a path names things; an act that is no noun ends in /_verb"


def test_core_naming_collections(document: Json) -> None:
    parents = {
        path.split("/")[index]
        for path in document["paths"]
        for index, part in enumerate(path.split("/")[1:])
        if part.startswith("{")
    }
    assert not [one for one in parents if not one.endswith("s") and one not in NO_PLURAL]


def test_core_interface_language(document: Json) -> None:
    """English, with Directive 2014/24/EU and OCDS as the official glossary; the documentation says so."""
    names = segments(document) | {field for _, field, _ in shapes(document)}
    assert not [one for one in names if DUTCH.search(one)]
    assert "2014/24/EU" in document["info"]["description"]
    assert "OCDS" in document["info"]["description"]


@pytest.mark.slow
def test_core_no_trailing_slash(answers: list[Asked], program: Program) -> None:
    """What is done at an address is not there with a slash behind it: it is not done, nor said to be possible."""
    for method, path, how, answer in answers:
        assert not path.endswith("/")
        assert how != "elsewhere" or answer.status_code == 404, f"{method} {path}/"
        assert program.ask("OPTIONS", filled(path) + "/").status_code == 404
    assert program.ask("GET", "//parties").status_code == 404
    assert program.ask("GET", "/parties%2F").status_code == 404
    assert program.client.get("/inloggen/", follow_redirects=False).status_code == 404
    assert program.client.get("/inloggen").status_code == 200


def test_core_path_segments_kebab_case(document: Json) -> None:
    for path in document["paths"]:
        assert re.match(LINTER, path), path
        *before, last = path.split("/")[1:]
        assert all(re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*|\{\w+\}", one) for one in before), path
        assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*|_[a-z]+|\{\w+\}", last), f"{path}: kebab-case"


def test_core_query_keys_camel_case(document: Json) -> None:
    own = [one for _, _, told in operations(document) for one in told.get("parameters", ()) if one.get("in") == "query"]
    shared = [one for one in document["components"]["parameters"].values() if one["in"] == "query"]
    assert all(re.fullmatch(r"[a-z][a-z0-9]*([A-Z][a-z0-9]*)*", one["name"]) for one in own + shared)


@pytest.mark.slow
def test_core_hide_implementation(answers: list[Asked], program: Program, document: Json) -> None:
    refused = [one.answer for one in answers if one.answer.status_code >= 400]
    for one in answers:
        assert not {"server", "x-powered-by"} & set(one.answer.headers), one.path
    for answer in (*refused, *errors_of_all_kinds(program).values()):
        assert not TECHNICAL.search(answer.text), answer.text
    assert not [one for one in segments(document) if TECHNICAL.search(one)]
    modules = [name for name in document["components"]["schemas"] if not re.fullmatch(r"([A-Z][a-z0-9]*)+", name)]
    assert not modules, "two views have the same name: rename one"


def test_core_date_time_format(document: Json) -> None:
    formats = {shape["format"] for _, _, shape in shapes(document) if "format" in shape}
    assert formats <= {
        "date",
        "date-time",
        "time-local",
        "decimal",
        "uri-reference",
        "password",
        "email",
        "binary",
        "base64",
    }
    for name, field, shape in shapes(document):
        if re.search(r"_on$|^(on|day)$", field) and shape.get("type") == "string":
            assert shape.get("format") == "date", f"{name}.{field}"
        if field.endswith("_at") and shape.get("type") == "string":
            assert shape.get("format") == "date-time", f"{name}.{field}"


@pytest.mark.slow
def test_core_date_time_timezone(answers: list[Asked], engine: Engine, document: Json) -> None:
    """Every moment leaves in UTC with a capital T and Z, whatever came in; one without a time zone does not come in."""
    told = [moment for one in answers if one.how == "done" for moment in MOMENT.findall(one.answer.text)]
    assert len(told) > 100
    assert not [moment for moment in told if not moment.endswith("Z")]
    at = installed(engine)
    taken = [
        (told["operationId"], field) for _, _, told in operations(document) for field in moments_of(document, told)
    ]
    assert taken
    for name, field in taken:
        way, who = at.way(name), who_succeeds(at, name)
        assert isinstance(way.body, dict)
        summer = datetime.fromisoformat(way.body[field]).astimezone(timezone(timedelta(hours=2)))
        answer = at.send(name, who, replace(way, body=way.body | {field: summer.isoformat()}))
        assert f'_at":"{summer.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"' in answer.text, name
        at.restore()
        naive = at.send(name, who, replace(way, body=way.body | {field: summer.replace(tzinfo=None).isoformat()}))
        assert (naive.status_code, [one["field"] for one in naive.json()["errors"]]) == (400, [f"/{field}"])


def test_core_date_time_date_omit_time_portion(document: Json) -> None:
    dates = [(name, field, shape) for name, field, shape in shapes(document) if re.search(r"_on$|[dD]ate$", field)]
    assert not [(name, field) for name, field, shape in dates if shape.get("format") == "date-time"]


def test_core_http_methods(program: Program, document: Json) -> None:
    for path, item in document["paths"].items():
        assert set(item) <= {*METHODS, "parameters"}
        allowed = {method.upper() for method in METHODS if method in item}
        for method in {"GET", "POST", "PUT", "PATCH", "DELETE", "TRACE"} - allowed:
            answer = program.ask(method, filled(path))
            assert answer.status_code == 405, f"{method} {path}"
            told = set(answer.headers["allow"].replace(" ", "").split(","))
            assert told == allowed | {"OPTIONS"} | ({"HEAD"} if "GET" in allowed else set()), f"{method} {path}"


@pytest.mark.slow
def test_core_http_safety(engine: Engine, document: Json) -> None:
    """Reading changes no row of any table, and HEAD answers as GET does."""
    at = installed(engine)
    readers = {name: who_succeeds(at, name) for name, one in at.operations.items() if one.method == "GET"}
    before = rows_of(engine)  # after each token was used once, which is noted
    for name, who in readers.items():
        read, head = at.send(name, who), at.send(name, who, method="HEAD")
        assert (read.status_code, head.status_code, head.content) == (200, 200, b""), name
    after = rows_of(engine)
    changed = [table for table in before if before[table] != after[table]]
    assert not changed, "some operation changes what it reads"
    assert not [path for method, path, told in operations(document) if method == "GET" and "requestBody" in told]


def test_core_http_safety_and_idempotence_of_put(program: Program) -> None:
    path = program.post("/parties", EIK).headers["location"].removeprefix(program.root)
    etag = program.get(path).headers["etag"]
    program.put(path, {**EIK, "town": "Exemplum"}, etag)
    program.put(path, {**EIK, "town": "Exemplum"}, etag, 412)
    assert program.get(path).json()["version"] == 2


@pytest.mark.slow
def test_core_http_response_code(answers: list[Asked], document: Json) -> None:
    wanted = {"done": {200, 201, 204}, "unreadable": {400}, "strange": {403, 404}, "nobody": {401}}
    strangers = {one.path: one.answer.json() for one in answers if one.how == "strange" and one.answer.is_success}
    assert {path for path, told in strangers.items() if told != []} == FOR_ANYBODY
    for method, path, how, answer in answers:
        told = document["paths"][path][method.lower()]["responses"]
        assert str(answer.status_code) in told or how == "elsewhere", f"{method} {path}"
        assert answer.status_code in wanted.get(how, {404}) or path in strangers, f"{method} {path} {how}"
    for method, path, told in operations(document):
        wanted = {
            "GET": {"200"},
            "POST": {"200", "201", "202", "204"},
            "PUT": {"200"},
            "PATCH": {"200"},
            "DELETE": {"204"},
        }
        assert {one for one in told["responses"] if one < "300"} <= wanted[method], f"{method} {path}"


@pytest.mark.slow
def test_core_stateless(answers: list[Asked]) -> None:
    for one in answers:
        assert "set-cookie" not in one.answer.headers, one.path


def test_core_nested_child(document: Json) -> None:
    """A child stands under its parent, and its parent can be asked for."""
    for path in document["paths"]:
        parts = path.split("/")
        for index, part in enumerate(parts):
            if part.startswith("{") and index < len(parts) - 1:
                parents = {"/".join(parts[:index]), "/".join(parts[: index + 1])}
                assert parents & document["paths"].keys() or index == 2, path


def test_core_resource_operations(document: Json) -> None:
    for method, path, _ in operations(document):
        if "/_" in path:
            assert method in {"POST", "PUT"}, path
            assert path.count("/_") == 1, path


@pytest.mark.slow
def test_core_error_handling_problem_details(answers: list[Asked], program: Program, document: Json) -> None:
    found = errors_of_all_kinds(program)
    assert set(found) == {400, 401, 404, 405, 406, 409, 412, 413, 415, 422, 428}
    for answer in [*found.values(), *(one.answer for one in answers if one.answer.status_code >= 400)]:
        assert answer.headers["content-type"] == "application/problem+json", answer.text
        problem = answer.json()
        assert problem["status"] == answer.status_code
        assert problem["title"]
        assert problem["detail"]
    for _, path, told in operations(document):
        for status, response in told["responses"].items():
            if status >= "400":
                response = document["components"]["responses"][response["$ref"].rpartition("/")[2]]  # noqa: PLW2901
                assert list(response["content"]) == ["application/problem+json"], path


def test_core_error_handling_problem_details_when_we_fail(program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    def crash(*_: object, **__: object) -> None:
        raise RuntimeError("geheim")

    monkeypatch.setattr("partnerschapsakte.parties.queries.party_page", crash)
    answer = program.get("/parties", 500)
    assert answer.headers["content-type"] == "application/problem+json"
    assert "geheim" not in answer.text
    assert answer.headers["api-version"] == adr.VERSION


def test_core_error_handling_invalid_input(program: Program, document: Json) -> None:
    for method, path, told in operations(document):
        assert "400" in told["responses"], f"{method} {path}"
    program.get("/parties?pageSize=x", 400)
    program.post("/parties", {"kind": 1}, 400)


def test_core_error_handling_all_errors(program: Program) -> None:
    missing = {one["field"] for one in program.post("/parties", {}, 400).json()["errors"]}
    assert missing == {"/kind", "/name", "/seat", "/kvk_number"}
    both = program.get("/parties?page=x&pageSize=x&x=x", 400).json()["errors"]
    assert {one["field"] for one in both} == {"page", "pageSize", "x"}


def test_core_doc_openapi(document: Json) -> None:
    assert re.fullmatch(r"3\.\d+\.\d+", document["openapi"])
    names = [told["operationId"] for _, _, told in operations(document)]
    assert len(names) == len(set(names))
    tags = {one["name"] for one in document["tags"]}
    assert {tag for _, _, told in operations(document) for tag in told["tags"]} == tags == set(TAGS)


def test_core_doc_openapi_tells_addresses_as_the_router_reads_them(document: Json) -> None:
    numbers = {
        one["name"]: one["schema"]["type"]
        for item in document["paths"].values()
        for one in item.get("parameters", ())
        if one["schema"]["type"] != "string"
    }
    assert numbers == {"number": "integer", "round_number": "integer", "work_id": "integer"}
    assert document["paths"]["/checkpoints/{day}"]["parameters"][0]["schema"]["format"] == "date"
    sent = document["paths"]["/vaults/{vault_id}/draft/parts/{number}"]["put"]["parameters"]
    assert {"$ref": "#/components/parameters/Content-Disposition"} in sent


def test_core_doc_openapi_contact(engine: Engine) -> None:
    """The contact is that of the installation; one that gave no address names none that could be somebody's."""
    own = Settings(
        base_url="https://akten.voorbeeldstad.example",
        api_contact_name="Team contracten",
        api_contact_email="contracten@voorbeeldstad.example",
    )
    with api(engine, terms=ApiTerms(own.address, contact=Contact(*own.contact))) as program:
        assert program.get("/openapi.json").json()["info"]["contact"] == {
            "name": "Team contracten",
            "email": "contracten@voorbeeldstad.example",
            "url": "https://akten.voorbeeldstad.example",
        }
    assert Settings().contact[1].endswith(".invalid")
    assert Settings(smtp_sender="Akten <akten@voorbeeldstad.example>").contact[1] == "akten@voorbeeldstad.example"
    assert ApiTerms().contact.email == Settings().contact[1]


def test_core_doc_language(document: Json) -> None:
    """The documentation is Dutch: each operation has a summary that an English reader would not have written."""
    english = re.compile(r"\b(the|this|with|list|show|for|and|read|give)\b", re.IGNORECASE)
    for method, path, told in operations(document):
        assert told["summary"][0].isupper(), f"{method} {path}"
        assert not english.search(told["summary"] + told.get("description", "")), f"{method} {path}"
    for name, schema in document["components"]["schemas"].items():
        assert not english.search(schema.get("description", "")), name
    silent = [name for name, told in described(document) if not told.get("description")]
    assert not silent, "say in locale/nl/api_fields.toml what it holds"
    assert not [name for name, told in described(document) if english.search(told["description"])]
    known = {name for name, _ in described(document)} | {name.rpartition(".")[2] for name, _ in described(document)}
    assert words().keys() <= known, "locale/nl/api_fields.toml tells of what is not there"


def test_core_publish_openapi(engine: Engine, document: Json) -> None:
    with api(engine) as outsider:
        answer = outsider.get("/openapi.json")
        assert answer.json() == document
        assert answer.headers["access-control-allow-origin"] == "*"
        assert answer.headers["content-type"] == "application/json"
        assert outsider.client.get("/api/v1/openapi.yaml").status_code == 404
        page = outsider.client.get("/api-docs")
        assert "/api/v1/openapi.json" in page.text
        assert not re.findall(r"(?:src|href)=\"(?:https?:)?//", page.text)


def test_core_deprecation_schedule(document: Json) -> None:
    assert "Sunset" in document["info"]["description"]
    assert "einddatum" in document["info"]["description"]


def test_core_transition_period(document: Json) -> None:
    assert "twaalf maanden" in document["info"]["description"]


def test_core_uri_version(document: Json) -> None:
    assert [one["url"] for one in document["servers"]] == ["https://localhost:8000/api/v1"]
    assert adr.VERSION.split(".", maxsplit=1)[0] == adr.ROOT[-1]
    assert not [path for path in document["paths"] if re.search(r"/v\d", path)]


def test_core_changelog() -> None:
    changes = (ROOT / "CHANGELOG.md").read_text("utf-8")
    assert f"API {adr.VERSION}" in changes, "say in CHANGELOG.md what this version of the API changed"


def test_core_semver(document: Json) -> None:
    assert re.fullmatch(r"(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)", document["info"]["version"])
    assert document["info"]["version"] == adr.VERSION


@pytest.mark.slow
def test_core_version_header(answers: list[Asked], program: Program, document: Json) -> None:
    found = [*(one.answer for one in answers), *errors_of_all_kinds(program).values()]
    found += [program.ask("OPTIONS", "/parties"), program.client.get("/api/v1/openapi.json")]
    found += [program.client.get("/api/v2/parties"), program.client.get("/api/v1"), program.ask("GET", "/parties/")]
    for answer in found:
        assert answer.headers["api-version"] == adr.VERSION, answer.url
    for _, path, told in operations(document):
        for status, response in told["responses"].items():
            if "$ref" in response:
                response = document["components"]["responses"][status]  # noqa: PLW2901
            assert "API-Version" in response["headers"], path


def test_core_transport_tls(program: Program, document: Json) -> None:
    """TLS is the proxy's; the program tells browsers to use nothing else, and names no other address."""
    assert all(one["url"].startswith("https://") for one in document["servers"])
    assert "max-age" in program.get("/parties").headers["strict-transport-security"]
    assert "https" in (ROOT / "docs/how-to/beheerder.md").read_text("utf-8")


def test_core_transport_no_sensitive_uris(document: Json) -> None:
    names = [
        one["name"]
        for _, path, told in operations(document)
        for one in [*told.get("parameters", ()), *document["paths"][path].get("parameters", ())]
        if one.get("in") in {"query", "path"}
    ]
    ids = {name for name in names if name.endswith("_id")}
    assert not [one for one in names if SENSITIVE.search(one) and one not in ids]
    assert document["components"]["securitySchemes"]["bearer"]["scheme"] == "bearer"


@pytest.mark.slow
def test_core_transport_security_headers(answers: list[Asked], program: Program) -> None:
    found = [*(one.answer for one in answers), *errors_of_all_kinds(program).values()]
    for answer in (*found, program.client.get("/api/v1/openapi.json")):
        told = answer.headers
        assert "no-store" in told["cache-control"]
        assert "frame-ancestors 'none'" in told["content-security-policy"]
        assert told["x-content-type-options"] == "nosniff"
        assert told["x-frame-options"] == "DENY"
        assert "max-age" in told["strict-transport-security"]
        assert not answer.content or "content-type" in told


@pytest.mark.slow
def test_core_transport_cors(answers: list[Asked]) -> None:
    """Every operation was asked by a page of another site."""
    for method, path, how, answer in answers:
        assert not [name for name in answer.headers if name.startswith("access-control")], f"{method} {path} {how}"


def test_core_modules_geospatial(document: Json) -> None:
    """Not applicable: nothing here has a place on the map."""
    assert not [field for _, field, _ in shapes(document) if re.search(r"geo|coordinat|latitude", field)]


def test_core_modules_signing(document: Json) -> None:
    """Not applicable: answers travel to one reader over TLS; the journal's checkpoints are signed in themselves."""
    assert "JAdES" not in str(document)


def test_core_modules_encryption(document: Json) -> None:
    """Not applicable: answers travel to one reader over TLS."""
    assert "JWE" not in str(document)
