"""An archive of which anything differs from what was written is refused, says what, and leaves the database empty."""

import io
import json
import zipfile
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from archives import HEAD, Members, fill, forged, installed, members, read_in, refused, rows_in, stamp, write
from partnerschapsakte.exchange.archive import MANIFEST
from partnerschapsakte.exchange.checking import MOST_TOLD
from partnerschapsakte.exchange.faults import Fault
from partnerschapsakte.foundation.database import connect
from partnerschapsakte.foundation.language import ENGLISH
from snapshots import once

PARTY = "tables/party.jsonl"
Change = Callable[[Members], Members]


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive with rows in every table."""
    folder = tmp_path_factory.mktemp("whole")
    with installed(f"sqlite:///{folder / 'house.sqlite'}") as house:
        fill(house)
        write(house, folder / "alles.zip")
    return folder / "alles.zip"


@pytest.fixture
def empty(engine: Engine) -> Iterator[Engine]:
    """An installation without rows, and without rows it stays."""
    once(engine, "no row at all", lambda: stamp(engine, HEAD))
    yield engine
    assert rows_in(engine) == {}


def faults(empty: Engine, file: Path, content: bytes) -> tuple[Fault, ...]:
    file.write_bytes(content)
    return refused(lambda: read_in(empty, file))


def told(found: tuple[Fault, ...]) -> list[str]:
    return [fault.told(ENGLISH) for fault in found]


def test_an_untouched_archive_is_read(whole: Path, tmp_path: Path) -> None:
    with installed(f"sqlite:///{tmp_path / 'other.sqlite'}") as other:
        assert read_in(other, whole).rows == sum(rows_in(other).values())


def test_a_flipped_byte_in_any_member_or_header_is_found(whole: Path, empty: Engine, tmp_path: Path) -> None:
    content = whole.read_bytes()
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        starts = [info.header_offset for info in archive.infolist()]
        end_of_members = archive.start_dir
    ends = [*starts[1:], end_of_members]
    # In each member: its header, its name, its first and last byte; then throughout the directory and the seal.
    places = {
        place
        for start, end in zip(starts, ends, strict=True)
        for place in (start + 11, start + 31, (start + end) // 2, end - 1)
    }
    places |= set(range(end_of_members, len(content), 97)) | {len(content) - 1, len(content) - 65, len(content) - 72}
    for place in sorted(places):
        flipped = bytearray(content)
        flipped[place] ^= 1
        assert faults(empty, tmp_path / "alles.zip", bytes(flipped)), place


def test_an_archive_that_was_cut_off_or_added_to_is_found(whole: Path, empty: Engine, tmp_path: Path) -> None:
    content = whole.read_bytes()
    for length in (0, 1, 22, 71, len(content) // 3, len(content) // 2, len(content) - 72, len(content) - 1):
        assert faults(empty, tmp_path / "alles.zip", content[:length]), length
    for added in (b"\0", b"more", content):
        assert faults(empty, tmp_path / "alles.zip", content + added)
        assert faults(empty, tmp_path / "alles.zip", added + content)


def test_a_damaged_archive_says_which_part_is_damaged(whole: Path, empty: Engine, tmp_path: Path) -> None:
    content = bytearray(whole.read_bytes())
    with zipfile.ZipFile(whole) as archive:
        place = archive.getinfo(PARTY).header_offset + 30 + len(PARTY) + 40
    content[place] ^= 1
    found = faults(empty, tmp_path / "alles.zip", bytes(content))
    assert "seal" in found[0].message.id
    assert PARTY in {fault.member for fault in found}


def test_a_missing_part_is_named_whoever_sealed_the_rest(whole: Path, empty: Engine, tmp_path: Path) -> None:
    everything = members(whole)
    for name, _ in everything:
        found = faults(empty, tmp_path / "alles.zip", forged([one for one in everything if one[0] != name]))
        assert name == MANIFEST or name in {fault.member for fault in found}


def line_of_party(number: int, change: Callable[[dict[str, Any]], Any]) -> Change:
    """Change a line of the parties."""

    def changed(everything: Members) -> Members:
        lines = dict(everything)[PARTY].splitlines()
        lines[number] = json.dumps(change(json.loads(lines[number])), separators=(",", ":")).encode()
        return [(name, b"\n".join(lines) + b"\n" if name == PARTY else content) for name, content in everything]

    return changed


def manifest(change: Callable[[dict[str, Any]], Any]) -> Change:
    """Change the manifest."""

    def changed(everything: Members) -> Members:
        found = json.loads(dict(everything)[MANIFEST])
        change(found)
        return [(name, json.dumps(found).encode() if name == MANIFEST else content) for name, content in everything]

    return changed


def swap_two_lines(everything: Members) -> Members:
    lines = dict(everything)[PARTY].splitlines(keepends=True)
    return [(name, b"".join(lines[::-1]) if name == PARTY else content) for name, content in everything]


FORGERIES: dict[str, Change] = {
    "another order": lambda everything: [everything[1], everything[0], *everything[2:]],
    "a part twice": lambda everything: [everything[0], *everything],
    "a part too many": lambda everything: [("tables/more.jsonl", b""), *everything],
    "a part that climbs out": lambda everything: [("../../etc/passwd", b"x"), *everything],
    "a name that is not one of ours": lambda everything: [
        ("tables/agreements.jsonl", everything[0][1]),
        *everything[1:],
    ],
    "a table without rows": lambda everything: [(everything[0][0], b""), *everything[1:]],
    "two lines changed places": swap_two_lines,
    "an organisation with another name": line_of_party(0, lambda line: line | {"name": "Another"}),
    "a column too many": line_of_party(1, lambda line: line | {"more": 1}),
    "a column too few": line_of_party(1, lambda line: {key: line[key] for key in line if key != "name"}),
    "a column of another kind": line_of_party(1, lambda line: line | {"name": 7}),
    "a choice that does not exist": line_of_party(1, lambda line: line | {"kind": "club"}),
    "no row but a list": line_of_party(1, list),
    "a file with another content": lambda everything: [
        (name, content + b"!" if name.startswith("files/") else content) for name, content in everything
    ],
    "a manifest without tables": manifest(lambda found: found.update(tables=[])),
    "a manifest with a table twice": manifest(lambda found: found["tables"].append(found["tables"][0])),
    "a manifest with other tables": manifest(lambda found: found["tables"][0].update(name="club")),
    "a manifest with another number of rows": manifest(lambda found: found["tables"][0].update(rows=99)),
    "a manifest without files": manifest(lambda found: found.update(files=[])),
    "a manifest with a file twice": manifest(lambda found: found["files"].append(found["files"][0])),
    "a manifest with a field too many": manifest(lambda found: found.update(more=1)),
    "a manifest that is no JSON": lambda everything: [*everything[:-1], (MANIFEST, b"{")],
    "a manifest of binary": lambda everything: [*everything[:-1], (MANIFEST, b"\xff\xfe")],
}


@pytest.mark.parametrize("kind", FORGERIES)
def test_what_somebody_changed_and_sealed_anew_is_found(kind: str, whole: Path, empty: Engine, tmp_path: Path) -> None:
    assert faults(empty, tmp_path / "alles.zip", forged(FORGERIES[kind](members(whole))))


def test_all_that_is_wrong_is_said_at_once_with_its_line(whole: Path, empty: Engine, tmp_path: Path) -> None:
    changed = members(whole)
    for change in (FORGERIES["a column too many"], line_of_party(2, lambda line: line | {"name": None})):
        changed = change(changed)
    changed = [one for one in changed if one[0] != "tables/lot.jsonl"]
    assert told(faults(empty, tmp_path / "alles.zip", forged(changed))) == [
        "tables/lot.jsonl: This part is missing from the archive.",
        f"{PARTY}:2: Column more is missing, unknown or of another kind.",
        f"{PARTY}:3: Column name is missing, unknown or of another kind.",
        f"{PARTY}: This part is damaged: its contents do not match its hash.",
    ]


def test_of_very_much_that_is_wrong_only_the_first_is_said(whole: Path, empty: Engine, tmp_path: Path) -> None:
    lines = b"{}\n" * (2 * MOST_TOLD)
    changed = [(name, lines if name == PARTY else content) for name, content in members(whole)]
    found = faults(empty, tmp_path / "alles.zip", forged(changed))
    assert len(found) == MOST_TOLD + 1
    assert str(MOST_TOLD) in told(found)[-1]


def test_rows_that_point_at_nothing_are_refused_though_every_hash_fits(
    whole: Path, empty: Engine, tmp_path: Path
) -> None:
    none = {"rows": 0, "size": 0, "sha256": sha256(b"").hexdigest()}
    change = manifest(lambda found: next(one for one in found["tables"] if one["name"] == "party").update(none))
    changed = [(name, b"" if name == PARTY else content) for name, content in change(members(whole))]
    found = faults(empty, tmp_path / "alles.zip", forged(changed))
    assert {fault.message.id for fault in found} <= {
        "The database refuses these rows ({reason}).",
        "Rows of this table point at rows that are not there.",
    }


def test_an_archive_of_another_version_of_the_tables_is_refused_and_says_what_to_do(
    whole: Path, empty: Engine, tmp_path: Path
) -> None:
    change = manifest(lambda found: found.update(revision="0001", program="0.0.9"))
    (fault,) = faults(empty, tmp_path / "alles.zip", forged(change(members(whole))))
    assert dict(fault.message.values) == {"found": "0001", "program": "0.0.9", "known": HEAD}


def test_an_archive_of_another_format_is_refused_and_says_which_program_wrote_it(
    whole: Path, empty: Engine, tmp_path: Path
) -> None:
    change = manifest(lambda found: found.update(format=2, program="9.0", something="new"))
    (fault,) = faults(empty, tmp_path / "alles.zip", forged(change(members(whole))))
    assert dict(fault.message.values) == {"found": "2", "known": 1, "program": "9.0"}


def test_another_file_is_no_archive(empty: Engine, tmp_path: Path) -> None:
    for content in (b"", b"PK\x05\x06" + b"\0" * 18, b"SQLite format 3\0" * 100):
        (fault,) = faults(empty, tmp_path / "alles.zip", content)
        assert "no archive" in fault.message.id


def test_the_database_is_not_touched_before_the_whole_archive_was_looked_through(whole: Path, tmp_path: Path) -> None:
    nowhere = connect(f"sqlite:///{tmp_path / 'nowhere.sqlite'}")
    changed = FORGERIES["a column too many"](members(whole))
    file = tmp_path / "alles.zip"
    file.write_bytes(forged(changed))
    assert refused(lambda: read_in(nowhere, file))
    nowhere.dispose()
    assert not (tmp_path / "nowhere.sqlite").exists()
