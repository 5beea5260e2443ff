"""Where the forms of the dialogue are filled in: by whom, in which dossier, with what is wrong with what was typed."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session as UnitOfWork

from partnerschapsakte.dialogue.pages import papers
from partnerschapsakte.dialogue.pages.papers import Asked, Paper
from partnerschapsakte.dialogue.queries import rows, views
from partnerschapsakte.dialogue.rules.facts import ProductKind, ProductState, Sharing
from partnerschapsakte.dossiers.rules import why_not_keep_records
from partnerschapsakte.foundation.actor import Actor
from partnerschapsakte.foundation.outcomes import Refusal
from partnerschapsakte.web.doors import Answer
from partnerschapsakte.web.forms import Form
from partnerschapsakte.web.problems import STATUS
from partnerschapsakte.web.rendering import Page as PageOfRequest

CHOICES = {"kinds": list(ProductKind), "states": list(ProductState), "sharings": list(Sharing)}


@dataclass(frozen=True, slots=True)
class Desk:
    """Where a form is filled in: by whom, and in which dossier."""

    session: UnitOfWork
    actor: Actor
    page: PageOfRequest
    dossier_id: str

    @property
    def home(self) -> str:
        """The page of the dialogue."""
        return f"/dossiers/{self.dossier_id}/dialoog"

    def show(self, template: str, *, form: Form[Any], refusal: Refusal | None = None, **more: Any) -> Answer:
        """Show a page with what was typed and what is wrong with it."""
        status = STATUS[refusal.why] if refusal else 400 if form.errors else 200
        known: dict[str, Any] = {"refusal": refusal, "may_not": why_not_keep_records(self.actor), **CHOICES}
        known |= {"form": form, "home": self.home, "dossier_id": self.dossier_id}
        known |= {"findings": getattr(refusal, "findings", ())}
        return self.page(template, status=status, **known | more)

    def asked(self, number: int = 0) -> tuple[rows.Dialogue, Asked]:
        """Return the dialogue, and what forms about it are judged by."""
        found = rows.dialogue(self.session, self.dossier_id)
        left_out = rows.unreached(self.session, found, self.page.today)
        return found, Asked(left_out, self.page.today, number)

    def paper(self, kind: Paper, name: str, form: Form[Any], refusal: Refusal | None = None, number: int = 0) -> Answer:
        """Show a form about the dialogue or about one of its rounds."""
        found, asked = self.asked(number)
        view = views.full(self.session, self.actor, self.dossier_id, self.page.today)
        blocked = why_not_keep_records(self.actor) or kind.blocked(found.facts, asked)
        warned = () if blocked else kind.warned(found.facts, asked)
        more: dict[str, Any] = {"paper": name, "title": kind.title, "blocked": blocked, "warned": warned}
        more |= {"topics": found.tender.topics, "planned_rounds": found.tender.dialogue_rounds or 1}
        return self.show("dialogue/paper.html", form=form, refusal=refusal, view=view, number=number, **more)

    def meeting(self, planned_session_id: str, form: Form[Any], refusal: Refusal | None = None) -> Answer:
        """Show a session with its forms."""
        found, _ = self.asked()
        row = rows.meeting_row(found, planned_session_id)
        view = views.planned_session(self.session, self.actor, self.dossier_id, planned_session_id)
        doors = papers.session_doors(found.facts, found.meeting_facts(row))
        more: dict[str, Any] = {"view": view, "doors": doors, "papers": papers.SESSION_PAPERS}
        return self.show("dialogue/session.html", form=form, refusal=refusal, **more)

    def item(self, item_id: str, form: Form[Any], refusal: Refusal | None = None) -> Answer:
        """Show an item of the ledger with its forms."""
        found, asked = self.asked()
        row = rows.item_row(found, item_id)
        view = views.one_item(self.session, self.dossier_id, item_id)
        doors = papers.item_doors(found.facts, found.item_facts(row), asked.unreached)
        more: dict[str, Any] = {"view": view, "doors": doors, "papers": papers.ITEM_PAPERS}
        return self.show("dialogue/item.html", form=form, refusal=refusal, **more)
