"""The plan of the main complaint: danger first, then every option with its reasons, the trade-off, what comes when."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import numpy as np

from sequela.assessment import ScopeResult, TriageResult
from sequela.assessment.plan import Danger, Missing, Option, PlanResult, Stage
from sequela.case.when import WEEKS_PER_MONTH
from sequela.knowledge import estimate
from sequela.knowledge.schema.terms import FindingId

from .harshness import rank_of
from .options import Considered, consider
from .response import AS_NOW, Response, chosen
from .stages import Planned, Step, look_ahead
from .tradeoff import OPEN, pareto, reordered
from .utility import cost, serious_harm, weights
from .view import Floats, View

EARLY, UNSETTLED = "early", "unknown"
URGENT = frozenset({"emergency_now", "same_day"})
REASSESS = "reassess: causes, danger and goals"
"""What follows the last step of a plan."""
UNMET = frozenset({"requires", "repeats", "indicated"})
"""Gates whose result an option hangs on; the others only have to be looked at first."""
RAISED = frozenset({"present", "possible"})


def considered_options(view: View) -> tuple[Considered, ...]:
    """Every option of the patient, in the order of the patient's wishes."""
    return consider(view, weights(view.knowledge, view.case.preferences), view.case.preferences)


def plan(view: View, considered: Sequence[Considered], scope: ScopeResult, triage: TriageResult) -> PlanResult:
    """The plan for one complaint, from its considered options.

    Pure. Danger that asks for action today comes before everything and holds the staged plan; under three months after
    the operation no chronic plan is made.
    """
    knowledge, preferences = view.knowledge, view.case.preferences
    weighed = weights(knowledge, preferences)
    options = tuple(c.option for c in considered)
    danger = dangers(triage)
    held = _held(view, scope, triage)
    first = None if held is not None else danger_care(view, considered)
    if first is not None:
        held = f"{first.option.label} comes before any other step, since what it is for is more likely than not"
    stages = (
        (_care_of_danger(view, first),) if first is not None else () if held is not None else staged(view, considered)
    )
    plain = consider(view, weights(knowledge, {}), {}) if preferences else considered
    assumed = {c.option.treatment: serious_harm(c.care, knowledge) for c in considered}
    return PlanResult(
        complaint=view.complaint.id,
        danger=danger,
        first=first_of(danger, stages),
        held=held,
        options=options,
        pareto=pareto(options, assumed),
        stages=stages,
        reordered=reordered(plain, considered, int(knowledge.conventions["causes_shown"].value)),
        weights=weighed.named(),
        goals=view.case.goals,
    )


def dangers(triage: TriageResult) -> tuple[Danger, ...]:
    """The flags that are present or possible and ask for something within two weeks or sooner."""
    return tuple(
        Danger(
            flag=flag.id,
            label=flag.label,
            action=flag.action,
            within=flag.within,
            because=flag.because,
            sources=flag.sources,
        )
        for flag in triage.flags
        if flag.status in RAISED and flag.urgency != "routine"
    )


def danger_care(view: View, considered: Sequence[Considered]) -> Considered | None:
    """The care of a danger that is more likely than not, the likeliest first; None if there is none."""
    least = view.knowledge.conventions["danger_likely"].value
    found = [
        (max((view.active.get(str(m), 0.0) for m in c.care.targets), default=0.0), c)
        for c in considered
        if c.care.before_all and c.option.status in OPEN
    ]
    likely = [pair for pair in found if pair[0] >= least]
    return max(likely, key=lambda pair: pair[0])[1] if likely else None


def _care_of_danger(view: View, considered: Considered) -> Stage:
    option, judged = considered.option, considered.care.judged
    weeks = estimate.quantity(judged.weeks)
    return Stage(
        step=1,
        treatment=option.treatment,
        label=option.label,
        where=option.where,
        why="; ".join(r.text for r in option.for_) or considered.care.about.en,
        first=questions_of(option.missing),
        begins_week=0.0,
        judge_week=weeks,
        judge_on=(view.case.as_of + dt.timedelta(weeks=weeks)).isoformat(),
        chance=None,
        reached=1.0,
        success=judged.success.en,
        part=judged.part.en,
        failure=judged.failure.en,
        then=REASSESS,
    )


def _held(view: View, scope: ScopeResult, triage: TriageResult) -> str | None:
    """Why no steps are planned now."""
    if triage.level in URGENT:
        return "the danger comes first, whatever else is wished: no treatment is planned before it is settled"
    if scope.status == UNSETTLED and not view.case.surgeries:
        return "whether this product applies is not settled: first what operation was done and when, and the age"
    if scope.status == EARLY:
        return "under three months after the operation: danger, causes and tests, and no plan for lasting pain yet"
    return None


def first_of(danger: Sequence[Danger], stages: Sequence[Stage]) -> str | None:
    """The first thing to do: the danger if there is one, else the first step."""
    if danger:
        return f"{danger[0].label}: {danger[0].action} ({danger[0].within})"
    return f"{stages[0].label}: {stages[0].why}" if stages else None


