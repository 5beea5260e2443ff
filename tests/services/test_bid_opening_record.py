"""The record of the opening of bids as a document: what was there, what stayed unopened and why, and its hash."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from bids_factory import DAY, DUE, HOME, HOUR, SECOND, WHY, Submitting, submitting
from partnerschapsakte.bids import queries
from partnerschapsakte.bids.schemas import AllowWay
from partnerschapsakte.bids.service import course
from partnerschapsakte.bids.service.papers import opening_record
from partnerschapsakte.documents.word.reading import text_of_document
from partnerschapsakte.foundation.database import writing
from partnerschapsakte.overview.word.missing import missing
from partnerschapsakte.overview.word.pieces import Shelf
from partnerschapsakte.overview.word.procurement_file import INDEX, members
from partnerschapsakte.tendering import queries as tendering
from tender_factory import refused

TEMPLATES = Path(__file__).parents[2] / "templates" / "documents"


@pytest.fixture
def here(engine: Engine) -> Iterator[Submitting]:
    """A tender that closes at noon, with two candidates."""
    with writing(engine)() as session:
        yield submitting(session)


def record(here: Submitting) -> str:
    here.session.flush()
    return " ".join(text_of_document(opening_record(here.session, here.dossier, TEMPLATES).body).split())


def test_before_the_opening_there_is_no_record_rule_23(here: Submitting) -> None:
    here.bid(here.eik)
    refusal = refused(lambda: record(here))
    assert (refusal.code, refusal.rule) == ("not_opened", "23")


def test_the_record_tells_the_deadline_the_openers_and_each_bid_with_its_way(here: Submitting) -> None:
    command = AllowWay.model_validate({"way": "email", "ground": "security_breach", "reason": WHY})
    course.allow_way(here.session, here.at(DUE - DAY), here.dossier, command)
    here.bid(here.eik, way="email", lots=[HOME])
    here.bid(here.linde, DUE, sha256="ab" * 32)
    here.open()
    text = record(here)
    for words in (
        "18 mei 2026 om 12:00:00",
        "18 mei 2026 om 13:00:00",
        "A. Een",
        "B. Twee",
        "De Eik 18 mei 2026 om 11:00:00 e-mail LOT-0001",
        "De Linde 18 mei 2026 om 12:00:00 aanbestedingsplatform alle",
        "inbreuk op de beveiliging",
        WHY,
        "abababababababab abababababababab",
        "het kenmerk klopt met wat is bewaard",
    ):
        assert words in text
    assert "Niet geopend" not in text


def test_what_is_late_is_named_apart_with_why_rule_24(here: Submitting) -> None:
    here.bid(here.eik, DUE + SECOND)
    here.open()
    text = record(here)
    assert "Er is geen geldige inschrijving ontvangen." in text
    assert "te laat Zij kwam binnen op 18 mei 2026 om 12:00:01, na de termijn van 18 mei 2026 om 12:00:00." in text


def test_what_is_recorded_after_the_opening_stands_apart_from_the_list_that_was_fixed(here: Submitting) -> None:
    here.bid(here.eik)
    here.open()
    here.bid(here.linde, DUE + HOUR)
    text = record(here)
    assert "Na de opening vastgelegd" in text
    assert text.index("De Linde") > text.index("Na de opening vastgelegd")


def test_a_list_that_was_changed_in_the_database_is_told(here: Submitting) -> None:
    here.bid(here.eik)
    here.open()
    row = queries.opening_of(here.session, tendering.tender(here.session, here.dossier))
    assert row is not None
    row.content = {"bids": [row.content["bids"][0] | {"candidate": "Een ander"}]}
    assert "klopt NIET met wat is bewaard" in record(here)


def test_the_procurement_file_holds_the_record_and_names_it_while_it_is_missing(here: Submitting) -> None:
    here.bid(here.eik)
    here.session.flush()
    shelf = Shelf(here.session, here.world.officer, here.dossier, DUE + HOUR)
    assert "Het proces-verbaal van opening van de inschrijvingen (1 vastgelegd, niet geopend)." in missing(shelf)
    here.open()
    here.session.flush()
    found = dict(members(shelf, TEMPLATES))
    (name,) = (one for one in found if "proces-verbaal-van-opening" in one)
    assert name.startswith("01-uitgegeven-stukken/")
    assert name in found[INDEX].decode()
    assert "niet geopend" not in found[INDEX].decode()
