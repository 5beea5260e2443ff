"""The composition root of the web: an engine and plain settings go in, an ASGI application comes out."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from litestar import Litestar, Request, Router
from litestar.datastructures.state import State
from litestar.di import NamedDependency, Provide
from litestar.types import Scope
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from partnerschapsakte.access import queries as access
from partnerschapsakte.access.pages import door
from partnerschapsakte.access.rules import rights
from partnerschapsakte.access.rules.tokens import is_worth_noting
from partnerschapsakte.access.service.tokens import note_refused, note_use
from partnerschapsakte.agenda import queries as agenda
from partnerschapsakte.contracts import queries as contracts
from partnerschapsakte.documents import queries as documents
from partnerschapsakte.documents.service import Scan
from partnerschapsakte.dossiers import queries as dossiers
from partnerschapsakte.foundation import clock, language
from partnerschapsakte.foundation.actor import Actor, Place
from partnerschapsakte.foundation.database import reading, writing
from partnerschapsakte.foundation.keys import Keyring
from partnerschapsakte.foundation.occasion import Occasion
from partnerschapsakte.foundation.outcomes import Refusal
from partnerschapsakte.journal.rules.refusals import is_worth_recording
from partnerschapsakte.journal.service import record_refusal
from partnerschapsakte.journal.storage import KeptAnswers
from partnerschapsakte.rooms import API, ROOMS
from partnerschapsakte.sealed.queries import vaults as sealed
from partnerschapsakte.web import adr, api_docs, problems
from partnerschapsakte.web.doors import Now, Visitor, Who
from partnerschapsakte.web.gate import Client, Gate
from partnerschapsakte.web.openapi_parts import ADMINISTRATOR, Contact
from partnerschapsakte.web.protection import SAFE_METHODS, FormTokens, protecting_headers
from partnerschapsakte.web.rate_limits import Buckets
from partnerschapsakte.web.rendering import LANGUAGE, Page, Pages, language_cookie
from partnerschapsakte.web.static_files import StaticFiles, static_file
from partnerschapsakte.web.units import GiveBack, NoteRefusals, unit_of

Asked = Request[Any, Any, Any]
Lifespan = Callable[[Litestar], AbstractAsyncContextManager[None]]


def unit_of_work(request: Asked) -> Iterator[Session]:
    """Open a session that only reads, or one that commits before the answer is sent."""
    state = request.app.state
    yield from unit_of(request, state.reading if request.method in SAFE_METHODS else state.writing)


def note_refusal(scope: Scope, refusal: Refusal) -> None:
    """Write down that somebody who is signed in was refused, in a transaction of its own."""
    request = Asked(scope)
    actor: Actor | None = request.scope["state"].get("actor")
    if actor is None or not is_worth_recording(refusal.why, request.method):
        return
    now: datetime = request.app.state.now()
    objects = {name: str(value) for name, value in request.path_params.items()}
    with request.app.state.writing() as session:
        record_refusal(
            session,
            Occasion(actor, now, now, origin=adr.origin_of(request)),
            refusal,
            method=request.method,
            route=request.scope["path_template"],
            objects=objects,
            dossier_id=actor.dossier_id,
        )


def now_of(request: Asked) -> datetime:
    """Return the moment at which a request is answered."""
    return request.app.state.now()


def page_of(request: Asked) -> Page:
    """Return the page maker of a request: also for an answer that no handler gave."""
    now = now_of(request)
    return Page(
        request.app.state.pages,
        locale_of(request),
        request.scope["state"].get("visitor"),
        request.scope["state"].get("form_token", ""),
        request.url.path,
        dict(request.query_params),
        now,
        clock.local_date(now),
    )


def page_for(request: Asked, visitor: Visitor) -> Page:
    """Return the page maker of a request, with who is signed in."""
    request.scope["state"]["visitor"] = visitor
    return page_of(request)


def locale_of(request: Asked) -> str:
    """Return the reader's language: asked for now, chosen before, or Dutch."""
    wanted = request.query_params.get(LANGUAGE) or request.cookies.get(language_cookie(https=request.app.state.https))
    return wanted if wanted in language.LANGUAGES else language.DUTCH


