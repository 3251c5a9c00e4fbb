"""Simulated patients in batches, each with a random stream of its own: the same whatever the number of processes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache

import numpy as np

from sequela.knowledge.same import Same
from sequela.knowledge.schema.knowledge import Knowledge
from sequela.knowledge.schema.terms import Region
from sequela.pathway.differential.context import RegionPriors, region_priors
from sequela.records import frozen

from .answers import Answers, answers, joined
from .parallel import spread
from .part import Study
from .practice import Flags, Practice
from .simulate import Patients, simulate
from .world import World, world_of

AT_ONCE = 50
REGIONS: tuple[Region, ...] = ("lumbar", "cervical", "thoracic")


@frozen
class Batch:
    """`count` patients of a region, drawn from the stream (`seed`, `number`).

    intervals
        whether these are judged.
    only
        lines of the differential: of the patients drawn only those are assessed in whom one of them is truly active.
    """

    region: Region
    seed: int
    number: int
    count: int
    practice: Practice
    intervals: bool = True
    only: frozenset[str] = frozenset()


def batches(region: Region, seed: int, patients: int, practice: Practice) -> Iterator[Batch]:
    """The batches of so many patients."""
    for number, first in enumerate(range(0, patients, AT_ONCE)):
        count = min(AT_ONCE, patients - first)
        yield Batch(region=region, seed=seed, number=number, count=count, practice=practice)


@lru_cache(maxsize=6)
def ready(same: Same[Knowledge], region: Region) -> tuple[World, RegionPriors]:
    """What all patients of a region share, once per process."""
    knowledge = same.value
    pool = int(knowledge.conventions["prior_draws"].value)
    return world_of(knowledge, region), region_priors(knowledge, region, pool)


def drawn(knowledge: Knowledge, batch: Batch) -> Patients:
    """The patients of a batch."""
    world, _ = ready(Same(knowledge), batch.region)
    return simulate(world, batch.count, np.random.default_rng([batch.seed, batch.number]), batch.practice)


def answered(knowledge: Knowledge, batch: Batch) -> Answers:
    """The patients of a batch, assessed."""
    _, priors = ready(Same(knowledge), batch.region)
    patients = drawn(knowledge, batch)
    who = np.flatnonzero(has_one_of(knowledge, patients, batch.only)) if batch.only else None
    return answers(knowledge, priors, patients, intervals=batch.intervals, who=who)


def has_one_of(knowledge: Knowledge, patients: Patients, lines: frozenset[str]) -> Flags:
    """(n,) whether one of these causes, or a member of one of these groups, is truly active."""
    named = [
        m
        for m, name in enumerate(patients.world.mechanisms)
        if {str(name), str(knowledge.mechanisms[name].part_of)} & lines
    ]
    return np.asarray(patients.active[:, named].any(axis=1))


def patients_of(study: Study, region: Region) -> int:
    """How many patients of a region are simulated: the lumbar spine in full, the others four fifths of it."""
    return study.settings.patients if region == "lumbar" else max(1, study.settings.patients * 4 // 5)


_remembered: dict[tuple[Same[Knowledge], int, int], dict[Region, Answers]] = {}


def right_model(study: Study) -> dict[Region, Answers]:
    """The answers for patients of all regions of whom everything is as the model assumes.

    Several parts ask about the same patients: the last study's are remembered.
    """
    key = (Same(study.knowledge), study.settings.seed, study.settings.patients)
    if key not in _remembered:
        tasks = [
            batch
            for region in REGIONS
            if any(region in m.regions for m in study.knowledge.mechanisms.values())
            for batch in batches(region, study.settings.seed, patients_of(study, region), Practice())
        ]
        found = assessed_all(study, tasks, "simulated patients assessed")
        _remembered.clear()
        _remembered[key] = {
            region: joined([a for b, a in zip(tasks, found, strict=True) if b.region == region])
            for region in dict.fromkeys(b.region for b in tasks)
        }
    return _remembered[key]


def assessed_all(study: Study, tasks: Sequence[Batch], what: str) -> list[Answers]:
    """The answers for every batch, in order."""
    return spread(answered, tasks, study.knowledge, study.settings.workers, study.progress, what)
