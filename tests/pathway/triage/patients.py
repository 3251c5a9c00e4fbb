"""Patients for triage tests, written in a few words and read as case files are."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from functools import cache

from sequela.case.case import Case
from sequela.case.ledger import sort_facts
from sequela.case.read import read_case
from sequela.knowledge.load import load_knowledge
from sequela.knowledge.schema.knowledge import Knowledge
from sequela.pathway.reading import TriageReading, triage_reading

TODAY = dt.date(2024, 6, 1)
TRENDS = ("new", "worse", "stable", "better")


@cache
def knowledge() -> Knowledge:
    return load_knowledge(cache=None)


def patient(row: Mapping[str, object]) -> Case:
    """The patient of a row: see the head of cases.yaml."""
    complaint = {"id": "main", "region": "lumbar", **_mapping(row.get("complaint"))}
    surgery = row.get("surgery", {"procedure": "discectomy", "when": {"months_ago": 24}})
    facts = [fact(finding, str(said)) for finding, said in _mapping(row.get("facts")).items()]
    medicines = [{"name": name} for name in _list(row.get("medicines"))]
    raw = {
        "schema": "sequela.case/1",
        "as_of": TODAY.isoformat(),
        "patient": {"age": row.get("age", 52)},
        "surgeries": [surgery],
        "complaints": [complaint],
        "facts": facts,
        "medicines": medicines,
        "treatments": _list(row.get("treatments")),
    }
    return case(raw)


def case(raw: Mapping[str, object]) -> Case:
    return read_case(raw, "test", knowledge(), as_of=TODAY, today=TODAY)


def reading(of: Case) -> TriageReading:
    return triage_reading(of, sort_facts(of, knowledge()), knowledge())


def fact(finding: str, said: str) -> dict[str, object]:
    """ "present stable for 5 years", "absent seen 1 years ago", "12.5"."""
    words = said.split()
    made: dict[str, object] = {"finding": finding, "value": words[0]}
    if words[0].replace(".", "").isdigit():
        made["value"] = float(words[0])
    rest = words[1:]
    if rest and rest[0] in TRENDS:
        made["trend"] = rest.pop(0)
    if rest and rest[0] == "for":
        made["since"] = {f"{rest[2]}_ago": int(rest[1])}
    elif rest and rest[0] == "seen":
        made["when"] = {f"{rest[2]}_ago": int(rest[1])}
    return made


def _mapping(value: object) -> dict[str, object]:
    return dict(value) if isinstance(value, Mapping) else {}


def _list(value: object) -> list[object]:
    return list(value) if isinstance(value, list) else []
