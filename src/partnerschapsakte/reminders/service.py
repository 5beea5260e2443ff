"""Plan reminders with the dates they are about, claim what is due, and owe one mail per recipient and day."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta

from sqlalchemy.orm import Session

from partnerschapsakte.agenda import service as agenda
from partnerschapsakte.agenda.queries import by_ids, next_day_to_remind
from partnerschapsakte.agenda.rules import Circle, DateToKeep, Tended
from partnerschapsakte.agenda.schemas import MilestoneView
from partnerschapsakte.foundation.clock import AMSTERDAM, noon
from partnerschapsakte.foundation.occasion import Occasion
from partnerschapsakte.foundation.sentences import Sentence
from partnerschapsakte.journal import outbox
from partnerschapsakte.journal.service import record
from partnerschapsakte.reminders import queries, storage
from partnerschapsakte.reminders.models import Digest, Reminder
from partnerschapsakte.reminders.rules import (
    DEFAULT_LEADS,
    DigestComposed,
    DigestSent,
    DigestsOwed,
    Leads,
    VoidReason,
    Written,
    deliver,
    overdue_from,
    plan,
    why_stale,
)
from partnerschapsakte.reminders.schemas import DigestContent, DigestItem, Letter, Wording

SEND_DIGEST = "reminders.send_digest"
PLAYED_AT_ONCE = 1000
GATHERING = timedelta(minutes=2)
"""How long a mail waits for what other workers and the rest of the sweep put in it."""
MORNING = time(7)
"""Nobody is mailed at night: a day's mail leaves from this hour in Amsterdam."""


def watch(
    session: Session,
    occasion: Occasion,
    *,
    dossier_id: str,
    subject: str,
    circle: Circle,
    dates: Sequence[DateToKeep],
    entered_on: date,
    leads: Leads = DEFAULT_LEADS,
) -> None:
    """Keep these dates of a subject: project its milestones and plan their reminders, in this transaction.

    Dates that are no longer named become void; a date that moved gets new reminders.
    """
    whose = agenda.Subject(dossier_id, subject, circle, entered_on)
    _plan(session, occasion.today, agenda.project(session, occasion, whose, dates), leads)


def lapse(
    session: Session,
    occasion: Occasion,
    *,
    subject: str,
    reason: Sentence,
    before: date,
    leads: Leads = DEFAULT_LEADS,
) -> None:
    """Let the open dates of a subject before a day lapse, with their reminders, in this transaction."""
    _plan(session, occasion.today, agenda.lapse(session, occasion, subject, reason, before=before), leads)


def replan_dossier(
    session: Session, occasion: Occasion, *, dossier_id: str, circle: Circle, leads: Leads = DEFAULT_LEADS
) -> None:
    """Let other people hear of the open dates of a dossier: its posts have changed."""
    changed = agenda.change_circle(session, occasion, dossier_id=dossier_id, circle=circle)
    _plan(session, occasion.today, changed, leads)


def acknowledge(session: Session, occasion: Occasion, milestone_id: str, *, leads: Leads = DEFAULT_LEADS) -> None:
    """Say "I am handling this": reminders rest, four weeks at a time in the last half year."""
    _plan(session, occasion.today, [agenda.acknowledge(session, occasion, milestone_id)], leads)


def put_aside(
    session: Session,
    occasion: Occasion,
    milestone_id: str,
    *,
    until: date,
    reason: str,
    sequence: int | None = None,
    leads: Leads = DEFAULT_LEADS,
) -> None:
    """Let the reminders of a date rest until a day, with a reason; ``sequence`` is that of the date as it was read."""
    tended = agenda.put_aside(session, occasion, milestone_id, until=until, reason=reason, sequence=sequence)
    _plan(session, occasion.today, [tended], leads)


def mark_done(
    session: Session, occasion: Occasion, milestone_id: str, *, note: str, leads: Leads = DEFAULT_LEADS
) -> None:
    """Mark a date as done by hand, with a note that says what was done."""
    _plan(session, occasion.today, [agenda.mark_done(session, occasion, milestone_id, note=note)], leads)


