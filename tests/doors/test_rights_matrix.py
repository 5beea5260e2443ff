"""Who may go through which door: every route, asked by every role, about things in every state, cell by cell.

``rights_matrix.csv`` says what must come back. ``ok``: it was answered, or done. ``403``: it is there, but not for
this role. ``404``: for this person it is not there. ``409``: whoever asks, it cannot be done now. ``410``: a link that
no longer works. ``401`` and ``in``: sign in first. Every act is sent what it asks for, see ``rights_bodies`` and
``rights_forms``, and what it wrote is taken back before the next.
After a change of doors: ``PYTHONPATH=tests python tests/doors/rights_matrix.py`` writes what is; read the difference.
"""

import shutil
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest

from doors.rights_asking import Asker, asking, world_file
from doors.rights_matrix import (
    DONE_ELSEWHERE,
    MATRIX,
    Row,
    acts_without_a_body,
    handlers,
    read_matrix,
    rows_of_application,
)
from doors.rights_scenes import RULES, VAULTS, states_of
from doors.rights_stage import ANONYMOUS, ELSEWHERE, FORMER, KNOCKERS, OTHER_PARTY, SIGNED_OUT, STRANGER, World
from partnerschapsakte.foundation.actor import Role
from partnerschapsakte.web.api import operation_of

Built = tuple[Path, World]
WORDS = {"ok", "in", "401", "403", "404", "409", "410"}
INSIDE = (
    "{dossier_id",
    "{agreement_id",
    "{vault_id",
    "{file_id",
    "{template_id",
    "{document_id",
    "{milestone_id",
    "{letter_id",
    "{contribution_id",
)
"""Names of what lies in a dossier."""


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """A database with the world in it, made once."""
    return world_file(tmp_path_factory.mktemp("rights"))


@pytest.fixture
def asker(built: Built, tmp_path: Path) -> Iterator[Asker]:
    """Everybody, in front of the application on a copy of the world."""
    with asking(Path(shutil.copy(built[0], tmp_path / "world.sqlite")), built[1]) as opened:
        yield opened


def inside() -> list[Row]:
    """Return the rows about what lies in a dossier."""
    found = [row for row in read_matrix() if any(name in row.path for name in INSIDE)]
    assert found
    return found


def read_once() -> list[Row]:
    """Return one row for each page and each part of the API that is read in a dossier."""
    return list({row.path: row for row in inside() if not row.changes}.values())


# the table is whole


def test_every_route_has_its_rows() -> None:
    written = {(*row.key, row.gives) for row in read_matrix()}
    wanted = {(*row.key, row.gives) for row in rows_of_application()}
    assert wanted - written == set(), f"add the rows to {MATRIX.name}: see the top of this file"
    assert written - wanted == set(), f"{MATRIX.name} tells of routes that are not there"


def test_every_cell_says_what_comes_back() -> None:
    empty = [row.key for row in read_matrix() if set(row.cells) != set(KNOCKERS) or set(row.cells.values()) - WORDS]
    assert empty == []


def test_every_act_is_sent_what_it_asks_for() -> None:
    """Then no answer is about a body that could not be read, and each tells of a right or a rule."""
    assert acts_without_a_body() == [], "write down what it is sent, in rights_bodies.py or rights_forms.py"


def test_every_rule_about_states_is_used() -> None:
    acts = {(row.method, row.path) for row in rows_of_application()}
    found = {tuple(states_of(*act)) for act in acts}
    used = {id(states) for _, states in RULES if tuple(states) in found}
    assert [pattern for pattern, states in RULES if id(states) not in used] == []


def test_what_is_read_and_refused_by_its_state_says_so_in_the_description_of_the_api() -> None:
    refused = {row.path for row in read_matrix() if not row.changes and "409" in row.cells.values()}
    operations = {path: operation_of(handler) for (method, path), handler in handlers().items() if method == "GET"}
    told = {path: one.refuses_by_state for path in refused if (one := operations[path]) is not None}
    assert len(told) > 3
    assert [path for path, is_told in sorted(told.items()) if not is_told] == [], (
        "say refuses_by_state where it is hung"
    )


