"""Exemplum and Buurdam with two providers on record: what every test of agreements starts from."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from partnerschapsakte.access.schemas import GrantMandate, GrantRight, RegisterPerson
from partnerschapsakte.access.service.people import grant_mandate, register_person
from partnerschapsakte.access.service.rights import grant_right
from partnerschapsakte.contracts.models import Agreement
from partnerschapsakte.contracts.rules.kinds import AgreementKind, Choice, ProviderRole
from partnerschapsakte.contracts.schemas import (
    ConcludeAgreement,
    ConcludeEvaluation,
    DecideExtension,
    ProveReceipt,
    ProviderSeat,
    SendNotice,
    TermTerms,
)
from partnerschapsakte.contracts.service.agreements import conclude_agreement
from partnerschapsakte.contracts.service.evaluations import conclude_evaluation
from partnerschapsakte.contracts.service.extensions import decide_extension, prove_receipt, send_notice
from partnerschapsakte.dossiers.rules import Phase, Post
from partnerschapsakte.dossiers.schemas import AssignedPost, OpenDossier
from partnerschapsakte.dossiers.service import open_dossier
from partnerschapsakte.foundation.actor import SYSTEM, Actor, Role
from partnerschapsakte.foundation.clock import noon
from partnerschapsakte.foundation.identity import ids_derived_from
from partnerschapsakte.foundation.occasion import Occasion
from partnerschapsakte.parties.rules import PartyKind
from partnerschapsakte.parties.schemas import RegisterParty
from partnerschapsakte.parties.service import register_party

NINE_YEARS = TermTerms(starts_on=date(2020, 1, 1), initial_months=36, options=(24, 24, 24))
IDS = ids_derived_from("exemplum")


@dataclass(frozen=True)
class Exemplum:
    """Ids of what is on record, and the people as actors."""

    exemplum: str
    buurdam: str
    eik: str
    linde: str
    dossier: str
    mandate_holder: Actor
    contract_manager: Actor
    auditor: Actor


def on(day: date, actor: Actor = SYSTEM) -> Occasion:
    """Return an occasion on this day."""
    return Occasion(actor, noon(day), noon(day), ids=IDS)


def settle(session: Session, day: date = date(2020, 1, 2)) -> Exemplum:
    """Put the organisations, the people and the dossier on record."""
    occasion = on(day)

    def party(kind: PartyKind, name: str, kvk: str) -> str:
        command = RegisterParty(kind=kind, name=name, legal_form="stichting", seat="Exemplum", kvk_number=kvk)
        return register_party(session, occasion, command).id

    def person(name: str, *roles: Role) -> str:
        last_name = name.rsplit(maxsplit=1)[-1].lower()
        command = RegisterPerson(name=name, email=f"{last_name}@exemplum.example", roles=roles)
        return register_person(session, occasion, command).id

    exemplum = party(PartyKind.CONTRACTING_AUTHORITY, "Exemplum", "90000001")
    buurdam = party(PartyKind.CONTRACTING_AUTHORITY, "Buurdam", "90000002")
    eik, linde = (
        party(PartyKind.PROVIDER, f"Stichting De {n}", k) for n, k in (("Eik", "90000003"), ("Linde", "90000004"))
    )
    manager, holder = person("C. Ontract", Role.CONTRACT_MANAGER), person("M. Andaat", Role.MANDATE_HOLDER)
    auditor = person("A. Uditor", Role.AUDITOR)
    for authority in (exemplum, buurdam):
        grant_mandate(session, occasion, GrantMandate(person_id=holder, authority_id=authority, basis="Mandaatbesluit"))
    dossier = open_dossier(
        session,
        occasion,
        OpenDossier(
            ocid="ocds-exemplum-1",
            reference="Z-1",
            title="Jeugdhulp Exemplum",
            phase=Phase.IMPLEMENTATION,
            authorities=(exemplum, buurdam),
            posts=(AssignedPost(post=Post.CONTRACT_MANAGER, person_id=manager),),
            role_mailbox="contracten@exemplum.example",
        ),
    )
    right = GrantRight(person_id=holder, dossier_id=dossier.id, role=Role.MANDATE_HOLDER)
    grant_right(session, occasion, right)
    mandates = frozenset({exemplum, buurdam})
    return Exemplum(
        exemplum,
        buurdam,
        eik,
        linde,
        dossier.id,
        Actor(holder, "M. Andaat", frozenset({Role.MANDATE_HOLDER}), mandates),
        Actor(manager, "C. Ontract", frozenset({Role.CONTRACT_MANAGER})),
        Actor(auditor, "A. Uditor", frozenset({Role.AUDITOR})),
    )


def agreement(session: Session, at: Exemplum, day: date = date(2020, 1, 2), **changes: Any) -> Agreement:
    """Put an agreement on record: single, one authority, one contractor, nine years, unless changed."""
    usual: dict[str, Any] = {
        "kind": AgreementKind.SINGLE,
        "deed": "PA-1",
        "title": "Partnerschapsakte Exemplum",
        "duration_motivation": "Transformatie vraagt tijd.",
        "authorities": (at.exemplum,),
        "providers": (ProviderSeat(party_id=at.eik, role=ProviderRole.CONTRACTOR),),
        "term": NINE_YEARS,
    }
    command = ConcludeAgreement(**{**usual, **changes})
    return conclude_agreement(session, on(day, at.contract_manager), at.dossier, command)


def evaluated(session: Session, at: Exemplum, agreement_id: str, point: int, day: date) -> None:
    """Conclude the evaluation before a point."""
    command = ConcludeEvaluation(concluded_on=day, findings="De wachttijd is gehalveerd.")
    conclude_evaluation(session, on(day, at.contract_manager), agreement_id, point, command)


def decided(session: Session, at: Exemplum, agreement_id: str, point: int, day: date, **changes: Any) -> None:
    """Let the mandate holder decide to extend."""
    usual: dict[str, Any] = {
        "authority_id": at.exemplum,
        "choice": Choice.EXTEND,
        "reason": "De doelen zijn gehaald.",
    }
    command = DecideExtension(**{**usual, **changes})
    decide_extension(session, on(day, at.mandate_holder), agreement_id, point, command)


def sent(session: Session, at: Exemplum, agreement_id: str, point: int, day: date) -> None:
    """Send the notice."""
    command = SendNotice(authority_id=at.exemplum, sent_on=day, channel="aangetekende post")
    send_notice(session, on(day, at.contract_manager), agreement_id, point, command)


def received(session: Session, at: Exemplum, agreement_id: str, point: int, day: date) -> None:
    """Prove its receipt."""
    command = ProveReceipt(authority_id=at.exemplum, received_on=day, proof="ontvangstbevestiging")
    prove_receipt(session, on(day, at.contract_manager), agreement_id, point, command)


def later(occasion: Occasion, day: date) -> Occasion:
    """Return the same occasion, recorded on a later day."""
    return replace(occasion, recorded_at=noon(day))
