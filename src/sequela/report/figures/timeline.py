"""One line of the timeline. A time that is known only roughly is drawn as wide as it is vague.

The scale runs from the earliest event to the day of the assessment. Over many years it is drawn by the square root of
the time before that day: the last months, which matter most, get room, and the early years move together.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable

from sequela.case.when import DAYS_PER_MONTH, DAYS_PER_YEAR, When
from sequela.records import frozen

from .svg import element, share, text

HEIGHT, _MIDDLE = 22, 11
_EVEN_DAYS = 3 * DAYS_PER_YEAR
"""Up to so many days the scale is even."""
_MARGIN = 1.04
_APART = 0.15
"""Labels of the scale stand at least this part of the width apart."""
_TICKS = (
    *((f"{n} y", n * DAYS_PER_YEAR) for n in (60, 50, 40, 30, 20, 15, 10, 7, 5, 4, 3, 2, 1)),
    *((f"{n} m", n * DAYS_PER_MONTH) for n in (6, 3, 2, 1)),
    *((f"{n} d", float(n)) for n in (14, 7, 3, 1)),
)


@frozen
class Scale:
    """From `days` before the assessment on the left to the assessment `as_of` on the right."""

    as_of: dt.date
    days: float

    @property
    def even(self) -> bool:
        """True if equal times have equal widths."""
        return self.days <= _EVEN_DAYS

    def place(self, day: dt.date) -> float:
        """Where a day stands, 0 to 1."""
        return self.place_before((self.as_of - day).days)

    def place_before(self, days: float) -> float:
        """Where so many days before the assessment stand, 0 to 1."""
        part = min(max(days, 0.0) / self.days, 1.0)
        return 1 - (part if self.even else math.sqrt(part))

    def ticks(self) -> tuple[tuple[str, float], ...]:
        """Labels of the scale with their places, the earliest first."""
        found: list[tuple[str, float]] = []
        for words, days in _TICKS:
            if days <= self.days:
                at = self.place_before(days)
                if at <= 1 - _APART and (not found or at - found[-1][1] >= _APART):
                    found.append((words, at))
        return tuple(found)


def scale(times: Iterable[When], as_of: dt.date) -> Scale:
    """The scale that holds all these times; at least a month."""
    longest = max((time.days_before(as_of)[1] for time in times), default=0)
    return Scale(as_of=as_of, days=max(longest * _MARGIN, DAYS_PER_MONTH))


def axis(scale: Scale) -> str:
    """Times before the assessment, and "now"; hidden from readers aloud, to whom every line says its time in words."""
    ticks = [
        element("text", text(words), x=share(at), y=12, text_anchor="start" if at < 0.04 else "middle")
        for words, at in scale.ticks()
    ]
    now = element("text", "now", x="100%", y=12, text_anchor="end")
    return element("svg", *ticks, now, class_="strip axis", width="100%", height=16, aria_hidden="true")


def strip(scale: Scale, kind: str, when: When, words: str, *, lasts: bool = False, well: When | None = None) -> str:
    """One event or, if it `lasts`, one that goes on until the assessment; `well` is a time free of pain after it."""
    parts = []
    if well is not None:
        parts.append(_span(scale, "well", well.earliest, well.latest, _MIDDLE - 3, 6))
    if lasts:
        parts.append(_span(scale, f"lasting {kind}", when.middle, scale.as_of, _MIDDLE - 3, 6))
    if when.latest > when.earliest:
        parts.append(_span(scale, f"vague {kind}", when.earliest, when.latest, _MIDDLE - 8, 16, rx=4))
    parts.append(_mark(kind, scale.place(when.middle)))
    lines = [element("line", class_="grid", x1=share(at), x2=share(at), y1=0, y2=HEIGHT) for _, at in scale.ticks()]
    now = element("line", class_="middle", x1="100%", x2="100%", y1=0, y2=HEIGHT)
    title = element("title", text(words))
    return element("svg", title, *lines, now, *parts, class_="strip time", width="100%", height=HEIGHT, role="img")


def _span(scale: Scale, kind: str, first: dt.date, last: dt.date, y: float, height: float, rx: float = 3) -> str:
    start, end = scale.place(first), scale.place(last)
    return element("rect", class_=kind, x=share(start), y=y, width=share(end - start), height=height, rx=rx)


def shape(kind: str) -> str:
    """The mark of a kind of event around (0, 0): each its own shape, so that none is told by its colour alone."""
    shapes = {
        "operation": element("rect", x=-5, y=-5, width=10, height=10),
        "onset": element("circle", cx=0, cy=0, r=5.5),
        "treatment": element("path", d="M0 -6L6 5H-6Z"),
        "block": element("path", d="M0 -7L7 0L0 7L-7 0Z"),
        "imaging": element("rect", x=-2, y=-7, width=4, height=14),
    }
    return shapes.get(kind, shapes["onset"])


def _mark(kind: str, at: float) -> str:
    moved = element("g", shape(kind), class_=f"mark {kind}", transform=f"translate(0 {_MIDDLE})")
    return element("svg", moved, x=share(at), y=0, overflow="visible")
