"""Practice in a demonstration: its clock is wound forward on a page, and what is downloaded from it says so."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any, Final

from litestar import Litestar, Router
from litestar.types import ASGIApp, Message, Receive, Scope, Send

from partnerschapsakte.foundation.clock import PracticeClock, local_date
from partnerschapsakte.foundation.fields import Command, Day
from partnerschapsakte.foundation.outcomes import Refusal, Why
from partnerschapsakte.foundation.sentences import say
from partnerschapsakte.web.doors import Answer, Page, Typed, Who, get, go, post
from partnerschapsakte.web.forms import Form, read_form
from partnerschapsakte.web.problems import STATUS
from partnerschapsakte.web.rendering import Page as PageOfRequest

ADDRESS: Final = "/oefenklok"
FARTHEST: Final = timedelta(days=366 * 15)
"""A partnership and its tender are over by then."""
LEAPS: Final = {"tomorrow": 1, "week": 7, "month": 30}
MARK: Final = b"OEFENING-"


class WindClock(Command):
    """The day to which the clock is wound."""

    day: Day


def why_not_wind(day: date, *, today: date, real: date) -> Refusal | None:
    """Say why the clock cannot be wound to a day, or None if it can."""
    if day <= today:
        return Refusal(
            Why.CONFLICT,
            "clock_runs_forward",
            say("The clock only runs forward: it is {today} already.", today=today),
            remedy=say("Choose a later day, or begin again with another folder."),
        )
    if day > real + FARTHEST:
        return Refusal(Why.INVALID, "clock_too_far", say("Choose a day within fifteen years from now."))
    return None


def let_practise(app: Litestar, clock: PracticeClock) -> None:
    """Hang the page of the clock in an application, and say on every page which day is practised."""

    @get(ADDRESS, guests=True)
    def show_clock(actor: Who, page: Page) -> Answer:  # noqa: ARG001 - only who is signed in comes here
        """Show the clock, and the form to wind it."""
        return _clock(page, Form())

    @post(ADDRESS, guests=True)
    def wind_clock(actor: Who, page: Page, data: Typed) -> Answer:  # noqa: ARG001 - only who is signed in comes here
        """Wind the clock forward."""
        form = read_form(WindClock, data)
        if form.command is None:
            return _clock(page, form)
        real = local_date(clock.real_now())
        if refusal := why_not_wind(form.command.day, today=page.today, real=real):
            return _clock(page, form, refusal)
        clock.wind(form.command.day)
        return go(ADDRESS)

    app.register(Router("/", route_handlers=[show_clock, wind_clock]))
    app.state["pages"] = replace(app.state["pages"], practice=True)


def _clock(page: PageOfRequest, form: Form[Any], refusal: Refusal | None = None) -> Answer:
    leaps = {name: page.today + timedelta(days=days) for name, days in LEAPS.items()}
    status = STATUS[refusal.why] if refusal else 400 if form.errors else 200
    return page("practice/clock.html", status=status, form=form, refusal=refusal, leaps=leaps)


class MarkedDownloads:
    """Wraps the application of a demonstration: the name of every file that is downloaded says that it is practice."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, and mark the name of a file in the answer."""

        async def send_marked(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [(name, _marked(name, value)) for name, value in message.get("headers", ())]
            await send(message)

        await self._app(scope, receive, send_marked)


def _marked(name: bytes, value: bytes) -> bytes:
    if name.lower() != b"content-disposition":
        return value
    marked = value.replace(b'filename="', b'filename="' + MARK)
    return marked.replace(b"filename*=UTF-8''", b"filename*=UTF-8''" + MARK)
