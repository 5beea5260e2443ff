"""Puts what is asked of candidates into the values of the selection guide: planning with reasons, ranking."""

from collections.abc import Iterator
from datetime import date
from typing import Any, Final

from partnerschapsakte.agenda.rules import DateToKeep
from partnerschapsakte.agenda.schemas import told, told_date
from partnerschapsakte.documents.rules.wording import NOTHING, paragraphs, plain, shown
from partnerschapsakte.dossiers.schemas import DossierView
from partnerschapsakte.foundation import language
from partnerschapsakte.selection.rules.facts import TieRule
from partnerschapsakte.selection.schemas import SelectionFileView
from partnerschapsakte.tendering.queries import Lot, Tender
from partnerschapsakte.tendering.rules import standing
from partnerschapsakte.tendering.rules.facts import TenderStage
from partnerschapsakte.tendering.rules.steps import COURSES

GUIDE, TITLE = "selection_guide", "Selectieleidraad"
ANNOUNCED: Final = "gekozen dag, staat in de aankondiging"
STAGES: Final = {
    TenderStage.CALL: "Aankondiging: wij maken de opdracht bekend. Iedereen kan de stukken lezen en vragen stellen.",
    TenderStage.SELECTION: "Selectie: wij kiezen uit de verzoeken wie verder gaat.",
    TenderStage.DIALOGUE: "Dialoog: wij praten met de deelnemers over de opdracht.",
    TenderStage.TENDERING: "Inschrijving: wie over is, krijgt een uitnodiging om in te schrijven.",
    TenderStage.ASSESSMENT: "Beoordeling: wij beoordelen op de criteria en op de manier die vooraf zijn aangekondigd.",
    TenderStage.STANDSTILL: "Gunningsbeslissing en wachttijd: wie niet wint, kan naar de rechter voordat wij tekenen.",
}


def content_of(tender: Tender, dossier: DossierView, asked: SelectionFileView, today: date) -> dict[str, Any]:
    """Return the data of the template ``selection_guide``; what is not known yet is named, never made up."""
    missing = list(_missing(tender, dossier, asked))
    return {
        "cover": {
            "about": plain(tender.title),
            "reference": plain(tender.reference) or tender.dossier_id,
            "version": "1",
            "status": "draft" if missing or tender.published_on is None else "final",
            "dated_on": today,
        },
        "authorities": [plain(one.name) for one in dossier.authorities],
        "procedure": language.label(tender.procedure),
        "cpv": shown(tender.cpv_code),
        "summary": paragraphs(dossier.summary) or ["De omschrijving van de opdracht staat in de aankondiging."],
        "value": tender.estimated_value or 0,
        "steps": [STAGES[one] for one in COURSES[tender.procedure].stages if one in STAGES],
        "planning": list(_planning(tender)),
        "lots": [_lot(one) for one in tender.lots],
        "lots_reason": plain(tender.lots_reason),
        **_asked(asked),
        "ranking": list(_ranking(asked)),
        "questions": list(_questions(tender)),
        "request": list(_request(tender, asked)),
        "decision": list(_decision(asked)),
        "dialogue": list(_dialogue(tender)),
        "topics": [plain(one) for one in tender.topics] if _has_dialogue(tender) else [],
        "missing": missing,
    }


def _has_dialogue(tender: Tender) -> bool:
    return TenderStage.DIALOGUE in COURSES[tender.procedure].stages


def _asked(asked: SelectionFileView) -> dict[str, Any]:
    return {
        "uea": asked.uea_required,
        "requirements": [
            {
                "code": one.code,
                "kind": language.label(one.kind),
                "text": plain(one.text),
                "evidence": plain(one.evidence),
            }
            for one in asked.requirements
        ],
        "criteria": [
            {
                "code": one.code,
                "text": plain(one.text),
                "weight": language.number(one.weight) if one.weight else NOTHING,
                "scale": one.scale,
                "evidence": plain(one.evidence),
            }
            for one in asked.criteria
        ],
    }


def _planning(tender: Tender) -> Iterator[dict[str, str]]:
    """Tell each date with its reason: what was chosen, or how it is counted and from which article."""
    if tender.published_on is not None:
        yield {"what": "Aankondiging", "on": language.day(tender.published_on), "why": ANNOUNCED}
    facts = tender.facts
    kept = [one for one in standing.dates_to_keep(facts, first_admitted_on=None) if not one.key.startswith("LOT")]
    yield from (_planned(one) for one in sorted(kept, key=lambda one: one.due.on))


def _planned(one: DateToKeep) -> dict[str, str]:
    due = told_date(one.due)
    counted = len(due.why.steps) > 1
    reason = "; ".join(step.text for step in due.why.steps) + f" ({due.why.source})"
    return {"what": told(one.title), "on": language.day(due.on), "why": plain(reason) if counted else ANNOUNCED}


