"""One installation with everything that a door can be about, in each state that matters, and everybody who could knock.

The matrix of rights asks every route of the application as each of these people; ``rights_scenes`` says in which
states. Agreements are here at each step of an extension, dossiers at each step of a tender, vaults at each step of
their opening, files of each owner.
"""

from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from doors.rights_assessments import put_assessments
from doors.rights_awards import put_awards
from doors.rights_bids import put_bids
from doors.rights_clarifications import put_questions
from doors.rights_designs import put_designs
from doors.rights_people import dossier_of, let_in, put_people, seat_team
from doors.rights_provider import put_departure
from doors.rights_scenes import DIALOGUE_PAPERS, OF_THE_REQUEST
from doors.rights_selection import put_selections
from doors.rights_stage import KEYS, TEMPLATES, TODAY, World
from doors.rights_tenders import put_tenders
from doors.rights_vaults import put_vaults
from file_samples import SOUND
from partnerschapsakte.access.models import DossierRight, Person
from partnerschapsakte.access.schemas import GrantRight
from partnerschapsakte.access.service.rights import grant_right
from partnerschapsakte.agenda.models import Milestone
from partnerschapsakte.agenda.rules import MilestoneKind
from partnerschapsakte.cases.checking import opened
from partnerschapsakte.contracts.rules.kinds import AgreementKind, ProviderRole
from partnerschapsakte.contracts.schemas import (
    ConcludeAgreement,
    ConcludeEvaluation,
    ProviderSeat,
    TermTerms,
    YearSquare,
)
from partnerschapsakte.contracts.service.agreements import conclude_agreement
from partnerschapsakte.contracts.service.contents import TEXTS
from partnerschapsakte.contracts.service.evaluations import conclude_evaluation
from partnerschapsakte.contributions.schemas import EnterContribution, WithdrawContribution
from partnerschapsakte.contributions.service import enter_contribution, withdraw_contribution
from partnerschapsakte.correspondence.schemas import SendLetter
from partnerschapsakte.correspondence.service import send_letter
from partnerschapsakte.documents.models import IssuedDocument, IssuedPdf
from partnerschapsakte.documents.schemas import UploadFile, UploadTemplate
from partnerschapsakte.documents.service import Sent, publish_file, upload_file, upload_template, withdraw_file
from partnerschapsakte.dossiers.models import Dossier, HandoverNote
from partnerschapsakte.dossiers.rules import DecisionBody, Phase, Post
from partnerschapsakte.dossiers.schemas import AssignedPost, EnterPhase, HandOver, RecordDecisionElsewhere
from partnerschapsakte.dossiers.service import (
    assign_post,
    enter_phase,
    hand_over,
    open_dossier,
    record_decision_elsewhere,
)
from partnerschapsakte.foundation.actor import Actor, Role
from partnerschapsakte.foundation.clock import noon
from partnerschapsakte.foundation.database import writing
from partnerschapsakte.journal.models import OutboxMessage
from partnerschapsakte.journal.service import make_checkpoint
from partnerschapsakte.parties.models import Party
from partnerschapsakte.reminders.models import Digest
from partnerschapsakte.reminders.service import mark_done, sweep
from partnerschapsakte.sealed.models import Vault
from services.contracts.exemplum import agreement, decided, on, sent, settle

EVALUATION = {
    "concluded_on": "2022-02-01",
    "findings": "De wachttijd is gehalveerd.",
    "provider_view": "Wij herkennen dit.",
    "residents_view": "Het gaat sneller.",
    "method": "Gesprekken en cijfers.",
    "participants": ["Exemplum", "De Eik"],
    "lessons": ["Begin eerder."],
    "advice": "extend",
}
ENTERED = date(2020, 1, 2)


def build(engine: Engine) -> World:
    """Put everything on record."""
    with writing(engine)() as session:
        world = World(settle(session))
        for state in OF_THE_REQUEST:
            world.state(state, paper=state)
        for state, paper in DIALOGUE_PAPERS.items():
            world.state(state, paper=paper)
        put_people(session, world)
        world.put(dossier_id=world.exemplum.dossier)
        seat_team(session, world, world.exemplum.dossier, account_holder=False)
        _posts(session, world)
        _agreements(session, world)
        _closed_dossier(session, world)
        for put in (put_tenders, put_assessments, put_selections, put_awards, put_bids, put_designs):
            put(session, world)
        world.stand_anew(session)
        _dates(session, world)
        _files(session, world)
        _said(session, world)
        _machinery(session, world)
        put_departure(session, world)
    put_vaults(engine, world)
    with writing(engine)() as session:
        let_in(session, world)
        make_checkpoint(session, on(TODAY), KEYS, origin="exemplum.example")  # of what was committed before
        _versions(session, world)
    return world


