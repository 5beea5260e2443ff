"""The picture of nine years: every label beside its mark, none on another, the same bytes every time."""

import xml.etree.ElementTree as ET
from datetime import date, timedelta
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from partnerschapsakte.overview.rules.timeline import (
    WIDTH,
    Placed,
    Scale,
    Shape,
    Standing,
    Timeline,
    TimelineLane,
    TimelineMark,
    TimelinePeriod,
    Tone,
    draw,
    place,
    text_width,
)

SVG = "{http://www.w3.org/2000/svg}"
START, END = date(2020, 1, 1), date(2028, 12, 31)
MARKS = st.lists(
    st.builds(
        TimelineMark,
        st.dates(START, END),
        st.sampled_from(["1 mei 2024", "30 september 2025"]),
        st.sampled_from(Standing),
    ),
    max_size=12,
)


def picture(
    marks: tuple[TimelineMark, ...] = (),
    today: date | None = date(2026, 11, 22),
    title: str = "Jeugdhulp",
    years: int = 3,
) -> Timeline:
    """A term of four periods with one lane of each shape."""
    tones = list(Tone)
    periods = tuple(
        TimelinePeriod(
            date(2020 + years * number, 1, 1),
            date(2020 + years * (number + 1), 1, 1) - timedelta(days=1),
            f"Verlenging {number}",
            tone,
            tone.value,
            f"t/m {2020 + years * (number + 1)}",
        )
        for number, tone in enumerate(tones)
    )
    lanes = tuple(TimelineLane(shape.value, shape, marks) for shape in Shape)
    legend = tuple((standing, standing.value) for standing in Standing)
    return Timeline("proef", title, "Alles op een rij", "Looptijd", periods, lanes, today, "vandaag", legend)


def reach(placed: Placed) -> tuple[float, float]:
    """From where to where a mark and its label reach."""
    return min(placed.left, placed.x - 7), max(placed.left + placed.width, placed.x + 7)


@given(MARKS)
def test_no_label_touches_another(marks: list[TimelineMark]) -> None:
    placed = place(marks, Scale(2020, 2028))
    assert len(placed) == len(marks)
    for one, other in combinations(placed, 2):
        if one.row == other.row:
            (since, until), (from_, to) = sorted((reach(one), reach(other)))
            assert until <= from_ or to <= since
    assert all(reach(one)[0] >= 0 and reach(one)[1] <= WIDTH for one in placed)


def test_the_picture_is_one_image_with_a_title_and_a_description() -> None:
    root = ET.fromstring(draw(picture()))  # noqa: S314 - our own bytes
    assert root.get("role") == "img"
    named = (root.get("aria-labelledby") or "").split()
    assert [root.find(f"{SVG}title").get("id"), root.find(f"{SVG}desc").get("id")] == named  # type: ignore[union-attr] - both are there


def test_a_title_with_signs_of_markup_stays_text() -> None:
    root = ET.fromstring(draw(picture(title="Jansen & Zonen <B.V.>")))  # noqa: S314 - our own bytes
    assert root.findtext(f"{SVG}title") == "Jansen & Zonen <B.V.>"


def test_the_same_facts_give_the_same_bytes_and_no_style_or_script() -> None:
    svg = draw(picture())
    assert svg == draw(picture())
    assert "style" not in svg
    assert "script" not in svg
    assert "href" not in svg


@pytest.mark.parametrize("standing", Standing)
@pytest.mark.parametrize("shape", Shape)
def test_every_mark_has_its_own_look(shape: Shape, standing: Standing) -> None:
    mark = TimelineMark(date(2022, 6, 30), "30 juni 2022", standing)
    looks = {draw(Timeline("t", "t", "d", "l", picture().periods, (TimelineLane("x", one, (mark,)),))) for one in Shape}
    assert len(looks) == len(Shape)
    assert draw(picture((mark,))).count("30 juni 2022") == len(Shape)
    assert shape.value in draw(picture((mark,)))


@pytest.mark.parametrize("today", [None, date(2019, 12, 31), date(2040, 1, 1)])
def test_a_day_outside_the_term_is_not_drawn(today: date | None) -> None:
    assert "vandaag" not in draw(picture(today=today))


def test_a_period_too_short_for_its_words_leaves_them_to_the_table() -> None:
    assert "Verlenging 1" not in draw(picture(years=1, marks=(TimelineMark(date(2060, 1, 1), "ver", Standing.VOID),)))


def test_a_text_never_exceeds_its_reckoned_width() -> None:
    assert text_width("MWMW", 10) > text_width("iiii", 10)
