"""The verifier is one file that needs nothing of the program, and says in Dutch or English what is wrong and where."""

import ast
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from datetime import timedelta
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine, insert, select, text, update

from archives import HEAD, stamp, write
from journal_factory import DAY, KEYS, ORIGIN, OTHER_KEYS, SCRIPT, exported, fill, signed_for, verifier
from partnerschapsakte.foundation.database import connect, reading
from partnerschapsakte.journal import queries, word
from partnerschapsakte.journal.models import ENTRIES, HEADS
from partnerschapsakte.journal.rules.chain import START, canonical, links
from partnerschapsakte.journal.rules.checkpoints import key_text

CHECKER = verifier()
KEY = key_text(ORIGIN, KEYS.public_key)
TEMPLATES = Path(__file__).parents[2] / "templates"
Command = Callable[..., tuple[int, str]]


@pytest.fixture
def command(tmp_path: Path) -> Command:
    """Run the verifier where nothing of the program can be found."""
    alone = shutil.copy(SCRIPT, tmp_path / "verify_journal.py")

    def run(*arguments: object) -> tuple[int, str]:
        words = [sys.executable, "-I", alone, *map(str, arguments)]
        done = subprocess.run(words, cwd=tmp_path, capture_output=True, text=True, encoding="utf-8", check=False)
        assert not done.stderr, done.stderr
        return done.returncode, done.stdout

    return run


@pytest.fixture
def note(engine: Engine, tmp_path: Path) -> Path:
    """A checkpoint of twelve entries, as a file."""
    fill(engine, 12)
    file = tmp_path / "checkpoint.txt"
    file.write_text(signed_for(engine), "utf-8")
    return file


def saved(engine: Engine, folder: Path, dossier_id: str | None = None) -> Path:
    file = folder / "journaal.jsonl"
    file.write_bytes(b"".join(exported(engine, dossier_id)))
    return file


def archived(engine: Engine, folder: Path) -> Path:
    stamp(engine, HEAD)
    write(engine, folder / "alles.zip")
    return folder / "alles.zip"


def reseal(engine: Engine) -> None:
    """Seal every entry anew, in the order of the numbers that stand there."""
    with engine.begin() as connection:
        found = connection.execute(select(ENTRIES).order_by(ENTRIES.c.number)).mappings().all()
        connection.execute(update(ENTRIES).values(number=None))
        head = START
        for entry, own, before in links(found, START):
            sealed = {"number": own.number, "previous": before, "digest": own.digest}
            connection.execute(update(ENTRIES).where(ENTRIES.c.id == entry).values(sealed))
            head = own
        connection.execute(insert(HEADS).values(id=1, number=head.number, digest=head.digest))


def test_it_imports_nothing_but_the_standard_library() -> None:
    nodes = list(ast.walk(ast.parse(SCRIPT.read_text("utf-8"))))
    names = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    names |= {str(node.module) for node in nodes if isinstance(node, ast.ImportFrom)}
    assert {name.partition(".")[0] for name in names} <= sys.stdlib_module_names


def test_a_sound_journal_with_its_checkpoint_is_in_order(
    engine: Engine, note: Path, tmp_path: Path, command: Command
) -> None:
    code, said = command(saved(engine, tmp_path), "--checkpoint", note, "--key", KEY)
    assert code == 0, said
    assert "In orde: 13 regels, zonder gat en ongewijzigd." in said
    assert "Controlepunt 2027-03-01: klopt, met 12 regels." in said


def test_it_reads_the_checkpoint_out_of_the_mail_that_brought_it(
    engine: Engine, note: Path, tmp_path: Path, command: Command
) -> None:
    assert note.exists()
    with reading(engine)() as session:
        view = queries.checkpoint(session, DAY)
    letter = word.letter(view, "auditor@voorbeeldstad.example", templates=TEMPLATES, host="akte.example")
    mail, key = tmp_path / "bericht.txt", tmp_path / "sleutel.txt"
    mail.write_text(letter.text, "utf-8", newline="\r\n")
    key.write_text(KEY + "\n", "utf-8")
    assert KEY in letter.text
    assert command(saved(engine, tmp_path), "--checkpoint", mail, "--key", key)[0] == 0


