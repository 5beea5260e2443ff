"""The selection guide: every date with its reason, the ranking rule, and by name what is still missing."""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from partnerschapsakte.documents.word.reading import text_of_document
from partnerschapsakte.foundation.database import writing
from partnerschapsakte.selection.service.papers import selection_guide
from services.test_selection import DUE, World
from tender_factory import planned

TEMPLATES = Path(__file__).parents[2] / "templates" / "documents"


@pytest.fixture
def world(engine: Engine) -> Any:
    """A tender with a selection, in one transaction."""
    with writing(engine)() as session:
        yield World(session)


def guide(session: Any, dossier_id: str) -> str:
    session.flush()
    return text_of_document(selection_guide(session, dossier_id, TEMPLATES, DUE).body)


def test_each_date_of_the_planning_has_its_reason_rule_9(world: World) -> None:
    said = guide(world.session, world.dossier)
    rows = said.splitlines()
    answers = rows.index("Laatste dag om vragen voor iedereen te beantwoorden")
    assert rows[answers + 1] == "22 maart 2026"
    assert "10 kalenderdagen eerder" in rows[answers + 2]
    assert "(Aw 2.54(1))" in rows[answers + 2]
    assert "De laatste antwoorden zijn er uiterlijk op zondag 22 maart 2026." in said
    assert "Uw verzoek is uiterlijk binnen op woensdag 1 april 2026." in said


def test_requirements_criteria_and_the_ranking_rule_are_those_that_were_laid_down(world: World) -> None:
    said = guide(world.session, world.dossier)
    for told in ("E1\ngeschiktheidseis\nErvaring met jeugdhulp", "C1\nVisie\n60\n10", "Uniform Europees", "2 plaatsen"):
        assert told in said
    assert "gewicht x score / hoogste score" in said
    assert "20 kalenderdagen" in said


def test_who_asked_to_take_part_is_not_in_the_guide(world: World) -> None:
    world.assess(world.request(1))
    assert "Kandidaat 1" not in guide(world.session, world.dossier)


def test_what_is_missing_stands_in_the_guide_by_name(engine: Engine) -> None:
    with writing(engine)() as session:
        called = planned(session, procedure="sas_dialogue", requests_due_on=None)
        said = guide(session, called.dossier)
    for named in ("De uiterste dag voor verzoeken.", "De eisen en criteria van de selectie.", "De CPV-code."):
        assert named in said
