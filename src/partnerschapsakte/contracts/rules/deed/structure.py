"""Lists the articles and annexes of the kinds of deed in their order, with what a sub-agreement may do with each."""

from partnerschapsakte.contracts.rules.deed.articles import A, AnnexSpec, ArticleSpec, ChapterSpec, I, N, V

CHAPTERS: tuple[ChapterSpec, ...] = (
    ChapterSpec(
        "Algemeen",
        (
            ArticleSpec("definitions", "Definities", V),
            ArticleSpec("subject", "Voorwerp, aard en kwalificatie", V),
            ArticleSpec("rank", "Contractstukken, rangorde en afwijkingen", V),
            ArticleSpec("entry_into_force", "Totstandkoming en inwerkingtreding", I),
            ArticleSpec("term", "Looptijd", A),
            ArticleSpec("extension", "Verlenging", V),
            ArticleSpec("sub_agreements", "Deelovereenkomsten", N, optional=True),
        ),
    ),
    ChapterSpec(
        "Partnerschap",
        (
            ArticleSpec("principles", "Opgave en leidende principes", A),
            ArticleSpec("roles", "Rollen en wederzijdse verwachtingen", V),
            ArticleSpec("development", "Ontwikkelopgaven en ontwikkelagenda", I),
            ArticleSpec("conversations", "Overlegstructuur, gesprekscyclus en accounthouderschap", I),
            ArticleSpec("voice", "Inbreng van inwoners en ervaringsdeskundigen", I),
            ArticleSpec("learning", "Leren, evalueren en visitatie", V),
        ),
    ),
    ChapterSpec(
        "De Taak en de inwoner",
        (
            ArticleSpec("scope", "Taak, doelgroep en afbakening", I),
            ArticleSpec("access", "Toegang, verwijzing en toewijzing", I),
            ArticleSpec("acceptance", "Acceptatieplicht, wachttijd en grensgevallen", A),
            ArticleSpec("client_position", "Rechtspositie van de Cliënt", A),
            ArticleSpec("quality", "Kwaliteit en personeel", V),
            ArticleSpec("supervision", "Toezicht, calamiteiten en signalen", V),
            ArticleSpec("chain", "Samenwerking in de keten", I),
            ArticleSpec("subcontracting", "Combinatie en onderaanneming", I),
        ),
    ),
    ChapterSpec(
        "Geld",
        (
            ArticleSpec("square", "Vierkant en verdeling", I),
            ArticleSpec("indexation", "Indexering en reële prijs", V),
            ArticleSpec("payment", "Bevoorschotting, betaling en verrekening", I),
            ArticleSpec("underuse", "Over- en onderuitputting", A),
            ArticleSpec("rewards", "Prestatieafspraken", I, optional=True),
            ArticleSpec("risks", "Risicoverdeling", V),
            ArticleSpec("annual_account", "Jaarverantwoording en controle", V),
        ),
    ),
    ChapterSpec(
        "Sturen en informatie",
        (
            ArticleSpec("indicators", "Indicatoren, Regie-informatie en duiding", I),
            ArticleSpec("information", "Informatie-uitwisseling en administratieve lasten", V),
            ArticleSpec("data_protection", "Persoonsgegevens en informatiebeveiliging", V),
            ArticleSpec("confidentiality", "Geheimhouding, openbaarheid en communicatie", V),
        ),
    ),
    ChapterSpec(
        "Verandering",
        (
            ArticleSpec("renegotiation", "Herijking", V),
            ArticleSpec("modification", "Wijziging en addendum", V),
            ArticleSpec("circumstances", "Wet, beleid, onvoorziene omstandigheden en overmacht", V),
            ArticleSpec("transfer", "Overdracht, toetreding en uittreding", V),
        ),
    ),
    ChapterSpec(
        "Als het anders loopt",
        (
            ArticleSpec("escalation", "Escalatie en geschillen", V),
            ArticleSpec("default", "Tekortkoming en maatregelen", V),
            ArticleSpec("continuity", "Continuïteit van de zorg", V),
            ArticleSpec("liability", "Aansprakelijkheid en verzekering", V),
            ArticleSpec("termination", "Opzegging en ontbinding", V),
            ArticleSpec("integrity", "Integriteit, Bibob en sociaal rendement", V, optional=True),
        ),
    ),
    ChapterSpec(
        "Einde en slot",
        (
            ArticleSpec("exit", "Exit en overdracht", I),
            ArticleSpec("notices", "Mededelingen, termijnen en tijdrekening", V),
            ArticleSpec("final", "Slotbepalingen, recht en ondertekening", V),
        ),
    ),
)

