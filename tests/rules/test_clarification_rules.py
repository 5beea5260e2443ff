"""When a question is asked, answered to all or to its asker alone, and what may stand in a note."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from partnerschapsakte.clarifications.rules import notes, questions
from partnerschapsakte.clarifications.rules.facts import Confidentiality, QuestionFacts, QuestionState
from partnerschapsakte.foundation.actor import Actor, Role
from partnerschapsakte.foundation.outcomes import Refusal
from partnerschapsakte.tendering.rules.facts import Procedure, TenderFacts

OFFICER = Actor("officer", "O. Fficier", frozenset({Role.PROCUREMENT_OFFICER}))
CONTROLLER = Actor("controller", "Een controller", frozenset({Role.CONTROLLER}))
EIK = Actor("eik", "E. Ik", frozenset({Role.PROVIDER_CONTACT}), party_id="party-eik")
LINDE = replace(EIK, id="linde", party_id="party-linde")
DEADLINE = date(2026, 5, 18)
TENDER = TenderFacts(
    procedure=Procedure.SAS_DIALOGUE,
    published_on=date(2026, 3, 1),
    requests_due_on=date(2026, 4, 1),
    tender_due_on=DEADLINE,
)
ASKED = QuestionFacts(
    id="q", asked_on=date(2026, 4, 20), party_id="party-eik", asker="Stichting De Eik", text="Mag dat?", answer="Ja."
)


def code(refusal: Refusal | None) -> str | None:
    return refusal.code if refusal else None


def test_a_question_is_asked_from_publication_until_the_one_deadline_rule_25() -> None:
    def ask(day: date) -> str | None:
        return code(questions.why_not_ask(EIK, TENDER, day, today=day))

    assert ask(date(2026, 2, 28)) == "order_of_days"
    assert ask(date(2026, 3, 1)) is None
    assert ask(DEADLINE) is None
    late = questions.why_not_ask(EIK, TENDER, DEADLINE + timedelta(1), today=date(2026, 6, 1))
    assert (code(late), late and late.rule) == ("questions_closed", "25")


def test_nothing_is_asked_about_a_tender_that_was_not_published_or_was_withdrawn() -> None:
    day = date(2026, 4, 2)
    unpublished, gone = replace(TENDER, published_on=None), replace(TENDER, withdrawn_on=day)
    assert code(questions.why_not_ask(EIK, unpublished, day, today=day)) == "tender_not_published"
    assert code(questions.why_not_ask(EIK, gone, day, today=day)) == "tender_withdrawn"
    assert code(questions.why_not_ask(CONTROLLER, TENDER, day, today=day)) == "questions_not_permitted"


def test_a_candidate_knows_of_its_own_questions_and_of_no_other_rule_19() -> None:
    assert questions.may_read(EIK, "party-eik")
    assert not questions.may_read(LINDE, "party-eik")
    assert not questions.may_read(replace(EIK, party_id=None), None)
    assert questions.may_read(CONTROLLER, "party-eik")
    assert code(questions.why_not_tell_who(EIK, told=True)) == "asker_not_asked"
    assert questions.why_not_tell_who(OFFICER, told=True) is None


def test_confidentiality_is_decided_once_and_only_where_it_was_asked() -> None:
    for asked, expected in (
        (Confidentiality.NOT_ASKED, "confidentiality_not_asked"),
        (Confidentiality.ASKED, None),
        (Confidentiality.GRANTED, "confidentiality_decided"),
        (Confidentiality.REFUSED, "confidentiality_decided"),
    ):
        assert code(questions.why_not_decide(OFFICER, replace(ASKED, confidentiality=asked))) == expected


def test_only_a_confidential_question_is_answered_to_its_asker_alone_rule_8() -> None:
    refusal = questions.why_not_answer_alone(OFFICER, ASKED)
    assert (code(refusal), refusal and refusal.rule) == ("answer_to_all", "8")
    granted = replace(ASKED, confidentiality=Confidentiality.GRANTED)
    assert questions.why_not_answer_alone(OFFICER, granted) is None
    assert code(questions.why_not_answer_alone(OFFICER, replace(granted, answer=""))) == "answer_missing"


def test_a_question_that_is_over_changes_no_more() -> None:
    acts = (
        questions.why_not_draft,
        questions.why_not_leave_out,
        questions.why_not_take_back,
        questions.why_not_answer_alone,
        questions.why_not_decide,
        questions.why_not_withdraw,
    )
    for over in (replace(ASKED, published=True), replace(ASKED, withdrawn=True), replace(ASKED, answered_alone=True)):
        assert {code(act(OFFICER, over)) for act in acts} == {"question_over"}


def test_a_question_is_left_out_once_and_comes_back_once() -> None:
    out = replace(ASKED, left_out=True)
    assert (ASKED.state, out.state) == (QuestionState.ANSWERED, QuestionState.LEFT_OUT)
    assert code(questions.why_not_leave_out(OFFICER, out)) == "left_out_already"
    assert code(questions.why_not_take_back(OFFICER, ASKED)) == "not_left_out"
    assert questions.why_not_take_back(OFFICER, out) is None
    assert questions.why_not_withdraw(EIK, replace(ASKED, confidentiality=Confidentiality.REFUSED)) is None


@pytest.mark.parametrize(
    ("due", "last"), [("2026-05-18", "2026-05-08"), ("2026-04-17", "2026-04-07"), ("2027-01-11", "2027-01-01")]
)
def test_answers_come_at_least_ten_days_before_the_deadline_rule_9(due: str, last: str) -> None:
    tender = replace(TENDER, requests_due_on=None, tender_due_on=date.fromisoformat(due))
    day = date.fromisoformat(last)
    assert notes.why_late(tender, day) is None
    late = notes.why_late(tender, day + timedelta(1))
    assert (code(late), late and late.rule, late and late.article) == ("answers_late", "9", "Aw 2.54(1)")


def test_a_late_note_needs_a_moved_deadline_or_a_mandate_with_a_reason_rule_9() -> None:
    day = date(2026, 5, 9)

    def publish(tender: TenderFacts, because: str | None, *, mandated: bool) -> str | None:
        refusal = notes.why_not_publish_now(OFFICER, tender, late_because=because, may_override=mandated, today=day)
        return code(refusal)

    assert publish(TENDER, None, mandated=True) == "answers_late"
    assert publish(TENDER, "Een schrijffout in de tabel.", mandated=False) == "answers_late"
    assert publish(TENDER, "Een schrijffout in de tabel.", mandated=True) is None
    assert publish(replace(TENDER, tender_due_on=date(2026, 5, 19)), None, mandated=False) is None


def test_answers_are_for_the_first_deadline_that_has_not_passed() -> None:
    assert notes.deadline_of(TENDER, date(2026, 4, 1)) == date(2026, 4, 1)
    assert notes.deadline_of(TENDER, date(2026, 4, 2)) == DEADLINE
    assert notes.deadline_of(TENDER, date(2026, 6, 1)) == DEADLINE
    assert notes.deadline_of(replace(TENDER, tender_due_on=None), date(2026, 4, 2)) is None
    assert not notes.is_in_time(replace(ASKED, asked_on=date(2026, 5, 9)), TENDER)
    assert notes.is_in_time(ASKED, TENDER)


def test_only_what_is_answered_and_decided_goes_into_a_note_rule_8() -> None:
    def note(*chosen: QuestionFacts) -> str | None:
        return code(notes.why_not_publish(chosen, (), named_because=None))

    assert note(ASKED) is None
    assert note() == "nothing_to_publish"
    assert note(ASKED, replace(ASKED, answer="")) == "question_unanswered"
    assert note(replace(ASKED, left_out=True)) == "question_not_ready"
    assert note(replace(ASKED, published=True)) == "question_not_ready"
    assert note(replace(ASKED, confidentiality=Confidentiality.ASKED)) == "confidentiality_undecided"
    assert note(replace(ASKED, confidentiality=Confidentiality.GRANTED)) == "question_confidential"
    assert note(replace(ASKED, confidentiality=Confidentiality.REFUSED)) is None


def test_a_name_in_a_note_warns_and_passes_with_a_reason_rule_19() -> None:
    named = replace(ASKED, text="Mag De Eik ook met twee locaties meedoen?")
    found = notes.findings([named])
    assert [one.rule for one in found] == ["19"]
    assert code(notes.why_not_publish([named], found, named_because=None)) == "asker_named"
    assert notes.why_not_publish([named], found, named_because="De eik is hier een boom.") is None


def test_the_name_of_an_asker_is_also_found_in_what_the_question_is_about() -> None:
    assert len(notes.findings([replace(ASKED, about="Bijlage van De Eik")])) == 1


def test_the_name_of_one_asker_is_also_found_in_the_question_of_another() -> None:
    other = replace(ASKED, id="p", asker="Coöperatie Linde U.A.", text="Wat vroeg Stichting De Eik?")
    assert [one.where for one in notes.findings([ASKED, other])] == ["p"]
    assert notes.findings([replace(ASKED, text="De eiken in het park")]) == ()


@given(
    st.sampled_from(["Stichting", "Coöperatie", "Vereniging"]), st.sampled_from(["De Eik", "Zorgkracht 12", "Linde"])
)
def test_a_name_is_found_with_and_without_its_legal_form(form: str, name: str) -> None:
    asked = replace(ASKED, asker=f"{form} {name}", text=f"Wij van {name.upper()} vragen ons af.")
    assert len(notes.findings([asked])) == 1
