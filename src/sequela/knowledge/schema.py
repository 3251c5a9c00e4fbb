"""The shape of the knowledge: what a data file may say, as frozen records.

The YAML files under ``data/`` are read into these records. Checking is done by pydantic over the same classes
(`sequela.knowledge.check`), so there is one definition of the shape; this module imports nothing heavy and is what
the rest of the product reads at run time.

Words: a *finding* is anything that can be observed; a *mechanism* is a possible source of pain; an *estimate*
is a number with its uncertainty and its origin.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar, Literal, NewType

FindingId = NewType("FindingId", str)
MechanismId = NewType("MechanismId", str)
RedFlagId = NewType("RedFlagId", str)
SourceId = NewType("SourceId", str)
PatternId = NewType("PatternId", str)
FactorId = NewType("FactorId", str)

Region = Literal["lumbar", "cervical", "thoracic"]
Located = Literal["none", "side", "level", "level_and_side"]
RootRelation = Literal["exiting", "traversing", "either"]
Asked = Literal["patient", "examination", "imaging", "laboratory", "electrodiagnosis", "block", "record"]

FORBID_EXTRA: dict[str, str] = {"extra": "forbid"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """Wording in the languages of the product; English is always there."""

    __pydantic_config__: ClassVar[Mapping[str, str]] = FORBID_EXTRA

    en: str
    es: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """A number that carries its origin. Exactly one of four forms:

    * counts: ``{n, N, source}``
    * a published value with its interval: ``{value, ci95, source}``
    * a published value printed without interval or denominator: ``{value, weight, source}``
    * our judgement: ``{value, weight, elicited}`` with the reason it is believed

    ``weight`` is belief in patients' worth and is at most 10 for judgements; beside counts or an interval it is an
    upper limit, used where the study's population is not ours. ``note`` says how a conflict or a derivation
    was settled.
    """

    __pydantic_config__: ClassVar[Mapping[str, str]] = FORBID_EXTRA

    n: float | None = None
    N: float | None = None
    value: float | None = None
    ci95: tuple[float, float] | None = None
    weight: float | None = None
    source: SourceId | None = None
    elicited: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A publication or guideline. `population` and `read` let a reader weigh it: who was studied, how much was read."""

    __pydantic_config__: ClassVar[Mapping[str, str]] = FORBID_EXTRA

    id: SourceId
    cite: str
    doi: str | None = None
    pmid: str | None = None
    url: str | None = None
    read: Literal["abstract", "full_text", "secondary", "guideline", "summary"]
    design: str | None = None
    population: str | None = None
    operated: Literal["yes", "no", "mixed", "unknown"] = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Convention:
    """A choice of ours that is no clinical measurement: a threshold of display, a power, a window. Needs a reason."""

    __pydantic_config__: ClassVar[Mapping[str, str]] = FORBID_EXTRA

    id: str
    value: float
    unit: str
    reason: str


# --- findings --------------------------------------------------------------------------------------------------------

