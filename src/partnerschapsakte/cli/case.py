"""Case files on the command line: list, schema, check, run, load, export."""

import json
import sys
from collections.abc import Generator, Iterable
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from partnerschapsakte.cases.findings import Found
    from partnerschapsakte.cases.runner import Progress, Run
    from partnerschapsakte.foundation.sentences import Sentence

LOCALE = "nl"
INVALID, REFUSED = 1, 3
BAR = 24

case = typer.Typer(help="Dossierbestanden: controleren, doorrekenen, inlezen en wegschrijven.", no_args_is_help=True)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(f"{text} is geen datum zoals 2026-11-22") from None


Name = Annotated[str, typer.Argument(metavar="NAAM|BESTAND", help="Naam van een meegeleverd dossier, of een bestand.")]
AsOf = Annotated[
    date | None,
    typer.Option(
        "--as-of", parser=_day, metavar="DATUM", help="Speel het dossier tot en met deze dag; anders vandaag."
    ),
]


@case.command("list")
def list_cases() -> None:
    """Noem de meegeleverde dossierbestanden: naam en titel."""
    from partnerschapsakte.cases.checking import bundled, title_of  # noqa: PLC0415 - the command line starts fast

    for name in bundled():
        typer.echo(f"{name}\t{title_of(name)}")


@case.command()
def schema() -> None:
    """Toon het JSON Schema van een dossierbestand."""
    from partnerschapsakte.cases.schema.case_file import json_schema  # noqa: PLC0415 - the command line starts fast

    typer.echo(json.dumps(json_schema(), ensure_ascii=False, indent=2))


@case.command()
def check(name: Name, as_of: AsOf = None) -> None:
    """Controleer een dossierbestand: alle fouten in één keer, elk met regel, plaats en zin."""
    from partnerschapsakte.cases.checking import opened  # noqa: PLC0415 - the command line starts fast
    from partnerschapsakte.cases.runner import rehearse  # noqa: PLC0415 - the command line starts fast

    found = rehearse(opened(name), _run(as_of))
    _tell(found)
    _stop(found)
    typer.echo(f"{name}: in orde.", err=True)


@case.command("run")
def run_a_case(
    name: Name,
    out: Annotated[Path, typer.Option("--out", metavar="MAP", help="Map voor de uitkomsten.")],
    as_of: AsOf = None,
    pdf: Annotated[bool, typer.Option("--pdf", help="Maak ook PDF's, met LibreOffice.")] = False,
) -> None:
    """Reken een dossierbestand door en schrijf documenten, data, tijdlijn en samenvatting in een map."""
    from partnerschapsakte.cases.checking import opened  # noqa: PLC0415 - the command line starts fast
    from partnerschapsakte.cases.outputs import FolderTaken  # noqa: PLC0415 - the command line starts fast
    from partnerschapsakte.cases.runner import run_case  # noqa: PLC0415 - the command line starts fast

    try:
        found = run_case(opened(name), out, _run(as_of, pdf=pdf))
    except FolderTaken:
        raise typer.BadParameter(
            f"{out} bestaat al en is geen uitkomst van een eerdere doorrekening", param_hint="--out"
        ) from None
    _tell(found)
    _stop(found)
    typer.echo(str(out))


@case.command()
def load(name: Name) -> None:
    """Lees een dossierbestand in de ingestelde database."""
    from partnerschapsakte.cases.checking import opened  # noqa: PLC0415 - the command line starts fast
    from partnerschapsakte.cases.loader import load_case  # noqa: PLC0415 - the command line starts fast
    from partnerschapsakte.foundation import clock  # noqa: PLC0415 - the command line starts fast

    run, now = _run(None), clock.now()
    with _database() as session:
        dossier_id, found = load_case(
            session, opened(name), as_of=run.as_of, template_root=run.template_root, recorded_at=now
        )
        if _code(found):
            session.rollback()
    _tell(found)
    _stop(found)
    typer.echo(dossier_id)


@case.command()
def export(
    dossier: Annotated[str, typer.Argument(metavar="DOSSIER", help="Kenmerk, ocid of id van een dossier.")],
) -> None:
    """Schrijf een dossier als dossierbestand naar standaarduitvoer."""
    from partnerschapsakte.cases.exporter import export_case  # noqa: PLC0415 - the command line starts fast
    from partnerschapsakte.cases.queries import find_dossier  # noqa: PLC0415 - the command line starts fast
    from partnerschapsakte.foundation import clock  # noqa: PLC0415 - the command line starts fast

    with _database() as session:
        dossier_id = find_dossier(session, dossier)
        if dossier_id is None:
            raise typer.BadParameter(f"er is geen dossier {dossier}", param_hint="DOSSIER")
        text = export_case(session, dossier_id, clock.now())
    sys.stdout.buffer.write(text.encode("utf-8"))


def _run(as_of: date | None, *, pdf: bool = False) -> "Run":
    from partnerschapsakte.cases.runner import Run  # noqa: PLC0415 - the command line starts fast
    from partnerschapsakte.foundation import clock  # noqa: PLC0415 - the command line starts fast
    from partnerschapsakte.gateways.office import pdfs_of  # noqa: PLC0415 - the command line starts fast
    from partnerschapsakte.settings import templates  # noqa: PLC0415 - the command line starts fast

    return Run(
        as_of=as_of or clock.local_date(clock.now()),
        template_root=templates() / "documents",
        locale=LOCALE,
        convert=pdfs_of if pdf else None,
        progress=_progress(),
    )


def _progress() -> "Progress":
    """Say what is being done, where somebody watches a terminal."""
    from partnerschapsakte.foundation import language  # noqa: PLC0415 - the command line starts fast

    def tell(sentence: "Sentence", share: float = 0.0) -> None:
        if sys.stderr.isatty():
            filled = round(share * BAR)
            text = language.tell(sentence, LOCALE)
            sys.stderr.write(f"\r\033[K[{'#' * filled}{'.' * (BAR - filled)}] {text}")
            sys.stderr.flush()

    return tell


@contextmanager
def _database() -> "Generator[Session, None, None]":
    """Open a writing session on the configured database."""
    from partnerschapsakte.foundation.database import connect, writing  # noqa: PLC0415 - the command line starts fast
    from partnerschapsakte.settings import Settings  # noqa: PLC0415 - the command line starts fast

    settings = Settings()
    settings.make_room()
    engine = connect(settings.database_url)
    try:
        with writing(engine)() as session:
            yield session
    finally:
        engine.dispose()


def _tell(found: "Iterable[Found]") -> None:
    """Say what was found on standard error: file, line, path and a sentence."""
    from partnerschapsakte.cases.findings import as_line  # noqa: PLC0415 - the command line starts fast

    if sys.stderr.isatty():
        sys.stderr.write("\r\033[K")
    for one in found:
        typer.echo(as_line(one, LOCALE), err=True)


def _stop(found: "Iterable[Found]") -> None:
    if code := _code(found):
        raise typer.Exit(code)


def _code(found: "Iterable[Found]") -> int:
    """Return 1 where the input is invalid, 3 where only rules refused, else 0."""
    from partnerschapsakte.cases.findings import FoundKind  # noqa: PLC0415 - the command line starts fast

    kinds = {one.kind for one in found}
    return INVALID if FoundKind.ERROR in kinds else REFUSED if FoundKind.REFUSED in kinds else 0
