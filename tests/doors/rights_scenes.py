"""In which states each route is asked: where the answer depends on it, or where somebody would expect that it does.

The first rule that fits a route names its states. A route that no rule names is asked once, about what is usual.
Two states with a comma between them are one: ``open point, planning``.
"""

import re
from collections.abc import Iterator, Sequence

from doors.rights_designs import RULES as DESIGN_RULES

POINTS = ("open point", "evaluated point", "decided point", "notified point", "missed point", "ended agreement")
VAULTS = ("vault in preparation", "receiving vault", "closed vault", "half opened vault", "opened vault")
FILES = ("file of the team", "file of one candidate", "published file", "withdrawn file")
AWARDS = ("deadline passed", "decided lot", "contested award")
SUBMITTING = ("open submission", "closed submission", "opened bids")
TENDERS = ("planned tender", "dialogue", "award sent", "withdrawn tender")
SEATS = ("asked assessor", "declared assessor", "assessor in conflict", "asked on paper", "declared on paper")
ASSESSED = ("asked assessor", "scored lot", "opened lot", "tied lot", "agreed lot")
PAPERS = {
    "planning": ("open point", "evaluated point", "ended agreement"),
    "evaluatie": ("open point", "evaluated point", "ended agreement"),
    "besluit": ("evaluated point", "decided point", "ended agreement"),
    "aanzegging": ("decided point", "notified point", "ended agreement"),
    "ontvangst": ("notified point", "ended agreement"),
    "doorgaan": ("missed point", "ended agreement"),
}
"""The forms of an extension point, and the points about which they are asked."""

PEOPLE_PAPERS = (
    "gegevens",
    "functierollen",
    "mandaat",
    "mandaat-intrekken",
    "tweede-stap-weghalen",
    "organisatie",
    "rol",
)
"""The forms about a person."""

TENDER_PAPERS = {
    "aankondiging": ("planned tender", "dialogue"),
    "termijnen": ("dialogue", "award sent"),
    "toelating": ("published tender", "dialogue"),
    "terugtrekking": ("dialogue",),
    "begin-dialoog": ("candidate admitted", "dialogue"),
    "gesprek": ("plain dialogue", "dialogue", "award sent"),
    "verslag": ("plain dialogue", "dialogue"),
    "einde-dialoog": ("plain dialogue", "dialogue"),
    "uitnodiging": ("dialogue", "dialogue closed"),
    "brieven": ("deadline passed", "award sent"),
    "definitief": ("award sent",),
    "overeenkomst": ("definitive award",),
    "gegunde-opdracht": ("award sent", "definitive award"),
    "intrekking": ("dialogue", "withdrawn tender"),
}
"""The forms of a tender, and the tenders about which they are asked."""

DIALOGUE_PAPERS = {
    "announcement form": "aankondiging",
    "session form": "gesprek",
    "item form": "verteld",
    "product form": "product",
    "change form": "wijziging",
    "request form": "voortgangsverzoek",
    "compensation form": "vergoeding",
    "closing form": "sluiten",
    "invitation form": "uitnodigen",
    "opening form": "openen",
    "round closing form": "sluiten",
    "reduction form": "afvallen",
    "held form": "gehouden",
    "cancellation form": "afzeggen",
    "expert form": "ervaringsdeskundige",
    "outcome form": "uitkomst",
    "classification form": "indelen",
    "consent form": "toestemming",
}
"""The forms of a dialogue, and the last part of their address."""

OF_THE_REQUEST = (*PAPERS, *PEOPLE_PAPERS, *TENDER_PAPERS, "decided elsewhere")
"""What is no state of a thing, but which form is asked for, or how it was filled in."""

OPEN_OR_CLOSED = ("", "closed dossier")
SELF = ("", "oneself")

Rule = tuple[str, Sequence[str]]

