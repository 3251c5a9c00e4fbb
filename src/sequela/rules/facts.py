"""What a rule may ask of a patient. Rules know this protocol only; `sequela.pathway.reading` answers it from a case."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from sequela.rules.kleene import Verdict

Interval = tuple[float, float]
"""The least and the most a number can be."""

SOME_TIME: Interval = (0.0, math.inf)
"""Began at some time in the past, nobody knows when."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Observed:
    """What is known of one finding in one place (a stable left foot and a new right one are two).

    levels
        the levels of the finding, lowest first; its level lies in ``levels[low]`` to ``levels[high]``.
    number
        the measured value in the finding's unit, or None.
    changed
        True if it is new or worse, False if it is stable or better, None if nobody said.
    began
        how many days before the assessment it began.
    facts
        the facts that say so, by their place in the case.
    """

    levels: tuple[str, ...]
    low: int
    high: int
    number: float | None = None
    changed: bool | None = None
    began: Interval = SOME_TIME
    facts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """One operation. `days` before the assessment; None where the record does not say."""

    fact: str
    procedure: str | None
    family: str | None
    approach: str | None
    implants: bool | None
    days: Interval


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """One record of a treatment or block.

    fact, name
        its place in the case, and the treatment or block it is.
    done
        False where the case says that it was not tried.
    effect, adequate
        what it did, and whether dose, time and technique were enough; None where the record does not say.
    weeks, percent, effect_weeks
        how long it was given, how much of the pain it took away (0 to 100), and for how long.
    times
        how many sessions the record stands for.
    days
        how many days before the assessment it was.
    """

    fact: str
    name: str
    done: bool = True
    effect: str | None = None
    adequate: bool | None = None
    weeks: float | None = None
    percent: float | None = None
    effect_weeks: float | None = None
    times: int = 1
    days: Interval = SOME_TIME

    def amount(self, key: str) -> float | None:
        """The number of the record that goes by this key."""
        return {"weeks": self.weeks, "percent": self.percent, "effect_weeks": self.effect_weeks}[key]


@dataclass(frozen=True, slots=True, kw_only=True)
class OnRecord:
    """What is on record of a treatment, a kind of treatment, or a block.

    `complete` once everything the name stands for is on record, if only as not tried.
    """

    sessions: tuple[Given, ...] = ()
    complete: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PossibleLevels:
    """The levels a context factor may have, and the facts that say so."""

    levels: frozenset[str]
    facts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Amount:
    """A derived number as an interval, since times are rarely exact, and the facts it comes from."""

    low: float
    high: float
    facts: tuple[str, ...] = ()


class Facts(Protocol):
    """One patient as rules see them. Whatever is not recorded is unknown, never absent."""

    def finding(self, finding: str) -> Iterable[Observed]:
        """What is known of a finding, one entry per place; nothing if it is unknown."""
        ...

    def factor(self, factor: str) -> PossibleLevels | None:
        """The possible levels of a context factor, or None if nothing is known of it."""
        ...

    def quantity(self, name: str) -> Amount | None:
        """A derived number such as ``days_since_surgery``, or None."""
        ...

    def taking(self, name: str) -> Verdict:
        """Whether a medicine, or any of a class, is taken now."""
        ...

    def on_record(self, name: str) -> OnRecord:
        """The records of a treatment, of all treatments of a kind, or of a block; nothing if it is unknown."""
        ...

    def operations(self) -> tuple[Operation, ...] | None:
        """The operations on record; empty if there was none, None if nothing is recorded."""
        ...

    def posterior(self, mechanism: str) -> float | None:
        """P(active) of a mechanism, where rules may ask for it, else None."""
        ...
