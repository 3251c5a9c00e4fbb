"""The first page of a patient, rendered from the assessment that is kept: no inference for a page seen before."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sequela.assessment import (
    ComplaintResult,
    FailureReasonResult,
    LedgerResult,
    MedicineAlert,
    RiskResult,
    ScopeResult,
    TriageResult,
)
from sequela.assessment.opioids import OpioidLoad
from sequela.assessment.read_back import read_all, read_back
from sequela.knowledge.schema.knowledge import Knowledge
from sequela.pathway.dictation import first_sentence
from sequela.records import frozen

from .decisions import Overtaken, decisions_in, overtaken
from .disagreement import Disagreement, disagreements_in
from .documents import Release
from .news import Alarm, Arrived, alarms_in, arrived_in
from .patient_head import Head
from .record import Record
from .told import Told, told_in


@frozen
class Overview:
    """What the first page shows. `assessment` is the JSON that was kept; its parts are read from it.

    overtaken
        what was accepted and does not fit the present assessment any more.
    lapsed
        the release of a summary that no longer holds; None if there is none, or it holds.
    """

    head: Head
    told: Told
    alarms: tuple[Alarm, ...]
    arrived: Arrived | None
    disagreements: tuple[Disagreement, ...]
    assessment: Mapping[str, Any] | None
    overtaken: tuple[Overtaken, ...] = ()
    lapsed: Release | None = None

    @property
    def title(self) -> str:
        """The first sentence of the headline."""
        return first_sentence(str(self._body["headline"]))

    @property
    def rest(self) -> str:
        """The headline after it."""
        return str(self._body["headline"])[len(self.title) :].lstrip(". ")

    @property
    def triage(self) -> TriageResult:
        """Danger."""
        return read_back(TriageResult, self._body["triage"])

    @property
    def scope(self) -> ScopeResult:
        """Whether this is the product's business."""
        return read_back(ScopeResult, self._body["scope"])

    @property
    def ledger(self) -> LedgerResult:
        """What became of each fact."""
        return read_back(LedgerResult, self._body["ledger"])

    @property
    def complaints(self) -> tuple[ComplaintResult, ...]:
        """The differential of each pain."""
        return read_all(ComplaintResult, self._body["complaints"])

    @property
    def reasons(self) -> tuple[FailureReasonResult, ...]:
        """Why there may be pain after the operation, what is supported first."""
        found = read_all(FailureReasonResult, self._body["failure_reasons"])
        return tuple(r for verdict in ("supported", "possible") for r in found if r.verdict == verdict)

    @property
    def risks(self) -> tuple[RiskResult, ...]:
        """What can be changed: present first, then to ask."""
        found = read_all(RiskResult, self._body["modifiable"])
        return tuple(r for status in ("present", "to_ask") for r in found if r.status == status)

    @property
    def alerts(self) -> tuple[MedicineAlert, ...]:
        """Medicines that do not go together."""
        return read_all(MedicineAlert, self._body["medicine_alerts"])

    @property
    def opioids(self) -> OpioidLoad | None:
        """The opioid load, if any opioid is on record."""
        load = self._body.get("opioid_load")
        return None if load is None else read_back(OpioidLoad, load)

    @property
    def _body(self) -> Mapping[str, Any]:
        return self.assessment or {}


def overview_of(
    now: Record, head: Head, knowledge: Knowledge, language: str, lapsed: Release | None = None
) -> Overview:
    """The first page of a record."""
    return Overview(
        head=head,
        told=told_in(now.entries),
        alarms=alarms_in(now.entries, knowledge, language),
        arrived=arrived_in(now.entries, knowledge, language),
        disagreements=disagreements_in(now.entries),
        assessment=now.assessment,
        overtaken=overtaken(decisions_in(now.entries), now.assessment, knowledge),
        lapsed=lapsed,
    )
