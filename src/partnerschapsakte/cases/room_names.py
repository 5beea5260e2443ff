"""Finds the names that the rooms of a tender use: of organisations, people, lots, candidates, and their own."""

from collections.abc import Iterable, Iterator

from partnerschapsakte.cases.findings import Path
from partnerschapsakte.cases.naming import Named, Section, each
from partnerschapsakte.cases.schema.assessment import Assessment
from partnerschapsakte.cases.schema.awarding import Awarding
from partnerschapsakte.cases.schema.bids import Bids
from partnerschapsakte.cases.schema.clarifications import Clarifications
from partnerschapsakte.cases.schema.dialogue import Course, Meeting
from partnerschapsakte.cases.schema.selection import Selection
from partnerschapsakte.cases.schema.tender import Tender

Used = Iterator[tuple[Section, Named]]
PEOPLE: Section = ("people",)
LOTS: Section = ("tender", "lots")
CANDIDATES: Section = ("tender", "candidates")
PROVIDERS: Section = ("organisations", "provider")
AUTHORITIES: Section = ("organisations", "contracting_authority")
REQUESTS: Section = ("tender", "selection", "requests")
QUESTIONS: Section = ("tender", "clarifications", "questions")
OUTAGES: Section = ("tender", "bids", "outages")
ASSESSORS: Section = ("tender", "assessment", "assessors")


def used_in_rooms(tender: Tender | None) -> Used:
    """Yield every name with the section in which it must be known."""
    if tender is None:
        return
    if tender.selection:
        yield from _selection(("tender", "selection"), tender.selection)
    if tender.clarifications:
        yield from _clarifications(("tender", "clarifications"), tender.clarifications)
    if tender.dialogue and tender.dialogue.course:
        yield from _course(("tender", "dialogue", "course"), tender.dialogue.course)
    if tender.bids:
        yield from _bids(("tender", "bids"), tender.bids)
    if tender.assessment:
        yield from _assessment(("tender", "assessment"), tender.assessment)
    if tender.awarding:
        yield from _awarding(("tender", "awarding"), tender.awarding)


def _all(section: Section, path: Path, names: Iterable[str]) -> Used:
    yield from ((section, one) for one in each(path, names))


def _keyed(section: Section, path: Path, names: Iterable[str]) -> Used:
    yield from ((section, Named((*path, name), name)) for name in names)


def _maybe(section: Section, path: Path, name: str | None) -> Used:
    if name:
        yield section, Named(path, name)


def _selection(at: Path, told: Selection) -> Used:
    for key, request in told.requests.items():
        for position, seat in enumerate(request.parties):
            path: Path = (*at, "requests", key, "parties", position, "organisation")
            yield PROVIDERS, Named(path, seat.organisation)
    for position, draw in enumerate(told.draws):
        yield from _all(REQUESTS, (*at, "draws", position, "drawn"), draw.drawn)


def _clarifications(at: Path, told: Clarifications) -> Used:
    for key, question in told.questions.items():
        yield from _maybe(PROVIDERS, (*at, "questions", key, "organisation"), question.organisation)
    for position, note in enumerate(told.notes):
        yield from _all(QUESTIONS, (*at, "notes", position, "questions"), note.questions)
        yield from _maybe(PEOPLE, (*at, "notes", position, "by"), note.by)


def _course(at: Path, told: Course) -> Used:
    for position, one in enumerate(told.rounds):
        if one.reduced:
            yield from _keyed(CANDIDATES, (*at, "rounds", position, "reduced", "dropped"), one.reduced.dropped)
    for key, meeting in told.meetings.items():
        yield from _meeting((*at, "meetings", key), meeting)
    for key, item in told.told.items():
        yield CANDIDATES, Named((*at, "told", key, "candidate"), item.candidate)
        if item.consent:
            yield from _maybe(PEOPLE, (*at, "told", key, "consent", "by"), item.consent.by)
    for position, product in enumerate(told.products):
        yield from _maybe(CANDIDATES, (*at, "products", position, "candidate"), product.candidate)
    for position, asked in enumerate(told.progress):
        yield CANDIDATES, Named((*at, "progress", position, "candidate"), asked.candidate)


