"""Checks what elements of a case file cannot mean together: dates in order, terms, consortia, texts."""

from collections.abc import Iterator

from partnerschapsakte.cases.complaint import Complaint, in_order, leads
from partnerschapsakte.cases.findings import Path
from partnerschapsakte.cases.room_order import check_contact, check_rooms
from partnerschapsakte.cases.schema.agreements import Agreement, Term
from partnerschapsakte.cases.schema.case_file import CaseFile
from partnerschapsakte.cases.schema.tender import Tender
from partnerschapsakte.cases.validation import Checked
from partnerschapsakte.contracts.rules.deed.texts import DeedTexts
from partnerschapsakte.contracts.rules.kinds import AgreementKind, ProviderRole
from partnerschapsakte.dates.period import shift_months
from partnerschapsakte.dates.terms import last_day_of_term
from partnerschapsakte.dossiers.rules import Post
from partnerschapsakte.foundation.sentences import say
from partnerschapsakte.tendering.rules.facts import ConsortiumRole

NEEDED_BY_AGREEMENT = ("laws", "recitals", "task", "conversations", "indicators", "topics", "principles")
NEEDED_BY_SUB = ("target_group", "local_task", "access_contact", "places", "administration", "voices", "indicators")


def check_consistency(checked: Checked) -> None:
    """Report everything that contradicts itself."""
    case = checked.case
    if case is None:
        return
    complaints = [*_dossier(case), *_organisations(case), *_tender(case.tender)]
    for key, agreement in case.agreements.items():
        complaints += _agreement(("agreements", key), agreement, case)
    for complaint in complaints:
        checked.report(complaint.path, complaint.message, complaint.remedy)


def initial_months(term: Term) -> int | None:
    """Return the months of the first period, given or counted from its last day; None where there are none."""
    if term.initial_months or term.last_day is None:
        return term.initial_months
    months = (term.last_day.year - term.starts_on.year) * 12 + term.last_day.month - term.starts_on.month
    for candidate in (months, months + 1):
        if candidate > 0 and last_day_of_term(term.starts_on, candidate).on == term.last_day:
            return candidate
    return None


def _dossier(case: CaseFile) -> Iterator[Complaint]:
    if Post.CONTRACT_MANAGER not in case.dossier.posts:
        yield Complaint(
            ("dossier", "posts"),
            say("Nobody is contract manager: nobody would receive the dates of this dossier."),
            say("Add contract_manager with the key of a person."),
        )
    if case.tender is None or case.tender.by or Post.PROCUREMENT_OFFICER in case.dossier.posts:
        return
    if Post.CONTRACT_MANAGER not in case.dossier.posts:
        yield Complaint(("tender",), say("Nobody can have recorded this tender."), say("Add by: the key of a person."))


def _organisations(case: CaseFile) -> Iterator[Complaint]:
    numbers: dict[str, str] = {}
    for key, organisation in case.organisations.items():
        if (other := numbers.setdefault(organisation.kvk_number, key)) != key:
            yield Complaint(
                ("organisations", key, "kvk_number"),
                say("{other} already has this KvK number.", other=other),
                say("Each organisation has a number of its own."),
            )
    emails: dict[str, str] = {}
    for key, person in case.people.items():
        if (other := emails.setdefault(person.email.lower(), key)) != key:
            yield Complaint(("people", key, "email"), say("{other} already has this address.", other=other))
        yield from check_contact(("people", key), person)


def _tender(tender: Tender | None) -> Iterator[Complaint]:
    if tender is None:
        return
    at: Path = ("tender",)
    yield from in_order(at, "planned_on", tender.planned_on, "published_on", tender.published_on)
    yield from in_order(at, "published_on", tender.published_on, "requests_due_on", tender.requests_due_on)
    yield from in_order(at, "requests_due_on", tender.requests_due_on, "tender_due_on", tender.tender_due_on)
    if tender.dialogue:
        inside: Path = (*at, "dialogue")
        yield from in_order(inside, "started_on", tender.dialogue.started_on, "closed_on", tender.dialogue.closed_on)
        for position, session in enumerate(tender.dialogue.sessions):
            place: Path = (*inside, "sessions", position)
            yield from in_order(place, "started_on", tender.dialogue.started_on, "held_on", session.held_on)
            yield from in_order(place, "held_on", session.held_on, "closed_on", tender.dialogue.closed_on)
    if tender.invitation and tender.tender_due_on is None:
        message = say("An invitation to tender names the day on which tenders are due.")
        yield Complaint((*at, "invitation"), message, say("Add tender_due_on to the tender."))
    for position, award in enumerate(tender.awards):
        place = (*at, "awards", position)
        yield from in_order(place, "decided_on", award.decided_on, "letter_sent_on", award.letter_sent_on)
        yield from in_order(place, "letter_sent_on", award.letter_sent_on, "definitive_on", award.definitive_on)
    for key, candidate in tender.candidates.items():
        found = [n for n, party in enumerate(candidate.parties) if party.role is ConsortiumRole.LEAD]
        yield from leads((*at, "candidates", key, "parties"), found)
    yield from check_rooms(tender)


