"""Rights at the API: roles in dossiers, invitations, tokens, and the yearly look at all that was given."""

from datetime import datetime

from litestar import Response
from sqlalchemy.orm import Session

from partnerschapsakte.access import queries
from partnerschapsakte.access.api.bodies import RoleForPerson, RoleInDossier, WhomToInvite
from partnerschapsakte.access.api.people import hold_seen
from partnerschapsakte.access.api.told import (
    ToldGrant,
    ToldInvitation,
    ToldReview,
    ToldRight,
    told_grants,
    told_right,
)
from partnerschapsakte.access.feed import people as feed
from partnerschapsakte.access.feed.given import given, review_of
from partnerschapsakte.access.feed.sheet import as_csv
from partnerschapsakte.access.rules.people import MANAGE_PEOPLE, SEE_PEOPLE, may_see
from partnerschapsakte.access.rules.reviews import IN_DOSSIER, GrantKind, RightSignal
from partnerschapsakte.access.rules.rights import MAY_GRANT
from partnerschapsakte.access.schemas import GrantRight, ReviewRights, TakeSecondFactorAway, TokenView
from partnerschapsakte.access.service import invitations, reviews, rights, second_factor, tokens
from partnerschapsakte.foundation.actor import Actor, Role
from partnerschapsakte.foundation.clock import local_date
from partnerschapsakte.foundation.fields import Line
from partnerschapsakte.foundation.keys import Keyring
from partnerschapsakte.foundation.occasion import Occasion
from partnerschapsakte.foundation.outcomes import Refusal, Why
from partnerschapsakte.foundation.sentences import say
from partnerschapsakte.web.api import api_get, api_post, api_router
from partnerschapsakte.web.operations import Asked
from partnerschapsakte.web.paging import Listed, Paging

TAG = "rights"
CSV = "text/csv"
DOSSIER = "/dossiers/{dossier_id:str}"
PERSON = "/people/{person_id:str}"
"""Who looks through the rights of a dossier: those who give them, and who audits the house."""
LINK = "De mens krijgt een mail met een link die één keer werkt; eerdere links werken dan niet meer."


class GrantsAsked(Asked):
    """Which lines somebody asks for; ``q`` is looked for in name, address, place and organisation."""

    q: Line | None = None
    kind: GrantKind | None = None
    signal: RightSignal | None = None


@api_post(
    DOSSIER + "/rights",
    TAG,
    "Geef iemand een rol in een dossier",
    "Een contactpersoon van een aanbieder staat voor een organisatie (`party_id`) waar die werkt.",
    status=201,
    roles=MAY_GRANT,
)
def grant_right(session: Session, occasion: Occasion, dossier_id: str, data: RoleForPerson) -> ToldRight:
    """Give a person a role in a dossier."""
    return _granted(session, occasion, GrantRight.model_construct(dossier_id=dossier_id, **dict(data)))


@api_post(
    PERSON + "/rights",
    TAG,
    "Geef iemand als beheerder een rol in een dossier",
    "Ook in een dossier dat de beheerder zelf niet leest.",
    status=201,
    roles=MANAGE_PEOPLE,
)
def grant_right_to_person(session: Session, occasion: Occasion, person_id: str, data: RoleInDossier) -> ToldRight:
    """Give a person a role in a dossier, by an administrator."""
    return _granted(session, occasion, GrantRight.model_construct(person_id=person_id, **dict(data)))


@api_post(PERSON + "/invitations", TAG, "Nodig iemand uit", LINK, status=201, roles=MANAGE_PEOPLE)
def invite_person(session: Session, occasion: Occasion, keys: Keyring, person_id: str) -> ToldInvitation:
    """Send a person a link with which they set a password."""
    return ToldInvitation(person_id, invitations.invite(session, occasion, person_id, keys).expires_at)


@api_post(PERSON + "/invitations/_withdraw", TAG, "Trek de uitnodigingen van iemand in", roles=MANAGE_PEOPLE)
def withdraw_invitations(session: Session, occasion: Occasion, person_id: str) -> None:
    """Let the links that a person was sent no longer work."""
    invitations.withdraw_invitations(session, occasion, person_id)


@api_post(
    PERSON + "/second-factor/_withdraw",
    TAG,
    "Haal de tweede stap van iemand weg",
    "Voor wie telefoon en herstelcodes kwijt is; de mens is meteen overal uitgelogd. De reden staat in het journaal.",
    roles=MANAGE_PEOPLE,
)
def reset_second_factor(session: Session, occasion: Occasion, person_id: str, data: TakeSecondFactorAway) -> None:
    """Take the second factor of a person away, and say why."""
    second_factor.reset_second_factor(session, occasion, person_id, data.reason)


@api_post(
    DOSSIER + "/invitations",
    TAG,
    "Nodig een buitenstaander van een dossier uit",
    f"Wie nog geen wachtwoord heeft. {LINK}",
    status=201,
    roles=MAY_GRANT,
)
def invite_outsider(
    session: Session, occasion: Occasion, keys: Keyring, dossier_id: str, data: WhomToInvite
) -> ToldInvitation:
    """Send an outsider of a dossier a link with which they set a password."""
    made = invitations.invite(session, occasion, data.person_id, keys, dossier_id=dossier_id)
    return ToldInvitation(data.person_id, made.expires_at)


@api_get(
    "/tokens",
    "tokens",
    "Toon uw tokens",
    "De nieuwste eerst; nooit het hele token. Een token maakt u op de pagina: een token maakt geen tokens.",
    guests=True,
)
def list_tokens(session: Session, actor: Actor, now: datetime, paging: Paging) -> Listed[TokenView]:
    """List one's own tokens."""
    return paging.part(feed.tokens_of(session, actor.id, now))


