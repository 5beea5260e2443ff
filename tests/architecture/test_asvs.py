"""Every requirement of ASVS 5.0 at level 1 and 2 has an answer that can be looked up (docs/asvs.csv)."""

import ast
import csv
import re
from collections import Counter
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).parents[2]
TABLE = ROOT / "docs" / "asvs.csv"
PAGE = ROOT / "docs" / "explanation" / "asvs.md"

# The level of each requirement, by section: "1.2": the first of section 1.2 is of level 1, the tenth of level 3.
LEVELS = {
    "1.1": "22", "1.2": "1111122223", "1.3": "112222222223", "1.4": "222", "1.5": "123",
    "2.1": "122", "2.2": "112", "2.3": "12223", "2.4": "23",
    "3.1": "3", "3.2": "113", "3.3": "12223", "3.4": "11222233", "3.5": "11122333", "3.6": "3", "3.7": "22333",
    "4.1": "12233", "4.2": "23333", "4.3": "22", "4.4": "1222",
    "5.1": "2", "5.2": "112333", "5.3": "113", "5.4": "222",
    "6.1": "122", "6.2": "111111112222", "6.3": "11223333", "6.4": "112233", "6.5": "22222333", "6.6": "2223",
    "6.7": "33", "6.8": "2222",
    "7.1": "222", "7.2": "1111", "7.3": "22", "7.4": "11222", "7.5": "223", "7.6": "22",
    "8.1": "1233", "8.2": "1123", "8.3": "133", "8.4": "23",
    "9.1": "111", "9.2": "1222",
    "10.1": "22", "10.2": "223", "10.3": "22223", "10.4": "1111122222233333", "10.5": "22222", "10.6": "22",
    "10.7": "222",
    "11.1": "2233", "11.2": "22233", "11.3": "11233", "11.4": "1222", "11.5": "23", "11.6": "23", "11.7": "33",
    "12.1": "12233", "12.2": "11", "12.3": "22223",
    "13.1": "2333", "13.2": "222223", "13.3": "2233", "13.4": "1222233",
    "14.1": "22", "14.2": "12223333", "14.3": "122",
    "15.1": "12233", "15.2": "12233", "15.3": "1222222", "15.4": "3333",
    "16.1": "2", "16.2": "22222", "16.3": "2222", "16.4": "222", "16.5": "2223",
    "17.1": "23", "17.2": "22223333", "17.3": "22",
}  # fmt: skip

IN_WORDS = ("deployer", "not applicable", "not met")
ANSWERS = ("test", "design", *IN_WORDS)
COLUMNS = ["id", "level", "subject", "answer", "reference"]


class Row(NamedTuple):
    """One requirement, and what we say of it."""

    id: str
    level: str
    subject: str
    answer: str
    reference: str

    @property
    def references(self) -> list[str]:
        """The tests or places it names."""
        return self.reference.split("; ")


@cache
def rows() -> tuple[Row, ...]:
    """Read the table."""
    with TABLE.open(encoding="utf-8", newline="") as file:
        heading, *lines = csv.reader(file)
    assert heading == COLUMNS
    return tuple(Row(*line) for line in lines)


def required() -> list[tuple[str, str]]:
    """List id and level of every requirement of level 1 and 2, in the order of the standard."""
    return [
        (f"V{section}.{number}", level)
        for section, levels in LEVELS.items()
        for number, level in enumerate(levels, start=1)
        if level in "12"
    ]


def named(answer: str) -> list[tuple[str, str]]:
    """List id and place of everything that rows with this answer name."""
    return [(row.id, one) for row in rows() if row.answer == answer for one in row.references]


@cache
def names_in(path: Path) -> frozenset[str]:
    """List what a Python file defines at its top, and what its classes define: ``token``, ``Keyring.wrap``."""
    found: set[str] = set()
    for node in ast.parse(path.read_text("utf-8")).body:
        if isinstance(node, ast.ClassDef):
            found |= {f"{node.name}.{one}" for one in defined_in(node.body)}
        found |= defined_in([node])
    return frozenset(found)


