"""The pages of people: who is registered, what they were given, and the forms that change it."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from litestar import Router
from litestar.exceptions import NotFoundException
from litestar.params import FromPath, FromQuery
from pydantic import BaseModel
from sqlalchemy.orm import Session as UnitOfWork

from partnerschapsakte.access import schemas
from partnerschapsakte.access.feed import people as feed
from partnerschapsakte.access.pages.browsers import Asked, keys_of
from partnerschapsakte.access.rules.people import MANAGE_PEOPLE, SEE_PEOPLE, MandateKind, may_see, why_not_administer
from partnerschapsakte.access.rules.rights import PROGRAM_ROLES
from partnerschapsakte.access.rules.tokens import latest_expiry
from partnerschapsakte.access.service import memberships, rights, tokens
from partnerschapsakte.access.service import people as service
from partnerschapsakte.access.service.invitations import invite
from partnerschapsakte.access.service.second_factor import reset_second_factor
from partnerschapsakte.foundation.actor import HOUSE_ROLES, Role
from partnerschapsakte.foundation.occasion import Occasion
from partnerschapsakte.foundation.outcomes import Refusal
from partnerschapsakte.parties.queries import parties
from partnerschapsakte.parties.rules import PartyKind
from partnerschapsakte.web.doors import Answer, Page, Session, Typed, When, Who, get, go, post
from partnerschapsakte.web.forms import Form, attempt, read_form
from partnerschapsakte.web.problems import STATUS
from partnerschapsakte.web.rendering import Page as PageOfRequest

Doing = Callable[[UnitOfWork, Occasion, str, Any], object]


@dataclass(frozen=True, slots=True)
class Paper:
    """A form about a person: its template, what an administrator fills in, and the service that does it.

    ``names`` tells that the command itself says about whom it is.
    """

    template: str
    command: type[BaseModel]
    do: Doing
    names: bool = False


def _take_roles(session: UnitOfWork, occasion: Occasion, person_id: str, ticked: schemas.TickedRoles) -> object:
    roles = tuple(one.role for one in ticked.roles)
    return service.change_roles(session, occasion, person_id, roles, version=ticked.version)


PAPERS = {
    "gegevens": Paper("access/person_correct.html", schemas.CorrectPerson, service.correct_person),
    "functierollen": Paper("access/person_roles.html", schemas.TickedRoles, _take_roles),
    "mandaat": Paper(
        "access/person_mandate.html",
        schemas.GrantMandate,
        lambda session, occasion, _, command: service.grant_mandate(session, occasion, command),
        names=True,
    ),
    "mandaat-intrekken": Paper(
        "access/person_mandate_end.html",
        schemas.WithdrawMandate,
        lambda session, occasion, _, command: service.withdraw_mandate(session, occasion, command),
        names=True,
    ),
    "tweede-stap-weghalen": Paper(
        "access/person_second_factor.html",
        schemas.TakeSecondFactorAway,
        lambda session, occasion, person_id, command: reset_second_factor(session, occasion, person_id, command.reason),
    ),
    "organisatie": Paper("access/person_work.html", schemas.StartMembership, memberships.start_membership),
    "rol": Paper(
        "access/person_right.html",
        schemas.GrantRight,
        lambda session, occasion, _, command: rights.grant_right(session, occasion, command),
        names=True,
    ),
}


@get("/personen", roles=SEE_PEOPLE)
def list_people(session: Session, actor: Who, page: Page, zoek: FromQuery[str] = "") -> Answer:
    """Show everybody."""
    wanted = zoek.strip().lower()
    rows = [row for row in feed.person_rows(session, page.today) if wanted in _haystack(row)]
    return page("access/people.html", rows=rows, zoek=zoek, manages=why_not_administer(actor) is None)


@get("/personen/nieuw", roles=MANAGE_PEOPLE)
def ask_person(
    actor: Who,  # noqa: ARG001 - the door asks who stands there
    page: Page,
) -> Answer:
    """Show the form with which a person is registered."""
    return _registering(page, Form())


@post("/personen/nieuw", roles=MANAGE_PEOPLE)
def register(request: Asked, session: Session, occasion: When, page: Page, data: Typed) -> Answer:
    """Register a person, and invite them to choose a password if that was asked."""
    form = read_form(schemas.NewPerson, data)
    if (asked := form.command) is None:
        return _registering(page, form)
    made: list[str] = []

    def act() -> None:
        made.append(service.register_person(session, occasion, asked.to_register()).id)
        if asked.invite:
            invite(session, occasion, made[0], keys_of(request))

    refusal = attempt(session, act)
    return _registering(page, form, refusal) if refusal else go(f"/personen/{made[0]}?gedaan=geregistreerd")


@get("/personen/nieuw/programma", roles=MANAGE_PEOPLE)
def ask_program(
    actor: Who,  # noqa: ARG001 - the door asks who stands there
    page: Page,
) -> Answer:
    """Show the form with which a program is registered."""
    return _show(page, "access/person_program.html", Form(), None)


@post("/personen/nieuw/programma", roles=MANAGE_PEOPLE)
def register_program(session: Session, occasion: When, page: Page, data: Typed) -> Answer:
    """Register a program."""
    form = read_form(schemas.RegisterProgram, data)
    if (asked := form.command) is None:
        return _show(page, "access/person_program.html", form, None)
    return go(f"/personen/{service.register_program(session, occasion, asked).id}?gedaan=geregistreerd")


@get("/personen/{person_id:str}")
def show_person(
    session: Session, actor: Who, page: Page, person_id: FromPath[str], gedaan: FromQuery[str] = ""
) -> Answer:
    """Show a person to an administrator, to an auditor, and to themselves."""
    if not may_see(actor, person_id):
        raise NotFoundException
    view = feed.person_page(session, person_id, page.now)
    return page(
        "access/person.html",
        view=view,
        of_posts=feed.rights_of_posts(session, person_id),
        done=gedaan,
        manages=why_not_administer(actor) is None,
        is_self=actor.id == person_id,
        latest=latest_expiry(page.today),
    )


@post("/personen/{person_id:str}/afmelden")
def sign_out_everywhere(session: Session, actor: Who, occasion: When, person_id: FromPath[str]) -> Answer:
    """Sign a person out of every browser."""
    if not may_see(actor, person_id):
        raise NotFoundException
    service.sign_out_everywhere(session, occasion, person_id)
    return go(f"/personen/{person_id}?gedaan=afgemeld")


@get("/personen/{person_id:str}/werk/{membership_id:str}/einde", roles=MANAGE_PEOPLE)
def ask_end_of_work(
    session: Session,
    actor: Who,  # noqa: ARG001 - the door asks who stands there
    page: Page,
    person_id: FromPath[str],
    membership_id: FromPath[str],
) -> Answer:
    """Show the form with which somebody's work for an organisation ends."""
    return _ending_work(session, page, person_id, membership_id, Form())


