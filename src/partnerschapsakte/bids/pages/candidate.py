"""The part of submitting that a candidate sees and does: until when, its own bid, confirming and withdrawing it."""

from functools import partial

from litestar.params import FromPath
from sqlalchemy.orm import Session as UnitOfWork

from partnerschapsakte.bids import queries
from partnerschapsakte.bids.service import own
from partnerschapsakte.foundation.actor import Actor
from partnerschapsakte.sealed.schemas import in_words
from partnerschapsakte.web.attempts import Tried, done
from partnerschapsakte.web.doors import Answer, Page, Session, When, go, post
from partnerschapsakte.web.rendering import Page as PageOfRequest

OWN = "/dossiers/{dossier_id:str}/inschrijvingen/eigen"


def show_own(session: UnitOfWork, actor: Actor, page: PageOfRequest, dossier_id: str, tried: Tried) -> Answer:
    """Show a candidate its own part."""
    view = queries.own(session, actor, dossier_id, page.now)
    return page("bids/own.html", status=tried.status, dossier_id=dossier_id, view=view, tried=tried, in_words=in_words)


@post(OWN + "/bevestigen", guests=True)
def confirm_bid(session: Session, occasion: When, page: Page, dossier_id: FromPath[str]) -> Answer:
    """Confirm one's own bid after a correction."""
    if tried := done(session, "confirm", partial(own.confirm_bid, session, occasion, dossier_id)):
        return show_own(session, occasion.actor, page, dossier_id, tried)
    return go(f"/dossiers/{dossier_id}/inschrijvingen")


@post(OWN + "/intrekken", guests=True)
def withdraw_bid(session: Session, occasion: When, page: Page, dossier_id: FromPath[str]) -> Answer:
    """Withdraw one's own bid."""
    if tried := done(session, "withdraw", partial(own.withdraw_bid, session, occasion, dossier_id)):
        return show_own(session, occasion.actor, page, dossier_id, tried)
    return go(f"/dossiers/{dossier_id}/inschrijvingen")


HANDLERS = (confirm_bid, withdraw_bid)
"""What ``team`` hangs beside its own pages: submitting is one router."""
