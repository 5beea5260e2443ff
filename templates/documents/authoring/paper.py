"""Lays out the paper of a first draft: page, styles, numbering, header and footer, as Word itself keeps them."""  # noqa: INP001 - scripts, not a package

from docx import Document
from docx.document import Document as Paper
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm, Pt, RGBColor
from docx.styles.style import ParagraphStyle

FONT, FALLBACK = "Liberation Sans", "Arial"
INK, ACCENT, QUIET = RGBColor(0x1A, 0x1A, 0x1A), RGBColor(0x1F, 0x3A, 0x5F), RGBColor(0x5A, 0x5A, 0x5A)
TEXT_WIDTH = Cm(16)

# style id: name, parent, size, bold, colour, before, after, left, hanging, keep with next, outline level
STYLES = (
    ("Title", "Title", None, 28, True, ACCENT, 130, 6, 0, 0, False, None),
    ("Subtitle", "Subtitle", None, 13, False, QUIET, 0, 30, 0, 0, False, None),
    ("Heading1", "heading 1", None, 15, True, ACCENT, 26, 8, 0, 0, True, 0),
    ("Heading2", "heading 2", None, 11, True, ACCENT, 16, 4, 0, 0, True, 1),
    ("Heading3", "heading 3", None, 11, True, INK, 14, 4, 0, 0, True, 2),
    ("Heading4", "heading 4", None, 10, True, QUIET, 10, 2, 0, 0, True, 3),
    ("Voorkop", "Kop zonder nummer", "Normal", 15, True, ACCENT, 22, 8, 0, 0, True, 0),
    ("Partijenkop", "Kop op nieuwe bladzijde", "Normal", 15, True, ACCENT, 0, 8, 0, 0, True, 0),
    ("Briefkop", "Briefkop", "Title", 20, True, ACCENT, 12, 10, 0, 0, True, None),
    ("Inhoudskop", "Kop inhoudsopgave", "Normal", 15, True, ACCENT, 0, 8, 0, 0, True, None),
    ("Bijlagekop", "Bijlagekop", "Normal", 13, True, ACCENT, 26, 8, 0, 0, True, 1),
    ("Lid", "Lid", "Normal", 10, False, INK, 0, 5, 1.25, 1.25, False, None),
    ("Onderdeel", "Onderdeel", "Normal", 10, False, INK, 0, 3, 2, 0.75, False, None),
    ("Partij", "Partij", "Normal", 10, False, INK, 0, 8, 1.25, 1.25, False, None),
    ("Overweging", "Overweging", "Normal", 10, False, INK, 0, 6, 1.25, 1.25, False, None),
    ("Opsomming", "Opsomming", "Normal", 10, False, INK, 0, 3, 0.6, 0.6, False, None),
    ("Tussentekst", "Tussentekst", "Normal", 10, False, INK, 0, 6, 0, 0, True, None),
    ("Tabeltekst", "Tabeltekst", "Normal", 9, False, INK, 2, 2, 0, 0, False, None),
    ("Tabelkop", "Tabelkop", "Tabeltekst", 9, True, ACCENT, 3, 3, 0, 0, True, None),
    ("Tabelgetal", "Tabelgetal", "Tabeltekst", 9, False, INK, 2, 2, 0, 0, False, None),
    ("Tabeldatum", "Tabeldatum", "Tabeltekst", 8.5, False, INK, 2, 2, 0, 0, False, None),
    ("Ondertekening", "Ondertekening", "Tabeltekst", 10, False, INK, 2, 2, 0, 0, True, None),
    ("OndertekeningSlot", "Ondertekening slot", "Ondertekening", 10, False, INK, 12, 2, 0, 0, False, None),
    ("Titelgegevens", "Titelgegevens", "Tabeltekst", 10, False, INK, 3, 3, 0, 0, False, None),
    ("Nota", "Nota", "Normal", 8.5, False, QUIET, 6, 6, 0, 0, False, None),
    ("TOC1", "toc 1", "Normal", 10, True, INK, 7, 1, 0, 0, True, None),
    ("TOC2", "toc 2", "Normal", 10, False, INK, 0, 1, 2.6, 2.1, False, None),
    ("InhoudEinde", "Inhoud einde", "Normal", 1, False, INK, 0, 0, 0, 0, False, None),
    ("Header", "header", "Normal", 8.5, False, QUIET, 0, 0, 0, 0, False, None),
    ("Footer", "footer", "Normal", 8.5, False, QUIET, 0, 0, 0, 0, False, None),
)

