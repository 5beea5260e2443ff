"""What was tried on a page with several forms: which form it was, what was typed in it, and why it was refused."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.orm import Session

from partnerschapsakte.foundation.outcomes import Refusal
from partnerschapsakte.web.forms import Form, attempt
from partnerschapsakte.web.problems import STATUS


def _blank() -> Form[Any]:
    return Form()


@dataclass(frozen=True, slots=True)
class Tried:
    """Nothing yet, or an act that was not done: its page shows again what was typed, and says why not."""

    about: str = ""
    form: Form[Any] = field(default_factory=_blank)
    refusal: Refusal | None = None

    @property
    def status(self) -> int:
        """The status of the page that shows it again."""
        return STATUS[self.refusal.why] if self.refusal else 400 if self.form.errors else 200


def done_as_typed(session: Session, about: str, form: Form[Any], act: Callable[[Any], object]) -> Tried | None:
    """Do what a form asks for; return what to show again where it was not done."""
    if form.command is None:
        return Tried(about, form)
    refusal = attempt(session, lambda: act(form.command))
    return Tried(about, form, refusal) if refusal else None


def done(session: Session, about: str, act: Callable[[], object]) -> Tried | None:
    """Do what a button asks for; return what to show where it was not done."""
    refusal = attempt(session, act)
    return Tried(about, refusal=refusal) if refusal else None
