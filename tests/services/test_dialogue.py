"""A dialogue from announcement to closing: what its services let happen, refuse with the rule, and leave behind."""

from collections.abc import Iterator
from contextlib import AbstractContextManager
from datetime import date
from typing import Any

import pytest
from sqlalchemy import Engine, select

from dialogue_factory import ANNOUNCED, DAY, PASSED, REDUCING, TOPICS, WHY, Table, table, talking
from dossier_factory import on
from file_samples import SOUND, docx
from partnerschapsakte.agenda.queries import of_dossier
from partnerschapsakte.agenda.rules import MilestoneState
from partnerschapsakte.correspondence.models import Letter
from partnerschapsakte.dialogue.models import DialogueLetter, SessionExpertName
from partnerschapsakte.dialogue.queries import rows, views
from partnerschapsakte.dialogue.rules.facts import FrozenKind, LetterPurpose, RoundState
from partnerschapsakte.dialogue.schemas import commands
from partnerschapsakte.dialogue.service import ending, ledger, meetings, rounds
from partnerschapsakte.documents.schemas import UploadFile
from partnerschapsakte.documents.service import Sent, publish_file, upload_file
from partnerschapsakte.foundation.actor import Actor, Role
from partnerschapsakte.foundation.outcomes import Refusal
from partnerschapsakte.journal.models import JournalEntry
from partnerschapsakte.tendering import queries as tendering
from partnerschapsakte.tendering.rules.facts import MinutesState
from snapshots import begun

WORD = docx()
CANARY = "kanarie-naam-4471"


@pytest.fixture
def at(engine: Engine) -> Iterator[Table]:
    """A dossier in which nobody was called to a dialogue yet."""
    with begun(engine, "a table", table) as made:
        yield made


@pytest.fixture
def talks(engine: Engine) -> Iterator[Table]:
    """A dialogue whose first round is open."""
    with begun(engine, "an open round", talking) as made:
        yield made


def assert_refused(code: str, rule: str | None = None) -> AbstractContextManager[Any]:
    """Expect a refusal with this code, that names this rule."""
    return pytest.raises(Refusal, check=lambda one: (one.code, one.rule) == (code, rule))


def letters(at: Table, purpose: LetterPurpose) -> list[Letter]:
    chosen = (
        select(Letter)
        .join(DialogueLetter, DialogueLetter.letter_id == Letter.id)
        .where(DialogueLetter.purpose == purpose)
        .order_by(Letter.party_id)
    )
    return list(at.session.scalars(chosen))


def journal(at: Table) -> str:
    at.session.flush()
    return str([entry.details for entry in at.session.scalars(select(JournalEntry))])


def test_what_was_announced_changes_until_the_first_invitation_and_never_after_rule_14(at: Table) -> None:
    at.call()
    at.announce()
    at.announce(**REDUCING)
    assert at.view().reduction
    at.invite()
    with assert_refused("announcement_frozen", "14"):
        at.announce()
    assert at.view().reduction


def test_rounds_and_topics_are_those_of_the_tender_rule_14(at: Table) -> None:
    at.call()
    with assert_refused("rounds_differ", "14"):
        at.announce(rounds=ANNOUNCED["rounds"][:1])
    strange = [{**one, "topics": ["Prijs"]} for one in ANNOUNCED["rounds"]]
    with assert_refused("topic_not_announced", "14"):
        at.announce(rounds=strange)


def test_an_announcement_is_not_overwritten_by_who_read_an_older_one(at: Table) -> None:
    at.call()
    at.announce()
    command = commands.AnnounceDialogue.model_validate(ANNOUNCED)
    with assert_refused("changed_meanwhile"):
        rounds.announce(at.session, at.officer, at.id, command, version=0)
    rounds.announce(at.session, at.officer, at.id, command, version=at.view().version)


def test_all_are_invited_at_one_moment_each_by_a_letter_of_its_own(at: Table) -> None:
    at.call()
    at.announce()
    at.invite()
    sent = letters(at, LetterPurpose.INVITATION)
    assert sorted(one.party_id or "" for one in sent) == sorted(at.world.providers)
    assert len({one.sent_at for one in sent}) == 1
    assert at.view().rounds[0].state is RoundState.INVITED


