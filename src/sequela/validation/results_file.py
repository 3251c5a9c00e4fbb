"""The results of the last whole validation, which come with the product: what documents and the model card quote.

One file holds everything; report and page are made from it and from nothing else, so that all of them say the same.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import fields
from functools import cache
from pathlib import Path
from typing import Any

from sequela.records import frozen

from .part import Figure, Goal, Part, Picture, Table
from .study import Validation, as_json

FOLDER = Path(__file__).parent / "results"
RESULTS, REPORT, PAGE = "results.json", "report.md", "report.html"


@frozen
class Results:
    """What was measured, on which knowledge. `figures` are named ``part.figure``."""

    validation: Validation
    figures: Mapping[str, Figure]

    @property
    def parts(self) -> tuple[str, ...]:
        """The parts that were run."""
        return tuple(part.id for part in self.validation.parts)


def as_text(found: Validation) -> str:
    """The file."""
    return json.dumps(as_json(found), ensure_ascii=False, allow_nan=False, indent=1) + "\n"


def from_text(text: str) -> Validation:
    """A validation as its file holds it: numbers with four decimals."""
    raw = json.loads(text)
    return Validation(**{**raw, "parts": tuple(_part(part) for part in raw["parts"])})


@cache
def recorded(folder: Path = FOLDER) -> Results | None:
    """The results in a folder, None where there are none."""
    path = folder / RESULTS
    if not path.exists():
        return None
    found = from_text(path.read_text(encoding="utf-8"))
    figures = {f"{part.id}.{figure.id}": figure for part in found.parts for figure in part.figures}
    return Results(validation=found, figures=figures)


def _part(raw: Mapping[str, Any]) -> Part:
    made = {
        "figures": tuple(_figure(figure) for figure in raw["figures"]),
        "tables": tuple(Table(**_lists(table, Table)) for table in raw["tables"]),
        "pictures": tuple(Picture(**picture) for picture in raw["pictures"]),
        "limits": tuple(raw["limits"]),
    }
    return Part(**{**raw, **made})


def _figure(raw: Mapping[str, Any]) -> Figure:
    goal = raw["goal"]
    return Figure(**{**raw, "goal": None if goal is None else Goal(**goal)})


def _lists(raw: Mapping[str, Any], record: type) -> dict[str, Any]:
    """The fields of a record, lists as tuples."""
    return {f.name: _tuple(raw[f.name]) for f in fields(record)}


def _tuple(value: Any) -> Any:
    return tuple(_tuple(part) for part in value) if isinstance(value, list) else value
