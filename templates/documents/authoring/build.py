"""Builds the first version of every Word template from its marked-up text; later versions are edited in Word."""  # noqa: INP001 - scripts, not a package

import io
import re
import sys
import zipfile
from datetime import UTC, datetime
from pathlib import Path

from paper import enlarge, new_paper, set_header_and_footer, table_style
from writer import Writer

HERE = Path(__file__).parent
DEED = ("cover", "parties", "articles_1", "articles_2", "articles_3", "articles_4", "signing", "annexes")
KINDS = {
    "partnership_deed": (DEED, "Partnerschapsakte", "single"),
    "base_agreement": (DEED, "Basisovereenkomst", "base"),
    "sub_agreement": (("sub_agreement",), "Deelovereenkomst", "sub"),
    "extension_letter": (("extension_letter",), "Aanzegging van verlenging", "letter"),
    "evaluation_report": (("evaluation_report",), "Evaluatieverslag", "report"),
    "date_table": (("date_table",), "Datumtabel", "table"),
    "clarification_note": (("clarification_note",), "Nota van inlichtingen", "note"),
    "record_of_proceedings": (("record_of_proceedings",), "Proces-verbaal van de opdrachtverlening", "letter"),
    "award_letter": (("award_letter",), "Gunning", "letter"),
    "rejection_letter": (("rejection_letter",), "Afwijzing", "letter"),
    "admission_letter": (("admission_letter",), "Toelating", "letter"),
    "non_admission_letter": (("non_admission_letter",), "Geen toelating", "letter"),
    "phase_out_note": (("phase_out_note",), "Uitfaseringsnotitie", "letter"),
    "tender_invitation": (("tender_invitation",), "Uitnodiging tot inschrijving", "letter"),
    "procurement_strategy": (("procurement_strategy",), "Inkoopstrategienota", "letter"),
    "session_minutes": (("session_minutes",), "Verslag van een dialooggesprek", "letter"),
    "dialogue_invitation": (("dialogue_invitation",), "Uitnodiging voor de dialoog", "letter"),
    "dialogue_document": (("dialogue_document",), "Dialoogdocument", "letter"),
    "input_letter": (("input_letter",), "Wat wij met uw inbreng deden", "letter"),
    "selection_guide": (("selection_guide",), "Selectieleidraad", "letter"),
    "score_form": (("score_form",), "Scoreformulier", "letter"),
    "client_score_form": (("client_score_form",), "Geef uw cijfer", "letter"),
    "assessment_report": (("assessment_report",), "Beoordelingsverslag", "letter"),
    "notice_sheet": (("notice_sheet",), "Invulblad TenderNed", "letter"),
    "record_of_opening": (("record_of_opening",), "Proces-verbaal van opening", "table"),
    "bid_opening": (("bid_opening",), "Opening van inschrijvingen", "table"),
}
WORDS = {"single": ("deze Overeenkomst", "Overeenkomst"), "base": ("de Basisovereenkomst", "Basisovereenkomst")}
LARGER = {"input_letter": 1.3, "client_score_form": 1.6}
"""Kinds that are read by people who like large letters, and how much larger."""
MOMENT = (2026, 1, 1, 0, 0, 0)


def lines_of(names: tuple[str, ...], variant: str) -> list[str]:
    """Read the texts of a kind: lines for another variant fall out, the words for the agreement are filled in."""
    these, noun = WORDS.get(variant, ("", ""))
    lines: list[str] = []
    for name in names:
        for raw in (HERE / "texts" / f"{name}.txt").read_text(encoding="utf-8").splitlines():
            line = raw
            if line.startswith("?"):
                wanted, _, line = line[1:].partition(" ")
                if wanted != variant:
                    continue
            these_first = these[:1].upper() + these[1:]
            lines.append(line.replace("@deze@", these).replace("@Deze@", these_first).replace("@Ovk@", noun))
    return lines


def build(kind: str) -> bytes:
    """Return the bytes of one template, the same every time."""
    names, title, variant = KINDS[kind]
    landscape, prefix = variant == "table", "D" if variant == "sub" else ""
    chapter = "Hoofdstuk %1" if variant in WORDS else "%1."
    paper = new_paper(title=title, landscape=landscape, prefix=prefix, chapter=chapter)
    table_style(paper)
    enlarge(paper, LARGER.get(kind, 1))
    set_header_and_footer(
        paper,
        left=title if variant == "letter" else title + " {{ cover.about }}",
        right="{{ cover.reference }}",
        foot='{% if cover.status == "final" %}Definitief{% else %}Concept{% endif %}, versie {{ cover.version }}',
        landscape=landscape,
    )
    Writer(paper, prefix=prefix, width=24.7 if landscape else 16.0).write(lines_of(names, variant))
    core = paper.core_properties
    core.created = core.modified = datetime(*MOMENT, tzinfo=UTC)
    core.last_modified_by, core.revision = "partnerschapsakte", 1
    buffer = io.BytesIO()
    paper.save(buffer)
    return settled(buffer.getvalue())


def settled(data: bytes) -> bytes:
    """Zip again with one fixed time, so that the same text gives the same bytes; name the fallback font."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            if name == "docProps/thumbnail.jpeg":
                continue
            part = source.read(name)
            if name == "_rels/.rels":
                part = without_thumbnail(part)
            info = zipfile.ZipInfo(name, MOMENT)
            info.compress_type, info.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            target.writestr(info, fonts() if name == "word/fontTable.xml" else part)
    return buffer.getvalue()


def without_thumbnail(relations: bytes) -> bytes:
    """Drop the relation to python-docx's sample picture."""
    return re.sub(rb"<Relationship [^>]*thumbnail[^>]*/>", b"", relations)


def fonts() -> bytes:
    """Return a font table that tells Word to take Arial where Liberation Sans is missing (same widths)."""
    return (
        b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
        b'<w:fonts xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
        b'<w:font w:name="Liberation Sans"><w:altName w:val="Arial"/><w:panose1 w:val="020B0604020202020204"/>'
        b'<w:charset w:val="00"/><w:family w:val="swiss"/><w:pitch w:val="variable"/></w:font></w:fonts>'
    )


def main(kinds: list[str]) -> None:
    """Write version 1 of the named kinds, or of all."""
    for kind in kinds or list(KINDS):
        folder = HERE.parent / kind / "1"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "template.docx").write_bytes(build(kind))


if __name__ == "__main__":
    main(sys.argv[1:])