# the table is true


@pytest.mark.slow
@pytest.mark.parametrize("knocker", KNOCKERS)
def test_the_doors_open_for_whom_they_should(asker: Asker, knocker: str) -> None:
    written = {row.key: row.cells[knocker] for row in read_matrix()}
    found = {key: asker.ask(*key, knocker) for key in written}
    wrong = {key: (said, found[key]) for key, said in written.items() if said != found[key]}
    assert wrong == {}, f"as {knocker}: what {MATRIX.name} says, and what came back"


@pytest.mark.slow
def test_everybody_stands_in_every_dossier_in_the_one_role_that_they_stand_for(asker: Asker) -> None:
    world = asker.world
    expected = {role.value: {role} for role in Role} | {OTHER_PARTY: {Role.PROVIDER_CONTACT}}
    expected |= {STRANGER: set(), ELSEWHERE: set(), Role.ADMINISTRATOR.value: set()}
    assert set(expected) == set(KNOCKERS) - {ANONYMOUS}
    assert len(world.dossiers) > 1
    for name, roles in expected.items():
        for dossier_id in world.dossiers:
            here = world.people[name].within(dossier_id)
            assert (here.roles if here else set()) == roles, (name, dossier_id)


@pytest.mark.slow
def test_everybody_is_in_the_organisation_what_they_are_in_the_dossier(asker: Asker) -> None:
    at, people = asker.world.exemplum, asker.world.people
    for role in Role:
        assert people[role.value].roles == {role}
    both = {at.exemplum, at.buurdam}
    assert people["mandate_holder"].mandates == people["authorised_signatory"].signatures == both
    assert not any(people[name].mandates for name in people if name != "mandate_holder")


@pytest.mark.slow
def test_a_right_that_was_withdrawn_opens_no_more_than_a_stranger_finds(asker: Asker) -> None:
    reading = read_once()
    assert {row.key: asker.ask(*row.key, FORMER) for row in reading} == {row.key: "404" for row in reading}


@pytest.mark.slow
def test_a_revoked_token_and_a_browser_that_was_signed_out_open_nothing(asker: Asker) -> None:
    reading = read_once()
    found = {row.key: asker.ask(*row.key, SIGNED_OUT) for row in reading}
    assert found == {row.key: row.cells[ANONYMOUS] for row in reading}


@pytest.mark.slow
def test_what_an_act_wrote_is_taken_back_before_the_next(asker: Asker) -> None:
    publish = ("POST", "/bestanden/{file_id}/publiceren", "file of the team", "procurement_officer")
    assert [asker.ask(*publish), asker.ask(*publish)] == ["ok", "ok"]


@pytest.mark.parametrize("role", [role.value for role in Role if role is not Role.ADMINISTRATOR])
def test_every_role_finds_a_door_that_a_stranger_does_not(role: str) -> None:
    """A person who lost their right while the world was made would be a stranger in every cell."""
    assert [row.key for row in inside() if row.cells[role] == "ok" != row.cells[STRANGER]] != []


# what the table must say


def test_nobody_gets_in_without_signing_in() -> None:
    """Only these doors are for everybody, and none of them shows a dossier."""
    opened = {row.path for row in read_matrix() if row.cells[ANONYMOUS] not in {"401", "in"}}
    assert opened == FOR_EVERYBODY


def test_an_auditor_reads_all_that_lies_in_a_dossier_and_changes_nothing() -> None:
    reading = [row for row in inside() if not row.changes and row.cells["contract_manager"] == "ok"]
    for_the_team_itself = {row.path for row in reading if row.cells["auditor"] != "ok"}
    assert for_the_team_itself == FORMS_OF_THE_TEAM
    assert {row.cells["auditor"] for row in inside() if row.changes} == {"403"}


def test_an_administrator_reads_no_dossier() -> None:
    assert [row.key for row in inside() if row.cells["administrator"] != "404"] == []


