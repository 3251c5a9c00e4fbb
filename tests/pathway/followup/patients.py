"""Patients under follow-up, written in a few words and read as case files are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sequela.assessment.followup import FollowUp, Outcome, Plans, TreatmentEffect
from sequela.case.case import Case
from sequela.case.ledger import sort_facts
from sequela.pathway.followup.answer import followup
from sequela.pathway.plan.opioid_load import opioid_load
from sequela.pathway.reading import triage_reading
from sequela.pathway.triage.red_flags import triage
from tests.pathway.triage.patients import case, knowledge

OPERATED = {"procedure": "discectomy", "levels": ["L4-L5"], "when": "2020-03"}
"""The day of assessment is 2024-06-01."""


def scored(finding: str, points: Mapping[str, float], **more: object) -> list[dict[str, object]]:
    return [{"finding": finding, "value": value, "when": day, **more} for day, value in points.items()]


def patient(
    *facts: Sequence[Mapping[str, object]], treatments: Sequence[Mapping[str, object]] = (), **more: object
) -> Case:
    base: dict[str, object] = {
        "schema": "sequela.case/1",
        "patient": {"age": 52},
        "surgeries": [OPERATED],
        "complaints": [{"id": "leg", "region": "lumbar", "onset": "2022-01"}],
        "facts": [fact for group in facts for fact in group],
        "treatments": list(treatments),
    }
    return case({**base, **more})


def followed(of: Case, plans: Plans | None = None, baseline: str | None = None) -> FollowUp:
    """The course of a case as the command reads it."""
    known = knowledge()
    facts = sort_facts(of, known)
    reading = triage_reading(of, facts, known)
    return followup(
        of,
        facts,
        reading,
        triage(of, reading, known),
        opioid_load(of, reading, known),
        known,
        plans=plans or Plans(),
        baseline=baseline,
    )


def outcome(of: FollowUp, finding: str) -> Outcome:
    return next(outcome for outcome in of.outcomes if outcome.finding == finding)


def effect(of: FollowUp, treatment: str) -> TreatmentEffect:
    return next(effect for effect in of.treatments if effect.treatment == treatment)


def kinds(of: FollowUp) -> list[str]:
    return [prompt.kind for prompt in of.reassess]


INJECTION = {"treatment": "epidural_steroid_transforaminal", "when": "2024-01-10", "adequate": "yes"}
