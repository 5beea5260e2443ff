"""A dialogue tender is played by an officer, two assessors and two candidates, and photographed for the how-tos."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from browser.assessing import ASSESSMENT_SCENES
from browser.awarding import AWARD_SCENES
from browser.camera import IMAGES, Camera
from browser.play import SCENES
from browser.stage import EIK, LINDE, address_of, staged

pytestmark = pytest.mark.slow


def test_a_dialogue_tender_is_played_through_the_pages_only(
    chromium: Browser, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    """Every page that is shown on the way is accessible, fits its screen and is in Dutch; both candidates are told."""
    roll = request.config.getoption("--roll")
    camera = Camera(Path(roll or tmp_path), IMAGES / "aanbesteding" if IMAGES.is_dir() else None, every=bool(roll))
    with staged(tmp_path, chromium) as stage:
        for scene in (*SCENES, *ASSESSMENT_SCENES, *AWARD_SCENES):
            stage.wind(scene.day)
            scene.play(stage, camera)
        told = {address for mail in stage.mails for address in mail.addresses}
        assert told == {address_of(EIK), address_of(LINDE)}
        assert stage.foreign == []
    assert camera.wrong == []
