"""The pain diary of a block: scores over the hours after it, against the baseline and what the anaesthetic explains.

The scale of time is even. Every line that the picture shows is also said in words, in its title and beside it; a text
plot says the same on a terminal.
"""

from __future__ import annotations

from collections.abc import Iterator

from sequela.assessment.blocks import BlockReading, Score

from .svg import element, text

MARK = '<svg class="diary"'
"""How every picture of a diary begins."""
WIDTH, HEIGHT = 640, 312
_LEFT, _RIGHT, _TOP, _BOTTOM = 46, 86, 26, 58
_HIGHEST = 10.0
_HALF, _THREE_QUARTERS, _FOUR_FIFTHS = 0.5, 0.75, 0.8
_STEPS = (0.25, 0.5, 1, 2, 4, 6, 12, 24, 48, 168)
_MOST_TICKS = 9
_SHORTEST = 2.0

STYLE = """
.diary { font: 12px Seravek, Ubuntu, Calibri, "Segoe UI", "DejaVu Sans", Arial, sans-serif; background: #fffdf9; }
.diary text { fill: #5c5349; } .diary .name { fill: #27221d; font-size: 14px; font-weight: 600; }
.diary .grid { stroke: #efe7da; } .diary .axis { stroke: #ddd2c2; }
.diary .acts { fill: #a9c8c9; opacity: .28; } .diary .surely { fill: #a9c8c9; opacity: .38; }
.diary .baseline { stroke: #27221d; stroke-dasharray: 6 4; } .diary .cut { stroke: #7d5100; stroke-dasharray: 2 4; }
.diary .cut.deciding { stroke: #7d5100; stroke-dasharray: none; }
.diary .course { fill: none; stroke: #17535c; stroke-width: 2; } .diary .score { fill: #17535c; }
.diary .score.unread { fill: #fffdf9; stroke: #5c5349; stroke-width: 1.5; }
.diary .dose { fill: #a8432b; } .diary .dose-word { fill: #a8432b; } .diary .cut-word { fill: #7d5100; }
"""
"""Colours of the picture: inside it when it stands alone, in the style of the page within a report."""


def diary_svg(reading: BlockReading, *, alone: bool = False) -> str:
    """The picture; with `alone` as a file of its own with its colours."""
    scored = [score for score in reading.readings if score.score is not None]
    hours = _hours_shown(reading)
    inside = [
        element("title", text(_title(reading))),
        element("desc", text(" ".join(diary_words(reading)))),
        *([element("style", STYLE)] if alone else []),
        *_frame(reading, hours),
        *_lines(reading),
        *_course(scored, hours),
        *_doses(reading, hours),
    ]
    return element(
        "svg",
        *inside,
        class_="diary",
        viewBox=f"0 0 {WIDTH} {HEIGHT}",
        width="100%" if not alone else WIDTH,
        height=HEIGHT if alone else None,
        role="img",
        xmlns="http://www.w3.org/2000/svg" if alone else None,
    )


def diary_words(reading: BlockReading) -> Iterator[str]:
    """The same in sentences: the baseline, every score with its relief, medicines, and the hours of the drug."""
    if reading.baseline is not None:
        during = f" during {reading.index_activity}" if reading.index_activity else ""
        yield f"Before the block {reading.baseline:g} of 10{during}."
    for score in reading.readings:
        if score.hours > 0 or score.medicine:
            yield f"{_said(score)}."
    if reading.window is not None:
        w = reading.window
        yield f"{reading.drug} acts from {w.onset:.2g} h for at least {w.least:.2g} h and at most {w.most:.2g} h."


def _said(score: Score) -> str:
    at = f"After {_time(score.hours)}" if score.hours > 0 else f"{_time(-score.hours)} before"
    pain = "no score" if score.score is None else f"{score.score:g} of 10"
    relief = "" if score.relief is None or score.hours <= 0 else f", {score.relief:.0f} % less"
    if score.relief is not None and score.relief < 0:
        relief = f", {-score.relief:.0f} % more"
    left = f" ({score.unread})" if score.unread and score.score is not None else ""
    took = f"; took {score.medicine}" if score.medicine else ""
    return f"{at} {pain}{relief}{left}{took}"


