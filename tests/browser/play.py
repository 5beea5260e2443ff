"""A dialogue tender from its plan to the invitation to tender, scene by scene, through the pages only."""

from datetime import date

from playwright.sync_api import expect

from browser.camera import Camera
from browser.stage import (
    ASSESSOR,
    EIK,
    EIK_NAME,
    LINDE,
    LINDE_NAME,
    OFFICER,
    SECOND_ASSESSOR,
    Scene,
    Stage,
    fill,
    press,
)

TENDER, SELECTION, DIALOGUE, ASSESSMENT = "/aanbesteding", "/selectie", "/dialoog", "/beoordeling"
QUESTIONS, LETTERS, ROOM = "/vragen", "/correspondentie", "/kamer"
QUESTION = "Telt een referentie uit een combinatie ook mee?"
TOPICS = ("Toegang", "Bekostiging")
TWO_IS_ENOUGH = "Meer aanbieders meldden zich niet, en twee geven keuze."


def planning(stage: Stage, camera: Camera) -> None:
    """The officer plans the tender, what is asked and how it will be assessed."""
    page = stage.on(OFFICER, TENDER)
    camera.look(page, "voorbereiden")
    fill(
        page,
        {
            "procedure": "SAS-procedure met dialoog",
            "reference": "TN-2026-014",
            "cpv_code": "85312000",
            "lots": "Noord (1)\nZuid (1)",
            "requests_due_on": "20-02-2026",
            "tender_due_on": "15-06-2026",
            "maximum_candidates": "3",
            "dialogue_rounds": "2",
            "topics": "\n".join(TOPICS),
            "compensation": "€ 5.000 per deelnemer die tot het einde meedoet.",
            "monthly_amount": "150000",
            "term_months": "96",
        },
    )
    press(page, "Aanbesteding voorbereiden")
    camera.look(page, "aanbesteding-voorbereid", picture=True)
    ask_for(stage, camera)
    weigh(stage, camera)


def ask_for(stage: Stage, camera: Camera) -> None:
    page = stage.on(OFFICER, f"{SELECTION}/vastleggen")
    camera.look(page, "selectie-vastleggen")
    fill(
        page,
        {
            "requirements.0.code": "E1",
            "requirements.0.kind": "uitsluitingsgrond",
            "requirements.0.text": "Geen veroordeling als bedoeld in artikel 2.86",
            "requirements.0.evidence": "UEA, deel III",
            "requirements.1.code": "E2",
            "requirements.1.kind": "referentie-eis",
            "requirements.1.text": "Eén jaar ambulante jeugdhulp voor een gemeente",
            "requirements.1.evidence": "Referentieverklaring",
            "criteria.0.code": "S1",
            "criteria.0.text": "Ervaring met wijkteams",
            "criteria.0.weight": "100",
            "criteria.0.scale": "10",
            "criteria.0.evidence": "Twee bladzijden",
        },
    )
    press(page, "Vastleggen")
    camera.look(page, "selectie-vastgelegd")


def weigh(stage: Stage, camera: Camera) -> None:
    page = stage.on(OFFICER, f"{ASSESSMENT}/plan")
    camera.look(page, "beoordelingsplan-leeg")
    fill(
        page,
        {
            "criteria.0.code": "G1",
            "criteria.0.title": "Samenwerken in de wijk",
            "criteria.0.weight": "60",
            "criteria.0.lowest": "0",
            "criteria.0.highest": "10",
            "criteria.0.step": "1",
            "criteria.1.code": "G2",
            "criteria.1.title": "Sneller passende hulp",
            "criteria.1.weight": "40",
            "criteria.1.lowest": "0",
            "criteria.1.highest": "10",
            "criteria.1.step": "1",
            "tie_break": "G1 G2",
        },
    )
    camera.look(page, "beoordelingsplan", picture=True)
    press(page, "Bewaar het plan")
    camera.look(page, "beoordeling-gepland")


def publishing(stage: Stage, camera: Camera) -> None:
    """The officer records the publication on TenderNed."""
    page = stage.on(OFFICER, f"{TENDER}/aankondiging")
    camera.look(page, "aankondiging")
    fill(page, {"published_on": "19-01-2026"})
    page.locator("[name=notice]").first.check()
    press(page, "Vastleggen")
    camera.look(page, "aanbesteding-aangekondigd", picture=True)


