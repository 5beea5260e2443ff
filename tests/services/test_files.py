"""Uploading, publishing and withdrawing files: kept once, in one compartment, on record, and never changed."""

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from itertools import product
from typing import Any

import pytest
from sqlalchemy import Engine, delete, select, update
from sqlalchemy.orm import Session

from dossier_factory import Opened, on, opened
from file_samples import SOUND, docx, pdf, with_members
from partnerschapsakte.documents import queries, service
from partnerschapsakte.documents.models import IssuedDocumentChanged, KeptFile, KeptFileBody
from partnerschapsakte.documents.rules import files
from partnerschapsakte.documents.rules.files import may_fetch, may_read
from partnerschapsakte.documents.rules.finding import FileRefused
from partnerschapsakte.documents.schemas import UploadFile
from partnerschapsakte.documents.service import Sent
from partnerschapsakte.foundation.actor import TEAM, Actor, Right, Role
from partnerschapsakte.foundation.database import writing
from partnerschapsakte.foundation.occasion import Occasion
from partnerschapsakte.foundation.outcomes import Refusal, Why
from partnerschapsakte.journal.models import JournalEntry

DAY = date(2029, 3, 1)
TITLE = UploadFile(title="Plan van aanpak")


@pytest.fixture
def session(engine: Engine) -> Iterator[Session]:
    with writing(engine)() as begun:
        yield begun


@pytest.fixture
def world(session: Session) -> Opened:
    return opened(session, DAY)


def standing(world: Opened, role: Role, party_id: str | None = None) -> Actor:
    actor = Actor(f"{role} {party_id}", role.value, grants=frozenset({Right(world.dossier, role, party_id)}))
    return replace(actor.within(world.dossier) or actor)


def officer(world: Opened) -> Occasion:
    return on(DAY, standing(world, Role.PROCUREMENT_OFFICER))


def guest(world: Opened, number: int) -> Occasion:
    return on(DAY, standing(world, Role.PROVIDER_CONTACT, world.providers[number]))


def upload(
    session: Session, occasion: Occasion, world: Opened, name: str = "x.pdf", data: bytes = SOUND["pdf"], **more: Any
) -> KeptFile:
    return service.upload_file(session, occasion, world.dossier, TITLE, Sent(name, data), **more)


def entries(session: Session) -> list[tuple[str, str, str | None]]:
    rows = session.scalars(select(JournalEntry).where(JournalEntry.tag.like("document:%")).order_by(JournalEntry.id))
    return [(row.tag, row.subject, row.dossier_id) for row in rows]


def reads(session: Session, actor: Actor, file_id: str) -> bool:
    try:
        return bool(queries.content_for(session, actor, file_id).body)
    except Refusal as refusal:
        return refusal.why is not Why.NOT_FOUND


def change(session: Session, file: KeptFile, name: str, value: object) -> None:
    with session.begin_nested():
        setattr(file, name, value)
        session.flush()


def remove(session: Session, file: KeptFile) -> None:
    with session.begin_nested():
        session.delete(file)
        session.flush()


def test_a_file_is_kept_with_its_hash_its_kind_and_who_sent_it(session: Session, world: Opened) -> None:
    file = upload(session, officer(world), world, "C:\\map\\Opgave één.PDF")
    body = session.get_one(KeptFileBody, file.id).body
    assert body == SOUND["pdf"]
    assert (file.sha256, file.size) == (hashlib.sha256(body).hexdigest(), len(body))
    assert (file.name, file.media_type, file.title) == ("Opgave één.PDF", "application/pdf", "Plan van aanpak")
    assert (file.party_id, file.uploaded_by_name, file.scanned) == (None, "procurement_officer", False)
    assert entries(session) == [("document:file:uploaded", file.id, world.dossier)]


def test_what_is_refused_leaves_nothing_and_tells_every_finding(session: Session, world: Opened) -> None:
    spoiled = with_members(docx(), {"word/vbaProject.bin": b"x", "a.zip": b"PK\3\4"})
    with pytest.raises(FileRefused) as refusal:
        upload(session, officer(world), world, "x.docx", spoiled)
    assert len(refusal.value.findings) == 2
    assert session.scalars(select(KeptFile)).all() == []
    assert entries(session) == []