def _title(reading: BlockReading) -> str:
    where = ", ".join(" ".join(w for w in (p.level or p.root, p.side) if w) for p in reading.where)
    return ", ".join(part for part in (reading.label, where, reading.date, reading.drug) if part)


def _hours_shown(reading: BlockReading) -> float:
    last = max((score.hours for score in reading.readings if score.score is not None), default=0.0)
    most = reading.window.most if reading.window is not None else 0.0
    return max(last, min(most, 2 * last) if last > 0 else most, _SHORTEST)


def _x(hours: float, shown: float) -> float:
    return _LEFT + (WIDTH - _LEFT - _RIGHT) * min(max(hours / shown, 0.0), 1.0)


def _y(score: float) -> float:
    return _TOP + (HEIGHT - _TOP - _BOTTOM) * (1 - score / _HIGHEST)


def _frame(reading: BlockReading, hours: float) -> Iterator[str]:
    """Title, the hours of the drug as a band, the grid of scores and hours."""
    low, high = _y(0), _y(_HIGHEST)
    yield element("text", text(_title(reading)), class_="name", x=_LEFT, y=16)
    if reading.window is not None:
        w = reading.window
        first, last, sure = _x(w.onset, hours), _x(w.most, hours), _x(w.least, hours)
        yield element("rect", class_="acts", x=first, y=high, width=last - first, height=low - high)
        yield element("rect", class_="surely", x=first, y=high, width=sure - first, height=low - high)
    for score in range(0, int(_HIGHEST) + 1, 2):
        y = _y(score)
        yield element("line", class_="grid", x1=_LEFT, x2=WIDTH - _RIGHT, y1=y, y2=y)
        yield element("text", text(str(score)), x=_LEFT - 8, y=y + 4, text_anchor="end")
    step = next((s for s in _STEPS if hours / s <= _MOST_TICKS), hours)
    for n in range(int(hours / step) + 1):
        x = _x(n * step, hours)
        yield element("line", class_="axis", x1=x, x2=x, y1=low, y2=low + 5)
        yield element("text", text(f"{n * step:g} h"), x=x, y=low + 18, text_anchor="middle")
    yield element("line", class_="axis", x1=_LEFT, x2=WIDTH - _RIGHT, y1=low, y2=low)
    words = ["hours after the block"]
    if reading.window is not None:
        words[0] += "; shaded: the anaesthetic can act, darker: at its shortest"
    if any(score.unread and score.score is not None and score.hours > 0 for score in reading.readings):
        words.append("hollow: a score that does not count as relief (another activity, after a painkiller, too early)")
    for row, said in enumerate(words):
        yield element("text", text(said), x=_LEFT, y=low + 36 + 16 * row)
    middle = (low + high) / 2
    yield element("text", text("pain"), x=14, y=middle, transform=f"rotate(-90 14 {middle})", text_anchor="middle")


def _lines(reading: BlockReading) -> Iterator[str]:
    """The baseline and what is left of it at 50, 75 and 80 % relief."""
    if reading.baseline is None:
        return
    y, end = _y(reading.baseline), WIDTH - _RIGHT
    yield element("line", class_="baseline", x1=_LEFT, x2=end, y1=y, y2=y)
    yield element("text", text("before"), x=end + 6, y=y + 4)
    for share in (_HALF, _THREE_QUARTERS, _FOUR_FIFTHS):
        y = _y(reading.baseline * (1 - share))
        deciding = abs(100 * share - reading.positive_at) < 1
        yield element("line", class_=f"cut{' deciding' if deciding else ''}", x1=_LEFT, x2=end, y1=y, y2=y)
    half = _y(reading.baseline * (1 - _HALF))
    yield element("text", text("50 % less"), class_="cut-word", x=end + 6, y=half + 4)
    strict = _y(reading.baseline * (1 - (_THREE_QUARTERS + _FOUR_FIFTHS) / 2))
    yield element("text", text("75, 80 % less"), class_="cut-word", x=end + 6, y=strict + 4)


