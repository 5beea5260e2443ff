"""Renders every template with every sample and holds the text against the checklist of hard failures."""

import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import docx
import pytest
from docx.oxml.ns import qn

from documents.deeds import sample_deeds
from documents.deeds.reading_deeds import TEMPLATES, Read, read, rendered
from partnerschapsakte.contracts.rules.deed import structure
from partnerschapsakte.contracts.rules.deed.agreement import Choices, Disputes, EarlyNotice, ExtendedBy, LegalForm
from partnerschapsakte.contracts.rules.deed.articles import AddedClause
from partnerschapsakte.contracts.rules.deed.plain import as_plain
from partnerschapsakte.documents.word.proof import prove
from partnerschapsakte.documents.word.rendering import Template

ALL = [(kind, maker) for kind, makers in sample_deeds.SAMPLES.items() for maker in makers]
DEEDS = [pair for pair in ALL if pair[0] in {"partnership_deed", "base_agreement"}]
CONTRACTS = [pair for pair in ALL if pair[0] in {"partnership_deed", "base_agreement", "sub_agreement"}]
SIGNED = [pair for pair in ALL if pair[0] != "date_table"]
TERMS = [
    "Aanzegdatum",
    "Aanzegging",
    "Basisovereenkomst",
    "Bijlage",
    "Cliënt",
    "Dag",
    "Deelovereenkomst",
    "Herijking",
    "Maand",
    "Opdrachtgever",
    "Opdrachtnemer",
    "Overeenkomst",
    "Partijen",
    "Penvoerder",
    "Regie-informatie",
    "Schriftelijk",
    "Taak",
    "Vierkant",
    "Werkdag",
]


def each(pairs: list[tuple[str, Callable[[], object]]]) -> pytest.MarkDecorator:
    """Run a test for each pair of a kind and a sample."""
    return pytest.mark.parametrize(("kind", "maker"), pairs, ids=[maker.__name__ for _, maker in pairs])


@cache
def page(kind: str, maker: Callable[[], object]) -> Read:
    """Render a sample once and read it back."""
    return read(rendered(kind, maker()), "D" if kind == "sub_agreement" else "")


def is_final(maker: Callable[[], object]) -> bool:
    """The one draft among the samples keeps its open places."""
    return maker is not sample_deeds.concept_deed


@each(ALL)
def test_a_document_says_all_that_its_template_prints(kind: str, maker: Callable[[], object]) -> None:
    content = maker()
    template = Template.load(TEMPLATES / kind / "1" / "template.docx")
    prove(rendered(kind, content), template, as_plain(content))


@each(CONTRACTS)
def test_every_reference_shows_the_number_that_word_will_give(kind: str, maker: Callable[[], object]) -> None:
    deed = page(kind, maker)
    wrong = [(target, shown) for target, shown in deed.references if deed.headings.get(target) != shown]
    assert not wrong
    assert len(deed.references) > (3 if kind != "sub_agreement" else 0)


@each(CONTRACTS)
def test_the_contents_list_every_heading_with_its_number(kind: str, maker: Callable[[], object]) -> None:
    deed = page(kind, maker)
    entries = {target: text.split("\t")[0] for target, text in deed.links if not target.startswith("_Ref_kop")}
    assert entries == deed.headings


@each(CONTRACTS)
def test_the_titles_in_the_contents_are_those_of_the_headings(kind: str, maker: Callable[[], object]) -> None:
    deed = page(kind, maker)
    listed = [text.split("\t")[1] for target, text in deed.links if target.startswith(("_Ref_art", "_Ref_bij"))]
    assert listed == deed.styled("heading 2") + deed.styled("Bijlagekop")


def test_a_base_agreement_has_every_article_but_rewards() -> None:
    assert len(page("base_agreement", sample_deeds.base_agreement).styled("heading 2")) == 44


def test_a_single_deed_has_every_article_but_sub_agreements() -> None:
    titles = page("partnership_deed", sample_deeds.consortium_deed).styled("heading 2")
    wanted = [spec.title for chapter in structure.CHAPTERS for spec in chapter.articles]
    assert titles == [title for title in wanted if title != "Deelovereenkomsten"]


def test_leaving_out_an_article_renumbers_the_later_ones() -> None:
    with_rewards = page("partnership_deed", sample_deeds.consortium_deed).headings
    without = page("partnership_deed", sample_deeds.single_deed).headings
    assert (with_rewards["_Ref_art_risks"], without["_Ref_art_risks"]) == ("Artikel 26", "Artikel 25")
    assert "_Ref_art_rewards" not in without


