"""Checks that every name in a case file names something in it, of the right kind."""

from collections.abc import Callable, Iterator, Mapping
from difflib import get_close_matches
from typing import Any, cast

from partnerschapsakte.cases.findings import Path
from partnerschapsakte.cases.naming import Named, Section, each
from partnerschapsakte.cases.room_names import ASSESSORS, CANDIDATES, OUTAGES, QUESTIONS, REQUESTS, used_in_rooms
from partnerschapsakte.cases.schema.agreements import Agreement
from partnerschapsakte.cases.schema.case_file import CaseFile
from partnerschapsakte.cases.schema.history import (
    DateDone,
    EvaluationConcluded,
    ExtensionDecided,
    PointEvent,
    PostAssigned,
    PostHandedOver,
    RelationEvent,
)
from partnerschapsakte.cases.schema.tender import Tender
from partnerschapsakte.cases.validation import Checked
from partnerschapsakte.foundation.sentences import Sentence, say
from partnerschapsakte.parties.rules import PartyKind


def check_references(checked: Checked) -> None:
    """Report every unknown name, and every organisation on the wrong side of the table."""
    case = checked.case
    if case is None:
        return
    for (section, kind), names in _uses(case).items():
        known = _known(checked.source.content, section)
        for used in names:
            if used.name not in known:
                near = get_close_matches(used.name, known, n=1)
                remedy = say("Did you mean {key}?", key=near[0]) if near else None
                checked.report(used.path, _UNKNOWN[section](used.name), remedy)
            elif kind and (party := case.organisations.get(used.name)) and party.kind is not kind:
                checked.report(used.path, _WRONG_SIDE[kind](used.name))


_UNKNOWN: dict[tuple[str, ...], Callable[[str], Sentence]] = {
    ("organisations",): lambda name: say("There is no organisation {name} in this file.", name=name),
    ("people",): lambda name: say("There is no person {name} in this file.", name=name),
    ("agreements",): lambda name: say("There is no agreement {name} in this file.", name=name),
    ("decisions_elsewhere",): lambda name: say("There is no decision {name} in this file.", name=name),
    ("tender", "candidates"): lambda name: say("There is no candidate {name} in this file.", name=name),
    ("tender", "lots"): lambda name: say("There is no lot {name} in this file.", name=name),
    REQUESTS: lambda name: say("There is no request {name} in this file.", name=name),
    QUESTIONS: lambda name: say("There is no question {name} in this file.", name=name),
    OUTAGES: lambda name: say("There is no outage {name} in this file.", name=name),
    ASSESSORS: lambda name: say("There is no assessor {name} in this file.", name=name),
}
_WRONG_SIDE: dict[PartyKind, Callable[[str], Sentence]] = {
    PartyKind.CONTRACTING_AUTHORITY: lambda name: say("{name} is no contracting authority.", name=name),
    PartyKind.PROVIDER: lambda name: say("{name} is no provider.", name=name),
}


def _known(content: Any, section: tuple[str, ...]) -> list[str]:
    """Return the names that the file itself gives, sound or not, so that one slip is told once."""
    if section == CANDIDATES:  # who asked to take part is a candidate once it is admitted
        return [*_names(content, section), *_names(content, REQUESTS)]
    return _names(content, section)


def _names(content: Any, section: tuple[str, ...]) -> list[str]:
    for part in section:
        content = cast("dict[str, Any]", content).get(part) if isinstance(content, dict) else None
    if isinstance(content, list):
        return [
            str(cast("dict[str, Any]", one).get("code")) for one in cast("list[Any]", content) if isinstance(one, dict)
        ]
    return list(cast("dict[str, Any]", content)) if isinstance(content, dict) else []


def _uses(case: CaseFile) -> Mapping[tuple[tuple[str, ...], PartyKind | None], list[Named]]:
    people, agreements, decisions = ("people",), ("agreements",), ("decisions_elsewhere",)
    lots, candidates, parties = ("tender", "lots"), ("tender", "candidates"), ("organisations",)
    told: dict[tuple[Section, PartyKind | None], list[Named]] = {
        (parties, PartyKind.CONTRACTING_AUTHORITY): list(_authorities(case)),
        (parties, PartyKind.PROVIDER): [*_providers(case), *_stood_for(case)],
        (parties, None): list(_dissenters(case)),
        (people, None): list(_people(case)),
        (agreements, None): list(_agreements(case)),
        (decisions, None): list(_decisions(case)),
        (lots, None): list(_lots(case)),
        (candidates, None): list(_candidates(case.tender)),
    }
    for section, used in used_in_rooms(case.tender):
        key = (parties, PartyKind(section[1])) if section[0] == "organisations" else (section, None)
        told.setdefault(key, []).append(used)
    return told


