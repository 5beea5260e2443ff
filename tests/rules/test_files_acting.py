"""What acts in an office file is found by what it means, however it is spelled, cut or wrapped (R15)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from file_samples import CELL_SPACE, SOUND, WORD_SPACE, open_document, open_xml, sheet_xml, with_members, word_xml
from partnerschapsakte.documents.rules.kinds import judge_file

STARTS, FETCHES, MACROS, HIDES = "starts another program", "something outside", "macros", "hides what it starts"


def told(name: str, data: bytes) -> str:
    return " | ".join(f"{one.where}: {one.message}" for one in judge_file(name, data)[1])


def run(code: str, element: str = "instrText") -> str:
    return f"<w:r><w:{element}>{code}</w:{element}></w:r>"


def mark(kind: str) -> str:
    return f"<w:r><w:fldChar w:fldCharType='{kind}'/></w:r>"


def field(*runs: str) -> str:
    return f"<w:p>{mark('begin')}{''.join(runs)}{mark('separate')}<w:r><w:t>x</w:t></w:r>{mark('end')}</w:p>"


BEGIN, MIDDLE, END = mark("begin"), mark("separate"), mark("end")
BOX = "<v:a xmlns:v='urn:v'><w:txbxContent>{}</w:txbxContent></v:a>"
TEXTS: dict[str, tuple[str, str]] = {
    "a letter as a number": ("<w:instrText>&#68;DEAUTO x</w:instrText>", STARTS),
    "all letters as numbers": ("<w:fldSimple w:instr='&#x44;&#68;&#x45; x'/>", STARTS),
    "a marked section": (run("<![CDATA[DD]]>EAUTO x"), STARTS),
    "cut by a remark": (run("DD<!-- x -->E<?x y?>AUTO x"), STARTS),
    "another prefix": (f"<instrText xmlns='{WORD_SPACE}'>\tdde cmd</instrText>", STARTS),
    "the other space of Word": (
        "<instrText xmlns='http://purl.oclc.org/ooxml/wordprocessingml/main'>&#68;DE x</instrText>", STARTS
    ),
    "cut over runs": (field(run(" D"), run("DE"), run("AUTO x")), STARTS),
    "cut over paragraphs": (f"<w:p>{BEGIN}{run('D')}</w:p><w:p>{run('DE x')}</w:p>", STARTS),
    "signs before it": (field(run(" &#x200b;&quot;"), run("\N{NO-BREAK SPACE}DDE x")), STARTS),
    "written as text": (field(run("D", "t"), run("DEAUTO x", "t")), STARTS),
    "fetching, cut over runs": (field(run("INCLUDE"), run("PICTURE &quot;http://x.example/y")), FETCHES),
    "behind another field": (field(run("PAGE")) + field(run("DD"), run("E x")), STARTS),
    "within another field": (field(run("IF "), field(run("D"), run("DE x")), run("=1")), STARTS),
    "in a text box": (BOX.format(field(run("D"), run("DE x"))), STARTS),
    "its name made by another field": (field(run(" "), field(run("QUOTE 68 68 69")), run("AUTO x")), HIDES),
    "its name made by another field in part": (field(run("D"), field(run("QUOTE 68 69")), run("AUTO x")), HIDES),
    "its name made by a simple field": (field(run("D"), "<w:fldSimple w:instr='QUOTE 1'/>", run("AUTO x")), HIDES),
    "letters that are passed over": (f"{BEGIN}<x:a xmlns:x='urn:x'>{run('ZZ')}</x:a>{run('DDE x')}{END}", HIDES),
    "text that is passed over": (f"{BEGIN}<x:a xmlns:x='urn:x'>{run('ZZ', 't')}</x:a>{run('DDE x')}{END}", HIDES),
    "an end that is passed over": (f"{BEGIN}<x:a xmlns:x='urn:x'>{END}</x:a>{run('DDE x')}{END}", HIDES),
    "an end halfway": (f"<w:p>{BEGIN}{run('D')}{END}{run('DE x')}</w:p>", HIDES),
    "a result before it": (f"{BEGIN}{MIDDLE}{run('D')}{run('DE x')}{END}", STARTS),
    "two marks in one": ("<w:fldChar xmlns:x='urn:x' x:fldCharType='end' w:fldCharType='begin'/>", HIDES),
    "taken out, and able to come back": (field(run("DDE x", "delInstrText")), STARTS),
    "without an end": (f"{BEGIN}{run('D')}{run('DE x')}", STARTS),
    "a question to a database": (field(run("DATABASE \\c DSN=x")), FETCHES),
    "a mailing that asks a database": ("<w:mailMerge><w:connectString w:val='DSN=x'/></w:mailMerge>", FETCHES),
    "a picture of an old drawing": (
        "<v:imagedata xmlns:v='urn:schemas-microsoft-com:vml' src='&#104;ttp://x.example/'/>", FETCHES
    ),
    "a picture linked under a false kind": ("<blip xmlns='urn:a' xmlns:r='urn:r' r:embed='a' r:link='b'/>", FETCHES),
    "a template under a false kind": ("<w:attachedTemplate/>", "template outside"),
    "another document under a false kind": ("<w:altChunk/>", "another document"),
    "an object under a false kind": ("<OLEObject xmlns='urn:schemas-microsoft-com:office:office'/>", "embedded object"),
    "a picture of a drawing": ("<s:image xmlns:s='http://www.w3.org/2000/svg' href='&#47;/x.example/'/>", FETCHES),
    "a script in a drawing": ("<s:script xmlns:s='http://www.w3.org/2000/svg'>x()</s:script>", MACROS),
}  # fmt: skip


@pytest.mark.parametrize("disguise", TEXTS)
def test_what_acts_in_a_text_is_refused(disguise: str) -> None:
    inside, why = TEXTS[disguise]
    assert why in told_of_text(inside)


def told_of_text(inside: str) -> str:
    return told("x.docx", with_members(SOUND["docx"], {"word/a.xml": word_xml(inside)}))


SHEETS: dict[str, tuple[str, str]] = {
    "a link to a program under another prefix": (f"<ddeLink xmlns='{CELL_SPACE}' ddeService='cmd'/>", STARTS),
    "a formula that starts a program": ("<x:f>cm&#100;|'/C calc'!A0</x:f>", STARTS),
    "a formula that calls a program": ("<x:f>_xll.RT&#68;(1)</x:f>", STARTS),
    "a formula that fetches": ("<x:f>_xlfn.WEB&#83;ERVICE(A1)</x:f>", FETCHES),
    "a formula that fetches, cut by a remark": ("<x:f>_xlfn.IMA<!-- -->GE (A1)</x:f>", FETCHES),
    "a formula in a name": ("<x:definedName>WEBSERVICE(A1)</x:definedName>", FETCHES),
    "a table that is fetched at once": ("<x:connection refreshOnLoad='&#49;'/>", FETCHES),
    "another book under a false kind": ("<x:externalBook/>", FETCHES),
}


@pytest.mark.parametrize("disguise", SHEETS)
def test_what_acts_in_a_sheet_is_refused(disguise: str) -> None:
    inside, why = SHEETS[disguise]
    assert why in told("x.xlsx", open_xml("spreadsheetml.sheet", a=sheet_xml(inside)))


SLIDES: dict[str, tuple[str, str]] = {
    "a program at a click": ("<a:hlinkClick xmlns:a='urn:x' action='&#112;paction://program'/>", STARTS),
    "a program behind a false action": (
        "<a:hlinkClick xmlns:a='urn:x' a:action='ppaction://hlinkshowjump' action='ppaction://program'/>", STARTS
    ),
    "a link without a click": ("<a:hlinkMouseOver xmlns:a='urn:x' xmlns:r='urn:r' r:id='rId2'/>", FETCHES),
}  # fmt: skip


@pytest.mark.parametrize("disguise", SLIDES)
def test_what_acts_in_a_slide_is_refused(disguise: str) -> None:
    slide, why = SLIDES[disguise]
    assert why in told("x.pptx", open_xml("presentationml.presentation", a=slide))


OFFICE = "urn:oasis:names:tc:opendocument:xmlns:office:1.2"
DRAWING = "urn:oasis:names:tc:opendocument:xmlns:drawing:1.0"
OPEN_DOCUMENTS: dict[str, tuple[str, str]] = {
    "a picture under another prefix": (
        f"<d:image xmlns:d='{DRAWING}' xmlns:l='http://www.w3.org/1999/xlink' l:href='http://x.example'/>", FETCHES
    ),
    "a picture with its address in numbers": ("<draw:image xlink:href='&#104;ttp://x.example/y.png'/>", FETCHES),
    "a picture with spaces in its address": ("<draw:image xlink:href=' h\tttp://x.example/y.png'/>", FETCHES),
    "a picture behind a bracket": ("<draw:image draw:a='>' xlink:href='http://x.example/'/>", FETCHES),
    "a picture behind a false address": (
        "<draw:image xlink:href='//x.example/' xmlns:y='urn:y' y:href='1.png'/>", FETCHES
    ),
    "a picture outside by a detour": ("<draw:image xlink:href='Pictures/%2e%2e/../../x.png'/>", FETCHES),
    "a picture of a list": ("<text:list-level-style-image xlink:href='//x.example/y'/>", FETCHES),
    "a picture of a button": ("<form:button form:image-data='http://x.example/y'/>", FETCHES),
    "a template elsewhere": ("<meta:template xlink:href='file://server/x.ott'/>", FETCHES),
    "a template on a server": ("<meta:template xlink:href='%5c%5cserver/x.ott'/>", FETCHES),
    "a database behind a form": ("<form:form form:datasource='http://x.example/'/>", FETCHES),
    "a form that sends": ("<form:form xlink:href='http://x.example/'/>", FETCHES),
    "a script under another prefix": (f"<s:script xmlns:s='{OFFICE}'/>", MACROS),
    "a macro in the text": ("<text:execute-macro text:name='x'/>", MACROS),
    "a macro behind a link": ("<text:a xlink:href='vnd.sun.star.s&#99;ript:x'/>", MACROS),
    "a link to a program under another prefix": (f"<dde-source xmlns='{OFFICE}'/>", STARTS),
    "a formula that starts a program": ("<table:table-cell table:formula='of:=DD&#69;(1;2;3)'/>", STARTS),
    "a formula that starts a program in the way of Excel": (
        "<table:table-cell table:formula=\"msoxl:=cmd&#124;'/c calc'!A1\"/>", STARTS
    ),
    "a formula that fetches": ("<table:table-cell table:formula='of:=COM.MICROSOFT.WEBSERVICE([.A1])'/>", FETCHES),
    "a formula with a sheet elsewhere": (
        "<table:table-cell table:formula=\"of:=['http://x.example/y.ods'#$Blad1.A1]\"/>", FETCHES
    ),
}  # fmt: skip


@pytest.mark.parametrize("disguise", OPEN_DOCUMENTS)
def test_what_acts_in_an_open_document_is_refused(disguise: str) -> None:
    content, why = OPEN_DOCUMENTS[disguise]
    assert why in told("x.odt", open_document("text", content=content))
    assert why in told("x.ods", open_document("spreadsheet", content=content))


def test_fields_that_number_refer_and_link_are_kept() -> None:
    assert (
        told_of_text(
            field(run(" PAGE "))
            + field(run("HYPER"), run("LINK &quot;https://voorbeeld.example/&quot;"))
            + field(run("="), field(run("PAGE")), run("-1"))
            + field(run("IF"), field(run("MERGEFIELD naam")), run(" = &quot;&quot; &quot;a&quot;"))
            + field(run("MERGEFIELD "), run("link_naar"))
            + BEGIN
            + run("TOC")
            + MIDDLE
            + run(BOX.format(field(run("PAGE"))), "pict")
            + field(run("PAGEREF x"))
            + END
            + "<w:r><w:t>DDEAUTO is een oud veld, net als INCLUDEPICTURE &#8212; zie LINK.</w:t></w:r>"
        )
        == ""
    )


def test_formulas_that_count_are_kept() -> None:
    quoted = "<x:f>SUM('a|b'!A1:A9)&amp;\" webservice (x) | \"&amp;Tabel1[a|b]</x:f><x:f>IMAGE_KEY(1)</x:f>"
    assert told("x.xlsx", open_xml("spreadsheetml.sheet", a=sheet_xml(quoted))) == ""
    lists = "<table:table-cell table:formula='of:=SUM({1;2|3;4};[.A1:.B2])'/>"
    assert told("x.ods", open_document("spreadsheet", content=lists)) == ""


def test_a_slide_that_goes_on_at_a_click_is_kept() -> None:
    jump = "<a:hlinkHover xmlns:a='urn:x' xmlns:r='urn:r' r:id='' action='ppaction://hlinkshowjump?jump=nextslide'/>"
    assert told("x.pptx", open_xml("presentationml.presentation", a=jump)) == ""


def test_what_an_open_document_refers_to_within_itself_is_kept() -> None:
    content = (
        "<text:a xlink:href='https://voorbeeld.example/'/><draw:image xlink:href='Pictures/1.png'/>"
        "<draw:object xlink:href='./Object 1'/><chart:chart xlink:href='..'/><form:form xlink:href=''/>"
        "<meta:template xlink:href='../../sjablonen/brief.ott'/><meta:template xlink:href='file:///C:/brief.ott'/>"
    )
    assert told("x.odt", open_document("text", content=content)) == ""


PIECES = (
    BEGIN, MIDDLE, END, "<w:p>", "</w:p>", "<w:txbxContent>", "</w:txbxContent>", "<x:a xmlns:x='urn:x'>", "</x:a>",
    "<w:instrText>", "</w:instrText>", "<w:t>", "</w:t>", "D", "DE", "AUTO", "&#68;", "&b;", "<!-- -->", "<![CDATA[",
    "]]>", "<?x ?>", "<w:fldSimple w:instr='PAGE'/>", "<w:fldChar/>", "'", '"', "\0", "<!DOCTYPE a>",
)  # fmt: skip


@given(st.lists(st.sampled_from(PIECES), max_size=30))
def test_any_text_gives_findings_and_never_an_exception(pieces: list[str]) -> None:
    assert isinstance(told_of_text("".join(pieces)), str)


@given(st.integers(0, 2), st.booleans(), st.sampled_from(["", "<w:p/>", "<w:r/>", "<w:bookmarkStart/>"]))
def test_a_field_is_found_wherever_it_is_cut(cuts: int, as_text: bool, between: str) -> None:
    letters = ["D", "D", "EAUTO x"] if cuts == 2 else ["DD", "EAUTO x"] if cuts == 1 else ["DDEAUTO x"]
    runs = between.join(run(one, "t" if as_text else "instrText") for one in letters)
    assert STARTS in told_of_text(field(runs))
