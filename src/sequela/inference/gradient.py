"""How every P(active) of one patient moves with every parameter his facts touch: exact, in one batched pass.

One lane per parameter, moved by a small step while all others stay: forward differences of exact posteriors, so there
is no sampling noise and the error is of the order of the step. What has folded into the odds of a single cause (absent
findings, findings of one cause, priors) moves the answer only through these odds, so it shares one lane per cause.
For upkeep, not for answers.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .lanes import Lanes, evaluate
from .network import Array
from .reading import Plan

STEP = 1e-5
"""In log(1 - x) and in log odds: small enough for a derivative, ten digits away from rounding."""


@dataclass(frozen=True, slots=True)
class Gradient:
    """``active`` (M,): P(active | e). ``by_term`` (M, T): its derivative by log(1 - x) of every term of the plan.
    ``by_prior`` (M, M): by the log odds of every cause's own prior; 0 for a prior of 0 or 1.
    """

    active: Array
    by_term: Array
    by_prior: Array


def gradient(plan: Plan) -> Gradient:
    """All derivatives of one patient; O(plan.cost * (M + terms on the tree))."""
    causes = plan.network.size
    folded = np.zeros(len(plan.terms.event), dtype=np.bool_)
    folded[plan.fold_terms] = True
    tree = np.flatnonzero(~folded)
    children = np.array(sorted(plan.network.parents), dtype=np.intp)
    count = 1 + causes + children.size + tree.size
    at_cause, at_child, at_term = 1, 1 + causes, 1 + causes + children.size
    on = np.zeros((causes, count))
    on[np.arange(causes), at_cause + np.arange(causes)] = STEP
    priors = np.repeat(plan.network.priors[:, None], count, axis=1)
    odds = plan.network.priors[children] * np.exp(STEP)
    priors[children, at_child + np.arange(children.size)] = odds / (odds + 1.0 - plan.network.priors[children])
    logs = np.repeat(plan.terms.logs, count, axis=1)
    logs[tree, at_term + np.arange(tree.size)] -= STEP  # downwards, since log(1 - x) may be 0
    active = evaluate(plan, Lanes(count=count, logs=logs, priors=priors, on=on)).active
    moved = (active[:, 1:] - active[:, :1]) / STEP
    by_odds = moved[:, :causes]
    by_prior = by_odds.copy()
    by_prior[:, children] = moved[:, at_child - 1 : at_term - 1]  # a child's prior stands in its link table
    by_term = _folded(plan, by_odds)
    by_term[:, tree] = -moved[:, at_term - 1 :]
    return Gradient(active[:, 0], by_term, by_prior)


def _folded(plan: Plan, by_odds: Array) -> Array:
    """(M, T): a term that multiplies a cause's active state moves its odds up, one of its other state down."""
    causes = plan.network.size
    found = np.zeros((causes, len(plan.terms.event)))
    if not plan.fold_rows.size:  # no finding of this patient concerns a single cause alone
        return found
    for row, terms in zip(plan.fold_rows, np.split(plan.fold_terms, plan.fold_starts[1:]), strict=True):
        if row < causes:
            found[:, terms] = by_odds[:, [row]]
        elif row < 2 * causes:
            found[:, terms] = -by_odds[:, [row - causes]]
    return found
