"""What the tender of a case must show, by the command itself: no needless ranking, knock-outs, a tie, a refusal."""

import io
import json
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from typer.testing import CliRunner

from partnerschapsakte.cli.main import app
from tender_case_factory import WHY, small

COMMAND = CliRunner()


def run(content: dict[str, Any], folder: Path) -> tuple[int, str, dict[str, Any]]:
    """Run the command on a case; return its exit code, what it said, and the tender of the summary."""
    writer: Any = YAML(typ="safe", pure=True)
    text = io.StringIO()
    writer.dump(content, text)
    file, out = folder / "proef.yaml", folder / "out"
    file.write_text(text.getvalue(), "utf-8")
    done = COMMAND.invoke(app, ["case", "run", str(file), "--out", str(out), "--as-of", "2026-04-10"])
    told = json.loads((out / "summary.json").read_text("utf-8")) if out.exists() else {}
    return done.exit_code, done.stderr, told


def test_as_many_candidates_as_places_are_all_admitted_without_ranking(tmp_path: Path) -> None:
    code, said, told = run(small(88, 75, 61), tmp_path)
    assert code == 0, said
    selection = told["tender"]["selection"]
    assert selection["applied"] is False
    assert sorted(selection["admitted"]) == ["Drie", "Een", "Twee"]
    assert selection["ranking"] == []
    assert "zonder rangschikking" in selection["reason"]
    assert selection["reason"].endswith("[regel 16]")


def test_scoring_as_many_candidates_as_places_is_refused_with_rule_16(tmp_path: Path) -> None:
    content = small(88, 75, 61)
    request = content["tender"]["selection"]["requests"]["een"]
    request["scored"] = {"on": "2026-02-17", "scores": {"S1": {"score": 8, "reason": WHY}}}
    code, said, told = run(content, tmp_path)
    assert (code, told) == (3, {})
    assert "tender.selection.requests.een.scored" in said
    assert "regel 16, RbNNE 12-05-2023" in said


def test_points_88_59_and_58_with_a_bandwidth_of_2_to_4_need_a_decision(tmp_path: Path) -> None:
    code, said, told = run(small(88, 59, 58), tmp_path)
    assert code == 0, said
    (lot,) = told["tender"]["lots"]
    assert lot["outcome"] == "decision_needed"
    assert lot["awarded"] == []
    assert [(one["tenderer"], one["score"], one["outcome"]) for one in lot["ranking"]] == [
        ("Een", "88.00", "ranked"),
        ("Twee", "59.00", "eliminated"),
        ("Drie", "58.00", "eliminated"),
    ]
    assert lot["ranking"][1]["reason"].endswith("onder het minimum van 60. [regel 30]")
    assert any(one["rule"] == "31" and one["where"] == "LOT-0001" for one in told["findings"])


def test_a_bid_for_protected_stay_without_protected_home_is_refused_with_rule_30(tmp_path: Path) -> None:
    content = small(88, 75, 61)
    tender = content["tender"]
    tender["lots"] = [
        {"code": "LOT-0001", "title": "Beschermd verblijf", "minimum": 1, "maximum": 4},
        {"code": "LOT-0002", "title": "Beschermd thuis", "minimum": 1, "maximum": 4},
    ]
    tender["assessment"]["combinations"] = [{"lot": "LOT-0001", "requires": "LOT-0002"}]
    for bid in tender["assessment"]["bids"][1:]:
        bid["lots"].append({"lot": "LOT-0002"})
    code, said, told = run(content, tmp_path)
    assert (code, told) == (3, {})
    refused = next(line for line in said.splitlines() if "tender.assessment.bids[0]" in line)
    assert "LOT-0001" in refused
    assert "LOT-0002" in refused
    assert "[regel 30, Dir 46]" in refused


def two_win(content: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """Return the case with place for two, of which the last is wanted by two with equal points."""
    content["tender"]["lots"][0]["maximum"] = 2
    content["tender"]["assessment"] |= changes
    return content


def test_a_tie_at_the_cut_awaits_a_draw_before_the_lot_is_locked(tmp_path: Path) -> None:
    code, said, told = run(two_win(small(80, 75, 75)), tmp_path)
    assert (code, told) == (3, {})
    assert "tender.assessment.locked[0]" in said
    assert "regel 33" in said


def test_a_recorded_draw_breaks_a_tie_at_the_cut(tmp_path: Path) -> None:
    draw = {
        "lot": "LOT-0001",
        "drawn_on": "2026-04-09",
        "order": ["drie", "twee"],
        "method": "Twee gesloten enveloppen",
        "witnesses": ["een jurist"],
    }
    code, said, told = run(two_win(small(80, 75, 75), draws=[draw]), tmp_path)
    assert code == 0, said
    ranking = told["tender"]["lots"][0]["ranking"]
    assert [(one["tenderer"], one["rank"], one["outcome"]) for one in ranking] == [
        ("Een", 1, "awarded"),
        ("Drie", 2, "awarded"),
        ("Twee", 3, "ranked"),
    ]
    assert "loting" in ranking[1]["reason"]


def test_the_announced_rule_breaks_a_tie_at_the_cut(tmp_path: Path) -> None:
    content = two_win(small(80, 75, 75), tie_break=["K2"])
    assessment = content["tender"]["assessment"]
    assessment["criteria"] = [
        {"code": "K1", "title": "Plan", "weight": 50, "highest": 100},
        {"code": "K2", "title": "Inzet van ervaringsdeskundigen", "weight": 50, "highest": 100},
    ]
    points = {"een": (80, 80), "twee": (80, 70), "drie": (70, 80)}
    marks = {
        key: {code: {"score": given, "reason": WHY} for code, given in zip(("K1", "K2"), both, strict=True)}
        for key, both in points.items()
    }
    assessment["scores"][0]["given"] = assessment["consensus"][0]["given"] = marks
    code, said, told = run(content, tmp_path)
    assert code == 0, said
    ranking = told["tender"]["lots"][0]["ranking"]
    assert [(one["tenderer"], one["outcome"]) for one in ranking] == [
        ("Een", "awarded"),
        ("Drie", "awarded"),
        ("Twee", "ranked"),
    ]
    assert "Inzet van ervaringsdeskundigen" in ranking[1]["reason"]
