"""Patients drawn from the knowledge: numbers, context, active mechanisms, findings, and what of it becomes known.

Every patient has numbers of his own, drawn from the estimates' distributions, because that is what an interval promises
to cover. What becomes known of him is said by `sequela.validation.practice`.

The order is the model's: a level of each context factor by its share; each mechanism by its prior odds under that
context, causes before the mechanisms they raise; each finding as the highest of what the leak and every active
mechanism contribute, unless an active inhibitor blocks it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from sequela.knowledge.schema.terms import FactorId, FindingId, MechanismId
from sequela.records import frozen
from sequela.rules.language import compile_condition

from .practice import Flags, Levels, Practice, answered, cut, what_is_known
from .told import Told
from .world import FactorModel, FindingModel, FindingNumbers, Floats, Numbers, World, numbers_of


@frozen
class Patients:
    """n simulated patients: M mechanisms, F findings, in the order of `world`.

    numbers
        the set of numbers each was drawn from.
    context
        per factor (n,) the true level; `possible` per factor (n, L) the levels it may have by what is told.
    impossible
        (n, M) the mechanism cannot be, by what is told; `own_prior` (n, M) P(active unless raised) by what is told.
    active
        (n, M) the truth; `level` (n, F) true levels; `low` and `high` (n, F) what is known of them.
    """

    world: World
    numbers: Numbers
    context: tuple[Levels, ...]
    possible: tuple[Flags, ...]
    impossible: Flags
    own_prior: Floats
    active: Flags
    level: Levels
    low: Levels
    high: Levels

    def __len__(self) -> int:
        return int(self.active.shape[0])

    def told(self, patient: int) -> dict[FactorId, frozenset[str]]:
        """Possible levels of every factor of which something is known."""
        return _told(self.world.factors, self.possible, patient)

    def seen(self, patient: int) -> dict[FindingId, tuple[int, int]]:
        """Lowest and highest possible level of every finding of which something is known."""
        return {
            f.id: (int(lo), int(hi))
            for f, lo, hi in zip(self.world.findings, self.low[patient], self.high[patient], strict=True)
            if lo > 0 or hi < f.levels - 1
        }

    def cannot_be(self, patient: int) -> frozenset[MechanismId]:
        """The mechanisms that what is told rules out."""
        return frozenset(m for m, out in zip(self.world.mechanisms, self.impossible[patient], strict=True) if out)


def simulate(world: World, n: int, rng: np.random.Generator, practice: Practice | None = None) -> Patients:
    """Draw n patients."""
    practice = practice or Practice()
    numbers = numbers_of(world, n, rng)
    context = draw_context(world, n, rng)
    possible = tuple(_possible(f, c, practice, rng) for f, c in zip(world.factors, context, strict=True))
    impossible = ruled_out(world, possible, n)
    own_prior = own_priors(world, numbers, possible, impossible)
    acting = own_prior
    if practice.hidden_context:
        exact = tuple(np.eye(len(f.levels), dtype=np.bool_)[c] for f, c in zip(world.factors, context, strict=True))
        acting = own_priors(world, numbers, exact, ruled_out(world, exact, n))
    active = draw_active(world, numbers, acting, rng)
    # What breaks an assumption draws from a stream of its own: without it the patients stay the same ones.
    apart = rng.spawn(1)[0]
    level = (
        draw_together(world, numbers, active, practice.together, apart)
        if practice.together
        else draw_all(world, numbers, active, rng)
    )
    told = answered(world.findings, level, practice.wrong, apart) if practice.wrong else level
    low, high = what_is_known(world.findings, told, practice, rng)
    return Patients(
        world=world,
        numbers=numbers,
        context=context,
        possible=possible,
        impossible=impossible,
        own_prior=own_prior,
        active=active,
        level=level,
        low=low,
        high=high,
    )


# --- context ---------------------------------------------------------------------------------------------------------

_FUSIONS = ("fusion_short", "fusion_long")


def draw_context(world: World, n: int, rng: np.random.Generator) -> tuple[Levels, ...]:
    """A level of each factor by its share, then what cannot be together is mended (see `_coherent`)."""
    drawn = {str(f.id): rng.choice(len(f.levels), size=n, p=f.shares) for f in world.factors}
    _coherent({str(f.id): f for f in world.factors}, drawn, rng)
    return tuple(drawn.values())


def _coherent(factors: Mapping[str, FactorModel], drawn: dict[str, Levels], rng: np.random.Generator) -> None:
    """A fusion fuses something and nothing else does; no relief means pain from the operation on.

    The other way round, pain from the operation on leaves room for partial relief but not for a complete one; the
    part of its share that "no relief" does not use up falls to partial relief.
    """
    if {"procedure", "fused_to_sacrum"} <= factors.keys():
        fused, procedure = factors["fused_to_sacrum"], factors["procedure"]
        some = np.where(np.array(fused.levels) == "no_fusion", 0.0, fused.shares)
        redrawn = rng.choice(some.size, size=drawn["procedure"].size, p=some / some.sum())
        is_fusion = np.isin(drawn["procedure"], [i for i, name in enumerate(procedure.levels) if name in _FUSIONS])
        drawn["fused_to_sacrum"] = np.where(is_fusion, redrawn, fused.levels.index("no_fusion"))
    if {"onset", "relief"} <= factors.keys():
        onset, relief = factors["onset"], factors["relief"]
        start, none, partial = (
            onset.levels.index("from_operation"),
            relief.levels.index("none"),
            relief.levels.index("partial"),
        )
        later = np.where(np.arange(onset.shares.size) == start, 0.0, onset.shares)
        redrawn = rng.choice(later.size, size=drawn["onset"].size, p=later / later.sum())
        left_over = max(0.0, onset.shares[start] - relief.shares[none]) / relief.shares[partial]
        at_once = (drawn["relief"] == none) | ((drawn["relief"] == partial) & (rng.random(redrawn.size) < left_over))
        drawn["onset"] = np.where(at_once, start, redrawn)


def _possible(factor: FactorModel, level: Levels, practice: Practice, rng: np.random.Generator) -> Flags:
    """(n, L): the level alone, all at or above (or below) a cut chosen beforehand, or all."""
    n, top = level.size, len(factor.levels)
    possible = np.eye(top, dtype=np.bool_)[level]
    if factor.ordered and top > 2:
        low, high = cut(level, top, rng)
        among = np.arange(top)
        ranges = (among >= low[:, None]) & (among <= high[:, None])
        possible = np.where((rng.random(n) < practice.factor_vague)[:, None], ranges, possible)
    return np.where((rng.random(n) < practice.factor_known)[:, None], possible, True)


def _told(factors: Sequence[FactorModel], possible: Sequence[Flags], patient: int) -> dict[FactorId, frozenset[str]]:
    return {
        f.id: frozenset(level for level, may in zip(f.levels, p[patient], strict=True) if may)
        for f, p in zip(factors, possible, strict=True)
        if not p[patient].all()
    }


def ruled_out(world: World, possible: Sequence[Flags], n: int) -> Flags:
    """(n, M): the mechanism's rule says from the context that it cannot be; undecided rules exclude nothing."""
    out = np.zeros((n, len(world.mechanisms)), dtype=np.bool_)
    rules = {m: compile_condition(condition) for m, condition in world.impossible_when.items()}
    for i in range(n if rules else 0):
        told = Told(factors=_told(world.factors, possible, i))
        for m, rule in rules.items():
            out[i, m] = rule.evaluate(told).value is True
    return out


