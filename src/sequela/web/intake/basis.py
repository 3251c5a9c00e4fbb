"""What the next question depends on: the knowledge, what the clinic has on record, and the answers so far."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from sequela.knowledge.schema.knowledge import Knowledge
from sequela.knowledge.schema.terms import Region
from sequela.records import frozen
from sequela.store.entries import Entry

from .page import Answers


@frozen
class Basis:
    """The state of one intake.

    told
        what stands in the chart and does not come from this round of answers.
    self_harm
        whether the clinic has named who acts on answers about self-harm; else they are not asked.
    countries
        where there are numbers to call.
    """

    knowledge: Knowledge
    today: dt.date
    answers: Answers
    told: tuple[Entry, ...] = ()
    self_harm: bool = False
    countries: tuple[str, ...] = ()
    language: str = "en"

    def has(self, kind: str) -> bool:
        """Whether the clinic has something of this kind on record already."""
        return any(entry.kind == kind for entry in self.told)

    def chosen(self, page: str, field: str) -> tuple[str, ...]:
        """What was given for a field of a page."""
        answer = self.answers.get(page)
        return () if answer is None else answer.given.get(field, ())

    def one(self, page: str, field: str) -> str:
        """The single value of a field; empty if it was not given."""
        return (self.chosen(page, field) or ("",))[0]

    @property
    def put(self) -> frozenset[str]:
        """Every field that was put to the patient already."""
        return frozenset(name for answer in self.answers.values() for name in answer.put)


def regions_named(names: Iterable[str]) -> tuple[Region, ...]:
    """The regions among words, in the order of the spine's importance here."""
    found = set(names)
    order: tuple[Region, ...] = ("lumbar", "cervical", "thoracic")
    return tuple(region for region in order if region in found)
