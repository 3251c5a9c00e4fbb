"""What an assessment says: frozen records, and their JSON (``sequela.assessment/1``).

Every probability is P(active) of a mechanism given the facts used; ``main`` is P(it is the main generator).
Intervals are 90 % and cover uncertain figures, not a wrong model. Absent parts mean work that is not done for this
case, never "nothing found".
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

from sequela.records import frozen

if TYPE_CHECKING:  # each part of the care path keeps its own records
    from sequela.assessment.blocks import BlockReading
    from sequela.assessment.coverage import CriterionResult
    from sequela.assessment.followup import FollowUp
    from sequela.assessment.opioids import OpioidLoad
    from sequela.assessment.plan import PlanResult
    from sequela.assessment.workup import WorkupResult

type_name = "sequela.assessment/1"


@frozen
class KnowledgeStamp:
    """Which knowledge answered: its version and the hash of its files."""

    version: str
    sha256: str


@frozen
class Statement:
    """A reason in words with the places in the case file it rests on."""

    text: str
    facts: tuple[str, ...] = ()


@frozen
class ScopeResult:
    """Whether this is the product's business: in, early (under three months), out, or unknown; and why."""

    status: str
    because: tuple[Statement, ...]
    notes: tuple[Statement, ...] = ()


@frozen
class LedgerEntry:
    """One recorded thing and what became of it. `fact` is its place in the case file."""

    fact: str
    finding: str | None
    label: str
    value: str
    where: str | None = None
    when: str | None = None
    why: str | None = None


@frozen
class LedgerResult:
    """Every fact appears exactly once: used, or set aside with the reason."""

    used: tuple[LedgerEntry, ...]
    not_understood: tuple[LedgerEntry, ...]
    contradictory: tuple[LedgerEntry, ...]
    stale: tuple[LedgerEntry, ...]
    before_last_surgery: tuple[LedgerEntry, ...]
    unknown: tuple[LedgerEntry, ...]
    superseded: tuple[LedgerEntry, ...] = ()
    elsewhere: tuple[LedgerEntry, ...] = ()
    recorded_only: tuple[LedgerEntry, ...] = ()
    later: tuple[LedgerEntry, ...] = ()


@frozen
class FlagResult:
    """A red flag: present, possible, to_ask or ruled_out, with what decided it and what would settle it."""

    id: str
    label: str
    status: str
    urgency: str
    because: tuple[Statement, ...]
    settle: tuple[str, ...]
    action: str
    within: str
    sources: tuple[str, ...]


@frozen
class Question:
    """Something still to ask, in words; `flags` are the dangers it would settle."""

    finding: str
    question: str
    flags: tuple[str, ...] = ()


@frozen
class TriageResult:
    """Danger first. `level` is the most urgent of present and possible flags; unasked questions never raise it."""

    level: str
    open_questions: int
    flags: tuple[FlagResult, ...]
    questions: tuple[Question, ...] = ()
    seek_care: tuple[Statement, ...] = ()

    @property
    def urgent(self) -> bool:
        """True if the level asks for action today."""
        return self.level in {"emergency_now", "same_day"}


@frozen
class Argument:
    """One fact for or against a mechanism. `bits`: change of log2 odds when the fact is taken out, sign turned."""

    fact: str
    label: str
    value: str
    where: str | None
    bits: float
    source: str
    places: tuple[str, ...] = ()


@frozen
class Place:
    """Level and side that the facts support; either may be unknown, never both."""

    level: str | None
    side: str | None


@frozen
class Member:
    """A part of a reported group of mechanisms."""

    mechanism: str
    label: str
    probability: float
    main: float


@frozen
class Ranked:
    """A mechanism with its probability, 90 % interval, share as main generator, and the facts for and against."""

    mechanism: str
    label: str
    probability: float
    interval: tuple[float, float]
    main: float
    background: bool
    prior: float
    where: tuple[Place, ...]
    for_: tuple[Argument, ...]
    against: tuple[Argument, ...]
    members: tuple[Member, ...] = ()

    @property
    def title(self) -> str:
        """The label; for a group the member that makes up at least half of it, with the group behind it."""
        leading = next((m for m in self.members if 2 * m.main >= self.main > 0), None)
        if leading is None:
            return self.label
        return f"{leading.label} ({self.label[:1].lower()}{self.label[1:]})"


@frozen
class Explanation:
    """A set of mechanisms active together (and no others), with its probability."""

    mechanisms: tuple[str, ...]
    probability: float


@frozen
class Unexplained:
    """A finding that no active mechanism of the model probably produced; `probability` is that of being so."""

    finding: str
    label: str
    probability: float


@frozen
class PatternResult:
    """The dominant pain pattern, or mixed; probabilities are expected shares of active sources."""

    dominant: str
    probabilities: Mapping[str, float]


@frozen
class AskNext:
    """A question or examination, with the information it is expected to bring about the mechanisms."""

    finding: str
    question: str
    bits: float
    why: str
    asked: str


