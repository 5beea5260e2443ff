"""Says why something happened or was refused, out of what was written down of it."""

from collections.abc import Mapping
from typing import Any

from partnerschapsakte.foundation.sentences import Sentence, say

REASONS = (
    "reason",
    "because",
    "early_because",
    "signed_early_because",
    "ground",
    "basis",
    "duration_motivation",
)
"""Under which name a fact keeps why; the first that is filled counts."""

LABELLED = {
    "access:federation:refused": "NotTrustedBecause",
    "access:sign-in:refused": "NotSignedInBecause",
    "access:token:refused": "NotOpenedBecause",
    "sealed:key:refused": "KeyRefusedBecause",
}
"""Facts that keep a member of an enum: its label is said."""


def why_of(tag: str, details: Mapping[str, Any]) -> Sentence | None:
    """Say why, or None where no reason was written down."""
    if tag == "access:act:refused":
        return _refused(details)
    found = next((text for name in REASONS if isinstance(text := details.get(name), str) and text.strip()), None)
    if found is None:
        return None
    return Sentence(f"{LABELLED[tag]}.{found}") if tag in LABELLED else Sentence("{reason}", (("reason", found),))


def _refused(details: Mapping[str, Any]) -> Sentence:
    why, code = Sentence(f"Why.{details.get('why', '')}"), str(details.get("code", ""))
    if rule := details.get("rule"):
        return say("{why}: rule {rule} ({code})", why=why, rule=str(rule), code=code)
    return say("{why} ({code})", why=why, code=code)