def asking(stage: Stage, camera: Camera) -> None:
    """A candidate asks a question in its room."""
    page = stage.on(EIK, ROOM)
    camera.look(page, "kamer-begin", picture=True)
    page = stage.on(EIK, QUESTIONS)
    fill(page, {"about": "Selectieleidraad, paragraaf 3.2", "text": QUESTION})
    press(page, "Vraag stellen")
    camera.look(page, "vragen-kandidaat", picture=True)
    page = stage.on(LINDE, QUESTIONS)
    assert QUESTION not in page.locator("main").inner_text()


def answering(stage: Stage, camera: Camera) -> None:
    """The officer answers it to all in a note, and both candidates hear of it."""
    page = stage.on(OFFICER, QUESTIONS)
    camera.look(page, "vragen-inkoper")
    page.get_by_role("link", name="Selectieleidraad").click()
    camera.look(page, "vraag-inkoper")
    fill(page, {"answer": "Ja, als uw organisatie dat deel zelf heeft uitgevoerd."})
    press(page, "Antwoord bewaren")
    page = stage.on(OFFICER, "/notas-van-inlichtingen")
    camera.look(page, "nota-publiceren", picture=True)
    press(page, "Aan alle kandidaten publiceren")
    camera.look(page, "nota-gepubliceerd")
    assert {address for one in stage.deliver() for address in one.addresses} >= {"evert.eikema@voorbeeld.example"}
    page = stage.on(LINDE, QUESTIONS)
    expect(page.locator("main")).to_contain_text(QUESTION)
    assert EIK_NAME not in page.locator("main").inner_text()
    camera.look(page, "vragen-ander")


def requesting(stage: Stage, camera: Camera) -> None:
    """The requests to take part come in on the platform and are recorded."""
    for name in (EIK_NAME, LINDE_NAME):
        page = stage.on(OFFICER, SELECTION)
        fill(page, {"name": name, "lead_id": name, "received_on": "19-02-2026", "received_time": "11:58"})
        fill(page, {"size_class": "middelgrote onderneming"})
        page.locator("[name=electronic]").check()
        press(page, "Verzoek vastleggen")
    camera.look(page, "verzoeken")


def judging(stage: Stage, camera: Camera) -> None:
    """The officer judges the requirements, and admits all who are suitable: no ranking is needed."""
    for name in (EIK_NAME, LINDE_NAME):
        page = stage.on(OFFICER, SELECTION)
        page.get_by_role("link", name=name).click()
        if name == EIK_NAME:
            camera.look(page, "verzoek")
        fill(page, {"findings.0.reason": "Blijkt uit het UEA.", "findings.1.reason": "Referentie van 2024."})
        press(page, "Oordeel bewaren")
    page = stage.on(OFFICER, SELECTION)
    fill(page, {"decided_on": "06-03-2026", "few_because": TWO_IS_ENOUGH})
    camera.look(page, "selectie-beslissen")
    press(page, "Beslissen, en ieder zijn brief sturen")
    camera.look(page, "selectie-besloten", picture=True)
    assert stage.deliver()
    page = stage.on(LINDE, ROOM)
    camera.look(page, "kamer-geselecteerd")
    page = stage.on(LINDE, LETTERS)
    camera.look(page, "brieven-kandidaat")


def announcing(stage: Stage, camera: Camera) -> None:
    """The officer announces the rounds, invites all to the first, and begins."""
    page = stage.on(OFFICER, DIALOGUE)
    camera.look(page, "dialoog-begin")
    page = stage.on(OFFICER, f"{DIALOGUE}/aankondiging")
    rows = zip(range(2), ("16-03-2026", "13-04-2026"), ("03-04-2026", "01-05-2026"), strict=True)
    for number, starts, ends in rows:
        topics = "\n".join(TOPICS[number:])
        row = f"rounds.{number}."
        fill(page, {f"{row}topics": topics, f"{row}starts_on": starts, f"{row}ends_on": ends})
    camera.look(page, "dialoog-aankondigen")
    press(page, "Kondig de dialoog aan")
    page = stage.on(OFFICER, f"{DIALOGUE}/vergoeding")
    fill(page, {"decided_by": "het college", "decided_on": "03-03-2026", "amount": "5000"})
    press(page, "Leg het besluit over een vergoeding vast")
    page = stage.on(OFFICER, f"{DIALOGUE}/rondes/1/uitnodigen")
    fill(page, {"title": "Uitnodiging voor ronde 1", "text": "U bent welkom. De planning staat in uw kamer."})
    fill(page, {"passed_because": TWO_IS_ENOUGH})
    camera.look(page, "ronde-uitnodigen")
    press(page, "Nodig alle deelnemers uit")
    assert stage.deliver()


