"""The rooms in which candidates ask, talk, are assessed and are written to: their part of the story, room by room."""

from datetime import date
from typing import Any

from partnerschapsakte.foundation.actor import Role
from reliability.compartment_steps import ALL, AUTHORITY, CANDIDATE, ELSEWHERE, FIRST, OFFICER, File, Step, pdf
from seeded.designs import CHOICE, CONSULTATION, PRINCIPLES, PUBLISHED, REPORT
from seeded.designs import HELD as HELD_WITH_MARKET
from seeded.tenders import CALL, LOT

ASSESSOR = Role.ASSESSOR.value
CALLED, BEGUN = date(2021, 11, 22), date(2021, 11, 25)
TALKED_ON, TOLD_ON, ENDED_ON = date(2021, 12, 1), date(2021, 12, 2), date(2021, 12, 20)
ASKED_ON, ANSWERED_ON, JUDGED_ON = date(2021, 12, 22), date(2021, 12, 24), date(2022, 2, 1)
WHY, TOPICS = "Omdat <canary> het zo zei.", ["Toegang"]
PLAIN_WHY = "Zo is het met allen afgesproken."
PASSED = {"passed_because": PLAIN_WHY}

NAMELESS = {"about": "Leidraad 3.2", "text": "Mag het van <canary> ook op dinsdag?"}
QUESTION = {"about": "<canary> 4", "text": "Wat wil <canary> weten?", "confidential_because": WHY}
WORDED = {"answer": "Dat mag.", "wording": "Mag het ook op dinsdag?"}
GRANTED = {"granted": True, "reason": WHY}
NOTED, ALONE, OVER, LEFT_OUT, OPEN = (f"question_id:{what}" for what in ("noted", "alone", "over", "left", "open"))


def question(name: str, body: Any, *, answered: Any = None) -> tuple[Step, ...]:
    """Return the steps by which a candidate asks, and is answered where there is an answer."""
    one: dict[str, Any] = {"ids": {"question_id": name}, "late": False}
    asked = Step(CANDIDATE, "ask_question", body, {name: "id"}, on=ASKED_ON, late=False)
    return (asked, Step(OFFICER, "draft_answer", answered, on=ANSWERED_ON, **one)) if answered else (asked,)


QUESTIONS = (
    *question(NOTED, NAMELESS, answered=WORDED),
    Step(
        OFFICER, "publish_clarification_note", {"questions": []}, {"clarification_note_id": "id"}, on=ANSWERED_ON, **ALL
    ),
    *question(ALONE, QUESTION, answered={"answer": "Alleen voor <canary>."}),
    Step(OFFICER, "decide_confidentiality", GRANTED, ids={"question_id": ALONE}, on=ANSWERED_ON, late=False),
    Step(OFFICER, "answer_question_alone", ids={"question_id": ALONE}, on=ANSWERED_ON, late=False),
    *question(LEFT_OUT, NAMELESS, answered={"answer": "Voor niemand, ook niet voor <canary>."}),
    Step(OFFICER, "leave_out_question", {"reason": WHY}, ids={"question_id": LEFT_OUT}, on=ANSWERED_ON, late=False),
    *question(OVER, QUESTION),
    Step(CANDIDATE, "withdraw_question", ids={"question_id": OVER}, on=ASKED_ON, late=False),
    *question(OPEN, QUESTION, answered={"answer": "Nog niet gegeven aan <canary>."}),
)

