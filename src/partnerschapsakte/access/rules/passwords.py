"""Which passwords are refused: leaked ones, those that many have, and those that follow from who somebody is."""

import re
from collections.abc import Iterable

from partnerschapsakte.foundation.outcomes import Refusal, Why
from partnerschapsakte.foundation.sentences import say

LEAST_GUESSES = 10.0
"""The power of ten of the guesses that a password must stand; a guesser at the door gets about a million a year."""

CHECKED = 32
"""Characters that are estimated, in a third of a second at worst; what comes after them only makes guessing harder."""

SHORTEST_WORD = 4

_WORDS = (
    "wachtwoord welkom geheim gemeente inloggen aanmelden beheer beheerder gebruiker partnerschapsakte partnerschap "
    "akte contract inkoop aanbesteding jeugdhulp jeugdzorg jeugdwet zorg hulp huishouden sociaal domein wijkteam "
    "aanbieder nederland holland amsterdam rotterdam utrecht denhaag eindhoven groningen ajax feyenoord oranje "
    "koning welkom01 maandag dinsdag woensdag donderdag vrijdag zaterdag zondag januari februari maart april juni "
    "juli augustus september oktober november december lente voorjaar zomer herfst najaar winter vakantie kantoor "
    "thuiswerken computer laptop hallo liefde schatje moeder vader kinderen voetbal fiets hond poes zonnetje "
    "correcthorsebatterystaple"
)
COMMON_WORDS = tuple(_WORDS.split())
"""Words that Dutch people make passwords of; the lists that come by package are English."""


def words_in(texts: Iterable[str]) -> tuple[str, ...]:
    """Return the words of names and addresses, and each text without its spaces, in small letters."""
    small = [text.casefold() for text in texts]
    words = [word for text in small for word in re.split(r"[\W_\d]+", text) if len(word) >= SHORTEST_WORD]
    joined = [re.sub(r"[\W_]+", "", text) for text in small]
    return tuple(dict.fromkeys([*words, *(text for text in joined if len(text) >= SHORTEST_WORD)]))


def is_dressed_up(password: str) -> bool:
    """Tell whether a password is one word with a year, digits or marks behind it, whatever the word: Papegaai2026!."""
    return re.fullmatch(r"[^\W\d_][a-zà-ÿ]{2,15}[\W\d_]{1,8}", password.strip()) is not None


def why_not_leaked(*, leaked: bool) -> Refusal | None:
    """Say why a password is refused that stands in the list of leaked ones, or None if it does not."""
    if not leaked:
        return None
    return Refusal(
        Why.INVALID,
        "password_leaked",
        say("This password stands in a list of leaked ones. Take for example four words that do not go together."),
    )


def why_not_this_password(*, guesses: float, guesses_of_who_knows: float, dressed_up: bool = False) -> Refusal | None:
    """Say why a password is refused, or None if it is not; ``dressed_up`` tells that it is one word with a tail.

    Both are powers of ten: of a stranger who knows what many people use, and of somebody who also knows the person.
    """
    if guesses < LEAST_GUESSES or dressed_up:
        return Refusal(
            Why.INVALID,
            "password_common",
            say("Many people use this password, or one like it. Take for example four words that do not go together."),
        )
    if guesses_of_who_knows < LEAST_GUESSES:
        return Refusal(
            Why.INVALID,
            "password_personal",
            say("This password follows from your name, your e-mail address or your organisation. Take another one."),
        )
    return None