def test_a_sub_agreement_names_the_articles_of_its_base_by_their_numbers_there() -> None:
    base = page("base_agreement", sample_deeds.base_agreement).headings
    sub = page("sub_agreement", sample_deeds.sub_agreement)
    for key in ("extension", "acceptance", "indexation", "voice", "subcontracting", "exit", "final"):
        assert f"{base[f'_Ref_art_{key}']} van de Basisovereenkomst" in sub.text


@each(DEEDS)
def test_failure_1_parties_are_legal_persons_with_a_ground_of_representation(
    kind: str, maker: Callable[[], object]
) -> None:
    parties = page(kind, maker).styled("Partij")
    assert all("publiekrechtelijke rechtspersoon gemeente" in text or "KvK-nummer" in text for text in parties)
    assert all("vertegenwoordigd door" in text for text in parties)
    assert all(re.search(r"KvK-nummer \d{8},", text) for text in parties if "KvK" in text)
    assert any("krachtens artikel 171 Gemeentewet" in text for text in parties)


def test_failure_2_a_consortium_is_bound_jointly_and_severally_with_a_lead() -> None:
    text = page("partnership_deed", sample_deeds.consortium_deed).text
    assert "gezamenlijk en hoofdelijk zijn verbonden en Stichting Fictiezorg als Penvoerder" in text


def test_a_single_provider_is_no_consortium() -> None:
    text = page("partnership_deed", sample_deeds.single_deed).text
    assert not re.search("Penvoerder|combinatie onder|hoofdelijk verbonden", text)


@each(CONTRACTS)
def test_failure_3_each_option_stands_with_its_dates_in_full(kind: str, maker: Callable[[], object]) -> None:
    deed = page(kind, maker)
    rows = [row for row in deed.rows if row[0].startswith("3 (24 Maanden)")]
    dates = ["31 december 2025", "2 juni 2026", "30 juni 2026", "31 december 2026", "31 december 2028"]
    assert rows
    assert all(row[1:] == dates for row in rows)
    assert "jaarlijks te verlengen" not in deed.text


@each(ALL)
def test_failure_4_an_extension_is_never_given_notice_of_as_a_termination(
    kind: str, maker: Callable[[], object]
) -> None:
    assert "opzegtermijn" not in page(kind, maker).text.lower()


@each(CONTRACTS)
def test_failure_5_a_missed_notice_has_a_consequence(kind: str, maker: Callable[[], object]) -> None:
    assert "geen Aanzegging ontvangen, dan vervalt de optie met alle latere opties" in page(kind, maker).text


@each(DEEDS)
def test_failure_6_each_topic_has_its_method_and_its_bounds(kind: str, maker: Callable[[], object]) -> None:
    names = [row[0] for row in page(kind, maker).rows]
    assert names.count("Methode") == names.count("Grenzen") == names.count("Aanleiding") == 2


@each(DEEDS)
def test_failure_7_the_deed_says_which_contract_it_is(kind: str, maker: Callable[[], object]) -> None:
    text = page(kind, maker).text
    assert "is een overheidsopdracht en geen raamovereenkomst" in text
    assert "artikel 7:400 van het Burgerlijk Wetboek" in text


@each(DEEDS)
def test_failure_8_the_rank_names_exactly_the_annexes_that_are_there(kind: str, maker: Callable[[], object]) -> None:
    deed = page(kind, maker)
    there = [deed.headings[key] for key in deed.headings if key.startswith("_Ref_bij")]
    named = [row[0] for row in deed.rows if re.fullmatch(r"Bijlage \d+", row[0])]
    assert named == there
    assert "gaat een eerder genoemd stuk voor een later genoemd stuk" in deed.text


def definitions(deed: Read) -> list[list[str]]:
    """The rows of the definitions table."""
    words = [row[0] for row in deed.rows]
    return deed.rows[words.index("Aanzegdatum") : words.index("Werkdag") + 1]


@each(DEEDS)
def test_failure_9_every_defined_term_is_used_outside_its_definition(kind: str, maker: Callable[[], object]) -> None:
    deed = page(kind, maker)
    elsewhere = deed.text
    for term, meaning in definitions(deed):
        elsewhere_now = elsewhere.replace(meaning, "", 1)
        stem = {"Partijen": "Partij", "Taak": "Taak", "Maand": "Maand"}.get(term, term)
        assert len(re.findall(rf"\b{stem}", elsewhere_now)) > 1, term


@each(DEEDS)
def test_failure_9_the_definitions_are_alphabetical(kind: str, maker: Callable[[], object]) -> None:
    terms = [row[0] for row in definitions(page(kind, maker))]
    assert terms == sorted(terms)
    assert set(TERMS) - set(terms) <= {"Basisovereenkomst", "Deelovereenkomst", "Overeenkomst", "Penvoerder"}