ANNOUNCED = {
    "rounds": [{"topics": TOPICS, "starts_on": "2021-11-25", "ends_on": "2021-12-15"}],
    "joint_sessions": True,
}
INVITED = {"title": "Uitnodiging", "text": "U bent welkom."} | PASSED
OWN = {"candidate_id": "<candidate_id>"}
MEETING = {"round": 1, "day": "2021-12-01", "hour": "10:00", "topics": TOPICS}
OWN_MEETING = MEETING | OWN | {"place": "Bij <canary>", "expected_roles": ["<canary>"]}
EXPERT = {"label": "Deskundige <canary>", "name": "E. <canary>", "note": "<canary>"}
HELD = {"held_on": "2021-12-01", "attendees": 4, "attendee_roles": ["<canary>"]}
MINUTES = OWN | {"file_name": "<canary>.pdf", "file": File(pdf, "pdf", in_json=True)}
JOINT_MINUTES = OWN | {"text": "Wij spraken met <canary>."}
OUTCOME = OWN | {"topic": TOPICS[0], "outcome": "Eens met <canary>."}
TOLD = {"round": 1, "told_on": "2021-12-01", "title": "Idee van <canary>", "text": "<canary> wil iets.", **OWN}
FOR_ALL = {"sharing": "for_all", "deliver_by": "2021-12-20"}
IDEA = TOLD | FOR_ALL | {"is_idea": True}
CONFIDENTIAL = TOLD | {"sharing": "confidential", "reason": WHY}
HEARD_BY_ALL = TOLD | FOR_ALL | {"told_on": "2021-12-02", "title": "Aantal", "text": "Het zijn er 250."}
PRODUCT = {"kind": "risk_table", "title": "Risico's van <canary>", "text": "Verloop bij <canary>."}
PROGRESS = {"requested_on": "2021-12-10", "question": "Hoe staat het ervoor met <canary>?"}
PAID = {"decided_by": "<canary>", "decided_on": "2021-12-16", "amount": "7500.00"}
CLOSED = {"closed_on": "2021-12-16", "reason": "Ronde 1 bij <canary> is klaar."} | PASSED
ENDED = {"closed_on": "2021-12-20", "title": "Gesloten", "text": "Dank voor uw inbreng.", "nothing_because": PLAIN_WHY}
APART, TOGETHER, CANCELLED = (f"planned_session_id:{what}" for what in ("apart", "together", "cancelled"))


def meeting(
    name: str, operation: str, body: Any = None, gives: dict[str, str] | None = None, whose: str = CANDIDATE
) -> Step:
    """Return a step about a planned session."""
    about: dict[str, Any] = {"ids": {"planned_session_id": name}, "on": TALKED_ON, "late": False}
    return Step(OFFICER, operation, body, gives or {}, whose=whose, **about)


def approved(minutes: str, by: str = CANDIDATE, whose: str = CANDIDATE) -> tuple[Step, ...]:
    """Return the steps by which both sides approve minutes."""
    same: dict[str, Any] = {"ids": {"minutes_id": minutes}, "on": TALKED_ON, "whose": whose, "late": False}
    return Step(OFFICER, "sign_minutes", **same), Step(by, "sign_minutes", **same)


