"""The doors of all rooms, in the order in which they hang: for people, and for programs."""

from partnerschapsakte.access.api import people as access_people
from partnerschapsakte.access.api import rights as access_rights
from partnerschapsakte.access.pages import account, door, federation, invitations, people, reviews, team, tokens
from partnerschapsakte.agenda import api as agenda_api
from partnerschapsakte.assessment.api import assessors as assessment_assessors
from partnerschapsakte.assessment.api import lots as assessment_lots
from partnerschapsakte.assessment.api import plan as assessment_plan
from partnerschapsakte.assessment.pages import lots as assessment_lot_pages
from partnerschapsakte.assessment.pages import own as assessment_own_pages
from partnerschapsakte.assessment.pages import team as assessment_team_pages
from partnerschapsakte.awarding import api as awarding_api
from partnerschapsakte.awarding.pages import team as awarding_pages
from partnerschapsakte.bids.api import course as bids_api
from partnerschapsakte.bids.pages import team as bids_pages
from partnerschapsakte.clarifications import pages as clarifications_pages
from partnerschapsakte.clarifications.api import notes as clarifications_notes
from partnerschapsakte.clarifications.api import questions as clarifications_questions
from partnerschapsakte.contracts import pages as contracts_pages
from partnerschapsakte.contracts.api import agreements as contracts_agreements
from partnerschapsakte.contracts.api import papers as contracts_papers
from partnerschapsakte.contracts.api import points as contracts_points
from partnerschapsakte.contributions import api as contributions_api
from partnerschapsakte.contributions import pages as contributions_pages
from partnerschapsakte.correspondence import api as correspondence_api
from partnerschapsakte.correspondence import pages as correspondence_pages
from partnerschapsakte.design import api as design_api
from partnerschapsakte.design.pages import router as design_pages
from partnerschapsakte.dialogue.api import rounds as dialogue_rounds
from partnerschapsakte.dialogue.api import sessions as dialogue_sessions
from partnerschapsakte.dialogue.pages import team as dialogue_pages
from partnerschapsakte.documents import api as documents_api
from partnerschapsakte.documents import pages as documents_pages
from partnerschapsakte.dossiers import api as dossiers_api
from partnerschapsakte.dossiers import pages as dossiers_pages
from partnerschapsakte.journal import api as journal_api
from partnerschapsakte.journal import pages as journal_pages
from partnerschapsakte.overview import api as overview_api
from partnerschapsakte.overview import pages as overview_pages
from partnerschapsakte.parties import api as parties_api
from partnerschapsakte.reminders import api as reminders_api
from partnerschapsakte.reminders import pages as reminders_pages
from partnerschapsakte.sealed import api as sealed_api
from partnerschapsakte.sealed.pages import team as sealed_team
from partnerschapsakte.sealed.pages import tenderer as sealed_tenderer
from partnerschapsakte.selection import pages as selection_pages
from partnerschapsakte.selection.api import requests as selection_requests
from partnerschapsakte.selection.api import selection as selection_api
from partnerschapsakte.tendering.api import lots as tendering_lots
from partnerschapsakte.tendering.api import tender as tendering_tender
from partnerschapsakte.tendering.pages import tender as tendering_pages

ROOMS = (
    door.router,
    federation.router,
    invitations.router,
    account.router,
    tokens.router,
    people.router,
    team.router,
    reviews.router,
    journal_pages.router,
    dossiers_pages.router,
    design_pages.router,
    contracts_pages.router,
    documents_pages.router,
    contributions_pages.router,
    correspondence_pages.router,
    tendering_pages.router,
    clarifications_pages.router,
    dialogue_pages.router,
    selection_pages.router,
    sealed_team.router,
    sealed_tenderer.router,
    bids_pages.router,
    assessment_team_pages.router,
    assessment_lot_pages.router,
    assessment_own_pages.router,
    awarding_pages.router,
    reminders_pages.router,
    overview_pages.router,
)
"""The rooms' doors for people."""

API = (
    parties_api.router,
    access_people.router,
    access_rights.router,
    dossiers_api.router,
    design_api.router,
    tendering_tender.router,
    tendering_lots.router,
    assessment_plan.router,
    assessment_assessors.router,
    assessment_lots.router,
    dialogue_rounds.router,
    dialogue_sessions.router,
    bids_api.router,
    awarding_api.router,
    contracts_agreements.router,
    contracts_points.router,
    contracts_papers.router,
    documents_api.router,
    contributions_api.router,
    correspondence_api.router,
    clarifications_questions.router,
    clarifications_notes.router,
    selection_api.router,
    selection_requests.router,
    sealed_api.router,
    agenda_api.router,
    reminders_api.router,
    overview_api.router,
    journal_api.router,
)
"""The rooms' doors for programs: each ``api.py`` ends with its router, see ``web.api``."""
