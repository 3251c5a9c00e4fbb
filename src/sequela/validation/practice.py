"""What becomes known of a simulated patient, and the ways in which that may break what the model assumes.

As the model assumes, what becomes known depends on how a thing is asked, never on its value: an unknown answer carries
no message, and a known one is right. `Practice` can break each of these on purpose, one at a time, to see what follows.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import field

import numpy as np
from numpy.typing import NDArray

from sequela.knowledge.schema.findings import Asked
from sequela.records import frozen

from .world import FindingModel

Flags = NDArray[np.bool_]
Levels = NDArray[np.int64]

_KNOWN: Mapping[Asked, float] = {
    "patient": 0.75,
    "record": 0.6,
    "examination": 0.55,
    "imaging": 0.35,
    "laboratory": 0.3,
    "electrodiagnosis": 0.12,
    "block": 0.08,
}


@frozen
class Practice:
    """How much is found out about a patient, and how far that strays from the model: settings, no clinical figures.

    known
        share of findings that are known, by how they are asked: history most, imaging some, blocks few.
    factor_known, factor_vague
        share of context factors that are known, and of those of ordered levels that are known only as a range.
    as_range
        share of known findings of three or more levels that are known only as "at least" or "below" a level.
    hidden_context
        whether context that is not told acts all the same. The model says no: an unknown factor has ratio 1. True
        measures what that simplification costs.
    wrong
        share of answers in which another level, each as likely, stands in place of the true one.
    told_if_present
        odds that a finding is told where it is present, over the odds where it is absent. The model says 1.
    together
        share of answers that follow a tendency which the patient has for everything asked in the same way (history,
        examination, imaging ...), high or low. Each finding stays as frequent as it is. The model says 0: given the
        causes, findings are independent.
    """

    known: Mapping[Asked, float] = field(default_factory=lambda: _KNOWN)
    factor_known: float = 0.8
    factor_vague: float = 0.15
    as_range: float = 0.2
    hidden_context: bool = False
    wrong: float = 0.0
    told_if_present: float = 1.0
    together: float = 0.0


def cut(level: Levels, top: int, rng: np.random.Generator) -> tuple[Levels, Levels]:
    """The part of 0..top-1, parted at a place chosen without looking, that contains the level."""
    at = rng.integers(1, top, size=level.size)
    above = level >= at
    return np.where(above, at, 0), np.where(above, top - 1, at - 1)


def best_measures(findings: Sequence[FindingModel], known: Flags) -> Flags:
    """(n, F): of the known findings that measure the same thing only the best stays known."""
    known = known.copy()
    for group in {f.measures for f in findings if f.measures}:
        members = sorted(
            (i for i, f in enumerate(findings) if f.measures == group), key=lambda i: -findings[i].measure_rank
        )
        for place, i in enumerate(members):
            known[:, i] &= ~known[:, members[:place]].any(axis=1)
    return known


def answered(findings: Sequence[FindingModel], level: Levels, wrong: float, rng: np.random.Generator) -> Levels:
    """(n, F) what would be answered: the true level, or in a share `wrong` of all another one."""
    tops = np.array([f.levels for f in findings])
    mistaken = rng.random(level.shape) < wrong
    shift = rng.integers(1, tops, size=level.shape)
    return np.where(mistaken, (level + shift) % tops, level)


def what_is_known(
    findings: Sequence[FindingModel], level: Levels, practice: Practice, rng: np.random.Generator
) -> tuple[Levels, Levels]:
    """(n, F) lowest and highest possible level, by what is answered (n, F).

    Of findings that measure the same thing only the best is kept.
    """
    n = len(level)
    low, high = np.zeros_like(level), np.tile([f.levels - 1 for f in findings], (n, 1))
    known = np.stack(
        [rng.random(n) < _share_told(practice, f.asked, level[:, i]) for i, f in enumerate(findings)], axis=1
    )
    known = best_measures(findings, known)
    for i, finding in enumerate(findings):
        first, last = level[:, i], level[:, i]
        if finding.levels > 2:
            vague = rng.random(n) < practice.as_range
            part = cut(level[:, i], finding.levels, rng)
            first, last = np.where(vague, part[0], first), np.where(vague, part[1], last)
        low[:, i] = np.where(known[:, i], first, 0)
        high[:, i] = np.where(known[:, i], last, finding.levels - 1)
    return low, high


def _share_told(practice: Practice, asked: Asked, level: Levels) -> NDArray[np.float64]:
    """(n,) share told of findings of this level; the odds of present and absent lie as far above as below the usual."""
    usual = practice.known[asked]
    if practice.told_if_present == 1.0:
        return np.full(level.size, usual)
    factor = np.where(level > 0, practice.told_if_present**0.5, practice.told_if_present**-0.5)
    return np.asarray(usual * factor / (usual * factor + 1.0 - usual))
