"""R7: before the opening nobody reads, counts or infers a tender: every role, every address, around the deadline."""

import hashlib
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from sqlalchemy import Engine, select

from doors.sealed_doors import WATCHING, Doors, doors_of
from partnerschapsakte.foundation.actor import Actor, Role
from partnerschapsakte.journal.models import JournalEntry
from partnerschapsakte.sealed.models import SealedPart
from partnerschapsakte.sealed.schemas import PartReceipt, Receipt
from sealed_factory import DEADLINE, DOSSIER, MINUTE, SECOND, House

pytestmark = pytest.mark.slow  # each stands in the whole application

CONTENT = b"KANARIE-INHOUD-7c1f " * 500
NAME = "KANARIE-NAAM-93ab.pdf"
SEALED_ADDRESSES = ("/kluizen", "/api/v1/vaults", "/dossiers/{dossier_id", "/api/v1/dossiers/{dossier_id", "/journaal")
CHANGING = re.compile(r'name="form_token" value="[^"]+"|sessie=\S+')
BYTES = {"Content-Type": "application/octet-stream", "Content-Disposition": 'attachment; filename="a.pdf"'}
LAST = "before the second key"
MOMENTS = {"T-1": -SECOND, "T": 0 * SECOND, "T+1": SECOND, LAST: MINUTE}


@dataclass
class Trial:
    """A vault with a tender in it, and everything about the tender that nobody may meet."""

    house: House
    doors: Doors
    openers: tuple[Actor, ...]
    vault_id: str
    tenderer: Actor
    other: Actor
    part_id: str = "x"
    secrets: tuple[str, ...] = ()
    signed_in: dict[str, dict[str, str]] = field(default_factory=dict[str, dict[str, str]])

    def hand_in(self) -> None:
        """Let the tenderer hand in, and remember what must stay unknown."""
        part = self.house.send(self.tenderer, self.vault_id, CONTENT, NAME)
        assert isinstance(part, PartReceipt)
        receipt = self.house.submit(self.tenderer, self.vault_id)
        assert isinstance(receipt, Receipt)
        with self.house.unit() as session:
            self.part_id = session.scalars(select(SealedPart.id)).one()
        sha256 = hashlib.sha256(CONTENT).hexdigest()
        self.secrets = ("KANARIE", sha256, part.nonce, part.code, receipt.submission_id)

    def met(self, address: str, body: bytes) -> list[str]:
        """Return which of the secrets an answer holds; a problem repeats the address that was asked for."""
        return [secret for secret in self.secrets if secret.encode() in body and secret not in address]

    def addresses(self, among: tuple[str, ...] = ("",)) -> list[str]:
        """Return every address of the application that is asked with GET, or those that begin so."""
        known = {"dossier_id": DOSSIER, "vault_id": self.vault_id, "part_id": self.part_id, "number": "1"}
        paths = [route.path_format for route in self.doors.client.app.routes if "GET" in getattr(route, "methods", ())]
        return [
            re.sub(r"\{(\w+)[^}]*\}", lambda found: known.get(found[1], "x"), path)
            for path in sorted(set(paths))
            if path.replace("{dossier_id}", "{dossier_id").startswith(among)
        ]

    def answers(self, actor: Actor, among: Collection[str] | None = None) -> dict[str, tuple[int, bytes]]:
        """Ask for every address as somebody, or for those among some, and return what is answered."""
        if actor.id not in self.signed_in:  # once: who signs in again sees that on pages of their own
            self.signed_in[actor.id] = {**self.doors.cookies(actor), **self.doors.bearer(actor)}
        headers = self.signed_in[actor.id]
        found: dict[str, tuple[int, bytes]] = {}
        for address in self.addresses() if among is None else among:
            own = {"Authorization": f"Bearer {WATCHING}"} if address == "/metrics" else headers
            answer = self.doors.client.get(address, headers=own, follow_redirects=False)
            assert answer.status_code < 500 or address == "/healthz/ready", address
            found[address] = (answer.status_code, CHANGING.sub("", answer.text).encode())
        return found


@pytest.fixture
def trial(engine: Engine) -> Iterator[Trial]:
    house = House(engine)
    house.dossier()
    with doors_of(house, watched=True) as doors:
        openers = house.openers(3)
        vault_id = house.receiving_vault(openers)
        tenderer, other = house.tenderer("De Eik", vault_id), house.tenderer("De Linde", vault_id)
        house.clock.at = DEADLINE - SECOND
        yield Trial(house, doors, openers, vault_id, tenderer, other)


