"""Judges a .docx that is to be a template before anything opens it: as every office file, and not too long."""

from partnerschapsakte.documents.rules.finding import found
from partnerschapsakte.documents.rules.kinds import LARGEST_FILE, WORD
from partnerschapsakte.documents.rules.office import judge_office
from partnerschapsakte.foundation.outcomes import Finding
from partnerschapsakte.foundation.sentences import say

MOST_PARAGRAPHS = 20_000


def judge(data: bytes) -> tuple[Finding, ...]:
    """Return what makes this file unfit to open; nothing when it may be opened."""
    if len(data) > LARGEST_FILE:
        return (found(say("The file is larger than {most} MB.", most=LARGEST_FILE // 1_000_000)),)
    return judge_office(data, WORD, most_paragraphs=MOST_PARAGRAPHS)
