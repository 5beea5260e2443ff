"""The sealed store at the API: the same acts as on the pages, for programs.

Two things differ from other rooms. What is refused here is recorded, so its unit of work must be committed; and a part
is encrypted while it arrives, never read whole. The operations to which that applies have a handler of their own. They
are no POST: an ``Idempotency-Key`` would keep their answer, and that may hold a key or a receipt.
"""

import re
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, TypeAlias, cast
from urllib.parse import unquote

import litestar
from litestar import Request, Response
from litestar.concurrency import sync_to_thread
from litestar.handlers import HTTPRouteHandler
from litestar.response import Stream
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from partnerschapsakte.foundation.actor import TEAM, Actor
from partnerschapsakte.foundation.clock import local_date
from partnerschapsakte.foundation.database import reading
from partnerschapsakte.foundation.occasion import Occasion
from partnerschapsakte.foundation.outcomes import Refusal
from partnerschapsakte.sealed.models import OpenedChunk
from partnerschapsakte.sealed.queries import submissions, vaults
from partnerschapsakte.sealed.rules.receiving import LARGEST_PART
from partnerschapsakte.sealed.rules.vault import is_hidden, why_not_read, why_not_see
from partnerschapsakte.sealed.schemas import (
    InviteParty,
    MakeVault,
    MoveDeadline,
    NewKey,
    OpenedSubmission,
    PartReceipt,
    Receipt,
    RecordOfOpening,
    ShowKey,
    SubmissionView,
    VaultView,
)
from partnerschapsakte.sealed.service import opening, receiving
from partnerschapsakte.sealed.service import vaults as service
from partnerschapsakte.sealed.service.receiving import PLAIN, Counter
from partnerschapsakte.sealed.storage.chunks import pieces
from partnerschapsakte.sealed.storage.pulling import pull
from partnerschapsakte.sealed.word.letters import kept_as
from partnerschapsakte.web import problem_json
from partnerschapsakte.web.api import (
    OPERATION,
    agree_on_content,
    api_delete,
    api_get,
    api_post,
    api_put,
    api_router,
    operation_of,
)
from partnerschapsakte.web.gate import Gate, NoToken, encode, note_stranger, who_asks
from partnerschapsakte.web.operations import JSON, read_body, read_query
from partnerschapsakte.web.paging import Listed, Paging

Asked: TypeAlias = Request[Any, Any, Any]
Act: TypeAlias = Callable[[Asked, Counter], Awaitable[Any]]
TAG = "sealed"
FILE_NAME = re.compile(r"filename\*=utf-8''([^;\s]+)|filename=\"([^\"]*)\"", re.IGNORECASE)
SENDING = (
    "Stuur de bytes van het bestand als inhoud, en de naam in `Content-Disposition: attachment; filename*=UTF-8''…`. "
    "De naam hoort niet in het adres: adressen komen in logboeken. Het antwoord is het enige ontvangstbewijs met naam "
    "en hash; bewaar het. Een deel telt op het moment waarop het geheel binnen is."
)


@api_get("/dossiers/{dossier_id:str}/vaults", TAG, "Toon de kluizen van een dossier", "De laatst gemaakte eerst.")
def list_vaults(
    session: Session, actor: Actor, occasion: Occasion, dossier_id: str, paging: Paging
) -> Listed[VaultView]:
    """List the vaults of a dossier."""
    _may_see(actor)
    found = vaults.vaults_of(session, dossier_id, occasion.recorded_at)
    return paging.of(found[paging.offset : paging.offset + paging.limit])


@api_get(
    "/vaults/{vault_id:str}",
    TAG,
    "Toon een kluis",
    "Vóór de opening staat nergens of er iets is ingediend, door wie of hoeveel.",
)
def read_vault(session: Session, actor: Actor, occasion: Occasion, vault_id: str) -> VaultView:
    """Show a vault."""
    _may_see(actor)
    return vaults.view(session, vaults.vault(session, vault_id), occasion.recorded_at)


@api_post(
    "/dossiers/{dossier_id:str}/vaults",
    TAG,
    "Maak een kluis",
    "Alleen waar deze installatie zelf inschrijvingen ontvangt.",
    location="/vaults/{id}",
)
def make_vault(session: Session, occasion: Occasion, dossier_id: str, data: MakeVault, sealed_store: bool) -> VaultView:
    """Make a vault."""
    made = service.make_vault(session, occasion, dossier_id, data, enabled=sealed_store)
    session.flush()
    return vaults.view(session, made, occasion.recorded_at)


@api_post("/vaults/{vault_id:str}/invitations", TAG, "Nodig een organisatie uit om in te dienen")
def invite_to_vault(session: Session, occasion: Occasion, vault_id: str, data: InviteParty) -> VaultView:
    """Invite a party."""
    return vaults.view(session, service.invite_party(session, occasion, vault_id, data), occasion.recorded_at)


