"""Names, once, what the Word libraries give without types: lxml, docxtpl and python-docx's parser."""

from typing import Any

from docx.opc.oxml import parse_xml as _parse_xml  # pyright: ignore[reportUnknownVariableType] - lxml has no types
from docxtpl import DocxTemplate as _DocxTemplate  # pyright: ignore[reportMissingTypeStubs] - docxtpl has no types
from lxml import etree as _etree  # pyright: ignore[reportMissingTypeStubs, reportAttributeAccessIssue, reportUnknownVariableType] - lxml has no types

etree: Any = _etree  # pyright: ignore[reportUnknownVariableType] - that is why this module exists
parse_xml: Any = _parse_xml  # pyright: ignore[reportUnknownVariableType] - that is why this module exists
DocxTemplate: Any = _DocxTemplate
