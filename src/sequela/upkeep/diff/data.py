"""The comparison as plain data for programs: ``sequela.knowledge_diff/1``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass

from sequela.assessment import PROBABILITY_DECIMALS
from sequela.knowledge.schema.terms import Estimate
from sequela.upkeep.diff.comparison import Cases, Comparison
from sequela.upkeep.diff.conclusions import CaseChange, substantial
from sequela.upkeep.diff.places import Places
from sequela.upkeep.diff.records import RecordChange
from sequela.upkeep.diff.sides import Side
from sequela.upkeep.diff.values import Counting, Number, number
from sequela.upkeep.diff.walk import Difference

SCHEMA = "sequela.knowledge_diff/1"


def comparison_data(comparison: Comparison, counting: Counting) -> dict[str, object]:
    """Everything that the comparison found, in the order of the knowledge.

    ``records``: kind, id, label, change (added, removed, changed) and ``fields``: where (keys), what (in words), about
    (number, rule, setting, source, wording), danger, before and after as they stand in the files; a number also with
    its mean and 90 % interval under ``reads_before`` and ``reads_after``. ``cases`` is null where none were given.
    """
    places = Places(comparison.old.knowledge, comparison.new.knowledge)
    return {
        "schema": SCHEMA,
        "old": _side(comparison.old),
        "new": _side(comparison.new),
        "records": [
            {
                "kind": change.kind,
                "id": change.id,
                "label": change.label,
                "change": change.change,
                "fields": [_field(change, difference, places, counting) for difference in change.differences],
            }
            for change in comparison.records
        ],
        "cases": None if comparison.cases is None else _cases(comparison.cases),
    }


def _side(side: Side) -> dict[str, object]:
    return {
        "name": side.name,
        "version": side.knowledge.version,
        "sha256": side.knowledge.sha256,
        "conventions_lent": list(side.lent),
        "doubts": [str(problem) for problem in side.doubts],
    }


def _field(change: RecordChange, difference: Difference, places: Places, counting: Counting) -> dict[str, object]:
    return {
        "where": list(difference.at),
        "what": places.told(difference.at),
        "about": difference.sort,
        "danger": change.bears_on_danger(difference),
        "before": _plain(difference.before),
        "after": _plain(difference.after),
        **dict(_reads(change, difference, counting)),
    }


def _reads(change: RecordChange, difference: Difference, counting: Counting) -> Iterator[tuple[str, object]]:
    for key, value in (("reads_before", difference.before), ("reads_after", difference.after)):
        if isinstance(value, Estimate):
            yield key, _number(number(change.record, difference.at, value, counting))


def _number(found: Number) -> dict[str, object]:
    interval = None if found.interval is None else [round(end, PROBABILITY_DECIMALS) for end in found.interval]
    return {"kind": found.kind, "mean": round(found.mean, PROBABILITY_DECIMALS), "interval": interval}


def _plain(value: object) -> object:
    """Records as their files write them: what is not stated is left out."""
    if is_dataclass(value):
        stated = {part.name: getattr(value, part.name) for part in fields(value)}
        return {name: _plain(part) for name, part in stated.items() if part is not None}
    if isinstance(value, Mapping):
        return {str(key): _plain(part) for key, part in value.items()}
    return [_plain(part) for part in value] if isinstance(value, tuple | list) else value


def _cases(cases: Cases) -> dict[str, object]:
    return {
        "compared": cases.compared,
        "changed": [_case(case) for case in cases.changed],
        "unchanged": cases.unchanged,
        "not_compared": [{"case": one.name, "message": one.message} for one in cases.not_compared],
    }


def _case(case: CaseChange) -> dict[str, object]:
    return {
        "case": case.case,
        "danger": case.dangerous,
        "conclusions": substantial(case.shifts),
        "changes": [
            {
                "about": shift.sort,
                "what": shift.what,
                "before": shift.before,
                "after": shift.after,
                "beside": shift.beside,
                "size": round(shift.size, PROBABILITY_DECIMALS),
            }
            for shift in case.shifts
        ],
    }