DOSSIER_OF: dict[str, Callable[[Session, str], Place | str | None]] = {
    "dossier_id": dossiers.dossier_of_itself,
    "agreement_id": contracts.dossier_of_agreement,
    "milestone_id": agenda.dossier_of_milestone,
    "document_id": documents.dossier_of_document,
    "file_id": documents.place_of_file,
    "template_id": documents.dossier_of_template,
    "vault_id": sealed.place_of_vault,
    "submission_id": sealed.dossier_of_submission,
}
"""Whose dossier an address is about: for each name of an id in a path, the query that tells it, or where that lies."""

NOWHERE = ""
"""The dossier of what does not exist: in it nobody has a right."""


def place_asked(request: Asked, session: Session) -> tuple[bool, Place | None]:
    """Return whether an address is about something in a dossier, and where that lies; None: it does not exist."""
    about = next((name for name in request.path_params if name in DOSSIER_OF), None)
    if about is None:
        return False, None
    found = DOSSIER_OF[about](session, str(request.path_params[about]))
    return True, Place(found) if isinstance(found, str) else found


def standing(request: Asked, session: NamedDependency[Session], visitor: Visitor) -> Actor:
    """Return who asks, with the roles they have in the dossier that the address is about."""
    return standing_at(request, door.signed_in(visitor), *place_asked(request, session))


def standing_of_client(request: Asked, session: Session, bare: Actor, today: date) -> Actor:
    """Return who asks at the API as they stand there, with as many of their rights as the address asks for.

    A list that ``filters`` looks the reader's rights up itself, in the same statement as its rows.
    """
    is_inside, place = place_asked(request, session)
    filters = request.route_handler.opt.get("filters")
    dossier_id = (place.dossier_id if place else NOWHERE) if is_inside else None
    actor = bare if filters and not is_inside else access.with_rights(session, bare, today, dossier_id)
    return standing_at(request, actor, is_inside, place)


def standing_at(request: Asked, actor: Actor, is_inside: bool, place: Place | None) -> Actor:
    """Return somebody as they stand at a door, or refuse.

    What somebody may not see is not there: the answer is the same as for an address that never existed, after the same
    questions to the database. A door says for which ``roles`` it is, and whether ``guests`` come there:
    ``@post("/x", roles=KEEPERS, guests=True)``.
    """
    opt = request.route_handler.opt
    guests = bool(opt.get("guests"))
    if is_inside:
        here = actor.within(place.dossier_id) if place is not None else None
        if place is None or here is None or rights.is_hidden(here, guests=guests):
            request.scope["state"]["actor"] = actor
            raise problems.Hidden
        if not place.is_for(here):
            request.scope["state"]["actor"] = here
            raise problems.Hidden
        actor = here
    request.scope["state"]["actor"] = actor
    if refusal := rights.why_not_use(
        actor, opt.get("roles"), changes=request.method not in SAFE_METHODS, guests=guests
    ):
        raise refusal
    return actor


def occasion_of(request: Asked, actor: Who, now: Now) -> Occasion:
    """Return the occasion of an act at a door: it happens when it is written down."""
    return Occasion(actor, now, now, origin=adr.origin_of(request))


def client_of(session: Session, token: str, now: datetime) -> Client | None:
    """Return who asks with this token of the API."""
    found = access.who_by_token(session, token, now)
    if found is None:
        return None
    actor, kept = found
    return Client(actor, kept.id, kept.name, unnoted=is_worth_noting(now, kept.last_used_at))


@dataclass(frozen=True, slots=True)
class ApiTerms:
    """How the API is offered: its address, to which other sites' browsers, how often one may ask, and whom about it."""

    address: str = "https://localhost:8000"
    origins: tuple[str, ...] = ()
    requests_per_minute: int = 600
    contact: Contact = ADMINISTRATOR


