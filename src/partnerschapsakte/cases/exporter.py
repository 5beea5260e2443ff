"""Writes a dossier back as a case file: from its rows and its journal, so that what the web added is in it too."""

import io
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from itertools import groupby
from typing import Any

from ruamel.yaml import YAML
from sqlalchemy.orm import Session

from partnerschapsakte.agenda.rules import MilestoneMarkedDone
from partnerschapsakte.cases import designs, queries
from partnerschapsakte.cases.exporting.reading import Reading
from partnerschapsakte.cases.exporting.rooms import with_rooms
from partnerschapsakte.cases.keys import Keys, kept
from partnerschapsakte.cases.queries import Line

WIDTH = 120
LAPSED_NOTE = "De aanzegging is niet op tijd ontvangen; de optie is vervallen."


def export_case(session: Session, dossier_id: str, now: datetime) -> str:
    """Return the case file of a dossier. Acknowledged reminders and issued documents are not in it.

    What is sealed until a deadline that is still to come at ``now`` is not in it either.
    """
    keys, lines = Keys(), queries.journal(session, dossier_id)
    opened = next(line for line in lines if line.tag == "dossier:opened")
    parties = queries.parties(session, dossier_id)
    people = queries.people(session, dossier_id, queries.people_of(lines, opened))
    for party in parties:
        keys.name_party(party.id, party.name)
    for person in people:
        keys.name_person(person.id, person.name)
    tender = queries.tender(session, dossier_id, lines, keys)
    stands = queries.stands_for(session, dossier_id)
    content = kept(
        case=queries.case(session, dossier_id),
        dossier=queries.dossier(session, dossier_id, opened, keys),
        organisations={keys.parties[one.id]: queries.organisation(one) for one in parties},
        people={keys.people[one.id]: queries.person(one, keys, stands.get(one.id)) for one in people},
        design=designs.design(session, dossier_id),
        tender=with_rooms(Reading(session, dossier_id, lines, keys, now), tender) if tender else None,
        agreements=queries.agreements(session, dossier_id, keys),
        decisions_elsewhere=queries.decisions(session, dossier_id, keys),
    )
    keys.dates = queries.kept_dates(session, keys)
    events = (event for line in lines for event in _events(line, lines, keys, content))
    history = list(_together(events, queries.relations(session, dossier_id, keys)))
    return _yaml({**content, "history": history} if history else content)


