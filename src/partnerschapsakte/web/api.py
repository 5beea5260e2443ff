"""How an operation of the API is hung: the words of every ``api.py``.

The recipe. A room's ``api.py`` has one short function for each operation, with a decorator that says where it
stands, and ends with ``router = api_router(...)``, which ``app.py`` lists in ``API``::

    @api_get("/parties", "parties", "Toon de organisaties")
    def list_parties(session: Session, actor: Actor, paging: Paging) -> Listed[PartyView]:
        return paging.of(queries.party_page(session, limit=paging.limit, offset=paging.offset))

    @api_get("/parties/{party_id:str}", "parties", "Toon een organisatie")
    def read_party(session: Session, party_id: str) -> PartyView: ...

    @api_post("/parties", "parties", "Registreer een organisatie", location="/parties/{id}")
    def register_party(session: Session, occasion: Occasion, data: RegisterParty) -> PartyView: ...

    @api_put("/parties/{party_id:str}", "parties", "Verbeter de gegevens", edits=read_party)
    def correct_party(session, occasion, party_id: str, data: RegisterParty, version: int) -> PartyView: ...

- Arguments are given by name: ``session`` (reads for GET, else commits before the answer leaves), ``actor`` and
  ``occasion`` (narrowed to the dossier of the path, 404 where it is not theirs), ``now``, ``paging``, ``query`` (a
  subclass of ``Asked``, defined in ``api.py``), ``data`` (a command: JSON, snake_case), ``content`` (bytes, with
  ``takes="application/…"``), ``version`` (with ``edits``), what the installation gives (``operations.HOUSE``) and the
  ids of the path. Type every one of them.
- Return a frozen ``msgspec.Struct``, a ``Listed`` of them, None (204), or a Litestar ``Response`` for a file
  (``gives="application/…"``). The return type is what ``openapi.json`` tells; ``locale/nl/api_fields.toml`` says in
  Dutch what each field, query key and id in an address holds.
- Paths are plural nouns in kebab-case, children under their parent; an act that is no noun ends in ``/_verb``,
  one word without a hyphen. A ``location`` is that of the view that is answered, filled in with its fields and the
  ids of the path.
- A view with ``version`` gets an ``ETag``. What can be changed in it a second time is a PUT or PATCH, not a POST: it
  names its reader in ``edits``, takes ``version`` and gives it to the service, which refuses another one
  (``why_not_overwrite``). POST takes an ``Idempotency-Key`` by itself.
- A list has a deterministic order; a long one selects columns (Core) of ``paging.limit`` rows and ends with
  ``paging.of(rows)``, a short one that was read whole with ``paging.part(rows)``. No totals for guests.
- What a view reads back must be there: ``session.flush()`` before it, so that ``version`` is the new one.
- ``roles=KEEPERS`` names the roles an operation is for, ``guests=True`` lets guests of the dossier in (without it
  they get 404); see ``access.rules.rights``. Where the path holds no dossier (nor agreement, milestone, document…)
  an operation always names its ``roles``, and the rules of the act still decide.
- No answer to a POST holds a secret: answers are kept for two days (``journal.storage``).
- Raise nothing but Refusals; do not catch them. Summary and description are Dutch.
"""

from collections.abc import Callable, Sequence
from typing import Any, TypedDict, Unpack

import litestar
from litestar import Request, Response, Router
from litestar.concurrency import sync_to_thread
from litestar.exceptions import HTTPException
from litestar.handlers import HTTPRouteHandler
from litestar.types import Method

from partnerschapsakte.foundation.actor import Role
from partnerschapsakte.web import gate
from partnerschapsakte.web.operations import JSON, Operation, learn, returns_nothing

Act = Callable[..., Any]
Hung = Callable[[Act], HTTPRouteHandler]

OPERATION = "operation"
LARGEST_JSON = 1_000_000
WITH_BODY = frozenset({"POST", "PUT", "PATCH"})


class Options(TypedDict, total=False):
    """What an operation may say of itself, beside its address.

    ``roles`` it is for, whether ``guests`` of the dossier come here, whether it ``filters`` by the rights of the reader
    itself; ``location`` of what it makes, below the root;
    its ``status``; the operation that reads what it ``edits``; what it ``takes`` and ``gives`` where that is no JSON,
    the ``most`` bytes that it takes, the ``headers`` that it reads itself (``openapi_parts.PARAMETERS``); whether it
    ``refuses_by_state`` (409), as every act may and most that is read does not.
    """

    roles: frozenset[Role]
    guests: bool
    filters: bool
    location: str
    status: int
    edits: HTTPRouteHandler
    takes: str
    gives: str
    most: int
    headers: tuple[str, ...]
    refuses_by_state: bool