def staged(view: View, considered: Sequence[Considered]) -> tuple[Stage, ...]:
    """The best plan of a few steps over what can be done, with the judgement date and rule of each."""
    conventions = view.knowledge.conventions
    usable = [c for c in considered if c.option.status in OPEN and c.wanted and c.response is not None]
    usable = [c for c in usable if c.option.treatment != AS_NOW]
    usable.sort(key=lambda c: (-(c.option.score.total if c.option.score else 0.0), c.option.treatment))
    usable = usable[: int(conventions["plan_candidates"].value)]
    by_name = {c.option.treatment: c for c in usable}
    steps = [step for c in usable if (step := _step(view, c, frozenset(by_name))) is not None]
    main = np.append(view.main, max(0.0, 1 - view.main.sum()))
    best = look_ahead(
        main,
        steps,
        _as_now(view),
        horizon=conventions["plan_horizon_months"].value,
        most=int(conventions["plan_steps"].value),
        relief_weight=weights(view.knowledge, view.case.preferences).relief,
        least=conventions["least_step"].value,
    )
    return tuple(
        _stage(view, by_name[planned.name], planned, number, best.steps[number:])
        for number, planned in enumerate(best.steps, 1)
    )


def _as_now(view: View) -> Floats:
    """(M + 1,) P(relief) while going on as now; none if the knowledge has no such figure."""
    known = view.knowledge.treatments.get(AS_NOW)
    outcome = None if known is None else chosen(view, known)
    share = 0.0 if outcome is None else estimate.probability(outcome.share).mean
    return np.full(len(view.causes) + 1, share)


def _step(view: View, considered: Considered, others: frozenset[str]) -> Step | None:
    """The option for the look-ahead; None where something must come first that is not among the steps."""
    answer, care, option = considered.response, considered.care, considered.option
    if answer is None:
        return None
    needs = []
    for missing in option.missing:
        if missing.need == "test" and missing.role in UNMET and _unforeseen(view, missing, answer):
            return None
        if missing.need != "do":
            continue
        ways = frozenset(missing.of) & others
        if not ways:
            return None
        needs.append(ways)
    weighed = weights(view.knowledge, view.case.preferences)
    return Step(
        name=option.treatment,
        by_cause=answer.net,
        months=estimate.quantity(care.judged.weeks) / WEEKS_PER_MONTH,
        starts=estimate.quantity(care.starts) / WEEKS_PER_MONTH,
        lasts=estimate.quantity(care.lasts),
        cost=sum(cost(care, view.knowledge, weighed, option.preference)),
        needs=tuple(needs),
        kind=care.stage if care.acts == "palliative" else None,
        rank=rank_of(care.stage),
        tells=care.acts == "source",
    )


def _unforeseen(view: View, missing: Missing, answer: Response) -> bool:
    """Whether the option hangs on a result that the network can foresee and its relief does not reckon with.

    The work-up weighs such a test; until its result is there, the option has no place in a plan. A step that the relief
    already reckons with, or a screening of which no chance is known, may stand in it.
    """
    step = answer.outcome.after
    if step is not None and (step.test in missing.of or step.finding in missing.waits):
        return False
    return any(FindingId(name) in view.levels for name in missing.waits)


def _stage(view: View, considered: Considered, planned: Planned, number: int, then: Sequence[Planned]) -> Stage:
    option, judged = considered.option, considered.care.judged
    begins = planned.begins * WEEKS_PER_MONTH
    judge = begins + estimate.quantity(judged.weeks)
    next_step = view.knowledge.treatments[then[0].name].label.en if then else REASSESS
    return Stage(
        step=number,
        treatment=option.treatment,
        label=option.label,
        where=option.where,
        why=why(option),
        first=questions_of(option.missing),
        begins_week=begins,
        judge_week=judge,
        judge_on=(view.case.as_of + dt.timedelta(weeks=judge)).isoformat(),
        chance=planned.chance,
        reached=planned.reached,
        success=judged.success.en,
        part=judged.part.en,
        failure=judged.failure.en,
        then=next_step,
    )


def questions_of(missing: Sequence[Missing]) -> tuple[Missing, ...]:
    """What must be asked or tested before a step; what must be done first are the steps before it."""
    return tuple(m for m in missing if m.need != "do")


def why(option: Option) -> str:
    """Why a step is proposed, in one sentence: what it is aimed at, its chance, its price."""
    said = [r.text for r in option.for_[:1]]
    if option.relief is not None:
        low, high = (round(100 * x) for x in option.relief.interval)
        said.append(f"{round(100 * option.relief.probability)} of 100 ({low} to {high}): {option.relief.measure}")
    weeks = option.recovery.weeks
    said.append(f"about {weeks:g} weeks to recover" if weeks else "no time lost")
    return "; ".join(said)
