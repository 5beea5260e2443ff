"""A case file is read with the place of every value, and everything that is wrong with it is told at once."""

from collections.abc import Callable
from datetime import date

import pytest

from partnerschapsakte.cases.checking import check
from partnerschapsakte.cases.findings import Found, as_line
from partnerschapsakte.cases.reading import Source, read

TODAY = date(2026, 11, 22)


def messages(found: list[Found]) -> dict[str, str]:
    return {f"{one.place.line}:{one.place.path}": str(one.message) for one in found}


def check_all(source: Source) -> dict[str, str]:
    return messages(check(source, TODAY)[1])


def test_a_sound_case_has_nothing_against_it(damaged: Callable[..., Source]) -> None:
    assert check_all(damaged()) == {}


def test_an_unknown_key_is_told_at_its_line_with_the_key_that_was_meant(damaged: Callable[..., Source]) -> None:
    checked, found = check(damaged(("  title: Proefdossier\n  phase", "  titel: Proefdossier\n  phase")), TODAY)
    told = {one.place.path: (one.place.line, str(one.remedy)) for one in found}
    assert told["dossier.titel"] == (6, "Did you mean title?")
    assert "dossier.title" in told
    assert checked.case is None


def test_a_key_that_stands_twice_is_told_with_both_lines(damaged: Callable[..., Source]) -> None:
    found = check_all(damaged(("    seat: Veldstad\n", "    seat: Veldstad\n    name: Stad\n")))
    assert found == {"18:organisations.veldstad.name": "The key name stands here twice; the first is on line 16."}


@pytest.mark.parametrize("character", ["\x07", "\x00", "\x85", "\u2028", "\ufffe"])
def test_a_control_character_is_refused_with_its_place(damaged: Callable[..., Source], character: str) -> None:
    found = check_all(damaged(("Verzonnen Zorg Een B.V.", f'"Verzonnen {character} Zorg"')))
    code = f"U+{ord(character):04X}"
    assert found == {"21:organisations.een.name": f"The text holds a character that cannot be printed ({code})."}


def test_a_control_character_behind_an_escape_is_refused_with_its_place(damaged: Callable[..., Source]) -> None:
    found = check_all(damaged(("Verzonnen Zorg Een B.V.", r'"Verzonnen \x07 Zorg"')))
    assert list(found) == ["21:organisations.een.name"]
    assert "U+0007" in found["21:organisations.een.name"]


def test_broken_yaml_is_told_at_its_line() -> None:
    found = messages(read("kapot.yaml", b"case:\n  name: [a\nb: c\n").found)
    assert len(found) == 1
    assert next(iter(found)).startswith("3:")


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        (b"", "The file is empty."),
        (b"case: \xff\n", "The file is not UTF-8 text."),
        (b"a: &a [*a]\n", "The file repeats itself without end."),
        (
            b"a: !!python/object:os.system x\n",
            "The tag tag:yaml.org,2002:python/object:os.system has no meaning in a case file.",
        ),
    ],
)
def test_a_file_that_is_no_case_file_says_so(raw: bytes, message: str) -> None:
    assert message in messages(read("x.yaml", raw).found).values()


def test_anchors_may_save_typing(damaged: Callable[..., Source]) -> None:
    assert check_all(damaged(("  veldstad:\n    kind", "  veldstad: &d\n    kind"))) == {}


def test_a_number_where_a_text_belongs_asks_for_quotes(damaged: Callable[..., Source]) -> None:
    _, found = check(damaged(("kvk_number: '90000002'", "kvk_number: 90000002")), TODAY)
    assert [(one.place.line, str(one.message), str(one.remedy)) for one in found if "kvk" in one.place.path] == [
        (23, "A text is expected here.", "Put it between quotes.")
    ]


def test_a_name_of_300_characters_an_emoji_and_markup_are_kept_as_they_are(damaged: Callable[..., Source]) -> None:
    for name in ("Jansen & Zonen <B.V.>", "N" * 300, "Zorg 🌱 Buurt", "{{ 7 * 7 }} {% x %}"):
        checked, found = check(damaged(("name: Verzonnen Zorg Een B.V.", f"name: '{name}'")), TODAY)
        assert found == []
        assert checked.case
        assert checked.case.organisations["een"].name == name


def test_a_name_that_is_too_long_is_refused_and_never_cut(damaged: Callable[..., Source]) -> None:
    found = check_all(damaged(("name: Verzonnen Zorg Een B.V.", f"name: {'N' * 401}")))
    assert found["21:organisations.een.name"] == "The text is longer than 400 signs."


def test_a_line_for_a_reader_names_file_line_path_and_sentence_in_dutch(damaged: Callable[..., Source]) -> None:
    _, found = check(damaged(("authorities: veldstad\n  role", "authorities: elders\n  role")), TODAY)
    assert as_line(found[0], "nl") == (
        "proef.yaml:9:16:dossier.authorities[0]: fout: Er is geen organisatie elders in dit bestand."
    )
