"""The yearly look at all rights: of the house and of one dossier, on the screen and as a sheet."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from litestar import Response, Router
from litestar.params import FromPath, FromQuery
from sqlalchemy.orm import Session as UnitOfWork

from partnerschapsakte.access import queries
from partnerschapsakte.access.feed.given import given, review_of
from partnerschapsakte.access.feed.people import dossier_names
from partnerschapsakte.access.feed.sheet import as_csv
from partnerschapsakte.access.rules.people import SEE_PEOPLE
from partnerschapsakte.access.rules.reviews import IN_DOSSIER, GrantKind, RightSignal, why_not_review
from partnerschapsakte.access.schemas import GivenRow, ReviewRights
from partnerschapsakte.access.service.reviews import review_rights
from partnerschapsakte.foundation.actor import Actor, Role
from partnerschapsakte.foundation.outcomes import Refusal
from partnerschapsakte.web.doors import Answer, Page, Session, Typed, When, Who, get, go, post
from partnerschapsakte.web.forms import Form, attempt, read_form
from partnerschapsakte.web.problems import STATUS
from partnerschapsakte.web.rendering import Page as PageOfRequest

CSV = "text/csv"
FILTERS = ("zoek", "soort", "signaal")


@get("/rechten", roles=SEE_PEOPLE)
def show_house(session: Session, actor: Who, page: Page, gedaan: FromQuery[str] = "") -> Answer:
    """Show everything that anybody was given."""
    return _show(session, actor, page, Form(), done=gedaan)


@post("/rechten", roles=frozenset({Role.ADMINISTRATOR}))
def review_house(session: Session, actor: Who, occasion: When, page: Page, data: Typed) -> Answer:
    """Record that all rights were looked through."""
    form, refusal = read_form(ReviewRights, data), None
    if form.command is not None:
        doing = partial(review_rights, session, occasion, form.command)
        if (refusal := attempt(session, doing)) is None:
            return go("/rechten?gedaan=beoordeeld")
    return _show(session, actor, page, form, refusal=refusal)


@get("/rechten.csv", roles=SEE_PEOPLE)
def export_house(
    session: Session,
    actor: Who,  # noqa: ARG001 - the door asks who stands there
    page: Page,
) -> Response[bytes]:
    """Give everything that anybody was given as a sheet, with the filter of the page."""
    rows = _chosen(given(session, page.today), page.query)
    return _attachment(as_csv(rows, page.locale), f"rechten-{page.today.isoformat()}.csv")


@get("/dossiers/{dossier_id:str}/rechten", roles=IN_DOSSIER)
def show_dossier(
    session: Session, actor: Who, page: Page, dossier_id: FromPath[str], gedaan: FromQuery[str] = ""
) -> Answer:
    """Show who has which role in a dossier, and what stands out."""
    return _show(session, actor, page, Form(), dossier_id=dossier_id, done=gedaan)


@post("/dossiers/{dossier_id:str}/rechten", roles=frozenset({Role.CONTRACT_MANAGER}))
def review_dossier(
    session: Session, actor: Who, occasion: When, page: Page, dossier_id: FromPath[str], data: Typed
) -> Answer:
    """Record that the rights of a dossier were looked through."""
    form, refusal = read_form(ReviewRights, data), None
    if form.command is not None:
        doing = partial(review_rights, session, occasion, form.command, dossier_id)
        if (refusal := attempt(session, doing)) is None:
            return go(f"/dossiers/{dossier_id}/rechten?gedaan=beoordeeld")
    return _show(session, actor, page, form, dossier_id=dossier_id, refusal=refusal)


@get("/dossiers/{dossier_id:str}/rechten.csv", roles=IN_DOSSIER)
def export_dossier(
    session: Session,
    actor: Who,  # noqa: ARG001 - the door asks who stands there
    page: Page,
    dossier_id: FromPath[str],
) -> Response[bytes]:
    """Give the roles in a dossier as a sheet."""
    rows = _chosen(given(session, page.today, dossier_id=dossier_id), page.query)
    return _attachment(as_csv(rows, page.locale), f"rechten-{dossier_id}-{page.today.isoformat()}.csv")


def _show(
    session: UnitOfWork,
    actor: Actor,
    page: PageOfRequest,
    form: Form[Any],
    *,
    dossier_id: str | None = None,
    refusal: Refusal | None = None,
    done: str = "",
) -> Answer:
    everything = given(session, page.today, dossier_id=dossier_id)
    asked = {name: page.query.get(name, "") for name in FILTERS}
    return page(
        "access/review.html",
        status=STATUS[refusal.why] if refusal else 400 if form.errors else 200,
        rows=_chosen(everything, asked),
        total=len(everything),
        standing_out=sum(1 for row in everything if row.signals),
        form=form,
        refusal=refusal,
        done=done,
        asked=Form(asked),
        kinds=list(GrantKind),
        all_signals=list(RightSignal),
        last=review_of(session, dossier_id),
        due=queries.is_review_due(session, page.today, dossier_id),
        not_reviewed=why_not_review(actor, in_dossier=dossier_id is not None),
        dossier=dossier_names(session, [dossier_id])[dossier_id] if dossier_id else None,
        address=f"/dossiers/{dossier_id}" if dossier_id else "",
        dossier_id=dossier_id,
    )


def _chosen(rows: Sequence[GivenRow], asked: Mapping[str, str]) -> list[GivenRow]:
    wanted, kind, signal = (asked.get(name, "") for name in FILTERS)
    return [
        row
        for row in rows
        if wanted.strip().lower() in f"{row.person.name} {row.person.email} {row.where} {row.party or ''}".lower()
        and (not kind or row.kind.value == kind)
        and (not signal or signal in [one.value for one in row.signals] or (signal == "alles" and row.signals))
    ]


def _attachment(body: bytes, file_name: str) -> Response[bytes]:
    headers = {"Content-Disposition": f'attachment; filename="{file_name}"'}
    return Response(body, headers=headers, media_type=CSV)


router = Router(
    "/",
    route_handlers=[show_house, review_house, export_house, show_dossier, review_dossier, export_dossier],
)
