"""A document says what it was given, to the letter, in the bytes that docxtpl would make."""

import io
import zipfile
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from docx import Document
from hypothesis import assume, given
from hypothesis import strategies as st

from partnerschapsakte.documents.word.content import MARKS
from partnerschapsakte.documents.word.proof import prove, unused
from partnerschapsakte.documents.word.properties import Properties
from partnerschapsakte.documents.word.reading import parts_of, text_of_document
from partnerschapsakte.documents.word.rendering import KEPT_TEMPLATES, Template, render
from partnerschapsakte.foundation.outcomes import Refusal

Plainly = Callable[[bytes, Mapping[str, Any]], bytes]
PARTIES = [
    {"name": "Jansen & Zonen <B.V.>", "town": "Aldermeer", "shares": [Decimal("0.5"), Decimal("0.25")]},
    {"name": 'Stichting "De Brug" \N{GRINNING FACE}', "town": "'s-Dalem", "shares": []},
]
CONTENT: dict[str, Any] = {
    "title": "Jeugdhulp\tmet een\nregel erbij",
    "parties": PARTIES,
    "starts_on": date(2029, 1, 1),
    "amount": Decimal("1234567.8"),
    "final": False,
    "count": 12,
    "towns": ["Aldermeer", "Berkenwoude", "Dalem"],
}
LOOP = (
    "{%p for party in parties %}",
    "{{ loop.index }}. {{ party.name }} te {{ party.town }}",
    "{%p endfor %}",
)
END = "{%p endfor %}"
SHARES = ("{%p for share in party.shares %}", "{{ share|percentage }}", END)
ROWS = (
    ("Naam", "Plaats"),
    ("{%tr for party in parties %}", ""),
    ("{{ party.name }}", "{{ party.town }}"),
    ("{%tr endfor %}", ""),
)
EVERYWHERE = {"header": "{{ title }}", "footer": "{{ count }}", "footnote": "{{ title }}", "text_box": "{{ title }}"}
SAMPLES: dict[str, dict[str, Any]] = {
    "plain": {"body": ("Zonder tags.", "{{ title }}")},
    "loop": {"body": LOOP},
    "nested": {"body": (LOOP[0], "{{ party.name }}", *SHARES, END)},
    "conditions": {"body": ("{% if final %}Definitief{% elif count > 10 %}{{ count }}{% else %}Concept{% endif %}",)},
    "gone": {"body": ("{%p if final %}", "Alleen definitief", "{%p endif %}", "{% if final %}x{% endif %}")},
    "dates": {"body": ("{{ starts_on|day }} {{ starts_on|weekday }} {{ starts_on }}", "{{ towns|enumeration }}")},
    "amounts": {"body": ("{{ amount|euro }} {{ count|number }} {{ amount }}",)},
    "table": {"rows": ROWS},
    "empty table": {"rows": (("{%tr if final %}", ""), ("a", "b"), ("{%tr endif %}", ""))},
    "columns": {"rows": (("{%tc for town in towns %}", "{{ town }}", "{%tc endfor %}"), ("a", "b", "c"))},
    "fewer columns": {"rows": (("{%tc for party in parties %}", "{{ party.town }}", "{%tc endfor %}"),)},
    "more columns": {"rows": (("{%tc for town in towns %}", "{{ town }}{{ town }}", "{%tc endfor %}"), ("a", "b", ""))},
    "narrower": {"rows": (("{%tr if final %}", ""), ("a", "b"), ("{%tr endif %}", "")), "body": ("x",)},
    "everywhere": EVERYWHERE,
    "split by Word": {"runs": ("Tussen {", "{ tit", "le }", "} en {{ count", " }}")},
    "undefined": {"body": ("{% if remark is defined %}{{ remark }}{% endif %}",)},
    "comparison": {"body": ("{% if not final and count >= 3 %}ja{% endif %}",)},
    "key": {"body": ('{{ parties[1]["name"] }}',)},
}


