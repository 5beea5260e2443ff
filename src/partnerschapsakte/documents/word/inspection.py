"""Checks a template before it is used, and says everything that is wrong with it at once, each with its place."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any
from zipfile import ZipFile

from jinja2 import TemplateSyntaxError, nodes

from partnerschapsakte.documents.rules.xml_parts import LEADING, START, declares_xml
from partnerschapsakte.documents.word.environment import make_environment
from partnerschapsakte.documents.word.grammar import objections
from partnerschapsakte.documents.word.guards import judge
from partnerschapsakte.documents.word.package import Package, Part, called, open_package, shown
from partnerschapsakte.documents.word.reading import FIELD, NAMED_PLACES, PARAGRAPH, TEXT, W, own_text, text_of
from partnerschapsakte.documents.word.untyped import etree
from partnerschapsakte.foundation.outcomes import Finding, Level
from partnerschapsakte.foundation.sentences import Sentence, say

TAG = re.compile(r"\{(\{|%)(.*?)(\}|%)\}", re.DOTALL)
COMMENT = re.compile(r"\{#.*?#\}", re.DOTALL)
BROKEN = re.compile(r"\{\{|\}\}|\{%|%\}|\{#|#\}|\{ \{|\} \}|\{ %|% \}|\{_\{|\}_\}|\{_%|%_\}|\[\[|\]\]")
SUSPECT = re.compile(r"\{\{|\{%|\{#")
PREFIX = re.compile(r"(p|tr|tc|r)\s")
CLOSES = {"endfor": "for", "endif": "if"}
QUOTES = {0x201C: '"', 0x201D: '"', 0x2018: "'", 0x2019: "'"}  # Word makes curly quotes; docxtpl undoes them
LONGEST_TAG = 300
# Data may complete a reference, whose first word is ours: it cannot make another kind of field of it.
REFERENCE = re.compile(r"\s*(PAGEREF|REF|NOTEREF)\s")


@dataclass(slots=True)
class _Reader:
    """What is known while the paragraphs of a part pass by: the blocks that are open, and the findings."""

    part: str
    open_blocks: list[tuple[str, str]] = field(default_factory=list[tuple[str, str]])
    findings: list[Finding] = field(default_factory=list[Finding])

    def find(self, message: Sentence, text: str) -> None:
        self.findings.append(found(message, self.part, text))


def found(message: Sentence, part: str, text: str) -> Finding:
    """Return a finding with the part and the text of the paragraph as its place."""
    place = say("In {part}: {what} Paragraph: “{text}”", part=called(part), what=message, text=shown(text))
    return Finding(level=Level.REFUSED, message=place, where=part)


def inspect_template(data: bytes) -> tuple[Finding, ...]:
    """Return everything that makes this file unfit as a template; nothing when it may be used."""
    if unsafe := judge(data):
        return unsafe
    try:
        package = open_package(data)
    except MemoryError:
        raise
    except Exception as error:  # noqa: BLE001 - python-docx fails in many ways on a broken file; each means the same
        message = say("The file is not a readable Word document ({reason}).", reason=str(error)[:120])
        return (Finding(level=Level.REFUSED, message=message),)
    return inspect_package(package)


def inspect_package(package: Package) -> tuple[Finding, ...]:
    """Return everything that is wrong with an opened template."""
    findings = [finding for part in package.parts for finding in _inspect_part(part)]
    printed = {part.name for part in package.parts}
    with ZipFile(BytesIO(package.data)) as archive:
        unprinted = {name: archive.read(name) for name in archive.namelist() if name not in printed}
    others = {name: _all_text(part) for name, part in unprinted.items() if _is_xml(name, part)}
    unfilled = say("Tags are not filled in here.")
    findings += [found(unfilled, name, text) for name, text in others.items() if SUSPECT.search(text)]
    return tuple(findings)


def _is_xml(name: str, part: bytes) -> bool:
    return name.endswith((".xml", ".rels")) or declares_xml(part[:START].lstrip(LEADING))


def _all_text(xml: bytes) -> str:
    root = etree.fromstring(xml)
    values = "\n".join(value for element in root.iter(etree.Element) for value in element.attrib.values())
    return f"{text_of(xml)}\n{values}"


def _inspect_part(part: Part) -> list[Finding]:
    reader = _Reader(part.name)
    for paragraph in part.root.iter(PARAGRAPH):
        text = own_text(paragraph)
        if "{" in text or "}" in text or "[[" in text or "]]" in text:
            _read_paragraph(reader, text)
            _judge_removal(reader, paragraph, text)
    for kind, text in reader.open_blocks:
        reader.find(say("The block {kind} is not closed.", kind=kind), text)
    _judge_stray_tags(reader, part.root)
    return reader.findings or list(_judge_source(part))


def _read_paragraph(reader: _Reader, text: str) -> None:
    written = COMMENT.sub("", text)
    for tag in TAG.finditer(written):
        if (tag[1], tag[3]) not in {("{", "}"), ("%", "%")}:
            reader.find(say("The tag {tag} is closed by the wrong sign.", tag=shown(tag[0])), text)
        elif tag[1] == "{":
            _read_expression(reader, tag[2], text)
        else:
            _read_statement(reader, tag[2], text)
    if mark := BROKEN.search(TAG.sub("", written)):
        reader.find(say("The signs {mark} stand alone: a tag is not whole, or has a space in it.", mark=mark[0]), text)


def _read_expression(reader: _Reader, inside: str, text: str) -> None:
    if PREFIX.match(inside):
        reader.find(say("Formatted text and sub-documents cannot be printed; write {plain}.", plain="{{ name }}"), text)
        return
    _parse(reader, "{{" + inside + "}}", text)


def _read_statement(reader: _Reader, inside: str, text: str) -> None:
    statement = PREFIX.sub("", inside, count=1) if PREFIX.match(inside) else inside
    if inside.startswith(("-", "+")) or inside.endswith(("-", "+")):
        reader.find(say("Signs that join paragraphs are not allowed."), text)
        return
    words = statement.split()
    word = words[0] if words else ""
    if word in {"if", "for"}:
        reader.open_blocks.append((word, text))
        _parse(reader, "{%" + statement + "%}{% end" + word + " %}", text)
    elif word in {"elif", "else"}:
        _read_branch(reader, statement, text)
    elif word in CLOSES:
        _close(reader, word, words, text)
    else:
        reader.find(say("The tag {tag} is not allowed.", tag=shown(statement)), text)


def _read_branch(reader: _Reader, statement: str, text: str) -> None:
    if not reader.open_blocks or reader.open_blocks[-1][0] != "if":
        reader.find(say("The tag {tag} belongs to no if.", tag=shown(statement)), text)
        return
    _parse(reader, "{% if a %}{%" + statement + "%}{% endif %}", text)


def _close(reader: _Reader, word: str, words: list[str], text: str) -> None:
    if len(words) > 1 or not reader.open_blocks or reader.open_blocks[-1][0] != CLOSES[word]:
        reader.find(say("The tag {tag} closes nothing here.", tag=shown(" ".join(words))), text)
        return
    reader.open_blocks.pop()


def _parse(reader: _Reader, tag: str, text: str) -> None:
    if len(tag) > LONGEST_TAG:
        reader.find(say("The tag is longer than {most} signs.", most=LONGEST_TAG), text)
        return
    try:
        tree = make_environment().parse(tag.translate(QUOTES))
    except (TemplateSyntaxError, ValueError, RecursionError, OverflowError) as error:
        reader.find(say("The tag {tag} cannot be read ({reason}).", tag=shown(tag), reason=str(error)[:120]), text)
        return
    for _, objection in objections(tree):
        reader.find(objection, text)


def _judge_removal(reader: _Reader, paragraph: Any, text: str) -> None:
    """Refuse text beside a tag that removes its whole paragraph, cell or row: it would disappear unnoticed."""
    for tag in TAG.finditer(text):
        prefix = PREFIX.match(tag[2])
        if tag[1] != "%" or prefix is None:
            continue
        holder = _holder(paragraph, prefix[1], tag[0])
        if holder is None:
            reader.find(say("The tag {tag} stands outside what it repeats.", tag=shown(tag[0])), text)
            continue
        whole = "".join(element.text or "" for element in holder.iter(TEXT))
        if whole.replace(tag[0], "", 1).strip():
            reader.find(say("Text beside the tag {tag} would disappear.", tag=shown(tag[0])), whole)


def _holder(paragraph: Any, kind: str, tag: str) -> Any:
    if kind == "p":
        return paragraph
    if kind == "r":
        runs = [run for run in paragraph.iter(f"{W}r") if tag in "".join(text.text or "" for text in run.iter(TEXT))]
        return runs[0] if runs else None
    return next(paragraph.iterancestors(f"{W}{kind}"), None)


def _judge_stray_tags(reader: _Reader, root: Any) -> None:
    for element in root.iter(etree.Element):
        marked = [value for name, value in element.attrib.items() if (element.tag, name) not in NAMED_PLACES]
        is_printed = element.tag == TEXT or (element.tag == FIELD and REFERENCE.match(element.text or ""))
        for value in [*marked, "" if is_printed else element.text or "", element.tail or ""]:
            if SUSPECT.search(value):
                reader.find(say("A tag stands where no text is printed."), value)


def _judge_source(part: Part) -> Iterator[Finding]:
    """Judge what will really be compiled: docxtpl may make other tags of it than a reader sees."""
    try:
        tree: nodes.Template = make_environment().parse(part.source)
    except (TemplateSyntaxError, ValueError, RecursionError, OverflowError) as error:
        place = part.line(getattr(error, "lineno", 0))
        yield found(say("The tags cannot be read together ({reason}).", reason=str(error)[:120]), part.name, place)
        return
    for line, objection in objections(tree):
        yield found(objection, part.name, part.line(line))
