"""What a letter asks, and of whom: danger first, then the treatment that was named, else the first step of the plan."""

from __future__ import annotations

from collections.abc import Mapping

from sequela.assessment import Assessment, Place
from sequela.assessment.plan import Missing, Option, Stage
from sequela.knowledge.schema.knowledge import Knowledge
from sequela.pathway.dictation import inside, sentence
from sequela.records import frozen
from sequela.report import next_steps, sections

_ADDRESSEES: Mapping[str, str] = {
    "self_care": "Colleague in spine or pain care",
    "conservative": "Rehabilitation and physiotherapy",
    "medicine": "Pain medicine",
    "injection": "Interventional pain service",
    "ablation": "Interventional pain service",
    "neuromodulation": "Neuromodulation service",
    "operation": "Spine surgery",
    "test": "Diagnostic service",
}
_PSYCHOLOGY = frozenset({"cbt"})

_QUESTIONS: Mapping[str, str] = {
    "self_care": "How would you go on: is {} enough for now, or what would you add?",
    "conservative": "Would you take this patient on for {}, or what would you advise in its place?",
    "medicine": "Would you advise on {}: is it suitable beside the other medicines, and how should it be judged?",
    "injection": "Is {} suitable here, and what would its result tell us?",
    "ablation": "Is {} suitable here, and which blocks do you want to see first?",
    "neuromodulation": "Is a trial of {} suitable, and what must be settled before it?",
    "operation": "Is {} indicated, what could it gain here against its risks, and what must be settled before it?",
    "test": "Would you do this test, and tell us what it shows: {}?",
}
NOTHING_PLANNED = "What do you advise next?"


@frozen
class Request:
    """What is asked for.

    about
        the treatment or test the letter is about; None where it is a danger alone or nothing is planned.
    option
        how the plan sees that treatment; None for a test or where there is no plan.
    """

    to: str
    about: str | None
    name: str
    question: str
    option: Option | None = None
    missing: tuple[Missing, ...] = ()


def request(assessment: Assessment, knowledge: Knowledge, treatment: str | None) -> Request:
    """What the letter asks: about `treatment` (a treatment or test) where it is named, else about the first step."""
    stage = first_stage(assessment)
    about = treatment or (None if stage is None else stage.treatment)
    if about is None:
        return Request(to=_ADDRESSEES["self_care"], about=None, name="", question=NOTHING_PLANNED)
    option = option_of(assessment, about)
    where = option.where if option is not None else _test_places(assessment, about)
    kind = _kind(about, knowledge)
    name = next_steps.named(inside(label_of(about, knowledge)), where)
    return Request(
        to="Pain psychology" if about in _PSYCHOLOGY else _ADDRESSEES[kind],
        about=about,
        name=name,
        question=_QUESTIONS[kind].format(name),
        option=option,
        missing=() if option is None else option.missing,
    )


def first_stage(assessment: Assessment) -> Stage | None:
    """The first step of the plan, if any step is proposed now."""
    plan = assessment.plan
    if plan is None or plan.held is not None or not plan.stages:
        return None
    return plan.stages[0]


def option_of(assessment: Assessment, treatment: str) -> Option | None:
    """How the plan sees a treatment: the best of its entries."""
    options = () if assessment.plan is None else assessment.plan.options
    return next((option for option in options if option.treatment == treatment), None)


def label_of(name: str, knowledge: Knowledge) -> str:
    """What a treatment or test is called."""
    known = knowledge.treatments.get(name) or knowledge.tests.get(name)
    return name.replace("_", " ") if known is None else known.label.en


def urgency(assessment: Assessment) -> str:
    """How soon, and why: the level of danger with what raised it; open questions are part of it."""
    triage = assessment.triage
    raised = [flag for flag in sections.raised(triage) if flag.urgency == triage.level]
    open_ = f"{sections.questions_open(triage)} about danger" if triage.open_questions else ""
    if raised:
        words = f"{sections.LEVEL_WORDS[triage.level].lower()} ({raised[0].within})"
        why = "; ".join(
            f"{inside(flag.label)}{'' if flag.status == 'present' else ' (not settled)'}" for flag in raised
        )
        return sentence(f"{words}: {why}") + (f" {sentence(open_)}" if open_ else "")
    if open_:
        return f"Routine on what is recorded; danger is not ruled out ({open_})."
    return "Routine: no red flag on the recorded answers."


def _kind(name: str, knowledge: Knowledge) -> str:
    """The stage of a treatment, or that it is a test."""
    treatment = knowledge.treatments.get(name)
    if treatment is None:
        return "test"
    if treatment.care is not None:
        return treatment.care.stage
    return treatment.kind


def _test_places(assessment: Assessment, test: str) -> tuple[Place, ...]:
    tests = () if assessment.workup is None else assessment.workup.tests
    return next((entry.where for entry in tests if entry.test == test), ())