# list: style, pattern, format, left, hanging (cm) per level
LISTS = (
    (("Heading1", "{chapter}", "decimal", 3.2, 3.2),),
    (
        ("Heading2", "Artikel {prefix}%1", "decimal", 2.2, 2.2),
        ("Lid", "{prefix}%1.%2", "decimal", 1.25, 1.25),
        ("Onderdeel", "%3.", "lowerLetter", 2.0, 0.75),
    ),
    (("Bijlagekop", "Bijlage %1", "decimal", 2.7, 2.7),),
    (("Partij", "%1.", "decimal", 1.25, 1.25),),
    (("Overweging", "%1.", "upperLetter", 1.25, 1.25),),
    (("Opsomming", "\N{EN DASH}", "bullet", 0.6, 0.6),),
)


def new_paper(*, title: str, landscape: bool, prefix: str, chapter: str) -> Paper:
    """Return an empty paper with all styles and lists."""
    paper = Document()
    for element in list(paper.element.body):
        if element.tag != qn("w:sectPr"):
            paper.element.body.remove(element)
    set_page(paper, landscape=landscape)
    set_defaults(paper)
    for row in STYLES:
        set_style(paper, row)
    set_lists(paper, prefix, chapter)
    core = paper.core_properties
    core.title, core.language, core.author, core.comments = title, "nl-NL", "partnerschapsakte", ""
    core.content_status = "concept"
    return paper


def set_page(paper: Paper, *, landscape: bool) -> None:
    """Set A4 with margins for a binder."""
    section = paper.sections[0]
    width, height = (Cm(29.7), Cm(21)) if landscape else (Cm(21), Cm(29.7))
    section.page_width, section.page_height = width, height
    section.left_margin = section.right_margin = Cm(2.5)
    section.top_margin, section.bottom_margin = Cm(2.8), Cm(2.4)
    section.header_distance = section.footer_distance = Cm(1.2)
    section.different_first_page_header_footer = True
    if landscape:
        section._sectPr.find(qn("w:pgSz")).set(qn("w:orient"), "landscape")  # noqa: SLF001 - python-docx has no other way


def set_defaults(paper: Paper) -> None:
    """Set font, size, line and language once, in Normal and in the document's defaults."""
    normal = paper.styles["Normal"]
    normal.font.name, normal.font.size, normal.font.color.rgb = FONT, Pt(10), INK
    normal.paragraph_format.space_after = Pt(6)
    normal.paragraph_format.line_spacing = 1.2
    normal.paragraph_format.widow_control = True
    fonts = normal.element.rPr.rFonts
    for script in ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia"):
        fonts.set(qn(script), FONT)
    defaults = paper.styles.element.find(qn("w:docDefaults"))
    language = defaults.find(".//" + qn("w:lang"))
    for place in ("w:val", "w:eastAsia", "w:bidi"):
        language.set(qn(place), "nl-NL")
    settings = paper.settings.element
    theme = settings.find(qn("w:themeFontLang"))
    if theme is not None:
        theme.set(qn("w:val"), "nl-NL")


