"""Cohorts with a study's inclusion, drawn from the knowledge: what a study of that size would have found.

Every cohort has one set of numbers of its own, drawn from the estimates' distributions, and N people: the spread over
cohorts is that of uncertain numbers and of chance together. Context is drawn by the study's mix where it gives one and
all of it acts, since a real cohort has one; the levels a study excludes do not occur.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

import numpy as np

from sequela.knowledge.schema.knowledge import Knowledge
from sequela.knowledge.schema.terms import FactorId, FindingId, MechanismId
from sequela.records import frozen
from sequela.validation.practice import Flags, Levels
from sequela.validation.simulate import (
    draw_active,
    draw_context,
    draw_levels,
    own_priors,
    ruled_out,
)
from sequela.validation.world import FindingNumbers, Floats, Numbers, World, numbers_of, world_of

from .file import Among, CauseStudy, Row, members

POOL = 1000
"""People whose contexts are drawn once for a study; every cohort takes its own from among them."""
BATCH = 500
MOST_BATCHES = 40
"""Batches after which too few people like the study's are taken to exist under a set of numbers."""


@frozen
class Task:
    """One study, how many cohorts to draw for each of its rows, and the seed."""

    study: CauseStudy
    cohorts: int
    seed: int


@frozen
class Pool:
    """Contexts of a study's people: per factor (n,) levels, and (n, M) what they rule out."""

    world: World
    levels: tuple[Levels, ...]
    impossible: Flags


@frozen
class People:
    """n people drawn under one set of numbers: (n, M) what is active, (n,) the dominant cause (-1 none), findings."""

    active: Flags
    main: Levels
    findings: Mapping[FindingId, Levels]


def simulated(knowledge: Knowledge, task: Task) -> tuple[Floats, ...]:
    """Per row of the study (cohorts,) the share found; cohorts that cannot be filled are left out."""
    study = task.study
    wanted = {f for row in study.rows for f in _findings(study, row)}
    full = world_of(knowledge, study.region)
    world = replace(full, findings=tuple(f for f in full.findings if f.id in wanted))
    rng = np.random.default_rng([task.seed, *study.id.encode()])
    pool = pool_of(world, study.mix, rng)
    found: list[list[float]] = [[] for _ in study.rows]
    for _ in range(task.cohorts):
        for shares, share in zip(found, _cohorts(knowledge, study, pool, rng), strict=True):
            if share is not None:
                shares.append(share)
    return tuple(np.array(shares) for shares in found)


def _findings(study: CauseStudy, row: Row) -> Iterator[FindingId]:
    if row.finding is not None:
        yield row.finding
    for among in (study.among, row.among):
        if among is not None:
            yield from among.findings


def pool_of(world: World, mix: Mapping[FactorId, Mapping[str, float]], rng: np.random.Generator) -> Pool:
    """People whose context follows the mix; factors it does not name follow the knowledge."""
    mixed = tuple(replace(f, shares=_shares(f.levels, mix[f.id])) if f.id in mix else f for f in world.factors)
    kept: list[Levels] = []
    size = 0
    while size < POOL:
        drawn = draw_context(replace(world, factors=mixed), POOL, rng)
        inside = np.ones(POOL, dtype=np.bool_)
        for factor, levels in zip(mixed, drawn, strict=True):
            inside &= factor.shares[levels] > 0  # making a context coherent may have left the mix
        if not inside.any():
            raise ValueError("nobody can have this mix: its factors contradict each other")
        kept.append(np.stack(drawn, axis=1)[inside])
        size += int(inside.sum())
    people = tuple(np.concatenate(kept)[:POOL].T)
    possible = tuple(np.eye(len(f.levels), dtype=np.bool_)[at] for f, at in zip(world.factors, people, strict=True))
    return Pool(world=world, levels=people, impossible=ruled_out(world, possible, POOL))


def _shares(levels: tuple[str, ...], mix: Mapping[str, float]) -> Floats:
    shares = np.array([mix.get(level, 0.0) for level in levels])
    return np.asarray(shares / shares.sum())


