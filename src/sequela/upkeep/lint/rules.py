"""Rules that cannot be read, can never hold, or run in a circle."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from sequela.case.case import FELT
from sequela.knowledge.check import Record, Step
from sequela.knowledge.load import Reading
from sequela.knowledge.problem import Problem
from sequela.knowledge.schema.care import SharedGate
from sequela.knowledge.schema.failure import FailureReason
from sequela.knowledge.schema.findings import Finding
from sequela.knowledge.schema.knowledge import Knowledge
from sequela.knowledge.schema.mechanisms import Mechanism
from sequela.knowledge.schema.red_flags import RedFlag
from sequela.knowledge.schema.terms import Condition, FactorId, FindingId
from sequela.knowledge.schema.tests import Test
from sequela.knowledge.schema.treatments import Treatment
from sequela.rules.language import COMPARISONS, RuleError, compile_condition
from sequela.upkeep.lint.conditions import leaves, rules_of, words
from sequela.upkeep.lint.reach import Reach

_OF_CARE = (FailureReason, Treatment, Test, SharedGate)
"""Records whose rules may ask for a posterior; danger never does."""


def malformed(reading: Reading) -> Iterator[Problem]:
    """A rule the language cannot read, or one that asks a finding or factor for what it does not have."""
    for record in reading.records:
        for at, rule in rules_of(record.value):
            for place, message, mend in _faults(rule, reading.knowledge, isinstance(record.value, _OF_CARE)):
                yield record.problem(message, mend, (*at, *place))


def unreachable(reading: Reading) -> Iterator[Problem]:
    """A rule no patient could make true, or that every patient makes true."""
    reach = Reach(reading.knowledge)
    for record in reading.records:
        before = _applies_when(record.value)
        for at, rule in rules_of(record.value):
            first = [] if at[0] == "applies_when" else before
            if not all(_understood(part, reading.knowledge) for part in (*first, rule)):
                continue  # said by other checks
            compiled = [compile_condition(part) for part in (*first, rule)]
            if not reach.possible(*compiled):
                mend = "its statements exclude each other, or one asks for what cannot be"
                yield record.problem("no patient can make this rule true", mend, at)
            elif not reach.possible(*compiled, outcome=False):
                yield record.problem("every patient makes this rule true", "it decides nothing: remove it", at)


def in_a_circle(reading: Reading) -> Iterator[Problem]:
    """Clusters that are members of each other, or of themselves."""
    after: dict[str, list[str]] = {}
    places: dict[str, Record] = {}
    for record, finding in reading.of(Finding):
        places[finding.id] = record
        after[finding.id] = [
            str(leaf["finding"]) for rule in finding.cluster.values() for _, leaf in leaves(rule) if "finding" in leaf
        ]
        after[finding.id] += [str(target) for target in finding.by_operated_level.values()]
    for circle in circles(after):
        message = f"it depends on itself: {' -> '.join(circle)}"
        yield places[circle[0]].problem(message, "break the circle", ("cluster",))


def mechanisms_in_a_circle(reading: Reading) -> Iterator[Problem]:
    """Causes that raise each other in a circle: the network must have a beginning."""
    after = {
        str(mechanism.id): [str(raised.cause) for raised in mechanism.raised_by]
        for _, mechanism in reading.of(Mechanism)
    }
    places = {str(mechanism.id): record for record, mechanism in reading.of(Mechanism)}
    for circle in circles(after):
        message = f"it raises itself: {' -> '.join(circle)}"
        yield places[circle[0]].problem(message, "break the circle", ("raised_by",))


def circles(after: Mapping[str, Sequence[str]]) -> Iterator[tuple[str, ...]]:
    """The circles in a graph, each once, starting and ending with its first name in the alphabet."""
    found: set[tuple[str, ...]] = set()
    done: set[str] = set()
    for start in sorted(after):
        path: list[str] = []
        open_steps: list[Iterator[str]] = [iter((start,))]
        while open_steps:
            name = next(open_steps[-1], None)
            if name is None:
                open_steps.pop()
                if path:
                    done.add(path.pop())
            elif name in path:
                circle = path[path.index(name) :]
                first = circle.index(min(circle))
                found.add((*circle[first:], *circle[:first], circle[first]))
            elif name not in done and name in after:
                path.append(name)
                open_steps.append(iter(after[name]))
    yield from sorted(found)


def _applies_when(value: object) -> list[Condition]:
    """What must hold before the rules of a red flag are looked at."""
    return [value.applies_when] if isinstance(value, RedFlag) and value.applies_when is not None else []


def _understood(rule: Condition, knowledge: Knowledge) -> bool:
    """Whether the rule is sound and speaks of findings there are."""
    known = all(FindingId(str(leaf["finding"])) in knowledge.findings for _, leaf in leaves(rule) if "finding" in leaf)
    return known and next(_faults(rule, knowledge, posterior=True), None) is None


Fault = tuple[tuple[Step, ...], str, str]


def _faults(rule: Condition, knowledge: Knowledge, posterior: bool) -> Iterator[Fault]:
    try:
        compile_condition(rule)
    except RuleError as error:
        yield error.place, error.message, error.mend
        return
    for place, leaf in leaves(rule):
        if "posterior" in leaf and not posterior:
            yield (*place, "posterior"), "a danger or a cluster never rests on a probability", "use findings"
        faults = (*_finding_faults(leaf, knowledge), *_factor_faults(leaf, knowledge), *_effect_faults(leaf))
        for key, message, mend in faults:
            yield (*place, key), message, mend


def _finding_faults(leaf: Mapping[str, object], knowledge: Knowledge) -> Iterator[tuple[str, str, str]]:
    finding = knowledge.findings.get(FindingId(str(leaf.get("finding"))))
    if finding is None:
        return  # about something else, or said by references.unknown_ids
    for key in ("is", "at_least"):
        for level in words(leaf.get(key)):
            if level not in finding.levels:
                yield key, f"{finding.id} has no level {level!r}", f"accepted: {', '.join(finding.levels)}"
    compared = any(key in leaf for key in COMPARISONS)
    if compared and finding.range is None and not finding.bands and finding.unit is None:
        mend = "compare its level (is, at_least), or give the finding a unit or a range"
        yield "finding", f"{finding.id} is not a number", mend


def _factor_faults(leaf: Mapping[str, object], knowledge: Knowledge) -> Iterator[tuple[str, str, str]]:
    factor = knowledge.factors.get(FactorId(str(leaf.get("factor"))))
    if factor is None:
        return  # about something else, or said by references.unknown_ids
    accepted = [level.id for level in factor.levels]
    for level in words(leaf.get("in")):
        if level not in accepted:
            yield "in", f"{factor.id} has no level {level!r}", f"accepted: {', '.join(accepted)}"


def _effect_faults(leaf: Mapping[str, object]) -> Iterator[tuple[str, str, str]]:
    for effect in words(leaf.get("effect")):
        if effect not in FELT:
            yield "effect", f"a treatment never has the effect {effect!r}", f"accepted: {', '.join(FELT)}"
