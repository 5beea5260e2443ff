"""The tenderer's own page of a vault: sending parts, submitting, and withdrawing; nothing of anybody else."""

from collections.abc import AsyncGenerator, Callable
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

import litestar
from litestar import Request, Router
from litestar.concurrency import sync_to_thread
from litestar.exceptions import PermissionDeniedException
from litestar.params import FromPath
from sqlalchemy.orm import Session as UnitOfWork

from partnerschapsakte.foundation.actor import Actor
from partnerschapsakte.foundation.occasion import Occasion
from partnerschapsakte.foundation.outcomes import Refusal
from partnerschapsakte.sealed.pages.links import as_link
from partnerschapsakte.sealed.pages.streaming import Field, fields_of
from partnerschapsakte.sealed.queries import submissions
from partnerschapsakte.sealed.rules.receiving import LARGEST_PART, MOST_PARTS
from partnerschapsakte.sealed.rules.vault import DURING, VaultAct
from partnerschapsakte.sealed.schemas import PartReceipt, Receipt, in_words, on_the_clock
from partnerschapsakte.sealed.service import receiving
from partnerschapsakte.sealed.service.receiving import Counter
from partnerschapsakte.sealed.storage.pulling import pull
from partnerschapsakte.sealed.word.letters import part_receipt_text, receipt_text
from partnerschapsakte.web.doors import Answer, Page, Session, When, Who, get, go, post
from partnerschapsakte.web.problems import STATUS, page_of
from partnerschapsakte.web.protection import FIELD, refuse_wrong_token
from partnerschapsakte.web.rendering import Page as PageOfRequest

Asked = Request[Any, Any, Any]
SUBMIT_AFTERWARDS = "indienen"


@get("/kluizen/{vault_id:str}/inschrijving", guests=True, sealed=True)
def show_own(session: Session, actor: Who, page: Page, vault_id: FromPath[str]) -> Answer:
    """Show a party its own side of a vault."""
    return _own(session, actor, page, vault_id, Sent())


@litestar.post(
    "/kluizen/{vault_id:str}/inschrijving/delen",
    status_code=200,
    request_max_body_size=None,
    guests=True,
    streams=True,
    sealed=True,
)
async def send_parts(request: Asked, session: Session, occasion: When, page: Page, vault_id: FromPath[str]) -> Answer:
    """Take parts as they arrive, and submit them if that button was pressed."""
    counter = counter_of(request, session, occasion)
    sent = Sent()
    async for arriving in _own_fields(request):
        await sent.take(counter, vault_id, arriving)
    if sent.afterwards == SUBMIT_AFTERWARDS and sent.refusal is None:
        await sync_to_thread(sent.submit, counter, vault_id)

    def answer() -> Answer:
        with counter.begin() as own:
            return _own(own, occasion.actor, page, vault_id, sent)

    return await sync_to_thread(answer)


@post("/kluizen/{vault_id:str}/inschrijving/delen/{number:int}/weg", guests=True, sealed=True)
def remove_part(
    request: Asked, session: Session, occasion: When, page: Page, vault_id: FromPath[str], number: FromPath[int]
) -> Answer:
    """Take a part out of the draft."""
    counter = counter_of(request, session, occasion)
    return _done(counter, page, vault_id, partial(receiving.remove_part, counter, vault_id, number))


@post("/kluizen/{vault_id:str}/inschrijving/indienen", guests=True, sealed=True)
def submit(request: Asked, session: Session, occasion: When, page: Page, vault_id: FromPath[str]) -> Answer:
    """Submit the draft, and show the receipt."""
    counter = counter_of(request, session, occasion)
    sent = Sent()
    sent.submit(counter, vault_id)
    with counter.begin() as own:
        return _own(own, occasion.actor, page, vault_id, sent)


@get("/kluizen/{vault_id:str}/inschrijving/intrekken", guests=True, sealed=True)
def ask_to_withdraw(session: Session, actor: Who, page: Page, vault_id: FromPath[str]) -> Answer:
    """Show what withdrawing does and who sees it; without anything to withdraw, the party's own side."""
    vault = submissions.vault_for_tenderer(session, actor, vault_id)
    view = submissions.own_view(session, vault, actor.party_id or "", page.now)
    if view.receipt is None or view.state not in DURING[VaultAct.RECEIVE]:
        return go(f"/kluizen/{vault_id}/inschrijving")
    return page("sealed/withdraw.html", view=view, in_words=in_words)


