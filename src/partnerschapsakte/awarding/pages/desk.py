"""What every page of the award begins with: the tender, its lots as they stand, and why an act cannot be done."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session as UnitOfWork

from partnerschapsakte.awarding.queries import awards
from partnerschapsakte.awarding.queries.awards import Lot, Tender
from partnerschapsakte.awarding.rules import deciding
from partnerschapsakte.awarding.rules.standing import LotStanding, standing_of, why_not_decide_now
from partnerschapsakte.awarding.schemas import LotAwardView
from partnerschapsakte.dossiers.rules import why_not_keep_records
from partnerschapsakte.foundation.actor import Actor
from partnerschapsakte.foundation.outcomes import Refusal, Why
from partnerschapsakte.foundation.sentences import say
from partnerschapsakte.tendering import queries as tendering
from partnerschapsakte.tendering.rules.facts import AwardFacts
from partnerschapsakte.tendering.rules.holding import why_not_hold
from partnerschapsakte.web.attempts import Tried
from partnerschapsakte.web.doors import Answer
from partnerschapsakte.web.rendering import Page as PageOfRequest

BASE = "/dossiers/{dossier_id:str}/aanbesteding/gunning"
LOT = BASE + "/percelen/{lot_code:str}"


@dataclass(frozen=True, slots=True)
class LotCard:
    """One lot as its page shows it: the view, how far it is, its dates with their reasons, and its doors."""

    view: LotAwardView
    standing: LotStanding
    award: AwardFacts | None
    doors: dict[str, Refusal | None]


@dataclass(frozen=True, slots=True)
class Desk:
    """Where an award is worked on: by whom, and in which dossier."""

    session: UnitOfWork
    actor: Actor
    page: PageOfRequest
    dossier_id: str

    @property
    def home(self) -> str:
        """The page of the award."""
        return f"/dossiers/{self.dossier_id}/aanbesteding/gunning"

    @property
    def tender(self) -> Tender:
        """The tender of the dossier, or refuse."""
        return tendering.tender(self.session, self.dossier_id)

    def show(self, template: str, tried: Tried, **more: Any) -> Answer:
        """Show a page with what was tried on it."""
        known: dict[str, Any] = {"home": self.home, "dossier_id": self.dossier_id, "tried": tried}
        known |= {"form": tried.form, "refusal": tried.refusal, "findings": getattr(tried.refusal, "findings", ())}
        known |= {"may_not": why_not_keep_records(self.actor), "tender": self.tender}
        return self.page(template, status=tried.status, **known | more)

    def cards(self) -> list[LotCard]:
        """Return every lot."""
        return [self.card(one.code) for one in self.tender.lots]

    def card(self, code: str) -> LotCard:
        """Return one lot, or refuse."""
        tender = self.tender
        lot = tendering.lot(tender, code)
        view = awards.lot_award(self.session, self.dossier_id, code, self.page.today)
        award = lot.award.facts_of(code) if lot.award else None
        sent = view.letters_sent_on is not None
        standing = standing_of(view.outcome, sent=sent, award=award, today=self.page.today)
        return LotCard(view, standing, award, self._doors(tender, lot, view, award))

    def _doors(
        self, tender: Tender, lot: Lot, view: LotAwardView, award: AwardFacts | None
    ) -> dict[str, Refusal | None]:
        may_not = why_not_keep_records(self.actor)
        decided, sent = view.outcome is not None, view.letters_sent_on is not None
        prepare = deciding.why_not_prepare(decided=decided, sent=sent, lot=lot.code)
        return {
            "besluit": may_not or why_not_decide_now(tender.facts, lot.code, view.outcome),
            "brieven": may_not or prepare,
            "overnemen": may_not or prepare or deciding.why_not_take_over(locked=view.assessed, lot=lot.code),
            "kort-geding": may_not or (why_not_hold(award) if award else _no_letters(lot.code)),
        }


def _no_letters(lot: str) -> Refusal:
    message = say("The award letters of {lot} were not sent.", lot=lot)
    return Refusal(Why.CONFLICT, "letter_not_sent", message, rule="37", article="Aw 2.131")
