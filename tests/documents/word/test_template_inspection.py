"""Everything that is wrong with a template is said at once, with its part and its paragraph."""

import io
from collections.abc import Callable
from typing import Any

import pytest
from docx import Document
from docx.opc.constants import RELATIONSHIP_TYPE

from partnerschapsakte.documents.word.inspection import inspect_template
from partnerschapsakte.documents.word.rendering import Template, TemplateRefused

Make = Callable[..., bytes]


def test_a_sound_template_has_no_findings(make: Make) -> None:
    body = (
        "Naam {{ party.name }}",
        "{%p if party.town is defined %}",
        "{{ party.town }}",
        "{%p endif %}",
        "{# nota #}",
    )
    assert inspect_template(make(*body, header="{{ title }}")) == ()


def test_all_errors_are_found_at_once_with_part_and_paragraph(make: Make) -> None:
    data = make(
        "Eerst {{ party..name }}",
        "Dan {{ naam|groot }}",
        "Verder { { los } }",
        "{%p if open %}",
        "Slot {{ sub() }}",
        header="Kop {{ een.__class__ }}",
        footer="Voet {% endif %}",
        title="{{ titel }}",
    )
    findings = inspect_template(data)
    told = "\n".join(str(finding.message) for finding in findings)
    for place in ("Eerst {{", "Dan {{", "Verder { {", "{%p if open %}", "Slot {{", "Kop {{", "Voet {%", "{{ titel }}"):
        assert place in told
    assert {finding.where for finding in findings} == {
        "word/document.xml", "word/header1.xml", "word/footer1.xml", "docProps/core.xml",
    }  # fmt: skip
    with pytest.raises(TemplateRefused) as refusal:
        Template.from_bytes(data)
    assert refusal.value.findings == findings


@pytest.mark.parametrize(
    "text",
    [
        "{{ naam }",
        "{{ naam",
        "naam }}",
        "{% if naam }}",
        "{{ naam %}",
        "{% endif %}",
        "{% endfor %}",
        "{% for a in b %}{% endif %}",
        "{% else %}",
        "{% elif a %}",
        "{% if a %}",
        "{% if %}x{% endif %}",
        "{% include 'x' %}",
        "{% set a = 1 %}",
        "{% macro a() %}{% endmacro %}",
        "{% raw %}{{ a }}{% endraw %}",
        "{% colspan 3 %}",
        "{% cellbg a %}",
        "{% vm %}",
        "{%- if a %}x{% endif %}",
        "{{r naam }}",
        "{{p naam }}",
        "{{ naam|upper }}",
        "{{ naam|day('x') }}",
        "{{ naam is divisibleby(3) }}",
        "{{ a + b }}",
        "{{ a ~ b }}",
        "{{ 'vast' }}",
        "{{ a if b }}",
        "{{ a[1:2] }}",
        "{{ a[b] }}",
        "{{ _a }}",
        "{{ a._b }}",
        "{{ a['__class__'] }}",
        "{% for a in [1, 2] %}{% endfor %}",
        "{% for a, b in c %}{% endfor %}",
        "{% for a in b if a %}{% endfor %}",
        "{% for a in b recursive %}{% endfor %}",
        "{% if 99999999999 > a %}{% endif %}",
        "[[ naam ]]",
        "{_{ naam }_}",
        "{{ " + "a." * 200 + "b }}",
        "Voor {%p if a %}",
        "{%tr for a in b %}",
    ],
)
def test_what_a_template_may_not_say_is_found(text: str, make: Make) -> None:
    findings = inspect_template(make("Vooraf", text))
    assert findings
    assert all(finding.where == "word/document.xml" for finding in findings)


def test_text_beside_a_tag_that_removes_its_row_is_found(make: Make) -> None:
    rows = (("{%tr for a in b %}", "dit verdwijnt"), ("{{ a }}", ""), ("{%tr endfor %}", ""))
    assert "would disappear" in str(inspect_template(make(rows=rows))[0].message)


def test_a_tag_that_word_split_in_runs_is_read_as_one(make: Make) -> None:
    assert inspect_template(make(runs=("{", "{ na", "am }", "}"))) == ()


def test_a_tag_in_the_address_of_a_link_is_found(make: Make) -> None:
    document: Any = Document(io.BytesIO(make("x")))
    document.part.relate_to("https://voorbeeld.nl/{{ naam }}", RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
    out = io.BytesIO()
    document.save(out)
    assert [finding.where for finding in inspect_template(out.getvalue())] == ["word/_rels/document.xml.rels"]


def test_curly_quotes_of_word_are_read_as_quotes(make: Make) -> None:
    curly = "{% if a == \N{LEFT DOUBLE QUOTATION MARK}ja\N{RIGHT DOUBLE QUOTATION MARK} %}x{% endif %}"
    assert inspect_template(make(curly)) == ()
