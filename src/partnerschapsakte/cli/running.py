"""Starts what keeps running, and looks after its database: serve, work, migrate, doctor, demo, and the first user."""

from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from partnerschapsakte.foundation.actor import Role

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from partnerschapsakte.settings import Settings

DEMO_PASSWORD = "fiets-zondag-koffie-regen"  # noqa: S105 - the accounts of the demonstration hold invented people only
DEMO_FOLDER = Path("var/demo")

user = typer.Typer(help="Mensen die het programma gebruiken.", no_args_is_help=True)


def serve() -> None:
    """Start de webserver; op SQLite lopen de herinneringen mee, op PostgreSQL draait `work` ernaast."""
    _serve(_settings())


def work() -> None:
    """Start een werkproces: herinneringen, mail en PDF. Op PostgreSQL mogen er meer naast elkaar draaien."""
    from partnerschapsakte.foundation import logs  # noqa: PLC0415 - the command line starts fast
    from partnerschapsakte.worker import run_worker  # noqa: PLC0415 - the command line starts fast

    settings = _settings()
    logs.set_up(as_json=settings.log_format == "json")
    run_worker(settings)


def migrate() -> None:
    """Breng de database naar de nieuwste versie."""
    with _opened(_settings()) as engine:
        upgrade(engine)
        seal_older_entries(engine)
    typer.echo("De database is bijgewerkt.")


def doctor() -> None:
    """Controleer de installatie: database, agenda, mail en hulpprogramma's."""
    from partnerschapsakte.cli.diagnosis import diagnose  # noqa: PLC0415 - the command line starts fast

    settings = _settings()
    if settings.is_sqlite and not Path(settings.database_url.removeprefix("sqlite:///")).exists():
        typer.echo(f"FOUT  Er is nog geen database ({settings.database_url}). Draai eerst `migrate`.")
        raise typer.Exit(1)
    with _opened(settings) as engine:
        found = diagnose(settings, engine)
    for line in found:
        typer.echo(line.told)
    raise typer.Exit(0 if all(line.healthy for line in found) else 1)


def demo(
    port: Annotated[int, typer.Option(help="Poort waarop de demo luistert.")] = 8000,
    folder: Annotated[Path, typer.Option(help="Map met de database van de demo.")] = DEMO_FOLDER,
) -> None:
    """Laad de meegeleverde praktijkdossiers in een eigen database en start de webserver."""
    from partnerschapsakte.cli.demonstration import load_demonstration  # noqa: PLC0415 - the command line starts fast
    from partnerschapsakte.settings import Settings  # noqa: PLC0415 - the command line starts fast

    folder.mkdir(parents=True, exist_ok=True)
    settings = Settings(
        database_url=f"sqlite:///{folder}/demo.sqlite", key_file=folder / "demo.key", port=port, demo=True
    )
    with _opened(settings) as engine:
        upgrade(engine)
        accounts = load_demonstration(engine, DEMO_PASSWORD)
    typer.echo(
        f"\nOpen {settings.address} in de browser. Dit is een demo: de mensen zijn verzonnen, geen mail gaat uit."
    )
    typer.echo(f"Wat anders als mail was verstuurd, ook een uitnodiging, staat als tekst in {folder / 'mails'}.")
    typer.echo(f"Log met één klik in op de inlogpagina, of met wachtwoord {DEMO_PASSWORD} als:")
    for name, email, function in accounts:
        typer.echo(f"  {email:<42} {name}, {function}")
    typer.echo("Stoppen: Ctrl+C.\n")
    _serve(settings, demo_password=DEMO_PASSWORD)


@user.command("add")
def add_user(
    name: str,
    email: str,
    role: Annotated[list[Role], typer.Option(help="Rol; mag vaker.")],
) -> None:
    """Voeg een mens toe; het wachtwoord wordt gevraagd."""
    from partnerschapsakte.cli.people import add  # noqa: PLC0415 - the command line starts fast

    password = typer.prompt(
        "Wachtwoord (minstens 12 tekens)", hide_input=True, confirmation_prompt="Nog een keer hetzelfde wachtwoord"
    )
    with _opened(_settings()) as engine:
        wrong = add(engine, name, email, role, password)
    for line in wrong:
        typer.echo(line, err=True)
    if wrong:
        raise typer.Exit(1)
    typer.echo(f"{name} kan inloggen als {email}.")


def upgrade(engine: "Engine") -> None:
    """Run the migrations up to the newest, each in its own transaction."""
    from alembic import command  # noqa: PLC0415 - the command line starts fast
    from alembic.config import Config  # noqa: PLC0415 - the command line starts fast

    from partnerschapsakte.settings import migrations  # noqa: PLC0415 - the command line starts fast

    config = Config()
    config.set_main_option("script_location", str(migrations()))
    with engine.connect() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def seal_older_entries(engine: "Engine") -> None:
    """Give what was written before the journal had a chain its place in it."""
    from partnerschapsakte.foundation.database import writing  # noqa: PLC0415 - the command line starts fast
    from partnerschapsakte.journal import service as journal  # noqa: PLC0415 - the command line starts fast

    with writing(engine)() as session:
        journal.seal_older_entries(session)


def _settings() -> "Settings":
    """Read the settings; a value that cannot be used is told, and ends the command."""
    from pydantic import ValidationError  # noqa: PLC0415 - the command line starts fast

    from partnerschapsakte.settings import Settings  # noqa: PLC0415 - the command line starts fast

    try:
        return Settings()
    except ValidationError as error:
        for detail in error.errors():
            name = f"PARTNERSCHAPSAKTE_{str(detail['loc'][0]).upper()}"
            typer.echo(f"{name}: deze waarde kan niet worden gebruikt: {detail['input']!r}", err=True)
        raise typer.Exit(1) from None


@contextmanager
def _opened(settings: "Settings") -> "Generator[Engine, None, None]":
    """Open the database of these settings, and close it at the end."""
    from partnerschapsakte.foundation.database import connect  # noqa: PLC0415 - the command line starts fast

    settings.make_room()
    engine = connect(settings.database_url)
    try:
        yield engine
    finally:
        engine.dispose()


def _serve(settings: "Settings", demo_password: str | None = None) -> None:
    from partnerschapsakte.cli.serving import serve_here  # noqa: PLC0415 - the command line starts fast

    with _opened(settings) as engine:
        serve_here(settings, engine, demo_password)
