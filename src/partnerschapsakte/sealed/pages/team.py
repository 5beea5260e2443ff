"""The authority's pages of a vault: making it, its keys, its deadline, opening it by two, and what was opened."""

from pathlib import Path
from typing import Any, cast

from litestar import Request, Router
from litestar.params import FromPath
from litestar.response import Stream
from sqlalchemy import Engine
from sqlalchemy.orm import Session as UnitOfWork

from partnerschapsakte.foundation.actor import TEAM, Actor
from partnerschapsakte.foundation.database import reading
from partnerschapsakte.foundation.outcomes import Refusal
from partnerschapsakte.journal.queries import dossier_title
from partnerschapsakte.parties.queries import parties
from partnerschapsakte.parties.rules import PartyKind
from partnerschapsakte.sealed.models import OpenedChunk
from partnerschapsakte.sealed.pages.links import as_file, as_link
from partnerschapsakte.sealed.queries import submissions, vaults
from partnerschapsakte.sealed.rules.vault import DURING, VaultAct, why_not_prepare, why_not_read, why_not_see
from partnerschapsakte.sealed.schemas import DeadlineForm, InviteParty, ShowKey, VaultForm, in_words, on_the_clock
from partnerschapsakte.sealed.service import opening
from partnerschapsakte.sealed.service import vaults as service
from partnerschapsakte.sealed.storage.chunks import pieces
from partnerschapsakte.sealed.word.letters import key_name
from partnerschapsakte.web.doors import Answer, Page, Session, Typed, When, Who, get, go, post
from partnerschapsakte.web.forms import Form, attempt, read_form
from partnerschapsakte.web.problems import STATUS
from partnerschapsakte.web.rendering import Page as PageOfRequest

Asked = Request[Any, Any, Any]
SAYING: dict[str, Any] = {"in_words": in_words, "on_the_clock": on_the_clock}


@get("/dossiers/{dossier_id:str}/kluizen")
def list_vaults(request: Asked, session: Session, actor: Who, page: Page, dossier_id: FromPath[str]) -> Answer:
    """Show the vaults of a dossier."""
    _may_see(actor)
    found = vaults.vaults_of(session, dossier_id, page.now)
    known = {"dossier_id": dossier_id, "title": dossier_title(session, dossier_id), "enabled": _enabled(request)}
    return page("sealed/list.html", vaults=found, **known, **SAYING)


@get("/dossiers/{dossier_id:str}/kluizen/nieuw")
def ask_for_vault(request: Asked, session: Session, actor: Who, page: Page, dossier_id: FromPath[str]) -> Answer:
    """Show the form to make a vault."""
    _may_see(actor)
    return _new(request, session, actor, page, dossier_id, Form())


@post("/dossiers/{dossier_id:str}/kluizen/nieuw")
def make_vault(
    request: Asked, session: Session, occasion: When, page: Page, dossier_id: FromPath[str], data: Typed
) -> Answer:
    """Make a vault."""
    form = read_form(VaultForm, data)
    if (asked := form.command) is None:
        return _new(request, session, occasion.actor, page, dossier_id, form)
    made: list[str] = []

    def make() -> None:
        enabled = _enabled(request)
        made.append(service.make_vault(session, occasion, dossier_id, asked.command(), enabled=enabled).id)

    if refusal := attempt(session, make):
        return _new(request, session, occasion.actor, page, dossier_id, form, refusal)
    return go(f"/kluizen/{made[0]}")


@get("/kluizen/{vault_id:str}")
def show_vault(session: Session, actor: Who, page: Page, vault_id: FromPath[str]) -> Answer:
    """Show a vault: nothing tells whether anything was submitted, before it was opened."""
    return _vault(session, actor, page, vault_id)


@post("/kluizen/{vault_id:str}/uitnodigen")
def invite_party(session: Session, occasion: When, page: Page, vault_id: FromPath[str], data: Typed) -> Answer:
    """Invite a party."""
    form = read_form(InviteParty, data)
    if (asked := form.command) is None:
        return _vault(session, occasion.actor, page, vault_id, form)
    refusal = attempt(session, lambda: service.invite_party(session, occasion, vault_id, asked))
    return _vault(session, occasion.actor, page, vault_id, form, refusal) if refusal else go(f"/kluizen/{vault_id}")


@post("/kluizen/{vault_id:str}/termijn")
def move_deadline(session: Session, occasion: When, page: Page, vault_id: FromPath[str], data: Typed) -> Answer:
    """Move the deadline."""
    form = read_form(DeadlineForm, data)
    if (asked := form.command) is None:
        return _vault(session, occasion.actor, page, vault_id, form)
    refusal = attempt(
        session,
        lambda: service.move_deadline(session, occasion, vault_id, asked.command(), version=asked.version),
    )
    return _vault(session, occasion.actor, page, vault_id, form, refusal) if refusal else go(f"/kluizen/{vault_id}")