def test_somebody_without_a_right_finds_no_dossier() -> None:
    strange = {row.key for row in inside() for who in (STRANGER, ELSEWHERE) if row.cells[who] != "404"}
    assert strange == set()


def test_a_candidate_never_reaches_what_is_of_another() -> None:
    own = [row for row in read_matrix() if row.about in {"file of one candidate", "letter of one candidate"}]
    reading = [row for row in own if not row.changes and not row.path.endswith("/publiceren")]  # the authority's act
    assert {row.cells["provider_contact"] for row in reading} == {"ok"}
    assert {row.cells[OTHER_PARTY] for row in own} == {"404"}


def test_a_guest_finds_only_the_doors_that_are_meant_for_guests() -> None:
    """An assessor finds where they assess, an adviser that and contributions, an expert by experience none."""
    for guest, doors in GUEST_DOORS.items():
        found = {row.path for row in inside() if row.cells[guest] == "ok"}
        assert found == doors, guest


def test_what_was_handed_in_is_read_by_nobody_before_the_vault_was_opened() -> None:
    opened = ("opened-parts", "opened-submissions", "record-of-opening", "/geopend/", "/proces-verbaal")
    early = [row for row in inside() if row.about in VAULTS[:-1] and any(part in row.path for part in opened)]
    assert early
    assert [row.key for row in early if "ok" in row.cells.values()] == []


def test_who_never_may_do_something_is_told_so_whatever_the_state() -> None:
    """ "Not now" is for who may do it at another time; what is personal is not about a role."""
    acts: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in inside():
        if row.changes and not any(part in row.path for part in (*PERSONAL, *DONE_ELSEWHERE)):
            acts[row.method, row.path].append(row)
    wrong = {
        (act, knocker)
        for act, rows in acts.items()
        for knocker in KNOCKERS
        if (said := {row.cells[knocker] for row in rows}) & {"409"} and "ok" not in said
    }
    assert wrong == set()


def test_each_door_opens_for_somebody_in_some_state() -> None:
    """A door that never opens here tells nothing of who may: let the world hold what it takes, or name it as one."""
    opened: dict[tuple[str, str], bool] = defaultdict(bool)
    for row in read_matrix():
        opened[row.method, row.path] |= bool({"ok", "in"} & {row.cells[one] for one in KNOCKERS if one != ANONYMOUS})
    shut = {path for (_, path), opens in opened.items() if not opens}
    named = {path for path in shut if any(part in path for part in DONE_ELSEWHERE)}
    assert shut - named == set()
    assert {part for part in DONE_ELSEWHERE if not any(part in path for path in named)} == set()


def test_a_dossier_of_which_everything_is_over_gives_nobody_another_right() -> None:
    """Closing a phase changes no right: roles are withdrawn one by one, after the yearly look at them."""
    of_usual = {(row.method, row.path): row.cells for row in read_matrix() if row.about == ""}
    other = [row for row in read_matrix() if row.about == "closed dossier"]
    assert other
    assert [row.key for row in other if row.cells != of_usual[row.method, row.path]] == []


def test_nobody_gives_themselves_a_role_or_closes_their_own_account() -> None:
    own = [row for row in read_matrix() if "oneself" in row.about and row.changes]
    acts = ("/rights", "/posts", "/team/post", "/team/rol", "/roles", "_close", "sluiten", "{paper}", "r/_withdraw")
    about_rights = [row for row in own if row.path.endswith(acts)]
    assert len(about_rights) >= len(acts)
    assert [row.key for row in about_rights if "ok" in row.cells.values()] == []


def test_who_opens_a_dossier_may_be_its_contract_manager() -> None:
    """The one role that somebody takes without another who gives it."""
    own = [
        row for row in read_matrix() if row.path.endswith(("/dossiers", "/dossiers/nieuw")) and row.about == "oneself"
    ]
    openers = {"contract_manager", "legal_officer", "procurement_officer", ELSEWHERE}
    assert {frozenset(name for name, said in row.cells.items() if said == "ok") for row in own} == {frozenset(openers)}


