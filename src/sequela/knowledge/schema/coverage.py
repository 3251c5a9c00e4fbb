"""What payers ask before they pay: their criteria as rules over recorded facts. Never clinical truth."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from sequela.knowledge.schema.terms import FORBID_EXTRA, Condition, SourceId, Text
from sequela.records import frozen


@frozen
class Criterion:
    """One demand of a payer for certain treatments, tests or blocks.

    rule
        true: met; false: not met; undecided: not documented. None where the payer does not pay at all.
    issuer, year
        who wrote the policy, and when; `read` is the day on which its page was opened (YYYY-MM-DD).
    jurisdiction
        where it holds, if that is narrower than its profile.
    sources
        the pages that say so; at least one has an address.
    """

    __pydantic_config__: ClassVar[Mapping[str, str]] = FORBID_EXTRA

    id: str
    of: tuple[str, ...]
    text: Text
    rule: Condition | None = None
    issuer: str
    year: int | None = None
    read: str
    jurisdiction: str | None = None
    sources: tuple[SourceId, ...]
    note: Text | None = None


@frozen
class CoverageProfile:
    """The criteria of one payer or health service. They feed no eligibility and no order of treatments."""

    __pydantic_config__: ClassVar[Mapping[str, str]] = FORBID_EXTRA

    id: str
    label: Text
    about: Text
    jurisdiction: str
    criteria: tuple[Criterion, ...]
