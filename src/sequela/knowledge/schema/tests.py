"""Tests of the work-up: what they can show, what they cost the patient, and when they may not be done."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, Literal

from sequela.knowledge.schema.care import Gate, Harm
from sequela.knowledge.schema.terms import (
    FORBID_EXTRA,
    Condition,
    Estimate,
    FindingId,
    MechanismId,
    Region,
    SourceId,
    Text,
)
from sequela.records import frozen

Invasiveness = Literal["none", "blood_or_skin", "needle", "needle_near_nerve", "into_disc_or_canal"]
"""From nothing entering the body to a needle in disc or thecal sac, in this order."""

CostBand = Literal["low", "middle", "high"]


@frozen
class Burden:
    """What a test asks of the patient and the payer.

    minutes
        of the patient's day, way there and back not counted.
    radiation
        effective dose in millisievert; None where no ionising radiation is used.
    cost
        a band, since prices differ by country: a visit's worth (low), several (middle), far more (high).
    """

    __pydantic_config__: ClassVar[Mapping[str, str]] = FORBID_EXTRA

    minutes: Estimate
    radiation: Estimate | None = None
    invasiveness: Invasiveness
    cost: CostBand


@frozen
class TestFigure:
    """One published figure about a test, shown beside it.

    kind
        ``sensitivity``, ``specificity``, ``well`` (how often people without pain show the same), ``false_positive``
        (share of people without the cause), ``failed`` (no usable result), ``agreement``.
    """

    __test__ = False
    __pydantic_config__: ClassVar[Mapping[str, str]] = FORBID_EXTRA

    kind: Literal["sensitivity", "specificity", "well", "false_positive", "failed", "agreement"]
    what: Text
    mechanism: MechanismId | None = None
    finding: FindingId | None = None
    share: Estimate
    operated: Literal["yes", "no", "mixed", "unknown"]


@frozen
class Due:
    """For whom a guideline names this test as the next, whatever it is reckoned to gain: `rule` holds for them.

    text
        who, and why, for a clinician.
    """

    __pydantic_config__: ClassVar[Mapping[str, str]] = FORBID_EXTRA

    id: str
    text: Text
    rule: Condition
    regions: tuple[Region, ...]
    sources: tuple[SourceId, ...]


@frozen
class Test:
    """A test of the work-up.

    shows
        the findings whose level it reveals, most telling first: through them it changes the differential.
    alone
        False if one such test settles nothing: it is done twice (two blocks on two days) or beside another (`beside`).
    requires, never, caution
        prerequisites, absolute contraindications, and relative ones or precautions.
    due
        for whom a guideline names it as the next test.
    no_evidence
        said where no usable accuracy was found.
    """

    __test__ = False
    __pydantic_config__: ClassVar[Mapping[str, str]] = FORBID_EXTRA

    id: str
    label: Text
    about: Text
    kind: Literal["imaging", "laboratory", "electrodiagnosis", "block", "bedside"]
    regions: tuple[Region, ...] = ("lumbar", "cervical", "thoracic")
    shows: tuple[FindingId, ...]
    alone: bool = True
    beside: tuple[str, ...] = ()
    located: Literal["no", "side", "level", "level_and_side"] = "no"
    burden: Burden
    preparation: tuple[Text, ...] = ()
    requires: tuple[Gate, ...] = ()
    never: tuple[Gate, ...] = ()
    caution: tuple[Gate, ...] = ()
    instead: tuple[str, ...] = ()
    due: tuple[Due, ...] = ()
    figures: tuple[TestFigure, ...] = ()
    harms: tuple[Harm, ...] = ()
    no_evidence: Text | None = None

    def groups(self) -> frozenset[str]:
        """The names under which shared gates apply to it: itself, its kind, how it enters the body, whether it
        irradiates. All begin with ``test:``, since a treatment may have the same id."""
        rays = {"test:radiation"} if self.burden.radiation is not None else set[str]()
        return frozenset({f"test:{self.id}", f"test:{self.kind}", f"test:{self.burden.invasiveness}", *rays})
