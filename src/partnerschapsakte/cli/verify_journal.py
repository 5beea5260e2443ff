"""Checks a journal by itself, with nothing but Python: nothing of the program that wrote it is needed or believed.

    python verify_journal.py journaal.jsonl --checkpoint controlepunt-2029-01-31.txt --key NAAM+ID+SLEUTEL

The journal is an export (JSON Lines), the archive of everything (zip) or the SQLite file itself; a checkpoint is a text
or a saved mail (.eml). Exit codes: 0 in order, 1 not in order, 2 not checked.
The format is described in docs/explanation/proof.md; the signatures in RFC 8032.
"""

import argparse
import json
import sqlite3
import sys
import zipfile
import zlib
from base64 import b64decode
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from email import message_from_bytes
from email.message import Message
from hashlib import sha256, sha512
from pathlib import Path
from typing import IO, Any, NamedTuple
from urllib.parse import quote

IN_ORDER, NOT_IN_ORDER, NOT_CHECKED = 0, 1, 2
NOTHING = "0" * 64
SQLITE_MARK, ZIP_MARK = b"SQLite format 3\0", b"PK\x03\x04"
ENTRY_MEMBER, HEAD_MEMBER = "tables/journal_entry.jsonl", "tables/journal_head.jsonl"
BROKEN_ZIP = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError)
CONTENT = (
    *("id", "tag", "subject", "dossier_id", "actor_id", "actor_name", "happened_at", "recorded_at"),
    *("result", "origin", "details", "number", "previous"),
)
INSTANTS = ("happened_at", "recorded_at")
AWAY = ("SQLITE_CANTOPEN", "SQLITE_BUSY", "SQLITE_LOCKED", "SQLITE_READONLY", "SQLITE_PERM")
BEGIN, END = "-----BEGIN CHECKPOINT-----", "-----END CHECKPOINT-----"

DUTCH = {
    "unreadable": "{place}: dit is geen regel van een journaal ({why}).",
    "missing": "Regel {number} ontbreekt; er staat regel {found}.",
    "previous": "Regel {number} sluit niet aan op de regel ervoor.",
    "digest": "Regel {number} is gewijzigd: de controlewaarde klopt niet.",
    "order": "Regel {number} staat niet op volgorde.",
    "unsealed": "{count} regels hebben geen nummer: zij staan buiten de keten.",
    "head": "De database zegt dat het journaal eindigt bij regel {number}, met een andere controlewaarde of lengte.",
    "short": "Controlepunt {day}: toen waren er {size} regels, nu zijn er {entries}. Er is iets weggehaald.",
    "root": "Controlepunt {day}: de regels tot en met {size} zijn niet die van toen. Er is iets gewijzigd.",
    "not_here": "Controlepunt {day}: regel {size} staat niet in dit deel, dus hier valt niets te vergelijken.",
    "matches": "Controlepunt {day}: klopt, met {size} regels.",
    "whole": "In orde: {entries} regels, zonder gat en ongewijzigd. De laatste controlewaarde is {digest}.",
    "part": "In orde: {entries} regels, elk ongewijzigd. Een deel: of er een ontbreekt, blijkt alleen uit het geheel.",
    "no_checkpoint": "Let op: zonder controlepunt van buiten blijkt niet of alles opnieuw is berekend of afgekapt.",
    "damaged": "{place}: de database is beschadigd ({why}).",
    "no_journal": "{place}: dit kan niet worden gelezen ({why}).",
    "no_note": "{place}: dit is geen controlepunt ({why}).",
    "no_key": "{key}: dit is geen sleutel. Verwacht NAAM+ID+SLEUTEL, of een bestand met die ene regel.",
    "keyless": "Geef met --key de openbare sleutel waarmee de controlepunten zijn ondertekend.",
    "forged": "{place}: de handtekening klopt niet, of is van een andere sleutel. Dit controlepunt telt niet.",
    "broken_zip": "{place}: het archief is beschadigd ({why}).",
    "wrong": "NIET IN ORDE",
    "unchecked": "NIET GECONTROLEERD",
    "absent": "het bestand is er niet",
    "folder": "het is een map",
    "no_table": "er zit geen journaal in dit archief",
    "not_json": "geen geldige JSON",
    "no_entry": "JSON, maar niet met de namen van een regel",
    "form": "anders geschreven dan in een uitvoer",
    "not_text": "geen tekst in UTF-8",
    "no_whole_note": "er staat geen heel controlepunt in",
}
ENGLISH = {
    "unreadable": "{place}: this is no entry of a journal ({why}).",
    "missing": "Entry {number} is missing; entry {found} stands there.",
    "previous": "Entry {number} does not follow the entry before it.",
    "digest": "Entry {number} was changed: its digest is wrong.",
    "order": "Entry {number} is out of order.",
    "unsealed": "{count} entries have no number: they stand outside the chain.",
    "head": "The database says that the journal ends at entry {number}, with another digest or length.",
    "short": "Checkpoint {day}: there were {size} entries, now there are {entries}. Something was taken away.",
    "root": "Checkpoint {day}: the entries through {size} are not those of that day. Something was changed.",
    "not_here": "Checkpoint {day}: entry {size} is not in this part, so there is nothing to compare.",
    "matches": "Checkpoint {day}: agrees, with {size} entries.",
    "whole": "In order: {entries} entries, without a gap and unchanged. The last digest is {digest}.",
    "part": "In order: {entries} entries, each unchanged. A part: whether one is missing shows only in the whole.",
    "no_checkpoint": "Mind: without a checkpoint from outside, nobody can tell if all was computed anew or cut off.",
    "damaged": "{place}: the database is damaged ({why}).",
    "no_journal": "{place}: this cannot be read ({why}).",
    "no_note": "{place}: this is no checkpoint ({why}).",
    "no_key": "{key}: this is no key. Expected NAME+ID+KEY, or a file with that one line.",
    "keyless": "Give with --key the public key by which the checkpoints were signed.",
    "forged": "{place}: the signature is wrong, or of another key. This checkpoint does not count.",
    "broken_zip": "{place}: the archive is damaged ({why}).",
    "wrong": "NOT IN ORDER",
    "unchecked": "NOT CHECKED",
    "absent": "the file is not there",
    "folder": "it is a folder",
    "no_table": "there is no journal in this archive",
    "not_json": "no valid JSON",
    "no_entry": "JSON, but not with the names of an entry",
    "form": "written in another way than in an export",
    "not_text": "no text in UTF-8",
    "no_whole_note": "there is no whole checkpoint in it",
}


