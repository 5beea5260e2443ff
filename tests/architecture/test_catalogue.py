"""The Dutch catalogue translates every sentence of the program, with the same values in it."""

import re
from collections import Counter
from pathlib import Path
from string import Formatter

from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po

from partnerschapsakte.foundation.language import catalogue

ROOT = Path(__file__).parents[2]
DUTCH = ROOT / "src/partnerschapsakte/locale/nl/LC_MESSAGES/messages.po"
KEYWORDS = {"_": None, "gettext": (1,), "ngettext": (1, 2), "say": (1,)}


def sentences() -> dict[str, str]:
    """Find every message id of the program, and the first place where it stands."""
    with (ROOT / "babel.cfg").open(encoding="utf-8") as configuration:
        methods, options = parse_mapping_cfg(configuration)
    found: dict[str, str] = {}
    for file, line, message, _, _ in extract_from_dir(ROOT, methods, options, KEYWORDS):
        for one in [message] if isinstance(message, str) else message:
            found.setdefault(one, f"{file}:{line}")
    return found


def values(text: str) -> set[str]:
    """Name the values that a sentence waits for: {day} and %(day)s."""
    return {name for _, name, _, _ in Formatter().parse(text) if name} | set(re.findall(r"%\((\w+)\)", text))


def test_every_sentence_has_its_dutch() -> None:
    missing = {message: place for message, place in sentences().items() if message not in catalogue("nl")}
    assert not missing, f"add them to {DUTCH.relative_to(ROOT)}"


def test_a_translation_waits_for_the_values_of_its_sentence() -> None:
    strays = {one: dutch for one, dutch in catalogue("nl").items() if values(one) != values(dutch)}
    assert not strays, "the same {names} in both languages"


def test_no_sentence_is_translated_twice() -> None:
    ids = re.findall(r'^msgid ((?:".*"\n)+)', DUTCH.read_text("utf-8"), flags=re.MULTILINE)
    assert [one for one, times in Counter(ids).items() if times > 1] == [], "keep one of them"


def test_no_translation_is_a_guess() -> None:
    with DUTCH.open("rb") as file:
        assert [message.id for message in read_po(file) if message.fuzzy and message.id] == [], "read it, drop the mark"
