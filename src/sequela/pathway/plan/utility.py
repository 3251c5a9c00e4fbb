"""What an option is worth: months of relief within the horizon, less months of recovery, less serious harm.

The three weights are conventions, shown beside the plan, and moved by what the patient says matters. Nothing is worth
anything on a guess: an option whose relief is not known has no score.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

import numpy as np

from sequela.assessment.plan import HarmResult, Recovery, Risk, Score
from sequela.case.when import WEEKS_PER_MONTH
from sequela.knowledge import estimate
from sequela.knowledge.schema.care import Harm
from sequela.knowledge.schema.knowledge import Knowledge
from sequela.knowledge.schema.treatments import Care
from sequela.records import frozen

DECLINED, ONLY_IF_NEEDED = "declined", "only_if_needed"


@frozen
class Weights:
    """Months of relief, of recovery and per serious harm, against each other."""

    relief: float
    recovery: float
    harm: float

    def named(self) -> Mapping[str, float]:
        """For output."""
        return {"relief": self.relief, "recovery": self.recovery, "harm_months": self.harm}


def weights(knowledge: Knowledge, preferences: Mapping[str, object]) -> Weights:
    """The conventions, with what matters most to the patient counted more."""
    plain = Weights(
        relief=1,
        recovery=knowledge.conventions["recovery_weight"].value,
        harm=knowledge.conventions["harm_months"].value,
    )
    most = str(preferences.get("matters_most", ""))
    factor = knowledge.conventions["matters_most_weight"].value
    return Weights(
        relief=plain.relief * (factor if most == "relief" else 1),
        recovery=plain.recovery * (factor if most == "recovery" else 1),
        harm=plain.harm * (factor if most == "safety" else 1),
    )


def preference(care: Care, preferences: Mapping[str, object]) -> str | None:
    """What the patient's recorded wishes say of such a treatment."""
    said = preferences.get(care.consent) if care.consent != "none" else None
    spoken = {"no": DECLINED, "yes": "wanted", "unsure": "unsure", ONLY_IF_NEEDED: ONLY_IF_NEEDED}.get(str(said))
    if spoken in (None, "wanted") and _off_too_long(care, preferences):
        return "too_long"
    return spoken


def _off_too_long(care: Care, preferences: Mapping[str, object]) -> bool:
    weeks = preferences.get("time_off_weeks")
    return isinstance(weeks, int | float) and estimate.quantity(care.recovery) > weeks


def recovery(care: Care) -> Recovery:
    """The record of the recovery."""
    source = care.recovery.source
    return Recovery(
        weeks=estimate.quantity(care.recovery),
        text=care.recovery_text.en,
        source=str(source) if source is not None else "elicited",
    )


def risk(care: Care, knowledge: Knowledge) -> Risk:
    """All harms; the chance of any serious one takes them as independent, since studies count them one by one."""
    harms = [*care.harms, *([care.reoperation] if care.reoperation is not None else [])]
    shares = [estimate.probability(h.share) for h in harms if h.share is not None]
    conventions = knowledge.conventions
    drawn = _intervals(tuple(shares), conventions["interval_mass"].value, int(conventions["seed"].value))
    spans = iter(zip(shares, drawn, strict=True))
    told = tuple(_harm(h, *(next(spans) if h.share is not None else (None, None))) for h in harms)
    return Risk(serious=_any_serious(care), harms=told, unknown=_any_serious(care) is None)


@cache  # there are as many as treatments
def _intervals(shares: tuple[estimate.Beta, ...], mass: float, seed: int) -> tuple[tuple[float, float], ...]:
    """Their central intervals. Harms are those of the treatment, whoever has it, so the draws are made once."""
    return tuple(estimate.intervals(shares, mass, np.random.default_rng(seed)))


def _any_serious(care: Care) -> float | None:
    harms = [*care.harms, *([care.reoperation] if care.reoperation is not None else [])]
    counted = [estimate.probability(h.share).mean for h in harms if h.serious and h.share is not None]
    return 1 - float(np.prod([1 - share for share in counted])) if counted else None


def _harm(harm: Harm, share: estimate.Beta | None, interval: tuple[float, float] | None) -> HarmResult:
    origin = harm.share.source if harm.share is not None else (harm.sources[0] if harm.sources else None)
    judged = "elicited" if harm.share is not None else None
    return HarmResult(
        what=harm.what.en,
        serious=harm.serious,
        share=None if share is None else share.mean,
        interval=interval,
        months=harm.months,
        source=judged if origin is None else str(origin),
    )


def serious_harm(care: Care, knowledge: Knowledge) -> float:
    """The share used in the score: as counted, else as assumed for its stage."""
    known = _any_serious(care)
    return knowledge.conventions[f"unknown_harm_{care.stage}"].value if known is None else known


def relief_months(care: Care, knowledge: Knowledge, begun: float = 0) -> float:
    """Months of relief in whoever has it, when it begins `begun` months into the plan."""
    horizon = knowledge.conventions["plan_horizon_months"].value
    left = horizon - begun - estimate.quantity(care.starts) / WEEKS_PER_MONTH
    return max(0.0, min(estimate.quantity(care.lasts), left))


def cost(care: Care, knowledge: Knowledge, weighed: Weights, wish: str | None) -> tuple[float, float]:
    """Months lost to recovery and taken off for serious harm, as weighed."""
    factor = knowledge.conventions["only_if_needed_weight"].value if wish in (ONLY_IF_NEEDED, "too_long") else 1
    lost = weighed.recovery * factor * estimate.quantity(care.recovery) / WEEKS_PER_MONTH
    harm = weighed.harm * (factor if wish == ONLY_IF_NEEDED else 1) * serious_harm(care, knowledge)
    return lost, harm


def score(care: Care, knowledge: Knowledge, weighed: Weights, wish: str | None, probability: float) -> Score:
    """The worth of an option for a chance of relief."""
    gained = weighed.relief * probability * relief_months(care, knowledge)
    lost, harm = cost(care, knowledge, weighed, wish)
    return Score(relief_months=gained, recovery_months=lost, harm_months=harm, total=gained - lost - harm)
