"""What goes into the journal of a refusal, who reads it, and how a text becomes a safe cell."""

import csv
import io
from itertools import permutations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from partnerschapsakte.foundation.actor import KEEPERS, SYSTEM, TEAM, Actor, Role
from partnerschapsakte.foundation.outcomes import Refusal, Why
from partnerschapsakte.foundation.sentences import say
from partnerschapsakte.journal.rules.cells import restored_cell, safe_cell
from partnerschapsakte.journal.rules.checkpoints import why_not_make_checkpoint
from partnerschapsakte.journal.rules.refusals import act_refused, is_worth_recording
from partnerschapsakte.journal.rules.trail import why_not_read_house, why_not_read_trail
from partnerschapsakte.journal.rules.work import why_not_retry

# What OWASP names as the beginning of a formula, with the full-width forms of it.
BEGINNINGS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")  # noqa: RUF001 - meant
NO = Refusal(Why.CONFLICT, "too_late", say("Too late."), rule="12")


def somebody(*roles: Role) -> Actor:
    return Actor("a", "A", frozenset(roles))


@pytest.mark.parametrize("beginning", BEGINNINGS)
@pytest.mark.parametrize("before", ["", "'", "''", " ", "' "])
def test_what_a_sheet_would_compute_gets_an_apostrophe(beginning: str, before: str) -> None:
    text = f"{before}{beginning}cmd|'/c calc'!A1"
    assert safe_cell(text) == f"'{text}"
    assert restored_cell(safe_cell(text)) == text


@pytest.mark.parametrize("text", ["", "De Eik", "'s-Hertogenbosch", "a=b", "12", "1-1-2029", "'", "''"])
def test_other_texts_stay_as_they_are(text: str) -> None:
    assert safe_cell(text) == text
    assert restored_cell(text) == text


TRICKY = st.text(alphabet="'= \t\r\n@x+-＝＋－＠;\"1", max_size=8) | st.text(max_size=20)  # noqa: RUF001 - meant


@given(TRICKY)
@example("'=1")
@example("''=1")
def test_a_text_comes_back_from_a_sheet_as_it_was(text: str) -> None:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=";").writerow([safe_cell(text), "x"])
    (row,) = csv.reader(io.StringIO(out.getvalue(), newline=""), delimiter=";")
    assert restored_cell(row[0]) == text
    assert not row[0].startswith(BEGINNINGS)


@given(TRICKY, TRICKY)
def test_two_texts_never_become_the_same_cell(first: str, second: str) -> None:
    assert (safe_cell(first) == safe_cell(second)) is (first == second)


def test_a_refusal_tells_rule_route_and_ids_and_nothing_that_was_typed() -> None:
    fact = act_refused(NO, method="post", route="/akten/{agreement_id:str}/besluit", objects={"agreement_id": "ab-1"})
    assert (fact.subject, fact.code, fact.rule, fact.why, fact.method) == (
        "ab-1",
        "too_late",
        "12",
        Why.CONFLICT,
        "POST",
    )
    assert fact.objects == {"agreement_id": "ab-1"}


@pytest.mark.parametrize("typed", ["<script>", "a b", "x" * 101, "", "a\nb", "één", "../etc", "=1"])
def test_an_id_that_is_none_is_left_out(typed: str) -> None:
    fact = act_refused(NO, method="GET", route="/dossiers/{dossier_id:str}", objects={"dossier_id": typed})
    assert fact.objects == {"dossier_id": "?"}
    assert fact.subject == "/dossiers/{dossier_id:str}"


@pytest.mark.parametrize(
    ("why", "method", "recorded"),
    [
        (Why.NOT_PERMITTED, "GET", True),
        (Why.NOT_PERMITTED, "POST", True),
        (Why.NOT_FOUND, "GET", True),
        (Why.CONFLICT, "POST", True),
        (Why.CONFLICT, "put", True),
        (Why.CONFLICT, "GET", False),
        (Why.INVALID, "POST", False),
    ],
)
def test_lacking_rights_and_refused_changes_are_worth_recording(why: Why, method: str, *, recorded: bool) -> None:
    assert is_worth_recording(why, method) is recorded


@pytest.mark.parametrize("role", sorted(Role))
def test_the_trail_of_a_dossier_is_for_its_team_and_the_auditor(role: Role) -> None:
    refusal = why_not_read_trail(somebody(role))
    assert (refusal is None) is (role in TEAM | {Role.AUDITOR})
    assert refusal is None or refusal.why is Why.NOT_PERMITTED


@pytest.mark.parametrize("role", sorted([*TEAM, Role.AUDITOR]))
def test_who_stands_for_a_provider_never_reads_it(role: Role) -> None:
    assert why_not_read_trail(somebody(role, Role.PROVIDER_CONTACT))


@pytest.mark.parametrize("role", sorted(Role))
def test_the_journal_of_the_house_is_for_the_auditor(role: Role) -> None:
    assert (why_not_read_house(somebody(role)) is None) is (role is Role.AUDITOR)


def test_only_the_program_makes_a_checkpoint() -> None:
    assert why_not_make_checkpoint(SYSTEM) is None
    assert all(why_not_make_checkpoint(somebody(one, other)) for one, other in permutations(Role, 2))


@pytest.mark.parametrize("role", sorted(Role))
def test_work_that_got_stuck_is_taken_up_by_who_works_here(role: Role) -> None:
    assert (why_not_retry(somebody(role)) is None) is (role in KEEPERS | {Role.ADMINISTRATOR})
