"""The value of a test is the expectation of the best choice after it: it equals a loop over all results and pairs."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from itertools import product

import numpy as np
import pytest

from sequela import inference
from sequela.assess import differentials
from sequela.case.files import case_of, read_file
from sequela.case.ledger import sort_facts
from sequela.case.when import WEEKS_PER_MONTH
from sequela.knowledge import estimate
from sequela.knowledge.load import load_knowledge
from sequela.knowledge.schema.terms import FindingId
from sequela.pathway import gates
from sequela.pathway.plan.eligibility import need_of
from sequela.pathway.plan.harshness import GENTLE, rank_of
from sequela.pathway.plan.options import Considered
from sequela.pathway.plan.plan import considered_options
from sequela.pathway.plan.response import success
from sequela.pathway.plan.utility import cost, relief_months, weights
from sequela.pathway.plan.view import Floats, View, members, reach, view_of
from sequela.pathway.reading import CaseFacts, reader
from sequela.pathway.workup.advice import Advice
from sequela.pathway.workup.ranking import workup
from sequela.rules.facts import Observed
from sequela.rules.language import compile_condition

DAY = dt.date(2026, 11, 29)
KNOWLEDGE = load_knowledge()


class Patient:
    """One example with everything a test is weighed with."""

    def __init__(self, name: str) -> None:
        entry = next(iter(read_file(f"examples/cases/{name}.yaml")))
        self.case = case_of(entry, KNOWLEDGE, as_of=DAY, today=DAY)
        facts = sort_facts(self.case, KNOWLEDGE)
        (self.worked,) = differentials(self.case, facts, KNOWLEDGE)[:1]
        assert self.worked.inferred is not None
        self.inferred = self.worked.inferred
        read = reader(self.case, self.worked.complaint, facts, KNOWLEDGE, posteriors=self.worked.active)
        self.facts = read(facts.usable)
        recorded = {fact.id: fact for fact in facts.usable}
        self.view = view_of(self.worked, self.inferred, self.case, self.facts, recorded, KNOWLEDGE)
        self.options = considered_options(self.view)


def within(view: View, facts: CaseFacts, considered: Considered) -> bool:
    """Nothing forbids it, it is likely enough to help, and all that is missing can be asked or is gentle care."""
    care = considered.care
    if view.complaint.region not in care.regions:
        return False
    share = float(view.main @ reach(view, care))
    if care.acts == "palliative" and share < KNOWLEDGE.conventions["least_pattern_share"].value:
        return False
    if care.acts == "source":
        likely = max(
            (view.active[str(m)] for m in members(KNOWLEDGE, care.targets) if str(m) in view.active), default=0
        )
        if max(likely, share) < KNOWLEDGE.conventions["least_target_probability"].value:
            return False
    if care.indicated is not None and compile_condition(care.indicated).evaluate(facts).value is False:
        return False
    for judged in gates.judged(gates.of_treatment(KNOWLEDGE, considered.option.treatment), facts):
        if judged.state == "met" or judged.role == "caution":
            continue
        if judged.role == "never":
            if judged.state == "broken":
                return False
            continue
        need, ways = need_of(judged, KNOWLEDGE)
        gentle = [w for w in ways if w in KNOWLEDGE.treatments and _stage(w) in GENTLE]
        light = [w for w in ways if w in KNOWLEDGE.tests and _light(w)]
        if need != "ask" and not gentle and not light:
            return False
    return True


def _light(name: str) -> bool:
    burden = KNOWLEDGE.tests[name].burden
    return burden.cost == "low" and burden.invasiveness in ("none", "blood_or_skin")


def _stage(name: str) -> str | None:
    care = KNOWLEDGE.treatments[name].care
    return None if care is None else care.stage


def best(patient: Patient, view: View, facts: CaseFacts, passed: dict[FindingId, str]) -> float:
    """The worth of the best one or two procedures, by trying all."""
    weighed = weights(KNOWLEDGE, patient.case.preferences)
    now = next(c for c in patient.options if c.option.treatment == "continue_as_now")
    assert now.option.relief is not None
    as_now = now.option.relief.probability * KNOWLEDGE.conventions["plan_horizon_months"].value
    main = np.append(view.main, max(0.0, 1 - view.main.sum()))
    steps = []
    for c in patient.options:
        if c.response is None or not c.wanted or c.care.stage in GENTLE or not within(view, facts, c):
            continue
        by_cause: Floats = c.response.net
        after, told = c.response.outcome.after, None
        if after is not None and after.finding in passed:
            told = success(view, c.response.outcome).mean if passed[after.finding] in after.levels else 0.0
        steps.append((c, by_cause, told))
    values = [as_now]
    for first, then in product(steps, [None, *steps]):
        c, by_cause, told = first
        chance = float(main @ by_cause) if told is None else told
        worth = chance * relief_months(c.care, KNOWLEDGE) - sum(cost(c.care, KNOWLEDGE, weighed, c.option.preference))
        rest = as_now
        if then is not None and then[0] is not c and rank_of(then[0].care.stage) >= rank_of(c.care.stage):
            d, other, said = then
            left = main * (1 - by_cause)
            if said is not None:
                second = said
            elif told is not None or c.care.acts == "palliative":
                second = float(main @ other)
            else:
                second = float(left @ other / left.sum())
            begun = estimate.quantity(c.care.judged.weeks) / WEEKS_PER_MONTH
            rest = second * relief_months(d.care, KNOWLEDGE, begun)
            rest -= sum(cost(d.care, KNOWLEDGE, weighed, d.option.preference))
            rest = max(rest, as_now)
        values.append(worth + (1 - chance) * rest)
    return max(values)


@pytest.mark.parametrize("name", ["example-11", "example-20", "example-03"])
def test_the_gain_of_every_test_equals_the_expectation_over_its_results(name: str) -> None:
    patient = Patient(name)
    ranked = workup(patient.view, patient.inferred, patient.facts, patient.options)
    index = patient.inferred.region.index()
    now = best(patient, patient.view, patient.facts, {})
    weighed = [test for test in ranked.tests if test.beside is None][:6]
    assert weighed
    for test in weighed:
        findings = [FindingId(f) for f in test.findings]
        (joint,) = inference.joint_outcomes(
            patient.inferred.plan,
            [[index[f] for f in findings]],
            patient.inferred.region.salience,
            most_nodes=int(KNOWLEDGE.conventions["test_nodes"].value),
        )
        expected = 0.0
        for row, levels in enumerate(joint.levels):
            if joint.probability[row] <= 0:
                continue
            active = dict(zip(map(str, patient.view.causes), map(float, joint.active[row]), strict=True))
            seen, said = dict(patient.facts.seen), {}
            for finding, level in zip(findings, levels, strict=True):
                known = KNOWLEDGE.findings[finding]
                seen[finding] = (Observed(levels=known.levels, low=level, high=level),)
                said[finding] = known.levels[level]
            posteriors = {**patient.facts.posteriors, **active}
            facts = replace(patient.facts, seen=seen, posteriors=posteriors)
            view = replace(patient.view, main=joint.main[row], active=active, facts=facts)
            expected += float(joint.probability[row]) * best(patient, view, facts, said)
        assert test.gain_months == pytest.approx(max(0.0, expected - now), abs=1e-6), test.test
        assert sum(o.probability for o in test.outcomes) == pytest.approx(1.0, abs=1e-6)


def test_without_any_result_the_advice_is_that_of_now() -> None:
    patient = Patient("example-11")
    advice = Advice(patient.view, patient.facts, patient.options)
    assert float(advice.now().worth[0]) == pytest.approx(best(patient, patient.view, patient.facts, {}), abs=1e-9)
