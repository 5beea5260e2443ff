"""Prints the documents of a case as it is played; one that cannot be printed is told, and the case goes on."""

from collections.abc import Callable
from datetime import date

from partnerschapsakte.cases.loading.stage import Stage
from partnerschapsakte.contracts.service.papers import Press


def print_papers(stage: Stage, on: date, by: str, issue: Callable[[Press], object]) -> None:
    """Issue documents of this day, where there are templates."""
    if stage.template_root is not None:
        issue(Press(stage.session, stage.occasion("documents", on, stage.actor(by)), stage.template_root))
