"""Walks over rules as plain data, for lint. The meaning of a rule is in `sequela.rules.language`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sequela.knowledge.check import Step
from sequela.knowledge.schema.care import Gate, SharedGate
from sequela.knowledge.schema.coverage import CoverageProfile
from sequela.knowledge.schema.failure import FailureReason
from sequela.knowledge.schema.findings import Finding
from sequela.knowledge.schema.mechanisms import Mechanism
from sequela.knowledge.schema.medicines import Interaction, OpioidRule
from sequela.knowledge.schema.red_flags import RedFlag
from sequela.knowledge.schema.risks import Risk
from sequela.knowledge.schema.tests import Test
from sequela.knowledge.schema.treatments import Care, Treatment

GROUPS = ("all", "any", "none")
Placed = tuple[tuple[Step, ...], Mapping[str, object]]


def rules_of(value: object) -> Iterator[Placed]:
    """Every rule a record holds, with its place."""
    if isinstance(value, Finding):
        for level, rule in value.cluster.items():
            yield ("cluster", level), rule
    elif isinstance(value, Mechanism):
        for region, part in value.regions.items():
            if part.impossible_when is not None:
                yield ("regions", region, "impossible_when"), part.impossible_when
    elif isinstance(value, FailureReason):
        yield ("supported",), value.supported
        yield ("possible",), value.possible
    elif isinstance(value, Risk):
        yield ("present",), value.present
    elif isinstance(value, Interaction | OpioidRule):
        yield ("when",), value.when
    elif isinstance(value, SharedGate):
        yield from _of_gate(("gate",), value.gate)
    elif isinstance(value, Test):
        yield from _of_gates((), {"requires": value.requires, "never": value.never, "caution": value.caution})
        for index, due in enumerate(value.due):
            yield ("due", index, "rule"), due.rule
    elif isinstance(value, Treatment) and value.care is not None:
        yield from _of_care(value.care)
    elif isinstance(value, CoverageProfile):
        for index, criterion in enumerate(value.criteria):
            if criterion.rule is not None:
                yield ("criteria", index, "rule"), criterion.rule
    elif isinstance(value, RedFlag):
        if value.applies_when is not None:
            yield ("applies_when",), value.applies_when
        yield ("rule",), value.rule
        for index, alarming in enumerate(value.alarming):
            yield ("alarming", index), alarming


def _of_care(care: Care) -> Iterator[Placed]:
    if care.indicated is not None:
        yield ("care", "indicated"), care.indicated
    for index, predictor in enumerate(care.predictors):
        yield ("care", "predictors", index, "when"), predictor.when
    roles = {"requires": care.requires, "never": care.never, "caution": care.caution, "repeats": care.repeats}
    yield from _of_gates(("care",), roles)


def _of_gates(at: tuple[Step, ...], roles: Mapping[str, tuple[Gate, ...]]) -> Iterator[Placed]:
    for role, gates in roles.items():
        for index, gate in enumerate(gates):
            yield from _of_gate((*at, role, index), gate)


def _of_gate(at: tuple[Step, ...], gate: Gate) -> Iterator[Placed]:
    yield (*at, "rule"), gate.rule
    if gate.unless is not None:
        yield (*at, "unless"), gate.unless


def leaves(rule: object, at: tuple[Step, ...] = ()) -> Iterator[Placed]:
    """The statements at the ends of a rule, with their places inside it."""
    if not isinstance(rule, Mapping):
        return
    inner = members(rule)
    if inner is None:
        yield at, rule
        return
    for place, part in inner:
        yield from leaves(part, (*at, *place))


def members(rule: Mapping[str, object]) -> list[tuple[tuple[Step, ...], object]] | None:
    """The parts of a rule that groups others, with their places; None if the rule states something itself."""
    for key in GROUPS:
        if key in rule:
            return [((key, index), part) for index, part in enumerate(_list(rule[key]))]
    counted = rule.get("at_least")
    if isinstance(counted, Mapping) and "of" in counted:
        return [(("at_least", "of", index), part) for index, part in enumerate(_list(counted["of"]))]
    return None


def _list(value: object) -> list[object]:
    return list(value) if isinstance(value, list | tuple) else []


def words(value: object) -> tuple[str, ...]:
    """One word or a list of words, as a rule may write either."""
    if isinstance(value, str):
        return (value,)
    return tuple(str(word) for word in value) if isinstance(value, list | tuple) else ()
