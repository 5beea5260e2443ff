"""Milestones as iCalendar bytes: all-day, without a time zone, the same bytes for the same milestones (RFC 5545).

All-day dates know no clock change and no year 2038. A milestone keeps its UID for ever; a change raises SEQUENCE,
so that a calendar moves the event instead of doubling it.
"""

import re
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import Any

from icalendar import Calendar, Component, Event

from partnerschapsakte.agenda.rules import MilestoneState
from partnerschapsakte.agenda.schemas import MilestoneView
from partnerschapsakte.foundation import language
from partnerschapsakte.foundation.sentences import Sentence, say

PRODUCT = "-//partnerschapsakte//agenda//NL"
REFRESH = "PT4H"
FEED_NAME = say("Dates of partnerships")
DONE_TITLE = say("Done: {title}")
Address = Callable[[MilestoneView], str]


def calendar(
    milestones: Iterable[MilestoneView],
    *,
    host: str,
    stamped_at: datetime,
    locale: str = language.DUTCH,
    address: Address | None = None,
) -> bytes:
    """Return the feed of these milestones; what became void is left out."""
    feed = _calendar()
    _add(feed, "x-wr-calname", language.tell(FEED_NAME, locale))
    _add(feed, "refresh-interval", timedelta(hours=4), {"value": "DURATION"})
    _add(feed, "x-published-ttl", REFRESH)
    return _filled(feed, milestones, host, stamped_at, locale, address)


def mail_part(
    milestones: Iterable[MilestoneView],
    *,
    host: str,
    stamped_at: datetime,
    locale: str = language.DUTCH,
    address: Address | None = None,
) -> bytes:
    """Return the calendar part of a mail (METHOD:PUBLISH): for information, without an answer."""
    return _filled(_calendar(), milestones, host, stamped_at, locale, address)


def event_uid(milestone_id: str, host: str) -> str:
    """Return the identifier that a milestone keeps in every calendar."""
    return f"{milestone_id}@{host}"


def _calendar() -> Calendar:
    made = Calendar()
    for name, value in {"prodid": PRODUCT, "version": "2.0", "calscale": "GREGORIAN", "method": "PUBLISH"}.items():
        _add(made, name, value)
    return made


def _filled(
    made: Calendar,
    milestones: Iterable[MilestoneView],
    host: str,
    stamped_at: datetime,
    locale: str,
    address: Address | None,
) -> bytes:
    shown = (view for view in milestones if view.state is not MilestoneState.VOID)
    for view in sorted(shown, key=lambda view: (view.on, view.id)):
        made.add_component(_event(view, host, stamped_at, locale, address))
    return made.to_ical()


def _event(view: MilestoneView, host: str, stamped_at: datetime, locale: str, address: Address | None) -> Event:
    done = view.state is MilestoneState.DONE
    title = language.tell(say(DONE_TITLE.id, title=view.title) if done else view.title, locale)
    fields: dict[str, Any] = {
        "uid": event_uid(view.id, host),
        "dtstamp": stamped_at,
        "dtstart": view.on,
        "dtend": view.on + timedelta(days=1),
        "summary": one_line(title).replace("\\N", "\\n"),  # the library takes the first for a line break
        "description": explained(view, locale),
        "sequence": view.sequence,
        "transp": "TRANSPARENT",
        "class": "CONFIDENTIAL",
        "categories": [language.label(view.kind, locale)],
    }
    if address is not None:
        fields["url"] = address(view)
    event = Event()
    for name, value in fields.items():
        _add(event, name, value)
    return event


def _add(component: Component, name: str, value: Any, parameters: dict[str, str] | None = None) -> None:
    component.add(name, value, parameters or {})  # pyright: ignore[reportUnknownMemberType] - the library leaves it untyped


def explained(view: MilestoneView, locale: str) -> str:
    """Say why the date is what it is, a step on each line."""
    why = view.due.why
    steps = [f"{language.day(step.on, locale)}: {_said(step.text, locale)}" for step in why.steps]
    return "\n".join((*steps, why.source))


def _said(sentence: Sentence, locale: str) -> str:
    return one_line(language.tell(sentence, locale))


def one_line(text: str) -> str:
    """Return a text without line breaks and control characters, as a title must be."""
    return re.sub(r"[\s\x00-\x1f\x7f-\x9f]+", " ", text).strip()
