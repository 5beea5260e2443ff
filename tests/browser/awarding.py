"""The last act of the play: the decision, the letters, the standstill, the record of proceedings, the contract."""

from datetime import date

from playwright.sync_api import Locator, Page, expect

from browser.camera import Camera
from browser.stage import EIK, EIK_NAME, LINDE, LINDE_NAME, OFFICER, Scene, Stage, address_of, fill, press

TENDER, ROOM = "/aanbesteding", "/kamer"
AWARD = f"{TENDER}/gunning"
RECORD = f"{AWARD}/proces-verbaal"
LOTS = {"LOT-0001": "Noord", "LOT-0002": "Zuid"}
FIRST = "LOT-0001"
LAST_DAY = "woensdag 22 juli 2026"
COURT = "De rechtbank Voorbeeldstad. Stuur tegelijk een kopie van de dagvaarding aan inkoop@voorbeeldstad.example."


def deciding(stage: Stage, camera: Camera) -> None:
    """The officer records what the college decided about each lot; who won is ticked already."""
    for code in LOTS:
        page = stage.on(OFFICER, AWARD)
        if code == FIRST:
            camera.look(page, "gunning-begin")
        lot_of(page, code).get_by_role("link", name="Besluit vastleggen").click()
        expect(page.get_by_label(EIK_NAME)).to_be_checked()
        expect(page.get_by_label(LINDE_NAME)).not_to_be_checked()
        page.get_by_label("gunnen", exact=True).check()
        fill(page, {"decided_on": "30-06-2026", "case_number": f"Z-2026-07{code[-1]}"})
        fill(page, {"file": "Collegebesluit 30 juni 2026.pdf"})
        fill(page, {"reason": "De hoogste score, zoals de beoordelaars voorstellen."})
        if code == FIRST:
            camera.look(page, "gunning-besluit", picture=True)
        press(page, "Besluit vastleggen")


def lot_of(page: Page, code: str) -> Locator:
    return page.locator("section", has=page.locator(f"#{code}"))


def writing(stage: Stage, camera: Camera) -> None:
    """The letters begin with what the assessors agreed on; they are read, and all go out at one moment."""
    for code in LOTS:
        page = stage.on(OFFICER, AWARD)
        lot_of(page, code).get_by_role("link", name="Brieven schrijven en verzenden").click()
        press(page, "Overnemen uit de beoordeling")
        fill(page, {"objections_to": COURT})
        if code == FIRST:
            read_before(page, camera)
        press(page, "Alle brieven verzenden")
    page = stage.on(OFFICER, AWARD)
    camera.look(page, "gunning-verzonden", picture=True)
    expect(page.locator("main")).to_contain_text(LAST_DAY)
    told = {address for mail in stage.deliver() for address in mail.addresses}
    assert told == {address_of(EIK), address_of(LINDE)}


def read_before(page: Page, camera: Camera) -> None:
    """Read each letter as it would go out, and what stands behind it."""
    for name in (EIK_NAME, LINDE_NAME):
        page.locator("summary", has_text=name).click()
        text = page.locator("details[open]", has_text=name).inner_text()
        assert LAST_DAY in text, text
    camera.look(page, "brieven-schrijven", picture=True)
    for part, name in (("winnaars", EIK_NAME), ("inschrijvers", LINDE_NAME)):
        here = page.url
        page.locator(f'a[href*="/{part}/"]', has_text=name).first.click()
        camera.look(page, f"brieven-{part}")
        page.goto(here)
    fill(page, {"objections_to": COURT})


def reading(stage: Stage, camera: Camera) -> None:
    """Each candidate reads its own letters with who won and the last day, and nothing of the other."""
    for name in (LINDE, EIK):
        page = stage.on(name, ROOM)
        camera.look(page, f"kamer-gunning-{'afgewezen' if name == LINDE else 'gegund'}", picture=name == LINDE)
        page = stage.on(name, AWARD)
        assert page.locator("main article").count() == len(LOTS)
        if name == LINDE:
            camera.look(page, "gunning-kandidaat")
        page.get_by_role("link", name=FIRST).click()
        main = page.locator("main")
        expect(main).to_contain_text(LAST_DAY)
        expect(main).to_contain_text(f"Gegund aan: {EIK_NAME}")
        if name == EIK:
            assert LINDE_NAME not in main.inner_text()
        camera.look(page, "brief-afwijzing" if name == LINDE else "brief-gunning", picture=True)


def recording(stage: Stage, camera: Camera) -> None:
    """The officer writes the record of proceedings; nothing is signed before it is complete."""
    page = stage.on(OFFICER, f"{TENDER}/overeenkomst")
    camera.look(page, "overeenkomst-te-vroeg")
    page = stage.on(OFFICER, RECORD)
    press(page, "Proces-verbaal beginnen")
    camera.look(page, "proces-verbaal-begonnen", picture=True)
    empty = page.locator(".house-fact", has_text="Nog leeg").locator("dd")
    expect(empty).to_have_text("g")
    fill_item(page, "g").get_by_label("Niet van toepassing").check()
    keep_item(page, "g")
    press(page, "Proces-verbaal compleet maken")
    camera.look(page, "proces-verbaal-compleet")


def fill_item(page: Page, letter: str) -> Locator:
    return page.locator("section", has=page.locator(f"#onderdeel-{letter}"))


def keep_item(page: Page, letter: str) -> None:
    with page.expect_navigation():
        fill_item(page, letter).get_by_role("button").click()


def signing(stage: Stage, camera: Camera) -> None:
    """The standstill has passed: the award becomes definitive, and the contract of each lot is concluded."""
    page = stage.on(OFFICER, AWARD)
    camera.look(page, "gunning-vrij")
    for step, field in (("definitief", "definitive_on"), ("overeenkomst", "concluded_on")):
        for code, title in LOTS.items():
            page = stage.on(OFFICER, f"{TENDER}/{step}")
            fill(page, {"lot": title, field: "27-07-2026"})
            if code == FIRST:
                camera.look(page, step)
            press(page, "Vastleggen")
    page = stage.on(OFFICER, AWARD)
    camera.look(page, "gunning-getekend", picture=True)


def announcing(stage: Stage, camera: Camera) -> None:
    """The officer records the notice of the award on TenderNed; the tender is done."""
    for title in LOTS.values():
        page = stage.on(OFFICER, f"{TENDER}/gegunde-opdracht")
        fill(page, {"lot": title, "sent_on": "03-08-2026", "reference": "TN-2026-088"})
        press(page, "Vastleggen")
    page = stage.on(OFFICER, TENDER)
    camera.look(page, "aanbesteding-afgerond", picture=True)
    page = stage.on(EIK, ROOM)
    camera.look(page, "kamer-afgerond")


AWARD_SCENES = (
    Scene(date(2026, 6, 30), "deciding", deciding),
    Scene(date(2026, 7, 2), "writing", writing),
    Scene(date(2026, 7, 3), "reading", reading),
    Scene(date(2026, 7, 9), "recording", recording),
    Scene(date(2026, 7, 27), "signing", signing),
    Scene(date(2026, 8, 3), "announcing", announcing),
)
"""The last act, in its order."""