def _events(line: Line, lines: Sequence[Line], keys: Keys, content: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield the event of the file that a line of the journal is, if it is one."""
    if line.tag == "contract:option:lapsed":
        yield from _missed(line, lines, keys, content)
        return
    if line.tag == MilestoneMarkedDone.tag and line.subject not in keys.dates:
        return  # of a tender, which tells its own days
    name, told = _EVENTS.get(line.tag, ("", None))
    if told:
        known = told(line, keys)
        yield kept(event=name, on=line.on, by=keys.people.get(line.actor_id), **known)


def _together(
    events: Iterable[dict[str, Any]], relations: Mapping[str, frozenset[tuple[str, str]]]
) -> Iterator[dict[str, Any]]:
    """Write as one event what was done at once for every relation, or for every provider of an authority."""
    for rest, run in groupby(events, key=lambda event: kept(**{**event, "authority": None, "provider": None})):
        found = list(run)
        named = [(one["authority"], one["provider"]) for one in found if "provider" in one]
        everyone = relations.get(rest.get("agreement", ""), frozenset())
        if named and frozenset(named) == everyone:
            yield rest
        else:
            yield from _by_authority(found, everyone)


def _by_authority(events: Sequence[dict[str, Any]], everyone: frozenset[tuple[str, str]]) -> Iterator[dict[str, Any]]:
    for authority, run in groupby(events, key=lambda event: event.get("authority")):
        found = list(run)
        providers = {provider for one, provider in everyone if one == authority}
        if len(found) > 1 and {one.get("provider") for one in found} == providers:
            yield kept(**{**found[0], "provider": None})
        else:
            yield from found


def _point(line: Line, keys: Keys) -> dict[str, Any]:
    return {"agreement": keys.agreements[line.subject], "point": line.details["point"]}


def _relation(line: Line, keys: Keys) -> dict[str, Any]:
    details = line.details
    parties = {"authority": keys.parties[details["authority_id"]], "provider": keys.parties[details["provider_id"]]}
    return {**_point(line, keys), **parties}


def _evaluated(line: Line, keys: Keys) -> dict[str, Any]:
    details = line.details
    names = ("findings", "provider_view", "residents_view", "method", "participants", "lessons", "advice")
    return {
        **_point(line, keys),
        **{name: details.get(name) for name in names},
        "dissents": [{"party": keys.parties[party], "reason": reason} for party, reason in details["dissents"]],
    }


def _decided(line: Line, keys: Keys) -> dict[str, Any]:
    details = line.details
    told = {name: details[name] for name in ("choice", "reason", "without_evaluation")}
    return {
        **_relation(line, keys),
        **told,
        "decision": keys.elsewhere.get((details["case_number"], details["decided_on"])),
    }


def _with(*names: str) -> Callable[[Line, Keys], dict[str, Any]]:
    return lambda line, keys: {**_relation(line, keys), **{name: line.details[name] for name in names}}


def _received(line: Line, keys: Keys) -> dict[str, Any]:
    return {
        **_relation(line, keys),
        "received_on": date.fromisoformat(line.details["received_on"]),
        "proof": line.details["proof"],
    }


def _missed(line: Line, lines: Sequence[Line], keys: Keys, content: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield that the file knows of a notice that never arrived: only where the option was to be used."""
    about = ("point", "authority_id", "provider_id")
    same = [one for one in lines if one.subject == line.subject and _same(one, line, about)]
    if any(one.tag == "contract:extension:decided" and one.details["choice"] == "extend" for one in same):
        by = content["dossier"]["posts"]["contract_manager"][0]
        yield {"event": "notice_missed", "on": line.on, "by": by, **_relation(line, keys), "note": LAPSED_NOTE}


def _same(one: Line, other: Line, names: Sequence[str]) -> bool:
    return all(one.details.get(name) == other.details.get(name) for name in names)


def _date_done(line: Line, keys: Keys) -> dict[str, Any]:
    agreement, key = keys.dates[line.subject]
    return {"agreement": agreement, "date": key, "note": line.details["note"]}


_EVENTS: dict[str, tuple[str, Callable[[Line, Keys], dict[str, Any]] | None]] = {
    "dossier:phase:entered": ("phase_entered", lambda line, _: {"phase": line.details["after"]}),
    "dossier:post:assigned": (
        "post_assigned",
        lambda line, keys: {"post": line.details["post"], "person": keys.people[line.details["person"]]},
    ),
    "dossier:post:handed-over": (
        "post_handed_over",
        lambda line, keys: {
            "post": line.details["post"],
            "from_person": keys.people[line.details["from_person"]],
            "to_person": keys.people.get(line.details["to_person"] or ""),
        },
    ),
    "contract:evaluation:planned": (
        "evaluation_planned",
        lambda line, keys: {**_point(line, keys), "planned_on": date.fromisoformat(line.details["planned_on"])},
    ),
    "contract:evaluation:concluded": ("evaluation_concluded", _evaluated),
    "contract:extension:decided": ("extension_decided", _decided),
    "contract:notice:sent": ("notice_sent", _with("channel")),
    "contract:notice:received": ("receipt_proven", _received),
    MilestoneMarkedDone.tag: ("date_done", _date_done),
    "contract:extension:continued": ("continued_anyway", _with("ground", "risk")),
}


def _yaml(content: dict[str, Any]) -> str:
    writer: Any = YAML(typ="safe", pure=True)
    writer.default_flow_style, writer.width, writer.allow_unicode, writer.sort_base_mapping_type_on_output = (
        False,
        WIDTH,
        True,
        False,
    )
    writer.representer.add_representer(Decimal, _number)
    out = io.StringIO()
    writer.dump(content, out)
    return out.getvalue()


def _number(representer: Any, value: Decimal) -> Any:
    text = format(value, "f")
    return representer.represent_scalar(f"tag:yaml.org,2002:{'float' if '.' in text else 'int'}", text)
