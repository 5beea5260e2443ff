"""Has uploaded templates inspected and filled in by a process apart, which is ended when it takes too much.

Nothing it says is believed further than it goes: its findings are read as sentences with names in them and nothing
else, and a document it made is judged as an upload is.
"""

import os
import selectors
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from threading import BoundedSemaphore
from time import monotonic
from typing import IO, Any

from partnerschapsakte.documents.rules.finding import MOST_FINDINGS, FileRefused, found
from partnerschapsakte.documents.rules.kinds import LARGEST_FILE
from partnerschapsakte.documents.rules.sentence_data import UnreadableDataError, findings_of, sentence
from partnerschapsakte.documents.word.guards import judge
from partnerschapsakte.documents.word.properties import Properties
from partnerschapsakte.documents.word.wire import Message, NotUnderstoodError, decoded, encoded, packed
from partnerschapsakte.foundation.outcomes import Finding, Refusal, Why
from partnerschapsakte.foundation.sentences import Sentence, say

MODULE = "partnerschapsakte.documents.word.child"
SECONDS = 10
MEGABYTES = 512
AT_ONCE = 2
SECONDS_IN_LINE = 30
LARGEST_ANSWER = LARGEST_FILE + 1_000_000
MOST_REFERENCES, LONGEST_REFERENCE = 10_000, 1_000
PIECE = 1 << 16
_places = BoundedSemaphore(AT_ONCE)

SIMPLER = say("Make the template simpler: fewer loops in loops, fewer and smaller pictures.")


@dataclass(frozen=True, slots=True)
class Inspected:
    """What the inspection of an uploaded template found: what is wrong, and which data items it asks."""

    findings: tuple[Finding, ...]
    references: frozenset[str] = frozenset()


class _StoppedError(Exception):
    """The process apart was ended, or ended by itself."""

    def __init__(self, why: Sentence) -> None:
        super().__init__(str(why))
        self.why = why


def inspect_apart(template: bytes) -> Inspected:
    """Return everything that is wrong with an uploaded template; a process that is stopped is a finding too."""
    if unsafe := judge(template):
        return Inspected(unsafe)
    try:
        said = _ask(Message({"act": "inspect"}, template))
        if "refusal" in said.data:
            return Inspected((found(_refusal(said.data).message),))
        return Inspected(findings_of(said.data.get("findings")), _references(said.data))
    except _StoppedError as stopped:
        return Inspected((found(stopped.why, SIMPLER),))


def print_apart(template: bytes, content: Mapping[str, Any], properties: Properties) -> bytes:
    """Return the .docx of an uploaded template with this content, or raise a Refusal that says why not."""
    known = {
        "title": properties.title,
        "identifier": properties.identifier,
        "made_on": properties.made_on.isoformat(),
    }
    try:
        said = _ask(Message({"act": "print", "content": packed(content), "properties": known}, template))
        if said.data or not said.file:
            raise _refusal(said.data)
    except _StoppedError as stopped:
        raise Refusal(Why.INVALID, "template_stopped", stopped.why, remedy=SIMPLER) from stopped
    if unsafe := judge(said.file):
        raise FileRefused(unsafe)
    return said.file


def _refusal(data: Mapping[str, Any]) -> Refusal:
    try:
        if "findings" in data and (findings := findings_of(data["findings"])):
            return FileRefused(findings[:MOST_FINDINGS])
        return Refusal(Why.INVALID, _code(data.get("refusal")), sentence(data.get("message")))
    except UnreadableDataError as error:
        raise _StoppedError(_broken()) from error


def _code(said: object) -> str:
    return said if isinstance(said, str) and said.isidentifier() and len(said) < PIECE else "template_stopped"


def _references(data: Mapping[str, Any]) -> frozenset[str]:
    listed = data.get("references", [])
    if not isinstance(listed, list) or len(listed) > MOST_REFERENCES:  # pyright: ignore[reportUnknownArgumentType] - any JSON
        raise _StoppedError(_broken())
    return frozenset(str(path)[:LONGEST_REFERENCE] for path in listed)  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType] - any JSON


def _broken() -> Sentence:
    return say("The process that reads the template stopped unexpectedly.")


def _ask(message: Message) -> Message:
    if not _places.acquire(timeout=SECONDS_IN_LINE):
        raise Refusal(
            Why.CONFLICT,
            "templates_busy",
            say("Other templates are being filled in at this moment."),
            remedy=say("Try again in a minute."),
        )
    try:
        said = decoded(_exchange(encoded(message)))
        findings_of(said.data.get("findings", []))
    except (NotUnderstoodError, UnreadableDataError) as error:
        raise _StoppedError(_broken()) from error
    finally:
        _places.release()
    if said.data.get("memory"):
        raise _StoppedError(say("The template needs more than {most} megabytes of memory.", most=MEGABYTES))
    return said


def _exchange(request: bytes) -> bytes:
    process = subprocess.Popen(  # noqa: S603 - our own module by our own interpreter, no shell
        [sys.executable, "-I", "-m", MODULE],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        bufsize=0,
        cwd="/",
        env={"LC_ALL": "C.UTF-8"},  # nothing of ours: no address of a database, no password
        start_new_session=True,
    )
    try:
        with process.stdin as to_child, process.stdout as from_child:  # pyright: ignore[reportOptionalContextManager] - both are pipes
            return _talk(request, to_child, from_child)
    finally:
        process.kill()
        process.wait()


def _talk(request: bytes, to_child: IO[bytes], from_child: IO[bytes]) -> bytes:
    """Send the request and read the answer, each as the pipes take and give it, until the time or the size is up."""
    end = monotonic() + SECONDS
    waiting, answer = memoryview(request), bytearray()
    os.set_blocking(to_child.fileno(), False)
    with selectors.DefaultSelector() as selector:
        selector.register(to_child, selectors.EVENT_WRITE)
        selector.register(from_child, selectors.EVENT_READ)
        while from_child in (key.fileobj for key in selector.get_map().values()):
            ready = selector.select(max(end - monotonic(), 0))
            if not ready:
                raise _StoppedError(say("The template takes more than {most} seconds.", most=SECONDS))
            for key, _ in ready:
                if key.fileobj is to_child:
                    waiting = _sent(key.fd, waiting)
                    if not waiting:
                        selector.unregister(to_child)
                        to_child.close()
                elif piece := os.read(key.fd, PIECE):
                    answer += piece
                else:
                    selector.unregister(from_child)
            if len(answer) > LARGEST_ANSWER:
                raise _StoppedError(say("The document becomes larger than {most} MB.", most=LARGEST_FILE // 1_000_000))
    return bytes(answer)


def _sent(pipe: int, waiting: memoryview) -> memoryview:
    try:
        return waiting[os.write(pipe, waiting[:PIECE]) :]
    except BrokenPipeError:  # it ended before it read everything; what it said, or did not say, tells
        return waiting[:0]
