"""Reminders at the API: who hears of a date, what somebody does about it, the mails, and work that got stuck."""

from collections.abc import Iterator
from datetime import date

import pytest
from sqlalchemy import Engine, update

from api_factory import Program, token_for
from api_world import START, ApiWorld, api_world
from dossier_factory import person
from partnerschapsakte.foundation.actor import SYSTEM, Role
from partnerschapsakte.foundation.clock import noon
from partnerschapsakte.foundation.database import writing
from partnerschapsakte.foundation.occasion import Occasion
from partnerschapsakte.journal.models import OutboxMessage
from partnerschapsakte.reminders.service import sweep

DECEMBER = date(2021, 12, 15)


@pytest.fixture
def world(engine: Engine) -> Iterator[ApiWorld]:
    """Exemplum and De Eik with an agreement of nine years, and programs with the tokens of their people."""
    with api_world(engine) as opened:
        opened.agreement()
        yield opened


def one_of(program: Program, kind: str) -> str:
    """Return the path of the first date of a kind."""
    return f"/milestones/{program.get(f'/milestones?kind={kind}').json()[0]['id']}"


def test_somebody_says_that_they_handle_a_date_and_its_reminders_rest(world: ApiWorld) -> None:
    with world.as_(world.at.contract_manager) as program:
        path = one_of(program, "obligation")
        found = program.post(f"{path}/_acknowledge", None, 200).json()
    assert found["quiet_until"]
    (entry,) = world.written("agenda:milestone:acknowledged")
    assert entry.actor_id == world.at.contract_manager.id


def test_reminders_rest_until_a_day_with_a_reason_and_never_past_the_date(world: ApiWorld) -> None:
    with world.as_(world.at.contract_manager) as program:
        path = one_of(program, "notice")
        reason = "Wacht op de raadsvergadering."
        read = program.get(path).headers["etag"]
        rests = program.put(f"{path}/rest", {"until": "2022-03-20", "reason": reason}, read).headers["etag"]
        refused = program.put(f"{path}/rest", {"until": "2029-01-01", "reason": reason}, rests, 400).json()
        assert refused["code"] == "quiet_too_long"
        wrong = program.put(f"{path}/rest", {"until": 7, "reason": ""}, rests, 400).json()
    assert {error["field"] for error in wrong["errors"]} == {"/until", "/reason"}


def test_a_date_is_marked_as_done_only_where_it_has_no_act_of_its_own(world: ApiWorld) -> None:
    note = {"note": "Het exitplan ligt klaar."}
    with world.as_(world.at.contract_manager) as program:
        path = one_of(program, "exit")
        done = program.post(f"{path}/completion", note)
        assert (done.json()["state"], done.headers["location"]) == ("done", f"/api/v1{path}")
        refused = program.post(f"{one_of(program, 'decision')}/completion", note, 409).json()
    assert refused["code"] == "done_by_its_own_act"


def test_who_only_reads_touches_no_date(world: ApiWorld) -> None:
    for actor in (world.controller, world.at.auditor):
        with world.as_(actor) as program:
            path = one_of(program, "exit")
            assert program.get(f"{path}/reminders").json()
            program.post(f"{path}/completion", {"note": "Het exitplan ligt klaar."}, 403)
            program.post(f"{path}/_acknowledge", None, 403)
            program.put(f"{path}/rest", {}, '"1.x"', 403)


def test_the_reminders_of_another_dossier_are_not_there(world: ApiWorld) -> None:
    with world.as_(world.at.contract_manager) as program:
        path = one_of(program, "exit")
    with world.as_(world.stranger) as program:
        program.get(f"{path}/reminders", 404)
        program.post(f"{path}/_acknowledge", None, 404)
        program.get(f"/dossiers/{world.at.dossier}/reminders", 404)


def test_the_reminders_of_a_dossier_come_in_the_order_of_their_days(world: ApiWorld) -> None:
    with world.as_(world.at.contract_manager) as program:
        path = one_of(program, "notice")
        of_date = program.get(f"{path}/reminders?pageSize=200").json()
        of_dossier = program.get(f"/dossiers/{world.at.dossier}/reminders?pageSize=200").json()
    days = [one["planned_on"] for one in of_dossier]
    assert days == sorted(days)
    assert {one["id"] for one in of_date} < {one["id"] for one in of_dossier}
    assert {one["recipient"] for one in of_date} == {world.at.contract_manager.id}


def test_a_mail_is_read_by_its_recipient_and_by_who_reads_all_it_is_about(world: ApiWorld, engine: Engine) -> None:
    with writing(engine)() as session:
        sweep(session, Occasion(SYSTEM, noon(DECEMBER), noon(DECEMBER)))
    with world.as_(world.at.contract_manager) as program:
        (mail,) = program.get("/mails").json()
        assert mail["recipient"] == world.at.contract_manager.id
        assert program.get(f"/mails/{mail['id']}").json() == mail
        assert program.get(f"/mails?dossierId={world.at.dossier}").json() == [mail]
        assert program.get("/mails?dossierId=another").json() == []
        assert program.get("/mails?recipient=nobody").json() == []
    with world.as_(world.controller) as program:
        assert program.get("/mails").json() == [mail]
    with world.as_(world.stranger) as program:
        assert program.get("/mails").json() == []
        assert program.get(f"/mails/{mail['id']}", 404).json()["code"] == "mail_unknown"


def parked(engine: Engine) -> None:
    """Owe the mails of a day, and let that work get stuck."""
    with writing(engine)() as session:
        sweep(session, Occasion(SYSTEM, noon(DECEMBER), noon(DECEMBER)))
        stuck = {"parked_at": noon(DECEMBER), "attempts": 5, "last_error": "geen verbinding"}
        session.execute(update(OutboxMessage).values(stuck))


def test_work_that_got_stuck_is_shown_and_tried_again(world: ApiWorld, engine: Engine) -> None:
    parked(engine)
    with world.as_(world.at.contract_manager) as program:
        (work,) = program.get("/stuck-tasks").json()
        assert (work["task"], work["attempts"], work["last_error"]) == ("reminders.send_digest", 5, "geen verbinding")
        assert program.post(f"/stuck-tasks/{work['id']}/_retry", None, 200).json() == work
        assert program.get("/stuck-tasks").json() == []
        program.post(f"/stuck-tasks/{work['id']}/_retry", None, 404)
    assert len(world.written("journal:work:retried")) == 1


def test_stuck_work_is_not_for_guests_and_an_auditor_leaves_it_be(world: ApiWorld, engine: Engine) -> None:
    parked(engine)
    with writing(engine)() as session:
        guest = person(session, "aanbieder", Role.PROVIDER_CONTACT, START)
        token_for(session, guest.id)
    with world.as_(guest) as program:
        program.get("/stuck-tasks", 403)
    with world.as_(world.at.auditor) as program:
        (work,) = program.get("/stuck-tasks").json()
        program.post(f"/stuck-tasks/{work['id']}/_retry", None, 403)
