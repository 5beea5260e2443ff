"""Fills in a printed form as somebody does in Word: a text in the cell beside a label."""

from collections.abc import Mapping
from io import BytesIO

from docx import Document


def fill(form: bytes, texts: Mapping[str, str], outcomes: Mapping[str, str] | None = None) -> bytes:
    """Return the form with these texts beside their labels, and an outcome for each topic that has one."""
    paper, topic = Document(BytesIO(form)), ""
    for table in paper.tables:
        for row in table.rows:
            label = row.cells[0].text
            if label == "Onderwerp":
                topic = row.cells[1].text
            if label in texts:
                row.cells[1].text = texts[label]
            if label == "Uitkomst" and topic in (outcomes or {}):
                row.cells[1].text = (outcomes or {})[topic]
    made = BytesIO()
    paper.save(made)
    return made.getvalue()
