"""Draws the years of an agreement as one accessible SVG: pure, deterministic, readable without colour.

Every text comes in already translated. One band holds the periods; below it each kind of date has a lane of its own,
so that a label stands beside its mark and never on another: where two would meet, the lane grows a row.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from html import escape

WIDTH, GUTTER, EDGE = 1040.0, 168.0, 12.0
TOP, BAR_TOP, BAR, ROW = 30.0, 56.0, 52.0, 28.0
FONT = "Liberation Sans, Arial, Helvetica, sans-serif"
INK, SOFT, LINE, PAPER = "#1b2733", "#4b5a68", "#d9dcd8", "#ffffff"
ACCENT, RED = "#14506b", "#a11f1b"
WIDE, NARROW, WIDEST, CHARACTER = "mwMW%@", "iljtfI1.,:;'!|()[] -", 0.92, 0.58

HATCHED = (
    '<pattern id="{name}-open" width="8" height="8" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
    '<rect width="8" height="8" fill="#e7f0f4"/><rect width="3" height="8" fill="#a9cad8"/></pattern>'
)
CROSSED = (
    '<pattern id="{name}-lapsed" width="10" height="10" patternUnits="userSpaceOnUse">'
    '<rect width="10" height="10" fill="#f1f3f4"/><path d="M0 0l10 10m0 -10l-10 10" stroke="#c3c9ce"/></pattern>'
)


class Tone(StrEnum):
    """How a period stands: each has its own fill, its own pattern and its own words."""

    SETTLED = "settled"
    OPEN = "open"
    LATER = "later"
    LAPSED = "lapsed"


class Shape(StrEnum):
    """The shape of a mark: each kind of date has its own."""

    CIRCLE = "circle"
    DIAMOND = "diamond"
    TRIANGLE = "triangle"
    SQUARE = "square"


class Standing(StrEnum):
    """Whether a date is done (filled), to come (hollow), missed (crossed) or no longer matters (grey)."""

    DONE = "done"
    COMING = "coming"
    MISSED = "missed"
    VOID = "void"


@dataclass(frozen=True, slots=True)
class TimelinePeriod:
    """A part of the term from ``since`` through ``until``, with its label, its state in words and its last day."""

    since: date
    until: date
    label: str
    tone: Tone
    state: str
    until_label: str


@dataclass(frozen=True, slots=True)
class TimelineMark:
    """A date in a lane, with the words beside it."""

    on: date
    label: str
    standing: Standing


@dataclass(frozen=True, slots=True)
class TimelineLane:
    """The dates of one kind, with their title and shape."""

    title: str
    shape: Shape
    marks: tuple[TimelineMark, ...]


@dataclass(frozen=True, slots=True)
class Timeline:
    """Everything on the picture: ``name`` makes its ids unique on a page, ``legend`` tells the standings apart."""

    name: str
    title: str
    description: str
    term_label: str
    periods: tuple[TimelinePeriod, ...]
    lanes: tuple[TimelineLane, ...]
    today: date | None = None
    today_label: str = ""
    legend: tuple[tuple[Standing, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Scale:
    """Turns a date into a place: whole years, with the gutter left free."""

    first_year: int
    last_year: int

    def x(self, day: date) -> float:
        """Return where this day begins."""
        start = date(self.first_year, 1, 1).toordinal()
        span = date(self.last_year + 1, 1, 1).toordinal() - start
        return GUTTER + (day.toordinal() - start) / span * (WIDTH - EDGE - GUTTER)


@dataclass(frozen=True, slots=True)
class Placed:
    """A mark with its place: ``row`` within its lane, ``left`` of its label, ``width`` of its label."""

    mark: TimelineMark
    x: float
    left: float
    width: float
    row: int


def draw(timeline: Timeline) -> str:
    """Return the SVG."""
    scale = _scale(timeline)
    lanes = [place(lane.marks, scale) for lane in timeline.lanes]
    heights = [ROW * (1 + max((placed.row for placed in lane), default=0)) for lane in lanes]
    lanes_top = BAR_TOP + BAR + 30
    bottom = lanes_top + sum(heights)
    parts = [*_years(scale, bottom), *_today_line(timeline, scale, bottom), *_band(timeline, scale)]
    top = lanes_top
    for lane, placed, height in zip(timeline.lanes, lanes, heights, strict=True):
        parts += _lane(lane, placed, top, height)
        top += height
    parts += _legend(timeline.legend, bottom + 26)
    height = bottom + (40 if timeline.legend else 12)
    return _document(timeline, height, [*parts, *_today_label(timeline, scale)])


def place(marks: Iterable[TimelineMark], scale: Scale) -> list[Placed]:
    """Give every mark of a lane a place where neither it nor its label touches another."""
    ends: list[float] = []
    placed: list[Placed] = []
    for mark in sorted(marks, key=lambda mark: (mark.on, mark.label)):
        x, width = scale.x(mark.on), text_width(mark.label, 12.5)
        on_the_left = x + 12 + width > WIDTH - 2
        left = x - 12 - width if on_the_left else x + 12
        since, until = (left, x + 9) if on_the_left else (x - 9, left + width)
        row = next((number for number, end in enumerate(ends) if end + 6 <= since), len(ends))
        ends[row:] = [until, *ends[row + 1 :]]
        placed.append(Placed(mark, x, left, width, row))
    return placed


def text_width(text: str, size: float) -> float:
    """Return a width that this text surely does not exceed, in a plain sans-serif face."""
    return sum(WIDEST if c in WIDE else 0.34 if c in NARROW else CHARACTER for c in text) * size + 2


def _scale(timeline: Timeline) -> Scale:
    days = [day for period in timeline.periods for day in (period.since, period.until)]
    days += [mark.on for lane in timeline.lanes for mark in lane.marks]
    return Scale(min(days).year, max(days).year)


def _years(scale: Scale, bottom: float) -> list[str]:
    parts: list[str] = []
    years = range(scale.first_year, scale.last_year + 1)
    step = max(1, round(44 / ((WIDTH - GUTTER) / len(years))))
    for year in years:
        x = scale.x(date(year, 1, 1))
        parts.append(_line(x, TOP + 8, x, bottom, LINE))
        if (year - scale.first_year) % step == 0:
            parts.append(_text(x + 5, TOP + 20, str(year), size=12.5, fill=SOFT))
    return [*parts, _line(WIDTH - EDGE, TOP + 8, WIDTH - EDGE, bottom, LINE)]


def _band(timeline: Timeline, scale: Scale) -> list[str]:
    parts = [_text(4, BAR_TOP + 22, timeline.term_label, size=13, weight=700)]
    for period in timeline.periods:
        parts += _period(timeline.name, period, scale)
    return parts


def _period(name: str, period: TimelinePeriod, scale: Scale) -> list[str]:
    left, right = scale.x(period.since), scale.x(date.fromordinal(period.until.toordinal() + 1))
    width = right - left - 2
    fill, stroke, ink, dash = _paint(name, period.tone)
    box = (
        f'<rect x="{left + 1:.1f}" y="{BAR_TOP:.1f}" width="{width:.1f}" height="{BAR:.1f}" rx="4" '
        f'fill="{fill}" stroke="{stroke}" stroke-width="1.5"{dash}/>'
    )
    parts = [box]
    lines = [(text, weight) for text, weight in ((period.label, 700), (period.state, 400)) if _fits(text, width)]
    for number, (text, weight) in enumerate(lines):
        y = BAR_TOP + (BAR / 2 + 4 if len(lines) == 1 else 22 + 18 * number)
        parts += _on_pattern(left + 10, y, text, period.tone)
        parts.append(_text(left + 10, y, text, size=12.5, fill=ink, weight=weight))
    if _fits(period.until_label, width + 8):
        width = text_width(period.until_label, 12)
        parts.append(_ground(right - 4 - width, BAR_TOP + BAR + 4, width + 1))
        parts.append(_text(right - 4, BAR_TOP + BAR + 16, period.until_label, size=12, fill=SOFT, anchor="end"))
    return parts


def _on_pattern(x: float, y: float, text: str, tone: Tone) -> list[str]:
    if tone not in {Tone.OPEN, Tone.LAPSED}:
        return []
    return [_ground(x - 3, y - 12, text_width(text, 12.5) + 4)]


def _fits(text: str, width: float) -> bool:
    return bool(text) and text_width(text, 12.5) <= width - 16


def _paint(name: str, tone: Tone) -> tuple[str, str, str, str]:
    match tone:
        case Tone.SETTLED:
            return ACCENT, ACCENT, PAPER, ""
        case Tone.OPEN:
            return f"url(#{name}-open)", ACCENT, INK, ""
        case Tone.LATER:
            return PAPER, "#7b8894", INK, ' stroke-dasharray="5 4"'
        case Tone.LAPSED:
            return f"url(#{name}-lapsed)", "#7b8894", SOFT, ""


def _lane(lane: TimelineLane, placed: Sequence[Placed], top: float, height: float) -> list[str]:
    parts = [_line(0, top, WIDTH - EDGE, top, LINE), _text(4, top + 19, lane.title, size=13, weight=700)]
    for item in placed:
        y = top + ROW * item.row + ROW / 2
        parts.append(_ground(item.left - 2, y - 8, item.width + 3))
        parts.append(_mark(lane.shape, item.mark.standing, item.x, y))
        ink = SOFT if item.mark.standing is Standing.VOID else INK
        anchor, x = ("start", item.left) if item.left > item.x else ("end", item.left + item.width)
        parts.append(_text(x, y + 4.5, item.mark.label, size=12.5, fill=ink, anchor=anchor))
    return [*parts, _line(0, top + height, WIDTH - EDGE, top + height, LINE)]


def _mark(shape: Shape, standing: Standing, x: float, y: float) -> str:
    colour = {Standing.MISSED: RED, Standing.VOID: "#7b8894"}.get(standing, ACCENT)
    fill = colour if standing is Standing.DONE else PAPER
    paint = f'fill="{fill}" stroke="{colour}" stroke-width="2"'
    match shape:
        case Shape.CIRCLE:
            outline = f'<circle cx="{x:.1f}" cy="{y:.1f}" r="6" {paint}/>'
        case Shape.DIAMOND:
            outline = f'<path d="M{x:.1f} {y - 7.5:.1f}l7.5 7.5l-7.5 7.5l-7.5 -7.5z" {paint}/>'
        case Shape.TRIANGLE:
            outline = f'<path d="M{x - 7:.1f} {y - 5.5:.1f}h14l-7 12z" {paint}/>'
        case Shape.SQUARE:
            outline = f'<rect x="{x - 6:.1f}" y="{y - 6:.1f}" width="12" height="12" {paint}/>'
    if standing is not Standing.MISSED:
        return outline
    return outline + f'<path d="M{x - 4:.1f} {y - 4:.1f}l8 8m0 -8l-8 8" stroke="{RED}" stroke-width="2"/>'


def _today_line(timeline: Timeline, scale: Scale, bottom: float) -> list[str]:
    if timeline.today is None or not _shows(scale, timeline.today):
        return []
    x = scale.x(timeline.today)
    return [_line(x, TOP - 8, x, bottom, RED, ' stroke-width="2" stroke-dasharray="2 3"')]


def _today_label(timeline: Timeline, scale: Scale) -> list[str]:
    if timeline.today is None or not _shows(scale, timeline.today):
        return []
    x, width = scale.x(timeline.today), text_width(timeline.today_label, 12.5) + 12
    left = min(max(x - width / 2, GUTTER), WIDTH - width - 2)
    return [
        f'<rect x="{left:.1f}" y="2" width="{width:.1f}" height="20" rx="3" fill="{RED}"/>',
        _text(left + width / 2, 16.5, timeline.today_label, size=12.5, fill=PAPER, weight=700, anchor="middle"),
    ]


def _shows(scale: Scale, day: date) -> bool:
    return scale.first_year <= day.year <= scale.last_year


def _legend(legend: Sequence[tuple[Standing, str]], y: float) -> list[str]:
    parts: list[str] = []
    x = GUTTER + 8
    for standing, text in legend:
        parts += [_mark(Shape.CIRCLE, standing, x, y - 4), _text(x + 12, y, text, size=12, fill=SOFT)]
        x += text_width(text, 12) + 36
    return parts


def _document(timeline: Timeline, height: float, parts: Iterable[str]) -> str:
    name = escape(timeline.name)
    return "".join(
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" role="img" width="{WIDTH:.0f}" height="{height:.0f}" ',
            f'viewBox="0 0 {WIDTH:.0f} {height:.0f}" aria-labelledby="{name}-title {name}-desc" font-family="{FONT}">',
            f'<title id="{name}-title">{escape(timeline.title)}</title>',
            f'<desc id="{name}-desc">{escape(timeline.description)}</desc>',
            "<defs>",
            HATCHED.format(name=name),
            CROSSED.format(name=name),
            "</defs>",
            f'<rect width="{WIDTH:.0f}" height="{height:.0f}" fill="{PAPER}"/>',
            *parts,
            "</svg>",
        )
    )


def _ground(x: float, y: float, width: float) -> str:
    """Return paper under a text, so that no line runs through it."""
    return f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="16" fill="{PAPER}"/>'


def _line(x1: float, y1: float, x2: float, y2: float, colour: str, more: str = "") -> str:
    return f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="{colour}"{more}/>'


def _text(
    x: float, y: float, text: str, *, size: float, fill: str = INK, weight: int = 400, anchor: str = "start"
) -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size}" fill="{fill}" font-weight="{weight}" '
        f'text-anchor="{anchor}">{escape(text)}</text>'
    )
