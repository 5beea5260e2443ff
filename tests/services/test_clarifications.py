"""Questions through the service: who hears of what, at which moment, and what is kept of it."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from dossier_factory import on
from partnerschapsakte.clarifications import queries, service
from partnerschapsakte.clarifications.models import Question
from partnerschapsakte.clarifications.rules.facts import QuestionState
from partnerschapsakte.clarifications.schemas import (
    AskQuestion,
    DecideConfidentiality,
    DraftAnswer,
    LeaveOut,
    PublishNote,
)
from partnerschapsakte.correspondence.models import Letter
from partnerschapsakte.documents.models import IssuedDocument
from partnerschapsakte.foundation.actor import Actor, Role
from partnerschapsakte.foundation.database import writing
from partnerschapsakte.journal.models import JournalEntry
from partnerschapsakte.tendering.schemas import MoveDeadlines
from partnerschapsakte.tendering.service import course as tendering
from tender_factory import called, refused

TEMPLATES = Path(__file__).parents[2] / "templates" / "documents"
DAY, LATE = date(2026, 4, 20), date(2026, 5, 9)
CANARY = "kanarie-3391"


class World:
    """A published tender with two candidates that each have somebody in their room."""

    def __init__(self, session: Session) -> None:
        self.session, self.called = session, called(session)
        self.at, self.officer = self.called.at, self.called.officer
        self.eik, self.linde = self.called.eik, self.called.linde

    def ask(self, who: Actor, text: str = "Mag het ook op dinsdag?", **more: Any) -> Question:
        command = AskQuestion(text=text, **more)
        return service.ask_question(self.session, on(DAY, who), self.at.dossier, command)

    def answer(self, asked: Question, answer: str = "Ja, dat mag.", wording: str = "") -> Question:
        command = DraftAnswer(answer=answer, wording=wording)
        return service.draft_answer(self.session, on(DAY, self.officer), self.at.dossier, asked.id, command)

    def decide(self, asked: Question, *, granted: bool) -> Question:
        command = DecideConfidentiality(granted=granted, reason="Het antwoord schaadt niemand.")
        return service.decide_confidentiality(self.session, on(DAY, self.officer), self.at.dossier, asked.id, command)

    def publish(self, *questions: Question, who: Actor | None = None, day: date = DAY, **more: Any) -> Any:
        command = PublishNote(questions=tuple(one.id for one in questions), **more)
        return service.publish_note(self.session, on(day, who or self.officer), self.at.dossier, command, TEMPLATES)

    def seen(self, who: Actor) -> list[Any]:
        self.session.flush()
        return queries.questions_for(self.session, who, self.at.dossier)

    def letters(self) -> list[Letter]:
        return list(self.session.scalars(select(Letter)))


@pytest.fixture
def world(engine: Engine) -> Any:
    """A published tender, in a transaction that is rolled back by the end of the test's database."""
    with writing(engine)() as session:
        yield World(session)


def test_a_candidate_sees_its_own_questions_and_no_draft_of_an_answer(world: World) -> None:
    mine = world.ask(world.eik, about="Leidraad 3.2")
    world.ask(world.linde, CANARY)
    world.answer(mine, CANARY)
    (seen,) = world.seen(world.eik)
    assert (seen.id, seen.state, seen.answer) == (mine.id, QuestionState.OPEN, None)
    assert CANARY not in str(seen)
    assert len(world.seen(world.officer)) == 2
    assert world.seen(replace(world.eik, roles=frozenset({Role.ASSESSOR}), party_id=None)) == []


def test_a_question_of_another_candidate_is_not_there(world: World) -> None:
    asked = world.ask(world.linde)
    acting = on(DAY, world.eik)
    one = refused(lambda: queries.question_for(world.session, world.eik, world.at.dossier, asked.id))
    other = refused(lambda: service.withdraw_question(world.session, acting, world.at.dossier, asked.id))
    never = refused(lambda: service.withdraw_question(world.session, acting, world.at.dossier, "never"))
    assert one.code == other.code == never.code == "question_not_found"


def test_a_note_reaches_all_at_one_moment_without_who_asked(world: World) -> None:
    first, second = world.ask(world.eik, "Een?"), world.ask(world.linde, "Twee?")
    left = world.ask(world.eik, "Drie?")
    for one in (first, second, left):
        world.answer(one)
    service.leave_out(
        world.session, on(DAY, world.officer), world.at.dossier, left.id, LeaveOut(reason="Gaat niet over de opdracht.")
    )
    note = world.publish()
    told = queries.notes_for(world.session, world.eik, world.at.dossier)
    assert told == queries.notes_for(world.session, world.linde, world.at.dossier)
    assert [(one.number, one.text) for one in told[0].items] == [(1, "Een?"), (2, "Twee?")]
    assert note.number == 1
    letters = [one for one in world.letters() if one.party_id is None]
    assert [one.title for one in letters] == ["Nota van inlichtingen 1"]
    document = world.session.scalars(select(IssuedDocument)).one()
    assert document.content["cover"]["version"] == "1", "a note never changes; its number is in its title"
    names = ("Zorg Een", "Zorg Twee", world.at.providers[0])
    assert not [name for name in names if name in str(document.content) or name in str(told)]
    (mine, lost) = world.seen(world.eik)
    assert (mine.note_number, mine.item_number, lost.state) == (1, 1, QuestionState.LEFT_OUT)


