"""Relief, recovery and serious harm of one option, side by side: the trade-off, a line to each option."""

from __future__ import annotations

from collections.abc import Iterable

from sequela.assessment.plan import Option
from sequela.pathway.dictation import percent

from .svg import element, share, text

HEIGHT, _MIDDLE = 24, 12
PARTS = (0.0, 0.5, 1.0)


def longest(options: Iterable[Option]) -> float:
    """The longest recovery among the options in weeks: the end of the scale, at least one."""
    return max((o.recovery.weeks for o in options), default=1.0) or 1.0


def relief(option: Option) -> str:
    """Expected relief as a dot with its 90 % interval; a question mark where it is not known."""
    if option.relief is None:
        unknown = element("text", text("not known"), x="0", y=16, class_="unknown")
        return _drawn("relief not known", unknown)
    low, high = option.relief.interval
    p = option.relief.probability
    bar = element("rect", class_="interval", x=share(low), y=_MIDDLE - 4, width=share(high - low), height=8, rx=4)
    dot = element("circle", class_="dot", cx=share(p), cy=_MIDDLE, r=5.5)
    words = f"relief {round(100 * p)} of 100, 90 % interval {round(100 * low)} to {round(100 * high)}"
    return _drawn(words, bar, dot)


def recovery(option: Option, most: float) -> str:
    """Weeks lost to recovery as a bar, on a scale to the longest of all."""
    weeks = option.recovery.weeks
    bar = element("rect", class_="weeks", x="0", y=_MIDDLE - 5, width=share(weeks / most), height=10, rx=2)
    return _drawn(f"{weeks:g} weeks to recover", bar)


def harm(option: Option) -> str:
    """The chance of serious harm as a bar; a question mark where none was counted."""
    if option.risk.serious is None:
        return _drawn("serious harm not counted", element("text", text("not counted"), x="0", y=16, class_="unknown"))
    bar = element("rect", class_="harm", x="0", y=_MIDDLE - 5, width=share(option.risk.serious), height=10, rx=2)
    return _drawn(f"serious harm {percent(option.risk.serious)}", bar)


def _drawn(words: str, *parts: str) -> str:
    lines = [element("line", class_="grid", x1=share(q), x2=share(q), y1=0, y2=HEIGHT) for q in PARTS]
    title = element("title", text(words))
    return element("svg", title, *lines, *parts, class_="strip", width="100%", height=HEIGHT, role="img")
