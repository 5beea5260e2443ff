"""A run gives the points, dates, documents and files that the contract promises, twice the same."""

import csv
import io
import json
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from ruamel.yaml import YAML

from partnerschapsakte import settings
from partnerschapsakte.cases.checking import opened
from partnerschapsakte.cases.findings import Found, FoundKind
from partnerschapsakte.cases.outputs import FolderTaken, as_csv, filled
from partnerschapsakte.cases.reading import Source, read
from partnerschapsakte.cases.runner import Run, run_case

SIGNED = date(2019, 9, 2)
"""The deeds of Utrecht are signed: their documents and all their dates are there, and no year of reminders yet."""

TEMPLATES = settings.templates() / "documents"


def days(points: list[dict[str, Any]], name: str) -> list[str]:
    return [point[name]["on"] for point in points]


def as_source(content: dict[str, Any]) -> Source:
    out = io.StringIO()
    writer: Any = YAML(typ="safe", pure=True)
    writer.dump(content, out)
    return read("veranderd.yaml", out.getvalue().encode("utf-8"))


@pytest.fixture
def deeds() -> dict[str, Any]:
    """The two deeds of Utrecht as plain values, without the tender before them: that takes four times as long."""
    loader: Any = YAML(typ="safe", pure=True)
    content: dict[str, Any] = loader.load(opened("utrecht-jeugdhulp").text)
    del content["tender"]
    for agreement in content["agreements"].values():
        del agreement["lots"]
    return content


def without_history(content: dict[str, Any], starts_on: date) -> Source:
    content = dict(content)
    del content["history"]
    for agreement in content["agreements"].values():
        if "term" in agreement:
            agreement["term"]["starts_on"] = starts_on
    return as_source(content)


@pytest.mark.parametrize("start", ["=1+1", "+31", "-2", "@cmd", "\tx", "  =1+1", "\uff1d1+1", "'=1+1", "\n=1"])
def test_no_cell_of_the_table_starts_a_formula(start: str) -> None:
    why = {"steps": [{"on": "2026-01-01", "text": "begin"}]}
    milestone = {"id": "x", "kind": "end", "subject": "y", "title": start, "on": "2026-01-01", "state": "due"}
    text = as_csv([{**milestone, "owner": "a@b.example", "why": why}])
    assert next(csv.DictReader(io.StringIO(text, newline="")))["title"] == f"'{start}"


@pytest.mark.parametrize(
    ("starts_on", "ends", "notices"),
    [
        (
            date(2020, 4, 1),
            ["2023-03-31", "2025-03-31", "2027-03-31", "2029-03-31"],
            ["2022-09-30", "2024-09-30", "2026-09-30"],
        ),
        (
            date(2026, 3, 1),
            ["2029-02-28", "2031-02-28", "2033-02-28", "2035-02-28"],
            ["2028-08-28", "2030-08-28", "2032-08-28"],
        ),
        (
            date(2028, 2, 29),
            ["2031-02-27", "2033-02-27", "2035-02-27", "2037-02-27"],
            ["2030-08-27", "2032-08-27", "2034-08-27"],
        ),
        (
            date(2027, 7, 1),
            ["2030-06-30", "2032-06-30", "2034-06-30", "2036-06-30"],
            ["2029-12-30", "2031-12-30", "2033-12-30"],
        ),
    ],
)
def test_another_start_without_history_gives_table_j(
    tmp_path: Path,
    deeds: dict[str, Any],
    starts_on: date,
    ends: list[str],
    notices: list[str],
) -> None:
    source = without_history(deeds, starts_on)
    assert run_case(source, tmp_path / "out", Run(SIGNED, TEMPLATES)) == []
    summary = json.loads((tmp_path / "out" / "summary.json").read_text("utf-8"))
    for agreement in summary["agreements"]:
        term = agreement["term"]
        assert [*days(term["points"], "last_day_before"), term["latest_last_day"]["on"]] == ends
        assert days(term["points"], "last_day_after") == ends[1:]
        assert days(term["points"], "decide_by") == notices


def test_a_case_is_played_up_to_the_day_that_was_asked(
    damaged: Callable[..., Source], summary_of: Callable[..., dict[str, Any]]
) -> None:
    states = {}
    for day in (date(2019, 6, 1), date(2022, 4, 12), date(2022, 4, 20), date(2024, 7, 1)):
        agreements = summary_of(damaged(), as_of=day)["agreements"]
        states[day.isoformat()] = [point["state"] for one in agreements for point in one["term"]["points"]]
    assert states == {
        "2019-06-01": [],
        "2022-04-12": ["open", "not_reached", "not_reached"],
        "2022-04-20": ["extended", "open", "not_reached"],
        "2024-07-01": ["extended", "lapsed", "not_reached"],
    }


