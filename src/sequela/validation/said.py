"""Figures and cells in words, the same on the screen, on the page and in the model card."""

from __future__ import annotations

import math

from .part import Cell, Figure, Goal, Unit
from .study import DIGITS, rounded

NOTHING = "–"

_AFTER: dict[Unit, str] = {
    "share": " %",
    "percent points": " points",
    "bits": " bits",
    "months": " months",
}
_SMALL = 0.01
"""Below one in a hundred a share keeps two digits that say something."""
_WHOLE: frozenset[Unit] = frozenset({"count", "cases", "patients"})


def value(figure: Figure) -> str:
    """The value with its unit and interval: ``75.0 % (90 % interval 58.2 to 88.0)``."""
    if figure.value is None or not math.isfinite(figure.value):
        return "not known"
    said = amount(figure.value, figure.unit)
    if figure.low is not None and figure.high is not None:
        low, high = (_bare(v, figure.unit) for v in (figure.low, figure.high))
        said += f" (90 % interval {low} to {high})"
    return said


def amount(number: float, unit: Unit) -> str:
    """A number with its unit; a share as per cent."""
    return _bare(number, unit) + _AFTER.get(unit, "")


def _bare(number: float, unit: Unit) -> str:
    number = round(number, DIGITS)  # as it is recorded: the same words before and after
    if unit in _WHOLE:
        return f"{number:,.0f}" if number == int(number) else f"{number:,.2f}"
    if unit == "share":
        return f"{100 * number:.1f}" if abs(number) >= _SMALL or number == 0 else f"{100 * number:.2g}"
    if unit == "percent points":
        return f"{number:+.1f}"
    return f"{number:.4f}" if 0 < abs(number) < 0.1 else f"{number:.2f}"


def goal(figure: Figure) -> str:
    """What the figure is held to and whether it is met; empty without a goal."""
    if figure.goal is None:
        return ""
    return f"{_held_to(figure.goal, figure.unit)}: {_MET[figure.met]}"


_MET = {True: "met", False: "NOT MET", None: "cannot be told"}


def _held_to(held: Goal, unit: Unit) -> str:
    ends = [None if end is None else amount(end, unit) for end in (held.low, held.high)]
    match ends:
        case [low, None]:
            return f"goal at least {low}"
        case [None, high]:
            return f"goal at most {high}"
        case [low, high]:
            return f"goal {low} to {high}"
    raise ValueError("a goal has an end")


def cell(content: Cell) -> str:
    """One entry of a table."""
    if content is None:
        return NOTHING
    if isinstance(content, bool):
        return "yes" if content else "no"
    if isinstance(content, float):
        number = rounded(content)
        return NOTHING if number is None else f"{number:g}"
    return str(content)
