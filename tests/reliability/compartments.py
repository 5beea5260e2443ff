"""Twenty candidates in one tender, with a canary in every field and file that they enter, get, or are written down by.

``STEPS`` is the whole story: one line for each request. A line tells who sends what, and which ids of the answer are
kept. What the product learns later, such as a question or minutes, is one more line; a test fails while an operation
for candidates has none.
"""

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Engine

from file_samples import SOUND
from partnerschapsakte.access.models import Person, SignedInSession
from partnerschapsakte.access.queries import hash_of
from partnerschapsakte.access.schemas import MakeToken
from partnerschapsakte.access.service.tokens import make_token
from partnerschapsakte.foundation.actor import Actor, Role
from partnerschapsakte.foundation.clock import noon
from partnerschapsakte.foundation.database import writing
from partnerschapsakte.foundation.occasion import Occasion
from partnerschapsakte.web.operations import IN_PATH
from reliability.canaries import BID_MINUTE, STEM
from reliability.compartment_rooms import (
    ANNOUNCEMENT,
    ASSESSMENT,
    ASSESSMENT_PLAN,
    AWARD,
    BIDDING,
    CLOSES,
    DESIGNING,
    INVITATION,
    QUESTIONS,
    SELECTION_OF_OTHERS,
    SUBMITTED,
    TALKS,
    WINNER,
)
from reliability.compartment_steps import (
    ADMINISTRATOR,
    ADVISER,
    ALL,
    AUTHORITY,
    CANDIDATE,
    DONE,
    MANAGER,
    OCTETS,
    OFFICER,
    OWN_PART,
    PDF,
    SMALL_SCAN,
    TEXT,
    WORD,
    File,
    Step,
)
from seeded.contracts import DEED
from seeded.tenders import CALL, LOT, PLAN, PUBLISHED
from seeded.vaults import AHEAD, LONG_AGO, OPENERS, PASSED
from seeded.ways import Way
from seeded.world import TODAY, Seeded, begin

CANDIDATES, FEWER_CANDIDATES = 20, 5
GUESTS = {Role.ASSESSOR.value: 91, Role.EXPERT_BY_EXPERIENCE.value: 92, ADVISER: 0}
"""Guests who are no candidates; an adviser may meet the canary of the authority: they entered it themselves."""

COME_IN = "come in"
"""What is no operation: getting a token and a browser."""

SECRET_OF_THE_AUTHORITY = f"{STEM}00-geheim"
"""What stands in what the authority keeps for itself: a canary that is nobody's own."""


def how_many(engine: Engine) -> int:
    """Return how many candidates take part: fewer where each request is slower, for what they prove is the same."""
    return CANDIDATES if engine.dialect.name == "sqlite" else FEWER_CANDIDATES


def canary_of(number: int) -> str:
    """Return the canary of a candidate: nothing else in the world looks like it."""
    return f"{STEM}{number:02d}-{hashlib.sha256(str(number).encode()).hexdigest()[:6]}"


def moment_of(number: int) -> str:
    """Return the moment at which the bid of a candidate came in: its second is the candidate's own."""
    return f"{BID_MINUTE}:{number % 60:02d}Z"


@dataclass
class Member:
    """Somebody who asks: a candidate, or a guest of another kind; ``ids`` are the ids that are theirs alone."""

    name: str
    number: int = 0
    ids: dict[str, str] = field(default_factory=dict[str, str])
    token: str = ""
    cookie: str = ""

    @property
    def canary(self) -> str:
        """The canary that only this one may meet."""
        return canary_of(self.number)


@dataclass
class Compartments:
    """The world: what all share, and who is in it.

    ``secrets`` are ids that only the authority may meet; ``elsewhere`` is a dossier in which no candidate takes part.
    """

    at: Seeded
    shared: dict[str, str] = field(default_factory=dict[str, str])
    secrets: dict[str, str] = field(default_factory=dict[str, str])
    candidates: list[Member] = field(default_factory=list[Member])
    guests: list[Member] = field(default_factory=list[Member])
    elsewhere: dict[str, str] = field(default_factory=dict[str, str])

    def meant_by(self, whose: str) -> Sequence[Member | None]:
        """Return for whom a step is sent; None: for nobody in particular."""
        if whose in {CANDIDATE, "first"}:
            return self.candidates if whose == CANDIDATE else self.candidates[:1]
        return [one for one in self.guests if one.name == whose] or [None]


