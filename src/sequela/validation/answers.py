"""The product's own inference, asked about simulated patients, and the truth beside each answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields

import numpy as np
from numpy.typing import NDArray

from sequela import inference
from sequela.case.derived import FactorValue
from sequela.inference import CauseLink, Evidence, Network, NoisyMax, SingleCause
from sequela.knowledge.schema.knowledge import Knowledge
from sequela.knowledge.schema.terms import FindingId
from sequela.pathway.differential.context import RegionPriors, prior_for
from sequela.pathway.differential.entries import Entries, entries_of
from sequela.pathway.differential.network_of import region_network
from sequela.pathway.differential.posterior import before, interval
from sequela.records import frozen

from .practice import Flags, Levels
from .simulate import Patients
from .world import Floats


@frozen
class Assessed:
    """The product's numbers for one patient, over the lines of his differential (U of `entries`).

    network
        the findings of his network; `seen` those of them that are known.
    prior, active, main
        (U,) P(active) by context alone and by all facts; P(main generator).
    expected
        expected number of active mechanisms.
    drawn
        (D, U) P(active) under draws of all figures given his facts; none (0, U) where intervals were not asked for.
    """

    entries: Entries
    network: frozenset[FindingId]
    seen: frozenset[FindingId]
    prior: Floats
    active: Floats
    main: Floats
    expected: float
    drawn: Floats

    def interval(self, knowledge: Knowledge) -> tuple[Floats, Floats]:
        """(U,), (U,) as shown: an interval never leaves out the number it belongs to."""
        low, high = interval(knowledge, self.drawn)
        return np.minimum(low, self.active), np.maximum(high, self.active)


@frozen
class Answers:
    """What was stated about n patients and U lines of the differential, and what is true.

    active
        (n, U) stated P(active); `prior` by context alone; `main` stated P(main generator).
    low, high
        (n, U) the stated interval of `active`, of patients of whom it was `drawn` (n,); else not a number.
    rank
        (n, U) how many of the draws behind the interval lie below `under_own_numbers`, of the first D - 1 draws of D;
        `ranks` (n,) is D, the number of places there are.
    truly_active
        (n, U); `truly_main` (n, U) the line's share of the salience of all that is active, 0 if nothing is.
    under_own_numbers
        (n, U) P(active | facts) under the numbers the patient was drawn from; not a number where nothing was drawn.
    possible
        (n, U) not ruled out by what is told; only these pairs are judged.
    expected_active
        (n,) stated expected number of active mechanisms; `active_causes` (n,) how many are.
    known
        (n,) how many findings were known.
    told
        (n, K) per context factor the number of the level that is told, -1 if none or several.
    """

    active: Floats
    prior: Floats
    main: Floats
    low: Floats
    high: Floats
    rank: Floats
    ranks: Levels
    drawn: Flags
    truly_active: Flags
    truly_main: Floats
    under_own_numbers: Floats
    possible: Flags
    expected_active: Floats
    active_causes: Floats
    known: Levels
    told: Levels

    def __len__(self) -> int:
        return len(self.active)

    def of(self, patients: NDArray[np.bool_] | NDArray[np.intp]) -> Answers:
        """The answers of some patients only."""
        return Answers(**{f.name: getattr(self, f.name)[patients] for f in fields(Answers)})


def joined(parts: Sequence[Answers]) -> Answers:
    """The patients of all parts, in order. Regions differ in their lines: what one lacks counts as not possible."""
    lines = max(part.active.shape[1] for part in parts)
    return Answers(
        **{f.name: np.concatenate([_widened(getattr(p, f.name), p, lines) for p in parts]) for f in fields(Answers)}
    )


def _widened(values: NDArray[np.generic], part: Answers, lines: int) -> NDArray[np.generic]:
    """Zeros (not active, not possible) for the lines that this part lacks; what is not over lines stays as it is."""
    if values.ndim < 2 or values is part.told:
        return values
    return np.pad(values, ((0, 0), (0, lines - values.shape[1])))


def answers(
    knowledge: Knowledge,
    priors: RegionPriors,
    patients: Patients,
    *,
    intervals: bool = True,
    who: NDArray[np.intp] | None = None,
) -> Answers:
    """Assess every patient, or only `who`, on what is told and seen of him; `intervals` take most of the time."""
    who = np.arange(len(patients)) if who is None else who
    lines = entries_of(knowledge, patients.world.mechanisms)
    place = {line.id: k for k, line in enumerate(lines.lines)}
    n = len(who)
    active, prior, main = np.zeros((3, n, len(place)))
    low, high, rank, own = np.full((4, n, len(place)), np.nan)
    expected, ranks = np.zeros(n), np.zeros(n, dtype=np.int64)
    for i, patient in enumerate(int(w) for w in who):
        found = assessed(knowledge, priors, patients, patient, intervals=intervals)
        at = [place[line.id] for line in found.entries.lines]
        active[i, at], prior[i, at], main[i, at] = found.active, found.prior, found.main
        expected[i] = found.expected
        if intervals:
            low[i, at], high[i, at] = found.interval(knowledge)
            own[i] = under_own_numbers(patients, patient, lines)
            rank[i, at] = (found.drawn[:-1] < own[i, at]).sum(axis=0)
            ranks[i] = len(found.drawn)
    truth = patients.active[who]
    salience = truth * np.array(patients.world.salience)
    return Answers(
        active=active,
        prior=prior,
        main=main,
        low=low,
        high=high,
        rank=rank,
        ranks=ranks,
        drawn=np.full(n, intervals),
        truly_active=_any(truth, lines),
        truly_main=lines.summed(salience / np.maximum(salience.sum(axis=1, keepdims=True), 1)),
        under_own_numbers=own,
        possible=_any(~patients.impossible[who], lines),
        expected_active=expected,
        active_causes=truth.sum(axis=1).astype(float),
        known=np.array([len(patients.seen(int(w))) for w in who], dtype=np.int64),
        told=np.stack([_told_level(may[who]) for may in patients.possible], axis=1),
    )


def _any(flags: Flags, lines: Entries) -> Flags:
    """(n, M) flags as (n, U): true where it is true of some cause of the line."""
    return np.stack([flags[:, list(line.causes)].any(axis=1) for line in lines.lines], axis=1)


def _told_level(possible: Flags) -> Levels:
    """(n,) the one level that is possible (n, L), else -1."""
    return np.where(possible.sum(axis=1) == 1, possible.argmax(axis=1), -1)


def assessed(
    knowledge: Knowledge, priors: RegionPriors, patients: Patients, patient: int, *, intervals: bool = True
) -> Assessed:
    """The product's numbers for one simulated patient, from the very steps that make its answer.

    Reasons, questions and P(main) under draws are left out: nothing here judges them. That the numbers are those of a
    whole assessment is checked by `sequela.validation.round_trip`.
    """
    context = {f: FactorValue(levels=levels, facts=()) for f, levels in patients.told(patient).items()}
    excluded = patients.cannot_be(patient)
    prior = prior_for(priors, context, excluded)
    region = region_network(knowledge, patients.world.region, priors, prior, excluded)
    index, lines = region.index(), entries_of(knowledge, region.causes)
    seen = {f: levels for f, levels in patients.seen(patient).items() if f in index}
    plan = inference.plan(region.network, Evidence.of({index[f]: levels for f, levels in seen.items()}))
    active = inference.posterior(plan).active
    drawn = np.empty((0, len(lines.lines)))
    if intervals:
        draws = inference.posterior_draws(
            plan,
            int(knowledge.conventions["draws"].value),
            np.random.default_rng(int(knowledge.conventions["seed"].value)),
            sets=lines.sets,
        )
        drawn = lines.of(draws.active, draws.union)
    return Assessed(
        entries=lines,
        network=frozenset(index),
        seen=frozenset(seen),
        prior=before(region, prior, lines)[0],
        active=lines.of(active, inference.union(plan, lines.sets)[:, 0]),
        main=lines.summed(inference.main_generator(plan, region.salience).share),
        expected=float(active.sum()),
        drawn=drawn,
    )


def under_own_numbers(patients: Patients, patient: int, lines: Entries) -> Floats:
    """(U,) P(active | what is known) if the patient's own numbers were known exactly."""
    world, numbers = patients.world, patients.numbers
    tables: list[NoisyMax | SingleCause] = []
    evidence = {}
    for finding, drawn, lo, hi in zip(
        world.findings, numbers.findings, patients.low[patient], patients.high[patient], strict=True
    ):
        if lo == 0 and hi == finding.levels - 1:
            continue
        evidence[len(tables)] = (int(lo), int(hi))
        leak = _row(drawn.leak[patient])
        rows = {m: _row(own[patient]) for m, own in drawn.own.items()}
        if finding.table:
            ((cause, on),) = rows.items()
            tables.append(SingleCause(cause=cause, off_levels=leak, on_levels=on))
        else:
            tables.append(
                NoisyMax(
                    causes=tuple(rows),
                    cause_levels=tuple(rows.values()),
                    leak_levels=leak,
                    inhibitors=tuple(drawn.inhibitors),
                    block=tuple(float(b[patient]) for b in drawn.inhibitors.values()),
                )
            )
    impossible = patients.impossible[patient]
    links = tuple(
        CauseLink(parent=parent, child=child, strength=float(strength[patient]))
        for (child, parent), strength in numbers.links.items()
        if not impossible[child]
    )
    network = Network(priors=patients.own_prior[patient], findings=tuple(tables), links=links)
    plan = inference.plan(network, Evidence.of(evidence))
    return lines.of(inference.posterior(plan).active, inference.union(plan, lines.sets)[:, 0])


def _row(levels: Floats) -> tuple[float, ...]:
    upper = [float(v) for v in levels[1:]]
    return (max(0.0, 1.0 - sum(upper)), *upper)
