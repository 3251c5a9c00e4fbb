"""What is expected of triage, medicines and risks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, Literal

from sequela.knowledge.schema.terms import FORBID_EXTRA
from sequela.records import frozen

from .seen import Seen, Verdict, words

FlagStatus = Literal["present", "possible", "to_ask", "ruled_out"]
Level = Literal["emergency_now", "same_day", "two_weeks", "routine"]

RAISED = frozenset({"present", "possible"})

LEVELS: tuple[Level, ...] = ("routine", "two_weeks", "same_day", "emergency_now")
"""From the calmest to the most urgent."""


@frozen
class TriageLevel:
    """The level of triage is at least, or at most, this urgent."""

    __pydantic_config__: ClassVar[Mapping[str, str]] = FORBID_EXTRA
    vocabulary: ClassVar[Mapping[str, str]] = {}

    triage: Level
    at: Literal["least", "most"]

    def judged(self, seen: Seen) -> Verdict:
        """Against the triage."""
        found = seen.assessment.triage.level
        urgency = [str(level) for level in LEVELS]
        gap = urgency.index(found) - urgency.index(self.triage)
        return Verdict(met=gap >= 0 if self.at == "least" else gap <= 0, found=f"triage: {words(found)}")


@frozen
class FlagIs:
    """A red flag has one of these statuses."""

    __pydantic_config__: ClassVar[Mapping[str, str]] = FORBID_EXTRA
    vocabulary: ClassVar[Mapping[str, str]] = {"flag": "red_flags"}

    flag: str
    status: tuple[FlagStatus, ...]

    def judged(self, seen: Seen) -> Verdict:
        """Against the triage."""
        flag = next((f for f in seen.assessment.triage.flags if f.id == self.flag), None)
        status = flag.status if flag is not None else "not asked"
        return Verdict(met=status in self.status, found=f"{self.flag}: {words(status)}")


@frozen
class DangerSays:
    """The action of a danger that leads holds each of these words: what is done before any other test."""

    __pydantic_config__: ClassVar[Mapping[str, str]] = FORBID_EXTRA
    vocabulary: ClassVar[Mapping[str, str]] = {}

    danger_says: tuple[str, ...]

    def judged(self, seen: Seen) -> Verdict:
        """Against the most urgent dangers that are present or possible."""
        triage = seen.assessment.triage
        raised = [f.action for f in triage.flags if f.status in RAISED and f.urgency == triage.level]
        met = any(all(word in action for word in self.danger_says) for action in raised)
        return Verdict(met=met, found=" ".join(raised) or "no danger")


@frozen
class AlertSaid:
    """Medicines that do not go together are named."""

    __pydantic_config__: ClassVar[Mapping[str, str]] = FORBID_EXTRA
    vocabulary: ClassVar[Mapping[str, str]] = {"alert": "interactions"}

    alert: str

    def judged(self, seen: Seen) -> Verdict:
        """Against the alerts."""
        said = [a.id for a in seen.assessment.medicine_alerts]
        return Verdict(met=self.alert in said, found=f"alerts: {', '.join(said) or 'none'}")


@frozen
class OpioidLoadSays:
    """Naloxone is offered, or a limit of the daily dose is found to be reached."""

    __pydantic_config__: ClassVar[Mapping[str, str]] = FORBID_EXTRA
    vocabulary: ClassVar[Mapping[str, str]] = {"opioid_load": "opioid_rules"}

    opioid_load: str

    def judged(self, seen: Seen) -> Verdict:
        """Against the opioid load: a reason for naloxone holds, or a band is reached."""
        load = seen.assessment.opioid_load
        if load is None:
            return Verdict(met=False, found="no opioid load")
        holding = {r.id for r in load.naloxone_reasons if r.holds == "yes"} | {
            b.id for b in load.bands if b.reached == "yes"
        }
        found = f"naloxone: {words(load.naloxone)}; {', '.join(sorted(holding)) or 'no reason'}"
        return Verdict(met=self.opioid_load in holding, found=found)


@frozen
class RiskNamed:
    """A risk that can be changed is named as present."""

    __pydantic_config__: ClassVar[Mapping[str, str]] = FORBID_EXTRA
    vocabulary: ClassVar[Mapping[str, str]] = {"risk": "risks"}

    risk: str

    def judged(self, seen: Seen) -> Verdict:
        """Against the risks."""
        present = [r.id for r in seen.assessment.modifiable if r.status == "present"]
        return Verdict(met=self.risk in present, found=f"risks: {', '.join(present) or 'none'}")
