"""Checks how supplied texts fit into the sentences of a template."""

import pytest

from documents.deeds import sample_deeds
from documents.deeds.reading_deeds import read, rendered
from partnerschapsakte.contracts.rules.deed.agreement import Choices, StandardDeviation
from partnerschapsakte.contracts.rules.deed.articles import Absent, Article
from partnerschapsakte.contracts.rules.deed.parties import Authority, Decision
from partnerschapsakte.contracts.rules.deed.partnership import listed
from partnerschapsakte.contracts.rules.deed.phrasing import about, phrase, sentence
from partnerschapsakte.contracts.rules.deed.plain import as_plain


@pytest.mark.parametrize(("text", "closed"), [("een zin", "een zin."), ("Een zin. ", "Een zin."), ("Echt?", "Echt?")])
def test_a_text_becomes_a_sentence(text: str, closed: str) -> None:
    assert sentence(text) == closed


@pytest.mark.parametrize(("text", "open_end"), [("omdat het moet.", "omdat het moet"), ("dit;", "dit"), ("dat", "dat")])
def test_a_text_goes_on_without_its_point(text: str, open_end: str) -> None:
    assert phrase(text) == open_end


@pytest.mark.parametrize(
    ("title", "short"),
    [
        ("Partnerschapsakte jeugdhulp", "jeugdhulp"),
        ("Datumtabel Deelovereenkomst Zeist", "Zeist"),
        ("Partnerschapsaktes", "Partnerschapsaktes"),
    ],
)
def test_a_title_is_said_without_the_kind_of_paper(title: str, short: str) -> None:
    assert about(title) == short


@pytest.mark.parametrize("name", ["Gemeente Zeist", "gemeente Zeist", "Zeist"])
def test_a_municipality_is_named_as_a_legal_person(name: str) -> None:
    assert Authority(name=name, seat="Zeist").legal_name == "gemeente Zeist"


def test_another_public_body_keeps_its_own_form() -> None:
    body = Authority(name="Regio Fictie", seat="Zeist", legal_form="gemeenschappelijke regeling")
    assert body.legal_name == "gemeenschappelijke regeling Regio Fictie"


def test_a_college_is_named_in_full() -> None:
    day = sample_deeds.cover().dated_on
    assert Decision(body="college", decided_on=day).taken_by == "college van burgemeester en wethouders"
    assert Decision(body="gemeenteraad", decided_on=day).taken_by == "gemeenteraad"


@pytest.mark.parametrize(("names", "said"), [((), ""), (("a",), "a"), (("a", "b", "c"), "a, b en c")])
def test_names_are_said_in_one_phrase(names: tuple[str, ...], said: str) -> None:
    assert listed(names) == said


def test_an_absent_article_has_no_number() -> None:
    article = sample_deeds.single_deed().article
    assert isinstance(article["term"], Article)
    assert isinstance(article["rewards"], Absent)
    assert as_plain(sample_deeds.single_deed())["article"]["rewards"] == {"key": "rewards", "present": False}


def test_a_plain_content_holds_no_object_of_ours() -> None:
    plain = as_plain(sample_deeds.consortium_deed(left_out=frozenset({"integrity"})))
    assert plain["left_out"] == ["integrity"]
    assert plain["legal_form"] == "public_contract"


def test_deviations_of_the_standard_are_an_annex_of_their_own() -> None:
    row = StandardDeviation(article="3.19", deviation="inhouding van 4%", reason="evenredigheid")
    deed = sample_deeds.single_deed(standard_deviations=(row,), choices=Choices(social_return="drie leerplekken"))
    page = read(rendered("partnership_deed", deed))
    assert "Afwijkingen van de contractstandaard" in page.styled("Bijlagekop")
    assert ["3.19", "inhouding van 4%", "evenredigheid"] in page.rows
    assert "spreken Partijen af: drie leerplekken." in page.text
