"""From answers to the chart: what they state, the case they make, and what is stored of them.

Nothing is guessed: skipped is not asked, not sure is asked and unknown, a box left open is not told.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from sequela.case.case import Case
from sequela.case.errors import CaseError
from sequela.store.chart import anchored, case_of_chart
from sequela.store.entries import Entry
from sequela.store.kinds import IN_THE_CASE

from . import about, care, operations, pain, wishes
from .basis import Basis
from .part import Part
from .rows import fact_parts

LAST = 2**40
"""Numbers of entries that are not stored yet: after all that are."""
NAME = "intake"


def parts(basis: Basis) -> tuple[Part, ...]:
    """All that the answers state, each with its times as days of the calendar, and nothing that cannot be read."""
    sound = legible(basis)
    return readable(tuple(_stated(sound)), sound)


def _stated(basis: Basis) -> Iterator[Part]:
    days = {answer.page: answer.on for answer in basis.answers.values()}
    day = max(days.values(), default=basis.today)
    for part in (
        *about.parts(basis),
        *operations.parts(basis),
        *pain.parts(basis),
        *care.parts(basis),
        *wishes.parts(basis),
    ):
        yield replace(part, body=_merged(part, anchored(part.body, day), basis))
    for answer in basis.answers.values():
        for part in fact_parts({answer.page: answer}, basis.knowledge):
            body = anchored(part.body, answer.on)
            assert isinstance(body, Mapping)  # noqa: S101 - for the type checker
            yield replace(part, body={**body, "recorded": answer.on.isoformat()})


def _merged(part: Part, body: object, basis: Basis) -> object:
    """Of what there is one of (the patient, allergies): what the clinic has on record, and what was told now."""
    if part.kind not in ("patient", "allergies", "preferences"):
        return body
    before = next((entry.body for entry in basis.told if entry.kind == part.kind), None)
    if isinstance(before, Mapping) and isinstance(body, Mapping):
        return {**body, **before} if part.kind == "patient" else {**before, **body}
    if isinstance(before, list) and isinstance(body, list):
        return [*before, *(word for word in body if word not in before)]
    return body


def readable(stated: Sequence[Part], basis: Basis) -> tuple[Part, ...]:
    """The parts that make a case; one that does not is kept beside it as a remark, so that nothing said is lost."""
    if _fault_free(stated, basis):
        return tuple(stated)
    kept: list[Part] = []
    for part in stated:
        if part.kind not in IN_THE_CASE or _fault_free((*kept, part), basis):
            kept.append(part)
        else:
            kept.append(Part(kind="note", about=f"{part.kind} {part.about}", body={"text": _words(part.body)}))
    return tuple(kept)


def _fault_free(stated: Sequence[Part], basis: Basis) -> bool:
    try:
        case_of_chart(proposed(basis, stated), NAME, basis.knowledge, basis.today, basis.today)
    except CaseError:
        return False
    return True


def _words(body: object) -> str:
    if isinstance(body, Mapping):
        return "; ".join(f"{key}: {_words(value)}" for key, value in body.items())
    if isinstance(body, list):
        return ", ".join(_words(item) for item in body)
    return str(body)


def proposed(basis: Basis, stated: Iterable[Part]) -> tuple[Entry, ...]:
    """The chart as it would stand with these parts."""
    added = tuple(_entry(number, part, basis.today) for number, part in enumerate(stated))
    single = {entry.kind for entry in added if entry.thing == entry.kind}
    return (*(entry for entry in basis.told if entry.kind not in single), *added)


def _entry(number: int, part: Part, day: dt.date) -> Entry:
    return Entry(
        number=LAST + number,
        patient_id="",
        kind=part.kind,
        thing=part.thing(0),
        body=part.body,
        withdrawn=False,
        supersedes=None,
        source="patient",
        account_id=None,
        recorded_at=dt.datetime.combine(day, dt.time(), dt.UTC),
    )


def case_with(basis: Basis) -> Case:
    """The case of the chart with the answers in it."""
    sound = legible(basis)
    entries = proposed(sound, parts(sound))
    return case_of_chart(entries, NAME, basis.knowledge, basis.today, basis.today)


def legible(basis: Basis) -> Basis:
    """The same, without a chart that cannot be read: the answers of the patient still can."""
    return basis if not basis.told or _fault_free((), basis) else replace(basis, told=())