@pytest.mark.parametrize("encoding", ["quoted-printable", "base64", "8bit"])
@pytest.mark.parametrize("boxed", [False, True], ids=["plain", "with an attachment and in another mail"])
def test_it_reads_the_checkpoint_out_of_the_mail_as_a_mail_program_saves_it(
    engine: Engine, note: Path, tmp_path: Path, command: Command, encoding: str, boxed: bool
) -> None:
    assert note.exists()
    with reading(engine)() as session:
        view = queries.checkpoint(session, DAY)
    letter = word.letter(view, "auditor@voorbeeldstad.example", templates=TEMPLATES, host="akte.example")
    message = EmailMessage(policy=SMTP)
    message["Subject"] = letter.subject
    message.set_content(letter.text, charset="utf-8", cte=encoding)
    if boxed:
        message.add_attachment(b"%PDF", maintype="application", subtype="pdf", filename="x.pdf")
        inner, message = message, EmailMessage(policy=SMTP)
        message.set_content("Zie de bijlage.")
        message.add_attachment(inner)
    mail = tmp_path / "bericht.eml"
    mail.write_bytes(message.as_bytes())
    code, said = command(saved(engine, tmp_path), "--checkpoint", mail, "--key", KEY)
    assert code == 0, said
    assert "Controlepunt 2027-03-01: klopt, met 12 regels." in said


def test_it_reads_the_archive_of_everything(engine: Engine, note: Path, tmp_path: Path, command: Command) -> None:
    code, said = command(archived(engine, tmp_path), "--checkpoint", note, "--key", KEY)
    assert code == 0, said
    assert "In orde: 13 regels, zonder gat en ongewijzigd." in said
    assert "Controlepunt 2027-03-01: klopt, met 12 regels." in said


def test_in_an_archive_the_numbers_may_stand_in_another_order_than_the_entries(
    engine: Engine, tmp_path: Path, command: Command
) -> None:
    fill(engine, 6)
    with engine.begin() as connection:  # what transactions side by side do to the order in which entries were written
        connection.execute(text("DELETE FROM journal_head"))
        connection.execute(text("UPDATE journal_entry SET number = 100 - id"))
    reseal(engine)
    code, said = command(archived(engine, tmp_path))
    assert code == 0, said
    assert "In orde: 6 regels" in said


@pytest.mark.parametrize(
    ("damage", "says"),
    [
        ("UPDATE journal_entry SET actor_name = 'D. Nep' WHERE number = 5", "Regel 5 is gewijzigd"),
        ("DELETE FROM journal_entry WHERE number = 5", "Regel 5 ontbreekt; er staat regel 6"),
        ("UPDATE journal_entry SET number = NULL WHERE number = 12", "1 regels hebben geen nummer"),
        ("UPDATE journal_head SET number = 11", "eindigt bij regel 11"),
    ],
)
def test_what_is_wrong_in_an_archive_is_told(
    engine: Engine, tmp_path: Path, command: Command, damage: str, says: str
) -> None:
    fill(engine, 12)
    with engine.begin() as connection:
        connection.execute(text("DELETE FROM outbox_message"))
        connection.execute(text(damage))
    code, said = command(archived(engine, tmp_path))
    assert (code, says in said) == (1, True), said


