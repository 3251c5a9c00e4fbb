"""Do the answers mean what they say? Simulated patients, assessed with the product's own inference.

    python benchmarks/calibration.py [--patients 5000] [--seed 1] [--workers 2] [--files 200]
                                     [--region lumbar] [--hidden-context] [--json]

Patients come from the knowledge (`sequela.validation.simulate`), each with a set of numbers of his own. The same seed
gives the same patients whatever the number of workers. Some more patients are written as case files, read back and
assessed like any other: the way in must not change a number. Progress goes to stderr.
"""

from __future__ import annotations

import argparse
import dataclasses
import functools
import json
import os
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / "src")]
for _threads in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS"):  # the workers share the cores; before NumPy is imported
    os.environ.setdefault(_threads, "1")

from measures import Measure  # noqa: E402

if TYPE_CHECKING:
    from sequela.knowledge.schema.knowledge import Knowledge
    from sequela.knowledge.schema.terms import Region
    from sequela.pathway.differential.context import RegionPriors
    from sequela.validation.answers import Answers
    from sequela.validation.calibration import Calibration, Reliability, Share
    from sequela.validation.world import World

AT_ONCE = 50
FILES = 200
FILES_STREAM = 1_000_000  # batches of the other patients are numbered from 0
ERROR_GOAL, COVERED_GOAL, ACTIVE_GOAL = 0.02, (0.88, 0.92), (1.5, 2.0)


@functools.cache
def _ready(region: Region) -> tuple[Knowledge, World, RegionPriors]:
    """Once per process and region."""
    from sequela.knowledge.load import load_knowledge
    from sequela.pathway.differential.context import region_priors
    from sequela.validation.world import world_of

    knowledge = load_knowledge()
    pool = int(knowledge.conventions["prior_draws"].value)
    return knowledge, world_of(knowledge, region), region_priors(knowledge, region, pool)


def _some(task: tuple[Region, int, int, int, bool]) -> Answers:
    """One batch of patients: (region, seed, number of the batch, how many, hidden context)."""
    import numpy as np

    from sequela.validation.answers import answers
    from sequela.validation.simulate import Practice, simulate

    region, seed, batch, count, hidden = task
    knowledge, world, priors = _ready(region)
    practice = Practice(hidden_context=hidden)
    return answers(knowledge, priors, simulate(world, count, np.random.default_rng([seed, batch]), practice))


