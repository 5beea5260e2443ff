"""Turns Word documents into PDF/A-2b with LibreOffice, one job at a time, without letting it reach out."""

import atexit
import json
import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path
from threading import Lock

PROGRAM = "soffice"
SECONDS = 120
SECONDS_PER_FILE = 10
TRIES = 2
ZIP = b"PK"  # of anything else LibreOffice would make a PDF of garbage
FILTER = "pdf:writer_pdf_Export:" + json.dumps(
    {
        "SelectPdfVersion": {"type": "long", "value": "2"},  # PDF/A-2b; other values are ignored silently
        "UseTaggedPDF": {"type": "boolean", "value": "true"},
        "PDFUACompliance": {"type": "boolean", "value": "true"},
    }
)

_SETTINGS = (
    ("/org.openoffice.Office.Common/Security/Scripting", "BlockUntrustedRefererLinks", "true"),
    ("/org.openoffice.Office.Common/Security/Scripting", "DisableMacrosExecution", "true"),
    ("/org.openoffice.Office.Common/Security/Scripting", "MacroSecurityLevel", "3"),
    ("/org.openoffice.Office.Writer/Content/Update", "Link", "0"),
    ("/org.openoffice.Office.Common/Misc", "FirstRun", "false"),
)
_one_at_a_time = Lock()
_profiles: dict[int, Path] = {}


def office_available() -> bool:
    """Tell whether LibreOffice is installed."""
    return shutil.which(PROGRAM) is not None


def pdf_of(document: bytes) -> bytes | None:
    """Return the PDF of a .docx, or None when LibreOffice is missing or fails twice."""
    return pdfs_of({"document": document}).get("document")


def pdfs_of(documents: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return the PDF of each .docx by its key; one start of LibreOffice for all. What failed twice is left out."""
    made: dict[str, bytes] = {}
    readable = {key: document for key, document in documents.items() if document.startswith(ZIP)}
    program = shutil.which(PROGRAM)
    if program is None:
        return made
    with _one_at_a_time:
        for _ in range(TRIES):
            waiting = {key: document for key, document in readable.items() if key not in made}
            if waiting:
                made |= _convert(program, waiting)
    return made


def _convert(program: str, documents: Mapping[str, bytes]) -> dict[str, bytes]:
    with tempfile.TemporaryDirectory(prefix="partnerschapsakte-pdf-") as name:
        folder = Path(name)
        files = {key: folder / f"{number}.docx" for number, key in enumerate(documents)}
        for key, file in files.items():
            file.write_bytes(documents[key])
        out = folder / "out"
        profile = f"-env:UserInstallation={_profile().as_uri()}"
        options = ["--headless", "--norestore", "--nolockcheck", "--convert-to", FILTER, "--outdir", str(out)]
        _run([program, profile, *options, *map(str, files.values())], SECONDS + SECONDS_PER_FILE * len(files))
        pdfs = {key: out / f"{file.stem}.pdf" for key, file in files.items()}
        return {key: pdf.read_bytes() for key, pdf in pdfs.items() if pdf.is_file() and pdf.stat().st_size}


def _run(command: list[str], seconds: int) -> None:
    """Run LibreOffice in a group of its own, and end the whole group when it takes too long."""
    process = subprocess.Popen(  # noqa: S603 - our own arguments, no shell
        command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    )
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _profile() -> Path:
    """Return the profile folder of this process, made anew after a fork or when a cleaner removed it."""
    folder = _profiles.get(os.getpid())
    if folder is None or not folder.is_dir():
        folder = _profiles[os.getpid()] = _new_profile()
    return folder


def _new_profile() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="partnerschapsakte-office-"))
    atexit.register(_remove, folder, os.getpid())
    user = folder / "user"
    user.mkdir()
    items = "".join(
        f'<item oor:path="{path}"><prop oor:name="{name}" oor:op="fuse"><value>{value}</value></prop></item>'
        for path, name, value in _SETTINGS
    )
    user.joinpath("registrymodifications.xcu").write_text(
        '<?xml version="1.0" encoding="UTF-8"?>\n<oor:items xmlns:oor="http://openoffice.org/2001/registry" '
        'xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"{items}</oor:items>\n",
        encoding="utf-8",
    )
    return folder


def _remove(folder: Path, process_id: int) -> None:
    if os.getpid() == process_id:  # a forked child leaves the folder of its parent alone
        shutil.rmtree(folder, ignore_errors=True)
