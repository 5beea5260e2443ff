"""The papers of a dialogue: what they say, what they never say, and the form of a session that is read back."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Engine, select

from dialogue_factory import DAY, PLAN, REDUCING, TOPICS, Table, table
from dossier_factory import on
from file_samples import SOUND, docx
from forms_in_word import fill
from partnerschapsakte.contributions.schemas import EnterContribution
from partnerschapsakte.contributions.service import enter_contribution
from partnerschapsakte.dialogue.models import SessionMinutes
from partnerschapsakte.dialogue.rules.filled_in import FormRefused
from partnerschapsakte.dialogue.schemas import commands
from partnerschapsakte.dialogue.service import ending, meetings, papers
from partnerschapsakte.dialogue.service.papers import Printer
from partnerschapsakte.documents.rules.finding import FileRefused
from partnerschapsakte.documents.schemas import StoredFile
from partnerschapsakte.documents.service import Sent
from partnerschapsakte.documents.word.reading import text_of_document
from partnerschapsakte.foundation.database import writing
from partnerschapsakte.foundation.outcomes import Refusal

AT = Printer(Path(__file__).parents[2] / "templates" / "documents", DAY)
NAME = "Wilhelmina Verborgen"
OUTCOMES = {TOPICS[0]: "Eens over één voordeur.", TOPICS[1]: "niet besproken"}
ANSWERS = {
    "Gehouden op": "5 februari 2029",
    "Aantal aanwezigen": "6",
    "Functies van de aanwezigen": "jurist\nervaringsdeskundige 1",
    "Besproken": "Wij liepen de toegang langs.",
    "Afspraken": "De gemeente stuurt de cijfers.",
}


@pytest.fixture
def at(engine: Engine) -> Iterator[Table]:
    """A dialogue in one transaction."""
    with writing(engine)() as session:
        yield table(session)


def text_of(paper: StoredFile) -> str:
    return text_of_document(paper.body)


def form(at: Table, planned: str, candidate: int = 0) -> StoredFile:
    at.session.flush()
    return papers.form_of_session(at.session, at.id, planned, at.candidates[candidate], AT)


def read(at: Table, planned: str, data: bytes, name: str = "verslag.docx") -> SessionMinutes:
    at.session.flush()
    return papers.read_form_of_session(at.session, at.officer, at.id, planned, Sent(name, data))


def test_the_dialogue_document_says_the_same_to_all_and_nothing_of_one(at: Table) -> None:
    at.begin(**REDUCING)
    at.plan(0, place="Kamer van één")
    said = text_of(papers.dialogue_document(at.session, at.id, AT))
    for told in (*TOPICS, "1 februari 2029 tot en met 20 februari 2029", REDUCING["reduction_criteria"]):
        assert told in said
    assert "precies dat idee" in said
    assert not [one for one in ("Deelnemer 0", "Deelnemer 1", "Kamer van één") if one in said]


def test_without_an_announcement_there_is_no_dialogue_document_rule_14(at: Table) -> None:
    at.call()
    with pytest.raises(Refusal) as refused:
        papers.dialogue_document(at.session, at.id, AT)
    assert (refused.value.code, refused.value.rule) == ("dialogue_not_announced", "14")


def test_a_compensation_that_was_decided_stands_in_the_dialogue_document_as_money(at: Table) -> None:
    at.begin()
    decided = {"decided_by": "College", "decided_on": "2029-02-01", "amount": "12500.5"}
    command = commands.DecideCompensation.model_validate(decided)
    ending.decide_compensation(at.session, at.officer, at.id, command)
    at.session.flush()
    said = text_of(papers.dialogue_document(at.session, at.id, AT))
    assert "vergoeding van €\N{NO-BREAK SPACE}12.500,50." in said


def test_an_invitation_names_joint_sessions_and_none_of_one_participant(at: Table) -> None:
    at.begin(joint_sessions=True)
    at.plan(0, place="Kamer van één")
    at.plan(None, place="Raadzaal", day="2029-02-07")
    said = text_of(papers.invitation(at.session, at.id, 1, AT))
    assert "woensdag 7 februari 2029" in said
    assert "Raadzaal" in said
    assert "Kamer van één" not in said
    assert "Deelnemer" not in said.replace("deelnemer", "")


def test_the_form_has_the_session_its_agenda_and_a_part_for_each_topic(at: Table) -> None:
    at.begin()
    said = text_of(form(at, at.plan(0)))
    assert "maandag 5 februari 2029, 10:00 uur" in said
    assert [said.count(f"Onderwerp\n{topic}\n") for topic in TOPICS] == [1, 1]
    assert "Deelnemer 0" in said
    assert "Deelnemer 1" not in said


def test_a_form_that_was_filled_in_becomes_the_minutes_that_both_sides_approve_rule_18(at: Table) -> None:
    at.begin()
    planned = at.plan(0)
    kept = read(at, planned, fill(form(at, planned).body, ANSWERS, OUTCOMES))
    talk = next(one for one in at.view().sessions if one.id == planned)
    assert (talk.held_on, talk.attendees) == (date(2029, 2, 5), 6)
    assert talk.attendee_roles == ("jurist", "ervaringsdeskundige 1")
    assert {one.topic: one.outcome for one in talk.seats[0].outcomes} == OUTCOMES
    assert "Uitkomst: Eens over één voordeur." in kept.text
    assert "Afspraken: De gemeente stuurt de cijfers." in kept.text
    assert kept.file_name == "verslag.docx"
    at.approve(kept.id)
    at.approve(kept.id, 0)
    with pytest.raises(Refusal) as refused:
        read(at, planned, fill(form(at, planned).body, ANSWERS, OUTCOMES))
    assert (refused.value.code, refused.value.rule) == ("minutes_frozen", "18")


def test_reading_a_form_again_notes_only_what_changed(at: Table) -> None:
    at.begin()
    planned = at.plan(0)
    filled = fill(form(at, planned).body, ANSWERS, OUTCOMES)
    first = read(at, planned, filled)
    second = read(at, planned, fill(filled, {}, {TOPICS[0]: "Toch twee voordeuren."}))
    talk = next(one for one in at.view().sessions if one.id == planned)
    assert [first.number, second.number] == [1, 2]
    assert [one.outcome for one in talk.seats[0].outcomes].count("niet besproken") == 1
    assert "Toch twee voordeuren." in {one.outcome for one in talk.seats[0].outcomes}


def test_a_form_is_refused_with_all_that_is_wrong_and_nothing_is_kept(at: Table) -> None:
    at.begin()
    planned, other = at.plan(0), at.plan(1, topics=TOPICS[:1])
    wrong = {"Gehouden op": "straks", "Aantal aanwezigen": "veel", "Functies van de aanwezigen": ""}
    with pytest.raises(FormRefused) as refused:
        read(at, planned, fill(form(at, other, 1).body, wrong, OUTCOMES))
    said = [str(one.message) for one in refused.value.findings]
    assert "This form is of another session." in said
    assert len(said) == 5
    assert f"The topic “{TOPICS[1]}” of the agenda is missing." in said
    at.session.flush()
    assert at.session.scalars(select(SessionMinutes)).all() == []
    assert [one.held_on for one in at.view().sessions] == [None, None]


def test_what_was_recorded_of_the_session_is_not_overwritten_by_a_form(at: Table) -> None:
    at.begin()
    planned = at.plan(0)
    at.hold(planned)
    blank = form(at, planned).body
    assert "5 februari 2029" in text_of_document(blank)
    with pytest.raises(FormRefused) as refused:
        read(at, planned, fill(blank, {"Gehouden op": "06-02-2029", "Aantal aanwezigen": "9"}, OUTCOMES))
    assert {one.where for one in refused.value.findings} == {"Gehouden op", "Aantal aanwezigen"}


def test_a_form_of_a_participant_who_was_not_there_is_refused(at: Table) -> None:
    at.begin()
    planned, other = at.plan(0), at.plan(1)
    code = f"{planned} / {at.candidates[1]}"
    mine = form(at, other, 1).body
    with pytest.raises(FormRefused) as refused:
        read(at, planned, fill(mine, ANSWERS | {"Kenmerk van dit verslag": code}, OUTCOMES))
    assert "somebody who was not at this session" in str(refused.value.findings[0].message)


@pytest.mark.parametrize(
    ("name", "data", "error"),
    [
        ("verslag.docm", b"PK", FileRefused),
        ("verslag.pdf", b"%PDF-1.4", FileRefused),
        ("verslag.docx", b"geen Word", FileRefused),
        ("verslag.docx", docx(), FormRefused),
    ],
)
def test_only_a_word_document_without_macros_that_is_our_form_is_read(
    at: Table, name: str, data: bytes, error: type[Refusal]
) -> None:
    at.begin()
    with pytest.raises(error):
        read(at, at.plan(0), data, name)


def test_the_letter_about_input_quotes_who_agreed_and_names_nobody(at: Table) -> None:
    at.begin()
    planned = at.plan(0)
    expert = commands.AddExpert(label="Ervaringsdeskundige 7", name=NAME)
    meetings.add_expert(at.session, at.officer, at.id, planned, expert)
    for quoted, text in ((True, "Eén vaste hulpverlener is fijn."), (False, "Dit mag niemand lezen.")):
        entered = {"label": "Ervaringsdeskundige 7", "about": "De toegang", "given_on": "2029-02-01"}
        command = EnterContribution.model_validate(entered | {"matters_most": text, "may_quote": quoted})
        enter_contribution(at.session, on(DAY, at.world.manager), at.id, command, Sent("blad.pdf", SOUND["pdf"]))
    change = commands.NoteChange(what="Iedereen krijgt één vaste hulpverlener.", place="Artikel 4")
    ending.note_change(at.session, at.officer, at.id, change)
    at.session.flush()
    said = text_of(papers.input_letter_of(at.session, at.world.manager, at.id, AT))
    assert "“Eén vaste hulpverlener is fijn.”" in said
    assert "Iedereen krijgt één vaste hulpverlener." in said
    assert "Wij kregen 2 keer inbreng." in said
    for hidden in ("Dit mag niemand lezen.", "Ervaringsdeskundige 7", NAME, "Deelnemer 0"):
        assert hidden not in said


def test_papers_are_the_same_bytes_each_time(at: Table) -> None:
    at.begin()
    first = papers.dialogue_document(at.session, at.id, AT)
    assert papers.dialogue_document(at.session, at.id, AT) == first
    assert PLAN["title"] in text_of(first)
