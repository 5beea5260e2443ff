"""Writes the award of a dossier back as a case file has it."""

from typing import Any

from partnerschapsakte.awarding.queries import awards, record
from partnerschapsakte.awarding.queries.awards import Lot, LotAward
from partnerschapsakte.cases.exporting.reading import Reading
from partnerschapsakte.cases.keys import kept
from partnerschapsakte.dossiers.queries import dossier
from partnerschapsakte.tendering.queries import Award


def written(reading: Reading) -> dict[str, Any]:
    """Return the decisions in their order, complaints, proceedings, and the record."""
    lots = {one.code: one for one in reading.tender.lots}
    return kept(
        lots=[_lot(reading, lots[line.details["lot"]]) for line in reading.of("award:lot:decided")],
        complaints=[_complaint(reading, line.subject) for line in reading.of("award:complaint:registered")],
        proceedings=[_proceedings(reading, line.subject) for line in reading.of("award:proceedings:registered")],
        record=_record(reading),
    )


def settled(award: Award | None) -> dict[str, Any]:
    """Return what followed the letters of a lot."""
    if award is None:
        return {}
    return kept(
        definitive_on=award.definitive_on,
        contract_concluded_on=award.contract_concluded_on,
        concluded_early_because=award.concluded_early_because,
        notice_sent_on=award.notice_sent_on,
        notice_reference=award.notice_reference,
    )


def _lot(reading: Reading, lot: Lot) -> dict[str, Any]:
    found = awards.award_of(reading.session, lot)
    if found is None:
        return {}
    taken = next(one for one in dossier(reading.session, reading.dossier_id).decisions if one.id == found.decision_id)
    return kept(
        lot=lot.code,
        outcome=found.outcome.value,
        winners=[reading.keys.candidates[one.candidate_id] for one in found.winners],
        body=taken.body.value,
        decided_on=found.decided_on,
        case_number=taken.case_number,
        file=taken.file,
        authority=reading.keys.parties.get(taken.authority_id or ""),
        mandate=found.mandate,
        reason=found.reason,
        letters=_letters(reading, lot.code, found),
        **settled(lot.award),
    )


def _letters(reading: Reading, lot: str, found: LotAward) -> dict[str, Any]:
    described = [
        line.details["candidate"] for line in reading.of("award:winner:described") if line.details["lot"] == lot
    ]
    told = [line for line in reading.of("award:reasons:written") if line.details["lot"] == lot]
    texts = {one.candidate_id: one.characteristics for one in found.winners}
    rows = {one.candidate_id: one for one in found.tenderers}
    order = dict.fromkeys(line.details["candidate"] for line in told)
    names = reading.keys.candidates
    return kept(
        written_on=told[-1].on if told else reading.day("award:winner:described", lot=lot),
        winners={names[one]: texts[one] for one in dict.fromkeys(described)},
        tenderers={
            names[one]: {"tendered": rows[one].tendered}
            | kept(
                reasons=rows[one].reasons,
                scores=rows[one].scores,
                platform_reference=rows[one].platform_reference,
            )
            for one in order
        },
        objections_to=found.objections_to,
        sent_on=found.letters_sent_on,
    )


def _complaint(reading: Reading, complaint_id: str) -> dict[str, Any]:
    row = awards.complaint(reading.session, reading.tender, complaint_id)
    decided = {"on": row.decided_on, "upheld": row.upheld, "decision": row.decision} if row.decided_on else None
    return kept(
        lot=row.lot_code,
        complainant=row.complainant,
        about=row.about,
        received_on=row.received_on,
        decided=decided,
    )


def _proceedings(reading: Reading, case_id: str) -> dict[str, Any]:
    row, lot = awards.court_case(reading.session, reading.tender, case_id)
    return kept(
        lot=lot.code,
        plaintiff=row.plaintiff,
        court=row.court,
        reference=row.reference,
        served_on=row.served_on,
        judgment={"on": row.judged_on, "outcome": row.outcome, "file": row.file} if row.judged_on else None,
    )


def _record(reading: Reading) -> dict[str, Any] | None:
    row = record.row(reading.session, reading.tender)
    if row is None:
        return None
    filled = {line.details["item"]: line.on for line in reading.of("award:record-item:filled")}
    items = {one.item.value: one for one in row.items}
    return kept(
        begun_on=row.begun_on,
        call_off_under=row.call_off_under,
        items={
            item: kept(on=on, text=items[item].text, not_applicable=items[item].not_applicable or None)
            for item, on in filled.items()
        },
        complete_on=reading.tender.record_of_proceedings_complete_on,
    )