def opening(stage: Stage, camera: Camera) -> None:
    """The dialogue begins, and a session is planned with each participant."""
    page = stage.on(OFFICER, f"{TENDER}/begin-dialoog")
    fill(page, {"started_on": "16-03-2026"})
    press(page, "Vastleggen")
    open_round(stage, 1, "16-03-2026")
    for name, day in ((EIK_NAME, "23-03-2026"), (LINDE_NAME, "24-03-2026")):
        plan_session(stage, camera, 1, name, day)
    page = stage.on(OFFICER, DIALOGUE)
    camera.look(page, "dialoog-ronde-1", picture=True)


def open_round(stage: Stage, number: int, day: str) -> None:
    page = stage.on(OFFICER, f"{DIALOGUE}/rondes/{number}/openen")
    fill(page, {"opened_on": day})
    press(page, "Begin de ronde")


def plan_session(stage: Stage, camera: Camera, number: int, name: str, day: str) -> None:
    page = stage.on(OFFICER, f"{DIALOGUE}/gesprek")
    fill(page, {"round": f"Ronde {number}", "candidate_id": name, "day": day, "hour": "10:00", "place": "Stadhuis"})
    fill(page, {"topics": "\n".join(TOPICS[number - 1 :]), "expected_roles": "inkoper\njurist\nbestuurder aanbieder"})
    if (number, name) == (1, EIK_NAME):
        camera.look(page, "gesprek-plannen")
    press(page, "Plan een gesprek")


def talking(stage: Stage, camera: Camera) -> None:
    """Both sessions of the first round are held, and their minutes brought in."""
    for name, day in ((EIK_NAME, "23-03-2026"), (LINDE_NAME, "24-03-2026")):
        hold_session(stage, camera, name, day, first=name == EIK_NAME)
    page = stage.on(OFFICER, f"{DIALOGUE}/verteld")
    fill(page, {"round": "Ronde 1", "candidate_id": EIK_NAME, "told_on": "23-03-2026"})
    fill(page, {"title": "Eén vaste wijkcoach per school", "text": "Elke school krijgt één vast gezicht."})
    page.get_by_label("voor alle deelnemers").check()
    page.locator("[name=is_idea]").check()
    fill(page, {"deliver_by": "10-04-2026"})
    camera.look(page, "verteld-vastleggen")
    press(page, "Leg vast wat is verteld")
    camera.look(page, "dialoog-ronde-1-gesprekken", picture=True)


def hold_session(stage: Stage, camera: Camera, name: str, day: str, *, first: bool = False) -> None:
    page = stage.on(OFFICER, DIALOGUE)
    page.locator("tr", has_text=name).locator('a[href*="/gesprekken/"]').last.click()
    if first:
        camera.look(page, "gesprek-gepland")
    fill(page, {"held_on": day, "attendees": "6", "attendee_roles": "inkoper\njurist\nbestuurder aanbieder"})
    press(page, "Leg vast dat het is gehouden")
    fill(page, {"text": f"Wij spraken over {TOPICS[1].lower()}. De gemeente lichtte de tarieven toe."})
    press(page, "Breng een verslag in")
    press(page, "Keur dit verslag goed")
    if first:
        camera.look(page, "gesprek-verslag", picture=True)


def approving(stage: Stage, camera: Camera) -> None:
    """Each participant approves its own minutes; the one with an idea consents to sharing exactly that idea."""
    for name in (EIK, LINDE):
        page = stage.on(name, ROOM)
        if name == EIK:
            camera.look(page, "kamer-verslag", picture=True)
        page = stage.on(name, DIALOGUE)
        if name == EIK:
            camera.look(page, "dialoog-kandidaat", picture=True)
        press(page, "Keur dit verslag goed")
        if name == EIK:
            press(page, "Stem in met het delen van dit idee")


