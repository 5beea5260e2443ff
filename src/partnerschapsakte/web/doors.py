"""How a door is hung: the few Litestar words every api.py and pages.py needs."""

from datetime import datetime
from functools import partial
from typing import TypeAlias

import litestar
from litestar import Response
from litestar.di import NamedDependency
from litestar.params import URLEncodedBody
from litestar.response import Redirect
from sqlalchemy.orm import Session as UnitOfWork

from partnerschapsakte.foundation.actor import Actor
from partnerschapsakte.foundation.occasion import Occasion
from partnerschapsakte.web.rendering import Page as PageOfRequest

Session: TypeAlias = NamedDependency[UnitOfWork]
Who: TypeAlias = NamedDependency[Actor]
Visitor: TypeAlias = NamedDependency[Actor | None]
When: TypeAlias = NamedDependency[Occasion]
Now: TypeAlias = NamedDependency[datetime]
Locale: TypeAlias = NamedDependency[str]
Page: TypeAlias = NamedDependency[PageOfRequest]
Typed: TypeAlias = URLEncodedBody[dict[str, str]]
Answer: TypeAlias = Response[str] | Redirect

get = partial(litestar.get, sync_to_thread=True)
post = partial(litestar.post, sync_to_thread=True, status_code=200)
put = partial(litestar.put, sync_to_thread=True)


def go(path: str) -> Redirect:
    """Send the browser to the page that shows the result, so that reloading repeats nothing."""
    return Redirect(path, status_code=303)