def _cohorts(knowledge: Knowledge, study: CauseStudy, pool: Pool, rng: np.random.Generator) -> tuple[float | None, ...]:
    """The share of each row in a cohort of its own size, all under one set of numbers."""
    numbers = numbers_of(pool.world, 1, rng)
    counted: list[list[bool]] = [[] for _ in study.rows]
    for _ in range(MOST_BATCHES):
        people = _people(pool, numbers, rng)
        for row, hits in zip(study.rows, counted, strict=True):
            if len(hits) < row.N:
                eligible = _eligible(knowledge, study, row, pool.world, people)
                hits.extend(_hit(knowledge, study, row, pool.world, people)[eligible])
        if all(len(hits) >= row.N for row, hits in zip(study.rows, counted, strict=True)):
            break
    return tuple(
        float(np.mean(hits[: row.N])) if len(hits) >= row.N else None
        for row, hits in zip(study.rows, counted, strict=True)
    )


def _people(pool: Pool, numbers: Numbers, rng: np.random.Generator) -> People:
    world = pool.world
    who = rng.permutation(POOL)[:BATCH]
    possible = tuple(
        np.eye(len(f.levels), dtype=np.bool_)[at[who]] for f, at in zip(world.factors, pool.levels, strict=True)
    )
    prior = own_priors(world, numbers, possible, pool.impossible[who])
    active = draw_active(world, numbers, prior, rng)
    return People(
        active=active,
        main=_main(active, np.array(world.salience), rng),
        findings={
            f.id: draw_levels(f, _for_all(v, BATCH), active, rng)
            for f, v in zip(world.findings, numbers.findings, strict=True)
        },
    )


def _for_all(numbers: FindingNumbers, n: int) -> FindingNumbers:
    """One set of numbers as that of n people."""
    return FindingNumbers(
        leak=np.broadcast_to(numbers.leak, (n, numbers.leak.shape[1])),
        own={m: np.broadcast_to(rows, (n, rows.shape[1])) for m, rows in numbers.own.items()},
        inhibitors={m: np.broadcast_to(block, (n,)) for m, block in numbers.inhibitors.items()},
    )


def _main(active: Flags, salience: Levels, rng: np.random.Generator) -> Levels:
    """(n,): one of the active mechanisms, drawn by salience; -1 where none is active."""
    upto = np.cumsum(active * salience, axis=1)
    drawn = rng.random(len(active)) * upto[:, -1]
    picked = (drawn[:, None] >= upto).sum(axis=1)
    return np.where(upto[:, -1] > 0, picked, -1)


def _hit(knowledge: Knowledge, study: CauseStudy, row: Row, world: World, people: People) -> Flags:
    if row.finding is not None:
        return _at_levels(knowledge, people, row.finding, row.levels)
    if row.measure == "undetermined":
        return np.asarray(people.main < 0)
    at = _places(knowledge, study, world, row.mechanisms)
    return np.asarray(np.isin(people.main, at) if row.measure == "main" else people.active[:, at].any(axis=1))


def _eligible(knowledge: Knowledge, study: CauseStudy, row: Row, world: World, people: People) -> Flags:
    inside = np.ones(len(people.main), dtype=np.bool_)
    for among in (study.among, row.among):
        if among is not None:
            inside &= _inside(knowledge, study, among, world, people)
    return inside


def _inside(knowledge: Knowledge, study: CauseStudy, among: Among, world: World, people: People) -> Flags:
    inside = np.ones(len(people.main), dtype=np.bool_)
    if among.main:
        inside &= np.isin(people.main, _places(knowledge, study, world, among.main))
    if among.active:
        inside &= people.active[:, _places(knowledge, study, world, among.active)].any(axis=1)
    for finding, levels in among.findings.items():
        inside &= _at_levels(knowledge, people, finding, levels)
    return inside


def _at_levels(knowledge: Knowledge, people: People, finding: FindingId, levels: tuple[str, ...]) -> Flags:
    at = [knowledge.findings[finding].levels.index(level) for level in levels]
    return np.asarray(np.isin(people.findings[finding], at))


def _places(knowledge: Knowledge, study: CauseStudy, world: World, names: tuple[MechanismId, ...]) -> list[int]:
    return [world.mechanisms.index(m) for m in members(knowledge, study.region, names)]
