"""Submitting in a case file: its way, its time, late ones, the deadline that moved, the opening; in and out again."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from io import StringIO
from typing import Any

import pytest
from ruamel.yaml import YAML
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from partnerschapsakte.bids.models import Bid, BidExtension
from partnerschapsakte.cases.checking import opened
from partnerschapsakte.cases.exporter import export_case
from partnerschapsakte.cases.findings import Found
from partnerschapsakte.cases.loader import load_case
from partnerschapsakte.cases.reading import Source, read
from partnerschapsakte.foundation.clock import AMSTERDAM
from partnerschapsakte.foundation.database import writing
from tender_case_factory import small

AS_OF = date(2026, 4, 20)
NOW = datetime(2026, 4, 20, 9, tzinfo=UTC)
WHY = "De server van het platform gaf vanaf half elf geen antwoord."
BIDS: dict[str, Any] = {
    "other_ways": [{"way": "email", "ground": "security_breach", "reason": WHY, "decided_on": "2026-03-02"}],
    "outages": {
        "storing": {
            "began_on": "2026-04-01",
            "began_time": "10:30:00",
            "ended_on": "2026-04-01",
            "ended_time": "13:15:00",
            "what": WHY,
            "evidence": "Melding 123 bij het platform.",
        }
    },
    "corrections": [{"on": "2026-03-20", "time": "15:00:00", "reason": "De maximumprijs van perceel 1 is hersteld."}],
    "extensions": [
        {
            "on": "2026-04-01",
            "time": "14:00:00",
            "due_on": "2026-04-02",
            "due_time": "12:00",
            "reason": WHY,
            "outage": "storing",
        }
    ],
    "received": [
        {"candidate": "een", "received_on": "2026-04-01", "received_time": "09:00:00", "way": "sealed_store"},
        {
            "candidate": "twee",
            "received_on": "2026-03-10",
            "received_time": "16:00:00",
            "way": "email",
            "country": "BE",
            "told": [{"kind": "confirmed", "on": "2026-03-21", "time": "10:00:00"}],
        },
        {
            "candidate": "drie",
            "received_on": "2026-04-02",
            "received_time": "11:00:00",
            "lots": ["LOT-0001"],
            "struck": {"on": "2026-04-03", "reason": "Dit was de inschrijving van een ander."},
        },
        {"candidate": "drie", "received_on": "2026-04-02", "received_time": "12:00:00.25"},
    ],
    "opening": {"on": "2026-04-02", "time": "14:00:00", "first_opener": "Con", "second_opener": "Ink"},
}


def submitted(**changes: Any) -> dict[str, Any]:
    """Return the small case with what came in; a deadline at noon that moved by a day after a failure."""
    content = small(88, 75, 61)
    content["tender"] |= {"tender_due_time": "12:00", "bids": BIDS | changes}
    content["tender"].pop("assessment")
    return content


def source_of(content: dict[str, Any]) -> Source:
    writer: Any = YAML(typ="safe", pure=True)
    text = StringIO()
    writer.dump(content, text)
    return read("proef.yaml", text.getvalue().encode())


def loaded(session: Session, source: Source) -> tuple[str, list[Found]]:
    return load_case(session, source, as_of=AS_OF, template_root=None, recorded_at=NOW)


def plain(text: str) -> dict[str, Any]:
    reader: Any = YAML(typ="safe", pure=True)
    return reader.load(text)


def test_bids_come_in_with_their_time_and_way_and_a_late_one_a_fraction_of_a_second_after_the_deadline(
    engine: Engine,
) -> None:
    with writing(engine)() as session:
        _, found = loaded(session, source_of(submitted()))
        assert [str(one.message) for one in found] == []
        rows = session.scalars(select(Bid).order_by(Bid.position)).all()
        told = [(one.way.value, one.received_at.astimezone(AMSTERDAM).isoformat()) for one in rows]
        extensions = session.scalars(select(BidExtension)).all()
    assert told == [
        ("sealed_store", "2026-04-01T09:00:00+02:00"),
        ("email", "2026-03-10T16:00:00+01:00"),
        ("platform", "2026-04-02T11:00:00+02:00"),
        ("platform", "2026-04-02T12:00:00.250000+02:00"),
    ]
    assert [one.before_at.astimezone(AMSTERDAM).isoformat() for one in extensions] == ["2026-04-01T12:00:00+02:00"]


def test_the_summary_tells_each_bid_with_why_it_stands_so_and_who_opened(summary_of: Callable[..., Any]) -> None:
    told = summary_of(source_of(submitted()), as_of=AS_OF)["tender"]["bids"]
    assert told["deadline"] == "2026-04-02T12:00:00+02:00"
    assert [(one["tenderer"], one["state"]) for one in told["received"]] == [
        ("Twee", "valid"),
        ("Een", "valid"),
        ("Drie", "struck"),
        ("Drie", "late"),
    ]
    assert "2 april 2026 om 12:00:00,250" in told["received"][-1]["reason"]
    assert told["received"][-1]["reason"].endswith("[regel 24]")
    assert told["opening"]["openers"] == ["Con", "Ink"]


def test_while_bids_can_be_handed_in_the_summary_tells_none_rule_23(summary_of: Callable[..., Any]) -> None:
    told = summary_of(source_of(submitted()), as_of=date(2026, 3, 31))["tender"]["bids"]
    assert (told["closed"], told["received"], told["opening"]) == (False, [], None)


def test_what_was_submitted_is_exported_and_loads_as_the_same(engine: Engine) -> None:
    with writing(engine)() as session:
        exported = export_case(session, loaded(session, source_of(submitted()))[0], NOW)
        session.rollback()
    with writing(engine)() as session:
        dossier_id, found = loaded(session, read("uit.yaml", exported.encode()))
        assert [str(one.message) for one in found] == []
        again = export_case(session, dossier_id, NOW)
    assert again == exported
    tender = plain(exported)["tender"]
    assert (str(tender["tender_due_on"]), tender["tender_due_time"]) == ("2026-04-01", "12:00")
    assert [one["candidate"] for one in tender["bids"]["received"]] == ["een", "twee", "drie", "drie"]
    assert tender["bids"]["extensions"][0]["outage"] in tender["bids"]["outages"]


def test_an_export_of_before_the_deadline_holds_no_bid(engine: Engine) -> None:
    with writing(engine)() as session:
        dossier_id, _ = loaded(session, source_of(submitted()))
        exported = export_case(session, dossier_id, datetime(2026, 4, 2, 9, tzinfo=UTC))
    assert "received" not in plain(exported)["tender"]["bids"]


@pytest.mark.parametrize(
    ("changes", "path", "rule"),
    [
        ({"other_ways": []}, "tender.bids.received[1]", "27"),
        ({"outages": {}, "extensions": [BIDS["extensions"][0] | {"outage": None}]}, "tender.bids.extensions[0]", "24"),
        ({"opening": BIDS["opening"] | {"second_opener": "con"}}, "tender.bids.opening", "23"),
        ({"opening": BIDS["opening"] | {"time": "12:00:00"}}, "tender.bids.opening", "23"),
    ],
)
def test_what_the_rules_refuse_is_told_at_its_place(
    engine: Engine, changes: dict[str, Any], path: str, rule: str
) -> None:
    with writing(engine)() as session:
        _, found = loaded(session, source_of(submitted(**changes)))
        session.rollback()
    assert (path, rule) in {(one.place.path, one.rule) for one in found}


def test_an_outage_and_a_candidate_that_are_not_in_the_file_are_named(engine: Engine) -> None:
    received = [{"candidate": "vier", "received_on": "2026-04-01", "received_time": "09:00"}]
    with writing(engine)() as session:
        _, found = loaded(session, source_of(submitted(outages={}, received=received)))
        session.rollback()
    assert {one.place.path for one in found} == {
        "tender.bids.extensions[0].outage",
        "tender.bids.received[0].candidate",
    }


def test_the_bundled_case_with_bids_by_e_mail_tells_them_as_bids(summary_of: Callable[..., Any]) -> None:
    told = summary_of(opened("utrecht-activering"))["tender"]["bids"]
    assert [one["way"] for one in told["received"]].count("email") == 2
    assert {one["state"] for one in told["received"]} == {"valid"}
