"""Reads a dossier back as the plain values of a case file: what the rows say, by the keys that the file uses."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from partnerschapsakte.access.models import DossierRight, Person
from partnerschapsakte.agenda.queries import milestones
from partnerschapsakte.awarding.models import LotAward
from partnerschapsakte.cases.keys import Keys, kept
from partnerschapsakte.cases.schema.history import KeptDate
from partnerschapsakte.contracts import queries as contracts
from partnerschapsakte.contracts.models import Agreement
from partnerschapsakte.dossiers import queries as dossiers
from partnerschapsakte.dossiers.models import Dossier
from partnerschapsakte.foundation.clock import local_date
from partnerschapsakte.foundation.identity import ids_derived_from
from partnerschapsakte.journal.models import JournalEntry
from partnerschapsakte.parties.models import Party
from partnerschapsakte.selection.queries import requests_of
from partnerschapsakte.tendering import queries as tendering
from partnerschapsakte.tendering.models import Award, Candidate, DialogueSession, Lot, Tender
from partnerschapsakte.tendering.rules.facts import MinutesState

MOST_OF_A_SECTION = 200
INVENTED = "In het dossier staat dat deze organisatie of haar gegevens verzonnen zijn."


@dataclass(frozen=True, slots=True)
class Line:
    """One entry of the journal: what happened on which day, by whom."""

    tag: str
    subject: str
    on: date
    actor_id: str
    details: Mapping[str, Any]


def find_dossier(session: Session, name: str) -> str | None:
    """Return the id of the dossier with this id, ocid or reference."""
    wanted = or_(Dossier.id == name, Dossier.ocid == name, Dossier.reference == name, Dossier.case_name == name)
    return session.scalar(select(Dossier.id).where(wanted).order_by(Dossier.id).limit(1))


def journal(session: Session, dossier_id: str) -> list[Line]:
    """Return everything that happened in a dossier, in the order in which it was written down."""
    rows = session.scalars(select(JournalEntry).where(JournalEntry.dossier_id == dossier_id).order_by(JournalEntry.id))
    return [Line(row.tag, row.subject, local_date(row.happened_at), row.actor_id, row.details) for row in rows]


def _of_case(session: Session, dossier_id: str, section: str) -> set[str]:
    """Return the ids that a section of the dossier's case file gave, also to whoever plays no part yet."""
    ids = ids_derived_from(f"{dossiers.dossier(session, dossier_id).ocid}:{section}")
    return {ids() for _ in range(MOST_OF_A_SECTION)}


def parties(session: Session, dossier_id: str) -> list[Party]:
    """Return every organisation of a dossier, in the order of registration."""
    found = dossiers.dossier(session, dossier_id)
    ids = {one.party_id for one in found.authorities} | _of_case(session, dossier_id, "organisations")
    for agreement in contracts.agreements(session, dossier_id):
        ids |= {row.party_id for row in (*agreement.authorities, *agreement.providers)}
    if tender := tendering.tender_of(session, dossier_id):
        ids |= {seat.party_id for candidate in tender.candidates for seat in candidate.parties}
        ids |= {seat.party_id for one in requests_of(session, tender.id) for seat in one.parties}
    rows = {row.id: row for row in session.scalars(select(Party).where(Party.id.in_(ids)))}
    return [rows[one] for one in _by_entry(session, "party:registered", set(rows))]


def people(session: Session, dossier_id: str, ids: set[str]) -> list[Person]:
    """Return these people and those of the case file, in the order of registration."""
    wanted = ids | _of_case(session, dossier_id, "people")
    rows = {row.id: row for row in session.scalars(select(Person).where(Person.id.in_(wanted)))}
    return [rows[one] for one in _by_entry(session, "person:registered", set(rows))]


def _by_entry(session: Session, tag: str, ids: set[str]) -> list[str]:
    entered = select(JournalEntry.subject).where(JournalEntry.tag == tag, JournalEntry.subject.in_(ids))
    known = list(dict.fromkeys(session.scalars(entered.order_by(JournalEntry.id))))
    return [*known, *sorted(ids - set(known))]


def organisation(row: Party) -> dict[str, Any]:
    """Return an organisation as the file has it."""
    address = {"street": row.street_address, "postal_code": row.postal_code, "town": row.town}
    who = {
        "name": row.represented_by,
        "function": row.representative_function,
        "basis": row.representation_basis,
    }
    return kept(
        kind=row.kind.value,
        name=row.name,
        legal_form=row.legal_form,
        seat=row.seat,
        address=kept(**address) if row.street_address and row.town else None,
        kvk_number=row.kvk_number,
        municipality_code=row.municipality_code,
        representative=who if all(who.values()) else None,
        email=row.email,
        invented=INVENTED if row.invented else None,
    )


def relations(session: Session, dossier_id: str, keys: Keys) -> dict[str, frozenset[tuple[str, str]]]:
    """Return the authority and provider of each relation of each agreement, by its key."""
    return {
        keys.agreements[one.id]: frozenset(
            (keys.parties[relation.authority_id], keys.parties[relation.provider_id]) for relation in one.relations
        )
        for one in contracts.agreements(session, dossier_id)
    }


