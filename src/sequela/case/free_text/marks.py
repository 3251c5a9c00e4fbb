"""Sides, levels, roots and times around a phrase: which of them belong to it."""

from __future__ import annotations

import re
from collections.abc import Iterable

from sequela.case.free_text.cues import Clause, clauses
from sequela.case.free_text.pattern import any_of
from sequela.case.free_text.places import Spot, levels_in, roots_in, sides_in, vertebrae_in
from sequela.case.free_text.times import TimeSaid, times_in
from sequela.case.location import LEVELS, ends
from sequela.records import frozen

COMMA = 200
"""A comma between a phrase and a place weighs as much as so many letters."""
_OPERATED = re.compile(
    r"\b(?:operated|same|index|previous|surgical|fused|fusion|former|treated|instrumented)\s+(?:disc\s+)?"
    r"(?:level|site|segment|space|disc)s?",
    re.IGNORECASE,
)
_ABOVE = any_of(
    r"\b(?:adjacent|next|neighbou?ring)\s+(?:upper\s+|cranial\s+|proximal\s+)?(?:level|segment|disc)s?",
    r"\b(?:level|segment|disc)\s+above",
    r"\babove\s+(?:the\s+)?(?:fusion|fused|construct|operated)",
)
_BELOW = any_of(r"\b(?:level|segment|disc)\s+below", r"\bbelow\s+(?:the\s+)?(?:fusion|construct|operated)")


@frozen
class Marks:
    """What a text names besides findings."""

    clauses: tuple[Clause, ...]
    sides: tuple[Spot, ...]
    levels: tuple[Spot, ...]
    roots: tuple[Spot, ...]
    vertebrae: tuple[Spot, ...]
    times: tuple[TimeSaid, ...]

    @staticmethod
    def of(text: str) -> Marks:
        """Read them all once."""
        singles = tuple(
            Spot(start=start, end=end, roots=(name,)) for start, end, name in vertebrae_in(text) if name in LEG_ROOTS
        )
        return Marks(
            clauses=clauses(text),
            sides=sides_in(text),
            levels=levels_in(text),
            roots=roots_in(text),
            vertebrae=singles,
            times=times_in(text),
        )

    def clause(self, place: int) -> Clause:
        """The clause that a place lies in."""
        return next((c for c in self.clauses if c.start <= place < c.end), Clause(start=place, end=place + 1))

    def time(self, clause: Clause, place: int) -> TimeSaid | None:
        """The time nearest to a place in its clause; else a time before the operation said at the head of the text."""
        inside = [t for t in self.times if clause.start <= t.start < clause.end]
        if inside:
            return min(inside, key=lambda t: abs(t.start - place))
        heading = [t for t in self.times if t.kind in ("before_surgery", "after_surgery") and t.end <= clause.start]
        return heading[-1] if heading and len(self.clauses) > 1 and heading[-1].start <= self.clauses[0].end else None


LEG_ROOTS = frozenset({"L1", "L2", "L3", "L4", "L5", "S1"})


def reach_of(text: str, start: int, end: int, clause: Clause, stops: frozenset[int]) -> Clause:
    """The part of a clause whose places belong to a phrase: up to a comma that another phrase follows or precedes."""
    after = min((stop for stop in stops if end <= stop < clause.end), default=None)
    last = clause.end
    if after is not None and (comma := text.find(",", end, after)) >= 0:
        last = comma
    before = max((stop for stop in stops if stop < start), default=None)
    first = clause.start
    if before is not None and (comma := text.rfind(",", max(before, first), start)) >= 0:
        first = comma
    return Clause(start=first, end=last)


def nearest_spot(spots: Iterable[Spot], start: int, end: int, clause: Clause, text: str) -> Spot | None:
    """The spot nearest to the phrase within its clause."""
    inside = [spot for spot in spots if clause.start <= spot.start < clause.end]
    if not inside:
        return None
    return min(inside, key=lambda spot: (_apart(spot, start, end, text), spot.start))


def _apart(spot: Spot, start: int, end: int, text: str) -> int:
    """How far a spot stands from a phrase, in letters; what stands beyond a comma is farther than any word."""
    if start <= spot.start < end:
        return 0
    between = text[end : spot.start] if spot.start >= end else text[spot.end : start]
    return len(between) + COMMA * between.count(",")


def row_of_levels(spots: Iterable[Spot], start: int, end: int, clause: Clause, text: str) -> list[Spot]:
    """The nearest levels and those listed with them ("L3-4 and L4-5")."""
    inside = [spot for spot in spots if clause.start <= spot.start < clause.end]
    first = nearest_spot(inside, start, end, clause, text)
    if first is None:
        return []
    row = [first]
    for spot in inside[inside.index(first) + 1 :]:
        if not re.fullmatch(r"\s*(?:,|and|&|y|/|or)*\s*(?:and\s*)?", text[row[-1].end : spot.start], re.IGNORECASE):
            break
        row.append(spot)
    return row


def level_by_operation(
    operated: tuple[str, ...], text: str, clause: Clause
) -> tuple[tuple[str, ...], tuple[int, int] | None]:
    """Levels told by their relation to the operation: "at the operated level", "the level above"."""
    if not operated:
        return (), None
    top, bottom = ends(operated)
    for pattern, levels in (
        (_OPERATED, operated),
        (_ABOVE, _beside(top, -1)),
        (_BELOW, _beside(bottom, 1)),
    ):
        if found := pattern.search(text, clause.start, clause.end):
            return levels, found.span()
    return (), None


def _beside(level: str, step: int) -> tuple[str, ...]:
    place = LEVELS.index(level) + step
    return (LEVELS[place],) if 0 <= place < len(LEVELS) else ()