SUB_CHAPTERS: tuple[ChapterSpec, ...] = (
    ChapterSpec(
        "Deelovereenkomst",
        (
            ArticleSpec("relation", "Verhouding tot de Basisovereenkomst", N),
            ArticleSpec("subject", "Voorwerp: perceel, gebied en doelgroep", N),
            ArticleSpec("term", "Ingangsdatum, looptijd en verlenging", N),
            ArticleSpec("local_task", "Lokale opgave en ontwikkelagenda", N),
            ArticleSpec("access", "Lokale toegang en verwijzing", N),
            ArticleSpec("places", "Locaties, spreiding en capaciteit", N),
            ArticleSpec("square", "Vierkant en verdeelsleutel", N),
            ArticleSpec("payment", "Betaling en administratie", N),
            ArticleSpec("indicators", "Indicatoren en gewenste beweging", N),
            ArticleSpec("conversations", "Gesprekken en contactpersonen", N),
            ArticleSpec("voice", "Inbreng van inwoners", N),
            ArticleSpec("subcontractors", "Onderaannemers", N),
            ArticleSpec("transition", "Overgangsregeling", N, optional=True),
            ArticleSpec("deviations", "Afwijkingen van de Basisovereenkomst", N),
            ArticleSpec("transfer", "Overdracht aan een andere gemeente", N, optional=True),
            ArticleSpec("end", "Einde en samenhang", N),
            ArticleSpec("signing", "Slot en ondertekening", N),
        ),
    ),
)

ANNEXES: tuple[AnnexSpec, ...] = (
    AnnexSpec("principles", "Leidende principes"),
    AnnexSpec("scope", "Afbakening"),
    AnnexSpec("areas", "Gebieden en percelen"),
    AnnexSpec("square", "Vierkant en verdeelsleutel per jaar"),
    AnnexSpec("index_example", "Indexeringsvoorbeeld"),
    AnnexSpec("dates", "Datumtabel"),
    AnnexSpec("risks", "Risicoverdeling"),
    AnnexSpec("indicators", "Indicatoren en definities"),
    AnnexSpec("information", "Informatieprotocol"),
    AnnexSpec("conversations", "Gesprekscyclus en contactpersonen"),
    AnnexSpec("development", "Ontwikkelagenda"),
    AnnexSpec("topics", "Herijkingsonderwerpen"),
    AnnexSpec("escalation", "Escalatieladder"),
    AnnexSpec("subcontractors", "Onderaannemers en samenwerkingsconvenant"),
    AnnexSpec("data_protection", "Regeling persoonsgegevens"),
    AnnexSpec("exit_plan", "Exitplan op hoofdlijnen"),
    AnnexSpec("model_sub_agreement", "Model-deelovereenkomst"),
    AnnexSpec("tender_documents", "Nota's van inlichtingen en inschrijving"),
    AnnexSpec("municipal_cooperation", "Samenwerkingsovereenkomst gemeenten"),
    AnnexSpec("deviations", "Afwijkingen van de contractstandaard"),
)

# A paper of its own: named, or promised by someone before a day; without either the annex is left out.
PAPERS = frozenset({"data_protection", "exit_plan", "model_sub_agreement", "tender_documents", "municipal_cooperation"})

ALWAYS: tuple[str, ...] = (
    "principles",
    "scope",
    "areas",
    "square",
    "index_example",
    "dates",
    "risks",
    "indicators",
    "information",
    "conversations",
    "development",
    "topics",
    "escalation",
)
