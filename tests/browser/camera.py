"""Looks at a page as each of its users would: accessible, no wider than its screen, in Dutch; and takes its picture."""

import re
from dataclasses import dataclass, field
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

WIDE, NARROW, HIGH, TALL = 1280, 320, 900, 1500
IMAGES = Path(__file__).parents[2] / "docs" / "images"
AXE = Axe().axe_script
FINDING = """axe.run({resultTypes: ["violations"]}).then(({violations}) => violations.map(
    one => `${one.id}: ${one.nodes.slice(0, 3).map(node => node.target)}`))"""
UNTRANSLATED = re.compile(r"\b(?:[A-Z][a-z]+){1,3}\.[a-z_]+\b(?!\.)|\b(?:of the|must be|has been)\b")


def violations(page: Page) -> list[str]:
    """Return what axe finds, each with where; a page keeps axe for its next time."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE)
    return page.evaluate(FINDING)


@dataclass
class Camera:
    """Pictures every page on which something is wrong, or ``every`` page; its album is the documentation."""

    roll: Path
    album: Path | None = None
    every: bool = False
    shown: list[str] = field(default_factory=list[str])
    wrong: list[str] = field(default_factory=list[str])

    def look(self, page: Page, name: str, *, at: str = "", picture: bool = False) -> None:
        """Look at a page on a wide and on a narrow screen; ``at`` is the part that the picture begins with."""
        self.shown.append(name)
        for width in (NARROW, WIDE):
            page.set_viewport_size({"width": width, "height": HIGH})
            found = violations(page)
            wide = page.evaluate("document.documentElement.scrollWidth")
            found += [f"{wide} pixels wide"] if wide > width else []
            self.wrong += [f"{name} at {width}: {one}" for one in found]
            if found or self.every:
                page.screenshot(path=self.roll / f"{len(self.shown):02}-{name}-{width}.png", full_page=True)
        text = page.locator("body").inner_text()
        self.wrong += [f"{name}: {one}" for one in UNTRANSLATED.findall(text)]
        if picture and self.album is not None:
            self._keep(page, name, at)

    def _keep(self, page: Page, name: str, at: str) -> None:
        assert self.album is not None
        if at:
            page.locator(at).first.screenshot(path=self.album / f"{name}.png")
            return
        high = min(TALL, page.evaluate("document.body.scrollHeight"))
        page.set_viewport_size({"width": WIDE, "height": high})
        page.evaluate("scrollTo(0, 0)")
        page.screenshot(path=self.album / f"{name}.png")
        page.set_viewport_size({"width": WIDE, "height": HIGH})