def people(trial: Trial) -> list[Actor]:
    """Return somebody in every role, an opener, another tenderer, and one who was not invited."""
    outside = {Role.PROVIDER_CONTACT: trial.house.provider("De Beuk")}
    return [
        *(trial.house.person(f"iemand als {role}", role, outside.get(role)) for role in Role),
        trial.openers[0],
        trial.other,
    ]


@pytest.mark.parametrize("moment", MOMENTS)
def test_no_role_reads_anything_of_a_tender_before_it_was_opened_by_two(trial: Trial, moment: str) -> None:
    """Every address at the last of these moments; at the others those of a vault, a dossier and the journal."""
    trial.hand_in()
    everybody = people(trial)
    trial.house.clock.at = DEADLINE + MOMENTS[moment]
    is_last = moment == LAST
    if is_last:
        trial.house.give_key(trial.openers[0], trial.vault_id)
    asked = trial.addresses() if is_last else trial.addresses(SEALED_ADDRESSES)
    for actor in everybody:
        for address, (status, body) in trial.answers(actor, asked).items():
            assert trial.met(address, body) == [], f"{actor.name} at {address}, which answers {status}"


def test_no_reader_can_tell_whether_anything_was_submitted(trial: Trial) -> None:
    """The same question at the same moment has the same answer, byte for byte, before and after somebody submitted."""
    officer = trial.house.person("inkoper", Role.PROCUREMENT_OFFICER)
    readers = [officer, trial.openers[0], trial.other]
    # A first round: that somebody was there, and what they were refused, is told on other pages.
    asked = trial.addresses(SEALED_ADDRESSES)
    first = [trial.answers(reader, asked) for reader in readers]
    shown = [[address for address, (status, _) in answers.items() if status == 200] for answers in first]
    before = [trial.answers(reader, among) for reader, among in zip(readers, shown, strict=True)]
    trial.hand_in()
    for reader, answers in zip(readers, before, strict=True):
        now = trial.answers(reader, answers)
        assert [(path, now[path], answers[path]) for path in now if now[path] != answers[path]] == [], reader.name
    for reader, answers in zip(readers, first, strict=True):
        statuses = {address: status for address, (status, _) in trial.answers(reader, answers).items()}
        assert statuses == {address: status for address, (status, _) in answers.items()}, reader.name
    assert f"/kluizen/{trial.vault_id}" in shown[0]
    assert f"/dossiers/{DOSSIER}/journaal" in shown[0]
    assert f"/kluizen/{trial.vault_id}/inschrijving" in shown[-1]


COUNTED = frozenset(
    {"/journaal", "/journaal.jsonl", "/journaal/controle", "/api/v1/journal-entries", "/api/v1/journal-check"}
)
"""Here an auditor sees how many acts of the whole house are sealed, not of what: docs/explanation/sealed-store.md."""


MEASURED = (b"partnerschapsakte_request", b"process_", b"python_", b"partnerschapsakte_journal_entries ")
"""What who watches the machine sees move: how long requests take, and one number of the journal of the whole house."""


NOT_YOURS = {403, 404}
"""After these nothing is told that could move by itself."""


def still(before: bytes, again: bytes) -> dict[int, bytes]:
    """Return the lines of an answer that are the same when nothing happened: a counter of requests is not."""
    pairs = zip(before.splitlines(), again.splitlines(), strict=False)
    return {at: one for at, (one, other) in enumerate(pairs) if one == other}


def changed(address: str, before: bytes, again: bytes, after: bytes) -> list[Any]:
    """Return the lines of an answer that stood still and then became others, each with what it became."""
    lines = dict(enumerate(after.splitlines()))
    moved = [(line, lines.get(at)) for at, line in still(before, again).items() if lines.get(at) != line]
    return [pair for pair in moved if address != "/metrics" or not pair[0].startswith(MEASURED)]