PARTY = {
    "kind": "provider",
    "name": "Stichting <canary>",
    "legal_form": "stichting <canary>",
    "seat": "<canary>",
    "street_address": "<canary> 1",
    "postal_code": "1234 AB",
    "town": "<canary>",
    "kvk_number": "<kvk>",
    "represented_by": "<canary>",
    "representative_function": "<canary>",
    "representation_basis": "<canary>",
    "email": "info@<canary>.example",
}
PERSON = {"name": "Contact <canary>", "email": "<canary>@elders.example", "function": "<canary>"}
LETTER = {"title": "Brief <canary>", "text": "Wij van <canary> vragen iets."}
TO_ALL, GUIDE = {"title": "Aan allen", "text": "Een bijlage is nieuw."}, {"title": "Leidraad", "name": "leidraad.txt"}
CONTRIBUTION = {
    "label": "Deskundige <canary>",
    "about": "<canary>",
    "given_on": "2022-02-01",
    "went_well": "<canary>",
    "could_be_better": "<canary>",
    "matters_most": "<canary>",
    "scan_name": "<canary>.png",
    "scan": SMALL_SCAN,
}
AGREED = {
    "kind": "single",
    "deed": "PA-<canary>",
    "title": "Akte <canary>",
    "duration_motivation": "<canary>",
    "authorities": ["<authority>"],
    "providers": [{"party_id": "<outsider>", "role": "contractor"}],
    "areas": ["Noord"],
    "term": {"starts_on": "2022-07-01", "initial_months": 36, "options": [24, 24]},
    "content": DEED,
}
DECIDED = {
    "body": "college",
    "subject": "<canary>",
    "decided_on": "2022-02-01",
    "case_number": "<canary>",
    "file": "<canary>.pdf",
}
TENDER = PLAN | {"topics": ["Toegang"], "maximum_candidates": None, "dialogue_rounds": 1} | CLOSES
ADMITTED = {"name": "<canary>", "parties": [{"party_id": "<party_id>", "role": "lead"}], "admitted_on": "2021-11-20"}
LEFT = {"withdrawn_on": "2022-02-28", "reason": "Te weinig personeel bij <canary>."}
REASON = {"reason": "Op verzoek van <canary>."}
INVITED, RIGHT = {"party_id": "<party_id>"}, {"party_id": "<party_id>", "role": "provider_contact", "basis": "<canary>"}
WORKS = {"party_id": "<party_id>", "since": "2021-10-01", "function": "<canary>"}
OPENING, RECEIVING, OWN_VAULT = "vault_id:opening", "vault_id:receiving", "vault_id:own"
DIALOGUE = date(2021, 11, 25)


def vault(name: str, title: str, deadline: str, whose: str, on: date = TODAY) -> Step:
    """Return the step that makes a vault."""
    body = {"title": title, "deadline_at": deadline, "openers": [f"<{role.value}>" for role in OPENERS], "parties": []}
    return Step(OFFICER, "make_vault", body, {name: "id"}, on=on, whose=whose, late=whose == CANDIDATE)


def keys(vault_id: str, on: date) -> Iterator[Step]:
    """Give the steps by which three openers make their keys and show them."""
    same: dict[str, Any] = {"ids": {"vault_id": vault_id}, "on": on, "whose": "all", "late": False}
    for role in OPENERS:
        yield Step(role.value, "make_own_key", gives={f"{vault_id} {role.value}": "file"}, **same)
    for role in OPENERS:
        yield Step(role.value, "check_own_key", {"key": f"<{vault_id} {role.value}>"}, **same)


def handing_in(vault_id: str, on: date) -> Iterator[Step]:
    """Give the steps by which a candidate is invited, hands in, replaces, and begins on something better."""
    same: dict[str, Any] = {"ids": {"vault_id": vault_id}, "on": on, "late": on == TODAY}
    yield Step(OFFICER, "invite_to_vault", INVITED, **same)
    for _ in range(2):
        yield Step(CANDIDATE, "send_part", **OWN_PART, **same)
        yield Step(CANDIDATE, "submit_draft", gives={f"submission_id:{vault_id}": "submission_id"}, **same)
    yield Step(CANDIDATE, "send_part", **OWN_PART, **same)


def opened(vault_id: str) -> Iterator[Step]:
    """Give the steps by which two openers open a vault."""
    for role in OPENERS[:2]:
        key = {"key": f"<{vault_id} {role.value}>"}
        yield Step(role.value, "open_vault", key, ids={"vault_id": vault_id}, whose="all", late=False)


