"""Operations and other treatments: their names, what studies saw of them, when they may be done and when not."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, Literal

from sequela.knowledge.schema.care import Gate, Harm, Judgement
from sequela.knowledge.schema.terms import (
    FORBID_EXTRA,
    Condition,
    Estimate,
    FindingId,
    MechanismId,
    PatternId,
    Region,
    Text,
)
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
class PassedStep:
    """A step that people had to pass before the share was counted: a trial, two blocks. It is not counted again.

    `test` names the test that is the step, if the work-up has it; `finding` and `levels` say what passing it is.
    `chance` is the share who pass where no test of ours predicts it (a stimulation trial).
    """

    __pydantic_config__: ClassVar[Mapping[str, str]] = FORBID_EXTRA

    label: Text
    test: str | None = None
    finding: FindingId | None = None
    levels: tuple[str, ...] = ()
    chance: Estimate | None = None


@frozen
class Outcome:
    """How many were better after a treatment in one arm of one study, and in its control arm where there was one.

    `helps` names mechanisms or patterns the study selected for. `measure` says what counted as better, `months` when
    it was counted; `operated` whether its patients had spine surgery before. `control_is` says what the control arm
    got: only placebo or usual care tells what happens without the treatment. `people` were in the arm, where the share
    does not count them.

    plan
        True if the plan reckons from it: both arms of one study at one time, its success at least half the pain gone or
        the nearest to it.
    looser
        True if success was counted more loosely than half the pain gone (a third, satisfied, an important change).
    after
        the step that people had passed before the share was counted.
    """

    __pydantic_config__: ClassVar[Mapping[str, str]] = FORBID_EXTRA

    helps: tuple[str, ...]
    measure: Text
    months: float
    share: Estimate
    control: Estimate | None = None
    control_arm: Text | None = None
    control_is: Literal["placebo", "usual_care", "active", "other"] | None = None
    people: int | None = None
    plan: bool = False
    looser: bool = False
    after: PassedStep | None = None
    operated: Literal["yes", "no", "mixed", "unknown"] = "unknown"
    certainty: Literal["high", "moderate", "low", "very_low"]
    note: str | None = None


@frozen
class Predictor:
    """Something that shifts the odds of response by `odds` (a ratio; below 1 for the worse) when `when` is true."""

    __pydantic_config__: ClassVar[Mapping[str, str]] = FORBID_EXTRA

    id: str
    text: Text
    when: Condition
    odds: Estimate


@frozen
class Care:
    """What the plan must know of a treatment.

    acts
        ``source``: it is aimed at `targets` (mechanisms or groups), and its failure speaks against them.
        ``palliative``: it eases pain of `patterns` whatever the source; its failure lowers no source.
    stage
        the order of care, from what harms least on: self_care, conservative, medicine, injection, ablation,
        neuromodulation, operation.
    adequate
        what counts as an adequate trial.
    lasts
        months for which relief lasts in those who have it.
    starts
        weeks until relief is felt. `recovery` weeks in which the person is worse off than before because of it.
    reoperation
        share who need another operation or have a device taken out.
    before_all
        True for the care of a danger: once its target is more likely than not it comes before every other step, and
        nothing else is planned meanwhile.
    consent
        which preference of the patient speaks of it.
    no_evidence
        said where no usable outcome was found.
    """

    __pydantic_config__: ClassVar[Mapping[str, str]] = FORBID_EXTRA

    about: Text
    acts: Literal["source", "palliative"]
    targets: tuple[MechanismId, ...] = ()
    patterns: tuple[PatternId, ...] = ()
    regions: tuple[Region, ...] = ("lumbar", "cervical", "thoracic")
    stage: Literal["self_care", "conservative", "medicine", "injection", "ablation", "neuromodulation", "operation"]
    located: Literal["no", "side", "level", "level_and_side"] = "no"
    adequate: Text | None = None
    indicated: Condition | None = None
    starts: Estimate
    lasts: Estimate
    recovery: Estimate
    recovery_text: Text
    harms: tuple[Harm, ...] = ()
    reoperation: Harm | None = None
    predictors: tuple[Predictor, ...] = ()
    requires: tuple[Gate, ...] = ()
    never: tuple[Gate, ...] = ()
    caution: tuple[Gate, ...] = ()
    repeats: tuple[Gate, ...] = ()
    judged: Judgement
    before_all: bool = False
    consent: Literal["injections", "implant", "surgery", "medicines", "none"] = "none"
    no_evidence: Text | None = None


@frozen
class Treatment:
    """A treatment by its names, what studies saw of it, and what the plan must know of it."""

    __pydantic_config__: ClassVar[Mapping[str, str]] = FORBID_EXTRA

    id: str
    label: Text
    kind: Literal["conservative", "medicine", "injection", "neuromodulation", "operation"]
    phrases: tuple[str, ...] = ()
    response: Response | None = None
    outcomes: tuple[Outcome, ...] = ()
    care: Care | None = None
