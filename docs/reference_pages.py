"""Writes the parts of the reference that follow from the code: settings, commands, values."""
# ruff: noqa: INP001 - a folder of pages, not a package

import csv
import importlib
import json
import pkgutil
import sys
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import Any

import typer

import partnerschapsakte
from partnerschapsakte.cli.main import app
from partnerschapsakte.foundation.actor import Role
from partnerschapsakte.foundation.language import label
from partnerschapsakte.settings import Settings

sys.path.insert(0, str(Path(__file__).parent))  # the pages beside this one, also when it is run from elsewhere

from procedure_page import procedure_page
from rules_page import rules_table

REFERENCE = Path(__file__).parent / "reference"
MATRIX = Path(__file__).parents[1] / "tests" / "doors" / "rights_matrix.csv"
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
    "key_file": "het bestand met de sleutel van de installatie; het ontstaat bij de eerste start. Bewaar een kopie "
    "apart van de back-up",
    "trusted_proxies": "adressen van proxy's waarvan `X-Forwarded-For` wordt geloofd",
    "oidc_issuer": "de identiteitsaanbieder van uw organisatie (OpenID Connect)",
    "oidc_client_id": "de naam waaronder het programma daar bekend is",
    "oidc_client_secret": "het geheim dat daarbij hoort",
    "oidc_client_key_file": "in plaats van het geheim: bestand met een RSA-sleutel (PEM) om mee te ondertekenen",
    "oidc_acr": "de niveaus (`acr`) die genoeg zijn; leeg is elk niveau",
    "oidc_max_age_minutes": "zo lang geleden mag iemand zich daar hebben bewezen, in minuten; leeg is altijd goed",
    "oidc_name": "hoe uw organisatie op de inlogpagina heet",
    "api_contact_name": "wie vragen over de API beantwoordt; staat in `openapi.json`",
    "api_contact_email": "het e-mailadres daarvoor",
    "api_contact_url": "de pagina daarvoor",
    "second_factor": "wie een wachtwoord heeft, geeft ook een code van zijn telefoon; in de demo nooit",
    "sealed_store": "deze installatie ontvangt zelf inschrijvingen, in verzegelde kluizen",
    "api_origins": "sites waarvan een browser de API mag gebruiken; leeg is geen enkele",
    "api_requests_per_minute": "zo vaak per minuut mag een programma de API iets vragen",
    "checkpoint_recipients": "mailadressen die elke dag het ondertekende controlepunt van het journaal krijgen",
    "checkpoint_folder": "map waarin het controlepunt van elke dag als bestand komt",
    "metrics_token": "opent `/metrics` voor een andere machine; zonder deze instelling alleen voor deze machine",
    "virus_scanner": "waar clamd luistert, bijvoorbeeld `127.0.0.1:3310`; leeg is geen scanner",
    "log_format": "logregels als JSON of als tekst",
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
        default = "leeg" if field.default is None else f"`{json.dumps(field.default, default=str)}`".replace('"', "")
        choices = getattr(field.annotation, "__args__", ())
        chosen = [str(choice) for choice in choices if isinstance(choice, str)]
        kinds = f" ({', '.join(f'`{choice}`' for choice in chosen)})" if chosen else ""
        rows.append(f"- `{name.upper()}` (standaard {default}): {MEANINGS[name]}{kinds}")
    return "\n".join(rows)


SIGNS = {
    "ok": "✓",
    "403": "nee",
    "404": "\N{EN DASH}",
    "409": "nu niet",
    "410": "voorbij",
    "401": "token",
    "in": "inlog",
}
"""How a cell of the matrix of rights is told; the page itself says what each sign means."""

PARTS = {"page": "Pagina's", "data": "API", "file": "Documenten en uitvoer"}
"""What a door gives, and the heading of its table."""


def rights_tables() -> str:
    """Return the matrix of rights as the tests hold it: who is who, and a table for each part."""
    with MATRIX.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    people = [name for name in rows[0] if name not in {"method", "path", "about", "gives"}]
    who = ", ".join(f"{WHO[name][0]} {WHO[name][1] or label(Role(name))}" for name in people)
    parts = [
        f"## {title}\n\n{_rights_table([row for row in rows if row['gives'] == part], people)}"
        for part, title in PARTS.items()
    ]
    return "\n\n".join([f"Wie aanklopt: {who}.", *parts])


