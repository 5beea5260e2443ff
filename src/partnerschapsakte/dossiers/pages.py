"""The pages of dossiers and of the people around them: opening, describing, posts, handing over, leaving."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from litestar import Router
from litestar.params import FromPath, FromQuery
from sqlalchemy.orm import Session as UnitOfWork

from partnerschapsakte.access import queries as access
from partnerschapsakte.access.feed.people import choosable
from partnerschapsakte.access.rules.people import MANAGE_PEOPLE, why_not_close
from partnerschapsakte.access.rules.rights import MAY_GRANT, why_not_give_rights
from partnerschapsakte.access.schemas import WithdrawRight
from partnerschapsakte.agenda import queries as agenda
from partnerschapsakte.dates.period import shift_months
from partnerschapsakte.dossiers import queries, rules, schemas, service
from partnerschapsakte.foundation.actor import KEEPERS, TEAM, Actor
from partnerschapsakte.foundation.outcomes import Refusal
from partnerschapsakte.parties.queries import parties
from partnerschapsakte.parties.rules import PartyKind
from partnerschapsakte.web.doors import Answer, Page, Session, Typed, When, Who, get, go, post
from partnerschapsakte.web.forms import Form, attempt, read_form
from partnerschapsakte.web.problems import STATUS
from partnerschapsakte.web.rendering import Page as PageOfRequest

DATES_AHEAD_MONTHS = 12
"""How far a handover note looks ahead."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A form on a page of a dossier: what was typed, and why what it asks was refused."""

    session: UnitOfWork
    page: PageOfRequest
    form: Form[Any]
    refusal: Refusal | None = None

    def show(self, template: str, **context: Any) -> Answer:
        """Show the form with what stands around it."""
        status = STATUS[self.refusal.why] if self.refusal else 400 if self.form.errors else 200
        return self.page(template, status=status, form=self.form, refusal=self.refusal, **context)


@get("/dossiers")
def list_dossiers(session: Session, actor: Who, page: Page) -> Answer:
    """Show the dossiers of who asks, and what was left for them by who went before."""
    own = queries.dossiers_of(session, actor)
    return page(
        "dossiers/list.html",
        dossiers=[one for one in own if one.reads_file],
        guest_in=[one for one in own if not one.reads_file],
        notes=queries.unread_handover_notes(session, actor),
        may_open=rules.why_not_open_dossier(actor) is None,
    )


@get("/dossiers/nieuw", roles=rules.OPENERS)
def ask_dossier(session: Session, actor: Who, page: Page) -> Answer:
    """Show the form with which a dossier is opened."""
    return _opening(actor, Sheet(session, page, Form()))


@post("/dossiers/nieuw", roles=rules.OPENERS)
def open_dossier(session: Session, actor: Who, occasion: When, page: Page, data: Typed) -> Answer:
    """Open a dossier."""
    form = read_form(schemas.NewDossier, data)
    if (asked := form.command) is None:
        return _opening(actor, Sheet(session, page, form))
    opened: list[str] = []
    command = asked.to_open(f"ocds-000000-{occasion.ids()}")
    refusal = attempt(session, lambda: opened.append(service.open_dossier(session, occasion, command).id))
    return _opening(actor, Sheet(session, page, form, refusal)) if refusal else go(f"/dossiers/{opened[0]}/team")


@get("/dossiers/{dossier_id:str}/gegevens", roles=KEEPERS)
def ask_correction(
    session: Session,
    actor: Who,  # noqa: ARG001 - the door asks who stands there
    page: Page,
    dossier_id: FromPath[str],
) -> Answer:
    """Show the form with which a dossier is described anew."""
    view = queries.dossier_view(session, dossier_id)
    return Sheet(session, page, Form()).show("dossiers/correct.html", dossier=view)


@post("/dossiers/{dossier_id:str}/gegevens", roles=KEEPERS)
def correct(session: Session, occasion: When, page: Page, dossier_id: FromPath[str], data: Typed) -> Answer:
    """Describe a dossier anew."""
    form, refusal = read_form(schemas.CorrectDossier, data), None
    if form.command is not None:
        doing = partial(service.correct_dossier, session, occasion, dossier_id, form.command)
        if (refusal := attempt(session, doing)) is None:
            return go(f"/dossiers/{dossier_id}/team?gedaan=gegevens")
    view = queries.dossier_view(session, dossier_id)
    return Sheet(session, page, form, refusal).show("dossiers/correct.html", dossier=view)


@get("/dossiers/{dossier_id:str}/team")
def show_team(
    session: Session, actor: Who, page: Page, dossier_id: FromPath[str], gedaan: FromQuery[str] = ""
) -> Answer:
    """Show everybody around a dossier."""
    view = queries.team_view(session, dossier_id, page.today)
    return page(
        "dossiers/team.html",
        view=view,
        of_posts=queries.rights_of_posts(session, view),
        gives=why_not_give_rights(actor) is None,
        keeps=rules.why_not_keep_records(actor) is None,
        done=gedaan,
    )


