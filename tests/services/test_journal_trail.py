"""The trail of a dossier: chosen, paged, exported as a sheet, and what was refused."""

import csv
import io
import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from journal_factory import PEOPLE, at, exported, fact, fill
from partnerschapsakte.access.rules.signing_in import NotSignedInBecause, SignInRefused
from partnerschapsakte.foundation.actor import SYSTEM
from partnerschapsakte.foundation.database import reading, writing
from partnerschapsakte.foundation.language import DUTCH, tell
from partnerschapsakte.foundation.occasion import Occasion
from partnerschapsakte.foundation.outcomes import Fact, Refusal, Why
from partnerschapsakte.foundation.sentences import say
from partnerschapsakte.journal import feed, queries, service
from partnerschapsakte.journal.rules.cells import restored_cell
from partnerschapsakte.journal.rules.chain import EntryResult
from partnerschapsakte.journal.rules.reasons import why_of
from partnerschapsakte.journal.rules.refusals import ActRefused
from partnerschapsakte.journal.rules.work import WorkRetried
from partnerschapsakte.journal.schemas import Stood, TrailPage, TrailQuestion
from partnerschapsakte.tendering.rules.happened import TenderWithdrawn

ALL = TrailQuestion()
TOO_LATE = Refusal(Why.CONFLICT, "too_late", say("Too late."), rule="12")


@pytest.fixture
def session(engine: Engine) -> Iterator[Session]:
    """Twenty entries, half of them about a dossier."""
    fill(engine, 20)
    with reading(engine)() as opened:
        yield opened


def numbers(page: TrailPage) -> list[int | None]:
    return [row.number for row in page.rows]


def test_the_trail_of_a_dossier_has_its_own_entries_the_newest_first(session: Session) -> None:
    page = queries.trail(session, ALL, dossier_id="dossier-1")
    assert numbers(page) == list(range(20, 0, -2))
    assert page.people == tuple((actor.id, actor.name) for actor in PEOPLE)
    assert [tag for tag, _ in page.tags] == ["access:act:refused", "journal:work:retried"]
    assert str(page.rows[0].what) == "Work that got stuck was tried again"


def test_the_journal_of_the_house_has_all(session: Session) -> None:
    assert len(queries.trail(session, ALL, size=100).rows) == 20


def test_it_comes_in_pages(session: Session) -> None:
    pages = [queries.trail(session, ALL, page=number, size=8) for number in (1, 2, 3, 4)]
    assert [len(page.rows) for page in pages] == [8, 8, 4, 0]
    assert [page.more for page in pages] == [True, True, False, False]
    assert [number for page in pages for number in numbers(page)] == list(range(20, 0, -1))


@pytest.mark.parametrize(
    ("question", "found"),
    [
        (TrailQuestion(actor_id=PEOPLE[1].id), [20, 14, 8, 2]),
        (TrailQuestion(tag="access:act:refused"), [16, 10, 4]),
        (TrailQuestion(result=EntryResult.REFUSED), [16, 10, 4]),
        (TrailQuestion(result=EntryResult.ACCEPTED, actor_id=PEOPLE[0].id), []),
        (TrailQuestion(first=date(2027, 3, 1), last=date(2027, 3, 1)), list(range(20, 0, -2))),
        (TrailQuestion(first=date(2027, 3, 2)), []),
        (TrailQuestion(last=date(2027, 2, 28)), []),
    ],
)
def test_it_can_be_asked_for_a_person_a_kind_a_result_and_a_period(
    session: Session, question: TrailQuestion, found: list[int]
) -> None:
    assert numbers(queries.trail(session, question, dossier_id="dossier-1")) == found


@pytest.mark.parametrize(("minutes", "day"), [(-1, date(2027, 3, 1)), (0, date(2027, 3, 2))])
def test_a_day_of_the_filter_is_a_day_in_amsterdam(engine: Engine, minutes: int, day: date) -> None:
    moment = datetime(2027, 3, 1, 23, tzinfo=UTC) + timedelta(minutes=minutes)
    with writing(engine)() as session:
        service.record(session, Occasion(PEOPLE[0], moment, moment), fact(1))
    with reading(engine)() as session:
        assert len(queries.trail(session, TrailQuestion(first=day, last=day)).rows) == 1


@pytest.mark.parametrize("question", [TrailQuestion(first=date.min), TrailQuestion(last=date.max)])
def test_a_day_beyond_all_days_leaves_nothing_out(session: Session, question: TrailQuestion) -> None:
    assert len(queries.trail(session, question, dossier_id="dossier-1").rows) == 10


def stood(since: int = 0, until: int | None = None) -> list[Stood]:
    """Return the second person as one who stood for a party between two of the twenty moments."""
    return [
        Stood(PEOPLE[1].id, at(since, SYSTEM).recorded_at, None if until is None else at(until, SYSTEM).recorded_at)
    ]


def test_a_party_sees_what_its_own_people_did_and_no_number(session: Session) -> None:
    lines = queries.trail_of_party(session, "dossier-1", stood())
    assert len(lines) == 4
    assert {line.actor_name for line in lines} == {PEOPLE[1].name}
    assert set(lines[0].__struct_fields__) == {"what", "actor_name", "happened_at"}
    assert not queries.trail_of_party(session, "dossier-1", [])
    assert not queries.trail_of_party(session, "dossier-2", stood())


