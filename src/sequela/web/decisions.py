"""What was decided on a step or a test: accepted, changed or declined, why, and what came of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Literal

from sequela.records import frozen
from sequela.store.entries import Entry

KIND = "decision"
About = Literal["step", "test"]
ABOUT: tuple[About, ...] = ("step", "test")
DECISIONS = ("accepted", "changed", "declined")
REASONS: Mapping[str, str] = {
    "agreed": "Agreed with the patient",
    "patient_does_not_want": "The patient does not want it",
    "patient_prefers_other": "The patient prefers something else",
    "tried_already": "Tried already, not on record",
    "risk_too_high": "Risk too high for this patient",
    "other_first": "Something else comes first",
    "waiting": "Waiting for a result or an opinion",
    "not_available": "Not available here",
    "not_covered": "Not paid for",
    "not_convinced": "The reasoning does not convince",
    "other": "Another reason",
}
"""Reasons to choose from, so that they can be counted; free words stand beside them."""
MOST_WORDS = 2000


@frozen
class Decision:
    """A decision that stands. `done_on` and `result` once it was carried out."""

    number: int
    about: str
    id: str
    label: str
    decision: str
    instead: str
    reason: str
    words: str
    on: dt.date
    done_on: str
    result: str

    @property
    def waits(self) -> bool:
        """Whether it was accepted or changed and nothing came of it yet."""
        return self.decision != "declined" and not self.done_on


def decisions_in(entries: Iterable[Entry]) -> dict[str, Decision]:
    """What was decided, by ``about/id``; the last decision on each stands."""
    found = {}
    for entry in entries:
        if entry.kind == KIND and isinstance(entry.body, Mapping):
            made = _read(entry, entry.body)
            found[f"{made.about}/{made.id}"] = made
    return found


def _read(entry: Entry, body: Mapping[str, object]) -> Decision:
    done = body.get("done")
    told: Mapping[str, object] = done if isinstance(done, Mapping) else {}
    text = {key: str(body.get(key) or "") for key in ("about", "id", "label", "decision", "instead", "reason", "words")}
    return Decision(
        number=entry.number,
        on=entry.recorded_at.date(),
        done_on=str(told.get("on") or ""),
        result=str(told.get("result") or ""),
        **text,
    )