@get("/dossiers/{dossier_id:str}/team/post", roles=MAY_GRANT)
def ask_post(
    session: Session,
    actor: Who,  # noqa: ARG001 - the door asks who stands there
    page: Page,
    dossier_id: FromPath[str],
) -> Answer:
    """Show the form with which somebody gets a post."""
    return _giving(Sheet(session, page, Form()), dossier_id)


@post("/dossiers/{dossier_id:str}/team/post", roles=MAY_GRANT)
def give_post(session: Session, occasion: When, page: Page, dossier_id: FromPath[str], data: Typed) -> Answer:
    """Give somebody a post."""
    form, refusal = read_form(schemas.AssignedPost, data), None
    if form.command is not None:
        doing = partial(service.assign_post, session, occasion, dossier_id, form.command)
        if (refusal := attempt(session, doing)) is None:
            return go(f"/dossiers/{dossier_id}/team?gedaan=post#posten")
    return _giving(Sheet(session, page, form, refusal), dossier_id)


@get("/dossiers/{dossier_id:str}/team/overdracht", roles=TEAM)
def ask_hand_over(
    session: Session,
    actor: Who,  # noqa: ARG001 - the door asks who stands there
    page: Page,
    dossier_id: FromPath[str],
) -> Answer:
    """Show the form with which a post is handed over, with the dates that come up."""
    return _handing(Sheet(session, page, Form(page.query)), dossier_id)


@post("/dossiers/{dossier_id:str}/team/overdracht", roles=TEAM)
def hand_over(session: Session, occasion: When, page: Page, dossier_id: FromPath[str], data: Typed) -> Answer:
    """Hand a post over."""
    form, refusal = read_form(schemas.HandOver, data), None
    if form.command is not None:
        doing = partial(service.hand_over, session, occasion, dossier_id, form.command)
        if (refusal := attempt(session, doing)) is None:
            return go(f"/dossiers/{dossier_id}/team?gedaan=overdracht#posten")
    return _handing(Sheet(session, page, form, refusal), dossier_id)


@get("/dossiers/{dossier_id:str}/team/overdracht/{note_id:str}")
def show_note(session: Session, actor: Who, page: Page, dossier_id: FromPath[str], note_id: FromPath[str]) -> Answer:
    """Show a handover note, with the dates that come up."""
    queries.handover_note(session, dossier_id, note_id)
    note = next(one for one in queries.handover_notes(session, dossier_id) if one.id == note_id)
    waiting = note.to_person_id == actor.id and note.read_at is None
    return page("dossiers/note.html", note=note, waiting=waiting, dates=_dates_ahead(session, page, dossier_id))


@post("/dossiers/{dossier_id:str}/team/overdracht/{note_id:str}/gelezen", roles=TEAM)
def read_note(session: Session, occasion: When, dossier_id: FromPath[str], note_id: FromPath[str]) -> Answer:
    """Note that the successor read what was left for them."""
    service.read_handover_note(session, occasion, dossier_id, note_id)
    return go(f"/dossiers/{dossier_id}/team#overdracht")


@get("/dossiers/{dossier_id:str}/team/rollen/{right_id:str}/intrekken", roles=MAY_GRANT)
def ask_withdrawal(
    session: Session,
    actor: Who,  # noqa: ARG001 - the door asks who stands there
    page: Page,
    dossier_id: FromPath[str],
    right_id: FromPath[str],
) -> Answer:
    """Show the form with which a role is withdrawn."""
    return _withdrawing(Sheet(session, page, Form()), right_id, f"/dossiers/{dossier_id}/team", dossier_id)


@post("/dossiers/{dossier_id:str}/team/rollen/{right_id:str}/intrekken", roles=MAY_GRANT)
def withdraw(
    session: Session, occasion: When, page: Page, dossier_id: FromPath[str], right_id: FromPath[str], data: Typed
) -> Answer:
    """Withdraw a role in a dossier."""
    form, refusal = read_form(WithdrawRight, data), None
    if form.command is not None:
        doing = partial(service.withdraw_right, session, occasion, right_id, form.command, dossier_id=dossier_id)
        if (refusal := attempt(session, doing)) is None:
            return go(f"/dossiers/{dossier_id}/team?gedaan=ingetrokken#rollen")
    return _withdrawing(Sheet(session, page, form, refusal), right_id, f"/dossiers/{dossier_id}/team", dossier_id)


@get("/personen/{person_id:str}/rollen/{right_id:str}/intrekken", roles=MANAGE_PEOPLE)
def ask_withdrawal_of(
    session: Session,
    actor: Who,  # noqa: ARG001 - the door asks who stands there
    page: Page,
    person_id: FromPath[str],
    right_id: FromPath[str],
) -> Answer:
    """Show an administrator the form with which a role in a dossier is withdrawn."""
    return _withdrawing(Sheet(session, page, Form()), right_id, f"/personen/{person_id}")


