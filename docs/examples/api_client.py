"""Runs a dossier through the API, from the first party to the deed, with nothing but Python's standard library.

    PARTNERSCHAPSAKTE_URL=https://… PARTNERSCHAPSAKTE_TOKEN=pa_… python api_client.py

The token is that of a contract manager. Everything that the script makes is invented; use an installation for trying.
"""

import json
import os
import sys
from datetime import date
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import Request, urlopen
from uuid import uuid4

URL = os.environ.get("PARTNERSCHAPSAKTE_URL", "http://127.0.0.1:8000")
TOKEN = os.environ.get("PARTNERSCHAPSAKTE_TOKEN", "")
TODAY = date.today()
RUN = uuid4().hex[:8]


def call(method: str, path: str, body: Any = None) -> Any:
    """Send one request, and return what it answers; a refusal is told and ends the script."""
    headers = {"Authorization": f"Bearer {TOKEN}"}
    if body is not None:
        headers["Content-Type"] = "application/json"
    if method == "POST":
        headers["Idempotency-Key"] = str(uuid4())
    request = Request(f"{URL}/api/v1{path}", json.dumps(body).encode() if body is not None else None, headers)
    request.method = method
    try:
        with urlopen(request) as answer:
            content = answer.read()
            return json.loads(content) if "json" in answer.headers["Content-Type"] else content
    except HTTPError as refused:
        problem = json.load(refused)
        print(f"{method} {path}: {refused.code} {problem.get('code', '')}: {problem['detail']}", file=sys.stderr)
        for error in problem.get("errors", []):
            print(f"  {error['field']}: {error['message']}", file=sys.stderr)
        sys.exit(1)


def register(kind: str, name: str, legal_form: str, represented_by: str) -> str:
    """Register an organisation, and return its id."""
    party = {"kind": kind, "name": name, "legal_form": legal_form, "seat": "Voorbeeldstad", "invented": True}
    party |= {"kvk_number": f"{uuid4().int % 10**8:08}", "represented_by": represented_by}
    party |= {"representative_function": "bestuurder", "representation_basis": "volmacht van 1 februari 2024"}
    found = call("POST", "/parties", party)
    print(f"Geregistreerd: {found['name']} (KvK {found['kvk_number']})")
    return found["id"]


def open_dossier(me: dict[str, Any], authority: str) -> str:
    """Open a dossier that the owner of the token looks after, and return its id."""
    dossier = call(
        "POST",
        "/dossiers",
        {
            "ocid": f"ocds-voorbeeld-{RUN}",
            "reference": f"Z-{RUN}",
            "title": "Ambulante jeugdhulp Voorbeeldstad",
            "phase": "implementation",
            "authorities": [authority],
            "posts": [{"post": "contract_manager", "person_id": me["id"]}],
            "role_mailbox": "contracten@voorbeeldstad.example",
            "principles": ["Wij lossen het eerst samen op."],
        },
    )
    print(f"Dossier geopend: {dossier['reference']}, {dossier['title']}")
    return dossier["id"]


