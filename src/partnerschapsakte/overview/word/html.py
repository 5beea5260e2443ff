"""Writes a small page of HTML that can be read without anything else, now and in years."""

from collections.abc import Iterable, Sequence
from html import escape

STYLE = (
    "body{font:16px/1.5 sans-serif;max-width:72rem;margin:2rem auto;padding:0 1rem;color:#1a1a1a}"
    "h1,h2{color:#1f3a5f}table{border-collapse:collapse;width:100%;margin:1rem 0}"
    "th,td{text-align:left;vertical-align:top;padding:.35rem .5rem;border-bottom:1px solid #c9d1db}"
    "th{background:#e8edf3}code{font-size:.8rem;word-break:break-all}"
)


def page(title: str, *blocks: str) -> bytes:
    """Return a page in Dutch with this title and these blocks of HTML."""
    head = f'<meta charset="utf-8"><title>{escape(title)}</title><style>{STYLE}</style>'
    body = "\n".join((f"<h1>{escape(title)}</h1>", *blocks))
    return f'<!doctype html>\n<html lang="nl"><head>{head}</head>\n<body>\n{body}\n</body></html>\n'.encode()


def heading(text: str) -> str:
    """Return a heading."""
    return f"<h2>{escape(text)}</h2>"


def paragraph(text: str) -> str:
    """Return a paragraph; the lines of a text stay lines."""
    return f"<p>{'<br>'.join(escape(line) for line in text.splitlines())}</p>"


def bullets(lines: Iterable[str]) -> str:
    """Return a list."""
    return f"<ul>{''.join(f'<li>{escape(line)}</li>' for line in lines)}</ul>"


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table; in its cells the lines of a text stay lines."""
    head = "".join(f'<th scope="col">{escape(one)}</th>' for one in heads)
    body = "".join(f"<tr>{''.join(f'<td>{_cell(one)}</td>' for one in row)}</tr>" for row in rows)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _cell(text: str) -> str:
    return "<br>".join(escape(line) for line in text.splitlines())
