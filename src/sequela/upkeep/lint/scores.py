"""Questionnaires whose totals make no scale."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from sequela.knowledge.load import Reading
from sequela.knowledge.problem import Problem
from sequela.knowledge.schema.instruments import Instrument


def odd_instruments(reading: Reading) -> Iterator[Problem]:
    """A score whose range has no width, or whose bands do not rise within it."""
    for record, instrument in reading.of(Instrument):
        low, high = instrument.range
        if not low < high:
            yield record.problem(f"{instrument.range} is no range", "give [lowest, highest]", ("range",))
        starts = [band.at_least.value for band in instrument.bands if band.at_least.value is not None]
        if any(one >= two for one, two in pairwise(starts)) or any(not low <= start <= high for start in starts):
            mend = "order them from the lowest total, within the range"
            yield record.problem("the bands do not rise within the range", mend, ("bands",))
