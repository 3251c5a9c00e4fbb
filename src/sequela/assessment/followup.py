"""What follow-up says: frozen records that become its JSON."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import field
from typing import Literal, Protocol

from sequela.assessment import Statement
from sequela.knowledge.schema.terms import Condition
from sequela.records import frozen

Change = Literal["better", "no_important_change", "worse", "not_known"]
Status = Literal["overdue", "now", "soon", "later", "open", "not_yet", "not_documented"]


class Relief(Protocol):
    """A prediction: the probability that half of the pain goes, with its interval; None where it is not known."""

    @property
    def probability(self) -> float | None:
        """P(at least half of the pain gone)."""
        ...

    @property
    def interval(self) -> tuple[float, float] | None:
        """Its credible interval."""
        ...


@frozen
class RepeatGate:
    """A condition for giving a treatment again: the rule holds when it may be. `text` says it in words."""

    treatment: str
    rule: Condition
    text: str
    sources: tuple[str, ...] = ()


@frozen
class Point:
    """One measurement: its value, the day (the middle of a vague time), the time as stated, the place in the file."""

    value: float
    day: dt.date
    when: str
    fact: str


@frozen
class Compared:
    """A score before and after. `percent` is the change in per cent of the first value, None where that is zero."""

    finding: str
    label: str
    side: str | None
    before: Point
    after: Point
    change: float
    percent: float | None
    verdict: Change
    early: bool = False


@frozen
class Outcome:
    """One instrument or pain rating over time, judged against the smallest change that patients call important.

    baseline_is
        why this measurement is the baseline, in words.
    change, percent
        from the baseline to the latest; None with a single measurement.
    best
        the best since the baseline, where the latest is worse than it by an important change.
    worse_from
        the first measurement that was worse than the best so far by an important change, where the latest still is.
    """

    finding: str
    label: str
    side: str | None
    complaint: str | None
    unit: str | None
    range: tuple[float, float] | None
    higher_is: str
    points: tuple[Point, ...]
    baseline: Point
    baseline_is: str
    latest: Point
    change: float | None
    percent: float | None
    minimal_change: float | None
    verdict: Change
    best: Point | None
    worse_from: Point | None
    source: str | None
    note: str | None


@frozen
class Lasted:
    """How long an effect lasted in days; `high` None while it goes on. `words` say it."""

    low: int
    high: int | None
    words: str


@frozen
class Expected:
    """What the plan expected of a treatment beside what was seen: relief, no_relief or not_known."""

    probability: float | None
    interval: tuple[float, float] | None
    observed: Literal["relief", "no_relief", "not_known"]
    words: str


@frozen
class TreatmentEffect:
    """What one treatment did.

    effect, percent
        as recorded.
    judge_on
        the day from which it can be judged.
    scores
        each series before and after it; empty where one of the two is missing.
    beside
        what else was begun before the later score: then the change is not of this treatment alone.
    """

    fact: str
    treatment: str | None
    label: str
    kind: str
    day: dt.date | None
    when: str | None
    adequate: str | None
    effect: str | None
    percent: float | None
    judge_on: dt.date | None
    scores: tuple[Compared, ...]
    verdict: Change
    lasted: Lasted | None
    expected: Expected | None
    beside: tuple[str, ...]
    why_open: str | None


@frozen
class Due:
    """Something to do and by when. `kind`: measure, repeat, validity, imaging, opioids."""

    kind: str
    status: Status
    on: dt.date | None
    text: str
    because: tuple[Statement, ...] = ()
    sources: tuple[str, ...] = ()


@frozen
class Reassess:
    """A reason to think again. `kind`: new_flag, flag, worse, stalled, new_complaint."""

    kind: str
    text: str
    because: tuple[Statement, ...]
    urgent: bool = False


@frozen
class FollowUp:
    """The whole. `since` is the last visit or treatment, from which what is new is counted."""

    as_of: dt.date
    since: dt.date | None
    since_is: str | None
    outcomes: tuple[Outcome, ...]
    treatments: tuple[TreatmentEffect, ...]
    due: tuple[Due, ...]
    reassess: tuple[Reassess, ...]


Predicted = Mapping[str, Relief]
"""What the plan expects, by treatment."""


@frozen
class Plans:
    """What the plan adds to follow-up: its predictions, and the conditions for repeating treatments."""

    predicted: Predicted = field(default_factory=dict)
    repeats: tuple[RepeatGate, ...] = ()
