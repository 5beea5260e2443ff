"""R8: what one of twenty candidates enters or gets is met nowhere by another, and nothing tells that it is there.

Each candidate asks every address that can be looked at, in a browser and with a token, about what is theirs and about
what is somebody else's; and reads the mail that reached them over a real mail server. What was found is gathered once,
and looked at from every side.
"""

import base64
import json
import re
import socket
from collections import Counter, defaultdict
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from litestar.status_codes import HTTP_403_FORBIDDEN, HTTP_404_NOT_FOUND
from sqlalchemy import Engine, create_engine, event

from applications import TEMPLATES
from partnerschapsakte.app import create_app
from partnerschapsakte.foundation.clock import noon
from partnerschapsakte.foundation.database import writing
from partnerschapsakte.gateways.mail import Encryption, MailServer, send_by
from partnerschapsakte.tasks import TASKS, Desk
from partnerschapsakte.web.api_docs import operations_of
from partnerschapsakte.web.operations import JSON
from partnerschapsakte.worker import drain, sweep
from reliability.canaries import mail_read, met
from reliability.compartment_steps import CANDIDATE, pdf, word
from reliability.compartments import (
    GUESTS,
    STEPS,
    Compartments,
    Member,
    canary_of,
    compartments,
    moment_of,
    newcomer,
)
from reliability.crawling import Answer, Crawler, Door, Map, crawling, doors_of, without
from seeded.world import TODAY

UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
RANDOM = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")
NUMBERS = {"size", "number", "version", "round", "note_number", "item_number", "given", "asked"}
"""Fields of the API that are numbers and may be: how large a file is, which part of one's own, which version; which
round or note it is, for these are announced to all; and how much an assessor was asked to score."""

CODES = {"lot", "criterion"}
"""Texts of the API that nobody chooses: the authority laid down before what they can be."""

LATER_PAGE = re.compile(r'[?&]page=(?:[2-9]|\d\d)[^>]*>; rel="last"')

PUBLIC = ("/static/", "/api/v1/openapi.json")
"""What is the same for everybody, also for who is not signed in."""

WORK = {name: task for name, task in TASKS.items() if name != "documents.make_pdf"}
"""What is done here of what is owed: a PDF takes longer than all the rest, and is for the authority."""


@dataclass
class Found:
    """What came of asking; each list names what should not have been."""

    strangers: list[Any] = field(default_factory=list[Any])
    ids: list[Any] = field(default_factory=list[Any])
    failures: list[Any] = field(default_factory=list[Any])
    open_to_others: list[Any] = field(default_factory=list[Any])
    unlike: list[Any] = field(default_factory=list[Any])
    longer: list[Any] = field(default_factory=list[Any])
    counted: list[Any] = field(default_factory=list[Any])
    changed: list[Any] = field(default_factory=list[Any])
    mails: list[tuple[list[str], bytes]] = field(default_factory=list[tuple[list[str], bytes]])
    marks: dict[str, list[str]] = field(default_factory=lambda: defaultdict[str, list[str]](list))
    own: dict[str, set[int]] = field(default_factory=lambda: defaultdict[str, set[int]](set))
    asked: Counter[int] = field(default_factory=Counter[int])
    own_ids: set[str] = field(default_factory=set[str])
    everybody: set[int] = field(default_factory=set[int])


@pytest.fixture
def found(engine: Engine, counts: dict[str, Any]) -> Found:
    """What came of asking everything."""
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", lambda connection, _: connection.execute("PRAGMA synchronous=OFF"))
    world = compartments(engine)
    ids = {one for who in world.candidates for one in who.ids.values()}
    gathered = Found(mails=mails_of(world), own_ids=ids, everybody={who.number for who in world.candidates})
    with crawling(world.at.app, engine) as crawler:
        Expedition(world, crawler, Map(world), gathered, doors_of(world.at.app), counts["crawl_doors"]).go()
    return gathered


