"""How likely a treatment helps this patient, given the differential.

One study gives the share helped by the treatment, p_t, and without it, p_0, at one time point. Given the main generator
m, P(relief | m) = p_0 + (p_t - p_0) a_m, where a_m says how far the treatment reaches m. Over the differential this is
p_0 + (p_t - p_0) x the share of what hurts that the treatment reaches.

If p_t was counted only in people who had passed a step (two blocks, a trial), the relief expected before that step is
P(step passed) x p_t; once it is passed, p_t. The step is not counted a second time. Predictors shift the odds.
"""

from __future__ import annotations

import numpy as np

from sequela.assessment.plan import Reason, Relief
from sequela.knowledge import estimate
from sequela.knowledge.schema.knowledge import Knowledge
from sequela.knowledge.schema.terms import Estimate, MechanismId
from sequela.knowledge.schema.treatments import Care, Outcome, PassedStep, Treatment
from sequela.records import frozen
from sequela.rules.language import rule_of

from .view import Floats, View, members, pattern_share, reach

AS_NOW = "continue_as_now"
"""The treatment whose outcome stands in where a study had no untreated or placebo arm."""
COMPARABLE = frozenset({"placebo", "usual_care"})
"""Control arms that say what happens without the treatment."""
NOT_KNOWN = "not known: no usable study"


@frozen
class Response:
    """The chance of relief by main generator, and what it was made from.

    by_cause
        (M,) P(relief | main generator m); `otherwise` P(relief | none of them).
    net
        (M + 1,) the same, last for "none of them", on one footing for all: with the study's own control arm replaced by
        going on as now, and the gain counted the less the less certain it is. Options are ordered by it.
    draws
        (D,) P(relief) under draws of the differential and of the study's figures.
    predictors
        those true of this patient, each with its ratio of odds.
    """

    outcome: Outcome
    by_cause: Floats
    otherwise: float
    net: Floats
    draws: Floats
    step_chance: float | None
    control: Estimate | None
    predictors: tuple[tuple[Reason, float], ...]

    def expected(self, main: Floats) -> float:
        """P(relief) for a distribution over main generators (M,)."""
        return float(main @ self.by_cause + (1 - main.sum()) * self.otherwise)

    def gained(self, main: Floats) -> float:
        """P(relief) on one footing for all treatments (`net`)."""
        return float(np.append(main, max(0.0, 1 - main.sum())) @ self.net)


def response(view: View, treatment: Treatment, *, again: bool = False) -> Response | None:
    """The response to a treatment; None where nothing usable was measured. `again`: it was tried before in vain."""
    care, outcome = treatment.care, chosen(view, treatment)
    if care is None or outcome is None:
        return None
    control = _control(view.knowledge, outcome)
    a = reach(view, care)
    p_t, p_0 = success(view, outcome), None if control is None else estimate.probability(control)
    if p_0 is not None and control is outcome.control:
        p_0 = _held(view, outcome, p_0)
    low = 0.0 if p_0 is None else p_0.mean
    passing, chance = _passing(view, outcome.after, a)
    random = np.random.default_rng(_seed(view.knowledge, treatment.id))
    size = len(view.draws)
    drawn_t = estimate.draws(p_t, random, size)
    drawn_0 = np.zeros(size) if p_0 is None else estimate.draws(p_0, random, size)
    shift, said = _predicted(view, care)
    if again:
        shift += float(np.log(view.knowledge.conventions["repeat_after_failure"].value))
    now = as_now(view.knowledge)
    sure = view.knowledge.conventions[f"certainty_{outcome.certainty}"].value
    base = low if passing is not None or control is not outcome.control else now
    by_cause = _shifted(_given(a, passing, p_t.mean, low), shift)
    if passing is None:
        drawn = drawn_0 + (drawn_t - drawn_0) * (view.draws @ a)
    else:
        drawn = drawn_t * (view.draws @ passing + (1 - view.draws.sum(axis=1)) * passing.min(initial=1.0))
    return Response(
        outcome=outcome,
        by_cause=by_cause,
        otherwise=float(_shifted(np.array([_otherwise(passing, p_t.mean, low)]), shift)[0]),
        net=now + sure * (_shifted(_net(a, passing, p_t.mean, low, base), shift) - now),
        draws=_shifted(drawn, shift),
        step_chance=chance,
        control=control,
        predictors=said,
    )


def success(view: View, outcome: Outcome) -> estimate.Beta:
    """The share with half the pain gone in the treated arm."""
    return _held(view, outcome, estimate.probability(outcome.share))


def _held(view: View, outcome: Outcome, share: estimate.Beta) -> estimate.Beta:
    """The share with half the pain gone: as counted, or part of it where success was counted more loosely."""
    if not outcome.looser:
        return share
    return estimate.Beta(mean=share.mean * view.knowledge.conventions["looser_success"].value, weight=share.weight)


def chosen(view: View, treatment: Treatment) -> Outcome | None:
    """The outcome the plan reckons from: of those marked for it, the one whose patients are most like this one."""
    marked = [outcome for outcome in treatment.outcomes if outcome.plan]
    return max(marked, key=lambda outcome: _likeness(view, outcome), default=None)


def _likeness(view: View, outcome: Outcome) -> float:
    aimed = members(view.knowledge, tuple(MechanismId(name) for name in outcome.helps))
    hurt = np.array([1.0 if m in aimed else 0.0 for m in view.causes])
    return float(view.main @ np.maximum(hurt, pattern_share(view, frozenset(outcome.helps))))


def as_now(knowledge: Knowledge) -> float:
    """P(relief) while going on as now; 0 if the knowledge has no such figure."""
    now = knowledge.treatments.get(AS_NOW)
    found = next((o.share for o in now.outcomes if o.plan), None) if now is not None else None
    return 0.0 if found is None else estimate.probability(found).mean


