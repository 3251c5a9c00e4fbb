"""The curves of part `broken`: what becomes of the answers as an assumption fails more and more."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from .degradation import CLAIMS_TRUE, Measured, Triage
from .faults import FAULTS, WRONG, Fault, Place, place_of
from .part import Picture
from .plots import Axis, Curve, Point, curves
from .scores import Z90, Ratio
from .simulated import percent


def pictures(found: Mapping[Place, Measured], rules: Mapping[float, Triage]) -> Iterator[Picture]:
    """One picture for every fault of three strengths or more, and one of the dangers under wrong answers."""
    for fault in FAULTS:
        if len(fault.strengths) > 2:
            yield _fault(fault, found)
    yield _dangers(found, rules)


def _fault(fault: Fault, found: Mapping[Place, Measured]) -> Picture:
    series = [found[place_of(fault, s)] for s in fault.strengths]
    first, last = series[0], series[-1]
    drawn = (
        _curve("stated above 70 % and true", fault.strengths, [m.claims for m in series]),
        _curve("a true cause in the first three", fault.strengths, [m.first_three for m in series]),
        _curve("90 % intervals that hold", fault.strengths, [m.covered for m in series]),
    )
    return Picture(
        id=f"broken_{fault.id}",
        title=fault.title,
        svg=curves(fault.title, _across(fault), percent("share"), drawn, limit=CLAIMS_TRUE),
        words=(
            f"From none to the strongest fault, statements above 70 % that are true go from {first.claims.value:.0%} "
            f"to {last.claims.value:.0%}, a true cause among the first three from {first.first_three.value:.0%} to "
            f"{last.first_three.value:.0%}. The dashed line is where statements count as unsafe."
        ),
        table=f"broken_{fault.id}",
    )


def _dangers(found: Mapping[Place, Measured], rules: Mapping[float, Triage]) -> Picture:
    low = [found[place_of(WRONG, s)].low for s in WRONG.strengths]
    drawn = (
        _curve("danger kept low in the list of causes", WRONG.strengths, low),
        _curve("danger with a red flag", WRONG.strengths, [t.raised for t in rules.values()]),
        _curve("no danger, but a red flag", WRONG.strengths, [t.others_raised for t in rules.values()]),
    )
    return Picture(
        id="broken_rules",
        title="Dangers when answers are wrong",
        svg=curves("Dangers when answers are wrong", _across(WRONG), percent("share of patients"), drawn),
        words=(
            f"Dangerous causes kept low in the list: {low[0].value:.0%} of those truly active with right answers, "
            f"{low[-1].value:.0%} with {WRONG.strengths[-1]:.0%} wrong. Red flags do not look at the list: they go on "
            "being raised, but more and more in patients without a danger too."
        ),
        table="broken_rules",
    )


def _across(fault: Fault) -> Axis:
    return Axis(
        label=fault.across,
        low=fault.strengths[0],
        high=fault.strengths[-1],
        ticks=fault.strengths,
        percent=fault.percent,
    )


def _curve(label: str, strengths: tuple[float, ...], series: list[Ratio]) -> Curve:
    return Curve(label=label, points=tuple(_point(s, r) for s, r in zip(strengths, series, strict=True) if r.n))


def _point(strength: float, r: Ratio) -> Point:
    return Point(x=strength, y=r.value, low=max(0.0, r.value - Z90 * r.se), high=min(1.0, r.value + Z90 * r.se))
