"""What one part of the validation found, in one form for the screen, the page, the record and the model card.

A part is a function from a `Study` to a `Part`: its headline figures, each with the interval it deserves and the goal
it is held to, and the tables and pictures behind them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Literal

from sequela.knowledge.schema.knowledge import Knowledge
from sequela.records import frozen

Cell = str | int | float | bool | None
"""One entry of a table. Numbers are rounded where they are written out, never before."""

Unit = Literal["share", "percent points", "bits", "count", "cases", "patients", "score", "months", "words"]

Progress = Callable[[float, str], None]
"""Told how much of a part is done, 0 to 1, and what is being done."""


@frozen
class Settings:
    """What the edge decides: the seed, how many simulated patients of the main region, processes, cases.

    patients
        simulated patients in the lumbar spine; the other parts of the study scale with it.
    cases
        a folder of published cases in place of the examples, or None for the examples.
    as_of
        the day as of which published cases are assessed.
    """

    seed: int
    patients: int
    workers: int
    as_of: dt.date
    cases: Path | None


@frozen
class Study:
    """What every part starts from."""

    knowledge: Knowledge
    settings: Settings
    progress: Progress


@frozen
class Goal:
    """What a figure is held to: at least `low`, at most `high`; None where that side is open."""

    low: float | None = None
    high: float | None = None

    def met(self, value: float) -> bool:
        """Whether the value lies within."""
        return (self.low is None or value >= self.low) and (self.high is None or value <= self.high)


@frozen
class Figure:
    """One headline number.

    id
        stable name, by which documents quote it.
    low, high
        limits of its 90 % interval, None where it has none.
    n
        of how many it is a share or a mean; None where that says nothing.
    note
        what a reader must know beside it: seen cases, too few, chance level.
    """

    id: str
    label: str
    value: float | None
    unit: Unit
    low: float | None = None
    high: float | None = None
    n: int | None = None
    goal: Goal | None = None
    note: str = ""

    @property
    def met(self) -> bool | None:
        """Whether the goal is met; None without a goal or a value."""
        if self.goal is None or self.value is None:
            return None
        return self.goal.met(self.value)


@frozen
class Table:
    """Rows under named columns; `about` says how to read them."""

    id: str
    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    about: str = ""


@frozen
class Picture:
    """A drawing (SVG with classes, no colours) of what `table` holds as numbers; `words` says what is to be seen."""

    id: str
    title: str
    svg: str
    words: str
    table: str


@frozen
class Part:
    """One part: `question` is what it asks, `answer` what was found, in a sentence or two for a clinician.

    limits
        what this part cannot show.
    """

    id: str
    title: str
    question: str
    answer: str
    figures: tuple[Figure, ...]
    tables: tuple[Table, ...] = ()
    pictures: tuple[Picture, ...] = ()
    limits: tuple[str, ...] = ()
