"""A warm assessment with everything, and where its time goes: differential, options and plan, work-up, the rest.

    python benchmarks/run.py care_path [--quick]

The example cases, each assessed in a process that has answered before. The parts are timed one by one on the same case.
"""

from __future__ import annotations

import datetime as dt
import functools
import statistics
import sys
from collections.abc import Callable
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
sys.path[:0] = [str(HERE), str(ROOT / "src")]

from measures import Measure, milliseconds  # noqa: E402

from sequela.assess import assess, blocks, differentials, next_steps  # noqa: E402
from sequela.case.case import Case  # noqa: E402
from sequela.case.files import case_of, read_file  # noqa: E402
from sequela.case.ledger import sort_facts  # noqa: E402
from sequela.knowledge.load import load_knowledge  # noqa: E402
from sequela.knowledge.schema.knowledge import Knowledge  # noqa: E402
from sequela.pathway.coverage.criteria import coverage  # noqa: E402
from sequela.pathway.plan.opioid_load import opioid_load  # noqa: E402
from sequela.pathway.reading import triage_reading  # noqa: E402
from sequela.pathway.triage.red_flags import triage  # noqa: E402
from sequela.pathway.triage.scope import scope  # noqa: E402

DAY = dt.date(2026, 11, 29)
REPEATS = 5


def measure(quick: bool) -> list[Measure]:
    """Median over the examples of the whole and of each part, in milliseconds."""
    knowledge = load_knowledge()
    files = sorted((ROOT / "examples" / "cases").glob("*.yaml"))[:: 5 if quick else 1]
    files += [ROOT / "examples" / "diaries" / "dual.yaml", ROOT / "examples" / "plan" / "recurrence_willing.yaml"]
    cases = [case_of(next(iter(read_file(str(f)))), knowledge, as_of=DAY, today=DAY) for f in files]
    whole = [milliseconds(functools.partial(assess, case, knowledge, DAY), REPEATS) for case in cases]
    rows = [
        Measure(
            task="warm assessment with everything, 500 draws",
            value=statistics.median(whole),
            unit="ms",
            limit=300,
            note=f"slowest of {len(cases)}: {max(whole):.0f} ms",
        )
    ]
    told = [parts(case, knowledge) for case in cases]
    for name in told[0]:
        spent = [milliseconds(found[name], REPEATS) for found in told if name in found]
        rows.append(Measure(task=f"  of it: {name}", value=statistics.median(spent), unit="ms"))
    return rows


def parts(case: Case, knowledge: Knowledge) -> dict[str, Callable[[], object]]:
    """What each step of the path does for this case, ready to be timed."""
    facts = sort_facts(case, knowledge)
    reading = triage_reading(case, facts, knowledge)
    business, danger = scope(case, reading, knowledge), triage(case, reading, knowledge)
    worked = differentials(case, facts, knowledge)
    return {
        "triage": lambda: triage(case, triage_reading(case, facts, knowledge), knowledge),
        "differential of all complaints, 500 draws": lambda: differentials(case, facts, knowledge),
        "options, staged plan and work-up": lambda: next_steps(case, worked, facts, business, danger, knowledge),
        "diaries of blocks": lambda: blocks(case, knowledge),
        "opioid load": lambda: opioid_load(case, reading, knowledge),
        "what payers ask": lambda: coverage(case, facts, knowledge),
    }
