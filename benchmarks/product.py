"""The product on the lumbar network: the time of an answer, its memory, and the whole command beside its floor.

    python benchmarks/product.py [--quick] [--json]

Patients are simulated from the knowledge, as thoroughly examined as in the calibration check. Trees remembered from
other patients are forgotten before every answer.
"""

from __future__ import annotations

import argparse
import functools
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
sys.path[:0] = [str(HERE), str(ROOT / "src")]

import numpy as np  # noqa: E402
from measures import Measure, milliseconds, table  # noqa: E402

from sequela import inference  # noqa: E402
from sequela.case.derived import FactorValue  # noqa: E402
from sequela.inference import Evidence, Network, cliquetree  # noqa: E402
from sequela.knowledge.load import load_knowledge  # noqa: E402
from sequela.knowledge.schema.knowledge import Knowledge  # noqa: E402
from sequela.knowledge.schema.terms import FactorId, FindingId, MechanismId  # noqa: E402
from sequela.pathway.differential import ask_next, explain  # noqa: E402
from sequela.pathway.differential.concordance import Observation  # noqa: E402
from sequela.pathway.differential.context import RegionPriors, prior_for, region_priors  # noqa: E402
from sequela.pathway.differential.network_of import RegionNetwork, region_network  # noqa: E402
from sequela.pathway.differential.posterior import infer  # noqa: E402
from sequela.validation.round_trip import AS_FILES, as_files, case_text  # noqa: E402
from sequela.validation.simulate import simulate  # noqa: E402
from sequela.validation.world import world_of  # noqa: E402

STARTS = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class Clinic:
    """The knowledge made ready once, as a process does that answers several cases."""

    knowledge: Knowledge
    priors: RegionPriors


@dataclass(frozen=True, slots=True, kw_only=True)
class Patient:
    """What is told and seen of one simulated patient."""

    context: dict[FactorId, FactorValue]
    excluded: frozenset[MechanismId]
    seen: dict[FindingId, tuple[int, int]]


def clinic() -> Clinic:
    knowledge = load_knowledge()
    pool = int(knowledge.conventions["prior_draws"].value)
    return Clinic(knowledge=knowledge, priors=region_priors(knowledge, "lumbar", pool))


def patients(clinic_: Clinic, count: int) -> list[Patient]:
    drawn = simulate(world_of(clinic_.knowledge, "lumbar"), count, np.random.default_rng(1))
    return [
        Patient(
            context={f: FactorValue(levels=levels, facts=()) for f, levels in drawn.told(i).items()},
            excluded=drawn.cannot_be(i),
            seen=drawn.seen(i),
        )
        for i in range(count)
    ]


def network_of(clinic_: Clinic, p: Patient) -> tuple[RegionNetwork, Evidence]:
    prior = prior_for(clinic_.priors, p.context, p.excluded)
    region = region_network(clinic_.knowledge, "lumbar", clinic_.priors, prior, p.excluded)
    index = region.index()
    return region, Evidence.of({index[f]: between for f, between in p.seen.items() if f in index})


def base(clinic_: Clinic, p: Patient) -> object:
    """From what is told and seen to P(active) of every mechanism."""
    region, evidence = network_of(clinic_, p)
    return _posterior(region.network, evidence)


def _posterior(network: Network, evidence: Evidence) -> inference.Posterior:
    cliquetree.build.cache_clear()
    return inference.posterior(inference.plan(network, evidence))


def whole(clinic_: Clinic, p: Patient) -> object:
    """The same with intervals from 500 draws, for and against, and what to ask next."""
    cliquetree.build.cache_clear()
    knowledge = clinic_.knowledge
    prior = prior_for(clinic_.priors, p.context, p.excluded)
    region = region_network(knowledge, "lumbar", clinic_.priors, prior, p.excluded)
    observed = {
        f: Observation(finding=f, lo=lo, hi=hi, facts=()) for f, (lo, hi) in p.seen.items() if f in region.findings
    }
    open_ = ask_next.candidates(knowledge, region.findings, set(observed))
    inferred = infer(knowledge, region, prior, observed, open_)
    reasons = explain.arguments(knowledge, "lumbar", inferred, observed, p.context)
    return reasons, ask_next.ask_next(knowledge, inferred), ask_next.would_change(knowledge, inferred)


def measure(quick: bool) -> list[Measure]:
    clinic_ = clinic()
    seen = patients(clinic_, 6 if quick else 30)
    return [
        *_answers(clinic_, seen),
        *_beside_peer(clinic_, seen),
        _memory(),
        *_commands(clinic_.knowledge, 3 if quick else STARTS),
    ]


def _over(seen: Sequence[Patient], work: Callable[[Patient], object]) -> list[float]:
    return [milliseconds(functools.partial(work, p), 3) for p in seen]