@post("/kluizen/{vault_id:str}/sleutel", roles=TEAM)
def make_key(session: Session, occasion: When, page: Page, vault_id: FromPath[str]) -> Answer:
    """Make a key and show it, this once: the answer to this form is the only place where it ever stands."""
    key = service.make_key(session, occasion, vault_id)
    return page("sealed/key.html", key=key, file_name=key_name(key), link=as_link(key.file))


@post("/kluizen/{vault_id:str}/sleutel/controle", roles=TEAM)
def check_key(session: Session, occasion: When, page: Page, vault_id: FromPath[str], data: Typed) -> Answer:
    """Check that an opener kept their key."""
    shown = ShowKey.model_validate({"key": data.get("key", "")})
    refusal = attempt(session, lambda: service.check_key(session, occasion, vault_id, shown))
    return _vault(session, occasion.actor, page, vault_id, Form(), refusal) if refusal else go(f"/kluizen/{vault_id}")


@post("/kluizen/{vault_id:str}/openen", roles=TEAM)
def give_key(
    request: Asked, session: Session, occasion: When, page: Page, vault_id: FromPath[str], data: Typed
) -> Answer:
    """Give a key to open the vault."""
    templates: Path = request.app.state.templates
    shown = ShowKey.model_validate({"key": data.get("key", "")})
    outcome = opening.give_key(session, occasion, vault_id, shown, templates / "documents")
    if isinstance(outcome, Refusal):
        return _vault(session, occasion.actor, page, vault_id, Form(), outcome)
    return go(f"/kluizen/{vault_id}")


@get("/kluizen/{vault_id:str}/proces-verbaal")
def show_record(session: Session, actor: Who, page: Page, vault_id: FromPath[str]) -> Answer:
    """Show the record of opening."""
    _may_read(session, actor, page, vault_id)
    found = submissions.record_of_opening(session, vaults.vault(session, vault_id), page.now)
    return page("sealed/record.html", record=found, **SAYING)


@get("/kluizen/{vault_id:str}/geopend/{part_id:str}")
def download_part(session: Session, actor: Who, page: Page, vault_id: FromPath[str], part_id: FromPath[str]) -> Stream:
    """Give an opened part, as a file that no browser opens by itself."""
    _may_read(session, actor, page, vault_id)
    part = submissions.opened_part(session, vault_id, part_id)
    begin = reading(cast("Engine", session.get_bind()))
    return as_file(part.name, pieces(begin, OpenedChunk, part.id))


def _may_see(actor: Actor) -> None:
    if refusal := why_not_see(actor):
        raise refusal


def _may_read(session: UnitOfWork, actor: Actor, page: PageOfRequest, vault_id: str) -> None:
    found = vaults.vault(session, vault_id)
    if refusal := why_not_read(actor, found.standing, page.now):
        raise refusal


def _enabled(request: Asked) -> bool:
    return bool(request.app.state.sealed_store)


def _new(
    request: Asked,
    session: UnitOfWork,
    actor: Actor,
    page: PageOfRequest,
    dossier_id: str,
    form: Form[Any],
    refusal: Refusal | None = None,
) -> Answer:
    status = STATUS[refusal.why] if refusal else 400 if form.errors else 200
    return page(
        "sealed/new.html",
        status=status,
        form=form,
        refusal=refusal,
        blocked=why_not_prepare(actor),
        enabled=_enabled(request),
        dossier_id=dossier_id,
        title=dossier_title(session, dossier_id),
        people=vaults.possible_openers(session, dossier_id, page.today),
        providers=parties(session, kind=PartyKind.PROVIDER),
    )


def _vault(
    session: UnitOfWork,
    actor: Actor,
    page: PageOfRequest,
    vault_id: str,
    form: Form[Any] | None = None,
    refusal: Refusal | None = None,
) -> Answer:
    _may_see(actor)
    view = vaults.view(session, vaults.vault(session, vault_id), page.now)
    form = form or Form()
    status = STATUS[refusal.why] if refusal else 400 if form.errors else 200
    invited = {one.party_id for one in view.invited}
    allowed = {act.name.lower(): view.state in states for act, states in DURING.items()}
    return page(
        "sealed/vault.html",
        status=status,
        vault=view,
        title=dossier_title(session, view.dossier_id),
        form=form,
        refusal=refusal,
        may=allowed,
        may_prepare=why_not_prepare(actor) is None,
        own=next((one for one in view.openers if one.person_id == actor.id), None),
        first=next((one for one in view.openers if one.person_id == view.first_opener), None),
        providers=[one for one in parties(session, kind=PartyKind.PROVIDER) if one.id not in invited],
        opened=submissions.opened_submissions(session, vault_id) if allowed[VaultAct.READ.name.lower()] else (),
        **SAYING,
    )


router = Router(
    "/",
    route_handlers=[
        list_vaults,
        ask_for_vault,
        make_vault,
        show_vault,
        invite_party,
        move_deadline,
        make_key,
        check_key,
        give_key,
        show_record,
        download_part,
    ],
)
