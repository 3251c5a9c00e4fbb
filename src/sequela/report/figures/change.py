"""One line of a before-and-after picture: where a source stood, where it stands now, and the way between."""

from __future__ import annotations

from sequela.pathway.dictation import percent

from .svg import element, share, text

HEIGHT, _MIDDLE = 24, 12
_QUARTERS = (0.0, 0.25, 0.5, 0.75, 1.0)


def strip(before: float, after: float) -> str:
    """P(active) before as an upright stroke, after as a dot, both from 0 to 1."""
    low, high = sorted((before, after))
    lines = [element("line", class_="grid", x1=share(q), x2=share(q), y1=0, y2=HEIGHT) for q in _QUARTERS]
    way = element("rect", class_="interval", x=share(low), y=_MIDDLE - 2, width=share(high - low), height=4)
    was = element("line", class_="before", x1=share(before), x2=share(before), y1=3, y2=HEIGHT - 3)
    now = element("circle", class_="dot", cx=share(after), cy=_MIDDLE, r=5.5)
    title = element("title", text(f"{percent(before)} before, {percent(after)} after"))
    return element("svg", title, *lines, way, was, now, class_="strip", width="100%", height=HEIGHT, role="img")
