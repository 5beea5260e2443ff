"""R12: whatever is sent to the API, it never fails, and it answers as ``openapi.json`` says."""

from collections.abc import Iterator
from typing import Any

import hypothesis
import pytest
from hypothesis import Phase
from sqlalchemy import Engine

from partnerschapsakte.foundation.identity import random_id
from seeded.installation import installed

pytestmark = pytest.mark.slow

PARTS = 8
"""The operations are shared out over so many tests, which may run side by side."""

NEVER_DONE: dict[str, str] = {}
"""Operations that cannot succeed in a test, with the reason."""


@pytest.fixture
def seed(counts: dict[str, Any]) -> int:
    """The seed of what is drawn: the same each time, or (0) another each time."""
    return counts["fuzz_seed"] or int(random_id().replace("-", "")[:8], 16)


@pytest.fixture
def only_drawing() -> Iterator[None]:
    """Let hypothesis draw, and neither look for worse examples nor make them smaller: each is told as it was sent."""
    hypothesis.settings.register_profile("fuzz", phases=[Phase.explicit, Phase.generate])
    hypothesis.settings.load_profile("fuzz")
    yield
    hypothesis.settings.load_profile("counted")


@pytest.mark.usefixtures("only_drawing")
@pytest.mark.parametrize("part", range(PARTS))
def test_no_request_breaks_the_api_or_its_description(
    engine: Engine, counts: dict[str, Any], seed: int, part: int
) -> None:
    from reliability.api_fuzzing import Range, aimed, findings, settings  # noqa: PLC0415 - schemathesis takes seconds to read

    at, sampled = installed(engine), engine.dialect.name != "sqlite"
    target = Range(at)
    phases = ("examples", "fuzzing") if sampled else ("examples", "coverage", "fuzzing")
    examples = counts["fuzz_sample"] if sampled else counts["fuzz_examples"]
    names = sorted(at.operations)[part::PARTS]
    schema = aimed(target, settings(examples=examples, seed=seed, phases=phases)).include(operation_id=names)
    found = list(findings(schema))
    assert not found, f"seed {seed}\n\n" + "\n\n".join(found)
    assert set(names) - target.succeeded == set(names) & NEVER_DONE.keys(), "some operation never succeeded"
    assert target.drawn[2] > sum(target.drawn.values()) / 3, f"most of what was drawn is refused: {target.drawn}"


def test_no_chain_of_requests_breaks_the_api_or_its_description(
    engine: Engine, counts: dict[str, Any], seed: int
) -> None:
    from reliability.api_fuzzing import Range, aimed, run_chains, settings  # noqa: PLC0415 - schemathesis takes seconds to read

    target = Range(installed(engine), steady=False)
    schema = aimed(target, settings(examples=1, seed=seed, phases=("stateful",)))
    chains = counts["fuzz_chains"] if engine.dialect.name == "sqlite" else counts["fuzz_sample"]
    followed = run_chains(target, schema, chains=chains, seed=seed)
    assert sum(followed.values()) > chains, f"nearly nothing followed from an answer: {followed}"