STEPS: tuple[Step, ...] = (
    # the tender, and who takes part
    Step(OFFICER, "plan_tender", TENDER, on=CALL, **ALL),
    ASSESSMENT_PLAN,
    Step(OFFICER, "publish_tender", PUBLISHED, on=CALL, **ALL),
    ANNOUNCEMENT,
    Step(ADMINISTRATOR, "register_party", PARTY, {"party_id": "id"}, on=CALL),
    Step(ADMINISTRATOR, "register_person", PERSON, {"person_id": "id"}, on=CALL),
    Step(ADMINISTRATOR, "start_membership", WORKS, {"membership_id": "memberships.0.id"}, on=CALL),
    Step(OFFICER, "grant_right", RIGHT | {"person_id": "<person_id>"}, {"right_id": "id"}, on=CALL),
    Step(CANDIDATE, COME_IN),
    Step(OFFICER, "admit_candidate", ADMITTED, {"candidate_id": "id"}, on=date(2021, 11, 20), late=False),
    WINNER,
    INVITATION,
    *BIDDING,
    *DESIGNING,
    Step(OFFICER, "start_dialogue", {"started_on": DIALOGUE.isoformat()}, on=DIALOGUE, **ALL),
    *TALKS,
    *QUESTIONS,
    *SUBMITTED,
    *ASSESSMENT,
    *AWARD,
    Step(OFFICER, "withdraw_candidate", LEFT, late=False),
    # letters
    Step(CANDIDATE, "send_letter", LETTER, {"letter_id:sent": "id"}),
    Step(OFFICER, "send_letter", LETTER | {"party_id": "<party_id>"}, {"letter_id:got": "id"}),
    Step(OFFICER, "send_letter", TO_ALL, {"letter_id": "id"}, **ALL),
    # files
    Step(CANDIDATE, "upload_file", gives={"file_id:word": "id"}, **WORD),
    Step(CANDIDATE, "upload_file", gives={"file_id:pdf": "id"}, **PDF),
    Step(CANDIDATE, "upload_file", gives={"file_id:withdrawn": "id"}, **TEXT),
    Step(CANDIDATE, "withdraw_file", ids={"file_id": "file_id:withdrawn"}),
    Step(OFFICER, "upload_file", SOUND["txt"], {"file_id": "id"}, query=GUIDE, headers=OCTETS, **ALL),
    Step(OFFICER, "publish_file", **ALL),
    # sealed submissions: one vault that receives, one that was opened, one for this candidate alone
    vault(RECEIVING, "Ontvangt", AHEAD, "all"),
    *keys(RECEIVING, TODAY),
    *handing_in(RECEIVING, TODAY),
    vault(OPENING, "Geopend", PASSED, "all", LONG_AGO),
    *keys(OPENING, LONG_AGO),
    *handing_in(OPENING, LONG_AGO),
    *opened(OPENING),
    Step(OFFICER, "list_opened", gives={"part_id": "@party_id.parts.0.id"}, ids={"vault_id": OPENING}, late=False),
    vault(OWN_VAULT, "Kluis van <canary>", AHEAD, CANDIDATE),
    Step(OFFICER, "invite_to_vault", INVITED, ids={"vault_id": OWN_VAULT}),
    # what is refused is written down too
    Step(CANDIDATE, "withdraw_file", ids={"file_id": "file_id:withdrawn"}, status=409),
    Step(CANDIDATE, "publish_file", ids={"file_id": "file_id:word"}, status=404),
    Step(CANDIDATE, "enter_contribution", CONTRIBUTION, status=403),
    # what the authority keeps for itself
    Step(OFFICER, "upload_file", gives={"file_id": "id"}, **WORD, **AUTHORITY),
    Step(ADVISER, "enter_contribution", CONTRIBUTION, {"contribution_id": "id"}, **AUTHORITY),
    Step(ADVISER, "enter_contribution", CONTRIBUTION, {"contribution_id:withdrawn": "id"}, **AUTHORITY),
    Step(ADVISER, "withdraw_contribution", REASON, ids={"contribution_id": "contribution_id:withdrawn"}, **AUTHORITY),
    Step(OFFICER, "record_decision", DECIDED, {"decision_id": "id"}, **AUTHORITY),
    Step(MANAGER, "conclude_agreement", AGREED, {"agreement_id": "id"}, **AUTHORITY),
    Step(MANAGER, "issue_date_table", gives={"document_id": "documents.0.id"}, **AUTHORITY),
    Step(MANAGER, "list_milestones_of_dossier", gives={"milestone_id": "0.id"}, **AUTHORITY),
    *SELECTION_OF_OTHERS,
)


