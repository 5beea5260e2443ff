"""Reads of dossiers: rows to change, views to show, and who hears of a dossier's dates."""

from collections.abc import Collection, Iterator, Sequence
from datetime import date

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from partnerschapsakte.access import queries as access
from partnerschapsakte.access.feed import people as given
from partnerschapsakte.access.models import Person
from partnerschapsakte.access.queries import people_by_id
from partnerschapsakte.access.rules.people import ROLE_FOR, MandateKind, PersonKind
from partnerschapsakte.access.schemas import PersonView, RightView
from partnerschapsakte.agenda.rules import Circle
from partnerschapsakte.dossiers import rules
from partnerschapsakte.dossiers.models import Dossier, DossierAuthority, DossierPost, HandoverNote
from partnerschapsakte.dossiers.rules import Holder
from partnerschapsakte.dossiers.schemas import (
    AuthorityView,
    DecisionView,
    DossierRow,
    DossierView,
    HandoverNoteView,
    OwnDossier,
    PostView,
    PowerView,
    TeamView,
)
from partnerschapsakte.foundation.actor import Actor, Role
from partnerschapsakte.foundation.outcomes import Refusal, Why
from partnerschapsakte.foundation.sentences import say
from partnerschapsakte.parties.models import Party
from partnerschapsakte.parties.queries import parties_by_id


def dossier(session: Session, dossier_id: str, *, for_update: bool = False) -> Dossier:
    """Return one dossier, or refuse."""
    chosen = select(Dossier).where(Dossier.id == dossier_id).with_for_update()
    locked = chosen.execution_options(populate_existing=True)
    found = session.scalar(locked) if for_update else session.get(Dossier, dossier_id)
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
    reached = reachable(session, {held.person_id for held in found.posts})
    return tuple(Holder(held.post, held.person_id, held.person_id in reached) for held in found.posts)


def reachable(session: Session, people: Collection[str]) -> frozenset[str]:
    """Return which of these people mail reaches, by what the database holds now: another act may have closed one."""
    chosen = select(Person.id).where(Person.disabled_at.is_(None), Person.kind == PersonKind.HUMAN)
    return frozenset(session.scalars(chosen.where(Person.id.in_(sorted(people)))))


def is_reachable(person: PersonView) -> bool:
    """Tell whether mail reaches this person here; a program reads none."""
    return person.enabled and person.kind is PersonKind.HUMAN


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


def dossiers_of_person(session: Session, person_id: str, *, for_update: bool = False) -> Sequence[Dossier]:
    """Return the dossiers in which this person holds a post, by id; ``for_update`` locks them in that order."""
    held = select(DossierPost.dossier_id).where(DossierPost.person_id == person_id)
    chosen = select(Dossier).where(Dossier.id.in_(held)).order_by(Dossier.id)
    if for_update:
        chosen = chosen.with_for_update().execution_options(populate_existing=True)
    return session.scalars(chosen).all()


def without_addressee(session: Session) -> tuple[str, ...]:
    """Return the ids of dossiers of which nobody would receive the dates; there should be none."""
    everything = session.scalars(select(Dossier).order_by(Dossier.id))
    return tuple(found.id for found in everything if rules.addressees(holders(session, found)) is None)


def dossier_rows(session: Session, readable: frozenset[str] | None) -> tuple[DossierRow, ...]:
    """Return these dossiers with their leading authority, by reference; None: all of them (``Actor.readable``)."""
    return tuple(DossierRow(*row) for row in session.execute(_rows(readable)))


def dossier_page(
    session: Session, actor: Actor, phase: rules.Phase | None = None, *, limit: int, offset: int
) -> list[DossierRow]:
    """Return a part of the dossiers that this actor reads, or where they are a guest, by reference."""
    grants = actor.grants or frozenset()
    mine = None if actor.readable is None else actor.readable | {right.dossier_id for right in grants}
    chosen = _rows(mine) if phase is None else _rows(mine).where(Dossier.phase == phase)
    return [DossierRow(*row) for row in session.execute(chosen.limit(limit).offset(offset))]


def _rows(ids: frozenset[str] | None) -> Select[str, str, str, rules.Phase, str]:
    chosen = (
        select(Dossier.id, Dossier.reference, Dossier.title, Dossier.phase, Party.name)
        .join(DossierAuthority, DossierAuthority.dossier_id == Dossier.id)
        .join(Party, Party.id == DossierAuthority.party_id)
        .where(DossierAuthority.position == 1)
        .order_by(Dossier.reference, Dossier.id)
    )
    return chosen if ids is None else chosen.where(Dossier.id.in_(sorted(ids)))


def dossiers_of(session: Session, actor: Actor) -> tuple[OwnDossier, ...]:
    """Return the dossiers of this actor with what they are in them: those they read, and where they are a guest."""
    grants = actor.grants or frozenset()
    mine = None if actor.readable is None else actor.readable | {right.dossier_id for right in grants}
    parties = parties_by_id(session, {right.party_id for right in grants if right.party_id})
    order = list(Role)
    found: list[OwnDossier] = []
    for row in dossier_rows(session, mine):
        here = sorted({right.role for right in grants if right.dossier_id == row.id}, key=order.index)
        party = next((right.party_id for right in grants if right.dossier_id == row.id and right.party_id), None)
        reads = actor.readable is None or row.id in actor.readable
        found.append(OwnDossier(row, tuple(here), parties[party].name if party else None, reads))
    return tuple(found)


