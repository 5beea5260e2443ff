"""The templates of papers: made from their texts, Dutch, with a guide to every field, and nothing wrong with them."""

import re
import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

import pytest

from partnerschapsakte.awarding.word import BODIES
from partnerschapsakte.documents.rules.templates import KIND_NAMES
from partnerschapsakte.documents.word.inspection import inspect_template
from partnerschapsakte.documents.word.rendering import Template
from partnerschapsakte.dossiers.rules import DecisionBody
from partnerschapsakte.parties.rules import on_one_line

TEMPLATES = Path(__file__).parents[2] / "templates" / "documents"
KINDS = (
    "admission_letter",
    "assessment_report",
    "bid_opening",
    "client_score_form",
    "dialogue_document",
    "dialogue_invitation",
    "input_letter",
    "non_admission_letter",
    "notice_sheet",
    "phase_out_note",
    "score_form",
    "selection_guide",
    "session_minutes",
    "tender_invitation",
)
FEWEST_POINTS = 16


def of(kind: str) -> Path:
    return TEMPLATES / kind / "1" / "template.docx"


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_is_wrong_with_a_template(kind: str) -> None:
    assert inspect_template(of(kind).read_bytes()) == ()


def test_every_kind_that_ships_has_a_name_under_which_a_lawyer_uploads_their_own() -> None:
    shipped = {one.name for one in TEMPLATES.iterdir() if (one / "1").is_dir()}
    assert shipped - set(KIND_NAMES) == {"session_minutes"}, "its form is read back by its labels"
    assert set(KIND_NAMES) <= shipped


@pytest.mark.parametrize("kind", KINDS)
def test_each_template_has_a_guide_to_every_field_it_prints(kind: str) -> None:
    guide = (TEMPLATES / kind / "1" / "fields.md").read_text(encoding="utf-8")
    roots = {re.split(r"[.\[]", path)[0] for path in Template.load(of(kind)).references}
    assert not [root for root in sorted(roots) if f"`{root}" not in guide]


@pytest.mark.slow
def test_version_1_is_what_the_texts_make(tmp_path: Path) -> None:
    script = "import sys; sys.path.insert(0, sys.argv[1]); import build; build.HERE = build.Path(sys.argv[1]);"
    script += " [open(f'{sys.argv[2]}/{kind}', 'wb').write(build.build(kind)) for kind in sys.argv[3:]]"
    subprocess.run([sys.executable, "-c", script, str(TEMPLATES / "authoring"), str(tmp_path), *KINDS], check=True)
    for kind in KINDS:
        with ZipFile(tmp_path / kind) as made, ZipFile(of(kind)) as kept:
            assert made.read("word/document.xml") == kept.read("word/document.xml"), kind


def test_the_page_for_client_representatives_has_large_letters() -> None:
    with ZipFile(of("client_score_form")) as archive:
        styles = archive.read("word/styles.xml").decode()
    size = re.search(r'w:styleId="Opsomming".*?<w:sz w:val="(\d+)"', styles, re.DOTALL)
    assert size is not None
    assert int(size[1]) / 2 >= FEWEST_POINTS


def test_a_letter_names_every_body_that_can_decide() -> None:
    assert set(BODIES) == set(DecisionBody)


@pytest.mark.parametrize(
    ("parts", "line"),
    [
        (("Stadsplateau 1", "3521 AZ", "Utrecht"), "Stadsplateau 1, 3521 AZ Utrecht"),
        (("Stadsplateau 1", "", "Utrecht"), "Stadsplateau 1, Utrecht"),
        (("", "", "Utrecht"), "Utrecht"),
        (("", "", ""), ""),
    ],
)
def test_no_comma_stands_between_postal_code_and_town(parts: tuple[str, str, str], line: str) -> None:
    assert on_one_line(*parts) == line
