"""Every record that two versions of the knowledge do not share word for word, and which of them bear on danger."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Literal

from sequela.knowledge.schema.care import SharedGate
from sequela.records import frozen
from sequela.upkeep.diff.sides import Side
from sequela.upkeep.diff.walk import GATES, Difference, differences
from sequela.upkeep.pages.origin import every_record

ChangeKind = Literal["added", "removed", "changed"]

DANGEROUS = ("red_flag", "gate", "interaction", "opioid_rule")
"""Kinds that say what must not be missed and what must not be done."""


@frozen
class RecordChange:
    """A record that is new, gone or different.

    record
        the record itself, the new one where there are two.
    differences
        every place that differs; of a record that is new or gone, all that it says.
    """

    kind: str
    id: str
    label: str
    change: ChangeKind
    record: object
    differences: tuple[Difference, ...]

    def bears_on_danger(self, difference: Difference) -> bool:
        """Whether a red flag, a gate or medicines that do not go together are concerned."""
        return self.kind in DANGEROUS or GATES in difference.at[:2]


def record_changes(old: Side, new: Side) -> tuple[RecordChange, ...]:
    """Every record that differs, in the order of the knowledge. Files play no part: a move is no change."""
    before, after = _own(old), _own(new)
    return tuple(
        change for key in dict.fromkeys((*after, *before)) for change in _change(key, before.get(key), after.get(key))
    )


def _own(side: Side) -> Mapping[tuple[str, str], object]:
    """What a version itself says, without the conventions that it was lent."""
    return {
        (kind, identifier): record
        for kind, identifier, record in every_record(side.knowledge)
        if not (kind == "convention" and identifier in side.lent)
    }


def _change(key: tuple[str, str], before: object, after: object) -> Iterator[RecordChange]:
    if before == after:
        return
    found = tuple(differences(before, after))
    if not found:
        return
    record = before if after is None else after
    yield RecordChange(
        kind=key[0],
        id=key[1],
        label=_label(record, key[1]),
        change="added" if before is None else "removed" if after is None else "changed",
        record=record,
        differences=found,
    )


def _label(record: object, identifier: str) -> str:
    if isinstance(record, SharedGate):
        return record.gate.text.en
    named = getattr(getattr(record, "label", None), "en", None) or getattr(record, "title", None)
    return str(named or getattr(record, "cite", identifier))
