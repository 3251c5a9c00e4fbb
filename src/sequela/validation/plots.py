"""The three pictures of a validation: a curve with intervals, bars against an expected level, intervals side by side.

Horizontal places are shares of the width, so that letters keep their size on a phone. Everything is black on white
without its style: kinds of marks differ in shape, not in colour alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sequela.records import frozen
from sequela.report.figures.svg import element, share, text

HEIGHT, _TOP, _BOTTOM = 272, 30, 234
_LEFT, _RIGHT = 0.12, 0.95
"""Room for "100%" beside the scale and half of it at the end of the other, on a phone too."""
_ROW, _HEAD, _FOOT = 30, 8, 42
_LEGEND_ROW = 20
_LABEL = 0.02

STYLE = """\
svg.plot { display: block; overflow: visible; font: 13px var(--sans, sans-serif); }
svg.plot text { fill: var(--ink, #27221d); stroke: none; }
svg.plot .soft { fill: var(--soft, #5c5349); }
svg.plot .grid { stroke: var(--line, #ddd2c2); stroke-width: 1; }
svg.plot .right { stroke: var(--soft, #5c5349); stroke-width: 1; stroke-dasharray: 4 4; }
svg.plot .limit { stroke: var(--alarm, #8c1c1c); stroke-width: 1.5; stroke-dasharray: 7 4; }
svg.plot .course, svg.plot .range { stroke-width: 2; stroke-linecap: round; }
svg.plot .range { stroke-width: 1.5; }
svg.plot .line-1 { stroke: var(--petrol, #17535c); fill: var(--petrol, #17535c); }
svg.plot .line-2 { stroke: var(--clay, #a8432b); fill: var(--clay, #a8432b); }
svg.plot .line-3 { stroke: var(--plum, #6b3a63); fill: var(--plum, #6b3a63); }
svg.plot .bar { fill: var(--petrol-pale, #a9c8c9); stroke: var(--petrol, #17535c); }
svg.plot .outside { stroke: var(--clay, #a8432b); fill: var(--clay, #a8432b); }
"""


@frozen
class Point:
    """A value y at x, with the limits of its interval where it has one."""

    x: float
    y: float
    low: float | None = None
    high: float | None = None


@frozen
class Curve:
    """Points in order of x under one name."""

    label: str
    points: tuple[Point, ...]


@frozen
class Axis:
    """Ends of a scale, the places that are named, and what it measures. `percent`: places are shares."""

    label: str
    low: float
    high: float
    ticks: tuple[float, ...]
    percent: bool = False

    def place(self, value: float) -> float:
        """0 to 1 along the scale; what lies outside stands at its end."""
        return min(max((value - self.low) / (self.high - self.low), 0.0), 1.0)

    def named(self, value: float) -> str:
        """A tick in words."""
        return f"{100 * value:g}%" if self.percent else f"{value:g}"


def curves(
    title: str, across: Axis, up: Axis, drawn: Sequence[Curve], *, diagonal: bool = False, limit: float | None = None
) -> str:
    """Curves over one scale; `diagonal` marks where stated is what came true, `limit` a level that matters."""
    parts = [element("title", text(title)), *_frame(across, up)]
    if diagonal:
        parts.append(_line("right", (across.low, up.low), (across.high, up.high), across, up))
    if limit is not None:
        parts.append(_line("limit", (across.low, limit), (across.high, limit), across, up))
    for number, curve in enumerate(drawn, 1):
        parts += _course(curve, number, across, up)
    if len(drawn) > 1:
        parts += _legend([curve.label for curve in drawn])
    return _svg(parts, HEIGHT + (_LEGEND_ROW * len(drawn) if len(drawn) > 1 else 0))


def bars(title: str, across: Axis, up: Axis, heights: Sequence[float], expected: tuple[float, float]) -> str:
    """A histogram of equal bins over `across`, with the band in which each bar should lie."""
    parts = [element("title", text(title)), *_frame(across, up)]
    width = (across.high - across.low) / len(heights)
    for number, height in enumerate(heights):
        left, right = (_x(across, across.low + width * (number + k)) for k in (0.1, 0.9))
        parts.append(
            element(
                "rect",
                class_="bar",
                x=share(left),
                width=share(right - left),
                y=_y(up, height),
                height=_BOTTOM - _y(up, height),
            )
        )
    parts += [_line("limit", (across.low, level), (across.high, level), across, up) for level in expected]
    return _svg(parts, HEIGHT)


@frozen
class Compared:
    """One line of `intervals`: a published interval, and ours beside it."""

    label: str
    published: Point
    ours: Point
    inside: bool


def intervals(title: str, across: Axis, lines: Sequence[Compared]) -> str:
    """Published (upper line, round) and computed (lower line, square) values side by side, a row each."""
    height = _HEAD + len(lines) * _ROW * 1.5 + _FOOT
    foot = height - _FOOT + 6
    parts = [element("title", text(title))]
    for tick in across.ticks:
        at = share(_x(across, tick))
        parts += [
            element("line", class_="grid", x1=at, x2=at, y1=_HEAD, y2=foot),
            element("text", text(across.named(tick)), class_="soft", x=at, y=foot + 14, text_anchor="middle"),
        ]
    parts.append(element("text", text(across.label), class_="soft", x="50%", y=height - 5, text_anchor="middle"))
    for number, line in enumerate(lines):
        top = _HEAD + number * _ROW * 1.5
        parts.append(element("text", text(line.label), x=share(_LABEL), y=top + 13))
        parts += _span(across, line.published, top + 22, "line-1", round_=True)
        parts += _span(across, line.ours, top + 33, "line-1" if line.inside else "outside", round_=False)
    return _svg(parts, height)


# --- pieces -----------------------------------------------------------------------------------------------------------


def _x(axis: Axis, value: float) -> float:
    return _LEFT + (_RIGHT - _LEFT) * axis.place(value)


def _y(axis: Axis, value: float) -> float:
    return _BOTTOM - (_BOTTOM - _TOP) * axis.place(value)


def _svg(parts: Sequence[str], height: float) -> str:
    return element("svg", *parts, class_="plot", width="100%", height=height, role="img")


def _frame(across: Axis, up: Axis) -> Iterator[str]:
    for tick in up.ticks:
        y = _y(up, tick)
        yield element("line", class_="grid", x1=share(_LEFT), x2=share(_RIGHT), y1=y, y2=y)
        yield element("text", text(up.named(tick)), class_="soft", x=share(_LEFT - 0.01), y=y + 4, text_anchor="end")
    for tick in across.ticks:
        yield element(
            "text",
            text(across.named(tick)),
            class_="soft",
            x=share(_x(across, tick)),
            y=_BOTTOM + 16,
            text_anchor="middle",
        )
    yield element("text", text(across.label), class_="soft", x="50%", y=_BOTTOM + 33, text_anchor="middle")
    yield element("text", text(up.label), class_="soft", x=0, y=12)


def _line(kind: str, start: tuple[float, float], end: tuple[float, float], across: Axis, up: Axis) -> str:
    (x1, y1), (x2, y2) = start, end
    return element(
        "line", class_=kind, x1=share(_x(across, x1)), x2=share(_x(across, x2)), y1=_y(up, y1), y2=_y(up, y2)
    )


def _course(curve: Curve, number: int, across: Axis, up: Axis) -> Iterator[str]:
    kind = f"line-{number}"
    for one, other in zip(curve.points, curve.points[1:], strict=False):
        yield _line(f"course {kind}", (one.x, one.y), (other.x, other.y), across, up)
    for point in curve.points:
        if point.low is not None and point.high is not None:
            yield _line(f"range {kind}", (point.x, point.low), (point.x, point.high), across, up)
        yield _mark(kind, _x(across, point.x), _y(up, point.y), number)


def _mark(kind: str, x: float, y: float, number: int) -> str:
    """Round, square, lozenge: three curves can be told apart without colour."""
    shapes = (
        element("circle", class_=kind, cx=0, cy=0, r=4),
        element("rect", class_=kind, x=-4, y=-4, width=8, height=8),
        element("path", class_=kind, d="M0 -5L5 0L0 5L-5 0Z"),
    )
    return element("svg", shapes[(number - 1) % len(shapes)], x=share(x), y=y, overflow="visible")


def _legend(labels: Sequence[str]) -> Iterator[str]:
    """A line for each curve: side by side they would run into one another on a phone."""
    for number, label in enumerate(labels, 1):
        y = HEIGHT + _LEGEND_ROW * (number - 1) + 8
        yield _mark(f"line-{number}", _LEFT, y, number)
        yield element("svg", element("text", text(label), x=12, y=4), x=share(_LEFT), y=y, overflow="visible")


def _span(across: Axis, point: Point, y: float, kind: str, *, round_: bool) -> Iterator[str]:
    if point.low is not None and point.high is not None:
        ends = [share(_x(across, value)) for value in (point.low, point.high)]
        yield element("line", class_=f"range {kind}", x1=ends[0], x2=ends[1], y1=y, y2=y)
    yield _mark(kind, _x(across, point.x), y, 1 if round_ else 2)
