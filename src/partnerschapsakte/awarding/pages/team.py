"""The pages of the award for the authority: where each lot stands, what may happen now, and why not the rest."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from litestar import Request, Router
from litestar.params import FromPath

from partnerschapsakte.awarding import word
from partnerschapsakte.awarding.pages import candidate, contested, record
from partnerschapsakte.awarding.pages.candidate import show_own
from partnerschapsakte.awarding.pages.desk import BASE, LOT, Desk, LotCard
from partnerschapsakte.awarding.pages.typed import FiledDecision
from partnerschapsakte.awarding.queries import awards
from partnerschapsakte.awarding.queries import record as records
from partnerschapsakte.awarding.queries.taken import assessed
from partnerschapsakte.awarding.rules.facts import LotDecision
from partnerschapsakte.awarding.schemas import (
    DescribeWinner,
    OfLot,
    SendLetters,
    TendererView,
    TheLetters,
    TheReasons,
    TheWinner,
    WinnerView,
    WriteReasons,
)
from partnerschapsakte.awarding.service import letters, lots
from partnerschapsakte.correspondence.rules import stands_for_party
from partnerschapsakte.documents.pages import template_root
from partnerschapsakte.dossiers.rules import DecisionBody
from partnerschapsakte.tendering import queries as tendering
from partnerschapsakte.tendering.rules.steps import TenderStep
from partnerschapsakte.web.attempts import Tried, done, done_as_typed
from partnerschapsakte.web.doors import Answer, Page, Session, Typed, When, Who, get, go, post
from partnerschapsakte.web.forms import Form, read_form
from partnerschapsakte.web.problems import Hidden

TENDER_STEPS = (
    (TenderStep.MAKE_DEFINITIVE, "definitief"),
    (TenderStep.CONCLUDE, "overeenkomst"),
    (TenderStep.SEND_NOTICE, "gegunde-opdracht"),
    (TenderStep.WITHDRAW, "intrekking"),
)
"""What follows on an award and is recorded on the page of the tender."""
SHOWN_RULES = frozenset({"34", "35", "36", "37", "38", "39"})


@get(BASE, guests=True)
def show_award(session: Session, actor: Who, page: Page, dossier_id: FromPath[str]) -> Answer:
    """Show the award: to the authority whole, to a tenderer its own letters."""
    if stands_for_party(actor):
        return show_own(session, actor, page, dossier_id)
    if not actor.reads_file:
        raise Hidden
    desk = Desk(session, actor, page, dossier_id)
    view = tendering.tender_view(session, dossier_id, today=page.today)
    found = {one.name: one for one in tendering.steps(session, dossier_id, actor, page.today)}
    warned = [one for one in (view.findings if view else ()) if one.rule in SHOWN_RULES]
    return desk.show(
        "awarding/overview.html",
        Tried(),
        cards=desk.cards(),
        complaints=awards.complaints(session, dossier_id),
        cases=awards.court_cases(session, dossier_id),
        record=records.record_view(session, dossier_id),
        warned=warned,
        steps=[(found[step], address) for step, address in TENDER_STEPS if step in found],
        may_record_letters=TenderStep.SEND_LETTERS in found and not found[TenderStep.SEND_LETTERS].blocked,
    )


@get(f"{LOT}/besluit")
def show_decision(
    session: Session, actor: Who, page: Page, dossier_id: FromPath[str], lot_code: FromPath[str]
) -> Answer:
    """Show the form of the decision about a lot."""
    return _decision(Desk(session, actor, page, dossier_id), lot_code, Tried())


@post(f"{LOT}/besluit")
def decide_lot(
    session: Session, occasion: When, page: Page, dossier_id: FromPath[str], lot_code: FromPath[str], data: Typed
) -> Answer:
    """Record the decision about a lot."""
    form: Form[Any] = read_form(FiledDecision, data)

    def deciding(typed: FiledDecision) -> object:
        return lots.decide_lot(session, occasion, dossier_id, typed.command(lot_code))

    desk = Desk(session, occasion.actor, page, dossier_id)
    if tried := done_as_typed(session, "decide", form, deciding):
        return _decision(desk, lot_code, tried)
    return go(f"{desk.home}/percelen/{lot_code}/brieven")


def _decision(desk: Desk, lot_code: str, tried: Tried) -> Answer:
    card = desk.card(lot_code)
    return desk.show(
        "awarding/decision.html",
        tried,
        card=card,
        blocked=card.doors["besluit"],
        outcomes=list(LotDecision),
        bodies=list(DecisionBody),
    )


@get(f"{LOT}/brieven")
def show_letters(
    session: Session, actor: Who, page: Page, dossier_id: FromPath[str], lot_code: FromPath[str]
) -> Answer:
    """Show what the letters of a lot say, who reads what, and what is still missing."""
    return _letters(Desk(session, actor, page, dossier_id), lot_code, Tried())


@post(f"{LOT}/overnemen")
def take_over(
    session: Session, occasion: When, page: Page, dossier_id: FromPath[str], lot_code: FromPath[str]
) -> Answer:
    """Begin the letters with what the locked assessment tells."""
    desk = Desk(session, occasion.actor, page, dossier_id)
    doing = partial(lots.take_over, session, occasion, dossier_id, OfLot.model_construct(lot=lot_code))
    if tried := done(session, "take over", doing):
        return _letters(desk, lot_code, tried)
    return go(f"{desk.home}/percelen/{lot_code}/brieven")


@post(f"{LOT}/brieven")
def send_letters(
    request: Request[Any, Any, Any],
    session: Session,
    occasion: When,
    page: Page,
    dossier_id: FromPath[str],
    lot_code: FromPath[str],
    data: Typed,
) -> Answer:
    """Send all letters of a lot at one moment."""
    form: Form[Any] = read_form(TheLetters, data)

    def sending(typed: TheLetters) -> object:
        command = SendLetters.model_construct(lot=lot_code, **dict(typed))
        return letters.send_letters(session, occasion, dossier_id, command, template_root(request))

    desk = Desk(session, occasion.actor, page, dossier_id)
    if tried := done_as_typed(session, "send", form, sending):
        return _letters(desk, lot_code, tried)
    return go(f"{desk.home}#{lot_code}")


def _letters(desk: Desk, lot_code: str, tried: Tried) -> Answer:
    session, tender = desk.session, desk.tender
    card = desk.card(lot_code)
    found = awards.award_of(session, tendering.lot(tender, lot_code))
    previews: list[tuple[str, str]] = []
    if found is not None and found.letters_sent_on is None:
        told = letters.announced_of(tender, tendering.lot(tender, lot_code), found, desk.page.today)
        meant = letters.meant_for(awards.addressed(session, tender, found, desk.page.today))
        previews = [(one.name, word.letter_text(told, one)) for one in meant]
    return desk.show("awarding/letters.html", tried, card=card, blocked=card.doors["brieven"], previews=previews)


@get(f"{LOT}/inschrijvers/{{candidate_id:str}}")
def show_reasons(
    session: Session,
    actor: Who,
    page: Page,
    dossier_id: FromPath[str],
    lot_code: FromPath[str],
    candidate_id: FromPath[str],
) -> Answer:
    """Show what one tenderer is told of its own tender, to write."""
    return _reasons(Desk(session, actor, page, dossier_id), lot_code, candidate_id, Tried())


@post(f"{LOT}/inschrijvers/{{candidate_id:str}}")
def write_reasons(
    session: Session,
    occasion: When,
    page: Page,
    dossier_id: FromPath[str],
    lot_code: FromPath[str],
    candidate_id: FromPath[str],
    data: Typed,
) -> Answer:
    """Write down what one tenderer is told."""
    form: Form[Any] = read_form(TheReasons, data, candidate_id=candidate_id)

    def writing(typed: TheReasons) -> object:
        return lots.write_reasons(session, occasion, dossier_id, WriteReasons(lot=lot_code, **dict(typed)))

    desk = Desk(session, occasion.actor, page, dossier_id)
    if tried := done_as_typed(session, "reasons", form, writing):
        return _reasons(desk, lot_code, candidate_id, tried)
    return go(f"{desk.home}/percelen/{lot_code}/brieven")


def _reasons(desk: Desk, lot_code: str, candidate_id: str, tried: Tried) -> Answer:
    card = desk.card(lot_code)
    return _told(desk, "awarding/reasons.html", card, card.view.tenderers, candidate_id, tried)


@get(f"{LOT}/winnaars/{{candidate_id:str}}")
def show_winner(
    session: Session,
    actor: Who,
    page: Page,
    dossier_id: FromPath[str],
    lot_code: FromPath[str],
    candidate_id: FromPath[str],
) -> Answer:
    """Show what the winning tender is and has over the others, to write."""
    return _winner(Desk(session, actor, page, dossier_id), lot_code, candidate_id, Tried())


@post(f"{LOT}/winnaars/{{candidate_id:str}}")
def describe_winner(
    session: Session,
    occasion: When,
    page: Page,
    dossier_id: FromPath[str],
    lot_code: FromPath[str],
    candidate_id: FromPath[str],
    data: Typed,
) -> Answer:
    """Write down what the winning tender is and has over the others."""
    form: Form[Any] = read_form(TheWinner, data, candidate_id=candidate_id)

    def writing(typed: TheWinner) -> object:
        return lots.describe_winner(session, occasion, dossier_id, DescribeWinner(lot=lot_code, **dict(typed)))

    desk = Desk(session, occasion.actor, page, dossier_id)
    if tried := done_as_typed(session, "winner", form, writing):
        return _winner(desk, lot_code, candidate_id, tried)
    return go(f"{desk.home}/percelen/{lot_code}/brieven")


def _winner(desk: Desk, lot_code: str, candidate_id: str, tried: Tried) -> Answer:
    card = desk.card(lot_code)
    return _told(desk, "awarding/winner.html", card, card.view.winners, candidate_id, tried)


def _told(
    desk: Desk,
    template: str,
    card: LotCard,
    among: Sequence[TendererView | WinnerView],
    candidate_id: str,
    tried: Tried,
) -> Answer:
    """Show what is written about one tenderer of a lot, or about its winner, beside what the assessment tells."""
    tender = desk.tender
    tendering.candidate(tender, candidate_id)
    told = next((one for one in among if one.candidate_id == candidate_id), None)
    if told is None:
        raise Hidden
    own = assessed(desk.session, tender, tendering.lot(tender, card.view.lot)).own.get(candidate_id)
    return desk.show(template, tried, card=card, told=told, own=own, blocked=card.doors["brieven"])


router = Router(
    "/",
    route_handlers=[
        show_award,
        show_decision,
        decide_lot,
        show_letters,
        take_over,
        send_letters,
        show_reasons,
        write_reasons,
        show_winner,
        describe_winner,
        *contested.HANDLERS,
        *record.HANDLERS,
        *candidate.HANDLERS,
    ],
)
