"""The design of a case file is written back as it was: also what was cancelled, and what somebody passed."""

import io
from datetime import UTC, date, datetime
from typing import Any

from ruamel.yaml import YAML
from sqlalchemy import inspect, text

from partnerschapsakte.cases.exporter import export_case
from partnerschapsakte.cases.loader import load_case
from partnerschapsakte.cases.reading import read
from partnerschapsakte.foundation.database import Table, connect, writing
from tender_case_factory import small

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
WHY = "De wijkteams willen het zo houden."
CANCELLED = {
    "title": "Tweede verkenning",
    "questions": "Wat kost een plek?",
    "planned_on": date(2026, 1, 9),
    "cancelled_because": "De eerste gaf genoeg antwoorden.",
}
DESIGN: dict[str, Any] = {
    "consultations": [
        {
            "title": "Verkenning",
            "questions": "Hoeveel percelen?",
            "planned_on": date(2026, 1, 7),
            "held_on": date(2026, 1, 8),
            "invited": ["Zorg Een"],
            "attended": ["Zorg Een"],
        },
        CANCELLED,
    ],
    "passed": {"consultation_unpublished": WHY, "regional_purchase": WHY},
}
CALL = {
    "receipt_confirmed_on": date(2026, 1, 8),
    "european_on": date(2026, 1, 10),
    "documents_address": "https://stukken.veldstad.example",
}


def written(content: dict[str, Any]) -> str:
    out = io.StringIO()
    YAML().dump(content, out)
    return out.getvalue()


def told(said: str) -> dict[str, Any]:
    reader: Any = YAML(typ="safe", pure=True)
    return reader.load(said)


def through(said: str) -> tuple[str, dict[str, list[str]]]:
    """Load a case file into a database of its own; return its export and every row."""
    engine = connect("sqlite://")
    Table.metadata.create_all(engine)
    with writing(engine)() as session:
        source = read("proef", said.encode())
        dossier, found = load_case(session, source, as_of=date(2026, 11, 22), template_root=None, recorded_at=NOW)
        assert [str(one.message) for one in found] == []
        names = inspect(session.connection()).get_table_names()
        rows = {
            name: sorted(str(tuple(row)) for row in session.execute(text(f'SELECT * FROM "{name}"')))  # noqa: S608 - our own
            for name in names
        }
        exported = export_case(session, dossier, NOW)
    engine.dispose()
    return exported, rows


def test_what_was_cancelled_passed_and_told_of_the_call_comes_back_and_loads_again() -> None:
    content = small(88, 75, 61)
    content["design"] = DESIGN
    content["tender"] |= CALL
    exported, first = through(written(content))
    back = told(exported)
    assert back["design"]["passed"] == DESIGN["passed"]
    assert back["design"]["consultations"] == DESIGN["consultations"]
    assert {name: back["tender"][name] for name in CALL} == CALL
    again, second = through(exported)
    assert again == exported
    assert {name for name in first if first[name] != second[name]} == set()