def run(region: Region, patients: int, seed: int, workers: int, hidden: bool) -> Calibration:
    """Assess and judge; a line of progress on stderr."""
    from sequela.pathway.differential.entries import entries_of
    from sequela.validation.answers import joined
    from sequela.validation.calibration import calibration

    sizes = [min(AT_ONCE, patients - first) for first in range(0, patients, AT_ONCE)]
    tasks = [(region, seed, batch, count, hidden) for batch, count in enumerate(sizes)]
    start, parts = time.monotonic(), []
    with ProcessPoolExecutor(workers) as pool:
        for part in pool.map(_some, tasks) if workers > 1 else map(_some, tasks):
            parts.append(part)
            done, spent = len(parts) / len(tasks), time.monotonic() - start
            left = f"{spent:.0f} s, about {spent / done - spent:.0f} s to go"
            print(f"\r{sum(map(len, parts))} of {patients} patients, {left}   ", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    knowledge, world, _ = _ready(region)
    return calibration([line.id for line in entries_of(knowledge, world.mechanisms).lines], joined(parts))


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ReadBack:
    """Patients written as case files: findings that got lost or came out of nothing, largest difference of a number."""

    patients: int
    lost: int
    invented: int
    difference: float


def read_back(patients: int, seed: int) -> ReadBack:
    """Write, read and assess, beside the direct answer."""
    import numpy as np

    from sequela.validation.round_trip import AS_FILES, as_files, round_trip
    from sequela.validation.simulate import simulate

    knowledge, world, priors = _ready("lumbar")
    drawn = as_files(simulate(world, patients, np.random.default_rng([seed, FILES_STREAM]), AS_FILES))
    trips = [round_trip(knowledge, priors, drawn, i) for i in range(patients)]
    return ReadBack(
        patients=patients,
        lost=sum(len(t.seen - t.used) for t in trips),
        invented=sum(len(t.used - t.seen) for t in trips),
        difference=max((t.difference for t in trips), default=0.0),
    )


def report(c: Calibration) -> Iterator[str]:
    """The lines of the report: what was stated, what came true, with standard errors."""
    yield f"{c.patients} simulated patients, {c.known.value:.1f} findings known of each on average."
    yield "Standard errors (SE) are over patients."
    yield from _reliability("P(active), all pairs of patient and mechanism", c.all_pairs, ERROR_GOAL)
    yield from _reliability("P(active), pairs stated above 0.3", c.likely, ERROR_GOAL)
    yield from _reliability("P(main generator) against the share of salience among what is active", c.main, None)
    yield ""
    low, high = COVERED_GOAL
    yield "90 % intervals (stated at 0.02 or more) that contain the posterior under the patient's own numbers:"
    yield f"  {_percent(c.covered)}; goal {low:.0%} to {high:.0%}"
    yield f"Claims above 0.7: state {c.claims.stated:.1%} on average and come true in {_percent(c.claims.came_true)}"
    few, many = c.expected_active_deciles
    stated = f"{c.expected_active.value:.2f} (SE {c.expected_active.se:.2f})"
    yield f"Expected number of active mechanisms: {stated}; goal 1.5 to 2;"
    yield f"  in eight of ten patients between {few:.2f} and {many:.2f}; truly active {c.truly_active.value:.2f}"
    yield f"Patients in whom nothing is active: {_percent(c.nothing_active)}"
    yield ""
    width = max(len(m.mechanism) for m in c.mechanisms)
    yield f"{'mechanism':{width}}  stated    true     (SE)   covered     (SE)"
    for m in c.mechanisms:
        true, covered = m.came_true, m.covered
        row = f"{m.stated:6.4f}  {true.value:6.4f}  {true.se:6.4f}   {covered.value:6.4f}  {covered.se:6.4f}"
        yield f"{m.mechanism:{width}}  {row}"


def _reliability(title: str, r: Reliability, goal: float | None) -> Iterator[str]:
    yield ""
    yield title
    yield "  stated    true     (SE)     pairs"
    for b in r.bins:
        yield f"  {b.stated:6.4f}  {b.came_true.value:6.4f}  {b.came_true.se:6.4f}  {b.came_true.n:8d}"
    error = f"  expected calibration error {r.error:.4f} (SE {r.error_se:.4f})"
    if goal is None:  # a share of what is active is no event, so there is no chance level for it
        yield error
    else:
        yield f"{error}; {r.by_chance:.4f} by chance alone were every number right; goal {goal:g}"


def _percent(s: Share) -> str:
    return f"{s.value:.1%} (SE {s.se:.1%}, n = {s.n})"


def measure(quick: bool) -> list[Measure]:
    """The goals, for `run.py`; the quick form has too few patients to decide them."""
    c = run(300 if quick else 5000, seed=1, workers=2, hidden=False)
    note = "too few patients to judge" if quick else ""
    back = read_back(20 if quick else FILES, seed=1)
    low, high = COVERED_GOAL
    few, many = ACTIVE_GOAL

    def line(task: str, value: float, limit: float | None, at_least: bool = False) -> Measure:
        return Measure(task=task, value=value, unit="", limit=None if quick else limit, at_least=at_least, note=note)

    return [
        line("expected calibration error, all pairs", c.all_pairs.error, ERROR_GOAL),
        line("expected calibration error, stated above 0.3", c.likely.error, ERROR_GOAL),
        line("share of 90 % intervals that cover", c.covered.value, low, at_least=True),
        line("share of 90 % intervals that cover", c.covered.value, high),
        line("claims above 0.7: come true less stated, in SE", _off(c), 2),
        line("expected number of active mechanisms", c.expected_active.value, few, at_least=True),
        line("expected number of active mechanisms", c.expected_active.value, many),
        Measure(task="findings lost or invented by a case file", value=back.lost + back.invented, unit="", limit=0),
        Measure(task="largest difference by a case file", value=back.difference, unit="", limit=1e-9),
    ]


def _off(c: Calibration) -> float:
    return abs(c.claims.came_true.value - c.claims.stated) / max(c.claims.came_true.se, 1e-9)


def main() -> int:
    """Simulate, assess and print the table, or JSON."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--patients", type=int, default=5000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--region", choices=("lumbar", "cervical", "thoracic"), default="lumbar")
    parser.add_argument("--workers", type=int, default=2, help="processes")
    parser.add_argument("--files", type=int, default=FILES, help="patients to be written as case files and read back")
    parser.add_argument("--hidden-context", action="store_true", help="context that is not told acts all the same")
    parser.add_argument("--json", action="store_true", help="one JSON object instead of the tables")
    options = parser.parse_args()
    found = run(options.region, options.patients, options.seed, options.workers, options.hidden_context)
    back = read_back(options.files if options.region == "lumbar" else 0, options.seed)
    if options.json:
        said = dataclasses.asdict(found) | {"seed": options.seed, "read_back": dataclasses.asdict(back)}
        print(json.dumps(said, indent=2))
    else:
        print("\n".join(report(found)))
        print(
            f"\n{back.patients} patients written as case files and read back: {back.lost} findings lost, "
            f"{back.invented} invented, largest difference of a number {back.difference:.1g}"
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
