"""What was refused is written down: who, by which door, about what, and why; nothing that was typed."""

from collections.abc import Callable
from datetime import date
from typing import Any

from doors.conftest import OnRecord, Opener
from partnerschapsakte.journal.models import JournalEntry
from partnerschapsakte.journal.rules.chain import EntryResult

Stored = Callable[[type[Any]], list[Any]]
LONG_AGO = date(2020, 2, 3)


def refused(stored: Stored) -> list[JournalEntry]:
    return [one for one in stored(JournalEntry) if one.tag == "access:act:refused"]


def test_a_door_for_another_role_is_written_down(door: Opener, record: OnRecord, stored: Stored) -> None:
    with door(record.world.auditor) as browser:
        browser.send(f"/akten/{record.agreement}/opmaken", 403)
    (entry,) = refused(stored)
    assert entry.result is EntryResult.REFUSED
    assert (entry.actor_id, entry.origin) == (record.world.auditor.id, "web testclient")
    assert entry.dossier_id == record.world.dossier
    assert entry.details["code"] == "role_missing_here"
    assert entry.details["objects"] == {"agreement_id": record.agreement}


def test_looking_for_what_is_not_ones_own_is_written_down(door: Opener, stored: Stored) -> None:
    with door() as browser:
        browser.open("/dossiers/00000000-0000-4000-8000-000000000009", 404)
    (entry,) = refused(stored)
    assert (entry.details["code"], entry.dossier_id) == ("hidden", None)


def test_a_form_that_a_rule_refuses_is_written_down_without_what_was_typed(
    door: Opener, record: OnRecord, stored: Stored
) -> None:
    before = [one.tag for one in stored(JournalEntry)]
    with door(record.world.mandate_holder, LONG_AGO) as browser:
        typed = {"authority_id": record.world.exemplum, "choice": "extend", "reason": "Omdat het erg goed gaat."}
        browser.send(record.point(1, "besluit"), 409, **typed)
    (entry,) = refused(stored)
    assert entry.actor_id == record.world.mandate_holder.id
    assert "erg goed" not in str(entry.details)
    assert [one.tag for one in stored(JournalEntry)][len(before) :] == ["access:signed-in", "access:act:refused"]


def test_an_address_that_nobody_knows_is_not_written_down(door: Opener, stored: Stored) -> None:
    with door() as browser:
        browser.open("/bestaat-niet", 404)
    assert refused(stored) == []
