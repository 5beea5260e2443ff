"""The pages of the journal: the trail of a dossier, the journal of the house, its check and its checkpoints."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, cast

from litestar import Request, Response, Router
from litestar.params import FromPath, FromQuery
from litestar.response import Stream
from sqlalchemy import Engine

from partnerschapsakte.foundation.actor import Actor
from partnerschapsakte.foundation.database import reading
from partnerschapsakte.foundation.sentences import Sentence
from partnerschapsakte.journal import feed, queries, storage
from partnerschapsakte.journal.rules.chain import EntryResult
from partnerschapsakte.journal.rules.trail import why_not_read_house, why_not_read_trail
from partnerschapsakte.journal.schemas import TrailQuestion
from partnerschapsakte.web.doors import Answer, Page, Session, Who, get
from partnerschapsakte.web.forms import TYPE_A_DATE, Form, read_date
from partnerschapsakte.web.paging import LAST_PAGE

JSON_LINES = "application/x-ndjson"
CSV = "text/csv"  # Litestar adds the charset to a text
TEXT = "text/plain"
FILTERS = ("wie", "wat", "uitkomst", "van", "tot")
Asked = Request[Any, Any, Any]


@get("/dossiers/{dossier_id:str}/journaal")
def show_trail(
    session: Session, actor: Who, page: Page, dossier_id: FromPath[str], bladzijde: FromQuery[int] = 1
) -> Answer:
    """Show the trail of a dossier: what happened, who did it, and what was refused."""
    _may_read_trail(actor)
    form, question = _asked(page.query)
    found = queries.trail(session, question, dossier_id=dossier_id, page=min(max(bladzijde, 1), LAST_PAGE))
    address = f"/dossiers/{dossier_id}/journaal"
    return page(
        "journal/trail.html",
        status=400 if form.errors else 200,
        trail=found,
        form=form,
        address=address,
        filters=_kept(page.query),
        results=list(EntryResult),
        dossier_id=dossier_id,
        title=queries.dossier_title(session, dossier_id),
    )


@get("/dossiers/{dossier_id:str}/journaal.jsonl")
def export_trail(session: Session, actor: Who, dossier_id: FromPath[str]) -> Response[bytes]:
    """Give the sealed entries of a dossier, each of which can be checked."""
    _may_read_trail(actor)
    lines = b"".join(feed.json_lines(session, dossier_id=dossier_id))
    return _attachment(lines, f"journaal-{dossier_id}.jsonl", JSON_LINES)


@get("/dossiers/{dossier_id:str}/journaal.csv")
def export_sheet(session: Session, actor: Who, page: Page, dossier_id: FromPath[str]) -> Response[bytes]:
    """Give the trail of a dossier as a sheet."""
    _may_read_trail(actor)
    return _attachment(feed.as_csv(session, dossier_id, page.locale), f"journaal-{dossier_id}.csv", CSV)


@get("/journaal")
def show_house(session: Session, actor: Who, page: Page, request: Asked, bladzijde: FromQuery[int] = 1) -> Answer:
    """Show the journal of the whole house, whether it is whole since the last checkpoint, and the checkpoints."""
    _may_read_house(actor)
    form, question = _asked(page.query)
    checkpoints = queries.checkpoints(session)
    since = checkpoints[0] if checkpoints else None
    return page(
        "journal/house.html",
        status=400 if form.errors else 200,
        trail=queries.trail(session, question, page=min(max(bladzijde, 1), LAST_PAGE)),
        form=form,
        address="/journaal",
        filters=_kept(page.query),
        results=list(EntryResult),
        checkpoints=checkpoints,
        check=queries.verify(session, public_key=_public_key(request), since=since),
        since=since,
        checkpoints_leave=bool(request.app.state.get("checkpoints_leave")),
    )


@get("/journaal/controle")
def check_house(session: Session, actor: Who, page: Page, request: Asked) -> Answer:
    """Check the whole chain, from its first entry."""
    _may_read_house(actor)
    return page("journal/check.html", check=queries.verify(session, public_key=_public_key(request)))


@get("/journaal.jsonl")
def export_house(session: Session, actor: Who) -> Stream:
    """Give the whole journal, for the verifier; read and sent a batch at a time."""
    _may_read_house(actor)
    begin = reading(cast("Engine", session.get_bind()))

    def lines() -> Iterator[bytes]:
        with begin() as own:  # the session of the request ends before its answer is sent
            yield from feed.json_lines(own)

    return Stream(lines(), headers=_named("journaal.jsonl"), media_type=JSON_LINES)


@get("/journaal/controlepunten/{day:date}")
def checkpoint_file(session: Session, actor: Who, day: FromPath[date]) -> Response[bytes]:
    """Give a checkpoint as it was sent outside."""
    _may_read_house(actor)
    found = queries.checkpoint(session, day)
    return _attachment(found.note.encode(), storage.file_name(found), TEXT)


def _may_read_trail(actor: Actor) -> None:
    if refusal := why_not_read_trail(actor):
        raise refusal


def _may_read_house(actor: Actor) -> None:
    if refusal := why_not_read_house(actor):
        raise refusal


def _asked(query: Mapping[str, str]) -> tuple[Form[Any], TrailQuestion]:
    """Return what was chosen in the filter; a day that does not exist is told beside its field and left out."""
    typed = {name: query.get(name, "").replace("\0", "").strip() for name in FILTERS}
    days = {name: read_date(typed[name]) for name in ("van", "tot")}
    errors: dict[str, Sentence] = {name: TYPE_A_DATE for name, day in days.items() if typed[name] and day is None}
    question = TrailQuestion(
        actor_id=typed["wie"] or None,
        tag=typed["wat"] or None,
        result=EntryResult(typed["uitkomst"]) if typed["uitkomst"] in list(EntryResult) else None,
        first=days["van"],
        last=days["tot"],
    )
    return Form(values=typed, errors=errors), question


def _kept(query: Mapping[str, str]) -> dict[str, str]:
    """Return the chosen filters, for the links to other pages of the same answer."""
    return {name: query[name] for name in FILTERS if query.get(name)}


def _public_key(request: Asked) -> bytes | None:
    keys = request.app.state.get("keys")
    return keys.public_key if keys else None


def _named(file_name: str) -> dict[str, str]:
    return {"Content-Disposition": f'attachment; filename="{file_name}"'}


def _attachment(body: bytes, file_name: str, media_type: str) -> Response[bytes]:
    return Response(body, headers=_named(file_name), media_type=media_type)


router = Router(
    "/",
    route_handlers=[
        show_trail,
        export_trail,
        export_sheet,
        show_house,
        check_house,
        export_house,
        checkpoint_file,
    ],
)