def test_nobody_is_invited_where_somebody_would_be_left_out(at: Table) -> None:
    at.call(contacts=1)
    at.announce()
    with assert_refused("somebody_left_out"):
        at.invite()
    assert letters(at, LetterPurpose.INVITATION) == []


def test_fewer_than_three_invited_is_warned_of_and_passed_with_a_reason_rule_17(at: Table) -> None:
    at.call()
    at.announce()
    with assert_refused("warnings_open", "17"):
        at.invite(passed_because=None)
    at.invite(**PASSED)
    assert WHY in journal(at)


def test_a_session_is_planned_held_and_written_down_and_both_sides_approve_its_minutes_rule_18(talks: Table) -> None:
    planned = talks.plan(0)
    talks.hold(planned)
    with assert_refused("minutes_not_approved", "18"):
        talks.close(**PASSED)
    first = talks.bring(planned)
    talks.approve(first)
    second = talks.bring(planned, text="Wij spraken over toegang.")
    with assert_refused("minutes_replaced", "18"):
        talks.approve(first, 0)
    talks.approve(second, 0)
    with assert_refused("minutes_not_approved", "18"):
        talks.close(**PASSED)
    talks.approve(second)
    with assert_refused("minutes_frozen", "18"):
        talks.bring(planned)
    held = tendering.tender(talks.session, talks.id).sessions
    assert [one.minutes for one in held] == [MinutesState.APPROVED]
    talks.close(**PASSED)
    assert [one.kind for one in talks.view().rounds[0].documents] == [FrozenKind.MINUTES]


def test_minutes_are_a_word_or_pdf_file_that_was_judged(talks: Table) -> None:
    planned = talks.plan(0)
    talks.hold(planned)
    for name, data in (("verslag.png", SOUND["png"]), ("verslag.docx", b"geen Word")):
        with assert_refused("file_refused"):
            talks.bring(planned, sent=Sent(name, data))
    with assert_refused("minutes_empty"):
        talks.bring(planned, text="")
    kept = talks.bring(planned, text="", sent=Sent("verslag.docx", WORD))
    found = talks.rows()
    assert rows.minutes_file(talks.session, rows.minutes_for(found, talks.party(0), kept)).body == WORD


def test_a_participant_finds_nothing_of_another_rule_19(talks: Table) -> None:
    planned = talks.plan(0)
    talks.hold(planned)
    written = talks.bring(planned, text=CANARY)
    idea = talks.tell(0, text=CANARY, sharing="confidential", reason=WHY, deliver_by=None, is_idea=True)
    with assert_refused("not_in_dialogue"):
        talks.approve(written, 1)
    with assert_refused("not_in_dialogue"):
        ledger.consent_to_item(talks.session, on(DAY, talks.party(1)), talks.id, idea, commands.ConsentToItem())
    own, other = (views.own(talks.session, talks.party(number), talks.id) for number in (0, 1))
    assert CANARY in str(own)
    assert (other.sessions, other.ideas, other.told_to_all) == ((), (), ())
    with assert_refused("dialogue_not_found"):
        views.own(talks.session, Actor("x", "x", frozenset({Role.ASSESSOR})), talks.id)


def test_a_joint_session_is_held_only_where_it_was_announced_rule_14(talks: Table) -> None:
    with assert_refused("joint_not_announced", "14"):
        talks.plan(None)


def test_a_joint_session_is_recorded_for_each_with_minutes_of_its_own(at: Table) -> None:
    at.begin(joint_sessions=True)
    planned = at.plan(None)
    at.hold(planned)
    assert len(tendering.tender(at.session, at.id).sessions) == 2
    with assert_refused("minutes_not_approved", "18"):
        at.close()
    for number in range(2):
        written = at.bring(planned, number)
        at.approve(written)
        at.approve(written, number)
    at.close()


def test_who_left_was_not_at_a_joint_session_and_keeps_no_round_open_rule_18(at: Table) -> None:
    at.begin(joint_sessions=True)
    first, second = at.plan(None), at.plan(None)
    at.hold(first)
    written = [at.bring(first, number) for number in range(2)]
    at.leave(1)
    at.hold(second)
    assert [one.candidate_id for one in tendering.tender(at.session, at.id).sessions].count(at.candidates[1]) == 1
    with assert_refused("candidate_not_at_session"):
        at.bring(second, 1)
    written.append(at.bring(second, 0))
    for one in written:
        at.approve(one)
    with assert_refused("minutes_not_approved", "18"):
        at.close(**PASSED)
    for one in (written[0], written[2]):
        at.approve(one, 0)
    at.close(**PASSED)


