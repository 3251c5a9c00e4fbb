"""Which two procedures would be the best, now and under any supposed result of a test.

Exercise, psychological care and medicines come first, or beside, whatever a test shows; what a test decides is which
procedure follows if they are not enough: an injection, an ablation, stimulation, an operation, or none.

A procedure is within reach if nothing forbids it, what it is aimed at is likely enough, and all that is missing can be
asked at this visit or is done by the gentler care before it. The best two are those of the greatest expected worth: the
first and, if it fails, the second, with the differential as it is then.

A result changes three things: the differential, and with it the expected relief; the gates that ask for that result
("two positive blocks"); and, for what was measured only in those who passed a step, whether the step is passed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from sequela.case.when import WEEKS_PER_MONTH
from sequela.knowledge import estimate
from sequela.knowledge.schema.knowledge import Knowledge
from sequela.knowledge.schema.terms import FindingId
from sequela.pathway import gates
from sequela.pathway.plan.eligibility import need_of
from sequela.pathway.plan.harshness import GENTLE, rank_of
from sequela.pathway.plan.options import Considered
from sequela.pathway.plan.response import AS_NOW, success
from sequela.pathway.plan.utility import cost, relief_months, weights
from sequela.pathway.plan.view import Floats, View, members, reach
from sequela.pathway.reading import CaseFacts
from sequela.records import frozen
from sequela.rules.facts import Observed
from sequela.rules.language import Rule, rule_of, statements_of
from sequela.rules.statements import FindingStatement, PosteriorStatement

Booleans = NDArray[np.bool_]


@frozen
class Supposed:
    """Results of one test: `levels` (R rows) of `findings`; what the differential is after each; `bits` it tells."""

    findings: tuple[FindingId, ...]
    levels: tuple[tuple[int, ...], ...]
    probability: Floats
    active: Floats
    main: Floats
    bits: float = 0.0


@frozen
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


LIGHT = frozenset({"none", "blood_or_skin"})
"""Ways into the body of a test that is done on the way: a film, a blood sample, a questionnaire."""

Needs = tuple[frozenset[str], ...]
"""Steps of which one each must go before; empty if nothing must."""


Mentions = tuple[frozenset[str], tuple[PosteriorStatement, ...]]
"""The findings that a gate asks for, with the members of clusters, and what it asks of posteriors."""


@frozen
class Gated:
    """The gates of one option: what those that no test can touch demand (None: out of reach), and the others.

    For each of the others: the findings and the posteriors it asks for, and what it demands now.
    """

    settled: Needs | None
    gates: tuple[gates.Compiled | Rule, ...] = ()
    mentions: tuple[Mentions, ...] = ()
    now: tuple[Needs | None, ...] = ()


class Advice:
    """The options of one patient, ready to be compared under many results."""

    def __init__(self, view: View, facts: CaseFacts, considered: Sequence[Considered]) -> None:
        self.view, self.facts = view, facts
        self.options = [c for c in considered if c.response is not None and c.wanted and c.care.stage not in GENTLE]
        weighed = weights(view.knowledge, view.case.preferences)
        knowledge, size = view.knowledge, (len(self.options), len(view.main))
        waits = [0.0, *(estimate.quantity(c.care.judged.weeks) / WEEKS_PER_MONTH for c in self.options)]
        self._months = np.array(
            [[weighed.relief * relief_months(c.care, knowledge, begun) for c in self.options] for begun in waits]
        ).reshape(size[0] + 1, size[0])
        self._cost = np.array([sum(cost(c.care, knowledge, weighed, c.option.preference)) for c in self.options])
        self._by_cause = np.array([_by_cause(c) for c in self.options]).reshape(size[0], size[1] + 1)
        self._rank = np.array([rank_of(c.care.stage) for c in self.options], dtype=np.intp)
        self._tells = [c.care.acts == "source" for c in self.options]
        self._reach = np.array([reach(view, c.care) for c in self.options]).reshape(size)
        self._targets = [np.array([m in members(knowledge, c.care.targets) for m in view.causes]) for c in self.options]
        self._testable = frozenset(f for test in knowledge.tests.values() for f in test.shows)
        self._gated = [self._gates(c) for c in self.options]
        self._at = {str(m): column for column, m in enumerate(view.causes)}
        self._memo: dict[tuple[int, int, tuple[tuple[str, int], ...], tuple[bool | None, ...]], Needs | None] = {}
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
        needs = [self._needs_by_row(i, supposed) for i in range(count)]
        fit = np.array([self._indicated(i, supposed) for i in range(count)])
        second = self._after_failure(main, chance, passed)
        names = [c.option.treatment for c in self.options]
        free = fit & np.array([[need == () for need in row] for row in needs])
        within = fit & np.array([[need is not None for need in row] for row in needs])
        after_others = [(u, r, need) for u, row in enumerate(needs) for r, need in enumerate(row) if need]
        worth = np.full((count, rows), -np.inf)
        then = np.full((count, rows), -1)
        for i in range(count):
            gained = self._months[i + 1][:, None] * second[i] - self._cost[:, None]
            open_ = within.copy()
            for u, r, ways in after_others:
                open_[u, r] &= all(names[i] in way for way in ways)
            open_[i] = False
            open_[self._rank < self._rank[i]] = False  # what follows is never gentler than what failed
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
        for i, tells in enumerate(self._tells):
            if not tells:  # palliative care that fails says nothing of the generator
                after[i] = chance
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

    def _needs_by_row(self, i: int, supposed: Supposed) -> list[Needs | None]:
        """`_needs` under each result; worked out once where no gate asks for anything that the results tell."""
        rows, found = len(supposed.levels), frozenset(map(str, supposed.findings))
        touched = found and any(posteriors or not found.isdisjoint(of) for of, posteriors in self._gated[i].mentions)
        if touched:
            return [self._needs(i, supposed, row) for row in range(rows)]
        return [self._needs(i, supposed, 0)] * rows

    def _needs(self, i: int, supposed: Supposed, row: int) -> Needs | None:
        """What must go before the option; None if it is out of reach."""
        gated = self._gated[i]
        out: list[frozenset[str]] = list(gated.settled) if gated.settled is not None else []
        if gated.settled is None:
            return None
        result = tuple(zip(map(str, supposed.findings), supposed.levels[row], strict=True))
        for number, (mentioned, posteriors) in enumerate(gated.mentions):
            relevant = tuple(pair for pair in result if pair[0] in mentioned)
            if not relevant and not (posteriors and supposed.findings):
                needs = gated.now[number]
            else:  # of the posteriors nothing counts but on which side of its limits each lies
                active = supposed.active[row]
                sides = tuple(end.holds(self._posterior(end.name, active)) for end in posteriors)
                key = (i, number, relevant, sides)
                if key not in self._memo:
                    self._memo[key] = self._judge(i, number, relevant, active if posteriors else None)
                needs = self._memo[key]
            if needs is None:
                return None
            out += needs
        return tuple(out)

    def _posterior(self, mechanism: str, active: Floats) -> float | None:
        column = self._at.get(mechanism)
        return self.facts.posterior(mechanism) if column is None else float(active[column])

    def _gates(self, considered: Considered) -> Gated:
        """The gates of an option as they stand on what is recorded; those that no result can touch are settled once."""
        knowledge, treatment, care = self.view.knowledge, considered.option.treatment, considered.care
        if self.view.complaint.region not in care.regions:
            return Gated(settled=None)
        settled: list[frozenset[str]] = []
        open_: list[tuple[gates.Compiled | Rule, Mentions, Needs | None]] = []
        indicated = () if care.indicated is None else (rule_of(care.indicated),)
        for gate in (*gates.of_treatment(knowledge, treatment), *indicated):
            mentions = _mentions(gate, knowledge)
            now = self._stands(gate, self.facts)
            if not mentions[1] and not any(FindingId(name) in self._testable for name in mentions[0]):
                if now is None:
                    return Gated(settled=None)
                settled += now
            else:
                open_.append((gate, mentions, now))
        return Gated(
            settled=tuple(settled),
            gates=tuple(gate for gate, _, _ in open_),
            mentions=tuple(mentions for _, mentions, _ in open_),
            now=tuple(now for _, _, now in open_),
        )

    def _judge(self, i: int, number: int, relevant: Iterable[tuple[str, int]], active: Floats | None) -> Needs | None:
        return self._stands(self._gated[i].gates[number], self._facts(relevant, active))

    def _stands(self, gate: gates.Compiled | Rule, facts: CaseFacts) -> Needs | None:
        """What a gate, or the condition for which an option is done, demands first; None if it shuts the option out."""
        if not isinstance(gate, gates.Compiled):
            return None if gate.evaluate(facts).value is False else ()
        judged = gate.judge(facts)
        if judged.state == "met" or judged.role == "caution":
            return ()
        if judged.role == "never":  # while it is open it is asked or tested before the step, whatever else is tested
            return None if judged.state == "broken" else ()
        need, of = need_of(judged, self.view.knowledge)
        if need == "ask" or any(self._gentle(name) or self._light(name) for name in of):
            return ()
        if need == "test" or not of:
            return None
        return (frozenset(of),)

    def _light(self, name: str) -> bool:
        """Whether a test is so light that it is done on the way to a procedure whatever else is tested."""
        test = self.view.knowledge.tests.get(name)
        return test is not None and test.burden.cost == "low" and test.burden.invasiveness in LIGHT

    def _gentle(self, name: str) -> bool:
        """Whether a treatment is among what comes before any procedure in any case."""
        known = self.view.knowledge.treatments.get(name)
        return known is not None and known.care is not None and known.care.stage in GENTLE

    def _passed(self, i: int, supposed: Supposed) -> Floats | None:
        """(R,) P(relief) where the test shows whether the step before the option is passed; None if it does not."""
        response = self.options[i].response
        step = None if response is None else response.outcome.after
        if response is None or step is None or step.finding is None or step.finding not in supposed.findings:
            return None
        column = supposed.findings.index(step.finding)
        levels = self.view.knowledge.findings[step.finding].levels
        share = success(self.view, response.outcome).mean
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
    return response.net


def _mentions(gate: gates.Compiled | Rule, knowledge: Knowledge) -> Mentions:
    rules: list[Rule] = []
    if isinstance(gate, gates.Compiled):
        rules += [rule for rule in (gate.rule, gate.unless) if rule is not None]
    else:
        rules.append(gate)
    ends = [end for rule in rules for end in statements_of(rule)]
    names = {end.name for end in ends if isinstance(end, FindingStatement)}
    for name in tuple(names):
        known = knowledge.findings.get(FindingId(name))
        if known is not None:
            names |= {inner for rule in known.cluster.values() for inner in _named(rule)}
    return frozenset(names), tuple(end for end in ends if isinstance(end, PosteriorStatement))


def _named(rule: object) -> Iterator[str]:
    """Every finding that a rule of a cluster names."""
    if isinstance(rule, Mapping):
        for key, value in rule.items():
            if key == "finding" and isinstance(value, str):
                yield value
            else:
                yield from _named(value)
    elif isinstance(rule, list | tuple):
        for part in rule:
            yield from _named(part)
