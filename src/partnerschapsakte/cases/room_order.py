"""Checks what the rooms of a tender cannot mean together: two tellings of one thing, one lead, days in order."""

from collections.abc import Iterator

from partnerschapsakte.cases.complaint import Complaint, in_order, leads
from partnerschapsakte.cases.findings import Path
from partnerschapsakte.cases.schema.bids import Bids
from partnerschapsakte.cases.schema.dialogue import Course
from partnerschapsakte.cases.schema.parties import Person
from partnerschapsakte.cases.schema.selection import Selection
from partnerschapsakte.cases.schema.tender import Tender
from partnerschapsakte.foundation.actor import Role
from partnerschapsakte.foundation.sentences import say
from partnerschapsakte.tendering.rules.facts import ConsortiumRole

AT: Path = ("tender",)


def check_rooms(tender: Tender) -> Iterator[Complaint]:
    """Yield everything that contradicts itself."""
    yield from _once(tender)
    if tender.selection:
        yield from _selection((*AT, "selection"), tender.selection)
    if tender.dialogue and tender.dialogue.course:
        if tender.dialogue.sessions or tender.dialogue.closed_on:
            message = say("The course tells the sessions and the closing: they are not told twice.")
            yield Complaint((*AT, "dialogue", "course"), message, say("Leave out sessions and closed_on."))
        yield from _course((*AT, "dialogue", "course"), tender.dialogue.course)
    if tender.bids:
        yield from _bids((*AT, "bids"), tender.bids)
    for position, lot in enumerate(tender.awarding.lots if tender.awarding else ()):
        path: Path = (*AT, "awarding", "lots", position)
        sent_on = lot.letters.sent_on if lot.letters else None
        yield from in_order(path, "decided_on", lot.decided_on, "letters.sent_on", sent_on)
        yield from in_order(path, "letters.sent_on", sent_on, "definitive_on", lot.definitive_on)


def check_contact(path: Path, person: Person) -> Iterator[Complaint]:
    """Yield that a provider contact stands for somebody, and nobody else does."""
    if (person.stands_for is not None) == (Role.PROVIDER_CONTACT in person.roles):
        return
    message = say("A provider contact stands for an organisation; nobody else does.")
    yield Complaint(path, message, say("Give both the role provider_contact and stands_for, or neither."))


def _once(tender: Tender) -> Iterator[Complaint]:
    requests = tender.selection.requests if tender.selection else {}
    for key in tender.candidates:
        if key in requests:
            message = say("{name} is a candidate by its request; it is not told twice.", name=key)
            yield Complaint((*AT, "candidates", key), message, say("Leave out one of the two."))
    seen = {award.lot for award in tender.awards}
    for position, lot in enumerate(tender.awarding.lots if tender.awarding else ()):
        if lot.lot in seen:
            message = say("The award of {lot} is told twice.", lot=lot.lot)
            yield Complaint((*AT, "awarding", "lots", position, "lot"), message, say("Leave out one of the two."))
        seen.add(lot.lot)


def _selection(at: Path, told: Selection) -> Iterator[Complaint]:
    for key, request in told.requests.items():
        path: Path = (*at, "requests", key)
        found = [number for number, party in enumerate(request.parties) if party.role is ConsortiumRole.LEAD]
        yield from leads((*path, "parties"), found)
        judged_on = request.judged.on if request.judged else None
        yield from in_order(path, "received_on", request.received_on, "judged.on", judged_on)
        yield from in_order(path, "received_on", request.received_on, "withdrawn_on", request.withdrawn_on)
        if bool(request.withdrawn_on) != bool(request.withdrawal_reason):
            message = say("A withdrawal has a day and a reason.")
            yield Complaint(path, message, say("Give both withdrawn_on and withdrawal_reason."))


def _course(at: Path, told: Course) -> Iterator[Complaint]:
    for position, one in enumerate(told.rounds):
        path: Path = (*at, "rounds", position)
        invited_on = one.invited.on if one.invited else None
        closed_on = one.closed.on if one.closed else None
        yield from in_order(path, "starts_on", one.starts_on, "ends_on", one.ends_on)
        yield from in_order(path, "invited.on", invited_on, "opened_on", one.opened_on)
        yield from in_order(path, "opened_on", one.opened_on, "closed.on", closed_on)
    for key, meeting in told.meetings.items():
        path = (*at, "meetings", key)
        held_on = meeting.held.on if meeting.held else None
        yield from in_order(path, "planned_on", meeting.planned_on, "held.on", held_on)
        for number, minutes in enumerate(meeting.minutes):
            here: Path = (*path, "minutes", number)
            signed_on = minutes.participant.on if minutes.participant else None
            yield from in_order(here, "on", minutes.on, "authority_on", minutes.authority_on)
            yield from in_order(here, "on", minutes.on, "participant.on", signed_on)


def _bids(at: Path, told: Bids) -> Iterator[Complaint]:
    for key, outage in told.outages.items():
        here: Path = (*at, "outages", key)
        yield from in_order(here, "began_on", outage.began_on, "ended_on", outage.ended_on)
        if bool(outage.ended_on) != bool(outage.ended_time):
            message = say("An outage ends on a day, at a time.")
            yield Complaint(here, message, say("Give both ended_on and ended_time, or neither."))
    for position, bid in enumerate(told.received):
        path: Path = (*at, "received", position)
        struck_on = bid.struck.on if bid.struck else None
        yield from in_order(path, "received_on", bid.received_on, "recorded_on", bid.recorded_on)
        yield from in_order(path, "recorded_on", bid.recorded_on, "struck.on", struck_on)