@post("/personen/{person_id:str}/werk/{membership_id:str}/einde", roles=MANAGE_PEOPLE)
def end_work(
    session: Session, occasion: When, page: Page, person_id: FromPath[str], membership_id: FromPath[str], data: Typed
) -> Answer:
    """End somebody's work for an organisation."""
    form, refusal = read_form(schemas.EndMembership, data), None
    if form.command is not None:
        doing = partial(memberships.end_membership, session, occasion, membership_id, form.command)
        if (refusal := attempt(session, doing)) is None:
            return go(f"/personen/{person_id}?gedaan=organisatie#organisaties")
    return _ending_work(session, page, person_id, membership_id, form, refusal)


@get("/personen/{person_id:str}/token", roles=MANAGE_PEOPLE)
def ask_token(
    session: Session,
    actor: Who,  # noqa: ARG001 - the door asks who stands there
    page: Page,
    person_id: FromPath[str],
) -> Answer:
    """Show the form with which a program gets a token."""
    view = feed.person_page(session, person_id, page.now)
    return _show(page, "access/person_token.html", Form(), None, view=view, latest=latest_expiry(page.today))


@post("/personen/{person_id:str}/tokens", roles=MANAGE_PEOPLE)
def make_token(session: Session, occasion: When, page: Page, person_id: FromPath[str], data: Typed) -> Answer:
    """Make a token for a program, and show it this once."""
    form, refusal, made = read_form(schemas.MakeToken, data), None, list[schemas.MadeToken]()
    if (asked := form.command) is not None:
        refusal = attempt(session, lambda: made.append(tokens.make_token(session, occasion, person_id, asked)))
    if made:
        back = f"/personen/{person_id}"
        return page("access/token_made.html", made=made[0], name=form.value("name"), back=back)
    view = feed.person_page(session, person_id, page.now)
    return _show(page, "access/person_token.html", form, refusal, view=view, latest=latest_expiry(page.today))


