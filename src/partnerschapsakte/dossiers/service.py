"""Everything that changes a dossier, and who looks after it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from sqlalchemy.orm import Session

from partnerschapsakte.access import queries as access
from partnerschapsakte.access.feed.people import OF_POST, OPENED
from partnerschapsakte.access.schemas import WithdrawRight
from partnerschapsakte.access.service import rights
from partnerschapsakte.access.service.people import disable_person, reopen_person
from partnerschapsakte.access.service.rights import drop_right, hold_right
from partnerschapsakte.access.service.turns import take_turn
from partnerschapsakte.dossiers import queries, rules
from partnerschapsakte.dossiers.models import DecisionElsewhere, Dossier, DossierAuthority, DossierPost, HandoverNote
from partnerschapsakte.dossiers.rules import Holder
from partnerschapsakte.dossiers.schemas import (
    AssignedPost,
    CorrectDossier,
    EnterPhase,
    HandOver,
    OpenDossier,
    RecordDecisionElsewhere,
)
from partnerschapsakte.foundation.clock import local_date
from partnerschapsakte.foundation.occasion import Occasion
from partnerschapsakte.foundation.outcomes import Refusal, Why, why_not_overwrite
from partnerschapsakte.foundation.sentences import say
from partnerschapsakte.journal.service import record
from partnerschapsakte.parties.queries import parties_by_id
from partnerschapsakte.parties.rules import PartyKind
from partnerschapsakte.reminders.service import replan_dossier

ACCOUNT_CLOSED = "account_closed"


def open_dossier(session: Session, occasion: Occasion, command: OpenDossier) -> Dossier:
    """Open a dossier; it entered the program on the day it is written down, whatever it tells of the past.

    Who opens it at a door without a post in it keeps it all the same, in what they are in the organisation.
    """
    _unless(rules.why_not_open_dossier(occasion.actor))
    take_turn(session, {post.person_id for post in command.posts} | {occasion.actor.id})
    people = access.people_by_id(session, {post.person_id for post in command.posts})
    authorities = {
        one.id
        for one in parties_by_id(session, command.authorities).values()
        if one.kind is PartyKind.CONTRACTING_AUTHORITY
    }
    fact = rules.open_dossier(
        occasion.ids(),
        command.model_dump(mode="json"),
        [
            Holder(one.post, one.person_id, queries.is_reachable(people[one.person_id]))
            for one in command.posts
            if one.person_id in people
        ],
        today=local_date(occasion.recorded_at),
        unknown_authorities=[one for one in command.authorities if one not in authorities],
        unknown_people=[one.person_id for one in command.posts if one.person_id not in people],
        known=queries.dossier_by_ocid(session, command.ocid) is not None,
    )
    dossier = _dossier(fact, command, occasion)
    session.add(dossier)
    record(session, occasion, fact, dossier_id=dossier.id)
    for one in command.posts:
        hold_right(session, occasion, one.person_id, dossier.id, rules.ROLE_OF[one.post], _basis(one.post))
    _let_opener_in(session, occasion, dossier)
    return dossier


def correct_dossier(session: Session, occasion: Occasion, dossier_id: str, command: CorrectDossier) -> Dossier:
    """Correct what a dossier is called; open dates go to its role mailbox as it is from now on."""
    dossier = queries.dossier(session, dossier_id, for_update=True)
    after = command.model_dump(exclude={"version"})
    before = {name: str(getattr(dossier, name)) for name in after}
    _unless(rules.why_not_correct(occasion.actor, before, after, stale=dossier.version != command.version))
    for name, value in after.items():
        setattr(dossier, name, value)
    changed = sorted(name for name in after if before[name] != after[name])
    fact = rules.DossierCorrected(
        subject=dossier_id,
        before={name: before[name] for name in changed},
        after={name: after[name] for name in changed},
    )
    record(session, occasion, fact, dossier_id=dossier_id)
    if "role_mailbox" in changed:
        _replan(session, occasion, [dossier])
    return dossier


def enter_phase(
    session: Session, occasion: Occasion, dossier_id: str, command: EnterPhase, *, version: int | None = None
) -> Dossier:
    """Go to another phase; ``version`` of the dossier is the one that was read."""
    _unless(rules.why_not_keep_records(occasion.actor))
    dossier = queries.dossier(session, dossier_id, for_update=True)
    _unless(why_not_overwrite(version, dossier.version))
    fact = rules.enter_phase(dossier_id, dossier.phase, command.phase)
    dossier.phase = fact.after
    record(session, occasion, fact, dossier_id=dossier_id)
    return dossier


def keep_design(dossier: Dossier, *, choices: Mapping[str, str] | None = None, principles: Sequence[str] = ()) -> None:
    """Keep what the design of a dossier says now: the choices in words, or the guiding principles."""
    dossier.design_choices = dossier.design_choices | dict(choices or {})
    if principles:
        dossier.principles = list(principles)


def assign_post(session: Session, occasion: Occasion, dossier_id: str, command: AssignedPost) -> Dossier:
    """Give a person a post."""
    _unless(rules.why_not_give_post(occasion.actor, command.post, command.person_id))
    dossier = queries.dossier(session, dossier_id, for_update=True)
    take_turn(session, [command.person_id])
    holders = queries.holders(session, dossier)
    enabled = _is_reachable(session, command.person_id)
    fact = rules.assign_post(dossier_id, holders, command.post, command.person_id, enabled=enabled)
    dossier.posts.append(DossierPost(id=occasion.ids(), post=fact.post, person_id=fact.person))
    record(session, occasion, fact, dossier_id=dossier_id)
    hold_right(session, occasion, fact.person, dossier_id, rules.ROLE_OF[fact.post], _basis(fact.post))
    replan_dossier(session, occasion, dossier_id=dossier_id, circle=queries.circle(session, dossier_id))
    return dossier


def hand_over(session: Session, occasion: Occasion, dossier_id: str, command: HandOver) -> Dossier:
    """Pass a post on, with a note for who takes it; the open dates of the dossier go with it."""
    to_person = command.to_person_id
    _unless(
        rules.why_not_pass_on(occasion.actor, command.post, command.from_person_id, to_person)
        or rules.why_not_without_note(occasion.actor, command.post, command.running)
    )
    dossier = queries.dossier(session, dossier_id, for_update=True)
    take_turn(session, [to_person] if to_person is not None else [])
    fact = rules.hand_over(
        dossier_id,
        queries.holders(session, dossier),
        command.post,
        command.from_person_id,
        to_person,
        enabled=to_person is not None and _is_reachable(session, to_person),
    )
    fact = replace(fact, note=_leave_note(session, occasion, dossier_id, command))
    _pass_post_on(occasion, dossier, fact)
    record(session, occasion, fact, dossier_id=dossier_id)
    _pass_right_on(session, occasion, dossier, fact)
    replan_dossier(session, occasion, dossier_id=dossier_id, circle=queries.circle(session, dossier_id))
    return dossier


def read_handover_note(session: Session, occasion: Occasion, dossier_id: str, note_id: str) -> HandoverNote:
    """Note that the successor read what was left for them; it stays readable with the team."""
    note = queries.handover_note(session, dossier_id, note_id)
    if note.to_person_id != occasion.actor.id or note.read_at is not None:
        raise Refusal(Why.CONFLICT, "note_not_waiting", say("This note is not waiting for you."))
    note.read_at = occasion.recorded_at
    record(session, occasion, rules.HandoverNoteRead(subject=dossier_id, note=note.id), dossier_id=dossier_id)
    return note


def withdraw_right(
    session: Session, occasion: Occasion, right_id: str, command: WithdrawRight, *, dossier_id: str | None = None
) -> None:
    """Take a role in a dossier back, unless a post needs it; ``dossier_id`` is where the actor stands, if anywhere."""
    right = queries.right_view(session, right_id, occasion.today, dossier_id=dossier_id)
    dossier = queries.dossier(session, right.dossier_id, for_update=True)
    _unless(rules.why_not_take_right(queries.holders(session, dossier), right.person_id, right.role))
    rights.withdraw_right(session, occasion, right_id, command.reason)


def retire_person(session: Session, occasion: Occasion, person_id: str) -> None:
    """Close an account, when every dossier of this person has somebody else; open dates go to those who remain.

    Roles in dossiers end with it; those of a post stay on record until the post is handed over, and open nothing.
    """
    dossiers = queries.dossiers_of_person(session, person_id, for_update=True)
    for dossier in dossiers:
        _unless(rules.why_not_leave(queries.holders(session, dossier), person_id))
    disable_person(session, occasion, person_id)
    now = [dossier.id for dossier in queries.dossiers_of_person(session, person_id)]
    _unless(rules.why_not_after(before=[dossier.id for dossier in dossiers], now=now))
    needed = {
        (dossier.id, rules.ROLE_OF[held.post])
        for dossier in dossiers
        for held in dossier.posts
        if held.person_id == person_id
    }
    for right in access.rights_of(session, person_id):
        if (right.dossier_id, right.role) not in needed:
            rights.drop_right(session, occasion, person_id, right.dossier_id, right.role, ACCOUNT_CLOSED)
    _replan(session, occasion, dossiers)


def readmit_person(session: Session, occasion: Occasion, person_id: str) -> None:
    """Open a closed account again; the dates of the posts that the person still holds come back to them."""
    reopen_person(session, occasion, person_id)
    _replan(session, occasion, queries.dossiers_of_person(session, person_id))


def record_decision_elsewhere(
    session: Session, occasion: Occasion, dossier_id: str, command: RecordDecisionElsewhere
) -> DecisionElsewhere:
    """Record a decision that a college, council, court or platform took."""
    _unless(rules.why_not_keep_records(occasion.actor))
    dossier = queries.dossier(session, dossier_id, for_update=True)
    fact = rules.record_decision_elsewhere(
        rules.DecidedElsewhere(
            subject=dossier_id,
            decision=occasion.ids(),
            body=command.body,
            about=command.subject,
            authority=command.authority_id,
            decided_on=command.decided_on,
            case_number=command.case_number,
            file=command.file,
        ),
        authorities=[one.party_id for one in dossier.authorities],
        today=occasion.today,
    )
    decision = DecisionElsewhere(
        id=fact.decision,
        dossier_id=dossier_id,
        authority_id=fact.authority,
        body=fact.body,
        subject=fact.about,
        decided_on=fact.decided_on,
        case_number=fact.case_number,
        file=fact.file,
    )
    dossier.decisions.append(decision)
    record(session, occasion, fact, dossier_id=dossier_id)
    return decision


def _unless(refusal: Refusal | None) -> None:
    if refusal is not None:
        raise refusal


def _basis(post: rules.Post) -> str:
    return f"{OF_POST}{post.value}"


def _let_opener_in(session: Session, occasion: Occasion, dossier: Dossier) -> None:
    opener = occasion.actor
    if opener.grants is None or opener.id in {held.person_id for held in dossier.posts}:
        return
    for role in sorted(opener.roles & rules.OPENERS):
        hold_right(session, occasion, opener.id, dossier.id, role, OPENED)


def _leave_note(session: Session, occasion: Occasion, dossier_id: str, command: HandOver) -> str | None:
    if not command.running and not command.to_know:
        return None
    note = HandoverNote(
        id=occasion.ids(),
        dossier_id=dossier_id,
        post=command.post,
        from_person_id=command.from_person_id,
        to_person_id=command.to_person_id,
        running=command.running,
        to_know=command.to_know,
        written_at=occasion.recorded_at,
        written_by=occasion.actor.id,
    )
    session.add(note)
    return note.id


def _pass_post_on(occasion: Occasion, dossier: Dossier, fact: rules.PostHandedOver) -> None:
    left = next(held for held in dossier.posts if (held.post, held.person_id) == (fact.post, fact.from_person))
    dossier.posts.remove(left)
    if fact.to_person is not None and not any(
        (held.post, held.person_id) == (fact.post, fact.to_person) for held in dossier.posts
    ):
        dossier.posts.append(DossierPost(id=occasion.ids(), post=fact.post, person_id=fact.to_person))


def _replan(session: Session, occasion: Occasion, dossiers: Sequence[Dossier]) -> None:
    for dossier in dossiers:
        replan_dossier(session, occasion, dossier_id=dossier.id, circle=queries.circle(session, dossier.id))


def _pass_right_on(session: Session, occasion: Occasion, dossier: Dossier, fact: rules.PostHandedOver) -> None:
    """Give the right of a post to who takes it; who leaves keeps what another post of theirs still needs."""
    role, basis = rules.ROLE_OF[fact.post], _basis(fact.post)
    if fact.to_person is not None:
        hold_right(session, occasion, fact.to_person, dossier.id, role, basis)
    still = {rules.ROLE_OF[held.post] for held in dossier.posts if held.person_id == fact.from_person}
    if role not in still:
        drop_right(session, occasion, fact.from_person, dossier.id, role, basis)


def _is_reachable(session: Session, person_id: str) -> bool:
    return bool(queries.reachable(session, [person_id]))


def _dossier(fact: rules.DossierOpened, command: OpenDossier, occasion: Occasion) -> Dossier:
    return Dossier(
        id=fact.subject,
        ocid=command.ocid,
        reference=command.reference,
        title=command.title,
        summary=command.summary,
        phase=command.phase,
        design_choices=command.design_choices.model_dump(),
        principles=list(command.principles),
        planning=command.planning.model_dump(exclude_none=True),
        role_mailbox=command.role_mailbox,
        entered_on=fact.entered_on,
        case_name=command.case_name,
        case_source=command.case_source,
        authorities=[
            DossierAuthority(party_id=one, position=position)
            for position, one in enumerate(dict.fromkeys(command.authorities), start=1)
        ],
        posts=[DossierPost(id=occasion.ids(), post=one.post, person_id=one.person_id) for one in command.posts],
    )
