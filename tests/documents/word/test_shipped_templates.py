"""Every template that we ship is sound, and prints the same as plain docxtpl for data made from its own tags."""

import re
import zipfile
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from partnerschapsakte.documents.word.inspection import inspect_template
from partnerschapsakte.documents.word.package import open_package
from partnerschapsakte.documents.word.proof import prove, unused
from partnerschapsakte.documents.word.rendering import Template, render

ROOT = Path(__file__).parents[3] / "templates" / "documents"
TEMPLATES = sorted(ROOT.glob("*/*/template.docx"))
TAG = re.compile(r"\{[{%].*?[}%]\}")
FILTERED = re.compile(r"(\w+)\s*\|\s*(day|weekday|euro|number|percentage|enumeration)\b")
COMPARED = re.compile(r"(\w+)\s*(?:==|!=|<|>|<=|>=)\s*(\d+|[\"'][^\"']*[\"'])")
VALUES: dict[str, Any] = {
    "day": date(2029, 1, 1),
    "weekday": date(2029, 1, 1),
    "euro": Decimal("1234.50"),
    "number": 12,
    "percentage": Decimal("0.125"),
    "enumeration": ["Aldermeer", "Berkenwoude"],
}

if not TEMPLATES:
    pytest.skip("no templates are shipped yet", allow_module_level=True)


def name_of(path: Path) -> str:
    return "/".join(path.parts[-3:-1])


def leaf(path: str, tags: str, *, chosen: bool) -> Any:
    """Make a value for a data item: of the kind that its filter wants, and as its comparison says when chosen."""
    last = path.rsplit(".", maxsplit=1)[-1].removesuffix("[]")
    filtered = dict(FILTERED.findall(tags))
    if last in filtered:
        return VALUES[filtered[last]]
    compared = [value.strip("\"'") for name, value in COMPARED.findall(tags) if name == last]
    if compared and chosen:
        return int(compared[0]) if compared[0].isdigit() else compared[0]
    return 7 if compared and compared[0].isdigit() else f"<{path}> & zo"


def made_for(template: Template, tags: str, *, chosen: bool) -> dict[str, Any]:
    """Make content for every tag of a template: two items in each list."""
    content: dict[str, Any] = {}
    for path in sorted(template.references, key=lambda path: path.count(".") + path.count("[]"), reverse=True):
        pieces = path.replace("[]", ".[]").split(".")
        insert(content, pieces, leaf(path, tags, chosen=chosen))
    return content


def insert(holder: Any, pieces: list[str], value: Any) -> None:
    head, rest = pieces[0], pieces[1:]
    keys: tuple[Any, ...] = (0, 1) if head == "[]" else (head,)
    for index in keys:
        if head == "[]" and len(holder) <= index:
            holder.append(None)
        known = holder[index] if head == "[]" else holder.get(index)
        if not rest:
            holder[index] = value if known is None else known
            continue
        if known is None:
            holder[index] = [] if rest[0] == "[]" else {}
        insert(holder[index], rest, value)


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_a_shipped_template_has_no_findings(path: Path) -> None:
    assert [str(finding.message) for finding in inspect_template(path.read_bytes())] == []


@pytest.mark.parametrize("chosen", [True, pytest.param(False, marks=pytest.mark.slow)])
@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_a_shipped_template_prints_what_docxtpl_prints(
    path: Path,
    chosen: bool,
    plainly: Callable[[bytes, Mapping[str, Any]], bytes],
    members: Callable[[bytes], dict[str, bytes]],
) -> None:
    data = path.read_bytes()
    template = Template.from_bytes(data)
    tags = "\n".join(tag for part in open_package(data).parts for tag in TAG.findall(part.source))
    content = made_for(template, tags, chosen=chosen)
    document = render(template, content)
    prove(document, template, content)
    assert unused(template, content) == ()
    ours, theirs = members(document), members(plainly(data, content))
    assert [name for name in theirs if ours[name] != theirs[name]] == ["docProps/core.xml"]


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_a_shipped_template_is_in_dutch(path: Path) -> None:
    with zipfile.ZipFile(path) as archive:
        styles = archive.read("word/styles.xml").decode()
    assert re.search(r"<w:docDefaults>.*?w:lang [^>]*w:val=\"nl-NL\"", styles, re.DOTALL)
