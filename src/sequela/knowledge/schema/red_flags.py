"""The dangers, and what each asks for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, Literal

from sequela.knowledge.schema.terms import (
    FORBID_EXTRA,
    Condition,
    Estimate,
    FindingId,
    RedFlagId,
    Region,
    SourceId,
    Text,
)
from sequela.records import frozen

Urgency = Literal["emergency_now", "same_day", "two_weeks", "routine"]


@frozen
class RedFlag:
    """A danger. `rule` decides it; `alarming` are the facts that make an undecided rule *possible* rather
    than *to ask*.

    `urgency` applies when the rule is true, `urgency_possible` while it is undecided with an alarming fact recorded.
    """

    __pydantic_config__: ClassVar[Mapping[str, str]] = FORBID_EXTRA

    id: RedFlagId
    label: Text
    about: Text
    regions: tuple[Region, ...] = ("lumbar", "cervical", "thoracic")
    applies_when: Condition | None = None
    rule: Condition
    alarming: tuple[Condition, ...] = ()
    asks: tuple[FindingId, ...]
    urgency: Urgency
    urgency_possible: Urgency
    action: Text
    within: Estimate
    within_label: Text
    sources: tuple[SourceId, ...]
