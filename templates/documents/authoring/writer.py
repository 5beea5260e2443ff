"""Writes the marked-up text of a draft into a Word paper: headings, paragraphs, tables, fields and bookmarks."""  # noqa: INP001 - scripts, not a package

import re
from itertools import count

from docx.document import Document as Paper
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm, Pt
from docx.text.paragraph import Paragraph
from paper import simple_field

INLINE = re.compile(r"(\[\[[a-z]+:[a-z_]+\]\]|\*\*.+?\*\*)")
STYLE_OF = {
    "# ": "Heading1",
    "## ": "Heading2",
    "### ": "Heading3",
    "#### ": "Heading4",
    "! ": "Voorkop",
    "!! ": "Partijenkop",
    "k. ": "Inhoudskop",
    "@ ": "Bijlagekop",
    "1. ": "Lid",
    "1+ ": "Lid",
    "a. ": "Onderdeel",
    "p. ": "Partij",
    "o. ": "Overweging",
    "- ": "Opsomming",
    "> ": "Normal",
    ">> ": "Tussentekst",
    "n. ": "Nota",
    "t. ": "Title",
    "b. ": "Briefkop",
    "s. ": "Subtitle",
}
TEXT = {"> ", ">> "}
"""The marks of plain text, which stands apart from a list above it."""