@frozen
class WouldChange:
    """A result that would put another mechanism first, or a recorded fact without which another would lead."""

    finding: str
    label: str
    result: str
    leading: str
    probability: float
    kind: str


@frozen
class ComplaintResult:
    """The answer for one complaint: pain of one place, side and course."""

    id: str
    region: str
    side: str | None
    label: str
    information_bits: float
    differential: tuple[Ranked, ...]
    no_modelled_cause: float | None
    expected_active: float | None
    indistinguishable: tuple[tuple[str, ...], ...]
    explanations: tuple[Explanation, ...]
    unexplained: tuple[Unexplained, ...]
    pattern: PatternResult | None
    ask_next: tuple[AskNext, ...]
    would_change: tuple[WouldChange, ...]
    because: str | None = None


@frozen
class FailureReasonResult:
    """Why the operation may not have helped: supported, possible or no_evidence; never a probability of fault."""

    id: str
    label: str
    verdict: str
    because: tuple[Statement, ...]


@frozen
class BenefitResult:
    """What changing a risk is known to buy: in words, with the figure and its 95 % interval where one was found."""

    text: str
    effect: float | None
    interval: tuple[float, float] | None
    unit: str | None
    certainty: str
    sources: tuple[str, ...]


@frozen
class RiskResult:
    """A risk factor that can be changed: present, to_ask or absent; `ask` are the questions that would settle it."""

    id: str
    label: str
    status: str
    because: tuple[Statement, ...]
    ask: tuple[str, ...]
    buys: tuple[BenefitResult, ...]


@frozen
class MedicineAlert:
    """Medicines on record that do not go together, or not with a condition of the patient; never a dose."""

    id: str
    label: str
    because: tuple[Statement, ...]
    effect: str
    action: str
    sources: tuple[str, ...]


@frozen
class Assessment:
    """The whole answer for one case at one date under one knowledge."""

    case: str
    as_of: dt.date
    knowledge: KnowledgeStamp
    scope: ScopeResult
    headline: str
    ledger: LedgerResult
    triage: TriageResult
    complaints: tuple[ComplaintResult, ...]
    failure_reasons: tuple[FailureReasonResult, ...]
    modifiable: tuple[RiskResult, ...] = ()
    medicine_alerts: tuple[MedicineAlert, ...] = ()
    opioid_load: OpioidLoad | None = None
    blocks: tuple[BlockReading, ...] | None = None
    workup: WorkupResult | None = None
    plan: PlanResult | None = None
    coverage: Mapping[str, tuple[CriterionResult, ...]] | None = None
    followup: FollowUp | None = None

    def to_json(self) -> dict[str, object]:
        """Return the JSON form: probabilities rounded to four decimals, bits to two; parts not done are absent."""
        body = as_json(self)
        done = {key: part for key, part in body.items() if not (part is None and key in _PARTS)}
        return {"schema": type_name, **done}


def as_json(record: object) -> dict[str, object]:
    """The JSON form of a record that is a part of an assessment, or stands beside one."""
    body = _plain(record)
    assert isinstance(body, dict)  # noqa: S101 - a record always becomes an object
    return body


_PARTS = frozenset({"opioid_load", "blocks", "workup", "plan", "coverage", "followup"})
"""Parts of the assessment itself that are absent from the JSON when their work was not done."""

_ABSENT_WHEN_NONE = frozenset({"no_modelled_cause", "expected_active", "pattern", "because"})
"""Parts that are absent from the JSON when their work was not done; elsewhere None says "not stated"."""

PROBABILITY_DECIMALS = 4
BITS_DECIMALS = 2


def _plain(value: object, key: str = "") -> object:
    """Records to JSON values: field names without trailing underscore, dates as ISO text, floats rounded by kind."""
    # An assessment has ten thousand values: the usual kinds are asked for first.
    kind: Any = type(value)
    if kind is str or value is None or kind is int or kind is bool:
        return value
    if isinstance(value, float):
        return round(value, BITS_DECIMALS if "bits" in key else PROBABILITY_DECIMALS) + 0.0
    if isinstance(value, tuple | list):
        return [_plain(v, key) for v in value]
    if hasattr(kind, "__dataclass_fields__"):
        return {
            written: _plain(part, name)
            for name, written, may_be_absent in _names(kind)
            if (part := getattr(value, name)) is not None or not may_be_absent
        }
    if isinstance(value, Mapping):
        return {str(k): _plain(v, key) for k, v in value.items()}
    if isinstance(value, dt.date):
        return value.isoformat()
    return value


@cache
def _names(record: type[Any]) -> tuple[tuple[str, str, bool], ...]:
    """The fields of a class of records, the names they are written under, and whether None leaves them out."""
    return tuple((f.name, f.name.rstrip("_"), f.name in _ABSENT_WHEN_NONE) for f in dataclasses.fields(record))