def own_priors(world: World, numbers: Numbers, possible: Sequence[Flags], impossible: Flags) -> Floats:
    """(n, M) P(active unless raised): prior odds times the ratio of what is told of each factor, within the limit.

    The numbers are one set per patient, or a single one for all.
    """
    total = np.zeros(impossible.shape)
    for k, (factor, may) in enumerate(zip(world.factors, possible, strict=True)):
        weight = np.where(may, factor.shares, 0.0)
        weight /= weight.sum(axis=1, keepdims=True)
        ratio = np.einsum("nml,nl->nm", np.exp(numbers.ratios[k]), weight)
        counts = ~may.all(axis=1) & ~_said_by_relief(world, k, possible)
        total += np.where(counts[:, None], factor.power * np.log(ratio), 0.0)
    bound = np.log(world.limit)
    odds = numbers.base / (1 - numbers.base) * np.exp(np.clip(total, -bound, bound))
    return np.where(impossible, 0.0, odds / (1 + odds))


def _said_by_relief(world: World, factor: int, possible: Sequence[Flags]) -> Flags:
    """(n,): an onset from the operation on, where "no relief" is told too, says the same again and does not count."""
    names = [str(f.id) for f in world.factors]
    if names[factor] != "onset" or "relief" not in names:
        return np.zeros(possible[factor].shape[0], dtype=np.bool_)
    other = names.index("relief")
    told_start = _exactly(world.factors[factor], possible[factor], "from_operation")
    return told_start & _exactly(world.factors[other], possible[other], "none")


