"""Turns templates into pages in the reader's language: autoescaped, strict, with dates as people write them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from babel.dates import format_date
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from litestar import MediaType, Response

from partnerschapsakte.foundation import language
from partnerschapsakte.foundation.actor import Actor


def environment(templates: Path, locale: str, asset: Callable[[str], str]) -> Environment:
    """Return the one way pages are rendered in this language."""
    jinja = Environment(
        loader=FileSystemLoader(templates),
        autoescape=True,
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n"],
        trim_blocks=True,
        lstrip_blocks=True,
    )
    translate = partial(language.gettext, locale=locale)

    def translate_count(one: str, many: str, count: int) -> str:
        return translate(one if count == 1 else many)

    install: Any = getattr(jinja, "install_gettext_callables")  # noqa: B009 - the i18n extension adds it at run time
    install(translate, translate_count, newstyle=True)
    saying = {name: partial(getattr(language, name), locale=locale) for name in SAYINGS}
    filters: dict[str, Any] = {**saying, "month": partial(month, locale=locale)}
    filters["source"] = translate
    filters["with_label"] = partial(with_label, locale=locale)
    jinja.filters.update(filters)
    named: dict[str, Any] = {"tell": saying["tell"], "asset": asset, "locale": locale}
    jinja.globals.update(named)
    return jinja


LANGUAGE = "taal"
"""The name of the question that holds the reader's language."""


def language_cookie(*, https: bool) -> str:
    """Return the name of the cookie that keeps the reader's language; with TLS no other host can set it."""
    return f"__Host-{LANGUAGE}" if https else LANGUAGE


A_YEAR = 31_536_000
SAYINGS = ("tell", "day", "weekday", "moment", "euro", "number", "label", "written")


def month(value: date, locale: str) -> str:
    """Write a month: ``januari 2029``."""
    return format_date(value, "LLLL yyyy", locale=locale)


def with_label(member: StrEnum, locale: str) -> tuple[str, str]:
    """Return an enum member as an option of a form: its value and its label."""
    return member.value, language.label(member, locale)


@dataclass(frozen=True, slots=True)
class Pages:
    """Every template, in every language."""

    templates: Path
    asset: Callable[[str], str]
    demo: bool = False
    https: bool = False
    practice: bool = False
    by_locale: dict[str, Environment] = field(default_factory=dict[str, Environment])

    def render(self, name: str, locale: str, context: Mapping[str, Any]) -> str:
        """Render the template ``pages/<name>``."""
        if locale not in self.by_locale:
            self.by_locale[locale] = environment(self.templates, locale, self.asset)
        return (
            self.by_locale[locale].get_template(f"pages/{name}").render(context, demo=self.demo, practice=self.practice)
        )


@dataclass(frozen=True, slots=True)
class Page:
    """Answers one request with a page: it knows the language, who is signed in, the token of forms and the day."""

    pages: Pages
    locale: str
    visitor: Actor | None
    form_token: str
    path: str
    query: Mapping[str, str]
    now: datetime
    today: date

    def __call__(self, name: str, /, *, status: int = 200, **context: Any) -> Response[str]:
        """Render the page and answer with it."""
        page = {"visitor": self.visitor, "form_token": self.form_token, "now": self.now, "today": self.today}
        page |= {"path": self.path, "other_language": self.in_language(self.other_locale)}
        html = self.pages.render(name, self.locale, page | context)
        answer = Response(html, status_code=status, media_type=MediaType.HTML)
        if LANGUAGE in self.query:
            secure = self.pages.https
            name = language_cookie(https=secure)
            answer.set_cookie(name, self.locale, path="/", samesite="lax", max_age=A_YEAR, httponly=True, secure=secure)
        return answer

    @property
    def other_locale(self) -> str:
        """The language that is one click away."""
        return language.ENGLISH if self.locale == language.DUTCH else language.DUTCH

    def in_language(self, locale: str) -> str:
        """Return this page's address in a language."""
        return f"{self.path}?{urlencode({**self.query, LANGUAGE: locale})}"
