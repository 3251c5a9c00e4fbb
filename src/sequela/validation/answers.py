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
from sequela.pathway.differential.concordance import Observation
from sequela.pathway.differential.context import RegionPriors, prior_for
from sequela.pathway.differential.entries import Entries, entries_of
from sequela.pathway.differential.network_of import region_network
from sequela.pathway.differential.posterior import Inferred, infer
from sequela.records import frozen

from .simulate import Patients
from .world import Floats

Flags = NDArray[np.bool_]


@frozen
class Answers:
    """What was stated about n patients and U lines of the differential, and what is true.

    active
        (n, U) stated P(active); `low`, `high` its interval; `main` stated P(main generator).
    truly_active
        (n, U); `truly_main` (n, U) the line's share of the salience of all that is active, 0 if nothing is.
    under_own_numbers
        (n, U) P(active | facts) under the numbers the patient was drawn from.
    possible
        (n, U) not ruled out by what is told; only these pairs are judged.
    expected_active
        (n,) stated expected number of active mechanisms; `active_causes` (n,) how many are.
    known
        (n,) how many findings were known.
    """

    active: Floats
    low: Floats
    high: Floats
    main: Floats
    truly_active: Flags
    truly_main: Floats
    under_own_numbers: Floats
    possible: Flags
    expected_active: Floats
    active_causes: Floats
    known: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.active)


def joined(parts: Sequence[Answers]) -> Answers:
    """The patients of all parts, in order."""
    return Answers(**{f.name: np.concatenate([getattr(p, f.name) for p in parts]) for f in fields(Answers)})


def answers(knowledge: Knowledge, priors: RegionPriors, patients: Patients) -> Answers:
    """Assess every patient on what is told and seen of him."""
    lines = entries_of(knowledge, patients.world.mechanisms)
    place = {line.id: k for k, line in enumerate(lines.lines)}
    n = len(patients)
    active, low, high, main, own = np.zeros((5, n, len(place)))
    expected = np.zeros(n)
    for i in range(n):
        inferred = assessed(knowledge, priors, patients, i)
        at = [place[line.id] for line in inferred.entries.lines]
        active[i, at], main[i, at] = inferred.active, inferred.main
        # as shown: an interval never leaves out the number it belongs to
        low[i, at] = np.minimum(inferred.low, inferred.active)
        high[i, at] = np.maximum(inferred.high, inferred.active)
        own[i] = under_own_numbers(patients, i, lines)
        expected[i] = inferred.cause_active.sum()
    salience = patients.active * np.array(patients.world.salience)
    return Answers(
        active=active,
        low=low,
        high=high,
        main=main,
        truly_active=_any(patients.active, lines),
        truly_main=lines.summed(salience / np.maximum(salience.sum(axis=1, keepdims=True), 1)),
        under_own_numbers=own,
        possible=_any(~patients.impossible, lines),
        expected_active=expected,
        active_causes=patients.active.sum(axis=1).astype(float),
        known=np.array([len(patients.seen(i)) for i in range(n)]),
    )


def _any(flags: Flags, lines: Entries) -> Flags:
    """(n, M) flags as (n, U): true where it is true of some cause of the line."""
    return np.stack([flags[:, list(line.causes)].any(axis=1) for line in lines.lines], axis=1)


def assessed(knowledge: Knowledge, priors: RegionPriors, patients: Patients, patient: int) -> Inferred:
    """The product's numbers for one simulated patient."""
    context = {f: FactorValue(levels=levels, facts=()) for f, levels in patients.told(patient).items()}
    excluded = patients.cannot_be(patient)
    prior = prior_for(priors, context, excluded)
    region = region_network(knowledge, patients.world.region, priors, prior, excluded)
    inside = set(region.findings)
    observed = {
        f: Observation(finding=f, lo=lo, hi=hi, facts=())
        for f, (lo, hi) in patients.seen(patient).items()
        if f in inside
    }
    return infer(knowledge, region, prior, observed, candidates=())


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
