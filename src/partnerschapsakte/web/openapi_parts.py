"""The parts of ``openapi.json`` that every operation shares, and what it says of the API as a whole."""

from typing import Any, NamedTuple

from partnerschapsakte.web.paging import DEFAULT_SIZE, LARGEST_SIZE, LAST_PAGE

Json = dict[str, Any]
TEXT: Json = {"type": "string"}
WHOLE: Json = {"type": "integer"}

IN_ADDRESS: dict[str, Json] = {
    "str": TEXT | {"minLength": 1},
    "int": WHOLE | {"minimum": 0},
    "date": TEXT | {"format": "date"},
}
"""What may stand in an address, by what the router reads there."""


class Contact(NamedTuple):
    """Whom to ask about the API of an installation: a name, an e-mail address and a page."""

    name: str
    email: str
    url: str


ADMINISTRATOR = Contact("Beheerder van deze installatie", "niet-ingesteld@localhost.invalid", "https://localhost:8000")
"""Where no settings were read: an installation names its own (``settings.Settings.contact``)."""

DESCRIPTION = """\
Met deze API doet een programma het meeste van wat mensen op de pagina's doen, met dezelfde rechten en dezelfde regels.

**Alleen op de pagina's** kan een mens in- en uitloggen, een uitnodiging aannemen, het eigen wachtwoord, de eigen
tweede stap en de koppeling met een account van de organisatie regelen, één browser uitloggen, een token maken, een
standaardsjabloon ophalen en het journaal van het hele huis uitvoeren. Uitvoer, invoer en controle van een hele
installatie gaan met opdrachten van de beheerder. Omgekeerd zijn er geen pagina's om organisaties, aanbestedingen,
besluiten van elders, fasen en nieuwe aktes vast te leggen: dat gaat hier, of met een dossierbestand.

**Inloggen.** Een beheerder of gebruiker maakt een token; het wordt één keer getoond. Stuur het bij elk verzoek mee:
`Authorization: Bearer <token>`. De API gebruikt geen cookies.

**Taal.** Namen in de API zijn Engels; Richtlijn 2014/24/EU en de Open Contracting Data Standard (OCDS) zijn de
officiële Engelse woordenlijst. Uitleg en meldingen zijn Nederlands; met `Accept-Language: en` zijn meldingen Engels.

**Lijsten.** `page` en `pageSize` kiezen een pagina; de header `Link` wijst de eerste, vorige, volgende en, waar
bekend, laatste aan. De volgorde staat vast.

**Wijzigen.** Wat op zijn plaats wordt gewijzigd, heeft een `ETag`. Stuur die mee in `If-Match`. Zonder is het
antwoord 428. Wijzigde een ander het intussen, dan is het antwoord 412, met in `changed` precies wat er veranderde
sinds u het las.

**Herhalen.** Stuur bij een POST een zelfgekozen `Idempotency-Key` mee (1 tot 255 tekens). Een herhaling met dezelfde
sleutel wordt niet nog eens uitgevoerd en krijgt ten minste 24 uur lang het eerste antwoord, met `Idempotent-Replayed:
true`.

**Fouten** zijn `application/problem+json` (RFC 9457). Alle fouten in de invoer komen samen terug, met status 400.

**Datum en tijd.** Een datum is `jjjj-mm-dd`. Een tijdstip mag met elke afwijking van UTC worden gestuurd; antwoorden
zijn in UTC (`Z`).

**Drukte.** Per token zijn standaard 600 verzoeken per minuut toegestaan. Daarna volgt 429, met `Retry-After` in
seconden.

**Versies.** Alleen het hoofdnummer staat in het adres (`/api/v1`); de header `API-Version` noemt de volledige versie.
Na een nieuwe hoofdversie blijft de vorige ten minste twaalf maanden werken; de einddatum staat dan in de wijzigingen
en in de header `Sunset`. Wijzigingen staan in CHANGELOG.md."""

TAGS = {
    "parties": "Organisaties: gemeenten en aanbieders",
    "people": "Mensen, hun rollen en organisaties",
    "rights": "Rechten per dossier",
    "tokens": "Tokens voor de API",
    "dossiers": "Dossiers en wie ervoor zorgt",
    "tendering": "De SAS-procedure met dialoog",
    "assessment": "De beoordeling van inschrijvingen",
    "dialogue": "De dialoog: rondes, gesprekken, verslagen en wie wat is verteld",
    "bids": "Inschrijvingen: de termijn, wat er binnenkwam en de opening",
    "design": "Het ontwerp van de opdracht: fasen, keuzes, principes, besluiten, route en marktconsultaties",
    "awarding": "De gunning: besluiten, brieven, klachten, korte gedingen en het proces-verbaal",
    "sealed": "De verzegelde kluis voor inschrijvingen",
    "agreements": "Partnerschapsaktes, hun looptijd en verlenging",
    "milestones": "Data en termijnen",
    "reminders": "Herinneringen en berichten",
    "documents": "Documenten en bestanden",
    "selection": "Selectie: eisen, verzoeken en wie wordt toegelaten",
    "clarifications": "Vragen en nota's van inlichtingen",
    "letters": "Correspondentie met kandidaten",
    "contributions": "Bijdragen van ervaringsdeskundigen",
    "journal": "Het journaal: wat er gebeurde en het bewijs daarvan",
}


