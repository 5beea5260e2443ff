"""Reads contributions of experts by experience, each for who may know of them."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from partnerschapsakte.contributions.models import Contribution, ContributionScan
from partnerschapsakte.contributions.rules import may_see_paper, reads_all
from partnerschapsakte.contributions.schemas import ContributionView, Paper
from partnerschapsakte.foundation.actor import Actor, Role
from partnerschapsakte.foundation.outcomes import Refusal, Why
from partnerschapsakte.foundation.sentences import say

SUFFIXES = {"application/pdf": "pdf", "image/png": "png", "image/jpeg": "jpg"}
OF_ROW = tuple(name for name in ContributionView.__struct_fields__ if name not in {"scan_sha256", "sees_paper"})
HIDDEN: Mapping[str, Any] = MappingProxyType(
    {"went_well": "", "could_be_better": "", "matters_most": "", "may_quote": False}
)
"""What is shown of the answers once a contribution was withdrawn."""


def contributions_for(
    session: Session, actor: Actor, dossier_id: str, *, limit: int | None = None, offset: int = 0
) -> list[ContributionView]:
    """Return the contributions to a dossier that this actor reads, the latest day first."""
    chosen = _known_to(actor)
    if chosen is None:
        return []
    latest = chosen.where(Contribution.dossier_id == dossier_id).order_by(Contribution.given_on.desc(), Contribution.id)
    return [_view(actor, *row) for row in session.execute(latest.limit(limit).offset(offset))]


def contribution_for(session: Session, actor: Actor, dossier_id: str, contribution_id: str) -> ContributionView:
    """Return one contribution, or refuse in the words of what does not exist."""
    chosen, row = _known_to(actor), None
    if chosen is not None:
        one = chosen.where(Contribution.dossier_id == dossier_id, Contribution.id == contribution_id)
        row = session.execute(one).one_or_none()
    if row is None:
        raise _not_found()
    return _view(actor, *row)


def paper_for(session: Session, actor: Actor, dossier_id: str, contribution_id: str) -> Paper:
    """Return the scan of a contribution for who may see it, or refuse."""
    view = contribution_for(session, actor, dossier_id, contribution_id)
    if view.withdrawn_at is not None:
        raise Refusal(Why.CONFLICT, "paper_withdrawn", say("This contribution was withdrawn; the paper is not shown."))
    if not view.sees_paper:
        raise Refusal(
            Why.NOT_PERMITTED,
            "paper_not_permitted",
            say("The paper itself is seen by fewer people than the text: a name may stand on it."),
        )
    scan = session.get_one(ContributionScan, contribution_id)
    name = f"bijdrage-{contribution_id[:8]}.{SUFFIXES.get(scan.media_type, 'bin')}"
    return Paper(name, scan.media_type, scan.sha256, scan.body)


def contribution_to_withdraw(
    session: Session, actor: Actor, dossier_id: str, contribution_id: str
) -> tuple[Contribution, str]:
    """Return a contribution, locked, with the hash of its paper, for who may read it; or refuse."""
    scan_sha256 = contribution_for(session, actor, dossier_id, contribution_id).scan_sha256
    return session.get_one(Contribution, contribution_id, with_for_update=True), scan_sha256


def _known_to(actor: Actor) -> Select[Contribution, str] | None:
    """Return the contributions that ``rules.may_read`` lets an actor read, with the hash of the paper."""
    chosen = select(Contribution, ContributionScan.sha256).join(
        ContributionScan, ContributionScan.contribution_id == Contribution.id
    )
    if reads_all(actor):
        return chosen
    return chosen.where(Contribution.companion_id == actor.id) if actor.may_act_as(Role.CLIENT_ADVISER) else None


def _view(actor: Actor, row: Contribution, scan_sha256: str) -> ContributionView:
    withdrawn = row.withdrawn_at is not None
    plain: dict[str, Any] = {name: getattr(row, name) for name in OF_ROW} | (dict(HIDDEN) if withdrawn else {})
    sees_paper = not withdrawn and may_see_paper(actor, row.companion_id)
    return ContributionView(**plain, scan_sha256=scan_sha256, sees_paper=sees_paper)


def _not_found() -> Refusal:
    return Refusal(Why.NOT_FOUND, "contribution_not_found", say("There is no such contribution."))
