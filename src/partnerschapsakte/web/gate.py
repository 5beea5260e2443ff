"""The gate of the API: one request, one transaction, and the answer is formed before it commits.

A token is looked up and the reader's standing is found in a transaction that only reads and has ended before the
act begins: whoever waits for a turn to write holds nothing that another needs.
"""

import logging
from collections.abc import Callable
from datetime import date, datetime
from typing import Any, NamedTuple, cast

import msgspec
from litestar import Request, Response
from litestar.exceptions import HTTPException
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from partnerschapsakte.foundation.actor import SYSTEM, Actor
from partnerschapsakte.foundation.clock import local_date
from partnerschapsakte.foundation.database import Begin
from partnerschapsakte.foundation.occasion import Occasion
from partnerschapsakte.foundation.outcomes import Refusal, Why
from partnerschapsakte.web import etags, idempotency, problem_json
from partnerschapsakte.web.etags import ChangedMeanwhile, encode
from partnerschapsakte.web.idempotency import Answered, Answers, Question
from partnerschapsakte.web.operations import HOUSE, JSON, Operation, read_body, read_query
from partnerschapsakte.web.paging import Listed
from partnerschapsakte.web.rate_limits import Buckets
from partnerschapsakte.web.units import REFUSAL

Asked = Request[Any, Any, Any]

log = logging.getLogger(__name__)
BEARER = "bearer "
FOR_ACTS = ("scan", "sealed_store")
NOT_KEPT = frozenset({Why.NOT_FOUND, Why.NOT_PERMITTED, Why.INVALID})
STALE = "changed_meanwhile"
"""The code by which a service refuses a version that is no longer the latest."""


class NoToken(Exception):
    """The request brings no token, or none that opens anything (401)."""


class Client(NamedTuple):
    """Who asks: the person or program, and the token it came with; ``unnoted``: that it is used is to be noted."""

    actor: Actor
    token_id: str
    token_name: str
    unnoted: bool = False


class Gate(NamedTuple):
    """What the composition root gives: units of work, and questions that rooms above this one answer.

    ``reads_at_once`` says that reading waits for nobody: a list is then read where it is asked for, because handing it
    to a thread costs as much as reading it.
    """

    reading: Begin
    writing: Begin
    now: Callable[[], datetime]
    who: Callable[[Session, str, datetime], Client | None]
    note_use: Callable[[Session, Occasion, str], None]
    within: Callable[[Asked, Session, Actor, date], Actor]
    answers: Answers
    buckets: Buckets
    note_refused: Callable[[Session, Occasion, str, str], None]
    reads_at_once: bool = False


class Call(NamedTuple):
    """One request, with who asks and what it says."""

    gate: Gate
    request: Asked
    operation: Operation
    client: Client
    now: datetime
    given: dict[str, Any]
    body: bytes
    question: Question | None

    def does(self, operation: Operation, session: Session, **more: Any) -> Any:
        """Call the function of an operation with the arguments it wants."""
        given = {**self.given, **self.request.path_params, **more, "session": session}
        return operation.act(**{name: given[name] for name in operation.wants if name != "return"})


def admit(gate: Gate, request: Asked) -> None:
    """Raise NoToken or TooMany before anything of a body is read; nothing is held open while it arrives.

    Who asks is looked up again once it is there: a token that was revoked meanwhile opens nothing.
    """
    with gate.reading() as session:
        who_asks(gate, request, session, gate.now())


def answer(gate: Gate, request: Asked, operation: Operation, body: bytes, *, admitted: bool = False) -> Response[Any]:
    """Answer one request of the API; who was ``admitted`` used a permit already."""
    return conclude(*hear(gate, request, operation, body, admitted=admitted))


def hear(
    gate: Gate, request: Asked, operation: Operation, body: bytes, *, admitted: bool = False
) -> tuple[Call, Response[Any] | None]:
    """Find out who asks for what, and read the answer where nothing has to change for it."""
    now = gate.now()
    with gate.reading() as session:
        client = who_asks(gate, request, session, now, admitted=admitted)
        question = _question(request, operation, client, body)
        call = Call(gate, request, operation, client, now, {}, body, question)
        # What an act took away, such as one's own role, must not take away the answer to its repetition.
        if question and (kept := idempotency.first_answer(gate.answers.kept(session, question.key_hash), question)):
            return call._replace(client=client._replace(unnoted=False)), _again(kept)
        actor = gate.within(request, session, client.actor, local_date(now))
        call = call._replace(client=client._replace(actor=actor))
        call = call._replace(given=_given(call))
        return call, _read(call, session) if operation.method == "GET" else None


def conclude(call: Call, answered: Response[Any] | None) -> Response[Any]:
    """Note that the token was used, if it is to be noted, and do the act, if there is one."""
    if call.client.unnoted:
        with call.gate.writing() as session:
            call.gate.note_use(session, call.given["occasion"], call.client.token_id)
    return answered or _change(call)


def bearer_of(request: Asked) -> str | None:
    """Return the token that a request brings, if it brings one."""
    said = request.headers.get("authorization", "")
    return said[len(BEARER) :].strip() or None if said.lower().startswith(BEARER) else None


def who_asks(gate: Gate, request: Asked, session: Session, now: datetime, *, admitted: bool = False) -> Client:
    """Return who asks with the token of a request, or raise NoToken; one permit is used, unless that was done."""
    token = bearer_of(request)
    client = gate.who(session, token, now) if token else None
    if not admitted:
        gate.buckets.take(client.token_id if client else f"address {_address(request)}")
    if client is None:
        raise NoToken
    return client


