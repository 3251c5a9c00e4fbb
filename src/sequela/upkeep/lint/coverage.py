"""Faults of a payer's criteria: nowhere to look them up, no day on which they were read, said twice."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from sequela.knowledge.load import Reading
from sequela.knowledge.problem import Problem
from sequela.knowledge.schema.coverage import CoverageProfile, Criterion


def criteria_without_address(reading: Reading) -> Iterator[Problem]:
    """A criterion whose page nobody can open: no source of it has an address."""
    sources = reading.knowledge.sources
    for record, profile in reading.of(CoverageProfile):
        for index, criterion in enumerate(profile.criteria):
            known = [sources[source] for source in criterion.sources if source in sources]
            if len(known) == len(criterion.sources) and not any(source.url for source in known):
                mend = "name a source with url: what a payer asks changes, and must be looked up"
                yield record.problem(f"{criterion.id!r} has no address", mend, ("criteria", index, "sources"))


def criteria_unread(reading: Reading) -> Iterator[Problem]:
    """A criterion without the day on which its page was opened."""
    for record, profile in reading.of(CoverageProfile):
        for index, criterion in enumerate(profile.criteria):
            if not _is_day(criterion):
                message = f"{criterion.read!r} is no day on which the page was read"
                yield record.problem(message, "write it as 2024-06-01, in quotes", ("criteria", index, "read"))


def criteria_about_nothing(reading: Reading) -> Iterator[Problem]:
    """A criterion that speaks of no treatment or test, and an id given to two criteria of any profile."""
    seen: set[str] = set()
    for record, profile in reading.of(CoverageProfile):
        for index, criterion in enumerate(profile.criteria):
            if not criterion.of:
                mend = "name under `of` the treatments, tests or blocks it is asked for"
                yield record.problem(f"{criterion.id!r} speaks of nothing", mend, ("criteria", index, "of"))
            if criterion.id in seen:
                message = f"two criteria are called {criterion.id!r}"
                yield record.problem(message, "give each an id of its own", ("criteria", index, "id"))
            seen.add(criterion.id)


def _is_day(criterion: Criterion) -> bool:
    try:
        return dt.date.fromisoformat(criterion.read).isoformat() == criterion.read
    except ValueError:
        return False
