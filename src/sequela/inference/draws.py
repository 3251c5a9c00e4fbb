"""Intervals: draws of the posterior under parameters that are themselves uncertain, given this patient.

A patient's facts say (a little) about the parameters too, so the law of P(m | e, theta) is taken over
theta | e, not over the prior of theta; only then does a 90 % interval cover nine times in ten. Exact, without
a chain:

1. S ~ P(S | e) under the means (exact, since parameters are independent and enter linearly);
2. given S, who produced what is resolved: latent indicators "this contributor reached the observed level",
   "this inhibitor blocked", "this parent, or the own prior, raised the child", sampled one after the other
   under "at least one did" where the evidence says so;
3. given the indicators every parameter is again Beta, with one count more (Albert & Chib's augmentation for
   noisy-OR); the pool of prior draws is resampled with weights p or 1 - p;
4. all marginals under each parameter set, in lanes of single precision: seven digits of an answer that 500 draws
   tell to two.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from .beta import FAILED, HAPPENED, QUANTILES, UNSEEN, log_rest_quantiles
from .lanes import Lanes, chunk_lanes, chunks, joined, passes, room_for
from .network import Array, ImpossibleEvidenceError, InferenceError
from .posterior import main_shares
from .reading import Plan
from .sampling import sample_sets
from .tables import DOUBLE, SINGLE

Flags = NDArray[np.bool_]

NODES_OF_DRAWS = 4
"""Quadrature nodes of P(main) under a draw: exact while the salience of all that is active stays within 8. Of a set
with more its causes' shares come out too small: by one in a thousand at 10, one in fifty at 14."""


@dataclass(frozen=True, slots=True)
class Draws:
    """``active`` (n, M): P(active | e, theta) for n draws theta ~ P(theta | e). ``main`` (k, M): P(main | e,
    theta) for the first k of them. ``union`` (n, G): P(some cause of a set active | e, theta).
    """

    active: Array
    main: Array
    union: Array


@dataclass(frozen=True, slots=True)
class Parameters:
    """n parameter sets: ``logs`` (T, n) values of the plan's terms, ``priors`` (M, n)."""

    logs: Array
    priors: Array


def posterior_draws(
    plan: Plan,
    n: int,
    rng: np.random.Generator,
    salience: Sequence[int] | None = None,
    main_draws: int = 0,
    sets: Sequence[Sequence[int]] = (),
) -> Draws:
    """Draws of all P(active) and of the unions of `sets`, and of P(main) under the first `main_draws` of them.

    O(plan.cost * n), and a share of it for every set.
    """
    if not 0 <= main_draws <= n:
        raise InferenceError(f"main_draws must lie in 0..{n}")
    drawn = draw_parameters(plan, n, rng)
    lanes = Lanes(count=n, logs=drawn.logs, priors=drawn.priors, precision=SINGLE)
    try:
        return _answers(plan, lanes, salience, main_draws, sets)
    except ImpossibleEvidenceError:  # all that could have produced a finding is rarer than single precision holds
        return _answers(plan, replace(lanes, precision=DOUBLE), salience, main_draws, sets)


def _answers(
    plan: Plan, lanes: Lanes, salience: Sequence[int] | None, main_draws: int, sets: Sequence[Sequence[int]]
) -> Draws:
    """Step 4: what is asked for under each parameter set."""
    room = room_for(plan, min(lanes.count, chunk_lanes(plan)), lanes.precision)
    found, main = [], [np.empty((plan.network.size, 0))]
    for at, ready in chunks(plan, lanes):
        answers, _ = passes(plan, ready, room, sets)
        found.append(answers)
        some = min(main_draws - at, ready.count)
        if some > 0:
            first = answers.log_total[:some]
            main.append(main_shares(plan, ready.first(some), first, salience, NODES_OF_DRAWS))
    whole = joined(found)
    return Draws(whole.active.T.astype(np.float64), np.concatenate(main, axis=1).T, whole.union.T.astype(np.float64))


def draw_parameters(plan: Plan, n: int, rng: np.random.Generator) -> Parameters:
    """n parameter sets from P(theta | e): steps 1 to 3 of this module's account."""
    active = sample_sets(plan, n, rng).T
    terms = plan.terms
    owned = np.concatenate([active, np.ones((1, n), dtype=np.bool_)])[terms.owner]  # LEAK = -1: always
    used = owned ^ terms.when_off[:, None]
    happened = np.zeros(used.shape, dtype=np.bool_)
    own_prior = active.copy()
    _resolve(plan, active, used, happened, own_prior, rng)
    return Parameters(_draw_terms(plan, used, happened, rng), _draw_priors(plan, own_prior, rng))


def _draw_terms(plan: Plan, used: Flags, happened: Flags, rng: np.random.Generator) -> Array:
    """log(1 - x) with x ~ Beta(a + happened, b + used and not happened), from quantiles; known parameters stay."""
    terms = plan.terms
    logs = np.repeat(terms.logs, used.shape[1], axis=1)
    open_ = np.isfinite(terms.weight) & (terms.event > 0.0) & (terms.rest > 0.0)
    if np.any(open_):
        worth = terms.weight[open_]
        laws = log_rest_quantiles(terms.event[open_] * worth, terms.rest[open_] * worth)
        seen = np.where(happened, HAPPENED, np.where(used, FAILED, UNSEEN))[open_]
        law = np.arange(len(laws))[:, None] * laws.shape[1] + seen
        quantile = rng.integers(QUANTILES, size=law.shape, dtype=np.uint8)
        logs[open_] = laws.reshape(-1)[law * QUANTILES + quantile]
    return logs


