"""R9: whatever is done to a journal that was signed for shows, given the last checkpoint that was kept outside."""

import json
import shutil
import sqlite3
from collections import Counter
from collections.abc import Callable, Generator
from contextlib import closing
from pathlib import Path
from typing import Any, TypeAlias

import pytest
from sqlalchemy import Engine

from databases import all_models
from journal_factory import KEYS, ORIGIN, Dice, exported, fill, signed_for, verifier
from partnerschapsakte.foundation.database import Table, connect
from partnerschapsakte.journal.rules.checkpoints import key_text

MUTATIONS = 1000
ENTRIES = 40
CHECKER = verifier()
KEY = CHECKER.key_of(key_text(ORIGIN, KEYS.public_key))
WORDS = ("approved", "", "D. Nep", "2020-01-01T00:00:00.000000Z", "dossier-9", "€", "accepted", "refused", None, 7)

Entry: TypeAlias = dict[str, Any]
OnLines: TypeAlias = Callable[[list[bytes], Dice], list[bytes]]
OnFile: TypeAlias = Callable[[sqlite3.Connection, Dice], None]


def parsed(lines: list[bytes]) -> list[Entry]:
    return [json.loads(line) for line in lines]


def written(entries: list[Entry]) -> list[bytes]:
    return [CHECKER.canonical(entry) + b"\n" for entry in entries]


def digest(entry: Entry) -> str:
    content = {name: entry[name] for name in CHECKER.CONTENT}
    return CHECKER.sha256(CHECKER.canonical(content)).hexdigest()


def chained(entries: list[Entry]) -> list[Entry]:
    """Compute everything anew, as somebody would who knows how it is done."""
    previous, made = CHECKER.NOTHING, list[Entry]()
    for number, entry in enumerate(entries, start=1):
        own = {**entry, "number": number, "previous": previous}
        previous = own["digest"] = digest(own)
        made.append(own)
    return made


def altered(entry: Entry, dice: Dice) -> Entry:
    """Change one field that says something."""
    name = dice.one_of([one for one in CHECKER.CONTENT if one not in {"number", "previous"}])
    word = dice.one_of([word for word in WORDS if word != entry[name]])
    return {**entry, name: {**entry["details"], "key": word} if name == "details" else word}


def replaced(entries: list[Entry], place: int, *instead: Entry) -> list[Entry]:
    return [*entries[:place], *instead, *entries[place + 1 :]]


def a_flipped_bit(lines: list[bytes], dice: Dice) -> list[bytes]:
    whole = bytearray(b"".join(lines))
    whole[dice.below(len(whole))] ^= 1 << dice.below(8)
    return bytes(whole).splitlines(keepends=True)


def a_changed_entry(lines: list[bytes], dice: Dice) -> list[bytes]:
    entries, place = parsed(lines), dice.below(len(lines))
    return written(replaced(entries, place, altered(entries[place], dice)))


def a_changed_entry_with_its_digest(lines: list[bytes], dice: Dice) -> list[bytes]:
    entries, place = parsed(lines), dice.below(len(lines))
    forged = altered(entries[place], dice)
    return written(replaced(entries, place, {**forged, "digest": digest(forged)}))


def a_changed_entry_and_the_whole_tail(lines: list[bytes], dice: Dice) -> list[bytes]:
    entries, place = parsed(lines), dice.below(len(lines))
    return written(chained(replaced(entries, place, altered(entries[place], dice))))


def a_deleted_entry(lines: list[bytes], dice: Dice) -> list[bytes]:
    place = dice.below(len(lines))
    return [*lines[:place], *lines[place + 1 :]]


def a_deleted_entry_and_the_whole_tail(lines: list[bytes], dice: Dice) -> list[bytes]:
    return written(chained(parsed(a_deleted_entry(lines, dice))))


def an_inserted_entry(lines: list[bytes], dice: Dice) -> list[bytes]:
    place = dice.below(len(lines))
    forged = altered(parsed(lines)[place], dice)
    return [*lines[:place], *written([{**forged, "digest": digest(forged)}]), *lines[place:]]


def an_inserted_entry_and_the_whole_tail(lines: list[bytes], dice: Dice) -> list[bytes]:
    return written(chained(parsed(an_inserted_entry(lines, dice))))


def two_entries_swapped(lines: list[bytes], dice: Dice) -> list[bytes]:
    first = dice.below(len(lines) - 1)
    second = first + 1 + dice.below(len(lines) - first - 1)
    swapped = list(lines)
    swapped[first], swapped[second] = swapped[second], swapped[first]
    return swapped


def two_entries_swapped_and_the_whole_tail(lines: list[bytes], dice: Dice) -> list[bytes]:
    return written(chained(parsed(two_entries_swapped(lines, dice))))


def a_tail_cut_off(lines: list[bytes], dice: Dice) -> list[bytes]:
    return lines[: dice.below(len(lines))]