def test_a_candidate_uploads_in_its_own_compartment_only(session: Session, world: Opened) -> None:
    assert upload(session, guest(world, 0), world).party_id == world.providers[0]
    assert upload(session, guest(world, 1), world).party_id == world.providers[1]


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.CONTROLLER, Role.ASSESSOR, Role.ADMINISTRATOR])
def test_who_keeps_no_records_uploads_nothing(session: Session, world: Opened, role: Role) -> None:
    with pytest.raises(Refusal) as refusal:
        upload(session, on(DAY, standing(world, role)), world)
    assert refusal.value.why is Why.NOT_PERMITTED


def test_a_full_compartment_is_full_for_itself_alone(
    session: Session, world: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "MOST_FILES", 1)
    upload(session, guest(world, 0), world)
    session.flush()
    with pytest.raises(Refusal) as refusal:
        upload(session, guest(world, 0), world)
    assert refusal.value.code == "compartment_full"
    upload(session, guest(world, 1), world)


def test_a_file_is_published_once_and_on_record(session: Session, world: Opened) -> None:
    file = upload(session, officer(world), world)
    service.publish_file(session, officer(world), file.id)
    assert file.published_at == officer(world).happened_at
    assert entries(session)[-1] == ("document:file:published", file.id, world.dossier)
    with pytest.raises(Refusal) as refusal:
        service.publish_file(session, officer(world), file.id)
    assert refusal.value.code == "already_published"


def test_a_withdrawn_file_stays_known_and_its_contents_leave_the_rooms(session: Session, world: Opened) -> None:
    file = upload(session, officer(world), world)
    service.publish_file(session, officer(world), file.id)
    session.flush()
    assert queries.content_for(session, guest(world, 0).actor, file.id).body == SOUND["pdf"]
    service.withdraw_file(session, officer(world), file.id)
    session.flush()
    assert queries.file_for(session, guest(world, 0).actor, file.id).withdrawn_at is not None, "nobody has to guess"
    with pytest.raises(Refusal):
        queries.content_for(session, guest(world, 0).actor, file.id)
    assert queries.content_for(session, officer(world).actor, file.id).body == SOUND["pdf"]
    assert entries(session)[-1] == ("document:file:withdrawn", file.id, world.dossier)


def test_the_query_and_the_rule_agree_on_who_knows_of_which_file(session: Session, world: Opened) -> None:
    made = [upload(session, who, world) for who in (officer(world), officer(world), officer(world))]
    made += [upload(session, guest(world, number), world) for number in (0, 1)]
    service.publish_file(session, officer(world), made[1].id)
    service.publish_file(session, officer(world), made[2].id)
    service.withdraw_file(session, officer(world), made[2].id)
    service.withdraw_file(session, guest(world, 1), made[4].id)
    session.flush()
    actors = [standing(world, role, party) for role, party in product(Role, (None, *world.providers))]
    for actor in actors:
        expected = {file.id for file in made if may_read(actor, queries.lies(file))}
        assert {view.id for view in queries.files_for(session, actor, world.dossier)} == expected
        fetched = {file.id for file in made if may_fetch(actor, queries.lies(file))}
        assert {file.id for file in made if reads(session, actor, file.id)} == fetched


def test_twenty_candidates_see_their_own_canary_and_no_other(session: Session, world: Opened) -> None:
    parties = [f"partij-{number}" for number in range(20)]
    for party in parties:
        command = UploadFile(title=f"titel {party}.")
        who = on(DAY, standing(world, Role.PROVIDER_CONTACT, party))
        sent = Sent(f"naam {party}..txt", f"inhoud {party}.".encode())
        service.upload_file(session, who, world.dossier, command, sent)
    session.flush()
    for party in parties:
        actor = standing(world, Role.PROVIDER_CONTACT, party)
        shown = queries.files_for(session, actor, world.dossier)
        told = repr(shown) + repr([queries.content_for(session, actor, view.id) for view in shown])
        assert [other for other in parties if f"{other}." in told] == [party]


