"""Reads of dossiers: rows to change, views to show, and who hears of a dossier's dates."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from partnerschapsakte.access.queries import people_by_id
from partnerschapsakte.access.schemas import PersonView
from partnerschapsakte.agenda.rules import Circle
from partnerschapsakte.dossiers import rules
from partnerschapsakte.dossiers.models import Dossier, DossierAuthority, DossierPost
from partnerschapsakte.dossiers.rules import Holder
from partnerschapsakte.dossiers.schemas import AuthorityView, DecisionView, DossierRow, DossierView, PostView
from partnerschapsakte.foundation.outcomes import Refusal, Why
from partnerschapsakte.foundation.sentences import say
from partnerschapsakte.parties.models import Party
from partnerschapsakte.parties.queries import parties_by_id


def dossier(session: Session, dossier_id: str, *, for_update: bool = False) -> Dossier:
    """Return one dossier, or refuse."""
    found = session.get(Dossier, dossier_id, with_for_update=for_update or None)
    if found is None:
        raise Refusal(Why.NOT_FOUND, "dossier_not_found", say("There is no dossier {dossier}.", dossier=dossier_id))
    return found


def dossier_by_ocid(session: Session, ocid: str) -> Dossier | None:
    """Return the dossier with this ocid."""
    return session.scalar(select(Dossier).where(Dossier.ocid == ocid))


def dossier_by_case(session: Session, case_name: str) -> Dossier | None:
    """Return the dossier that was loaded from this case file."""
    return session.scalar(select(Dossier).where(Dossier.case_name == case_name))


def holders(session: Session, found: Dossier) -> tuple[Holder, ...]:
    """Return who holds which post, and whether they can be reached."""
    people = people_by_id(session, [held.person_id for held in found.posts])
    return tuple(Holder(held.post, held.person_id, people[held.person_id].enabled) for held in found.posts)


def circle(session: Session, dossier_id: str) -> Circle:
    """Return who hears of the dates of this dossier: people who can be reached, and its role mailbox."""
    found = dossier(session, dossier_id)
    addressees = rules.addressees(holders(session, found))
    if addressees is None:
        raise Refusal(
            Why.CONFLICT,
            "no_addressee",
            say("Without a contract manager nobody would receive the dates of this dossier."),
            remedy=say("Give the post to somebody else first."),
        )
    owner, deputy, budget_holder = addressees
    return Circle(owner=owner, deputy=deputy, budget_holder=budget_holder, mailbox=found.role_mailbox)


def dossiers_of_person(session: Session, person_id: str) -> Sequence[Dossier]:
    """Return the dossiers in which this person holds a post."""
    held = select(DossierPost.dossier_id).where(DossierPost.person_id == person_id)
    return session.scalars(select(Dossier).where(Dossier.id.in_(held)).order_by(Dossier.id)).all()


def without_addressee(session: Session) -> tuple[str, ...]:
    """Return the ids of dossiers of which nobody would receive the dates; there should be none."""
    everything = session.scalars(select(Dossier).order_by(Dossier.id))
    return tuple(found.id for found in everything if rules.addressees(holders(session, found)) is None)


def dossier_rows(session: Session) -> tuple[DossierRow, ...]:
    """Return every dossier with its leading authority, by reference."""
    chosen = (
        select(Dossier.id, Dossier.reference, Dossier.title, Dossier.phase, Party.name)
        .join(DossierAuthority, DossierAuthority.dossier_id == Dossier.id)
        .join(Party, Party.id == DossierAuthority.party_id)
        .where(DossierAuthority.position == 1)
        .order_by(Dossier.reference, Dossier.id)
    )
    return tuple(DossierRow(*row) for row in session.execute(chosen))


def dossier_view(session: Session, dossier_id: str) -> DossierView:
    """Return a dossier as its page shows it."""
    found = dossier(session, dossier_id)
    parties = parties_by_id(session, [one.party_id for one in found.authorities])
    people = people_by_id(session, [held.person_id for held in found.posts])
    return DossierView(
        id=found.id,
        ocid=found.ocid,
        reference=found.reference,
        title=found.title,
        summary=found.summary,
        phase=found.phase,
        authorities=tuple(AuthorityView(one.party_id, parties[one.party_id].name) for one in found.authorities),
        posts=_posts(found, people),
        role_mailbox=found.role_mailbox,
        design_choices=found.design_choices,
        principles=tuple(found.principles),
        decisions=tuple(
            DecisionView(
                one.id,
                one.body,
                one.subject,
                one.decided_on,
                one.case_number,
                one.file,
                parties[one.authority_id].name if one.authority_id else None,
            )
            for one in found.decisions
        ),
        entered_on=found.entered_on,
        case_name=found.case_name,
        version=found.version,
    )


def _posts(found: Dossier, people: dict[str, PersonView]) -> tuple[PostView, ...]:
    order = list(rules.Post)
    held = ((one.post, people[one.person_id]) for one in found.posts)
    views = [PostView(post, who.id, who.name, who.email, who.function, who.enabled) for post, who in held]
    return tuple(sorted(views, key=lambda view: (order.index(view.post), view.name, view.person_id)))