def edited(data: bytes, *changes: tuple[bytes, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            content = source.read(name)
            for old, new in changes if name == "word/document.xml" else ():
                assert old in content
                content = content.replace(old, new)
            target.writestr(name, content)
    return out.getvalue()


def sample(make: Callable[..., bytes], name: str) -> bytes:
    options = dict(SAMPLES[name])
    return make(*options.pop("body", ()), **options)


@pytest.mark.parametrize("name", SAMPLES)
def test_every_sample_has_the_xml_that_docxtpl_makes(
    name: str, make: Callable[..., bytes], plainly: Plainly, members: Callable[[bytes], dict[str, bytes]]
) -> None:
    data = sample(make, name)
    ours, theirs = members(render(Template.from_bytes(data), CONTENT)), members(plainly(data, CONTENT))
    assert list(ours) == list(theirs)
    assert [part for part in ours if ours[part] != theirs[part]] == ["docProps/core.xml"]


@pytest.mark.parametrize("name", SAMPLES)
def test_every_sample_is_proven_and_can_be_opened(name: str, make: Callable[..., bytes]) -> None:
    template = Template.from_bytes(sample(make, name))
    document = render(template, CONTENT)
    prove(document, template, CONTENT)
    Document(io.BytesIO(document))


def test_the_same_input_gives_the_same_bytes(make: Callable[..., bytes]) -> None:
    data = make(*LOOP, header="{{ title }}")
    first = render(Template(data), CONTENT)
    assert render(Template(data), dict(reversed(CONTENT.items()))) == first
    with ThreadPoolExecutor(4) as pool:
        template = Template.from_bytes(data)
        assert set(pool.map(lambda _: render(template, CONTENT), range(20))) == {first}


def test_a_template_is_prepared_once(make: Callable[..., bytes]) -> None:
    data = make("{{ title }}")
    assert Template.from_bytes(data) is Template.from_bytes(bytes(bytearray(data)))


def test_the_properties_are_ours_and_not_escaped_twice(make: Callable[..., bytes]) -> None:
    properties = Properties(title="Akte A & B", identifier="abc", made_on=date(2029, 1, 1))
    document = render(Template.from_bytes(make("x", title="sjabloon")), {}, properties)
    core = Document(io.BytesIO(document)).core_properties
    assert (core.title, core.language, core.identifier) == ("Akte A & B", "nl-NL", "abc")
    assert core.created == core.modified == datetime(2029, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    "name", ["Jansen & Zonen <B.V.>", "n" * 300, "Zorg \N{FAMILY} \U0001f469‍\U0001f680", " spatie ", "{een} haak"]
)
def test_an_odd_name_stands_in_the_document_as_given(name: str, make: Callable[..., bytes]) -> None:
    document = render(Template.from_bytes(make("Naam: [{{ name }}]", header="{{ name }}")), {"name": name})
    assert f"Naam: [{name}]" in text_of_document(document)
    assert parts_of(document)["word/header1.xml"] == f"\n{name}"


@pytest.fixture(scope="module")
def thrice(make: Callable[..., bytes]) -> Template:
    return Template.from_bytes(make("«{{ value }}»", header="«{{ value }}»", footnote="«{{ value }}»"))


@pytest.fixture(scope="module")
def paid(make: Callable[..., bytes]) -> Template:
    return Template.from_bytes(make("{{ amount|euro }} op {{ day|day }}"))


@given(text=st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff"), min_size=1))
def test_any_unicode_text_appears_exactly(text: str, thrice: Template) -> None:
    assume(text.strip() and not MARKS.search(text))
    content = {"value": text}
    document = render(thrice, content)
    prove(document, thrice, content)
    parts = parts_of(document)
    assert [parts[f"word/{part}.xml"].strip("\n") for part in ("document", "header1", "footnotes")] == [f"«{text}»"] * 3


@given(amount=st.decimals(0, 10**12, places=2), day=st.dates(date(1900, 1, 1)))
def test_any_amount_and_date_appears_as_a_dutch_reader_writes_it(amount: Decimal, day: date, paid: Template) -> None:
    text = text_of_document(render(paid, {"amount": amount, "day": day})).strip()
    assert text.startswith(f"€\N{NO-BREAK SPACE}{amount:,.2f}".translate({44: 46, 46: 44}))
    assert text.endswith(f" {day.year}") or day.year < 1000


@pytest.mark.parametrize(
    ("content", "code", "place"),
    [
        ({"party": {}}, "data_missing", "party.ends_on"),
        ({}, "data_missing", "party"),
        ({"party": {"ends_on": None}}, "data_missing", "Einde: "),
        ({"party": {"ends_on": " "}}, "data_missing", "an empty text"),
        ({"party": {"ends_on": [1]}}, "data_missing", "a list"),
        ({"party": {"ends_on": True}}, "data_missing", "yes or no"),
    ],
)
@pytest.mark.parametrize("where", ["body", "header", "footnote"])
def test_missing_data_is_refused_with_its_place(
    content: dict[str, Any], code: str, place: str, where: str, make: Callable[..., bytes]
) -> None:
    tag = "Einde: {{ party.ends_on }}"
    data = make("Vooraf", tag) if where == "body" else make("Vooraf", **{where: tag})
    with pytest.raises(Refusal) as refusal:
        render(Template.from_bytes(data), content)
    assert refusal.value.code == code
    assert place in str(refusal.value.message)
    assert "Einde: " in str(refusal.value.message)


def test_a_missing_date_is_refused_behind_a_filter(make: Callable[..., bytes]) -> None:
    for content in ({}, {"ends_on": None}, {"ends_on": "2029-01-01"}):
        with pytest.raises(Refusal) as refusal:
            render(Template.from_bytes(make("Tot {{ ends_on|day }}")), content)
        assert refusal.value.code == "data_missing"


@pytest.mark.parametrize(
    ("content", "path"),
    [
        ({"parties": [{"name": "a\x07b"}]}, "parties[0].name"),
        ({"parties": [{"name": "a"}, {"name": "\ufffe"}]}, "parties[1].name"),
        ({"name": "a\ud800"}, "name"),
        ({"name": "regel\r\n"}, "name"),
        ({"name": "\x85"}, "name"),
        ({"a": {"b": ["{{ 7 }}"]}}, "a.b[0]"),
        ({"a": "{_{"}, "a"),
        ({"a": "[["}, "a"),
        ({"a": 1.5}, "a"),
        ({"a": Decimal("NaN")}, "a"),
        ({"a": object()}, "a"),
        ({"a": datetime(2029, 1, 1, tzinfo=UTC)}, "a"),
        ({"a": list(range(10_001))}, "a"),
    ],
)
def test_data_that_cannot_be_printed_is_refused_with_its_path(
    content: dict[str, Any], path: str, make: Callable[..., bytes]
) -> None:
    with pytest.raises(Refusal) as refusal:
        render(Template.from_bytes(make("x")), content)
    assert str(refusal.value.message).startswith(f"{path}: ")


@pytest.mark.parametrize("key", ["_hidden", "two words", "items()", 3])
def test_a_key_that_no_tag_can_name_is_refused(key: Any, make: Callable[..., bytes]) -> None:
    with pytest.raises(Refusal):
        render(Template.from_bytes(make("x")), {"a": {key: 1}})


def test_nested_loops_are_refused_when_they_turn_too_often(make: Callable[..., bytes]) -> None:
    body = ("{%p for a in rows %}", "{%p for b in rows %}", "x", "{%p endfor %}", "{%p endfor %}")
    with pytest.raises(Refusal) as refusal:
        render(Template.from_bytes(make(*body)), {"rows": list(range(9_000))})
    assert refusal.value.code == "document_too_long"


def test_tags_that_cut_through_the_layout_are_refused_not_repaired(make: Callable[..., bytes]) -> None:
    data = make("{% if yes %}a", "b{% endif %}")
    assert render(Template.from_bytes(data), {"yes": True})
    broken = make("{% for a in rows %}a", "{%p endfor %}")
    with pytest.raises(Refusal) as refusal:
        render(Template.from_bytes(broken), {"rows": [1, 2]})
    assert refusal.value.code == "layout_broken"


def test_the_proof_finds_a_document_that_lost_a_text(make: Callable[..., bytes]) -> None:
    template = Template.from_bytes(make("{{ a }} en {{ b }}"))
    content = {"a": "eerst", "b": "later"}
    for other in ({"a": "eerst", "b": "late"}, {"a": "later", "b": "eerst"}):
        with pytest.raises(Refusal) as refusal:
            prove(render(template, other), template, content)
        assert refusal.value.code == "data_not_in_document"


def test_the_proof_finds_a_tag_that_was_left(make: Callable[..., bytes]) -> None:
    template = Template.from_bytes(make("x"))
    for document in (make("{{ a }}"), make("x", header="{ { a } }"), make("x", title="[[a]]")):
        with pytest.raises(Refusal) as refusal:
            prove(document, template, {})
        assert refusal.value.code == "tag_left"


def test_data_that_no_tag_mentions_is_listed(make: Callable[..., bytes]) -> None:
    template = Template.from_bytes(make(*LOOP, "{{ title }}"))
    assert unused(template, CONTENT) == ("amount", "count", "final", "parties[].shares[]", "starts_on", "towns[]")


def test_no_filter_rounds(make: Callable[..., bytes]) -> None:
    template = Template.from_bytes(make("{{ a|number }} en {{ a|percentage }} en {{ a }}"))
    assert text_of_document(render(template, {"a": Decimal("1234.56789")})).strip() == (
        "1.234,56789 en 123.456,789% en 1.234,56789"
    )
    with pytest.raises(Refusal) as refusal:
        render(Template.from_bytes(make("{{ a|euro }}")), {"a": Decimal("1.005")})
    assert "parts of a cent" in str(refusal.value.message)


def test_a_reference_follows_the_data_and_is_proven(make: Callable[..., bytes]) -> None:
    data = edited(
        make("Artikel ANCHOR", "FIELD"),
        (b"<w:p><w:r><w:t>Artikel ANCHOR</w:t></w:r></w:p>", b'<w:p><w:hyperlink w:anchor="_Ref_{{ key }}"/></w:p>'),
        (b"<w:t>FIELD</w:t>", b"<w:instrText> PAGEREF _Ref_{{ key }} </w:instrText>"),
    )
    template = Template.from_bytes(data)
    document = render(template, {"key": "term"})
    prove(document, template, {"key": "term"})
    assert parts_of(document, with_references=True)["word/document.xml"] == "\n_Ref_term\n PAGEREF _Ref_term "


def test_data_cannot_make_a_field_of_its_own(make: Callable[..., bytes]) -> None:
    field = (b"<w:t>FIELD</w:t>", b"<w:instrText> {{ key }} </w:instrText>")
    with pytest.raises(Refusal):
        Template.from_bytes(edited(make("FIELD"), field))
    attribute = (b"<w:t>FIELD</w:t>", b'<w:br w:type="{{ key }}"/>')
    with pytest.raises(Refusal):
        Template.from_bytes(edited(make("FIELD"), attribute))


def test_data_that_cannot_be_compared_is_refused_with_its_place(make: Callable[..., bytes]) -> None:
    template = Template.from_bytes(make("Prijs {% if amount > 3 %}hoog{% endif %}"))
    with pytest.raises(Refusal) as refusal:
        render(template, {"amount": "vier"})
    assert refusal.value.code == "data_does_not_fit"
    assert "Prijs" in str(refusal.value.message)


@pytest.mark.parametrize(
    ("value", "kind"), [(4, "a number"), ({"a": 1}, "a group of data"), (date(2029, 1, 1), "a date")]
)
def test_a_filter_says_what_it_got(value: Any, kind: str, make: Callable[..., bytes]) -> None:
    template = Template.from_bytes(make("{{ value|enumeration }}"))
    with pytest.raises(Refusal) as refusal:
        render(template, {"value": value})
    assert kind in str(refusal.value.message)


def test_a_broken_file_is_refused_as_a_template(make: Callable[..., bytes]) -> None:
    with pytest.raises(Refusal):
        Template.from_bytes(b"geen zip")
    with pytest.raises(Refusal):
        Template.from_bytes(edited(make("x"), (b"</w:body>", b"")))


def test_old_templates_make_room_for_new_ones(make: Callable[..., bytes]) -> None:
    first = Template.from_bytes(make("eerste"))
    for number in range(KEPT_TEMPLATES):
        Template.from_bytes(make(f"volgende {number}"))
    assert Template.from_bytes(make("eerste")) is not first