PERSONAL = ("hand-overs", "team/overdracht")
"""Who passes on a post that they do not hold, or read a note that is for another, hears that there is none."""

IN_DOSSIER = "/dossiers/{dossier_id}"
FORMS_OF_THE_TEAM = {
    "/bestanden/{file_id}/publiceren",
    f"{IN_DOSSIER}/gegevens",
    f"{IN_DOSSIER}/team/overdracht",
    f"{IN_DOSSIER}/team/post",
    f"{IN_DOSSIER}/team/rol",
    f"{IN_DOSSIER}/team/rollen/{{right_id}}/intrekken",
    # a name or a handwriting may stand on the paper of an expert by experience
    f"{IN_DOSSIER}/bijdragen/{{contribution_id}}/papier",
    f"/api/v1{IN_DOSSIER}/contributions/{{contribution_id}}/scan",
}
"""What an auditor does not open: forms with which a dossier is changed, and scans."""

LISTS_WITHOUT_A_LINE = {
    f"/api/v1{IN_DOSSIER}/{kind}"
    for kind in (
        "award-letters",
        "clarification-notes",
        "contributions",
        "files",
        "letters",
        "market-consultations",
        "questions",
        "tender/assessors",
    )
} | {
    f"/api/v1{IN_DOSSIER}/market-consultations/{{consultation_id}}",
    f"{IN_DOSSIER}/marktconsultaties",
    f"{IN_DOSSIER}/marktconsultaties/{{consultation_id}}",
}
"""Lists that every guest may ask for; who has nothing in them gets an empty one.

What the market said is published to all, so every guest reads it.
"""

ASSESSING = {
    f"/api/v1{IN_DOSSIER}/tender/assessors/{{seat_id}}",
    f"/api/v1{IN_DOSSIER}/tender/assessors/{{seat_id}}/declaration",
    f"/api/v1{IN_DOSSIER}/tender/assessors/{{seat_id}}/scores",
    f"{IN_DOSSIER}/beoordelen",
    f"/api/v1{IN_DOSSIER}/tender/lots/{{lot_code}}/score-forms/{{seat_id}}",
    f"{IN_DOSSIER}/beoordelen/{{seat_id}}/formulieren/{{lot_code}}",
    f"{IN_DOSSIER}/beoordelen/{{seat_id}}/verklaring",
    f"{IN_DOSSIER}/beoordelen/{{seat_id}}/scores",
}
"""Where somebody assesses, for themselves or with whom they go along."""

ASKING = {
    f"/api/v1{IN_DOSSIER}/clarification-notes/{{clarification_note_id}}",
    f"/api/v1{IN_DOSSIER}/clarification-notes/{{clarification_note_id}}/file",
    f"/api/v1{IN_DOSSIER}/questions/{{question_id}}",
    f"/api/v1{IN_DOSSIER}/questions/{{question_id}}/_withdraw",
    f"{IN_DOSSIER}/notas-van-inlichtingen/{{clarification_note_id}}/document",
    f"{IN_DOSSIER}/vragen",
    f"{IN_DOSSIER}/vragen/{{question_id}}",
    f"{IN_DOSSIER}/vragen/{{question_id}}/intrekken",
}
"""Where a candidate asks its own questions, and reads what was answered to all."""

TALKING = {
    f"/api/v1{IN_DOSSIER}/dialogue/items/{{item_id}}/consent",
    f"/api/v1{IN_DOSSIER}/dialogue/minutes/{{minutes_id}}",
    f"/api/v1{IN_DOSSIER}/dialogue/minutes/{{minutes_id}}/_approve",
    f"/api/v1{IN_DOSSIER}/dialogue/minutes/{{minutes_id}}/file",
    f"/api/v1{IN_DOSSIER}/dialogue/own-part",
    f"/api/v1{IN_DOSSIER}/dialogue/own-part/progress-requests",
    f"{IN_DOSSIER}/dialoog",
    f"{IN_DOSSIER}/dialoog/eigen/ideeen/{{item_id}}/toestemming",
    f"{IN_DOSSIER}/dialoog/eigen/voortgang",
    f"{IN_DOSSIER}/dialoog/verslagen/{{minutes_id}}/bestand",
    f"{IN_DOSSIER}/dialoog/verslagen/{{minutes_id}}/goedkeuren",
}
"""Where a candidate finds its own part of the dialogue."""