def test_the_agenda_holds_what_was_announced_rule_14(talks: Table) -> None:
    with assert_refused("topic_not_announced", "14"):
        talks.plan(0, topics=["Prijs"])
    planned = talks.plan(0, topics=TOPICS[:1])
    talks.hold(planned)
    told = {"candidate_id": talks.candidates[0], "topic": TOPICS[1], "outcome": "Niets."}
    with assert_refused("topic_not_on_agenda"):
        meetings.note_outcome(
            talks.session, talks.officer, talks.id, planned, commands.NoteOutcome.model_validate(told)
        )
    said = commands.NoteOutcome.model_validate(told | {"topic": TOPICS[0], "outcome": CANARY})
    meetings.note_outcome(talks.session, talks.officer, talks.id, planned, said)
    assert talks.view().sessions[0].seats[0].outcomes[0].outcome == CANARY
    assert CANARY not in journal(talks)


def test_a_session_that_was_cancelled_is_not_held(talks: Table) -> None:
    planned = talks.plan(0)
    with assert_refused("session_planned"):
        talks.close(**PASSED)
    meetings.cancel_session(talks.session, talks.officer, talks.id, planned, commands.CancelSession(reason=WHY))
    with assert_refused("session_cancelled"):
        talks.hold(planned)
    talks.close(**PASSED)


def test_the_name_of_an_expert_is_seen_by_who_keeps_records_and_stands_nowhere_else_rule_67(talks: Table) -> None:
    planned = talks.plan(0)
    command = commands.AddExpert(label="Ervaringsdeskundige 1", name=CANARY, preparation_on=date(2029, 2, 4))
    meetings.add_expert(talks.session, talks.officer, talks.id, planned, command)
    assert talks.view().sessions[0].experts[0].name == CANARY
    controller = Actor("c", "C", frozenset({Role.CONTROLLER}))
    seen = views.full(talks.session, controller, talks.id, DAY).sessions[0].experts[0]
    assert (seen.label, seen.name) == ("Ervaringsdeskundige 1", None)
    assert CANARY not in journal(talks)
    assert CANARY not in str(views.own(talks.session, talks.party(0), talks.id))
    assert talks.session.scalars(select(SessionExpertName.name)).all() == [CANARY]


def test_what_is_owed_to_all_is_warned_of_and_passed_with_a_reason_rule_20(talks: Table) -> None:
    for number in range(2):
        talks.talk(number)
    talks.tell()
    assert [one.rule for one in talks.view().warnings] == ["20", "68"]
    with assert_refused("warnings_open", "20"):
        talks.close()
    talks.close(**PASSED)


def test_what_is_owed_to_all_keeps_a_round_open_where_a_reduction_is_announced_rule_20(at: Table) -> None:
    at.begin(**REDUCING)
    for number in range(2):
        at.talk(number)
    item = at.tell()
    with assert_refused("information_owed", "20"):
        at.close(**PASSED)
    assert [one.rule for one in at.view().rounds[0].blocked_by] == ["20"]
    ledger.deliver_item(at.session, at.officer, at.id, item)
    at.close()
    sent = letters(at, LetterPurpose.DELIVERY)
    assert [one.text for one in sent] == ["Het zijn er 250."] * 2
    assert set(at.view().items[0].letters) == {one.id for one in sent}
    assert views.own(at.session, at.party(1), at.id).told_to_all[0].text == "Het zijn er 250."


def test_every_item_is_classified_rule_20(talks: Table) -> None:
    with assert_refused("deliver_by_missing", "20"):
        talks.tell(deliver_by=None)
    with assert_refused("reason_missing", "20"):
        talks.tell(sharing="confidential")


