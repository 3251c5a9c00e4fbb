"""One line of a dot-and-interval chart: how probable a source is, how sure that is, and where it stood before."""

from __future__ import annotations

from sequela.assessment import Member, Ranked
from sequela.pathway.dictation import percent

from .svg import element, share, text

HEIGHT, _MIDDLE = 24, 12
QUARTERS = (0.0, 0.25, 0.5, 0.75, 1.0)


def axis() -> str:
    """The scale of the chart, 0 to 100 %. It repeats what every line says in words and is hidden from readers aloud."""
    anchors = {0.0: "start", 1.0: "end"}
    labels = [
        element("text", text(f"{100 * part:.0f} %"), x=share(part), y=12, text_anchor=anchors.get(part, "middle"))
        for part in QUARTERS
    ]
    return element("svg", *labels, class_="strip axis", width="100%", height=16, aria_hidden="true")


def strip(entry: Ranked) -> str:
    """P(active) as a dot, its 90 % interval as a bar, P before these facts as an upright stroke."""
    low, high = entry.interval
    words = (
        f"{percent(entry.probability)}, 90 % interval {100 * low:.0f} to {100 * high:.0f} %; "
        f"before these facts {percent(entry.prior)}"
    )
    bar = element("rect", class_="interval", x=share(low), y=_MIDDLE - 4, width=share(high - low), height=8, rx=4)
    before = element("line", class_="before", x1=share(entry.prior), x2=share(entry.prior), y1=3, y2=HEIGHT - 3)
    kind = "strip background" if entry.background else "strip"
    return _drawn(words, kind, bar, before, _dot(entry.probability, 5.5))


def member_strip(member: Member) -> str:
    """P(active) of a part of a group: a smaller dot, without an interval of its own."""
    return _drawn(percent(member.probability), "strip member", _dot(member.probability, 3.5))


def _dot(probability: float, radius: float) -> str:
    return element("circle", class_="dot", cx=share(probability), cy=_MIDDLE, r=radius)


def _drawn(words: str, kind: str, *parts: str) -> str:
    lines = [element("line", class_="grid", x1=share(q), x2=share(q), y1=0, y2=HEIGHT) for q in QUARTERS]
    title = element("title", text(words))
    return element("svg", title, *lines, *parts, class_=kind, width="100%", height=HEIGHT, role="img")
