"""An uploaded template is read and filled in by a process that can reach nothing, and is ended in time (R16)."""

import io
import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from decimal import Decimal
from pathlib import Path
from time import monotonic
from typing import Any

import pytest

from partnerschapsakte.documents.rules.finding import FileRefused
from partnerschapsakte.documents.word import apart
from partnerschapsakte.documents.word.apart import inspect_apart, print_apart
from partnerschapsakte.documents.word.child import answer
from partnerschapsakte.documents.word.environment import make_environment
from partnerschapsakte.documents.word.properties import Properties
from partnerschapsakte.documents.word.reading import text_of_document
from partnerschapsakte.documents.word.rendering import Template, render
from partnerschapsakte.documents.word.wire import Message, NotUnderstoodError, decoded, encoded, packed, unpacked
from partnerschapsakte.foundation.outcomes import Refusal

Make = Callable[..., bytes]

REACHING = (
    "''.__class__.__mro__[1].__subclasses__()",
    "''.__class__.__base__.__subclasses__()[104].__init__.__globals__['sys'].modules['os'].system('touch MARK')",
    "().__class__.__bases__[0].__subclasses__()",
    "[].__class__",
    "{}.__class__",
    "data.__class__",
    "data['__class__']",
    "data|attr('__class__')",
    "data['\\x5f\\x5fclass\\x5f\\x5f']",
    "data.name.__init__",
    "(data.name).__class__",
    "self.__init__.__globals__.__builtins__.open('MARK', 'w')",
    "self._TemplateReference__context.cycler.__init__.__globals__.os.popen('touch MARK').read()",
    "cycler.__init__.__globals__.os.popen('touch MARK').read()",
    "joiner.__init__.__globals__.os.popen('touch MARK').read()",
    "namespace.__init__.__globals__.os.popen('touch MARK').read()",
    "lipsum.__globals__['os'].system('touch MARK')",
    "lipsum.__globals__.__builtins__.open('MARK', 'w')",
    "url_for.__globals__.os.system('touch MARK')",
    "get_flashed_messages.__globals__.os.system('touch MARK')",
    "config.__class__.__init__.__globals__['os'].popen('touch MARK')",
    "request.application.__globals__.__builtins__.__import__('os').system('touch MARK')",
    "loop.__init__.__globals__",
    "loop.__class__.__mro__",
    "caller.__globals__",
    "varargs.__class__",
    "kwargs.__class__",
    "__builtins__.open('MARK', 'w')",
    "__import__('os').system('touch MARK')",
    "open('MARK', 'w')",
    'exec(\'open("MARK", "w")\')',
    "eval('1')",
    "dict(a=1)",
    "range(99999999)|list",
    "range(99999999)|join",
    "'x' * 1000000000",
    "9 ** 9 ** 9",
    "'%0999999999d' % 1",
    "'{0.__class__}'.format(data)",
    "'{0.__init__.__globals__}'.format_map(data)",
    "data.items()",
    "data.name.upper()",
    "data.name.encode('idna')",
    "data.name|map('upper')|list",
    "data|map(attribute='__class__')|list",
    "data|selectattr('__class__')|list",
    "data|tojson|safe",
    "data|pprint",
    "data|xmlattr",
    "data|format(1)",
    "data.name|replace('x', 'y' * 999999999)",
    "data.name is callable",
    "data ~ data",
    "data if data else data",
    "data[0:9]",
    "data[data]",
    "not data.name",
    "data.name == 1 and lipsum()",
    "(data, data)",
    "1 + 1",
)
"""Sixty expressions: what they reach for differs, what they get must not."""

PLACES = ("body", "header", "footer", "footnote", "text_box", "title")
CONTENT = {"data": {"name": "x"}}
NAMED = Properties(title="Akte", identifier="id", made_on=date(2029, 1, 1))
SOUND = {
    "data": {"name": "Jansen & Zonen <B.V.>"},
    "on": date(2029, 1, 1),
    "amount": Decimal("1.50"),
    "rows": ["a", "b"],
}