def test_an_idea_of_one_is_shared_only_with_its_consent_to_exactly_that_item_rule_19(talks: Table) -> None:
    idea = talks.tell(is_idea=True)
    other = talks.tell(is_idea=True, text="Een ander idee.")
    with assert_refused("consent_missing", "19"):
        ledger.deliver_item(talks.session, talks.officer, talks.id, idea)
    with assert_refused("proof_missing", "19"):
        ledger.consent_to_item(talks.session, talks.officer, talks.id, idea, commands.ConsentToItem())
    ledger.consent_to_item(talks.session, on(DAY, talks.party(0)), talks.id, idea, commands.ConsentToItem())
    with assert_refused("consent_missing", "19"):
        ledger.deliver_item(talks.session, talks.officer, talks.id, other)
    ledger.deliver_item(talks.session, talks.officer, talks.id, idea)
    ledger.consent_to_item(
        talks.session, talks.officer, talks.id, other, commands.ConsentToItem(proof="Mail van 3 maart")
    )
    ledger.deliver_item(talks.session, talks.officer, talks.id, other)
    assert {one.consent is not None for one in talks.view().items} == {True}


def test_who_hears_an_idea_of_another_is_not_told_that_somebody_consented_rule_19(talks: Table) -> None:
    idea = talks.tell(is_idea=True)
    ledger.consent_to_item(talks.session, on(DAY, talks.party(0)), talks.id, idea, commands.ConsentToItem())
    ledger.deliver_item(talks.session, talks.officer, talks.id, idea)
    heard = [views.own(talks.session, talks.party(number), talks.id).told_to_all[0] for number in range(2)]
    assert [one.consented_at is not None for one in heard] == [True, False]


def test_what_is_confidential_does_not_go_to_all_until_it_is_classified_anew_rule_19(talks: Table) -> None:
    item = talks.tell(sharing="confidential", reason=WHY, deliver_by=None)
    with assert_refused("item_confidential", "19"):
        ledger.deliver_item(talks.session, talks.officer, talks.id, item)
    anew = commands.ClassifyItem.model_validate({"sharing": "for_all", "deliver_by": "2029-02-10"})
    ledger.classify_item(talks.session, talks.officer, talks.id, item, anew)
    ledger.deliver_item(talks.session, talks.officer, talks.id, item)
    with assert_refused("item_delivered", "20"):
        ledger.classify_item(talks.session, talks.officer, talks.id, item, anew)


def test_nobody_is_left_out_where_no_reduction_was_announced_rule_15(talks: Table) -> None:
    talks.close(**PASSED)
    with assert_refused("reduction_not_announced", "15"):
        talks.reduce(1)


def test_who_is_left_out_reads_why_and_only_its_own_reason_rule_15_and_17(at: Table) -> None:
    at.begin(**REDUCING)
    with assert_refused("round_not_closed", "15"):
        at.reduce(1)
    at.close(**PASSED)
    with assert_refused("warnings_open", "17"):
        at.reduce(1)
    with assert_refused("nobody_left", "17"):
        at.reduce(0, 1, **PASSED)
    at.reduce(1, **PASSED)
    told = letters(at, LetterPurpose.REDUCTION)
    assert [(one.party_id, one.text) for one in told] == [(at.world.providers[1], WHY)]
    assert [one.is_in for one in at.view().participants] == [True, False]
    at.invite(2)
    at.open(2, "2029-03-01")
    with assert_refused("candidate_not_in"):
        at.plan(1, round=2, day="2029-03-01", topics=TOPICS[1:])


def test_the_documents_of_a_round_are_frozen_with_their_hashes(talks: Table) -> None:
    file = upload_file(
        talks.session, talks.officer, talks.id, UploadFile(title="Dialoogdocument"), Sent("d.txt", b"tekst\n")
    )
    talks.close(**PASSED)
    assert talks.view().rounds[0].documents == ()
    talks.invite(2)
    talks.open(2, "2029-03-01")
    publish_file(talks.session, talks.officer, file.id)
    talks.close(2, "2029-03-01", **PASSED)
    (kept,) = talks.view().rounds[1].documents
    assert (kept.kind, kept.item_id, kept.sha256) == (FrozenKind.PUBLISHED_FILE, file.id, file.sha256)


def test_rounds_follow_each_other(talks: Table) -> None:
    with assert_refused("earlier_round_open"):
        talks.invite(2)
    with assert_refused("round_opened"):
        talks.open()
    with assert_refused("round_not_open"):
        talks.close(2)
    with assert_refused("round_not_found"):
        talks.invite(3)