@api_get(PERSON + "/tokens", "tokens", "Toon de tokens van iemand", "De nieuwste eerst.", guests=True)
def list_tokens_of_person(
    session: Session, actor: Actor, now: datetime, person_id: str, paging: Paging
) -> Listed[TokenView]:
    """List the tokens of a person."""
    hold_seen(actor, person_id)
    return paging.part(feed.tokens_of(session, queries.person(session, person_id).id, now))


@api_post(
    "/tokens/{token_id:str}/_revoke",
    "tokens",
    "Trek een token in",
    "Uw eigen token, of als beheerder dat van een ander; het werkt vanaf het volgende verzoek niet meer.",
    guests=True,
)
def revoke_token(session: Session, occasion: Occasion, actor: Actor, token_id: str) -> None:
    """Let a token open nothing any more."""
    found = queries.api_token(session, token_id)
    if not may_see(actor, found.person_id):
        raise Refusal(Why.NOT_FOUND, "token_not_found", say("There is no such token."))
    tokens.revoke_token(session, occasion, token_id)


@api_get("/granted-rights", TAG, "Toon alles wat wie dan ook kreeg", "Met wat opvalt; op naam.", roles=SEE_PEOPLE)
def list_granted_rights(session: Session, now: datetime, paging: Paging, query: GrantsAsked) -> Listed[ToldGrant]:
    """List everything that anybody was given."""
    return paging.part(told_grants(given(session, local_date(now)), **dict(query)))


@api_get(DOSSIER + "/granted-rights", TAG, "Toon wie wat kreeg in een dossier", "Met wat opvalt.", roles=IN_DOSSIER)
def list_granted_rights_of_dossier(
    session: Session, now: datetime, dossier_id: str, paging: Paging, query: GrantsAsked
) -> Listed[ToldGrant]:
    """List the roles in a dossier, and what stands out."""
    return paging.part(told_grants(given(session, local_date(now), dossier_id=dossier_id), **dict(query)))


@api_get("/granted-rights/sheet", TAG, "Geef alles wat wie dan ook kreeg als rekenblad", roles=SEE_PEOPLE, gives=CSV)
def export_granted_rights(session: Session, now: datetime) -> Response[bytes]:
    """Give everything that anybody was given as a sheet."""
    return _sheet(as_csv(given(session, local_date(now))))


@api_get(
    DOSSIER + "/granted-rights/sheet",
    TAG,
    "Geef wie wat kreeg in een dossier als rekenblad",
    roles=IN_DOSSIER,
    gives=CSV,
)
def export_granted_rights_of_dossier(session: Session, now: datetime, dossier_id: str) -> Response[bytes]:
    """Give the roles in a dossier as a sheet."""
    return _sheet(as_csv(given(session, local_date(now), dossier_id=dossier_id)))


@api_get("/rights-review", TAG, "Toon de jaarlijkse beoordeling van de rechten", roles=SEE_PEOPLE)
def read_rights_review(session: Session, now: datetime) -> ToldReview:
    """Show whether it is time to look through all rights again."""
    return _review(session, now, None)


@api_post(
    "/rights-review",
    TAG,
    "Leg vast dat alle rechten zijn beoordeeld",
    location="/rights-review",
    roles=frozenset({Role.ADMINISTRATOR}),
)
def review_rights(session: Session, occasion: Occasion, now: datetime, data: ReviewRights) -> ToldReview:
    """Record that all rights were looked through."""
    reviews.review_rights(session, occasion, data)
    return _review(session, now, None)


@api_get(
    DOSSIER + "/rights-review", TAG, "Toon de jaarlijkse beoordeling van de rechten in een dossier", roles=IN_DOSSIER
)
def read_rights_review_of_dossier(session: Session, now: datetime, dossier_id: str) -> ToldReview:
    """Show whether it is time to look through the rights of a dossier again."""
    return _review(session, now, dossier_id)


@api_post(
    DOSSIER + "/rights-review",
    TAG,
    "Leg vast dat de rechten in een dossier zijn beoordeeld",
    location="/dossiers/{dossier_id}/rights-review",
    roles=frozenset({Role.CONTRACT_MANAGER}),
)
def review_rights_of_dossier(
    session: Session, occasion: Occasion, now: datetime, dossier_id: str, data: ReviewRights
) -> ToldReview:
    """Record that the rights of a dossier were looked through."""
    reviews.review_rights(session, occasion, data, dossier_id)
    return _review(session, now, dossier_id)


def _granted(session: Session, occasion: Occasion, command: GrantRight) -> ToldRight:
    right = rights.grant_right(session, occasion, command)
    session.flush()
    found = feed.rights(session, occasion.today, dossier_id=right.dossier_id, person_id=right.person_id)
    return next(told_right(view) for view in found if view.id == right.id)


def _review(session: Session, now: datetime, dossier_id: str | None) -> ToldReview:
    session.flush()
    due = queries.is_review_due(session, local_date(now), dossier_id)
    return ToldReview(dossier_id=dossier_id, due=due, last=review_of(session, dossier_id))


def _sheet(body: bytes) -> Response[bytes]:
    headers = {"Content-Disposition": 'attachment; filename="rechten.csv"'}
    return Response(body, headers=headers, media_type=CSV)


router = api_router(
    grant_right,
    grant_right_to_person,
    invite_person,
    withdraw_invitations,
    reset_second_factor,
    invite_outsider,
    list_tokens,
    list_tokens_of_person,
    revoke_token,
    list_granted_rights,
    list_granted_rights_of_dossier,
    export_granted_rights,
    export_granted_rights_of_dossier,
    read_rights_review,
    review_rights,
    read_rights_review_of_dossier,
    review_rights_of_dossier,
)