def _draw_priors(plan: Plan, fired: Flags, rng: np.random.Generator) -> Array:
    """(M, n): columns of the pool resampled, weight p where the own prior fired, 1 - p where not."""
    pool = plan.network.prior_draws
    if pool is None:
        return plan.network.priors[:, None]
    columns = np.ascontiguousarray(pool.T)
    drawn = np.empty(fired.shape)
    for m in np.flatnonzero(fired.any(axis=1)):
        below = np.cumsum(columns[m])
        at = np.searchsorted(below, rng.random(np.count_nonzero(fired[m])) * below[-1], side="right")
        drawn[m, fired[m]] = columns[m, np.minimum(at, len(pool) - 1)]
    _unfired(columns, fired, drawn, rng)
    return drawn


def _unfired(columns: Array, fired: Flags, drawn: Array, rng: np.random.Generator) -> None:
    """Fill the rest of `drawn` by rejection, which seldom rejects: most priors are small, so 1 - p is nearly even."""
    top = 1.0 - columns.min(axis=1)
    cause, lane = np.nonzero(~fired)
    while cause.size:
        p = columns[cause, rng.integers(columns.shape[1], size=cause.size)]
        kept = rng.random(cause.size) * top[cause] <= 1.0 - p
        drawn[cause[kept], lane[kept]] = p[kept]
        cause, lane = cause[~kept], lane[~kept]


def _resolve(
    plan: Plan, active: Flags, used: Flags, happened: Flags, own_prior: Flags, rng: np.random.Generator
) -> None:
    """Sample who produced, blocked, raised what; fills `happened` (T, n), corrects `own_prior` (M, n)."""
    tables = (*plan.small, *plan.tables)
    n = used.shape[1]
    groups: list[tuple[list[int], Flags, Flags]] = []  # terms, at least one?, none at all?
    never, always = np.zeros(n, dtype=np.bool_), np.ones(n, dtype=np.bool_)
    children = []
    for table in tables:
        made = [t for _, t in table.made]
        if table.child >= 0:
            children.append(table)
        elif table.blocks:
            blocks = [t for _, t in table.blocks]
            quiet = _nothing_produced(plan, made, blocks, used, rng)
            groups.append((made, ~quiet, quiet))
            groups.append((blocks, ~quiet, never))
        else:
            groups.append((made, always, never))
    width = max((len(g[0]) for g in groups), default=0)
    if width:
        _at_least_one(plan, groups, width, used, happened, rng)
    for table in children:
        _raised(plan, table.child, [t for _, t in table.made], active, used, happened, own_prior, rng)


def _nothing_produced(plan: Plan, made: list[int], blocks: list[int], used: Flags, rng: np.random.Generator) -> Flags:
    """For an absent finding with inhibitors: was nothing produced (True), or produced and blocked (False)?"""
    rest = plan.terms.rest[:, None]
    quiet = np.where(used[made], rest[made], 1.0).prod(axis=0)
    free = np.where(used[blocks], rest[blocks], 1.0).prod(axis=0)
    return np.asarray(rng.random(quiet.size) * (quiet + (1.0 - quiet) * (1.0 - free)) < quiet)


def _at_least_one(
    plan: Plan,
    groups: list[tuple[list[int], Flags, Flags]],
    width: int,
    used: Flags,
    happened: Flags,
    rng: np.random.Generator,
) -> None:
    """Independent events under "at least one happened", "none happened" or no condition, per group and lane.

    One after the other: given none so far, event k has probability ``x_k / P(some event from k on)``.
    """
    spare = len(plan.terms.event)  # a term that never happens fills the rows up
    index = np.full((len(groups), width), spare, dtype=np.intp)
    for g, (terms, _, _) in enumerate(groups):
        index[g, : len(terms)] = terms
    needed = np.array([g[1] for g in groups])
    open_ = ~np.array([g[2] for g in groups])
    event, brought = np.append(plan.terms.event, 0.0), np.concatenate([used, np.zeros((1, used.shape[1]), np.bool_)])
    x = [event[index[:, k], None] * brought[index[:, k]] for k in range(width)]  # each (G, n)
    some = [np.zeros(needed.shape)]
    for chance in reversed(x):
        some.append(chance + (1.0 - chance) * some[-1])
    for k, chance in enumerate(x):
        now = open_ & (rng.random(needed.shape) * np.where(needed, some[width - k], 1.0) < chance)
        needed &= ~now
        rows, lanes = np.nonzero(now)
        happened[index[rows, k], lanes] = True


def _raised(
    plan: Plan,
    child: int,
    made: list[int],
    active: Flags,
    used: Flags,
    happened: Flags,
    own_prior: Flags,
    rng: np.random.Generator,
) -> None:
    """Who made an active child active: its own prior, active parents, or several."""
    prior = plan.network.priors[child]
    n = active.shape[1]
    event = np.concatenate([[prior], plan.terms.event[made]])[:, None]
    brought = np.concatenate([np.ones((1, n), dtype=np.bool_), used[made]])
    rest = np.where(brought, 1.0 - event, 1.0)
    later = np.cumprod(rest[::-1], axis=0)[::-1]
    needed = active[child].copy()
    uniform = rng.random((len(event), n))
    for k in range(len(event)):
        some = np.where(needed, 1.0 - later[k], 1.0)
        now = active[child] & brought[k] & (uniform[k] * some < event[k])
        needed &= ~now
        if k == 0:
            own_prior[child] = now
        else:
            happened[made[k - 1]] = now
