"""The whole of the knowledge as one record."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from typing import TYPE_CHECKING

from sequela.records import frozen

if TYPE_CHECKING:  # a process imports the records of the subjects it reads
    from sequela.knowledge.schema.accuracy import Accuracy
    from sequela.knowledge.schema.blocks import Anaesthetic, BlockGuide, Disturbance
    from sequela.knowledge.schema.care import SharedGate
    from sequela.knowledge.schema.codes import Code
    from sequela.knowledge.schema.context import Factor
    from sequela.knowledge.schema.coverage import CoverageProfile
    from sequela.knowledge.schema.education import EducationPage
    from sequela.knowledge.schema.failure import FailureReason
    from sequela.knowledge.schema.findings import Finding
    from sequela.knowledge.schema.instruments import Instrument
    from sequela.knowledge.schema.mechanisms import Group, Mechanism, Pattern
    from sequela.knowledge.schema.medicines import Interaction, Medicine, OpioidRule
    from sequela.knowledge.schema.red_flags import RedFlag
    from sequela.knowledge.schema.risks import Risk
    from sequela.knowledge.schema.sources import Source
    from sequela.knowledge.schema.terms import (
        Convention,
        FactorId,
        FindingId,
        MechanismId,
        PatternId,
        RedFlagId,
        SourceId,
    )
    from sequela.knowledge.schema.tests import Test
    from sequela.knowledge.schema.treatments import Procedure, Treatment


@frozen
class Knowledge:
    """Everything the product knows, read from its data files and checked. Immutable; `sha256` names its content."""

    version: str
    sha256: str
    mechanisms: Mapping[MechanismId, Mechanism]
    groups: Mapping[MechanismId, Group] = field(default_factory=dict)
    findings: Mapping[FindingId, Finding]
    factors: Mapping[FactorId, Factor]
    red_flags: Mapping[RedFlagId, RedFlag]
    failure_reasons: Mapping[str, FailureReason]
    patterns: Mapping[PatternId, Pattern]
    procedures: Mapping[str, Procedure]
    treatments: Mapping[str, Treatment]
    tests: Mapping[str, Test] = field(default_factory=dict)
    gates: Mapping[str, SharedGate] = field(default_factory=dict)
    medicines: Mapping[str, Medicine]
    interactions: Mapping[str, Interaction] = field(default_factory=dict)
    opioid_rules: Mapping[str, OpioidRule] = field(default_factory=dict)
    instruments: Mapping[str, Instrument] = field(default_factory=dict)
    risks: Mapping[str, Risk] = field(default_factory=dict)
    codes: Mapping[str, Code] = field(default_factory=dict)
    accuracy: Mapping[str, Accuracy] = field(default_factory=dict)
    education: Mapping[str, EducationPage] = field(default_factory=dict)
    coverage: Mapping[str, CoverageProfile] = field(default_factory=dict)
    blocks: Mapping[str, BlockGuide] = field(default_factory=dict)
    anaesthetics: Mapping[str, Anaesthetic] = field(default_factory=dict)
    disturbances: Mapping[str, Disturbance] = field(default_factory=dict)
    conventions: Mapping[str, Convention]
    sources: Mapping[SourceId, Source]
