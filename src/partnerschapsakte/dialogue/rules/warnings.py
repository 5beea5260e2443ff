"""What is warned of and may be passed: with a reason that is recorded, never without one."""

from collections.abc import Sequence

from partnerschapsakte.foundation.outcomes import Finding, Level, Refusal, Why
from partnerschapsakte.foundation.sentences import Sentence, say


class Unheeded(Refusal):
    """An act is warned of and nobody said why it goes on; ``findings`` holds every warning."""

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        super().__init__(
            Why.CONFLICT,
            "warnings_open",
            say("There is a warning first: {first}", first=findings[0].message),
            rule=findings[0].rule,
            article=findings[0].source,
            remedy=say("Solve it, or say why you go on; the reason is recorded."),
        )
        self.findings = findings


def why_not_pass(findings: Sequence[Finding], because: str | None) -> Refusal | None:
    """Say that warnings are open, or None where there are none or a reason is given."""
    return Unheeded(tuple(findings)) if findings and not because else None


def warning(message: Sentence, rule: str | None, source: str | None = None) -> Finding:
    """Return something to look at."""
    return Finding(level=Level.WARNING, message=message, rule=rule, source=source, where="dialogue")


def conflict(
    code: str,
    message: Sentence,
    *,
    rule: str | None = None,
    article: str | None = None,
    remedy: Sentence | None = None,
) -> Refusal:
    """Return a refusal because of how the dialogue stands."""
    return Refusal(Why.CONFLICT, code, message, rule=rule, article=article, remedy=remedy)


def invalid(
    code: str, message: Sentence, *, rule: str | None = None, article: str | None = None, remedy: Sentence | None = None
) -> Refusal:
    """Return a refusal because of what was typed."""
    return Refusal(Why.INVALID, code, message, rule=rule, article=article, remedy=remedy)