class Fault(Exception):
    """The journal is not in order."""

    def __init__(self, said: str, **values: Any) -> None:
        super().__init__(said, values)
        self.said, self.values = said, values


class NotChecked(Fault):
    """What was given cannot be checked."""


class Key(NamedTuple):
    """A public key with the name it signs under."""

    name: str
    mark: bytes
    public: bytes


class Checkpoint(NamedTuple):
    """What a checkpoint says: on this day the journal had so many entries, the last with this digest."""

    day: str
    size: int
    root: str


class Checked(NamedTuple):
    """How many entries were in order, and the digest of the last one and of each that a checkpoint names."""

    entries: int
    digest: str
    roots: dict[int, str]


def canonical(value: Any) -> bytes:
    """Write a value in the one way that digests are taken of."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False).encode()


def check(entries: Iterable[dict[str, Any]], *, part: bool = False, points: Sequence[Checkpoint] = ()) -> Checked:
    """Compute the chain again; raise Fault at the first entry that is wrong."""
    wanted = {point.size for point in points}
    count, number, digest, roots = 0, 0, NOTHING, dict[int, str]()
    for entry in entries:
        found = entry["number"]
        if part and found <= number:
            raise Fault("order", number=found)
        if not part and found != number + 1:
            raise Fault("missing", number=number + 1, found=found)
        if found == number + 1 and entry["previous"] != digest:
            raise Fault("previous", number=found)
        own = sha256(canonical({name: entry[name] for name in CONTENT})).hexdigest()
        if own != entry["digest"]:
            raise Fault("digest", number=found)
        count, number, digest = count + 1, found, own
        if number in wanted:
            roots[number] = digest
    return Checked(count, digest, roots)


def compare(checked: Checked, points: Sequence[Checkpoint], *, part: bool = False) -> list[tuple[str, dict[str, Any]]]:
    """Compare what was found with the checkpoints; raise Fault where they do not agree, else say what there was."""
    said: list[tuple[str, dict[str, Any]]] = []
    for point in points:
        values = {**point._asdict(), "entries": checked.entries}
        root = checked.roots.get(point.size)
        if root is None and not part:
            raise Fault("short", **values)
        if root is not None and root != point.root:
            raise Fault("root", **values)
        said.append(("matches" if root else "not_here", values))
    return said


def entries_of(path: Path) -> Iterator[dict[str, Any]]:
    """Read the entries of an export, of an archive or of a SQLite file, one by one."""
    try:
        with path.open("rb") as file:
            first = file.read(len(SQLITE_MARK))
            if first != SQLITE_MARK:
                file.seek(0)
                yield from archived(file, path) if first.startswith(ZIP_MARK) else exported(file, path.name)
                return
    except OSError as error:
        raise NotChecked("no_journal", place=path, why=_why_away(error)) from error
    yield from stored(path)


def exported(lines: Iterable[bytes], place: str = "") -> Iterator[dict[str, Any]]:
    """Read the entries of an export; a line that is written in another way than ours is not ours."""
    for row, line in enumerate(lines, start=1):
        where = f"{place}:{row}"
        try:
            entry = _parsed(line)
            ours = canonical(entry) + b"\n" == line
        except (ValueError, RecursionError) as error:
            raise Fault("unreadable", place=where, why="not_json") from error
        names = getattr(entry, "keys", str)()  # what is no object has none
        if set(names) != {*CONTENT, "digest"} or type(entry["number"]) is not int:
            raise Fault("unreadable", place=where, why="no_entry")
        if not ours:
            raise Fault("unreadable", place=where, why="form")
        yield entry


def archived(file: IO[bytes], path: Path) -> Iterator[dict[str, Any]]:
    """Read the entries of an archive in the order of the chain, and what it says of the end of the chain."""
    last: dict[str, Any] = {"number": 0, "digest": NOTHING}
    try:
        with zipfile.ZipFile(file) as archive:
            for entry in _in_order(_members(archive, ENTRY_MEMBER, path)):
                yield (last := _of_member(entry, path))
            heads = [(one["number"], one["digest"]) for one in _members(archive, HEAD_MEMBER, path)]
            _compare_the_end(heads, last)
    except BROKEN_ZIP as error:
        raise Fault("broken_zip", place=path, why=error) from error


def _members(archive: zipfile.ZipFile, member: str, path: Path) -> Iterator[dict[str, Any]]:
    if member not in archive.namelist():
        raise NotChecked("no_journal", place=path, why="no_table")
    with archive.open(member) as lines:
        for row, line in enumerate(lines, start=1):
            try:
                entry = _parsed(line)
                _ = entry["id"], entry["number"], entry["digest"]
            except (ValueError, TypeError, KeyError, RecursionError) as error:
                raise Fault("unreadable", place=f"{path.name}, {member}:{row}", why="no_entry") from error
            yield entry


def _in_order(rows: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Give entries by number: transactions side by side may have written them in another order."""
    early, number, unsealed = dict[int, dict[str, Any]](), 0, 0
    for row in rows:
        if type(row["number"]) is not int or row["number"] <= number or row["number"] in early:
            unsealed += 1
            continue
        early[row["number"]] = row
        while number + 1 in early:
            number += 1
            yield early.pop(number)
    yield from (early[later] for later in sorted(early))
    if unsealed:
        raise Fault("unsealed", count=unsealed)