RULES: tuple[Rule, ...] = (
    *DESIGN_RULES,
    # an extension point
    (r"/verlenging/", [f"{point}, {paper}" for paper, points in PAPERS.items() for point in points]),
    (r"\w+ /api.*/extension-points/.*/decision", [*POINTS, "evaluated point, decided elsewhere"]),
    (r"POST .*/extension-points/.*/letters$|POST .*/opmaken/.*/aanzegging$", ("open point", "decided point")),
    (r"POST .*/extension-points/.*/reports$|POST .*/opmaken/.*/verslag$", ("open point", "evaluated point")),
    (r"(POST|PUT) .*/extension-points/", POINTS),
    (r"GET .*/extension-points/", ("open point", "decided point", "ended agreement")),
    (r"POST .*\{agreement_id\}/(documents|opmaken)$", ("running agreement",)),
    (r".*\{agreement_id", ("running agreement", "ended agreement")),
    # vaults and files
    (r".*\{vault_id", VAULTS),
    (r".*\{file_id", FILES),
    # an assessment
    (r".*/(assessment-plan|beoordeling/plan)(/_rectify|/rectificatie)?$", ("planned tender", "dialogue", "agreed lot")),
    (r".*\{seat_id", SEATS),
    (r".*/(assessed-lots|beoordeling/percelen)/\{lot_code", ASSESSED),
    (r".*/(assessors|beoordelaars|assessed-bids|inschrijvingen)$", ("asked assessor", "agreed lot", "dialogue")),
    (r"GET .*/(assessed-lots|beoordeling|beoordelen)$", ("no tender", "asked assessor", "agreed lot")),
    # the dialogue of a tender
    (r"\w+ /api.*/dialogue/announcement", ("called tender", "announced dialogue", "dialogue")),
    (r"\w+ /api.*/rounds/.*/invitations", ("announced dialogue", "invited round")),
    (r"\w+ /api.*/rounds/.*/_open", ("announced dialogue", "invited round")),
    (r"\w+ /api.*/rounds/.*/_close", ("dialogue", "open round", "closed round")),
    (r"\w+ /api.*/rounds/.*/reductions", ("open round", "closed round")),
    (r"\w+ /api.*/dialogue/_end", ("dialogue", "closed round")),
    (r"\w+ /api.*/dialogue/compensation|\w+ /api.*/dialogue/changes", ("dialogue", "withdrawn tender")),
    (r"\w+ /api.*/dialogue/sessions$", ("dialogue", "announced dialogue")),
    (r"POST .*/(minutes-forms|verslagformulieren)$", ("planned session", "session with its form")),
    (r"POST /api.*\{planned_session_id\}", ("planned session", "held session")),
    (r"\w+ /api.*\{item_id\}/_deliver", ("idea of one candidate", "item for all")),
    (r"\w+ .*\{item_id\}/delen", ("idea of one candidate", "item for all")),
    (r"\w+ /api.*\{dossier_id\}/dialogue", ("",)),
    (
        r"/dialoog/\{paper\}",
        (
            "called tender, announcement form",
            "dialogue, announcement form",
            "dialogue, session form",
            "dialogue, item form",
            "dialogue, product form",
            "dialogue, change form",
            "dialogue, request form",
            "dialogue, compensation form",
            "dialogue, closing form",
            "closed round, closing form",
        ),
    ),
    (
        r"/rondes/\{round_number\}/\{paper\}",
        (
            "announced dialogue, invitation form",
            "announced dialogue, opening form",
            "invited round, opening form",
            "dialogue, round closing form",
            "open round, round closing form",
            "open round, reduction form",
            "closed round, reduction form",
        ),
    ),
    (
        r"\{planned_session_id\}/\{paper\}",
        (
            "planned session, held form",
            "planned session, cancellation form",
            "planned session, expert form",
            "planned session, outcome form",
            "held session, held form",
            "held session, outcome form",
        ),
    ),
    (r"\{item_id\}/\{paper\}", ("idea of one candidate, classification form", "idea of one candidate, consent form")),
    (r"\{planned_session_id\}", ("planned session", "held session")),
    (r"/dialoog", ("",)),
    # the tender of a dossier
    (r"POST .*/tender$", ("no tender", "planned tender", "withdrawn tender")),
    (r"GET .*/tender$", ("no tender", *TENDERS)),
    (r"POST .*/tender/candidates$", ("published tender", "dialogue", "withdrawn tender")),
    (r"POST .*/tender/dialogue/_start$", ("candidate admitted", "dialogue", "withdrawn tender")),
    (r"POST .*/tender/invitation$", ("dialogue", "dialogue closed")),
    (r"/aanbesteding/invulblad$|/tender/notice-sheet$|/(procurement-file|aanbestedingsdossier)$", ("dialogue",)),
    (r".*/(assessment-report|beoordeling/verslag)$", ("planned tender", "agreed lot")),
    (r"/gunning/percelen/\{lot_code\}/winnaars/", AWARDS[1:]),
    (r"/gunning/percelen/", AWARDS),
    (r"POST .*/gunning/proces-verbaal$", ("award sent", "contested award")),
    (r"/gunning", AWARDS[-1:]),
    (r"/aanbesteding/", [f"{tender}, {paper}" for paper, tenders in TENDER_PAPERS.items() for tender in tenders]),
    (r"POST .*/aanbesteding$", ("no tender", "planned tender")),
    (r"GET .*/aanbesteding$", ("no tender", "dialogue")),
    (r"POST .*/candidates/\{candidate_id", ("dialogue", "withdrawn tender")),
    (r".*/lots/\{lot_code\}/award(/|$)", AWARDS),
    (r"POST .*/record-of-proceedings$", ("award sent", "contested award")),
    (r".*/(complaints|court-cases|record-of-proceedings|award-letters/\{award_letter_id)", AWARDS[-1:]),
    (r"POST .*/award-letters", ("deadline passed", "award sent")),
    (r"POST .*/lots/.*/contracts$", ("definitive award",)),
    (r"POST .*/lots/", ("award sent", "definitive award")),
    (r"POST .*/tender/sessions$", ("plain dialogue", "dialogue", "award sent", "withdrawn tender")),
    (r"POST .*/tender/sessions/", ("plain dialogue", "dialogue")),
    (r"POST .*/tender/dialogue/_close$", ("plain dialogue", *TENDERS)),
    (r"(POST|PUT) .*/tender/(?!sessions/)", TENDERS),
    # submitting
    (r".*/inschrijvingen/eigen/|.*/own-bid", SUBMITTING[:1]),
    (r"POST .*/(bid-course/(ways|corrections|_extend)|inschrijvingen/(andere-weg|herstel|uitstel))$", SUBMITTING),
    (r"POST .*/(bids/_import|inschrijvingen/lijst)$", SUBMITTING[:2]),
    (r"POST .*/(bids/_transfer|inschrijvingen/kluis)$", (*SUBMITTING[:2], "vault of the tender")),
    (r"POST .*/(bids|bid-course/opening)$", SUBMITTING),
    (r"POST .*/inschrijvingen/(vastleggen|opening)$", SUBMITTING),
    (r"GET .*/(opening-record|opening/proces-verbaal)$", SUBMITTING[1:]),
    (r".*/(bids|inschrijvingen)/\{bid_id", SUBMITTING[1:]),
    (r".*/(bid-course|bids|inschrijvingen)(/|$)", SUBMITTING[:2]),
    # the selection
    (r"PUT .*/selection$", ("selection to lay down", "selection to correct")),
    (r"POST .*/selectie/vastleggen$", ("selection to lay down", "selection to correct")),
    (r"POST .*/selection/_rectify$", ("selection to lay down", "selection to correct")),
    (r"POST .*/selection/draws$", ("request to rank", "tied requests")),
    (r"POST .*/selectie/loting$", ("request to rank", "tied requests")),
    (
        r"POST .*/(selection/decision|selectie/besluit)$",
        ("request to judge", "tied requests", "ranked requests", "selection decided"),
    ),
    (r"POST .*/(participation-requests|selectie/verzoeken)$", ("selection to lay down", "request to judge")),
    (r"(PUT|POST) .*/\{participation_request_id\}/(phase-out|uitfasering)$", ("request to judge", "selection decided")),
    (r"(PUT|POST) .*/\{participation_request_id\}/scores$", ("request to judge", "request to rank")),
    (r".*/\{participation_request_id\}", ("request to judge", "selection decided")),
    (r"GET .*/(selection/guide|selectie/leidraad)$", ("request to judge",)),
    (r"GET .*/(selection|selectie|participation-requests|selectie/vastleggen)$", ("request to judge",)),
    # questions about a tender
    (r"POST .*\{question_id\}/(confidentiality|vertrouwelijkheid)$", ("confidential question",)),
    (r"POST .*\{question_id\}/(_restore|terugnemen)$", ("question left out",)),
    (r"POST .*\{question_id\}/(_reply|beantwoorden)$", ("granted question",)),
    (r".*\{question_id", ("open question", "published question")),
    (r"POST .*/(questions|vragen)$", TENDERS[:2]),
    (r"POST .*/(clarification-notes|notas-van-inlichtingen)$", TENDERS[:2]),
    # people, their tokens and rights
    (r"\w+ /personen/\{person_id\}/\{paper\}", [*PEOPLE_PAPERS, "oneself, functierollen", "oneself, rol"]),
    (r".*/people/\{person_id\}/_reopen|.*/heropenen", ("", "closed account")),
    (r".*/people/\{person_id\}/(_close|roles|rights|sessions|second-factor/_withdraw)$", SELF),
    (r".*/personen/\{person_id\}/(sluiten|afmelden)$", SELF),
    (r"GET .*/(people|personen)/\{person_id\}(/tokens)?$", SELF),
    (r"POST .*/dossiers/\{dossier_id\}/(invitations|templates|sjablonen|date-tables|datumtabel)$", ("",)),
    (r"POST .*/dossiers/\{dossier_id\}/(rights|posts|team/rol|team/post)$", ("", "oneself", "closed dossier")),
    (r"POST .*(/hand-overs|/team/overdracht)$", ("", "one's own post")),
    (r"POST .*/(hand-overs|overdracht)/\{note_id", ("", "note for the account holder")),
    (r"POST .*/rights/\{right_id\}/_withdraw|POST .*/rollen/\{right_id", ("", "role of a post")),
    (r"\w+ /personen/.*/tokens/\{token_id", ("token of another", "revoked token")),
    (r".*\{token_id", ("own token", "token of another", "revoked token")),
    (r".*/uitnodiging(/\{token\})?$", ("open invitation", "used invitation", "invitation that never was")),
    (r".*/organisatie/terug", ("return that was expected", "return that nobody expected")),
    (r".*/inloggen/tweede-stap", ("", "halfway", "halfway without a device")),
    # what people wrote, and dates
    (r".*\{letter_id", ("letter of one candidate", "letter to all")),
    (r".*\{contribution_id", ("own contribution", "contribution by the team", "withdrawn contribution")),
    (r".*/(completion|gedaan)$", ("open date", "date of an act", "settled date")),
    (r"(POST|PUT) .*\{milestone_id", ("open date", "settled date")),
    (r"POST (/api/v1)?/dossiers(/nieuw)?$", SELF),
    # what changes in a dossier of which everything is over
    (r"(POST|PUT|PATCH) .*/dossiers/\{dossier_id\}(/[a-z-]+)*$", OPEN_OR_CLOSED),
    (r"GET .*/dossiers/\{dossier_id\}$", OPEN_OR_CLOSED),
)

INSTEAD: tuple[tuple[str, dict[str, str]], ...] = (
    (r"/memberships/|/werk/", {"person_id": "<helper>"}),
    (r"/personen/\{person_id\}/token", {"person_id": "<program>"}),
    (r"/team/\{person_id\}/uitnodigen", {"person_id": "<outsider>"}),
)
"""Where a name in a path stands for something else than usual: only an outsider is invited, only a helper stops."""

_COMPILED = [(re.compile(pattern), states) for pattern, states in RULES]


def states_of(method: str, path: str) -> Iterator[str]:
    """Yield the states in which a route is asked; ``path`` is without the types of its names."""
    said = f"{method} {path}"
    return iter(next((states for pattern, states in _COMPILED if pattern.search(said)), ("",)))


def instead(path: str) -> dict[str, str]:
    """Return what names stand for in this path, where that is not what is usual."""
    return {name: one for pattern, names in INSTEAD if re.search(pattern, path) for name, one in names.items()}
