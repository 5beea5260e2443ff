"""Files of a tenderer go straight into encryption: nothing of them is spooled, and no form is read before its token."""

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, func, select

from doors.sealed_doors import Doors, doors_of
from partnerschapsakte.foundation.actor import Actor
from partnerschapsakte.sealed.models import OpenedPart, SealedChunk, SealedFact, SealedPart
from sealed_factory import DEADLINE, SECOND, House

LARGE = b"0123456789abcdef" * 200_000  # 3.2 MB: Litestar's own form would spool it to disk


@pytest.fixture
def house(engine: Engine) -> House:
    found = House(engine)
    found.dossier()
    return found


@pytest.fixture
def openers(house: House) -> tuple[Actor, ...]:
    return house.openers(3)


@pytest.fixture
def vault_id(house: House, openers: tuple[Actor, ...]) -> str:
    return house.receiving_vault(openers)


@pytest.fixture
def tenderer(house: House, vault_id: str) -> Actor:
    return house.tenderer("De Eik", vault_id)


@pytest.fixture
def doors(house: House) -> Iterator[Doors]:
    with doors_of(house, largest_sealed_part=4 * 1024**2) as opened:
        yield opened


def address(vault_id: str) -> str:
    return f"/kluizen/{vault_id}/inschrijving/delen"


def count(house: House, table: type) -> int:
    with house.unit() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def test_a_large_file_is_received_where_nothing_can_be_spooled(
    house: House, doors: Doors, tenderer: Actor, vault_id: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "bestaat-niet"))
    with pytest.raises(FileNotFoundError), tempfile.TemporaryFile():
        pass  # whoever would spool fails
    page = doors.upload(tenderer, address(vault_id), [("delen", ("groot.bin", LARGE, "application/octet-stream"))])
    assert "groot.bin" in page
    with house.unit() as session:
        assert session.scalars(select(SealedPart.size)).all() == [len(LARGE)]


def test_several_files_of_one_form_are_parts_of_one_tender(
    house: House, doors: Doors, tenderer: Actor, openers: tuple[Actor, ...], vault_id: str
) -> None:
    form = [
        ("delen", ("plan.pdf", b"plan", "application/pdf")),
        ("delen", ("prijs & zo.pdf", b"prijs", "application/pdf")),
        ("delen", ("", b"", "application/octet-stream")),
        ("daarna", (None, "indienen")),
    ]
    page = doors.upload(tenderer, address(vault_id), form)
    assert "prijs &amp; zo.pdf" in page
    assert "ontvangstbewijs.txt" in page
    house.open(vault_id, openers[0], openers[1])
    with house.unit() as session:
        names = session.execute(select(OpenedPart.number, OpenedPart.name).order_by(OpenedPart.number)).all()
    assert [tuple(row) for row in names] == [(1, "plan.pdf"), (2, "prijs & zo.pdf")]


@pytest.mark.parametrize("media_type", ["a/\x00b", "\x7f\x1b[2J", "te\xf4xt", "a" * 4000])
def test_the_media_type_that_a_sender_names_is_not_believed_and_keeps_no_vault_closed(
    house: House, doors: Doors, tenderer: Actor, openers: tuple[Actor, ...], vault_id: str, media_type: str
) -> None:
    other = house.tenderer("De Linde", vault_id)
    house.hand_in(other, vault_id, b"eerlijk")
    fields = [
        ('name="form_token"', doors.token),
        ('name="delen"; filename="a.pdf"', "hallo"),
        ('name="daarna"', "indienen"),
    ]
    typed = [(head, f"\r\nContent-Type: {media_type}" if "filename" in head else "", text) for head, text in fields]
    body = "".join(
        f"--x\r\nContent-Disposition: form-data; {head}{more}\r\n\r\n{text}\r\n" for head, more, text in typed
    )
    headers = {**doors.cookies(tenderer), "Content-Type": "multipart/form-data; boundary=x"}
    answer = doors.client.post(address(vault_id), content=f"{body}--x--\r\n".encode("latin-1"), headers=headers)
    assert answer.status_code in {200, 400}
    house.open(vault_id, openers[0], openers[1])
    with house.unit() as session:
        found = session.scalars(select(OpenedPart)).all()
    assert len(found) == (2 if answer.status_code == 200 else 1)
    assert {part.media_type for part in found} == {"application/octet-stream"}
    assert all(part.intact for part in found)


