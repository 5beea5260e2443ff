"""Modules and functions stay small, modules open with a sentence, and no name is a drawer of odds and ends."""

import ast
from pathlib import Path

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "partnerschapsakte"
MODULES = sorted(path for path in SOURCE.rglob("*.py") if path.name != "__init__.py")
MODULE_LINES, FUNCTION_LINES = 400, 40
ALONE = {"src/partnerschapsakte/cli/verify_journal.py": 520}
"""A stranger takes this one file along, reads it and runs it: it cannot be split."""
DRAWERS = {"utils", "helpers", "common", "base", "manager", "misc", "tools"}


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


def test_a_module_stays_under_four_hundred_lines() -> None:
    sizes = {named(path): path.read_text("utf-8").count("\n") for path in MODULES}
    swollen = {name: size for name, size in sizes.items() if size > ALONE.get(name, MODULE_LINES)}
    assert not swollen, "split by use case behind the same name: docs/decisions/0001-rooms-and-contracts.md"


def test_a_function_stays_under_forty_lines() -> None:
    swollen = {
        f"{named(path)}:{node.lineno} {node.name}": size
        for path in MODULES
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (size := (node.end_lineno or node.lineno) - node.lineno + 1) > FUNCTION_LINES
    }
    assert not swollen, "give each thing it does a function and a name"


def test_a_module_opens_with_one_sentence() -> None:
    silent = [named(path) for path in MODULES if not opens_with_a_sentence(path)]
    assert not silent, "say in the first line, in the present tense, what the module is for"


def opens_with_a_sentence(path: Path) -> bool:
    lines = (ast.get_docstring(ast.parse(path.read_text("utf-8"))) or "").split("\n\n")[0].strip()
    return bool(lines) and lines[0].isupper() and lines.endswith(".")


def test_an_init_file_is_empty() -> None:
    filled = [named(path) for path in SOURCE.rglob("__init__.py") if path.read_text("utf-8").strip()]
    assert not filled, "import from the module that defines it"


def test_a_module_is_named_after_what_it_is_for() -> None:
    drawers = [named(path) for path in SOURCE.rglob("*.py") if path.stem in DRAWERS]
    assert not drawers, "a name that says what is inside"
