"""A run gives the points, dates, documents and files that the contract promises, twice the same."""

import csv
import hashlib
import io
import json
import zipfile
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
import vobject
from icalendar import Calendar
from ruamel.yaml import YAML

from partnerschapsakte import settings
from partnerschapsakte.cases.checking import bundled, opened
from partnerschapsakte.cases.findings import FoundKind
from partnerschapsakte.cases.outputs import FolderTaken, as_csv, filled
from partnerschapsakte.cases.reading import Source, read
from partnerschapsakte.cases.runner import Run, run_case
from partnerschapsakte.dates.explanation import Explanation, Op, Step, evaluate
from partnerschapsakte.foundation.sentences import say

AS_OF = date(2026, 11, 22)
TEMPLATES = settings.templates() / "documents"
UTRECHT = ("utrecht-jeugdhulp", "utrecht-mobw")
ROOT_KEYS = {
    "schema_version",
    "as_of",
    "generated_by",
    "dossier",
    "tender",
    "agreements",
    "clauses",
    "triggers",
    "milestones",
    "reminders",
    "documents",
    "findings",
}
POINT_KEYS = {
    "number",
    "months",
    "evaluation_due",
    "decision_due",
    "decide_by",
    "last_day_before",
    "last_day_after",
    "state",
}


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Both cases of Utrecht, run once with their documents."""
    out = tmp_path_factory.mktemp("runs")
    for name in UTRECHT:
        assert run_case(opened(name), out / name, Run(AS_OF, TEMPLATES)) == []
    return {name: out / name for name in UTRECHT}


@pytest.fixture(scope="module")
def summaries(folders: dict[str, Path]) -> dict[str, Any]:
    return {name: json.loads((folder / "summary.json").read_text("utf-8")) for name, folder in folders.items()}


def days(points: list[dict[str, Any]], name: str) -> list[str]:
    return [point[name]["on"] for point in points]


def explanations(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        if {"on", "why"} <= set(value):
            yield value
        for item in value.values():
            yield from explanations(item)
    elif isinstance(value, list):
        for item in value:
            yield from explanations(item)


def as_source(content: dict[str, Any]) -> Source:
    out = io.StringIO()
    writer: Any = YAML(typ="safe", pure=True)
    writer.dump(content, out)
    return read("veranderd.yaml", out.getvalue().encode("utf-8"))


def without_history(content: dict[str, Any], starts_on: date) -> Source:
    content = dict(content)
    del content["history"]
    for agreement in content["agreements"].values():
        if "term" in agreement:
            agreement["term"]["starts_on"] = starts_on
    return as_source(content)


def test_both_cases_of_utrecht_come_with_the_program() -> None:
    assert set(UTRECHT) <= set(bundled())


def test_utrecht_jeugdhulp_has_two_single_agreements_with_three_points(summaries: dict[str, Any]) -> None:
    agreements = summaries["utrecht-jeugdhulp"]["agreements"]
    assert [agreement["kind"] for agreement in agreements] == ["single", "single"]
    for agreement in agreements:
        term = agreement["term"]
        assert days(term["points"], "last_day_before") == ["2022-12-31", "2024-12-31", "2026-12-31"]
        assert days(term["points"], "last_day_after") == ["2024-12-31", "2026-12-31", "2028-12-31"]
        assert days(term["points"], "decide_by") == ["2022-06-30", "2024-06-30", "2026-06-30"]
        assert days(term["points"], "decision_due") == ["2022-06-02", "2024-06-02", "2026-06-02"]
        assert days(term["points"], "evaluation_due") == ["2021-12-31", "2023-12-31", "2025-12-31"]
        assert [point["state"] for point in term["points"]] == ["extended"] * 3
        assert term["latest_last_day"]["on"] == "2028-12-31"
        assert term["current_last_day"]["on"] == "2028-12-31"


def test_the_standstill_counts_from_the_letter_of_10_july_2019(summaries: dict[str, Any]) -> None:
    (lot,) = summaries["utrecht-jeugdhulp"]["tender"]["lots"]
    assert lot["standstill"]["sent_on"] == "2019-07-10"
    assert lot["standstill"]["last_day"]["on"] == "2019-07-30"
    assert lot["standstill"]["earliest_signing"]["on"] == "2019-07-31"
    assert lot["standstill"]["basis"] == "documents"
    assert lot["awarded"] == ["KOOS", "Spoor030"]


def test_the_dialogue_had_seven_conversations_with_each_of_two(summaries: dict[str, Any]) -> None:
    dialogue = summaries["utrecht-jeugdhulp"]["tender"]["dialogue"]
    assert dialogue["rounds"] == 7
    assert [one["participant"] for one in dialogue["sessions"]].count("KOOS") == 7
    assert [one["participant"] for one in dialogue["sessions"]].count("Spoor030") == 7
    assert dialogue["sessions"][0]["held_on"] == "2019-03-05"


def test_no_sub_agreement_ends_after_its_base_agreement(summaries: dict[str, Any]) -> None:
    agreements = summaries["utrecht-mobw"]["agreements"]
    (base,) = [one for one in agreements if one["kind"] == "base"]
    subs = [one for one in agreements if one["kind"] == "sub"]
    assert len(subs) == 6
    for sub in subs:
        assert sub["parent"] == base["id"]
        assert sub["term"]["latest_last_day"]["on"] <= base["term"]["latest_last_day"]["on"]
        assert sub["term"]["current_last_day"]["on"] <= base["term"]["current_last_day"]["on"]


def test_every_key_of_the_contract_is_there(summaries: dict[str, Any]) -> None:
    for summary in summaries.values():
        assert set(summary) == ROOT_KEYS
        for agreement in summary["agreements"]:
            assert set(agreement["term"]) == {"starts_on", "current_last_day", "latest_last_day", "points"}
            for point in agreement["term"]["points"]:
                assert set(point) == POINT_KEYS
    assert summaries["utrecht-mobw"]["tender"] is None


def test_every_why_leads_to_its_date(summaries: dict[str, Any]) -> None:
    for summary in summaries.values():
        found = list(explanations(summary))
        assert len(found) > 80
        for one in found:
            why = one["why"]
            steps = tuple(
                Step(Op(step["op"]), step["value"], date.fromisoformat(step["on"]), say("")) for step in why["steps"]
            )
            assert evaluate(Explanation(why["rule"], why["source"], steps)).isoformat() == one["on"]


def test_what_was_invented_is_a_finding_of_level_info(summaries: dict[str, Any]) -> None:
    for summary in summaries.values():
        notes = [one for one in summary["findings"] if one["level"] == "info" and ".invented" in one["where"]]
        assert len(notes) > 30
    third = [one["message"] for one in summaries["utrecht-jeugdhulp"]["findings"] if "derde besluit" in one["message"]]
    assert len(third) == 2


def test_every_document_in_the_summary_is_in_the_folder_with_its_hash(
    folders: dict[str, Path], summaries: dict[str, Any]
) -> None:
    for name, folder in folders.items():
        for document in summaries[name]["documents"]:
            body = (folder / document["file"]).read_bytes()
            assert hashlib.sha256(body).hexdigest() == document["sha256"]
            assert len(body) == document["size"]
            assert zipfile.ZipFile(io.BytesIO(body)).testzip() is None
        written = {f"documents/{file.name}" for file in (folder / "documents").iterdir()}
        assert written == {document["file"] for document in summaries[name]["documents"]}


def test_both_cases_print_every_kind_of_document(summaries: dict[str, Any]) -> None:
    kinds = {document["kind"] for summary in summaries.values() for document in summary["documents"]}
    assert kinds == {
        "partnership_deed",
        "base_agreement",
        "sub_agreement",
        "extension_letter",
        "evaluation_report",
        "date_table",
    }


def test_two_parsers_read_the_calendar(folders: dict[str, Path], summaries: dict[str, Any]) -> None:
    for name, folder in folders.items():
        raw = (folder / "agenda.ics").read_bytes()
        shown = [one for one in summaries[name]["milestones"] if one["state"] != "void"]
        events = [one for one in Calendar.from_ical(raw).walk() if one.name == "VEVENT"]
        read_too = list(vobject.readOne(raw.decode("utf-8")).vevent_list)
        assert sorted(str(one.decoded("dtstart")) for one in events) == sorted(one["on"] for one in shown)
        assert sorted(str(one.dtstart.value) for one in read_too) == sorted(one["on"] for one in shown)


def test_the_timeline_is_one_picture_with_a_part_for_each_term(folders: dict[str, Path]) -> None:
    picture = ET.fromstring((folders["utrecht-jeugdhulp"] / "timeline.svg").read_text("utf-8"))  # noqa: S314 - our own file
    namespace = "{http://www.w3.org/2000/svg}"
    assert picture.tag == f"{namespace}svg"
    assert len(picture.findall(f"{namespace}svg")) == 2


def test_the_table_of_milestones_holds_what_the_summary_holds(
    folders: dict[str, Path], summaries: dict[str, Any]
) -> None:
    for name, folder in folders.items():
        rows = list(csv.DictReader(io.StringIO((folder / "milestones.csv").read_text("utf-8"))))
        assert [row["on"] for row in rows] == [one["on"] for one in summaries[name]["milestones"]]


@pytest.mark.parametrize("start", ["=1+1", "+31", "-2", "@cmd", "\tx"])
def test_no_cell_of_the_table_starts_a_formula(start: str) -> None:
    why = {"steps": [{"on": "2026-01-01", "text": "begin"}]}
    milestone = {"id": "x", "kind": "end", "subject": "y", "title": start, "on": "2026-01-01", "state": "due"}
    text = as_csv([{**milestone, "owner": "a@b.example", "why": why}])
    assert next(csv.DictReader(io.StringIO(text)))["title"] == f"'{start}"


def test_reminders_before_the_day_were_sent_and_later_ones_are_planned(summaries: dict[str, Any]) -> None:
    reminders = summaries["utrecht-jeugdhulp"]["reminders"]
    assert {one["state"] for one in reminders} <= {"planned", "sent", "void"}
    assert any(one["state"] == "sent" for one in reminders)
    assert all(one["planned_on"] <= "2026-11-22" for one in reminders if one["state"] == "sent")
    assert all(one["planned_on"] > "2026-11-22" for one in reminders if one["state"] == "planned")
    assert all("@" in one["recipient"] for one in reminders)


def test_two_runs_give_the_same_bytes(tmp_path: Path, folders: dict[str, Path]) -> None:
    again = tmp_path / "again"
    run_case(opened("utrecht-jeugdhulp"), again, Run(AS_OF, TEMPLATES))
    first = folders["utrecht-jeugdhulp"]
    names = sorted(str(file.relative_to(first)) for file in first.rglob("*") if file.is_file())
    assert names == sorted(str(file.relative_to(again)) for file in again.rglob("*") if file.is_file())
    for name in names:
        assert (first / name).read_bytes() == (again / name).read_bytes(), name


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
    bundled_content: Callable[[str], dict[str, Any]],
    starts_on: date,
    ends: list[str],
    notices: list[str],
) -> None:
    source = without_history(bundled_content("utrecht-jeugdhulp"), starts_on)
    assert run_case(source, tmp_path / "out", Run(AS_OF, TEMPLATES)) == []
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
def test_a_difficult_name_is_in_the_deed_as_it_was_written(
    tmp_path: Path, bundled_content: Callable[[str], dict[str, Any]], name: str
) -> None:
    content = bundled_content("utrecht-jeugdhulp")
    content["organisations"]["gamma"]["name"] = name
    found = run_case(as_source(content), tmp_path / "out", Run(date(2019, 9, 2), TEMPLATES))
    assert [str(one.message) for one in found] == []
    told = json.loads((tmp_path / "out" / "summary.json").read_text("utf-8"))["documents"]
    (deed,) = [one["file"] for one in told if one["kind"] == "partnership_deed" and "KOOS" in one["about"]]
    document = ET.fromstring(zipfile.ZipFile(tmp_path / "out" / deed).read("word/document.xml"))  # noqa: S314 - our own file
    text = "".join(node.text or "" for node in document.iter() if node.tag.endswith("}t"))
    assert name in text


def test_signs_that_belong_to_templates_are_refused_and_leave_no_folder(
    tmp_path: Path, bundled_content: Callable[[str], dict[str, Any]]
) -> None:
    content = bundled_content("utrecht-jeugdhulp")
    content["organisations"]["gamma"]["name"] = "{{ 7 * 7 }}"
    found = run_case(as_source(content), tmp_path / "out", Run(date(2019, 9, 2), TEMPLATES))
    assert "agreements.koos.deed" in {one.place.path for one in found}
    assert not (tmp_path / "out").exists()


def test_missing_data_of_a_deed_is_refused_with_the_place_and_leaves_no_folder(
    tmp_path: Path, bundled_content: Callable[[str], dict[str, Any]]
) -> None:
    content = bundled_content("utrecht-jeugdhulp")
    del content["agreements"]["koos"]["deed"]["task"]
    found = run_case(as_source(content), tmp_path / "out", Run(AS_OF, TEMPLATES))
    assert "agreements.koos.deed" in {one.place.path for one in found}
    assert not (tmp_path / "out").exists()


def test_after_an_error_the_folder_stays_as_it_was(tmp_path: Path, damaged: Callable[..., Source]) -> None:
    out = tmp_path / "out"
    assert run_case(damaged(), out, Run(AS_OF, None)) == []
    before = (out / "summary.json").read_bytes()
    assert run_case(damaged(("kind: single", "kind: enkel")), out, Run(AS_OF, None))
    assert (out / "summary.json").read_bytes() == before
    assert [file.name for file in tmp_path.iterdir()] == ["out"]


def test_a_folder_with_something_else_in_it_is_left_alone(tmp_path: Path, damaged: Callable[..., Source]) -> None:
    (tmp_path / "kostbaar.txt").write_text("blijf af")
    with pytest.raises(FolderTaken):
        run_case(damaged(), tmp_path, Run(AS_OF, None))
    assert [file.name for file in tmp_path.iterdir()] == ["kostbaar.txt"]


def test_a_run_that_breaks_halfway_leaves_nothing(tmp_path: Path) -> None:
    def break_halfway() -> None:
        with filled(tmp_path / "out") as making:
            (making / "half.txt").write_text("half")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        break_halfway()
    assert list(tmp_path.iterdir()) == []


def test_without_libreoffice_a_pdf_is_a_finding_and_no_error(
    tmp_path: Path, damaged: Callable[..., Source], bundled_content: Callable[[str], dict[str, Any]]
) -> None:
    del damaged, bundled_content
    run = Run(date(2019, 9, 2), TEMPLATES, convert=lambda _: {})
    found = run_case(opened("utrecht-jeugdhulp"), tmp_path / "out", run)
    assert [one.kind for one in found] == [FoundKind.WARNING]
    summary = json.loads((tmp_path / "out" / "summary.json").read_text("utf-8"))
    assert any("PDF" in one["message"] for one in summary["findings"])


def test_the_pdf_lies_beside_its_document(tmp_path: Path) -> None:
    run = Run(date(2019, 9, 2), TEMPLATES, convert=lambda bodies: dict.fromkeys(bodies, b"%PDF-"))
    assert run_case(opened("utrecht-jeugdhulp"), tmp_path / "out", run) == []
    files = {file.name for file in (tmp_path / "out" / "documents").iterdir()}
    assert {name for name in files if name.endswith(".pdf")} == {
        name.replace(".docx", ".pdf") for name in files if name.endswith(".docx")
    }