def right_view(session: Session, right_id: str, today: date, *, dossier_id: str | None = None) -> RightView:
    """Return a role that somebody has in a dossier, or refuse; ``dossier_id`` is where it must be."""
    right = access.right(session, right_id)
    if dossier_id is not None and right.dossier_id != dossier_id:
        raise Refusal(Why.NOT_FOUND, "right_not_found", say("There is no right {right}.", right=right_id))
    here = given.rights(session, today, dossier_id=right.dossier_id, person_id=right.person_id)
    return next(one for one in here if one.id == right_id)


def rights_of_posts(session: Session, view: TeamView) -> frozenset[str]:
    """Return the ids of the roles in a dossier that go with a post, and are not withdrawn but handed over with it."""
    held = holders(session, dossier(session, view.dossier.id))
    return frozenset(one.id for one in view.rights if rules.why_not_take_right(held, one.person_id, one.role))


def handover_note(session: Session, dossier_id: str, note_id: str) -> HandoverNote:
    """Return a handover note of this dossier, or refuse."""
    found = session.get(HandoverNote, note_id)
    if found is None or found.dossier_id != dossier_id:
        raise Refusal(Why.NOT_FOUND, "note_not_found", say("There is no such handover note."))
    return found


def handover_notes(session: Session, dossier_id: str) -> tuple[HandoverNoteView, ...]:
    """Return the handover notes of a dossier, the newest first."""
    return _notes(session, select(HandoverNote).where(HandoverNote.dossier_id == dossier_id))


def unread_handover_notes(session: Session, actor: Actor) -> tuple[HandoverNoteView, ...]:
    """Return the notes that were left for this person and that they did not read yet, in dossiers they still read."""
    mine = select(HandoverNote).where(HandoverNote.to_person_id == actor.id, HandoverNote.read_at.is_(None))
    if actor.readable is not None:
        mine = mine.where(HandoverNote.dossier_id.in_(sorted(actor.readable)))
    return _notes(session, mine)


def team_view(session: Session, dossier_id: str, today: date) -> TeamView:
    """Return everybody around a dossier: posts, roles, powers, who hears of its dates, and what is missing."""
    view = dossier_view(session, dossier_id)
    held = holders(session, dossier(session, dossier_id))
    rights = given.rights(session, today, dossier_id=dossier_id)
    powers = tuple(_powers(session, view, rights))
    hear = [one for one in rules.addressees(held) or () if one is not None]
    names = people_by_id(session, hear)
    return TeamView(
        dossier=view,
        rights=rights,
        powers=powers,
        addressees=tuple(names[one] for one in dict.fromkeys(hear)),
        findings=rules.what_is_missing(
            held, [(one.authority.name, bool(one.deciders), bool(one.signatories)) for one in powers]
        ),
        notes=handover_notes(session, dossier_id),
    )


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


def _powers(session: Session, view: DossierView, rights: Sequence[RightView]) -> Iterator[PowerView]:
    """Yield for each authority who decides and who signs: a mandate counts with the role that goes with it."""
    able = {(one.person_id, one.role) for one in rights if one.holds}
    held = given.mandates(session, {one.person_id for one in rights})
    names = {one.person_id: one.person for one in rights}
    for authority in view.authorities:
        by_kind = {
            kind: tuple(
                sorted(
                    names[who]
                    for who, mandate in held
                    if (mandate.authority_id, mandate.kind) == (authority.id, kind) and (who, ROLE_FOR[kind]) in able
                )
            )
            for kind in MandateKind
        }
        yield PowerView(authority, by_kind[MandateKind.DECIDE], by_kind[MandateKind.SIGN])


def _notes(session: Session, chosen: Select[HandoverNote]) -> tuple[HandoverNoteView, ...]:
    rows = session.scalars(chosen.order_by(HandoverNote.written_at.desc(), HandoverNote.id)).all()
    ids = {id_ for row in rows for id_ in (row.from_person_id, row.to_person_id, row.written_by) if id_}
    who = {id_: one.name for id_, one in people_by_id(session, ids).items()}
    titles = given.dossier_names(session, {row.dossier_id for row in rows})
    return tuple(
        HandoverNoteView(
            id=row.id,
            dossier_id=row.dossier_id,
            dossier=titles[row.dossier_id],
            post=row.post,
            from_person=who[row.from_person_id],
            to_person_id=row.to_person_id,
            to_person=who[row.to_person_id] if row.to_person_id else None,
            running=row.running,
            to_know=row.to_know,
            written_at=row.written_at,
            written_by=who.get(row.written_by, row.written_by),
            read_at=row.read_at,
        )
        for row in rows
    )


def dossier_of_itself(session: Session, dossier_id: str) -> str | None:
    """Return the id of a dossier that exists."""
    return session.scalar(select(Dossier.id).where(Dossier.id == dossier_id))