def _of_member(row: dict[str, Any], path: Path) -> dict[str, Any]:
    try:
        entry = {name: row[name] for name in (*CONTENT, "digest")}
        for name in INSTANTS:
            moment, _, fraction = entry[name].removesuffix("Z").partition(".")
            entry[name] = f"{moment}.{fraction:0<6}Z"
        canonical(entry)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise Fault("unreadable", place=f"{path}, id {row['id']}", why="no_entry") from error
    return entry


def stored(path: Path) -> Iterator[dict[str, Any]]:
    """Read the entries of a SQLite file, without changing it, and what it says of the end of the chain."""
    try:
        with closing(sqlite3.connect(f"file:{quote(str(path.absolute()))}?mode=ro", uri=True)) as database:
            database.row_factory = sqlite3.Row
            database.execute("BEGIN")
            _look_for_damage(database, path)
            last: dict[str, Any] = {"number": 0, "digest": NOTHING}
            for row in database.execute("SELECT * FROM journal_entry WHERE number IS NOT NULL ORDER BY number"):
                last = _of_row(row, path)
                yield last
            _look_at_the_end(database, last)
    except sqlite3.DatabaseError as error:
        away = getattr(error, "sqlite_errorname", "").startswith(AWAY)
        fault = NotChecked("no_journal", place=path, why=error) if away else Fault("damaged", place=path, why=error)
        raise fault from error


