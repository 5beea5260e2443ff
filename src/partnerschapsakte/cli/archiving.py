"""Everything to one archive, and from one archive into a new installation: export and import."""

import os
import pwd
import sys
from collections.abc import Generator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Engine
    from sqlalchemy.orm import Session

    from partnerschapsakte.exchange.archive import Manifest
    from partnerschapsakte.exchange.exporting import Made
    from partnerschapsakte.foundation.occasion import Occasion
    from partnerschapsakte.foundation.sentences import Sentence

LOCALE = "nl"
INVALID = 1

ArchiveFile = Annotated[Path, typer.Argument(metavar="BESTAND", help="Het archief, een bestand dat op .zip eindigt.")]


def export_everything(
    file: ArchiveFile,
    replace: Annotated[bool, typer.Option("--replace", help="Vervang een archief dat er al staat.")] = False,
) -> None:
    """Schrijf alles in één archief: gegevens, documenten en journaal; het programma mag blijven draaien."""
    from partnerschapsakte.exchange.exporting import Order, export  # noqa: PLC0415 - the command line starts fast
    from partnerschapsakte.exchange.revisions import newest  # noqa: PLC0415 - the command line starts fast
    from partnerschapsakte.foundation import clock  # noqa: PLC0415 - the command line starts fast
    from partnerschapsakte.settings import migrations  # noqa: PLC0415 - the command line starts fast

    with _database() as engine, _refusals_told():
        order = Order(
            file, newest(migrations()), clock.now(), replace, last=lambda made: _record(engine, made), told=_busy_with
        )
        made = export(engine, order)
    _quiet()
    typer.echo(f"{file}: {made.rows} regels, {made.files} bestanden, {made.size} bytes.")
    typer.echo(f"Zegel: {made.seal}")


def import_everything(
    file: ArchiveFile,
    despite_journal: Annotated[
        bool, typer.Option("--despite-journal", help="Lees het archief ook in als zijn journaal niet klopt.")
    ] = False,
) -> None:
    """Lees een archief in een nieuwe, lege database, na `migrate`: alles, of bij een fout niets."""
    from partnerschapsakte.exchange.restoring import Wish, restore  # noqa: PLC0415 - the command line starts fast
    from partnerschapsakte.exchange.revisions import newest  # noqa: PLC0415 - the command line starts fast
    from partnerschapsakte.settings import migrations  # noqa: PLC0415 - the command line starts fast

    with _database() as engine, _refusals_told():
        prove = _nothing_to_prove if despite_journal else _wrong_with_journal
        noted = partial(_record_read_in, proven=not despite_journal)
        manifest = restore(engine, Wish(file, newest(migrations()), prove, told=_busy_with, last=noted))
    _quiet()
    typer.echo(f"{file}: {manifest.rows} regels en {len(manifest.files)} bestanden ingelezen.")
    typer.echo("Zet het sleutelbestand terug, draai `doctor` en loop de rechten, accounts en sleutels van de API na.")


def _record(engine: "Engine", made: "Made") -> None:
    """Write down that an archive of everything was made: it holds all there is, so who made it must be known."""
    from partnerschapsakte.exchange.faults import ArchiveMade  # noqa: PLC0415 - the command line starts fast
    from partnerschapsakte.foundation.database import writing  # noqa: PLC0415 - the command line starts fast
    from partnerschapsakte.journal.service import record  # noqa: PLC0415 - the command line starts fast

    with writing(engine)() as session:
        record(session, _occasion(), ArchiveMade(subject=made.seal, rows=made.rows, files=made.files))


def _record_read_in(session: "Session", seal: str, manifest: "Manifest", *, proven: bool) -> None:
    """Write down that this installation was read in, from which archive: nobody may take it for one that went on."""
    from partnerschapsakte.exchange.faults import ArchiveReadIn  # noqa: PLC0415 - the command line starts fast
    from partnerschapsakte.journal.service import record  # noqa: PLC0415 - the command line starts fast

    fact = ArchiveReadIn(
        subject=seal,
        made_at=manifest.made_at,
        program=manifest.program,
        rows=manifest.rows,
        files=len(manifest.files),
        proven=proven,
    )
    record(session, _occasion(), fact)


def _occasion() -> "Occasion":
    """Return the occasion of a command: the program does it, at the asking of an account of this machine."""
    from partnerschapsakte.foundation import clock  # noqa: PLC0415 - the command line starts fast
    from partnerschapsakte.foundation.actor import SYSTEM  # noqa: PLC0415 - the command line starts fast
    from partnerschapsakte.foundation.occasion import Occasion  # noqa: PLC0415 - the command line starts fast

    now = clock.now()
    return Occasion(SYSTEM, now, now, origin=f"cli {_account()}")


def _account() -> str:
    """Name the account of the machine that runs this; its number where it has no name, as in a container."""
    number = os.getuid()
    try:
        return pwd.getpwuid(number).pw_name
    except KeyError:
        return str(number)


def _wrong_with_journal(session: "Session") -> "Sequence[Sentence]":
    from partnerschapsakte.journal.queries import verify  # noqa: PLC0415 - the command line starts fast

    return [finding.message for finding in verify(session).faults]


def _nothing_to_prove(_: "Session") -> "Sequence[Sentence]":
    return ()


@contextmanager
def _refusals_told() -> Generator[None, None, None]:
    """Say all that is wrong on standard error, a line each, and end with code 1."""
    from sqlalchemy.exc import SQLAlchemyError  # noqa: PLC0415 - the command line starts fast

    from partnerschapsakte.exchange.faults import ArchiveRefusedError  # noqa: PLC0415 - the command line starts fast
    from partnerschapsakte.foundation.logs import reason_of  # noqa: PLC0415 - the command line starts fast

    try:
        yield
    except ArchiveRefusedError as refused:
        wrong = [fault.told(LOCALE) for fault in refused.faults]
    except SQLAlchemyError as error:
        wrong = [f"De database werkte niet mee; er is niets veranderd: {reason_of(error)}"]
    except OSError as error:
        wrong = [f"Het bestand kon niet worden geschreven of gelezen: {error.strerror or error}"]
    else:
        return
    _quiet()
    for line in wrong:
        typer.echo(line, err=True)
    raise typer.Exit(INVALID)


@contextmanager
def _database() -> Generator["Engine", None, None]:
    """Open the configured database."""
    from partnerschapsakte.foundation.database import connect  # noqa: PLC0415 - the command line starts fast
    from partnerschapsakte.settings import Settings  # noqa: PLC0415 - the command line starts fast

    settings = Settings()
    settings.make_room()
    engine = connect(settings.database_url)
    try:
        yield engine
    finally:
        engine.dispose()


def _busy_with(part: str) -> None:
    """Say what is being done, where somebody watches a terminal."""
    if sys.stderr.isatty():
        sys.stderr.write(f"\r\033[K{part} …")
        sys.stderr.flush()


def _quiet() -> None:
    if sys.stderr.isatty():
        sys.stderr.write("\r\033[K")