def _answers(clinic_: Clinic, seen: Sequence[Patient]) -> list[Measure]:
    plain, full = _over(seen, lambda p: base(clinic_, p)), _over(seen, lambda p: whole(clinic_, p))
    sizes = statistics.median(len(p.seen) for p in seen)
    start = time.perf_counter()
    region_priors(clinic_.knowledge, "lumbar", int(clinic_.knowledge.conventions["prior_draws"].value))
    ready = 1e3 * (time.perf_counter() - start)
    return [
        Measure(
            task="P(active) of all mechanisms, with context, network and plan",
            value=statistics.median(plain),
            unit="ms",
            limit=10,
            note=f"slowest of {len(seen)}: {max(plain):.1f} ms; {sizes:g} findings known",
        ),
        Measure(
            task="the same with 500 draws, for and against, ask next",
            value=statistics.median(full),
            unit="ms",
            limit=80,
            note=f"slowest of {len(seen)}: {max(full):.1f} ms",
        ),
        Measure(task="pool of prior draws, once per process", value=ready, unit="ms"),
    ]


def _beside_peer(clinic_: Clinic, seen: Sequence[Patient]) -> list[Measure]:
    import _network_peer

    ours, theirs, error = [], [], 0.0
    for p in seen:
        region, evidence = network_of(clinic_, p)

        ours.append(milliseconds(functools.partial(_posterior, region.network, evidence), 3))
        theirs.append(milliseconds(functools.partial(_network_peer.query, region.network, evidence), 3))
        apart = _posterior(region.network, evidence).active - _network_peer.query(region.network, evidence)
        error = max(error, float(np.abs(apart).max()))
    mine, peer = statistics.median(ours), statistics.median(theirs)
    return [
        Measure(task="plan and all marginals, network given", value=mine, unit="ms"),
        Measure(
            task="pyAgrum with our pre-processing / ours",
            value=peer / mine,
            unit="times",
            limit=1,
            at_least=True,
            note=f"pyAgrum {peer:.2f} ms",
        ),
        Measure(task="largest difference from pyAgrum", value=error, unit="", limit=1e-9),
    ]


def _memory() -> Measure:
    """The high-water mark of a process that loads the knowledge and gives one whole answer (Linux)."""
    done = subprocess.run(
        [sys.executable, str(Path(__file__).resolve()), "--memory"], capture_output=True, text=True, check=True
    )
    return Measure(task="peak memory of one whole answer", value=float(done.stdout), unit="MiB", limit=300)


def _peak_mib() -> float:
    clinic_ = clinic()
    whole(clinic_, patients(clinic_, 1)[0])
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(next(row for row in status.splitlines() if row.startswith("VmHWM")).split()[1]) / 1024


def _commands(knowledge: Knowledge, starts: int) -> list[Measure]:
    """Whole processes, taken in turns so that a busy moment hits all alike."""
    drawn = as_files(simulate(world_of(knowledge, "lumbar"), 1, np.random.default_rng(1), AS_FILES))
    floor = [sys.executable, "-c", "import numpy"]
    ask = [sys.executable, "-m", "sequela.cli.main"]
    with tempfile.TemporaryDirectory() as folder:
        file, cache = Path(folder, "case.json"), Path(folder, "cache")
        file.write_text(case_text(drawn, 0, knowledge), encoding="utf-8")
        env = os.environ | {
            "SEQUELA_CACHE": str(cache),
            "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), os.environ.get("PYTHONPATH", "")]),
        }
        commands = {"numpy": floor, "assess": [*ask, "assess", str(file)], "help": [*ask, "--help"]}
        times: dict[str, list[float]] = {name: [] for name in commands}
        for turn in range(starts + 1):
            for name, command in commands.items():
                start = time.perf_counter()
                subprocess.run(command, env=env, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
                if turn:
                    times[name].append(time.perf_counter() - start)
    took = {name: statistics.median(t) for name, t in times.items()}
    return [
        Measure(
            task="sequela assess / python -c 'import numpy'",
            value=took["assess"] / took["numpy"],
            unit="times",
            limit=8,
            note=f"{took['assess']:.3f} s and {took['numpy']:.3f} s; {len(drawn.seen(0))} findings, knowledge cached",
        ),
        Measure(task="sequela --help", value=took["help"], unit="s", limit=0.25),
    ]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--quick", action="store_true", help="fewer patients and starts")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--memory", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.memory:
        print(_peak_mib())
        return 0
    rows = measure(options.quick)
    print(json.dumps([row.as_dict() for row in rows], indent=2) if options.json else table(rows))
    return 0


if __name__ == "__main__":
    sys.exit(main())