@pytest.mark.parametrize(("since", "until", "found"), [(1, 19, 3), (2, 20, 3), (1, 20, 4), (2, 19, 2), (20, None, 0)])
def test_a_party_sees_nothing_that_its_people_did_for_another(
    session: Session, since: int, until: int | None, found: int
) -> None:
    assert len(queries.trail_of_party(session, "dossier-1", stood(since, until))) == found


def test_a_party_is_not_told_what_was_refused(engine: Engine) -> None:
    with writing(engine)() as session:
        for number in (3, 4):  # refused, and done
            service.record(session, at(number, PEOPLE[1]), fact(number), dossier_id="dossier-1")
    with reading(engine)() as session:
        (line,) = queries.trail_of_party(session, "dossier-1", stood())
    assert str(line.what) == "Work that got stuck was tried again"


def test_the_sheet_opens_in_dutch_and_computes_nothing(engine: Engine) -> None:
    evil = '=HYPERLINK("https://kwaad.example";"klik")'
    with writing(engine)() as session:
        retried = WorkRetried(subject=evil, task="+1", key="@x")
        service.record(session, at(1, PEOPLE[0]), retried, dossier_id="dossier-1")
    with reading(engine)() as session:
        sheet = feed.as_csv(session, "dossier-1").decode()
    assert sheet.startswith("\ufeff")
    assert sheet.endswith("\r\n")
    header, row = csv.reader(io.StringIO(sheet.removeprefix("\ufeff"), newline=""), delimiter=";")
    assert len(header) == len(row) == len(feed.COLUMNS)
    assert row[6] == f"'{evil}"
    assert restored_cell(row[6]) == evil
    assert row[:2] == ["1", "1 maart 2027 10:01"]
    assert json.loads(row[10]) == {"task": "+1", "key": "@x"}


@pytest.mark.parametrize(
    ("recorded", "why"),
    [
        (TenderWithdrawn(subject="t", withdrawn_on=date(2027, 3, 1), reason="Te duur"), "Te duur"),
        (SignInRefused(subject="person-A", because=NotSignedInBecause.DISABLED, tried_from="x"), "account gesloten"),
        (
            ActRefused(subject="x", code="no", why=Why.CONFLICT, rule="41", method="POST", route="/x", objects={}),
            "in strijd met een regel: regel 41 (no)",
        ),
        (
            ActRefused(subject="x", code="no", why=Why.NOT_PERMITTED, rule=None, method="GET", route="/x", objects={}),
            "niet toegestaan (no)",
        ),
        (WorkRetried(subject="7", task="a", key="b"), None),
    ],
)
def test_an_entry_tells_why_where_the_act_had_a_reason(engine: Engine, recorded: Fact, why: str | None) -> None:
    with writing(engine)() as session:
        service.record(session, at(1, PEOPLE[0]), recorded, dossier_id="dossier-1")
    with reading(engine)() as session:
        (row,) = queries.trail(session, ALL, dossier_id="dossier-1").rows
        sheet = feed.as_csv(session, "dossier-1").decode()
    assert (row.reason and tell(row.reason, DUTCH)) == why
    header, line = csv.reader(io.StringIO(sheet.removeprefix("\ufeff"), newline=""), delimiter=";")
    assert line[header.index("waarom")] == (why or "")


def test_a_reason_that_looks_like_a_pattern_is_said_as_it_was_typed() -> None:
    reason = why_of("tender:withdrawn", {"reason": "{0} {naam} %(x)s"})
    assert reason
    assert tell(reason, DUTCH) == "{0} {naam} %(x)s"
    assert why_of("tender:withdrawn", {"reason": "  "}) is None
    assert why_of("tender:withdrawn", {"reason": None}) is None


def test_the_lines_of_a_dossier_are_those_of_the_house(engine: Engine) -> None:
    fill(engine, 20)
    whole, part = exported(engine), exported(engine, "dossier-1")
    assert len(part) == 10
    assert [line for line in whole if b'"dossier_id":"dossier-1"' in line] == part


def test_a_refusal_is_recorded_with_who_what_and_why(engine: Engine) -> None:
    objects = {"agreement_id": "agreement-7", "point": "3"}
    with writing(engine)() as session:
        occasion = at(1, PEOPLE[2])
        service.record_refusal(
            session,
            occasion,
            TOO_LATE,
            method="POST",
            route="/akten/{agreement_id:str}/verlenging/{point:int}/besluit",
            objects=objects,
            dossier_id="dossier-1",
        )
    with reading(engine)() as session:
        (row,) = queries.trail(session, ALL, dossier_id="dossier-1").rows
    assert (row.result, row.actor_id, row.origin) == (EntryResult.REFUSED, PEOPLE[2].id, "web 192.0.2.7")
    assert row.details == {
        "code": "too_late",
        "why": "conflict",
        "rule": "12",
        "method": "POST",
        "route": "/akten/{agreement_id:str}/verlenging/{point:int}/besluit",
        "objects": objects,
    }