def stands_for(session: Session, dossier_id: str) -> dict[str, str]:
    """Return for which organisation somebody stands in a dossier, by person."""
    chosen = select(DossierRight.person_id, DossierRight.party_id).where(DossierRight.dossier_id == dossier_id)
    return {person: party for person, party in session.execute(chosen) if party is not None}


def person(row: Person, keys: Keys, party: str | None = None) -> dict[str, Any]:
    """Return a person as the file has them; mandates for authorities outside the dossier stay out."""
    known = list(keys.parties)
    return kept(
        name=row.name,
        email=row.email,
        function=row.function,
        roles=list(row.roles),
        stands_for=keys.parties.get(party or ""),
        mandates=[
            kept(authority=keys.parties[one.authority_id], basis=one.basis, since=one.since)
            for one in sorted(
                (one for one in row.mandates if one.authority_id in known),
                key=lambda one: known.index(one.authority_id),
            )
        ],
    )


def dossier(session: Session, dossier_id: str, opened: Line, keys: Keys) -> dict[str, Any]:
    """Return the dossier as it was opened, with what was corrected since; later phases and posts are history."""
    row = dossiers.dossier(session, dossier_id)
    posts: dict[str, list[str]] = {}
    for held in opened.details["data"]["posts"]:
        posts.setdefault(held["post"], []).append(keys.people[held["person_id"]])
    return kept(
        reference=row.reference,
        ocid=row.ocid,
        title=row.title,
        summary=row.summary,
        phase=opened.details["data"]["phase"],
        opened_on=opened.on,
        authorities=[keys.parties[one.party_id] for one in row.authorities],
        design_choices=kept(**row.design_choices),
        principles=list(row.principles),
        posts=posts,
        role_mailbox=row.role_mailbox,
        planning=kept(**row.planning),
    )


def case(session: Session, dossier_id: str) -> dict[str, str]:
    """Return what the file is called."""
    row = dossiers.dossier(session, dossier_id)
    return {"name": row.case_name or Keys.slug(row.reference), "title": row.case_source or row.title}


def decisions(session: Session, dossier_id: str, keys: Keys) -> dict[str, Any]:
    """Return the decisions taken elsewhere, in the order in which they were recorded."""
    awards = set(session.scalars(select(LotAward.decision_id)))  # those are told with the award of the lot
    rows = {row.id: row for row in dossiers.dossier(session, dossier_id).decisions if row.id not in awards}
    recorded = [line.details["decision"] for line in journal(session, dossier_id) if line.tag == DECIDED]
    return {
        keys.name_decision(row.case_number, row.decided_on): kept(
            authority=keys.parties[row.authority_id] if row.authority_id else None,
            body=row.body.value,
            subject=row.subject,
            decided_on=row.decided_on,
            case_number=row.case_number,
            file=row.file,
        )
        for one in recorded
        if (row := rows.get(one))
    }


DECIDED = "dossier:decision:recorded"


def agreements(session: Session, dossier_id: str, keys: Keys) -> dict[str, Any]:
    """Return the agreements, each base agreement before its sub-agreements."""
    found = sorted(contracts.agreements(session, dossier_id), key=lambda one: one.position)
    for one in found:
        keys.name_agreement(one.id, one.key or one.deed)
    return {keys.agreements[one.id]: _agreement(one, keys) for one in found}


def _agreement(row: Agreement, keys: Keys) -> dict[str, Any]:
    return kept(
        kind=row.kind.value,
        parent=keys.agreements[row.parent_id] if row.parent_id else None,
        number=row.deed,
        title=row.title,
        legal_form=row.legal_form.value,
        duration_motivation=row.duration_motivation,
        cooperation_agreement=row.cooperation_agreement,
        authorities=[keys.parties[one.party_id] for one in row.authorities],
        providers=[
            kept(
                organisation=keys.parties[one.party_id], role=one.role.value, consortium=one.consortium, share=one.share
            )
            for one in row.providers
        ],
        subcontracting_limit=row.subcontracting_limit,
        lots=list(row.lots),
        areas=list(row.areas),
        term=_term(row),
        budget=_budget(row),
        signed_on=row.concluded_on,
        deed=_deed(row.content, keys),
    )


def _term(row: Agreement) -> dict[str, Any] | None:
    if row.starts_on is None:
        return None
    return kept(
        starts_on=row.starts_on,
        initial_months=row.initial_months,
        options=[one.months for one in row.options],
        convention=row.convention.value if row.convention else None,
        notice_lead_months=row.notice_lead_months,
        evaluation_lead_months=row.evaluation_lead_months,
        decision_lead_days=row.decision_lead_days,
    )


def _budget(row: Agreement) -> dict[str, Any] | None:
    years = {
        one.year: kept(amount=one.amount, clients=one.clients, indexed_from=one.indexed_from) for one in row.budget
    }
    return {"years": years} if years else None


