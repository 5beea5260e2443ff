"""No template runs code, whatever it says and wherever it says it (R16)."""

from collections.abc import Callable
from itertools import product
from pathlib import Path

import pytest

from partnerschapsakte.documents.word.environment import make_environment
from partnerschapsakte.documents.word.rendering import Template, TemplateRefused, render

PAYLOADS = (
    "{{ ''.__class__.__mro__[1].__subclasses__() }}",
    "{{ cycler.__init__.__globals__.os.popen('touch MARK').read() }}",
    "{{ self.__init__.__globals__.__builtins__.open('MARK', 'w') }}",
    "{{ lipsum.__globals__['os'].system('touch MARK') }}",
    "{{ ''|attr('__class__') }}",
    "{{ data['__class__'].mro() }}",
    "{{ data.items() }}",
    "{{ data.name.format(data) }}",
    "{{ '{0.__class__}'.format(data) }}",
    "{% for a in range(99999999) %}{% for b in range(99999999) %}x{% endfor %}{% endfor %}",
    "{{ 'x' * 1000000000 }}",
    "{{ 9 ** 9 ** 9 }}",
    "{% set x = namespace() %}{{ x }}",
    "{% import 'os' as os %}{{ os.system('touch MARK') }}",
    "{% with a = joiner %}{{ a.__init__.__globals__ }}{% endwith %}",
    "{{ loop.__init__.__globals__ }}",
    "{% call data() %}{% endcall %}",
    "{{ (data.name|map('upper'))|list }}",
)
PLACES = ("body", "cell", "header", "footer", "footnote", "text_box", "title")


def place(make: Callable[..., bytes], where: str, payload: str) -> bytes:
    match where:
        case "body":
            return make(payload)
        case "cell":
            return make(rows=[[payload]])
        case _:
            return make("x", **{where: payload})


@pytest.mark.parametrize(("payload", "where"), list(product(PAYLOADS, PLACES)))
def test_an_attack_is_refused_before_anything_is_compiled(
    payload: str, where: str, make: Callable[..., bytes], tmp_path: Path
) -> None:
    mark = tmp_path / "mark"
    data = place(make, where, payload.replace("MARK", str(mark)))
    with pytest.raises(TemplateRefused):
        render(Template.from_bytes(data), {"data": {"name": "x"}})
    assert not mark.exists()


@pytest.mark.parametrize(
    "payload",
    [payload for payload in PAYLOADS if "9" not in payload and "*" not in payload],
)
def test_an_attack_reaches_nothing_even_without_the_inspection(payload: str, tmp_path: Path) -> None:
    mark = tmp_path / "mark"
    with pytest.raises(Exception):  # noqa: B017, PT011 - any failure will do, as long as nothing is reached
        make_environment().from_string(payload.replace("MARK", str(mark))).render(data={"name": "x"})
    assert not mark.exists()


@pytest.mark.parametrize("where", [where for where in PLACES if where != "title"])
def test_tags_in_the_data_are_refused_and_never_read(where: str, make: Callable[..., bytes]) -> None:
    template = Template.from_bytes(place(make, where, "{{ value }}"))
    with pytest.raises(Exception, match="cannot be printed"):
        render(template, {"value": "{{ 7 * 7 }}"})
