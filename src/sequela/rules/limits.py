"""Comparing a number that is known as an interval with a limit, in three values."""

from __future__ import annotations

from typing import Literal, TypeAlias

from sequela.rules.facts import Interval

Comparison: TypeAlias = Literal["ge", "gt", "le", "lt"]
Limit: TypeAlias = tuple[Comparison, float]


def inside(limit: Limit, interval: Interval) -> bool | None:
    """Whether every number of the interval meets the limit (True), none does (False), or only some do."""
    comparison, bound = limit
    low, high = interval
    if comparison == "ge":
        return True if low >= bound else False if high < bound else None
    if comparison == "gt":
        return True if low > bound else False if high <= bound else None
    if comparison == "le":
        return True if high <= bound else False if low > bound else None
    return True if high < bound else False if low >= bound else None


def compared(limit: Limit, number: float | None) -> bool | None:
    """Whether a number meets the limit; None where there is no number."""
    return None if number is None else inside(limit, (number, number))


def all_inside(limits: tuple[Limit, ...], interval: Interval) -> bool | None:
    """Whether the interval meets every limit."""
    answers = [inside(limit, interval) for limit in limits]
    return False if False in answers else None if None in answers else True
