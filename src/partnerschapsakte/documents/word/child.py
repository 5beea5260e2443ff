"""The process in which uploaded templates are read and filled in: it does one thing, and can reach nothing.

Started as ``python -I -m partnerschapsakte.documents.word.child`` by ``apart``. It imports what it needs, reads one
message, and then gives away what it could do harm with, before it looks at the template.
"""

import ctypes
import resource
import sys
from codecs import lookup
from contextlib import suppress
from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import Any, Final

from docx import Document

from partnerschapsakte.documents.rules.sentence_data import findings_data, written
from partnerschapsakte.documents.word.proof import prove
from partnerschapsakte.documents.word.properties import Properties
from partnerschapsakte.documents.word.rendering import Template, TemplateRefused, render
from partnerschapsakte.documents.word.wire import Message, decoded, encoded, unpacked
from partnerschapsakte.foundation.outcomes import Refusal

SECONDS: Final = 10
BYTES: Final = 512 * 1024 * 1024
NEW_USER, NEW_NETWORK = 0x10000000, 0x40000000
NO_NEW_RIGHTS, NOT_TO_BE_TRACED = 38, 4
SAMPLE: dict[str, Any] = {
    "day": date(2029, 1, 1),
    "weekday": date(2029, 1, 1),
    "euro": Decimal(1),
    "number": 1,
    "percentage": Decimal("0.5"),
    "enumeration": ["a", "b"],
}
CODECS = ("cp437", "unicode-escape", "ascii", "latin-1", "utf-16", "utf-32", "utf-8-sig", "cp1252")
FORBIDDEN = (
    "open", "socket.", "subprocess.", "os.system", "os.exec", "os.fork", "os.forkpty", "os.posix_spawn", "os.spawn",
    "os.kill", "os.killpg", "os.remove", "os.rename", "os.mkdir", "os.rmdir", "os.link", "os.symlink", "os.truncate",
    "os.chmod", "os.chown", "os.putenv", "shutil.", "tempfile.", "ctypes.", "urllib.", "sqlite3.", "pty.", "mmap.",
)  # fmt: skip


def limit() -> None:
    """Take only so much time and memory, and write no file and no core."""
    for what, most in (
        (resource.RLIMIT_CPU, SECONDS),
        (resource.RLIMIT_AS, BYTES),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))


def lock() -> None:
    """Give away the network, every new file or socket, new processes, and in Python every way to them."""
    system = ctypes.CDLL(None, use_errno=True)
    if system.unshare(NEW_USER | NEW_NETWORK):  # not permitted everywhere; then no new socket is what holds
        system.unshare(NEW_NETWORK)
    system.prctl(NO_NEW_RIGHTS, 1, 0, 0, 0)
    system.prctl(NOT_TO_BE_TRACED, 0, 0, 0, 0)
    for what in (resource.RLIMIT_NPROC, resource.RLIMIT_NOFILE):
        resource.setrlimit(what, (0, 0))
    sys.addaudithook(_refuse)


def _refuse(event: str, _: tuple[Any, ...]) -> None:
    if event.startswith(FORBIDDEN):
        raise PermissionError(event)


def warm_up() -> None:
    """Fill in templates of our own, right and wrong ones, so that what is read at first use is read now."""
    for name in CODECS:
        lookup(name)
    right = _sample(
        "".join(f"{{{{ {name}|{name} }}}}" for name in SAMPLE), "{% if number == 'a' %}{{ number }}{% endif %}"
    )
    template = Template(right)
    prove(render(template, SAMPLE), template, SAMPLE)
    for wrong in (lambda: render(template, {}), lambda: Template(_sample("{% if %}", "{{ a() }}", "{{ a }"))):
        with suppress(Refusal):
            wrong()


def _sample(*texts: str) -> bytes:
    document: Any = Document()
    for text in texts:
        document.add_paragraph(text)
    document.sections[0].header.paragraphs[0].text = texts[0]
    file = BytesIO()
    document.save(file)
    return file.getvalue()


def answer(asked: Message) -> Message:
    """Do what is asked: inspect a template, or print it."""
    try:
        if asked.data.get("act") == "inspect":
            return Message({"findings": [], "references": sorted(Template(asked.file).references)})
        return _print(asked)
    except TemplateRefused as refused:
        return Message({"findings": findings_data(refused.findings)})
    except Refusal as refusal:
        return Message({"refusal": refusal.code, "message": written(refusal.message)})


def _print(asked: Message) -> Message:
    template = Template(asked.file)
    content = unpacked(asked.data["content"])
    known = asked.data["properties"]
    properties = Properties(
        title=known["title"], identifier=known["identifier"], made_on=date.fromisoformat(known["made_on"])
    )
    document = render(template, content, properties)
    prove(document, template, content)
    return Message({}, document)


def main() -> None:
    """Answer one message; what goes wrong beyond a refusal ends the process, and the other side says so."""
    limit()
    warm_up()
    asked = decoded(sys.stdin.buffer.read())
    lock()
    try:
        said = encoded(answer(asked))
    except MemoryError:
        said = encoded(Message({"memory": True}))
    sys.stdout.buffer.write(said)
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
