"""Where each prior comes from: measured in patients, or searched for and not found, or neither."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from sequela.knowledge.estimate import form, probability
from sequela.knowledge.schema.knowledge import Knowledge
from sequela.knowledge.schema.mechanisms import Prior
from sequela.knowledge.schema.terms import Estimate, Region
from sequela.upkeep.pages.page import Row

Standing = Literal["measured", "searched", "neither"]

REGIONS: tuple[Region, ...] = ("lumbar", "cervical", "thoracic")


def standing(prior: Prior) -> Standing:
    """Measured if either share is; else whether the search for a figure is recorded."""
    if any(form(share) != "elicited" for share in (prior.main_share, prior.co_cause)):
        return "measured"
    return "searched" if prior.searched is not None and prior.searched.strip() else "neither"


def prior_rows(knowledge: Knowledge, region: Region) -> Iterator[Row]:
    """One line per mechanism of the region: how often it is the source, and what that rests on."""
    for mechanism in knowledge.mechanisms.values():
        if region not in mechanism.regions:
            continue
        prior = mechanism.regions[region].prior
        main, further = probability(prior.main_share).mean, probability(prior.co_cause).mean
        yield Row(
            label=mechanism.label.en,
            id=f"mechanism:{mechanism.id}",
            numbers={"main": main, "further": further},
            words=_words(prior),
        )


def _words(prior: Prior) -> str:
    said = {
        "measured": f"measured: main {_origin(prior.main_share)}, further {_origin(prior.co_cause)}",
        "searched": "judged, and the search is recorded",
        "neither": "judged, and no search is recorded",
    }[standing(prior)]
    return f"{said}: {prior.searched}" if prior.searched else said


def _origin(estimate: Estimate) -> str:
    return "judged" if estimate.source is None else estimate.source