def placed(make: Make, where: str, text: str) -> bytes:
    return make(text) if where == "body" else make("x", **{where: text})


def asked(data: bytes, content: Mapping[str, Any] = CONTENT) -> Message:
    properties = {"title": "Akte", "identifier": "id", "made_on": "2029-01-01"}
    return Message({"act": "print", "content": packed(content), "properties": properties}, data)


def test_there_are_sixty_payloads() -> None:
    assert len(set(REACHING)) == 60


@pytest.mark.parametrize("where", PLACES)
def test_every_payload_is_found_in_every_place(where: str, make: Make, tmp_path: Path) -> None:
    mark = tmp_path / "mark"
    payloads = REACHING[:1] if where == "title" else REACHING  # a title has room for one
    said = answer(asked(placed(make, where, " ".join(tag(payload, mark) for payload in payloads))))
    assert len(said.data["findings"]) >= len(payloads)
    assert not said.file
    assert not mark.exists()


@pytest.mark.slow
@pytest.mark.parametrize("where", PLACES)
def test_no_payload_runs_in_any_place(where: str, make: Make, tmp_path: Path) -> None:
    mark = tmp_path / "mark"
    for payload in REACHING:
        said = answer(asked(placed(make, where, tag(payload, mark))))
        assert said.data.get("findings"), payload
        assert not said.file
        assert not mark.exists()


def tag(payload: str, mark: Path) -> str:
    return "{{ " + payload.replace("MARK", str(mark)) + " }}"


@pytest.mark.parametrize("payload", [one for one in REACHING if "9999" not in one and "1000000000" not in one])
def test_no_payload_reaches_anything_even_where_nothing_was_inspected(payload: str, tmp_path: Path) -> None:
    mark = tmp_path / "mark"
    environment = make_environment()
    if "**" in payload:
        return
    try:
        said = environment.from_string(tag(payload, mark)).render(CONTENT)
    except Exception:  # noqa: BLE001 - any failure will do, as long as nothing is reached
        said = ""
    assert not mark.exists()
    assert not any(sign in said for sign in ("class", "built-in", "module", "function"))


@pytest.mark.slow
def test_no_payload_runs_in_the_process_itself(make: Make, tmp_path: Path) -> None:
    mark = tmp_path / "mark"

    def attack(payload: str) -> bool:
        text = tag(payload, mark)
        data = make(text, header=text, footer=text, footnote=text, text_box=text, title=text)
        with pytest.raises(Refusal):
            print_apart(data, CONTENT, NAMED)
        return bool(inspect_apart(data).findings)

    with ThreadPoolExecutor(2) as pool:
        assert all(pool.map(attack, REACHING))
    assert not mark.exists()


def test_a_sound_template_is_printed_apart_as_it_is_here(make: Make) -> None:
    body = ("{{ data.name }} {{ on|day }} {{ amount|euro }}", "{%p for row in rows %}", "{{ row }}", "{%p endfor %}")
    data = make(*body, header="{{ on|weekday }}", footnote="{{ data.name }}")
    inspected = inspect_apart(data)
    assert inspected.findings == ()
    assert inspected.references == {"data.name", "on", "amount", "rows", "rows[]"}
    printed = print_apart(data, SOUND, NAMED)
    assert printed == render(Template.from_bytes(data), SOUND, NAMED)
    assert "Jansen & Zonen <B.V.> 1 januari 2029 €\N{NO-BREAK SPACE}1,50" in text_of_document(printed)


def test_missing_data_are_refused_with_their_place(make: Make) -> None:
    with pytest.raises(Refusal) as refusal:
        print_apart(make("Eerst {{ data.name }}", "Dan {{ nergens }}"), CONTENT, NAMED)
    assert refusal.value.code == "data_missing"
    assert "nergens" in str(refusal.value.message)
    assert "Dan {{" in str(refusal.value.message)