@pytest.mark.parametrize("name", ["Jansen & Zonen <B.V.>", "Zorg 🌱 Buurt", "N" * 300, "'=1+1"])
def test_a_difficult_name_is_in_the_deed_as_it_was_written(tmp_path: Path, deeds: dict[str, Any], name: str) -> None:
    deeds["organisations"]["gamma"]["name"] = name
    found = run_case(as_source(deeds), tmp_path / "out", Run(SIGNED, TEMPLATES))
    assert [str(one.message) for one in found] == []
    told = json.loads((tmp_path / "out" / "summary.json").read_text("utf-8"))["documents"]
    (deed,) = [one["file"] for one in told if one["kind"] == "partnership_deed" and "KOOS" in one["about"]]
    document = ET.fromstring(zipfile.ZipFile(tmp_path / "out" / deed).read("word/document.xml"))  # noqa: S314 - our own file
    text = "".join(node.text or "" for node in document.iter() if node.tag.endswith("}t"))
    assert name in text


def test_signs_that_belong_to_templates_are_refused_and_leave_no_folder(tmp_path: Path, deeds: dict[str, Any]) -> None:
    deeds["organisations"]["gamma"]["name"] = "{{ 7 * 7 }}"
    found = run_case(as_source(deeds), tmp_path / "out", Run(SIGNED, TEMPLATES))
    assert "agreements.koos.deed" in {one.place.path for one in found}
    assert not (tmp_path / "out").exists()


def test_missing_data_of_a_deed_is_refused_with_the_place_and_leaves_no_folder(
    tmp_path: Path, deeds: dict[str, Any]
) -> None:
    del deeds["agreements"]["koos"]["deed"]["task"]
    found = run_case(as_source(deeds), tmp_path / "out", Run(SIGNED, TEMPLATES))
    assert "agreements.koos.deed" in {one.place.path for one in found}
    assert not (tmp_path / "out").exists()


def test_after_an_error_the_folder_stays_as_it_was(tmp_path: Path, damaged: Callable[..., Source]) -> None:
    out = tmp_path / "out"
    assert run_case(damaged(), out, Run(SIGNED, None)) == []
    before = (out / "summary.json").read_bytes()
    assert run_case(damaged(("kind: single", "kind: enkel")), out, Run(SIGNED, None))
    assert (out / "summary.json").read_bytes() == before
    assert [file.name for file in tmp_path.iterdir()] == ["out"]


def test_a_folder_with_something_else_in_it_is_left_alone(tmp_path: Path, damaged: Callable[..., Source]) -> None:
    (tmp_path / "kostbaar.txt").write_text("blijf af")
    with pytest.raises(FolderTaken):
        run_case(damaged(), tmp_path, Run(SIGNED, None))
    assert [file.name for file in tmp_path.iterdir()] == ["kostbaar.txt"]


def test_a_run_that_breaks_halfway_leaves_nothing(tmp_path: Path) -> None:
    def break_halfway() -> None:
        with filled(tmp_path / "out") as making:
            (making / "half.txt").write_text("half")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        break_halfway()
    assert list(tmp_path.iterdir()) == []


def test_without_libreoffice_a_pdf_is_a_finding_and_no_error(tmp_path: Path, deeds: dict[str, Any]) -> None:
    run = Run(SIGNED, TEMPLATES, convert=lambda _: {})
    found = run_case(as_source(deeds), tmp_path / "out", run)
    assert [one.kind for one in found] == [FoundKind.WARNING]
    summary = json.loads((tmp_path / "out" / "summary.json").read_text("utf-8"))
    assert any("PDF" in one["message"] for one in summary["findings"])


def test_the_pdf_lies_beside_its_document(tmp_path: Path, deeds: dict[str, Any]) -> None:
    run = Run(SIGNED, TEMPLATES, convert=lambda bodies: dict.fromkeys(bodies, b"%PDF-"))
    assert run_case(as_source(deeds), tmp_path / "out", run) == []
    files = {file.name for file in (tmp_path / "out" / "documents").iterdir()}
    assert {name for name in files if name.endswith(".pdf")} == {
        name.replace(".docx", ".pdf") for name in files if name.endswith(".docx")
    }


def test_a_date_that_was_done_is_done_and_a_sub_agreement_keeps_none_of_its_own(tmp_path: Path) -> None:
    loader: Any = YAML(typ="safe", pure=True)
    told: dict[str, Any] = loader.load(opened("utrecht-mobw").text)
    sub = next(key for key, one in told["agreements"].items() if "term" not in one)
    base = told["agreements"][sub]["parent"]
    del told["history"], told["tender"]
    for one in told["agreements"].values():
        one.pop("lots", None)
        one.pop("deed", None)
    day = told["agreements"][base]["term"]["starts_on"]
    by = next(key for key, one in told["people"].items() if "contract_manager" in one["roles"])

    def found(agreement: str, folder: str) -> list[Found]:
        done = {
            "event": "date_done",
            "on": day,
            "by": by,
            "agreement": agreement,
            "date": "exit",
            "note": "Vastgesteld.",
        }
        return run_case(as_source({**told, "history": [done]}), tmp_path / folder, Run(day, TEMPLATES))

    assert found(base, "out") == []
    kept = json.loads((tmp_path / "out" / "summary.json").read_text("utf-8"))["milestones"]
    assert [one["state"] for one in kept if one["kind"] == "exit"] == ["done"]
    (refused,) = found(sub, "again")
    assert (refused.place.path, str(refused.message)) == ("history[0]", "This agreement keeps no such date.")
