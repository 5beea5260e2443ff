"""Makes visibly fictitious content of every kind of deed and paper, for tests and for a look at the pages."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal

from partnerschapsakte.contracts.rules.deed.agreement import Agreement, Choices, Cover, LegalForm, Status
from partnerschapsakte.contracts.rules.deed.articles import AddedClause, Attachment
from partnerschapsakte.contracts.rules.deed.base_agreement import BaseAgreement
from partnerschapsakte.contracts.rules.deed.date_table import DatedAgreement, DateTable
from partnerschapsakte.contracts.rules.deed.evaluation_report import Action, EvaluationKind, EvaluationReport, Finding
from partnerschapsakte.contracts.rules.deed.extension_letter import ExtensionLetter
from partnerschapsakte.contracts.rules.deed.money import KeyShare, Reward, SquareYear
from partnerschapsakte.contracts.rules.deed.parties import (
    Authority,
    Contractor,
    Decision,
    Provider,
    Representation,
    Subcontractor,
)
from partnerschapsakte.contracts.rules.deed.partnership import (
    AccountHolder,
    Area,
    Conversation,
    DevelopmentTask,
    Indicator,
    Principle,
    Recitals,
    RenegotiationTopic,
    Task,
)
from partnerschapsakte.contracts.rules.deed.partnership_deed import PartnershipDeed
from partnerschapsakte.contracts.rules.deed.sub_agreement import (
    Administration,
    BaseReference,
    Deviation,
    FutureTransfer,
    Place,
    SubAgreement,
    Transition,
)
from partnerschapsakte.contracts.rules.deed.term import Moment, Option, Term

COLLEGE = "college van burgemeester en wethouders"
EMOJI_NAME = "Zorg \N{GLOWING STAR} Fictie <B.V.> & Co"
AMPERSAND_NAME = "Jansen & Zonen <B.V.>"
LONG_NAME = ("Stichting Verzonnen Zorg voor Iedereen in de Wijde Omgeving van Voorbeeldstad " * 4)[:300].strip()


def authority(town: str = "Voorbeeldstad") -> Authority:
    """Return a fictitious municipality."""
    return Authority(
        name=f"Gemeente {town}",
        seat=town,
        address=f"Stadhuisplein 1, 1234 AB {town}",
        represented_by=Representation(
            name=f"mevrouw A. {town}-Verzonnen",
            function="hoofd Maatschappelijke Ontwikkeling",
            power="de volmacht van de burgemeester van 2 september 2019",
        ),
        decision=Decision(body=COLLEGE, decided_on=date(2019, 9, 3), case_number="Z-2019-00042"),
    )


def provider(name: str = "Stichting Fictiezorg", kvk: str = "01234567") -> Provider:
    """Return a fictitious provider."""
    return Provider(
        name=name,
        legal_form="besloten vennootschap" if "B.V." in name else "stichting",
        seat="Voorbeeldstad",
        address="Verzinselweg 12, 1234 CD Voorbeeldstad",
        kvk=kvk,
        represented_by=Representation(
            name="de heer B. Bedacht", function="bestuurder", power="de statuten en het handelsregister"
        ),
    )


def cover(title: str = "Jeugdhulp Voorbeeldstad West (fictief)", *, status: Status = Status.FINAL) -> Cover:
    """Return a title page."""
    return Cover(
        title=title,
        subject="specialistische jeugdhulp in de buurt",
        reference="PA-2019-001",
        case_number="Z-2019-00042",
        tender_reference="TN-000000 (verzonnen)",
        version="1.0",
        status=status,
        dated_on=date(2019, 9, 10),
    )


def option(number: int, year: int) -> Option:
    """Return the option whose last day before is 31 December of this year."""
    return Option(
        number=number,
        months=24,
        evaluation_due=date(year - 1, 12, 31),
        decision_due=date(year, 6, 2),
        decide_by=date(year, 6, 30),
        last_day_before=date(year, 12, 31),
        last_day_after=date(year + 2, 12, 31),
        reasons=(),
    )


def term() -> Term:
    """Return nine years by 3 + 2 + 2 + 2 from 1 January 2020."""
    return Term(
        starts_on=date(2020, 1, 1),
        months=36,
        last_day=date(2022, 12, 31),
        latest_last_day=date(2028, 12, 31),
        options=(option(1, 2022), option(2, 2024), option(3, 2026)),
    )


def square() -> tuple[SquareYear, ...]:
    """Return an invented budget square for three years."""
    return (
        SquareYear(year=2020, amount=Decimal(10_000_000), clients=1250),
        SquareYear(year=2021, amount=Decimal("10250000.50"), clients=1260),
        SquareYear(
            year=2022,
            amount=Decimal(10_500_000),
            clients=1275,
            earmarked=Decimal(150_000),
            earmarked_for="activering",
        ),
    )


def indicators() -> tuple[Indicator, ...]:
    """Return the four system indicators."""
    return (
        Indicator(
            name="Bereik",
            definition="Aantal Cliënten als deel van de inwoners van de doelgroep",
            source="Bestaande registratie van Opdrachtnemer",
            frequency="per kwartaal",
        ),
        Indicator(
            name="Beschikbaarheid",
            definition="Gemiddelde tijd tussen aanmelding en eerste gesprek, in Dagen",
            source="Bestaande registratie van Opdrachtnemer",
            frequency="per kwartaal",
        ),
        Indicator(
            name="Ervaringen",
            definition="Oordeel van inwoners over de hulp, samengevoegd",
            source="Ervaringsonderzoek",
            frequency="per jaar",
        ),
        Indicator(
            name="Budget",
            definition="Gebruik van het Vierkant, nu en als prognose",
            source="Financiële administratie",
            frequency="per kwartaal",
        ),
    )


def conversations() -> tuple[Conversation, ...]:
    """Return three layers of conversation."""
    return (
        Conversation(
            layer="Uitvoerend",
            subject="Aanmeldingen en samenwerking",
            first_year="wekelijks",
            later="maandelijks",
            participants="accounthouders en teamleiders",
        ),
        Conversation(
            layer="Sturing en ontwikkeling",
            subject="Vierkant, Regie-informatie en ontwikkelagenda",
            first_year="maandelijks",
            later="per kwartaal",
            participants="accounthouders, controllers, ervaringsdeskundigen",
        ),
        Conversation(
            layer="Bestuurlijk",
            subject="Opgave en principes",
            first_year="tweemaal per jaar",
            later="eenmaal per jaar",
            participants="bestuurders van Partijen",
        ),
    )


def topics() -> tuple[RenegotiationTopic, ...]:
    """Return two topics with their bounds."""
    return (
        RenegotiationTopic(
            topic="Budget van het Vierkant",
            trigger="Het aantal Cliënten wijkt twee kwartalen na elkaar meer dan 10% af van het Vierkant.",
            method="Gezamenlijke analyse van oorzaken, daarna een voorstel van beide controllers.",
            bounds="Ten hoogste 10% van het budget van dat jaar, exclusief indexering.",
            risk_bearer="Tot 5% Opdrachtnemer, daarboven gedeeld.",
            response_days=30,
            fixed_moment="ieder jaar in september",
        ),
        RenegotiationTopic(
            topic="Te verantwoorden uitkomsten",
            trigger="De jaarlijkse evaluatie laat zien dat een uitkomst niet meer past bij de opgave.",
            method="Gesprek met inwoners, professionals en Opdrachtgever.",
            bounds="Ten hoogste twee uitkomsten per jaar; de Taak en het budget blijven gelijk.",
            risk_bearer="Gedeeld.",
            response_days=42,
        ),
    )


def task() -> Task:
    """Return an invented task."""
    return Task(
        description="het bieden van alle specialistische jeugdhulp aan jeugdigen en hun gezin, dicht bij huis.",
        target_group="jeugdigen tot 18 jaar in het gebied, en hun ouders.",
        included=("Ambulante specialistische jeugdhulp.", "Dagbehandeling.", "Consultatie en advies."),
        excluded=(
            "Behandeling van ernstige dyslexie.",
            "De crisisdienst van de jeugd-ggz.",
            "Landelijk ingekochte hulp.",
        ),
        shared_task="kinderen groeien veilig en zo thuis mogelijk op, met hulp in de eigen buurt.",
        referrers=("het buurtteam", "de huisarts", "de jeugdarts", "de rechter"),
        waiting_days=28,
    )


def attachments() -> tuple[Attachment, ...]:
    """Return one attached and one promised annex."""
    return (
        Attachment(
            annex="tender_documents",
            title="Nota's van inlichtingen 1 en 2 en de inschrijving",
            description="kenmerk TN-000000, 10 juli 2019",
        ),
        Attachment(annex="data_protection", added_by="Opdrachtgever", added_before="1 december 2019"),
        Attachment(annex="exit_plan", added_by="Opdrachtnemer", added_before="1 januari 2021"),
    )


def recitals() -> Recitals:
    """Return the course of an invented procedure."""
    return Recitals(
        vision="hulp sluit aan bij het gewone leven en is dichtbij",
        variant_reason="een vaste opdracht met een vast budget geeft ruimte aan professionals",
        duration_reason="de beoogde vernieuwing investeringen vraagt die meerdere jaren nodig hebben",
        published_on=date(2018, 12, 14),
        notice="TN-000000",
        parties_in_dialogue=2,
        conversations=7,
        voices="ervaringsdeskundige jongeren, ouders, huisartsen en medewerkers van het buurtteam",
        award_sent_on=date(2019, 7, 10),
        standstill_last_day=date(2019, 7, 30),
    )


def shared() -> dict[str, object]:
    """Return what every agreement of the samples has."""
    return {
        "cover": cover(),
        "laws": ("Jeugdwet",),
        "authorities": (authority(),),
        "contractor": Contractor(members=(provider(),)),
        "recitals": recitals(),
        "legal_form": LegalForm.PUBLIC_CONTRACT,
        "term": term(),
        "task": task(),
        "areas": (Area(name="Voorbeeldwijk Noord", code="WK0001"), Area(name="Voorbeeldwijk Zuid", code="WK0002")),
        "principles": (
            Principle(title="Het gewone leven eerst", text="We zoeken oplossingen in het dagelijks leven."),
            Principle(title="Doen wat nodig is", text="We kijken naar wat helpt, niet naar wat in een product past."),
        ),
        "conversations": conversations(),
        "square": square(),
        "price_level": 2020,
        "indicators": indicators(),
        "topics": topics(),
        "development": (
            DevelopmentTask(
                title="Hulp op school",
                leader="Opdrachtnemer",
                schedule="2020 tot en met 2022",
                followed_by="gesprek sturing en ontwikkeling",
            ),
        ),
        "account_holders": (
            AccountHolder(party="Gemeente Voorbeeldstad", name="C. Verzonnen", deputy="D. Bedacht"),
            AccountHolder(party="Stichting Fictiezorg", name="E. Fictief", deputy="F. Denkbeeldig"),
        ),
        "attachments": attachments(),
        "moments": (Moment(on=date(2020, 7, 1), title="Eerste tussenevaluatie", why="een half jaar na de start"),),
    }


def single_deed(**changes: object) -> PartnershipDeed:
    """Return a single deed with one municipality and one provider."""
    return PartnershipDeed(**(shared() | changes))  # pyright: ignore[reportArgumentType] - a dict of mixed fields


def consortium_deed(**changes: object) -> PartnershipDeed:
    """Return a single deed with two municipalities, a consortium with a lead, a subcontractor and rewards."""
    members = (provider("Stichting Fictiezorg"), provider(AMPERSAND_NAME, "00000042"), provider(EMOJI_NAME, "00000043"))
    return single_deed(
        **{
            "authorities": (authority(), authority("Verzonnendam")),
            "contractor": Contractor(members=members, lead="Stichting Fictiezorg", name="Combinatie Denkbeeld"),
            "laws": ("Jeugdwet", "Wet maatschappelijke ondersteuning 2015"),
            "key": (
                KeyShare(authority="Gemeente Voorbeeldstad", share=Decimal("0.725")),
                KeyShare(authority="Gemeente Verzonnendam", share=Decimal("0.275")),
            ),
            "subcontractors": (Subcontractor(name="Verzinsel B.V.", kvk="00000044", part="dagbehandeling"),),
            "rewards": (
                Reward(
                    outcome="Gezinnen zijn tevreden over de afronding",
                    measured_by="ervaringsonderzoek",
                    maximum=Decimal(50_000),
                ),
            ),
            "choices": Choices(minimum_own_percent=80, social_return="ten minste vijf leerwerkplekken per jaar."),
            "clauses": (
                AddedClause(article="voice", text="De jongerenraad ontvangt ieder half jaar een terugkoppeling."),
            ),
            **changes,
        }
    )


def concept_deed() -> PartnershipDeed:
    """Return a draft in which the signatories and decisions are still open."""
    open_authority = replace(authority(), represented_by=None, decision=None)
    open_provider = replace(provider(LONG_NAME), represented_by=None)
    return single_deed(
        cover=cover(status=Status.CONCEPT),
        authorities=(open_authority,),
        contractor=Contractor(members=(open_provider,)),
        attachments=(),
        account_holders=(),
        development=(),
        moments=(),
        left_out=frozenset({"integrity"}),
    )


def base_agreement(**changes: object) -> BaseAgreement:
    """Return a base agreement of three municipalities."""
    fields = shared() | {
        "cover": cover("Opvang en beschermd wonen (fictief)"),
        "laws": ("Wet maatschappelijke ondersteuning 2015",),
        "authorities": (authority(), authority("Verzonnendam"), authority("Fantasiehoven")),
        "may_conclude": ("Voorbeeldstad", "Verzonnendam", "Fantasiehoven"),
        "attachments": (
            *attachments(),
            Attachment(annex="model_sub_agreement", title="Model-deelovereenkomst, versie 1"),
            Attachment(annex="municipal_cooperation", title="Samenwerkingsovereenkomst van 1 juni 2019"),
        ),
    }
    return BaseAgreement(**(fields | changes))  # pyright: ignore[reportArgumentType] - a dict of mixed fields


def reference(base: Agreement) -> BaseReference:
    """Return how a sub-agreement names this base agreement."""
    return BaseReference(
        title=base.cover.title,
        reference=base.cover.reference,
        dated_on=base.cover.dated_on,
        latest_last_day=base.term.latest_last_day or date.max,
        left_out=base.absent_articles,
        consortium=base.contractor.is_consortium,
    )


def sub_agreement(**changes: object) -> SubAgreement:
    """Return a sub-agreement of one municipality."""
    fields: dict[str, object] = {
        "cover": replace(cover("Beschermd thuis Verzonnendam (fictief)"), reference="PA-2019-001-D2"),
        "base": reference(base_agreement()),
        "authority": authority("Verzonnendam"),
        "contractor": Contractor(members=(provider(),)),
        "lot": "3 Beschermd thuis",
        "areas": (Area(name="Gemeente Verzonnendam", code="GM0000"),),
        "target_group": "inwoners die thuis begeleiding nodig hebben.",
        "excluded": ("opvang in een instelling;",),
        "term": term(),
        "local_task": "inwoners wonen met steun zelfstandig in hun eigen wijk.",
        "referrers": ("het wijkteam",),
        "access_contact": "het Meldpunt Verzonnendam",
        "places": (
            Place(name="Steunpunt Centrum", address="Fictielaan 2, Verzonnendam", capacity=24, always_reachable=True),
            Place(name="Begeleiding thuis"),
        ),
        "square": square(),
        "price_level": 2020,
        "share": Decimal("0.125"),
        "administration": Administration(
            debtor="Gemeente Verzonnendam", creditor="Stichting Fictiezorg", oin="00000000000000000000", agb="00000000"
        ),
        "indicators": indicators()[:2],
        "conversations": conversations()[:2],
        "voices": "de adviesraad sociaal domein en ervaringsdeskundigen uit Verzonnendam.",
        "deviations": (
            Deviation(article="acceptance", deviation="Wachttijd van 14 Dagen", reason="spoed in dit gebied"),
            Deviation(article="underuse", deviation="Overleg binnen 10 Werkdagen", reason="klein budget"),
        ),
        "transition": Transition(
            running_care="de bestaande afspraken met de Cliënt blijven gelden.",
            moves_on=date(2020, 7, 1),
            paid_by="gemeente Voorbeeldstad",
        ),
    }
    return SubAgreement(**(fields | changes))  # pyright: ignore[reportArgumentType] - a dict of mixed fields


def plain_sub_agreement() -> SubAgreement:
    """Return a sub-agreement without deviations and without transition, with a transfer agreed beforehand."""
    return sub_agreement(
        deviations=(),
        transition=None,
        future_transfer=FutureTransfer(to="gemeente Fantasiehoven", condition="het besluit van haar college."),
    )


def extension_letter() -> ExtensionLetter:
    """Return the notice of the first option."""
    return ExtensionLetter(
        cover=replace(cover(), reference="BR-2022-007", dated_on=date(2022, 6, 1)),
        authority=authority(),
        addressee=provider(AMPERSAND_NAME),
        agreement="Partnerschapsakte Jeugdhulp Voorbeeldstad West (fictief)",
        agreement_reference="PA-2019-001",
        agreement_dated_on=date(2019, 9, 10),
        option=option(1, 2022),
        decision=Decision(body=COLLEGE, decided_on=date(2022, 5, 24), case_number="Z-2022-00099"),
        notice_article=6,
        evaluation_concluded_on=date(2022, 3, 1),
        next_option=option(2, 2024),
    )


def evaluation_report() -> EvaluationReport:
    """Return an interim evaluation with a dissent."""
    return EvaluationReport(
        cover=replace(cover(), reference="EV-2021-003", dated_on=date(2022, 3, 1)),
        kind=EvaluationKind.INTERIM,
        agreement="Partnerschapsakte Jeugdhulp Voorbeeldstad West (fictief)",
        agreement_reference="PA-2019-001",
        authorities=(authority(),),
        contractor=Contractor(members=(provider(),)),
        period_from=date(2020, 1, 1),
        period_until=date(2021, 12, 31),
        participants=("accounthouders", "ervaringsdeskundige jongeren", "huisarts"),
        method="Drie gesprekken aan de hand van cijfers, verhalen en casuïstiek.",
        authority_judgement="De samenwerking is open; meldingen over het vierkant komen op tijd.",
        provider_judgement="De gemeente beslist op tijd; de toegang kan eenvoudiger.",
        findings=(
            Finding(
                theme="Beschikbaarheid",
                seen="De gemiddelde wachttijd daalde van 41 naar 27 dagen.",
                interpretation="Hulp op school haalt vragen eerder naar voren.",
            ),
        ),
        lessons=("Vroeg samen kijken helpt meer dan later bijsturen.",),
        conclusion="De opgave is nog juist en de samenwerking is op koers.",
        concluded_on=date(2022, 3, 1),
        residents_judgement="Gezinnen ervaren minder wisselingen van hulpverlener.",
        option_number=1,
        advice="optie 1 gebruiken.",
        dissent="Opdrachtnemer vindt het budget voor dagbehandeling te krap.",
        actions=(Action(action="Toegang vereenvoudigen", owner="Opdrachtgever", due_on=date(2022, 9, 1)),),
    )


def date_table() -> DateTable:
    """Return the dates of two agreements."""
    one = DatedAgreement(
        title="Jeugdhulp Voorbeeldstad West (fictief)",
        reference="PA-2019-001",
        parties="Gemeente Voorbeeldstad en Stichting Fictiezorg",
        term=term(),
        moments=(Moment(on=date(2020, 7, 1), title="Eerste tussenevaluatie", why="een half jaar na de start"),),
    )
    return DateTable(cover=cover(), agreements=(one, replace(one, title="Jeugdhulp Oost (fictief)", moments=())))


SAMPLES: dict[str, tuple[Callable[[], object], ...]] = {
    "partnership_deed": (single_deed, consortium_deed, concept_deed),
    "base_agreement": (base_agreement,),
    "sub_agreement": (sub_agreement, plain_sub_agreement),
    "extension_letter": (extension_letter,),
    "evaluation_report": (evaluation_report,),
    "date_table": (date_table,),
}