def test_equal_bytes_of_two_candidates_have_marks_that_tell_nothing(session: Session, world: Opened) -> None:
    first, second = (upload(session, guest(world, number), world) for number in (0, 1))
    marks = {queries.content_for(session, officer(world).actor, one.id).etag for one in (first, second)}
    assert len(marks) == 2
    assert first.sha256 not in marks
    assert first.id != second.id


def test_a_candidate_does_not_see_who_of_the_authority_published(session: Session, world: Opened) -> None:
    file = upload(session, officer(world), world)
    service.publish_file(session, officer(world), file.id)
    session.flush()
    assert queries.file_for(session, guest(world, 0).actor, file.id).uploaded_by_name == ""
    assert queries.file_for(session, officer(world).actor, file.id).uploaded_by_name == "procurement_officer"


def test_compartments_are_listed_by_the_name_of_their_party(session: Session, world: Opened) -> None:
    for number in (1, 0):
        upload(session, guest(world, number), world)
    session.flush()
    shown = queries.compartments(session, officer(world).actor, world.dossier)
    assert [(one.party_id, len(one.files)) for one in shown] == [
        (None, 0), (world.providers[0], 1), (world.providers[1], 1),
    ]  # fmt: skip
    assert shown[1].name == "Zorg Een (verzonnen)"


def test_a_kept_file_is_never_changed_or_deleted(session: Session, world: Opened) -> None:
    file = upload(session, officer(world), world)
    session.flush()
    for statement in (update(KeptFile).values(title="x"), delete(KeptFile), delete(KeptFileBody)):
        with pytest.raises(IssuedDocumentChanged):
            session.execute(statement)
    with pytest.raises(IssuedDocumentChanged):
        change(session, file, "title", "Anders")
    session.refresh(file)
    with pytest.raises(IssuedDocumentChanged):
        remove(session, file)
    assert session.get_one(KeptFile, file.id).title == "Plan van aanpak"


def test_a_moment_of_a_kept_file_is_written_once(session: Session, world: Opened) -> None:
    file = upload(session, officer(world), world)
    service.publish_file(session, officer(world), file.id)
    session.flush()
    with pytest.raises(IssuedDocumentChanged):
        change(session, file, "published_at", on(date(2029, 3, 2)).happened_at)


def test_an_infected_file_is_refused_and_a_silent_scanner_lets_none_in(session: Session, world: Opened) -> None:
    seen: list[bytes] = []

    def finds(data: bytes) -> str | None:
        seen.append(data)
        return "Eicar" if data == SOUND["pdf"] else None

    def is_silent(_: bytes) -> str | None:
        raise ConnectionRefusedError

    with pytest.raises(Refusal, match="Eicar") as refusal:
        upload(session, officer(world), world, scan=finds)
    assert refusal.value.code == "file_infected"
    assert upload(session, officer(world), world, data=pdf(attached=False, object_streams=False), scan=finds).scanned
    with pytest.raises(Refusal) as refusal:
        upload(session, officer(world), world, scan=is_silent)
    assert refusal.value.code == "scanner_silent"
    assert len(seen) == 2


def test_a_file_that_is_refused_for_its_kind_is_not_given_to_the_scanner(session: Session, world: Opened) -> None:
    with pytest.raises(FileRefused):
        upload(session, officer(world), world, "x.exe", b"MZ", scan=lambda _: pytest.fail("it was scanned"))


def test_where_a_file_lies_is_known_by_its_id(session: Session, world: Opened) -> None:
    file = upload(session, officer(world), world)
    session.flush()
    place = queries.place_of_file(session, file.id)
    assert place is not None
    assert place.dossier_id == world.dossier
    assert place.is_for(officer(world).actor)
    assert not place.is_for(standing(world, Role.PROVIDER_CONTACT, world.providers[0]))
    assert queries.place_of_file(session, "nothing") is None


def test_issued_documents_are_not_for_guests(session: Session, world: Opened) -> None:
    for role in set(Role) - TEAM - {Role.AUDITOR}:
        actor = standing(world, role, world.providers[0])
        assert queries.documents_for(session, actor, world.dossier) == []
        with pytest.raises(Refusal):
            queries.document_for(session, actor, "nothing")
