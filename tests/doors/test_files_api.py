"""Files and issued documents at the API: the same compartments, and the same silence about what is not yours."""

from collections.abc import Callable, Generator
from datetime import date
from typing import Any

import pytest
from litestar.testing import TestClient
from sqlalchemy import Engine, event
from sqlalchemy.orm import Session

from applications import application
from doors.conftest import PASSWORD
from doors.test_files_and_rooms import DAY, People, people
from dossier_factory import on
from file_samples import docx, with_members
from partnerschapsakte.access.schemas import MakeToken
from partnerschapsakte.access.service.tokens import make_token
from partnerschapsakte.documents.service import SCAN, issue, keep_pdf
from partnerschapsakte.foundation.actor import Actor
from partnerschapsakte.foundation.clock import noon
from partnerschapsakte.foundation.database import writing

__all__ = ["people"]
BYTES = "application/octet-stream"
Caller = Callable[..., Any]


@pytest.fixture
def call(engine: Engine) -> Generator[Caller]:
    """Ask the API something as a person: call(person_id, method, path)."""
    tokens: dict[str, str] = {}
    app = application(engine, now=lambda: noon(DAY), demo_password=PASSWORD)
    with TestClient[Any](app, raise_server_exceptions=False) as client:

        def ask(person_id: str, method: str, path: str, **more: Any) -> Any:
            if person_id not in tokens:
                with writing(engine)() as session:
                    command = MakeToken(name="proef", expires_on=date(2029, 5, 1))
                    tokens[person_id] = make_token(session, on(DAY, Actor(person_id, "x")), person_id, command).secret
            headers = {"Authorization": f"Bearer {tokens[person_id]}", **more.pop("headers", {})}
            return client.request(method, f"/api/v1{path}", headers=headers, **more)

        yield ask


def send(call: Caller, person_id: str, people: People, data: bytes = b"inhoud", **more: Any) -> Any:
    """Upload a file, with its title and name in the question."""
    params = {"title": "Plan van aanpak", "name": "plan.txt", **more.pop("params", {})}
    headers = {"Content-Type": BYTES, **more.pop("headers", {})}
    path = f"/dossiers/{people.world.dossier}/files"
    return call(person_id, "POST", path, params=params, content=data, headers=headers, **more)


def test_a_file_is_sent_read_and_fetched(call: Caller, people: People) -> None:
    made = send(call, people.officer, people)
    assert made.status_code == 201
    view = made.json()
    assert made.headers["location"] == f"/api/v1/files/{view['id']}"
    assert (view["party_id"], view["name"], view["media_type"]) == (None, "plan.txt", "text/plain")
    assert call(people.officer, "GET", f"/files/{view['id']}").json() == view
    content = call(people.officer, "GET", f"/files/{view['id']}/content")
    assert content.content == b"inhoud"
    assert content.headers["content-type"] == BYTES
    assert content.headers["content-disposition"].startswith("attachment")
    assert content.headers["x-content-type-options"] == "nosniff"
    again = call(
        people.officer, "GET", f"/files/{view['id']}/content", headers={"If-None-Match": content.headers["etag"]}
    )
    assert (again.status_code, again.content) == (304, b"")


def test_a_candidate_lists_its_own_files_and_the_published_without_a_total(call: Caller, people: People) -> None:
    files = f"/dossiers/{people.world.dossier}/files"
    ours = send(call, people.officer, people).json()
    send(call, people.officer, people)
    mine = send(call, people.eik, people).json()
    send(call, people.linde, people)
    published = call(people.officer, "POST", f"/files/{ours['id']}/_publish")
    assert published.json()["published_at"].endswith("Z")
    listed = call(people.eik, "GET", files)
    assert {one["id"] for one in listed.json()} == {ours["id"], mine["id"]}
    assert call(people.eik, "GET", files, params={"pageSize": 1}).headers["link"].count("rel=") == 2
    assert len(call(people.controller, "GET", files).json()) == 4
    assert call(people.assessor, "GET", files).json() == []
    assert call(people.stranger, "GET", files).status_code == 404


def test_the_file_of_another_is_answered_as_one_that_never_was(call: Caller, people: People) -> None:
    hidden = send(call, people.linde, people).json()["id"]
    never = "00000000-0000-4000-8000-000000000000"
    for method, path in (
        ("GET", "/files/{}"),
        ("GET", "/files/{}/content"),
        ("POST", "/files/{}/_withdraw"),
        ("POST", "/files/{}/_publish"),
    ):
        answers = [call(people.eik, method, path.format(one)) for one in (hidden, never)]
        assert [one.status_code for one in answers] == [404, 404]
        told = [one.text.replace(hidden, "").replace(never, "") for one in answers]
        assert told[0] == told[1]