def test_the_dialogue_is_closed_with_notice_to_all_and_then_nobody_talks_rule_21(talks: Table) -> None:
    with assert_refused("round_open", "21"):
        talks.end(**PASSED)
    talks.close(**PASSED)
    with assert_refused("warnings_open", "14"):
        talks.end()
    talks.end(**PASSED)
    assert len(letters(talks, LetterPurpose.CLOSING)) == 2
    assert tendering.tender(talks.session, talks.id).dialogue_closed_on == DAY
    with assert_refused("dialogue_closed", "21"):
        talks.invite(2)
    with assert_refused("dialogue_closed", "21"):
        talks.plan(0)
    with assert_refused("dialogue_closed", "21"):
        talks.tell()


def test_what_the_dialogue_changes_is_written_down_or_nothing_with_a_reason(talks: Table) -> None:
    talks.close(**PASSED)
    talks.invite(2)
    talks.open(2, "2029-03-01")
    talks.close(2, "2029-03-01", **PASSED)
    decided = commands.DecideCompensation(decided_by="College", decided_on=DAY, reason=WHY)
    ending.decide_compensation(talks.session, talks.officer, talks.id, decided)
    with pytest.raises(Refusal, match="changes in the specification"):
        talks.end()
    changed = commands.NoteChange(what="Wachttijd telt vanaf aanmelding.", place="Bestek, paragraaf 4.2")
    ending.note_change(talks.session, talks.officer, talks.id, changed)
    talks.end()
    assert talks.view().changes[0].place == "Bestek, paragraaf 4.2"


def test_a_progress_report_is_due_in_fifteen_days_and_answered_by_a_letter_rule_22(talks: Table) -> None:
    asked = commands.AskProgress(requested_on=date(2029, 2, 20), question="Hoe staat het ervoor?")
    one = ending.ask_progress(talks.session, on(DAY, talks.party(0)), talks.id, asked)
    (due,) = [date_ for date_ in of_dossier(talks.session, talks.id, DAY) if date_.subject == one.id]
    assert (due.on, due.state) == (date(2029, 3, 7), MilestoneState.DUE)
    ending.answer_progress(
        talks.session, talks.officer, talks.id, one.id, commands.AnswerProgress(text="Ronde 1 loopt.")
    )
    (done,) = [date_ for date_ in of_dossier(talks.session, talks.id, DAY) if date_.subject == one.id]
    assert done.state is MilestoneState.DONE
    assert [sent.party_id for sent in letters(talks, LetterPurpose.PROGRESS_REPORT)] == [talks.world.providers[0]]
    with assert_refused("request_answered", "22"):
        ending.answer_progress(
            talks.session, talks.officer, talks.id, one.id, commands.AnswerProgress(text="Nog eens.")
        )


def test_a_compensation_is_decided_on_once_an_amount_or_none_with_a_reason_rule_68(talks: Table) -> None:
    assert "68" in {one.rule for one in talks.view().warnings}
    told = {"decided_by": "College", "decided_on": DAY}
    with assert_refused("reason_missing", "68"):
        ending.decide_compensation(
            talks.session, talks.officer, talks.id, commands.DecideCompensation.model_validate(told)
        )
    paid = commands.DecideCompensation.model_validate(told | {"amount": "7500.00"})
    ending.decide_compensation(talks.session, talks.officer, talks.id, paid)
    assert talks.view().warnings == ()
    with assert_refused("compensation_decided", "68"):
        ending.decide_compensation(talks.session, talks.officer, talks.id, paid)


def test_a_product_of_the_dialogue_has_a_text_and_a_state(talks: Table) -> None:
    noted = commands.NoteProduct.model_validate({"kind": "risk_table", "title": "Risico's", "text": "Verloop."})
    made = meetings.note_product(talks.session, talks.officer, talks.id, noted)
    agreed = commands.NoteProduct.model_validate(noted.model_dump() | {"state": "agreed"})
    meetings.change_product(talks.session, talks.officer, talks.id, made.id, agreed)
    assert talks.view().products[0].state == "agreed"
    assert "Verloop" not in journal(talks)


def test_who_keeps_no_records_changes_nothing_here(talks: Table) -> None:
    with assert_refused("records_not_permitted"):
        meetings.plan_session(
            talks.session,
            on(DAY, Actor("c", "C", frozenset({Role.CONTROLLER}))),
            talks.id,
            commands.PlanSession(
                round=1, day=DAY, hour="10:00", place="Stadhuis", topics=TOPICS, candidate_id=talks.candidates[0]
            ),
        )