def _posts(session: Session, world: World) -> None:
    """Let two account holders hand over: one to who knocks as account holder, one to somebody else."""
    at, noted = world.exemplum, on(TODAY)
    note = {"running": "Het gesprek van april staat al vast.", "to_know": "De wethouder belt graag zelf."}
    heirs = (("predecessor", world.people[Role.ACCOUNT_HOLDER.value].id), ("leaver", world.usual["successor"]))
    for name, heir in heirs:
        first = world.usual[name]
        assign_post(session, noted, at.dossier, AssignedPost(post=Post.ACCOUNT_HOLDER, person_id=first))
        passed = HandOver(post=Post.ACCOUNT_HOLDER, from_person_id=first, to_person_id=heir, **note)
        hand_over(session, noted, at.dossier, passed)
    notes = {row.to_person_id: row.id for row in session.scalars(select(HandoverNote))}
    world.put(note_id=notes[world.usual["successor"]], holder="<successor>")
    world.state("note for the account holder", note_id=notes[world.people[Role.ACCOUNT_HOLDER.value].id])
    world.state("one's own post", holder="<me>")
    right = GrantRight(person_id=world.usual["colleague"], dossier_id=at.dossier, role=Role.CONTROLLER)
    world.put(right_id=grant_right(session, noted, right).id)
    chosen = select(DossierRight.id).where(DossierRight.person_id == world.usual["successor"])
    world.state("role of a post", right_id=session.scalars(chosen).one())


def _agreements(session: Session, world: World) -> None:
    """Put an agreement on record at each step of its first extension point."""
    at = world.exemplum
    missed = TermTerms(starts_on=date(2019, 7, 1), initial_months=36, options=(24,))
    said = deed_of_practice()
    steps = ("open", "evaluated", "decided", "notified")
    for step in (*steps, "missed"):
        more: dict[str, Any] = {"term": missed} if step == "missed" else {}
        found = agreement(session, at, deed=f"PA-{step}", title=f"Akte {step}", **said, **more).id
        done = steps.index(step) if step in steps else 0
        if done:
            evaluation = ConcludeEvaluation.model_validate(EVALUATION)
            conclude_evaluation(session, on(TODAY, at.contract_manager), found, 1, evaluation)
        if done > steps.index("evaluated"):
            decided(session, at, found, 1, date(2022, 2, 10))
        if done > steps.index("decided"):
            sent(session, at, found, 1, date(2022, 2, 20))
        world.state(f"{step} point", agreement_id=found)
    world.put(agreement_id=world.states["open point"]["agreement_id"], number=1)


def deed_of_practice() -> dict[str, Any]:
    """Return what an agreement says beside its parties and term: the texts of the practice dossier."""
    written = opened("exemplum-jeugdhulp").content["agreements"]["eik"]["deed"]
    texts = TEXTS.dump_python(TEXTS.validate_python(written), mode="json", exclude_defaults=True)
    squares = tuple(YearSquare(year=year, amount=Decimal(500), clients=20) for year in range(2012, 2032))
    return {"content": texts, "areas": ("Noord",), "budget": squares}


def _closed_dossier(session: Session, world: World) -> None:
    """Open a dossier of which everything is over: its agreement ended, and it is evaluated as a whole."""
    at = world.exemplum
    closed = open_dossier(session, on(ENTERED), dossier_of(world, "voorbij", at.contract_manager.id)).id
    seat_team(session, world, closed)
    command = ConcludeAgreement(
        kind=AgreementKind.SINGLE,
        deed="PA-voorbij",
        title="Oude akte",
        duration_motivation="Transformatie vraagt tijd.",
        authorities=(at.exemplum,),
        providers=(ProviderSeat(party_id=at.eik, role=ProviderRole.CONTRACTOR),),
        **deed_of_practice(),
        term=TermTerms(starts_on=date(2012, 1, 1), initial_months=36, options=(24,)),
    )
    ended = conclude_agreement(session, on(ENTERED, at.contract_manager), closed, command).id
    enter_phase(session, on(TODAY), closed, EnterPhase(phase=Phase.EVALUATION))
    world.state("closed dossier", dossier_id=closed, phase="implementation")
    world.put(phase="evaluation")
    world.state("ended agreement", agreement_id=ended)
    world.state("running agreement")


def _dates(session: Session, world: World) -> None:
    """Choose a date that is marked as done by hand, one that is done already, and one with an act of its own."""
    sweep(session, on(TODAY))

    def milestone(state: str, kind: MilestoneKind) -> str:
        subject = world.states[state]["agreement_id"]
        chosen = select(Milestone.id).where(Milestone.subject == subject, Milestone.kind == kind)
        return session.scalars(chosen.order_by(Milestone.on)).first() or ""

    world.put(milestone_id=milestone("open point", MilestoneKind.END))
    world.state("open date")
    world.state("date of an act", milestone_id=milestone("open point", MilestoneKind.NOTICE))
    settled = milestone("decided point", MilestoneKind.END)
    mark_done(session, on(TODAY, world.standing(Role.CONTRACT_MANAGER)), settled, note="Afgehandeld.")
    world.state("settled date", milestone_id=settled)
    world.put(mail_id=session.scalars(select(Digest.id).order_by(Digest.id)).first())