@dataclass
class Expedition:
    """Everybody goes everywhere, and every two look for each other's at one open door in ``one_in``, and at each
    closed one who comes next."""

    world: Compartments
    crawler: Crawler
    map: Map
    found: Found
    doors: list[Door]
    one_in: int
    opens: set[Door] = field(default_factory=set[Door])
    known: dict[str, set[str]] = field(default_factory=dict[str, set[str]])
    nothing: dict[tuple[str, str], Answer] = field(default_factory=dict[tuple[str, str], Answer])

    def go(self) -> None:
        """Ask everything, and let one more candidate come when all was seen."""
        everybody = [*self.world.candidates, *self.world.guests]
        for member in everybody:
            for door in self.doors:
                self._look(member, door)
        for member in everybody:
            for turn, door in enumerate(self.doors):
                for other in self._others(member, door, turn):
                    self._look_at_another(member, door, other)
        self._let_another_come()

    def _look(self, member: Member, door: Door) -> None:
        """Ask about what is one's own or shared; where a door is closed, one address of it is enough."""
        for values in self.map.own(door, member):
            answer = self._ask(member, door, values)
            if answer.status < 300:
                self.opens.add(door)
            if mark := answer.header("etag"):
                self.found.marks[door.at(values)].append(mark)
            if member.number in met(answer.told):
                self.found.own[door.path].add(member.number)
            if door not in self.opens:
                return

    def _others(self, member: Member, door: Door, turn: int) -> Iterator[Member]:
        """Give those about whom somebody asks: who is next, and at an open door those whose turn it is.

        What lies with the authority, or in a dossier where no candidate comes, is asked for by the first candidate.
        """
        following = self._next(member)
        others = [one for one in self.world.candidates if one is not member and one not in following]
        yield from following
        if door in self.opens:
            yield from (one for one in others if (turn + member.number + one.number) % self.one_in == 0)
        if member.number == 1:
            yield Member("the authority", ids=self.world.secrets)
            yield Member("elsewhere", ids=self.world.elsewhere)

    def _next(self, member: Member) -> list[Member]:
        everybody = self.world.candidates
        return [everybody[member.number % len(everybody)]]

    def _look_at_another(self, member: Member, door: Door, other: Member) -> None:
        """Ask about what is another's, and about what never existed in its place: nothing may tell them apart.

        All that the next one has is asked for; of the others one thing at each door, which is another for each asker.
        """
        names, addresses = self.map.foreign(door, member, other)
        turn = (member.number + other.number) % len(addresses) if addresses else 0
        for values in addresses if other in self._next(member) else addresses[turn : turn + 1]:
            answer, never = self._ask(member, door, values), self.map.instead(values, names)
            nothing = self._ask_once(member, door, never)
            here = (member.name, other.name, door.at(values))
            closed_to_all = answer.status == HTTP_403_FORBIDDEN and door not in self.opens
            if answer.status != HTTP_404_NOT_FOUND and not closed_to_all:
                self.found.open_to_others.append((*here, answer.status))
            if without(answer, values, names) != without(nothing, never, names):
                self.found.unlike.append((*here, answer.told, nothing.told))
            if answer.statements != nothing.statements:
                self.found.longer.append((*here, answer.statements, nothing.statements))

    def _ask_once(self, member: Member, door: Door, values: dict[str, str]) -> Answer:
        """Ask about what never existed; it is the same whose thing would have been in its place."""
        asked = (member.name, door.at(values))
        if asked not in self.nothing:
            self.nothing[asked] = self._ask(member, door, values)
        return self.nothing[asked]

    def _ask(self, member: Member, door: Door, values: dict[str, str]) -> Answer:
        """Ask one thing, and look at the answer for all that may be in no answer."""
        answer, here = self.crawler.get(member, door, values), (member.name, door.at(values))
        self.found.asked[member.number] += 1
        if answer.status >= 500:
            self.found.failures.append((*here, answer.body))
        if strange := met(answer.told) - {member.number}:
            self.found.strangers.append((*here, strange))
        foreign = self._foreign_ids(member) - set(values.values())
        if told := foreign & set(UUID.findall(answer.told.decode("latin-1"))):
            self.found.ids.append((*here, told))
        if not here[1].startswith(PUBLIC):
            self.found.counted += [(*here, one) for one in counts_in(answer)]
        return answer

    def _foreign_ids(self, member: Member) -> set[str]:
        if member.name not in self.known:
            ids = [one.ids for one in self.world.candidates if one is not member]
            if member in self.world.candidates:
                ids += [self.world.secrets, self.world.elsewhere]
            self.known[member.name] = {one for some in ids for one in some.values() if UUID.fullmatch(one)}
        return self.known[member.name]

    def _let_another_come(self) -> None:
        """Look at all that the first candidate sees before and after somebody new does everything."""
        first = self.world.candidates[0]
        seen = [(door, one) for door in self.doors if door in self.opens for one in self.map.own(door, first)]
        before = [self.crawler.get(first, *asked) for asked in seen]
        newcomer(self.world)
        for (door, values), once in zip(seen, before, strict=True):
            now = self.crawler.get(first, door, values)
            if (once.status, once.told, once.statements) != (now.status, now.told, now.statements):
                self.found.changed.append((door.at(values), once.told, now.told))


