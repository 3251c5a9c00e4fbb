"""Which facts the answers name, and which levels of a finding or factor their words mean."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sequela.assessment import ComplaintResult
from sequela.knowledge.schema.context import Factor


def facts_told(complaints: Iterable[ComplaintResult]) -> dict[str, frozenset[str]]:
    """Every fact that the answers name, with what was said of it; what is still to be asked has none."""
    found: dict[str, frozenset[str]] = {}
    for complaint in complaints:
        for entry in complaint.differential:
            for reason in (*entry.for_, *entry.against):
                found[reason.fact] = found.get(reason.fact, frozenset()) | {reason.value}
        open_ones = (
            *(ask.finding for ask in complaint.ask_next),
            *(change.finding for change in complaint.would_change),
            *(left.finding for left in complaint.unexplained),
        )
        for finding in open_ones:
            found.setdefault(finding, frozenset())
    return found


def levels_between(levels: Sequence[str], value: str) -> tuple[str, ...]:
    """The levels that words leave possible: ``some``, ``at least some``, ``at most some``, ``none to some``."""
    if value in levels:
        return (value,)
    words = value.removeprefix("at least ").removeprefix("at most ")
    if words != value and words in levels:
        at = levels.index(words)
        return tuple(levels[at:] if value.startswith("at least") else levels[: at + 1])
    first, _, last = value.partition(" to ")
    if first in levels and last in levels:
        return tuple(levels[levels.index(first) : levels.index(last) + 1])
    return ()


def levels_told(factor: Factor, values: Iterable[str]) -> frozenset[str]:
    """The levels of a factor that stand in words joined by "or", in its own order; a label may hold an "or" itself."""
    found: set[str] = set()
    for value in values:
        rest = value
        for level in factor.levels:
            labels = {level.label.en, *(text.en for text in level.label_in.values())}
            label = next((words for words in labels if rest == words or rest.startswith(f"{words} or ")), None)
            if label is not None:
                found.add(level.id)
                rest = rest.removeprefix(label).removeprefix(" or ")
    return frozenset(found)
