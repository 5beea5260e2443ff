"""What each act at the API is sent: a body that can be read, about things that exist; the answer is about rights.

A text between angle brackets is a name of ``World.ids``. What differs in a state stands under the act with that state:
``PUT /vaults/{vault_id}/deadline | closed vault``. A new act belongs here, unless it takes no body.
"""

import base64
from typing import Any

from doors import rights_designs
from doors.rights_bids import BID, EXTENDED, LIST, OPENED, OUTAGE, WAY
from doors.rights_dialogue import ANNOUNCED
from doors.rights_selection import ASKED as ASKED_OF_CANDIDATES
from doors.rights_sending import Sent
from doors.rights_stage import TEMPLATES
from doors.rights_tenders import PLAN
from file_samples import SOUND, docx
from seeded.dialogues import ASKED, CHANGE, CLOSED, ENDED, EXPERT, FOR_ALL, INVITED, PAID, PRODUCT, TOLD
from seeded.dialogues import TALK as AGENDA

WHY = "Zo is het afgesproken."
DAY = "2022-03-01"
TEXT = b"De tekst van een bijlage.\n"
WORD = max((TEMPLATES / "documents" / "evaluation_report").glob("*/template.docx"))
PARTY = {"kind": "provider", "name": "Stichting De Beuk", "seat": "Exemplum", "kvk_number": "90000009"}
DECISION = {"authority_id": "<authority>", "choice": "extend", "reason": WHY}
ELSEWHERE = {"decided_elsewhere": True, "body": "college", "decided_on": DAY, "case_number": "Z-9", "file": "b.pdf"}
HAND_OVER = {"post": "account_holder", "from_person_id": "<holder>", "to_person_id": "<colleague>"}
NOTE = {"running": "Het gesprek van april staat al vast.", "to_know": "De wethouder belt graag zelf."}
DOSSIER = {
    "ocid": "ocds-exemplum-nieuw",
    "reference": "Z-nieuw",
    "title": "Een nieuw dossier",
    "phase": "vision",
    "authorities": ["<authority>"],
    "posts": [{"post": "contract_manager", "person_id": "<manager>"}],
    "role_mailbox": "nieuw@exemplum.example",
}
AGREEMENT = {
    "kind": "single",
    "deed": "PA-nieuw",
    "title": "Een nieuwe akte",
    "duration_motivation": WHY,
    "authorities": ["<authority>"],
    "providers": [{"party_id": "<eik>", "role": "contractor"}],
    "term": {"starts_on": "2022-01-01", "initial_months": 36, "options": [24]},
}
SAID = {"label": "Ervaringsdeskundige 9", "about": "Gesprek", "given_on": DAY, "matters_most": "Rust"}
SCAN = {"scan_name": "vel.pdf", "scan": base64.b64encode(SOUND["pdf"]).decode()}

INVITATION = {"invited_on": DAY, "tender_due_on": "2022-06-15", "submission_address": "TenderNed"}
ASSESSMENT = {"method": "points", "criteria": [{"code": "K1", "title": "Plan van aanpak", "weight": "100"}]}
SCORED = {"candidate_id": "<candidate_id>", "criterion": "K1", "score": 8, "reason": WHY}

POINT = "/agreements/{agreement_id}/extension-points/{number}"
IN_DOSSIER = "/dossiers/{dossier_id}"
REQUEST = IN_DOSSIER + "/participation-requests/{participation_request_id}"
TENDER = IN_DOSSIER + "/tender"
DIALOGUE = IN_DOSSIER + "/dialogue"
ROUND = DIALOGUE + "/rounds/{round_number}"
TALK = DIALOGUE + "/sessions/{planned_session_id}"
ITEM = DIALOGUE + "/items/{item_id}"
OF_CANDIDATE = {"candidate_id": "<candidate_id>"}
SESSION = AGENDA | {"day": "2022-02-16"}
IN_LOT = TENDER + "/lots/{lot_code}"
ASSESSED = TENDER + "/assessed-lots/{lot_code}"
PERSON = "/people/{person_id}"
VAULT = "/vaults/{vault_id}"

