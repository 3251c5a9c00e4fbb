"""How long: a number and its unit, as people say it."""

from __future__ import annotations

from collections.abc import Mapping

from sequela.case.when import DAYS_PER_MONTH, WEEKS_PER_MONTH

from .page import Answer, Field, Option, Words

AMOUNT, UNIT = ".amount", ".unit"
_UNITS: tuple[Option, ...] = (
    Option(value="days", label="days"),
    Option(value="weeks", label="weeks"),
    Option(value="months", label="months"),
    Option(value="years", label="years"),
)
_MONTHS: Mapping[str, float] = {"days": 1 / DAYS_PER_MONTH, "weeks": 1 / WEEKS_PER_MONTH, "months": 1, "years": 12}
_LONGEST: Mapping[str, float] = {"days": 365, "weeks": 520, "months": 1200, "years": 100}
_MOST = 1000


def amount_fields(name: str, label: Words, *, optional: bool = True) -> tuple[Field, Field]:
    """The two fields of a length of time."""
    return (
        Field(name=name + AMOUNT, kind="number", label=label, high=_MOST, optional=optional),
        Field(name=name + UNIT, kind="select", label="Days, weeks, months or years?", options=_UNITS, optional=True),
    )


def ago(answer: Answer, name: str) -> dict[str, float] | None:
    """The time so long before the answer, as a case file states it; None if it is not told or longer than a life."""
    amount, unit = answer.number(name + AMOUNT), answer.one(name + UNIT)
    if amount is None or unit not in _LONGEST or not 0 <= amount <= _LONGEST[unit]:
        return None
    return {f"{unit}_ago": amount}


def months_in(answer: Answer, name: str) -> float | None:
    """The length in months; None if it is not told."""
    told = ago(answer, name)
    if told is None:
        return None
    ((unit, amount),) = told.items()
    return round(amount * _MONTHS[unit.removesuffix("_ago")], 1)
