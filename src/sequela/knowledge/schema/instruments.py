"""Questionnaires with a score."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, Literal

from sequela.knowledge.schema.terms import FORBID_EXTRA, Estimate, FindingId, Text
from sequela.records import frozen


@frozen
class ScoreBand:
    """A total of at least `at_least` (and below the next band) is called so by the authors of the instrument."""

    __pydantic_config__: ClassVar[Mapping[str, str]] = FORBID_EXTRA

    at_least: Estimate
    label: Text


@frozen
class Instrument:
    """A questionnaire with a score. No item wording is held here: `form` says where a clinic gets it.

    `finding` holds its total. `items` and `item_range` say what answers its own form gives; `minimal_change` is the
    smallest change that patients call important, in points.
    """

    __pydantic_config__: ClassVar[Mapping[str, str]] = FORBID_EXTRA

    id: str
    label: Text
    about: Text
    finding: FindingId
    items: int | None = None
    item_range: tuple[float, float] | None = None
    total: Literal["sum", "mean", "percent", "entered"] = "entered"
    range: tuple[float, float]
    higher_is: Literal["worse", "better"]
    bands: tuple[ScoreBand, ...] = ()
    minimal_change: Estimate | None = None
    form: str
    rights: str
    note: str | None = None
