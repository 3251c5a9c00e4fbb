"""Places in the case file as a reader of the report finds them: a line of the ledger, or a part of the page."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from sequela.assessment import Assessment, LedgerEntry
from sequela.records import frozen
from sequela.report import sections

_PLACE = re.compile(r"(surgeries|treatments|blocks|medicines|complaints)(?:\[(\d+)\])?(?:\.(\w+))?.*")
_NAMES = {
    "surgeries": "operation",
    "treatments": "treatment",
    "blocks": "block",
    "medicines": "medicine",
    "complaints": "complaint",
}


@frozen
class LedgerPart:
    """A part of the ledger: its heading, and its lines numbered on through the whole ledger."""

    heading: str
    lines: tuple[tuple[int, LedgerEntry], ...]


@frozen
class Reference:
    """What to call a place, and the anchor it leads to; None if the page has none for it."""

    words: str
    anchor: str | None


def ledger_parts(assessment: Assessment) -> tuple[LedgerPart, ...]:
    """The parts of the ledger that hold something."""
    found: list[LedgerPart] = []
    count = 0
    for _, heading, entries in sections.ledger_parts(assessment.ledger):
        found.append(LedgerPart(heading=heading, lines=tuple(enumerate(entries, count + 1))))
        count += len(entries)
    return tuple(found)


class Places:
    """Finds the references of places."""

    def __init__(self, ledger: Sequence[LedgerPart], parts: Mapping[str, bool]) -> None:
        """`parts` says for each anchor of the page (``history``, ``map``) whether it is there."""
        self._parts = parts
        self._numbers: dict[str, int] = {}
        for part in ledger:
            for number, entry in part.lines:
                for place in entry.fact.split(", "):
                    self._numbers.setdefault(place, number)

    def references(self, places: Sequence[str]) -> list[Reference]:
        """A reference for each place; places that read the same stand once."""
        return list(dict.fromkeys(self._reference(place) for place in places))

    def _reference(self, place: str) -> Reference:
        number = self._numbers.get(place)
        if number is not None:
            return Reference(words=f"fact {number}", anchor=f"l{number}")
        found = _PLACE.fullmatch(place)
        if found is None:
            return Reference(words=place.replace("_", " ").replace(".", ": "), anchor=None)
        kind, count, key = found[1], found[2], (found[3] or "").replace("_", " ")
        words = _NAMES[kind] + (f" {int(count) + 1}" if count is not None else "")
        anchor = "map" if kind == "complaints" else "history"
        return Reference(words=f"{words}: {key}" if key else words, anchor=anchor if self._parts.get(anchor) else None)
