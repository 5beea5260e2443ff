"""Puts the reminders of one mail into words: a subject that says the most urgent thing, a text, a calendar part."""

import textwrap
from collections.abc import Callable
from datetime import date, datetime
from functools import cache, partial
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from partnerschapsakte.agenda.feed import mail_part, one_line
from partnerschapsakte.agenda.rules import MilestoneKind, MilestoneState
from partnerschapsakte.agenda.schemas import MilestoneView
from partnerschapsakte.foundation import clock, language
from partnerschapsakte.foundation.sentences import Sentence, say
from partnerschapsakte.reminders.schemas import DigestContent, DigestItem, Wording

TO_DO = {
    MilestoneKind.EVALUATION: say("Conclude the evaluation and record its conclusions."),
    MilestoneKind.DECISION: say("Have the extension decided and record the decision, with reasons."),
    MilestoneKind.NOTICE: say("Send the notice so that it is received on this day at the latest, and file the proof."),
    MilestoneKind.END: say("Make sure that the care goes on: extend, tender again or hand over."),
    MilestoneKind.QUESTIONS: say("Publish the answers to the questions."),
    MilestoneKind.PROGRESS_REPORT: say("Ask for the report, or file it."),
    MilestoneKind.TENDER_DEADLINE: say("Check that two people can open the bids after this moment."),
    MilestoneKind.STANDSTILL_END: say("Do not sign before this day has passed; check whether anybody objected."),
    MilestoneKind.AWARD_NOTICE: say("Send the award notice for publication."),
    MilestoneKind.COMPLAINT: say("Decide on the complaint, and record the decision with its reasons."),
    MilestoneKind.CONVERSATION: say("Hold the conversation and file its minutes."),
    MilestoneKind.OBLIGATION: say("Check that it was done, and mark it as done."),
    MilestoneKind.TRIGGER_RESPONSE: say("Respond, and record the response."),
    MilestoneKind.EXIT: say("Go through the exit plan with the provider."),
    MilestoneKind.RETENTION: say("Decide whether the file is kept or destroyed."),
}
MISSED_NOTICE = say(
    "The option has lapsed. File the proof if the notice was received in time after all, let a mandate holder record "
    "that it goes on anyway, or note what happens to the care now."
)
LONGEST_SUBJECT = 120
WIDTH = 76
DAYS_TO_COUNT = 90


def writer(
    templates: Path, *, base_url: str, host: str, stamped_at: datetime, locale: str = language.DUTCH
) -> Callable[[DigestContent], Wording]:
    """Return the function that words a mail with the templates in this folder."""
    template = _environment(templates, locale).get_template("mail/reminders/digest.txt")

    def write(content: DigestContent) -> Wording:
        address = partial(_address, base_url)
        today = max(content.day, clock.local_date(stamped_at))
        text = template.render(content=content, today=today, address=address, base_url=base_url.rstrip("/"))
        milestones = [item.milestone for item in content.items]
        part = mail_part(milestones, host=host, stamped_at=stamped_at, locale=locale, address=address)
        return Wording(subject=subject(content, today, locale), text=text, calendar=part.decode())

    return write


def subject(content: DigestContent, today: date, locale: str = language.DUTCH) -> str:
    """Say in one line which date is the most urgent, of what, and how many more there are."""
    first = content.items[0]
    said = language.tell(_urgency(first, today, one_line(language.tell(first.milestone.title, locale))), locale)
    more = len(content.items) - 1
    tail = language.tell(say("and {count} more", count=more), locale) if more else ""
    about = f" ({one_line(first.dossier.title)})" if first.dossier else ""
    line = textwrap.shorten(said + about, LONGEST_SUBJECT - len(tail) - 1, placeholder="…")
    return f"{line} {tail}".strip()


def _urgency(item: DigestItem, today: date, title: str) -> Sentence:
    on = item.milestone.on
    left = (on - today).days
    if left < 0:
        return say("Overdue since {day}: {title}", day=on, title=title)
    if left == 0:
        return say("Today is the last day: {title}", title=title)
    if left == 1:
        return say("Tomorrow is the last day: {title}", title=title)
    if left <= DAYS_TO_COUNT:
        return say("{count} days left: {title}", count=left, title=title)
    return say("On or before {day}: {title}", day=on, title=title)


def distance(on: date, today: date) -> Sentence:
    """Say how far away a day is."""
    match (on - today).days:
        case 0:
            return say("today")
        case 1:
            return say("tomorrow")
        case -1:
            return say("yesterday")
        case left if left < 0:
            return say("{count} days ago", count=-left)
        case left:
            return say("in {count} days", count=left)


@cache
def _environment(templates: Path, locale: str) -> Environment:
    jinja = Environment(
        loader=FileSystemLoader(templates),
        autoescape=False,  # noqa: S701 - plain text, not HTML
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )

    def tell(sentence: Sentence) -> str:
        return one_line(language.tell(sentence, locale))

    named: dict[str, Any] = {
        "tell": tell,
        "weekday": partial(language.weekday, locale=locale),
        "day": partial(language.day, locale=locale),
        "distance": distance,
        "to_do": to_do,
        "why": partial(why, locale=locale),
        "line": one_line,
        "labelled": labelled,
    }
    jinja.globals.update(named)
    jinja.filters["line"] = one_line
    tests: dict[str, Any] = {"overdue": is_overdue}
    jinja.tests.update(tests)
    return jinja


def is_overdue(item: DigestItem) -> bool:
    """Tell whether the date of an item has passed."""
    return item.milestone.state is MilestoneState.OVERDUE


def to_do(item: DigestItem) -> Sentence:
    """Say what to do for a date of this kind; a missed notice day asks for something else than a coming one."""
    return (
        MISSED_NOTICE
        if is_overdue(item) and item.milestone.kind is MilestoneKind.NOTICE
        else TO_DO[item.milestone.kind]
    )


def why(item: DigestItem, locale: str) -> str:
    """Say in one line how the date was reached, with its source."""
    explanation = item.milestone.due.why
    steps = [
        f"{language.day(step.on, locale)} ({_lowered(language.tell(step.text, locale))})" for step in explanation.steps
    ]
    sourced = say("{steps}. Source: {source}.", steps=", ".join(steps), source=one_line(explanation.source))
    return language.tell(sourced, locale)


def _lowered(text: str) -> str:
    line = one_line(text)
    return line[:1].lower() + line[1:]


def labelled(label: str, text: str, indent: int = 3, column: int = 14) -> str:
    """Return ``label  text`` folded at the width of a mail, the text in a column of its own."""
    lead = " " * indent + label.ljust(column)
    return textwrap.fill(
        text,
        WIDTH,
        initial_indent=lead,
        subsequent_indent=" " * (indent + column),
        break_long_words=False,
        break_on_hyphens=False,
    )


def _address(base_url: str, milestone: MilestoneView) -> str:
    return f"{base_url.rstrip('/')}/data/{milestone.id}"
