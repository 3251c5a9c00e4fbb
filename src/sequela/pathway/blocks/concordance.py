"""Two or more blocks of one place on different days: do they agree, and what do they come to together?

A first relief that a second block does not repeat is negative. Two reliefs are positive together when the longer-acting
drug relieved for longer, or when the durations do not tell; when the shorter-acting drug relieved for longer they
remain one positive block. How the levels are meant: head of ``findings/blocks.yaml``.
"""

from __future__ import annotations

from collections.abc import Sequence

from sequela.assessment.blocks import NEGATIVE, POSITIVE
from sequela.knowledge.schema.findings import Finding
from sequela.pathway.blocks.drugs import longer_acting
from sequela.pathway.blocks.reading import Read
from sequela.pathway.blocks.relief import compared
from sequela.records import frozen

CONCORDANT, PROLONGED, DISCORDANT = "concordant", "concordant_prolonged", "discordant"
NOT_REPEATED, BOTH_NEGATIVE, INDETERMINATE = "not_repeated", "both_negative", "indeterminate"


@frozen
class Done:
    """A block that can be counted: what it showed and when. `read` is None for a result stated without a diary."""

    id: str
    verdict: str
    day: str
    read: Read | None


@frozen
class Agreement:
    """How two blocks agree, in a word and in words."""

    verdict: str
    why: str


def agreement(first: Done, second: Done) -> Agreement:
    """Hold the later block against the earlier one."""
    if first.verdict != second.verdict:
        order = "a first relief was not repeated" if first.verdict == POSITIVE else "only the later block relieved"
        return Agreement(
            verdict=NOT_REPEATED, why=f"{order}: {first.day} {first.verdict}, {second.day} {second.verdict}"
        )
    if first.verdict == NEGATIVE:
        return Agreement(verdict=BOTH_NEGATIVE, why="neither block relieved")
    return _both_relieved(first, second)


def _both_relieved(first: Done, second: Done) -> Agreement:
    one, other = first.read, second.read
    if one is None or other is None or one.run is None or other.run is None:
        return Agreement(verdict=INDETERMINATE, why="both relieved; one has no diary, so durations cannot be compared")
    if not (one.drug_known and other.drug_known):
        return Agreement(verdict=INDETERMINATE, why="both relieved; without the drugs the durations tell nothing")
    order = longer_acting(one.acting, other.acting)
    if order is None:
        return Agreement(
            verdict=INDETERMINATE, why="both relieved; the drugs act about as long, so their durations tell nothing"
        )
    short, long = (one, other) if order else (other, one)
    assert short.run is not None  # noqa: S101 - both runs were looked at above
    assert long.run is not None  # noqa: S101
    longer = compared(short.run, long.run)
    if longer is None:
        return Agreement(verdict=INDETERMINATE, why="both relieved; the diaries do not show which relief lasted longer")
    if not longer:
        return Agreement(verdict=DISCORDANT, why="both relieved, but the shorter-acting drug for longer")
    if "longer" in (short.duration, long.duration):
        return Agreement(
            verdict=PROLONGED,
            why="both relieved, longer with the longer-acting drug, and beyond what the drugs explain; that does not "
            "rule out a true relief",
        )
    return Agreement(verdict=CONCORDANT, why="both relieved, and for longer with the longer-acting drug")


def level_of(done: Sequence[Done], finding: Finding) -> str | None:
    """The level that blocks of one place come to together, in order of time; None if they come to nothing certain."""
    lowest, highest = finding.levels[0], finding.levels[-1]
    single = finding.levels[1]
    if not done:
        return None
    verdicts = [block.verdict for block in done]
    if len(done) == 1 or len(set(verdicts)) == 1:
        if verdicts[0] == NEGATIVE:
            return lowest
        if len(done) == 1:
            return single
        agreed = any(agreement(a, b).verdict != DISCORDANT for n, a in enumerate(done) for b in done[n + 1 :])
        return highest if agreed else single
    if verdicts[-1] == NEGATIVE:
        return lowest  # relieved before, and not again
    # Negative first: a block that met its nerve only the second time, or a false relief; a further one decides.
    return highest if verdicts.count(POSITIVE) > 1 and verdicts[-2:] == [POSITIVE, POSITIVE] else None
