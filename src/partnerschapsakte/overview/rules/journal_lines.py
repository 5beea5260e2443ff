"""Says in a sentence what a journal entry records, by its tag."""

from partnerschapsakte.foundation.sentences import Sentence, say

HAPPENED = {
    "agenda:circle:changed": say("Other people hear of the dates"),
    "agenda:dates:projected": say("Dates written into the agenda"),
    "agenda:milestone:acknowledged": say("Somebody is handling a date"),
    "agenda:milestone:marked-done": say("A date was marked as done"),
    "agenda:milestone:put-aside": say("Reminders of a date were put aside"),
    "contract:agreement:concluded": say("Agreement put on record"),
    "contract:evaluation:concluded": say("Evaluation concluded"),
    "contract:evaluation:planned": say("Evaluation planned"),
    "contract:extension:continued": say("Continued after a missed notice day"),
    "contract:extension:decided": say("Extension decided"),
    "contract:notice:received": say("Receipt of the notice proven"),
    "contract:notice:sent": say("Notice sent"),
    "contract:option:lapsed": say("An option lapsed"),
    "document:issued": say("Document issued"),
    "document:pdf:made": say("PDF made"),
    "dossier:decision:recorded": say("Decision taken elsewhere recorded"),
    "dossier:opened": say("Dossier opened"),
    "dossier:phase:entered": say("Dossier went to another phase"),
    "dossier:post:assigned": say("Somebody got a post in the dossier"),
    "dossier:post:handed-over": say("A post was handed over"),
    "reminders:digest:composed": say("Mail composed"),
    "reminders:digest:owed": say("Mail prepared"),
    "reminders:digest:sent": say("Mail sent"),
    "reminders:milestones:planned": say("Reminders planned"),
    "tender:planned": say("Procedure planned"),
}

QUIET = frozenset({"agenda:dates:projected", "document:pdf:made", "reminders:digest:owed", "reminders:digest:composed"})
"""What the program notes for itself; a dossier page leaves it out."""


def happened(tag: str) -> Sentence:
    """Return the sentence of a tag; one that is not known here is shown as it is."""
    return HAPPENED.get(tag) or say("Recorded: {tag}", tag=tag)
