"""Records that contradict themselves: ids nobody can type, levels, bands and ranges that make no scale."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from sequela.knowledge.load import Reading
from sequela.knowledge.problem import Problem
from sequela.knowledge.schema.codes import Code
from sequela.knowledge.schema.education import EducationPage
from sequela.knowledge.schema.findings import Finding
from sequela.knowledge.schema.mechanisms import Group, Mechanism
from sequela.knowledge.schema.red_flags import RedFlag

_ID = re.compile(r"[a-z0-9]+(_[a-z0-9]+)*")


def odd_ids(reading: Reading) -> Iterator[Problem]:
    """An id that is not lower case words joined by underscores."""
    for record in reading.records:
        if isinstance(record.value, Code | EducationPage):
            continue  # a code is named after its number, a page after its language and topic
        if not _ID.fullmatch(record.id):
            yield record.problem(f"{record.id!r} is no id", "write lower case words joined by underscores", ("id",))


def odd_scales(reading: Reading) -> Iterator[Problem]:
    """Levels that are fewer than two or repeat, a range without width, bands that do not rise within it."""
    for record, finding in reading.of(Finding):
        if len(finding.levels) < 2 or len(set(finding.levels)) < len(finding.levels):
            yield record.problem("the levels are fewer than two or repeat", "name each level once", ("levels",))
        if "unknown" in finding.levels:
            mend = "any finding may be unknown; that is no level of it"
            yield record.problem("unknown is not a level", mend, ("levels",))
        if finding.range is not None and not finding.range[0] < finding.range[1]:
            yield record.problem(f"{finding.range} is no range", "give [lowest, highest]", ("range",))
        yield from _odd_bands(finding, record.problem("the bands do not rise with the levels", _BANDS_MEND, ("bands",)))


_BANDS_MEND = "order them by level, each with a higher number, within the range"


def _odd_bands(finding: Finding, problem: Problem) -> Iterator[Problem]:
    placed = [
        (finding.levels.index(band.level), band.at_least.value)
        for band in finding.bands
        if band.level in finding.levels and band.at_least.value is not None
    ]
    low, high = finding.range if finding.range is not None else (float("-inf"), float("inf"))
    rising = all(one[0] < two[0] and one[1] < two[1] for one, two in pairwise(placed))
    if not rising or any(not low <= value <= high for _, value in placed):
        yield problem


def odd_saliences(reading: Reading) -> Iterator[Problem]:
    """A salience that is no positive whole number: shares among active sources would make no sense."""
    for record, mechanism in reading.of(Mechanism):
        if mechanism.salience < 1:
            yield record.problem(f"the salience is {mechanism.salience}", "1 unless a study says more", ("salience",))


def groups_that_group_nothing(reading: Reading) -> Iterator[Problem]:
    """A group without members, or with the name of a mechanism: two lines of a differential could not be told apart."""
    used = {mechanism.part_of for _, mechanism in reading.of(Mechanism)}
    for record, group in reading.of(Group):
        if group.id not in used:
            yield record.problem("no mechanism is part of this group", "write part_of into its members", ("id",))
        if group.id in reading.knowledge.mechanisms:
            yield record.problem("a mechanism has the same id", "rename the mechanism: ids of groups stay", ("id",))


def red_flags_without_way_out(reading: Reading) -> Iterator[Problem]:
    """A danger that asks nothing: undecided, it could never be settled."""
    for record, flag in reading.of(RedFlag):
        if not flag.asks:
            yield record.problem("nothing is asked about this danger", "name the findings that settle it", ("asks",))
