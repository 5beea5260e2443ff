"""Aims what schemathesis draws at what is on record, and gathers what it finds: the machinery of R12.

Drawn as they are, requests name nothing that exists and are refused at the door. Here most of them go to real ids,
with the token of somebody who may act and the mark of the latest version, and carry a body that succeeds but for a
field or two. What an act changed is put back at once, so that each request meets the same installation.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import islice
from typing import Any

import hypothesis
import schemathesis
from hypothesis import HealthCheck, Phase
from schemathesis.auths import AuthContext, set_on_case
from schemathesis.core.failures import AcceptedNegativeData
from schemathesis.core.jsonschema import make_validator
from schemathesis.core.parameters import ParameterLocation
from schemathesis.engine import from_schema
from schemathesis.engine.events import NonFatalError, ScenarioFinished
from schemathesis.openapi.checks import RejectedPositiveData

from partnerschapsakte.access.queries import BY_TOKEN, hash_of
from partnerschapsakte.foundation.actor import Role
from seeded.installation import Installation
from seeded.ways import Ids, Way

PATH, QUERY, HEADER, BODY = (ParameterLocation[one] for one in ("PATH", "QUERY", "HEADER", "BODY"))
SAFE = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
INSIDE = re.compile(r"sqlalchemy|psycopg|sqlite|traceback|\.py\b", re.IGNORECASE)

BY_RULE = ["2xx", "304", "403", "404", "409", "412", "422"]
"""What a well-formed request may meet: done, unchanged, not for you, not there, not now, changed, the key of another.