def _course(scored: list[Score], hours: float) -> Iterator[str]:
    """The line through the scores that were read, and a mark for each; hollow for those that were not."""
    read = [s for s in scored if s.unread is None and s.score is not None]
    points = [f"{_x(s.hours, hours):.1f},{_y(s.score or 0):.1f}" for s in read]
    if len(points) > 1:
        yield element("polyline", class_="course", points=" ".join(points))
    for score in scored:
        if score.hours < 0:
            continue
        kind = "score" if score.unread is None else "score unread"
        words = element("title", text(_said(score)))
        yield element("circle", words, class_=kind, cx=_x(score.hours, hours), cy=_y(score.score or 0), r=4)


def _doses(reading: BlockReading, hours: float) -> Iterator[str]:
    """A mark for every painkiller, on the axis, with its name."""
    low = _y(0)
    for score in reading.readings:
        if score.medicine and score.dose and score.hours >= 0:
            x = _x(score.hours, hours)
            yield element("path", class_="dose", d=f"M{x:.1f} {low - 12:.1f}l6 11h-12z")
            yield element("text", text(score.medicine), class_="dose-word", x=x + 8, y=low - 3)


def _time(hours: float) -> str:
    return f"{60 * hours:.0f} min" if hours < 1 else f"{hours:.3g} h"


# --- on a terminal ----------------------------------------------------------------------------------------------------

_COLUMNS = 60
_MARK, _HOLLOW, _DOSE = "*", "o", "!"


def diary_plot(reading: BlockReading, width: int = _COLUMNS) -> tuple[str, ...]:
    """The scores as lines of text: one line to a point of pain, ``*`` read, ``o`` not read, ``!`` a painkiller.

    Below the scores ``=`` marks the hours in which the anaesthetic surely acts, ``-`` those in which it can.
    """
    hours = _hours_shown(reading)
    rows = {level: [" "] * (width + 1) for level in range(int(_HIGHEST) + 1)}
    for score in reading.readings:
        if score.score is not None and score.hours >= 0:
            mark = _MARK if score.unread is None else _HOLLOW
            rows[round(score.score)][round(width * min(score.hours / hours, 1.0))] = mark
    lines = []
    for level in range(int(_HIGHEST), -1, -1):
        lines.append(f"{level:>4} |{''.join(rows[level]).rstrip()}{_beside(reading, level)}")
    lines.append("     +" + _band(reading, hours, width))
    doses = [" "] * (width + 1)
    for score in reading.readings:
        if score.dose and score.hours >= 0:
            doses[round(width * min(score.hours / hours, 1.0))] = _DOSE
    if any(mark != " " for mark in doses):
        lines.append("      " + "".join(doses).rstrip() + "  ! painkiller")
    lines.append(f"      0 h{f'{hours:.3g} h':>{width - 3}}")
    return tuple(lines)


def _beside(reading: BlockReading, level: int) -> str:
    if reading.baseline is None:
        return ""
    named = [("before", reading.baseline)]
    named += [(f"{100 * s:.0f} % less", reading.baseline * (1 - s)) for s in (_HALF, _FOUR_FIFTHS)]
    words = [name for name, at in named if round(at) == level]
    return f"   < {', '.join(words)}" if words else ""


def _band(reading: BlockReading, hours: float, width: int) -> str:
    if reading.window is None:
        return "." * (width + 1)
    w = reading.window
    at = [hours * n / width for n in range(width + 1)]
    return "".join("=" if w.onset <= h <= w.least else "-" if w.onset <= h <= w.most else "." for h in at)
