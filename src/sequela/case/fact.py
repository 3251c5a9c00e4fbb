"""A fact: one statement about a patient, with its place, time and origin. Never overwritten."""

from __future__ import annotations

import datetime as dt
from typing import Literal, TypeAlias

from sequela.case.location import Side
from sequela.case.when import When, on
from sequela.knowledge.schema.terms import FindingId
from sequela.records import frozen

Trend: TypeAlias = Literal["new", "worse", "stable", "better"]
Source: TypeAlias = Literal["patient", "clinician", "ehr", "note"]

PRESENT, ABSENT, UNKNOWN = "present", "absent", "unknown"
TRENDS: tuple[Trend, ...] = ("new", "worse", "stable", "better")
SOURCES: tuple[Source, ...] = ("patient", "clinician", "ehr", "note")


@frozen
class Fact:
    """One observation.

    id
        its place in the file: ``facts[3]``, ``complaints[0].sites[1]``, ``known_before.signs.motor_deficit``. Facts
        made of one text share its place and are told apart by ``#2``, ``#3`` behind it.
    value
        ``present``, ``absent``, ``unknown`` (asked and not known), a level of the finding, or a number in its unit.
    side, level, root
        where; None when not stated.
    when
        when it was observed; None when not stated, which means at the time of recording (see `observed`).
    recorded
        the day it was written down.
    trend, since
        how it has changed, and when it began.
    complaint
        the complaint it belongs to; None when it may bear on any.
    before_surgery
        True if it is stated to come from before the latest operation, whatever its time.
    note
        free words; in a vignette the words it was read from.
    """

    id: str
    finding: FindingId
    value: str | float
    recorded: dt.date
    side: Side | None = None
    level: str | None = None
    root: str | None = None
    when: When | None = None
    by: str | None = None
    source: Source | None = None
    trend: Trend | None = None
    since: When | None = None
    complaint: str | None = None
    position: str | None = None
    note: str | None = None
    before_surgery: bool = False

    @property
    def observed(self) -> When:
        """When it was observed; the day of recording if nothing else is stated."""
        return self.when if self.when is not None else on(self.recorded)

    @property
    def number(self) -> float | None:
        """The value if it is a number."""
        return self.value if isinstance(self.value, float) else None
