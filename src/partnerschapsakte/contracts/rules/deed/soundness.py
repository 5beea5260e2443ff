"""Judges the parts that deeds share: parties, term, square, indicators, topics and annexes."""

import re
from collections.abc import Iterator
from itertools import pairwise

from partnerschapsakte.contracts.rules.deed import structure
from partnerschapsakte.contracts.rules.deed.articles import Attachment
from partnerschapsakte.contracts.rules.deed.money import SquareYear
from partnerschapsakte.contracts.rules.deed.parties import Authority, Contractor, Representation
from partnerschapsakte.contracts.rules.deed.partnership import Indicator, RenegotiationTopic
from partnerschapsakte.contracts.rules.deed.term import Option, Term
from partnerschapsakte.contracts.rules.deed.wording import found
from partnerschapsakte.foundation.outcomes import Finding, Level
from partnerschapsakte.foundation.sentences import say

NO_PARTY = re.compile(r"\b(?:college|wethouder|burgemeester|raad)\b", re.IGNORECASE)
KVK = re.compile(r"\d{8}")
REFUSED, WARNING = Level.REFUSED, Level.WARNING


def authority_findings(authorities: tuple[Authority, ...]) -> Iterator[Finding]:
    """Judge the authorities (point 1): legal persons, represented by somebody with a reason."""
    if not authorities:
        yield found(REFUSED, 1, say("A deed has at least one contracting authority."), "authorities")
    for at, authority in enumerate(authorities):
        where = f"authorities[{at}]"
        if NO_PARTY.search(authority.name):
            message = say("{name} is no party: the municipality itself is the legal person.", name=authority.name)
            yield found(REFUSED, 1, message, f"{where}.name")
        yield from representation_findings(authority.represented_by, where)
        if authority.decision is None:
            yield found(WARNING, 1, say("The decision of the college is not recorded."), f"{where}.decision")


def contractor_findings(contractor: Contractor) -> Iterator[Finding]:
    """Judge the provider or the consortium (points 1 and 2)."""
    if not contractor.members:
        yield found(REFUSED, 2, say("A deed names each provider as a party."), "contractor.members")
    for at, member in enumerate(contractor.members):
        where = f"contractor.members[{at}]"
        if not KVK.fullmatch(member.kvk or ""):
            message = say("The KvK number of {name} must have 8 digits.", name=member.name)
            yield found(REFUSED, 1, message, f"{where}.kvk")
        yield from representation_findings(member.represented_by, where)
    if contractor.is_consortium and contractor.lead not in {member.name for member in contractor.members}:
        yield found(REFUSED, 2, say("A consortium names one of its members as its lead."), "contractor.lead")


def representation_findings(represented_by: Representation | None, where: str) -> Iterator[Finding]:
    """Judge a signatory (points 1 and 18): name, function and the ground of the power to sign."""
    where = f"{where}.represented_by"
    if represented_by is None:
        yield found(WARNING, 18, say("Nobody is named who signs."), where)
        return
    signatory = represented_by
    for name, text, message in (
        ("name", signatory.name, say("The signatory has no name.")),
        ("function", signatory.function, say("The signatory has no function.")),
        ("power", signatory.power, say("It is not said why the signatory may sign.")),
    ):
        if not text.strip():
            yield found(WARNING, 18, message, f"{where}.{name}")


def term_findings(term: Term) -> Iterator[Finding]:
    """Judge the term and its options (point 3): full dates that fit together."""
    if term.last_day is None or term.latest_last_day is None:
        yield found(REFUSED, 3, say("The deed has no end date."), "term.last_day", "45")
        return
    if not term.starts_on <= term.last_day <= term.latest_last_day:
        yield found(
            REFUSED, 3, say("The last day lies before the first day, or after the latest last day."), "term", "45"
        )
    for at, option in enumerate(term.options):
        yield from option_findings(option, f"term.options[{at}]")
    days = [term.last_day, *(option.last_day_after for option in term.options)]
    before = [option.last_day_before for option in term.options]
    if days[:-1] != before or days[-1] != term.latest_last_day or any(a >= b for a, b in pairwise(days)):
        yield found(
            REFUSED,
            3,
            say("The options do not follow each other from the last day to the latest last day."),
            "term.options",
            "45",
        )


def option_findings(option: Option, where: str) -> Iterator[Finding]:
    """Judge the order of the dates of one option."""
    dates = (option.evaluation_due, option.decision_due, option.decide_by, option.last_day_before)
    if any(a > b for a, b in pairwise(dates)) or option.decide_by == option.last_day_before:
        message = say(
            "Option {number}: evaluation, decision, notice and last day do not follow each other.", number=option.number
        )
        yield found(REFUSED, 3, message, where, "46")


def square_findings(square: tuple[SquareYear, ...], term: Term) -> Iterator[Finding]:
    """Judge the budget square (point 14): each year has an amount and a number of clients."""
    for at, year in enumerate(square):
        where = f"square[{at}]"
        if year.year is None:
            yield found(REFUSED, 14, say("A row of the budget square has no year."), f"{where}.year")
        if year.amount is None or year.amount < 0:
            yield found(REFUSED, 14, say("A year of the budget square has no amount."), f"{where}.amount")
        if year.clients is None or year.clients < 0:
            yield found(REFUSED, 14, say("A year of the budget square has no number of clients."), f"{where}.clients")
    if term.starts_on.year not in {year.year for year in square}:
        message = say("The budget square does not have the first year {year}.", year=str(term.starts_on.year))
        yield found(REFUSED, 14, message, "square")


def indicator_findings(indicators: tuple[Indicator, ...]) -> Iterator[Finding]:
    """Judge the indicators (point 11): aggregated, and without a consequence in money by themselves."""
    if not indicators:
        yield found(WARNING, 11, say("The deed has no indicators."), "indicators")
    for at, indicator in enumerate(indicators):
        if indicator.about_one_client:
            message = say("The indicator {name} is about single clients.", name=indicator.name)
            yield found(REFUSED, 11, message, f"indicators[{at}]")
        if indicator.changes_money:
            message = say("The indicator {name} may not change money by itself.", name=indicator.name)
            yield found(REFUSED, 11, message, f"indicators[{at}]", "74")


def topic_findings(topics: tuple[RenegotiationTopic, ...]) -> Iterator[Finding]:
    """Judge the renegotiation topics (point 6): trigger, method, bounds, risk bearer, days."""
    if not topics:
        yield found(REFUSED, 6, say("The deed says nothing that may be recalibrated."), "topics", "52")
    for at, topic in enumerate(topics):
        parts = (topic.topic, topic.trigger, topic.method, topic.bounds, topic.risk_bearer)
        if not all(part.strip() for part in parts) or topic.response_days <= 0:
            message = say(
                "The topic {topic} needs a trigger, a method, bounds, a risk bearer and days to respond.",
                topic=topic.topic,
            )
            yield found(REFUSED, 6, message, f"topics[{at}]", "52")


def attachment_findings(attachments: tuple[Attachment, ...]) -> Iterator[Finding]:
    """Judge the annexes that are papers of their own (point 8): which paper, or who adds it before when."""
    allowed = structure.PAPERS | {"subcontractors"}
    for at, paper in enumerate(attachments):
        where = f"attachments[{at}]"
        if paper.annex not in allowed:
            yield found(REFUSED, 8, say("There is no such annex: {annex}.", annex=paper.annex), where)
        if not paper.title and not (paper.added_by and paper.added_before):
            message = say("The annex names neither its paper nor who adds it and before when.")
            yield found(REFUSED, 8, message, where)