def tried_in_vain(view: View, treatment: Treatment) -> bool:
    """Whether an adequate trial of it did nothing, and none helped."""
    records = [t for t in view.case.treatments if t.treatment == treatment.id and t.given]
    helped = any(t.effect in ("good", "partial") for t in records)
    return not helped and any(t.effect == "none" and t.adequate == "yes" for t in records)


def _control(knowledge: Knowledge, outcome: Outcome) -> Estimate | None:
    """What happens without the treatment: the study's own arm, else that of going on as now."""
    if outcome.control is not None and outcome.control_is in COMPARABLE:
        return outcome.control
    now = knowledge.treatments.get(AS_NOW)
    return next((o.share for o in now.outcomes if o.plan), None) if now is not None else None


def _given(a: Floats, passing: Floats | None, p_t: float, p_0: float) -> Floats:
    """(M,) P(relief | main generator)."""
    if passing is None:
        return p_0 + (p_t - p_0) * a
    return passing * p_t


def _net(a: Floats, passing: Floats | None, p_t: float, p_0: float, base: float) -> Floats:
    """(M + 1,) P(relief) with `base` in place of the control arm p_0, last for "none of them"."""
    return np.append(_given(a, passing, base + p_t - p_0, base), _otherwise(passing, p_t, base))


def _otherwise(passing: Floats | None, p_t: float, p_0: float) -> float:
    """P(relief) where no modelled mechanism is the generator."""
    if passing is None:
        return p_0
    return float(passing.min(initial=1.0)) * p_t


def _passing(view: View, after: PassedStep | None, a: Floats) -> tuple[Floats | None, float | None]:
    """(M,) P(step passed | main generator) and over the differential; None, None if there is no step.

    A step that is a finding of the network passes as the network expects; one whose result is on record counts as it
    is. Of a trial only a published share is known, which holds where the treatment reaches the pain.
    """
    if after is None:
        return None, None
    if after.finding is None:
        share = 1.0 if after.chance is None else estimate.probability(after.chance).mean
        return share * a, float(view.main @ (share * a))
    expected = view.levels.get(after.finding)
    if expected is None:  # already known: those who come this far have passed, or the gate stops them
        return np.ones(len(view.causes)), None
    levels = view.knowledge.findings[after.finding].levels
    chance = float(sum(expected[levels.index(level)] for level in after.levels))
    alone = np.array([_alone(view, m, after) for m in view.causes])
    total = float(view.main @ alone)
    scaled = np.clip(alone * (chance / total if total > 0 else 0.0), 0.0, 1.0)
    return scaled, chance


def _alone(view: View, mechanism: str, after: PassedStep) -> float:
    """P(step passed) with this mechanism alone at work."""
    region = view.complaint.region
    link = next(
        (
            m.regions[region].findings.get(after.finding)  # type: ignore[arg-type]
            for m in (view.knowledge.mechanisms[mechanism],)  # type: ignore[index]
            if region in m.regions
        ),
        None,
    )
    assert after.finding is not None  # noqa: S101 - only asked of steps that are a finding
    stated = link.given if link is not None and link.given else view.knowledge.findings[after.finding].leak_of(region)
    return sum(estimate.probability(stated[level]).mean for level in after.levels if level in stated)


def _predicted(view: View, care: Care) -> tuple[float, tuple[tuple[Reason, float], ...]]:
    """The log of the odds ratio of all predictors that are true of this patient, and each in words."""
    total, said = 0.0, []
    for predictor in care.predictors:
        verdict = rule_of(predictor.when).evaluate(view.facts)
        if verdict.value is True:
            ratio = estimate.ratio(predictor.odds)
            total += float(np.log(ratio.median))
            source = predictor.odds.source
            reason = Reason(
                text=predictor.text.en,
                facts=verdict.because,
                sources=() if source is None else (str(source),),
                unsourced=predictor.odds.elicited,
            )
            said.append((reason, ratio.median))
    return total, tuple(said)


def _shifted(p: Floats, log_odds: float) -> Floats:
    """Probabilities with their odds multiplied by exp(log_odds)."""
    if not log_odds:
        return p
    odds = np.exp(log_odds) * p
    return np.asarray(odds / (1 - p + odds))


def _seed(knowledge: Knowledge, name: str) -> list[int]:
    """A stream of its own for each treatment, so that adding one moves no other's interval."""
    return [int(knowledge.conventions["seed"].value), *name.encode()]


def relief(view: View, response_: Response) -> Relief:
    """The record of a response."""
    outcome = response_.outcome
    ordered = np.sort(response_.draws)
    outside = int(len(ordered) * (1 - view.knowledge.conventions["interval_mass"].value) / 2)
    p = response_.expected(view.main)
    return Relief(
        probability=p,
        interval=(min(float(ordered[outside]), p), max(float(ordered[-1 - outside]), p)),
        measure=outcome.measure.en,
        horizon_months=outcome.months,
        of_100=100 * estimate.probability(outcome.share).mean,
        control_of_100=None if outcome.control is None else 100 * estimate.probability(outcome.control).mean,
        control_arm=None if outcome.control_arm is None else outcome.control_arm.en,
        n=_people(outcome),
        operated=outcome.operated,
        certainty=outcome.certainty,
        source=str(outcome.share.source or "elicited"),
        after=None if outcome.after is None else outcome.after.label.en,
        step_chance=response_.step_chance,
        looser=outcome.looser,
        note=outcome.note,
    )


def _people(outcome: Outcome) -> int | None:
    counted = outcome.share.N if outcome.share.N is not None else outcome.people
    return None if counted is None else int(counted)