Condition = Mapping[str, object]
"""A rule in the language of `sequela.rules.language`, as read from YAML; checked by lint, evaluated in three values."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """A numeric value of at least `at_least` (and below the next band) is read as `level`."""

    __pydantic_config__: ClassVar[Mapping[str, str]] = FORBID_EXTRA

    level: str
    at_least: Estimate


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrases:
    """Words by which free text names a finding. `present` also lists plain names; `absent` phrases that state a normal.

    `level` maps a level name of an ordered finding to the phrases that state it.
    """

    __pydantic_config__: ClassVar[Mapping[str, str]] = FORBID_EXTRA

    present: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()
    level: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
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


# --- context ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class FactorLevel:
    """One level of a context factor and its share among patients in the reference setting.

    `share` holds for the lumbar spine, `share_in` for a region where it differs; so with the wording of `label_in`.
    """

    __pydantic_config__: ClassVar[Mapping[str, str]] = FORBID_EXTRA

    id: str
    label: Text
    share: Estimate
    share_in: Mapping[Region, Estimate] = field(default_factory=dict)
    label_in: Mapping[Region, Text] = field(default_factory=dict)

    def share_of(self, region: Region) -> Estimate:
        """The share among patients with pain of this region."""
        return self.share_in.get(region, self.share)

    def label_of(self, region: Region) -> Text:
        """What the level is called for pain of this region."""
        return self.label_in.get(region, self.label)


@dataclass(frozen=True, slots=True, kw_only=True)
class Factor:
    """What conditions the prior: procedure, time course, pain distribution, age ... `group` = ratios that overlap.

    Ratios of factors in one `group` are multiplied and raised to the group's power (a convention), since they overlap.
    `question_in` words the question for a region where it differs.
    """

    __pydantic_config__: ClassVar[Mapping[str, str]] = FORBID_EXTRA

    id: FactorId
    label: Text
    question: Text | None = None
    question_in: Mapping[Region, Text] = field(default_factory=dict)
    levels: tuple[FactorLevel, ...]
    ordered: bool = False
    group: str | None = None


# --- mechanisms ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Prior:
    """P(active) = main_share + co_cause: how often it is the dominant source, and how often a further one.

    Both are shares of patients with persisting pain after the operation, in the reference setting. Where neither is
    measured, `searched` says where a figure was looked for and what was found instead.
    """

    __pydantic_config__: ClassVar[Mapping[str, str]] = FORBID_EXTRA

    main_share: Estimate
    co_cause: Estimate
    searched: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
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


@dataclass(frozen=True, slots=True, kw_only=True)
class MechanismRegion:
    """What is known of a mechanism in one region of the spine."""

    __pydantic_config__: ClassVar[Mapping[str, str]] = FORBID_EXTRA

    prior: Prior
    impossible_when: Condition | None = None
    context: Mapping[FactorId, Mapping[str, Estimate]] = field(default_factory=dict)
    findings: Mapping[FindingId, Link] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class RaisedBy:
    """Another mechanism that brings this one about: P(this | that one alone) over the own prior, as a noisy-OR."""

    __pydantic_config__: ClassVar[Mapping[str, str]] = FORBID_EXTRA

    cause: MechanismId
    strength: Estimate


@dataclass(frozen=True, slots=True, kw_only=True)
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Mechanisms shown as one, because the evidence or the next step is shared: the hip, the vessel, the muscle ...

    Its probability is that of the union of its members, P(at least one active). Its id is an id of a mechanism in
    every output and may be used wherever a rule names a posterior.
    """

    __pydantic_config__: ClassVar[Mapping[str, str]] = FORBID_EXTRA

    id: MechanismId
    label: Text
    about: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Pattern:
    """A dominant pain pattern, as reported."""

    __pydantic_config__: ClassVar[Mapping[str, str]] = FORBID_EXTRA

    id: PatternId
    label: Text
    about: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class FailureReason:
    """Why the operation did not help: rules over course, operation record and posterior; never a probability of fault.

    `supported` and `possible` are conditions; besides findings they may test ``posterior: mechanism_id`` with a limit.
    """

    __pydantic_config__: ClassVar[Mapping[str, str]] = FORBID_EXTRA

    id: str
    label: Text
    about: Text
    supported: Condition
    possible: Condition
    sources: tuple[SourceId, ...] = ()


# --- triage ----------------------------------------------------------------------------------------------------------

Urgency = Literal["emergency_now", "same_day", "two_weeks", "routine"]


@dataclass(frozen=True, slots=True, kw_only=True)
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


