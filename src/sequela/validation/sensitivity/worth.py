"""What perfect knowledge of each estimate would be worth: how far its uncertainty moves the answers.

Influence is the derivative of the answers by the log odds of an estimate (by the logarithm of a ratio), and uncertainty
its standard deviation on the same scale. Their product is, to first order, by how much the answers would move if the
number became known: the sum over mechanisms of the change of P(active), root mean square over where it may lie.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from sequela.knowledge import estimate
from sequela.knowledge.same import Same
from sequela.knowledge.schema.knowledge import Knowledge
from sequela.knowledge.schema.terms import Estimate, Region
from sequela.records import frozen
from sequela.upkeep.influence.measure import Influence, moves, ranked
from sequela.upkeep.influence.panel import Panelist, panel
from sequela.upkeep.influence.steps import Place

from ..parallel import spread
from ..part import Progress

MASS = 0.9
"""Of the interval between whose ends an estimate is moved."""
_REACH = 1.644854
"""Standard deviations from the middle of a normal distribution to the ends of its 90 % interval."""
PARTS = 8
"""Into how many pieces the patients are split: a fixed number, so that sums do not depend on the processes."""


@frozen
class Uncertainty:
    """Where an estimate may lie: the ends of its 90 % interval, and its standard deviation in log odds (logarithm of
    a ratio). `weight` is how many patients the belief is worth.
    """

    low: float
    high: float
    sd: float
    weight: float


@frozen
class Worth:
    """One estimate: its influence, its uncertainty, and their product."""

    influence: Influence
    uncertainty: Uncertainty

    @property
    def place(self) -> Place:
        """Where it stands."""
        return self.influence.place

    @property
    def moves(self) -> float:
        """Expected movement of the answers of one patient, summed over mechanisms."""
        return self.influence.moves * self.uncertainty.sd


def uncertainty(place: Place, stated: Estimate, seed: int) -> Uncertainty:
    """How uncertain an estimate is, as a ratio or as a share; the interval of a share is read from a thousand draws."""
    if place.kind == "context":
        ratio = estimate.ratio(stated)
        reach = _REACH * ratio.log_sd
        weight = 2 / ratio.log_sd**2 if ratio.log_sd else math.inf
        return Uncertainty(
            low=ratio.median * math.exp(-reach), high=ratio.median * math.exp(reach), sd=ratio.log_sd, weight=weight
        )
    share = estimate.probability(stated)
    ((low, high),) = estimate.intervals([share], MASS, np.random.default_rng(seed))
    return Uncertainty(low=low, high=high, sd=(_log_odds(high) - _log_odds(low)) / (2 * _REACH), weight=share.weight)


def _log_odds(share: float) -> float:
    return math.log(share / (1 - share))


@frozen
class _Piece:
    """Every `PARTS`-th patient of a region's panel, from `part` on."""

    region: Region
    patients: int
    part: int


def worths(knowledge: Knowledge, region: Region, patients: int, workers: int, progress: Progress) -> tuple[Worth, ...]:
    """Every estimate of a region, worth most first. The same whatever the number of processes."""
    pieces = [_Piece(region=region, patients=patients, part=part) for part in range(min(PARTS, patients))]
    totals = spread(_moves, pieces, knowledge, workers, progress, f"influence of every number, {region}")
    return weighed(knowledge, ranked(knowledge, region, _together(totals), patients))


def weighed(knowledge: Knowledge, influences: Sequence[Influence]) -> tuple[Worth, ...]:
    """Influences times uncertainties, the largest first; ties in the order given."""
    seed = int(knowledge.conventions["seed"].value)
    found = [Worth(influence=one, uncertainty=uncertainty(one.place, one.estimate, seed)) for one in influences]
    return tuple(sorted(found, key=lambda one: -one.moves))


def _together(totals: Sequence[dict[Place, float]]) -> dict[Place, float]:
    whole: dict[Place, float] = {}
    for total in totals:
        for place, moved in total.items():
            whole[place] = whole.get(place, 0.0) + moved
    return whole


def _moves(knowledge: Knowledge, piece: _Piece) -> dict[Place, float]:
    return moves(
        knowledge, piece.region, patients_of(Same(knowledge), piece.region, piece.patients)[piece.part :: PARTS]
    )


@lru_cache(maxsize=1)
def patients_of(same: Same[Knowledge], region: Region, patients: int) -> tuple[Panelist, ...]:
    """The panel of a region, kept for the next piece of the same."""
    return tuple(panel(same.value, region, patients))