@each(CONTRACTS)
def test_failure_9_no_defined_term_stands_in_lower_case(kind: str, maker: Callable[[], object]) -> None:
    body = page(kind, maker).text.replace("overeenkomst van opdracht", "").replace("dag tot dag", "")
    words = r"aanzeg\w+|bijlagen?|cliënten|cliënt|dag|dagen|maand|maanden|opdrachtgever|opdrachtnemer|partij|partijen"
    found = re.findall(rf"\b(?:{words}|penvoerder|schriftelijke?|taak|taken van|werkdag|werkdagen|herijking)\b", body)
    assert not found


@each(CONTRACTS)
def test_failure_9_one_word_for_one_thing(kind: str, maker: Callable[[], object]) -> None:
    assert not re.findall(r"\b\w*(?:aanbieders?|partners?|opdrachtneemster)\b", page(kind, maker).text)


@each(ALL)
def test_failure_10_no_article_is_empty(kind: str, maker: Callable[[], object]) -> None:
    deed = page(kind, maker)
    styles = [style for style, _ in deed.paragraphs]
    if kind in {"partnership_deed", "base_agreement", "sub_agreement"}:
        assert all(styles[at + 1] == "Lid" for at, style in enumerate(styles) if style == "heading 2")
    assert not re.search(r"\bn\.v\.t\b|\bnvt\b", deed.text)


@each(CONTRACTS)
def test_failure_11_an_indicator_changes_nothing_by_itself(kind: str, maker: Callable[[], object]) -> None:
    assert re.search(r"heeft uit zichzelf geen gevolg voor het Vierkant", page(kind, maker).text)


@each(DEEDS)
def test_failures_12_and_13_client_and_exit_have_their_article(kind: str, maker: Callable[[], object]) -> None:
    deed = page(kind, maker)
    assert {"_Ref_art_client_position", "_Ref_art_exit"} <= set(deed.headings)
    for words in ("Bezwaar en beroep blijven open", "onafhankelijke cliëntondersteuning", "persoonsgebonden budget"):
        assert words in deed.text
    assert "gegevens die voor een nieuwe aanbesteding nodig zijn, ten minste:" in deed.text


@each(CONTRACTS)
def test_failure_14_each_year_of_the_square_has_an_amount_and_clients(kind: str, maker: Callable[[], object]) -> None:
    rows = [row for row in page(kind, maker).rows if re.fullmatch(r"20\d\d", row[0])]
    assert len(rows) >= 3
    assert all(re.fullmatch(r"€\s[\d.]+,\d\d", row[1]) and re.fullmatch(r"[\d.]+", row[2]) for row in rows)


@each(ALL)
def test_failure_15_dates_are_in_full_and_amounts_carry_their_sign(kind: str, maker: Callable[[], object]) -> None:
    text = page(kind, maker).text
    assert not re.search(r"\b\d{1,2}-\d{1,2}-\d{4}\b|\b\d{4}-\d{2}-\d{2}\b", text)
    assert not re.search(r"\bcirca\b|\bca\.|\bEUR\b|\d euro\b", text)
    if "€" in text:
        assert "exclusief btw" in text


@each(CONTRACTS)
def test_failure_16_a_partnership_is_no_company(kind: str, maker: Callable[[], object]) -> None:
    assert "geen maatschap, vennootschap onder firma of andere vennootschap beogen" in page(kind, maker).text


@each(SIGNED)
def test_failure_18_each_signature_has_place_date_function_and_power(kind: str, maker: Callable[[], object]) -> None:
    deed = page(kind, maker)
    names = [row[0] for row in deed.rows]
    signatures = names.count("Handtekening")
    assert signatures >= 2
    assert signatures == names.count("Bevoegd op grond van")
    assert signatures == sum("Functie" in name or "functie" in name for name in names)
    assert signatures == sum(name in {"Plaats en datum", "Plaats"} for name in names)


@each(SIGNED)
def test_failure_18_a_signature_stays_with_the_text_above_it(kind: str, maker: Callable[[], object]) -> None:
    document = docx.Document(BytesIO(rendered(kind, maker())))
    blocks = [table for table in document.tables if table.rows[-1].cells[0].text == "Handtekening"]
    for table in blocks:
        kept = [cell.paragraphs[0].style.name for row in table.rows[:-1] for cell in row.cells]  # pyright: ignore[reportOptionalMemberAccess] - each has a style
        assert set(kept) == {"Ondertekening"}
        assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in table.rows)  # pyright: ignore[reportOptionalMemberAccess] - each row has properties
    assert document.styles["Ondertekening"].paragraph_format.keep_with_next  # pyright: ignore[reportAttributeAccessIssue] - a paragraph style


