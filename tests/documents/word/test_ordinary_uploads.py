"""What a colleague makes with an ordinary program is kept: our own templates, and what LibreOffice makes of them."""

import io
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import parse_xml

from file_samples import png, word_xml
from partnerschapsakte.documents.rules.kinds import judge_file
from partnerschapsakte.gateways import office

TEMPLATES = sorted((Path(__file__).parents[3] / "templates/documents").glob("*/*/template.docx"))
needs_office = pytest.mark.skipif(not office.office_available(), reason="LibreOffice (soffice) is not installed")
MARK = "<w:r><w:fldChar w:fldCharType='{}'/></w:r>"
CUT_FIELD = word_xml(
    "<w:p>"
    + MARK.format("begin")
    + "<w:r><w:instrText>NUM</w:instrText></w:r><w:r><w:instrText>PAGES </w:instrText></w:r>"
    + MARK.format("separate")
    + "<w:r><w:t>1</w:t></w:r>"
    + MARK.format("end")
    + "</w:p>"
)


def findings_of(path: Path) -> list[str]:
    return [f"{path.name}, {one.where}: {one.message}" for one in judge_file(path.name, path.read_bytes())[1]]


def full_document(make: Callable[..., bytes]) -> bytes:
    """Return a document with all that a plan has: a picture, a link, a table, notes, a text box and numbered pages."""
    data = make(
        "Plan van aanpak", rows=[["Jaar", "Bedrag"]], header="Kop", footer="Voet", footnote="Noot", text_box="Kader"
    )
    document: Any = Document(io.BytesIO(data))
    document.add_picture(io.BytesIO(png()))
    document.part.relate_to("https://voorbeeld.example/", RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
    document.element.body.insert(1, parse_xml(CUT_FIELD)[0][0])
    document.core_properties.comments = "Gemaakt met script & <tekst>"
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.parts[-3])
def test_a_template_of_ours_is_kept(path: Path) -> None:
    assert findings_of(path) == []


def test_a_document_with_all_that_a_plan_has_is_kept(make: Callable[..., bytes], tmp_path: Path) -> None:
    path = tmp_path / "plan.docx"
    path.write_bytes(full_document(make))
    assert findings_of(path) == []


@pytest.mark.slow
@needs_office
def test_what_libreoffice_makes_is_kept(make: Callable[..., bytes], tmp_path: Path) -> None:
    made = tmp_path / "0"
    made.mkdir()
    for path in TEMPLATES:
        shutil.copy(path, made / f"{path.parts[-3]}.docx")
    (made / "plan.docx").write_bytes(full_document(make))
    for number, kind in enumerate(("odt", "docx"), start=1):
        made = converted(made, kind, tmp_path / str(number))
        assert len(list(made.iterdir())) == len(TEMPLATES) + 1
        assert [finding for path in sorted(made.iterdir()) for finding in findings_of(path)] == []


def converted(folder: Path, kind: str, into: Path) -> Path:
    """Return a folder with what LibreOffice makes of these files."""
    profile = f"-env:UserInstallation={(into.parent / 'profile').as_uri()}"
    command = [office.PROGRAM, profile, "--headless", "--convert-to", kind, "--outdir", str(into)]
    subprocess.run(
        [*command, *map(str, sorted(folder.iterdir()))], check=True, capture_output=True, timeout=office.SECONDS
    )
    return into