@api_put(
    "/vaults/{vault_id:str}/deadline",
    TAG,
    "Verschuif het uiterste moment",
    "Alleen naar later, voor iedereen; elke uitgenodigde krijgt er bericht van.",
    edits=read_vault,
)
def move_deadline(session: Session, occasion: Occasion, vault_id: str, data: MoveDeadline, version: int) -> VaultView:
    """Move the deadline."""
    moved = service.move_deadline(session, occasion, vault_id, data, version=version)
    session.flush()
    return vaults.view(session, moved, occasion.recorded_at)


@api_put(
    "/vaults/{vault_id:str}/own-key",
    TAG,
    "Maak uw sleutel",
    "Het antwoord is de enige plaats waar de sleutel staat; zij wordt niet bewaard. Een nieuwe vervangt de vorige.",
    roles=TEAM,
)
def make_own_key(session: Session, occasion: Occasion, vault_id: str) -> NewKey:
    """Make the key of the opener who asks."""
    return service.make_key(session, occasion, vault_id)


@api_put("/vaults/{vault_id:str}/own-key/_check", TAG, "Laat zien dat u uw sleutel hebt bewaard", roles=TEAM)
def check_own_key(session: Session, occasion: Occasion, vault_id: str, data: ShowKey) -> VaultView:
    """Check that an opener kept their key."""
    return vaults.view(session, service.check_key(session, occasion, vault_id, data), occasion.recorded_at)


@api_get(
    "/vaults/{vault_id:str}/opened-submissions", TAG, "Toon wat is ingediend, na de opening", refuses_by_state=True
)
def list_opened(
    session: Session, actor: Actor, occasion: Occasion, vault_id: str, paging: Paging
) -> Listed[OpenedSubmission]:
    """List what was submitted."""
    _may_read(session, actor, occasion, vault_id)
    found = submissions.opened_submissions(session, vault_id)
    return paging.of(found[paging.offset : paging.offset + paging.limit])


@api_get(
    "/vaults/{vault_id:str}/opened-parts/{part_id:str}",
    TAG,
    "Haal een geopend deel op",
    gives=PLAIN,
    refuses_by_state=True,
)
def read_opened_part(session: Session, actor: Actor, occasion: Occasion, vault_id: str, part_id: str) -> Response[Any]:
    """Give an opened part, whatever it is, as bytes."""
    _may_read(session, actor, occasion, vault_id)
    part = submissions.opened_part(session, vault_id, part_id)
    begin = reading(cast("Engine", session.get_bind()))
    named = {"Content-Disposition": kept_as(part.name)}
    return Stream(pieces(begin, OpenedChunk, part.id), headers=named, media_type=PLAIN)


@api_get("/vaults/{vault_id:str}/record-of-opening", TAG, "Toon het proces-verbaal van opening", refuses_by_state=True)
def read_record_of_opening(session: Session, actor: Actor, occasion: Occasion, vault_id: str) -> RecordOfOpening:
    """Show the record of opening."""
    _may_read(session, actor, occasion, vault_id)
    return submissions.record_of_opening(session, vaults.vault(session, vault_id), occasion.recorded_at)


@api_get("/vaults/{vault_id:str}/submission", TAG, "Toon uw eigen kant van een kluis", guests=True)
def read_own_submission(session: Session, actor: Actor, occasion: Occasion, vault_id: str) -> SubmissionView:
    """Show a party its own side of a vault."""
    vault = submissions.vault_for_tenderer(session, actor, vault_id)
    return submissions.own_view(session, vault, actor.party_id or "", occasion.recorded_at)


@api_put(
    "/vaults/{vault_id:str}/draft/parts/{number:int}",
    TAG,
    "Stuur een deel van uw inschrijving",
    SENDING,
    guests=True,
    takes=PLAIN,
    headers=("Content-Disposition",),
)
def send_part(content: bytes, vault_id: str, number: int) -> PartReceipt:
    """Describe how a part is sent; ``_send_part`` takes it while it arrives."""
    raise NotImplementedError


@api_delete("/vaults/{vault_id:str}/draft/parts/{number:int}", TAG, "Haal een deel uit uw concept", guests=True)
def remove_part(vault_id: str, number: int) -> None:
    """Describe how a part is taken out of the draft."""
    raise NotImplementedError


@api_put(
    "/vaults/{vault_id:str}/submission",
    TAG,
    "Dien uw concept in",
    "Het vervangt in zijn geheel wat u eerder indiende. Zonder concept blijft staan wat er staat.",
    guests=True,
)
def submit_draft(vault_id: str) -> Receipt:
    """Describe how a draft is submitted."""
    raise NotImplementedError


@api_delete("/vaults/{vault_id:str}/submission", TAG, "Trek in wat u indiende", guests=True)
def withdraw_submission(vault_id: str) -> None:
    """Describe how a tender is withdrawn."""
    raise NotImplementedError