@each(ALL)
def test_failure_20_a_final_version_has_no_mark_of_a_draft(kind: str, maker: Callable[[], object]) -> None:
    text = page(kind, maker).text
    assert bool(re.search(r"\[|kies\b|zie gesprek|\{|\}", text)) is not is_final(maker)


@each(CONTRACTS)
def test_the_cover_says_that_no_lawyer_has_reviewed_the_text(kind: str, maker: Callable[[], object]) -> None:
    assert any("niet door een jurist nagezien" in text for text in page(kind, maker).styled("Nota"))


@pytest.mark.parametrize("kind", sorted(sample_deeds.SAMPLES))
def test_a_template_repeats_table_headings_and_counts_its_pages(kind: str) -> None:
    with ZipFile(TEMPLATES / kind / "1" / "template.docx") as archive:
        body = archive.read("word/document.xml").decode()
        footers = "".join(archive.read(name).decode() for name in archive.namelist() if "footer" in name)
    assert body.count("<w:tblHeader/>") == body.count('w:tblStyle w:val="Aktetabel"')
    assert "NUMPAGES" in footers


@pytest.mark.parametrize("kind", sorted(sample_deeds.SAMPLES))
def test_a_template_is_dutch(kind: str) -> None:
    with ZipFile(TEMPLATES / kind / "1" / "template.docx") as archive:
        assert 'w:lang w:val="nl-NL"' in archive.read("word/styles.xml").decode()


@pytest.mark.slow
def test_version_1_of_the_templates_is_what_the_texts_make(tmp_path: Path) -> None:
    script = "import sys; sys.path.insert(0, sys.argv[1]); import build; build.HERE = build.Path(sys.argv[1]);"
    script += " [open(f'{sys.argv[2]}/{kind}', 'wb').write(build.build(kind)) for kind in build.KINDS]"
    subprocess.run([sys.executable, "-c", script, str(TEMPLATES / "authoring"), str(tmp_path)], check=True)
    for kind in sample_deeds.SAMPLES:
        with ZipFile(tmp_path / kind) as made, ZipFile(TEMPLATES / kind / "1" / "template.docx") as kept:
            assert made.read("word/document.xml") == kept.read("word/document.xml"), kind


@pytest.mark.parametrize("kind", sorted(sample_deeds.SAMPLES))
def test_each_template_has_a_guide_to_every_field_it_prints(kind: str) -> None:
    guide = (TEMPLATES / kind / "1" / "fields.md").read_text(encoding="utf-8")
    template = Template.load(TEMPLATES / kind / "1" / "template.docx")
    roots = {re.split(r"[.\[]", path)[0] for path in template.references}
    assert not [root for root in sorted(roots) if f"`{root}" not in guide]


def test_names_with_signs_and_emoji_come_out_exactly() -> None:
    text = page("partnership_deed", sample_deeds.consortium_deed).text
    assert sample_deeds.AMPERSAND_NAME in text
    assert sample_deeds.EMOJI_NAME in text
    assert sample_deeds.LONG_NAME in page("partnership_deed", sample_deeds.concept_deed).text


def test_every_choice_of_the_deed_has_its_text() -> None:
    choices = Choices(
        extended_by=ExtendedBy.JOINTLY,
        early_notice=EarlyNotice.BOTH,
        disputes=Disputes.COMMITTEE,
        message_traffic=False,
    )
    short = replace(sample_deeds.term(), convention="A")
    deed = sample_deeds.single_deed(
        choices=choices,
        legal_form=LegalForm.FRAMEWORK,
        framework_reason="de voorzieningen vragen langdurige investeringen.",
        term=short,
        clauses=(AddedClause(article="risks", text="Partijen bespreken risico's ieder halfjaar."),),
    )
    deed_page = read(rendered("partnership_deed", deed))
    for words in (
        "nadat Opdrachtnemer daarmee Schriftelijk heeft ingestemd",
        "Ieder van Partijen kan deze Overeenkomst Schriftelijk opzeggen",
        "Geschillencommissie Sociaal Domein",
        "gebruiken voor de Taak geen berichtenverkeer",
        "is een raamovereenkomst in de zin van de Aanbestedingswet 2012",
        "teruggerekend vanaf de Dag na die laatste Dag",
        "Partijen bespreken risico's ieder halfjaar.",
    ):
        assert words in deed_page.text


def test_a_deed_without_options_says_so() -> None:
    term = sample_deeds.term()
    bare = replace(term, options=(), latest_last_day=term.last_day)
    text = read(rendered("partnership_deed", sample_deeds.single_deed(term=bare))).text
    assert "kent geen opties tot verlenging" in text
    assert "eindigt van rechtswege op de laatste Dag" in text