ANNOUNCEMENT = Step(OFFICER, "announce_dialogue", ANNOUNCED, on=CALL, **ALL)
INVITATION = Step(OFFICER, "invite_to_round", INVITED, ids={"round_number": "1"}, on=CALLED, **ALL)
TALKS = (
    Step(OFFICER, "open_round", {"opened_on": "2021-11-25"}, ids={"round_number": "1"}, on=BEGUN, **ALL),
    Step(OFFICER, "plan_session", OWN_MEETING, {APART: "id"}, on=BEGUN, late=False),
    Step(OFFICER, "plan_session", OWN_MEETING, {CANCELLED: "id"}, on=BEGUN, late=False),
    Step(OFFICER, "plan_session", MEETING | {"place": "Stadhuis"}, {TOGETHER: "id"}, on=BEGUN, **ALL),
    meeting(CANCELLED, "cancel_session", {"reason": WHY}),
    meeting(APART, "add_expert", EXPERT),
    meeting(APART, "hold_session", HELD, gives={"session_id": "seats.0.session_id"}),
    meeting(TOGETHER, "hold_session", HELD, whose="all"),
    meeting(APART, "note_outcome", OUTCOME),
    meeting(APART, "bring_minutes", MINUTES, gives={"minutes_id:file": "id"}),
    meeting(TOGETHER, "bring_minutes", JOINT_MINUTES, gives={"minutes_id:text": "id"}),
    *approved("minutes_id:file"),
    *approved("minutes_id:text"),
    meeting(TOGETHER, "bring_minutes", JOINT_MINUTES, gives={"minutes_id:winner": "id"}, whose="secret"),
    *approved("minutes_id:winner", by=Role.PROVIDER_CONTACT.value, whose="secret"),
    Step(OFFICER, "tell_item", IDEA, {"item_id:idea": "id"}, on=TALKED_ON, late=False),
    Step(CANDIDATE, "consent_to_item", {"proof": "<canary>"}, ids={"item_id": "item_id:idea"}, late=False),
    Step(OFFICER, "tell_item", IDEA, {"item_id:kept": "id"}, on=TALKED_ON, late=False),
    Step(OFFICER, "tell_item", CONFIDENTIAL, {"item_id:confidential": "id"}, on=TALKED_ON, late=False),
    Step(OFFICER, "tell_item", HEARD_BY_ALL, on=TOLD_ON, **FIRST),
    Step(OFFICER, "read_dialogue", gives={"item_id:delivered": "items.-1.id"}, on=TOLD_ON, **ALL),
    Step(OFFICER, "deliver_item", ids={"item_id": "item_id:delivered"}, on=TOLD_ON, **ALL),
    Step(OFFICER, "note_product", PRODUCT | OWN, {"product_id": "id"}, on=TALKED_ON, late=False),
    Step(OFFICER, "note_product", PRODUCT, {"product_id": "id"}, on=TALKED_ON, **AUTHORITY),
    Step(OFFICER, "record_progress_request", PROGRESS | OWN, {"request_id:recorded": "id"}, on=ENDED_ON, late=False),
    Step(CANDIDATE, "ask_progress", PROGRESS, {"request_id:asked": "id"}, on=ENDED_ON, late=False),
    Step(
        OFFICER,
        "answer_progress",
        {"text": "Het gaat goed met <canary>."},
        ids={"request_id": "request_id:asked"},
        on=ENDED_ON,
        late=False,
    ),
    Step(OFFICER, "decide_compensation", PAID, on=ENDED_ON, **AUTHORITY),
    Step(OFFICER, "close_round", CLOSED, ids={"round_number": "1"}, on=ENDED_ON, **AUTHORITY),
    Step(OFFICER, "end_dialogue", ENDED | PASSED, on=ENDED_ON, **ALL),
)

PLAN = {"method": "points", "criteria": [{"code": "K1", "title": "Plan van aanpak", "weight": "100"}]}
SEATED = {"person_id": f"<{ASSESSOR}>"}
CONFLICT = {"has_conflict": True, "explanation": "Mijn zus werkt bij <canary>."}
NO_CONFLICT = {"has_conflict": False, "explanation": "<canary>"}
BID = {"candidate_id": "<candidate_id>", "lots": [{"lot": LOT, "price": "125000.00"}], "note": "<secret> <canary>"}
SCORE = {"criterion": "K1", "score": "7", "reason": "<secret> over <canary>."} | OWN
SCORED = SCORE | {"lot": LOT}
WORKING, CONFLICTED = "seat_id:working", "seat_id:conflicted"
OF_ASSESSOR: dict[str, Any] = {"whose": ASSESSOR, "late": False}


def seat(name: str, place: int, declared: Any) -> tuple[Step, ...]:
    """Return the steps by which somebody is asked to assess, and declares."""
    return (
        Step(OFFICER, "seat_assessor", SEATED, {name: "id"}, on=JUDGED_ON, **AUTHORITY),
        Step(ASSESSOR, "list_assessors", gives={name: f"{place}.id"}, on=JUDGED_ON, **OF_ASSESSOR),
        Step(ASSESSOR, "declare_conflict", declared, ids={"seat_id": name}, on=JUDGED_ON, **OF_ASSESSOR),
    )


