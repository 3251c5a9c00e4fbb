"""What a supposed fact changes: two assessments of one case side by side."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Protocol

from sequela.assessment import PROBABILITY_DECIMALS, ComplaintResult, Ranked, TriageResult
from sequela.records import frozen

NOT_CONSIDERED = "not considered"
"""Status of a red flag in an assessment that does not hold it: it does not concern this patient, or is not known."""


class Answered(Protocol):
    """What is compared of an assessment: danger and probable sources."""

    @property
    def triage(self) -> TriageResult:
        """Danger."""
        ...

    @property
    def complaints(self) -> tuple[ComplaintResult, ...]:
        """The differential of each pain."""
        ...


@frozen
class Change:
    """P(active) and P(main generator) of one mechanism before and after; 0 where it was not listed."""

    complaint: str
    mechanism: str
    label: str
    before: float
    after: float
    main_before: float
    main_after: float


@frozen
class FlagChange:
    """A red flag whose status is another one after."""

    id: str
    label: str
    before: str
    after: str


@frozen
class WhatIf:
    """What was supposed, and everything it changed: mechanisms (most changed first), red flags, level of danger."""

    supposed: tuple[str, ...]
    changes: tuple[Change, ...]
    flags: tuple[FlagChange, ...]
    level_before: str
    level_after: str
    questions_before: int
    questions_after: int

    def to_json(self) -> dict[str, object]:
        """The JSON form, under the key ``what_if`` of the assessment."""
        return {
            "set": list(self.supposed),
            "changes": [asdict(change) for change in self.changes],
            "flags": [asdict(flag) for flag in self.flags],
            "level_before": self.level_before,
            "level_after": self.level_after,
            "questions_before": self.questions_before,
            "questions_after": self.questions_after,
        }


def compare(before: Answered, after: Answered, supposed: Sequence[str]) -> WhatIf:
    """Everything that differs between two assessments of one case, to the decimals that are shown."""
    return WhatIf(
        supposed=tuple(supposed),
        changes=tuple(_changes(before, after)),
        flags=tuple(_flags(before, after)),
        level_before=before.triage.level,
        level_after=after.triage.level,
        questions_before=before.triage.open_questions,
        questions_after=after.triage.open_questions,
    )


def _changes(before: Answered, after: Answered) -> Iterator[Change]:
    earlier = {complaint.id: complaint for complaint in before.complaints}
    for complaint in after.complaints:
        old = _by_mechanism(earlier.get(complaint.id))
        new = _by_mechanism(complaint)
        found = [_change(complaint.id, m, old.get(m), new.get(m)) for m in {**new, **old}]
        moved = [c for c in found if c.before != c.after or c.main_before != c.main_after]
        yield from sorted(moved, key=lambda c: (-abs(c.after - c.before), c.mechanism))


def _by_mechanism(complaint: ComplaintResult | None) -> dict[str, Ranked]:
    return {entry.mechanism: entry for entry in complaint.differential} if complaint else {}


def _change(complaint: str, mechanism: str, old: Ranked | None, new: Ranked | None) -> Change:
    named = new or old
    return Change(
        complaint=complaint,
        mechanism=mechanism,
        label=named.label if named else mechanism,
        before=_rounded(old.probability if old else 0.0),
        after=_rounded(new.probability if new else 0.0),
        main_before=_rounded(old.main if old else 0.0),
        main_after=_rounded(new.main if new else 0.0),
    )


def _rounded(probability: float) -> float:
    return round(probability, PROBABILITY_DECIMALS) + 0.0


def _flags(before: Answered, after: Answered) -> Iterator[FlagChange]:
    earlier = {flag.id: flag.status for flag in before.triage.flags}
    for flag in after.triage.flags:
        status = earlier.get(flag.id, NOT_CONSIDERED)
        if status != flag.status:
            yield FlagChange(id=flag.id, label=flag.label, before=status, after=flag.status)
    later = {flag.id for flag in after.triage.flags}
    for flag in before.triage.flags:
        if flag.id not in later:
            yield FlagChange(id=flag.id, label=flag.label, before=flag.status, after=NOT_CONSIDERED)
