"""Places of the spine: regions, motion segments ("levels"), nerve roots, sides.

A level is the segment between two neighbouring vertebrae, written with the upper one first: ``L4-L5``. Roots follow
anatomy: in the lumbar spine the root that leaves at L4-L5 is L4 and the one that crosses its disc is L5; in the neck
the root takes the number of the lower vertebra, and C8 leaves below C7.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import pairwise
from typing import Literal, TypeAlias

from sequela.knowledge.schema.terms import Region

Side: TypeAlias = Literal["left", "right", "both"]

SIDES: tuple[Side, ...] = ("left", "right", "both")
REGIONS: tuple[Region, ...] = ("lumbar", "cervical", "thoracic")

VERTEBRAE: tuple[str, ...] = (
    *(f"C{n}" for n in range(1, 8)),
    *(f"T{n}" for n in range(1, 13)),
    *(f"L{n}" for n in range(1, 6)),
    "S1",
)
LEVELS: tuple[str, ...] = tuple(f"{upper}-{lower}" for upper, lower in pairwise(VERTEBRAE))
"""Every level from C1-C2 down to L5-S1."""

ROOTS: tuple[str, ...] = (
    *(f"C{n}" for n in range(1, 9)),
    *(f"T{n}" for n in range(1, 13)),
    *(f"L{n}" for n in range(1, 6)),
    *(f"S{n}" for n in range(1, 6)),
)
"""Every spinal nerve root from C1 down to S5."""

_PLACE = {vertebra: n for n, vertebra in enumerate(VERTEBRAE)}
_ORDER = {level: n for n, level in enumerate(LEVELS)}
_ROOT_ORDER = {root: n for n, root in enumerate(ROOTS)}
_SPAN = re.compile(r"([CTDLS])\s*(\d{1,2})\s*(?:-|–|—|/|\bto\b|\ba\b)?\s*([CTDLS])?\s*(\d{1,2})", re.IGNORECASE)
_ROOT_NAME = re.compile(r"([CTDLS])\s*(\d{1,2})(?:\s*(?:root|nerve))?", re.IGNORECASE)


class PlaceError(ValueError):
    """A level, root or span of vertebrae that does not exist."""


def vertebra(letter: str, number: str) -> str:
    """``("d", "05")`` is ``T5``: D (dorsal) stands for T. Raises `PlaceError` if there is none of that number."""
    name = f"{'T' if letter.upper() == 'D' else letter.upper()}{int(number)}"
    if name not in _PLACE:
        raise PlaceError(f"there is no vertebra {name}")
    return name


def span(upper: str, lower: str) -> tuple[str, ...]:
    """The levels from one vertebra down to another, either way round. Raises `PlaceError` for a single vertebra."""
    first, last = sorted((_PLACE[upper], _PLACE[lower]))
    if first == last:
        raise PlaceError(f"{upper} is one vertebra: a level lies between two, as in {LEVELS[-1]}")
    return LEVELS[first:last]


def parse_levels(text: str) -> tuple[str, ...]:
    """``"L4-5"``, ``"L4/L5"``, ``"L4 to S1"``, ``"l3-l5"`` as levels, upper first. Raises `PlaceError`."""
    found = _SPAN.fullmatch(text.strip())
    if found is None:
        if _ROOT_NAME.fullmatch(text.strip()):
            raise PlaceError(f"{text!r} is one vertebra: a level lies between two; a nerve is written as root")
        raise PlaceError(f"{text!r} is no level")
    upper = vertebra(found[1], found[2])
    return span(upper, lower_vertebra(found[1], found[2], found[3], found[4]))


def lower_vertebra(letter: str, number: str, next_letter: str | None, next_number: str) -> str:
    """The lower end of a span such as L4-5, where the second letter may be left out (L5-1 is L5-S1)."""
    if next_letter is not None:
        return vertebra(next_letter, next_number)
    try:
        same = vertebra(letter, next_number)
    except PlaceError:
        same = None
    if same is not None and _PLACE[same] > _PLACE[vertebra(letter, number)]:
        return same
    below = {"C": "T", "T": "L", "D": "L", "L": "S"}.get(letter.upper(), "S")
    return vertebra(below, next_number)


def parse_root(text: str) -> str:
    """``"l5"`` or ``"L5 root"`` as ``L5``. Raises `PlaceError`."""
    found = _ROOT_NAME.fullmatch(text.strip())
    name = "" if found is None else f"{'T' if found[1].upper() == 'D' else found[1].upper()}{int(found[2])}"
    if name not in _ROOT_ORDER:
        raise PlaceError(f"{text!r} is no nerve root")
    return name


def level_order(level: str | None) -> int:
    """A number to sort levels by, from the head down; a missing level comes last."""
    return len(LEVELS) if level is None else _ORDER.get(level, len(LEVELS))


def region_of(level: str) -> Region:
    """The region of a level, by its upper vertebra."""
    regions: dict[str, Region] = {"C": "cervical", "T": "thoracic"}
    return regions.get(level[0], "lumbar")


def exiting_root(level: str) -> str:
    """The root that leaves through the foramen of this level."""
    upper, lower = level.split("-")
    if upper[0] != "C":
        return upper
    return "C8" if lower == "T1" else lower


def traversing_root(level: str) -> str:
    """The root that crosses the disc of this level and leaves one level below; in the neck the exiting root."""
    upper, lower = level.split("-")
    return exiting_root(level) if upper[0] == "C" else lower


def roots_at(level: str) -> tuple[str, ...]:
    """The roots that a lesion at this level can touch: exiting, then traversing."""
    return tuple(dict.fromkeys((exiting_root(level), traversing_root(level))))


def ends(levels: Iterable[str]) -> tuple[str, str]:
    """The uppermost and the lowest of some levels (at least one)."""
    ordered = sorted(levels, key=level_order)
    return ordered[0], ordered[-1]


def neighbours(levels: Iterable[str]) -> frozenset[str]:
    """The levels next to some levels, above and below each run of them, without those levels themselves.

    Below L5-S1 lies the sacroiliac joint, which is no level.
    """
    own = frozenset(levels)
    places = {_ORDER[level] for level in own}
    beside = {near for place in places for near in (place - 1, place + 1) if 0 <= near < len(LEVELS)}
    return frozenset(LEVELS[place] for place in beside) - own


def mirrored(side: Side | None) -> Side | None:
    """The other side; both sides and an unknown one stay as they are."""
    if side == "left":
        return "right"
    return "left" if side == "right" else side


def joined(sides: Iterable[Side | None]) -> Side | None:
    """One side for several statements: both if they differ, None if none states a side."""
    stated = frozenset(side for side in sides if side is not None)
    if not stated:
        return None
    return next(iter(stated)) if len(stated) == 1 else "both"
