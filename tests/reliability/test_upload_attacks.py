"""Files made to break a reader are refused, in little time and memory (R15)."""

import io
import json
import struct
import subprocess
import sys
import zipfile
import zlib
from collections.abc import Callable
from hashlib import shake_256
from pathlib import Path

import pikepdf
import pytest

from file_samples import (
    TYPES,
    docx,
    jpeg,
    odt,
    open_document,
    pdf,
    png,
    sheet_xml,
    with_members,
    word_xml,
    xlsx,
    zipped,
)  # fmt: skip

SECONDS = 20
MEGABYTES = 512
JUDGE = """
import json, resource, sys
from pathlib import Path
from time import perf_counter, process_time
from partnerschapsakte.documents.rules.kinds import judge_file
most = {megabytes} * 1024 * 1024
resource.setrlimit(resource.RLIMIT_AS, (most, most))
for path in sorted(Path(sys.argv[1]).iterdir()):
    start = process_time()
    kind, findings = judge_file(path.name, path.read_bytes())
    print(json.dumps([path.name, [str(one.message) for one in findings], process_time() - start]))
"""


def nested(levels: int, width: int = 16) -> bytes:
    """Return packed files in packed files: 42.zip in small."""
    data = zipped({"zeros": bytes(1_000_000)})
    for level in range(levels):
        data = zipped({f"{level}-{number}.zip": data for number in range(width)})
    return data


def streamed(name: str, megabytes: int, piece: bytes = bytes(1_000_000)) -> bytes:
    """Return a workbook with one member of this many megabytes."""
    out = io.BytesIO(xlsx())
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as archive, archive.open(name, "w") as member:
        for _ in range(megabytes):
            member.write(piece)
    return out.getvalue()


def lying(megabytes: int) -> bytes:
    """Return a workbook with a member that says it is a hundredth of what it is."""
    data = bytearray(streamed("zeros.bin", megabytes))
    entry = data.rindex(b"PK\1\2")
    packed = struct.unpack_from("<L", data, entry + 20)[0]
    data[entry + 24 : entry + 28] = struct.pack("<L", packed * 90)
    return bytes(data)


def overlapping() -> bytes:
    """Return a zip whose members all share the same packed bytes, as in the flat bombs of 2019."""
    data = xlsx()
    start, end = data.index(b"PK\1\2"), data.rindex(b"PK\5\6")
    entry = data[data.rindex(b"PK\1\2") : end]
    many = data[start:end] + entry * 1_500
    count = struct.pack("<H", 1_502)
    return data[:start] + many + data[end : end + 8] + count * 2 + struct.pack("<L", len(many)) + data[end + 16 :]


def laughs(levels: int) -> str:
    """Return entities that grow tenfold with each level."""
    names = [f'<!ENTITY a{n + 1} "{f"&a{n};" * 10}">' for n in range(levels)]
    return f'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY a0 "ha">{"".join(names)}]><a>&a{levels};</a>'


def slow(xml: bytes) -> bytes:
    """Return a file with a part in which a pattern looks for what does not come, and a macro to be refused for."""
    return zipped({"[Content_Types].xml": "<a/>", "word/a.xml": xml, "word/vbaProject.bin": "x"}, packed=False)


def disguised(xml: str | bytes) -> bytes:
    """Return a Word document whose main part is called .dat; only the list of types says that it is XML."""
    main = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    types = TYPES.format(f'<Override PartName="/word/document.dat" ContentType="{main}"/>')
    return zipped({"[Content_Types].xml": types, "word/document.dat": xml})


def noise(seed: int, length: int) -> bytes:
    """Return bytes without order, the same every time."""
    return shake_256(seed.to_bytes(4)).digest(length)