def counts_in(answer: Answer) -> Iterator[str]:
    """Give what counts something in an answer: a total, a last page, a number in a field that is not known."""
    if total := answer.header("x-total-count"):
        yield f"X-Total-Count: {total}"
    if LATER_PAGE.search(answer.header("link") or ""):
        yield "a last page beyond what is shown"
    if answer.header("content-type") == JSON and answer.status < 300:
        yield from (name for name in _numbers("", json.loads(answer.body)) if name not in NUMBERS)


def _numbers(name: str, told: Any) -> Iterator[str]:
    """Give the names of the fields that are numbers."""
    match told:
        case dict():
            for key, value in told.items():  # pyright: ignore[reportUnknownVariableType] - any JSON
                yield from _numbers(str(key), value)  # pyright: ignore[reportUnknownArgumentType] - any JSON
        case list():
            for value in told:  # pyright: ignore[reportUnknownVariableType] - any JSON
                yield from _numbers(name, value)
        case int() | float() if not isinstance(told, bool):
            yield name
        case _:
            pass


class PostOffice:
    """Accepts every mail, and keeps for whom it is."""

    def __init__(self) -> None:
        self.mails: list[tuple[list[str], bytes]] = []

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802 - aiosmtpd calls it so
        self.mails.append((list(envelope.rcpt_tos), bytes(envelope.original_content)))
        return "250 OK"