def set_style(paper: Paper, row: tuple) -> None:
    """Make or adjust one paragraph style."""
    style_id, name, parent, size, bold, colour, before, after, left, hanging, keep, outline = row
    style = next((s for s in paper.styles if s.style_id == style_id), None)
    if style is None:
        style = paper.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.element.set(qn("w:styleId"), style_id)
        style.quick_style = True
    if parent:
        style.base_style = next(s for s in paper.styles if s.style_id == parent)
    properties = style.element.get_or_add_pPr()
    for child in list(properties):
        properties.remove(child)
    run = style.element.get_or_add_rPr()
    for child in list(run):
        run.remove(child)
    style.font.name, style.font.size, style.font.bold, style.font.color.rgb = FONT, Pt(size), bold, colour
    form = style.paragraph_format
    form.space_before, form.space_after, form.keep_with_next = Pt(before), Pt(after), keep
    if left:
        form.left_indent, form.first_line_indent = Cm(left), Cm(-hanging)
    if outline is not None:
        level = OxmlElement("w:outlineLvl")
        level.set(qn("w:val"), str(outline))
        properties.append(level)
    special_style(style, style_id)


def special_style(style: ParagraphStyle, style_id: str) -> None:
    """Add what only some styles have."""
    form = style.paragraph_format
    if style_id in {"Inhoudskop", "Partijenkop"}:
        form.page_break_before = True
    if style_id == "Tabelgetal":
        form.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        form.right_indent = Cm(0.3)
    if style_id in {"Tabeltekst", "Tabelkop", "Tabelgetal", "Tabeldatum", "Titelgegevens"}:
        form.line_spacing = 1.1
    if style_id in {"Heading1", "Voorkop", "Partijenkop"}:
        border(style)
    if style_id == "Title":
        form.line_spacing = 1.05
    if style_id == "InhoudEinde":
        form.line_spacing = Pt(1)


def border(style: ParagraphStyle) -> None:
    """Draw a thin rule under a chapter heading."""
    rule = parse_xml(
        f'<w:pBdr {nsdecls("w")}><w:bottom w:val="single" w:sz="6" w:space="4" w:color="1F3A5F"/></w:pBdr>'
    )
    properties = style.element.get_or_add_pPr()
    spacing = properties.find(qn("w:spacing"))
    spacing.addprevious(rule)


def enlarge(paper: Paper, times: float) -> None:
    """Make the letters of the text larger; headings grow half as much, header and footer stay."""
    if times == 1:
        return
    headings = {"Title", "Briefkop", "Heading1", "Voorkop", "Partijenkop"}
    for style in paper.styles:
        if style.type is WD_STYLE_TYPE.PARAGRAPH and style.font.size and style.style_id not in {"Header", "Footer"}:
            grown = 1 + (times - 1) / 2 if style.style_id in headings else times
            style.font.size = Pt(round(style.font.size.pt * grown))


def set_lists(paper: Paper, prefix: str, chapter: str) -> None:
    """Write the lists and link each level to its style, so that Word numbers by style alone."""
    numbering = paper.part.numbering_part.element
    for child in list(numbering):
        numbering.remove(child)
    for at, levels in enumerate(LISTS, start=1):
        rows = "".join(level_xml(place, filled(level, prefix, chapter)) for place, level in enumerate(levels))
        numbering.append(
            parse_xml(
                f'<w:abstractNum {nsdecls("w")} w:abstractNumId="{at}">'
                f'<w:multiLevelType w:val="multilevel"/>{rows}</w:abstractNum>'
            )
        )
    for at, levels in enumerate(LISTS, start=1):
        numbering.append(parse_xml(f'<w:num {nsdecls("w")} w:numId="{at}"><w:abstractNumId w:val="{at}"/></w:num>'))
        for place, level in enumerate(levels):
            link(paper, level[0], at, place)


def filled(level: tuple, prefix: str, chapter: str) -> tuple:
    """Fill the words of a kind in a level; a short number needs less room."""
    style_id, pattern, form, left, hanging = level
    if pattern == "{chapter}" and chapter == "%1.":
        left = hanging = 1.0
    return style_id, pattern.format(prefix=prefix, chapter=chapter), form, left, hanging


