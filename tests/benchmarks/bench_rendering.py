"""Measures a 30-page deed: ours, docxtpl with the same Jinja environment, and deflating document.xml alone.

Run it as ``python tests/benchmarks/bench_rendering.py``. All three are measured in turns in one run; the medians and
the ratios are printed. It fails when document.xml is not byte-identical to docxtpl's, or ours is not 3.5 times faster.
"""

import io
import sys
import zipfile
import zlib
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from statistics import median
from struct import pack
from time import perf_counter
from typing import Any

from docx import Document
from docx.shared import Mm
from docxtpl import DocxTemplate

from partnerschapsakte.documents.word.content import checked
from partnerschapsakte.documents.word.environment import make_environment
from partnerschapsakte.documents.word.proof import prove
from partnerschapsakte.documents.word.rendering import Template, render

ROUNDS = 25
BAR = 3.5
VOCABULARY = (
    "aanbieder afspraak akte besluit budget cliënt college dag deel dialoog evaluatie gemeente gesprek herijking hulp "
    "indicator inwoner jaar kwaliteit leren lot maand melding opgave overleg partij partner perceel principe regie "
    "rekening schriftelijk sturing taak termijn toegang uitvoering verlenging verslag vierkant wijziging zorg en of de "
    "het een van voor met bij binnen na uiterlijk gezamenlijk jaarlijks steeds niet ook"
)
WORDS = VOCABULARY.split()


def clause(article: int, paragraph: int, length: int = 62) -> str:
    """Return varied text, the same in every run: it must not pack better than a real deed."""
    seed = (article * 7919 + paragraph * 104_729) % 2_147_483_647
    words: list[str] = []
    for _ in range(length):
        seed = seed * 48_271 % 2_147_483_647
        words.append(WORDS[seed % len(WORDS)])
    return " ".join(words).capitalize() + ". "


def add_clause(document: Any, article: int, paragraph: int) -> None:
    """Add a paragraph in the runs that Word makes of it: a defined term in bold, tags between the text."""
    written = document.add_paragraph(f"{article}.{paragraph} ")
    written.add_run(clause(article, paragraph, 30))
    written.add_run("Opdrachtnemer").bold = True
    written.add_run(f" ({{{{ providers[{(article + paragraph) % 2}].name }}}}) ")
    written.add_run(clause(article, paragraph + 50, 30)).italic = paragraph == 3
    if paragraph == 1:
        written.add_run("vanaf {{ starts_on|day }}{% if indexed %}, jaarlijks geïndexeerd{% endif %}.")


def picture(side: int = 64) -> bytes:
    """Return a small grey PNG."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return pack(">I", len(data)) + kind + data + pack(">I", zlib.crc32(kind + data))

    rows = b"".join(b"\0" + bytes((x * y) % 251 for x in range(side)) for y in range(side))
    header = pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def deed() -> bytes:
    """Return a template of some 30 pages: 40 articles, the lots, a table of dates, header, footer and a picture."""
    document = Document()
    section = document.sections[0]
    section.header.paragraphs[0].text = "Partnerschapsakte {{ title }}"
    section.footer.paragraphs[0].text = "Kenmerk {{ reference }}"
    document.add_heading("Partnerschapsakte {{ title }}", 0)
    document.add_picture(io.BytesIO(picture()), width=Mm(30))
    for article in range(1, 41):
        document.add_heading(f"Artikel {article} {clause(article, 0, 3)}", 1)
        for paragraph in range(1, 5):
            add_clause(document, article, paragraph)
    document.add_heading("Percelen", 1)
    for text in (
        "{%p for lot in lots %}",
        "{{ lot.name }}: {{ lot.amount|euro }} voor {{ lot.area }}",
        "{%p endfor %}",
    ):
        document.add_paragraph(text)
    table = document.add_table(rows=0, cols=3)
    for cells in (
        ("Nr", "Mijlpaal", "Datum"),
        ("{%tr for row in rows %}", "", ""),
        ("{{ row.nr }}", "{{ row.what }}", "{{ row.on|day }}"),
        ("{%tr endfor %}", "", ""),
    ):
        for cell, text in zip(table.add_row().cells, cells, strict=True):
            cell.text = text
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


CONTENT: dict[str, Any] = {
    "title": "Jeugdhulp Aldermeer",
    "reference": "AM-2029-001",
    "providers": [{"name": "Jansen & Zonen <B.V.>"}, {"name": "Stichting De Brug 😀"}],
    "indexed": True,
    "starts_on": date(2029, 1, 1),
    "lots": [
        {"name": f"Perceel {number}", "amount": Decimal(number * 100_000), "area": f"Buurt {number}"}
        for number in range(1, 21)
    ],
    "rows": [
        {"nr": number, "what": f"Gesprek {number}", "on": date(2029 + number // 12, number % 12 + 1, 1)}
        for number in range(60)
    ],
}


def plainly(data: bytes) -> bytes:
    """Render as a user of docxtpl would, with our Jinja environment."""
    template = DocxTemplate(io.BytesIO(data))
    template.render(checked(CONTENT), make_environment())
    out = io.BytesIO()
    template.save(out)
    return out.getvalue()


def body_of(document: bytes) -> bytes:
    """Return document.xml."""
    with zipfile.ZipFile(io.BytesIO(document)) as archive:
        return archive.read("word/document.xml")


def timed(work: Callable[[], Any]) -> float:
    """Return how long this takes, in milliseconds."""
    start = perf_counter()
    work()
    return (perf_counter() - start) * 1000


def main() -> int:
    """Measure, print, and return 1 when a bar is missed."""
    data = deed()
    template = Template.from_bytes(data)
    document = render(template, CONTENT)
    body = body_of(document)
    works: dict[str, Callable[[], Any]] = {
        "ours": lambda: render(template, CONTENT),
        "docxtpl, same environment": lambda: plainly(data),
        "limit: deflating document.xml": lambda: zlib.compress(body),
        "round-trip proof": lambda: prove(document, template, CONTENT),
    }
    times: dict[str, list[float]] = {name: [] for name in works}
    for _ in range(ROUNDS):
        for name, work in works.items():
            times[name].append(timed(work))
    medians = {name: median(values) for name, values in times.items()}
    identical = body == body_of(plainly(data))
    ratio = medians["docxtpl, same environment"] / medians["ours"]
    lines = [f"{name:32}{value:9.2f} ms" for name, value in medians.items()]
    lines += [
        f"{'document.xml':32}{len(body):9} bytes, byte-identical to docxtpl's: {'yes' if identical else 'NO'}",
        f"{'docxtpl / ours':32}{ratio:9.2f} (bar {BAR})",
        f"{'ours / limit':32}{medians['ours'] / medians['limit: deflating document.xml']:9.2f}",
    ]
    sys.stdout.write("\n".join(lines) + "\n")
    return 0 if identical and ratio >= BAR else 1


if __name__ == "__main__":
    sys.exit(main())
