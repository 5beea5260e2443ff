"""Fits supplied texts into the sentences of a template: closed with a point, or open to go on."""

KINDS = (
    "Partnerschapsakte",
    "Basisovereenkomst",
    "Deelovereenkomst",
    "Datumtabel",
    "Evaluatieverslag",
    "Aanzegging van verlenging",
    "Aanzegging",
)


def sentence(text: str) -> str:
    """Close a text with a point where it has no end of its own."""
    closed = text.strip()
    return closed if closed.endswith((".", "!", "?", "\N{HORIZONTAL ELLIPSIS}")) else f"{closed}."


def phrase(text: str) -> str:
    """Open a text: without the point or the semicolon at its end, so that the template goes on."""
    return text.strip().rstrip(".;").rstrip()


def about(title: str) -> str:
    """Return a title without the kind of paper in front of it, which the template says itself."""
    for kind in KINDS:
        if title.casefold().startswith(f"{kind.casefold()} "):
            return about(title[len(kind) :].strip())
    return title