def bytes_cut_off(lines: list[bytes], dice: Dice) -> list[bytes]:
    whole = b"".join(lines)
    return whole[: dice.below(len(whole))].splitlines(keepends=True)


ON_LINES: tuple[OnLines, ...] = (
    a_flipped_bit,
    a_changed_entry,
    a_changed_entry_with_its_digest,
    a_changed_entry_and_the_whole_tail,
    a_deleted_entry,
    a_deleted_entry_and_the_whole_tail,
    an_inserted_entry,
    an_inserted_entry_and_the_whole_tail,
    two_entries_swapped,
    two_entries_swapped_and_the_whole_tail,
    a_tail_cut_off,
    bytes_cut_off,
)


def checked(entries: Generator[Entry], points: list[Any]) -> None:
    with closing(entries):
        CHECKER.compare(CHECKER.check(entries, points=points), points)


def test_every_one_of_a_thousand_changes_to_an_export_shows(engine: Engine) -> None:
    fill(engine, ENTRIES)
    points = [CHECKER.checkpoint_of(signed_for(engine), [KEY])]
    assert points[0].size == ENTRIES
    lines = exported(engine)[:ENTRIES]
    checked(CHECKER.exported(lines), points)
    dice, shown = Dice("exports"), Counter[str]()
    for turn in range(MUTATIONS):
        mutate = ON_LINES[turn % len(ON_LINES)]
        changed = mutate(lines, dice)
        assert changed != lines
        with pytest.raises(CHECKER.Fault) as fault:
            checked(CHECKER.exported(changed), points)
        assert not isinstance(fault.value, CHECKER.NotChecked)
        shown[fault.value.said] += 1
    assert set(shown) == {"unreadable", "missing", "previous", "digest", "short", "root"}, "each way to be found out"


def test_without_a_checkpoint_from_outside_a_tail_that_was_computed_anew_does_not_show(engine: Engine) -> None:
    fill(engine, ENTRIES)
    lines, dice = exported(engine), Dice("limit")
    for mutate in (a_changed_entry_and_the_whole_tail, a_tail_cut_off):
        checked(CHECKER.exported(mutate(lines, dice)), [])


# --- the same on a database file, by somebody who may write in it ----------------------------------------------------


