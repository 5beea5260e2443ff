"""The pages of submitting for who leads the tender: the register, what happened to the deadline, and the opening."""

from functools import partial
from typing import Any

from litestar import Request, Router
from litestar.params import FromPath, MultipartBody
from sqlalchemy.orm import Session as UnitOfWork

from partnerschapsakte.bids import queries
from partnerschapsakte.bids.pages import candidate, printing
from partnerschapsakte.bids.rules.facts import BidWay, NonElectronicGround, StatementKind
from partnerschapsakte.bids.rules.importing import COLUMNS
from partnerschapsakte.bids.schemas import (
    AllowWay,
    BidForm,
    CorrectDocuments,
    DescriptionForm,
    ExtendDeadline,
    ImportBids,
    OpeningForm,
    OutageForm,
    StatementForm,
    StrikeBid,
    TakeOver,
)
from partnerschapsakte.bids.service import course, receiving
from partnerschapsakte.correspondence.rules import stands_for_party
from partnerschapsakte.documents.pages import LARGEST_FORM, scanner_of, sent_in, too_large
from partnerschapsakte.documents.service import Sent
from partnerschapsakte.foundation.actor import Actor
from partnerschapsakte.foundation.sentences import Sentence, say
from partnerschapsakte.sealed.schemas import in_words
from partnerschapsakte.selection.rules.facts import SizeClass
from partnerschapsakte.web.attempts import Tried, done_as_typed
from partnerschapsakte.web.doors import Answer, Page, Session, Typed, When, Who, get, go, post
from partnerschapsakte.web.forms import Form, read_form
from partnerschapsakte.web.problems import Hidden
from partnerschapsakte.web.rendering import Page as PageOfRequest

Asked = Request[Any, Any, Any]
BASE = "/dossiers/{dossier_id:str}/inschrijvingen"
BID = BASE + "/{bid_id:str}"
ACTS: dict[str, tuple[Sentence, str]] = {
    "vastleggen": (say("Record a bid"), "record"),
    "lijst": (say("Read in the list of the platform"), "record"),
    "kluis": (say("Take over from the sealed store"), "record"),
    "opening": (say("Record the opening"), "open"),
    "storing": (say("Record an outage"), "outage"),
    "uitstel": (say("Move the deadline for all"), "extend"),
    "herstel": (say("Correct the documents"), "correct"),
    "andere-weg": (say("Allow e-mail or paper"), "allow"),
}
"""What can be done, by the last part of its address: its title, and under which name the page says why not."""


@get(BASE, guests=True)
def show_bids(session: Session, actor: Who, page: Page, dossier_id: FromPath[str]) -> Answer:
    """Show the register and what can be done now; a candidate is shown itself only."""
    if stands_for_party(actor):
        return candidate.show_own(session, actor, page, dossier_id, Tried())
    return _bids(session, actor, page, dossier_id)


@post(BASE + "/vastleggen")
def record_bid(session: Session, occasion: When, page: Page, dossier_id: FromPath[str], data: Typed) -> Answer:
    """Record a bid that came in."""
    form: Form[BidForm] = read_form(BidForm, data)

    def recording(typed: BidForm) -> object:
        return receiving.record_bid(session, occasion, dossier_id, typed.command())

    return _after(session, occasion.actor, page, dossier_id, done_as_typed(session, "vastleggen", form, recording))


@post(BASE + "/lijst", request_max_body_size=LARGEST_FORM)
def import_bids(
    request: Asked,
    session: Session,
    occasion: When,
    page: Page,
    dossier_id: FromPath[str],
    data: MultipartBody[dict[str, Any]],
) -> Answer:
    """Read the list of the platform in."""
    typed, sent = sent_in(data)
    form: Form[ImportBids] = read_form(ImportBids, typed)
    if sent is None:
        form = Form(form.values, errors={**form.errors, "file": say("Choose a file.")})

    def importing(command: ImportBids) -> object:
        found = sent or Sent("", b"")
        return receiving.import_bids(session, occasion, dossier_id, command, found, scan=scanner_of(request))

    return _after(session, occasion.actor, page, dossier_id, done_as_typed(session, "lijst", form, importing))