def _look_for_damage(database: sqlite3.Connection, path: Path) -> None:
    for (found,) in database.execute("PRAGMA integrity_check(journal_entry)"):
        if found != "ok":
            raise Fault("damaged", place=path, why=found)
    (unsealed,) = database.execute("SELECT count(*) FROM journal_entry WHERE number IS NULL").fetchone()
    if unsealed:
        raise Fault("unsealed", count=unsealed)


def _of_row(row: sqlite3.Row, path: Path) -> dict[str, Any]:
    entry = {name: row[name] for name in (*CONTENT, "digest")}
    try:
        entry["number"] = entry["number"].__index__()
        for name in INSTANTS:
            day, clock = entry[name].split(" ")
            entry[name] = f"{day}T{clock}Z"
        entry["details"] = _parsed(entry["details"].encode())
        canonical(entry)
    except (ValueError, TypeError, AttributeError, RecursionError) as error:
        raise Fault("unreadable", place=f"{path}, id {entry['id']}", why="no_entry") from error
    return entry


def _look_at_the_end(database: sqlite3.Connection, last: dict[str, Any]) -> None:
    _compare_the_end([tuple(one) for one in database.execute("SELECT number, digest FROM journal_head")], last)


def _compare_the_end(head: Sequence[Sequence[Any]], last: dict[str, Any]) -> None:
    if head != [(last["number"], last["digest"])] and (head or last["number"]):
        raise Fault("head", number=head[0][0] if head else None)


def _why_away(error: OSError) -> object:
    kinds: dict[type[OSError], str] = {FileNotFoundError: "absent", IsADirectoryError: "folder"}
    return kinds.get(type(error), error.strerror or error)


def _parsed(text: bytes) -> Any:
    return json.loads(text, object_pairs_hook=_once, parse_constant=_no_constant)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name stands there twice")
    return found


def _no_constant(name: str) -> None:
    raise ValueError(name)


def key_of(text: str) -> Key:
    """Read a public key: ``name+id+base64``, or a file that holds it."""
    written = text.strip()
    try:
        if written.count("+") < 2:  # noqa: PLR2004 - name, id, key
            written = Path(text).read_text("utf-8").strip()
        name, mark, packed = written.split("+", 2)
        public = b64decode(packed, validate=True)
        key = Key(name, sha256(name.encode() + b"\n" + public).digest()[:4], public[1:])
    except (OSError, ValueError) as error:
        raise NotChecked("no_key", key=text) from error
    if public[:1] != b"\x01" or len(key.public) != 32 or key.mark.hex() != mark:  # noqa: PLR2004 - Ed25519
        raise NotChecked("no_key", key=text)
    return key


def checkpoint_of(text: str, keys: Sequence[Key], place: str = "") -> Checkpoint:
    """Read a checkpoint, by itself or in a saved mail; raise NotChecked unless one of these keys signed it."""
    lines = [line.rstrip() for line in text.splitlines()]
    if BEGIN in lines and END in lines:
        lines = lines[lines.index(BEGIN) + 1 : lines.index(END)]
    body, _, signed = "\n".join(lines).strip("\n").partition("\n\n")
    try:
        origin, size, root, *more = body.split("\n")
        (day,) = (line.removeprefix("day ") for line in more if line.startswith("day "))
        point = Checkpoint(day, int(size), b64decode(root, validate=True).hex())
        marked = [line.split(" ") for line in signed.split("\n")]
        signatures = [(name, b64decode(packed, validate=True)) for _, name, packed in marked]
    except ValueError as error:
        raise NotChecked("no_note", place=place, why="no_whole_note") from error
    for key in keys:
        for name, packed in signatures:
            known = name == key.name == origin and packed[:4] == key.mark
            if known and is_signed(key.public, f"{body}\n".encode(), packed[4:]):
                return point
    raise NotChecked("forged", place=place)


def text_of(content: bytes) -> str:
    """Return the text of a file: of a saved mail the part that holds a checkpoint, whatever it was wrapped in."""
    mail = message_from_bytes(content.removeprefix(b"\xef\xbb\xbf"))
    if mail["MIME-Version"] is None:
        return content.decode("utf-8-sig")
    parts = [_decoded(part) for part in mail.walk() if part.get_content_type() == "text/plain"]
    return next((text for text in parts if BEGIN in text), "")


def _decoded(part: Message) -> str:
    packed: Any = part.get_payload(decode=True)
    try:
        return packed.decode(part.get_content_charset("utf-8"), "replace")
    except LookupError:  # a mail may name an alphabet that nobody knows
        return packed.decode("utf-8", "replace")


P = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
ROOT_OF_MINUS_ONE = pow(2, (P - 1) // 4, P)
Point = tuple[int, int, int, int]


def is_signed(public: bytes, message: bytes, signature: bytes) -> bool:
    """Tell whether the owner of this public key signed this message."""
    if len(public) != 32 or len(signature) != 64:  # noqa: PLR2004 - the sizes of Ed25519
        return False
    owner, scalar = _point_of(public), int.from_bytes(signature[32:], "little")
    if owner is None or scalar >= ORDER:
        return False
    challenge = int.from_bytes(sha512(signature[:32] + public + message).digest(), "little") % ORDER
    x, y, z, t = owner
    opposite = (-x % P, y, z, -t % P)
    return _bytes_of(_sum(_times(scalar, BASE), _times(challenge, opposite))) == signature[:32]


def _sum(first: Point, second: Point) -> Point:
    a = (first[1] - first[0]) * (second[1] - second[0]) % P
    b = (first[1] + first[0]) * (second[1] + second[0]) % P
    c = 2 * first[3] * second[3] * D % P
    d = 2 * first[2] * second[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P


def _times(scalar: int, point: Point) -> Point:
    found: Point = (0, 1, 1, 0)
    while scalar:
        if scalar & 1:
            found = _sum(found, point)
        point, scalar = _sum(point, point), scalar >> 1
    return found


def _x_of(y: int, sign: int) -> int | None:
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * ROOT_OF_MINUS_ONE % P
    if (x * x - square) % P or (x == 0 and sign):
        return None
    return P - x if x & 1 != sign else x


def _point_of(packed: bytes) -> Point | None:
    y = int.from_bytes(packed, "little")
    sign, y = y >> 255, y & (1 << 255) - 1
    x = _x_of(y, sign) if y < P else None
    return None if x is None else (x, y, 1, x * y % P)


def _bytes_of(point: Point) -> bytes:
    inverse = pow(point[2], P - 2, P)
    x, y = point[0] * inverse % P, point[1] * inverse % P
    return (y | (x & 1) << 255).to_bytes(32, "little")


_BASE_Y = 4 * pow(5, P - 2, P) % P
BASE: Point = _point_of(_BASE_Y.to_bytes(32, "little")) or (0, 1, 1, 0)


def run(arguments: Sequence[str]) -> int:
    """Check what the command line names, say what was found, and return the exit code."""
    asked = _asked(arguments)
    say = DUTCH if asked.taal == "nl" else ENGLISH
    try:
        if asked.checkpoint and not asked.key:
            raise NotChecked("keyless")
        keys = [key_of(text) for text in asked.key]
        points = [_read(path, keys) for path in asked.checkpoint]
        checked = check(entries_of(asked.journal), part=asked.part, points=points)
        found = compare(checked, points, part=asked.part)
    except Fault as fault:
        unchecked, why = isinstance(fault, NotChecked), fault.values.get("why")
        told = say[fault.said].format(**{**fault.values, "why": say.get(str(why), why)})
        _tell(f"{say['unchecked' if unchecked else 'wrong']}. {told}")
        return NOT_CHECKED if unchecked else NOT_IN_ORDER
    _tell(say["part" if asked.part else "whole"].format(**checked._asdict()))
    for said, values in found:
        _tell(say[said].format(**values))
    if not points:
        _tell(say["no_checkpoint"])
    return IN_ORDER


def _read(path: Path, keys: Sequence[Key]) -> Checkpoint:
    try:
        return checkpoint_of(text_of(path.read_bytes()), keys, path.name)
    except OSError as error:
        raise NotChecked("no_note", place=path.name, why=_why_away(error)) from error
    except UnicodeDecodeError as error:
        raise NotChecked("no_note", place=path.name, why="not_text") from error


def _asked(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Controleert een journaal, los van het programma dat het schreef.")
    parser.add_argument("journal", type=Path, help="journaal.jsonl, het archief (.zip) of het SQLite-bestand")
    parser.add_argument(
        "--checkpoint", type=Path, action="append", default=[], help="controlepunt, of de mail ermee (.eml); mag vaker"
    )
    parser.add_argument("--key", action="append", default=[], help="openbare sleutel, of een bestand ermee; mag vaker")
    parser.add_argument("--part", action="store_true", help="de export van één dossier: een deel van het journaal")
    parser.add_argument("--taal", choices=("nl", "en"), default="nl", help="Dutch or English")
    return parser.parse_args(arguments)


def _tell(text: str) -> None:
    sys.stdout.write(text + "\n")


if __name__ == "__main__":
    sys.exit(run(sys.argv[1:]))
