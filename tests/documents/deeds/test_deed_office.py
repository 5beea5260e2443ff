"""Opens every rendered sample in LibreOffice, which must show the same numbers as the text."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from documents.deeds import sample_deeds
from documents.deeds.reading_deeds import rendered

OFFICE, READER = shutil.which("soffice"), shutil.which("pdftotext")


@pytest.mark.skipif(OFFICE is None or READER is None, reason="LibreOffice or pdftotext is not installed")
def test_libreoffice_shows_every_document_with_its_own_numbers(tmp_path: Path) -> None:
    assert OFFICE is not None
    assert READER is not None
    files: list[str] = []
    for kind, makers in sample_deeds.SAMPLES.items():
        for maker in makers:
            file = tmp_path / f"{kind}-{maker.__name__}.docx"
            file.write_bytes(rendered(kind, maker()))
            files.append(str(file))
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    convert = [OFFICE, profile, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path), *files]
    subprocess.run(convert, check=True, capture_output=True, timeout=300)
    for file in files:
        text = subprocess.run(
            [READER, "-layout", str(Path(file).with_suffix(".pdf")), "-"], check=True, capture_output=True, text=True
        ).stdout
        assert "Pagina 1 van" in text
        assert "Error: Reference source not found" not in text
        assert not re.search(r"\{\{|%\}", text)
    deed = subprocess.run(
        [READER, "-layout", str(tmp_path / "partnership_deed-consortium_deed.pdf"), "-"],
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    assert re.search(r"Artikel 44\s+Slotbepalingen", deed)
    assert re.search(r"^\s*43\.2\s", deed, re.MULTILINE)
    assert re.search(r"de bevoegde rechter van\s+Artikel 44", deed)
