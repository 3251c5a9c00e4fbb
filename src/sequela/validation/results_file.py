"""The results of the last whole validation, which come with the product: what documents and the model card quote."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from sequela.records import frozen

from .part import Figure, Goal

FOLDER = Path(__file__).parent / "results"
RESULTS, REPORT, PAGE = "results.json", "report.md", "report.html"


@frozen
class Results:
    """What was measured, on which knowledge. `figures` are named ``part.figure``."""

    version: str
    sha256: str
    patients: int
    seed: int
    cases: str
    figures: Mapping[str, Figure]
    parts: tuple[str, ...]


@cache
def recorded(folder: Path = FOLDER) -> Results | None:
    """The results in a folder, None where there are none."""
    path = folder / RESULTS
    if not path.exists():
        return None
    raw = json.loads(path.read_text(encoding="utf-8"))
    return Results(
        version=raw["version"],
        sha256=raw["sha256"],
        patients=raw["patients"],
        seed=raw["seed"],
        cases=raw["cases"],
        figures={
            f"{part['id']}.{figure['id']}": _figure(figure) for part in raw["parts"] for figure in part["figures"]
        },
        parts=tuple(part["id"] for part in raw["parts"]),
    )


def _figure(raw: Mapping[str, object]) -> Figure:
    fields = dict(raw)
    goal = fields.pop("goal", None)
    made: Figure = Figure(**fields, goal=Goal(**goal) if isinstance(goal, Mapping) else None)  # type: ignore[arg-type]
    return made
