"""LibreOffice makes a PDF that declares PDF/A-2b, tagged, in Dutch and with a title."""

import base64
import io
import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from docx import Document
from docx.opc.constants import RELATIONSHIP_TYPE

from partnerschapsakte.documents.word.properties import Properties
from partnerschapsakte.documents.word.rendering import Template, render
from partnerschapsakte.gateways import office

PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
needs_office = pytest.mark.skipif(not office.office_available(), reason="LibreOffice (soffice) is not installed")


@needs_office
def test_a_pdf_declares_pdf_a_2b_and_is_tagged(make: Callable[..., bytes]) -> None:
    properties = Properties(title="Akte van proef", identifier="a")
    document = render(Template.from_bytes(make("Beste {{ name }}")), {"name": "Jansen & Zonen"}, properties)
    made = office.pdf_of(document)
    assert made is not None
    with pikepdf.open(io.BytesIO(made)) as pdf:
        told = pdf.open_metadata()
        assert (told["pdfaid:part"], told["pdfaid:conformance"]) == ("2", "B")
        assert told["dc:title"] == "Akte van proef"
        assert "pdfuaid" in str(told)
        assert pdf.Root.MarkInfo.Marked
        assert str(pdf.Root.Lang).startswith("nl")


@needs_office
def test_many_documents_are_made_in_one_start(make: Callable[..., bytes]) -> None:
    documents = {key: make(f"Brief {key}") for key in ("een", "twee", "drie")}
    made = office.pdfs_of(documents)
    assert {key: pdf[:5] for key, pdf in made.items()} == dict.fromkeys(documents, b"%PDF-")


@needs_office
def test_what_libreoffice_cannot_read_is_left_out(make: Callable[..., bytes]) -> None:
    made = office.pdfs_of({"goed": make("x"), "leeg": b"", "onzin": b"onzin"})
    assert list(made) == ["goed"]


def test_without_libreoffice_there_is_no_pdf(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert not office.office_available()
    assert office.pdf_of(b"PK") is None


def test_a_program_that_hangs_is_ended_with_its_children_and_tried_once_more(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    tries = tmp_path / "tries"
    program = tmp_path / "soffice"
    program.write_text(f"#!/bin/sh\necho x >> {tries}\n/bin/sleep 60 & wait\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(office, "SECONDS", 0.2)
    monkeypatch.setattr(office, "SECONDS_PER_FILE", 0)
    assert office.pdf_of(b"PK") is None
    assert tries.read_text() == "x\nx\n"


@needs_office
def test_a_linked_picture_makes_libreoffice_call_nobody(make: Callable[..., bytes]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.setblocking(False)
        document = linking(make("foto"), f"http://127.0.0.1:{server.getsockname()[1]}/pixel.png")
        assert office.pdf_of(document) is not None
        with pytest.raises(BlockingIOError):
            server.accept()


def linking(data: bytes, address: str) -> bytes:
    opened: Any = Document(io.BytesIO(data))
    opened.add_picture(io.BytesIO(PIXEL))
    blip = next(element for element in opened.element.iter() if element.tag.endswith("}blip"))
    link = opened.part.relate_to(address, RELATIONSHIP_TYPE.IMAGE, is_external=True)
    (embedded,) = blip.attrib
    del blip.attrib[embedded]
    blip.set(embedded.replace("embed", "link"), link)
    out = io.BytesIO()
    opened.save(out)
    return out.getvalue()