def _rights_table(rows: list[dict[str, str]], people: list[str]) -> str:
    """Return one table; the states of a door in which everybody gets the same answer share a line."""
    lines = [f"| deur | over | {' | '.join(WHO[name][0] for name in people)} |", "| --- " * (len(people) + 2) + "|"]
    asked: dict[str, dict[tuple[str, ...], list[str]]] = {}
    for row in rows:
        cells = tuple(SIGNS[row[name]] for name in people)
        asked.setdefault(f"`{row['method']} {row['path']}`", {}).setdefault(cells, []).append(row["about"])
    for door, answers in asked.items():
        for cells, states in answers.items():
            about = "; ".join(_state(state) for state in states)
            if len(answers) == 1:
                about = "" if states == [""] else "elke toestand" if len(states) > FEW else about
            lines.append(f"| {door} | {about} | {' | '.join(cells)} |")
    return "\n".join(lines)


FEW = 2
"""So many states of a door are named where they make no difference."""


def _state(state: str) -> str:
    return ", ".join(STATES[part] for part in state.split(", "))


# Who knocks: the sign above a column, and what it stands for where that is not the name of a role.
WHO = {
    "nobody": ("NA", "niemand aangemeld"),
    "stranger": ("ZR", "iemand zonder recht"),
    "manager_elsewhere": ("CE", "contractmanager van een ander dossier"),
    "contract_manager": ("CM", ""),
    "legal_officer": ("JU", ""),
    "procurement_officer": ("IN", ""),
    "mandate_holder": ("MA", ""),
    "authorised_signatory": ("GE", ""),
    "account_holder": ("AH", ""),
    "budget_holder": ("BH", ""),
    "controller": ("CO", ""),
    "assessor": ("BE", ""),
    "expert_by_experience": ("ED", ""),
    "client_adviser": ("CA", ""),
    "provider_contact": ("AA", ""),
    "auditor": ("AU", ""),
    "administrator": ("BR", ""),
    "other_provider_contact": ("AK", "contactpersoon van een andere kandidaat"),
}
# The states in which doors are asked, as tests/doors/rights_scenes.py names them.
STATES = {
    "": "gewoon",
    "oneself": "zichzelf",
    "closed dossier": "dossier waarvan alles voorbij is",
    "running agreement": "lopende akte",
    "ended agreement": "afgelopen akte",
    "open point": "nog niets vastgelegd",
    "evaluated point": "na de evaluatie",
    "decided point": "na het besluit",
    "notified point": "na de aanzegging",
    "missed point": "gemiste aanzegdag",
    "decided elsewhere": "besluit van het college",
    "no tender": "nog geen aanbesteding",
    "planned tender": "vóór publicatie",
    "dialogue": "in dialoog",
    "plain dialogue": "dialoog die bij de aanbesteding zelf is vastgelegd",
    "published tender": "na publicatie",
    "candidate admitted": "na de toelating",
    "dialogue closed": "na de dialoog",
    "deadline passed": "na de inschrijftermijn",
    "award sent": "na de gunningsbrief",
    "decided lot": "na het gunningsbesluit",
    "contested award": "na een kort geding over de gunning",
    "definitive award": "definitief gegund",
    "withdrawn tender": "ingetrokken aanbesteding",
    "called tender": "gepubliceerd, dialoog niet aangekondigd",
    "announced dialogue": "dialoog aangekondigd",
    "invited round": "ronde 1 uitgenodigd",
    "open round": "ronde 1 loopt",
    "closed round": "ronde 1 gesloten",
    "planned session": "gepland gesprek",
    "session with its form": "ingevuld formulier van het gesprek",
    "held session": "gehouden gesprek",
    "idea of one candidate": "idee van één kandidaat",
    "item for all": "informatie voor allen",
    "announcement form": "formulier aankondiging",
    "session form": "formulier gesprek",
    "item form": "formulier informatie",
    "product form": "formulier product",
    "change form": "formulier wijziging",
    "request form": "formulier voortgangsverzoek",
    "compensation form": "formulier vergoeding",
    "closing form": "formulier dialoog sluiten",
    "invitation form": "formulier uitnodiging",
    "opening form": "formulier ronde beginnen",
    "round closing form": "formulier ronde sluiten",
    "reduction form": "formulier afvallen",
    "held form": "formulier gehouden",
    "cancellation form": "formulier afzeggen",
    "expert form": "formulier ervaringsdeskundige",
    "outcome form": "formulier uitkomst",
    "classification form": "formulier indelen",
    "consent form": "formulier toestemming",
    "vault in preparation": "kluis in voorbereiding",
    "receiving vault": "kluis die ontvangt",
    "closed vault": "gesloten kluis",
    "half opened vault": "één sleutel gegeven",
    "opened vault": "geopende kluis",
    "file of the team": "bestand van het team",
    "file of one candidate": "bestand van één kandidaat",
    "published file": "bekendgemaakt bestand",
    "withdrawn file": "bekendgemaakt en ingetrokken",
    "letter of one candidate": "brief van één kandidaat",
    "letter to all": "brief aan alle kandidaten",
    "selection to lay down": "vóór de publicatie",
    "selection to correct": "na de publicatie",
    "request to judge": "verzoek dat nog niet is beoordeeld",
    "request to rank": "verzoek in een rangschikking",
    "tied requests": "gelijke stand bij de grens",
    "ranked requests": "rangschikking zonder gelijke stand",
    "selection decided": "na de selectiebeslissing",
    "open submission": "er kan worden ingeschreven",
    "closed submission": "na de termijn voor inschrijvingen",
    "opened bids": "na de opening",
    "vault of the tender": "geopende kluis van de aanbesteding",
    "open question": "vraag zonder antwoord",
    "answered question": "vraag met een antwoord",
    "published question": "vraag die aan alle is beantwoord",
    "confidential question": "vraag om een antwoord aan de vrager alleen",
    "granted question": "vraag die alleen aan de vrager wordt beantwoord",
    "question left out": "vraag buiten de nota's",
    "asked assessor": "beoordelaar gevraagd",
    "declared assessor": "beoordelaar zonder belangenconflict",
    "assessor in conflict": "beoordelaar met een belangenconflict",
    "asked on paper": "op papier, begeleider gevraagd",
    "declared on paper": "op papier, begeleider verklaarde",
    "scored lot": "perceel gescoord",
    "opened lot": "scores open",
    "tied lot": "gelijke stand",
    "agreed lot": "consensus bereikt",
    "own contribution": "door de adviseur ingevoerd",
    "contribution by the team": "door het team ingevoerd",
    "withdrawn contribution": "een ingetrokken bijdrage",
    "design with a warning": "ontwerp met een waarschuwing",
    "planned consultation": "geplande marktconsultatie",
    "held consultation": "gehouden marktconsultatie",
    "reported consultation": "marktconsultatie met verslag",
    "published consultation": "gepubliceerde marktconsultatie",
    "open date": "open datum",
    "date of an act": "datum met een eigen handeling",
    "settled date": "afgehandelde datum",
    "one's own post": "eigen post",
    "note for the account holder": "bericht aan de accounthouder",
    "role of a post": "rol die bij een post hoort",
    "closed account": "gesloten account",
    "own token": "eigen token",
    "token of another": "token van een ander",
    "revoked token": "ingetrokken token",
    "open invitation": "open uitnodiging",
    "used invitation": "gebruikte uitnodiging",
    "invitation that never was": "verzonnen uitnodiging",
    "return that was expected": "verwachte terugkeer",
    "return that nobody expected": "verzonnen terugkeer",
    "halfway": "halverwege inloggen",
    "halfway without a device": "halverwege, zonder toestel",
    **{
        form: f"formulier {form}"
        for form in (
            *("planning", "evaluatie", "besluit", "aanzegging", "ontvangst", "doorgaan"),
            *(
                "gegevens",
                "functierollen",
                "mandaat",
                "mandaat-intrekken",
                "tweede-stap-weghalen",
                "organisatie",
                "rol",
            ),
            *(
                "aankondiging",
                "termijnen",
                "toelating",
                "terugtrekking",
                "begin-dialoog",
                "gesprek",
                "verslag",
                "einde-dialoog",
                "uitnodiging",
                "brieven",
                "definitief",
                "overeenkomst",
                "gegunde-opdracht",
                "intrekking",
            ),
        )
    },
}


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


PAGES = {
    "settings.md": settings_list,
    "command-line.md": commands_table,
    "values.md": values_table,
    "rights.md": rights_tables,
    "procedure.md": procedure_page,
    "rules.md": rules_table,
}


def fresh(name: str) -> str:
    """Return a page with its computed part renewed."""
    before, _, rest = (REFERENCE / name).read_text("utf-8").partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n\n{PAGES[name]()}\n\n{END}{after}"


if __name__ == "__main__":
    for page in PAGES:
        (REFERENCE / page).write_text(fresh(page), "utf-8")
