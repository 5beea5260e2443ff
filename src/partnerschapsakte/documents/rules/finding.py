"""Makes the findings about a file: what is wrong, in which part, and what helps."""

from partnerschapsakte.foundation.outcomes import Finding, Level, Refusal, Why
from partnerschapsakte.foundation.sentences import Sentence, say

MOST_FINDINGS = 100
"""A hostile file can have a finding in each of its parts; nobody reads more than this."""


class FileRefused(Refusal):
    """A file may not be kept; ``findings`` says everything that is wrong with it."""

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        message = say(
            "The file is not accepted: {count} findings. The first: {first}",
            count=len(findings),
            first=findings[0].message,
        )
        super().__init__(
            Why.INVALID, "file_refused", message, remedy=say("Make the file anew, as each finding says, and send it.")
        )
        self.findings = findings


class UnreadableError(Exception):
    """A file is not built as its kind must be; ``why`` says in what."""

    def __init__(self, why: Sentence) -> None:
        super().__init__(str(why))
        self.why = why


def found(what: Sentence, remedy: Sentence | None = None, where: str = "") -> Finding:
    """Return a finding for which a file is refused."""
    message = what if remedy is None else say("{what} {remedy}", what=what, remedy=remedy)
    return Finding(level=Level.REFUSED, message=message, where=where)
