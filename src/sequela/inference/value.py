"""What a finding not yet known would show, and how much it would tell: the value of asking.

The outcomes of a test need no new table. Up to a level the finding is a product over causes, P(X <= x | S),
and so are the two parts of a finding with inhibitors, V and V * C (V = nothing blocks, C = nothing produces);
each is one lane of the patient's own tree. A level is the difference of two such lanes. This is the only
subtraction in the package: it costs the digits of P(level), so levels rarer than `RARE` are computed
directly, with the level entered as evidence.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from .lanes import Lanes, evaluate
from .network import Array, Finding, ImpossibleEvidenceError, InferenceError, NoisyMax
from .posterior import posterior
from .reading import Plan
from .reading import plan as make_plan
from .tables import log_of_rest
from .union import union

RARE = 1e-4
"""Below this P(level | e) a difference of lanes (error about 1e-15 / P) is replaced by a run of its own."""

NO_BITS = 1e-12
"""Less information than this is what rounding leaves of none; taken as 0, so that it decides no order."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What finding `finding` would show. ``probability`` (L,): P(level | e). ``active`` (L, M): P(active | e,
    level) (the present marginals where a level is impossible). ``union`` (L, G): P(some cause of a set active | e,
    level) for the sets asked for. ``bits_per_cause`` (M,): mutual information between the finding and each cause given
    e; ``bits``: their sum, which counts a question for every cause it informs.
    """

    finding: int
    probability: Array
    active: Array
    union: Array
    bits_per_cause: Array

    @property
    def bits(self) -> float:
        """Expected information about the causes taken one by one, in bits."""
        return float(self.bits_per_cause.sum())


class _Question:
    """The lanes that answer all candidates together, and of which lanes every level is made.

    Lane 0 is the patient as known. Entry (row, lane) multiplies state 1 of a cause (rows 0..M-1), state 0
    (M..2M-1) or the whole lane (2M) by `rest` = 1 - `event`. Level r is lane ``plus[r]`` minus lane
    ``minus[r]`` plus lane ``extra[r]``; `NOTHING` stands for zero.
    """

    NOTHING = -1

    def __init__(self, plan: Plan) -> None:
        self.size = plan.network.size
        self.lanes = 1
        self.entries: list[tuple[int, int, float, float]] = []
        self.levels: list[tuple[int, int, int]] = []
        self.starts: list[int] = []

    def lane(self, entries: Sequence[tuple[int, float, float]]) -> int:
        """A new lane with these (row, event, rest)."""
        self.entries += [(row, self.lanes, event, rest) for row, event, rest in entries]
        self.lanes += 1
        return self.lanes - 1

    def add(self, what: Finding) -> None:
        """Append the lanes and levels of one candidate."""
        self.starts.append(len(self.levels))
        none = self.NOTHING
        if not isinstance(what, NoisyMax):
            for x, (on, off) in enumerate(zip(what.on_levels, what.off_levels, strict=True)):
                rows = ((what.cause, on, what.on_levels), (what.cause + self.size, off, what.off_levels))
                made = [(row, math.fsum(p[:x] + p[x + 1 :]), rest) for row, rest, p in rows]
                self.levels.append((self.lane(made), none, none))
            return
        free = [(c, v, 1.0 - v) for c, v in zip(what.inhibitors, what.block, strict=True)]
        levels = ((2 * self.size, what.leak_levels), *zip(what.causes, what.cause_levels, strict=True))
        upto = [
            self.lane([*free, *((row, math.fsum(p[x + 1 :]), math.fsum(p[: x + 1])) for row, p in levels)])
            for x in range(what.levels - 1)
        ]
        if free:  # absent = 1 - V + V C, present = V - V C
            unblocked = self.lane(free)
            self.levels += [(0, unblocked, upto[0]), (unblocked, upto[0], none)]
            return
        self.levels += zip([*upto, 0], [none, *upto], [none] * what.levels, strict=True)

    def factors(self) -> tuple[Array, Array, Array]:
        """Log factors of state 1 and state 0 (M, lanes) and of the lane (lanes,)."""
        block = np.zeros((2 * self.size + 1, self.lanes))
        if self.entries:
            rows, lanes, event, rest = zip(*self.entries, strict=True)
            block[rows, lanes] = log_of_rest(np.array(event), np.array(rest))
        return block[: self.size], block[self.size : -1], block[-1]


def outcomes(plan: Plan, candidates: Sequence[int], sets: Sequence[Sequence[int]] = ()) -> tuple[Outcome, ...]:
    """For each candidate finding: probability of its levels, marginals and unions of `sets` given each, and bits.

    O(plan.cost * sum over candidates of levels - 1), and a share of it for every set. Raises `InferenceError`
    if a candidate is already known.
    """
    findings = plan.network.findings
    known = {f for f, lo, hi in plan.evidence.items if (lo, hi) != (0, findings[f].levels - 1)}
    bad = [f for f in candidates if f in known or not 0 <= f < len(findings)]
    if bad:
        raise InferenceError(f"findings {bad} are already known or do not exist")
    if not candidates:
        return ()
    question = _Question(plan)
    for f in candidates:
        question.add(findings[f])
    on, off, scale = question.factors()
    lanes = Lanes(count=question.lanes, on=on, off=off)
    found = evaluate(plan, lanes, sets)
    weight = np.exp(found.log_total + scale - found.log_total[0])
    rows = np.concatenate([found.active, found.union])
    probability, given = _levels(question, weight, rows)
    base = rows[:, 0]
    stops = [*question.starts[1:], len(question.levels)]
    spans = list(zip(candidates, question.starts, stops, strict=True))
    for f, start, stop in spans:
        for r in range(start, stop):
            if probability[r] < RARE:
                probability[r], given[:, r] = _rare(plan, f, r - start, sets, float(found.log_total[0]), base)
    size = plan.network.size
    told = divergence(given[:size], base[:size])
    bits = np.add.reduceat(probability * told, question.starts, axis=1)
    bits[bits < NO_BITS] = 0.0
    return tuple(
        Outcome(f, probability[start:stop], given[:size, start:stop].T, given[size:, start:stop].T, bits[:, i])
        for i, (f, start, stop) in enumerate(spans)
    )


def _levels(question: _Question, weight: Array, active: Array) -> tuple[Array, Array]:
    """P(level | e) (R,) and P(active | e, level) (rows, R) of all levels of all candidates, from their lanes."""
    shares = np.append(weight, 0.0)
    joint = np.concatenate([active * weight, np.zeros((len(active), 1))], axis=1)
    plus, minus, extra = np.array(question.levels).T
    probability = shares[plus] - shares[minus] + shares[extra]
    both = joint[:, plus] - joint[:, minus] + joint[:, extra]
    return probability, np.clip(both / np.maximum(probability, RARE), 0.0, 1.0)


def _rare(
    plan: Plan, finding: int, level: int, sets: Sequence[Sequence[int]], before: float, base: Array
) -> tuple[float, Array]:
    """A rare level, entered as evidence; probability 0 and the present marginals if it cannot happen."""
    try:
        entered = make_plan(plan.network, plan.evidence.with_item(finding, level, level))
        after = posterior(entered)
    except ImpossibleEvidenceError:
        return 0.0, base
    return float(np.exp(after.log_evidence - before)), np.concatenate([after.active, union(entered, sets)[:, 0]])


def divergence(given: Array, base: Array) -> Array:
    """KL(P(m | level) || P(m)) in bits per cause and level, (M, R); of Bernoulli laws, so never negative.

    Its mean over the levels is the mutual information between the finding and the cause.
    """
    base = base[:, None]
    with np.errstate(divide="ignore", invalid="ignore"):
        yes = np.where(given > 0.0, given * np.log2(given / base), 0.0)
        no = np.where(given < 1.0, (1.0 - given) * np.log2((1.0 - given) / (1.0 - base)), 0.0)
    return np.where((base > 0.0) & (base < 1.0), yes + no, 0.0)