def test_every_finding_comes_back_with_its_part(make: Make) -> None:
    findings = inspect_apart(make("{{ a() }}", "{{ b|zwart }}", header="{{ c }")).findings
    assert {finding.where for finding in findings} == {"word/document.xml", "word/header1.xml"}
    assert len(findings) == 3


def test_a_dangerous_file_never_reaches_the_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apart, "MODULE", "this.does.not.exist")
    assert "cannot be read" in str(inspect_apart(b"PK\3\4").findings[0].message)


def test_a_process_that_does_not_start_is_a_finding(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apart, "MODULE", "this.does.not.exist")
    assert "stopped unexpectedly" in str(inspect_apart(make("x")).findings[0].message)
    with pytest.raises(Refusal) as refusal:
        print_apart(make("x"), CONTENT, NAMED)
    assert refusal.value.code == "template_stopped"


def filled(data: bytes, filling: bytes) -> bytes:
    """Return a template in which the word VULLING is replaced."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            target.writestr(name, source.read(name).replace(b"VULLING", filling))
    return out.getvalue()


def numbers(pattern: bytes, count: int) -> bytes:
    """Return a pattern with many numbers that pack no better than text does."""
    return b"".join(pattern % (number * 7919 % 999_983) for number in range(count))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("text", "filling"),
    [
        ("{% for row in rows %}VULLING{% endfor %}", numbers(b"%d ", 20_000)),
        ("VULLING", numbers(b"{{ a%d }} ", 400_000)),
    ],
    ids=["printed too often", "too many tags"],
)
def test_a_template_that_fills_the_memory_is_a_refusal_and_not_a_crash(make: Make, text: str, filling: bytes) -> None:
    data = filled(make(text), filling)
    start = monotonic()
    with pytest.raises(Refusal) as refusal:
        print_apart(data, {"rows": ["a"] * 10_000}, NAMED)
    assert refusal.value.code == "template_stopped"
    assert monotonic() - start < 15
    assert "Make the template simpler" in str(refusal.value.remedy)


@pytest.mark.slow
def test_a_template_that_takes_too_long_is_ended_and_that_is_a_finding(make: Make) -> None:
    data = filled(make("VULLING"), numbers(b"{{ a%d }} ", 100_000))
    start = monotonic()
    (finding,) = inspect_apart(data).findings
    assert "more than 10 seconds" in str(finding.message)
    assert 9 < monotonic() - start < 15


def test_loops_in_loops_are_refused_when_they_turn_too_often(make: Make) -> None:
    data = make("{% for a in rows %}{% for b in rows %}{{ b }}{% endfor %}{% endfor %}")
    with pytest.raises(Refusal) as refusal:
        print_apart(data, {"rows": ["a"] * 10_000}, NAMED)
    assert refusal.value.code == "document_too_long"


def test_a_list_of_more_than_ten_thousand_items_is_refused(make: Make) -> None:
    with pytest.raises(Refusal) as refusal:
        print_apart(make("{% for a in rows %}{{ a }}{% endfor %}"), {"rows": ["a"] * 10_001}, NAMED)
    assert refusal.value.code == "list_too_long"


LOCKED = """
import ctypes, os, socket, sys, subprocess, json
from partnerschapsakte.documents.word import child
child.limit(); child.warm_up()
libc = ctypes.CDLL(None, use_errno=True)
child.lock()
outcome = {}
def tries(name, act):
    try:
        act()
        outcome[name] = "done"
    except (OSError, MemoryError) as error:
        outcome[name] = "refused"
