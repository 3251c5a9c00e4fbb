"""Seeded synthetic two-layer noisy-OR networks and patients.

``P(f_j = 0 | d) = (1 - leak[j]) * prod_i (1 - link[j, i]) ** d_i`` (link 0: no arc). The stream of random
numbers is part of the definition: the same seeds give the same networks and patients everywhere.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Model:
    """``prior`` (M,), ``leak`` (F,), ``link`` (F, M)."""

    prior: Array
    leak: Array
    link: Array
    seed: int

    @property
    def size(self) -> int:
        return int(self.prior.size)


@dataclass(frozen=True, slots=True)
class Case:
    """Indices of the findings present, absent, and of those that could be asked next."""

    present: NDArray[np.intp]
    absent: NDArray[np.intp]
    tests: NDArray[np.intp]


def make_model(size: int, seed: int, findings: int = 120, causes: tuple[int, int] = (2, 6)) -> Model:
    """Prior U(.02, .35), leak U(.01, .1), 2..6 distinct causes per finding, strength U(.2, .95)."""
    rng = np.random.default_rng([20240, size, seed])
    prior = rng.uniform(0.02, 0.35, size)
    leak = rng.uniform(0.01, 0.1, findings)
    link = np.zeros((findings, size))
    for j in range(findings):
        count = int(rng.integers(causes[0], causes[1] + 1))
        parents = rng.choice(size, size=min(count, size), replace=False)
        link[j, parents] = rng.uniform(0.2, 0.95, parents.size)
    return Model(prior, leak, link, seed)


def make_case(model: Model, seed: int, present: int = 15, absent: int = 35, tests: int = 20) -> Case:
    """A sampled patient; samples with too few findings of either kind are rejected."""
    rng = np.random.default_rng([77, model.size, model.seed, seed, present, absent])
    for _ in range(10000):
        on = rng.random(model.size) < model.prior
        quiet = (1 - model.leak) * np.prod(1 - model.link * on, axis=1)
        shown = rng.random(model.leak.size) >= quiet
        yes, no = np.flatnonzero(shown), np.flatnonzero(~shown)
        if yes.size >= present and no.size >= absent:
            yes = np.sort(rng.choice(yes, present, replace=False))
            no = np.sort(rng.choice(no, absent, replace=False))
            rest = np.setdiff1d(np.arange(model.leak.size), np.concatenate([yes, no]))
            return Case(yes, no, np.sort(rng.choice(rest, min(tests, rest.size), replace=False)))
    raise RuntimeError("no sample with enough evidence")


def make_draws(model: Model, count: int = 1000, seed: int = 1, worth: float = 60.0) -> tuple[Array, Array, Array]:
    """Priors (D, M), leaks (D, F), links (D, F, M): each p replaced by Beta(60 p + .5, 60 (1 - p) + .5)."""
    rng = np.random.default_rng(seed)

    def beta(p: Array) -> Array:
        return rng.beta(p * worth + 0.5, (1 - p) * worth + 0.5, size=(count, *p.shape))

    link = beta(model.link) * (model.link > 0)
    return beta(model.prior), beta(model.leak), link


def enumerate_sets(model: Model, case: Case, kind: type[Any] = np.float64) -> NDArray[Any]:
    """All marginals by enumeration of 2**M cause sets in arithmetic of `kind` (longdouble: the truth)."""
    one = kind(1)
    weight = np.ones(1, kind)  # per cause set; bit i = cause i
    for i in range(model.size):
        quiet = one
        for j in case.absent:
            quiet = quiet * (one - kind(model.link[j, i]))
        p = kind(model.prior[i])
        weight = np.concatenate([weight * (one - p), weight * (p * quiet)])
    for j in case.present:
        miss = np.array([one - kind(model.leak[j])], kind)
        for i in range(model.size):
            strength = model.link[j, i]
            miss = np.concatenate([miss, miss * (one - kind(strength)) if strength > 0 else miss])
        weight *= one - miss
    total = weight.sum()
    return np.array([weight.reshape(-1, 2, 1 << i)[:, 1].sum() / total for i in range(model.size)])
