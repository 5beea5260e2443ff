"""The sealed store at the API: the same acts as on the pages, and no more to be seen."""

import hashlib
from collections.abc import Iterator
from datetime import timedelta, timezone
from typing import Any

import pytest
from sqlalchemy import Engine, func, select

from doors.sealed_doors import Doors, doors_of
from partnerschapsakte.foundation.actor import Actor
from partnerschapsakte.journal.models import JournalEntry
from partnerschapsakte.sealed.models import SealedChunk, SealedFact
from sealed_factory import DEADLINE, DOSSIER, MINUTE, SECOND, House

NAMED = {"Content-Disposition": "attachment; filename*=UTF-8''offerte%20%E2%82%AC.pdf"}
BYTES = {"Content-Type": "application/octet-stream", **NAMED}


@pytest.fixture
def house(engine: Engine) -> House:
    found = House(engine)
    found.dossier()
    return found


@pytest.fixture
def doors(house: House) -> Iterator[Doors]:
    with doors_of(house, largest_sealed_part=4 * 1024**2) as opened:
        yield opened


def answered(answer: Any, status: int = 200) -> Any:
    assert answer.status_code == status, answer.text
    return answer.json() if answer.content and "json" in answer.headers["content-type"] else answer.content


def prepared(doors: Doors, openers: tuple[Actor, ...], party: str) -> tuple[str, dict[str, str]]:
    """Make a vault and its keys at the API; return its address and the key files."""
    deadline = DEADLINE.isoformat().replace("+00:00", "Z")
    wanted = {"title": "Kluis", "deadline_at": deadline, "openers": [one.id for one in openers], "parties": [party]}
    made = doors.ask(openers[0], "POST", f"/dossiers/{DOSSIER}/vaults", json=wanted)
    address = f"/vaults/{answered(made, 201)['id']}"
    assert made.headers["location"] == f"/api/v1{address}"
    keys = {one.id: answered(doors.ask(one, "PUT", f"{address}/own-key"))["file"] for one in openers}
    for one in openers:
        answered(doors.ask(one, "PUT", f"{address}/own-key/_check", json={"key": keys[one.id]}))
    return address, keys


def test_a_tender_is_received_and_opened_through_the_api(house: House, doors: Doors) -> None:
    openers = house.openers(3)
    tenderer = house.tenderer("De Eik")
    address, keys = prepared(doors, openers, tenderer.party_id or "")
    sent = doors.ask(tenderer, "PUT", f"{address}/draft/parts/1", content=b"offerte", headers=BYTES)
    part = answered(sent)
    assert (part["name"], part["sha256"]) == ("offerte €.pdf", hashlib.sha256(b"offerte").hexdigest())
    assert answered(doors.ask(tenderer, "PUT", f"{address}/submission"))["parts"][0]["code"] == part["code"]
    house.clock.at = DEADLINE + SECOND
    for opener in openers[:2]:
        answered(doors.ask(opener, "PUT", f"{address}/opening", json={"key": keys[opener.id]}))
    opened = answered(doors.ask(openers[2], "GET", f"{address}/opened-submissions"))
    found = opened[0]["parts"][0]
    assert found["name"] == "offerte €.pdf"
    content = doors.ask(openers[2], "GET", f"{address}/opened-parts/{found['id']}")
    assert (content.status_code, content.content) == (200, b"offerte")
    assert content.headers["content-type"] == "application/octet-stream"
    named = "attachment; filename=\"inschrijving\"; filename*=UTF-8''offerte%20%E2%82%AC.pdf"
    assert content.headers["content-disposition"] == named
    record = answered(doors.ask(openers[2], "GET", f"{address}/record-of-opening"))
    assert record["submissions"][0]["party_name"] == "De Eik"


def test_a_tenderer_takes_parts_out_and_withdraws(house: House, doors: Doors) -> None:
    openers = house.openers(3)
    tenderer = house.tenderer("De Eik")
    address, _ = prepared(doors, openers, tenderer.party_id or "")
    for number in (1, 2):
        answered(doors.ask(tenderer, "PUT", f"{address}/draft/parts/{number}", content=b"x", headers=BYTES))
    answered(doors.ask(tenderer, "DELETE", f"{address}/draft/parts/2"), 204)
    answered(doors.ask(tenderer, "DELETE", f"{address}/draft/parts/2"), 404)
    assert len(answered(doors.ask(tenderer, "PUT", f"{address}/submission"))["parts"]) == 1
    assert answered(doors.ask(tenderer, "GET", f"{address}/submission"))["receipt"]["party_name"] == "De Eik"
    answered(doors.ask(tenderer, "DELETE", f"{address}/submission"), 204)
    answered(doors.ask(tenderer, "DELETE", f"{address}/submission"), 409)


def test_a_late_part_is_refused_as_a_problem_and_recorded(house: House, doors: Doors) -> None:
    openers = house.openers(3)
    tenderer = house.tenderer("De Eik")
    address, _ = prepared(doors, openers, tenderer.party_id or "")
    house.clock.at = DEADLINE + SECOND
    answer = doors.ask(tenderer, "PUT", f"{address}/draft/parts/1", content=b"offerte", headers=BYTES)
    problem = answered(answer, 409)
    assert answer.headers["content-type"].startswith("application/problem+json")
    assert (problem["code"], problem["rule"]) == ("submission_late", "24")
    with house.unit() as session:
        assert session.scalar(select(func.count()).select_from(SealedFact)) == 1