tries("read a file", lambda: open("/etc/passwd"))
tries("write a file", lambda: open("MARK", "w"))
tries("make a folder", lambda: os.mkdir("MARK"))
tries("a socket", lambda: socket.socket())
tries("a program", lambda: subprocess.run(["touch", "MARK"]))
tries("a shell", lambda: os.system("touch MARK"))
tries("a fork", lambda: os.fork() or os._exit(0))
tries("a kill", lambda: os.kill(os.getppid(), 0))
tries("a gigabyte", lambda: bytearray(1 << 30))
# What holds when somebody gets past Python: the system itself.
outcome["socket below Python"] = "refused" if RAW["socket"](2, 1, 0) < 0 else "done"
outcome["open below Python"] = "refused" if RAW["open"](b"/etc/passwd", 0) < 0 else "done"
outcome["more files again"] = "refused" if RAW["raise"]() < 0 else "done"
sys.stdout.write(json.dumps(outcome))
"""
RAW = """
class Limit(ctypes.Structure):
    _fields_ = [("now", ctypes.c_ulong), ("most", ctypes.c_ulong)]
more, raising = ctypes.byref(Limit(99, 99)), libc.setrlimit
RAW = {"socket": libc.socket, "open": libc.open, "raise": lambda: raising(7, more)}
"""


def test_what_the_process_gave_away_it_cannot_take_back(tmp_path: Path) -> None:
    code = LOCKED.replace("child.lock()", RAW.strip() + "\nchild.lock()").replace("MARK", str(tmp_path / "mark"))
    done = subprocess.run([sys.executable, "-I", "-c", code], capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    assert set(json.loads(done.stdout).values()) == {"refused"}, done.stdout
    assert list(tmp_path.iterdir()) == []


def test_the_process_gets_nothing_of_our_environment(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[dict[str, Any]] = []
    real = subprocess.Popen

    def watch(*command: Any, **options: Any) -> Any:
        started.append(options)
        return real(*command, **options)

    monkeypatch.setattr(apart.subprocess, "Popen", watch)
    assert inspect_apart(make("x")).findings == ()
    assert started[0]["env"] == {"LC_ALL": "C.UTF-8"}


def test_no_process_is_left_behind(make: Make) -> None:
    before = children()
    inspect_apart(make("{{ x }}"))
    with pytest.raises(Refusal):
        print_apart(make("{{ nergens }}"), CONTENT, NAMED)
    assert children() == before


def children() -> set[str]:
    return set(Path(f"/proc/self/task/{os.getpid()}/children").read_text().split())


def test_what_another_process_says_is_not_believed(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    evil = encoded(Message({"findings": [{"message": {"say": "{x.__class__}", "values": {"x": "a"}}, "where": ""}]}))
    macro = io.BytesIO(make("x"))
    with zipfile.ZipFile(macro, "a") as archive:
        archive.writestr("word/vbaProject.bin", "x")
    for said, error in (
        (evil, "stopped unexpectedly"),
        (b"geen bericht", "stopped unexpectedly"),
        (encoded(Message({"references": 5, "findings": []})), "stopped unexpectedly"),
        (encoded(Message({"refusal": "x", "message": {"say": "{", "values": {}}})), "stopped unexpectedly"),
    ):
        monkeypatch.setattr(apart, "_exchange", lambda _, said=said: said)
        assert error in str(inspect_apart(make("x")).findings[0].message)
        with pytest.raises(Refusal, match=error):
            print_apart(make("x"), CONTENT, NAMED)
    monkeypatch.setattr(apart, "_exchange", lambda _: encoded(Message({}, macro.getvalue())))
    with pytest.raises(FileRefused, match="macros"):
        print_apart(make("x"), CONTENT, NAMED)


def test_a_message_comes_over_the_wire_as_it_was_sent() -> None:
    message = Message({"content": packed(SOUND)}, b"\n\0bytes")
    received = decoded(encoded(message))
    assert (unpacked(received.data["content"]), received.file) == (SOUND, b"\n\0bytes")
    for noise in (b"", b"{}", b"[]\n", b"{\n", b"\xff\n", b"[" * 100_000 + b"\n"):
        with pytest.raises(NotUnderstoodError):
            decoded(noise)