def about(version: str, contact: Contact) -> Json:
    """Return what the document says of the API as a whole."""
    return {
        "title": "Partnerschapsakte",
        "version": version,
        "description": DESCRIPTION,
        "contact": contact._asdict(),
        "license": {"name": "EUPL-1.2", "identifier": "EUPL-1.2"},
    }


def _header(description: str, schema: Json = TEXT) -> Json:
    return {"description": description, "schema": schema}


HEADERS: dict[str, Json] = {
    "API-Version": _header("De volledige versie van de API", {"type": "string", "pattern": r"^\d+\.\d+\.\d+$"}),
    "ETag": _header("Het kenmerk van deze versie"),
    "Link": _header("De eerste, vorige, volgende en laatste pagina (RFC 8288)"),
    "Location": _header("Waar het nieuwe te lezen is"),
    "Retry-After": _header("Na hoeveel seconden het weer kan", {"type": "integer", "minimum": 1}),
    "WWW-Authenticate": _header("Hoe u inlogt"),
    "Allow": _header("Wat dit adres wel aanneemt"),
}


def _parameter(name: str, place: str, description: str, schema: Json, *, required: bool = False) -> Json:
    return {"name": name, "in": place, "required": required, "description": description, "schema": schema}


PARAMETERS: dict[str, Json] = {
    "page": _parameter(
        "page", "query", "De hoeveelste pagina", WHOLE | {"minimum": 1, "maximum": LAST_PAGE, "default": 1}
    ),
    "pageSize": _parameter(
        "pageSize",
        "query",
        "Hoeveel regels op een pagina",
        WHOLE | {"minimum": 1, "maximum": LARGEST_SIZE, "default": DEFAULT_SIZE},
    ),
    "If-None-Match": _parameter("If-None-Match", "header", "Het kenmerk van de versie die u al hebt", TEXT),
    "If-Match": _parameter(
        "If-Match",
        "header",
        "Het kenmerk van de versie die u wijzigt; zonder is het antwoord 428",
        TEXT | {"pattern": '^"[^"]+"$'},
        required=True,
    ),
    "Idempotency-Key": _parameter(
        "Idempotency-Key",
        "header",
        "Een eigen sleutel, om dit verzoek veilig te kunnen herhalen",
        TEXT | {"minLength": 1, "maxLength": 255, "pattern": "^[ -~]+$"},
    ),
    "Content-Disposition": _parameter(
        "Content-Disposition",
        "header",
        "De naam van het bestand: `attachment; filename*=UTF-8''…`, of `filename=\"…\"` voor gewone letters",
        TEXT | {"pattern": 'filename\\*=[uU][tT][fF]-8\'\'[^;\\s]+|filename="[^"]+"'},
        required=True,
    ),
}

_ERROR: Json = {
    "type": "object",
    "required": ["field", "message", "code"],
    "properties": {
        "field": {"type": "string", "description": "Waar: een JSON Pointer, of de naam van een vraagsleutel"},
        "message": {"type": "string", "description": "Wat er mis is"},
        "code": {"type": "string", "description": "Hetzelfde, voor een programma"},
    },
}
_CHANGE: Json = {
    "type": "object",
    "required": ["field", "now", "yours"],
    "properties": {
        "field": {"type": "string", "description": "Wat een ander veranderde"},
        "now": {"description": "Wat er nu staat"},
        "yours": {"description": "Wat u stuurde"},
    },
}
PROBLEM: Json = {
    "type": "object",
    "description": "Wat er niet kon, en waarom (RFC 9457)",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string", "format": "uri-reference", "description": "Welk soort probleem"},
        "title": {"type": "string", "description": "Het soort probleem in enkele woorden"},
        "status": {"type": "integer", "minimum": 400, "maximum": 599, "description": "De HTTP-status"},
        "detail": {"type": "string", "description": "Wat er in dit geval aan de hand is"},
        "instance": {"type": "string", "description": "Het adres waar het om ging"},
        "code": {"type": "string", "description": "Het probleem, voor een programma"},
        "rule": {"type": "string", "description": "De regel die dit weigerde"},
        "article": {"type": "string", "description": "De bron van die regel"},
        "remedy": {"type": "string", "description": "Wat het wel mogelijk maakt"},
        "errors": {"type": "array", "items": _ERROR, "description": "Alles wat er mis is met de invoer"},
        "changed": {"type": "array", "items": _CHANGE, "description": "Wat er veranderde sinds u het las"},
    },
}
