"""Links for once: who sends them, what they hold, and that each works once."""

from datetime import timedelta

import pytest
from sqlalchemy import Engine, select

from door_factory import (
    DAY,
    KEYS,
    NOW,
    PASSWORD,
    TEMPLATES,
    WRONG,
    at,
    doorway,
    everything_told,
    journal,
    quickly,
    refusal_of,
)
from door_factory import sign_in as try_password
from dossier_factory import person
from partnerschapsakte.access import queries
from partnerschapsakte.access.models import Invitation
from partnerschapsakte.access.rules.brakes import ADDRESS
from partnerschapsakte.access.rules.invitations import HOLDS
from partnerschapsakte.access.schemas import (
    AcceptInvitation,
    CorrectPerson,
    InvitationLetter,
    MakeToken,
    NotSignedIn,
    RegisterPerson,
    SignedIn,
)
from partnerschapsakte.access.service import invitations, people, tokens
from partnerschapsakte.access.word import Invited, Wording, invitation_writer
from partnerschapsakte.foundation.actor import Actor, Role
from partnerschapsakte.foundation.clock import local_date
from partnerschapsakte.foundation.database import reading, writing
from partnerschapsakte.foundation.keys import Keyring, KeyUnusableError
from partnerschapsakte.foundation.outcomes import Refusal
from partnerschapsakte.journal.models import OutboxMessage

ADDRESS_OF = "g.ast@zorgeen.example"
TEAM = Actor("team", "Team", frozenset({Role.CONTRACT_MANAGER}))
ASSESSOR = Actor("lezer", "Lezer", frozenset({Role.ASSESSOR}))
ADMINISTRATOR = Actor("beheer", "Beheer", frozenset({Role.ADMINISTRATOR}))