def _lot(one: Lot) -> dict[str, str]:
    least, most = one.contracts_minimum, one.contracts_maximum
    if least is None and most is None:
        contracts = "één"
    elif most is None:
        contracts = f"ten minste {least}"
    else:
        contracts = str(most) if least in {None, most} else f"{least} tot {most}"
    return {"code": one.code, "title": plain(one.title), "areas": shown(", ".join(one.areas)), "contracts": contracts}


def _ranking(asked: SelectionFileView) -> Iterator[str]:
    if asked.maximum is None:
        yield "Er is geen maximum: alle geschikte gegadigden gaan verder. Er wordt niet gerangschikt."
        return
    yield f"Er zijn {asked.maximum} plaatsen. Zijn er niet meer geschikte gegadigden, dan gaan allen verder."
    yield "Alleen als er meer geschikte gegadigden zijn dan plaatsen, rangschikken wij hen op de criteria."
    if any(one.weight for one in asked.criteria):
        yield (
            "Per criterium: gewicht x score / hoogste score. De som is het aantal punten van 100, "
            f"één keer afgerond op {asked.decimals} decimalen, half naar boven."
        )
    else:
        yield "De criteria staan in volgorde van belang: eerst telt het eerste, bij gelijke scores het volgende."
    tie = language.label(asked.tie_rule)
    if asked.tie_rule is TieRule.CRITERION and asked.tie_criterion:
        tie += f" ({asked.tie_criterion})"
    yield f"Bij een gelijke stand op de laatste plaats: {tie}. Een loting gebeurt voor een getuige."
    yield f"Valt iemand uit die is geloot: {language.label(asked.redraw_rule)}."


def _questions(tender: Tender) -> Iterator[str]:
    yield (
        "Stel vragen schriftelijk. Uw vraag en ons antwoord gaan naar alle gegadigden in een genummerde nota van "
        "inlichtingen, zonder dat daarin staat wie vroeg."
    )
    yield (
        "Verraadt uw vraag iets vertrouwelijks van u? Zeg dat erbij, met de reden. Wij beslissen of het antwoord "
        "alleen naar u gaat. Zo niet, dan kunt u de vraag intrekken."
    )
    due = standing.questions_due(tender.requests_due_on or tender.tender_due_on)
    if due is not None:
        yield f"De laatste antwoorden zijn er uiterlijk op {language.weekday(due.on)}."


def _request(tender: Tender, asked: SelectionFileView) -> Iterator[str]:
    if tender.requests_due_on is not None:
        due = language.weekday(tender.requests_due_on)
        yield f"Uw verzoek is uiterlijk binnen op {due}. Een later verzoek telt niet."
    yield "U kunt alleen meedoen of samen met anderen. Zeg dan wie penvoerder is."
    if asked.requirements or asked.uea_required:
        yield "Stuur bij iedere eis en ieder criterium het gevraagde bewijs mee."


def _decision(asked: SelectionFileView) -> Iterator[str]:
    yield "Iedere gegadigde krijgt een brief met de beslissing en de redenen over het eigen verzoek."
    if asked.standstill_days is not None:
        yield (
            f"Na die brief wachten wij {asked.standstill_days} kalenderdagen. Bent u het niet eens met de beslissing, "
            "begin dan in die tijd een kort geding. De wet vraagt deze wachttijd niet; wij beloven haar hier."
        )
    else:
        yield "Na de selectie beloven wij geen wachttijd."


def _dialogue(tender: Tender) -> Iterator[str]:
    if not _has_dialogue(tender):
        yield "In deze procedure is geen dialoog."
        return
    rounds = tender.dialogue_rounds
    yield (f"Er zijn {rounds} rondes. " if rounds else "") + (
        "Alle deelnemers worden op hetzelfde moment uitgenodigd. Het dialoogdocument zegt wanneer de rondes zijn en "
        "welke spelregels gelden."
    )
    yield "Een idee van een deelnemer delen wij alleen als die deelnemer met het delen van precies dat idee instemt."
    yield from paragraphs(tender.compensation)


def _missing(tender: Tender, dossier: DossierView, asked: SelectionFileView) -> Iterator[str]:
    selects = TenderStage.SELECTION in COURSES[tender.procedure].stages
    lacks = {
        "De omschrijving van de opdracht (samenvatting van het dossier).": not dossier.summary.strip(),
        "De dag van de aankondiging.": tender.published_on is None,
        "De uiterste dag voor verzoeken.": selects and tender.requests_due_on is None,
        "De eisen en criteria van de selectie.": not asked.is_planned,
        "De geraamde waarde.": tender.estimated_value is None,
        "De CPV-code.": not tender.cpv_code,
        "Het gebied van een of meer percelen.": any(not one.areas for one in tender.lots),
        "Of deelnemers aan de dialoog een vergoeding krijgen.": (
            _has_dialogue(tender) and not tender.compensation.strip()
        ),
    }
    return (name for name, is_missing in lacks.items() if is_missing)
