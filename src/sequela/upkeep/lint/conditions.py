"""Walks over rules as plain data, for lint. The meaning of a rule is in `sequela.rules.language`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sequela.knowledge.check import Step
from sequela.knowledge.schema import FailureReason, Finding, Interaction, Mechanism, OpioidRule, RedFlag, Risk

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
    elif isinstance(value, RedFlag):
        if value.applies_when is not None:
            yield ("applies_when",), value.applies_when
        yield ("rule",), value.rule
        for index, alarming in enumerate(value.alarming):
            yield ("alarming", index), alarming


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
