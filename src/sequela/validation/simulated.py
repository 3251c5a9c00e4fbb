"""Part `simulated`: do the answers mean what they say when the model is right?

Patients are drawn from the knowledge itself, each with figures of his own, and assessed by the product's inference. The
code that draws them shares nothing with the code that assesses them, so a fault in either shows here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from sequela.knowledge.same import Same
from sequela.knowledge.schema.knowledge import Knowledge
from sequela.knowledge.schema.terms import Region
from sequela.pathway.differential.entries import entries_of

from .batches import ready, right_model
from .calibration import COVERED_FROM, Calibration, Reliability, Share, calibration
from .part import Cell, Figure, Goal, Part, Picture, Study, Table
from .plots import Axis, Curve, Point, bars, curves
from .ranks import BARS, Ranks, ranks
from .round_trip import AS_FILES, RoundTrip, as_files, round_trip
from .scores import Z90, Ratio
from .simulate import simulate

ERROR_GOAL = Goal(high=0.02)
COVERED_GOAL = Goal(low=0.88, high=0.92)
ACTIVE_GOAL = Goal(low=1.5, high=2.0)
DISTANCE_GOAL = Goal(high=0.02)
"""No limit of any interval is then passed by two in a hundred more than stated: what the goal of coverage allows."""
SAME_GOAL = Goal(high=1e-9)
"""Differences below this come from the order of additions."""

FILES_SHARE = 100
"""One simulated patient in so many is also written as a case file and read back."""
_FILES_STREAM = 1_000_000  # batches of the other patients are numbered from 0
_TALL = 0.15
"""A bar so tall asks for a coarser scale."""
FIFTHS = (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)


def part(study: Study) -> Part:
    """Simulate, assess and judge the three regions."""
    answered = right_model(study)
    found = {region: calibration(_lines(study.knowledge, region), a) for region, a in answered.items()}
    ranked = {region: ranks(a) for region, a in answered.items()}
    trips = read_back(study)
    return Part(
        id="simulated",
        title="Simulated patients: calibration when the model is right",
        question=(
            "If the knowledge were exactly right, would a stated probability of 30 % come true in 30 of 100, and would "
            "a 90 % interval hold in 90 of 100?"
        ),
        answer=_answer(found),
        figures=(*(f for r in found for f in _figures(r, found[r], ranked[r])), *_files(trips)),
        tables=(
            *(table for region, c in found.items() for table in _tables(region, c, ranked[region])),
            *(_mechanisms(region, c) for region, c in found.items()),
        ),
        pictures=tuple(p for region, c in found.items() for p in _pictures(region, c, ranked[region])),
        limits=(
            "The patients come from the knowledge itself. This shows that the arithmetic is right and that uncertain "
            "figures are carried through honestly; it says nothing of whether the figures fit real people.",
            "How much is known of a simulated patient (most of the history, a third of the imaging, few blocks) is a "
            "setting of the simulation, not a count from any clinic.",
            "Pairs whose cause is stated below 2 % are left out where intervals and ranks are judged.",
        ),
    )


def _lines(knowledge: Knowledge, region: Region) -> list[str]:
    world, _ = ready(Same(knowledge), region)
    return [line.id for line in entries_of(knowledge, world.mechanisms).lines]


def read_back(study: Study) -> list[RoundTrip]:
    """Some lumbar patients more, written as case files, read and assessed beside the direct answer."""
    knowledge, settings = study.knowledge, study.settings
    world, priors = ready(Same(knowledge), "lumbar")
    n = max(1, settings.patients // FILES_SHARE)
    patients = as_files(simulate(world, n, np.random.default_rng([settings.seed, _FILES_STREAM]), AS_FILES))
    trips = []
    for i in range(n):
        trips.append(round_trip(knowledge, priors, patients, i))
        study.progress(1.0, f"{i + 1} of {n} written as case files and read back")
    return trips


def _answer(found: Mapping[Region, Calibration]) -> str:
    c = found["lumbar"]
    claims = c.claims
    said = (
        f"In {sum(f.patients for f in found.values()):,} patients drawn from the knowledge, stated probabilities came "
        f"true as often as stated: lumbar, the mean distance was {c.all_pairs.error:.1%}, and "
        f"{c.likely.error:.1%} among causes stated above 30 % "
        f"({c.likely.by_chance:.1%} by chance alone). 90 % intervals held in {c.covered.value:.1%}."
    )
    if claims.came_true.n:
        true = claims.came_true.value
        said += f" Causes stated above 70 % (on average {claims.stated:.0%}) were truly active in {true:.0%}."
    return said


# --- figures ----------------------------------------------------------------------------------------------------------


def _figures(region: Region, c: Calibration, r: Ranks) -> Iterator[Figure]:
    yield error(f"error_all_{region}", f"Expected calibration error, all causes, {region}", c.all_pairs)
    yield error(f"error_likely_{region}", f"Expected calibration error, stated above 30 %, {region}", c.likely)
    yield shared(f"covered_{region}", f"90 % intervals that hold, {region}", c.covered, COVERED_GOAL)
    yield Figure(
        id=f"rank_distance_{region}",
        label=f"Ranks of simulation-based calibration: largest distance from even, {region}",
        value=finite(r.distance),
        unit="share",
        low=finite(r.low),
        high=finite(r.high),
        n=r.n,
        goal=DISTANCE_GOAL,
        note=f"even ranks of as many patients stay below {r.by_chance:.4f} nineteen times in twenty",
    )
    yield shared(
        f"claims_{region}",
        f"Causes stated above 70 % that are truly active, {region}",
        c.claims.came_true,
        note=f"stated {c.claims.stated:.1%} on average" if c.claims.came_true.n else "none was stated so high",
    )
    low, high = c.expected_active_deciles
    yield Figure(
        id=f"expected_active_{region}",
        label=f"Expected number of active causes, {region}",
        value=c.expected_active.value,
        unit="count",
        low=c.expected_active.value - Z90 * c.expected_active.se,
        high=c.expected_active.value + Z90 * c.expected_active.se,
        n=c.expected_active.n,
        goal=ACTIVE_GOAL,
        note=f"{low:.2f} to {high:.2f} in eight of ten patients; truly active {c.truly_active.value:.2f}",
    )
    yield shared(
        f"nothing_active_{region}", f"Patients in whom no modelled cause is active, {region}", c.nothing_active
    )


def error(name: str, label: str, r: Reliability) -> Figure:
    """An expected calibration error with its 90 % interval, beside what chance alone would leave.

    Where chance alone would leave more than the goal, there are too few patients to hold the error to it, unless it is
    clearly larger than chance would make it.
    """
    known = bool(r.bins)
    low = max(0.0, r.error - Z90 * r.error_se)
    enough = known and (ERROR_GOAL.met(r.by_chance) or low > r.by_chance)
    note = f"{r.by_chance:.4f} by chance alone were every number right" if known else "too few to say"
    return Figure(
        id=name,
        label=label,
        value=finite(r.error),
        unit="share",
        low=low if known else None,
        high=r.error + Z90 * r.error_se if known else None,
        n=sum(b.came_true.n for b in r.bins),
        goal=ERROR_GOAL if enough else None,
        note=note if enough or not known else f"{note}: too few patients to hold it to a goal of {ERROR_GOAL.high:g}",
    )


def shared(name: str, label: str, s: Share | Ratio, goal: Goal | None = None, note: str = "") -> Figure:
    """A share with its 90 % interval, held within 0 and 1."""
    return Figure(
        id=name,
        label=label,
        value=finite(s.value),
        unit="share",
        low=max(0.0, s.value - Z90 * s.se) if s.n else None,
        high=min(1.0, s.value + Z90 * s.se) if s.n else None,
        n=s.n,
        goal=goal,
        note=note,
    )


def finite(value: float) -> float | None:
    """A number, or None where there was nothing to make it from."""
    return value if np.isfinite(value) else None


def _files(trips: Sequence[RoundTrip]) -> Iterator[Figure]:
    n = len(trips)
    yield Figure(
        id="files_findings",
        label="Findings lost or invented when a patient is written as a case file and read back",
        value=float(sum(len(t.seen ^ t.used) for t in trips)),
        unit="count",
        n=n,
        goal=Goal(high=0.0),
    )
    yield Figure(
        id="files_difference",
        label="Largest difference of any stated number after that",
        value=max(t.difference for t in trips),
        unit="share",
        n=n,
        goal=SAME_GOAL,
        note="P(active), its interval, P(main generator) and P before findings, against the direct answer",
    )


# --- tables and pictures ----------------------------------------------------------------------------------------------


def _tables(region: Region, c: Calibration, r: Ranks) -> Iterator[Table]:
    rows: list[tuple[Cell, ...]] = []
    for name, one in (("all causes", c.all_pairs), ("stated above 30 %", c.likely), ("main generator", c.main)):
        rows += [(name, b.stated, b.came_true.value, b.came_true.se, b.came_true.n) for b in one.bins]
    yield Table(
        id=f"reliability_{region}",
        title=f"Stated and come true, {region}",
        columns=("of", "stated", "came true", "standard error", "pairs"),
        rows=tuple(rows),
        about=(
            "Pairs of patient and cause in ten groups of equal number by what was stated. For the main generator, what "
            "came true is the share of the cause in all that was active. Standard errors are over patients."
        ),
    )
    low, high = r.band
    yield Table(
        id=f"ranks_{region}",
        title=f"Ranks of simulation-based calibration, {region}",
        columns=("from", "to", "share of pairs", "expected from", "expected to"),
        rows=tuple((k / BARS, (k + 1) / BARS, s, low, high) for k, s in enumerate(r.shares)),
        about=(
            "Where the answer under the patient's own figures stands among the draws behind the interval, as a share "
            "of the draws below it. Nineteen of twenty bars should lie between the expected limits."
        ),
    )


def _mechanisms(region: Region, c: Calibration) -> Table:
    return Table(
        id=f"mechanisms_{region}",
        title=f"Each cause, {region}",
        columns=("cause", "stated", "truly active", "standard error", "intervals hold", "of intervals"),
        rows=tuple(
            (m.mechanism, m.stated, m.came_true.value, m.came_true.se, m.covered.value, m.covered.n)
            for m in c.mechanisms
        ),
        about=(
            "Over all patients in whom the cause is possible; intervals where it is stated at "
            f"{COVERED_FROM:.0%} or more."
        ),
    )


def _pictures(region: Region, c: Calibration, r: Ranks) -> Iterator[Picture]:
    if c.all_pairs.bins:
        yield Picture(
            id=f"reliability_{region}",
            title=f"What was stated and what came true, {region}",
            svg=reliability_plot(f"Stated probability and share truly active, {region}", c),
            words=(
                "Each point is a group of answers with about the same stated probability; on the dashed line it came "
                f"true exactly as often as stated. Mean distance {c.all_pairs.error:.2%}, "
                f"and {c.likely.error:.2%} above 30 %."
            ),
            table=f"reliability_{region}",
        )
    if r.n:
        outside = sum(not r.band[0] <= s <= r.band[1] for s in r.shares)
        yield Picture(
            id=f"ranks_{region}",
            title=f"Ranks of simulation-based calibration, {region}",
            svg=_ranks_plot(f"Ranks of simulation-based calibration, {region}", r),
            words=(
                f"Even bars mean that intervals of every width are right; {outside} of {BARS} bars lie outside the "
                "band in which nineteen of twenty should be. Heaps at both ends would mean intervals too narrow."
            ),
            table=f"ranks_{region}",
        )


def reliability_plot(title: str, c: Calibration) -> str:
    """Both sets of groups on one scale; those stated above 30 % lie in the upper part."""
    drawn = [
        Curve(
            label=label,
            points=tuple(
                Point(
                    x=b.stated,
                    y=b.came_true.value,
                    low=max(0.0, b.came_true.value - Z90 * b.came_true.se),
                    high=min(1.0, b.came_true.value + Z90 * b.came_true.se),
                )
                for b in one.bins
            ),
        )
        for label, one in (("all causes", c.all_pairs), ("stated above 30 %", c.likely))
        if one.bins
    ]
    return curves(
        title,
        percent("stated probability"),
        percent("share truly active"),
        drawn,
        diagonal=True,
    )


def percent(label: str) -> Axis:
    """A scale from none to all."""
    return Axis(label=label, low=0.0, high=1.0, ticks=FIFTHS, percent=True)


def _ranks_plot(title: str, r: Ranks) -> str:
    step = 0.02 if max(r.shares) < _TALL else 0.1
    top = step * float(np.ceil(max(*r.shares, r.band[1]) / step + 0.5))
    ticks = tuple(float(t) for t in np.round(np.arange(0.0, top + step / 2, step), 2))
    return bars(
        title,
        percent("rank among the draws, lowest to highest"),
        Axis(label="share of pairs", low=0.0, high=top, ticks=ticks, percent=True),
        r.shares,
        r.band,
    )
