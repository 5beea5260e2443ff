"""Everything that changes a dossier, and who looks after it."""

from sqlalchemy.orm import Session

from partnerschapsakte.access.queries import people_by_id
from partnerschapsakte.access.service import disable_person
from partnerschapsakte.dossiers import queries, rules
from partnerschapsakte.dossiers.models import DecisionElsewhere, Dossier, DossierAuthority, DossierPost
from partnerschapsakte.dossiers.rules import Holder
from partnerschapsakte.dossiers.schemas import (
    AssignedPost,
    EnterPhase,
    HandOver,
    OpenDossier,
    RecordDecisionElsewhere,
)
from partnerschapsakte.foundation.clock import local_date
from partnerschapsakte.foundation.occasion import Occasion
from partnerschapsakte.journal.service import record
from partnerschapsakte.parties.queries import parties_by_id
from partnerschapsakte.parties.rules import PartyKind
from partnerschapsakte.reminders.service import replan_dossier


def open_dossier(session: Session, occasion: Occasion, command: OpenDossier) -> Dossier:
    """Open a dossier; it entered the program on the day it is written down, whatever it tells of the past."""
    _may_keep_records(occasion)
    people = people_by_id(session, {post.person_id for post in command.posts})
    authorities = {
        one.id
        for one in parties_by_id(session, command.authorities).values()
        if one.kind is PartyKind.CONTRACTING_AUTHORITY
    }
    fact = rules.open_dossier(
        occasion.ids(),
        command.model_dump(mode="json"),
        [
            Holder(one.post, one.person_id, people[one.person_id].enabled)
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
    return dossier


def enter_phase(session: Session, occasion: Occasion, dossier_id: str, command: EnterPhase) -> Dossier:
    """Go to another phase."""
    _may_keep_records(occasion)
    dossier = queries.dossier(session, dossier_id, for_update=True)
    fact = rules.enter_phase(dossier_id, dossier.phase, command.phase)
    dossier.phase = fact.after
    record(session, occasion, fact, dossier_id=dossier_id)
    return dossier


def assign_post(session: Session, occasion: Occasion, dossier_id: str, command: AssignedPost) -> Dossier:
    """Give a person a post."""
    _may_keep_records(occasion)
    dossier = queries.dossier(session, dossier_id, for_update=True)
    holders = queries.holders(session, dossier)
    enabled = _is_reachable(session, command.person_id)
    fact = rules.assign_post(dossier_id, holders, command.post, command.person_id, enabled=enabled)
    dossier.posts.append(DossierPost(id=occasion.ids(), post=fact.post, person_id=fact.person))
    record(session, occasion, fact, dossier_id=dossier_id)
    replan_dossier(session, occasion, dossier_id=dossier_id, circle=queries.circle(session, dossier_id))
    return dossier


def hand_over(session: Session, occasion: Occasion, dossier_id: str, command: HandOver) -> Dossier:
    """Pass a post on; the open dates of the dossier go with it."""
    _may_keep_records(occasion)
    dossier = queries.dossier(session, dossier_id, for_update=True)
    to_person = command.to_person_id
    fact = rules.hand_over(
        dossier_id,
        queries.holders(session, dossier),
        command.post,
        command.from_person_id,
        to_person,
        enabled=to_person is not None and _is_reachable(session, to_person),
    )
    left = next(held for held in dossier.posts if (held.post, held.person_id) == (fact.post, fact.from_person))
    dossier.posts.remove(left)
    if fact.to_person is not None and not any(
        (held.post, held.person_id) == (fact.post, fact.to_person) for held in dossier.posts
    ):
        dossier.posts.append(DossierPost(id=occasion.ids(), post=fact.post, person_id=fact.to_person))
    record(session, occasion, fact, dossier_id=dossier_id)
    replan_dossier(session, occasion, dossier_id=dossier_id, circle=queries.circle(session, dossier_id))
    return dossier


def retire_person(session: Session, occasion: Occasion, person_id: str) -> None:
    """Close an account, when every dossier of this person has somebody else; open dates go to those who remain."""
    dossiers = queries.dossiers_of_person(session, person_id)
    for dossier in dossiers:
        if refusal := rules.why_not_leave(queries.holders(session, dossier), person_id):
            raise refusal
    disable_person(session, occasion, person_id)
    for dossier in dossiers:
        replan_dossier(session, occasion, dossier_id=dossier.id, circle=queries.circle(session, dossier.id))


def record_decision_elsewhere(
    session: Session, occasion: Occasion, dossier_id: str, command: RecordDecisionElsewhere
) -> DecisionElsewhere:
    """Record a decision that a college, council, court or platform took."""
    _may_keep_records(occasion)
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


def _may_keep_records(occasion: Occasion) -> None:
    if refusal := rules.why_not_keep_records(occasion.actor):
        raise refusal


def _is_reachable(session: Session, person_id: str) -> bool:
    person = people_by_id(session, [person_id]).get(person_id)
    return person is not None and person.enabled


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