@post(BASE + "/kluis")
def take_over(session: Session, occasion: When, page: Page, dossier_id: FromPath[str], data: Typed) -> Answer:
    """Take the bids of an opened vault over."""
    form: Form[TakeOver] = read_form(TakeOver, data)
    acting = partial(receiving.take_over, session, occasion, dossier_id)
    return _after(session, occasion.actor, page, dossier_id, done_as_typed(session, "kluis", form, acting))


@post(BASE + "/andere-weg")
def allow_way(session: Session, occasion: When, page: Page, dossier_id: FromPath[str], data: Typed) -> Answer:
    """Let bids come by e-mail or on paper."""
    form: Form[AllowWay] = read_form(AllowWay, data)
    acting = partial(course.allow_way, session, occasion, dossier_id)
    return _after(session, occasion.actor, page, dossier_id, done_as_typed(session, "andere-weg", form, acting))


@post(BASE + "/storing")
def record_outage(session: Session, occasion: When, page: Page, dossier_id: FromPath[str], data: Typed) -> Answer:
    """Record an outage."""
    form: Form[OutageForm] = read_form(OutageForm, data)

    def recording(typed: OutageForm) -> object:
        return course.record_outage(session, occasion, dossier_id, typed.command())

    return _after(session, occasion.actor, page, dossier_id, done_as_typed(session, "storing", form, recording))


@post(BASE + "/uitstel")
def extend_deadline(session: Session, occasion: When, page: Page, dossier_id: FromPath[str], data: Typed) -> Answer:
    """Move the deadline for all."""
    form: Form[ExtendDeadline] = read_form(ExtendDeadline, data)
    acting = partial(course.extend_deadline, session, occasion, dossier_id)
    return _after(session, occasion.actor, page, dossier_id, done_as_typed(session, "uitstel", form, acting))


@post(BASE + "/herstel")
def correct_documents(session: Session, occasion: When, page: Page, dossier_id: FromPath[str], data: Typed) -> Answer:
    """Correct the documents."""
    form: Form[CorrectDocuments] = read_form(CorrectDocuments, data)
    acting = partial(course.correct_documents, session, occasion, dossier_id)
    return _after(session, occasion.actor, page, dossier_id, done_as_typed(session, "herstel", form, acting))


@post(BASE + "/opening")
def open_bids(session: Session, occasion: When, page: Page, dossier_id: FromPath[str], data: Typed) -> Answer:
    """Record the opening."""
    form: Form[OpeningForm] = read_form(OpeningForm, data)

    def recording(typed: OpeningForm) -> object:
        return course.open_bids(session, occasion, dossier_id, typed.command())

    return _after(session, occasion.actor, page, dossier_id, done_as_typed(session, "opening", form, recording))


@get(BID)
def show_bid(session: Session, actor: Who, page: Page, dossier_id: FromPath[str], bid_id: FromPath[str]) -> Answer:
    """Show a bid, and what can be changed about it."""
    return _bid(session, actor, page, dossier_id, bid_id, Tried())


@post(BID + "/inschrijver")
def describe_bid(
    session: Session, occasion: When, page: Page, dossier_id: FromPath[str], bid_id: FromPath[str], data: Typed
) -> Answer:
    """Fill in what the notices ask."""
    typed = {name: text for name, text in data.items() if name != "version"}
    form: Form[DescriptionForm] = read_form(DescriptionForm, typed)
    read = data.get("version", "")
    version = int(read) if read.isdecimal() else 0

    def describing(told: DescriptionForm) -> object:
        return receiving.describe_bid(session, occasion, dossier_id, bid_id, told.command(), version=version)

    tried = done_as_typed(session, "describe", form, describing)
    return _after_bid(session, occasion.actor, page, (dossier_id, bid_id), tried)


@post(BID + "/melding")
def tell_statement(
    session: Session, occasion: When, page: Page, dossier_id: FromPath[str], bid_id: FromPath[str], data: Typed
) -> Answer:
    """Record what a candidate told along the platform."""
    form: Form[StatementForm] = read_form(StatementForm, data)

    def telling(told: StatementForm) -> object:
        return receiving.tell_statement(session, occasion, dossier_id, bid_id, told.command())

    tried = done_as_typed(session, "tell", form, telling)
    return _after_bid(session, occasion.actor, page, (dossier_id, bid_id), tried)


