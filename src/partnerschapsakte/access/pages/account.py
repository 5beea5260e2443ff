"""One's own account: password, second factor, open sessions, and the account of the organisation."""

from typing import Any

import sqlalchemy.orm
from litestar import Router
from litestar.exceptions import NotFoundException
from pydantic import Field, SecretStr

from partnerschapsakte.access import queries
from partnerschapsakte.access.pages import browsers
from partnerschapsakte.access.pages.browsers import Asked
from partnerschapsakte.access.pages.door import set_up_again, setting_up
from partnerschapsakte.access.rules.signing_in import browser_of
from partnerschapsakte.access.schemas import (
    AccountView,
    ChangePassword,
    ConfirmSecondFactor,
    Enrolled,
    NotSignedIn,
    OpenSession,
)
from partnerschapsakte.access.service import federation, second_factor
from partnerschapsakte.access.service import signing_in as service
from partnerschapsakte.foundation.actor import Actor, Role
from partnerschapsakte.foundation.fields import Code, Command, Line, OptionalLine
from partnerschapsakte.foundation.occasion import Occasion
from partnerschapsakte.foundation.outcomes import Refusal
from partnerschapsakte.web.doors import Answer, Now, Page, Session, Typed, When, Who, get, go, post
from partnerschapsakte.web.forms import Form, read_form
from partnerschapsakte.web.rendering import Page as PageOfRequest

CONFIRM = "/account/tweede-stap/bevestigen"


class ProveAgain(Command):
    """The present password, and a code where there is a device."""

    password: SecretStr = Field(min_length=1, max_length=1024)
    code: OptionalLine = ""


class GiveCode(Command):
    """A code of the device, or one on paper."""

    code: Line


class EndSession(Command):
    """One of one's own sessions."""

    handle: Code


@get("/account")
def show_account(request: Asked, session: Session, now: Now, actor: Who, page: Page) -> Answer:
    """Show one's own account, and in which browsers one is signed in."""
    return _account(request, session, now, actor, page)


@get("/account/wachtwoord")
def ask_for_password(actor: Who, page: Page) -> Answer:  # noqa: ARG001 - who is not signed in does not get here
    """Ask for a new password."""
    return page("access/account_password.html", form=browsers.blank(), refused=None)


@post("/account/wachtwoord", dependencies=browsers.PROVING)
def change_password(request: Asked, session: Session, occasion: When, page: Page, data: Typed) -> Answer:
    """Change one's own password, by the present one."""
    form = read_form(ChangePassword, data)
    if form.command is None:
        return page("access/account_password.html", status=400, form=form, refused=None)
    token, doorway = browsers.cookie_of(request, browsers.SESSION), browsers.doorway_of(request)
    try:
        prepared = service.prepare_change(request.app.state.reading, occasion, form.command, doorway)
    except Refusal as guessable:
        shown = browsers.blank(errors={"password": guessable.message})
        return page("access/account_password.html", status=400, form=shown, refused=None)
    browsers.hold_signed_in(request, session, occasion.recorded_at)
    if refused := service.change_password(session, occasion, form.command, token, doorway, prepared):
        answer = page("access/account_password.html", status=400, form=browsers.blank(), refused=refused.refusal)
        return browsers.turned_away(answer, refused)
    return go("/account")


@get("/account/tweede-stap")
def ask_to_prove(session: Session, actor: Who, page: Page) -> Answer:
    """Ask for the password, and for a code where there is a device, before another device is connected."""
    return _prove(session, actor, page, browsers.blank())


@post("/account/tweede-stap", dependencies=browsers.PROVING)
def offer_secret(request: Asked, session: Session, occasion: When, page: Page, data: Typed) -> Answer:
    """Show a new secret to who proved themselves again."""
    form = read_form(ProveAgain, data)
    if form.command is None:
        return _prove(session, occasion.actor, page, form)
    if refused := not_proved(request, session, occasion, form.command):
        return browsers.turned_away(_prove(session, occasion.actor, page, browsers.blank(), refused), refused)
    person = queries.person(session, occasion.actor.id)
    offer = second_factor.offer(browsers.keys_of(request), occasion.recorded_at, person.id, person.email)
    return page("access/second_factor_setup.html", **setting_up(offer, browsers.blank(), CONFIRM))


@post(CONFIRM)
def connect_device(request: Asked, session: Session, occasion: When, page: Page, data: Typed) -> Answer:
    """Connect a device by its first code, and show the codes on paper."""
    form, outcome = read_form(ConfirmSecondFactor, data), None
    doorway, token = browsers.doorway_of(request), browsers.cookie_of(request, browsers.SESSION)
    if form.command is not None:
        outcome = second_factor.enrol(session, occasion, form.command, token, doorway)
    if isinstance(outcome, Enrolled):
        return page("access/second_factor_codes.html", codes=outcome.codes, after="/account")
    person = queries.person(session, occasion.actor.id)
    # Only who has a secret that we wrapped sees one again; who has none proves themselves first.
    offer = second_factor.read_offer(doorway.keys, occasion.recorded_at, person.id, person.email, form.value("offer"))
    return set_up_again(page, offer, form, outcome, CONFIRM) if offer else go("/account/tweede-stap")


