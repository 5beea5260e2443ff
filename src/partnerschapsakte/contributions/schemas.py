"""The shapes that cross the doors of contributions."""

import re
from base64 import b64decode
from datetime import date, datetime
from typing import Annotated, Any, Final

import msgspec
from pydantic import BeforeValidator, Field, WithJsonSchema

from partnerschapsakte.foundation.fields import Command, Day, Line, OptionalText, Reason, Unacceptable
from partnerschapsakte.foundation.sentences import say

BASE64: Final = r"^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$"
LARGEST_SCAN = 26_000_000
"""Characters of base64: a third more than bytes."""


def _decoded(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    if len(value) > LARGEST_SCAN or not re.fullmatch(BASE64, value):
        raise Unacceptable(
            say("Send the file as base64 without line breaks, in at most {most} characters.", most=LARGEST_SCAN)
        )
    return b64decode(value)


Label = Annotated[Line, Field(max_length=60)]
Base64 = Annotated[
    bytes,
    BeforeValidator(_decoded),
    WithJsonSchema({"type": "string", "contentEncoding": "base64", "maxLength": LARGEST_SCAN, "pattern": BASE64}),
]


class EnterContribution(Command):
    """What stands on the form of an expert by experience; ``label`` stands for their name, which is not asked.

    ``may_quote``: they said that documents may quote them.
    """

    label: Label
    about: Line
    given_on: Day
    went_well: OptionalText = ""
    could_be_better: OptionalText = ""
    matters_most: OptionalText = ""
    may_quote: bool = False


class SendContribution(EnterContribution):
    """A contribution with the scan of its form: its name, and its bytes in base64."""

    scan_name: Annotated[Line, Field(max_length=255)]
    scan: Base64


class WithdrawContribution(Command):
    """Take back a contribution that should not stand here: a name in it, a mistake, or somebody who stopped."""

    reason: Reason


class ContributionView(msgspec.Struct, frozen=True, kw_only=True):
    """A contribution as who may read it sees it; ``sees_paper``: whether the scan is for them too.

    Of one that was withdrawn the answers are empty and the scan is for nobody.
    """

    id: str
    dossier_id: str
    label: str
    about: str
    given_on: date
    went_well: str
    could_be_better: str
    matters_most: str
    may_quote: bool
    companion_id: str
    companion_name: str
    entered_at: datetime
    scan_sha256: str
    sees_paper: bool
    withdrawn_at: datetime | None
    withdrawal_reason: str | None


class Paper(msgspec.Struct, frozen=True):
    """The bytes of a scan, with the name to save them by."""

    file_name: str
    media_type: str
    sha256: str
    body: bytes
