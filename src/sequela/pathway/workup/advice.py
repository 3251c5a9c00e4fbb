"""Which two steps would be the best, now and under any supposed result of a test.

A step is within reach if nothing forbids it, what it is aimed at is likely enough, and all that is missing can be asked
at this visit or is done by the step before it. The best two are those of the greatest expected worth: the first and, if
it fails, the second, with the differential as it is then. Two, because harmless care often comes first whatever a test
shows; it is what follows that the test decides.

A result changes three things: the differential, and with it the expected relief; the gates that ask for that result
("two positive blocks"); and, for what was measured only in those who passed a step, whether the step is passed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from sequela.case.when import WEEKS_PER_MONTH
from sequela.knowledge import estimate
from sequela.knowledge.schema.terms import FindingId
from sequela.pathway import gates
from sequela.pathway.plan.eligibility import missed
from sequela.pathway.plan.options import Considered
from sequela.pathway.plan.response import AS_NOW
from sequela.pathway.plan.utility import cost, relief_months, weights
from sequela.pathway.plan.view import Floats, View, members, reach
from sequela.pathway.reading import CaseFacts
from sequela.rules.facts import Observed
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
    """The best first step under each result and the one after it if that fails, as indices; -1 for going on as now.

    ``worth`` (R,): expected months of the two.
    """

    first: tuple[int, ...]
    then: tuple[int, ...]
    worth: Floats

    def same(self, row: int, other: Leading) -> bool:
        """Whether the two steps of a row are those of the first row of another, in whichever order."""
        return {self.first[row], self.then[row]} == {other.first[0], other.then[0]}


Needs = tuple[frozenset[str], ...]
"""Steps of which one each must go before; empty if nothing must."""


class Advice:
    """The options of one patient, ready to be compared under many results."""

    def __init__(self, view: View, facts: CaseFacts, considered: Sequence[Considered]) -> None:
        self.view, self.facts = view, facts
        self.options = [c for c in considered if c.response is not None and c.wanted and c.option.treatment != AS_NOW]
        weighed = weights(view.knowledge, view.case.preferences)
        knowledge, size = view.knowledge, (len(self.options), len(view.main))
        waits = [0.0, *(estimate.quantity(c.care.judged.weeks) / WEEKS_PER_MONTH for c in self.options)]
        self._months = np.array(
            [[weighed.relief * relief_months(c.care, knowledge, begun) for c in self.options] for begun in waits]
        ).reshape(size[0] + 1, size[0])
        self._cost = np.array([sum(cost(c.care, knowledge, weighed, c.option.preference)) for c in self.options])
        self._by_cause = np.array([_by_cause(c) for c in self.options]).reshape(size[0], size[1] + 1)
        self._reach = np.array([reach(view, c.care) for c in self.options]).reshape(size)
        self._targets = [np.array([m in members(knowledge, c.care.targets) for m in view.causes]) for c in self.options]
        self._mentions = [_mentions(gates.SameKnowledge(knowledge), c.option.treatment) for c in self.options]
        self._memo: dict[tuple[int, tuple[tuple[str, int], ...]], Needs | None] = {}
        now = next((c for c in considered if c.option.treatment == AS_NOW and c.option.relief), None)
        share = 0.0 if now is None or now.option.relief is None else now.option.relief.probability
        self._as_now = weighed.relief * share * knowledge.conventions["plan_horizon_months"].value

    def name(self, index: int) -> str:
        """The treatment at an index of `Leading`."""
        return AS_NOW if index < 0 else self.options[index].option.treatment

    def now(self) -> Leading:
        """The best steps on what is known."""
        nothing = Supposed(
            findings=(),
            levels=((),),
            probability=np.ones(1),
            active=np.array([[self.view.active.get(m, 0.0) for m in self.view.causes]]),
            main=self.view.main[None, :],
        )
        return self.under(nothing)

    def under(self, supposed: Supposed) -> Leading:
        """The best two steps under each result. O(T^2 M R) for T options, M causes, R results."""
        rows, count = len(supposed.levels), len(self.options)
        if not count:
            return Leading(first=(-1,) * rows, then=(-1,) * rows, worth=np.full(rows, self._as_now))
        main = np.concatenate([supposed.main, np.maximum(0.0, 1 - supposed.main.sum(axis=1, keepdims=True))], axis=1)
        passed = [self._passed(i, supposed) for i in range(count)]
        chance = self._by_cause @ main.T
        for i, step in enumerate(passed):
            if step is not None:
                chance[i] = step
        needs = [[self._needs(i, supposed, r) for r in range(rows)] for i in range(count)]
        fit = np.array([self._indicated(i, supposed) for i in range(count)])
        second = self._after_failure(main, chance, passed)
        names = [c.option.treatment for c in self.options]
        free = fit & np.array([[need == () for need in row] for row in needs])
        worth = np.full((count, rows), -np.inf)
        then = np.full((count, rows), -1)
        for i in range(count):
            gained = self._months[i + 1][:, None] * second[i] - self._cost[:, None]
            open_ = fit & np.array(
                [[n is not None and all(names[i] in way for way in n) for n in row] for row in needs]
            )
            open_[i] = False
            gained = np.where(open_, gained, -np.inf)
            best = gained.max(axis=0)
            then[i] = np.where(best > self._as_now, gained.argmax(axis=0), -1)
            after = np.maximum(best, self._as_now)
            first = self._months[0][i] * chance[i] - self._cost[i]
            worth[i] = np.where(free[i], first + (1 - chance[i]) * after, -np.inf)
        top, at = worth.max(axis=0), worth.argmax(axis=0)
        taken = top > self._as_now
        return Leading(
            first=tuple(np.where(taken, at, -1).tolist()),
            then=tuple(np.where(taken, then[at, np.arange(rows)], -1).tolist()),
            worth=np.maximum(top, self._as_now),
        )

    def _after_failure(self, main: Floats, chance: Floats, passed: Sequence[Floats | None]) -> Floats:
        """(T, T, R) P(relief by u) after t has failed: what t was aimed at is less likely then."""
        failing = main[None, :, :] * (1 - self._by_cause)[:, None, :]
        total = failing.sum(axis=2)
        with np.errstate(divide="ignore", invalid="ignore"):
            after = np.einsum("trm,um->tur", failing, self._by_cause) / total[:, None, :]
        after = np.where(total[:, None, :] > 0, after, chance[None])
        for i, step in enumerate(passed):
            if step is not None:  # what follows a step that was passed or not no longer rests on the generator
                after[i] = chance
                after[:, i] = chance[i]
        return after

    def _indicated(self, i: int, supposed: Supposed) -> Booleans:
        """(R,) whether what the option acts on is likely enough."""
        care, conventions = self.options[i].care, self.view.knowledge.conventions
        share: Floats = supposed.main @ self._reach[i]
        if care.acts == "palliative":
            return np.asarray(share >= conventions["least_pattern_share"].value)
        likely = supposed.active[:, self._targets[i]].max(axis=1, initial=0.0)
        return np.asarray(np.maximum(likely, share) >= conventions["least_target_probability"].value)

    def _needs(self, i: int, supposed: Supposed, row: int) -> Needs | None:
        """What must go before the option; None if it is out of reach."""
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

    def _judge(self, i: int, relevant: Iterable[tuple[str, int]], active: Floats | None) -> Needs | None:
        facts, care = self._facts(relevant, active), self.options[i].care
        if self.view.complaint.region not in care.regions:
            return None
        if care.indicated is not None and compile_condition(care.indicated).evaluate(facts).value is False:
            return None
        needs = []
        for judged in gates.judged(gates.of_treatment(self.view.knowledge, self.options[i].option.treatment), facts):
            if judged.state == "met" or (judged.state == "broken" and judged.role == "caution"):
                continue
            if judged.state == "broken" and judged.role == "never":
                return None
            missing = missed(judged, self.view.knowledge)
            if missing.need == "test" or (missing.need == "do" and not judged.gate.met_by):
                return None
            if missing.need == "do":
                needs.append(frozenset(judged.gate.met_by))
        return tuple(needs)

    def _passed(self, i: int, supposed: Supposed) -> Floats | None:
        """(R,) P(relief) where the test shows whether the step before the option is passed; None if it does not."""
        response = self.options[i].response
        step = None if response is None else response.outcome.after
        if response is None or step is None or step.finding is None or step.finding not in supposed.findings:
            return None
        column = supposed.findings.index(step.finding)
        levels = self.view.knowledge.findings[step.finding].levels
        share = estimate.probability(response.outcome.share).mean
        return np.array([share if levels[row[column]] in step.levels else 0.0 for row in supposed.levels])

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
