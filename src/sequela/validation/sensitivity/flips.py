"""Conclusions that turn while one estimate moves between the ends of its 90 % interval."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace

from sequela import inference
from sequela.inference import Evidence, InferenceError
from sequela.knowledge import estimate
from sequela.knowledge.same import Same
from sequela.knowledge.schema.knowledge import Knowledge
from sequela.knowledge.schema.terms import Estimate, FindingId, MechanismId, Region, SourceId
from sequela.pathway.differential.context import RegionPriors, prior_for, region_priors
from sequela.pathway.differential.entries import entries_of
from sequela.pathway.differential.network_of import RegionNetwork, region_network
from sequela.records import frozen
from sequela.upkeep.influence.panel import Panelist
from sequela.upkeep.influence.replaced import with_estimate
from sequela.upkeep.influence.steps import Place

from ..parallel import spread
from ..part import Progress
from .worth import Worth, patients_of

POOL = 200
"""Draws behind each prior: the same stream under both ends, so that what differs is the estimate."""
HALVINGS = 4
"""How often an end is moved half way back to the estimate where the table of a finding does not allow it."""


@frozen
class Conclusion:
    """What is concluded of one patient: which line of the differential leads, and which open finding tells most."""

    first: MechanismId
    next: str


@frozen
class Flips:
    """Of the patients, the share whose first place differs between the ends, and whose most telling finding does."""

    place: Place
    first: float
    next: float


@frozen
class _Task:
    """One estimate and the two ends between which it is moved, for so many patients."""

    region: Region
    patients: int
    worth: Worth


def flips(
    knowledge: Knowledge,
    region: Region,
    estimates: Sequence[Worth],
    patients: int,
    workers: int,
    progress: Progress,
) -> tuple[Flips, ...]:
    """For each estimate, over a panel of so many patients. The same whatever the number of processes."""
    tasks = [_Task(region=region, patients=patients, worth=one) for one in estimates]
    return tuple(spread(_flips, tasks, knowledge, workers, progress, "conclusions at both ends of each interval"))


def _flips(knowledge: Knowledge, task: _Task) -> Flips:
    patients = patients_of(Same(knowledge), task.region, task.patients)
    place, known = task.worth.place, task.worth.uncertainty
    low, high = (at_end(knowledge, task.region, task.worth, end) for end in (known.low, known.high))
    pairs = list(zip(conclusions(low, task.region, patients), conclusions(high, task.region, patients), strict=True))
    return Flips(
        place=place,
        first=sum(a.first != b.first for a, b in pairs) / len(pairs),
        next=sum(a.next != b.next for a, b in pairs) / len(pairs),
    )


def at_end(knowledge: Knowledge, region: Region, worth: Worth, end: float) -> Knowledge:
    """The knowledge with an estimate at one end of its interval, or as far towards it as its table allows."""
    place = worth.place
    middle = middle_of(worth)
    for halving in range(HALVINGS + 1):
        moved = Estimate(
            value=_between(place, middle, end, 0.5**halving),
            weight=min(worth.uncertainty.weight, _CERTAIN),
            source=_MOVED,
        )
        changed = with_estimate(knowledge, region, place, moved)
        try:
            region_network_of(changed, region)
        except InferenceError:
            continue
        return changed
    return knowledge


def middle_of(worth: Worth) -> float:
    """What the estimate says: the median of a ratio, the mean of a share."""
    stated = worth.influence.estimate
    return estimate.ratio(stated).median if worth.place.kind == "context" else estimate.probability(stated).mean


def _between(place: Place, middle: float, end: float, part: float) -> float:
    """Part of the way from the middle to an end: in the logarithm for a ratio, else in log odds."""
    if part == 1.0:
        return end
    if place.kind == "context":
        return float(middle * (end / middle) ** part)
    start, stop = (math.log(p / (1 - p)) for p in (middle, end))
    odds = math.exp(start + part * (stop - start))
    return odds / (1 + odds)


_MOVED = SourceId("moved")
"""Stands for the origin of a number that is only tried out."""
_CERTAIN = 1e9
"""Patients' worth of a number that is known."""


def region_network_of(knowledge: Knowledge, region: Region) -> RegionNetwork:
    """The network of a region without a patient; raises `InferenceError` where a table cannot be built."""
    priors = region_priors(knowledge, region, 2)
    return region_network(knowledge, region, priors, prior_for(priors, {}, frozenset()), frozenset())


def conclusions(knowledge: Knowledge, region: Region, patients: Sequence[Panelist]) -> list[Conclusion]:
    """What is concluded of every patient under this knowledge."""
    priors = region_priors(knowledge, region, POOL)
    networks: dict[frozenset[MechanismId], RegionNetwork] = {}
    return [_conclusion(knowledge, region, priors, networks, patient) for patient in patients]


def _conclusion(
    knowledge: Knowledge,
    region: Region,
    priors: RegionPriors,
    networks: dict[frozenset[MechanismId], RegionNetwork],
    patient: Panelist,
) -> Conclusion:
    excluded = frozenset(priors.mechanisms) - frozenset(patient.region.causes)
    prior = prior_for(priors, patient.context, excluded)
    if excluded not in networks:
        networks[excluded] = region_network(knowledge, region, priors, prior, excluded)
    made = networks[excluded]
    draws = prior.draws[:, made.columns]
    network = replace(made.network, priors=draws.mean(axis=0), prior_draws=draws)
    index = made.index()
    seen = {patient.region.findings[item]: (low, high) for item, low, high in patient.evidence.items}
    plan = inference.plan(network, Evidence.of({index[f]: levels for f, levels in seen.items()}))
    lines = entries_of(knowledge, made.causes)
    main = lines.summed(inference.main_generator(plan, made.salience).share)
    first = min(range(len(lines.lines)), key=lambda i: (-main[i], lines.lines[i].id))
    return Conclusion(first=lines.lines[first].id, next=_most_telling(plan, made, seen))


def _most_telling(plan: inference.Plan, region: RegionNetwork, seen: Mapping[FindingId, tuple[int, int]]) -> str:
    """The open finding with the greatest expected information; empty where none is open."""
    open_ = [i for i, finding in enumerate(region.findings) if finding not in seen]
    told = inference.outcomes(plan, open_)
    best = min(told, key=lambda o: (-round(o.bits, 9), region.findings[o.finding]), default=None)
    return "" if best is None else region.findings[best.finding]