@pytest.fixture(scope="module")
def signed_file(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A SQLite file with a journal, closed, and its checkpoint."""
    file = tmp_path_factory.mktemp("proof") / "journal.sqlite"
    all_models()
    engine = connect(f"sqlite:///{file}")
    Table.metadata.create_all(engine)
    fill(engine, ENTRIES)
    note = signed_for(engine)
    engine.dispose()
    with closing(sqlite3.connect(file)) as database:
        database.execute("PRAGMA journal_mode=DELETE")
    return file, note


def rows(database: sqlite3.Connection) -> list[Entry]:
    database.row_factory = sqlite3.Row
    return [dict(row) for row in database.execute("SELECT * FROM journal_entry ORDER BY number")]


def forged(row: Entry) -> Entry:
    """Return a row with the digest that belongs to what it says now."""
    content = {**row, "details": json.loads(row["details"])}
    content |= {name: row[name].replace(" ", "T") + "Z" for name in CHECKER.INSTANTS}
    return {**row, "digest": digest(content)}


def put(database: sqlite3.Connection, row: Entry, verb: str = "INSERT OR REPLACE") -> None:
    names = ", ".join(row)
    marks = ", ".join(f":{name}" for name in row)
    database.execute(f"{verb} INTO journal_entry ({names}) VALUES ({marks})", row)


def rewritten(database: sqlite3.Connection, instead: list[Entry]) -> None:
    """Write the whole chain anew, its head included."""
    database.execute("DELETE FROM journal_entry")
    previous = CHECKER.NOTHING
    for number, row in enumerate(instead, start=1):
        own = forged({**row, "number": number, "previous": previous})
        previous = own["digest"]
        put(database, own)
    database.execute("UPDATE journal_head SET number = ?, digest = ?", (len(instead), previous))


def spoiled(row: Entry, dice: Dice) -> Entry:
    name = dice.one_of(["tag", "subject", "dossier_id", "actor_id", "actor_name", "origin", "result", "details"])
    words = ['{"key": "forged"}', "{}"] if name == "details" else [str(word) for word in WORDS]
    return {**row, name: dice.one_of([word for word in words if word != row[name]])}


def one(database: sqlite3.Connection, dice: Dice) -> Entry:
    return rows(database)[dice.below(ENTRIES)]


def a_column_updated(database: sqlite3.Connection, dice: Dice) -> None:
    row = one(database, dice)
    name = dice.one_of([name for name in row if name != "id"])
    value = dice.one_of([word for word in ("x", 0, b"x", "2020-01-01 00:00:00.000000") if word != row[name]])
    database.execute(f"UPDATE journal_entry SET {name} = ? WHERE id = ?", (value, row["id"]))  # noqa: S608 - our own names


def a_number_taken_away(database: sqlite3.Connection, dice: Dice) -> None:
    database.execute("UPDATE journal_entry SET number = NULL WHERE id = ?", (one(database, dice)["id"],))


def a_row_and_its_digest_replaced(database: sqlite3.Connection, dice: Dice) -> None:
    put(database, forged(spoiled(one(database, dice), dice)))


def a_row_and_everything_after_replaced(database: sqlite3.Connection, dice: Dice) -> None:
    found, place = rows(database), dice.below(ENTRIES)
    rewritten(database, replaced(found, place, spoiled(found[place], dice)))


def a_row_deleted(database: sqlite3.Connection, dice: Dice) -> None:
    database.execute("DELETE FROM journal_entry WHERE id = ?", (one(database, dice)["id"],))


def a_row_deleted_and_everything_after_replaced(database: sqlite3.Connection, dice: Dice) -> None:
    rewritten(database, replaced(rows(database), dice.below(ENTRIES)))


def a_row_inserted(database: sqlite3.Connection, dice: Dice) -> None:
    row = one(database, dice)
    put(database, {**row, "id": 9000, "number": dice.one_of([None, ENTRIES + 2, 0, -1])}, "INSERT")


def a_row_inserted_and_everything_after_replaced(database: sqlite3.Connection, dice: Dice) -> None:
    found, place = rows(database), dice.below(ENTRIES)
    rewritten(database, [*found[:place], {**spoiled(found[place], dice), "id": 9000}, *found[place:]])


def two_rows_swapped(database: sqlite3.Connection, dice: Dice) -> None:
    first, second = one(database, dice), one(database, dice)
    while first["number"] == second["number"]:
        second = one(database, dice)
    database.execute("UPDATE journal_entry SET number = -1 WHERE id = ?", (first["id"],))
    database.execute("UPDATE journal_entry SET number = ? WHERE id = ?", (first["number"], second["id"]))
    database.execute("UPDATE journal_entry SET number = ? WHERE id = ?", (second["number"], first["id"]))


def a_tail_deleted_with_its_head(database: sqlite3.Connection, dice: Dice) -> None:
    rewritten(database, rows(database)[: dice.below(ENTRIES)])


ON_FILE: tuple[OnFile, ...] = (
    a_column_updated,
    a_number_taken_away,
    a_row_and_its_digest_replaced,
    a_row_and_everything_after_replaced,
    a_row_deleted,
    a_row_deleted_and_everything_after_replaced,
    a_row_inserted,
    a_row_inserted_and_everything_after_replaced,
    two_rows_swapped,
    a_tail_deleted_with_its_head,
)


def content_of(file: Path) -> list[tuple[Any, ...]] | None:
    try:
        with closing(sqlite3.connect(file)) as database:
            return database.execute("SELECT * FROM journal_entry ORDER BY id").fetchall()
    except sqlite3.Error:
        return None


def bits_flipped_in(file: Path, dice: Dice, before: list[tuple[Any, ...]] | None) -> None:
    """Flip a bit where a value of a row lies on the disk, until the row reads otherwise."""
    while content_of(file) == before:
        whole = bytearray(file.read_bytes())
        with closing(sqlite3.connect(file)) as database:
            row = one(database, dice)
        value = str(dice.one_of([row["subject"], row["digest"], row["details"], row["actor_name"]])).encode()
        place = whole.find(value)
        if place >= 0:
            whole[place + dice.below(len(value))] ^= 1 << dice.below(8)
            file.write_bytes(whole)


@pytest.mark.slow
def test_every_one_of_a_thousand_changes_to_a_database_file_shows(
    signed_file: tuple[Path, str], tmp_path: Path
) -> None:
    file, note = signed_file
    points, before = [CHECKER.checkpoint_of(note, [KEY])], content_of(file)
    checked(CHECKER.stored(file), points)
    dice, copy, shown = Dice("files"), tmp_path / "copy.sqlite", Counter[str]()
    for turn in range(MUTATIONS):
        shutil.copy(file, copy)
        kind = turn % (len(ON_FILE) + 1)
        if kind == len(ON_FILE):
            bits_flipped_in(copy, dice, before)
        else:
            with closing(sqlite3.connect(copy)) as database, database:
                database.execute("PRAGMA synchronous=OFF")
                ON_FILE[kind](database, dice)
        assert content_of(copy) != before
        with pytest.raises(CHECKER.Fault) as fault:
            checked(CHECKER.stored(copy), points)
        assert not isinstance(fault.value, CHECKER.NotChecked)
        shown[fault.value.said] += 1
    ways = {"unreadable", "missing", "previous", "digest", "short", "root", "unsealed", "damaged", "head"}
    assert set(shown) <= ways
    assert len(shown) >= len(ways) - 2, "most ways to be found out"


def test_a_sound_file_is_in_order_and_stays_as_it_was(signed_file: tuple[Path, str]) -> None:
    file, note = signed_file
    before = file.read_bytes()
    checked(CHECKER.stored(file), [CHECKER.checkpoint_of(note, [KEY])])
    assert file.read_bytes() == before
