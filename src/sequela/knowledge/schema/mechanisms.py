"""The possible sources of pain, how they show, and the groups and patterns they are reported in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from typing import ClassVar

from sequela.knowledge.schema.findings import Finding
from sequela.knowledge.schema.sources import Source
from sequela.knowledge.schema.terms import (
    FORBID_EXTRA,
    Condition,
    Estimate,
    FactorId,
    FindingId,
    MechanismId,
    PatternId,
    Region,
    Text,
)
from sequela.records import frozen


@frozen
class Prior:
    """P(active) = main_share + co_cause: how often it is the dominant source, and how often a further one.

    Both are shares of patients with persisting pain after the operation, in the reference setting. Where neither is
    measured, `searched` says where a figure was looked for and what was found instead.
    """

    __pydantic_config__: ClassVar[Mapping[str, str]] = FORBID_EXTRA

    main_share: Estimate
    co_cause: Estimate
    searched: str | None = None


@frozen
class Link:
    """How a mechanism shows in a finding. Exactly one of:

    given
        P(exactly this level | this mechanism alone active, leak included), one estimate per level above the
        lowest. For a binary finding: ``given: {present: estimate}``.
    inhibits
        an active mechanism multiplies P(present) by 1 - this: the sign speaks against it.
    """

    __pydantic_config__: ClassVar[Mapping[str, str]] = FORBID_EXTRA

    given: Mapping[str, Estimate] = field(default_factory=dict)
    inhibits: Estimate | None = None


@frozen
class MechanismRegion:
    """What is known of a mechanism in one region of the spine."""

    __pydantic_config__: ClassVar[Mapping[str, str]] = FORBID_EXTRA

    prior: Prior
    impossible_when: Condition | None = None
    context: Mapping[FactorId, Mapping[str, Estimate]] = field(default_factory=dict)
    findings: Mapping[FindingId, Link] = field(default_factory=dict)


@frozen
class RaisedBy:
    """Another mechanism that brings this one about: P(this | that one alone) over the own prior, as a noisy-OR."""

    __pydantic_config__: ClassVar[Mapping[str, str]] = FORBID_EXTRA

    cause: MechanismId
    strength: Estimate


@frozen
class Mechanism:
    """A possible source of pain after spine surgery.

    `salience` is the small whole number s in P(main generator) = E[s_m 1(m active) / sum of s over active];
    `pattern` maps each pattern to the share of this mechanism's pain that shows it (limb and axial forms of
    one mechanism may differ). A mechanism that is `part_of` a group is inferred alone and shown inside the group. One
    that comes `only_after_surgery` cannot be where that part of the spine was never operated on.
    """

    __pydantic_config__: ClassVar[Mapping[str, str]] = FORBID_EXTRA

    id: MechanismId
    label: Text
    about: Text
    part_of: MechanismId | None = None
    only_after_surgery: bool = False
    salience: int = 1
    salience_reason: str
    patterns: Mapping[PatternId, Estimate]
    regions: Mapping[Region, MechanismRegion]
    raised_by: tuple[RaisedBy, ...] = ()
    findings: tuple[Finding, ...] = ()
    sources: tuple[Source, ...] = ()


@frozen
class Group:
    """Mechanisms shown as one, because the evidence or the next step is shared: the hip, the vessel, the muscle ...

    Its probability is that of the union of its members, P(at least one active). Its id is an id of a mechanism in
    every output and may be used wherever a rule names a posterior.
    """

    __pydantic_config__: ClassVar[Mapping[str, str]] = FORBID_EXTRA

    id: MechanismId
    label: Text
    about: Text


@frozen
class Pattern:
    """A dominant pain pattern, as reported."""

    __pydantic_config__: ClassVar[Mapping[str, str]] = FORBID_EXTRA

    id: PatternId
    label: Text
    about: Text
