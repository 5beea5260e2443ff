"""Every page and mail template is used, and no page calls a host that is not ours."""

import ast
import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
TEMPLATES = ROOT / "templates"
SOURCE = ROOT / "src" / "partnerschapsakte"
TEXTS = sorted(
    [*TEMPLATES.glob("pages/**/*.html"), *TEMPLATES.glob("mail/**/*.txt"), *TEMPLATES.glob("mail/**/*.html")]
)
NAMES = re.compile(r"""["']([\w./-]+\.(?:html|txt))["']""")
FOREIGN_HOST = re.compile(r"(?:https?:)?//(?!www\.w3\.org/)[a-z0-9-]+\.[a-z]{2,}", re.IGNORECASE)
OURS = {".html", ".css", ".js", ".svg"}


def mentioned() -> set[str]:
    """Collect every template name that stands as a text in the code or in a template."""
    in_code = {
        node.value
        for path in SOURCE.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.endswith((".html", ".txt"))
    }
    return in_code | {name for path in TEXTS for name in NAMES.findall(path.read_text("utf-8"))}


def test_every_template_is_used() -> None:
    names = mentioned()
    unused = [
        str(path.relative_to(ROOT)) for path in TEXTS if not any(str(path).endswith(f"/{name}") for name in names)
    ]
    assert not unused, "name it in a door, or remove it"


def test_every_template_that_is_named_exists() -> None:
    missing = [
        name for name in mentioned() if "/" in name and not any(str(path).endswith(f"/{name}") for path in TEXTS)
    ]
    assert not missing, "a page that would fail when it is opened"


def test_no_page_names_a_foreign_host() -> None:
    files = [
        *TEXTS,
        *(path for path in (SOURCE / "web").rglob("*") if path.suffix in OURS and "assets" not in path.parts),
    ]
    foreign = {
        str(path.relative_to(ROOT)): hosts for path in files if (hosts := FOREIGN_HOST.findall(path.read_text("utf-8")))
    }
    assert not foreign, "serve it ourselves: no page calls another host"