@post("/kluizen/{vault_id:str}/inschrijving/intrekken", guests=True, sealed=True)
def withdraw(request: Asked, session: Session, occasion: When, page: Page, vault_id: FromPath[str]) -> Answer:
    """Withdraw what was submitted."""
    counter = counter_of(request, session, occasion)
    return _done(counter, page, vault_id, partial(receiving.withdraw, counter, vault_id))


def counter_of(request: Asked, session: UnitOfWork, occasion: Occasion) -> Counter:
    """Return the counter for who asks, and let go of the unit of work that found out who they are.

    Receiving has units of work of its own, and reads the clock again: holding this one would keep them waiting.
    """
    session.commit()

    def as_of_now() -> Occasion:
        now = page_of(request).now
        return replace(occasion, happened_at=now, recorded_at=now)

    largest: int = request.app.state.get("largest_sealed_part", LARGEST_PART)
    return Counter(occasion.actor, request.app.state.writing, as_of_now, largest)


@dataclass(slots=True)
class Sent:
    """What came of one visit: receipts, and the first refusal, after which nothing more is taken."""

    parts: list[PartReceipt] = field(default_factory=list[PartReceipt])
    receipt: Receipt | None = None
    refusal: Refusal | None = None
    afterwards: str = ""

    async def take(self, counter: Counter, vault_id: str, arriving: Field) -> None:
        """Take one field of the form: a file is encrypted while it arrives."""
        if arriving.file_name is None:
            self.afterwards = await arriving.text()
        elif arriving.file_name and self.refusal is None:
            receive = partial(receiving.receive_part, counter, vault_id, name=arriving.file_name)
            try:
                outcome = await pull(arriving.body, receive, party_id=counter.party_id)
            except Refusal as refusal:
                outcome = refusal
            if isinstance(outcome, Refusal):
                self.refusal = outcome
            else:
                self.parts.append(outcome)

    def submit(self, counter: Counter, vault_id: str) -> None:
        """Submit what was sent, now or before."""
        try:
            outcome = receiving.submit(counter, vault_id)
        except Refusal as refusal:
            outcome = refusal
        if isinstance(outcome, Refusal):
            self.refusal = outcome
        else:
            self.receipt = outcome


async def _own_fields(request: Asked) -> AsyncGenerator[Field, None]:
    """Give the fields after the first one, which holds the token of our own page: before it nothing is read."""
    fields = fields_of(request)
    first = await anext(fields, None)
    if first is None or first.name != FIELD:
        raise PermissionDeniedException("form_token")
    refuse_wrong_token(request, await first.text())
    async for arriving in fields:
        yield arriving


def _done(counter: Counter, page: PageOfRequest, vault_id: str, act: Callable[[], Refusal | None]) -> Answer:
    """Do an act; a refusal is shown on the page."""
    try:
        refusal = act()
    except Refusal as raised:
        refusal = raised
    if refusal is None:
        return go(f"/kluizen/{vault_id}/inschrijving")
    with counter.begin() as own:
        return _own(own, counter.actor, page, vault_id, Sent(refusal=refusal))


def _own(session: UnitOfWork, actor: Actor, page: PageOfRequest, vault_id: str, sent: Sent) -> Answer:
    vault = submissions.vault_for_tenderer(session, actor, vault_id)
    view = submissions.own_view(session, vault, actor.party_id or "", page.now)
    receipt = sent.receipt or view.receipt
    parts = tuple(sent.parts)
    return page(
        "sealed/tender.html",
        status=STATUS[sent.refusal.why] if sent.refusal else 200,
        view=view,
        sent=sent,
        receipt=receipt,
        receives=view.state in DURING[VaultAct.RECEIVE],
        receipt_link=as_link(receipt_text(receipt, page.locale)) if receipt else None,
        parts_link=as_link(part_receipt_text(parts, page.locale)) if parts else None,
        most_parts=MOST_PARTS,
        in_words=in_words,
        on_the_clock=on_the_clock,
    )


router = Router("/", route_handlers=[show_own, send_parts, remove_part, submit, ask_to_withdraw, withdraw])