def sweep(
    session: Session,
    occasion: Occasion,
    *,
    limit: int = 500,
    leads: Leads = DEFAULT_LEADS,
    left_aside: Collection[str] = (),
) -> int:
    """Claim what is due today, put it in the mails of its recipients, owe those mails, and say how many dates it took.

    Call it again until it says 0. Any number of workers may do so at once.
    """
    count, opened = _claim(session, occasion, limit, leads, left_aside)
    if opened:
        fact = DigestsOwed(subject=f"sweep:{occasion.today}", digests=tuple(digest.id for digest in opened))
        entry = record(session, occasion, fact)
        for day in sorted({digest.day for digest in opened}):
            owed = {f"digest:{to}:{day}": {"digest": id_} for id_, to, its_day in opened if its_day == day}
            leaves_at = max(occasion.recorded_at + GATHERING, datetime.combine(day, MORNING, AMSTERDAM))
            outbox.owe(session, entry.id, SEND_DIGEST, owed, leaves_at)
    return count


def sweep_through(session: Session, occasion: Occasion, until: date, *, leads: Leads = DEFAULT_LEADS) -> None:
    """Play the daily sweeps up to and including a day, for a case run: what was due counts as sent; no mail leaves."""
    while (day := next_day_to_remind(session)) is not None and day <= until:
        that_day = replace(occasion, happened_at=noon(day))
        mails: set[str] = set()
        while (claimed := _claim(session, that_day, PLAYED_AT_ONCE, leads))[0]:
            mails |= {digest.id for digest in claimed[1]}
        storage.send_on_paper(session, sorted(mails), that_day.happened_at)


def compose_digest(
    session: Session, occasion: Occasion, digest_id: str, *, host: str, write: Callable[[DigestContent], Wording]
) -> Letter | None:
    """Fix the text of a mail, once, and return it; None where nothing is left to send.

    Until it is sent every call returns the same mail. What was settled in the meantime is left out.
    """
    digest = queries.digest(session, digest_id)
    if digest.sent_at is not None:
        return None
    if digest.composed_at is None:
        content = _content(session, occasion, digest)
        digest.composed_at = occasion.recorded_at
        digest.message_id = f"<{digest.id}@{host}>"
        if not content.items:
            digest.sent_at = occasion.recorded_at
            return None
        wording = write(content)
        digest.subject, digest.text, digest.calendar = wording.subject, wording.text, wording.calendar
        addresses = tuple(digest.addresses or ())
        fact = DigestComposed(
            subject=digest.id, message_id=digest.message_id, addresses=addresses, reminders=len(content.items)
        )
        record(session, occasion, fact)
    return Letter(
        digest_id=digest.id,
        message_id=digest.message_id or "",
        composed_at=digest.composed_at,
        addresses=tuple(digest.addresses or ()),
        subject=digest.subject or "",
        text=digest.text or "",
        calendar=digest.calendar or "",
    )


def mark_sent(session: Session, occasion: Occasion, digest_id: str) -> None:
    """Note that the mail server accepted a digest; its reminders are sent. Once is enough."""
    digest = queries.digest(session, digest_id)
    if digest.sent_at is not None:
        return
    digest.sent_at = occasion.recorded_at
    storage.mark_sent(session, [digest_id])
    record(session, occasion, DigestSent(subject=digest_id, message_id=digest.message_id or ""))


def note_success(session: Session, now: datetime, job: str, handled: int) -> None:
    """Note when a recurring job last succeeded; after 26 hours without one the doctor says so."""
    storage.note_success(session, now, job, handled)


def _plan(session: Session, today: date, milestones: Sequence[Tended], leads: Leads) -> None:
    if not milestones:
        return
    written = queries.written(session, [milestone.id for milestone in milestones])
    for milestone in milestones:
        planned = plan(milestone, written.get(milestone.id, []), leads, today)
        storage.add(session, milestone, planned.added)
        storage.void(session, planned.voided)
        storage.revive(session, planned.revived)
        agenda.remind(session, milestone.id, first_on=planned.first_on, next_on=planned.next_on)