def test_numbers_of_notes_and_items_have_no_gaps(world: World) -> None:
    asked = [world.ask(who) for who in (world.eik, world.linde, world.eik)]
    service.withdraw_question(world.session, on(DAY, world.eik), world.at.dossier, asked[0].id)
    for one in asked[1:]:
        world.answer(one)
    world.publish(asked[2])
    world.publish(asked[1])
    told = queries.notes_for(world.session, world.linde, world.at.dossier)
    assert [(one.number, [item.number for item in one.items]) for one in told] == [(2, [1]), (1, [1])]
    assert refused(world.publish).code == "nothing_to_publish"


def test_what_an_asker_may_lose_by_an_answer_to_all_is_answered_to_them_alone(world: World) -> None:
    asked = world.ask(world.eik, confidential_because="Het gaat over onze eigen werkwijze.")
    world.answer(asked, CANARY)
    assert refused(lambda: world.publish(asked)).code == "confidentiality_undecided"
    world.decide(asked, granted=True)
    assert refused(lambda: world.publish(asked)).rule == "8"
    service.answer_alone(world.session, on(DAY, world.officer), world.at.dossier, asked.id)
    letter = next(one for one in world.letters() if CANARY in one.text)
    assert letter.party_id == world.at.providers[0]
    (seen,) = world.seen(world.eik)
    assert (seen.state, seen.answer) == (QuestionState.ANSWERED_ALONE, CANARY)


def test_a_question_that_is_not_confidential_is_withdrawn_before_it_is_answered_to_all(world: World) -> None:
    asked, other = (world.ask(world.eik, confidential_because="Het gaat over onze werkwijze.") for _ in range(2))
    for one in (asked, other):
        world.decide(one, granted=False)
        world.answer(one)
    assert [one.party_id for one in world.letters()] == [world.at.providers[0]] * 2
    service.withdraw_question(world.session, on(DAY, world.eik), world.at.dossier, asked.id)
    note = world.publish()
    assert [one.question_id for one in note.items] == [other.id]
    acting = on(DAY, world.eik)
    late = refused(lambda: service.withdraw_question(world.session, acting, world.at.dossier, other.id))
    assert late.code == "question_over"


def test_a_late_note_waits_for_a_moved_deadline_or_a_mandate_rule_9(world: World) -> None:
    first, second = world.ask(world.eik), world.ask(world.linde)
    for one in (first, second):
        world.answer(one)
    assert refused(lambda: world.publish(first, day=LATE)).rule == "9"
    because = "Een rekenfout in de tabel raakt iedereen."
    assert refused(lambda: world.publish(first, day=LATE, late_because=because)).rule == "9"
    note = world.publish(first, who=world.at.mandate_holder, day=LATE, late_because=because)
    assert note.late_because == because
    moved = MoveDeadlines(tender_due_on=date(2026, 5, 19), reason="Meer tijd voor de antwoorden.")
    tendering.move_deadlines(world.session, on(LATE, world.officer), world.at.dossier, moved)
    assert world.publish(second, day=LATE).late_because == ""


def test_a_name_stands_in_a_note_only_with_a_reason_rule_19(world: World) -> None:
    asked = world.ask(world.eik, "Mag Zorg Een dat ook?")
    world.answer(asked)
    assert refused(lambda: world.publish(asked)).code == "asker_named"
    world.answer(asked, wording="Mag een aanbieder dat ook?")
    note = world.publish(asked)
    assert (note.items[0].text, note.named_because) == ("Mag een aanbieder dat ook?", "")
    other = world.ask(world.eik, "Is zorg een recht?")
    world.answer(other)
    because = "Zorg een is hier geen naam."
    assert world.publish(other, named_because=because).named_because == because


def test_a_question_from_the_platform_is_entered_by_the_team_and_not_by_a_candidate(world: World) -> None:
    told: dict[str, Any] = {"channel": "platform", "asker": "Zorg Drie", "asked_on": date(2026, 4, 1)}
    asked = world.ask(world.officer, **told)
    assert (asked.party_id, asked.asker, asked.asked_on) == (None, "Zorg Drie", date(2026, 4, 1))
    assert refused(lambda: world.ask(world.eik, **told)).code == "asker_not_asked"
    assert refused(lambda: world.ask(world.officer, party_id="nobody")).code == "party_unknown"
    assert world.seen(world.eik) == []
    world.answer(asked)
    assert world.publish(asked).number == 1


def test_an_answer_that_somebody_else_rewrote_is_not_overwritten(world: World) -> None:
    asked = world.ask(world.eik)
    world.session.flush()
    read = asked.version
    world.answer(asked)
    world.session.flush()
    again = DraftAnswer(answer="Nee.")
    acting = on(DAY, world.officer)
    refusal = refused(
        lambda: service.draft_answer(world.session, acting, world.at.dossier, asked.id, again, version=read)
    )
    assert refusal.code == "changed_meanwhile"


def test_the_journal_fixes_what_was_asked_and_answered_and_tells_nothing_of_it(world: World) -> None:
    asked = world.ask(world.eik, CANARY, confidential_because=CANARY + " is ons geheim")
    world.answer(asked, CANARY)
    world.decide(asked, granted=False)
    world.publish()
    told = select(JournalEntry).where(JournalEntry.tag.startswith("clarification:")).order_by(JournalEntry.id)
    entries = list(world.session.scalars(told))
    assert [one.tag.split(":", 1)[1] for one in entries] == [
        "question:asked",
        "answer:drafted",
        "confidentiality:decided",
        "note:published",
    ]
    assert CANARY not in "".join(str(one.details) for one in entries)
