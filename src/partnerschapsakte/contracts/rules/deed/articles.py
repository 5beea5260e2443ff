"""Numbers the articles of a deed in one place, so that headings and cross-references agree when one is left out."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum


class Inheritance(StrEnum):
    """What a sub-agreement may do with an article of the base agreement."""

    FIXED = "fixed"
    FILLED_IN = "filled_in"
    MAY_DEVIATE = "may_deviate"
    IRRELEVANT = "irrelevant"


V, I, A, N = Inheritance.FIXED, Inheritance.FILLED_IN, Inheritance.MAY_DEVIATE, Inheritance.IRRELEVANT  # noqa: E741 - deed.md's letters


@dataclass(frozen=True, slots=True)
class ArticleSpec:
    """An article that a deed may have."""

    key: str
    title: str
    inheritance: Inheritance
    optional: bool = False


@dataclass(frozen=True, slots=True)
class ChapterSpec:
    """A chapter and its articles in order."""

    title: str
    articles: tuple[ArticleSpec, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AddedClause:
    """A clause agreed at the table, added as a last paragraph to the article with this key."""

    article: str
    text: str


@dataclass(frozen=True, slots=True)
class Article:
    """An article of this deed with its number, and the clauses the dialogue added to it."""

    key: str
    title: str
    number: int
    inheritance: Inheritance
    added: tuple[str, ...]
    present: bool = True


@dataclass(frozen=True, slots=True)
class Absent:
    """An article or annex this deed does not have: it has no number, so a reference to it fails loudly."""

    key: str
    present: bool = False


@dataclass(frozen=True, slots=True)
class Chapter:
    """A chapter of this deed with its number and articles."""

    number: int
    title: str
    articles: tuple[Article, ...]


@dataclass(frozen=True, slots=True)
class Numbering:
    """All chapters of one deed, and its articles by key."""

    chapters: tuple[Chapter, ...]
    by_key: Mapping[str, Article | Absent]


@dataclass(frozen=True, slots=True)
class AnnexSpec:
    """An annex that a deed may have."""

    key: str
    title: str


@dataclass(frozen=True, slots=True)
class Annex:
    """An annex of this deed with its number; ``document`` where it is a paper of its own."""

    key: str
    title: str
    number: int
    document: "Attachment | None" = None
    present: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """A paper that is an annex: which one it is, or who adds it by when."""

    annex: str
    title: str | None = None
    description: str | None = None
    added_by: str | None = None
    added_before: str | None = None


def numbered(
    chapters: Iterable[ChapterSpec],
    *,
    left_out: frozenset[str] = frozenset(),
    titles: Mapping[str, str] | None = None,
    clauses: Iterable[AddedClause] = (),
) -> Numbering:
    """Number what is present; the same call gives headings, contents and references."""
    added = tuple(clauses)
    renamed = titles or {}
    by_key: dict[str, Article | Absent] = {}
    result: list[Chapter] = []
    number = 0
    for place, chapter in enumerate(chapters, start=1):
        present: list[Article] = []
        for spec in chapter.articles:
            if spec.key in left_out:
                by_key[spec.key] = Absent(spec.key)
                continue
            number += 1
            texts = tuple(clause.text for clause in added if clause.article == spec.key)
            article = Article(spec.key, renamed.get(spec.key, spec.title), number, spec.inheritance, texts)
            by_key[spec.key] = article
            present.append(article)
        result.append(Chapter(place, chapter.title, tuple(present)))
    return Numbering(tuple(result), by_key)


def numbered_annexes(
    specs: Iterable[AnnexSpec], *, with_data: Iterable[str], attachments: Iterable[Attachment]
) -> tuple[Annex, ...]:
    """Number the annexes that have data in the deed or a paper (or a promise of one) of their own."""
    papers = {paper.annex: paper for paper in attachments}
    filled = frozenset(with_data)
    present = [spec for spec in specs if spec.key in filled or spec.key in papers]
    return tuple(Annex(spec.key, spec.title, at, papers.get(spec.key)) for at, spec in enumerate(present, start=1))


def annexes_by_key(specs: Iterable[AnnexSpec], present: Iterable[Annex]) -> Mapping[str, Annex | Absent]:
    """Return each annex by key, absent ones without a number."""
    found: dict[str, Annex | Absent] = {annex.key: annex for annex in present}
    return {spec.key: found.get(spec.key, Absent(spec.key)) for spec in specs}
