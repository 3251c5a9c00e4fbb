"""Priors of which nobody said where a figure was looked for."""

from __future__ import annotations

from collections.abc import Iterator

from sequela.knowledge.estimate import EstimateError
from sequela.knowledge.load import Reading
from sequela.knowledge.problem import Problem
from sequela.knowledge.schema.mechanisms import Mechanism
from sequela.upkeep.priors import standing


def neither_measured_nor_searched(reading: Reading) -> Iterator[Problem]:
    """A prior of the lumbar spine, where most operations are, that is a judgement without a recorded search."""
    for record, mechanism in reading.of(Mechanism):
        part = mechanism.regions.get("lumbar")
        if part is None:
            continue
        try:
            found = standing(part.prior)
        except EstimateError:
            continue  # said where records are checked
        if found == "neither":
            mend = "give the published figure, or say in searched where it was looked for and what was found"
            yield record.problem("the prior is neither measured nor searched for", mend, ("regions", "lumbar", "prior"))