def note_stranger(gate: Gate, request: Asked) -> None:
    """Write down that a token opened nothing, in a transaction of its own; who sends no token tries nothing."""
    if token := bearer_of(request):
        now, address = gate.now(), _address(request)
        with gate.writing() as session:
            gate.note_refused(session, Occasion(SYSTEM, now, now, origin=f"api {address}".strip()), token, address)


def _question(request: Asked, operation: Operation, client: Client, body: bytes) -> Question | None:
    key = request.headers.get(idempotency.HEADER)
    if key is None or operation.method != "POST":
        return None
    said = request.scope["query_string"] + b"\0" + body
    return idempotency.question_of(key, client.actor.id, f"POST {request.url.path}", said)


def _given(call: Call) -> dict[str, Any]:
    given: dict[str, Any] = read_query(call.operation, dict(call.request.query_params))
    if shape := call.operation.shape:
        given["data"] = read_body(shape, call.body)
    origin = f"api {call.client.token_name} {_address(call.request)}".strip()
    occasion = Occasion(call.client.actor, call.now, call.now, origin=origin)
    given |= {"content": call.body, "actor": call.client.actor, "occasion": occasion, "now": call.now}
    return given | {name: call.request.app.state[name] for name in HOUSE}


def _address(request: Asked) -> str:
    return request.client.host if request.client else ""


def _read(call: Call, session: Session) -> Response[Any]:
    answered = _formed(call, call.does(call.operation, session))
    etag = answered.headers.get("ETag", "").strip('"')
    if etag and etags.names_version(call.request.headers.get("if-none-match"), etag):
        return Response(None, status_code=304, headers={"ETag": f'"{etag}"'})
    return answered


def _change(call: Call) -> Response[Any]:
    try:
        with call.gate.writing() as session:
            # What the installation gives to acts, where a service of a room asks for it.
            session.info.update({name: given for name in FOR_ACTS if (given := call.request.app.state[name])})
            return _done_once(call, session, call.question) if call.question else _done(call, session)
    except (StaleDataError, Refusal) as error:
        if call.operation.edits is None or (isinstance(error, Refusal) and error.code != STALE):
            raise
        mark = etags.mark_read(call.request.headers.get("if-match"))
        with call.gate.reading() as session:
            raise ChangedMeanwhile(_changes(call, mark, _view(call, session))) from None


def _done(call: Call, session: Session) -> Response[Any]:
    version = _version(call, session) if call.operation.edits else None
    answered = _formed(call, call.does(call.operation, session, version=version))
    session.flush()
    return answered


def _version(call: Call, session: Session) -> int:
    """Return the version that is edited, if it is the one that was read, or reads the same."""
    mark = etags.mark_read(call.request.headers.get("if-match"))
    view = _view(call, session)
    changes = _changes(call, mark, view)
    if mark is None or changes is None or (changes and mark.version != view.version):
        raise ChangedMeanwhile(changes)
    return view.version


def _view(call: Call, session: Session) -> Any:
    assert call.operation.edits is not None  # noqa: S101 - only operations with a reader come here
    return call.does(call.operation.edits, session)


def _changes(call: Call, mark: etags.Mark | None, view: Any) -> tuple[etags.Change, ...] | None:
    command = call.given.get("data")
    sent: dict[str, Any] = command.model_dump(mode="json", exclude_unset=True) if command is not None else {}
    return etags.changes_since(mark, view, call.client.actor.party_id, sent)


def _done_once(call: Call, session: Session, question: Question) -> Response[Any]:
    if first := idempotency.first_answer(call.gate.answers.claim(session, question.key_hash), question):
        return _again(first)
    answered = _attempted(call, session)
    headers = {**answered.headers, "Content-Type": str(answered.media_type)}
    content: Any = answered.content
    body = content if isinstance(content, bytes) else encode(content)
    idempotency.keep(call.gate.answers, session, question, answered.status_code or 200, headers, body, call.now)
    return answered


def _attempted(call: Call, session: Session) -> Response[Any]:
    """Do the act whole or not at all; an answer that would be the same next time is an answer too."""
    try:
        with session.begin_nested():
            return _done(call, session)
    except Refusal as refusal:
        if refusal.why in NOT_KEPT:
            raise
        call.request.scope["state"][REFUSAL] = refusal
        return problem_json.refused(call.request, refusal)
    except (StaleDataError, IntegrityError, HTTPException):
        raise
    except Exception:
        log.exception("a request failed")
        return problem_json.problem(call.request, 500)


def _again(first: Answered) -> Response[Any]:
    headers = {**first.headers, idempotency.REPLAYED: "true"}
    media_type = headers.pop("Content-Type", JSON)
    return Response(first.body, status_code=first.status, headers=headers, media_type=media_type)


def _formed(call: Call, result: Any) -> Response[Any]:
    operation = call.operation
    if isinstance(result, Response):
        return cast("Response[Any]", result)
    if result is None:
        return Response(b"", status_code=204)
    if isinstance(result, Listed):
        page = cast("Listed[Any]", result)
        links = page.links(call.request.url.path, dict(call.request.query_params))
        return Response(encode(page.items), headers={"Link": links}, media_type=JSON)
    body, headers = encode(result), dict[str, str]()
    if operation.has_version:
        headers["ETag"] = f'"{etags.etag_of(result, body, call.client.actor.party_id)}"'
    if operation.location:
        headers["Location"] = "/api/v1" + operation.location.format_map(
            {**call.request.path_params, **msgspec.structs.asdict(result)}
        )
    return Response(body, status_code=operation.status, headers=headers, media_type=JSON)
