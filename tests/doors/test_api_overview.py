"""What spans rooms at the API: what is coming, and the years of an agreement."""

from collections.abc import Iterator
from datetime import date

import pytest
from sqlalchemy import Engine

from api_world import ApiWorld, api_world
from partnerschapsakte.foundation.database import writing
from services.contracts.exemplum import decided, evaluated, received, sent

AUGUST = date(2022, 8, 1)


@pytest.fixture
def world(engine: Engine) -> Iterator[ApiWorld]:
    """Exemplum and De Eik, and programs with the tokens of their people."""
    with api_world(engine) as opened:
        yield opened


def test_what_is_coming_is_overdue_now_or_later_each_with_its_next_act(world: ApiWorld) -> None:
    agreement_id = world.agreement()
    with world.as_(world.at.contract_manager, AUGUST) as program:
        found = program.get("/coming-milestones?pageSize=200").json()
        first = program.get("/coming-milestones?pageSize=1")
    order = ["overdue", "now", "later"]
    assert [order.index(one["when"]) for one in found] == sorted(order.index(one["when"]) for one in found)
    missed = next(one for one in found if one["milestone"]["kind"] == "notice")
    assert (missed["when"], missed["owner"], missed["dossier"]) == ("overdue", "C. Ontract", "Jeugdhulp Exemplum")
    assert missed["page"] == f"/akten/{agreement_id}/verlenging/1/doorgaan"
    assert missed["next_act"] == "Bepalen hoe verder"
    assert first.json() == found[:1]
    assert f'page={len(found)}&pageSize=1>; rel="last"' in first.headers["link"]


def test_what_is_coming_keeps_to_the_dossiers_and_the_person_asked_for(world: ApiWorld) -> None:
    world.agreement()
    with world.as_(world.at.mandate_holder, AUGUST) as program:
        everything = program.get("/coming-milestones").json()
        assert program.get(f"/coming-milestones?dossierId={world.at.dossier}").json() == everything != []
        assert program.get("/coming-milestones?dossierId=another").json() == []
        assert program.get("/coming-milestones?mine=true").json() == []
        wrong = program.get("/coming-milestones?mine=2&shoe=1", 400).json()
    assert {error["field"] for error in wrong["errors"]} == {"mine", "shoe"}
    with world.as_(world.stranger, AUGUST) as program:
        assert program.get("/coming-milestones").json() == []
    with world.as_(world.at.auditor, AUGUST) as program:
        assert program.get("/coming-milestones").json() == everything


def test_a_timeline_tells_the_periods_and_the_dates_of_an_agreement(world: ApiWorld, engine: Engine) -> None:
    agreement_id = world.agreement()
    with writing(engine)() as session:
        evaluated(session, world.at, agreement_id, 1, date(2021, 12, 1))
        decided(session, world.at, agreement_id, 1, date(2022, 1, 10))
        sent(session, world.at, agreement_id, 1, date(2022, 1, 20))
        received(session, world.at, agreement_id, 1, date(2022, 1, 25))
    with world.as_(world.controller) as program:
        found = program.get(f"/agreements/{agreement_id}/timeline").json()
    assert [(one["option"], one["since"], one["until"], one["state"]) for one in found["periods"]] == [
        (None, "2020-01-01", "2022-12-31", None),
        (1, "2023-01-01", "2024-12-31", "extended"),
        (2, "2025-01-01", "2026-12-31", "open"),
        (3, "2027-01-01", "2028-12-31", "not_reached"),
    ]
    assert found["marks"][2] == {
        "option": 1,
        "step": "notice",
        "due": "2022-06-30",
        "done_on": "2022-01-25",
        "standing": "done",
    }
    assert [one["due"] for one in found["marks"][-2:]] == ["2024-12-31", "2028-12-31"]
    assert found["today"] == "2022-03-01"


def test_the_timeline_of_an_agreement_in_another_dossier_is_not_there(world: ApiWorld) -> None:
    agreement_id = world.agreement()
    with world.as_(world.stranger) as program:
        program.get(f"/agreements/{agreement_id}/timeline", 404)