@pytest.mark.parametrize("token", ["geraden", None])
def test_a_form_without_our_token_is_refused_before_anything_of_it_is_kept(
    house: House, doors: Doors, tenderer: Actor, vault_id: str, token: str | None
) -> None:
    form: list[tuple[str, Any]] = [("delen", ("offerte.pdf", b"offerte", "application/pdf"))]
    if token:
        form.insert(0, ("form_token", (None, token)))
    else:
        form.append(("form_token", (None, doors.token)))  # ours, but after the file
    answer = doors.client.post(address(vault_id), files=form, headers=doors.cookies(tenderer))
    assert answer.status_code == 403
    assert (count(house, SealedChunk), count(house, SealedFact)) == (0, 0)


def test_a_form_from_another_site_is_refused_even_with_our_token(
    doors: Doors, house: House, tenderer: Actor, vault_id: str
) -> None:
    form = [("form_token", (None, doors.token)), ("delen", ("offerte.pdf", b"offerte", "application/pdf"))]
    headers = {**doors.cookies(tenderer), "Sec-Fetch-Site": "cross-site"}
    assert doors.client.post(address(vault_id), files=form, headers=headers).status_code == 403
    assert count(house, SealedChunk) == 0


def test_a_browser_without_our_cookie_is_refused(doors: Doors, tenderer: Actor, vault_id: str) -> None:
    form = [("form_token", (None, "")), ("delen", ("offerte.pdf", b"offerte", "application/pdf"))]
    headers = {"Cookie": doors.cookies(tenderer)["Cookie"].partition(";")[0]}
    assert doors.client.post(address(vault_id), files=form, headers=headers).status_code == 403


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        ("application/json", b"{}"),
        ("multipart/form-data", b""),
        ("multipart/form-data; boundary=x", b"--y\r\n"),
        ("multipart/form-data; boundary=x", b'--x\r\nContent-Disposition: form-data; name="form_token"\r\n\r\n'),
    ],
)
def test_what_is_no_form_is_refused(
    doors: Doors, tenderer: Actor, vault_id: str, content_type: str, body: bytes
) -> None:
    headers = {**doors.cookies(tenderer), "Content-Type": content_type}
    assert doors.client.post(address(vault_id), content=body, headers=headers).status_code in {400, 403}


def test_a_file_that_is_too_large_is_refused_and_the_page_says_so(
    house: House, doors: Doors, tenderer: Actor, vault_id: str
) -> None:
    form = [("delen", ("te groot.bin", LARGE * 2, "application/octet-stream")), ("daarna", (None, "indienen"))]
    assert "4 MB" in doors.upload(tenderer, address(vault_id), form, status=400)
    assert (count(house, SealedPart), count(house, SealedChunk)) == (0, 0)


def test_a_late_file_is_refused_on_the_page_with_the_time_of_our_clock(
    house: House, doors: Doors, tenderer: Actor, vault_id: str
) -> None:
    house.clock.at = DEADLINE + SECOND
    form = [("delen", ("laat.pdf", LARGE, "application/pdf")), ("daarna", (None, "indienen"))]
    page = doors.upload(tenderer, address(vault_id), form, status=409)
    assert "12:00:01" in page
    assert count(house, SealedFact) == 1


def test_parts_are_removed_submitted_and_withdrawn_on_the_page(
    house: House, doors: Doors, tenderer: Actor, vault_id: str
) -> None:
    own = f"/kluizen/{vault_id}/inschrijving"
    for name in ("a.pdf", "b.pdf"):
        doors.upload(tenderer, address(vault_id), [("delen", (name, b"inhoud", "application/pdf"))])
    assert doors.send(tenderer, f"{own}/delen/1/weg") == own
    doors.send(tenderer, f"{own}/delen/1/weg", status=404)
    assert "ontvangstbewijs.txt" in doors.send(tenderer, f"{own}/indienen", status=200)
    assert doors.send(tenderer, f"{own}/intrekken") == own
    doors.send(tenderer, f"{own}/intrekken", status=409)
    assert count(house, SealedPart) == 0


def test_one_request_at_a_time_never_waits_for_itself(doors: Doors, tenderer: Actor, vault_id: str) -> None:
    """The unit of work that found out who asks is given back before the part is received: else this waits for ever."""
    for number in range(3):
        doors.upload(tenderer, address(vault_id), [("delen", (f"{number}.pdf", LARGE, "application/pdf"))])
