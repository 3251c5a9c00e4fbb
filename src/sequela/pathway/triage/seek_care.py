"""When to seek evaluation: the reasons that this case gives for seeing a clinician, urgent or not.

Pain past the expected recovery, symptoms back after months or years, a new pattern, falling function or worsening
neurology. Each is said only if the record supports it; what is not recorded gives no reason either way.
"""

from __future__ import annotations

from sequela.assessment import Statement
from sequela.case.case import Case
from sequela.case.complaint import Complaint
from sequela.knowledge.schema.knowledge import Knowledge
from sequela.knowledge.schema.terms import FindingId
from sequela.pathway.reading import CaseFacts, TriageReading
from sequela.rules.facts import PossibleLevels

RECOVERY_MONTHS, RETURN_MONTHS = "early_months", "return_months"
"""Conventions: months after which pain is past the expected recovery, or has come back."""
NEUROLOGY = tuple(
    FindingId(name)
    for name in ("motor_deficit", "foot_drop", "sensory_deficit", "progressive_weakness", "gait_disturbance")
)
FUNCTION = (FindingId("falling_function"), FindingId("walking_worse"))
DIFFERENT = frozenset({"different"})
RELIEVED = frozenset({"partial", "complete"})


def reasons(case: Case, reading: TriageReading, knowledge: Knowledge) -> tuple[Statement, ...]:
    """Return the reasons for an evaluation that the facts support, each with the places it rests on."""
    said: list[Statement | None] = []
    for complaint, view in zip(case.complaints, reading.stated, strict=False):
        said += [_past_recovery(complaint, view, knowledge), _came_back(complaint, view, knowledge), _new_pattern(view)]
    said += _worse(reading.stated[0], knowledge)
    return tuple(dict.fromkeys(reason for reason in said if reason is not None))


def _past_recovery(complaint: Complaint, view: CaseFacts, knowledge: Knowledge) -> Statement | None:
    since = view.quantity("months_since_surgery")
    if since is None or since.low < knowledge.conventions[RECOVERY_MONTHS].value:
        return None
    text = "Pain goes on past the expected recovery after the operation"
    return Statement(text=text, facts=(complaint.place, *since.facts))


def _came_back(complaint: Complaint, view: CaseFacts, knowledge: Knowledge) -> Statement | None:
    relief = view.factor("relief")
    free = view.quantity("pain_free_months")
    limit = knowledge.conventions[RETURN_MONTHS].value
    if free is not None and free.low >= limit:
        return Statement(text="Symptoms came back after months or years of relief", facts=free.facts)
    if complaint.course == "better_then_worse" and _surely(relief, RELIEVED):
        return Statement(text="Symptoms came back after relief", facts=(f"{complaint.place}.course",))
    return None


def _new_pattern(view: CaseFacts) -> Statement | None:
    likeness = view.factor("likeness")
    if likeness is None or not _surely(likeness, DIFFERENT):
        return None
    return Statement(text="The pain differs from the one before the operation", facts=likeness.facts)


def _worse(view: CaseFacts, knowledge: Knowledge) -> list[Statement | None]:
    """New or worse neurology, and falling function."""
    return [
        Statement(text=f"{text}: {knowledge.findings[name].label.en}", facts=place.facts)
        for names, text in ((NEUROLOGY, "Nerve function is getting worse"), (FUNCTION, "Function is falling"))
        for name in names
        for place in view.finding(name)
        if place.low > 0 and place.changed
    ]


def _surely(known: PossibleLevels | None, wanted: frozenset[str]) -> bool:
    return known is not None and bool(known.levels) and known.levels <= wanted