def filled(data: bytes, start: str, pieces: tuple[bytes, ...], megabytes: int, end: str) -> bytes:
    """Return a file with a part of this many megabytes, without order: it must not be packed too well to be let in."""
    out = io.BytesIO(data)
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as archive, archive.open("a.xml", "w") as member:
        member.write(start.encode())
        for number in range(megabytes):
            order = noise(number, 1_000_000 // max(map(len, pieces)))
            member.write(b"".join(pieces[one % len(pieces)] for one in order))
        member.write(end.encode())
    return out.getvalue()


def in_word(pieces: tuple[bytes, ...], megabytes: int, before: str = "", after: str = "") -> bytes:
    """Return a Word document with a part of this many megabytes."""
    start, end = word_xml(before + "|" + after).split("|")
    return filled(docx(), start, pieces, megabytes, end)


def in_sheet(pieces: tuple[bytes, ...], megabytes: int, before: str = "", after: str = "") -> bytes:
    """Return a workbook with a part of this many megabytes."""
    start, end = sheet_xml(before + "|" + after).split("|")
    return filled(xlsx(), start, pieces, megabytes, end)


def many(pattern: bytes, megabytes: int) -> bytes:
    """Return pieces that each have a number of their own."""
    return b"".join(pattern % number for number in range(megabytes * 1_000_000 // (len(pattern) + 4)))


def between(data: bytes, junk: bytes) -> bytes:
    """Return a packed file with bytes before its directory, which says where it begins."""
    start, end = data.index(b"PK\1\2"), data.rindex(b"PK\5\6")
    return data[:start] + junk + data[start : end + 16] + struct.pack("<L", start + len(junk)) + data[end + 20 :]


def deep_pdf() -> bytes:
    """Return a PDF with an object stream packed many times over."""
    content = bytes(50_000_000)
    for _ in range(6):
        content = zlib.compress(content, 9)
    return b"%%PDF-1.7\n9 0 obj <</Type/ObjStm/N 1/First 4/Filter/FlateDecode>> stream\n%s\nendstream" % content


def many_streams() -> bytes:
    """Return a PDF with very many small object streams."""
    stream = zlib.compress(b"1 0 << >>" * 9)
    one = b"9 0 obj <</Type/ObjStm/N 1/First 4/Filter/FlateDecode>> stream\n" + stream + b"\nendstream endobj\n"
    return b"%PDF-1.7\n" + one * (19_000_000 // len(one)) + b"9 0 obj <</S/Launch>> endobj"


def script_pdf() -> bytes:
    """Return a PDF with a program in an object stream."""
    out = io.BytesIO()
    with pikepdf.new() as made:
        made.add_blank_page()
        made.Root.OpenAction = pikepdf.Object.parse(b"<</S /JavaScript /JS (x)>>")
        made.save(out, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return out.getvalue()


BEGIN = "<w:fldChar w:fldCharType='begin'/>"
DDE = "<w:instrText>DDEAUTO c:\\\\x.exe</w:instrText>"
CUT = f"{BEGIN}<w:instrText>DD</w:instrText><w:instrText>EAUTO x</w:instrText>"
DRAWING = "urn:oasis:names:tc:opendocument:xmlns:drawing:1.0"
CORPUS: dict[str, Callable[[], bytes]] = {
    "nested-5.docx": lambda: nested(levels=5),
    "nested-in.docx": lambda: with_members(docx(), {"word/media/a.bin": nested(2)}),
    "zeros-300.xlsx": lambda: streamed("zeros.bin", 300),
    "zeros-300.docx": lambda: streamed("word/document.xml", 300, b" " * 1_000_000),
    "lying-90.xlsx": lambda: lying(90),
    "overlap.xlsx": overlapping,
    "members.xlsx": lambda: with_members(xlsx(), {f"a/{n}": "" for n in range(2_001)}),
    "members-60000.xlsx": lambda: zipped({f"{n}": "" for n in range(60_000)}),
    "ratio.xlsx": lambda: with_members(xlsx(), {"a.xml": "<a/>" * 1_000_000}),
    "laughs.docx": lambda: with_members(docx(), {"word/a.xml": laughs(9)}),
    "laughs-types.xlsx": lambda: zipped({"[Content_Types].xml": laughs(9)}),
    "laughs-rels.docx": lambda: with_members(docx(), {"word/_rels/a.rels": laughs(9)}),
    "laughs.odt": lambda: with_members(odt(), {"a.xml": laughs(9)}),
    "deep.docx": lambda: with_members(docx(), {"_rels/a.rels": "<a>" * 200_000}, packed=False),
    "listing.docx": lambda: with_members(docx(), {"_rels/a.rels": "<a>" + "<b c='&#65;'/>" * 330_000}, packed=False),
    "listing-6.docx": lambda: with_members(docx(), {"_rels/a.rels": "<a>" + "<b c='&#65;'/>" * 430_000}, packed=False),
    "fields.docx": lambda: slow(b"<w:instrText " + b"instrText instr = " * 1_000_000),
    "opened.docx": lambda: slow(b"<w:instrText a" * 1_300_000),
    "quotes.docx": lambda: slow(word_xml(f"<w:instrText>{' &quot;' * 2_500_000}</w:instrText>").encode()),
    "drawings.odt": lambda: slow(b"<draw:image " * 1_500_000),
    "drawing.odt": lambda: slow(b"<draw:image " + b"xlink:href = " * 1_400_000),
    "called-dat.docx": lambda: disguised(word_xml(DDE)),
    "laughs-called-dat.docx": lambda: disguised(laughs(9)),
    "outside-entity.docx": lambda: disguised('<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>'),
    "utf-16.docx": lambda: disguised(word_xml(DDE).encode("utf-16")),
    "numbers.docx": lambda: with_members(docx(), {"word/a.xml": word_xml(DDE.replace("D", "&#68;"))}),
    "cut.docx": lambda: with_members(docx(), {"word/a.xml": word_xml(CUT)}),
    "numbers.odt": lambda: open_document("text", content="<draw:image xlink:href='&#104;ttp://x.example/y.png'/>"),
    "prefix.odt": lambda: open_document(
        "text", content=f"<d:image xmlns:d='{DRAWING}' xlink:href='http://x.example'/>"
    ),
    "junk.docx": lambda: between(docx(), bytes(20_000)),
    "junk-whole.docx": lambda: between(docx(), docx()),
    "levels.docx": lambda: disguised(many(b"<a c='|%d'>", 15)),
    "names.docx": lambda: disguised(b"<a href=''>" + many(b"<a%d/>", 40) + b"</a>"),
    "values.docx": lambda: disguised(b"<a href=''>" + many(b"<a b%d=''/>", 40) + b"</a>"),
    "values-of-one.docx": lambda: disguised(b"<a href='' " + many(b"b%d='' ", 40) + b"/>"),
    "spaces.docx": lambda: disguised(b"<a href=''>" + many(b"<a xmlns:b%d='c'/>", 40) + b"</a>"),
    "long-name.docx": lambda: disguised(b"<a href=''><" + many(b"a%d", 5) + b"/></a>"),
    "name.docx": lambda: disguised(b"<a href=''><" + many(b"a%d", 1)[:500_000] + b"/></a>"),
    "tag.docx": lambda: disguised(b"<a href='" + many(b"%d ", 40) + b"'/>"),
    "remark.docx": lambda: disguised(b"<a><!--" + many(b"%d ", 40) + b"--></a>"),
    "elements.docx": lambda: in_word((b"<w:p/>", b"<w:b/>", b"<w:i/>"), 100, before="<!-- -->"),
    "runs.docx": lambda: in_word((b"<w:t>x</w:t>", b"<w:instrText>P</w:instrText>"), 20, before=BEGIN),
    "marks.docx": lambda: in_word((BEGIN.encode(), b"<w:p/>"), 18),
    "stories.docx": lambda: in_word((b"<w:txbxContent>", b"<w:p/>"), 18, before="<!-- -->"),
    "foreign.docx": lambda: in_word((b"<x xmlns='a'/>", b"<y xmlns='b'/>"), 20, before="<!-- -->"),
    "formulas.xlsx": lambda: in_sheet((b"<x:f>A1</x:f>", b"<x:f>B1</x:f>"), 20, before="<!-- -->"),
    "formula.xlsx": lambda: in_sheet((b"'", b"[", b"{", b"</x:f><x:f>"), 80, before="<x:f>&#65;", after="</x:f>"),
    "spaces.pdf": lambda: b"%PDF-1.7 /ObjStm /Filter" + b" " * 19_000_000 + b"stream\n/Launch ",
    "digits.pdf": lambda: b"%PDF-1.7 /ObjStm /Filter 1 " + b"1" * 19_000_000 + b"stream\n/Launch ",
    "tabs.pdf": lambda: b"%PDF-1.7 stream" + b"\t" * 19_000_000 + b"/Launch ",
    "deep.pdf": deep_pdf,
    "streams.pdf": many_streams,
    "script.pdf": script_pdf,
    "slashes.pdf": lambda: b"%PDF-1.7\n" + b"/#4a/J#61v" * 1_900_000 + b"/Launch ",
    "opens.pdf": lambda: b"%PDF-1.7\n" + b"stream\n" * 2_800_000 + b"/Launch ",
    "firsts.pdf": lambda: b"%PDF-1.7\n" + b"/First 1/N 1/ObjStm" * 1_000_000 + b"stream\n/Launch ",
    "points.png": lambda: png(60_000, 60_000),
    "pieces.png": lambda: png()[:33] + struct.pack(">L4sL", 0, b"tEXt", 0) * 1_600_000,
    "behind.png": lambda: png() + zipped({"a": bytes(9)}),
    "scans.jpg": lambda: jpeg()[:-2] + b"\xff\x00" * 9_900_000,
    "fills.jpg": lambda: b"\xff\xd8" + b"\xff" * 19_000_000,
    "segments.jpg": lambda: b"\xff\xd8" + b"\xff\xe0\0\2" * 4_900_000,
    "pictures.jpg": lambda: jpeg() * 200_000,
    "zeros.jpg": lambda: jpeg() + bytes(19_000_000) + b"x",
    "zeros.txt": lambda: bytes(19_000_000),
    "ends.txt": lambda: b"a" * 19_000_000 + b"PK\5\6\0\0\0\0" * 8_000,
}
"""Each is refused. ``pdf`` and other sound files of the same size are in ``LARGE``, and are kept."""

CELLS = b"".join(b'<c r="A%d" t="n"><v>%d</v></c>' % (n % 90, n % 97) for n in range(40_000))[:1_000_000]
TEXTS = tuple(b"<w:p><w:r><w:rPr><w:b/></w:rPr><w:t>Artikel %d</w:t></w:r></w:p>" % number for number in range(999))
FIELD = f"{BEGIN}<w:r><w:instrText>PAGE</w:instrText></w:r><w:fldChar w:fldCharType='end'/>"
LARGE: dict[str, Callable[[], bytes]] = {
    "large.txt": lambda: "é".encode() * 9_900_000,
    "large.csv": lambda: b"een;twee\r\n" * 1_900_000,
    "large.jpg": lambda: jpeg()[:-2] + bytes(range(254)) * 75_000 + b"\xff\xd9",
    "large.xlsx": lambda: streamed("xl/sheet.xml", 190, CELLS),
    "large.docx": lambda: in_word(TEXTS, 20, before=f"<w:p>{FIELD}</w:p>"),
    "large-field.docx": lambda: in_word((b"&#65;", b"&#66;"), 60, before="<w:instrText>", after="</w:instrText>"),
    "large.pdf": lambda: pdf() + b"%" + bytes(range(1, 255)) * 75_000,
}


def judged(folder: Path, corpus: dict[str, Callable[[], bytes]]) -> dict[str, tuple[list[str], float]]:
    """Judge the files in a process that gets no more memory than an upload may take."""
    for name, make in corpus.items():
        (folder / name).write_bytes(make())
    code = JUDGE.format(megabytes=MEGABYTES)
    done = subprocess.run(
        [sys.executable, "-c", code, str(folder)], capture_output=True, text=True, timeout=300, check=False
    )
    assert done.returncode == 0, done.stderr[-2_000:]
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    return {name: (findings, seconds) for name, findings, seconds in lines}


@pytest.mark.slow
def test_every_file_made_to_break_a_reader_is_refused_within_time_and_memory(tmp_path: Path) -> None:
    outcomes = judged(tmp_path, CORPUS)
    assert [name for name in CORPUS if not outcomes[name][0]] == []
    assert {name: seconds for name, (_, seconds) in outcomes.items() if seconds > SECONDS} == {}


@pytest.mark.slow
def test_a_large_sound_file_is_kept_within_the_same_time_and_memory(tmp_path: Path) -> None:
    outcomes = judged(tmp_path, LARGE)
    assert {name: findings for name, (findings, _) in outcomes.items() if findings} == {}
    assert {name: seconds for name, (_, seconds) in outcomes.items() if seconds > SECONDS} == {}