@post("/personen/{person_id:str}/rollen/{right_id:str}/intrekken", roles=MANAGE_PEOPLE)
def withdraw_of(
    session: Session, occasion: When, page: Page, person_id: FromPath[str], right_id: FromPath[str], data: Typed
) -> Answer:
    """Let an administrator withdraw a role in a dossier."""
    form, refusal = read_form(WithdrawRight, data), None
    if form.command is not None:
        doing = partial(service.withdraw_right, session, occasion, right_id, form.command)
        if (refusal := attempt(session, doing)) is None:
            return go(f"/personen/{person_id}?gedaan=rol-ingetrokken#rollen")
    return _withdrawing(Sheet(session, page, form, refusal), right_id, f"/personen/{person_id}")


@get("/personen/{person_id:str}/sluiten", roles=MANAGE_PEOPLE)
def ask_to_close(session: Session, actor: Who, page: Page, person_id: FromPath[str]) -> Answer:
    """Show what closing an account does, and which dossiers stand in the way."""
    return _closing(actor, Sheet(session, page, Form()), person_id)


@post("/personen/{person_id:str}/sluiten", roles=MANAGE_PEOPLE)
def close(session: Session, actor: Who, occasion: When, page: Page, person_id: FromPath[str]) -> Answer:
    """Close an account."""
    refusal = attempt(session, lambda: service.retire_person(session, occasion, person_id))
    if refusal:
        return _closing(actor, Sheet(session, page, Form(), refusal), person_id)
    return go(f"/personen/{person_id}?gedaan=gesloten")


@post("/personen/{person_id:str}/heropenen", roles=MANAGE_PEOPLE)
def reopen(session: Session, occasion: When, person_id: FromPath[str]) -> Answer:
    """Open a closed account again."""
    service.readmit_person(session, occasion, person_id)
    return go(f"/personen/{person_id}?gedaan=heropend")


def _opening(actor: Actor, sheet: Sheet) -> Answer:
    return sheet.show(
        "dossiers/new.html",
        people=choosable(sheet.session, sheet.page.today, colleagues=True),
        authorities=[(one.id, one.name) for one in parties(sheet.session, kind=PartyKind.CONTRACTING_AUTHORITY)],
        phases=list(rules.Phase),
        me=actor.id,
    )


def _giving(sheet: Sheet, dossier_id: str) -> Answer:
    view = queries.dossier_view(sheet.session, dossier_id)
    people = choosable(sheet.session, sheet.page.today, colleagues=True)
    return sheet.show("dossiers/post.html", dossier=view, people=people, posts=list(rules.Post))


def _handing(sheet: Sheet, dossier_id: str) -> Answer:
    view = queries.dossier_view(sheet.session, dossier_id)
    chosen = sheet.form.values
    held = next((one for one in view.posts if _is_chosen(one, chosen)), None)
    if held is None:
        return go(f"/dossiers/{dossier_id}/team#posten")
    people = [one for one in choosable(sheet.session, sheet.page.today, colleagues=True) if one[0] != held.person_id]
    return sheet.show(
        "dossiers/hand_over.html",
        dossier=view,
        held=held,
        people=people,
        note_needed=held.post in rules.WITH_NOTE,
        dates=_dates_ahead(sheet.session, sheet.page, dossier_id),
    )


def _is_chosen(held: schemas.PostView, chosen: Mapping[str, str]) -> bool:
    return (held.post.value, held.person_id) == (chosen.get("post"), chosen.get("from_person_id"))


def _withdrawing(sheet: Sheet, right_id: str, back: str, dossier_id: str | None = None) -> Answer:
    right = queries.right_view(sheet.session, right_id, sheet.page.today, dossier_id=dossier_id)
    return sheet.show("dossiers/withdraw.html", right=right, back=back)


def _closing(actor: Actor, sheet: Sheet, person_id: str) -> Answer:
    person = access.person(sheet.session, person_id)
    posts = [
        (found.title, found.reference, rules.why_not_leave(queries.holders(sheet.session, found), person_id))
        for found in queries.dossiers_of_person(sheet.session, person_id)
    ]
    in_the_way = next((refusal for *_, refusal in posts if refusal), None)
    blocked = why_not_close(actor, person=person_id, closed=person.disabled_at is not None) or in_the_way
    return sheet.show("dossiers/close.html", person=access.view_of(person), posts=posts, blocked=blocked)


def _dates_ahead(session: UnitOfWork, page: PageOfRequest, dossier_id: str) -> tuple[Any, ...]:
    until = shift_months(page.today, DATES_AHEAD_MONTHS)
    return agenda.coming(session, page.today, until=until, dossier_ids=[dossier_id])


router = Router(
    "/",
    route_handlers=[
        list_dossiers,
        ask_dossier,
        open_dossier,
        ask_correction,
        correct,
        show_team,
        ask_post,
        give_post,
        ask_hand_over,
        hand_over,
        show_note,
        read_note,
        ask_withdrawal,
        withdraw,
        ask_withdrawal_of,
        withdraw_of,
        ask_to_close,
        close,
        reopen,
    ],
)