@pytest.fixture(autouse=True)
def quick_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hash cheaply."""
    quickly(monkeypatch)


@pytest.fixture
def guest(engine: Engine) -> Actor:
    """A contact of a provider, without a password."""
    command = RegisterPerson(name="G. Ast", email=ADDRESS_OF, roles=(Role.PROVIDER_CONTACT,))
    with writing(engine)() as session:
        return people.register_person(session, at(NOW), command).actor


def payload_of(engine: Engine) -> dict[str, str]:
    """Return the latest work that is owed."""
    with reading(engine)() as session:
        return session.scalars(select(OutboxMessage).order_by(OutboxMessage.id.desc())).all()[0].payload


def token_sent(engine: Engine) -> str:
    """Return the token of the latest invitation, as it goes into the mail."""
    return KEYS.unwrap("invitation", payload_of(engine)["wrapped"]).decode()


def invited(engine: Engine, guest: Actor, by: Actor = TEAM) -> str:
    """Invite somebody, and return the token."""
    with writing(engine)() as session:
        invitations.invite(session, at(NOW, by), guest.id, KEYS)
    return token_sent(engine)


def accept(
    engine: Engine, token: str, moment: timedelta = timedelta(), password: str = PASSWORD, *, second_factor: bool = True
) -> SignedIn | NotSignedIn:
    """Set a password with a token."""
    command = AcceptInvitation.model_validate({"token": token, "password": password})
    with writing(engine)() as session:
        return invitations.accept(session, at(NOW + moment), command, doorway(second_factor=second_factor))


def letter(engine: Engine, payload: dict[str, str]) -> InvitationLetter | None:
    """Compose the mail that is owed."""
    write = invitation_writer(TEMPLATES, base_url="https://akte.voorbeeldstad.example/")
    with reading(engine)() as session:
        return invitations.compose_invitation(
            session, payload, KEYS, write=write, host="akte.voorbeeldstad.example", now=NOW
        )


def test_an_invited_person_sets_a_password_once_and_goes_on_to_the_second_factor(engine: Engine, guest: Actor) -> None:
    token = invited(engine, guest)
    assert refusal_of(try_password(engine, ADDRESS_OF)) == "not_signed_in"
    outcome = accept(engine, token)
    assert isinstance(outcome, SignedIn)
    assert outcome.halfway
    assert isinstance(try_password(engine, ADDRESS_OF), SignedIn)
    assert refusal_of(accept(engine, token, password="nog een lang wachtwoord")) == "invitation_void"  # noqa: S106 - nobody's
    assert isinstance(try_password(engine, ADDRESS_OF), SignedIn)
    assert journal(engine, "person:invitation:accepted")[0]["subject"] == guest.id
    with reading(engine)() as session:
        kept = session.scalars(select(Invitation)).one()
        assert (kept.used_at, kept.withdrawn_at) == (NOW, None)


def test_where_no_second_factor_is_required_a_password_is_enough(engine: Engine, guest: Actor) -> None:
    outcome = accept(engine, invited(engine, guest), second_factor=False)
    assert isinstance(outcome, SignedIn)
    assert not outcome.halfway


def test_looking_at_the_page_uses_nothing_up(engine: Engine, guest: Actor) -> None:
    token = invited(engine, guest)
    for _ in range(3):
        with reading(engine)() as session:
            found = invitations.invited_person(session, NOW, token)
            assert found is not None
            assert found.id == guest.id
    assert isinstance(accept(engine, token), SignedIn)


def test_a_link_that_does_not_work_gets_one_answer_whatever_the_reason(engine: Engine, guest: Actor) -> None:
    used, expired = invited(engine, guest), timedelta()
    accept(engine, used)
    answers = [accept(engine, used), accept(engine, "geraden")]
    replaced = invited(engine, guest, ADMINISTRATOR)
    withdrawn = invited(engine, guest, ADMINISTRATOR)
    answers += [accept(engine, replaced)]
    with writing(engine)() as session:
        assert invitations.withdraw_invitations(session, at(NOW, ADMINISTRATOR), guest.id) == 1
    answers += [accept(engine, withdrawn)]
    expired = invited(engine, guest, ADMINISTRATOR)
    answers += [accept(engine, expired, HOLDS)]
    told = [(one.refusal.code, one.refusal.message, one.wait) for one in answers if isinstance(one, NotSignedIn)]
    assert len(told) == 5
    assert len(set(told)) == 1
    assert isinstance(accept(engine, expired, HOLDS - timedelta(seconds=1)), SignedIn)
    assert len(journal(engine, "access:invitation:refused")) == 5


def test_a_closed_account_accepts_no_invitation(engine: Engine, guest: Actor) -> None:
    token = invited(engine, guest)
    with writing(engine)() as session:
        people.disable_person(session, at(NOW), guest.id)
    assert refusal_of(accept(engine, token)) == "invitation_void"
    with pytest.raises(Refusal, match="already closed"), writing(engine)() as session:
        invitations.invite(session, at(NOW, ADMINISTRATOR), guest.id, KEYS)


def test_a_common_password_does_not_use_the_link_up(engine: Engine, guest: Actor) -> None:
    token = invited(engine, guest)
    with pytest.raises(Refusal, match="Many people"):
        accept(engine, token, password="wachtwoord123")  # noqa: S106 - common on purpose
    assert isinstance(accept(engine, token), SignedIn)


def test_the_token_is_nowhere_in_the_clear(engine: Engine, guest: Actor) -> None:
    token = invited(engine, guest)
    with reading(engine)() as session:
        stored = session.scalars(select(Invitation.token_hash)).all()
    assert stored == [queries.hash_of(token)]
    assert token not in str(payload_of(engine))
    assert token not in everything_told(engine)
    with pytest.raises(KeyUnusableError):
        Keyring.from_master(bytes(32)).unwrap("invitation", payload_of(engine)["wrapped"])


def test_the_mail_is_the_same_each_time_and_holds_the_link(engine: Engine, guest: Actor) -> None:
    token = invited(engine, guest)
    first, again = letter(engine, payload_of(engine)), letter(engine, payload_of(engine))
    assert first is not None
    assert first == again
    assert first.address == ADDRESS_OF
    assert f"https://akte.voorbeeldstad.example/uitnodiging/{token}\n" in first.text
    assert "27 november 2026" in first.text
    assert "G. Ast" in first.text


def test_no_mail_is_sent_of_a_link_that_no_longer_works(engine: Engine, guest: Actor) -> None:
    invited(engine, guest)
    before = payload_of(engine)
    invited(engine, guest)
    assert letter(engine, before) is None
    accept(engine, token_sent(engine))
    assert letter(engine, payload_of(engine)) is None
    assert letter(engine, {"invitation": "onbekend", "wrapped": ""}) is None


def test_a_name_with_line_ends_stays_in_its_line() -> None:
    write = invitation_writer(TEMPLATES, base_url="https://akte.example")
    worded = write(Invited("Eva\r\nBcc: iedereen@kwaad.example", "t", DAY))
    assert isinstance(worded, Wording)
    assert "Beste Eva Bcc: iedereen@kwaad.example," in worded.text
    assert "\n" not in worded.subject


@pytest.mark.parametrize(("actor", "may"), [(TEAM, True), (ADMINISTRATOR, True), (ASSESSOR, False)])
def test_the_team_of_a_dossier_or_an_administrator_invites(
    engine: Engine, guest: Actor, actor: Actor, may: bool
) -> None:
    if may:
        assert invited(engine, guest, actor)
        return
    with pytest.raises(Refusal, match="does not include"), writing(engine)() as session:
        invitations.invite(session, at(NOW, actor), guest.id, KEYS)


def test_only_an_administrator_invites_a_colleague_or_who_has_a_password(engine: Engine, guest: Actor) -> None:
    accept(engine, invited(engine, guest))
    with writing(engine)() as session:
        colleague = person(session, "collega", Role.CONTRACT_MANAGER, DAY)
    for whom in (guest, colleague):
        with pytest.raises(Refusal, match="Only an administrator invites"), writing(engine)() as session:
            invitations.invite(session, at(NOW, TEAM), whom.id, KEYS)
        assert invited(engine, whom, ADMINISTRATOR)
        with pytest.raises(Refusal, match="Only an administrator invites"), writing(engine)() as session:
            invitations.withdraw_invitations(session, at(NOW, TEAM), whom.id)


def test_thirty_guessed_links_make_an_address_wait_but_not_who_has_a_real_one(engine: Engine, guest: Actor) -> None:
    token = invited(engine, guest)
    for number in range(ADDRESS.most):
        assert refusal_of(accept(engine, f"geraden{number}")) == "invitation_void"
    assert refusal_of(accept(engine, "geraden")) == "too_many_attempts"
    assert refusal_of(try_password(engine, "niemand@zorgeen.example", WRONG)) == "too_many_attempts"
    assert isinstance(accept(engine, token), SignedIn)
    assert len(journal(engine, "access:invitation:refused")) == ADDRESS.most


def test_a_corrected_address_ends_the_link_that_went_to_the_old_one(engine: Engine, guest: Actor) -> None:
    token = invited(engine, guest)
    with writing(engine)() as session:
        version = queries.person(session, guest.id).version
        renamed = CorrectPerson(name="G. Ast-Jansen", email=ADDRESS_OF, version=version)
        people.correct_person(session, at(NOW), guest.id, renamed)
    with reading(engine)() as session:
        assert invitations.invited_person(session, NOW, token) is not None
    with writing(engine)() as session:
        moved = CorrectPerson(name="G. Ast", email="g.ast@elders.example", version=version + 1)
        people.correct_person(session, at(NOW), guest.id, moved)
    assert refusal_of(accept(engine, token)) == "invitation_void"
    assert journal(engine, "person:corrected")[-1]["invitations_withdrawn"] == 1


def test_a_closed_account_that_opens_again_has_no_link_that_works(engine: Engine, guest: Actor) -> None:
    token = invited(engine, guest)
    with writing(engine)() as session:
        people.disable_person(session, at(NOW), guest.id)
    with writing(engine)() as session:
        people.reopen_person(session, at(NOW), guest.id)
    assert refusal_of(accept(engine, token)) == "invitation_void"


def test_a_link_of_long_ago_is_tidied_away(engine: Engine, guest: Actor) -> None:
    old = queries.hash_of(invited(engine, guest))
    with writing(engine)() as session:
        invitations.invite(session, at(NOW + timedelta(days=100), TEAM), guest.id, KEYS)
    with reading(engine)() as session:
        assert queries.invitation(session, old) is None


def test_a_password_that_was_reset_by_a_link_ends_the_tokens_that_were_made_with_the_old_one(
    engine: Engine, guest: Actor
) -> None:
    token = invited(engine, guest)
    with writing(engine)() as session:
        made = MakeToken(name="Export", expires_on=local_date(NOW))
        tokens.make_token(session, at(NOW, guest), guest.id, made)
    assert isinstance(accept(engine, token), SignedIn)
    with reading(engine)() as session:
        assert [one.revoked_at for one in queries.api_tokens(session, guest.id)] == [NOW]
    assert journal(engine, "person:password:set")[-1]["tokens_revoked"] == 1
