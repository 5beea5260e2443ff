"""Minutes as files, experts by experience, products and scores given anew come back from a case file as they were."""

from base64 import b64encode
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from cases.test_case_designs import through, told, written
from file_samples import docx

pytestmark = pytest.mark.slow

WORD = b64encode(docx("Verslag van het gesprek")).decode()


def test_what_was_talked_made_and_scored_anew_comes_back_and_loads_again(
    bundled_content: Callable[[str], dict[str, Any]],
) -> None:
    content = bundled_content("utrecht-jeugdhulp")
    course, assessment = content["tender"]["dialogue"]["course"], content["tender"]["assessment"]
    meeting = next(one for one in course["meetings"].values() if one.get("minutes"))
    minutes = meeting["minutes"][0]
    minutes.pop("text")
    minutes["file"] = {"name": "verslag.docx", "content": WORD}
    along = {"on": meeting["planned_on"], "label": "ouder 1", "preparation_on": date(2019, 3, 4), "note": "Halen."}
    meeting["experts"] = [along, {"on": meeting["planned_on"], "label": "jongere 1"}]
    on = meeting["held"]["on"]
    course["products"] = [
        {"on": on, "kind": "risk_table", "title": "Risico's", "text": "Instroom.", "state": "agreed"},
        {"on": on, "kind": "business_case", "title": "Rekening", "text": "Minder reizen.", "state": "draft"},
    ]
    again = {**assessment["scores"][0], "on": assessment["scores"][0]["on"]}
    assessment["scores"].insert(1, again)
    exported, first = through(written(content))
    back = told(exported)["tender"]
    found = [one for one in back["dialogue"]["course"]["meetings"].values() if "experts" in one]
    assert [one["experts"] for one in found] == [meeting["experts"]]
    assert found[0]["minutes"][0]["file"] == minutes["file"]
    assert back["dialogue"]["course"]["products"] == course["products"]
    assert sum(len(one["given"]) for one in back["assessment"]["scores"]) == sum(
        len(one["given"]) for one in assessment["scores"]
    )
    once_more, second = through(exported)
    assert once_more == exported
    assert {name for name in first if first[name] != second[name]} == set()