def _authorities(case: CaseFile) -> Iterator[Named]:
    yield from each(("dossier", "authorities"), case.dossier.authorities)
    for key, person in case.people.items():
        for position, mandate in enumerate(person.mandates):
            yield Named(("people", key, "mandates", position, "authority"), mandate.authority)
    for key, agreement in case.agreements.items():
        yield from _authorities_of(("agreements", key), agreement)
    for key, decision in case.decisions_elsewhere.items():
        if decision.authority:
            yield Named(("decisions_elsewhere", key, "authority"), decision.authority)
    for position, event in enumerate(case.history):
        if isinstance(event, RelationEvent) and event.authority:
            yield Named(("history", position, "authority"), event.authority)


def _authorities_of(path: Path, agreement: Agreement) -> Iterator[Named]:
    yield from each((*path, "authorities"), agreement.authorities)
    for position, share in enumerate(agreement.deed.key if agreement.deed else ()):
        yield Named((*path, "deed", "key", position, "authority"), share.authority)


def _providers(case: CaseFile) -> Iterator[Named]:
    for key, agreement in case.agreements.items():
        for position, provider in enumerate(agreement.providers):
            yield Named(("agreements", key, "providers", position, "organisation"), provider.organisation)
        yield from _subcontracted(key, agreement)
    for key, candidate in (case.tender.candidates if case.tender else {}).items():
        for position, party in enumerate(candidate.parties):
            yield Named(("tender", "candidates", key, "parties", position, "organisation"), party.organisation)
    for position, event in enumerate(case.history):
        if isinstance(event, RelationEvent) and event.provider:
            yield Named(("history", position, "provider"), event.provider)


def _stood_for(case: CaseFile) -> Iterator[Named]:
    for key, person in case.people.items():
        if person.stands_for:
            yield Named(("people", key, "stands_for"), person.stands_for)


def _subcontracted(key: str, agreement: Agreement) -> Iterator[Named]:
    for position, part in enumerate(agreement.deed.subcontracted if agreement.deed else ()):
        yield Named(("agreements", key, "deed", "subcontracted", position, "organisation"), part.organisation)


def _dissenters(case: CaseFile) -> Iterator[Named]:
    for position, event in enumerate(case.history):
        if isinstance(event, EvaluationConcluded):
            for at, dissent in enumerate(event.dissents):
                yield Named(("history", position, "dissents", at, "party"), dissent.party)


def _people(case: CaseFile) -> Iterator[Named]:
    for post, holders in case.dossier.posts.items():
        yield from each(("dossier", "posts", post.value), holders)
    if case.tender and case.tender.by:
        yield Named(("tender", "by"), case.tender.by)
    for position, event in enumerate(case.history):
        yield Named(("history", position, "by"), event.by)
        if isinstance(event, PostAssigned):
            yield Named(("history", position, "person"), event.person)
        if isinstance(event, PostHandedOver):
            yield Named(("history", position, "from_person"), event.from_person)
            if event.to_person:
                yield Named(("history", position, "to_person"), event.to_person)


def _agreements(case: CaseFile) -> Iterator[Named]:
    for key, agreement in case.agreements.items():
        if agreement.parent:
            yield Named(("agreements", key, "parent"), agreement.parent)
    for position, event in enumerate(case.history):
        if isinstance(event, PointEvent | DateDone):
            yield Named(("history", position, "agreement"), event.agreement)


def _decisions(case: CaseFile) -> Iterator[Named]:
    for position, event in enumerate(case.history):
        if isinstance(event, ExtensionDecided) and event.decision:
            yield Named(("history", position, "decision"), event.decision)


def _lots(case: CaseFile) -> Iterator[Named]:
    for position, award in enumerate(case.tender.awards if case.tender else ()):
        yield Named(("tender", "awards", position, "lot"), award.lot)
    for key, agreement in case.agreements.items():
        if case.tender:
            yield from each(("agreements", key, "lots"), agreement.lots)


def _candidates(tender: Tender | None) -> Iterator[Named]:
    if tender is None:
        return
    for position, award in enumerate(tender.awards):
        yield from each(("tender", "awards", position, "candidates"), award.candidates)
    for position, session in enumerate(tender.dialogue.sessions if tender.dialogue else ()):
        yield Named(("tender", "dialogue", "sessions", position, "candidate"), session.candidate)