@api_put(
    "/vaults/{vault_id:str}/opening",
    TAG,
    "Geef uw sleutel om de kluis te openen",
    "De tweede opener geeft de zijne binnen tien minuten. Ook een geweigerde poging wordt vastgelegd.",
    roles=TEAM,
)
def open_vault(vault_id: str, data: ShowKey) -> VaultView:
    """Describe how a key is given."""
    raise NotImplementedError


async def _send_part(request: Asked, counter: Counter) -> Any:
    found = FILE_NAME.search(request.headers.get("content-disposition", ""))
    name = unquote(found[1]) if found and found[1] else found[2] if found else ""
    vault_id, number = request.path_params["vault_id"], request.path_params["number"]
    return await pull(
        request.stream(),
        lambda source: receiving.receive_part(counter, vault_id, source, name=name, number=number),
        party_id=counter.party_id,
    )


async def _remove_part(request: Asked, counter: Counter) -> Any:
    asked = request.path_params
    return await sync_to_thread(receiving.remove_part, counter, asked["vault_id"], asked["number"])


async def _submit(request: Asked, counter: Counter) -> Any:
    return await sync_to_thread(receiving.submit, counter, request.path_params["vault_id"])


async def _withdraw(request: Asked, counter: Counter) -> Any:
    return await sync_to_thread(receiving.withdraw, counter, request.path_params["vault_id"])


async def _give_key(request: Asked, counter: Counter) -> Any:
    shown = cast("ShowKey", read_body(ShowKey, await request.body()))
    templates: Path = request.app.state.templates

    def give() -> Any:
        with counter.begin() as session:
            occasion = counter.occasion()
            vault_id = request.path_params["vault_id"]
            outcome = opening.give_key(session, occasion, vault_id, shown, templates / "documents")
            return outcome if isinstance(outcome, Refusal) else vaults.view(session, outcome, occasion.recorded_at)

    return await sync_to_thread(give)


def _apart(described: HTTPRouteHandler, act: Act, *, most: int | None = 10_000) -> HTTPRouteHandler:
    """Hang an operation with a handler of its own: it commits what it records, also of what it refuses.

    A refusal is answered here and not raised: what is raised is journalled in the dossier under the tenderer's name.
    """
    operation = operation_of(described)
    if operation is None:
        raise TypeError("only an operation of the API can be hung apart")

    async def handle(request: Asked) -> Response[Any]:
        agree_on_content(request, operation)
        read_query(operation, dict(request.query_params))
        counter = await sync_to_thread(_counter_of, request)
        try:
            outcome = await act(request, counter)
        except Refusal as refusal:
            if is_hidden(refusal):
                raise
            outcome = refusal
        if isinstance(outcome, Refusal):
            return problem_json.refused(request, outcome)
        if outcome is None:
            return Response(b"", status_code=204)
        return Response(encode(outcome), status_code=operation.status, media_type=JSON)

    handle.__name__ = handle.__qualname__ = operation.name
    return litestar.route(
        operation.path,
        http_method=[cast("Any", operation.method)],
        status_code=200,  # of the handler; the answer itself says 204 where it is empty
        request_max_body_size=most,
        opt={OPERATION: operation, "guests": operation.guests, "roles": operation.roles, "sealed": True},
    )(handle)


def _counter_of(request: Asked) -> Counter:
    """Return the counter for who asks with this token; nothing is held open when this returns."""
    gate: Gate = request.app.state.gate
    now = gate.now()
    try:
        with gate.reading() as session:
            client = who_asks(gate, request, session, now)
            actor = gate.within(request, session, client.actor, local_date(now))
    except NoToken:
        note_stranger(gate, request)
        raise
    address = request.client.host if request.client else ""
    origin = f"api {client.token_name} {address}".strip()

    def as_of_now() -> Occasion:
        now = gate.now()
        return Occasion(actor, now, now, origin=origin)

    if client.unnoted:
        with gate.writing() as session:
            gate.note_use(session, as_of_now(), client.token_id)
    largest: int = request.app.state.get("largest_sealed_part", LARGEST_PART)
    return Counter(actor, gate.writing, as_of_now, largest)


def _may_see(actor: Actor) -> None:
    if refusal := why_not_see(actor):
        raise refusal


def _may_read(session: Session, actor: Actor, occasion: Occasion, vault_id: str) -> None:
    found = vaults.vault(session, vault_id)
    if refusal := why_not_read(actor, found.standing, occasion.recorded_at):
        raise refusal


router = api_router(
    list_vaults,
    read_vault,
    make_vault,
    invite_to_vault,
    move_deadline,
    make_own_key,
    check_own_key,
    list_opened,
    read_opened_part,
    read_record_of_opening,
    read_own_submission,
    _apart(send_part, _send_part, most=None),
    _apart(remove_part, _remove_part),
    _apart(submit_draft, _submit),
    _apart(withdraw_submission, _withdraw),
    _apart(open_vault, _give_key),
)
