"""Many dialogues and awards through the services on a real database: what must hold in memory holds here too.

One warm database, one transaction with two participants in it, and a savepoint for each run. A run mixes what comes
next with any act on any day; what is refused leaves nothing, and what is done leaves its journal entry and owed work.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, func, select

from dialogue_factory import PASSED, WHY, Table, table
from dossier_factory import on
from partnerschapsakte.awarding.models import CourtCase
from partnerschapsakte.awarding.queries.awards import letters_for as award_letters_for
from partnerschapsakte.awarding.queries.record import record_view
from partnerschapsakte.awarding.rules.facts import RecordItem
from partnerschapsakte.awarding.schemas import (
    BeginRecord,
    DecideLot,
    DescribeWinner,
    FillItem,
    RecordJudgment,
    RegisterProceedings,
    SendLetters,
    WriteReasons,
)
from partnerschapsakte.awarding.service import contesting, letters, lots, recording
from partnerschapsakte.clarifications import service as clarifications
from partnerschapsakte.clarifications.models import Question
from partnerschapsakte.clarifications.queries import notes_for, questions_for
from partnerschapsakte.clarifications.schemas import AskQuestion, DraftAnswer, PublishNote
from partnerschapsakte.correspondence.models import Letter
from partnerschapsakte.correspondence.queries import letters_for
from partnerschapsakte.dialogue.models import FrozenDocument, PlannedSession, SessionMinutes, ToldItem
from partnerschapsakte.dialogue.queries.views import own
from partnerschapsakte.dialogue.rules.facts import MeetingState
from partnerschapsakte.dialogue.schemas import commands
from partnerschapsakte.dialogue.service import ledger
from partnerschapsakte.foundation.database import writing
from partnerschapsakte.foundation.occasion import Occasion
from partnerschapsakte.foundation.outcomes import Refusal
from partnerschapsakte.journal.models import JournalEntry, OutboxMessage
from partnerschapsakte.tendering import queries, schemas
from partnerschapsakte.tendering.rules.facts import RecordState
from partnerschapsakte.tendering.service import awards as tender_awards
from partnerschapsakte.tendering.service import course as service

TEMPLATES = Path(__file__).parents[2] / "templates" / "documents"
LOT, FIRST = "LOT-0001", date(2029, 2, 1)
ENOUGH = 50
"""From so many runs on, somebody came to a contract, and rules refused."""

CANARIES = ("kanarie-noord", "kanarie-zuid")
Act = Callable[["Run", date, int], Any]


class Run:
    """One procedure of a table, from its published call on."""

    def __init__(self, at: Table) -> None:
        self.at, self.session, self.id = at, at.session, at.id
        at.today = FIRST
        self.texts: dict[str, str] = {}
        self.sets: dict[str, str] = {}
        self.minutes: dict[str, str] = {}
        self.announced = ""
        self.signed: set[str] = set()

    @property
    def now(self) -> Occasion:
        """The officer, today."""
        return on(self.at.today, self.at.world.manager)

    def rows(self, model: Any, *conditions: Any) -> list[Any]:
        """Return the rows of a table."""
        return list(self.session.scalars(select(model).where(*conditions).order_by(model.id)))

    def counted(self, model: Any) -> int:
        """Count the rows of a table."""
        return self.session.scalar(select(func.count()).select_from(model)) or 0


def one_of(things: list[Any], pick: int) -> Any:
    """Choose something, or refuse to go on where there is nothing."""
    if not things:
        raise NothingThereError
    return things[pick % len(things)]


class NothingThereError(Exception):
    """An act is about something that does not exist."""


def plan(run: Run, day: date, pick: int) -> None:
    who = pick % 2
    run.at.plan(who, round=1 + pick % 5 // 4, day=day.isoformat(), place=f"Bij {CANARIES[who]}")


def hold(run: Run, day: date, pick: int) -> None:
    run.at.hold(
        one_of(run.rows(PlannedSession, PlannedSession.state == MeetingState.PLANNED), pick).id, day.isoformat()
    )


def bring(run: Run, _: date, pick: int) -> None:
    held = one_of(run.rows(PlannedSession, PlannedSession.state == MeetingState.HELD), pick)
    who = CANARIES.index(str(held.place).removeprefix("Bij "))
    run.at.bring(held.id, who, text=f"Wij spraken {CANARIES[who]}. {pick}")


def approve(run: Run, _: date, pick: int) -> None:
    made = one_of(run.rows(SessionMinutes), pick // 2)
    run.at.approve(made.id, run.at.candidates.index(made.candidate_id) if pick % 2 else None)


def tell(run: Run, day: date, pick: int) -> None:
    who = pick % 2
    text = {"title": f"Idee van {CANARIES[who]}", "text": CANARIES[who], "is_idea": True}
    run.at.tell(who, told_on=day.isoformat(), **(text if pick % 3 else {}))


def deliver(run: Run, _: date, pick: int) -> None:
    item = one_of(run.rows(ToldItem), pick)
    ledger.deliver_item(run.session, run.now, run.id, item.id)


def classify(run: Run, _: date, pick: int) -> None:
    item = one_of(run.rows(ToldItem), pick)
    command = commands.ClassifyItem.model_validate({"sharing": "confidential", "reason": WHY})
    ledger.classify_item(run.session, run.now, run.id, item.id, command)


def invite_to_tender(run: Run, day: date, _: int) -> None:
    due = (day + timedelta(30)).isoformat()
    told = {"invited_on": day, "tender_due_on": due, "submission_address": "TenderNed"}
    service.invite_to_tender(run.session, run.now, run.id, schemas.InviteToTender.model_validate(told))


def move(run: Run, day: date, pick: int) -> None:
    told = {"tender_due_on": day + timedelta(40), "reason": WHY}
    told |= {"requests_due_on": day + timedelta(5)} if pick % 3 == 0 else {}
    service.move_deadlines(run.session, run.now, run.id, schemas.MoveDeadlines.model_validate(told))


def ask(run: Run, _: date, pick: int) -> None:
    who = pick % 2
    command = AskQuestion(text=f"Mag dit {CANARIES[who]}?")
    clarifications.ask_question(run.session, on(run.at.today, run.at.party(who)), run.id, command)


def answer(run: Run, _: date, pick: int) -> None:
    asked = one_of(run.rows(Question), pick)
    command = DraftAnswer(answer="Ja.", wording="Mag dit?")
    clarifications.draft_answer(run.session, run.now, run.id, asked.id, command)


def publish(run: Run, _: date, __: int) -> None:
    clarifications.publish_note(run.session, run.now, run.id, PublishNote(), TEMPLATES)


def decide(run: Run, day: date, pick: int) -> None:
    told = {"lot": LOT, "outcome": "award", "winners": [run.at.candidates[pick % 2]], "body": "college"}
    told |= {"decided_on": day, "case_number": "Z-1", "file": "besluit.pdf", "reason": WHY}
    lots.decide_lot(run.session, run.now, run.id, DecideLot.model_validate(told))


def describe(run: Run, _: date, pick: int) -> None:
    command = DescribeWinner(lot=LOT, candidate_id=run.at.candidates[pick % 2], characteristics=f"Een team. {pick}")
    lots.describe_winner(run.session, run.now, run.id, command)


def explain(run: Run, _: date, pick: int) -> None:
    who = pick % 2
    told = WriteReasons(lot=LOT, candidate_id=run.at.candidates[who], reasons=f"Over {CANARIES[who]}. {pick}")
    lots.write_reasons(run.session, run.now, run.id, told)


def send(run: Run, _: date, __: int) -> None:
    command = SendLetters(lot=LOT, objections_to="De rechtbank.")
    letters.send_letters(run.session, run.now, run.id, command, TEMPLATES)


def definitive(run: Run, day: date, _: int) -> None:
    command = schemas.RecordDefinitiveAward(lot=LOT, definitive_on=day)
    tender_awards.record_definitive_award(run.session, run.now, run.id, command)


def conclude(run: Run, day: date, _: int) -> None:
    command = schemas.RecordContractConcluded(lot=LOT, concluded_on=day)
    tender_awards.record_contract_concluded(run.session, run.now, run.id, command)


def notify(run: Run, day: date, _: int) -> None:
    command = schemas.RecordAwardNotice(lot=LOT, sent_on=day, reference="TN-2")
    tender_awards.record_award_notice(run.session, run.now, run.id, command)


def sue(run: Run, day: date, _: int) -> None:
    told = RegisterProceedings(lot=LOT, plaintiff="Zorg Twee", court="Rechtbank", reference="KG 1", served_on=day)
    contesting.register_proceedings(run.session, run.now, run.id, told)


def judge(run: Run, day: date, pick: int) -> None:
    case = one_of(run.rows(CourtCase), pick)
    told = RecordJudgment(judged_on=day, outcome="Afgewezen.", file="vonnis.pdf")
    contesting.record_judgment(run.session, run.now, run.id, case.id, told)


def begin_record(run: Run, _: date, __: int) -> None:
    recording.begin_record(run.session, run.now, run.id, BeginRecord())


def fill(run: Run, _: date, pick: int) -> None:
    item = list(RecordItem)[pick % len(RecordItem)]
    recording.fill_item(run.session, run.now, run.id, FillItem(item=item, not_applicable=True))


def fill_what_is_empty(run: Run, _: date, __: int) -> None:
    empty = record_view(run.session, run.id).missing
    one_of(list(empty), 0)
    for item in empty:
        recording.fill_item(run.session, run.now, run.id, FillItem(item=item, text=WHY))


def complete(run: Run, _: date, __: int) -> None:
    recording.complete_record(run.session, run.now, run.id, None)


def end(run: Run, day: date, _: int) -> None:
    run.at.end(closed_on=day.isoformat(), nothing_because=WHY, **PASSED)


def start(run: Run, day: date, _: int) -> None:
    service.start_dialogue(run.session, run.now, run.id, schemas.StartDialogue(started_on=day))


NATURAL: tuple[tuple[Act, int], ...] = (
    (lambda run, _, __: run.at.announce(), 0),
    (lambda run, _, __: run.at.invite(), 0),
    (start, 0),
    (lambda run, day, _: run.at.open(1, day.isoformat()), 0),
    (ask, 0), (answer, 0), (publish, 0),
    (plan, 0), (plan, 1), (hold, 0), (hold, 0), (bring, 0), (bring, 1),
    (approve, 0), (approve, 1), (approve, 2), (approve, 3), (tell, 0), (deliver, 0),
    (lambda run, day, _: run.at.close(1, day.isoformat(), **PASSED), 0),
    (end, 0), (invite_to_tender, 0),
    (lambda run, _, __: setattr(run.at, "today", run.at.today + timedelta(31)), 0),
    (decide, 0), (describe, 0), (explain, 0), (explain, 1), (send, 0),
    (begin_record, 0), (fill_what_is_empty, 0), (complete, 0),
    (lambda run, _, __: setattr(run.at, "today", run.at.today + timedelta(24)), 0),
    (definitive, 0), (conclude, 0), (notify, 0),
)  # fmt: skip
"""What somebody does who wants to get there; not one of them is left out by who tries anything."""

ACTS: tuple[Act, ...] = (
    *(act for act, _ in NATURAL),
    *(classify, move, sue, judge, fill),
    lambda run, _, pick: run.at.invite(2 - pick % 2),
    lambda run, day, pick: run.at.open(2 - pick % 2, day.isoformat()),
    lambda run, day, pick: run.at.close(2 - pick % 2, day.isoformat(), **PASSED),
    lambda run, _, pick: run.at.reduce(pick % 2, **PASSED),
    lambda run, _, pick: run.at.announce(joint_sessions=pick % 2 == 0),
    lambda run, _, pick: run.at.plan(pick % 2, topics=("Iets anders",)),
)


def tried(run: Run, act: Act, day: date, pick: int, tally: Counter[str]) -> None:
    """Try one act in a savepoint, and look at what it left: an entry and what is owed, or nothing."""
    run.session.flush()
    entries, owed, today = run.counted(JournalEntry), run.counted(OutboxMessage), run.at.today
    letters = {one.id for one in run.rows(Letter)}
    try:
        with run.session.begin_nested():
            act(run, day, pick)
            run.session.flush()
    except (Refusal, NothingThereError) as refused:
        tally[f"refused {getattr(refused, 'rule', None)}"] += 1
        run.session.expire_all()
        assert (run.counted(JournalEntry), run.counted(OutboxMessage)) == (entries, owed), "refused, and left a trace"
        assert {one.id for one in run.rows(Letter)} == letters
        return
    if run.at.today != today:
        return
    tally["done"] += 1
    assert run.counted(JournalEntry) > entries, "done, and not in the journal"
    for one in run.rows(Letter, Letter.id.not_in(letters)):
        key = f"letter:{one.id}:"
        works = run.rows(OutboxMessage, OutboxMessage.key.startswith(key))
        assert works, "a letter of which nobody is owed word"
        assert all(run.session.get(JournalEntry, work.entry_id) for work in works)


def looked_at(run: Run) -> None:
    """The order, what is frozen, who reads what, and the day of signing."""
    tender = queries.tender(run.session, run.id).facts
    started, closed = tender.dialogue_started_on, tender.dialogue_closed_on
    held = [one.held_on for one in run.rows(PlannedSession) if one.held_on]
    chain = [tender.published_on, tender.requests_due_on, started, min(held, default=None), max(held, default=None)]
    days = [day for day in (*chain, closed, tender.invited_on, tender.tender_due_on) if day is not None]
    assert days == sorted(days), f"out of order: {days}"
    for award in tender.awards:
        assert award.letter_sent_on >= max(day for day in days if day != tender.tender_due_on or closed)
        free = award.letter_sent_on + timedelta(award.standstill_days)
        for day in (award.definitive_on, award.contract_concluded_on):
            assert day is None or day > free, "signed within the standstill"
        if award.contract_concluded_on and award.lot not in run.signed:
            assert tender.record is RecordState.COMPLETE, "signed without a complete record"
            run.signed.add(award.lot)
    keep(run.texts, {one.id: one.text for one in run.rows(Letter)}, "a letter that was sent changed")
    keep(
        run.sets,
        {one.item_id: one.sha256 for one in run.session.scalars(select(FrozenDocument))},
        "the set of a closed round changed",
    )
    both = {one.id: one.sha256 for one in run.rows(SessionMinutes) if one.is_approved}
    keep(run.minutes, both, "minutes changed that both approved")
    dialogue = run.at.rows().facts
    if run.announced and dialogue.is_frozen:
        assert str(dialogue.announcement) == run.announced, "the announcement changed"
    run.announced = str(dialogue.announcement) if dialogue.is_frozen else ""
    for number, foreign in enumerate(reversed(CANARIES)):
        assert foreign not in read_by(run, number), "a participant reads what is another's"


def keep(known: dict[str, str], now: dict[str, str], why: str) -> None:
    """Compare what stood with what stands now, and remember it."""
    assert known.items() <= now.items(), why
    known.update(now)


def read_by(run: Run, number: int) -> str:
    """Return all that a participant can read."""
    actor = run.at.party(number)
    told: list[Any] = [*letters_for(run.session, actor, run.id), *award_letters_for(run.session, actor, run.id)]
    told += [*questions_for(run.session, actor, run.id), *notes_for(run.session, actor, run.id)]
    with suppress(Refusal):
        told.append(own(run.session, actor, run.id))
    return str(told)


TRY = st.tuples(
    st.integers(0, 9), st.sampled_from(range(len(ACTS))), st.sampled_from((0, 0, -1, -20, 3)), st.integers(0, 99)
)


@pytest.fixture
def warm(engine: Engine) -> Iterator[Table]:
    """A table with a published call and two participants, in one transaction."""
    with writing(engine)() as session:
        at = table(session)
        at.today = FIRST
        at.call()
        session.flush()
        yield at
        session.rollback()


@pytest.mark.slow
def test_what_must_hold_holds_through_the_services(warm: Table, counts: dict[str, Any]) -> None:
    tally: Counter[str] = Counter()
    contracts: list[bool] = []
    how = settings(
        max_examples=counts["kept_procedures"],
        derandomize=True,
        database=None,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example],
        phases=(Phase.generate,),
    )

    @how
    @given(tries=st.lists(TRY, min_size=4, max_size=9))
    def run_one(tries: list[tuple[int, int, int, int]]) -> None:
        savepoint = warm.session.begin_nested()
        try:
            contracts.append(played(Run(warm), tries, tally))
        finally:
            savepoint.rollback()
            warm.session.expire_all()

    run_one()
    assert tally["done"] > len(contracts)
    if len(contracts) >= ENOUGH:
        assert {f"refused {one}" for one in ("14", "21", "34", "38")} <= set(tally), tally
        assert any(contracts), tally


def played(run: Run, tries: list[tuple[int, int, int, int]], tally: Counter[str]) -> bool:
    """Go on as somebody who wants to get there, with anything in between; tell whether a contract was concluded."""
    path = iter(NATURAL)
    for count, act, offset, pick in tries:
        for _, (natural, usual) in zip(range(count), path, strict=False):
            tried(run, natural, run.at.today, usual, tally)
        looked_at(run)
        tried(run, ACTS[act], run.at.today + timedelta(offset), pick, tally)
        looked_at(run)
    return any(one.contract_concluded_on for one in queries.tender(run.session, run.id).facts.awards)
