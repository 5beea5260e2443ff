"""What each form on a page is sent, in every field that it has; see ``rights_bodies`` for how values are written.

A page that is opened with a question in its address stands here too.
"""

from typing import Any

from doors import rights_designs
from doors.rights_bids import EXTENDED, LIST, WAY
from doors.rights_bodies import DAY, HAND_OVER, NOTE, SAID, SCORED, WHY, WORD
from doors.rights_sending import Sent
from doors.rights_stage import PASSWORD
from file_samples import SOUND, docx
from seeded.dialogues import ASKED, CHANGE, CLOSED, ENDED, EXPERT, INVITED, PAID, PRODUCT
from seeded.dialogues import TALK as AGENDA

NEW = "een heel nieuw wachtwoord"
IN_DOSSIER = "/dossiers/{dossier_id}"
ASSESSMENT = IN_DOSSIER + "/beoordeling"
PLANNED = {
    "method": "points",
    "criteria.0.code": "K1",
    "criteria.0.title": "Plan van aanpak",
    "criteria.0.weight": "100",
}
ONE_REQUEST = IN_DOSSIER + "/selectie/verzoeken/{participation_request_id}"
ONE_ROW = {"findings.0.reason": WHY, "version": "<version>"}
ASKED_FORM = {
    "requirements.0.code": "E1",
    "requirements.0.kind": "suitability",
    "requirements.0.text": "Ervaring",
    "requirements.0.evidence": "Een referentie",
    "uea_required": "true",
    "tie_rule": "draw",
    "redraw_rule": "new_draw",
    "decimals": "2",
    "version": "<version>",
}
PERSON = "/personen/{person_id}"
PAPER = PERSON + "/{paper}"
POINT = "/akten/{agreement_id}/verlenging/{number}/{paper}"
VAULT = "/kluizen/{vault_id}"
TENDER = IN_DOSSIER + "/aanbesteding"
AWARDING = TENDER + "/gunning"
AWARD_OF_LOT = AWARDING + "/percelen/{lot_code}"
DIALOGUE = IN_DOSSIER + "/dialoog"
ROUND = DIALOGUE + "/rondes/{round_number}/{paper}"
TALK = DIALOGUE + "/gesprekken/{planned_session_id}"
ITEM = DIALOGUE + "/informatie/{item_id}"
ROUNDS = {
    f"rounds.{place}.{name}": text
    for place, (first, last) in enumerate((("10-2-2022", "20-2-2022"), ("1-3-2022", "20-3-2022")))
    for name, text in (("topics", "Toegang"), ("starts_on", first), ("ends_on", last))
}
TALK_FORM = AGENDA | {"day": "16-2-2022", "topics": "Toegang", "round": "1"}
TOLD_FORM = {"round": "1", "told_on": "15-2-2022", "title": "Aantal", "text": "250.", "sharing": "for_all"} | {
    "deliver_by": "10-3-2022"
}
ROLE = {"person_id": "<target>", "role": "budget_holder"}
ROLES = {"roles.0.role": "mandate_holder", "roles.1.role": "authorised_signatory", "roles.2.role": "legal_officer"}
LATER = {"deadline_on": "1-4-2022", "deadline_time": "14:00"}
RETURN = Sent(query={"state": "<state>", "code": "proef"}, cookies={"vertrek": "<browser>"})