ASSESSMENT_PLAN = Step(OFFICER, "plan_assessment", PLAN, on=CALL, **ALL)
ASSESSMENT = (
    *seat(WORKING, 0, NO_CONFLICT),
    Step(OFFICER, "enter_bid", BID, on=JUDGED_ON, late=False),
    Step(ASSESSOR, "give_score", SCORED, ids={"seat_id": WORKING}, on=JUDGED_ON, late=False),
    Step(OFFICER, "give_score", SCORED, ids={"seat_id": WORKING}, on=JUDGED_ON, late=False, status=403),
    Step(ASSESSOR, "give_score", SCORED, ids={"seat_id": WORKING}, on=JUDGED_ON, **AUTHORITY),
    Step(OFFICER, "open_scores", on=JUDGED_ON, **AUTHORITY),
    Step(OFFICER, "release_assessor", {"reason": WHY}, ids={"seat_id": WORKING}, on=JUDGED_ON, **AUTHORITY),
    *seat(CONFLICTED, 1, CONFLICT),
    Step(OFFICER, "agree_score", SCORE, on=JUDGED_ON, late=False),
    Step(OFFICER, "agree_score", SCORE | {"score": "8"}, on=JUDGED_ON, **AUTHORITY),
    Step(OFFICER, "lock_lot", on=JUDGED_ON, **AUTHORITY),
)
"""Who assessed stopped before anybody looks, and who declared a conflict waits: neither reads who takes part."""

WINS: dict[str, Any] = {
    "name": "De Eik",
    "parties": [{"party_id": "<outsider>", "role": "lead"}],
    "admitted_on": "2021-11-20",
}
DECISION = {
    "outcome": "award",
    "winners": ["<candidate_id>"],
    "body": "college",
    "decided_on": "2022-02-01",
    "case_number": "<canary>",
    "file": "<canary>.pdf",
    "mandate": "<canary>",
    "reason": WHY,
}
REASONS = OWN | {"reasons": "Het plan van <canary> was te dun.", "scores": "K1 van <canary>: 7"}
LETTERS = {"objections_to": "De rechtbank."}
COMPLAINT = {"complainant": "<canary>", "about": "De weging van <canary> was onduidelijk.", "received_on": "2022-02-20"}
REFUSED = {"upheld": False, "decided_on": "2022-02-25", "decision": WHY}
CASE = {"lot": LOT, "plaintiff": "<canary>", "court": "Rechtbank", "reference": "<canary>", "served_on": "2022-02-28"}
ITEM = {"item": "f", "text": "Over de vragen van <canary>."}
WINNER = Step(OFFICER, "admit_candidate", WINS, {"candidate_id": "id"}, on=date(2021, 11, 20), **AUTHORITY)
AWARD = (
    Step(OFFICER, "decide_lot", DECISION, on=JUDGED_ON, **AUTHORITY),
    Step(OFFICER, "take_over", on=JUDGED_ON, **AUTHORITY),
    Step(OFFICER, "describe_winner", OWN | {"characteristics": "Een team."}, on=JUDGED_ON, **AUTHORITY),
    Step(OFFICER, "write_reasons", REASONS, on=JUDGED_ON, **AUTHORITY),
    Step(OFFICER, "write_reasons", REASONS, on=JUDGED_ON, late=False),
    Step(OFFICER, "send_letters", LETTERS, on=JUDGED_ON, **ALL),
    Step(OFFICER, "list_award_letters", gives={"award_letter_id": "@party_id.id"}, late=False),
    Step(OFFICER, "register_complaint", COMPLAINT, {"complaint_id": "id"}, **AUTHORITY),
    Step(OFFICER, "decide_complaint", REFUSED, **AUTHORITY),
    Step(OFFICER, "register_court_case", CASE, {"case_id": "id"}, **AUTHORITY),
    Step(OFFICER, "begin_record", {"call_off_under": ""}, **AUTHORITY),
    Step(OFFICER, "fill_item", ITEM, **AUTHORITY),
)

BIDDING = (
    Step(OFFICER, "correct_documents", {"reason": PLAIN_WHY}, on=date(2021, 11, 22), **ALL),
    Step(CANDIDATE, "confirm_bid", on=date(2021, 11, 23), late=False),
    Step(CANDIDATE, "withdraw_bid", on=date(2021, 11, 24), late=False),
)
"""What candidates tell of their own bids while they can be handed in."""

