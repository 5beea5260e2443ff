"""Every fact of the program has a sentence in the journal, and only facts have one."""

import importlib
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from partnerschapsakte.foundation.language import DUTCH, catalogue
from partnerschapsakte.foundation.outcomes import Fact
from partnerschapsakte.journal.rules.chain import EntryResult, result_of
from partnerschapsakte.journal.rules.lines import HAPPENED, QUIET, happened

SOURCE = Path(__file__).parents[2] / "src" / "partnerschapsakte"
TAG = re.compile(r"[a-z]+(-[a-z]+)*(:[a-z]+(-[a-z]+)*){1,3}")


def facts() -> list[type[Fact]]:
    for path in SOURCE.rglob("*.py"):
        if "Fact)" in path.read_text("utf-8"):
            importlib.import_module(".".join(path.relative_to(SOURCE.parent).with_suffix("").parts))
    return [fact for fact in below(Fact) if fact.__module__.startswith("partnerschapsakte.") and hasattr(fact, "tag")]


def below(fact: type[Fact]) -> Iterator[type[Fact]]:
    for child in fact.__subclasses__():
        yield child
        yield from below(child)


def test_every_fact_has_a_sentence_and_every_sentence_a_fact() -> None:
    tags = {fact.tag for fact in facts()}
    assert sorted(tags - set(HAPPENED)) == [], "say in journal/rules/lines.py what happened"
    assert sorted(set(HAPPENED) - tags) == [], "no fact has this tag any more"
    assert tags >= QUIET


def test_two_facts_never_share_a_tag() -> None:
    # A dataclass with slots is made twice; the first of the two is no fact of its own.
    names = {(fact.tag, fact.__qualname__, fact.__module__) for fact in facts()}
    assert [tag for tag, times in Counter(tag for tag, *_ in names).items() if times > 1] == []


@pytest.mark.parametrize("tag", sorted(HAPPENED))
def test_a_tag_is_well_formed_and_its_sentence_is_dutch(tag: str) -> None:
    assert TAG.fullmatch(tag)
    assert happened(tag).id in catalogue(DUTCH)


def test_a_tag_of_a_newer_version_is_shown_as_it_is() -> None:
    assert str(happened("something:new")) == "Recorded: something:new"


def test_a_refusal_is_told_by_its_tag() -> None:
    refused = {tag for tag in HAPPENED if result_of(tag) is EntryResult.REFUSED}
    assert {"access:act:refused", "access:sign-in:refused"} <= refused
    assert result_of("document:issued") is EntryResult.ACCEPTED
    assert all("refused" in str(happened(tag)) or "tried" in str(happened(tag)) for tag in refused)