def defined_in(nodes: list[ast.stmt]) -> set[str]:
    """List the functions, classes and values that these statements define."""
    functions = {node.name for node in nodes if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)}
    assigned = [target for node in nodes if isinstance(node, ast.Assign) for target in node.targets]
    assigned += [node.target for node in nodes if isinstance(node, ast.AnnAssign)]
    return functions | {target.id for target in assigned if isinstance(target, ast.Name)}


@cache
def headings_in(path: Path) -> frozenset[str]:
    """List the anchors of a page: its headings in small letters, with hyphens."""
    titles = re.findall(r"^#+ +(.+)$", path.read_text("utf-8"), re.MULTILINE)
    return frozenset(re.sub(r"[^\w\- ]", "", title.lower()).strip().replace(" ", "-") for title in titles)


def is_test(reference: str) -> bool:
    """Tell whether ``tests/…/test_x.py::test_y`` is a test that pytest runs."""
    file, _, name = reference.partition("::")
    path = ROOT / file
    runs = file.startswith("tests/") and path.name.startswith("test_") and name.startswith("test_")
    return runs and path.is_file() and name in names_in(path)


def is_place(reference: str) -> bool:
    """Tell whether a file exists, and in it the name or the heading behind the ``#``."""
    file, _, anchor = reference.partition("#")
    path = ROOT / file
    if not path.is_file() or not anchor:
        return path.is_file()
    return anchor in (names_in(path) if path.suffix == ".py" else headings_in(path))


def test_the_standard_has_seventy_requirements_of_level_one_and_183_of_level_two() -> None:
    assert Counter("".join(LEVELS.values())) == {"1": 70, "2": 183, "3": 92}


def test_every_requirement_of_level_one_and_two_has_one_row_in_its_place() -> None:
    assert [(row.id, row.level) for row in rows()] == required()


def test_no_cell_is_empty() -> None:
    untidy = [row.id for row in rows() if any(not cell or cell != " ".join(cell.split()) for cell in row)]
    assert untidy == []


def test_an_answer_is_one_of_five() -> None:
    assert {row.id: row.answer for row in rows() if row.answer not in ANSWERS} == {}


def test_a_subject_is_short_and_in_our_own_words() -> None:
    long = [row.id for row in rows() if len(row.subject) > 120 or row.subject.startswith("Verify")]
    assert long == []


def test_every_test_that_is_named_exists() -> None:
    assert [one for one in named("test") if not is_test(one[1])] == [], "rename it here too, or name another"


def test_every_place_that_is_named_exists() -> None:
    assert [one for one in named("design") if not is_place(one[1])] == [], "a file, file.py#name or page.md#heading"


def test_every_other_answer_is_a_sentence() -> None:
    wordless = [
        row.id for row in rows() if row.answer in IN_WORDS and not re.fullmatch(r"[A-Z].{14,}\.", row.reference)
    ]
    assert wordless == []


@pytest.mark.parametrize("answer", ANSWERS)
def test_the_page_counts_what_the_table_says(answer: str) -> None:
    counted = Counter(row.level for row in rows() if row.answer == answer)
    line = f"| {answer} | {counted['1']} | {counted['2']} |"
    assert line in PAGE.read_text("utf-8"), f"docs/explanation/asvs.md should say: {line}"


def test_the_page_lists_everything_that_the_deployer_must_see_to() -> None:
    duties = PAGE.read_text("utf-8").partition("## What the municipality sees to")[2]
    asked = {row.id for row in rows() if row.answer == "deployer"}
    assert asked - set(re.findall(r"V\d+\.\d+\.\d+", duties)) == set()


def test_a_test_or_a_place_that_does_not_exist_is_found_out() -> None:
    here = "tests/architecture/test_asvs.py"
    assert is_test(f"{here}::test_no_cell_is_empty")
    assert not is_test(f"{here}::test_that_nobody_wrote")
    assert not is_test(f"{here}::rows")
    assert is_place(f"{here}#Row.references")
    assert is_place("docs/explanation/asvs.md#keys")
    assert not [one for one in ("docs/nowhere.md", f"{here}#nobody", "SECURITY.md#nowhere", "docs") if is_place(one)]
