"""R1, R2 and R3: no reminder is lost, whoever is killed, however many work at once, however long it was down."""

import json
import subprocess
import sys
from collections import Counter, defaultdict
from datetime import date, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, func, select, text
from sqlalchemy.orm import Session

from partnerschapsakte.agenda.models import Milestone
from partnerschapsakte.agenda.queries import never_reminded
from partnerschapsakte.foundation.database import writing
from partnerschapsakte.journal.models import OutboxMessage
from partnerschapsakte.reminders.models import Digest, Reminder
from partnerschapsakte.reminders.rules import ReminderState, VoidReason
from reminder_factory import Office, add_people, date_to_keep, keep

TESTS = Path(__file__).parents[1]
TODAY = date(2027, 3, 1)
DOWN_DAYS = [0, 1, 30, 400]


def trial(kind: str, url: str, folder: Path, *numbers: int) -> dict[str, Any]:
    """Run a trial in a process of its own and return what it found."""
    script = TESTS / "reliability" / "reminder_trials.py"
    command = [sys.executable, str(script), kind, url, str(folder), *map(str, numbers)]
    ran = subprocess.run(command, capture_output=True, text=True, check=False, env={"PYTHONPATH": str(TESTS)})
    assert ran.returncode == 0, ran.stderr[-4000:]
    return json.loads(ran.stdout)


def delivered(folder: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (folder / "mails.jsonl").read_text("utf-8").splitlines()]


@pytest.mark.slow
def test_no_reminder_is_lost_when_processes_are_killed(
    database_url: str, engine: Engine, tmp_path: Path, counts: dict[str, Any]
) -> None:
    found = trial("kills", database_url, tmp_path, counts["kills"])
    mails = delivered(tmp_path)
    by_id = {mail["message_id"]: mail for mail in mails}
    with writing(engine)() as session:
        assert found["killed"] == counts["kills"]
        assert not lost(session, by_id, datetime.fromisoformat(found["now"]).date())
        assert not outbox_duplicates(session)
        assert not session.scalars(select(OutboxMessage.key).where(OutboxMessage.parked_at.is_not(None))).all()
        assert set(by_id) == set(session.scalars(select(Digest.message_id).where(Digest.text.is_not(None))))
        assert not never_reminded(session)
        assert is_intact(session)
    assert len(mails) - len(by_id) <= found["killed"]
    contents = {mail["message_id"]: set[str]() for mail in mails}
    for mail in mails:
        contents[mail["message_id"]].add(mail["bytes"])
    assert {len(same) for same in contents.values()} == {1}


@pytest.mark.slow
def test_many_workers_give_each_date_one_reminder_in_one_mail(
    database_url: str, engine: Engine, tmp_path: Path, counts: dict[str, Any]
) -> None:
    wanted = counts["milestones"]
    found = trial("crowd", database_url, tmp_path, counts["workers"], wanted)
    mails = delivered(tmp_path)
    with writing(engine)() as session:
        sent = select(Reminder.milestone_id, func.count()).where(Reminder.state == ReminderState.SENT)
        per_milestone = [count for _, count in session.execute(sent.group_by(Reminder.milestone_id))]
        assert len(per_milestone) == wanted
        assert set(per_milestone) == {1}
        assert not outbox_duplicates(session)
    assert sum(found["handled"]) == wanted
    ids = [mail["message_id"] for mail in mails]
    assert len(ids) == len(set(ids))
    named = Counter(
        line.split("<")[1].split(">")[0] for mail in mails for line in mail["text"].splitlines() if "<" in line
    )
    assert len(named) == wanted
    assert set(named.values()) == {1}