def test_an_archive_without_a_journal_and_one_that_is_damaged_are_told(
    engine: Engine, tmp_path: Path, command: Command
) -> None:
    other = tmp_path / "anders.zip"
    with zipfile.ZipFile(other, "w") as made:
        made.writestr("iets.txt", "x")
    assert command(other) == (
        2,
        f"NIET GECONTROLEERD. {other}: dit kan niet worden gelezen (er zit geen journaal in dit archief).\n",
    )
    fill(engine, 12)
    file = archived(engine, tmp_path)
    whole = bytearray(file.read_bytes())
    with zipfile.ZipFile(file) as made:
        at = made.getinfo("tables/journal_entry.jsonl").header_offset + 120
    whole[at] ^= 0xFF
    file.write_bytes(whole)
    code, said = command(file)
    assert code == 1, said
    assert "alles.zip: het archief is beschadigd" in said or "geen regel van een journaal" in said
    file.write_bytes(whole[: len(whole) // 2])
    assert command(file)[0] == 1


def test_a_list_with_the_names_of_an_entry_is_no_entry(tmp_path: Path, command: Command) -> None:
    file = tmp_path / "journaal.jsonl"
    file.write_bytes(canonical([*CHECKER.CONTENT, "digest"]) + b"\n")
    code, said = command(file)
    assert code == 1
    assert said.endswith("dit is geen regel van een journaal (JSON, maar niet met de namen van een regel).\n")
    file.write_bytes(b"<html>\n")
    assert command(file)[1].endswith("dit is geen regel van een journaal (geen geldige JSON).\n")


def test_what_is_given_as_a_checkpoint_and_is_none_is_told_in_dutch(
    engine: Engine, tmp_path: Path, command: Command
) -> None:
    fill(engine, 2)
    file, given = saved(engine, tmp_path), tmp_path / "punt.txt"
    for content, why in [
        (b'["a", {"day": "2027-03-01"}]', "er staat geen heel controlepunt in"),
        (b"\xff\xfe\x00", "geen tekst in UTF-8"),
        (b"Subject: x\nMIME-Version: 1.0\nContent-Type: text/html\n\n<p>x</p>", "er staat geen heel controlepunt in"),
    ]:
        given.write_bytes(content)
        code, said = command(file, "--checkpoint", given, "--key", KEY)
        assert (code, said) == (2, f"NIET GECONTROLEERD. punt.txt: dit is geen controlepunt ({why}).\n")
    code, said = command(file, "--checkpoint", tmp_path / "weg.txt", "--key", KEY)
    assert (code, "(het bestand is er niet)" in said) == (2, True), said
    code, said = command(tmp_path / "weg.jsonl")
    assert (code, "(het bestand is er niet)" in said) == (2, True), said
    code, said = command(tmp_path)
    assert (code, "(het is een map)" in said) == (2, True), said


def test_without_a_checkpoint_it_says_what_it_cannot_know(engine: Engine, tmp_path: Path, command: Command) -> None:
    fill(engine, 3)
    code, said = command(saved(engine, tmp_path), "--taal", "en")
    assert code == 0
    assert "without a checkpoint from outside, nobody can tell" in said


def test_a_change_in_the_database_shows_in_its_export(
    engine: Engine, note: Path, tmp_path: Path, command: Command
) -> None:
    with engine.begin() as connection:
        connection.execute(text("UPDATE journal_entry SET actor_name = 'D. Nep' WHERE number = 5"))
    file = saved(engine, tmp_path)
    assert command(file, "--checkpoint", note, "--key", KEY) == (
        1,
        "NIET IN ORDE. Regel 5 is gewijzigd: de controlewaarde klopt niet.\n",
    )
    assert command(file, "--taal", "en") == (1, "NOT IN ORDER. Entry 5 was changed: its digest is wrong.\n")


def test_a_cut_off_journal_is_told_by_the_checkpoint_only(
    engine: Engine, note: Path, tmp_path: Path, command: Command
) -> None:
    file = saved(engine, tmp_path)
    file.write_bytes(b"".join(file.read_bytes().splitlines(keepends=True)[:11]))
    assert command(file)[0] == 0
    code, said = command(file, "--checkpoint", note, "--key", KEY)
    assert code == 1
    assert "Controlepunt 2027-03-01: toen waren er 12 regels, nu zijn er 11. Er is iets weggehaald." in said


def test_every_checkpoint_that_is_given_must_agree(
    engine: Engine, note: Path, tmp_path: Path, command: Command
) -> None:
    later = tmp_path / "later.txt"
    later.write_text(signed_for(engine, DAY + timedelta(days=1)), "utf-8")
    code, said = command(saved(engine, tmp_path), "--checkpoint", note, "--checkpoint", later, "--key", KEY)
    assert (code, said.count("klopt")) == (0, 2)


def test_the_export_of_a_dossier_is_checked_entry_by_entry(
    engine: Engine, note: Path, tmp_path: Path, command: Command
) -> None:
    file = saved(engine, tmp_path, "dossier-1")
    assert command(file)[0] == 1, "a part is no whole journal"
    code, said = command(file, "--part", "--checkpoint", note, "--key", KEY)
    assert code == 0
    assert "In orde: 6 regels, elk ongewijzigd. Een deel: of er een ontbreekt, blijkt alleen uit het geheel." in said
    file.write_bytes(file.read_bytes().replace(b"Voorbeeld", b"Voorbeold", 1))
    code, said = command(file, "--part")
    assert code == 1
    assert "Regel 2 is gewijzigd" in said


def test_a_part_whose_lines_changed_places_is_refused(engine: Engine, tmp_path: Path, command: Command) -> None:
    fill(engine, 8)
    file = saved(engine, tmp_path, "dossier-1")
    first, *others = file.read_bytes().splitlines(keepends=True)
    file.write_bytes(b"".join([*others, first]))
    assert "Regel 2 staat niet op volgorde." in command(file, "--part")[1]


@pytest.mark.parametrize(("was", "is_now"), [("12\n", "11\n"), ("day 2027", "day 2028"), ("akte.", "akta.")])
def test_a_checkpoint_that_was_touched_does_not_count(
    engine: Engine, note: Path, tmp_path: Path, command: Command, was: str, is_now: str
) -> None:
    text_of = note.read_text("utf-8")
    assert was in text_of
    note.write_text(text_of.replace(was, is_now, 1), "utf-8")
    code, said = command(saved(engine, tmp_path), "--checkpoint", note, "--key", KEY)
    assert code == 2
    assert "de handtekening klopt niet" in said


def test_a_checkpoint_of_another_key_does_not_count(
    engine: Engine, note: Path, tmp_path: Path, command: Command
) -> None:
    other = key_text(ORIGIN, OTHER_KEYS.public_key)
    code, _ = command(saved(engine, tmp_path), "--checkpoint", note, "--key", other)
    assert code == 2


def test_what_cannot_be_checked_is_not_called_in_order(
    engine: Engine, note: Path, tmp_path: Path, command: Command
) -> None:
    file, junk = saved(engine, tmp_path), tmp_path / "junk.txt"
    junk.write_text("hello", "utf-8")
    assert command(tmp_path / "absent.jsonl")[0] == 2
    assert command(file, "--checkpoint", note)[0] == 2, "no key"
    assert command(file, "--checkpoint", note, "--key", "nonsense")[0] == 2
    assert command(file, "--checkpoint", note, "--key", KEY.replace("+", "+00", 1))[0] == 2
    assert command(file, "--checkpoint", junk, "--key", KEY)[0] == 2
    assert command(file, "--checkpoint", tmp_path / "absent.txt", "--key", KEY)[0] == 2


@pytest.mark.parametrize("line", [b"{", b"7", b"[]", b"{}", b'{"number": 1}', b"\xff", b'{"a":NaN}', b'{"a":1,"a":1}'])
def test_a_line_that_is_none_is_told_with_its_place(tmp_path: Path, command: Command, line: bytes) -> None:
    file = tmp_path / "journaal.jsonl"
    file.write_bytes(line + b"\n")
    code, said = command(file)
    assert code == 1
    assert "journaal.jsonl:1" in said


@pytest.mark.parametrize(
    ("was", "is_now"), [(b'":"', b'": "'), ("€".encode(), rb"\u20ac"), (b"}\n", b"}\r\n"), (b"}\n", b"}")]
)
def test_a_line_that_says_the_same_in_another_way_is_not_ours(engine: Engine, was: bytes, is_now: bytes) -> None:
    fill(engine, 2)
    first, last = exported(engine)
    assert was in last
    with pytest.raises(CHECKER.Fault):
        CHECKER.check(CHECKER.exported([first, last.replace(was, is_now, 1)]))


def test_it_reads_a_database_file_while_the_program_works(database_url: str, command: Command) -> None:
    if not database_url.startswith("sqlite"):
        return  # another server's files are read by nobody; its export is
    engine = connect(database_url)
    fill(engine, 6)  # it lies in the write-ahead log still
    code, said = command(database_url.removeprefix("sqlite:///"))
    engine.dispose()
    assert code == 0, said
    assert "In orde: 6 regels" in said


def test_a_file_of_something_else_is_no_journal(tmp_path: Path, command: Command) -> None:
    file = tmp_path / "file.sqlite"
    file.write_bytes(b"SQLite format 3\0" + bytes(200))
    assert command(file)[0] == 1


@given(seed=st.binary(min_size=32, max_size=32), message=st.binary(max_size=200))
def test_a_signature_of_a_well_kept_library_is_recognised(seed: bytes, message: bytes) -> None:
    key = Ed25519PrivateKey.from_private_bytes(seed)
    assert CHECKER.is_signed(key.public_key().public_bytes_raw(), message, key.sign(message))


@given(
    seed=st.binary(min_size=32, max_size=32),
    message=st.binary(min_size=1, max_size=60),
    where=st.integers(0, 95),
    bit=st.integers(0, 7),
)
def test_a_flipped_bit_in_key_or_signature_is_judged_as_a_well_kept_library_does(
    seed: bytes, message: bytes, where: int, bit: int
) -> None:
    key = Ed25519PrivateKey.from_private_bytes(seed)
    both = bytearray(key.public_key().public_bytes_raw() + key.sign(message))
    both[where] ^= 1 << bit
    public, signature = bytes(both[:32]), bytes(both[32:])
    assert CHECKER.is_signed(public, message, signature) == library_accepts(public, message, signature)
    assert not CHECKER.is_signed(public, message, signature)


@given(public=st.binary(max_size=40), message=st.binary(max_size=20), signature=st.binary(max_size=70))
def test_bytes_that_are_no_signature_are_none(public: bytes, message: bytes, signature: bytes) -> None:
    assert not CHECKER.is_signed(public, message, signature)


@pytest.mark.parametrize("added", [1, 2])
def test_a_signature_has_one_way_to_be_written(added: int) -> None:
    key = Ed25519PrivateKey.from_private_bytes(bytes(32))
    signature = key.sign(b"x")
    scalar = int.from_bytes(signature[32:], "little") + added * CHECKER.ORDER
    again = signature[:32] + scalar.to_bytes(32, "little")
    assert not CHECKER.is_signed(key.public_key().public_bytes_raw(), b"x", again)


def test_the_vectors_of_rfc_8032_hold() -> None:
    public = bytes.fromhex("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c")
    signature = bytes.fromhex(
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
        "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
    )
    assert CHECKER.is_signed(public, b"\x72", signature)
    assert not CHECKER.is_signed(public, b"\x73", signature)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


@given(JSON)
def test_program_and_verifier_write_a_value_the_same_way(value: object) -> None:
    assert CHECKER.canonical(value) == canonical(value)
    assert CHECKER._parsed(canonical(value)) == value


def library_accepts(public: bytes, message: bytes, signature: bytes) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True
