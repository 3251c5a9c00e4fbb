"""Which option would be the best, now and under any supposed result of a test.

The best option is the most worthwhile of those within reach: nothing forbids it, what it is aimed at is likely enough,
and all that is missing can be asked at this visit. A result changes three things: the differential, and with it the
expected relief; the gates that ask for that result ("two positive blocks"); and, for what was measured only in those
who passed a step, whether the step is passed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from sequela.knowledge import estimate
from sequela.knowledge.schema.knowledge import Knowledge
from sequela.knowledge.schema.terms import FindingId
from sequela.pathway import gates
from sequela.pathway.plan.eligibility import missed
from sequela.pathway.plan.options import Considered
from sequela.pathway.plan.response import AS_NOW
from sequela.pathway.plan.utility import cost, relief_months, weights
from sequela.pathway.plan.view import Floats, View, members, reach
from sequela.pathway.reading import CaseFacts
from sequela.rules.facts import Observed
from sequela.rules.kleene import Verdict
from sequela.rules.language import compile_condition

Booleans = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True)
class Supposed:
    """Results of one test: `levels` (R rows) of `findings`; what the differential is after each; `bits` it tells."""

    findings: tuple[FindingId, ...]
    levels: tuple[tuple[int, ...], ...]
    probability: Floats
    active: Floats
    main: Floats
    bits: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Leading:
    """The best option under each result (an index, -1 for going on as now) and its worth in months."""

    option: tuple[int, ...]
    worth: Floats


class Advice:
    """The options of one patient, ready to be compared under many results."""

    def __init__(self, view: View, facts: CaseFacts, considered: Sequence[Considered]) -> None:
        self.view, self.facts = view, facts
        self.options = [c for c in considered if c.response is not None and c.wanted and c.option.treatment != AS_NOW]
        weighed = weights(view.knowledge, view.case.preferences)
        self._months = np.array([weighed.relief * relief_months(c.care, view.knowledge) for c in self.options])
        self._cost = np.array([sum(cost(c.care, view.knowledge, weighed, c.option.preference)) for c in self.options])
        self._by_cause = np.array([_by_cause(c) for c in self.options]).reshape(len(self.options), len(view.main) + 1)
        self._reach = np.array([reach(view, c.care) for c in self.options]).reshape(len(self.options), len(view.main))
        self._targets = [
            np.array([m in members(view.knowledge, c.care.targets) for m in view.causes]) for c in self.options
        ]
        self._mentions = [_mentions(gates.SameKnowledge(view.knowledge), c.option.treatment) for c in self.options]
        self._memo: dict[tuple[int, tuple[tuple[str, int], ...]], bool] = {}
        now = next((c for c in considered if c.option.treatment == AS_NOW and c.option.relief), None)
        share = 0.0 if now is None or now.option.relief is None else now.option.relief.probability
        self._as_now = weighed.relief * share * view.knowledge.conventions["plan_horizon_months"].value

    def name(self, index: int) -> str:
        """The treatment at an index of `Leading.option`."""
        return AS_NOW if index < 0 else self.options[index].option.treatment

    def now(self) -> Leading:
        """The best option on what is known."""
        nothing = Supposed(
            findings=(),
            levels=((),),
            probability=np.ones(1),
            active=np.array([[self.view.active.get(m, 0.0) for m in self.view.causes]]),
            main=self.view.main[None, :],
        )
        return self.under(nothing)

    def under(self, supposed: Supposed) -> Leading:
        """The best option under each result."""
        rows = len(supposed.levels)
        main = np.concatenate([supposed.main, np.maximum(0.0, 1 - supposed.main.sum(axis=1, keepdims=True))], axis=1)
        worth = np.empty((len(self.options), rows))
        for i, considered in enumerate(self.options):
            chance = main @ self._by_cause[i]
            passed = _passed(considered, supposed, self.view.knowledge)
            if passed is not None and considered.response is not None:
                after = estimate.probability(considered.response.outcome.share).mean
                chance = np.where(passed, after, 0.0)
            open_ = self._indicated(i, supposed) & np.array([self._within(i, supposed, r) for r in range(rows)])
            worth[i] = np.where(open_, self._months[i] * chance - self._cost[i], -np.inf)
        if not self.options:
            return Leading(option=(-1,) * rows, worth=np.full(rows, self._as_now))
        best = worth.argmax(axis=0)
        top = worth.max(axis=0)
        return Leading(
            option=tuple(int(b) if t > self._as_now else -1 for b, t in zip(best, top, strict=True)),
            worth=np.maximum(top, self._as_now),
        )

    def _indicated(self, i: int, supposed: Supposed) -> Booleans:
        """(R,) whether what the option acts on is likely enough."""
        care, conventions = self.options[i].care, self.view.knowledge.conventions
        share: Floats = supposed.main @ self._reach[i]
        if care.acts == "palliative":
            return np.asarray(share >= conventions["least_pattern_share"].value)
        likely = supposed.active[:, self._targets[i]].max(axis=1, initial=0.0)
        return np.asarray(np.maximum(likely, share) >= conventions["least_target_probability"].value)

    def _within(self, i: int, supposed: Supposed, row: int) -> bool:
        """Whether nothing forbids it and all that is missing can be asked now."""
        findings, posterior = self._mentions[i]
        relevant = tuple(
            (str(f), level) for f, level in zip(supposed.findings, supposed.levels[row], strict=True) if f in findings
        )
        if posterior:
            return self._judge(i, relevant, supposed.active[row])
        key = (i, relevant)
        if key not in self._memo:
            self._memo[key] = self._judge(i, relevant, None)
        return self._memo[key]

    def _judge(self, i: int, relevant: Iterable[tuple[str, int]], active: Floats | None) -> bool:
        facts, care = self._facts(relevant, active), self.options[i].care
        if self.view.complaint.region not in care.regions:
            return False
        if care.indicated is not None and not _asked(compile_condition(care.indicated).evaluate(facts)):
            return False
        for judged in gates.judged(gates.of_treatment(self.view.knowledge, self.options[i].option.treatment), facts):
            if judged.state == "met":
                continue
            if judged.state == "broken" and judged.role == "caution":
                continue
            if judged.state == "broken" or missed(judged, self.view.knowledge).need != "ask":
                return False
        return True

    def _facts(self, relevant: Iterable[tuple[str, int]], active: Floats | None) -> CaseFacts:
        seen = dict(self.facts.seen)
        for name, level in relevant:
            finding = self.view.knowledge.findings[FindingId(name)]
            seen[finding.id] = (Observed(levels=finding.levels, low=level, high=level),)
        posteriors = dict(self.facts.posteriors)
        if active is not None:
            posteriors |= {str(m): float(p) for m, p in zip(self.view.causes, active, strict=True)}
        return replace(self.facts, seen=seen, posteriors=posteriors)


def _by_cause(considered: Considered) -> Floats:
    response = considered.response
    assert response is not None  # noqa: S101 - only options with a known response are compared
    return np.append(response.by_cause, response.otherwise)


def _passed(considered: Considered, supposed: Supposed, knowledge: Knowledge) -> Booleans | None:
    """(R,) whether the step before the option is passed; None if the test does not show it."""
    response = considered.response
    step = None if response is None else response.outcome.after
    if step is None or step.finding is None or step.finding not in supposed.findings:
        return None
    column = supposed.findings.index(step.finding)
    levels = knowledge.findings[step.finding].levels
    return np.array([levels[row[column]] in step.levels for row in supposed.levels])


def _asked(verdict: Verdict) -> bool:
    return verdict.value is not False


@lru_cache(maxsize=400)
def _mentions(same: gates.SameKnowledge, treatment: str) -> tuple[frozenset[str], bool]:
    """The findings that a treatment's gates ask for, with the members of clusters, and whether they ask a posterior."""
    knowledge = same.knowledge
    rules = [rule for gate in gates.of_treatment(knowledge, treatment) for rule in (gate.gate.rule, gate.gate.unless)]
    care = knowledge.treatments[treatment].care
    rules.append(None if care is None else care.indicated)
    found = [pair for rule in rules if rule is not None for pair in _named(rule)]
    names = {name for key, name in found if key == "finding"}
    for name in tuple(names):
        known = knowledge.findings.get(FindingId(name))
        if known is not None:
            names |= {inner for rule in known.cluster.values() for key, inner in _named(rule) if key == "finding"}
    return frozenset(names), any(key == "posterior" for key, _ in found)


def _named(rule: object) -> Iterator[tuple[str, str]]:
    """Every finding and posterior that a rule names."""
    if isinstance(rule, Mapping):
        for key, value in rule.items():
            if key in ("finding", "posterior") and isinstance(value, str):
                yield key, value
            else:
                yield from _named(value)
    elif isinstance(rule, list | tuple):
        for part in rule:
            yield from _named(part)