class Writer:
    """Writes lines of the drafts' own small mark-up (see README.md) to one paper."""

    def __init__(self, paper: Paper, *, prefix: str, width: float) -> None:
        self.paper, self.prefix, self.width = paper, prefix, width
        self.bookmarks = count(1)
        self.rows: list[str] = []
        self.article = ""
        self.after_list = False

    def write(self, lines: list[str]) -> None:
        """Write every line."""
        for raw in lines:
            line = raw.rstrip()
            if line.startswith("|"):
                self.rows.append(line)
                continue
            self.end_table()
            self.write_line(line)
        self.end_table()

    def write_line(self, line: str) -> None:
        """Write one line that is not a row of a table."""
        if not line or line.startswith("//"):
            return
        if line.startswith("%"):
            self.paper.add_paragraph("{%p " + line[1:].strip() + " %}")
        elif line == "[added]":
            self.write(["%for text in article." + self.article + ".added", "1. {{ text }}", "%endfor"])
        elif line == "[toc]":
            self.contents()
        elif line == "[break]":
            self.paper.add_page_break()
        else:
            self.paragraph(line)

    def paragraph(self, line: str) -> None:
        """Write a paragraph in the style that its mark names, with its bookmark."""
        mark = next(mark for mark in sorted(STYLE_OF, key=len, reverse=True) if line.startswith(mark))
        text = line.removeprefix(mark)
        key = None
        if mark in {"## ", "@ ", "! ", "!! ", "# "} and " | " in text:
            key, text = text.split(" | ", 1)
        paragraph = self.paper.add_paragraph(style=self.paper.styles[self.name(STYLE_OF[mark])])
        if mark == "## ":
            self.article = key or ""
        if self.after_list and mark in TEXT:
            paragraph.paragraph_format.space_before = Pt(9)
        self.after_list = mark == "- "
        if mark == "1+ " or (mark == "1. " and text.endswith(":")):
            paragraph.paragraph_format.keep_with_next = True
        if key:
            kind = {"## ": "art", "@ ": "bij", "! ": "kop", "!! ": "kop", "# ": "hfd"}[mark]
            self.bookmarked(paragraph, f"_Ref_{kind}_{key}", text)
        else:
            self.runs(paragraph, text)

    def name(self, style_id: str) -> str:
        """Return the name of a style by its id."""
        return next(style.name for style in self.paper.styles if style.style_id == style_id)

    def bookmarked(self, paragraph: Paragraph, name: str, text: str) -> None:
        """Write text between the two ends of a bookmark."""
        number = str(next(self.bookmarks))
        for tag in ("w:bookmarkStart", "w:bookmarkEnd"):
            if tag == "w:bookmarkEnd":
                self.runs(paragraph, text)
            end = OxmlElement(tag)
            end.set(qn("w:id"), number)
            if tag == "w:bookmarkStart":
                end.set(qn("w:name"), name)
            paragraph._p.append(end)  # noqa: SLF001 - python-docx has no bookmarks

    def runs(self, paragraph: Paragraph, text: str) -> None:
        """Write text with its bold parts and references."""
        for part in INLINE.split(text):
            if part.startswith("[["):
                kind, key = part[2:-2].split(":")
                self.reference(paragraph, kind, key)
            elif part.startswith("**"):
                paragraph.add_run(part[2:-2]).bold = True
            elif part:
                paragraph.add_run(part)

    def reference(self, paragraph: Paragraph, kind: str, key: str) -> None:
        """Write a REF field to a heading; its cached result is the number the content computed."""
        word, source = ("Artikel", "article") if kind == "art" else ("Bijlage", "annex")
        prefix = self.prefix if kind == "art" else ""
        result = f"{word} {prefix}" + "{{ " + f"{source}.{key}.number" + " }}"
        simple_field(paragraph, f"REF _Ref_{kind}_{key} \\r \\h", result)

    def end_table(self) -> None:
        """Write the rows gathered so far as a table."""
        if not self.rows:
            return
        rows, self.rows, self.after_list = self.rows, [], False
        head, rest = rows[0], rows[1:]
        columns = [cell.strip() for cell in head.lstrip("|=!").split("|")]
        kind = head[:2]
        texts, shares, looks = [], [], []
        for column in columns:
            text, _, size = column.rpartition(":")
            texts.append(text.strip())
            looks.append(size[-1])
            shares.append(float(size.rstrip("rd")))
        widths = [self.width * share / sum(shares) for share in shares]
        table = self.paper.add_table(rows=0, cols=len(columns))
        self.table_properties(table, widths, kind)
        if kind == "|=":
            self.heading_row(table, texts, looks)
        for row in rest:
            self.row(table, row, looks, kind, last=row is rest[-1])
        after = self.paper.add_paragraph(style=self.paper.styles["Tabeltekst"])
        after.paragraph_format.space_after = 0

    def table_properties(self, table: object, widths: list[float], kind: str) -> None:
        """Set style, fixed widths and heading row look."""
        properties = table._tbl.tblPr  # noqa: SLF001 - python-docx has no other way
        if kind == "|=":
            table.style = self.paper.styles["Aktetabel"]
        table.autofit = False
        width = properties.find(qn("w:tblW"))
        if width is None:
            width = OxmlElement("w:tblW")
            properties.append(width)
        width.set(qn("w:type"), "dxa")
        width.set(qn("w:w"), str(round(sum(widths) * 567)))
        for column, size in zip(table.columns, widths, strict=True):
            column.width = Cm(size)
        self.widths = widths

    def heading_row(self, table: object, texts: list[str], looks: list[str]) -> None:
        """Write the heading row, repeated on every page."""
        row = table.add_row()
        properties = row._tr.get_or_add_trPr()  # noqa: SLF001 - python-docx has no other way
        properties.append(parse_xml(f"<w:cantSplit {nsdecls('w')}/>"))
        properties.append(parse_xml(f"<w:tblHeader {nsdecls('w')}/>"))
        for cell, text, look, width in zip(row.cells, texts, looks, self.widths, strict=True):
            cell.width = Cm(width)
            paragraph = cell.paragraphs[0]
            paragraph.style = self.paper.styles["Tabelkop"]
            if look == "r":
                paragraph.alignment, paragraph.paragraph_format.right_indent = WD_ALIGN_PARAGRAPH.RIGHT, Cm(0.3)
            self.runs(paragraph, text)

    def row(self, table: object, line: str, looks: list[str], kind: str, *, last: bool) -> None:
        """Write one row, or a row that only holds a tag."""
        row = table.add_row()
        if line.startswith("|%"):
            row.cells[0].paragraphs[0].add_run("{%tr " + line[2:].strip() + " %}")
            return
        row._tr.get_or_add_trPr().append(parse_xml(f"<w:cantSplit {nsdecls('w')}/>"))  # noqa: SLF001 - python-docx has no other way
        texts = [cell.strip() for cell in re.split(r" \| ", line[1:])]
        for cell, text, look, width in zip(row.cells, texts, looks, self.widths, strict=True):
            cell.width = Cm(width)
            plain = {"r": "Tabelgetal", "d": "Tabeldatum"}.get(look, "Tabeltekst")
            style = {"|=": plain, "|!": "Ondertekening", "||": "Titelgegevens"}[kind]
            if kind == "|!" and last:
                style = "OndertekeningSlot"
            paragraph = cell.paragraphs[0]
            paragraph.style = self.paper.styles[self.name(style)]
            self.runs(paragraph, text)

    def contents(self) -> None:
        """Write the contents as a TOC field whose cached entries follow the content and link to the headings."""
        first = self.paper.add_paragraph(style=self.paper.styles["toc 1"])
        for kind in ("begin", "instr", "separate"):
            first._p.append(field_part(kind, ' TOC \\o "1-2" \\n \\h \\z \\u '))  # noqa: SLF001 - python-docx has no fields
        self.entry(first, "_Ref_kop_parties", "Partijen")
        self.entry(self.toc(1), "_Ref_kop_recitals", "Overwegingen")
        self.write_line("%for chapter in chapters")
        if not self.prefix:
            self.entry(
                self.toc(1), "_Ref_hfd_{{ chapter.number }}", "Hoofdstuk {{ chapter.number }}", "{{ chapter.title }}"
            )
        self.write_line("%for entry in chapter.articles")
        label = f"Artikel {self.prefix}" + "{{ entry.number }}"
        self.entry(self.toc(2), "_Ref_art_{{ entry.key }}", label, "{{ entry.title }}")
        self.write_line("%endfor")
        self.write_line("%endfor")
        self.entry(self.toc(1), "_Ref_kop_signing", "Ondertekening")
        if not self.prefix:
            self.entry(self.toc(1), "_Ref_kop_annexes", "Bijlagen")
            self.write_line("%for entry in annexes")
            self.entry(self.toc(2), "_Ref_bij_{{ entry.key }}", "Bijlage {{ entry.number }}", "{{ entry.title }}")
            self.write_line("%endfor")
        last = self.paper.add_paragraph(style=self.paper.styles["Inhoud einde"])
        last._p.append(field_part("end", ""))  # noqa: SLF001 - python-docx has no fields

    def toc(self, level: int) -> Paragraph:
        """Add a paragraph of the contents."""
        return self.paper.add_paragraph(style=self.paper.styles[f"toc {level}"])

    def entry(self, paragraph: Paragraph, anchor: str, *texts: str) -> None:
        """Write one linked entry of the contents."""
        link = OxmlElement("w:hyperlink")
        link.set(qn("w:anchor"), anchor)
        link.set(qn("w:history"), "1")
        paragraph._p.append(link)  # noqa: SLF001 - python-docx has no internal links
        for at, text in enumerate(texts):
            run = OxmlElement("w:r")
            if at:
                run.append(OxmlElement("w:tab"))
            part = OxmlElement("w:t")
            part.set(qn("xml:space"), "preserve")
            part.text = text
            run.append(part)
            link.append(run)


def field_part(kind: str, instruction: str) -> object:
    """Return one run of a complex field."""
    run = OxmlElement("w:r")
    if kind == "instr":
        part = OxmlElement("w:instrText")
        part.set(qn("xml:space"), "preserve")
        part.text = instruction
    else:
        part = OxmlElement("w:fldChar")
        part.set(qn("w:fldCharType"), kind)
    run.append(part)
    return run
