"""One published figure beside ours: inside or outside, by which numbers, and for what reason."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Literal

import numpy as np

from sequela.knowledge import estimate
from sequela.knowledge.schema.knowledge import Knowledge
from sequela.knowledge.schema.terms import FindingId, MechanismId
from sequela.records import frozen
from sequela.upkeep.accuracy import wilson
from sequela.validation.plots import Point
from sequela.validation.standing import Standing, measured, standing
from sequela.validation.world import Floats

from .file import CauseStudy, CauseTables, Row, linked, members

MASS = 0.9
"""Share of cohorts within our interval."""
WIDE = 0.4
"""A predictive interval this wide agrees with almost anything."""

Verdict = Literal["agrees", "agrees by a wide interval", "agrees, numbers judged", "differs, reason named", "NO REASON"]
HOLLOW: frozenset[Verdict] = frozenset({"agrees by a wide interval", "agrees, numbers judged"})


@frozen
class Comparison:
    """A row of a study with its 95 % interval, and the 90 % interval of simulated cohorts of the same size.

    cohorts
        how many could be drawn; `ours` is meaningless where none could.
    sourced
        whether the numbers it tests rest on publications.
    """

    study: CauseStudy
    cite: str
    row: Row
    group: str
    standing: Standing
    published: Point
    ours: Point
    cohorts: int
    sourced: bool

    @property
    def inside(self) -> bool:
        """Whether the published share lies in our interval."""
        return _within(self.published.y, self.ours)

    @property
    def within_theirs(self) -> bool:
        """Whether our mean lies in the study's own interval."""
        return _within(self.ours.y, self.published)

    @property
    def excused(self) -> bool:
        """Whether a reason is named that explains a difference in this direction."""
        reason = self.row.reason
        return reason is not None and (reason.study_is == "higher") == (self.published.y > self.ours.y)

    @property
    def verdict(self) -> Verdict:
        """What came out, in a word or two."""
        if not self.inside:
            return "differs, reason named" if self.excused else "NO REASON"
        if _width(self.ours) > WIDE:
            return "agrees by a wide interval"
        return "agrees" if self.sourced else "agrees, numbers judged"


def _within(value: float, point: Point) -> bool:
    return point.low is not None and point.high is not None and point.low <= value <= point.high


def _width(point: Point) -> float:
    return 0.0 if point.low is None or point.high is None else point.high - point.low


def compared(
    knowledge: Knowledge, tables: CauseTables, simulated: Iterable[tuple[Floats, ...]]
) -> tuple[Comparison, ...]:
    """Every row of every study beside its simulated cohorts."""
    return tuple(
        _compared(knowledge, tables, study, row, shares)
        for study, rows in zip(tables.studies, simulated, strict=True)
        for row, shares in zip(study.rows, rows, strict=True)
    )


def _compared(knowledge: Knowledge, tables: CauseTables, study: CauseStudy, row: Row, shares: Floats) -> Comparison:
    share = row.n / row.N
    low, high = wilson(share, row.N)
    tested = tuple(dict.fromkeys(mechanisms_behind(knowledge, study, row)))
    return Comparison(
        study=study,
        cite=tables.source(knowledge, study.id).cite,
        row=row,
        group=_group(knowledge, study, row),
        standing=standing(knowledge, study.id, study.region, tested, row.finding),
        published=Point(x=share, y=share, low=low, high=high),
        ours=_spread(shares),
        cohorts=len(shares),
        sourced=_sourced(knowledge, study, row),
    )


def _spread(shares: Floats) -> Point:
    if not len(shares):
        return Point(x=float("nan"), y=float("nan"))
    low, high = np.quantile(shares, [(1 - MASS) / 2, (1 + MASS) / 2])
    mean = float(shares.mean())
    return Point(x=mean, y=mean, low=float(low), high=float(high))


def mechanisms_behind(knowledge: Knowledge, study: CauseStudy, row: Row) -> Iterator[MechanismId]:
    """The mechanisms whose numbers decide what we expect of a row."""
    yield from members(knowledge, study.region, row.mechanisms)
    for among in (study.among, row.among):
        if among is not None:
            yield from members(knowledge, study.region, (*among.main, *among.active))
    if row.finding is not None:
        yield from linked(knowledge, study.region, row.finding)
    if row.measure == "undetermined":
        yield from (m.id for m in knowledge.mechanisms.values() if study.region in m.regions)


def _group(knowledge: Knowledge, study: CauseStudy, row: Row) -> str:
    """The mechanism a row is about, in words; several are named by the first."""
    if row.measure == "undetermined":
        return "no cause found"
    first = row.mechanisms[0] if row.finding is None else _shows_it_most(knowledge, study, row, row.finding)
    found = knowledge.mechanisms.get(first) or knowledge.groups.get(first)
    return first if found is None else found.label.en


def _shows_it_most(knowledge: Knowledge, study: CauseStudy, row: Row, finding: FindingId) -> MechanismId:
    """The mechanism that makes most of the finding, at the levels counted: its main share times how often it shows."""

    def shown(mechanism: MechanismId) -> float:
        here = knowledge.mechanisms[mechanism].regions[study.region]
        given = here.findings[finding].given
        often = sum(estimate.probability(given[level]).mean for level in row.levels if level in given)
        return estimate.probability(here.prior.main_share).mean * often

    return max(linked(knowledge, study.region, finding), key=shown)


def _sourced(knowledge: Knowledge, study: CauseStudy, row: Row) -> bool:
    if row.finding is not None:
        leak = knowledge.findings[row.finding].leak_of(study.region)
        return all(stated.source is not None for stated in leak.values())
    return row.measure == "undetermined" or measured(
        knowledge, study.region, members(knowledge, study.region, row.mechanisms)
    )