CLOSES = {"tender_due_on": "2022-01-20", "tender_due_time": "12:00"}
OPENED_ON = date(2022, 1, 21)
HANDED_IN: dict[str, Any] = OWN | {
    "received_at": "<moment>",
    "lots": [LOT],
    "size_class": "small",
    "country": "NL",
    "reference": "<canary>",
}
OUTAGE = {"began_at": "2022-01-20T08:00:00Z", "what": "Storing bij <canary>.", "evidence": "Melding van <canary>."}
OPENED = {
    "opened_at": "2022-01-21T09:00:00Z",
    "first_opener": "A. <canary>",
    "second_opener": "B. <canary>",
    "remarks": "Er lag een bestand van <canary>.",
}
SUBMITTED = (
    Step(OFFICER, "record_outage", OUTAGE, on=OPENED_ON, **AUTHORITY),
    Step(OFFICER, "record_bid", HANDED_IN, {"bid_id": "id"}, on=OPENED_ON, late=False),
    Step(OFFICER, "record_bid", HANDED_IN, {"bid_id": "id"}, on=OPENED_ON, **AUTHORITY),
    Step(OFFICER, "open_bids", OPENED, on=OPENED_ON, **AUTHORITY),
)
"""What came in, each bid at a second of its own, and who opened it: the authority alone sees them side by side."""

DESIGNING = (
    Step(OFFICER, "make_choice", CHOICE, **AUTHORITY),
    Step(OFFICER, "write_principles", PRINCIPLES, {"principles_id": "id"}, **AUTHORITY),
    Step(OFFICER, "plan_consultation", CONSULTATION, {"consultation_id:planned": "id"}, **AUTHORITY),
    Step(OFFICER, "plan_consultation", CONSULTATION, {"consultation_id": "id"}, **ALL),
    Step(OFFICER, "hold_consultation", HELD_WITH_MARKET, **ALL),
    Step(OFFICER, "report_consultation", REPORT, **ALL),
    Step(OFFICER, "publish_consultation", PUBLISHED, **ALL),
)
"""The design is of the authority; of the market consultations candidates read what is published."""

CALL_OF_SELECTION = date(2021, 12, 1)
SELECTING: dict[str, Any] = {
    "procedure": "sas_selection",
    "title": "Ambulante jeugdhulp",
    "requests_due_on": "2022-02-01",
    "tender_due_on": "2022-06-15",
    "maximum_candidates": 1,
    "lots": [{"code": LOT, "title": "Noord"}],
}
SELECTED_BY = {
    "requirements": [{"code": "E1", "kind": "suitability", "text": "Ervaring", "evidence": "Een referentie"}],
    "criteria": [{"code": "C1", "text": "Visie", "weight": "100", "scale": "10", "evidence": "Een bladzijde"}],
    "uea_required": True,
}
REQUEST: dict[str, Any] = {
    "name": "<canary>",
    "parties": [{"party_id": "<outsider>", "role": "lead"}],
    "received_at": "2022-01-20T11:00:00Z",
    "size_class": "small",
}
FOUND = {"findings": [{"code": "E1", "met": True, "reason": WHY}]}
SELECTION_OF_OTHERS: tuple[Step, ...] = (
    Step(OFFICER, "plan_tender", SELECTING, on=CALL_OF_SELECTION, **ELSEWHERE),
    Step(OFFICER, "plan_selection", SELECTED_BY, on=CALL_OF_SELECTION, **ELSEWHERE),
    Step(OFFICER, "publish_tender", {"published_on": "2021-12-01"}, on=CALL_OF_SELECTION, **ELSEWHERE),
    Step(OFFICER, "record_participation_request", REQUEST, {"participation_request_id": "id"}, **ELSEWHERE),
    Step(OFFICER, "assess_participation_request", FOUND, **ELSEWHERE),
)
