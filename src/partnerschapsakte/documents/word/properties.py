"""Writes the properties of a document; they are never a template, because docxtpl would escape them twice."""

from dataclasses import dataclass
from datetime import date
from html import escape

from partnerschapsakte.documents.word.content import checked

CORE = "docProps/core.xml"
LANGUAGE = "nl-NL"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/metadata/core-properties"
DUBLIN_CORE = "http://purl.org/dc/elements/1.1/"
TERMS = "http://purl.org/dc/terms/"
INSTANCE = "http://www.w3.org/2001/XMLSchema-instance"


@dataclass(frozen=True, slots=True, kw_only=True)
class Properties:
    """What a document says about itself; a screen reader and the PDF tell its title and language."""

    title: str
    identifier: str = ""
    author: str = ""
    made_on: date = date(2000, 1, 1)


NO_PROPERTIES = Properties(title="")


def core_xml(properties: Properties) -> bytes:
    """Return docProps/core.xml; the day it was made is the only moment in it."""
    checked({"title": properties.title, "identifier": properties.identifier, "author": properties.author})
    moment = f"{properties.made_on.isoformat()}T00:00:00Z"
    fields = "".join(
        f"<dc:{name}>{escape(text, quote=False)}</dc:{name}>"
        for name, text in (
            ("title", properties.title),
            ("creator", properties.author),
            ("identifier", properties.identifier),
            ("language", LANGUAGE),
        )
        if text
    )
    moments = "".join(
        f'<dcterms:{name} xsi:type="dcterms:W3CDTF">{moment}</dcterms:{name}>' for name in ("created", "modified")
    )
    return (
        f"<?xml version='1.0' encoding='UTF-8' standalone='yes'?>\n"
        f'<cp:coreProperties xmlns:cp="{PACKAGE}" xmlns:dc="{DUBLIN_CORE}" xmlns:dcterms="{TERMS}" '
        f'xmlns:xsi="{INSTANCE}">{fields}{moments}</cp:coreProperties>'
    ).encode()