@contextmanager
def post_office() -> Generator[tuple[PostOffice, MailServer]]:
    """Open a mail server on loopback."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        port = listening.getsockname()[1]
    office = PostOffice()
    controller = Controller(office, hostname="127.0.0.1", port=port)
    controller.start()
    yield office, MailServer("127.0.0.1", port, Encryption.NONE, "Akten <akten@exemplum.example>")
    controller.stop()


def mails_of(world: Compartments) -> list[tuple[list[str], bytes]]:
    """Do the work that is owed, and return the mails as they came in, each with the addresses that it was sent to."""
    with post_office() as (office, server):
        begin = writing(world.at.engine)
        desk = Desk(begin, send_by(server), address="https://akten.exemplum.example", now=lambda: noon(TODAY))
        sweep(desk)
        drain(desk, WORK)
    return office.mails


def test_every_field_that_a_guest_can_fill_gets_a_canary() -> None:
    sent = {step.operation: step.body for step in STEPS if step.by in {CANDIDATE, *GUESTS}}
    for operation in operations_of(create_app(create_engine("sqlite://"), TEMPLATES)):
        takes = operation.shape is not None or operation.takes != JSON
        if operation.method == "GET" or not operation.guests or not takes:
            continue
        assert operation.name in sent, f"tests/reliability/compartments.py needs a step for {operation.name}"
        fields = operation.shape.model_fields if operation.shape else {}
        chosen = [name for name, one in fields.items() if one.annotation is str and name not in CODES]
        texts = [name for name in chosen if not name.endswith("_id")]
        assert [name for name in texts if "<canary>" not in str(sent[operation.name].get(name))] == [], operation.name


def test_a_canary_is_met_however_it_is_packed() -> None:
    says = f"de prijs van {canary_of(7)} is hoog"
    plain = says.encode()
    disguised = [
        plain,
        plain.upper(),
        plain.hex().encode(),
        says.encode("utf-16-le"),
        word(says),
        pdf(says),
        *(base64.b64encode(b"x" * before + plain) for before in range(3)),
        base64.urlsafe_b64encode(b"\xff\xfe\xfb" + plain),
        mail_read(b"Subject: =?utf-8?b?" + base64.b64encode(plain) + b"?=\n\nniets\n"),
        mail_read(b"Content-Transfer-Encoding: quoted-printable\n\n" + plain.replace(b"kanarie", b"kana=\nrie")),
    ]
    assert [met(one) for one in disguised] == [{7}] * len(disguised)
    assert met(word("iets heel anders") + pdf("ook niets")) == set()


def test_the_second_of_a_bid_is_met_on_any_clock() -> None:
    told = moment_of(7)
    assert met(told.encode()) == met(b"20 januari 2022 om 11:17:07") == met(word("ontvangen om 11:17:07")) == {7}
    assert met(b"20 januari 2022 om 12:00:07") == set()


def _nobody_meets_the_canary_of_another(found: Found) -> None:
    assert found.strangers == []
    assert found.failures == []


def _nobody_meets_an_id_of_another(found: Found) -> None:
    assert found.ids == []


def _what_is_anothers_is_not_found(found: Found) -> None:
    assert found.open_to_others == []


def _what_is_anothers_is_answered_as_what_never_existed(found: Found) -> None:
    assert found.unlike == []


def _what_is_anothers_asks_no_more_of_the_database_than_what_never_existed(found: Found) -> None:
    assert found.longer == []


def _nothing_is_counted_for_who_may_not_see_all_of_it(found: Found) -> None:
    assert found.counted == []


def _who_comes_later_changes_nothing_for_who_was_there(found: Found) -> None:
    assert found.changed == []


def _no_two_candidates_get_the_same_mark_at_an_address(found: Found) -> None:
    shared = {address: marks for address, marks in found.marks.items() if not address.startswith(PUBLIC)}
    assert any(len(marks) >= len(found.everybody) for marks in shared.values()), (
        "all candidates read what was published"
    )
    assert [address for address, marks in shared.items() if len(set(marks)) < len(marks)] == []


def _ids_that_candidates_meet_can_be_neither_guessed_nor_counted(found: Found) -> None:
    ids = {one for one in found.own_ids if one != "1"}
    assert [one for one in ids if not RANDOM.fullmatch(one)] == []


def _a_mail_is_for_one_person_and_speaks_of_no_other_candidate(found: Found) -> None:
    told: dict[int, int] = Counter()
    for addresses, raw in found.mails:
        (address,) = addresses
        whose = met(address.encode())
        told.update(whose)
        if whose:
            assert met(mail_read(raw)) <= whose, raw
    assert set(told) == found.everybody


def _the_search_finds_what_is_ones_own_at_every_kind_of_door(found: Found) -> None:
    everybody = found.everybody
    for door in (
        "/bestanden/{file_id:str}",
        "/dossiers/{dossier_id:str}/bestanden",
        "/dossiers/{dossier_id:str}/correspondentie",
        "/dossiers/{dossier_id:str}/kamer",
        "/kluizen/{vault_id:str}/inschrijving",
        "/api/v1/files/{file_id:str}/content",
        "/api/v1/dossiers/{dossier_id:str}/letters/{letter_id:str}",
        "/api/v1/dossiers/{dossier_id:str}/room",
        "/api/v1/vaults/{vault_id:str}/submission",
        "/dossiers/{dossier_id:str}/vragen",
        "/api/v1/dossiers/{dossier_id:str}/questions/{question_id:str}",
        "/api/v1/dossiers/{dossier_id:str}/dialogue/own-part",
        "/api/v1/dossiers/{dossier_id:str}/dialogue/minutes/{minutes_id:str}",
        "/api/v1/dossiers/{dossier_id:str}/dialogue/minutes/{minutes_id:str}/file",
        "/api/v1/dossiers/{dossier_id:str}/award-letters/{award_letter_id:str}",
        "/dossiers/{dossier_id:str}/inschrijvingen",
        "/api/v1/dossiers/{dossier_id:str}/own-bid",
        "/api/v1/me",
    ):
        assert everybody <= found.own[door], door
    assert all(found.asked[number] > 200 for number in everybody)


SIDES = (
    _nobody_meets_the_canary_of_another,
    _nobody_meets_an_id_of_another,
    _what_is_anothers_is_not_found,
    _what_is_anothers_is_answered_as_what_never_existed,
    _what_is_anothers_asks_no_more_of_the_database_than_what_never_existed,
    _nothing_is_counted_for_who_may_not_see_all_of_it,
    _who_comes_later_changes_nothing_for_who_was_there,
    _no_two_candidates_get_the_same_mark_at_an_address,
    _ids_that_candidates_meet_can_be_neither_guessed_nor_counted,
    _a_mail_is_for_one_person_and_speaks_of_no_other_candidate,
    _the_search_finds_what_is_ones_own_at_every_kind_of_door,
)


@pytest.mark.slow
def test_twenty_candidates_meet_nothing_of_each_other(found: Found) -> None:
    """What was found is looked at from every side, and everything that is wrong is told at once."""
    wrong: list[str] = []
    for side in SIDES:
        try:
            side(found)
        except AssertionError as error:
            wrong.append(f"{side.__name__}: {error}")
    assert wrong == []
