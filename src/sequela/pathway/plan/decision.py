"""A test that would change the procedure decides it: its place in the staged plan, and what it could come to."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Protocol

from sequela.assessment.plan import Choice, Missing, Option, PlanResult, Stage
from sequela.knowledge import estimate

from .plan import REASSESS, first_of, questions_of
from .response import AS_NOW
from .view import View

WOULD_CHANGE = "would_change"
"""The gate of a step that waits for a test of the work-up."""


def decided_by_tests(plan: PlanResult, tests: Sequence[Tested], view: View, gentle: Collection[str]) -> PlanResult:
    """The plan in which the first of the proposed tests that decides anything decides what follows the gentle care.

    `tests` are those that the work-up proposes, in order; `gentle` the stages of care that no test holds up. No
    procedure is fixed while a test that would change it has not been done, and nothing is planned beyond its result.
    """
    if plan.held is not None or not tests:
        return plan
    stage_of = {option.treatment: option for option in plan.options}
    kept = [s for s in plan.stages if stage_of[s.treatment].stage in gentle]
    later = next((s for s in plan.stages if s not in kept), None)
    weighed = ((test, _choices(test, view)) for test in tests)
    test, choices = next((pair for pair in weighed if len(pair[1]) > 1), (tests[0], ()))
    best = next((c for c in choices if c.treatment in stage_of and c.treatment != AS_NOW), None)
    if best is None:  # a test that decides nothing decides no step
        return plan
    last = kept[-1] if kept else None
    decided = _decided(stage_of[best.treatment], test, choices, last, later, view)
    if last is not None:
        kept[-1] = replace(last, then=f"{test.label}, and the procedure that it points to")
    stages = (*kept, replace(decided, step=len(kept) + 1))
    return replace(plan, stages=stages, first=first_of(plan.danger, stages))


def _choices(test: Tested, view: View) -> tuple[Choice, ...]:
    """The best procedure after each result, joined: what it would be, and how likely."""
    total: dict[str, float] = {}
    for outcome in test.outcomes:
        total[outcome.advice] = total.get(outcome.advice, 0.0) + outcome.probability
    treatments = view.knowledge.treatments
    return tuple(
        Choice(treatment=name, label=treatments[name].label.en, probability=share)
        for name, share in sorted(total.items(), key=lambda pair: (-pair[1], pair[0]))
    )


def _decided(
    option: Option, test: Tested, choices: Sequence[Choice], last: Stage | None, later: Stage | None, view: View
) -> Stage:
    care = view.knowledge.treatments[option.treatment].care
    assert care is not None  # noqa: S101 - an option of the plan has its care
    begins = last.judge_week if last is not None else 0.0
    judge = begins + estimate.quantity(care.judged.weeks)
    said = "; ".join(f"{choice.label} in {choice.probability:.0%}" for choice in choices)
    held = Missing(
        text=f"{test.label}: it would change which procedure follows in {test.change_probability:.0%}",
        what=test.label,
        need="test",
        gate=WOULD_CHANGE,
        role=WOULD_CHANGE,
        of=(test.test,),
    )
    return Stage(
        step=0,
        treatment=option.treatment,
        label=option.label,
        where=option.where,
        why=f"the result decides: {said}",
        first=(held, *(m for m in questions_of(option.missing) if m.need == "ask")),
        begins_week=begins,
        judge_week=judge,
        judge_on=(view.case.as_of + dt.timedelta(weeks=judge)).isoformat(),
        chance=None,
        reached=None if later is None else later.reached,
        success=care.judged.success.en,
        part=care.judged.part.en,
        failure=care.judged.failure.en,
        then=REASSESS,
        by_test=test.label,
        choices=tuple(choices),
    )


class Outcome(Protocol):
    """A result of a test as the plan needs it."""

    @property
    def advice(self) -> str:
        """The best procedure after it."""
        ...

    @property
    def probability(self) -> float:
        """Its chance."""
        ...


class Tested(Protocol):
    """A test as the work-up proposes it."""

    @property
    def test(self) -> str:
        """Its id."""
        ...

    @property
    def label(self) -> str:
        """What it is called."""
        ...

    @property
    def change_probability(self) -> float:
        """The chance that it changes the plan."""
        ...

    @property
    def outcomes(self) -> Sequence[Outcome]:
        """Its results."""
        ...