FORMS: dict[str, dict[str, Any] | Sent] = {
    **rights_designs.FORMS,
    # the door, and one's own account
    "POST /inloggen": {"email": "iemand@voorbeeldstad.example", "password": PASSWORD},
    "POST /inloggen/demo": {"person_id": "<someone>"},
    "GET /inloggen/organisatie/terug": RETURN,
    "POST /inloggen/tweede-stap": {"code": "<code>"},
    "POST /inloggen/tweede-stap/instellen": {"offer": "<offer>", "code": "<new_code>"},
    "POST /uitnodiging": {"token": "<token>", "password": NEW},
    "POST /account/wachtwoord": {"current": PASSWORD, "password": NEW},
    "POST /account/tweede-stap": {"password": PASSWORD, "code": "<code>"},
    "POST /account/tweede-stap/bevestigen": {"offer": "<offer>", "code": "<new_code>"},
    "POST /account/herstelcodes": {"code": "<code>"},
    "POST /account/sessies/beeindigen": {"handle": "<handle>"},
    "POST /account/koppelen": {"password": PASSWORD},
    "POST /account/tokens": {"name": "nieuw", "expires_on": "1-4-2022", "password": PASSWORD, "code": "<code>"},
    # people
    "POST /personen/nieuw": {"name": "N. Ieuw", "email": "n.ieuw@exemplum.example"},
    "POST /personen/nieuw/programma": {"name": "Rekenhulp", "function": "leest bedragen"},
    f"POST {PAPER} | gegevens": {
        "name": "Een andere naam",
        "email": "andere.naam@exemplum.example",
        "version": "<version_of_person_id>",
    },
    f"POST {PAPER} | functierollen": ROLES | {"version": "<version_of_person_id>"},
    f"POST {PAPER} | mandaat": {"authority_id": "<other_authority>", "basis": "Mandaatbesluit", "kind": "decide"},
    f"POST {PAPER} | mandaat-intrekken": {"authority_id": "<authority>", "kind": "decide", "reason": WHY},
    f"POST {PAPER} | tweede-stap-weghalen": {"reason": WHY},
    f"POST {PAPER} | organisatie": {"party_id": "<authority>", "since": DAY},
    f"POST {PAPER} | rol": {"dossier_id": "<dossier_id>", "role": "budget_holder"},
    f"POST {PERSON}/tokens": {"name": "nieuw", "expires_on": "1-4-2022"},
    f"POST {PERSON}/werk/{{membership_id}}/einde": {"ended_on": DAY},
    f"POST {PERSON}/rollen/{{right_id}}/intrekken": {"reason": WHY},
    "POST /rechten": {"note": WHY},
    # dossiers
    "POST /dossiers/nieuw": {
        "reference": "Z-nieuw",
        "title": "Een nieuw dossier",
        "phase": "vision",
        "lead_id": "<authority>",
        "contract_manager_id": "<manager>",
        "role_mailbox": "nieuw@exemplum.example",
    },
    f"POST {IN_DOSSIER}/gegevens": {
        "reference": "Z-1",
        "title": "Een andere titel",
        "role_mailbox": "contracten@exemplum.example",
        "version": "<version_of_dossier_id>",
    },
    f"POST {IN_DOSSIER}/team/post": {"post": "budget_holder", "person_id": "<target>"},
    f"GET {IN_DOSSIER}/team/overdracht": Sent(query={"post": "account_holder", "from_person_id": "<holder>"}),
    f"POST {IN_DOSSIER}/team/overdracht": HAND_OVER | NOTE,
    f"POST {IN_DOSSIER}/team/rol": ROLE,
    f"POST {IN_DOSSIER}/team/rollen/{{right_id}}/intrekken": {"reason": WHY},
    f"POST {IN_DOSSIER}/rechten": {"note": WHY},
    f"POST {IN_DOSSIER}/correspondentie": {
        "party_id": "<correspondent>",
        "title": "Vraag",
        "text": "Mag het ook op dinsdag?",
    },
    f"POST {IN_DOSSIER}/bestanden": Sent(form={"title": "Bijlage"}, files=[("file", ("bijlage.txt", b"Tekst.\n"))]),
    f"POST {IN_DOSSIER}/inschrijvingen/vastleggen": {
        "candidate_id": "<candidate_id>",
        "received_on": "25-2-2022",
        "received_time": "11:00:01",
        "way": "platform",
    },
    f"POST {IN_DOSSIER}/inschrijvingen/lijst": Sent(
        form={"title": "Lijst"}, files=[("file", ("lijst.csv", LIST.encode()))]
    ),
    f"POST {IN_DOSSIER}/inschrijvingen/kluis": {"vault_id": "<vault_id>"},
    f"POST {IN_DOSSIER}/inschrijvingen/andere-weg": WAY,
    f"POST {IN_DOSSIER}/inschrijvingen/storing": {
        "began_on": "25-2-2022",
        "began_time": "11:30",
        "what": WHY,
        "evidence": WHY,
    },
    f"POST {IN_DOSSIER}/inschrijvingen/uitstel": EXTENDED | {"due_on": "20-6-2022"},
    f"POST {IN_DOSSIER}/inschrijvingen/herstel": {"reason": WHY},
    f"POST {IN_DOSSIER}/inschrijvingen/opening": {
        "opened_on": "28-2-2022",
        "opened_time": "10:00",
        "first_opener": "A. Een",
        "second_opener": "B. Twee",
    },
    f"POST {IN_DOSSIER}/inschrijvingen/{{bid_id}}/inschrijver": {
        "size_class": "medium",
        "country": "BE",
        "version": "<version>",
    },
    f"POST {IN_DOSSIER}/inschrijvingen/{{bid_id}}/melding": {
        "kind": "withdrawn",
        "given_on": "25-2-2022",
        "given_time": "11:30",
    },
    f"POST {IN_DOSSIER}/inschrijvingen/{{bid_id}}/doorhalen": {"reason": WHY},
    f"POST {IN_DOSSIER}/selectie/vastleggen | selection to lay down": ASKED_FORM,
    f"POST {IN_DOSSIER}/selectie/vastleggen | selection to correct": ASKED_FORM | {"reason": WHY},
    f"POST {IN_DOSSIER}/selectie/verzoeken": {
        "name": "De Beuk",
        "lead_id": "<linde>",
        "received_on": "21-1-2022",
        "received_time": "11:00",
        "size_class": "small",
        "country": "NL",
    },
    f"POST {IN_DOSSIER}/selectie/loting": {
        "places.0.request_id": "<participation_request_id>",
        "places.0.place": "1",
        "places.1.request_id": "<other_request_id>",
        "places.1.place": "2",
        "drawn_on": DAY,
        "method": "Twee briefjes.",
        "witness": "De notaris",
    },
    f"POST {IN_DOSSIER}/selectie/besluit": {"decided_on": DAY, "few_because": WHY},
    f"POST {ONE_REQUEST}/beoordeling": ONE_ROW | {"findings.0.code": "E1", "findings.0.met": "true"},
    f"POST {ONE_REQUEST}/scores": {
        "scores.0.code": "C1",
        "scores.0.score": "7",
        "scores.0.reason": WHY,
        "version": "<version>",
    },
    f"POST {ONE_REQUEST}/intrekken": {"withdrawn_on": DAY, "reason": WHY},
    f"POST {ONE_REQUEST}/uitfasering": {"clients": "Geen.", "version": "<version>"},
    f"POST {IN_DOSSIER}/vragen": {"text": "Mag het ook op dinsdag?"},
    f"POST {IN_DOSSIER}/vragen/{{question_id}}/vertrouwelijkheid": {"granted": "false", "reason": WHY},
    f"POST {IN_DOSSIER}/vragen/{{question_id}}/antwoord": {"answer": "Dat mag.", "version": "1"},
    f"POST {IN_DOSSIER}/vragen/{{question_id}}/weglaten": {"reason": WHY},
    f"POST {IN_DOSSIER}/notas-van-inlichtingen": {"late_because": "", "named_because": ""},
    f"POST {IN_DOSSIER}/bijdragen": Sent(form=SAID, files=[("file", ("vel.pdf", SOUND["pdf"]))]),
    f"POST {IN_DOSSIER}/bijdragen/{{contribution_id}}/intrekken": {"reason": WHY},
    f"POST {IN_DOSSIER}/sjablonen": Sent(
        form={"kind": "evaluation_report"}, files=[("file", ("verslag.docx", WORD.read_bytes()))]
    ),
    f"POST {IN_DOSSIER}/kluizen/nieuw": LATER
    | {
        "title": "Nieuwe kluis",
        "openers.0.person_id": "<opener_1>",
        "openers.1.person_id": "<opener_2>",
        "openers.2.person_id": "<opener_3>",
        "parties.0.party_id": "<eik>",
    },
    # an assessment
    f"POST {ASSESSMENT}/plan": PLANNED,
    f"POST {ASSESSMENT}/plan/rectificatie": PLANNED | {"reason": WHY},
    f"POST {ASSESSMENT}/beoordelaars": {"person_id": "<assessor>"},
    f"POST {ASSESSMENT}/beoordelaars/{{seat_id}}/maatregel": {"measure": WHY, "may_assess": "false"},
    f"POST {ASSESSMENT}/beoordelaars/{{seat_id}}/stoppen": {"reason": WHY},
    f"POST {ASSESSMENT}/inschrijvingen": {"candidate_id": "<candidate_id>", "lots.0.lot": "<lot_code>"},
    f"POST {ASSESSMENT}/percelen/{{lot_code}}/scores": SCORED | {"score": "8"},
    f"POST {ASSESSMENT}/percelen/{{lot_code}}/loting": {
        "order.0.candidate": "<candidate_id>",
        "order.1.candidate": "<other_candidate_id>",
        "method": "Briefjes uit een doos",
        "witnesses": "Notaris",
        "drawn_on": DAY,
    },
    f"POST {IN_DOSSIER}/beoordelen/{{seat_id}}/verklaring": {"has_conflict": "false"},
    f"POST {IN_DOSSIER}/beoordelen/{{seat_id}}/scores": SCORED | {"score": "8", "lot": "<lot_code>"},
    # a dialogue
    f"POST {DIALOGUE}/{{paper}} | announcement form": ROUNDS | {"reduction": "false", "version": "0"},
    f"POST {DIALOGUE}/{{paper}} | session form": TALK_FORM | {"candidate_id": "<candidate_id>"},
    f"POST {DIALOGUE}/{{paper}} | item form": TOLD_FORM | {"candidate_id": "<candidate_id>"},
    f"POST {DIALOGUE}/{{paper}} | product form": PRODUCT,
    f"POST {DIALOGUE}/{{paper}} | change form": CHANGE,
    f"POST {DIALOGUE}/{{paper}} | request form": ASKED | {"candidate_id": "<candidate_id>"},
    f"POST {DIALOGUE}/{{paper}} | compensation form": PAID,
    f"POST {DIALOGUE}/{{paper}} | closing form": ENDED | {"closed_on": DAY},
    f"POST {ROUND} | invitation form": INVITED,
    f"POST {ROUND} | opening form": {"opened_on": "10-2-2022"},
    f"POST {ROUND} | round closing form": CLOSED,
    f"POST {ROUND} | reduction form": {
        "dropped.0.candidate_id": "<leaves>",
        "dropped.0.reason": WHY,
        "decided_on": DAY,
        "passed_because": WHY,
    },
    f"POST {TALK}/{{paper}} | held form": {"held_on": "15-2-2022", "attendees": "4"},
    f"POST {TALK}/{{paper}} | cancellation form": {"reason": WHY},
    f"POST {TALK}/{{paper}} | expert form": EXPERT,
    f"POST {TALK}/{{paper}} | outcome form": {
        "candidate_id": "<candidate_id>",
        "topic": "Toegang",
        "outcome": "Eens.",
    },
    f"POST {TALK}/verslagen": Sent(
        form={"candidate_id": "<candidate_id>", "text": ""}, files=[("file", ("verslag.pdf", SOUND["pdf"]))]
    ),
    f"POST {TALK}/verslagformulieren": Sent(files=[("file", ("verslag.docx", docx()))]),
    f"POST {TALK}/verslagformulieren | session with its form": Sent(
        files=[("file", ("verslag.docx", b"<filled_form>"))]
    ),
    f"POST {ITEM}/{{paper}} | classification form": {"sharing": "confidential", "reason": WHY},
    f"POST {ITEM}/{{paper}} | consent form": {"proof": "brief van 1 maart"},
    f"POST {DIALOGUE}/producten/{{product_id}}": PRODUCT | {"state": "agreed", "version": "1"},
    f"POST {DIALOGUE}/voortgang/{{request_id}}": {"text": "Ronde 1 loopt nog."},
    f"POST {DIALOGUE}/eigen/voortgang": {"question": "Hoe staat het ervoor?"},
    # an extension point
    f"POST {POINT} | planning": {"planned_on": "1-4-2022"},
    f"POST {POINT} | evaluatie": {"concluded_on": DAY, "findings": "De wachttijd is gehalveerd."},
    f"POST {POINT} | besluit": {"authority_id": "<authority>", "choice": "extend", "reason": WHY},
    f"POST {POINT} | aanzegging": {"authority_id": "<authority>", "sent_on": DAY, "channel": "aangetekende post"},
    f"POST {POINT} | ontvangst": {"authority_id": "<authority>", "received_on": DAY, "proof": "bevestiging"},
    f"POST {POINT} | doorgaan": {"authority_id": "<authority>", "ground": WHY, "risk": "Een bezwaar."},
    # the tender
    f"POST {TENDER}": {"procedure": "sas_dialogue", "title": "Een nieuwe aanbesteding", "lots": "Noord\nZuid"},
    f"POST {TENDER}/{{paper}} | aankondiging": {"published_on": "20-1-2022", "notice": "contract_notice"},
    f"POST {TENDER}/{{paper}} | termijnen": {"tender_due_on": "15-7-2022", "reason": WHY},
    f"POST {TENDER}/{{paper}} | toelating": {"name": "De Linde", "lead": "<linde>", "admitted_on": DAY},
    f"POST {TENDER}/{{paper}} | terugtrekking": {"candidate_id": "<candidate_id>", "withdrawn_on": DAY, "reason": WHY},
    f"POST {TENDER}/{{paper}} | begin-dialoog": {"started_on": DAY},
    f"POST {TENDER}/{{paper}} | gesprek": {
        "candidate_id": "<candidate_id>",
        "round": "2",
        "held_on": "20-2-2022",
        "attendees": "4",
    },
    f"POST {TENDER}/{{paper}} | verslag": {"session_id": "<session_id>", "approved_on": DAY},
    f"POST {TENDER}/{{paper}} | einde-dialoog": {"closed_on": DAY},
    f"POST {TENDER}/{{paper}} | uitnodiging": {
        "invited_on": DAY,
        "tender_due_on": "15-6-2022",
        "submission_address": "TenderNed",
        "languages": "Nederlands",
    },
    f"POST {TENDER}/{{paper}} | brieven": {
        "lot": "LOT-0001",
        "winners.0.candidate_id": "<candidate_id>",
        "decided_on": "1-2-2022",
        "sent_on": "2-2-2022",
    },
    f"POST {TENDER}/{{paper}} | definitief": {"lot": "LOT-0001", "definitive_on": DAY},
    f"POST {TENDER}/{{paper}} | overeenkomst": {"lot": "LOT-0001", "concluded_on": DAY},
    f"POST {TENDER}/{{paper}} | gegunde-opdracht": {"lot": "LOT-0001", "sent_on": DAY},
    f"POST {TENDER}/{{paper}} | intrekking": {"withdrawn_on": DAY, "reason": WHY},
    # the award
    f"POST {AWARD_OF_LOT}/besluit": {
        "outcome": "award",
        "winners.0.candidate_id": "<candidate_id>",
        "body": "college",
        "decided_on": "1-2-2022",
        "case_number": "Z-1",
        "file": "besluit.pdf",
        "reason": WHY,
    },
    f"POST {AWARD_OF_LOT}/brieven": {"objections_to": "De rechtbank."},
    f"POST {AWARD_OF_LOT}/inschrijvers/{{candidate_id}}": {"tendered": "true", "reasons": WHY},
    f"POST {AWARD_OF_LOT}/winnaars/{{candidate_id}}": {"characteristics": "Eén team."},
    f"POST {AWARD_OF_LOT}/kort-geding": {
        "plaintiff": "De Linde",
        "court": "Rechtbank Exemplum",
        "reference": "KG 22/1",
        "served_on": DAY,
    },
    f"POST {AWARDING}/klacht": {"complainant": "De Linde", "about": WHY, "received_on": DAY},
    f"POST {AWARDING}/klachten/{{complaint_id}}": {"upheld": "false", "decided_on": DAY, "decision": WHY},
    f"POST {AWARDING}/kort-gedingen/{{case_id}}": {"judged_on": DAY, "outcome": WHY, "file": "vonnis.pdf"},
    f"POST {AWARDING}/proces-verbaal": {"call_off_under": ""},
    f"POST {AWARDING}/proces-verbaal/onderdelen": {"item": "m", "text": WHY},
    # dates
    "POST /data/{milestone_id}/rust": {"until": "15-3-2022", "reason": WHY},
    "POST /data/{milestone_id}/gedaan": {"note": WHY},
    # vaults
    f"POST {VAULT}/uitnodigen": {"party_id": "<third>"},
    f"POST {VAULT}/termijn": LATER | {"reason": WHY, "version": "<version_of_vault_id>"},
    f"POST {VAULT}/termijn | closed vault": LATER
    | {"reason": WHY, "version": "<version_of_vault_id>", "after_failure": "true"},
    f"POST {VAULT}/sleutel/controle": {"key": "<key>"},
    f"POST {VAULT}/openen": {"key": "<key>"},
    f"POST {VAULT}/inschrijving/delen": Sent(files=[("delen", ("deel.txt", b"Een beter deel."))]),
}
"""By act, with the address of the page."""
