"""Published cases whose cause was found in the end, one by one: what the answer said, beside the prior alone.

    python benchmarks/published_cases.py [--vignettes FILE] [--truth FILE] [--as-of DATE] [--json]

Nothing in the knowledge is tuned to a case. Five cases were set aside before any synonym was written; how much of
their text is understood is given apart.
"""

from __future__ import annotations

import argparse
import dataclasses
import datetime as dt
import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
sys.path[:0] = [str(HERE), str(ROOT / "src")]

from measures import Measure  # noqa: E402

if TYPE_CHECKING:
    from sequela.validation.cases import CaseScore, Standing

VIGNETTES, TRUTH = ROOT / "examples" / "vignettes.yaml", ROOT / "examples" / "truth.yaml"
AS_OF = dt.date(2026, 1, 1)
SET_ASIDE = frozenset(f"example-{n:02d}" for n in (6, 8, 10, 13, 18))
COVERED_REGION = "lumbar"
UNDERSTOOD_GOAL = 0.95
NOTES = {
    "covered": "",
    "partly": "truth partly covered",
    "not_covered": "truth not among the mechanisms known",
    "region_not_covered": "region not covered yet",
}


def scored(vignettes: Path, truth: Path, as_of: dt.date) -> tuple[CaseScore, ...]:
    from sequela.knowledge.load import load_knowledge
    from sequela.validation.cases import score_cases

    return score_cases(vignettes, truth, load_knowledge(), as_of)


def report(scores: Sequence[CaseScore]) -> Iterator[str]:
    """A line per case, then the set. Ranks and log2 P(main): prior alone, with context and time course, answer."""
    from sequela.validation.cases import summary

    yield "Rank of the best true mechanism, and log2 P(main) of the dominant one that the knowledge has:"
    yield f"{'case':12}{'prior':>12}{'+ context':>12}{'answer':>12}  {'urgent':10}{'understood':>11}  put first | truth"
    for s in scores:
        cells = "".join(f"{_cell(x):>12}" for x in (s.prior, s.with_context, s.answer))
        first = f"{s.first[0]} {s.first[1]:.0%}" if s.first else "-"
        notes = ", ".join(x for x in (NOTES[s.covered], "fit approximate" if s.truth.fit != "exact" else "") if x)
        truth = ", ".join(s.truth.mechanisms) + (f" ({notes})" if notes else "")
        read = f"{s.understood}+{s.partly}/{s.values}"
        yield f"{s.case:12}{cells}  {_urgent(s):10}{read:>11}  {first} | {truth}"
    found = summary(scores)
    yield ""
    yield f"{found.judged} of {found.cases} cases have a true mechanism that the knowledge has."
    for name, k in (("prior alone", 0), ("with context and time course", 1), ("answer", 2)):
        yield f"  {name:29} first in {found.first[k]}, among the first three in {found.in_three[k]}"
    yield f"  gain over the prior alone: context {found.by_context.bits:+.2f} bits (SE {found.by_context.se:.2f}),"
    yield f"  answer {found.by_answer.bits:+.2f} bits (SE {found.by_answer.se:.2f}) per case"
    yield f"Urgent: {found.urgent_found} of {found.urgent} found."
    yield f"Called urgent of the others: {found.over_called} of {found.not_urgent}."
    for name, part in _parts(scores):
        whole, in_part, values = (sum(n) for n in zip(*[(s.understood, s.partly, s.values) for s in part], strict=True))
        share = f"{whole} of {values} in full ({whole / values:.1%}), {in_part} in part"
        yield f"Values of {COVERED_REGION} cases understood, {name}: {share}"


def _parts(scores: Sequence[CaseScore]) -> Iterator[tuple[str, list[CaseScore]]]:
    """All cases of the region, those set aside and the others; of another set of cases only all."""
    here = [s for s in scores if s.region == COVERED_REGION]
    aside = [s for s in here if s.case in SET_ASIDE]
    yield "all", here
    if aside:
        yield "set aside beforehand", aside
        yield "the others", [s for s in here if s.case not in SET_ASIDE]


def _cell(s: Standing | None) -> str:
    return "-" if s is None else f"{s.rank} ({s.bits:.1f})"


def _urgent(s: CaseScore) -> str:
    said = "yes" if s.urgent else "no"
    return said if s.truth.urgent in {None, s.urgent} else f"{said}, WRONG"


def measure(quick: bool) -> list[Measure]:  # noqa: ARG001 - twenty cases are quick
    """The summary of the published cases as rows of the common table."""
    from sequela.validation.cases import summary

    scores = scored(VIGNETTES, TRUTH, AS_OF)
    found = summary(scores)
    parts = {name: sum(s.understood + s.partly for s in p) / sum(s.values for s in p) for name, p in _parts(scores)}
    in_part = "in full or in part"
    of = f"of {found.judged} judged"
    return [
        Measure(
            task="a true mechanism first", value=found.first[2], unit="cases", note=f"{of}; prior {found.first[0]}"
        ),
        Measure(
            task="a true mechanism among three",
            value=found.in_three[2],
            unit="cases",
            note=f"{of}; prior {found.in_three[0]}",
        ),
        Measure(
            task="bits over the prior alone",
            value=found.by_answer.bits,
            unit="bits",
            note=f"SE {found.by_answer.se:.2f}",
        ),
        Measure(task="urgent cases found", value=found.urgent_found, unit="cases", limit=found.urgent, at_least=True),
        Measure(task="others called urgent", value=found.over_called, unit="cases", note=f"of {found.not_urgent}"),
        Measure(
            task="values understood",
            value=parts["all"],
            unit="share",
            limit=UNDERSTOOD_GOAL,
            at_least=True,
            note=in_part,
        ),
        Measure(task="values understood, set aside beforehand", value=parts["set aside beforehand"], unit="share"),
    ]


def main() -> int:
    """Score the cases and print a line for each, or JSON."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--vignettes", type=Path, default=VIGNETTES)
    parser.add_argument("--truth", type=Path, default=TRUTH)
    parser.add_argument("--as-of", type=dt.date.fromisoformat, default=AS_OF)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    scores = scored(options.vignettes, options.truth, options.as_of)
    if options.json:
        print(json.dumps([dataclasses.asdict(s) for s in scores], indent=2))
    else:
        print("\n".join(report(scores)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
