"""The reference: enumeration of all 2**M cause sets, in exact rational or 80-bit arithmetic.

Written from the definitions (`sequela.inference.network`), sharing no code with the product. One body serves
both kinds of number: arrays of `Fraction` (dtype object) are exact, `np.longdouble` reaches larger networks.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import numpy as np

from sequela.inference import Evidence, Finding, Network, NoisyMax


class Enumeration:
    """All cause sets of one network with their joint weights P(e, S)."""

    def __init__(self, network: Network, evidence: Evidence, *, exact: bool = True) -> None:
        self.network, self.evidence = network, evidence
        self.number = Fraction if exact else np.longdouble
        size = network.size
        index = np.arange(1 << size)
        self.states = [(index >> c & 1).astype(bool) for c in range(size)]
        self.prior = self._prior(network.priors)
        self.weights = self.prior
        for f, lo, hi in evidence.items:
            self.weights = self.weights * self.likelihood(network.findings[f], lo, hi)

    def _of(self, value: float) -> object:
        return self.number(float(value))

    def _pick(self, cause: int, on: object, off: object) -> np.ndarray:
        dtype = object if self.number is Fraction else np.longdouble
        return np.where(self.states[cause], np.array(on, dtype), np.array(off, dtype))

    def _prior(self, priors: Sequence[float]) -> np.ndarray:
        total = self._of(1) * np.ones(
            1 << self.network.size, dtype=object if self.number is Fraction else np.longdouble
        )
        for c in range(self.network.size):
            quiet = total * 0 + 1 - self._of(priors[c])
            for link in self.network.links:
                if link.child == c:
                    quiet = quiet * self._pick(link.parent, 1 - self._of(link.strength), self._of(1))
            total = total * np.where(self.states[c], 1 - quiet, quiet)
        return total

    def at_most(self, finding: NoisyMax, level: int) -> np.ndarray:
        """P(no contribution of an active cause or the leak lies above `level`) per set."""
        if level < 0:
            return self.prior * 0
        total = self.prior * 0 + 1 - sum((self._of(p) for p in finding.leak_levels[level + 1 :]), self._of(0))
        for cause, row in zip(finding.causes, finding.cause_levels, strict=True):
            above = sum((self._of(p) for p in row[level + 1 :]), self._of(0))
            total = total * self._pick(cause, 1 - above, self._of(1))
        return total

    def unblocked(self, finding: NoisyMax) -> np.ndarray:
        total = self.prior * 0 + 1
        for cause, block in zip(finding.inhibitors, finding.block, strict=True):
            total = total * self._pick(cause, 1 - self._of(block), self._of(1))
        return total

    def likelihood(self, finding: Finding, lo: int, hi: int) -> np.ndarray:
        """P(lo <= X <= hi | S) per set."""
        if not isinstance(finding, NoisyMax):
            rows = (finding.on_levels, finding.off_levels)
            if (lo, hi) == (0, finding.levels - 1):
                return self.prior * 0 + 1
            on, off = (sum((self._of(p) for p in row[lo : hi + 1]), self._of(0)) for row in rows)
            return self._pick(finding.cause, on, off)
        if not finding.inhibitors:
            return self.at_most(finding, hi) - self.at_most(finding, lo - 1)
        present = (1 - self.at_most(finding, 0)) * self.unblocked(finding)
        return present * (hi == 1) + (1 - present) * (lo == 0)

    def total(self) -> float:
        return float(self.weights.sum())

    def active(self) -> np.ndarray:
        z = self.weights.sum()
        return np.array([float(self.weights[s].sum() / z) for s in self.states])

    def union(self, causes: Sequence[int]) -> float:
        some = np.any([self.states[c] for c in causes], axis=0)
        return float(self.weights[some].sum() / self.weights.sum())

    def none(self) -> float:
        return float(self.weights[0] / self.weights.sum())

    def main(self, salience: Sequence[int]) -> np.ndarray:
        """P(main) by its definition: a cause's share of the active salience, averaged over sets."""
        z = self.weights.sum()
        load = sum(s.astype(int) * int(k) for s, k in zip(self.states, salience, strict=True))
        share = np.array([self._of(0 if k == 0 else 1) / int(max(k, 1)) for k in load])
        return np.array(
            [float((self.weights * share)[s].sum() * int(k) / z) for s, k in zip(self.states, salience, strict=True)]
        )

    def sets(self) -> dict[tuple[int, ...], float]:
        z = self.weights.sum()
        return {tuple(c for c, s in enumerate(self.states) if s[i]): float(w / z) for i, w in enumerate(self.weights)}

    def unexplained(self, item: int) -> float:
        """P(the leak alone reached the observed level, no active cause did | e)."""
        f, lo, hi = self.evidence.items[item]
        finding = self.network.findings[f]
        others = Enumeration(
            self.network,
            Evidence(tuple(i for i in self.evidence.items if i[0] != f)),
            exact=self.number is Fraction,
        ).weights
        if not isinstance(finding, NoisyMax):
            return 1.0 - self.active()[finding.cause]
        quiet = self.at_most(finding, lo - 1)
        below = 1 - sum((self._of(p) for p in finding.leak_levels[lo:]), self._of(0))
        reached = sum((self._of(p) for p in finding.leak_levels[lo : hi + 1]), self._of(0))
        if below == 0:
            raise ValueError("choose a leak below 1")
        alone = quiet / below * reached * self.unblocked(finding)
        return float((others * alone).sum() / self.weights.sum())
