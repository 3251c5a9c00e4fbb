"""What tests and treatments share: conditions that must hold or must not, harms, and when to judge a step."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, Literal

from sequela.knowledge.schema.terms import FORBID_EXTRA, Condition, Estimate, SourceId, Text
from sequela.records import frozen


@frozen
class Gate:
    """One condition of a test or treatment: a prerequisite, a contraindication, a caution, or a limit of repeats.

    text
        what is demanded or warned of, and why, for a clinician.
    rule
        as a prerequisite or limit it must be true; as a contraindication or caution it must be false. Undecided it says
        "not yet" and names what would settle it.
    unless
        a named exception: true, it lifts the gate ("urgent deficit").
    met_by
        treatments or tests that, done first, meet a prerequisite: the shortest way to it.
    instead
        what to do in its place.
    unsourced
        the reason of a caution for which no source was found; it is shown as such. Otherwise `sources` name it.
    """

    __pydantic_config__: ClassVar[Mapping[str, str]] = FORBID_EXTRA

    id: str
    text: Text
    rule: Condition
    unless: Condition | None = None
    met_by: tuple[str, ...] = ()
    instead: Text | None = None
    sources: tuple[SourceId, ...] = ()
    unsourced: str | None = None


@frozen
class Harm:
    """A complication or burden of a test or treatment, and how often it was counted; without `share` it is not known.

    `serious` harm is lasting, needs an operation or a hospital, or can kill; only serious harm weighs in the plan.
    """

    __pydantic_config__: ClassVar[Mapping[str, str]] = FORBID_EXTRA

    what: Text
    serious: bool
    share: Estimate | None = None
    months: float | None = None
    sources: tuple[SourceId, ...] = ()


@frozen
class Judgement:
    """When a step is judged, and by which rule; `weeks` after its start."""

    __pydantic_config__: ClassVar[Mapping[str, str]] = FORBID_EXTRA

    weeks: Estimate
    success: Text
    part: Text
    failure: Text


Role = Literal["requires", "never", "caution", "repeats"]
"""A prerequisite, an absolute contraindication, a relative one or precaution, a limit of repeats."""


@frozen
class SharedGate:
    """A gate that many tests or treatments have in common, written once.

    `applies_to` and `except_for` name treatments, their stages or kinds, and with ``test:`` tests (``test:mri_plain``)
    or groups of them: ``test:block`` (kind), ``test:needle`` (invasiveness), ``test:radiation``.
    """

    __pydantic_config__: ClassVar[Mapping[str, str]] = FORBID_EXTRA

    id: str
    role: Role
    applies_to: tuple[str, ...]
    except_for: tuple[str, ...] = ()
    gate: Gate
