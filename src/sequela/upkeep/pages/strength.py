"""How strongly a finding speaks for or against a source of pain, in numbers and in words."""

from __future__ import annotations

import math
from collections.abc import Iterator

from sequela.knowledge.estimate import probability
from sequela.knowledge.schema.findings import Finding
from sequela.knowledge.schema.mechanisms import Link
from sequela.knowledge.schema.terms import Estimate, Region
from sequela.records import frozen

MOST_CERTAIN = 0.999
_FOR = ((10.0, "far more likely"), (4.0, "much more likely"), (2.0, "more likely"), (1.25, "a little more likely"))
_AGAINST = ((0.1, "far less likely"), (0.25, "much less likely"), (0.5, "less likely"), (0.8, "a little less likely"))


@frozen
class Weight:
    """What one answer about a finding does to the odds of a mechanism.

    level
        the level of the finding, or None for its absence.
    ratio
        P(this answer | mechanism alone) / P(this answer | no modelled cause).
    with_it, without
        the two probabilities; None for an inhibitor, of which only the ratio is known.
    """

    finding: Finding
    level: str | None
    ratio: float
    with_it: float | None
    without: float | None
    estimate: Estimate


def weights(finding: Finding, link: Link, region: Region) -> Iterator[Weight]:
    """Every answer about the finding that changes the odds: each level above the lowest, and its absence.

    A level without a leak has no ratio and is left out; lint says so.
    """
    leak = {level: probability(estimate).mean for level, estimate in finding.leak_of(region).items()}
    if link.inhibits is not None:
        level = finding.levels[-1]
        left = 1 - probability(link.inhibits).mean
        yield Weight(finding=finding, level=level, ratio=left, with_it=None, without=None, estimate=link.inhibits)
        return
    given = {level: probability(estimate).mean for level, estimate in link.given.items()}
    for level, estimate in link.given.items():
        if leak.get(level):
            yield Weight(
                finding=finding,
                level=level,
                ratio=given[level] / leak[level],
                with_it=given[level],
                without=leak[level],
                estimate=estimate,
            )
    with_it, without = 1 - sum(given.values()), 1 - sum(leak.values())
    if given and leak and 0 < with_it < MOST_CERTAIN and without > 0:
        last = tuple(link.given.values())[-1]
        yield Weight(
            finding=finding, level=None, ratio=with_it / without, with_it=with_it, without=without, estimate=last
        )


def named(weight: Weight) -> str:
    """The answer in words: ``Foot drop``, ``Load features: marked``, ``absent: Foot drop``."""
    label = weight.finding.label.en
    if weight.level is None:
        lowest = weight.finding.levels[0]
        return f"absent: {label}" if lowest in ("absent", "none") else f"{label}: {_plain(lowest)}"
    return (
        label if len(weight.finding.levels) == 2 and weight.level == "present" else f"{label}: {_plain(weight.level)}"
    )


def telling(weight: Weight) -> bool:
    """True unless the answer hardly changes the odds."""
    return not _AGAINST[-1][0] < weight.ratio < _FOR[-1][0]


def strength(ratio: float) -> str:
    """A ratio of likelihoods in words."""
    for limit, words in _FOR:
        if ratio >= limit:
            return words
    for limit, words in _AGAINST:
        if ratio <= limit:
            return words
    return "hardly changes"


def times(ratio: float) -> str:
    """A ratio as people say it: x5.2, and x0.19 for one below 1."""
    return f"x{ratio:.0f}" if ratio >= 10 else f"x{ratio:.1f}" if ratio >= 1 else f"x{ratio:.2f}"


def lead(weight: Weight) -> str:
    """The columns before a finding: ratio, words, and of 100 with and without this cause."""
    hundred = ""
    if weight.with_it is not None and weight.without is not None:
        hundred = f"{of_hundred(weight.with_it):>3} : {of_hundred(weight.without)}"
    return f"{times(weight.ratio):<5} {strength(weight.ratio):<20} {hundred:<8}"


def of_hundred(share: float) -> str:
    """A share as a number of 100 people: 4.5, 12, <1."""
    number = 100 * share
    if 0 < number < 0.95:
        return "<1"
    return f"{number:.1f}".removesuffix(".0") if number < 9.95 else f"{number:.0f}"


def bits(weight: Weight) -> float:
    """How far the answer moves log2 odds, whichever way."""
    return abs(math.log2(weight.ratio)) if weight.ratio > 0 else math.inf


def _plain(level: str) -> str:
    return level.replace("_", " ")
