"""The command line of case files: what it prints, where, and with which exit code."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from partnerschapsakte.cases.reading import Source
from partnerschapsakte.cli.running import upgrade
from partnerschapsakte.foundation.database import connect

PROGRAM = [sys.executable, "-c", "from partnerschapsakte.cli.main import run; run()", "case"]


def case(*arguments: str, database: Path | None = None) -> subprocess.CompletedProcess[str]:
    environment = {"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"}
    if database:
        environment["PARTNERSCHAPSAKTE_DATABASE_URL"] = f"sqlite:///{database}"
    return subprocess.run(
        [*PROGRAM, *arguments], capture_output=True, text=True, check=False, env=environment, encoding="utf-8"
    )


def test_list_names_the_bundled_cases_with_their_titles() -> None:
    done = case("list")
    assert done.returncode == 0
    names = [line.split("\t")[0] for line in done.stdout.splitlines()]
    assert {"utrecht-jeugdhulp", "utrecht-mobw"} <= set(names)


def test_schema_prints_json_alone() -> None:
    done = case("schema")
    assert done.returncode == 0
    assert json.loads(done.stdout)["title"] == "CaseFile"


@pytest.mark.slow
def test_check_of_a_sound_case_exits_0() -> None:
    done = case("check", "utrecht-jeugdhulp", "--as-of", "2019-09-02")
    assert (done.returncode, done.stdout) == (0, "")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("old", "new", "code", "place"),
    [
        ("  phase: implementation", "  fase: implementation", 1, "dossier.fase"),
        ("on: 2022-04-01, by: man", "on: 2022-07-01, by: man", 3, "history[1]"),
    ],
)
def test_run_of_a_damaged_case_exits_1_or_3_and_leaves_no_folder(
    tmp_path: Path, damaged: Callable[..., Source], old: str, new: str, code: int, place: str
) -> None:
    file = tmp_path / "kapot.yaml"
    file.write_text(damaged((old, new)).text, encoding="utf-8")
    done = case("run", str(file), "--out", str(tmp_path / "out"), "--as-of", "2022-12-31")
    assert done.returncode == code
    assert done.stdout == ""
    assert place in done.stderr
    assert f"{file}:" in done.stderr
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    "arguments",
    [["run", "utrecht-jeugdhulp"], ["run", "utrecht-jeugdhulp", "--out", "x", "--as-of", "gisteren"], ["zing"]],
)
def test_wrong_usage_exits_2(arguments: list[str]) -> None:
    assert case(*arguments).returncode == 2


def test_a_name_that_does_not_exist_exits_1() -> None:
    done = case("check", "bestaat-niet")
    assert done.returncode == 1
    assert "bestaat-niet" in done.stderr


@pytest.fixture
def database(tmp_path: Path) -> Path:
    """A migrated database file, as an installation has it."""
    file = tmp_path / "huis.sqlite"
    engine = connect(f"sqlite:///{file}")
    upgrade(engine)
    engine.dispose()
    return file


def test_a_dossier_that_does_not_exist_exits_2(database: Path) -> None:
    assert case("export", "bestaat-niet", database=database).returncode == 2


@pytest.mark.slow
def test_load_prints_the_dossier_and_export_writes_a_case_file(
    database: Path, tmp_path: Path, damaged: Callable[..., Source]
) -> None:
    file = tmp_path / "heen.yaml"
    file.write_text(damaged().text, encoding="utf-8")
    loaded = case("load", str(file), database=database)
    assert loaded.returncode == 0, loaded.stderr
    exported = case("export", loaded.stdout.strip(), database=database)
    assert exported.returncode == 0
    file = tmp_path / "terug.yaml"
    file.write_text(exported.stdout, encoding="utf-8")
    assert case("check", str(file), "--as-of", "2022-12-31").returncode == 0


def test_the_example_of_the_documentation_is_a_sound_case(tmp_path: Path) -> None:
    page = (Path(__file__).parents[2] / "docs" / "reference" / "case-file.md").read_text("utf-8")
    example = page.split("```yaml\n")[1].split("```")[0]
    file = tmp_path / "voorbeeld.yaml"
    file.write_text(example, encoding="utf-8")
    done = case("check", str(file), "--as-of", "2026-11-22")
    assert (done.returncode, done.stderr.splitlines()[:-1]) == (0, [])