def test_what_is_no_part_is_refused(house: House, doors: Doors) -> None:
    openers = house.openers(3)
    tenderer = house.tenderer("De Eik")
    address, _ = prepared(doors, openers, tenderer.party_id or "")
    path = f"{address}/draft/parts/1"
    answered(doors.ask(tenderer, "PUT", path, json={"a": 1}), 415)
    nameless = {"Content-Type": BYTES["Content-Type"]}
    assert answered(doors.ask(tenderer, "PUT", path, content=b"x", headers=nameless), 400)["code"] == "part_name"
    large = b"x" * (5 * 1024**2)
    assert answered(doors.ask(tenderer, "PUT", path, content=large, headers=BYTES), 400)["code"] == "part_too_large"
    number = f"{address}/draft/parts/101"
    assert answered(doors.ask(tenderer, "PUT", number, content=b"x", headers=BYTES), 400)["code"] == "part_number"
    with house.unit() as session:
        assert session.scalar(select(func.count()).select_from(SealedChunk)) == 0


def test_a_refused_key_is_recorded_although_it_was_refused(house: House, doors: Doors) -> None:
    openers = house.openers(3)
    address, keys = prepared(doors, openers, house.provider("De Eik"))
    answer = doors.ask(openers[0], "PUT", f"{address}/opening", json={"key": keys[openers[0].id]})
    assert answered(answer, 409)["code"] == "vault_open"
    with house.unit() as session:
        tags = select(func.count()).where(JournalEntry.tag == "sealed:key:refused")
        assert session.scalar(tags) == 1


def test_a_deadline_leaves_in_utc_whatever_zone_it_came_in(house: House, doors: Doors) -> None:
    openers = house.openers(3)
    there = timezone(timedelta(hours=2))
    wanted = {"title": "Kluis", "deadline_at": DEADLINE.astimezone(there).isoformat()}
    made = doors.ask(
        openers[0], "POST", f"/dossiers/{DOSSIER}/vaults", json={**wanted, "openers": [x.id for x in openers]}
    )
    assert answered(made, 201)["deadline_at"] == "2027-03-03T11:00:00Z"
    address = f"/vaults/{made.json()['id']}"
    later = (DEADLINE + MINUTE).astimezone(there).isoformat()
    read = {"If-Match": doors.ask(openers[0], "GET", address).headers["etag"]}
    moved = doors.ask(
        openers[0],
        "PUT",
        f"{address}/deadline",
        json={"deadline_at": later, "reason": "Een bijlage ontbrak."},
        headers=read,
    )
    assert answered(moved)["deadline_at"] == "2027-03-03T11:01:00Z"
    assert moved.json()["corrections"][0]["after_at"] == "2027-03-03T11:01:00Z"


@pytest.mark.parametrize("moment", ["9999-12-31T23:59:59-23:59", "9999-12-31T23:59:59Z", "0001-01-01T00:00:00+23:59"])
def test_a_deadline_at_the_end_of_the_calendar_is_refused(house: House, doors: Doors, moment: str) -> None:
    openers = house.openers(3)
    wanted = {"title": "Kluis", "deadline_at": moment, "openers": [one.id for one in openers]}
    refused = doors.ask(openers[0], "POST", f"/dossiers/{DOSSIER}/vaults", json=wanted)
    assert [one["field"] for one in answered(refused, 400)["errors"]] == ["/deadline_at"]


def test_a_deadline_moves_with_the_version_that_was_read(house: House, doors: Doors) -> None:
    openers = house.openers(3)
    address, _ = prepared(doors, openers, house.provider("De Eik"))
    later = (DEADLINE + MINUTE).isoformat()
    moved = {"deadline_at": later, "reason": "Een bijlage ontbrak."}
    answered(doors.ask(openers[0], "PUT", f"{address}/deadline", json=moved), 428)
    read = {"If-Match": doors.ask(openers[0], "GET", address).headers["etag"]}
    assert answered(doors.ask(openers[0], "PUT", f"{address}/deadline", json=moved, headers=read))["corrections"]
    answered(doors.ask(openers[0], "PUT", f"{address}/deadline", json=moved, headers=read), 412)


def test_another_form_of_answer_and_unknown_questions_are_refused(house: House, doors: Doors) -> None:
    openers = house.openers(3)
    tenderer = house.tenderer("De Eik")
    address, keys = prepared(doors, openers, tenderer.party_id or "")
    answered(doors.ask(tenderer, "PUT", f"{address}/submission", headers={"Accept": "text/xml"}), 406)
    answered(doors.ask(tenderer, "PUT", f"{address}/submission?zoek=1"), 400)
    key = {"content": keys[openers[0].id].encode(), "headers": {"Content-Type": "text/plain"}}
    answered(doors.ask(openers[0], "PUT", f"{address}/opening", **key), 415)


def test_without_a_token_nothing_is_answered(house: House, doors: Doors) -> None:
    vault_id = house.receiving_vault(house.openers(3))
    sent = {"content": b"x", "headers": BYTES}
    asked: list[tuple[str, str, dict[str, Any]]] = [
        ("PUT", "draft/parts/1", sent),
        ("PUT", "submission", {}),
        ("DELETE", "submission", {}),
        ("PUT", "opening", {"json": {"key": "x"}}),
    ]
    for method, path, more in asked:
        assert doors.client.request(method, f"/api/v1/vaults/{vault_id}/{path}", **more).status_code == 401