def _deed(content: Mapping[str, Any], keys: Keys) -> dict[str, Any]:
    deed = dict(content)
    if "key" in deed:
        deed["key"] = [{**one, "authority": keys.parties[one["authority"]]} for one in deed["key"]]
    if "subcontracted" in deed:
        deed["subcontracted"] = [
            {**one, "organisation": keys.parties[one["organisation"]]} for one in deed["subcontracted"]
        ]
    return deed


def tender(session: Session, dossier_id: str, lines: Sequence[Line], keys: Keys) -> dict[str, Any] | None:
    """Return the tender with all that happened in it."""
    row = tendering.tender_of(session, dossier_id)
    if row is None:
        return None
    planned = next(line for line in lines if line.tag == "tender:planned")
    for one in row.candidates:
        keys.name_candidate(one.id, one.name)
    return kept(
        procedure=row.procedure.value,
        title=row.title,
        reference=row.reference,
        planned_on=planned.on,
        published_on=row.published_on,
        requests_due_on=row.requests_due_on,
        tender_due_on=row.tender_due_on,
        maximum_candidates=row.maximum_candidates,
        standstill_days=row.standstill_days,
        compensation=row.compensation,
        estimated_value=_value(row),
        cpv_code=row.cpv_code,
        notice=row.notice_kind.value if row.notice_kind else None,
        receipt_confirmed_on=row.receipt_confirmed_on,
        european_on=row.european_on,
        documents_address=row.documents_address,
        lots_reason=row.lots_reason,
        told_in_part=row.told_in_part,
        lots=[_lot(lot) for lot in row.lots],
        candidates={keys.candidates[one.id]: _candidate(one, keys) for one in row.candidates},
        dialogue=_dialogue(row, keys),
        invitation=_invitation(row),
        awards=[_award(lot.award, lot.code, keys) for lot in row.lots if lot.award],
        withdrawn=kept(on=row.withdrawn_on, reason=row.withdrawal_reason) if row.withdrawn_on else None,
        by=keys.people.get(planned.actor_id),
    )


def _lot(row: Lot) -> dict[str, Any]:
    return kept(
        code=row.code,
        title=row.title,
        areas=list(row.areas),
        minimum=row.contracts_minimum,
        maximum=row.contracts_maximum,
    )


def _value(row: Tender) -> dict[str, Any] | None:
    value = {"amount": row.estimated_value, "method": row.estimation_method.value if row.estimation_method else None}
    return value if all(value.values()) else None


def _candidate(row: Candidate, keys: Keys) -> dict[str, Any]:
    return kept(
        name=row.name,
        parties=[{"organisation": keys.parties[one.party_id], "role": one.role.value} for one in row.parties],
        requested_on=row.requested_on,
        admitted_on=row.admitted_on,
        outside_because=row.outside_because,
        withdrawn_on=row.withdrawn_on,
        withdrawal_reason=row.withdrawal_reason,
    )


def _dialogue(row: Tender, keys: Keys) -> dict[str, Any] | None:
    if row.dialogue_started_on is None:
        return None
    return kept(
        topics=list(row.topics),
        rounds=row.dialogue_rounds,
        started_on=row.dialogue_started_on,
        sessions=[_session(one, keys) for one in sorted(row.sessions, key=lambda one: one.position)],
        closed_on=row.dialogue_closed_on,
    )


def _invitation(row: Tender) -> dict[str, Any] | None:
    if row.invited_on is None:
        return None
    return kept(
        invited_on=row.invited_on,
        submission_address=row.submission_address,
        languages=list(row.submission_languages),
    )


def _session(row: DialogueSession, keys: Keys) -> dict[str, Any]:
    return kept(
        candidate=keys.candidates[row.candidate_id],
        round=row.round,
        held_on=row.held_on,
        topics=list(row.topics),
        attendees=row.attendees,
        attendee_roles=list(row.attendee_roles),
        minutes=MinutesState(row.minutes).value,
        minutes_approved_on=row.minutes_approved_on,
    )


def _award(row: Award, lot: str, keys: Keys) -> dict[str, Any]:
    return kept(
        lot=lot,
        candidates=[keys.candidates[one.candidate_id] for one in row.awarded],
        decided_on=row.decided_on,
        letter_sent_on=row.letter_sent_on,
        definitive_on=row.definitive_on,
        contract_concluded_on=row.contract_concluded_on,
        concluded_early_because=row.concluded_early_because,
        notice_sent_on=row.notice_sent_on,
        notice_reference=row.notice_reference,
    )


def kept_dates(session: Session, keys: Keys) -> dict[str, tuple[str, str]]:
    """Return the agreement and the name of every end and exit plan that its agreements keep, by id."""
    return {
        one.id: (keys.agreements[agreement], name)
        for agreement in keys.agreements
        for name, one in milestones(session, agreement).items()
        if name in tuple(KeptDate)
    }


def people_of(lines: Iterable[Line], opened: Line) -> set[str]:
    """Return the ids of everybody who acted in a dossier or held a post in it."""
    ids = {line.actor_id for line in lines}
    ids |= {held["person_id"] for held in opened.details["data"]["posts"]}
    for line in lines:
        ids |= {line.details[name] for name in ("person", "from_person", "to_person") if line.details.get(name)}
    return ids
