"""Relief over the hours after a block: how much, for how long, and whether for as long as the drug acts.

Pure; times in hours since the block, relief as a share of the baseline. What the diary leaves open stays open (None).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from sequela.records import frozen


@frozen
class Point:
    """A score held against the baseline. A `covered` one came after a painkiller: relief there may be the painkiller's,
    pain there is pain."""

    hours: float
    relief: float
    covered: bool = False


@frozen
class Acting:
    """Hours in which the anaesthetic acts.

    Each is a pair (lowest, highest) over the drugs that it can have been, so that a drug not stated or a mixture leaves
    room: `onset` until it acts, `least` and `most` how long at the shortest and the longest.
    """

    onset: tuple[float, float]
    least: tuple[float, float]
    most: tuple[float, float]


@frozen
class Run:
    """Scores in a row that show relief: first and last of them, how many, and the next that did not (None: the diary,
    or what can be read of it, ends before)."""

    first: float
    last: float
    count: int
    ended: float | None


def relief_of(score: float, baseline: float) -> float:
    """The share of the baseline that is gone; negative when the pain is worse."""
    return (baseline - score) / baseline


def run_of(points: Sequence[Point], share: float, acting: Acting, needed: int) -> Run | None:
    """The longest run of relief of at least `share` that begins while the drug can act and has the scores `needed`."""
    long_enough = [
        run for run in _runs(points, share) if run.count >= needed and run.first <= acting.most[1] and run.last > 0
    ]
    return max(long_enough, key=lambda run: (run.last, -run.first), default=None)


def _runs(points: Iterable[Point], share: float) -> Iterator[Run]:
    """Every run in order. Relief in a covered score neither shows nor ends relief; pain in one ends it."""
    inside: list[Point] = []
    blind = False
    for point in points:
        if point.relief < share:
            if inside:
                yield _run(inside, None if blind else point.hours)
            inside, blind = [], False
        elif point.covered:
            blind = True
        elif not blind:
            inside.append(point)
    if inside:
        yield _run(inside, None)


def _run(inside: Sequence[Point], ended: float | None) -> Run:
    return Run(first=inside[0].hours, last=inside[-1].hours, count=len(inside), ended=ended)


def held(points: Sequence[Point], share: float, acting: Acting, needed: int) -> bool | None:
    """Whether relief of at least `share` held for the drug's shortest action; None if the diary leaves it open.

    True: `needed` scores in a row show it, the last of them not before the drug's shortest action. False: pain went on
    while the drug acted, or relief ended before it can have worn off. None: too few scores, or the end lies where
    nobody looked.
    """
    run = run_of(points, share, acting, needed)
    if run is None:
        return False if watched(points, share, acting, needed) else None
    if run.last >= acting.least[1]:
        return True
    if run.ended is not None and run.ended <= acting.least[0]:
        return False
    return None


def watched(points: Sequence[Point], share: float, acting: Acting, needed: int) -> bool:
    """True if there were scores enough while the drug can act, one of them by the middle of its range of action.

    Before that middle most doses still act; pain seen only later may have come back.
    """
    middle = (acting.least[0] + acting.most[0]) / 2
    seen = [p for p in points if p.hours <= acting.most[1] and not (p.covered and p.relief >= share)]
    return len(seen) >= needed and any(p.hours <= middle for p in seen)


def best(points: Sequence[Point], acting: Acting, needed: int) -> float | None:
    """The highest relief that `needed` scores in a row held while the drug acts; None with fewer scores."""
    read = [p for p in points if not p.covered and p.hours <= max(acting.most[1], acting.least[1])]
    windows = [read[n : n + needed] for n in range(len(read) - needed + 1)]
    return max((min(p.relief for p in window) for window in windows), default=None)


def compared(short: Run, long: Run) -> bool | None:
    """True if relief lasted longer after the second block than after the first, False if less long; None if open."""
    if short.ended is not None and long.last >= short.ended:
        return True
    if long.ended is not None and short.last >= long.ended:
        return False
    return None
