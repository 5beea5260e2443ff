"""Puts into words what people keep or get sent: receipts, key files, invitations, and that a deadline moved."""

from urllib.parse import quote

from partnerschapsakte.foundation import language
from partnerschapsakte.foundation.sentences import Sentence, say
from partnerschapsakte.sealed.schemas import DeadlineNotice, InvitationNotice, NewKey, PartReceipt, Receipt, in_words

WHAT_A_CODE_IS = say(
    "A code is the SHA-256 of the text nonce:sha256:size of a part. With the receipt of a part anybody can compute it."
)


def receipt_text(receipt: Receipt, locale: str) -> str:
    """Write the proof of having submitted, to keep as a file."""
    lines: list[Sentence | str] = [
        say("Receipt of a tender"),
        "",
        say("Vault: {title}", title=receipt.vault_title),
        say("Tenderer: {name}", name=receipt.party_name),
        say("Submitted: {moment}", moment=in_words(receipt.submitted_at)),
        say("Deadline: {moment}", moment=in_words(receipt.deadline_at)),
        say("Number of the submission: {id}", id=receipt.submission_id),
        say("Fingerprint of the key of the vault: {fingerprint}", fingerprint=receipt.fingerprint),
        "",
    ]
    if receipt.replaces:
        lines += [say("This submission replaces {id}.", id=receipt.replaces), ""]
    for part in receipt.parts:
        moment = in_words(part.received_at)
        lines += [
            say("Part {number}: {size} bytes, received {moment}", number=part.number, size=part.size, moment=moment),
            say("Code: {code}", code=part.code),
        ]
    return _written([*lines, "", WHAT_A_CODE_IS], locale)


def part_receipt_text(receipts: tuple[PartReceipt, ...], locale: str) -> str:
    """Write the proof of what came in just now, to keep as a file: the only place where name, hash and nonce stand."""
    lines: list[Sentence | str] = [say("Receipt of parts"), ""]
    for part in receipts:
        moment = in_words(part.received_at)
        lines += [
            say("Part {number}: {size} bytes, received {moment}", number=part.number, size=part.size, moment=moment),
            say("File: {name}", name=part.name),
            f"SHA-256: {part.sha256}",
            f"Nonce: {part.nonce}",
            say("Code: {code}", code=part.code),
            say("Fingerprint of the key of the vault: {fingerprint}", fingerprint=part.fingerprint),
            say("Number of the submission: {id}", id=part.submission_id),
            "",
        ]
    return _written([*lines, WHAT_A_CODE_IS], locale)


def kept_as(name: str) -> str:
    """Return the header with which a browser keeps an opened part as a file, and opens it in no page."""
    return f"attachment; filename=\"inschrijving\"; filename*=UTF-8''{quote(name, safe='')}"


def key_name(key: NewKey) -> str:
    """Return the name to save a key file by: it tells the vault, and not whose it is."""
    return f"sleutel-{key.vault_id[:8]}.txt"


def notice(told: DeadlineNotice, locale: str, address: str) -> tuple[str, str]:
    """Return the subject and the text of the message that a deadline moved."""
    subject = say("The deadline moved: {title}", title=told.vault_title)
    lines: list[Sentence | str] = [
        say("To {name},", name=told.name),
        "",
        say("The deadline for “{title}” moved to a later moment.", title=told.vault_title),
        "",
        say("It was: {moment}", moment=in_words(told.before_at)),
        say("It is now: {moment}", moment=in_words(told.after_at)),
        say("Because: {reason}", reason=told.reason),
        "",
        say("This holds for everybody who was invited. What you submitted stays, and can be replaced or withdrawn."),
        "",
        _own_page(address, told.vault_id),
    ]
    return _written([subject], locale).strip(), _written(lines, locale)


def invitation(told: InvitationNotice, locale: str, address: str) -> tuple[str, str]:
    """Return the subject and the text of the message that a party may hand in a tender."""
    subject = say("Invitation to hand in a tender: {title}", title=told.vault_title)
    lines: list[Sentence | str] = [
        say("To {name},", name=told.name),
        "",
        say("{party} may hand in a tender for “{title}”.", party=told.party_name, title=told.vault_title),
        "",
        say("Deadline, on the clock of Amsterdam: {moment}", moment=in_words(told.deadline_at)),
        say("Our clock decides; exactly the deadline is in time. Begin in time: a file counts when the last is in."),
        "",
        say("Sign in and hand in here:"),
        _own_page(address, told.vault_id),
        "",
        say("A contact of your organisation with an account here can hand in. If you have none, tell us in time."),
    ]
    if told.fingerprint:
        known = say("Fingerprint of the key of the vault: {fingerprint}", fingerprint=told.fingerprint)
        lines += ["", known, say("It must be the same on every receipt. If it is not, call the contact person.")]
    return _written([subject], locale).strip(), _written(lines, locale)


def _own_page(address: str, vault_id: str) -> str:
    return f"{address}/kluizen/{vault_id}/inschrijving"


def _written(lines: list[Sentence | str], locale: str) -> str:
    return "\n".join(language.tell(line, locale) if isinstance(line, Sentence) else line for line in lines) + "\n"
