"""Without any key it shows whether what lies sealed is still whole: every piece, to the byte, and every act."""

import pytest
from sqlalchemy import ColumnElement, Engine, delete, func, select, update

from partnerschapsakte.exchange.originals import altered, sealed_size
from partnerschapsakte.sealed.models import SealedChunk, SealedFact
from partnerschapsakte.sealed.storage.age import new_key, seal
from partnerschapsakte.sealed.storage.chunks import PIECE
from sealed_factory import House

LARGE = bytes(range(256)) * (5 * PIECE // 512)


@pytest.fixture
def house(engine: Engine) -> House:
    """A vault that holds a small part and one of three pieces."""
    house = House(engine)
    vault = house.receiving_vault(house.openers())
    house.hand_in(house.tenderer("Eik", vault), vault)
    house.hand_in(house.tenderer("Beuk", vault), vault, LARGE)
    return house


def found(house: House) -> list[tuple[str, str]]:
    with house.engine.connect() as connection:
        return [(one.table, one.wrong) for one in altered(connection)]


def test_of_a_vault_that_is_whole_nothing_is_said(house: House) -> None:
    assert found(house) == []


@pytest.mark.parametrize(
    ("piece", "wrong"),
    [(SealedChunk.number == 1, "missing"), (SealedChunk.number == 0, "missing"), (SealedChunk.number == 2, "changed")],
    ids=["in the middle", "the first", "the last"],
)
def test_a_piece_that_is_gone_shows(house: House, piece: ColumnElement[bool], wrong: str) -> None:
    large = SealedChunk.part_id.in_(_large(house))
    with house.unit() as session:
        session.execute(delete(SealedChunk).where(piece, large))
    assert found(house) == [("sealed_part", wrong)]


def test_a_byte_that_is_gone_and_a_beginning_that_is_none_show(house: House) -> None:
    cut = func.substr(SealedChunk.body, 1, func.length(SealedChunk.body) - 1)
    with house.unit() as session:
        session.execute(update(SealedChunk).where(SealedChunk.number == 2).values(body=cut))
    assert found(house) == [("sealed_part", "changed")]
    with house.unit() as session:
        session.execute(update(SealedChunk).where(SealedChunk.number == 0).values(body=b"iets anders"))
    assert found(house) == [("sealed_part", "changed")] * 2


@pytest.mark.parametrize("number", [0, 1, 2])
def test_a_byte_that_differs_shows(house: House, number: int) -> None:
    with house.unit() as session:
        piece = session.scalars(select(SealedChunk).where(SealedChunk.number == number)).all()[-1]
        flipped = bytearray(piece.body)
        flipped[len(flipped) // 2] ^= 1
        piece.body = bytes(flipped)
    assert found(house) == [("sealed_part", "changed")]


def test_a_piece_of_before_there_were_hashes_is_measured_only(house: House) -> None:
    with house.unit() as session:
        session.execute(update(SealedChunk).values(sha256=None))
    assert found(house) == []


def test_an_act_that_the_journal_committed_to_and_that_is_gone_shows(house: House) -> None:
    with house.unit() as session:
        session.execute(delete(SealedFact))
    assert set(found(house)) == {("sealed_fact", "missing")}


@pytest.mark.parametrize("size", [0, 1, 65535, 65536, 65537, 131072, 131073])
def test_the_size_is_that_which_age_makes(size: int) -> None:
    body = seal(new_key().recipient, bytes(size))
    assert sealed_size(body[:8192], size) == len(body)
    assert sealed_size(b"x" + body[:8192], size) == 0
    assert sealed_size(body[:30], size) == 0


def _large(house: House) -> list[str]:
    with house.unit() as session:
        return list(session.scalars(select(SealedChunk.part_id).where(SealedChunk.number == 2)))