A rule also answers 400 where what was sent cannot be (a day that has yet to come), see ``_is_by_rule``.
"""

REFUSED = ["400", "401", "403", "404", "405", "406", "409", "412", "413", "415", "422", "428"]
"""What a request may meet that the description forbids: it is never done."""


def settings(*, examples: int, seed: int, phases: tuple[str, ...]) -> dict[str, Any]:
    """Return what schemathesis is told: every check is on, with the statuses that our rules answer with."""
    return {
        "seed": seed,
        "workers": 1,
        "continue-on-failure": True,
        "suppress-health-check": ["all"],
        "cache": {"enabled": False},
        "output": {"sanitization": {"enabled": False}},  # the tokens are invented, and a finding is to be repeated
        "generation": {"max-examples": examples, "database": "none", "no-shrink": True},
        "phases": {one: {"enabled": one in phases} for one in ("examples", "coverage", "fuzzing")}
        | {"stateful": {"enabled": "stateful" in phases, "generation": {"mode": "positive"}}},
        "checks": {
            "positive_data_acceptance": {"expected-statuses": BY_RULE},
            "negative_data_rejection": {"expected-statuses": REFUSED},
            "missing_required_header": {"expected-statuses": REFUSED},
        },
    }


STEPS = 20
"""Requests in a chain."""


class Lots:
    """Choices that follow from what was drawn: the same draw is aimed the same way when it is tried again."""

    def __init__(self, *drawn: Any) -> None:
        self._left = int.from_bytes(sha256(repr(drawn).encode("utf-8", "backslashreplace")).digest())

    def below(self, number: int) -> int:
        """Return a number from zero up to this one."""
        self._left, chosen = divmod(self._left, number)
        return chosen

    def hold(self, percent: int) -> bool:
        """Tell whether something happens that is to happen this often."""
        return self.below(100) < percent


@schemathesis.check
def told_as_a_problem(_: Any, response: Any, case: Any) -> None:
    """Hold that every refusal is a problem, and that none of them tells of our inside."""
    if response.status_code >= 400:
        assert response.headers["content-type"] == ["application/problem+json"], case.operation.label
        assert response.json()["status"] == response.status_code
        assert not INSIDE.search(response.text), response.text


@dataclass
class Range:
    """The installation as a target: who may do what there, and what became of what was sent.

    Where it is not ``steady``, requests follow from each other: what one changed the next one meets, and each
    operation is asked by one person.
    """

    at: Installation
    steady: bool = True
    may: dict[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])
    marks: dict[tuple[str, str], dict[str, str]] = field(default_factory=dict[tuple[str, str], dict[str, str]])
    succeeded: set[str] = field(default_factory=set[str])
    drawn: Counter[int] = field(default_factory=Counter[int])

    def who_may(self, name: str) -> tuple[str, ...]:
        """Name those for whom an operation succeeds, found out by trying it."""
        if name not in self.may:
            able = (one for one in sorted(self.at.who_may(name), key=_first) if self._tried(name, one))
            self.may[name] = tuple(able if self.steady else islice(able, 1))
        return self.may[name]

    def _tried(self, name: str, who: str) -> bool:
        done = self.at.send(name, who).status_code < 300
        if done and self.at.operations[name].method not in SAFE:
            self.at.restore()
        return done

    def token(self, name: str, lots: Lots) -> str:
        """Choose who asks: mostly somebody who may, of any role that may."""
        may = self.who_may(name)
        asking = may if may and (lots.hold(85) or not self.steady) else tuple(self.at.tokens)
        return self.at.tokens[asking[lots.below(len(asking))]]

    def if_match(self, name: str, ids: Ids, token: str) -> dict[str, str]:
        """Return the mark of what who asks reads now; nothing changes between two requests of a steady range."""
        if self.at.operations[name].edits is None:
            return {}
        who = next((one for one, known in self.at.tokens.items() if known == token), None)
        if who is None:
            return {}
        key = (who, repr(sorted(ids.items())) + name)
        if not self.steady or key not in self.marks:
            self.marks[key] = self.at.if_match(name, ids, who)
        return self.marks[key]

    def is_closed(self, case: Any) -> bool:
        """Tell whether a chain revoked this token, or disabled whom it is of, before it sent it."""
        if self.steady:
            return False
        token = str(case.headers.get("Authorization", "")).removeprefix("Bearer ")
        with self.at.engine.connect() as connection:
            found = connection.execute(BY_TOKEN, {"hash": hash_of(token)}).one()
        return found.revoked_at is not None or found.disabled_at is not None

    def note(self, name: str, response: Any, *, positive: bool, phase: str) -> None:
        """Remember what became of a request, and put back what it changed."""
        if positive and response.status_code < 300:
            self.succeeded.add(name)
        if positive and phase == "fuzzing":
            self.drawn[response.status_code // 100] += 1
        asked = response.request
        keeps = response.status_code < 300 or "idempotency-key" in map(str.lower, asked.headers)
        if self.steady and asked.method not in SAFE and keeps:
            self.at.restore()


def _first(who: str) -> tuple[bool, str]:
    """Put who leads the dossiers before others, so that one person reads what they made."""
    return who != Role.CONTRACT_MANAGER, who


def name_of(operation: Any) -> str:
    """Return the name by which we know an operation."""
    return operation.definition.raw["operationId"]


def aimed(target: Range, config: dict[str, Any]) -> Any:
    """Return the description of the API as schemathesis reads it, with every case aimed at the target."""
    schema = schemathesis.openapi.from_asgi(
        "/api/v1/openapi.json", target.at.app, config=schemathesis.Config.from_dict(config)
    )
    _aim_all(schema, target)
    _judge_all(schema, target)
    return schema


def _aim_all(schema: Any, target: Range) -> None:
    @schema.auth(refresh_interval=None)
    class Tokens:  # pyright: ignore[reportUnusedClass] - the schema keeps it
        """Gives each request the token of somebody."""

        def get(self, case: Any, context: Any) -> str:
            return target.token(name_of(context.operation), Lots("token", case.path_parameters, case.query, case.body))

        def set(self, case: Any, data: str, _: Any) -> None:
            case.headers["Authorization"] = f"Bearer {data}"

    def before_add_examples(context: Any, examples: list[Any]) -> None:
        examples.extend(_examples(target, context.operation))

    def map_case(context: Any, case: Any) -> Any:
        aim(target, name_of(context.operation), case)
        return case

    schema.hook(before_add_examples)
    schema.hook(map_case)


def _judge_all(schema: Any, target: Range) -> None:
    def after_call(_: Any, case: Any, response: Any) -> None:
        meta = case.meta
        positive = meta is None or meta.generation.mode.is_positive
        phase = "examples" if meta is None else meta.phase.name.value
        target.note(name_of(case.operation), response, positive=positive, phase=phase)

    def filter_failure(context: Any, failure: Any, case: Any, response: Any) -> bool:
        closed = isinstance(failure, RejectedPositiveData) and response.status_code == 401 and target.is_closed(case)
        return not closed and judge_accepted(context, failure, case, response)

    schema.hook(after_call)
    schema.hook(filter_failure)


def judge_accepted(_: Any, failure: Any, case: Any, response: Any) -> bool:
    """Tell whether a failure is one: what a rule refused was well-formed, and what we trim before reading is right."""
    if isinstance(failure, RejectedPositiveData):
        return not _is_by_rule(response)
    return not (isinstance(failure, AcceptedNegativeData) and _fits_when_trimmed(case))


def _examples(target: Range, operation: Any) -> Iterator[Any]:
    """Give the request with which an operation succeeds, once for each role that may."""
    name = name_of(operation)
    way, takes = target.at.way(name), target.at.operations[name].takes
    for who in target.who_may(name):
        sent: dict[str, Any] = {} if way.body is None else {"body": way.body, "media_type": takes}
        case = operation.Case(path_parameters=dict(way.ids), query=dict(way.query), **sent)
        set_on_case(case, AuthContext(operation, operation.app), None)
        case.headers = target.at.headers(who) | way.headers | target.at.if_match(name, way.ids, who)
        yield case


def aim(target: Range, name: str, case: Any) -> None:
    """Let what is not wrong on purpose be right: real ids, a body that succeeds, the version that was read last."""
    way, meta = target.at.way(name), case.meta
    lots = Lots("aim", case.path_parameters, case.query, case.body)
    wrong = {one for one in (PATH, QUERY, HEADER, BODY) if meta.is_negative_at(one)}
    enumerates = meta.phase.name.value == "coverage"
    if PATH not in wrong and way.ids and lots.hold(85):
        case.path_parameters = _addressed(target, case.path_parameters, way)
    if QUERY not in wrong and way.query and (lots.hold(80) if not enumerates else bool(wrong)):
        case.query = dict(way.query)
    if BODY not in wrong and way.body is not None:
        case.body = _spoken(case.body, way, lots, only_as_is=enumerates, whole=enumerates and bool(wrong))
    if HEADER not in wrong:
        given = {one: value for one, value in way.headers.items() if one != "content-type"}
        token = str(case.headers.get("Authorization", "")).removeprefix("Bearer ")
        case.headers.update(given | (target.if_match(name, case.path_parameters, token) if PATH not in wrong else {}))


def _addressed(target: Range, drawn: Ids, way: Way) -> Ids:
    """Return the ids of an address; in a chain of requests, those that an earlier answer gave stay."""
    if target.steady:
        return dict(way.ids)
    return {one: value if REAL.fullmatch(str(value)) else way.ids[one] for one, value in drawn.items()}


REAL = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|LOT-\d{4}|\d{4}-\d\d-\d\d")


def _spoken(drawn: Any, way: Way, lots: Lots, *, only_as_is: bool, whole: bool) -> Any:
    """Return a body: the one that succeeds, the same but for a field or two, or as it was drawn."""
    if whole or (not only_as_is and lots.hold(20)):
        return way.body
    if only_as_is or not isinstance(way.body, dict) or not isinstance(drawn, Mapping) or lots.hold(25):
        return drawn
    names = sorted(drawn)
    other = {names[lots.below(len(names))] for _ in range(1 + lots.below(2))} if names else set[str]()
    return way.body | {one: drawn[one] for one in sorted(other)}


def _is_by_rule(response: Any) -> bool:
    """Tell whether a 400 is the answer of a rule: by its own code, or about the whole of what was sent."""
    if response.status_code != 400:
        return False
    problem = response.json()
    return problem.get("code", "malformed") != "malformed" or {one["field"] for one in problem["errors"]} == {""}


def _fits_when_trimmed(case: Any) -> bool:
    """Tell whether what was sent fits its description once its texts are read as we read them: trimmed, without CR.

    A path is read as it stands. Where nothing was made wrong, nothing can be told to fit.
    """
    operation, spoken = case.operation, case.operation.get_body_for_media_type(case.media_type)
    kind = operation.schema.adapter.jsonschema_validator_cls
    told = {
        PATH: (case.path_parameters, operation.path_parameters.validation_schema),
        QUERY: (_trimmed(case.query), operation.query.validation_schema),
        HEADER: (_trimmed(dict(case.headers or {})), operation.headers.validation_schema),
        BODY: (_trimmed(case.body), spoken and spoken.unoptimized_schema),
    }
    wrong = [one for one in told if case.meta.is_negative_at(one)]
    return bool(wrong) and all(make_validator(told[one][1], kind).is_valid(told[one][0]) for one in wrong)


def _trimmed(value: Any) -> Any:
    if isinstance(value, str):
        return value.strip(" \t\r\n").replace("\r\n", "\n")
    if isinstance(value, Mapping):
        return {name: _trimmed(one) for name, one in value.items()}
    return [_trimmed(one) for one in value] if isinstance(value, list) else value


def findings(schema: Any) -> Iterator[str]:
    """Run the phases that ask each operation apart, and tell what is wrong, each thing once."""
    seen = set[tuple[str, str, str]]()
    for event in from_schema(schema).execute():
        if isinstance(event, NonFatalError):
            yield f"{event.label}: {event.info.title}\n{event.info.message}"
        elif isinstance(event, ScenarioFinished):
            for one, checks in event.recorder.checks.items():
                for found in filter(None, (check.failure_info for check in checks)):
                    key = (str(event.label), found.failure.title, found.failure.message[:80])
                    if key not in seen:
                        seen.add(key)
                        yield told(event.label, found, event.recorder.find_response(case_id=one))


def told(label: Any, found: Any, response: Any) -> str:
    """Tell one finding: what, by which answer, and how to see it again."""
    answered = "" if response is None else f"\n{response.status_code} {response.text[:600]}"
    return f"{label}: {found.failure.title}\n{found.failure.message}{answered}\n{found.code_sample[:2000]}"


def run_chains(target: Range, schema: Any, *, chains: int, seed: int) -> Counter[str]:
    """Let requests follow from the answers to others, each chain from the beginning; count the links that held."""
    for name in target.at.operations:
        target.who_may(name)
    followed = Counter[str]()

    class Chain(schema.as_state_machine()):
        """One chain of requests."""

        def setup(self) -> None:
            target.at.restore()

        def before_call(self, case: Any) -> None:
            token = str(case.headers.get("Authorization", "")).removeprefix("Bearer ")
            if "If-Match" in case.headers:
                case.headers.update(target.if_match(name_of(case.operation), case.path_parameters, token))

        def after_call(self, response: Any, case: Any) -> None:
            super().after_call(response, case)
            before = self.recorder.find_parent(case_id=case.id)
            if before is not None and response.status_code < 300:
                followed[f"{before.operation.label} -> {case.operation.label}"] += 1

    told = hypothesis.settings(
        max_examples=chains,
        stateful_step_count=STEPS,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large],
    )
    hypothesis.seed(seed)(Chain).run(settings=told)
    return followed