def compartments(engine: Engine) -> Compartments:
    """Put everything on record."""
    at = begin(engine)
    plain = {"lot_code": LOT, "number": "1", "round_number": "1", "subject": "access", "choice": "toegang"}
    world = Compartments(at, plain | {"dossier_id": at.dossier("R-8")})
    world.shared |= {"authority": at.exemplum.exemplum, "outsider": at.exemplum.eik}
    world.shared |= {role.value: at.person(role) for role in (*OPENERS, Role.ASSESSOR)}
    world.candidates = [Member(f"candidate {number:02d}", number) for number in range(1, how_many(engine) + 1)]
    world.guests = [Member(name, number, {"person_id": at.people[name]}) for name, number in GUESTS.items()]
    world.elsewhere = {"dossier_id": at.dossier("R-9")}
    with at.client:
        for step in STEPS:
            for member in world.meant_by(step.whose):
                send(world, step, member)
    for guest in world.guests:
        come_in(at, guest)
    return world


def newcomer(world: Compartments) -> Member:
    """Let one more candidate come after everybody else, and do all that can still be done."""
    late = Member("candidate 99", 99)
    with world.at.client:
        for step in STEPS:
            if step.late:
                send(world, step, late)
    return late


def send(world: Compartments, step: Step, member: Member | None) -> None:
    """Send what a step says for one candidate, for all or for none, and keep the ids that come back."""
    at = world.at
    unowned = {"secret": world.secrets, "elsewhere": world.elsewhere}
    own = member.ids if member else unowned.get(step.whose, world.shared)
    if member and step.operation == COME_IN:
        come_in(at, member)
        return
    known = world.secrets | world.shared | own | step.ids
    words = {"canary": SECRET_OF_THE_AUTHORITY, "secret": SECRET_OF_THE_AUTHORITY, "moment": moment_of(0), **known}
    if member:
        words |= {"canary": member.canary, "kvk": str(91_000_000 + member.number), "moment": moment_of(member.number)}
    names = [name for name, _ in IN_PATH.findall(at.operations[step.operation].path)]
    path = {name: known.get(known[name], known[name]) for name in names}
    way = Way(path, filled(step.body, words), filled(step.query, words), filled(step.headers, words))
    at.now = noon(step.on)
    answer = at.send(step.operation, member.name if member and step.by == CANDIDATE else step.by, way)
    wanted = range(200, 300) if step.status == DONE else [step.status]
    assert answer.status_code in wanted, (step, answer.text)
    for name, where in step.gives.items():
        own[name] = found(answer.json(), where, known)


def filled(value: Any, words: dict[str, str]) -> Any:
    """Return what is sent, with each ``<word>`` in it replaced by what it stands for here."""
    match value:
        case str():
            return re.sub(r"<([^<>]+)>", lambda name: words[name[1]], value)
        case File():
            return value.made(words["canary"])
        case dict():
            return {name: filled(one, words) for name, one in value.items()}  # pyright: ignore[reportUnknownVariableType] - any JSON
        case list():
            return [filled(one, words) for one in value]  # pyright: ignore[reportUnknownVariableType] - any JSON
        case _:
            return value


def found(answer: Any, where: str, known: dict[str, str]) -> str:
    """Return what stands in an answer; ``@name`` chooses the one of a list that has this id."""
    for name in where.split("."):
        if name.startswith("@"):
            answer = next(one for one in answer if one[name[1:]] == known[name[1:]])
        else:
            answer = answer[int(name) if name.lstrip("-").isdigit() else name]
    return str(answer)


def come_in(at: Seeded, member: Member) -> None:
    """Give somebody a token of the API with their canary as its name, and a browser in which they are signed in."""
    person, now = member.ids["person_id"], noon(TODAY)
    occasion = Occasion(Actor(person, member.name), now, now)
    member.cookie = f"browser-of-{person}"
    times = {"created_at": now, "last_seen_at": now, "expires_at": now + timedelta(hours=9)}
    browser = SignedInSession(token_hash=hash_of(member.cookie), person_id=person, needs_second_factor=False, **times)
    with writing(at.engine)() as session:
        made = make_token(session, occasion, person, MakeToken(name=member.canary, expires_on=TODAY))
        session.get_one(Person, person).totp_confirmed_at = now
        session.add(browser)
    member.token = at.tokens[member.name] = made.secret
    member.ids["token_id"] = made.id
