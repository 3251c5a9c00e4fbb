"""What each patient's answer is worth, as counts per patient: so that any mean of them has an interval over patients.

A mean over pairs is a ratio of two sums over patients, `of` patients' counts; resampling patients resamples both.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from sequela.knowledge.schema.knowledge import Knowledge
from sequela.records import frozen

from .answers import Answers
from .calibration import CLAIMED, shown
from .practice import Flags
from .world import Floats

FIRST = 3
LEAST = 2.0**-20
"""A true state stated below one in a million scores as one in a million: one patient must not decide a mean."""
Z90 = 1.645
"""Standard errors on either side of a value that a 90 % interval spans."""


@frozen
class Ratio:
    """Two counts per patient (n,): `hits` of `cases`, or a sum of scores over one case each."""

    hits: Floats
    cases: Floats

    @property
    def value(self) -> float:
        """Over all patients; not a number if there is no case."""
        total = float(self.cases.sum())
        return float(self.hits.sum()) / total if total else float("nan")

    @property
    def se(self) -> float:
        """Standard error of a ratio of sums over patients."""
        total = float(self.cases.sum())
        return float(np.sqrt(np.sum((self.hits - self.value * self.cases) ** 2))) / total if total else float("nan")

    @property
    def n(self) -> int:
        """How many cases."""
        return int(self.cases.sum())


def claims(a: Answers) -> Ratio:
    """Causes stated above `CLAIMED` that are truly active."""
    said = a.possible & (a.active > CLAIMED)
    return _ratio(said & a.truly_active, said)


def covered(a: Answers) -> Ratio:
    """Stated intervals that contain the posterior under the patient's own numbers."""
    judged = shown(a)
    return _ratio(judged & (a.low <= a.under_own_numbers) & (a.under_own_numbers <= a.high), judged)


def in_first_three(a: Answers) -> Ratio:
    """Patients in whom something is active and a heaviest active cause is among the first three by P(main)."""
    order = np.argsort(-np.where(a.possible, a.main, -1.0), axis=1, kind="stable")[:, :FIRST]
    share = np.take_along_axis(a.truly_main, order, axis=1).max(axis=1)
    heaviest = a.truly_main.max(axis=1)
    ill = heaviest > 0
    return Ratio(hits=(ill & (share == heaviest)).astype(float), cases=ill.astype(float))


def gain(a: Answers) -> Ratio:
    """Bits per patient by which P(active) of all causes beats what context alone says, by the log score.

    Sum over causes of log2 P(what is true). Below 0 the findings did harm: whoever had not asked would know more.
    """
    bits = _bits(a.active, a) - _bits(a.prior, a)
    return Ratio(hits=bits, cases=np.ones(len(a)))


def _bits(stated: Floats, a: Answers) -> Floats:
    right = np.where(a.truly_active, stated, 1.0 - stated)
    return np.asarray(np.where(a.possible, np.log2(np.maximum(right, LEAST)), 0.0).sum(axis=1))


def kept_low(a: Answers, dangers: Sequence[int], limit: float) -> Ratio:
    """Truly active causes among the lines `dangers` that are stated below `limit`."""
    there = np.zeros_like(a.possible)
    there[:, list(dangers)] = True
    there &= a.truly_active & a.possible
    return _ratio(there & (a.active < limit), there)


def dangerous(knowledge: Knowledge) -> frozenset[str]:
    """The causes and groups whose care comes before all other (`Care.before_all`): what must not be overlooked."""
    return frozenset(
        str(target)
        for treatment in knowledge.treatments.values()
        if treatment.care is not None and treatment.care.before_all
        for target in treatment.care.targets
    )


def _ratio(hits: Flags, cases: Flags) -> Ratio:
    return Ratio(hits=hits.sum(axis=1).astype(float), cases=cases.sum(axis=1).astype(float))