AWARDED = {
    f"/api/v1{IN_DOSSIER}/award-letters/{{award_letter_id}}",
    f"/api/v1{IN_DOSSIER}/award-letters/{{award_letter_id}}/document",
    f"{IN_DOSSIER}/aanbesteding/gunning",
    f"{IN_DOSSIER}/aanbesteding/gunning/brieven/{{award_letter_id}}",
    f"{IN_DOSSIER}/aanbesteding/gunning/brieven/{{award_letter_id}}/document",
}
"""Where a tenderer reads its own letters about the award."""


SUBMITTING = {
    f"/api/v1{IN_DOSSIER}/own-bid",
    f"/api/v1{IN_DOSSIER}/own-bid/_confirm",
    f"/api/v1{IN_DOSSIER}/own-bid/_withdraw",
    f"{IN_DOSSIER}/inschrijvingen",
    f"{IN_DOSSIER}/inschrijvingen/eigen/bevestigen",
    f"{IN_DOSSIER}/inschrijvingen/eigen/intrekken",
}
"""Where a candidate finds its own bid."""

GUEST_DOORS = {
    "assessor": LISTS_WITHOUT_A_LINE | ASSESSING,
    "expert_by_experience": LISTS_WITHOUT_A_LINE,
    "client_adviser": LISTS_WITHOUT_A_LINE
    | ASSESSING
    | {
        f"/api/v1{IN_DOSSIER}/contributions/{{contribution_id}}",
        f"/api/v1{IN_DOSSIER}/contributions/{{contribution_id}}/scan",
        f"{IN_DOSSIER}/bijdragen",
        f"{IN_DOSSIER}/bijdragen/formulier",
        f"{IN_DOSSIER}/bijdragen/{{contribution_id}}/papier",
        f"{IN_DOSSIER}/bijdragen/{{contribution_id}}/intrekken",
        f"/api/v1{IN_DOSSIER}/contributions/{{contribution_id}}/_withdraw",
    },
    "provider_contact": LISTS_WITHOUT_A_LINE
    | AWARDED
    | ASKING
    | TALKING
    | SUBMITTING
    | {
        f"/api/v1{IN_DOSSIER}/letters/{{letter_id}}",
        f"/api/v1{IN_DOSSIER}/room",
        "/api/v1/files/{file_id}",
        "/api/v1/files/{file_id}/content",
        "/api/v1/files/{file_id}/_withdraw",
        "/api/v1/vaults/{vault_id}/submission",
        "/api/v1/vaults/{vault_id}/draft/parts/{number}",
        "/bestanden/{file_id}",
        "/bestanden/{file_id}/intrekken",
        f"{IN_DOSSIER}/bestanden",
        f"{IN_DOSSIER}/correspondentie",
        f"{IN_DOSSIER}/kamer",
        "/kluizen/{vault_id}/inschrijving",
        "/kluizen/{vault_id}/inschrijving/delen",
        "/kluizen/{vault_id}/inschrijving/delen/{number}/weg",
        "/kluizen/{vault_id}/inschrijving/indienen",
        "/kluizen/{vault_id}/inschrijving/intrekken",
    },
}
FOR_EVERYBODY = {
    "/api-docs",
    "/api/v1/openapi.json",
    "/inloggen",
    "/inloggen/demo",
    "/inloggen/organisatie",
    "/inloggen/organisatie/terug",
    "/inloggen/tweede-stap",
    "/inloggen/tweede-stap/instellen",
    "/static/{name}",
    "/uitgelogd",
    "/uitloggen",
    "/uitnodiging",
    "/uitnodiging/{token}",
}
