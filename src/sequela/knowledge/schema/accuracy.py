"""Published accuracies, the proof of the tables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from typing import ClassVar

from sequela.knowledge.schema.terms import FORBID_EXTRA, Estimate, FindingId, MechanismId, Region
from sequela.records import frozen


@frozen
class Accuracy:
    """A published sensitivity and specificity, to check the tables against; never a parameter by itself.

    The network is asked for both under the study's own mix: `mix` says how often each other mechanism was active in
    the study, among those with and those without the target alike. `level` and above counts as positive.
    A value outside the published interval needs its reason in `outside_because`.
    """

    __pydantic_config__: ClassVar[Mapping[str, str]] = FORBID_EXTRA

    id: str
    finding: FindingId
    level: str = "present"
    mechanism: MechanismId
    region: Region
    sensitivity: Estimate | None = None
    specificity: Estimate | None = None
    mix: Mapping[MechanismId, Estimate] = field(default_factory=dict)
    reference: str
    population: str
    outside_because: str | None = None