def level_xml(place: int, level: tuple) -> str:
    """Return one level of a list."""
    style_id, pattern, form, left, hanging = level
    twips = [round(value * 567) for value in (left, hanging)]
    colour = '<w:rPr><w:b w:val="0"/></w:rPr>' if style_id in {"Lid", "Onderdeel"} else ""
    return (
        f'<w:lvl w:ilvl="{place}"><w:start w:val="1"/><w:numFmt w:val="{form}"/><w:pStyle w:val="{style_id}"/>'
        f'<w:suff w:val="tab"/><w:lvlText w:val="{pattern}"/><w:lvlJc w:val="left"/>'
        f'<w:pPr><w:tabs><w:tab w:val="num" w:pos="{twips[0]}"/></w:tabs>'
        f'<w:ind w:left="{twips[0]}" w:hanging="{twips[1]}"/></w:pPr>{colour}</w:lvl>'
    )


def link(paper: Paper, style_id: str, number: int, place: int) -> None:
    """Let a style carry its list level."""
    style = next(s for s in paper.styles if s.style_id == style_id)
    properties = style.element.get_or_add_pPr()
    number_properties = properties.get_or_add_numPr()
    number_properties.get_or_add_ilvl().val = place
    number_properties.get_or_add_numId().val = number


def set_header_and_footer(paper: Paper, *, left: str, right: str, foot: str, landscape: bool) -> None:
    """Write the running header and the footer with page X of Y; the title page has only the footer."""
    section = paper.sections[0]
    edge = Cm(24.7) if landscape else TEXT_WIDTH
    for area in (section.header, section.footer, section.first_page_footer):
        paragraph = area.paragraphs[0]
        paragraph.paragraph_format.tab_stops.add_tab_stop(edge, WD_TAB_ALIGNMENT.RIGHT)
    section.header.paragraphs[0].add_run(f"{left}\t{right}")
    for area in (section.footer, section.first_page_footer):
        paragraph = area.paragraphs[0]
        paragraph.add_run(f"{foot}\tPagina ")
        simple_field(paragraph, "PAGE", "1")
        paragraph.add_run(" van ")
        simple_field(paragraph, "NUMPAGES", "1")


def simple_field(paragraph: object, instruction: str, result: str) -> None:
    """Add a field with its cached result."""
    for kind, text in (
        ("begin", None),
        (None, f" {instruction} "),
        ("separate", None),
        ("text", result),
        ("end", None),
    ):
        run = paragraph.add_run()
        if kind == "text":
            run.text = text
        elif kind is None:
            instr = OxmlElement("w:instrText")
            instr.set(qn("xml:space"), "preserve")
            instr.text = text
            run._r.append(instr)  # noqa: SLF001 - python-docx has no fields
        else:
            char = OxmlElement("w:fldChar")
            char.set(qn("w:fldCharType"), kind)
            run._r.append(char)  # noqa: SLF001 - python-docx has no fields


def table_style(paper: Paper) -> None:
    """Define the one table style: quiet lines, a tinted heading row."""
    lines = "".join(
        f'<w:{side} w:val="single" w:sz="{size}" w:space="0" w:color="{colour}"/>'
        for side, size, colour in (("top", 8, "1F3A5F"), ("bottom", 8, "1F3A5F"), ("insideH", 4, "C9D1DB"))
    )
    margins = "".join(
        f'<w:{side} w:w="{width}" w:type="dxa"/>'
        for side, width in (("top", 28), ("left", 57), ("bottom", 28), ("right", 57))
    )
    paper.styles.element.append(
        parse_xml(
            f'<w:style {nsdecls("w")} w:type="table" w:customStyle="1" w:styleId="Aktetabel">'
            '<w:name w:val="Aktetabel"/>'
            '<w:basedOn w:val="TableNormal"/><w:uiPriority w:val="59"/><w:qFormat/>'
            f'<w:tblPr><w:tblStyleRowBandSize w:val="1"/><w:tblBorders>{lines}</w:tblBorders>'
            f"<w:tblCellMar>{margins}</w:tblCellMar></w:tblPr>"
            '<w:tblStylePr w:type="firstRow"><w:tcPr><w:shd w:val="clear" w:color="auto" w:fill="E8EDF3"/></w:tcPr>'
            "</w:tblStylePr></w:style>"
        )
    )
