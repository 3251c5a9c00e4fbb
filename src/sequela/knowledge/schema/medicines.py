"""Drugs by their names, and which of them do not go together."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, Literal

from sequela.knowledge.schema.terms import FORBID_EXTRA, Condition, Estimate, SourceId, Text
from sequela.records import frozen


@frozen
class Medicine:
    """A drug by its names and the class the rules speak of.

    `mme_factor` turns a daily dose in `mme_unit` into milligrams of morphine a day, as a measure of risk only.
    `combined` are those of the phrases that name a product with a second drug in it.
    """

    __pydantic_config__: ClassVar[Mapping[str, str]] = FORBID_EXTRA

    id: str
    label: Text
    classes: tuple[str, ...]
    treatment: str | None = None
    phrases: tuple[str, ...] = ()
    mme_factor: Estimate | None = None
    mme_unit: str | None = None
    mme_note: str | None = None
    combined: tuple[str, ...] = ()


@frozen
class Interaction:
    """A medicine with another, or with a condition, that matters in these patients: a rule, and what to do about it."""

    __pydantic_config__: ClassVar[Mapping[str, str]] = FORBID_EXTRA

    id: str
    label: Text
    when: Condition
    effect: Text
    action: Text
    sources: tuple[SourceId, ...]


@frozen
class OpioidRule:
    """What the opioids that a person takes call for; none of it advises a dose.

    `band`: the daily total reaches a limit from which the risk is judged anew. `naloxone`: one of the reasons for which
    naloxone is offered. `says` tells what it means for the person.
    """

    __pydantic_config__: ClassVar[Mapping[str, str]] = FORBID_EXTRA

    id: str
    kind: Literal["band", "naloxone"]
    label: Text
    when: Condition
    says: Text
    sources: tuple[SourceId, ...]