def _exactly(factor: FactorModel, possible: Flags, level: str) -> Flags:
    exactly: Flags = (possible == (np.array(factor.levels) == level)).all(axis=1)
    return exactly


# --- mechanisms and findings -----------------------------------------------------------------------------------------


def draw_active(world: World, numbers: Numbers, own_prior: Floats, rng: np.random.Generator) -> Flags:
    """(n, M): each mechanism by its own prior, or raised by an active one; what cannot be is not raised either."""
    active = rng.random(own_prior.shape) < own_prior
    for m in world.order:
        for parent, _ in world.raised_by.get(m, ()):
            raises = rng.random(len(active)) < numbers.links[m, parent]
            active[:, m] |= active[:, parent] & raises & (own_prior[:, m] > 0)
    return active


def draw_all(world: World, numbers: Numbers, active: Flags, rng: np.random.Generator) -> Levels:
    """(n, F) levels of all findings, independent given what is active."""
    drawn = [draw_levels(f, own, active, rng) for f, own in zip(world.findings, numbers.findings, strict=True)]
    return np.stack(drawn, axis=1)


def draw_levels(finding: FindingModel, numbers: FindingNumbers, active: Flags, rng: np.random.Generator) -> Levels:
    """(n,): the highest level that anything contributes; level 0 where an active inhibitor blocks it."""
    level = _pick(numbers.leak, rng)
    for m, rows in numbers.own.items():
        made = _pick(rows, rng)
        shown = made if finding.table else np.maximum(level, made)
        level = np.where(active[:, m], shown, level)
    for m, block in numbers.inhibitors.items():
        blocked = active[:, m] & (rng.random(len(active)) < block)
        level = np.where(blocked, 0, level)
    return level


def _pick(rows: Floats, rng: np.random.Generator) -> Levels:
    """A column of each row (n, L) with the probabilities in it."""
    below = np.cumsum(rows[:, :-1], axis=1)
    picked: Levels = (rng.random((len(rows), 1)) >= below).sum(axis=1)
    return picked


def draw_together(world: World, numbers: Numbers, active: Flags, share: float, rng: np.random.Generator) -> Levels:
    """(n, F): every level as frequent as `draw_levels` makes it, but a share of them follows the patient's tendency.

    The tendency is one number between 0 and 1 per patient and way of asking; a finding that follows it takes the level
    at that place of its own distribution.
    """
    n = len(active)
    tendency = {asked: rng.random(n) for asked in dict.fromkeys(f.asked for f in world.findings)}
    levels = []
    for finding, own in zip(world.findings, numbers.findings, strict=True):
        follows = rng.random(n) < share
        place = np.where(follows, tendency[finding.asked], rng.random(n))
        levels.append((place[:, None] >= at_most(finding, own, active)).sum(axis=1))
    return np.stack(levels, axis=1)


def at_most(finding: FindingModel, numbers: FindingNumbers, active: Flags) -> Floats:
    """(n, L - 1) P(level <= x | active) for every level x but the highest."""
    below = np.cumsum(numbers.leak[:, :-1], axis=1)
    for m, rows in numbers.own.items():
        own = np.cumsum(rows[:, :-1], axis=1)
        below = np.where(active[:, m, None], own if finding.table else below * own, below)
    free = np.ones(len(active))
    for m, block in numbers.inhibitors.items():
        free = np.where(active[:, m], free * (1 - block), free)
    return np.asarray(1 - (1 - below) * free[:, None])