def _files(session: Session, world: World) -> None:
    """Keep a file of each owner, in each state."""
    at, officer = world.exemplum, world.standing(Role.PROCUREMENT_OFFICER)

    def kept(actor: Actor, title: str) -> str:
        text = Sent(f"{title}.txt", f"De tekst van {title}.\n".encode())
        return upload_file(session, on(TODAY, actor), at.dossier, UploadFile(title=title), text).id

    world.state("file of the team", file_id=kept(officer, "van het team"))
    world.state("file of one candidate", file_id=kept(world.standing(Role.PROVIDER_CONTACT), "van De Eik"))
    for state in ("published file", "withdrawn file"):
        file_id = kept(officer, state)
        publish_file(session, on(TODAY, officer), file_id)
        world.state(state, file_id=file_id)
    withdraw_file(session, on(TODAY, officer), world.states["withdrawn file"]["file_id"])
    legal = on(TODAY, world.standing(Role.LEGAL_OFFICER))
    shipped = max((TEMPLATES / "documents" / "partnership_deed").glob("*/template.docx")).read_bytes()
    command, root = UploadTemplate(kind="partnership_deed"), TEMPLATES / "documents"
    template = upload_template(session, legal, at.dossier, command, Sent("akte.docx", shipped), template_root=root)
    world.put(template_id=template.id, kind="partnership_deed")
    world.put(document_id=_document(session, world))


def _document(session: Session, world: World) -> str:
    plain = dict.fromkeys(("kind", "title", "about", "template", "template_version", "template_sha256"), "proef")
    document = IssuedDocument(
        id="00000000-0000-4000-8000-000000000002",
        dossier_id=world.exemplum.dossier,
        subject=world.usual["agreement_id"],
        file_name="proef.docx",
        fingerprint="proef",
        sha256="",
        size=4,
        content={},
        body=b"PK..",
        issued_at=noon(TODAY),
        **plain,
    )
    pdf = IssuedPdf(document_id=document.id, sha256="", size=4, body=b"%PDF", made_at=noon(TODAY))
    session.add_all([document, pdf])
    return document.id


def _said(session: Session, world: World) -> None:
    """Put on record what people wrote: a decision of the college, letters, and what an expert by experience said."""
    at = world.exemplum
    told = RecordDecisionElsewhere(
        body=DecisionBody.COLLEGE, subject="Besluit", decided_on=TODAY, case_number="Z-3", file="besluit.pdf"
    )
    noted = on(TODAY, at.contract_manager)
    world.put(decision_id=record_decision_elsewhere(session, noted, at.dossier, told).id)
    contact, officer = world.standing(Role.PROVIDER_CONTACT), world.standing(Role.PROCUREMENT_OFFICER)
    written = {"letter of one candidate": contact, "letter to all": officer}
    for state, writer in written.items():
        letter = SendLetter(title="Vraag", text="Mag het ook op dinsdag?")
        world.state(state, letter_id=send_letter(session, on(TODAY, writer), at.dossier, letter).id)
    said = EnterContribution(label="Ervaringsdeskundige 1", about="Gesprek", given_on=TODAY, matters_most="Rust")
    companions = {
        "own contribution": Role.CLIENT_ADVISER,
        "contribution by the team": Role.LEGAL_OFFICER,
        "withdrawn contribution": Role.LEGAL_OFFICER,
    }
    for state, role in companions.items():
        companion = on(TODAY, world.standing(role))
        entered = enter_contribution(session, companion, at.dossier, said, Sent("vel.pdf", SOUND["pdf"]))
        world.state(state, contribution_id=entered.id)
        if state.startswith("withdrawn"):
            withdraw_contribution(
                session, companion, at.dossier, entered.id, WithdrawContribution(reason="Er staat een naam in.")
            )
    put_questions(session, world)


def _machinery(session: Session, world: World) -> None:
    """Let work get stuck."""
    stuck = OutboxMessage(
        task="proef", key="proef", payload={}, due_at=noon(TODAY), attempts=5, parked_at=noon(TODAY), last_error="proef"
    )
    session.add(stuck)
    session.flush()
    world.put(day=TODAY, work_id=stuck.id, name="house.css")


def _versions(session: Session, world: World) -> None:
    """Remember which version of a thing a form would hold: its page was read a moment ago."""
    for table, name in ((Dossier, "dossier_id"), (Person, "person_id"), (Vault, "vault_id"), (Party, "party_id")):
        versions = {row.id: row.version for row in session.scalars(select(table))}
        for ids in (world.usual, *world.states.values()):
            if ids.get(name) in versions:
                ids[f"version_of_{name}"] = str(versions[ids[name]])