@post(BID + "/doorhalen")
def strike_bid(
    session: Session, occasion: When, page: Page, dossier_id: FromPath[str], bid_id: FromPath[str], data: Typed
) -> Answer:
    """Strike a record that was a mistake."""
    form: Form[StrikeBid] = read_form(StrikeBid, data)
    acting = partial(receiving.strike_bid, session, occasion, dossier_id, bid_id)
    tried = done_as_typed(session, "strike", form, acting)
    return _after_bid(session, occasion.actor, page, (dossier_id, bid_id), tried)


def _after(session: UnitOfWork, actor: Actor, page: PageOfRequest, dossier_id: str, tried: Tried | None) -> Answer:
    if tried:
        return _act(session, actor, page, dossier_id, tried)
    return go(f"/dossiers/{dossier_id}/inschrijvingen")


def _after_bid(
    session: UnitOfWork, actor: Actor, page: PageOfRequest, where: tuple[str, str], tried: Tried | None
) -> Answer:
    if tried:
        return _bid(session, actor, page, *where, tried)
    return go(f"/dossiers/{where[0]}/inschrijvingen/{where[1]}")


def _asking(act: str) -> Any:
    """Return the page with the form of an act."""

    @get(f"{BASE}/{act}")
    def show_act(session: Session, actor: Who, page: Page, dossier_id: FromPath[str]) -> Answer:
        """Show the form of an act, or why it cannot be done now."""
        return _act(session, actor, page, dossier_id, Tried(act))

    return show_act


def _act(session: UnitOfWork, actor: Actor, page: PageOfRequest, dossier_id: str, tried: Tried) -> Answer:
    view = queries.page_of(session, actor, dossier_id, page.now)
    title, blocked = ACTS[tried.about]
    return page(
        "bids/act.html",
        status=tried.status,
        dossier_id=dossier_id,
        view=view,
        act=tried.about,
        title=title,
        blocked=view.why_not[blocked],
        refusal=tried.refusal or view.why_not[blocked],
        form=tried.form,
        wrong_rows=getattr(tried.refusal, "findings", ()),
        columns=COLUMNS,
        ways=[one for one in BidWay if one is not BidWay.SEALED_STORE],
        other_ways=[one for one in BidWay if one.needs_ground],
        grounds=list(NonElectronicGround),
        sizes=list(SizeClass),
        in_words=in_words,
    )


def _bids(session: UnitOfWork, actor: Actor, page: PageOfRequest, dossier_id: str) -> Answer:
    if not actor.reads_file:
        raise Hidden
    view = queries.page_of(session, actor, dossier_id, page.now)
    doors = [(act, title, view.why_not[name]) for act, (title, name) in ACTS.items()]
    return page("bids/bids.html", dossier_id=dossier_id, view=view, doors=doors, in_words=in_words)


def _bid(session: UnitOfWork, actor: Actor, page: PageOfRequest, dossier_id: str, bid_id: str, tried: Tried) -> Answer:
    bid = queries.bid_view(session, dossier_id, bid_id, page.now)
    view = queries.page_of(session, actor, dossier_id, page.now)
    return page(
        "bids/bid.html",
        status=tried.status,
        dossier_id=dossier_id,
        bid=bid,
        view=view,
        tried=tried,
        form=tried.form,
        sizes=list(SizeClass),
        kinds=list(StatementKind),
        can_change=view.why_not["record"] is None and view.file.opening is None and not bid.struck_because,
        keeps=view.why_not["record"] is None,
        in_words=in_words,
    )


router = Router(
    "/",
    route_handlers=[
        show_bids,
        *[_asking(act) for act in ACTS],
        record_bid,
        import_bids,
        take_over,
        allow_way,
        record_outage,
        extend_deadline,
        correct_documents,
        open_bids,
        show_bid,
        describe_bid,
        tell_statement,
        strike_bid,
        *candidate.HANDLERS,
        *printing.HANDLERS,
    ],
    exception_handlers={413: too_large},
)