@dataclass(frozen=True, slots=True)
class Fittings:
    """What an installation has beside its database: keys, other ways to sign in, a store for sealed bids, a scanner.

    Without a word about ``second_factor`` it is asked everywhere but in a demonstration. ``checkpoints_leave`` tells
    whether the daily checkpoint of the journal goes to anybody or to a folder.
    """

    keys: Keyring | None = None
    identity_provider: Any = None
    oidc_name: str = ""
    second_factor: bool | None = None
    sealed_store: bool = False
    scan: Scan | None = None
    checkpoints_leave: bool = False


def gate_of(engine: Engine, now: Callable[[], datetime], terms: ApiTerms) -> Gate:
    """Return the gate of the API, with the questions that the rooms answer for it."""
    return Gate(
        reading=reading(engine),
        writing=writing(engine),
        now=now,
        who=client_of,
        note_use=note_use,
        within=standing_of_client,
        answers=KeptAnswers(),
        buckets=Buckets(terms.requests_per_minute, now),
        note_refused=note_refused,
        reads_at_once=engine.dialect.name == "sqlite",
    )


def dependencies() -> dict[str, Provide]:
    """Return what a handler can ask for by name, see ``web.doors``."""
    return {
        "session": Provide(unit_of_work),
        "now": Provide(now_of, sync_to_thread=False),
        "locale": Provide(locale_of, sync_to_thread=False),
        "visitor": Provide(door.visitor_of, sync_to_thread=True),
        "actor": Provide(standing, sync_to_thread=True),
        "occasion": Provide(occasion_of, sync_to_thread=False),
        "page": Provide(page_for, sync_to_thread=False),
    }


def state_of(
    engine: Engine,
    templates: Path,
    *,
    now: Callable[[], datetime] = clock.now,
    https: bool = False,
    demo_password: str | None = None,
    api: ApiTerms = ApiTerms(),
    fittings: Fittings = Fittings(),
) -> State:
    """Return what the requests of one application share; how its doors hang depends on none of it."""
    static_files = StaticFiles()
    pages = Pages(templates, static_files.address, demo_password is not None, https)
    machinery = {"static_files": static_files, "pages": pages, "page_of": page_of, "now": now}
    machinery |= {"reading": reading(engine), "writing": writing(engine), "gate": gate_of(engine, now, api)}
    plain = {"address": api.address, "contact": api.contact, "https": https, "demo_password": demo_password}
    plain |= {"templates": templates} | {name: getattr(fittings, name) for name in Fittings.__slots__}
    return State(machinery | plain)


def create_app(
    engine: Engine,
    templates: Path,
    *,
    now: Callable[[], datetime] = clock.now,
    https: bool = False,
    demo_password: str | None = None,
    api: ApiTerms = ApiTerms(),
    fittings: Fittings = Fittings(),
    routes: Sequence[Any] = (),
    lifespan: Sequence[Lifespan] = (),
) -> Litestar:
    """Put the rooms' doors, the toolkit and the machinery together.

    ``demo_password`` is the password of the accounts of the demonstration; without it this is no demonstration.
    ``routes`` and ``lifespan`` are added as they are: on SQLite the worker's ticks come in by the latter.
    """
    return Litestar(
        [static_file, *ROOMS, Router(adr.ROOT, route_handlers=API), *api_docs.HANDLERS, *routes],
        dependencies=dependencies(),
        middleware=[adr.ExactPaths(), NoteRefusals(note_refusal), GiveBack(), FormTokens(https=https)],
        before_send=[adr.api_headers(api.origins), protecting_headers(https=https)],
        exception_handlers=problems.HANDLERS,
        state=state_of(
            engine, templates, now=now, https=https, demo_password=demo_password, api=api, fittings=fittings
        ),
        lifespan=list(lifespan),
        openapi_config=None,
        logging_config=None,
    )
