"""The fields of an uploaded template are compared with those there are; findings from outside are only sentences."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from partnerschapsakte.documents.rules.sentence_data import (
    UnreadableDataError,
    findings_data,
    findings_of,
    sentence,
    written,
)
from partnerschapsakte.documents.rules.templates import Fields, TemplateState, compare_fields, state_of
from partnerschapsakte.foundation.outcomes import Finding, Level
from partnerschapsakte.foundation.sentences import Value, say

KNOWN = {
    "cover.title", "parties", "parties[].name", "parties[].shares", "parties[].shares[]",
    "article.term.number", "article.payment.added",
}  # fmt: skip


def test_a_template_that_asks_what_there_is_has_nothing_unknown_or_missing() -> None:
    assert compare_fields(KNOWN, KNOWN) == Fields()


def test_a_field_that_does_not_exist_is_unknown_and_one_that_is_not_printed_is_missing() -> None:
    asked = {"cover.titel", "parties", "parties[].name"}
    assert compare_fields(asked, KNOWN) == Fields(
        unknown=("cover.titel",),
        missing=(
            "article.payment.added", "article.term.number", "cover.title", "parties[].shares", "parties[].shares[]",
        ),
    )  # fmt: skip


def test_each_article_has_what_another_article_has() -> None:
    assert compare_fields({"article.payment.number"}, KNOWN).unknown == ()
    assert compare_fields({"article.nothing.number"}, KNOWN).unknown == ("article.nothing.number",)


def test_a_template_with_a_finding_is_refused() -> None:
    finding = Finding(level=Level.REFUSED, message=say("The file has macros."))
    assert (state_of([]), state_of([finding])) == (TemplateState.USABLE, TemplateState.REFUSED)


def test_a_finding_is_read_back_as_it_was_written() -> None:
    inner = say("the part {name}", name="word/a.xml")
    message = say("{what} {day} {amount}", what=inner, day=date(2029, 1, 1), amount=Decimal("1.50"), count=3)
    finding = Finding(level=Level.REFUSED, message=message, where="word/a.xml")
    assert findings_of(findings_data([finding])) == (finding,)


@pytest.mark.parametrize(
    "pattern", ["{x.__class__}", "{x[0]}", "{x!r}", "{x:>99999999}", "{x:{y}}", "{}", "{0}", "{y}", "{", "}"]
)
def test_a_sentence_from_outside_can_only_name_its_values(pattern: str) -> None:
    with pytest.raises(UnreadableDataError):
        sentence({"say": pattern, "values": {"x": "a"}})


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
        lambda inner: (
            st.lists(inner)
            | st.dictionaries(st.sampled_from(["say", "values", "date", "decimal", "message", "where", "x"]), inner)
        ),
    )
)
def test_any_other_data_is_refused_and_breaks_nothing(data: object) -> None:
    for read in (findings_of, sentence):
        try:
            said = read(data)
        except UnreadableDataError:
            continue
        assert str(said) is not None


@given(
    st.one_of(st.text(), st.integers(-(10**17), 10**17), st.dates(), st.decimals(allow_nan=False, allow_infinity=False))
)
def test_every_value_of_a_sentence_is_read_back(value: Value) -> None:
    assert sentence(written(say("{x}", x=value))) == say("{x}", x=value)
