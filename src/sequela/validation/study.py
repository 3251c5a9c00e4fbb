"""The whole validation: every part in order, and what it was done with."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields, is_dataclass, replace
from importlib import import_module

from sequela.records import frozen

from .part import Cell, Part, Progress, Study

PARTS: Mapping[str, tuple[str, float]] = {
    "cases": ("sequela.validation.published.part", 4),
    "simulated": ("sequela.validation.simulated", 40),
    "broken": ("sequela.validation.broken", 30),
    "groups": ("sequela.validation.groups", 1),
    "cause_tables": ("sequela.validation.causes.part", 10),
    "responses": ("sequela.validation.responses.part", 1),
    "panels": ("sequela.validation.panels.part", 6),
    "sensitivity": ("sequela.validation.sensitivity.part", 20),
}
"""Where each part is found and about how much of the time it takes, in the order in which a reader wants them."""

DIGITS = 4


class UnknownPartError(ValueError):
    """A part that there is not."""

    def __init__(self, name: str) -> None:
        super().__init__(f"{name}: no part of the validation; accepted: {', '.join(PARTS)}")


@frozen
class Validation:
    """All parts, with the version of the knowledge and the settings that make the same bytes again."""

    version: str
    sha256: str
    seed: int
    patients: int
    as_of: str
    cases: str
    parts: tuple[Part, ...]


def validate(study: Study, only: Sequence[str] = ()) -> Validation:
    """Do the parts named, or all of them. Raises `UnknownPartError`, and what reading cases raises."""
    for name in only:
        if name not in PARTS:
            raise UnknownPartError(name)
    names = [name for name in PARTS if not only or name in only]
    whole = sum(PARTS[name][1] for name in names)
    done, before = [], 0.0
    for name in names:
        share = PARTS[name][1] / whole
        done.append(_part(name)(_told(study, before, share)))
        before += share
    settings, knowledge = study.settings, study.knowledge
    return Validation(
        version=knowledge.version,
        sha256=knowledge.sha256,
        seed=settings.seed,
        patients=settings.patients,
        as_of=settings.as_of.isoformat(),
        cases="the 20 examples" if settings.cases is None else settings.cases.name,
        parts=tuple(done),
    )


def _part(name: str) -> Callable[[Study], Part]:
    found: Callable[[Study], Part] = import_module(PARTS[name][0]).part
    return found


def _told(study: Study, before: float, share: float) -> Study:
    """The same study; what a part says of its progress becomes a share of the whole."""
    tell: Progress = study.progress

    def progress(done: float, what: str) -> None:
        tell(before + share * done, what)

    return replace(study, progress=progress)


def as_json(record: object) -> dict[str, object]:
    """A record as a JSON object, see `as_data`."""
    data = as_data(record)
    if not isinstance(data, dict):
        raise TypeError(f"{type(record).__name__} is no record")
    return data


def as_data(value: object) -> object:
    """Records as JSON: numbers with four decimals, what is not finite as null."""
    if is_dataclass(value):
        return {f.name: as_data(getattr(value, f.name)) for f in fields(value)}
    if isinstance(value, tuple | list):
        return [as_data(v) for v in value]
    return rounded(value) if isinstance(value, str | int | float | None) else str(value)


def rounded(value: Cell) -> Cell:
    """A cell as it is written: a number with four decimals at most."""
    if isinstance(value, float):
        return round(value, DIGITS) + 0.0 if math.isfinite(value) else None
    return value
