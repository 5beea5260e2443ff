"""The steps that bring in the organisations, the people and the dossier itself."""

from collections.abc import Iterator
from datetime import date

from partnerschapsakte.access import queries as access
from partnerschapsakte.access.schemas import GrantMandate, GrantRight, RegisterPerson, StartMembership
from partnerschapsakte.access.service import memberships, rights
from partnerschapsakte.access.service import people as accounts
from partnerschapsakte.cases.loading.stage import Act, Stage, Step, Unsound
from partnerschapsakte.cases.schema.case_file import CaseFile
from partnerschapsakte.cases.schema.dossier import DecisionElsewhere
from partnerschapsakte.cases.schema.parties import MandateFor, Organisation, Person
from partnerschapsakte.dossiers import service as dossiers
from partnerschapsakte.dossiers.schemas import (
    AssignedPost,
    DesignChoices,
    OpenDossier,
    Planning,
    RecordDecisionElsewhere,
)
from partnerschapsakte.foundation.actor import HOUSE_ROLES, Role
from partnerschapsakte.parties import queries as register
from partnerschapsakte.parties import service as parties
from partnerschapsakte.parties.schemas import RegisterParty

PARTY, PERSON, MANDATE, DOSSIER, RIGHT, DECISION = range(6)


def steps(case: CaseFile, opened_on: date) -> Iterator[Step]:
    """Yield what happens on the day the dossier comes in, and the decisions taken elsewhere later."""
    for key, organisation in case.organisations.items():
        yield Step(opened_on, PARTY, ("organisations", key), _registering(key, organisation, opened_on))
    for key, person in case.people.items():
        yield Step(opened_on, PERSON, ("people", key), _introducing(key, person, opened_on))
        for position, mandate in enumerate(person.mandates):
            on = max(opened_on, mandate.since or opened_on)
            yield Step(on, MANDATE, ("people", key, "mandates", position), _mandating(key, mandate, on))
    yield Step(opened_on, DOSSIER, ("dossier",), lambda stage: _open(stage, opened_on))
    for key, person in case.people.items():
        yield Step(opened_on, RIGHT, ("people", key), _letting_in(key, person, opened_on))
    for key, decision in case.decisions_elsewhere.items():
        on = max(opened_on, decision.decided_on)
        yield Step(on, DECISION, ("decisions_elsewhere", key), _recording(decision, on))


def _registering(key: str, organisation: Organisation, on: date) -> Act:
    def act(stage: Stage) -> None:
        known = register.party_by_kvk(stage.session, organisation.kvk_number)
        party = known or parties.register_party(
            stage.session, stage.occasion("organisations", on), _party(organisation)
        )
        stage.parties[key] = party.id

    return act


def _party(organisation: Organisation) -> RegisterParty:
    address, who = organisation.address, organisation.representative
    return RegisterParty(
        kind=organisation.kind,
        name=organisation.name,
        legal_form=organisation.legal_form or "",
        seat=organisation.seat,
        street_address=address.street if address else "",
        postal_code=address.postal_code if address else None,
        town=address.town if address else "",
        kvk_number=organisation.kvk_number,
        municipality_code=organisation.municipality_code,
        represented_by=who.name if who else "",
        representative_function=who.function if who else "",
        representation_basis=who.basis if who else "",
        email=organisation.email,
        invented=organisation.invented is not None,
    )


def _introducing(key: str, person: Person, on: date) -> Act:
    def act(stage: Stage) -> None:
        known = access.person_by_email(stage.session, person.email)
        command = RegisterPerson(
            name=person.name, email=person.email, function=person.function or "", roles=person.roles
        )
        found = known or accounts.register_person(stage.session, stage.occasion("people", on), command)
        stage.people[key] = found.id

    return act


def _mandating(key: str, mandate: MandateFor, on: date) -> Act:
    def act(stage: Stage) -> None:
        authority = stage.parties[mandate.authority]
        if authority in stage.actor(key).mandates:
            return
        command = GrantMandate(
            person_id=stage.people[key], authority_id=authority, basis=mandate.basis, since=mandate.since
        )
        accounts.grant_mandate(stage.session, stage.occasion("people", on), command)

    return act


def _letting_in(key: str, person: Person, on: date) -> Act:
    """Give a person in this dossier the roles that the file says they have; the house's own belong to no dossier."""

    def act(stage: Stage) -> None:
        if not stage.dossier_id:
            raise Unsound(key)
        party = stage.parties[person.stands_for] if person.stands_for else None
        if party and not access.has_membership(stage.session, stage.people[key], party, on):
            since = StartMembership(party_id=party, function=person.function or "", since=on)
            memberships.start_membership(stage.session, stage.occasion("rights", on), stage.people[key], since)
        for role in sorted({*person.roles} - HOUSE_ROLES):
            if access.held_right(stage.session, stage.people[key], stage.dossier_id, role) is None:
                command = GrantRight(
                    person_id=stage.people[key],
                    dossier_id=stage.dossier_id,
                    role=role,
                    party_id=party if role is Role.PROVIDER_CONTACT else None,
                    basis=stage.case.case.title,
                )
                rights.grant_right(stage.session, stage.occasion("rights", on), command)

    return act


def _open(stage: Stage, on: date) -> None:
    case, told = stage.case, stage.case.dossier
    choices = told.design_choices.model_dump(exclude={"invented"}, exclude_none=True) if told.design_choices else {}
    planning = told.planning.model_dump(exclude={"invented"}) if told.planning else {}
    command = OpenDossier(
        ocid=stage.ocid,
        reference=told.reference,
        title=told.title,
        summary=told.summary or "",
        phase=told.phase,
        authorities=tuple(stage.parties[key] for key in told.authorities if key in stage.parties),
        posts=tuple(
            AssignedPost(post=post, person_id=stage.people[key])
            for post, keys in told.posts.items()
            for key in keys
            if key in stage.people
        ),
        role_mailbox=told.role_mailbox,
        design_choices=DesignChoices(**choices),
        principles=told.principles,
        planning=Planning(**planning),
        case_name=case.case.name,
        case_source=case.case.title,
    )
    stage.dossier_id = dossiers.open_dossier(stage.session, stage.occasion("dossier", on), command).id


def _recording(decision: DecisionElsewhere, on: date) -> Act:
    def act(stage: Stage) -> None:
        command = RecordDecisionElsewhere(
            body=decision.body,
            subject=decision.subject,
            decided_on=decision.decided_on,
            case_number=decision.case_number,
            file=decision.file,
            authority_id=stage.parties[decision.authority] if decision.authority else None,
        )
        dossiers.record_decision_elsewhere(stage.session, stage.occasion("decisions", on), stage.dossier_id, command)

    return act