@get("/account/herstelcodes")
def ask_to_renew(session: Session, actor: Who, page: Page) -> Answer:
    """Ask for a code before new codes on paper are made."""
    if queries.person(session, actor.id).totp_confirmed_at is None:
        raise NotFoundException
    return page("access/account_codes.html", form=browsers.blank(), refused=None)


@post("/account/herstelcodes")
def renew_codes(request: Asked, session: Session, occasion: When, page: Page, data: Typed) -> Answer:
    """Make new codes on paper, and show them once."""
    form = read_form(GiveCode, data)
    if form.command is None:
        return page("access/account_codes.html", status=400, form=form, refused=None)
    outcome = second_factor.renew_recovery_codes(session, occasion, form.command.code, browsers.doorway_of(request))
    if isinstance(outcome, NotSignedIn):
        answer = page("access/account_codes.html", status=400, form=browsers.blank(), refused=outcome.refusal)
        return browsers.turned_away(answer, outcome)
    return page("access/second_factor_codes.html", codes=outcome, after="/account")


@post("/account/sessies/beeindigen")
def end_session(session: Session, occasion: When, data: Typed) -> Answer:
    """End one of one's own sessions."""
    form = read_form(EndSession, data)
    if form.command is None or not service.end_session(session, occasion, form.command.handle):
        raise NotFoundException
    return go("/account")


@post("/account/sessies/andere-beeindigen")
def end_others(request: Asked, session: Session, occasion: When) -> Answer:
    """Sign oneself out everywhere but here."""
    here = browsers.cookie_of(request, browsers.SESSION)
    service.end_sessions_of(session, occasion, occasion.actor.id, but=here)
    return go("/account")


@post("/account/ontkoppelen")
def unlink(session: Session, occasion: When) -> Answer:
    """Let the account of the organisation no longer open this one."""
    federation.unlink(session, occasion)
    return go("/account")


def not_proved(
    request: Asked, session: sqlalchemy.orm.Session, occasion: Occasion, proof: ProveAgain
) -> NotSignedIn | None:
    """Return why somebody did not show once more that it is them, or None if they did."""
    password, doorway = proof.password.get_secret_value(), browsers.doorway_of(request)
    compared = service.compare_again(request.app.state.reading, occasion, password, doorway)
    browsers.hold_signed_in(request, session, occasion.recorded_at)
    person = queries.person(session, occasion.actor.id)
    refused = service.prove_again(session, occasion, person, password, doorway, compared)
    if refused or person.totp_confirmed_at is None:
        return refused
    return second_factor.prove_device(session, occasion, person, proof.code, doorway)


def _prove(
    session: sqlalchemy.orm.Session,
    actor: Actor,
    page: PageOfRequest,
    form: Form[Any],
    refused: NotSignedIn | None = None,
) -> Answer:
    person = queries.person(session, actor.id)
    if person.password_hash is None:
        raise NotFoundException
    return page(
        "access/account_prove.html",
        status=400 if form.errors or refused else 200,
        form=form,
        enrolled=person.totp_confirmed_at is not None,
        refused=refused.refusal if refused else None,
    )


def _account(request: Asked, session: sqlalchemy.orm.Session, now: Now, actor: Actor, page: PageOfRequest) -> Answer:
    person = queries.person(session, actor.id)
    here = queries.signed_in_session(session, browsers.cookie_of(request, browsers.SESSION))
    view = AccountView(
        person.name,
        person.email,
        person.function,
        tuple(Role(role) for role in person.roles),
        person.password_hash is not None,
        person.totp_confirmed_at,
        len(queries.recovery_codes(session, person.id)),
        tuple(one.issuer for one in queries.identities(session, person.id)),
        tuple(
            OpenSession(
                queries.handle_of(one),
                browser_of(one.agent),
                one.method,
                one.created_at,
                one.last_seen_at,
                current=here is not None and one.token_hash == here.token_hash,
            )
            for one in queries.own_sessions(session, person.id, now)
        ),
    )
    state = request.app.state
    provider = state.get("oidc_name", "") if state.get("identity_provider") else ""
    return page(
        "access/account.html", account=view, provider=provider, without_rights=not (actor.roles or actor.grants)
    )


router = Router(
    "/",
    route_handlers=[
        show_account,
        ask_for_password,
        change_password,
        ask_to_prove,
        offer_secret,
        connect_device,
        ask_to_renew,
        renew_codes,
        end_session,
        end_others,
        unlink,
    ],
)
