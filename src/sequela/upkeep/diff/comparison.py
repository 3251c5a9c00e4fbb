"""What a comparison of two versions found: the records that differ and, where cases were given, the conclusions."""

from __future__ import annotations

from sequela.records import frozen
from sequela.upkeep.diff.conclusions import CaseChange
from sequela.upkeep.diff.records import RecordChange
from sequela.upkeep.diff.sides import Side


@frozen
class NotCompared:
    """A case that neither version can assess, and why."""

    name: str
    message: str


@frozen
class Cases:
    """The patients assessed under both versions: those for whom something changes, and the count of the others."""

    changed: tuple[CaseChange, ...]
    unchanged: int
    not_compared: tuple[NotCompared, ...]

    @property
    def compared(self) -> int:
        """How many were assessed under both."""
        return len(self.changed) + self.unchanged


@frozen
class Comparison:
    """Two versions of the knowledge beside each other. `cases` is None where no patients were asked about."""

    old: Side
    new: Side
    records: tuple[RecordChange, ...]
    cases: Cases | None = None
