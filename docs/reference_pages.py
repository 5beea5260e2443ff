"""Writes the parts of the reference that follow from the code: settings, commands, values."""
# ruff: noqa: INP001 - a folder of pages, not a package

import importlib
import json
import pkgutil
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import Any

import typer

import partnerschapsakte
from partnerschapsakte.cli.main import app
from partnerschapsakte.foundation.language import label
from partnerschapsakte.settings import Settings

REFERENCE = Path(__file__).parent / "reference"
BEGIN, END = "<!-- berekend: begin -->", "<!-- berekend: einde -->"

# What each setting means; its name, type and default come from the code.
MEANINGS = {
    "database_url": "de database: `sqlite:///bestand`, of `postgresql+psycopg://gebruiker:wachtwoord@server/database`",
    "host": "het adres waarop `serve` luistert",
    "port": "de poort waarop `serve` luistert",
    "base_url": "het adres dat mensen gebruiken als er een proxy tussen staat; met `https:` worden cookies alleen "
    "versleuteld verstuurd",
    "language": "de taal van de herinneringen",
    "demo": "mail telt als verzonden en blijft hier; alleen voor `demo`",
    "smtp_host": "de mailserver; zonder deze instelling blijft alle mail wachten",
    "smtp_port": "de poort van de mailserver",
    "smtp_encryption": "hoe de verbinding met de mailserver is beveiligd",
    "smtp_username": "de gebruiker bij de mailserver, als die erom vraagt",
    "smtp_password": "het wachtwoord bij de mailserver",
    "smtp_sender": "de afzender van herinneringen",
    "smtp_reply_to": "waar een antwoord heen gaat",
    "smtp_envelope_from": "waar een onbestelbaar bericht heen gaat; anders naar de afzender",
    "smtp_timeout_seconds": "zo lang wacht het programma op de mailserver",
    "sweep_seconds": "om de zoveel seconden kijkt een werkproces welke herinneringen aan de beurt zijn",
    "outbox_seconds": "om de zoveel seconden doet een werkproces wat er nog te doen is: mail, brief, PDF",
    "reminder_overdue_every_days": "om de zoveel dagen komt een herinnering terug nadat een datum is verstreken",
}
# Every kind of value that is not shown to people.
SILENT = frozenset({"Op", "Why"})


def settings_list() -> str:
    """Return every setting with its default and its meaning."""
    rows: list[str] = []
    for name, field in Settings.model_fields.items():
        default = "leeg" if field.default is None else f"`{json.dumps(field.default)}`".replace('"', "")
        choices = getattr(field.annotation, "__args__", ())
        chosen = [str(choice) for choice in choices if isinstance(choice, str)]
        kinds = f" ({', '.join(f'`{choice}`' for choice in chosen)})" if chosen else ""
        rows.append(f"- `{name.upper()}` (standaard {default}): {MEANINGS[name]}{kinds}")
    return "\n".join(rows)


def commands_table() -> str:
    """Return every command with its arguments, and what its own help says."""
    rows = ["| opdracht | wat zij doet |", "| --- | --- |"]
    rows += [f"| `{usage}` | {does} |" for usage, does in _commands(typer.main.get_command(app), "partnerschapsakte")]
    return "\n".join(rows)


def _commands(command: Any, path: str) -> Iterator[tuple[str, str]]:
    children = getattr(command, "commands", None)
    if children is None:
        parts = [path, *(_part(parameter) for parameter in command.params)]
        yield " ".join(filter(None, parts)).replace("|", "\\|"), " ".join((command.help or "").split())
        return
    for name in children:
        yield from _commands(children[name], f"{path} {name}")


def _part(parameter: Any) -> str:
    if parameter.name == "help":
        return ""
    if parameter.param_type_name == "argument":
        return str(parameter.metavar or parameter.name.upper())
    flag = parameter.opts[0] if parameter.is_flag else f"{parameter.opts[0]} {parameter.metavar or _kind(parameter)}"
    return flag if parameter.required else f"[{flag}]"


def _kind(parameter: Any) -> str:
    annotation = parameter.type_descriptor.annotation
    if isinstance(annotation, type) and issubclass(annotation, StrEnum):
        return "|".join(member.value for member in annotation)
    return {int: "GETAL", Path: "MAP"}.get(annotation, "TEKST")


def values_table() -> str:
    """Return every kind of value that a case file, a page or a table may hold, with its Dutch label."""
    rows = ["| soort | waarde | op het scherm |", "| --- | --- | --- |"]
    for enum in enums():
        if enum.__name__ not in SILENT:
            rows += [f"| `{enum.__name__}` | `{member.value}` | {label(member)} |" for member in enum]
    return "\n".join(rows)


def enums() -> list[type[StrEnum]]:
    """Return every enum of ours, by name."""
    for module in pkgutil.walk_packages(partnerschapsakte.__path__, "partnerschapsakte."):
        importlib.import_module(module.name)
    ours = {one for one in StrEnum.__subclasses__() if one.__module__.startswith("partnerschapsakte.")}
    return sorted(ours, key=lambda one: one.__name__)


PAGES = {"settings.md": settings_list, "command-line.md": commands_table, "values.md": values_table}


def fresh(name: str) -> str:
    """Return a page with its computed part renewed."""
    before, _, rest = (REFERENCE / name).read_text("utf-8").partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n\n{PAGES[name]()}\n\n{END}{after}"


if __name__ == "__main__":
    for page in PAGES:
        (REFERENCE / page).write_text(fresh(page), "utf-8")