def _claim(
    session: Session, occasion: Occasion, limit: int, leads: Leads, left_aside: Collection[str] = ()
) -> tuple[int, list[storage.DigestRow]]:
    """Claim what is due; return how many milestones it took and the digests that are new."""
    today = occasion.today
    claimed = agenda.claim_due(session, today, limit, left_aside)
    if not claimed:
        return 0, []
    ids = [milestone.id for milestone in claimed]
    due, later = queries.due(session, ids, today), queries.next_planned(session, ids, today)
    _plan(session, today, [milestone for milestone in claimed if milestone.id not in due], leads)
    reminded = [milestone for milestone in claimed if milestone.id in due]
    living = queries.living(session, _people(reminded, due))
    claims = [storage.Claim(milestone, deliver(due[milestone.id], milestone.circle, living)) for milestone in reminded]
    to = sorted({to for _, delivery in claims for to in (*delivery.kept, *delivery.stand_ins)})
    digests = storage.open_digests(session, to, today, occasion.recorded_at)
    storage.take(session, claims, {digest.recipient: digest for digest, _ in digests})
    _plan_next(session, today, reminded, later, leads)
    return len(claimed), [digest for digest, is_new in digests if is_new]


def _people(milestones: Iterable[Tended], due: Mapping[str, Sequence[Written]]) -> set[str]:
    named = {row.slot.recipient for rows in due.values() for row in rows}
    return named | {milestone.circle.deputy for milestone in milestones if milestone.circle.deputy}


def _plan_next(
    session: Session, today: date, milestones: Sequence[Tended], later: dict[str, date], leads: Leads
) -> None:
    """Say when each milestone is called to mind again; where no reminder is left, plan the overdue ones."""
    tomorrow = today + timedelta(days=1)
    overdue = [
        (milestone, change)
        for milestone in milestones
        if milestone.id not in later
        for change in overdue_from(milestone, leads, tomorrow)
    ]
    storage.add_all(session, overdue)
    agenda.remind_next(session, later | {milestone.id: change.planned_on for milestone, change in overdue})


def _content(session: Session, occasion: Occasion, digest: Digest) -> DigestContent:
    """Gather what a mail has to say, and decide where it goes; what was settled in the meantime is left out."""
    rows = queries.gathered(session, digest.id)
    today = max(digest.day, occasion.today)
    milestones = by_ids(session, {row.milestone_id for row in rows}, today)
    stale = {row.id: reason for row in rows if (reason := _why_stale(row, milestones[row.milestone_id]))}
    storage.void(session, stale)
    needed = [(row, milestones[row.milestone_id]) for row in rows if row.id not in stale]
    person = queries.people(session, [digest.recipient]).get(digest.recipient)
    if person is None:
        digest.addresses = [digest.recipient]
    elif person.disabled_at is None:
        digest.addresses = [person.email]
    else:
        digest.addresses = sorted({milestone.mailbox for _, milestone in needed})
    items = _items(session, digest, needed)
    return DigestContent(
        id=digest.id,
        recipient_name=person.name if person else digest.recipient,
        day=digest.day,
        items=tuple(sorted(items, key=lambda item: (item.milestone.on, item.milestone.id))),
    )


def _why_stale(row: Reminder, milestone: MilestoneView) -> VoidReason | None:
    return why_stale(row.due_on, milestone.on, milestone.state)


def _items(session: Session, digest: Digest, needed: Sequence[tuple[Reminder, MilestoneView]]) -> Iterable[DigestItem]:
    told = queries.told(session, [milestone.id for _, milestone in needed], digest.day)
    named = {milestone.owner_id for _, milestone in needed}.union(*told.values())
    people = queries.people(session, named)
    names = {id_: person.name for id_, person in people.items()}
    gone = {id_ for id_, person in people.items() if person.disabled_at is not None}
    dossiers = queries.dossier_names(session, {row.dossier_id for row, _ in needed})
    for row, milestone in needed:
        others = [recipient for recipient in told.get(milestone.id, []) if recipient != digest.recipient]
        yield DigestItem(
            milestone=milestone,
            dossier=dossiers.get(row.dossier_id),
            kind=row.kind,
            late=row.late,
            planned_on=row.planned_on,
            also=tuple(names.get(recipient, recipient) for recipient in others),
            owner_name=names.get(milestone.owner_id, milestone.mailbox),
            owner_left=milestone.owner_id in gone,
        )
