"""What a benchmark reports: one measured number, its unit, and the goal it is held against."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """One line. ``limit``: at most (``at_least`` False) or at least this; None: for information."""

    task: str
    value: float
    unit: str
    limit: float | None = None
    at_least: bool = False
    note: str = ""

    @property
    def met(self) -> bool | None:
        """Whether the goal is met; None without a goal."""
        if self.limit is None:
            return None
        return self.value >= self.limit if self.at_least else self.value <= self.limit

    def as_dict(self) -> dict[str, object]:
        return asdict(self) | {"met": self.met}


def milliseconds(work: Callable[[], object], repeats: int = 5) -> float:
    """Median wall time of `repeats` calls after one that is not counted."""
    work()
    times = []
    for _ in range(repeats):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return 1e3 * statistics.median(times)


def table(measures: Sequence[Measure]) -> str:
    """Aligned text: task, value, goal, verdict, note."""
    lines = []
    width = max((len(m.task) for m in measures), default=0)
    for m in measures:
        sign = ">=" if m.at_least else "<="
        goal = "" if m.limit is None else f"{sign} {m.limit:g}"
        verdict = {True: "met", False: "NOT MET", None: ""}[m.met]
        lines.append(f"{m.task:{width}}  {m.value:>10.4g} {m.unit:<8} {goal:<10} {verdict:<8} {m.note}".rstrip())
    return "\n".join(lines)
