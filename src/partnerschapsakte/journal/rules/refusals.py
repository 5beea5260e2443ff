"""What is written down of an act that was refused: which rule said no, to whom, about what; never what was typed."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from partnerschapsakte.foundation.outcomes import Fact, Refusal, Why

PLAIN_ID = re.compile(r"[A-Za-z0-9_.:-]{1,100}")
UNREADABLE = "?"
LOOKING = frozenset({"GET", "HEAD", "OPTIONS"})


@dataclass(frozen=True, slots=True, kw_only=True)
class ActRefused(Fact):
    """A rule or a right said no to somebody; ``subject`` is the object the act was about, else the address.

    ``route`` is the template of the address, ``objects`` the ids in it. What was typed in a form is left out.
    """

    tag: ClassVar[str] = "access:act:refused"

    code: str
    why: Why
    rule: str | None
    method: str
    route: str
    objects: dict[str, str]


def is_worth_recording(why: Why, method: str) -> bool:
    """Tell whether a refusal goes into the journal: a lacking right always, a rule's no where something would change.

    A value that a form refused is no act.
    """
    if why in {Why.NOT_PERMITTED, Why.NOT_FOUND}:
        return True
    return why is Why.CONFLICT and method.upper() not in LOOKING


def act_refused(refusal: Refusal, *, method: str, route: str, objects: Mapping[str, str]) -> ActRefused:
    """Return the fact of a refusal; an id that does not look like one was typed by somebody, and is left out."""
    ids = {name: text if PLAIN_ID.fullmatch(text) else UNREADABLE for name, text in objects.items()}
    about = [text for name, text in ids.items() if name.endswith("_id") and text != UNREADABLE]
    return ActRefused(
        subject=about[-1] if about else route,
        code=refusal.code,
        why=refusal.why,
        rule=refusal.rule,
        method=method.upper(),
        route=route,
        objects=ids,
    )
