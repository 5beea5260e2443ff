"""A unit of work that reads changes nothing: the database refuses it, whoever has the connection next."""

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from api_factory import DAY
from dossier_factory import opened
from partnerschapsakte.dossiers.models import Dossier
from partnerschapsakte.foundation.database import reading, writing


@pytest.fixture
def dossier(engine: Engine) -> str:
    """A dossier that somebody may try to change."""
    with writing(engine)() as session:
        return opened(session, DAY).dossier


def retitle(session: Session, dossier_id: str, title: str) -> None:
    session.get_one(Dossier, dossier_id).title = title
    session.flush()


def test_what_only_reads_is_refused_when_it_writes(engine: Engine, dossier: str) -> None:
    with pytest.raises(DBAPIError, match=r"read-?only"), reading(engine)() as session:
        retitle(session, dossier, "Stilletjes gewijzigd")
    with reading(engine)() as session:
        assert session.get_one(Dossier, dossier).title != "Stilletjes gewijzigd"


def test_a_connection_that_read_writes_again_and_one_that_wrote_only_reads(engine: Engine, dossier: str) -> None:
    for turn in range(3):
        with writing(engine)() as session:
            retitle(session, dossier, f"Titel {turn}")
        with reading(engine)() as session:
            assert session.scalar(select(Dossier.title)) == f"Titel {turn}"
        with pytest.raises(DBAPIError), reading(engine)() as session:
            retitle(session, dossier, "Stilletjes gewijzigd")
