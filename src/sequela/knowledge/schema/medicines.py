"""Drugs by their names, and which of them do not go together."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from sequela.knowledge.schema.terms import FORBID_EXTRA, Condition, Estimate, SourceId, Text
from sequela.records import frozen


@frozen
class Medicine:
    """A drug by its names and the class the rules speak of.

    `mme_factor` turns a daily dose in `mme_unit` into milligrams of morphine a day, as a measure of risk only.
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
