"""Operations and other treatments by their names, and what studies saw of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, Literal

from sequela.knowledge.schema.terms import FORBID_EXTRA, Estimate, FindingId, Region, Text
from sequela.records import frozen


@frozen
class Procedure:
    """An operation as free text names it, and what it means for the model.

    `regions` are those in which it is done, where its name says so; any if empty.
    """

    __pydantic_config__: ClassVar[Mapping[str, str]] = FORBID_EXTRA

    id: str
    label: Text
    family: Literal["discectomy", "decompression", "fusion", "disc_replacement", "implant", "other"]
    phrases: tuple[str, ...] = ()
    fuses: bool = False
    removes_disc: bool = False
    implants: tuple[str, ...] = ()
    regions: tuple[Region, ...] = ()


@frozen
class Response:
    """What the effect of a treatment says: the finding it becomes, per effect (none, partial, good, unknown)."""

    __pydantic_config__: ClassVar[Mapping[str, str]] = FORBID_EXTRA

    finding: FindingId
    effects: Mapping[str, str]


@frozen
class Outcome:
    """How many were better after a treatment in one arm of one study, and in its control arm where there was one.

    `helps` names mechanisms or patterns the study selected for. `measure` says what counted as better, `months` when
    it was counted; `operated` whether its patients had spine surgery before.
    """

    __pydantic_config__: ClassVar[Mapping[str, str]] = FORBID_EXTRA

    helps: tuple[str, ...]
    measure: Text
    months: float
    share: Estimate
    control: Estimate | None = None
    control_arm: Text | None = None
    operated: Literal["yes", "no", "mixed", "unknown"] = "unknown"
    certainty: Literal["high", "moderate", "low", "very_low"]
    note: str | None = None


@frozen
class Treatment:
    """A treatment by its names, and what studies saw of it. Eligibility is added with the plan."""

    __pydantic_config__: ClassVar[Mapping[str, str]] = FORBID_EXTRA

    id: str
    label: Text
    kind: Literal["conservative", "medicine", "injection", "neuromodulation", "operation"]
    phrases: tuple[str, ...] = ()
    response: Response | None = None
    outcomes: tuple[Outcome, ...] = ()