@pytest.mark.parametrize("days", DOWN_DAYS)
def test_after_being_down_each_missed_date_gets_one_late_message(
    engine: Engine, days: int, counts: dict[str, Any]
) -> None:
    if days not in counts["down_days"]:
        pytest.skip(f"{days} days down: run with --counts=ci")
    office = Office(engine, TODAY)
    with writing(engine)() as session:
        add_people(session, ["owner", "deputy", "budget"])
        dates = [date_to_keep(str(number), TODAY + timedelta(days=number * 11)) for number in range(50)]
        keep(session, TODAY - timedelta(days=30), dates)
    office.work_through(TODAY + timedelta(days=10))
    before = len(office.mails)
    down_from, office.today = office.today, office.today + timedelta(days=1 + days)
    missed = open_since(engine, down_from, office.today)
    office.work()
    back = office.mails[before:]
    assert len({mail.addresses for mail in back}) == len(back)
    to_owner = "".join(mail.text for mail in back if mail.addresses == ("owner@voorbeeldstad.example",))
    for key, late in missed.items():
        assert to_owner.count(f"<{key}>\n") == 1
        assert ("te laat" in to_owner.split(f"<{key}>\n")[1].split("\n\n")[0]) == late
    ons = [line for line in to_owner.splitlines() if "<" in line]
    assert len(ons) == len(missed)
    assert all(int(a.split("<")[1][:-1]) <= int(b.split("<")[1][:-1]) for a, b in pairwise(ons))
    office.work_through(office.today + timedelta(days=20))
    with writing(engine)() as session:
        storms = session.execute(
            select(Digest.recipient, Digest.day).group_by(Digest.recipient, Digest.day).having(func.count() > 1)
        )
        assert not storms.all()
        assert not never_reminded(session)


def open_since(engine: Engine, down_from: date, back_on: date) -> dict[str, bool]:
    """Return the keys of the dates whose reminders came up while nobody worked, and whether the last one is late."""
    latest: defaultdict[str, date] = defaultdict(lambda: date.min)
    with writing(engine)() as session:
        planned = (
            select(Milestone.key, Reminder.planned_on)
            .join(Reminder, Reminder.milestone_id == Milestone.id)
            .where(Reminder.recipient == "owner", Reminder.state == ReminderState.PLANNED)
            .where(Reminder.planned_on > down_from, Reminder.planned_on <= back_on)
        )
        for key, planned_on in session.execute(planned):
            latest[key] = max(latest[key], planned_on)
    return {key: day < back_on for key, day in latest.items()}


def lost(session: Session, mails: dict[str, Any], today: date) -> list[str]:
    """Return the reminders whose day has come and that were neither delivered nor rightly withdrawn."""
    missing: list[str] = []
    rows = session.execute(
        select(Reminder, Milestone, Digest)
        .join(Milestone, Milestone.id == Reminder.milestone_id)
        .join(Digest, Digest.id == Reminder.digest_id, isouter=True)
        .where(Reminder.planned_on < today)
    ).all()
    sent_on = {
        (reminder.milestone_id, reminder.recipient, reminder.planned_on)
        for reminder, _, _ in rows
        if reminder.state is ReminderState.SENT
    }
    for reminder, milestone, digest in rows:
        if reminder.state is ReminderState.SENT:
            mail = mails.get(digest.message_id or "")
            if mail is None or f"<{milestone.key}>" not in mail["text"]:
                missing.append(f"{reminder.id} is not in a mail")
        elif reminder.state is not ReminderState.VOID:
            missing.append(f"{reminder.id} is still {reminder.state}")
        elif reminder.reason is VoidReason.OVERTAKEN:
            who = (reminder.milestone_id, reminder.recipient)
            if not any(sent[:2] == who and sent[2] >= reminder.planned_on for sent in sent_on):
                missing.append(f"{reminder.id} was overtaken by nothing")
    assert sent_on
    return missing


def outbox_duplicates(session: Session) -> list[str]:
    keys = select(OutboxMessage.key).group_by(OutboxMessage.key).having(func.count() > 1)
    return list(session.scalars(keys))


def is_intact(session: Session) -> bool:
    if session.get_bind().dialect.name != "sqlite":
        return True
    return session.execute(text("PRAGMA integrity_check")).scalar() == "ok"
