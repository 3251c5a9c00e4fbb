"""Where a clinician does not share the leading explanation: recorded with the patient, counted for the clinic."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from sequela.knowledge.schema.knowledge import Knowledge
from sequela.knowledge.schema.terms import MechanismId
from sequela.records import frozen
from sequela.store.entries import Entry

KIND = "disagreement"
OTHER = "other"
"""What a clinician thinks instead, where it is no cause that is modelled."""


@frozen
class Disagreement:
    """One clinician on one leading explanation. `instead` is a mechanism, or `OTHER`; `words` are theirs."""

    number: int
    leading: str
    probability: float
    instead: str
    words: str
    on: dt.date
    by: str | None


@frozen
class Count:
    """How many patients' leading explanation was not shared, and what was thought instead, by how many."""

    leading: str
    label: str
    patients: int
    instead: tuple[tuple[str, int], ...]


def disagreements_in(entries: Iterable[Entry]) -> tuple[Disagreement, ...]:
    """Those that stand, the latest first."""
    found = [made for entry in entries if entry.kind == KIND and (made := _read(entry)) is not None]
    return tuple(sorted(found, key=lambda one: -one.number))


def _read(entry: Entry) -> Disagreement | None:
    if not isinstance(entry.body, Mapping):
        return None
    return Disagreement(
        number=entry.number,
        leading=str(entry.body.get("leading", "")),
        probability=float(entry.body.get("probability", 0)),
        instead=str(entry.body.get("instead", OTHER)),
        words=str(entry.body.get("words", "")),
        on=entry.recorded_at.date(),
        by=entry.account_id,
    )


def counted(entries: Sequence[Entry], knowledge: Knowledge) -> tuple[Count, ...]:
    """Of a whole clinic, by leading explanation, the most often disputed first; a patient counts once for each."""
    last = {(e.patient_id, d.leading): d for e in entries for d in disagreements_in([e])}
    found = []
    for leading in sorted({leading for _, leading in last}):
        instead = Counter(label_of(d.instead, knowledge) for (_, of), d in last.items() if of == leading)
        ranked = tuple(sorted(instead.items(), key=lambda item: (-item[1], item[0])))
        found.append(
            Count(
                leading=leading,
                label=label_of(leading, knowledge),
                patients=sum(instead.values()),
                instead=ranked,
            )
        )
    return tuple(sorted(found, key=lambda count: (-count.patients, count.leading)))


def label_of(mechanism: str, knowledge: Knowledge) -> str:
    """A mechanism's name; the word itself for what is none."""
    known = knowledge.mechanisms.get(MechanismId(mechanism)) or knowledge.groups.get(MechanismId(mechanism))
    return known.label.en if known is not None else mechanism.replace("_", " ")