def closing_round(stage: Stage, camera: Camera) -> None:
    """What one told is sent to all, and then the round can close."""
    page = stage.on(OFFICER, DIALOGUE)
    page.get_by_role("link", name="Eén vaste wijkcoach per school").click()
    camera.look(page, "informatie")
    press(page, "Stuur aan alle deelnemers")
    assert stage.deliver()
    close_round(stage, camera, 1, "03-04-2026")


def close_round(stage: Stage, camera: Camera, number: int, day: str) -> None:
    page = stage.on(OFFICER, f"{DIALOGUE}/rondes/{number}/sluiten")
    fill(page, {"closed_on": day, "reason": "Alle onderwerpen van deze ronde zijn besproken."})
    if number == 1:
        camera.look(page, "ronde-sluiten")
    press(page, "Sluit de ronde")


def second_round(stage: Stage, camera: Camera) -> None:
    """The second round: invitation, opening, sessions, minutes."""
    page = stage.on(OFFICER, f"{DIALOGUE}/rondes/2/uitnodigen")
    fill(page, {"title": "Uitnodiging voor ronde 2", "text": "U bent welkom in ronde 2."})
    press(page, "Nodig alle deelnemers uit")
    open_round(stage, 2, "13-04-2026")
    for name in (EIK_NAME, LINDE_NAME):
        plan_session(stage, camera, 2, name, "20-04-2026")


def ending(stage: Stage, camera: Camera) -> None:
    """The last sessions are held and approved, the outcome goes into the specification, the dialogue is closed."""
    for name in (EIK_NAME, LINDE_NAME):
        hold_session(stage, camera, name, "20-04-2026")
    for name in (EIK, LINDE):
        press(stage.on(name, DIALOGUE), "Keur dit verslag goed")
    close_round(stage, camera, 2, "01-05-2026")
    page = stage.on(OFFICER, f"{DIALOGUE}/wijziging")
    fill(page, {"what": "Elke school krijgt een vaste contactpersoon.", "place": "Programma van eisen, 4.1"})
    press(page, "Leg een wijziging van het bestek vast")
    page = stage.on(OFFICER, f"{DIALOGUE}/sluiten")
    fill(page, {"closed_on": "04-05-2026", "title": "De dialoog is gesloten", "text": "Dank voor uw inbreng."})
    camera.look(page, "dialoog-sluiten")
    press(page, "Sluit de dialoog")
    camera.look(page, "dialoog-gesloten")
    assert stage.deliver()


def inviting(stage: Stage, camera: Camera) -> None:
    """All who are left are invited to tender, and the assessors are asked."""
    page = stage.on(OFFICER, f"{TENDER}/uitnodiging")
    fill(page, {"invited_on": "11-05-2026", "tender_due_on": "15-06-2026", "submission_address": "TenderNed"})
    camera.look(page, "uitnodigen-tot-inschrijving")
    press(page, "Vastleggen")
    camera.look(page, "aanbesteding-inschrijving", picture=True)
    for name in (ASSESSOR, SECOND_ASSESSOR):
        page = stage.on(OFFICER, ASSESSMENT)
        fill(page, {"person_id": name})
        press(page, "Vraag om te beoordelen")
    camera.look(page, "beoordelaars-gevraagd")


SCENES = (
    Scene(date(2026, 1, 12), "planning", planning),
    Scene(date(2026, 1, 19), "publishing", publishing),
    Scene(date(2026, 1, 26), "asking", asking),
    Scene(date(2026, 2, 2), "answering", answering),
    Scene(date(2026, 2, 20), "requesting", requesting),
    Scene(date(2026, 3, 6), "judging", judging),
    Scene(date(2026, 3, 9), "announcing", announcing),
    Scene(date(2026, 3, 16), "opening", opening),
    Scene(date(2026, 3, 25), "talking", talking),
    Scene(date(2026, 3, 30), "approving", approving),
    Scene(date(2026, 4, 3), "closing the round", closing_round),
    Scene(date(2026, 4, 13), "second round", second_round),
    Scene(date(2026, 5, 4), "ending", ending),
    Scene(date(2026, 5, 11), "inviting", inviting),
)
"""The first act, in its order."""