def test_each_side_withdraws_its_own(call: Caller, people: People) -> None:
    mine = send(call, people.eik, people).json()["id"]
    assert call(people.officer, "POST", f"/files/{mine}/_withdraw").status_code == 403
    assert call(people.eik, "POST", f"/files/{mine}/_withdraw").json()["withdrawn_at"]
    assert call(people.eik, "POST", f"/files/{mine}/_withdraw").status_code == 409
    assert call(people.controller, "POST", f"/files/{mine}/_publish").status_code == 403


def test_what_is_wrong_with_a_file_is_a_problem(call: Caller, people: People) -> None:
    spoiled = with_members(docx(), {"word/vbaProject.bin": b"x"})
    answer = send(call, people.officer, people, spoiled, params={"name": "x.docx"})
    assert answer.status_code == 400
    assert answer.json()["code"] == "file_refused"
    assert send(call, people.officer, people, headers={"Content-Type": "text/plain"}).status_code == 415
    assert send(call, people.officer, people, b"a" * 20_000_001).status_code == 413
    assert send(call, people.officer, people, params={"title": ""}).status_code == 400


def test_the_virus_scanner_is_asked(call: Caller, people: People) -> None:
    def give(session: Session, *_: object) -> None:
        session.info[SCAN] = lambda data: "Eicar" if b"EICAR" in data else None

    event.listen(Session, "after_transaction_create", give)
    try:
        assert send(call, people.eik, people, b"EICAR").json()["code"] == "file_infected"
        assert send(call, people.eik, people).json()["scanned"] is True
    finally:
        event.remove(Session, "after_transaction_create", give)


def test_the_same_key_keeps_a_file_once(call: Caller, people: People) -> None:
    answers = [send(call, people.officer, people, headers={"Idempotency-Key": "een"}) for _ in range(3)]
    assert len({answer.json()["id"] for answer in answers}) == 1


def test_a_key_is_for_the_query_as_well_as_the_file(call: Caller, people: People) -> None:
    key = {"Idempotency-Key": "k-2"}
    send(call, people.officer, people, headers=key)
    other = send(call, people.officer, people, headers=key, params={"title": "Een andere titel"})
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")


def test_a_template_is_checked_and_told_about(call: Caller, people: People) -> None:
    path = f"/dossiers/{people.world.dossier}/templates"
    asked: dict[str, Any] = {
        "params": {"kind": "partnership_deed", "name": "akte.docx"}, "headers": {"Content-Type": BYTES},
        "content": docx("{{ a() }}"),
    }  # fmt: skip
    made = call(people.lawyer, "POST", path, **asked)
    assert made.status_code == 201, made.text
    view = made.json()
    assert (view["state"], view["number"]) == ("refused", 1)
    assert "Alinea: “{{ a() }}”" in view["findings"][0]["message"]
    assert call(people.controller, "GET", path).json() == [view]
    assert call(people.controller, "GET", f"/templates/{view['id']}").json() == view
    assert call(people.controller, "GET", f"/templates/{view['id']}/content").content == asked["content"]
    assert call(people.officer, "POST", path, **asked).status_code == 403
    for hidden in (path, f"/templates/{view['id']}", f"/templates/{view['id']}/content"):
        assert call(people.eik, "GET", hidden).status_code == 404


def test_issued_documents_are_read_by_the_authority_alone(
    engine: Engine, call: Caller, people: People, tmp_path: Any
) -> None:
    folder = tmp_path / "letter" / "1"
    folder.mkdir(parents=True)
    (folder / "template.docx").write_bytes(docx("Beste {{ name }}"))
    with writing(engine)() as session:
        document_id = issue(
            session, on(DAY), dossier_id=people.world.dossier, subject="a", kind="letter", title="Brief",
            content={"name": "Eik"}, template_root=tmp_path,
        ).id  # fmt: skip
    documents, one = f"/dossiers/{people.world.dossier}/documents", f"/documents/{document_id}"
    (view,) = call(people.controller, "GET", documents).json()
    assert call(people.controller, "GET", one).json() == view
    assert call(people.controller, "GET", f"{one}/content").content.startswith(b"PK")
    assert call(people.controller, "GET", f"{one}/pdf").status_code == 404
    with writing(engine)() as session:
        keep_pdf(session, on(DAY), document_id, b"%PDF-1.7")
    assert call(people.controller, "GET", f"{one}/pdf").content == b"%PDF-1.7"
    for path in (documents, one, f"{one}/content", f"{one}/pdf"):
        assert call(people.eik, "GET", path).status_code == 404