def conclude(dossier: str, authority: str, provider: str) -> dict[str, Any]:
    """Put an agreement of 3+2+2+2 years on record that began 28 months ago: its first option is open now."""
    months = TODAY.year * 12 + TODAY.month - 1 - 28
    start = date(months // 12, months % 12 + 1, 1)
    texts = {
        "subject": "ambulante jeugdhulp aan gezinnen in Voorbeeldstad",
        "laws": ["Jeugdwet"],
        "recitals": {
            "vision": "Jeugdigen groeien thuis op",
            "variant_reason": "taakgerichte uitvoering laat ruimte voor maatwerk",
            "duration_reason": "verandering van hulp kost jaren",
        },
        "task": {
            "description": "ambulante hulp bij opgroeien en opvoeden",
            "target_group": "gezinnen met kinderen tot 18 jaar",
            "included": ["hulp thuis en op school"],
            "excluded": ["verblijf"],
            "shared_task": "minder uithuisplaatsingen",
        },
        "topics": [
            {
                "topic": "aantal cliënten",
                "trigger": "meer dan 20% afwijking in een jaar",
                "method": "gesprek aan de partnertafel",
                "bounds": "ten hoogste 30% van het budget",
                "risk_bearer": "Opdrachtgever",
                "response_days": 30,
            }
        ],
    }
    agreement = call(
        "POST",
        f"/dossiers/{dossier}/agreements",
        {
            "kind": "single",
            "deed": f"PA-{RUN}",
            "title": "Partnerschapsakte ambulante jeugdhulp",
            "duration_motivation": "Verandering van hulp kost jaren.",
            "authorities": [authority],
            "providers": [{"party_id": provider, "role": "contractor"}],
            "areas": ["Voorbeeldstad"],
            "term": {"starts_on": start.isoformat(), "initial_months": 36, "options": [24, 24, 24]},
            "budget": [{"year": start.year, "amount": "1250000.00", "clients": 80}],
            "content": texts,
        },
    )
    term = agreement["term"]
    print(f"Akte vastgelegd: {agreement['deed']}, van {term['starts_on']} tot en met {term['current_last_day']['on']}")
    for point in agreement["extension_points"]:
        print(f"  Verlenging {point['number']}: aanzegging ontvangen uiterlijk {point['decide_by']['on']}")
    return agreement


def extend(agreement: dict[str, Any], authority: str) -> None:
    """Use the first option: evaluate, decide, give notice, and prove that it was received."""
    point, today = f"/agreements/{agreement['id']}/extension-points/1", TODAY.isoformat()
    evaluation = {"concluded_on": today, "findings": "De wachttijd is gehalveerd.", "advice": "extend"}
    call("POST", f"{point}/evaluation", evaluation)
    decision = {"authority_id": authority, "choice": "extend", "reason": "De doelen zijn gehaald."}
    decision |= {"decided_elsewhere": True, "body": "college", "decided_on": today}
    decision |= {"case_number": f"Z-{RUN}-1", "file": "collegebesluit.pdf"}
    call("POST", f"{point}/decision", decision)
    call("POST", f"{point}/notice", {"authority_id": authority, "sent_on": today, "channel": "aangetekende post"})
    proof = {"authority_id": authority, "received_on": today, "proof": "getekend ontvangstbewijs"}
    found = call("POST", f"{point}/receipt", proof)
    print(f"Verlenging 1 is nu {found['state']}: tot en met {found['last_day_after']['on']}")


def fetch_deed(agreement: dict[str, Any], folder: Path) -> None:
    """Let the deed be made, and fetch it as a Word file."""
    for document in call("POST", f"/agreements/{agreement['id']}/documents")["documents"]:
        file = folder / document["file_name"]
        file.write_bytes(call("GET", f"/documents/{document['id']}/content"))
        print(f"Akte opgehaald: {file.name}, {file.stat().st_size} bytes")


def list_coming(dossier: str) -> None:
    """Say what is coming in a dossier, the earliest date first."""
    asked = {"dossierId": dossier, "state": "waiting", "pageSize": 5}
    print("Wat eraan komt:")
    for milestone in call("GET", "/milestones?" + urlencode(asked)):
        print(f"  {milestone['due']['on']}  {milestone['title']}")


def main() -> None:
    """Run a dossier through the API."""
    me = call("GET", "/me")
    print(f"Ingelogd als {me['name']}")
    authority = register("contracting_authority", "Voorbeeldstad", "gemeente", "B. Urgemeester")
    provider = register("provider", f"Stichting Voorbeeldzorg {RUN}", "stichting", "B. Estuurder")
    dossier = open_dossier(me, authority)
    agreement = conclude(dossier, authority, provider)
    extend(agreement, authority)
    fetch_deed(agreement, Path(sys.argv[1] if len(sys.argv) > 1 else "."))
    list_coming(dossier)


if __name__ == "__main__":
    main()
