"""A simulated patient written as a case file, read back and assessed like any other: is the way in honest too?

The direct answer takes what is told and seen straight to the inference; the other goes through the text, the reader,
derived context, the ledger and the concordance with the complaint. Both must be the same numbers.

A case file cannot leave out what an operation is: kind, fused levels and the number of operations are always written.
Findings are written with a level or not at all, since a file has no word for "at least".
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
from collections.abc import Iterator, Mapping

import numpy as np

from sequela.assess import assess
from sequela.case.files import case_of, read_bytes
from sequela.knowledge.schema.knowledge import Knowledge
from sequela.knowledge.schema.terms import FindingId
from sequela.pathway.differential.context import RegionPriors

from .answers import assessed
from .practice import Practice
from .simulate import Patients, ruled_out

AS_FILES = Practice(factor_vague=0.0, as_range=0.0)
"""How much is known of patients that can be written as case files."""

AS_OF = dt.date(2024, 6, 1)
OPERATED = dt.date(2012, 5, 1)
_STRUCTURE = ("procedure", "fused_to_sacrum", "operations")
_DAYS_TO_ONSET: Mapping[str, int] = {
    "from_operation": 0,
    "under_6_weeks": 21,
    "from_6_weeks_to_6_months": 100,
    "from_6_to_24_months": 450,
    "from_2_to_7_years": 1500,
    "over_7_years": 3000,
}
_AGES: Mapping[str, int] = {"under_40": 34, "from_40_to_64": 52, "from_65": 71}
_COUNTS: Mapping[str, int] = {"one": 1, "two": 2, "three_or_more": 3}
_FUSED: Mapping[tuple[str, str], str] = {
    ("fusion_short", "above_sacrum"): "L4-L5",
    ("fusion_short", "to_sacrum"): "L5-S1",
    ("fusion_long", "above_sacrum"): "L2-L5",
    ("fusion_long", "to_sacrum"): "L3-S1",
}
_UNFUSED = "L4-L5"
_NEIGHBOUR: Mapping[str, str] = {"L4-L5": "L3-L4", "L5-S1": "L4-L5", "L2-L5": "L1-L2", "L3-S1": "L2-L3"}
_LAST: Mapping[str, str] = {"L4-L5": "L4-L5", "L5-S1": "L5-S1", "L2-L5": "L4-L5", "L3-S1": "L5-S1"}
_LIKE: Mapping[str, str] = {"like_before": "yes", "different": "no"}
_PRESENT: Mapping[str, str] = {"no": "absent", "current": "present", "yes": "present"}


def as_files(patients: Patients) -> Patients:
    """The same patients with what a case file always tells told."""
    possible = tuple(
        np.eye(len(f.levels), dtype=np.bool_)[level] if f.id in _STRUCTURE else may
        for f, level, may in zip(patients.world.factors, patients.context, patients.possible, strict=True)
    )
    return dataclasses.replace(
        patients, possible=possible, impossible=ruled_out(patients.world, possible, len(patients))
    )


def case_text(patients: Patients, patient: int, knowledge: Knowledge) -> str:
    """The patient as a case file (JSON)."""
    world = patients.world
    exact = {str(f.id): f.levels[level[patient]] for f, level in zip(world.factors, patients.context, strict=True)}
    told = {str(f): next(iter(levels)) for f, levels in patients.told(patient).items()}
    where = _FUSED.get((exact["procedure"], exact["fused_to_sacrum"]), _UNFUSED)
    body: dict[str, object] = {
        "schema": "sequela.case/1",
        "as_of": AS_OF.isoformat(),
        "patient": {"age": _AGES[told["age_band"]]} if "age_band" in told else {},
        "surgeries": list(_surgeries(exact, told, where, knowledge)),
        "complaints": [_complaint(told)],
        "facts": [*_habits(told), *_facts(patients, patient, where, knowledge)],
    }
    if "setting" in told:
        body["setting"] = told["setting"]
    return json.dumps(body, indent=1)


def _surgeries(
    exact: Mapping[str, str], told: Mapping[str, str], where: str, knowledge: Knowledge
) -> Iterator[dict[str, object]]:
    """The operation that counts last; before it discectomies, or its own kind where a disc operation would count."""
    kind = exact["procedure"]
    earlier = kind if kind in {"decompression", "other"} else "discectomy"
    for years in range(_COUNTS[exact["operations"]] - 1, 0, -1):
        when = OPERATED.replace(year=OPERATED.year - years)
        yield {"procedure": _named(earlier, knowledge), "levels": [_LAST[where]], "when": when.isoformat()}
    last: dict[str, object] = {"procedure": _named(kind, knowledge), "levels": [where], "when": OPERATED.isoformat()}
    if "relief" in told:
        last["relief"] = told["relief"]
    yield last


def _named(kind: str, knowledge: Knowledge) -> str:
    """The first operation of a kind that the knowledge names."""
    family = "fusion" if kind.startswith("fusion") else kind
    fuses = family == "fusion"
    return next(p.id for p in knowledge.procedures.values() if p.family == family and p.fuses == fuses)


def _complaint(told: Mapping[str, str]) -> dict[str, object]:
    complaint: dict[str, object] = {"id": "main", "region": "lumbar", "side": "right"}
    if "distribution" in told:
        complaint["distribution"] = told["distribution"]
    if "likeness" in told:
        complaint["like_before_surgery"] = _LIKE[told["likeness"]]
    if "onset" in told:
        complaint["onset"] = (OPERATED + dt.timedelta(days=_DAYS_TO_ONSET[told["onset"]])).isoformat()
    return complaint


def _habits(told: Mapping[str, str]) -> Iterator[dict[str, object]]:
    for name in ("smoking", "diabetes"):
        if name in told:
            yield {"finding": name, "value": _PRESENT[told[name]]}


def _facts(patients: Patients, patient: int, where: str, knowledge: Knowledge) -> Iterator[dict[str, object]]:
    stands_for = {
        stand_in: (plain, relation)
        for plain, finding in knowledge.findings.items()
        for relation, stand_in in finding.by_operated_level.items()
    }
    for name, (level, _) in patients.seen(patient).items():
        finding = knowledge.findings[name]
        plain, relation = stands_for.get(name, (name, "operated"))
        fact: dict[str, object] = {"finding": plain, "value": finding.levels[level]}
        if "level" in finding.located:
            fact["level"] = _NEIGHBOUR[where] if relation == "adjacent" else _LAST[where]
        if "side" in finding.located:
            fact["side"] = "right"
        yield fact


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class RoundTrip:
    """One patient: findings that entered directly and through the file, largest difference of any number."""

    seen: frozenset[FindingId]
    used: frozenset[FindingId]
    difference: float


def round_trip(knowledge: Knowledge, priors: RegionPriors, patients: Patients, patient: int) -> RoundTrip:
    """Write, read, assess, and compare with the direct answer. `patients` come from `as_files`."""
    text = case_text(patients, patient, knowledge)
    (item,) = read_bytes(text.encode(), f"simulated-{patient}.json")
    assessment = assess(case_of(item, knowledge, as_of=AS_OF, today=AS_OF), knowledge, AS_OF)
    direct = assessed(knowledge, priors, patients, patient)
    low, high = direct.interval(knowledge)
    numbers = np.stack([direct.active, direct.main, direct.prior, low, high], axis=1)
    stated = {r.mechanism: (r.probability, r.main, r.prior, *r.interval) for r in assessment.complaints[0].differential}
    gaps = [np.abs(numbers[i] - stated[line.id]).max() for i, line in enumerate(direct.entries.lines)]
    return RoundTrip(
        seen=direct.seen,
        used=frozenset(FindingId(e.finding) for e in assessment.ledger.used if e.finding in direct.network),
        difference=float(max(gaps, default=0.0)),
    )
