"""The second act of the play: bids come in and are opened, assessors score alone and agree, each lot is locked."""

from datetime import date

from playwright.sync_api import Locator, Page, expect

from browser.camera import Camera
from browser.stage import (
    ASSESSOR,
    EIK,
    EIK_NAME,
    LINDE_NAME,
    OFFICER,
    SECOND_ASSESSOR,
    Scene,
    Stage,
    fill,
    press,
)

TENDER, BIDS, ASSESSMENT, ROOM, OWN = "/aanbesteding", "/inschrijvingen", "/beoordeling", "/kamer", "/beoordelen"
SCORES = {ASSESSOR: (8, 7), SECOND_ASSESSOR: (7, 7)}

WHY = {
    8: "Het plan noemt per wijk wie wat doet en wanneer.",
    7: "Het plan noemt wie wat doet, maar bij twee wijken niet wanneer.",
}
"""What the assessors agreed on, by the score."""


def waiting(stage: Stage, camera: Camera) -> None:
    """Until the deadline the register is closed; a candidate sees until when it can submit."""
    page = stage.on(OFFICER, BIDS)
    expect(page.locator("main")).to_contain_text("Het register blijft dicht")
    camera.look(page, "inschrijvingen-dicht")
    page = stage.on(EIK, BIDS)
    camera.look(page, "inschrijving-kandidaat", picture=True)


def receiving(stage: Stage, camera: Camera) -> None:
    """After the deadline the officer records what came in on the platform, and which two people opened it."""
    for name, at in ((EIK_NAME, "09:41:07"), (LINDE_NAME, "11:02:30")):
        page = stage.on(OFFICER, f"{BIDS}/vastleggen")
        fill(page, {"candidate_id": name, "received_on": "15-06-2026", "received_time": at})
        fill(page, {"size_class": "middelgrote onderneming", "reference": f"TN-{at[:2]}{at[3:5]}"})
        if name == EIK_NAME:
            camera.look(page, "inschrijving-vastleggen")
        press(page, "Een inschrijving vastleggen")
    page = stage.on(OFFICER, f"{BIDS}/opening")
    fill(page, {"opened_on": "16-06-2026", "opened_time": "10:00", "first_opener": OFFICER})
    fill(page, {"second_opener": "Cor Contractsma"})
    press(page, "De opening vastleggen")
    camera.look(page, "inschrijvingen-geopend", picture=True)


def declaring(stage: Stage, camera: Camera) -> None:
    """Each assessor first says to have no interest in any tenderer; before that they see nothing."""
    for name in (ASSESSOR, SECOND_ASSESSOR):
        page = stage.on(name, OWN)
        assert EIK_NAME not in page.locator("main").inner_text()
        if name == ASSESSOR:
            camera.look(page, "beoordelaar-verklaring", picture=True)
        page.get_by_label("Nee, ik heb bij geen van hen een belang").check()
        press(page, "Verklaar dit")
        if name == ASSESSOR:
            camera.look(page, "beoordelaar-scoren", picture=True)


def scoring(stage: Stage, camera: Camera) -> None:
    """Each scores alone, with a reason for each score, and sees nothing of the other."""
    for name, (eik, linde) in SCORES.items():
        page = stage.on(name, OWN)
        while page.locator("article details[open]").count():
            article = page.locator("article", has=page.locator("details[open]")).first
            score = eik if EIK_NAME in article.inner_text() else linde
            article.locator("[name=score]").fill(str(score))
            article.locator("[name=reason]").fill("Concreet en haalbaar uitgewerkt, met een planning.")
            press_in(page, article, "Geef deze score")
        if name == ASSESSOR:
            camera.look(page, "beoordelaar-klaar")
    page = stage.on(OFFICER, ASSESSMENT)
    camera.look(page, "beoordeling-scores")


def press_in(page: Page, part: Locator, label: str) -> None:
    with page.expect_navigation():
        part.get_by_role("button", name=label).click()


def agreeing(stage: Stage, camera: Camera) -> None:
    """The officer opens the scores of each lot; the assessors agree; the lot is locked."""
    for code in ("LOT-0001", "LOT-0002"):
        page = stage.on(OFFICER, f"{ASSESSMENT}/percelen/{code}")
        if code == "LOT-0001":
            camera.look(page, "perceel-dicht")
        press(page, "Open de scores")
        if code == "LOT-0001":
            camera.look(page, "perceel-open")
        while page.locator("article details[open] [name=score]").count():
            article = page.locator("article", has=page.locator("details[open] [name=score]")).first
            score = 8 if EIK_NAME in article.inner_text() else 7
            article.locator("[name=score]").fill(str(score))
            article.locator("[name=reason]").fill(WHY[score])
            press_in(page, article, "Leg de consensus vast")
        if code == "LOT-0001":
            camera.look(page, "perceel-eens-1", picture=True)
        press(page, "Vergrendel dit perceel")
    camera.look(page, "perceel-vergrendeld")


def concluding(stage: Stage, camera: Camera) -> None:
    """What the page of the tender offers after the assessment."""
    page = stage.on(OFFICER, TENDER)
    camera.look(page, "aanbesteding-beoordeeld", picture=True)
    expect(page.get_by_role("link", name="Gunningsbrieven versturen")).to_be_visible()
    page = stage.on(EIK, ROOM)
    camera.look(page, "kamer-einde")


ASSESSMENT_SCENES = (
    Scene(date(2026, 6, 1), "waiting", waiting),
    Scene(date(2026, 6, 16), "receiving", receiving),
    Scene(date(2026, 6, 17), "declaring", declaring),
    Scene(date(2026, 6, 18), "scoring", scoring),
    Scene(date(2026, 6, 24), "agreeing", agreeing),
    Scene(date(2026, 6, 25), "concluding", concluding),
)
"""The second act, in its order."""
