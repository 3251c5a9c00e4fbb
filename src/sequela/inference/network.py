"""The network as arrays: binary causes, links among them, and ordered findings they produce.

Nothing here knows what a cause or a finding is called. Every probability carries a mean and a ``weight``
(how many observations the belief is worth): probability ~ Beta(mean * weight, (1 - mean) * weight), a row of
level probabilities ~ Dirichlet(mean * weight). All parameters are independent and each is used at most once
per patient, so P(evidence, cause set) is linear in every one of them, and *inference under the means is the
exact predictive inference*. A weight of ``math.inf`` says: known exactly.

Sources: Pearl 1988 (noisy-OR); Diez 1993 (noisy-MAX); Shwe et al. 1991 (the two-layer network, QMR-DT).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import accumulate, pairwise

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

_SUM_TOLERANCE = 1e-9


class InferenceError(ValueError):
    """Something in the network, the evidence or the question cannot be worked with."""


class ImpossibleEvidenceError(InferenceError):
    """The evidence has probability zero under this network: no cause set can produce it."""


class TooDenseError(InferenceError):
    """The predicted clique tables exceed the stated bound; nothing was computed."""


def _row(values: Iterable[float], what: str) -> tuple[float, ...]:
    row = tuple(float(v) for v in values)
    if len(row) < 2 or not all(0.0 <= v <= 1.0 for v in row) or abs(math.fsum(row) - 1.0) > _SUM_TOLERANCE:
        raise InferenceError(f"{what}: level probabilities must be at least two, in 0..1, sum 1; got {row}")
    return row


def _weights(values: Iterable[float], count: int, what: str) -> tuple[float, ...]:
    row = tuple(float(v) for v in values)
    if len(row) != count or not all(v > 0.0 for v in row):
        raise InferenceError(f"{what}: {count} positive weights expected, got {row}")
    return row


def _distinct(causes: Iterable[int], what: str) -> tuple[int, ...]:
    row = tuple(int(c) for c in causes)
    if len(set(row)) != len(row) or any(c < 0 for c in row):
        raise InferenceError(f"{what}: causes must be distinct and not negative, got {row}")
    return row


@dataclass(frozen=True, slots=True, kw_only=True)
class NoisyMax:
    """A finding with L ordered levels; every active cause and the leak contribute one, the highest shows.

    ``P(X <= x | S) = leak_cdf[x] * prod(cause_cdf[i, x] for active causes i)``; with two levels this is the
    noisy-OR. Only with two levels there may be inhibitors, and then
    ``P(X = 1 | S) = (1 - leak_cdf[0] * prod(cause_cdf[i, 0])) * prod(1 - block[j] for active inhibitors j)``.

    ``cause_levels`` holds one row of L level probabilities per cause: what the cause contributes *itself*,
    the leak taken out (see `contribution`). Weights default to "known exactly".
    """

    causes: tuple[int, ...]
    cause_levels: tuple[tuple[float, ...], ...]
    leak_levels: tuple[float, ...]
    cause_weights: tuple[float, ...] = ()
    leak_weight: float = math.inf
    inhibitors: tuple[int, ...] = ()
    block: tuple[float, ...] = ()
    block_weights: tuple[float, ...] = ()

    def __post_init__(self) -> None:
        put = object.__setattr__
        put(self, "causes", _distinct(self.causes, "causes"))
        put(self, "inhibitors", _distinct(self.inhibitors, "inhibitors"))
        put(self, "leak_levels", _row(self.leak_levels, "leak"))
        put(self, "cause_levels", tuple(_row(r, "cause") for r in self.cause_levels))
        put(self, "block", tuple(float(v) for v in self.block))
        many, blocks = len(self.causes), len(self.inhibitors)
        put(self, "cause_weights", _weights(self.cause_weights or (math.inf,) * many, many, "causes"))
        put(self, "block_weights", _weights(self.block_weights or (math.inf,) * blocks, blocks, "inhibitors"))
        _weights((self.leak_weight,), 1, "leak")
        if len(self.cause_levels) != many or any(len(r) != self.levels for r in self.cause_levels):
            raise InferenceError(f"one row of {self.levels} levels per cause expected ({many} causes)")
        if len(self.block) != blocks or not all(0.0 <= v <= 1.0 for v in self.block):
            raise InferenceError("one blocking probability in 0..1 per inhibitor expected")
        if blocks and self.levels != 2:
            raise InferenceError("inhibitors are defined for findings of two levels only")
        if set(self.causes) & set(self.inhibitors):
            raise InferenceError("a cause cannot both produce and inhibit one finding")

    @property
    def levels(self) -> int:
        """How many levels the finding has."""
        return len(self.leak_levels)

    @property
    def parents(self) -> tuple[int, ...]:
        """Every cause the finding depends on."""
        return self.causes + self.inhibitors


@dataclass(frozen=True, slots=True, kw_only=True)
class SingleCause:
    """A finding of L levels (in any order) with one cause and any table: one row off, one row on."""

    cause: int
    off_levels: tuple[float, ...]
    on_levels: tuple[float, ...]
    off_weight: float = math.inf
    on_weight: float = math.inf

    def __post_init__(self) -> None:
        put = object.__setattr__
        put(self, "off_levels", _row(self.off_levels, "cause off"))
        put(self, "on_levels", _row(self.on_levels, "cause on"))
        _weights((self.off_weight, self.on_weight), 2, "table")
        if len(self.on_levels) != self.levels:
            raise InferenceError("both rows of a table need the same number of levels")
        _distinct((self.cause,), "table")

    @property
    def levels(self) -> int:
        """How many levels the finding has."""
        return len(self.off_levels)

    @property
    def parents(self) -> tuple[int, ...]:
        """The one cause the finding depends on."""
        return (self.cause,)


Finding = NoisyMax | SingleCause


@dataclass(frozen=True, slots=True, kw_only=True)
class CauseLink:
    """An active parent raises its child: ``P(child | parents) = 1 - (1 - prior) * prod(1 - strength)``."""

    parent: int
    child: int
    strength: float
    weight: float = math.inf

    def __post_init__(self) -> None:
        if not 0.0 <= self.strength <= 1.0 or not self.weight > 0.0 or self.parent == self.child:
            raise InferenceError(f"not a link: {self}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Network:
    """M causes with their priors, links and findings.

    ``priors`` (M,): P(active when no parent is active). ``prior_draws`` (K, M), optional: a pool of draws of
    the same whose column means are ``priors``; columns are taken as independent of each other. Without it the
    priors are known exactly.
    """

    priors: Array
    findings: tuple[Finding, ...]
    links: tuple[CauseLink, ...] = ()
    prior_draws: Array | None = None
    parents: Mapping[int, tuple[CauseLink, ...]] = field(init=False)

    def __post_init__(self) -> None:
        put = object.__setattr__
        priors = np.array(self.priors, dtype=np.float64)
        priors.setflags(write=False)
        put(self, "priors", priors)
        put(self, "findings", tuple(self.findings))
        put(self, "links", tuple(sorted(self.links, key=lambda k: (k.child, k.parent))))
        if priors.ndim != 1 or not np.all((priors >= 0.0) & (priors <= 1.0)):
            raise InferenceError("priors: one probability in 0..1 per cause expected")
        top = max((c for f in self.findings for c in f.parents), default=-1)
        top = max([top, *(max(k.parent, k.child) for k in self.links)])
        if top >= priors.size:
            raise InferenceError(f"cause {top} is used, but there are only {priors.size} priors")
        put(self, "parents", _parents(self.links))
        if self.prior_draws is not None:
            pool = np.array(self.prior_draws, dtype=np.float64)
            pool.setflags(write=False)
            put(self, "prior_draws", pool)
            if pool.ndim != 2 or pool.shape[1] != priors.size or not pool.size:
                raise InferenceError(f"prior_draws: shape (draws, {priors.size}) expected, got {pool.shape}")
            if not np.allclose(pool.mean(axis=0), priors, rtol=1e-6, atol=1e-12):
                raise InferenceError("priors must be the column means of prior_draws")

    @property
    def size(self) -> int:
        """How many causes there are (M)."""
        return int(self.priors.size)


def _parents(links: Sequence[CauseLink]) -> dict[int, tuple[CauseLink, ...]]:
    """Links by child; refuses double links and cycles."""
    found: dict[int, tuple[CauseLink, ...]] = {}
    for link in links:
        if any(k.parent == link.parent for k in found.get(link.child, ())):
            raise InferenceError(f"two links from cause {link.parent} to cause {link.child}")
        found[link.child] = (*found.get(link.child, ()), link)
    done: set[int] = set()
    waiting = set(found)
    while waiting:
        ready = {c for c in waiting if all(k.parent in done or k.parent not in found for k in found[c])}
        if not ready:
            raise InferenceError(f"links among causes {sorted(waiting)} form a cycle")
        done |= ready
        waiting -= ready
    return found


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is known: per finding the interval of levels it may have, both ends included.

    ``items`` is sorted by finding, so the order in which facts were entered changes nothing. ``(0, top)`` is
    allowed and says nothing.
    """

    items: tuple[tuple[int, int, int], ...]

    @staticmethod
    def of(levels: Mapping[int, tuple[int, int]]) -> Evidence:
        """From ``{finding: (lowest, highest)}``."""
        return Evidence(tuple(sorted((int(f), int(lo), int(hi)) for f, (lo, hi) in levels.items())))

    @property
    def findings(self) -> tuple[int, ...]:
        """Index of the finding of every item."""
        return tuple(f for f, _, _ in self.items)

    def with_item(self, finding: int, low: int, high: int) -> Evidence:
        """The same with one finding set (or set anew)."""
        return Evidence.of({f: (lo, hi) for f, lo, hi in self.items} | {finding: (low, high)})

    def check(self, network: Network) -> None:
        """Raise `InferenceError` for unknown findings, repeated findings or impossible intervals."""
        if len(set(self.findings)) != len(self.items):
            raise InferenceError("a finding stands twice in the evidence")
        for finding, low, high in self.items:
            if not 0 <= finding < len(network.findings):
                raise InferenceError(f"no finding {finding}; there are {len(network.findings)}")
            top = network.findings[finding].levels - 1
            if not 0 <= low <= high <= top:
                raise InferenceError(f"finding {finding}: levels {low}..{high} outside 0..{top}")


def contribution(alone: Sequence[float], leak: Sequence[float]) -> tuple[float, ...]:
    """What a cause contributes itself, from the level probabilities seen when it is the only active cause.

    ``cdf_own[x] = cdf_alone[x] / cdf_leak[x]`` (with two levels: ``1 - w = (1 - p) / (1 - leak)``). Raises
    `InferenceError` if the cause alone shows some level less often than nobody having it: use an inhibitor.
    """
    # Plain Python: rows have two to four levels, and every array call would cost more than the arithmetic.
    given, without = accumulate(_row(alone, "cause alone")), list(accumulate(_row(leak, "leak")))
    if without[0] <= 0.0:
        raise InferenceError(f"the leak {tuple(leak)} never shows the lowest level; nothing can be taken out of it")
    own = [g / w for g, w in zip(given, without, strict=True)]
    steps = [b - a for a, b in pairwise([0.0, *own[:-1], 1.0])]
    if min(steps) < -_SUM_TOLERANCE:
        raise InferenceError(f"levels {tuple(alone)} lie below the leak {tuple(leak)}; use an inhibitor")
    steps = [max(step, 0.0) for step in steps]
    total = math.fsum(steps)
    return tuple(step / total for step in steps)
