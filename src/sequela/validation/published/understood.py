"""How much of what a vignette tells was understood."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from sequela.assessment import LedgerEntry

from .entries import KNOWN_BEFORE

SET_ASIDE = frozenset(f"example-{n:02d}" for n in (6, 8, 10, 13, 18))
"""Examples that nobody looked at while synonyms were written; what is understood of them is told apart."""


def leaves(value: object, place: str = KNOWN_BEFORE) -> Iterator[str]:
    """The place of every single value, written as the ledger writes it: ``known_before.signs.motor_deficit``."""
    if isinstance(value, Mapping):
        for key, part in value.items():
            yield from leaves(part, f"{place}.{key}")
    elif isinstance(value, list):
        for i, part in enumerate(value):
            yield from leaves(part, f"{place}[{i}]")
    else:
        yield place


def left_over(values: Sequence[str], not_understood: Iterable[LedgerEntry]) -> tuple[int, int]:
    """How many values were not understood at all, and how many in part (entries that name fewer words than the text).

    An entry for a whole (``treatments_tried[0]``) stands for each of its values; one that no longer knows its place
    stands for one value.
    """
    lost: set[str] = set()
    partly: set[str] = set()
    displaced = 0
    for entry in not_understood:
        place = entry.fact.split("#")[0]
        if place == KNOWN_BEFORE:
            displaced += 1
        here = {v for v in values if v == place or (place != KNOWN_BEFORE and v.startswith((f"{place}.", f"{place}[")))}
        (lost if entry.value == entry.label else partly).update(here)
    return min(len(lost) + displaced, len(values)), len(partly - lost)