def _meeting(at: Path, told: Meeting) -> Used:
    yield from _maybe(CANDIDATES, (*at, "candidate"), told.candidate)
    for position, minutes in enumerate(told.minutes):
        yield CANDIDATES, Named((*at, "minutes", position, "candidate"), minutes.candidate)
        if minutes.participant:
            yield PEOPLE, Named((*at, "minutes", position, "participant", "by"), minutes.participant.by)
    for position, outcome in enumerate(told.outcomes):
        yield CANDIDATES, Named((*at, "outcomes", position, "candidate"), outcome.candidate)


def _bids(at: Path, told: Bids) -> Used:
    for position, moved in enumerate(told.extensions):
        yield from _maybe(OUTAGES, (*at, "extensions", position, "outage"), moved.outage)
    for position, bid in enumerate(told.received):
        path: Path = (*at, "received", position)
        yield CANDIDATES, Named((*path, "candidate"), bid.candidate)
        yield from _all(LOTS, (*path, "lots"), bid.lots)


def _assessment(at: Path, told: Assessment) -> Used:
    yield from _assessors(at, told)
    for position, scores in enumerate(told.scores):
        path: Path = (*at, "scores", position)
        yield ASSESSORS, Named((*path, "assessor"), scores.assessor)
        yield LOTS, Named((*path, "lot"), scores.lot)
        yield from _keyed(CANDIDATES, (*path, "given"), scores.given)
    for position, agreed in enumerate(told.consensus):
        path = (*at, "consensus", position)
        yield LOTS, Named((*path, "lot"), agreed.lot)
        yield from _keyed(CANDIDATES, (*path, "given"), agreed.given)
    for position, draw in enumerate(told.draws):
        yield LOTS, Named((*at, "draws", position, "lot"), draw.lot)
        yield from _all(CANDIDATES, (*at, "draws", position, "order"), draw.order)
    for name, moments in (("opened", told.opened), ("locked", told.locked)):
        for position, one in enumerate(moments):
            yield LOTS, Named((*at, name, position, "lot"), one.lot)


def _assessors(at: Path, told: Assessment) -> Used:
    for key, assessor in told.assessors.items():
        path: Path = (*at, "assessors", key)
        yield from _maybe(PEOPLE, (*path, "person"), assessor.person)
        yield from _maybe(PEOPLE, (*path, "companion"), assessor.companion)
        yield from _all(LOTS, (*path, "lots"), assessor.lots)
    for position, bid in enumerate(told.bids):
        path = (*at, "bids", position)
        yield CANDIDATES, Named((*path, "candidate"), bid.candidate)
        for number, one in enumerate(bid.lots):
            yield LOTS, Named((*path, "lots", number, "lot"), one.lot)


def _awarding(at: Path, told: Awarding) -> Used:
    for position, lot in enumerate(told.lots):
        path: Path = (*at, "lots", position)
        yield LOTS, Named((*path, "lot"), lot.lot)
        yield from _all(CANDIDATES, (*path, "winners"), lot.winners)
        yield from _maybe(AUTHORITIES, (*path, "authority"), lot.authority)
        if lot.letters:
            yield from _keyed(CANDIDATES, (*path, "letters", "winners"), lot.letters.winners)
            yield from _keyed(CANDIDATES, (*path, "letters", "tenderers"), lot.letters.tenderers)
    for position, complaint in enumerate(told.complaints):
        yield from _maybe(LOTS, (*at, "complaints", position, "lot"), complaint.lot)
    for position, case in enumerate(told.proceedings):
        yield LOTS, Named((*at, "proceedings", position, "lot"), case.lot)