def api_get(path: str, tag: str, summary: str, description: str = "", **options: Unpack[Options]) -> Hung:
    """Hang a reading operation."""
    return _hung("GET", path, tag, (summary, description), options)


def api_post(path: str, tag: str, summary: str, description: str = "", **options: Unpack[Options]) -> Hung:
    """Hang an operation that makes something at a ``location`` (201), or does something (200)."""
    status = 201 if "location" in options else 200
    return _hung("POST", path, tag, (summary, description), {"status": status, **options})


def api_put(path: str, tag: str, summary: str, description: str = "", **options: Unpack[Options]) -> Hung:
    """Hang an operation that puts the whole of something in place."""
    return _hung("PUT", path, tag, (summary, description), options)


def api_patch(path: str, tag: str, summary: str, description: str = "", **options: Unpack[Options]) -> Hung:
    """Hang an operation that changes what is sent and leaves the rest."""
    return _hung("PATCH", path, tag, (summary, description), options)


def api_delete(path: str, tag: str, summary: str, description: str = "", **options: Unpack[Options]) -> Hung:
    """Hang an operation that ends or withdraws something (204)."""
    return _hung("DELETE", path, tag, (summary, description), {"status": 204, **options})


def api_router(*handlers: HTTPRouteHandler) -> Router:
    """Return the operations of a room, for ``app.py``."""
    return Router("/", route_handlers=list(handlers))


def operation_of(handler: Any) -> Operation | None:
    """Return the operation that a handler stands for, if it is one of the API."""
    found = getattr(handler, "opt", {}).get(OPERATION)
    return found if isinstance(found, Operation) else None


def operations(handlers: Sequence[Any]) -> list[Operation]:
    """Return the operations among handlers, in their order."""
    return [found for handler in handlers if (found := operation_of(handler))]


def _hung(method: Method, path: str, tag: str, texts: tuple[str, str], options: Options) -> Hung:
    methods: list[Method] = ["GET", "HEAD"] if method == "GET" else [method]

    def hang(act: Act) -> HTTPRouteHandler:
        learn(act, path)
        operation = Operation(
            name=act.__name__,
            method=method,
            path=path,
            tag=tag,
            summary=texts[0],
            description=texts[1],
            act=act,
            status=204 if returns_nothing(act) else options.get("status", 200),
            location=options.get("location"),
            edits=operation_of(options.get("edits")),
            guests=options.get("guests", False),
            roles=options.get("roles"),
            takes=options.get("takes", JSON),
            gives=options.get("gives", JSON),
            headers=options.get("headers", ()),
            refuses_by_state=options.get("refuses_by_state", method != "GET"),
        )
        return litestar.route(
            path,
            http_method=methods,
            status_code=200,  # every answer says its own
            request_max_body_size=options.get("most", LARGEST_JSON),
            opt={OPERATION: operation} | {name: options.get(name) for name in ("guests", "roles", "filters")},
        )(_handler_of(operation))

    return hang


def _handler_of(operation: Operation) -> Callable[..., Any]:
    async def handle(request: Request[Any, Any, Any]) -> Response[Any]:
        agree_on_content(request, operation)
        try:
            return await _answered(request, operation)
        except gate.NoToken:
            await sync_to_thread(gate.note_stranger, request.app.state.gate, request)
            raise

    handle.__name__ = operation.act.__name__
    handle.__qualname__ = operation.act.__qualname__
    handle.__module__ = operation.act.__module__
    handle.__doc__ = operation.act.__doc__
    return handle


async def _answered(request: Request[Any, Any, Any], operation: Operation) -> Response[Any]:
    opened: gate.Gate = request.app.state.gate
    if operation.method in WITH_BODY:
        await sync_to_thread(gate.admit, opened, request)  # nobody else is listened to
        body = await request.body()
        return await sync_to_thread(gate.answer, opened, request, operation, body, admitted=True)
    if not (operation.is_list and opened.reads_at_once):
        return await sync_to_thread(gate.answer, opened, request, operation, b"")
    call, answered = gate.hear(opened, request, operation, b"")
    if answered is not None and not call.client.unnoted:
        return answered
    return await sync_to_thread(gate.conclude, call, answered)


def agree_on_content(request: Request[Any, Any, Any], operation: Operation) -> None:
    """Refuse what is asked for or sent in another form than the one that an operation gives or takes."""
    wanted = request.headers.get("accept", "*/*")
    if wanted not in {"*/*", operation.gives} and request.accept.best_match([operation.gives]) is None:
        raise HTTPException(status_code=406)
    takes = {"data", "content"} & operation.wants.keys()
    if takes and request.content_type[0] != operation.takes:
        raise HTTPException(status_code=415)
