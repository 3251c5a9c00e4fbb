"""The staged plan by looking ahead: which step first, and what next if it fails.

A step succeeds with the chance that the differential gives it; then the plan ends with its months of relief. If it
fails, the differential changes (what the step was aimed at is less likely the main generator), time has passed, and the
best of the remaining steps follows, or going on as now. The value of a plan is its expected months of relief less those
lost to recovery and to serious harm on the way. What has failed so far says everything about time and differential, not
its order; so the best plan is found exactly over sets of failed steps.

Relief ends when it usually ends; treatments that could then be repeated are not counted twice.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

import numpy as np

from sequela.records import frozen

from .view import Floats


@frozen
class Step:
    """A treatment as the look-ahead sees it.

    by_cause
        (M + 1,) P(relief | main generator), last for "no modelled cause".
    months
        (1,) months until it is judged; `lasts` months of relief, `starts` months until it is felt.
    cost
        months lost to recovery and taken off for serious harm.
    needs
        sets of steps of which one each must have gone before.
    kind
        of steps of one kind the plan holds one only: they ease the same pain in the same way, and the failure of one
        says more of the next than of the source. None: it has no such kind.
    rank
        how harsh it is: a step never follows a harsher one.
    tells
        True if its failure speaks against what it is aimed at; palliative care that fails tells of no source.
    """

    name: str
    by_cause: Floats
    months: float
    starts: float
    lasts: float
    cost: float
    needs: tuple[frozenset[str], ...] = ()
    kind: str | None = None
    rank: int = 0
    tells: bool = True


@frozen
class Planned:
    """One step of the best plan: the chance that it succeeds and that the plan comes to it; when it begins (months)."""

    name: str
    chance: float
    reached: float
    begins: float


@frozen
class Plan:
    """The best plan and its value in months."""

    value: float
    steps: tuple[Planned, ...]


def look_ahead(
    main: Floats,
    steps: Sequence[Step],
    as_now: Floats,
    *,
    horizon: float,
    most: int,
    relief_weight: float = 1,
    least: float = 0,
) -> Plan:
    """The best plan of at most `most` steps.

    ``main`` (M + 1,): P(main generator), last "no modelled cause". ``as_now`` (M + 1,): P(relief) while going on as
    now, which lasts for what is left of the horizon. A step is taken only if it gains more than `least` months.
    O(sets of at most `most` steps x steps).
    """
    keep = np.array([1 - step.by_cause if step.tells else np.ones(main.size) for step in steps])
    keep = keep.reshape(len(steps), main.size)
    sets = [frozenset(c) for size in range(most + 1) for c in combinations(range(len(steps)), size)]
    weight = {s: main * np.prod(keep[sorted(s)], axis=0) for s in sets}
    value: dict[frozenset[int], float] = {}
    best: dict[frozenset[int], int | None] = {}
    for done in reversed(sets):
        left = weight[done]
        total = float(left.sum())
        elapsed = sum(steps[i].months for i in done)
        value[done] = relief_weight * _chance(left, as_now, total) * max(0.0, horizon - elapsed)
        best[done] = None
        if len(done) == most:
            continue
        names, kinds = {steps[i].name for i in done}, {steps[i].kind for i in done} - {None}
        harshest = max((steps[i].rank for i in done), default=0)
        for i, step in enumerate(steps):
            if i in done or step.kind in kinds or step.rank < harshest or not all(need & names for need in step.needs):
                continue
            chance = _chance(left, step.by_cause, total)
            relief = max(0.0, min(step.lasts, horizon - elapsed - step.starts))
            worth = relief_weight * chance * relief - step.cost + (1 - chance) * value[done | {i}]
            if worth > value[done] + (least if best[done] is None else 0.0) + np.finfo(float).eps * 100:
                value[done], best[done] = worth, i
    return Plan(value=value[frozenset()], steps=_path(steps, weight, best))


def _path(
    steps: Sequence[Step],
    weight: dict[frozenset[int], Floats],
    best: dict[frozenset[int], int | None],
) -> tuple[Planned, ...]:
    out: list[Planned] = []
    done: frozenset[int] = frozenset()
    reached = 1.0
    while (i := best.get(done)) is not None:
        left = weight[done]
        chance = _chance(left, steps[i].by_cause, float(left.sum()))
        begins = sum(steps[j].months for j in done)
        out.append(Planned(name=steps[i].name, chance=chance, reached=reached, begins=begins))
        reached *= 1 - chance
        done = done | {i}
    return tuple(out)


def _chance(weights: Floats, by_cause: Floats, total: float) -> float:
    return float(weights @ by_cause) / total if total > 0 else 0.0
