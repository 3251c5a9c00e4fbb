"""One line of the for-and-against picture: a bar from the middle, to the right for and to the left against."""

from __future__ import annotations

import math
from collections.abc import Iterable
from functools import lru_cache

from sequela.assessment import Ranked

from .svg import element, share, text

HEIGHT = 18
LEAST_SCALE = 2
"""Bits at the edge of the picture at least: a half-bit fact must not fill it."""


def scale(entries: Iterable[Ranked]) -> int:
    """Bits at both edges of the picture, one scale for all the sources that it shows."""
    found = [abs(reason.bits) for entry in entries for reason in (*entry.for_, *entry.against)]
    return max(LEAST_SCALE, math.ceil(max(found, default=0.0)))


@lru_cache(maxsize=4096)
def strip(bits: float, edge: int) -> str:
    """A fact's weight in bits; `edge` is the scale. Against is hatched as well as placed, for print without colour.

    Remembered: a page has two hundred of them, weights are rounded when an assessment is kept, and many are alike.
    """
    words = f"{abs(bits):.1f} bits {'for' if bits > 0 else 'against'}"
    length = min(abs(bits) / edge, 1.0) / 2
    start = 0.5 if bits > 0 else 0.5 - length
    bar = element(
        "rect", class_="for" if bits > 0 else "against", x=share(start), y=4, width=share(length), height=HEIGHT - 8
    )
    lines = [
        element("line", class_="middle" if part == 0.5 else "grid", x1=share(part), x2=share(part), y1=0, y2=HEIGHT)
        for part in (0.0, 0.25, 0.5, 0.75, 1.0)
    ]
    title = element("title", text(words))
    return element("svg", title, *lines, bar, class_="strip argument", width="100%", height=HEIGHT, role="img")
