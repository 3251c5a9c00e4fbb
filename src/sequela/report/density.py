"""How much of each part of the screen is shown, and in which order it is filled."""

from __future__ import annotations

from typing import NamedTuple

EVERYTHING = 10_000


class Density(NamedTuple):
    """How much is shown of each part."""

    headline: int = 3  # lines
    flags: int = 1
    flag_lines: int = 2  # for each
    questions: int = 0  # about danger
    changes: int = 1  # of a what-if
    causes: int = 1  # for each complaint
    explained: int = 0  # of these, how many with reasons
    reasons: int = 1  # lines for each
    standing: int = 0  # lines on pattern and what is unexplained, for each complaint
    asks: int = 0
    ask_lines: int = 1  # for each
    operation: int = 0  # lines for each verdict
    medicines: int = 1  # lines on opioid load and medicines that do not go together
    steps: int = 1  # lines each on the next test and the first step
    then: int = 0  # lines on the steps after it


ALL = Density(*[EVERYTHING] * len(Density._fields))

STEPS = (
    {"flags": 3, "flag_lines": 3},
    {"headline": 6},
    {"causes": 2},
    {"steps": 2},
    {"medicines": 2},
    {"changes": 3},
    {"questions": 1},
    {"causes": 3},
    {"then": 2},
    {"headline": 8},
    {"standing": 1},
    {"explained": 1},
    {"asks": 1},
    {"operation": 1},
    {"standing": 3},
    {"explained": 2},
    {"asks": 2, "ask_lines": 2},
    {"causes": 5},
    {"operation": 2},
    {"explained": 3},
    {"questions": 2},
    {"steps": 3},
    {"then": 3},
    {"reasons": 2},
    {"changes": 6},
    {"asks": 3},
    {"questions": 3},
    {"reasons": 3},
    {"operation": 3},
    {"flags": 5, "flag_lines": 4},
    {"asks": 5},
    {"causes": 6},
)
"""Each is taken only if the whole then still fits: what stands first matters most."""
