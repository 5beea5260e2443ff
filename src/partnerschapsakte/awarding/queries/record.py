"""Reads the record of proceedings: what the file itself tells under each item, and what somebody wrote there."""

from collections.abc import Callable, Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from partnerschapsakte.awarding.models import LotAward, ProceedingsRecord
from partnerschapsakte.awarding.queries import rooms
from partnerschapsakte.awarding.queries.awards import winners
from partnerschapsakte.awarding.rules import recording
from partnerschapsakte.awarding.rules.facts import OTHER_PROCEDURES, LotDecision, RecordItem, Told
from partnerschapsakte.awarding.schemas import RecordItemView, RecordOfProceedings
from partnerschapsakte.foundation import language
from partnerschapsakte.foundation.sentences import Sentence, say
from partnerschapsakte.parties.queries import parties_by_id
from partnerschapsakte.parties.rules import on_one_line
from partnerschapsakte.tendering import queries as tendering
from partnerschapsakte.tendering.models import Tender

Decided = dict[str, LotAward]
Telling = Callable[[Session, Tender, Decided], Iterable[Sentence]]


def row(session: Session, tender: Tender) -> ProceedingsRecord | None:
    """Return the record of proceedings of a tender, if it was begun."""
    return session.get(ProceedingsRecord, tender.id)


def items(session: Session, tender: Tender) -> tuple[Told, ...]:
    """Return every item with what is known of it."""
    found, decided = row(session, tender), _decided(session, tender)
    written = {one.item: one for one in found.items} if found else {}
    return tuple(
        Told(
            item=item,
            known="\n".join(_in_dutch(one) for one in KNOWN[item](session, tender, decided)) if item in KNOWN else "",
            text=written[item].text if item in written else "",
            not_applicable=(item in OTHER_PROCEDURES and tender.procedure.is_sas)
            or (item in written and written[item].not_applicable),
        )
        for item in RecordItem
    )


def record_view(session: Session, dossier_id: str) -> RecordOfProceedings:
    """Return the record of proceedings of a dossier's tender as it stands."""
    tender = tendering.tender(session, dossier_id)
    found, told = row(session, tender), items(session, tender)
    return RecordOfProceedings(
        dossier_id=dossier_id,
        state=tender.record,
        begun_on=found.begun_on if found else None,
        call_off_under=found.call_off_under if found else "",
        complete_on=tender.record_of_proceedings_complete_on,
        document_id=found.document_id if found else None,
        items=tuple(
            RecordItemView(
                item=one.item,
                known=one.known,
                text=one.text,
                not_applicable=one.not_applicable,
                filled=one.is_filled,
            )
            for one in told
        ),
        missing=recording.missing(told),
    )


def _in_dutch(sentence: Sentence) -> str:
    return language.tell(sentence, language.DUTCH)


def _decided(session: Session, tender: Tender) -> Decided:
    """Return the decisions about lots by the code of the lot."""
    codes = {one.id: one.code for one in tender.lots}
    chosen = select(LotAward).where(LotAward.tender_id == tender.id)
    return {codes[one.lot_id]: one for one in session.scalars(chosen)}


def _authorities(session: Session, tender: Tender, _: Decided) -> Iterable[Sentence]:
    ids = tendering.authorities(session, tender.dossier_id)
    found = parties_by_id(session, ids)
    for one in (found[party] for party in ids):
        address = on_one_line(one.street_address, one.postal_code, one.town or one.seat)
        yield say("{name}, {address}", name=one.name, address=address)


def _subject(_: Session, tender: Tender, __: Decided) -> Iterable[Sentence]:
    if tender.estimated_value is None:
        return
    yield say(
        "{title}, in {count} lots. Estimated value: {value}.",
        title=tender.title,
        count=len(tender.lots),
        value=language.euro(tender.estimated_value),
    )


def _selected(session: Session, tender: Tender, _: Decided) -> Iterable[Sentence]:
    for one in tender.candidates:
        if one.admitted_on is not None:
            yield rooms.why_admitted(session, tender, one)


def _kept_by(telling: Callable[[Session, Tender], Iterable[Sentence]]) -> Telling:
    """Return what a room below tells, whatever was decided about the lots."""
    return lambda session, tender, _: telling(session, tender)


def _rejected_tenderers(session: Session, tender: Tender, decided: Decided) -> Iterable[Sentence]:
    if not _all_told(tender, decided):
        return
    names, lots = {one.id: one.name for one in tender.candidates}, _lots(tender)
    lines = list(rooms.bids_left_aside(session, tender))
    for code, found in sorted(decided.items()):
        won = {one.candidate_id for one in found.winners}
        for one in sorted(found.tenderers, key=lambda told: names[told.candidate_id]):
            if one.tendered and one.candidate_id not in won:
                name = names[one.candidate_id]
                lines.append(say("{lot}, {name}: {reason}", lot=lots[code], name=name, reason=one.reasons))
    yield from lines or [say("No tenderer was rejected.")]


def _winners(_: Session, tender: Tender, decided: Decided) -> Iterable[Sentence]:
    if not _all_told(tender, decided):
        return
    lots = _lots(tender)
    for code, found in sorted(decided.items()):
        for one in winners(tender, found):
            yield say("{lot}, {name}: {reason}", lot=lots[code], name=one.name, reason=one.characteristics)
    if all(one.outcome is not LotDecision.AWARD for one in decided.values()):
        yield say("No lot was awarded.")


def _not_awarded(_: Session, tender: Tender, decided: Decided) -> Iterable[Sentence]:
    if len(decided) < len(tender.lots):
        return
    lots = _lots(tender)
    lines = [
        say("{lot}: {reason}", lot=lots[code], reason=one.reason)
        for code, one in sorted(decided.items())
        if one.outcome is not LotDecision.AWARD
    ]
    yield from lines or [say("Every lot was awarded.")]


def _lots(tender: Tender) -> dict[str, Sentence]:
    """Return how the record names each lot, by its code."""
    return {one.code: say("Lot {code} ({title})", code=one.code, title=one.title) for one in tender.lots}


def _all_told(tender: Tender, decided: Decided) -> bool:
    """Tell whether of every lot the letters went out: what they say stands."""
    return len(decided) == len(tender.lots) and all(one.letters_sent_on is not None for one in decided.values())


KNOWN: dict[RecordItem, Telling] = {
    RecordItem.A: _authorities,
    RecordItem.B: _subject,
    RecordItem.C: _selected,
    RecordItem.D: _kept_by(rooms.not_selected),
    RecordItem.E: _rejected_tenderers,
    RecordItem.F: _kept_by(rooms.left_out),
    RecordItem.H: _winners,
    RecordItem.L: _kept_by(rooms.not_electronic),
    RecordItem.M: _kept_by(rooms.conflicts),
    RecordItem.N: _not_awarded,
}
"""What follows from the file itself; under the other items somebody writes what there is to tell."""