def _agreement(path: Path, agreement: Agreement, case: CaseFile) -> Iterator[Complaint]:
    yield from _place_in_tree(path, agreement, case)
    yield from _consortia((*path, "providers"), agreement)
    if agreement.term:
        yield from _term((*path, "term"), agreement.term)
    elif agreement.kind is not AgreementKind.SUB:
        yield Complaint(
            (*path, "term"),
            say("The agreement has no end date: its term is missing."),
            say("Give its start and its months."),
        )
    parent = case.agreements.get(agreement.parent) if agreement.parent else None
    if parent:
        yield from in_order(path, "parent.signed_on", parent.signed_on, "signed_on", agreement.signed_on)
    if agreement.deed:
        yield from _texts((*path, "deed"), agreement.deed, is_sub=agreement.kind is AgreementKind.SUB)


def _place_in_tree(path: Path, agreement: Agreement, case: CaseFile) -> Iterator[Complaint]:
    parent = case.agreements.get(agreement.parent) if agreement.parent else None
    if agreement.kind is AgreementKind.SUB and agreement.parent is None:
        yield Complaint((*path, "parent"), say("A sub-agreement names its base agreement."), say("Add parent."))
    elif agreement.kind is not AgreementKind.SUB and agreement.parent:
        yield Complaint((*path, "parent"), say("Only a sub-agreement stands under another agreement."))
    elif parent and parent.kind is not AgreementKind.BASE:
        yield Complaint((*path, "parent"), say("A sub-agreement stands under a base agreement."))


def _consortia(path: Path, agreement: Agreement) -> Iterator[Complaint]:
    bound = {ProviderRole.LEAD, ProviderRole.MEMBER}
    for name in dict.fromkeys(one.consortium for one in agreement.providers if one.role in bound):
        inside = [
            (at, one) for at, one in enumerate(agreement.providers) if one.role in bound and one.consortium == name
        ]
        yield from leads(path, [at for at, one in inside if one.role is ProviderRole.LEAD])
    seen: set[str] = set()
    for position, one in enumerate(agreement.providers):
        if one.organisation in seen:
            message = say("{party} is named twice as provider.", party=one.organisation)
            yield Complaint((*path, position, "organisation"), message, say("Keep one of the two."))
        seen.add(one.organisation)


def _term(path: Path, term: Term) -> Iterator[Complaint]:
    if term.last_day is None:
        if term.initial_months is None:
            yield Complaint(
                path,
                say("The term has no end date."),
                say("Give initial_months, or last_day: the last day of the first period."),
            )
        return
    if term.last_day < term.starts_on:
        yield Complaint(
            (*path, "last_day"),
            say(
                "The term ends on {last_day}, before it starts on {start}.",
                last_day=term.last_day,
                start=term.starts_on,
            ),
            say("Correct one of the two dates."),
        )
    elif initial_months(term) is None:
        yield Complaint(
            (*path, "last_day"),
            say(
                "From {start} to {last_day} is no whole number of months.", start=term.starts_on, last_day=term.last_day
            ),
            say("Choose the last day of a whole month counted from the start."),
        )
    elif term.initial_months and shift_months(term.starts_on, term.initial_months) != shift_months(
        term.starts_on, initial_months(Term(starts_on=term.starts_on, last_day=term.last_day)) or 0
    ):
        yield Complaint(
            (*path, "last_day"),
            say(
                "{months} months from {start} end on another day than {last_day}.",
                months=term.initial_months,
                start=term.starts_on,
                last_day=term.last_day,
            ),
            say("Leave out one of the two."),
        )


def _texts(path: Path, deed: DeedTexts, *, is_sub: bool) -> Iterator[Complaint]:
    for name in NEEDED_BY_SUB if is_sub else NEEDED_BY_AGREEMENT:
        if not getattr(deed, name):
            yield Complaint(path, say("The deed lacks {name}.", name=name), say("Add {name}.", name=name))