BODIES: dict[str, dict[str, Any] | Sent] = {
    # agreements
    f"POST {IN_DOSSIER}/agreements": AGREEMENT,
    f"PUT {POINT}/planned-evaluation": {"planned_on": "2022-04-01"},
    f"POST {POINT}/evaluation": {"concluded_on": DAY, "findings": "De wachttijd is gehalveerd."},
    f"POST {POINT}/decision": DECISION,
    f"POST {POINT}/decision | decided elsewhere": DECISION | ELSEWHERE,
    f"POST {POINT}/notice": {"authority_id": "<authority>", "sent_on": DAY, "channel": "aangetekende post"},
    f"POST {POINT}/receipt": {"authority_id": "<authority>", "received_on": DAY, "proof": "ontvangstbevestiging"},
    f"POST {POINT}/continuation": {"authority_id": "<authority>", "ground": WHY, "risk": "Een bezwaar."},
    # dossiers
    "POST /dossiers": DOSSIER,
    f"PATCH {IN_DOSSIER}": {"title": "Een andere titel"},
    f"PUT {IN_DOSSIER}/phase": {"phase": "<phase>"},
    f"POST {IN_DOSSIER}/posts": {"post": "budget_holder", "person_id": "<target>"},
    f"POST {IN_DOSSIER}/hand-overs": HAND_OVER | NOTE,
    f"POST {IN_DOSSIER}/decisions": {
        "body": "council",
        "subject": "Besluit",
        "decided_on": DAY,
        "case_number": "Z-4",
        "file": "raad.pdf",
    },
    f"POST {IN_DOSSIER}/contributions": SAID | SCAN,
    f"POST {IN_DOSSIER}/contributions/{{contribution_id}}/_withdraw": {"reason": WHY},
    f"POST {IN_DOSSIER}/letters": {"title": "Vraag", "text": "Mag het ook op dinsdag?"},
    f"POST {IN_DOSSIER}/files": Sent(query={"title": "Bijlage", "name": "bijlage.txt"}, content=TEXT),
    f"POST {IN_DOSSIER}/templates": Sent(
        query={"kind": "evaluation_report", "name": "verslag.docx"}, content=WORD.read_bytes()
    ),
    # rights
    f"POST {IN_DOSSIER}/rights": {"person_id": "<target>", "role": "budget_holder"},
    f"POST {IN_DOSSIER}/rights/{{right_id}}/_withdraw": {"reason": WHY},
    f"POST {IN_DOSSIER}/rights-review": {"note": WHY},
    f"POST {IN_DOSSIER}/invitations": {"person_id": "<outsider>"},
    "POST /rights-review": {"note": WHY},
    f"POST {PERSON}/rights": {"dossier_id": "<dossier_id>", "role": "budget_holder"},
    # the design
    **rights_designs.BODIES,
    # a tender
    f"POST {TENDER}": PLAN,
    f"POST {TENDER}/_publish": {"published_on": "2022-01-20", "reference": "TN-9"},
    f"POST {TENDER}/invitation": INVITATION,
    f"PUT {TENDER}/deadlines": {"tender_due_on": "2022-07-15", "reason": WHY},
    f"POST {TENDER}/_withdraw": {"withdrawn_on": DAY, "reason": WHY},
    f"POST {TENDER}/dialogue/_start": {"started_on": DAY},
    f"POST {TENDER}/dialogue/_close": {"closed_on": DAY},
    f"POST {TENDER}/candidates": {
        "name": "De Linde",
        "parties": [{"party_id": "<linde>", "role": "lead"}],
        "admitted_on": DAY,
    },
    f"POST {TENDER}/candidates/{{candidate_id}}/_withdraw": {"withdrawn_on": DAY, "reason": WHY},
    f"POST {TENDER}/sessions": {
        "candidate_id": "<candidate_id>",
        "round": 1,
        "held_on": "2022-02-20",
        "topics": ["Toegang"],
        "attendees": 3,
    },
    f"POST {TENDER}/sessions/{{session_id}}/approval": {"approved_on": DAY},
    f"POST {IN_LOT}/award-letters": {"decided_on": DAY, "sent_on": DAY, "awarded": ["<candidate_id>"]},
    f"POST {IN_LOT}/definitive-award": {"definitive_on": DAY},
    f"POST {IN_LOT}/contracts": {"concluded_on": DAY},
    f"POST {IN_LOT}/award-notices": {"sent_on": DAY, "reference": "TN-10"},
    # questions
    f"POST {IN_DOSSIER}/questions": {"text": "Mag het ook op dinsdag?"},
    f"POST {IN_DOSSIER}/questions/{{question_id}}/confidentiality": {"granted": False, "reason": WHY},
    f"PUT {IN_DOSSIER}/questions/{{question_id}}/answer": {"answer": "Dat mag."},
    f"POST {IN_DOSSIER}/questions/{{question_id}}/_omit": {"reason": WHY},
    f"POST {IN_DOSSIER}/clarification-notes": {"questions": []},
    # an assessment
    f"PUT {TENDER}/assessment-plan": ASSESSMENT,
    f"POST {TENDER}/assessment-plan/_rectify": ASSESSMENT | {"reason": WHY},
    f"POST {TENDER}/assessed-bids": {"candidate_id": "<candidate_id>", "lots": [{"lot": "<lot_code>"}]},
    f"POST {TENDER}/assessors": {"person_id": "<assessor>"},
    f"POST {TENDER}/assessors/{{seat_id}}/_release": {"reason": WHY},
    f"POST {TENDER}/assessors/{{seat_id}}/declaration": {"has_conflict": False},
    f"POST {TENDER}/assessors/{{seat_id}}/measure": {"may_assess": False, "measure": WHY},
    f"POST {TENDER}/assessors/{{seat_id}}/scores": SCORED | {"lot": "<lot_code>"},
    f"POST {ASSESSED}/scores": SCORED,
    f"POST {ASSESSED}/draws": {
        "order": ["<candidate_id>", "<other_candidate_id>"],
        "method": "Briefjes uit een doos",
        "witnesses": ["Notaris"],
        "drawn_on": DAY,
    },
    # a dialogue
    f"PUT {DIALOGUE}/announcement": ANNOUNCED,
    f"POST {ROUND}/invitations": INVITED,
    f"POST {ROUND}/_open": {"opened_on": "2022-02-10"},
    f"POST {ROUND}/_close": CLOSED,
    f"POST {ROUND}/reductions": {
        "dropped": [{"candidate_id": "<leaves>", "reason": WHY}],
        "decided_on": DAY,
        "passed_because": WHY,
    },
    f"POST {DIALOGUE}/sessions": SESSION | OF_CANDIDATE,
    f"POST {TALK}/_cancel": {"reason": WHY},
    f"POST {TALK}/_hold": {"held_on": "2022-02-15", "attendees": 4},
    f"POST {TALK}/experts": EXPERT,
    f"POST {TALK}/outcomes": OF_CANDIDATE | {"topic": "Toegang", "outcome": "Eens."},
    f"POST {TALK}/minutes": OF_CANDIDATE | {"text": "Wij spraken over de toegang."},
    f"POST {TALK}/minutes-forms": {"file_name": "verslag.docx", "file": base64.b64encode(docx()).decode()},
    f"POST {TALK}/minutes-forms | session with its form": {"file_name": "verslag.docx", "file": "<filled_form>"},
    f"POST {DIALOGUE}/items": TOLD | FOR_ALL | OF_CANDIDATE,
    f"PUT {ITEM}/classification": {"sharing": "confidential", "reason": WHY},
    f"POST {ITEM}/consent": {"proof": "brief van 1 maart"},
    f"POST {DIALOGUE}/products": PRODUCT,
    f"PUT {DIALOGUE}/products/{{product_id}}": PRODUCT | {"state": "agreed"},
    f"POST {DIALOGUE}/changes": CHANGE,
    f"POST {DIALOGUE}/_end": ENDED | {"closed_on": DAY},
    f"POST {DIALOGUE}/progress-requests": ASKED | OF_CANDIDATE,
    f"POST {DIALOGUE}/own-part/progress-requests": ASKED,
    f"POST {DIALOGUE}/progress-requests/{{request_id}}/answer": {"text": "Ronde 1 loopt nog."},
    f"POST {DIALOGUE}/compensation": PAID,
    # submitting
    f"POST {IN_DOSSIER}/bid-course/ways": WAY,
    f"POST {IN_DOSSIER}/bid-course/outages": OUTAGE,
    f"POST {IN_DOSSIER}/bid-course/_extend": EXTENDED,
    f"POST {IN_DOSSIER}/bid-course/corrections": {"reason": WHY},
    f"POST {IN_DOSSIER}/bid-course/opening": OPENED,
    f"POST {IN_DOSSIER}/bids": BID | OF_CANDIDATE,
    f"POST {IN_DOSSIER}/bids/_import": {"file_name": "lijst.csv", "content": base64.b64encode(LIST.encode()).decode()},
    f"POST {IN_DOSSIER}/bids/_transfer": {"vault_id": "<vault_id>"},
    f"PUT {IN_DOSSIER}/bids/{{bid_id}}/tenderer": {"size_class": "medium"},
    f"POST {IN_DOSSIER}/bids/{{bid_id}}/_strike": {"reason": WHY},
    f"POST {IN_DOSSIER}/bids/{{bid_id}}/statements": {"kind": "withdrawn", "given_at": "2022-02-25T10:30:00Z"},
    # the selection
    f"PUT {IN_DOSSIER}/selection": ASKED_OF_CANDIDATES,
    f"POST {IN_DOSSIER}/selection/_rectify": ASKED_OF_CANDIDATES | {"reason": WHY},
    f"POST {IN_DOSSIER}/selection/draws": {
        "drawn": ["<participation_request_id>", "<other_request_id>"],
        "drawn_on": DAY,
        "method": "Twee briefjes uit een doos.",
        "witness": "De notaris",
    },
    f"POST {IN_DOSSIER}/selection/decision": {"decided_on": DAY, "few_because": WHY},
    f"POST {IN_DOSSIER}/participation-requests": {
        "name": "De Beuk",
        "parties": [{"party_id": "<linde>", "role": "lead"}],
        "received_at": "2022-01-21T10:00:00Z",
        "size_class": "small",
    },
    f"POST {REQUEST}/_withdraw": {"withdrawn_on": DAY, "reason": WHY},
    f"PUT {REQUEST}/assessment": {"findings": [{"code": "E1", "met": True, "reason": WHY}]},
    f"PUT {REQUEST}/scores": {"scores": [{"code": "C1", "score": "7", "reason": WHY}]},
    f"PUT {REQUEST}/phase-out": {"clients": "Geen."},
    # an award
    f"POST {IN_LOT}/award/decision": {
        "outcome": "award",
        "winners": ["<candidate_id>"],
        "body": "college",
        "decided_on": DAY,
        "case_number": "Z-5",
        "file": "besluit.pdf",
        "reason": WHY,
    },
    f"POST {IN_LOT}/award/_describe": {"candidate_id": "<candidate_id>", "characteristics": "Eén team."},
    f"POST {IN_LOT}/award/_explain": {"candidate_id": "<candidate_id>", "reasons": WHY},
    f"POST {IN_LOT}/award/letters": {"objections_to": "De rechtbank."},
    f"POST {TENDER}/complaints": {"complainant": "De Linde", "about": WHY, "received_on": DAY},
    f"POST {TENDER}/complaints/{{complaint_id}}/decision": {"upheld": False, "decided_on": DAY, "decision": WHY},
    f"POST {TENDER}/court-cases": {
        "lot": "LOT-0001",
        "plaintiff": "De Linde",
        "court": "Rechtbank Exemplum",
        "reference": "KG 22/2",
        "served_on": DAY,
    },
    f"POST {TENDER}/court-cases/{{case_id}}/judgment": {"judged_on": DAY, "outcome": WHY, "file": "vonnis.pdf"},
    f"POST {TENDER}/record-of-proceedings": {},
    f"POST {TENDER}/record-of-proceedings/_fill": {"item": "m", "text": WHY},
    # vaults
    f"POST {IN_DOSSIER}/vaults": {
        "title": "Nieuwe kluis",
        "deadline_at": "2022-04-01T12:00:00Z",
        "openers": ["<opener_1>", "<opener_2>", "<opener_3>"],
        "parties": ["<eik>"],
    },
    f"POST {VAULT}/invitations": {"party_id": "<third>"},
    f"PUT {VAULT}/deadline": {"deadline_at": "2022-04-01T12:00:00Z", "reason": WHY},
    f"PUT {VAULT}/deadline | closed vault": {
        "deadline_at": "2022-04-01T12:00:00Z",
        "reason": WHY,
        "after_failure": True,
    },
    f"PUT {VAULT}/own-key/_check": {"key": "<key>"},
    f"PUT {VAULT}/opening": {"key": "<key>"},
    f"PUT {VAULT}/draft/parts/{{number}}": Sent(
        content=b"Een beter deel.", headers={"Content-Disposition": 'attachment; filename="deel.txt"'}
    ),
    # dates
    "POST /milestones/{milestone_id}/completion": {"note": WHY},
    "PUT /milestones/{milestone_id}/rest": {"until": "2022-03-15", "reason": WHY},
    # organisations and people
    "POST /parties": PARTY,
    "PUT /parties/{party_id}": PARTY | {"kvk_number": "90000003"},
    "POST /people": {"name": "N. Ieuw", "email": "n.ieuw@exemplum.example", "roles": ["controller"]},
    "POST /programs": {"name": "Rekenhulp", "function": "leest bedragen"},
    f"PUT {PERSON}": {"name": "Een andere naam", "email": "andere.naam@exemplum.example"},
    f"PUT {PERSON}/roles": {"roles": ["mandate_holder", "authorised_signatory", "legal_officer"]},
    f"POST {PERSON}/mandates": {"authority_id": "<other_authority>", "basis": "Mandaatbesluit"},
    f"POST {PERSON}/mandates/_withdraw": {"authority_id": "<authority>", "reason": WHY},
    f"POST {PERSON}/second-factor/_withdraw": {"reason": WHY},
    f"POST {PERSON}/memberships": {"party_id": "<authority>", "since": DAY},
    f"POST {PERSON}/memberships/{{membership_id}}/_end": {"ended_on": DAY},
}
"""By act, with the address below the root of the API."""
