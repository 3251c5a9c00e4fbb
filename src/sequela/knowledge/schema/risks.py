"""Risk factors that can be changed, and what a change buys."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, Literal

from sequela.knowledge.schema.terms import FORBID_EXTRA, Condition, Estimate, FindingId, SourceId, Text
from sequela.records import frozen


@frozen
class Benefit:
    """What changing a risk is known to buy, in words, with the figure behind it where one was found.

    `effect` is a share, a ratio or an amount as `unit` says; without it the text must say that nothing was measured.
    """

    __pydantic_config__: ClassVar[Mapping[str, str]] = FORBID_EXTRA

    text: Text
    effect: Estimate | None = None
    unit: str | None = None
    certainty: Literal["high", "moderate", "low", "very_low"]
    sources: tuple[SourceId, ...] = ()


@frozen
class Risk:
    """A risk factor that can be changed: the rule that finds it, the questions that settle it, what a change buys."""

    __pydantic_config__: ClassVar[Mapping[str, str]] = FORBID_EXTRA

    id: str
    label: Text
    about: Text
    present: Condition
    asks: tuple[FindingId, ...] = ()
    buys: tuple[Benefit, ...]
