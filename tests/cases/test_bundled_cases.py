"""The bundled cases of Utrecht, Lelystad and activation, run from call to deed as whoever opens them does."""

import csv
import hashlib
import io
import json
import zipfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
import vobject
from icalendar import Calendar

from partnerschapsakte import settings
from partnerschapsakte.cases.checking import bundled, opened
from partnerschapsakte.cases.runner import Run, run_case
from partnerschapsakte.dates.explanation import Explanation, Op, Step, evaluate
from partnerschapsakte.foundation.sentences import say

pytestmark = pytest.mark.slow

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
TENDER_KEYS = {
    "procedure",
    "status",
    "stage",
    "estimated_value",
    "selection",
    "dialogue",
    "bids",
    "lots",
    "record_of_proceedings",
}
LOT_KEYS = {"id", "title", "contracts", "ranking", "outcome", "awarded", "standstill", "award_notice_due"}
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


def test_the_dialogue_ran_on_approved_minutes_and_closed_after_seven_weeks(summaries: dict[str, Any]) -> None:
    dialogue = summaries["utrecht-jeugdhulp"]["tender"]["dialogue"]
    assert {one["minutes"] for one in dialogue["sessions"]} == {"approved"}
    assert dialogue["closed_on"] == "2019-04-23"


def test_the_selection_says_of_everybody_which_place_and_why(summaries: dict[str, Any]) -> None:
    selection = summaries["utrecht-jeugdhulp"]["tender"]["selection"]
    assert (selection["applied"], selection["maximum"]) == (True, 2)
    told = [(one["candidate"], one["score"], one["rank"], one["outcome"]) for one in selection["ranking"]]
    assert told == [
        ("KOOS", "84.00", 1, "admitted"),
        ("Spoor030", "80.00", 2, "admitted"),
        ("Combinatie Bedachte Kring", "60.00", 3, "not_admitted"),
    ]


def test_the_lots_of_mobw_have_their_winners_and_who_missed_the_combination_fell_out(
    summaries: dict[str, Any],
) -> None:
    tender = summaries["utrecht-mobw"]["tender"]
    zeta, eta, theta = "Verzonnen Opvang Zeta", "Verzonnen Begeleid Wonen Eta", "Verzonnen Herstelacademie Theta"
    assert [one["awarded"] for one in tender["lots"]] == [[zeta], [zeta, eta], [eta, zeta], [theta]]
    (out,) = [one for one in tender["lots"][1]["ranking"] if one["outcome"] == "eliminated"]
    assert out["tenderer"] == "Verzonnen Verblijf Iota"
    assert out["reason"] == "LOT-0002 alleen samen met LOT-0003. [regel 30]"
    assert {one["standstill"]["last_day"]["on"] for one in tender["lots"]} == {"2019-07-19"}
    assert tender["record_of_proceedings"]["complete"] is True


def test_activering_admits_by_reference_and_awards_within_its_bandwidth(tmp_path: Path) -> None:
    tender = told_of("utrecht-activering", date(2019, 9, 16), tmp_path)
    (failed,) = tender["selection"]["ranking"]
    assert (failed["candidate"], failed["outcome"]) == ("Verzonnen Drukkerij Omi", "unsuitable")
    (lot,) = tender["lots"]
    assert lot["contracts"]["maximum"] == 27
    assert [one["outcome"] for one in lot["ranking"]] == ["awarded"] * 4 + ["eliminated"]
    assert "score 5 ligt onder het minimum van 6" in lot["ranking"][4]["reason"]
    assert "e-mail" in tender["record_of_proceedings"]["l"]


def test_lelystad_awards_eight_lots_to_eight_contractors(tmp_path: Path) -> None:
    tender = told_of("lelystad", date(2020, 10, 1), tmp_path)
    assert len(tender["lots"]) == 8
    assert len({name for one in tender["lots"] for name in one["awarded"]}) == 8
    agreements = json.loads((tmp_path / "out" / "summary.json").read_text("utf-8"))["agreements"]
    assert [len(one["term"]["points"]) for one in agreements] == [3] + [0] * 8
    before, *tasks = agreements
    assert [point["state"] for point in before["term"]["points"]] == ["extended"] * 3
    assert before["term"]["current_last_day"]["on"] == "2020-12-31"
    assert {one["term"]["latest_last_day"]["on"] for one in tasks} == {"2025-12-31"}


def told_of(name: str, as_of: date, folder: Path) -> dict[str, Any]:
    """Run a bundled case up to the day of its deeds, without printing; return its tender."""
    assert run_case(opened(name), folder / "out", Run(as_of, None)) == []
    return json.loads((folder / "out" / "summary.json").read_text("utf-8"))["tender"]


def test_rule_38_the_record_of_proceedings_tells_by_itself_what_the_rooms_keep(
    tmp_path: Path, summaries: dict[str, Any]
) -> None:
    record = summaries["utrecht-jeugdhulp"]["tender"]["record_of_proceedings"]
    assert record["c"].splitlines()[0] == "KOOS: toegelaten op 26 februari 2019, op plaats 1 met 84 punten."
    assert record["d"] == (
        "Combinatie Bedachte Kring: plaats 3 met 60 punten; ten hoogste 2 gegadigden zijn toegelaten."
    )
    assert record["f"].startswith("Er is niets buiten de nota")
    assert record["m"] == "Beoordelaars die hebben verklaard: 3. Niemand heeft een belangenconflict."
    mailed = told_of("utrecht-activering", date(2019, 9, 16), tmp_path)["record_of_proceedings"]
    assert mailed["d"].startswith("Verzonnen Drukkerij Omi: De referentie gaat over het drukken van folders")
    assert mailed["l"].startswith("Ook toegestaan: e-mail. Grond: bijzondere hulpmiddelen")


def test_what_was_assessed_in_a_case_came_in_and_was_opened(summaries: dict[str, Any]) -> None:
    for name in UTRECHT:
        tender = summaries[name]["tender"]
        in_time = {one["tenderer"] for one in tender["bids"]["received"] if one["state"] == "valid"}
        assert in_time >= {one["tenderer"] for lot in tender["lots"] for one in lot["ranking"]}, name


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
        told = summary["tender"]
        assert set(told) == TENDER_KEYS
        assert set(told["selection"]) == {"applied", "reason", "maximum", "admitted", "ranking"}
        assert [*told["record_of_proceedings"]] == [*"abcdefghijklmn", "complete"]
        for lot in told["lots"]:
            assert set(lot) == LOT_KEYS
            for place in lot["ranking"]:
                assert set(place) == {"tenderer", "score", "rank", "outcome", "reason"}
                assert place["reason"]


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
        "clarification_note",
        "record_of_proceedings",
        "award_letter",
        "rejection_letter",
        "admission_letter",
        "non_admission_letter",
        "phase_out_note",
        "tender_invitation",
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
