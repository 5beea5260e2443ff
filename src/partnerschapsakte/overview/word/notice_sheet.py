"""Fills in, field by field in the order of the form, what the call and the award on TenderNed ask; gaps by name."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

from partnerschapsakte.assessment.schemas import AssessmentView
from partnerschapsakte.awarding.schemas import ComplaintView, LotAwardView
from partnerschapsakte.contracts.queries import Agreement
from partnerschapsakte.design.rules.facts import Route
from partnerschapsakte.documents.rules.wording import plain
from partnerschapsakte.dossiers.schemas import DossierView
from partnerschapsakte.foundation import language
from partnerschapsakte.overview.word.notice_term import AT_AGREEMENT, term_fields
from partnerschapsakte.parties.rules import on_one_line
from partnerschapsakte.parties.schemas import PartyView
from partnerschapsakte.selection.schemas import ParticipationRequestView, SelectionFileView
from partnerschapsakte.tendering.queries import Lot, Tender

SHEET, TITLE = "notice_sheet", "Invulblad TenderNed"
ELSEWHERE: Final = "staat niet in dit programma; vul het in op TenderNed"
AT_TENDER: Final = "leg het vast bij de aanbesteding"
AT_SELECTION: Final = "leg het vast bij de selectie"
AT_PLAN: Final = "leg het vast bij de beoordeling"
AT_AWARD: Final = "nog niet gebeurd of niet vastgelegd"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sources:
    """What the two notices are filled from."""

    tender: Tender
    dossier: DossierView
    buyers: Sequence[PartyView]
    selection: SelectionFileView
    requests: Sequence[ParticipationRequestView]
    assessment: AssessmentView
    awards: Sequence[LotAwardView]
    complaints: Sequence[ComplaintView]
    agreements: Sequence[Agreement]
    route: Route | None


Field = dict[str, str]
Group = dict[str, Any]


def content_of(told: Sources, today: date) -> dict[str, Any]:
    """Return the data of the template ``notice_sheet``."""
    call = [_identity(told), _parties(told), _object(told), _procedure(told), _criteria(told), _term(told)]
    award = [
        _identity(told, awarded=True),
        _term(told),
        _result(told),
        *(_lot_result(told, one) for one in told.tender.lots),
    ]
    notices = [_notice("Aankondiging (de oproep)", CALL, call), _notice("Aankondiging van de gunning", AWARD, award)]
    missing = [
        f"{part['title']}, {group['title']}: {field['label']}"
        for part in notices
        for group in part["groups"]
        for field in group["fields"]
        if field["missing"]
    ]
    return {
        "cover": {
            "about": plain(told.tender.title),
            "reference": plain(told.tender.reference) or told.tender.dossier_id,
            "version": "1",
            "status": "draft" if missing else "final",
            "dated_on": today,
        },
        "notices": notices,
        "missing": missing,
    }


CALL: Final = (
    "Vooraankondiging als oproep, of aankondiging van een opdracht, voor sociale en andere specifieke diensten."
)
AWARD: Final = (
    "Aankondiging van een gegunde opdracht voor sociale en andere specifieke diensten, met de uitkomst per perceel."
)


def _notice(title: str, summary: str, groups: list[Group]) -> dict[str, Any]:
    return {"title": title, "summary": summary, "groups": groups}


def _group(title: str, *fields: Field) -> Group:
    return {"title": title, "fields": list(fields)}


def _field(label: str, code: str, value: str | None, missing: str = ELSEWHERE) -> Field:
    """Return a field with its value, or with what would fill it."""
    text = plain(value or "")
    return {"label": label, "code": code, "value": text, "missing": "" if text else missing}


def _identity(told: Sources, *, awarded: bool = False) -> Group:
    notice = language.label(told.tender.notice_kind) if told.tender.notice_kind else None
    former = told.tender.reference if awarded else None
    kind = "aankondiging van een gegunde opdracht" if awarded else notice
    return _group(
        "Identiteit",
        _field("Soort aankondiging", "OPP-070", kind, AT_TENDER),
        _field("Interne referentie", "BT-22", told.dossier.reference),
        _field("Eerdere aankondiging", "BT-125", former, ELSEWHERE if not awarded else AT_TENDER),
        _field("Verzonden op", "BT-05", _sent(told, awarded=awarded), AT_AWARD if awarded else AT_TENDER),
    )


def _sent(told: Sources, *, awarded: bool) -> str | None:
    days = [one.award.notice_sent_on for one in told.tender.lots if one.award and one.award.notice_sent_on]
    day = max(days, default=None) if awarded else told.tender.published_on
    return language.day(day) if day else None


def _parties(told: Sources) -> Group:
    fields: list[Field] = []
    for one in told.buyers:
        address = on_one_line(one.street_address, one.postal_code, one.town or one.seat)
        fields += [
            _field("Aanbestedende dienst", "BT-500", one.name),
            _field("KvK-nummer", "BT-501", one.kvk_number),
            _field("Adres", "BT-512, BT-513", address, "leg het vast bij de organisatie"),
        ]
    objections = next((one.objections_to for one in told.awards if one.objections_to), None)
    return _group(
        "Partijen",
        *fields,
        _field("E-mail", "BT-506", told.dossier.role_mailbox),
        _field("NUTS-3 van de dienst", "BT-507", None),
        _field("Soort dienst en activiteit", "BT-11, BT-10", None),
        _field("Beroepsinstantie", "OPT-301", objections),
    )


def _object(told: Sources) -> Group:
    tender = told.tender
    value = language.euro(tender.estimated_value) if tender.estimated_value is not None else None
    lots = [_field(f"Perceel {one.code}", "BT-137, BT-21", one.title) for one in tender.lots]
    areas = [_field(f"Gebied van {one.code}", "BT-5071", ", ".join(one.areas), AT_TENDER) for one in tender.lots]
    return _group(
        "Voorwerp",
        _field("Titel", "BT-21", tender.title),
        _field("Omschrijving", "BT-24", told.dossier.summary, "leg de samenvatting van het dossier vast"),
        _field("CPV-code", "BT-262", tender.cpv_code, AT_TENDER),
        _field("Aard", "BT-23", "diensten" if tender.procedure.is_sas else None),
        *lots,
        *areas,
        _field("Geraamde waarde, zonder btw", "BT-27", value, AT_TENDER),
        _field("Voorbehouden deelname en uitvoering", "BT-71, BT-736", None),
        _field("Sociaal doel en omschrijving", "BT-06, BT-777", None),
    )


def _procedure(told: Sources) -> Group:
    tender, asked = told.tender, told.selection
    standstill = f"{tender.standstill_days} kalenderdagen na de brieven over de gunningsbeslissing"
    grounds = "; ".join(f"{one.code} {one.text}" for one in asked.requirements if one.kind.value == "exclusion")
    source = ("het UEA" if asked.uea_required else "de aanbestedingsstukken") if asked.is_planned else None
    return _group(
        "Procedure",
        _field("Soort procedure", "BT-105", language.label(tender.procedure)),
        _field("Kenmerken: fasen en rondes", "BT-88", _features(told)),
        _field("Bron van uitsluitingsgronden", "BT-806", source, AT_SELECTION),
        _field("Uitsluitingsgronden", "bij BT-806", grounds or ("geen" if asked.is_planned else None), AT_SELECTION),
        _field("Ten hoogste zoveel kandidaten", "BT-51, BT-661", _count(tender.maximum_candidates), AT_TENDER),
        _field("Verzoeken tot deelneming uiterlijk", "BT-1311", _day(tender.requests_due_on), AT_TENDER),
        _field("Inschrijvingen uiterlijk", "BT-131", _day(tender.tender_due_on), AT_TENDER),
        _field("Talen van de inschrijving", "BT-97", ", ".join(tender.submission_languages), AT_TENDER),
        _field("Hoe lang een inschrijving geldt", "BT-98", None),
        _field("Adres van de stukken", "BT-15", None),
        _field("Termijn voor beroep", "BT-99", standstill),
    )


def _features(told: Sources) -> str:
    tender = told.tender
    rounds = f", in {tender.dialogue_rounds} rondes" if tender.dialogue_rounds else ""
    topics = f" over: {', '.join(tender.topics)}" if tender.topics else ""
    dialogue = f" Dialoog{rounds}{topics}." if tender.dialogue_rounds or tender.topics else ""
    return f"{language.label(tender.procedure)}.{dialogue}"


def _criteria(told: Sources) -> Group:
    asked, written = told.selection, told.assessment.plan.written
    limited = told.tender.maximum_candidates is not None
    selection = [
        _field(f"Selectie {one.code}", "BT-750, BT-809", f"{one.text} (bewijs: {one.evidence})")
        for one in asked.requirements
    ]
    selection += [
        _field(
            f"Selectie {one.code}",
            "BT-750, BT-752, BT-40",
            f"{one.text}, gewicht {language.number(one.weight)}{', telt bij rangschikking' if limited else ''}",
        )
        for one in asked.criteria
    ]
    award = [
        _field(
            f"Gunning {one.code}",
            "BT-540, BT-541",
            f"{one.title}, {language.label(one.kind)}, gewicht {_weight(one.weight)}",
        )
        for one in (written.criteria if written else ())
    ]
    return _group(
        "Criteria",
        *(selection or [_field("Selectiecriteria", "BT-750", None, AT_SELECTION)]),
        *(award or [_field("Gunningscriteria", "BT-540", None, AT_PLAN)]),
    )


def _term(told: Sources) -> Group:
    return _group("Looptijd", *(_field(*one) for one in term_fields(told.agreements, told.route)))


def _result(told: Sources) -> Group:
    upheld = f"{len(told.complaints)}"
    return _group(
        "Resultaat",
        _field("Totale waarde van de gunning", "BT-161", None),
        _field("Klachten: aantal klagers", "BT-712", upheld),
    )


def _lot_result(told: Sources, lot: Lot) -> Group:
    """Tell the outcome of a lot; names only once the letters went out."""
    view = next((one for one in told.awards if one.lot == lot.code), None)
    is_told = view is not None and view.letters_sent_on is not None
    outcome = language.label(view.outcome) if view and view.outcome and is_told else None
    names = ", ".join(one.name for one in view.winners) if view and is_told else None
    decided = _day(view.decided_on) if view and is_told else None
    bids = [one for one in told.assessment.bids if lot.code in one.prices and one.entered_at is not None]
    concluded = lot.award.contract_concluded_on if lot.award else None
    return _group(
        f"Perceel {lot.code} {plain(lot.title)}",
        _field("Uitkomst", "BT-142", outcome, AT_AWARD),
        _field("Waarom niet gegund", "BT-144", _why_not(view) if is_told else None, AT_AWARD),
        _field("Aantal inschrijvingen", "BT-759", _count(len(bids)) if bids else None, AT_PLAN),
        _field("Winnaars", "OPT-170, BT-500", names, AT_AWARD),
        *_sizes(told, view if is_told else None),
        _field("Waarde van de inschrijving", "BT-720", None),
        _field("Onderaanneming", "BT-773", None),
        _field("Dag van de gunningsbeslissing", "BT-1451", decided, AT_AWARD),
        _field("Overeenkomst gesloten op", "BT-145", _day(concluded), AT_AWARD),
        _field("Kenmerk van de overeenkomst", "BT-150", _deeds(told, lot), AT_AGREEMENT),
    )


def _deeds(told: Sources, lot: Lot) -> str:
    """Return the marks of the agreements that name this lot."""
    return ", ".join(one.deed for one in told.agreements if not {lot.code, lot.title}.isdisjoint(one.lots))


def _why_not(view: LotAwardView | None) -> str:
    if view is None or view.outcome is None or view.winners:
        return "n.v.t."
    return view.reason


def _sizes(told: Sources, view: LotAwardView | None) -> Iterator[Field]:
    """Tell of each winner how large it is and where from, as recorded when it asked to take part."""
    asked = {one.candidate_id: one for one in told.requests if one.candidate_id is not None}
    for one in view.winners if view else ():
        found = asked.get(one.candidate_id)
        size = f"{language.label(found.size_class)}, {found.country}" if found else None
        yield _field(f"Omvang en land van {plain(one.name)}", "BT-165, BT-514", size, AT_SELECTION)


def _day(day: date | None) -> str | None:
    return language.day(day) if day else None


def _count(count: int | None) -> str | None:
    return None if count is None else str(count)


def _weight(weight: Decimal | None) -> str:
    return language.number(weight) if weight is not None else "naar volgorde van belang"
