"""Holds each kind of content against the hard failures that its data can cause."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from documents.deeds import sample_deeds
from partnerschapsakte.contracts.rules.deed.agreement import LegalForm
from partnerschapsakte.contracts.rules.deed.articles import AddedClause, Attachment
from partnerschapsakte.contracts.rules.deed.failures import missing, why_not_issue
from partnerschapsakte.contracts.rules.deed.money import SquareYear
from partnerschapsakte.contracts.rules.deed.parties import Contractor
from partnerschapsakte.contracts.rules.deed.partnership_deed import PartnershipDeed
from partnerschapsakte.contracts.rules.deed.sub_agreement import Deviation
from partnerschapsakte.foundation.outcomes import Level

DEED = sample_deeds.single_deed()
MEMBERS = (sample_deeds.provider(), sample_deeds.provider("Verzinsel B.V.", "00000009"))
OPTION = DEED.term.options[0]
COMPLETE = [
    maker for makers in sample_deeds.SAMPLES.values() for maker in makers if maker is not sample_deeds.concept_deed
]


@pytest.mark.parametrize("maker", COMPLETE)
def test_a_complete_content_may_be_issued(maker: object) -> None:
    assert callable(maker)
    assert why_not_issue(maker(), final=True) is None


def test_a_draft_may_have_open_signatories() -> None:
    assert why_not_issue(sample_deeds.concept_deed(), final=False) is None


def test_a_final_version_may_not_have_open_signatories() -> None:
    refusal = why_not_issue(sample_deeds.concept_deed(), final=True)
    assert refusal is not None
    assert refusal.code == "document_incomplete"
    assert refusal.article == "Partnerschapsakte: toetslijst, afkeurpunten 18"


def signed_as(**changes: str) -> PartnershipDeed:
    """Return the deed with another signatory."""
    provider = sample_deeds.provider()
    assert provider.represented_by is not None
    person = replace(provider.represented_by, **changes)
    return replace(DEED, contractor=Contractor(members=(replace(provider, represented_by=person),)))


def clause(text: str, article: str = "voice") -> PartnershipDeed:
    """Return the deed with one clause of the dialogue."""
    return replace(DEED, clauses=(AddedClause(article=article, text=text),))


BROKEN = {
    "the college is no party": (1, replace(DEED, authorities=(replace(DEED.authorities[0], name="College van B&W"),))),
    "no authority": (1, replace(DEED, authorities=())),
    "seven digits": (1, replace(DEED, contractor=Contractor(members=(sample_deeds.provider(kvk="1234567"),)))),
    "no provider": (2, replace(DEED, contractor=Contractor(members=()))),
    "a consortium without lead": (2, replace(DEED, contractor=Contractor(members=MEMBERS))),
    "a lead from outside": (2, replace(DEED, contractor=Contractor(members=MEMBERS, lead="Iemand anders"))),
    "no end date": (3, replace(DEED, term=replace(DEED.term, last_day=None))),
    "an end before the start": (3, replace(DEED, term=replace(DEED.term, last_day=date(2019, 1, 1)))),
    "an option missing": (3, replace(DEED, term=replace(DEED.term, options=DEED.term.options[:2]))),
    "a notice day on the last day": (
        3,
        replace(DEED, term=replace(DEED.term, options=(replace(OPTION, decide_by=OPTION.last_day_before),))),
    ),
    "notice called termination": (4, clause("De opzegtermijn is zes Maanden.", "extension")),
    "no topic": (6, replace(DEED, topics=())),
    "no bounds": (6, replace(DEED, topics=(replace(DEED.topics[0], bounds=" "),))),
    "no method": (6, replace(DEED, topics=(replace(DEED.topics[0], method=""),))),
    "no legal form": (7, replace(DEED, legal_form=None)),
    "a long framework without reason": (7, replace(DEED, legal_form=LegalForm.FRAMEWORK)),
    "a long term without reason": (7, replace(DEED, recitals=replace(DEED.recitals, duration_reason=""))),
    "an unknown annex": (8, replace(DEED, attachments=(Attachment(annex="map", title="Kaart"),))),
    "an annex from nobody": (8, replace(DEED, attachments=(Attachment(annex="exit_plan"),))),
    "no area": (8, replace(DEED, areas=())),
    "two words for one thing": (9, clause("De zorgaanbieder meldt dit.")),
    "a party in lower case": (9, clause("De opdrachtnemer meldt dit.")),
    "an empty clause": (10, clause("n.v.t.")),
    "a clause of no article": (10, clause("Een afspraak.", "rewards")),
    "no law": (10, replace(DEED, laws=())),
    "no principles": (10, replace(DEED, principles=())),
    "no conversations": (10, replace(DEED, conversations=())),
    "no bounds of the task": (10, replace(DEED, task=replace(DEED.task, excluded=()))),
    "an article that cannot go": (10, replace(DEED, left_out=frozenset({"quality"}))),
    "an unknown article": (10, replace(DEED, left_out=frozenset({"weather"}))),
    "no indicators": (11, replace(DEED, indicators=())),
    "an indicator about a client": (
        11,
        replace(DEED, indicators=(replace(DEED.indicators[0], about_one_client=True),)),
    ),
    "an indicator that pays": (11, replace(DEED, indicators=(replace(DEED.indicators[0], changes_money=True),))),
    "no client's position": (12, replace(DEED, left_out=frozenset({"client_position"}))),
    "no exit": (13, replace(DEED, left_out=frozenset({"exit"}))),
    "no clients": (14, replace(DEED, square=(SquareYear(year=2020, amount=Decimal(1), clients=None),))),
    "no amount": (14, replace(DEED, square=(SquareYear(year=2020, amount=None, clients=1),))),
    "no year": (14, replace(DEED, square=(SquareYear(year=None, amount=Decimal(1), clients=1),))),
    "a date in digits": (15, clause("Dit gebeurt op 01-02-2021.")),
    "a vague amount": (15, clause("Dit duurt circa drie Maanden.")),
    "money without its sign": (15, clause("Dit kost 5.000 euro.")),
    "nobody's function": (18, signed_as(function="")),
    "nobody's power": (18, signed_as(power="")),
    "nobody's name": (18, signed_as(name=" ")),
    "a later end than the base": (
        19,
        replace(
            sample_deeds.sub_agreement(),
            base=replace(sample_deeds.sub_agreement().base, latest_last_day=date(2026, 12, 31)),
        ),
    ),
    "a deviation of a fixed article": (
        19,
        sample_deeds.sub_agreement(deviations=(Deviation(article="liability", deviation="hoger", reason="wens"),)),
    ),
    "a deviation of no article": (
        19,
        sample_deeds.sub_agreement(deviations=(Deviation(article="rewards", deviation="hoger", reason="wens"),)),
    ),
    "a deviation without reason": (
        19,
        sample_deeds.sub_agreement(deviations=(Deviation(article="acceptance", deviation="korter", reason=""),)),
    ),
    "a sub-agreement without area": (8, sample_deeds.sub_agreement(areas=())),
    "words of a draft": (20, clause("De termijn is [kies een termijn].")),
    "a talk mentioned": (20, clause("De termijn is drie Maanden, zie gesprek 4.")),
    "nobody may conclude": (8, sample_deeds.base_agreement(may_conclude=())),
    "an evaluation without end": (20, replace(sample_deeds.evaluation_report(), concluded_on=None)),
    "a late notice": (
        3,
        replace(
            sample_deeds.extension_letter(),
            cover=replace(sample_deeds.extension_letter().cover, dated_on=date(2022, 7, 1)),
        ),
    ),
    "a notice before its decision": (
        3,
        replace(
            sample_deeds.extension_letter(),
            cover=replace(sample_deeds.extension_letter().cover, dated_on=date(2022, 5, 1)),
        ),
    ),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_failure_is_found_with_its_point_and_its_place(name: str) -> None:
    point, content = BROKEN[name]
    sources = [finding.source for finding in missing(content)]
    assert f"Partnerschapsakte: toetslijst, afkeurpunten {point}" in sources
    assert all(finding.where for finding in missing(content))


@pytest.mark.parametrize("name", BROKEN)
def test_a_failure_stops_a_final_version(name: str) -> None:
    assert why_not_issue(BROKEN[name][1], final=True) is not None


def test_rule_67_a_name_that_must_stay_out_is_found_without_being_repeated() -> None:
    deed = clause("Sanne Verzonnen leest mee.")
    found = missing(deed, names_kept_out=("sanne verzonnen", " "))
    assert [finding.rule for finding in found] == ["67"]
    assert "Sanne" not in str(found[0].message)


def test_a_framework_with_a_motivation_is_allowed() -> None:
    deed = replace(DEED, legal_form=LegalForm.FRAMEWORK, framework_reason="uitzonderlijke investeringen.")
    assert why_not_issue(deed, final=True) is None


def test_a_base_agreement_without_its_usual_annexes_is_only_told() -> None:
    base = sample_deeds.base_agreement(attachments=())
    assert [finding.level for finding in missing(base)] == [Level.INFO, Level.INFO]


def test_a_date_table_names_the_agreement_that_is_wrong() -> None:
    table = sample_deeds.date_table()
    wrong = replace(table.agreements[1], term=replace(table.agreements[1].term, last_day=None))
    found = missing(replace(table, agreements=(table.agreements[0], wrong)))
    assert [finding.where for finding in found] == ["agreements[1].term.last_day"]


def test_something_else_is_no_content() -> None:
    with pytest.raises(TypeError):
        missing(DEED.term)
