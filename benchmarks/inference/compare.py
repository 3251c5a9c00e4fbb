"""Time, error and memory of ours beside pyAgrum and enumeration: same run, same process, same patients."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
from measures import Measure, milliseconds

from sequela.inference import (
    Evidence,
    Network,
    leave_one_out,
    main_generator,
    outcomes,
    posterior,
    posterior_draws,
)

from . import peer
from .generator import Case, Model, enumerate_sets, make_case, make_model
from .ours import GivenDraws, as_network, cold_plan, evidence_of

Patient = tuple[Model, Network, Case, Evidence]


def patients(size: int, models: int, cases: int) -> list[Patient]:
    """Patients of the benchmark: models 0, 1 and cases 0, 1, ..."""
    found = []
    for seed in range(models):
        model = make_model(size, seed)
        network = as_network(model)
        for k in range(cases):
            case = make_case(model, k)
            found.append((model, network, case, evidence_of(case)))
    return found


def over(patients_: list[Patient], work: Callable[[Patient], Callable[[], object]], repeats: int = 5) -> float:
    """Median over patients of the median time of the work made for each."""
    return statistics.median(milliseconds(work(p), repeats) for p in patients_)


def measure(quick: bool) -> list[Measure]:
    """All rows: four sizes of network, then the dense one and memory."""
    rows: list[Measure] = []
    for size in (10, 14, 18, 22):
        goals = size == 22
        seen = patients(size, 1 if quick else 2, 2 if quick else 5)
        rows += _one_query(size, seen, goals, truths=1 if quick else 2)
        rows += _many_lanes(size, seen, goals)
    rows.append(_dense())
    rows += [
        Measure(
            task=f"peak memory, 1000 draws, M=22, {present} present",
            value=_peak_memory(present),
            unit="MiB",
            limit=limit,
        )
        for present, limit in ((15, 100.0), (25, 300.0))
    ]
    return rows


def _one_query(size: int, seen: list[Patient], goals: bool, truths: int) -> list[Measure]:
    ours = over(seen, lambda p: lambda: posterior(cold_plan(p[1], p[3])), 15)
    theirs = over(seen, lambda p: lambda: peer.query(p[0], p[2]), 15)
    plain = over(seen[:2], lambda p: lambda: enumerate_sets(p[0], p[2]), 1)
    error = peer_error = 0.0
    for model, network, case, evidence in seen[:truths]:
        truth = enumerate_sets(model, case, np.longdouble)
        error = max(error, float(np.max(np.abs(posterior(cold_plan(network, evidence)).active - truth))))
        peer_error = max(peer_error, float(np.max(np.abs(peer.query(model, case) - truth))))
    name = f"M={size} all marginals"
    return [
        Measure(task=f"{name}, with plan", value=ours, unit="ms", limit=1.0 if goals else None),
        Measure(
            task=f"{name}: pyAgrum / ours",
            value=theirs / ours,
            unit="times",
            limit=4.0 if goals else None,
            at_least=True,
            note=f"pyAgrum {theirs:.2f} ms, enumeration {plain:.2f} ms",
        ),
        Measure(task=f"{name}: error", value=error, unit="", limit=1e-12, note=f"pyAgrum {peer_error:.0e}"),
    ]


def _many_lanes(size: int, seen: list[Patient], goals: bool) -> list[Measure]:
    def what_ifs(p: Patient) -> Callable[[], object]:
        made, tests = cold_plan(p[1], p[3]), [int(t) for t in p[2].tests]
        return lambda: (leave_one_out(made), outcomes(made, tests))

    def given(p: Patient) -> Callable[[], object]:
        return GivenDraws(p[0], cold_plan(p[1], p[3]))

    def own(p: Patient) -> Callable[[], object]:
        made = cold_plan(p[1], p[3])
        return lambda: posterior_draws(made, 1000, np.random.default_rng(0))

    def main(p: Patient) -> Callable[[], object]:
        made = cold_plan(p[1], p[3])
        return lambda: main_generator(made)

    single = over(seen, lambda p: lambda: peer.query(p[0], p[2]))
    asked, drawn = over(seen, what_ifs), over(seen, given, 3)
    name = f"M={size}"
    return [
        Measure(
            task=f"{name} 20 tests and 50 leave-one-outs",
            value=asked,
            unit="ms",
            limit=2.0 if goals else None,
        ),
        Measure(
            task=f"{name} the same: 71 queries of pyAgrum / ours",
            value=71 * single / asked,
            unit="times",
            limit=150.0 if goals else None,
            at_least=True,
        ),
        Measure(
            task=f"{name} 1000 given draws",
            value=drawn,
            unit="ms",
            limit=20.0 if goals else None,
        ),
        Measure(
            task=f"{name} the same: 1000 queries of pyAgrum / ours",
            value=1000 * single / drawn,
            unit="times",
            limit=200.0 if goals else None,
            at_least=True,
            note="single queries measured, not batched: the peer has no batch",
        ),
        Measure(task=f"{name} 1000 draws, parameters drawn too", value=over(seen, own, 3), unit="ms"),
        Measure(task=f"{name} main generator", value=over(seen, main), unit="ms"),
    ]


def _dense() -> Measure:
    model = make_model(22, 0, causes=(2, 15))
    case = make_case(model, 0, absent=30)
    network, evidence = as_network(model), evidence_of(case)
    made = cold_plan(network, evidence)
    return Measure(
        task="M=22, 2-15 causes per finding, 15 present",
        value=milliseconds(lambda: posterior(cold_plan(network, evidence)), 3),
        unit="ms",
        limit=None,
        note=f"{made.cost} table entries; the product allows 8 causes per finding",
    )


def _peak_memory(present: int) -> float:
    here = Path(__file__).resolve().parents[1]
    path = os.pathsep.join([str(here), str(here.parent / "src"), os.environ.get("PYTHONPATH", "")])
    done = subprocess.run(
        [sys.executable, "-m", "inference.memory", str(present)],
        capture_output=True,
        text=True,
        check=True,
        env=os.environ | {"PYTHONPATH": path},
        cwd=here,
    )
    return float(done.stdout)
