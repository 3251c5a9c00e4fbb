"""What the check against a payer's criteria says: frozen records, and their JSON."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Literal

from sequela.assessment import Statement
from sequela.records import frozen

Status = Literal["met", "not_met", "not_documented"]
STATUSES: tuple[Status, ...] = ("met", "not_met", "not_documented")

SAYS = (
    "What a payer asks before it pays, held against what is recorded. It is not clinical truth: it changes neither "
    "what is advised nor its order."
)
"""Stands over every list of criteria."""


@frozen
class CriterionResult:
    """One criterion for one patient.

    treatment
        the treatments, tests and blocks that the criterion speaks of.
    date
        of the latest fact that decided it, as an ISO day or as the first and last day it can have been; None while it
        is not documented, or where no deciding fact has a time.
    because
        the facts that decided it, or that speak so far; `missing` what would decide it, in words.
    """

    criterion: str
    label: str
    treatment: tuple[str, ...]
    status: Status
    date: str | None
    because: tuple[Statement, ...]
    missing: tuple[str, ...]
    jurisdiction: str
    issuer: str
    year: int | None
    read: str
    address: str | None
    sources: tuple[str, ...]
    note: str | None = None


@frozen
class CoverageResult:
    """The criteria of each profile, in the order of its file."""

    profiles: Mapping[str, tuple[CriterionResult, ...]]

    def to_json(self) -> dict[str, object]:
        """``{<profile id>: [{criterion, status, date, ...}]}``."""
        return {
            profile: [dataclasses.asdict(criterion) for criterion in criteria]
            for profile, criteria in self.profiles.items()
        }