@post("/personen/{person_id:str}/tokens/{token_id:str}/intrekken", roles=MANAGE_PEOPLE)
def revoke_token(session: Session, occasion: When, person_id: FromPath[str], token_id: FromPath[str]) -> Answer:
    """Revoke a token of somebody."""
    tokens.revoke_token(session, occasion, token_id)
    return go(f"/personen/{person_id}?gedaan=token#tokens")


@get("/personen/{person_id:str}/{paper:str}", roles=MANAGE_PEOPLE)
def ask(
    session: Session,
    actor: Who,  # noqa: ARG001 - the door asks who stands there
    page: Page,
    person_id: FromPath[str],
    paper: FromPath[str],
) -> Answer:
    """Show a form about a person."""
    return _paper(session, page, person_id, _known(paper), Form(page.query))


@post("/personen/{person_id:str}/{paper:str}", roles=MANAGE_PEOPLE)
def take(
    session: Session, occasion: When, page: Page, person_id: FromPath[str], paper: FromPath[str], data: Typed
) -> Answer:
    """Do what a form about a person asks."""
    known = _known(paper)
    form, refusal = read_form(known.command, data, **({"person_id": person_id} if known.names else {})), None
    if form.command is not None:
        doing = partial(known.do, session, occasion, person_id, form.command)
        if (refusal := attempt(session, doing)) is None:
            return go(f"/personen/{person_id}?gedaan={paper}")
    return _paper(session, page, person_id, known, form, refusal)


def _known(paper: str) -> Paper:
    if paper not in PAPERS:
        raise NotFoundException
    return PAPERS[paper]


def _paper(
    session: UnitOfWork,
    page: PageOfRequest,
    person_id: str,
    paper: Paper,
    form: Form[Any],
    refusal: Refusal | None = None,
) -> Answer:
    view = feed.person_page(session, person_id, page.now)
    registered = parties(session)
    return _show(
        page,
        paper.template,
        form,
        refusal,
        view=view,
        offices=[role for role in Role if role not in HOUSE_ROLES],
        house=sorted(HOUSE_ROLES),
        grantable=_grantable(view),
        kinds=list(MandateKind),
        organisations=[(one.id, one.name) for one in registered],
        providers=[(one.id, one.name) for one in registered if one.kind is PartyKind.PROVIDER],
        authorities=[(one.id, one.name) for one in registered if one.kind is PartyKind.CONTRACTING_AUTHORITY],
        dossiers=list(feed.dossier_names(session).items()),
    )


def _grantable(view: schemas.PersonPage) -> list[Role]:
    if view.person.kind is schemas.PersonKind.CLIENT:
        return [role for role in Role if role in PROGRAM_ROLES]
    return [role for role in Role if role not in HOUSE_ROLES]


def _registering(page: PageOfRequest, form: Form[Any], refusal: Refusal | None = None) -> Answer:
    offices = [role for role in Role if role not in HOUSE_ROLES]
    return _show(page, "access/person_new.html", form, refusal, offices=offices, house=sorted(HOUSE_ROLES))


def _ending_work(
    session: UnitOfWork,
    page: PageOfRequest,
    person_id: str,
    membership_id: str,
    form: Form[Any],
    refusal: Refusal | None = None,
) -> Answer:
    view = feed.person_page(session, person_id, page.now)
    work = next((one for one in view.memberships if one.id == membership_id), None)
    if work is None:
        raise NotFoundException
    return _show(page, "access/person_work_end.html", form, refusal, view=view, work=work)


def _show(page: PageOfRequest, template: str, form: Form[Any], refusal: Refusal | None, **context: Any) -> Answer:
    status = STATUS[refusal.why] if refusal else 400 if form.errors else 200
    return page(template, status=status, form=form, refusal=refusal, **context)


def _haystack(row: schemas.PersonRow) -> str:
    one = row.person
    return " ".join([one.name, one.email, one.function, *row.works_for, *one.roles]).lower()


router = Router(
    "/",
    route_handlers=[
        list_people,
        ask_person,
        register,
        ask_program,
        register_program,
        show_person,
        sign_out_everywhere,
        ask_end_of_work,
        end_work,
        ask_token,
        make_token,
        revoke_token,
        ask,
        take,
    ],
)
