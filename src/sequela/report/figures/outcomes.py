"""One score over time: measurements, the band within which a change does not matter, and the treatments meanwhile.

The band lies one minimal important change on either side of the baseline. Treatments are numbered marks above, named in
the words beside the picture. Everything drawn is said in `words` as well.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence

from sequela.assessment.followup import Outcome, Point, TreatmentEffect
from sequela.case.when import DAYS_PER_MONTH
from sequela.pathway.followup.outcomes import spoken

from .svg import element, share, text
from .timeline import Scale, shape

HEIGHT, _TOP, _BOTTOM = 132, 26, 112
_MARK = 12
_MARGIN = 1.06
_INSIDE = (0.06, 0.94)
"""Labels of time stand within these shares of the width, clear of the ends of the scale."""
_VERDICTS = {
    "better": "better by an important change",
    "worse": "worse by an important change",
    "no_important_change": "no important change",
    "not_known": "whether the change is important is not known",
}


def scale(outcomes: Sequence[Outcome], as_of: dt.date) -> Scale:
    """One scale of time for several scores, from the earliest measurement to the assessment; at least a month."""
    first = min((outcome.points[0].day for outcome in outcomes), default=as_of)
    return Scale(as_of=as_of, days=max((as_of - first).days * _MARGIN, DAYS_PER_MONTH))


def chart(outcome: Outcome, treatments: Sequence[TreatmentEffect], at: Scale) -> str:
    """The picture; it fills the width it is given. `treatments` keep their numbers where one is out of sight."""
    low, high = _ends(outcome)

    def height(value: float) -> float:
        return _BOTTOM - (_BOTTOM - _TOP) * (value - low) / (high - low)

    parts = [element("title", text(words(outcome, treatments)))]
    parts += _grid(low, high, at)
    parts += _band(outcome, height(low), height(high), height)
    for number, treatment in enumerate(treatments, 1):
        if treatment.day is not None and (at.as_of - treatment.day).days <= at.days:
            parts += _treatment(at.place(treatment.day), treatment.kind, number)
    parts += [
        element(
            "line",
            class_="course",
            x1=share(at.place(one.day)),
            y1=height(one.value),
            x2=share(at.place(other.day)),
            y2=height(other.value),
        )
        for one, other in zip(outcome.points, outcome.points[1:], strict=False)
    ]
    parts += [_measured(point, at, height(point.value), outcome) for point in outcome.points]
    return element("svg", *parts, class_="strip outcome", width="100%", height=HEIGHT, role="img")


def words(outcome: Outcome, treatments: Sequence[TreatmentEffect]) -> str:
    """The picture in words: every measurement with its date, the verdict, and the treatments meanwhile by number."""
    side = f", {outcome.side}" if outcome.side else ""
    values = ", ".join(f"{point.value:g} ({point.when})" for point in outcome.points)
    said = [f"{spoken(outcome.label)}{side}: {values}"]
    if outcome.change is not None:
        said.append(f"since the baseline {_VERDICTS[outcome.verdict]}")
    if outcome.best is not None:
        said.append(f"worse again since its best, {outcome.best.value:g} ({outcome.best.when})")
    if outcome.minimal_change is not None:
        said.append(f"{outcome.minimal_change:g} points matter")
    done = [f"{number} {t.label} ({t.when})" for number, t in enumerate(treatments, 1) if t.day is not None]
    if done:
        said.append(f"treatments: {', '.join(done)}")
    return "; ".join(said)


def _ends(outcome: Outcome) -> tuple[float, float]:
    """The least and the most of the scale; where none is known, of the measurements."""
    values = [point.value for point in outcome.points]
    low, high = outcome.range or (min(values), max(values))
    low, high = min(low, *values), max(high, *values)
    return (low, high) if high > low else (low, low + 1)


def _grid(low: float, high: float, at: Scale) -> list[str]:
    lines = [element("line", class_="grid", x1="0%", x2="100%", y1=y, y2=y) for y in (_TOP, _BOTTOM)]
    labels = [
        element("text", text(f"{value:g}"), class_="end", x="0%", y=y)
        for value, y in ((high, _TOP - 3), (low, _BOTTOM + 14))
    ]
    ticks = [
        element("text", text(said), x=share(place), y=HEIGHT - 6, text_anchor="middle")
        for said, place in at.ticks()
        if _INSIDE[0] < place < _INSIDE[1]
    ]
    return [*lines, *labels, *ticks]


def _band(outcome: Outcome, bottom: float, top: float, height: Callable[[float], float]) -> list[str]:
    """Where a change from the baseline does not matter, held within the scale; and the baseline itself."""
    middle = height(outcome.baseline.value)
    drawn = [element("line", class_="baseline", x1="0%", x2="100%", y1=middle, y2=middle)]
    if outcome.minimal_change is None:
        return drawn
    ends = sorted(height(outcome.baseline.value + sign * outcome.minimal_change) for sign in (-1, 1))
    upper, lower = max(ends[0], top), min(ends[1], bottom)
    return [element("rect", class_="unimportant", x="0%", y=upper, width="100%", height=lower - upper), *drawn]


def _treatment(place: float, kind: str, number: int) -> list[str]:
    mark = "operation" if kind == "operation" else "treatment"
    moved = element("g", shape(mark), class_=f"mark {mark}", transform=f"translate(0 {_MARK})")
    label = element("text", text(str(number)), x=9, y=_MARK + 4)
    return [
        element("line", class_="begun", x1=share(place), x2=share(place), y1=_MARK, y2=_BOTTOM),
        element("svg", moved, label, x=share(place), y=0, overflow="visible"),
    ]


def _measured(point: Point, at: Scale, y: float, outcome: Outcome) -> str:
    kind = "dot latest" if point == outcome.latest else "dot"
    label = element("text", text(f"{point.value:g}"), y=y - 8, text_anchor="middle")
    dot = element("circle", class_=kind, cx=0, cy=y, r=4.5)
    return element("svg", dot, label, x=share(at.place(point.day)), y=0, overflow="visible")