def test_at_no_address_does_any_role_see_a_difference_when_somebody_submits(trial: Trial) -> None:
    """Every address that answers GET, also the health and the metrics, and every role: only an auditor sees a count."""
    readers = [*people(trial), *trial.openers[1:]]
    asked = trial.addresses()
    assert {"/metrics", "/healthz/ready", "/api/v1/openapi.json", "/account"} <= {*asked}
    assert len(asked) > 120
    # A first round, and what is refused apart: that somebody was there and was refused is told on other pages.
    first = [trial.answers(reader, asked) for reader in readers]
    shown = [[address for address, (status, _) in answers.items() if status == 200] for answers in first]
    before, again = ([trial.answers(*one) for one in zip(readers, shown, strict=True)] for _ in range(2))
    trial.hand_in()
    after = [trial.answers(*one) for one in zip(readers, shown, strict=True)]
    seen: dict[bool, set[tuple[str, str]]] = {True: set(), False: set()}
    for reader, once, twice, now in zip(readers, before, again, after, strict=True):
        for address, (status, body) in now.items():
            told = f"{reader.name} at {address}"
            assert (status, trial.met(address, body)) == (200, []), told
            if changed(address, once[address][1], twice[address][1], body):
                seen[reader.may_audit and address in COUNTED].add((reader.name, address))
    assert seen[False] == set()
    assert "/journaal" in {address for _, address in seen[True]}, "this search sees a difference where there is one"
    for reader, answers in zip(readers, first, strict=True):
        refused = {address: answer for address, answer in answers.items() if answer[0] != 200}
        for address, (status, body) in trial.answers(reader, refused).items():
            assert (status, trial.met(address, body)) == (refused[address][0], []), f"{reader.name} at {address}"
            assert body == refused[address][1] or status not in NOT_YOURS, f"{reader.name} at {address}"


def test_what_a_tenderer_is_refused_is_not_journalled_in_the_dossier_under_its_name(trial: Trial) -> None:
    doors, own, at = trial.doors, f"/kluizen/{trial.vault_id}/inschrijving", f"/vaults/{trial.vault_id}"
    for path in ("indienen", "intrekken", "delen/1/weg"):
        doors.send(trial.tenderer, f"{own}/{path}", status=404 if "weg" in path else 409)
    for method, path in (("PUT", "submission"), ("DELETE", "submission"), ("DELETE", "draft/parts/1")):
        assert doors.ask(trial.tenderer, method, f"{at}/{path}").status_code in {404, 409}
    trial.house.clock.at = DEADLINE + SECOND
    for method, path in (("PUT", "submission"), ("DELETE", "submission"), ("PUT", "draft/parts/1")):
        more = {"content": b"x", "headers": BYTES} if "parts" in path else {}
        assert doors.ask(trial.tenderer, method, f"{at}/{path}", **more).status_code == 409
    with trial.house.unit() as session:
        told = select(JournalEntry.tag).where(JournalEntry.actor_id == trial.tenderer.id)
        assert session.scalars(told.where(JournalEntry.dossier_id.is_not(None))).all() == []


def test_an_auditor_sees_in_the_journal_of_the_house_that_something_was_sealed_and_not_what(trial: Trial) -> None:
    trial.hand_in()
    auditor = trial.house.person("auditor", Role.AUDITOR)
    for address, (_, body) in trial.answers(auditor, trial.addresses(SEALED_ADDRESSES)).items():
        assert trial.met(address, body) == [], address


def test_after_the_opening_the_team_reads_it_and_a_competitor_still_does_not(trial: Trial) -> None:
    trial.hand_in()
    trial.house.open(trial.vault_id, trial.openers[0], trial.openers[1])
    officer = trial.house.person("inkoper", Role.PROCUREMENT_OFFICER)
    asked = trial.addresses(SEALED_ADDRESSES)
    read = {address for address, (_, body) in trial.answers(officer, asked).items() if b"KANARIE" in body}
    assert {
        f"/kluizen/{trial.vault_id}",
        f"/kluizen/{trial.vault_id}/proces-verbaal",
        f"/kluizen/{trial.vault_id}/geopend/{trial.part_id}",
        f"/api/v1/vaults/{trial.vault_id}/opened-submissions",
        f"/api/v1/vaults/{trial.vault_id}/opened-parts/{trial.part_id}",
        f"/api/v1/vaults/{trial.vault_id}/record-of-opening",
    } <= read
    for _, body in trial.answers(trial.other, asked).values():
        assert b"KANARIE" not in body
