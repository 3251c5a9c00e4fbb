"""What can be observed in or asked of a patient."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from typing import ClassVar, Literal

from sequela.knowledge.schema.terms import FORBID_EXTRA, Condition, Estimate, FindingId, Region, Text
from sequela.records import frozen

Located = Literal["none", "side", "level", "level_and_side"]
RootRelation = Literal["exiting", "traversing", "either"]
Asked = Literal["patient", "examination", "imaging", "laboratory", "electrodiagnosis", "block", "record"]


@frozen
class Band:
    """A numeric value of at least `at_least` (and below the next band) is read as `level`."""

    __pydantic_config__: ClassVar[Mapping[str, str]] = FORBID_EXTRA

    level: str
    at_least: Estimate


@frozen
class Phrases:
    """Words by which free text names a finding. `present` also lists plain names; `absent` phrases that state a normal.

    `level` maps a level name of an ordered finding to the phrases that state it.
    """

    __pydantic_config__: ClassVar[Mapping[str, str]] = FORBID_EXTRA

    present: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()
    level: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@frozen
class Finding:
    """Something that can be observed in or asked of a patient.

    levels
        ordered from the lowest; ``(absent, present)`` unless said otherwise.
    leak
        how often an operated person with this complaint shows each level above the lowest although no modelled cause
        produces it: one estimate per level above the lowest, P(exactly that level). A finding without `leak`
        is not in the network: it serves rules, triage, clusters or the record.
    leak_in
        the same for a region where it differs: an arm hurts without a cervical cause less often than a leg.
    cluster
        for a *cluster*: the rule under which each level above the lowest holds, over member findings. A rule for the
        lowest level says when enough was asked to close the question: no level above those proven is then possible.
        Findings that travel together enter the network only as one cluster.
    measures
        findings with the same word here measure the same thing; only one of them counts (see `sequela.case.ledger`).
    implies
        findings that are present whenever this one is, for rules: active cancer is a history of cancer.
    supersedes_when
        when this finding may count instead of another that measures the same. ``any`` (usual): present or absent, but
        an absent finding never takes out a present one. ``present``: only when present, for one lesion among several
        that a general statement covers; its absence takes out nothing, and a general absence says more.
        ``always``: whatever it says, for an examination that outranks what was told.
    by_operated_level
        a located finding that means different things at, next to and away from the operated level: the findings
        that stand for it there. The plain finding itself is then not in the network.
    """

    __pydantic_config__: ClassVar[Mapping[str, str]] = FORBID_EXTRA

    id: FindingId
    label: Text
    asked: Asked
    question: Text | None = None
    why: Text | None = None
    regions: tuple[Region, ...] = ("lumbar", "cervical", "thoracic")
    levels: tuple[str, ...] = ("absent", "present")
    leak: Mapping[str, Estimate] = field(default_factory=dict)
    cluster: Mapping[str, Condition] = field(default_factory=dict)
    leak_in: Mapping[Region, Mapping[str, Estimate]] = field(default_factory=dict)
    bands: tuple[Band, ...] = ()
    unit: str | None = None
    range: tuple[float, float] | None = None
    located: Located = "none"
    root: RootRelation | None = None
    by_operated_level: Mapping[Literal["operated", "adjacent", "elsewhere"], FindingId] = field(default_factory=dict)
    measures: str | None = None
    measure_rank: int = 0
    supersedes_when: Literal["any", "present", "always"] = "any"
    implies: tuple[FindingId, ...] = ()
    valid_after_surgery: Estimate | None = None
    stale_after: Estimate | None = None
    phrases: Phrases = field(default_factory=Phrases)
    askable: bool = True

    def leak_of(self, region: Region) -> Mapping[str, Estimate]:
        """The leak in this region of the spine."""
        return self.leak_in.get(region, self.leak)
