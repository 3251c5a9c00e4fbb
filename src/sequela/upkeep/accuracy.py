"""Published sensitivities and specificities, recomputed from the tables and compared with their intervals.

A study's specificity contains the other causes of its patients, so it is no parameter of ours; but the tables must be
able to reproduce it. Under the study's own mix (each other mechanism m active with probability q_m, independently,
those not named never):

* sensitivity = P(finding >= level | mechanism active), specificity = P(finding < level | mechanism not active);
* noisy-MAX: E[P(X < level | S)] = leak_cdf * prod(1 - q_m + q_m cdf_m), a product, since causes are independent;
* an inhibitor multiplies P(present) by 1 - q_m block_m, and is never also a cause, so expectations multiply too.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Literal

from sequela.inference import NoisyMax, SingleCause
from sequela.knowledge import estimate
from sequela.knowledge.schema.accuracy import Accuracy
from sequela.knowledge.schema.knowledge import Knowledge
from sequela.knowledge.schema.terms import Estimate, MechanismId
from sequela.pathway.differential.network_of import finding_table, linked_findings
from sequela.records import frozen

Quantity = Literal["sensitivity", "specificity"]

NORMAL_95 = 1.959964


class AccuracyError(ValueError):
    """A published accuracy that cannot be recomputed: what is wrong, what would mend it, at which key."""

    def __init__(self, message: str, mend: str, key: str) -> None:
        self.message, self.mend, self.key = message, mend, key
        super().__init__(f"{message}; {mend}")


@frozen
class Recomputed:
    """One published figure with its 95 % interval, and what the tables say under the study's mix."""

    what: Quantity
    published: float
    low: float
    high: float
    computed: float

    @property
    def inside(self) -> bool:
        """Whether the tables agree with the study."""
        return self.low <= self.computed <= self.high


def recompute(knowledge: Knowledge, accuracy: Accuracy) -> tuple[Recomputed, ...]:
    """The study's sensitivity and specificity beside ours, those it gives. Raises `AccuracyError`."""
    level = _checked(knowledge, accuracy)
    links = linked_findings(knowledge, accuracy.region)[accuracy.finding]
    at = {m: i for i, m in enumerate(links)}
    finding = knowledge.findings[accuracy.finding]
    by_index = {at[m]: link for m, link in links.items()}
    table = finding_table(finding, accuracy.region, by_index, alone=len(links) == 1)
    others = {at[m]: estimate.probability(share).mean for m, share in accuracy.mix.items() if m in at}

    def positive(active: float) -> float:
        target = {at[accuracy.mechanism]: active} if accuracy.mechanism in at else {}
        return at_least(table, level, {**others, **target})

    found: list[Recomputed] = []
    stated: tuple[tuple[Quantity, Estimate | None, float], ...] = (
        ("sensitivity", accuracy.sensitivity, positive(1.0)),
        ("specificity", accuracy.specificity, 1.0 - positive(0.0)),
    )
    for what, figure, computed in stated:
        if figure is not None:
            published, low, high = interval(figure)
            found.append(Recomputed(what=what, published=published, low=low, high=high, computed=computed))
    return tuple(found)


def at_least(table: NoisyMax | SingleCause, level: int, shares: Mapping[int, float]) -> float:
    """P(X >= level) if each cause in `shares` is active with that probability, independently, and no other is."""
    if isinstance(table, SingleCause):
        q = shares.get(table.cause, 0.0)
        return (1.0 - q) * math.fsum(table.off_levels[level:]) + q * math.fsum(table.on_levels[level:])
    below = math.fsum(table.leak_levels[:level])
    for cause, levels in zip(table.causes, table.cause_levels, strict=True):
        q = shares.get(cause, 0.0)
        below *= 1.0 - q + q * math.fsum(levels[:level])
    free = 1.0
    for cause, block in zip(table.inhibitors, table.block, strict=True):
        free *= 1.0 - shares.get(cause, 0.0) * block
    return (1.0 - below) * free


def interval(figure: Estimate) -> tuple[float, float, float]:
    """The published share with its 95 % limits: those printed, else Wilson's for its counts or its weight."""
    if figure.ci95 is not None and figure.value is not None:
        return figure.value, *figure.ci95
    if figure.n is not None and figure.N is not None:
        share, size = figure.n / figure.N, figure.N
    else:
        share, size = figure.value or 0.0, figure.weight or 0.0
    if figure.weight is not None:
        size = min(size, figure.weight)
    return share, *wilson(share, size)


def wilson(share: float, size: float, normal: float = NORMAL_95) -> tuple[float, float]:
    """Wilson's limits of a share counted in `size` people; `normal` is the quantile that makes them 95 % or other."""
    z = normal**2 / size
    middle = (share + z / 2) / (1 + z)
    half = math.sqrt(z * share * (1 - share) + z**2 / 4) / (1 + z)
    return max(0.0, middle - half), min(1.0, middle + half)


def _checked(knowledge: Knowledge, accuracy: Accuracy) -> int:
    """The index of the level that counts as positive. Raises `AccuracyError` for what has no answer."""
    finding = knowledge.findings.get(accuracy.finding)
    if finding is None or accuracy.finding not in linked_findings(knowledge, accuracy.region):
        message = f"{accuracy.finding} is not in the network of the {accuracy.region} spine"
        raise AccuracyError(message, "name a finding with a leak and a cause there", "finding")
    if accuracy.level not in finding.levels[1:]:
        mend = f"accepted: {', '.join(finding.levels[1:])}"
        raise AccuracyError(f"{accuracy.level!r} is no level of it above the lowest", mend, "level")
    for mechanism, key in ((accuracy.mechanism, "mechanism"), *((m, "mix") for m in accuracy.mix)):
        if not _in_region(knowledge, accuracy, mechanism):
            message = f"{mechanism} is no mechanism of the {accuracy.region} spine"
            raise AccuracyError(message, "name one of its mechanisms; of a group, a member", key)
    if accuracy.mechanism in accuracy.mix:
        raise AccuracyError("the mix names the target itself", "name the other causes only", "mix")
    figures = [figure for figure in (accuracy.sensitivity, accuracy.specificity) if figure is not None]
    if not figures:
        raise AccuracyError("neither sensitivity nor specificity", "give at least one", "sensitivity")
    for figure in (*figures, *accuracy.mix.values()):
        try:
            estimate.probability(figure)
        except estimate.EstimateError as error:
            raise AccuracyError(error.message, error.mend, "mix") from error
    if any(figure.source is None for figure in figures):
        raise AccuracyError("a figure that nobody published", "name its source, or remove it", "sensitivity")
    return finding.levels.index(accuracy.level)


def _in_region(knowledge: Knowledge, accuracy: Accuracy, mechanism: MechanismId) -> bool:
    known = knowledge.mechanisms.get(mechanism)
    return known is not None and accuracy.region in known.regions
