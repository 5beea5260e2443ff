"""Words the mail that says there is a letter; what is in it is read after signing in."""

from partnerschapsakte.correspondence.schemas import LetterNotice
from partnerschapsakte.foundation import language
from partnerschapsakte.foundation.sentences import Sentence, say


def notice(told: LetterNotice, locale: str, address: str) -> tuple[str, str]:
    """Return the subject and the text of the mail about a letter; it never holds the letter itself."""
    lines: list[Sentence | str] = [
        say("Dear {name},", name=told.name),
        "",
        say("There is a new letter for you about a dossier in which you take part. Sign in to read it:"),
        "",
        f"{address}/dossiers/{told.dossier_id}/correspondentie#brief-{told.letter_id}",
        "",
        say("You cannot reply to this mail: answer on that page, so that everything stays together."),
    ]
    written = [language.tell(line, locale) if isinstance(line, Sentence) else line for line in lines]
    return language.tell(say("There is a new letter for you"), locale), "\n".join(written) + "\n"
