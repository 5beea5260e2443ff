"""Makes small sound files of every kind that is kept, and parts to spoil them with."""

import io
import struct
import zipfile
import zlib
from collections.abc import Mapping
from typing import Any

import pikepdf
from docx import Document

OPEN_XML = "application/vnd.openxmlformats-officedocument"
TYPES = '<?xml version="1.0" encoding="UTF-8"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">{}</Types>'
MAIN = '<Override PartName="/main.xml" ContentType="{}.main+xml"/>'
RELATIONS = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}</Relationships>'
WORD_SPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
CELL_SPACE = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
ODF_SPACES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{space}:1.0"'
    for name, space in {
        "office": "office", "draw": "drawing", "text": "text", "table": "table", "script": "script", "meta": "meta",
        "form": "form", "chart": "chart",
    }.items()
)  # fmt: skip
RELATION = '<Relationship Id="x1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{}" {} />'


def zipped(members: Mapping[str, bytes | str], *, packed: bool = True) -> bytes:
    """Return a zip with these members, in this order."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()


def with_members(data: bytes, members: Mapping[str, bytes | str], *, packed: bool = True) -> bytes:
    """Return a zip with members added."""
    out = io.BytesIO(data)
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()


def with_packed(data: bytes, name: str, packed: bytes, content: bytes) -> bytes:
    """Return a zip with a member added whose packed bytes are these, whatever a packer would have made of it."""
    made = bytearray(with_members(data, {name: packed}, packed=False))
    entry = made.rindex(b"PK\1\2")
    (head,) = struct.unpack_from("<L", made, entry + 42)
    for place in (entry + 10, head + 8):
        struct.pack_into("<H", made, place, zipfile.ZIP_DEFLATED)
    for place in (entry + 16, head + 14):
        struct.pack_into("<LLL", made, place, zlib.crc32(content), len(packed), len(content))
    return bytes(made)


def related(kind: str, target: str, *, external: bool = True) -> str:
    """Return a list with one relation."""
    mode = ' TargetMode="External"' if external else ""
    return RELATIONS.format(RELATION.format(kind, f'Target="{target}"{mode}'))


def docx(text: str = "Opgave") -> bytes:
    """Return a Word document."""
    document: Any = Document()
    document.add_paragraph(text)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def open_xml(kind: str, **members: str) -> bytes:
    """Return the least that an Open XML file of this kind has."""
    types = TYPES.format(MAIN.format(f"{OPEN_XML}.{kind}"))
    return zipped({"[Content_Types].xml": types, "main.xml": "<main/>", **members})


def xlsx() -> bytes:
    """Return the least that an Excel workbook has."""
    return open_xml("spreadsheetml.sheet")


def pptx() -> bytes:
    """Return the least that a PowerPoint presentation has."""
    return open_xml("presentationml.presentation")


def word_xml(inside: str) -> str:
    """Return a part of a Word document."""
    return f'<w:document xmlns:w="{WORD_SPACE}"><w:body>{inside}</w:body></w:document>'


def sheet_xml(inside: str) -> str:
    """Return a part of a workbook."""
    return f'<x:worksheet xmlns:x="{CELL_SPACE}">{inside}</x:worksheet>'


def open_document(kind: str, **members: str) -> bytes:
    """Return the least that an OpenDocument file of this kind has; ``content`` is the inside of content.xml."""
    content = (
        f'<office:document-content {ODF_SPACES} xmlns:xlink="http://www.w3.org/1999/xlink"><office:scripts/>'
        f"{members.pop('content', '')}</office:document-content>"
    )
    manifest = (
        '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">{}</manifest:manifest>'
    )
    first = zipped({"mimetype": f"application/vnd.oasis.opendocument.{kind}"}, packed=False)
    inside = manifest.format(members.pop("manifest", ""))
    return with_members(first, {"content.xml": content, "META-INF/manifest.xml": inside, **members})


def odt() -> bytes:
    """Return the least that an OpenDocument text has."""
    return open_document("text")


def ods() -> bytes:
    """Return the least that an OpenDocument spreadsheet has."""
    return open_document("spreadsheet")


def pdf(
    *, root: Mapping[str, str] | None = None, attached: bool = False, object_streams: bool = True, **saving: Any
) -> bytes:
    """Return a PDF with one page; ``root`` is added to its catalogue."""
    out = io.BytesIO()
    with pikepdf.new() as made:
        made.add_blank_page(page_size=(200, 200))
        for name, value in (root or {}).items():
            made.Root[pikepdf.Name(name)] = made.make_indirect(pikepdf.Object.parse(value.encode()))
        if attached:
            made.attachments["x.exe"] = b"MZ"
        mode = pikepdf.ObjectStreamMode.generate if object_streams else pikepdf.ObjectStreamMode.disable
        made.save(out, object_stream_mode=mode, **saving)
    return out.getvalue()


def piece(kind: bytes, content: bytes) -> bytes:
    """Return a chunk of a PNG."""
    return struct.pack(">L", len(content)) + kind + content + struct.pack(">L", zlib.crc32(kind + content))


def png(width: int = 1, height: int = 1) -> bytes:
    """Return a picture of one grey point, whatever size it says it has."""
    head = struct.pack(">LLBBBBB", width, height, 8, 0, 0, 0, 0)
    points = piece(b"IDAT", zlib.compress(b"\0\x80"))
    return b"\x89PNG\r\n\x1a\n" + piece(b"IHDR", head) + points + piece(b"IEND", b"")


def jpeg(width: int = 1, height: int = 1) -> bytes:
    """Return the walk of a JPEG: its pieces are right, its points are noise."""
    frame = b"\xff\xc0" + struct.pack(">HBHHB", 11, 8, height, width, 1) + b"\1\x11\0"
    scan = b"\xff\xda" + struct.pack(">HB", 8, 1) + b"\1\0\0\x3f\0" + b"\x12\xff\x00\x34\xff\xd0\x56"
    return b"\xff\xd8\xff\xe0" + struct.pack(">H", 7) + b"JFIF\0" + frame + scan + b"\xff\xd9"


SOUND = {
    "docx": docx(),
    "xlsx": xlsx(),
    "pptx": pptx(),
    "odt": odt(),
    "ods": ods(),
    "pdf": pdf(),
    "png": png(),
    "jpg": jpeg(),
    "jpeg": jpeg(),
    "txt": "Bijlage één: € 5\r\n".encode(),
    "csv": "naam;bedrag\nÉén;5\n".encode("cp1252"),
}
"""A sound file of every kind, by the ending of its name."""