# --- names ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """What the effect of a treatment says: the finding it becomes, per effect (none, partial, good, unknown)."""

    __pydantic_config__: ClassVar[Mapping[str, str]] = FORBID_EXTRA

    finding: FindingId
    effects: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Treatment:
    """A treatment by its names, and what studies saw of it. Eligibility is added with the plan."""

    __pydantic_config__: ClassVar[Mapping[str, str]] = FORBID_EXTRA

    id: str
    label: Text
    kind: Literal["conservative", "medicine", "injection", "neuromodulation", "operation"]
    phrases: tuple[str, ...] = ()
    response: Response | None = None
    outcomes: tuple[Outcome, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Medicine:
    """A drug by its names and the class the rules speak of.

    `mme_factor` turns a daily dose in `mme_unit` into milligrams of morphine a day, as a measure of risk only.
    `combined` are those of the phrases that name a product with a second drug in it.
    """

    __pydantic_config__: ClassVar[Mapping[str, str]] = FORBID_EXTRA

    id: str
    label: Text
    classes: tuple[str, ...]
    treatment: str | None = None
    phrases: tuple[str, ...] = ()
    mme_factor: Estimate | None = None
    mme_unit: str | None = None
    mme_note: str | None = None
    combined: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Interaction:
    """A medicine with another, or with a condition, that matters in these patients: a rule, and what to do about it."""

    __pydantic_config__: ClassVar[Mapping[str, str]] = FORBID_EXTRA

    id: str
    label: Text
    when: Condition
    effect: Text
    action: Text
    sources: tuple[SourceId, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OpioidRule:
    """What the opioids that a person takes call for; none of it advises a dose.

    `band`: the daily total reaches a limit from which the risk is judged anew. `naloxone`: one of the reasons for which
    naloxone is offered. `says` tells what it means for the person.
    """

    __pydantic_config__: ClassVar[Mapping[str, str]] = FORBID_EXTRA

    id: str
    kind: Literal["band", "naloxone"]
    label: Text
    when: Condition
    says: Text
    sources: tuple[SourceId, ...]


# --- scores, risks, codes, proof of the tables ------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreBand:
    """A total of at least `at_least` (and below the next band) is called so by the authors of the instrument."""

    __pydantic_config__: ClassVar[Mapping[str, str]] = FORBID_EXTRA

    at_least: Estimate
    label: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Instrument:
    """A questionnaire with a score. No item wording is held here: `form` says where a clinic gets it.

    `finding` holds its total. `items` and `item_range` say what answers its own form gives; `minimal_change` is the
    smallest change that patients call important, in points.
    """

    __pydantic_config__: ClassVar[Mapping[str, str]] = FORBID_EXTRA

    id: str
    label: Text
    about: Text
    finding: FindingId
    items: int | None = None
    item_range: tuple[float, float] | None = None
    total: Literal["sum", "mean", "percent", "entered"] = "entered"
    range: tuple[float, float]
    higher_is: Literal["worse", "better"]
    bands: tuple[ScoreBand, ...] = ()
    minimal_change: Estimate | None = None
    form: str
    rights: str
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Risk:
    """A risk factor that can be changed: the rule that finds it, the questions that settle it, what a change buys."""

    __pydantic_config__: ClassVar[Mapping[str, str]] = FORBID_EXTRA

    id: str
    label: Text
    about: Text
    present: Condition
    asks: tuple[FindingId, ...] = ()
    buys: tuple[Benefit, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """A code of a public terminology for something here. `opened` is the page on which code and meaning were read.

    A code without `opened` is listed by `evidence coverage` and left out of every export. `of` is ``kind:id``.
    """

    __pydantic_config__: ClassVar[Mapping[str, str]] = FORBID_EXTRA

    id: str
    of: str
    system: Literal["ICD-10-CM", "ICD-11", "LOINC", "SNOMED CT", "RxNorm", "UCUM"]
    code: str
    display: str
    opened: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
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


# --- education --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """One paragraph of a page for patients. ``{name}`` in the text stands for a figure, shown as "about 30 of 100".

    `about` names what a paragraph puts into plain words (``red_flag:cauda_equina``), so that it can be shown alone.
    """

    __pydantic_config__: ClassVar[Mapping[str, str]] = FORBID_EXTRA

    text: str
    about: tuple[str, ...] = ()
    figures: Mapping[str, Estimate] = field(default_factory=dict)
    sources: tuple[SourceId, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PageSection:
    """A part of a page: its heading, paragraphs, and a list of short points after them."""

    __pydantic_config__: ClassVar[Mapping[str, str]] = FORBID_EXTRA

    id: str
    heading: str
    paragraphs: tuple[Paragraph, ...] = ()
    points: tuple[Paragraph, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class EducationPage:
    """A page for patients in one language. Its id is ``language/topic``, the same topic in every language.

    `about` names what it explains (``mechanism:facet_joint_pain``). `checked` says whether a clinician who speaks the
    language has read it; urgent advice that has not been read says so to the reader.
    """

    __pydantic_config__: ClassVar[Mapping[str, str]] = FORBID_EXTRA

    id: str
    kind: Literal["topic", "mechanism", "treatment", "test", "question", "claim", "urgent"]
    title: str
    summary: str
    about: tuple[str, ...] = ()
    checked: bool = False
    sections: tuple[PageSection, ...]


# --- the whole --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
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
    medicines: Mapping[str, Medicine]
    interactions: Mapping[str, Interaction] = field(default_factory=dict)
    opioid_rules: Mapping[str, OpioidRule] = field(default_factory=dict)
    instruments: Mapping[str, Instrument] = field(default_factory=dict)
    risks: Mapping[str, Risk] = field(default_factory=dict)
    codes: Mapping[str, Code] = field(default_factory=dict)
    accuracy: Mapping[str, Accuracy] = field(default_factory=dict)
    education: Mapping[str, EducationPage] = field(default_factory=dict)
    conventions: Mapping[str, Convention]
    sources: Mapping[SourceId, Source]
