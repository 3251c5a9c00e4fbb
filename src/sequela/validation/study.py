"""The whole validation: every part in order, and what it was done with."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import fields, is_dataclass
from importlib import import_module

from sequela.records import frozen

from .part import Cell, Part, Progress, Settings, Study

PARTS: dict[str, str] = {
    "panels": "sequela.validation.panels.part",
    "sensitivity": "sequela.validation.sensitivity.part",
}
"""Where each part is found, in the order in which a reader wants them."""

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
    done = []
    for number, name in enumerate(names):
        done.append(_part(name)(_told(study, number, len(names))))
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
    found: Callable[[Study], Part] = import_module(PARTS[name]).part
    return found


def _told(study: Study, number: int, of: int) -> Study:
    """The same study; what a part says of its progress becomes a share of the whole."""
    tell: Progress = study.progress
    settings: Settings = study.settings

    def progress(done: float, what: str) -> None:
        tell((number + done) / of, what)

    return Study(knowledge=study.knowledge, settings=settings, progress=progress)


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
