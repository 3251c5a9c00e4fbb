"""Can a rule ever be true, and can it ever be false?

Each statement of a rule narrows what one thing may be: the level of a finding, a number, a context level, how
long ago. The search goes through the ways in which a rule could hold and drops each as soon as two statements
contradict each other, so it finds a way whenever there is one. Rules are small; the search ends at the first
way found.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import TypeAlias

from sequela.case.case import EFFECTS, NOT_TRIED
from sequela.knowledge.schema.findings import Finding
from sequela.knowledge.schema.knowledge import Knowledge
from sequela.knowledge.schema.terms import FactorId, FindingId
from sequela.rules.language import Group, Rule
from sequela.rules.limits import Limit
from sequela.rules.sessions import SinceStatement, TimesStatement, TriedStatement
from sequela.rules.statements import (
    FactorStatement,
    FindingStatement,
    PosteriorStatement,
    QuantityStatement,
    Statement,
)

Thing: TypeAlias = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Span:
    """Numbers from `low` to `high`; an end is left out where it is open."""

    low: float = -math.inf
    high: float = math.inf
    low_open: bool = False
    high_open: bool = False

    def __and__(self, other: Span) -> Span:
        low, low_open = max((self.low, self.low_open), (other.low, other.low_open))
        high, closed = min((self.high, not self.high_open), (other.high, not other.high_open))
        return Span(low, high, low_open, not closed)

    def __bool__(self) -> bool:
        return self.low < self.high or (self.low == self.high and not self.low_open and not self.high_open)


Allowed: TypeAlias = frozenset[str] | Span
State: TypeAlias = Mapping[tuple[str, str, str], Allowed]  # kind and name of a thing, and the place it is in
Demand: TypeAlias = tuple[Thing, Allowed, Allowed]  # a thing, what it may be if the statement holds, and if not

_HOLDS, _FAILS = frozenset({"yes"}), frozenset({"no"})
_EFFECTS = frozenset(EFFECTS)
_RECORDED = ("weeks", "effect_weeks", "ago", "times", "since")
"""Numbers of treatments, none of which is ever below zero."""


class Reach:
    """Answers for the rules of one knowledge."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._knowledge = knowledge

    def possible(self, *rules: Rule, outcome: bool = True) -> bool:
        """Whether some patient makes all `rules` true (or, with `outcome` False, the last of them false)."""
        states: Iterator[State] = iter(({},))
        for index, rule in enumerate(rules):
            states = self._onward(states, rule, outcome if index == len(rules) - 1 else True)
        return next(states, None) is not None

    def _onward(self, states: Iterable[State], rule: Rule, wanted: bool) -> Iterator[State]:
        for state in states:
            yield from self._ways(rule, wanted, state)

    def _ways(self, rule: Rule, wanted: bool, state: State) -> Iterator[State]:
        """The ways to make `rule` come out as `wanted`, given what is settled already."""
        if not isinstance(rule, Group):
            yield from self._statement(rule, wanted, state)
            return
        size = len(rule.parts)
        if rule.kind == "none":
            yield from self._some(rule.parts, not wanted, size if wanted else 1, state)
            return
        count = {"all": size, "any": 1}.get(rule.kind, rule.count)
        yield from self._some(rule.parts, wanted, count if wanted else size - count + 1, state)

    def _some(self, parts: Sequence[Rule], wanted: bool, count: int, state: State) -> Iterator[State]:
        """The ways in which `count` of the parts come out as `wanted`, whatever the others do."""
        for chosen in combinations(parts, count):
            states: Iterator[State] = iter((state,))
            for part in chosen:
                states = self._onward(states, part, wanted)
            yield from states

    def _statement(self, statement: Statement, wanted: bool, state: State) -> Iterator[State]:
        demands = list(self._demands(statement))
        if not wanted:
            for thing, _, fails in demands:
                made = self._everywhere(state, thing, fails)
                if made is not None:
                    yield made
            return
        place = self._place(statement)
        whole: State | None = state
        for thing, holds, _ in demands:
            if whole is not None:
                whole = self._narrowed(whole, thing, place, holds)
        if whole is not None:
            yield whole

    def _place(self, statement: Statement) -> str:
        """Where it holds: two statements may hold for two places of a finding, or two records of a treatment."""
        if isinstance(statement, TriedStatement):
            return repr(statement)
        finding = self._finding(statement.name) if isinstance(statement, FindingStatement) else None
        return "" if finding is None or finding.located == "none" else repr(statement)

    def _everywhere(self, state: State, thing: Thing, allowed: Allowed) -> State | None:
        """What fails, fails in every place: those spoken of before and those to come."""
        made = self._narrowed(state, thing, "", allowed)
        for kind, name, place in state:
            if made is not None and place and (kind, name) == thing:
                made = self._narrowed(made, thing, place, allowed)
        return made

    def _narrowed(self, state: State, thing: Thing, place: str, allowed: Allowed) -> State | None:
        before = state.get((*thing, place)) or state.get((*thing, "")) or self._start(thing)
        if isinstance(before, Span) and isinstance(allowed, Span):
            left: Allowed = before & allowed
        elif isinstance(before, frozenset) and isinstance(allowed, frozenset):
            left = before & allowed
        else:
            raise TypeError(f"{thing} is a number in one statement and a word in another")
        return {**state, (*thing, place): left} if left else None

    def _start(self, thing: Thing) -> Allowed:
        """Everything a thing may be before any statement is made about it."""
        kind, name = thing
        if kind == "level":
            finding = self._finding(name)
            return frozenset() if finding is None else frozenset(finding.levels)
        if kind == "factor":
            factor = self._knowledge.factors.get(FactorId(name))
            return frozenset() if factor is None else frozenset(level.id for level in factor.levels)
        if kind == "number":
            finding = self._finding(name)
            return Span(*finding.range) if finding is not None and finding.range is not None else Span()
        if kind == "posterior":
            return Span(0, 1)
        if kind in ("began", "quantity", *_RECORDED):
            return Span(low=0)
        if kind == "percent":
            return Span(0, 100)
        return _EFFECTS if kind == "tried" else _HOLDS | _FAILS

    def _demands(self, statement: Statement) -> Iterator[Demand]:
        """What a statement asks; all of it must hold."""
        match statement:
            case FindingStatement():
                yield from self._of_finding(statement)
            case FactorStatement():
                yield from self._among(("factor", statement.name), statement.levels)
            case QuantityStatement():
                yield from _compared(("quantity", statement.name), statement.limits)
            case PosteriorStatement():
                yield from _compared(("posterior", statement.name), statement.limits)
            case TriedStatement():
                yield from self._of_treatment(statement)
            case TimesStatement():
                window = "" if statement.within_days is None else f"{statement.within_days:g}"
                yield from _compared(("times", f"{_joined(statement.names)} {window}"), statement.limits)
            case SinceStatement():
                yield from _compared(("since", _joined(statement.names)), statement.limits)
            case _:  # what is taken, what was operated: any such statement can be true and can be false
                yield ("statement", repr(statement)), _HOLDS, _FAILS

    def _of_finding(self, statement: FindingStatement) -> Iterator[Demand]:
        name = statement.name
        finding = self._finding(name)
        levels = () if finding is None else finding.levels
        yield from _compared(("number", name), statement.limits)
        if statement.levels is not None:
            yield from self._among(("level", name), statement.levels)
        elif statement.at_least is not None:
            start = levels.index(statement.at_least) if statement.at_least in levels else len(levels)
            yield from self._among(("level", name), frozenset(levels[start:]))
        elif not statement.limits:
            yield from self._among(("level", name), frozenset(levels[1:]))
        if statement.changed:
            yield ("change", name), _HOLDS, _FAILS
        if statement.within_days is not None:
            yield from _compared(("began", name), (("le", statement.within_days),))

    def _of_treatment(self, statement: TriedStatement) -> Iterator[Demand]:
        name = _joined(statement.names)
        yield from self._among(("tried", name), statement.effects or _EFFECTS - {NOT_TRIED})
        if statement.adequate:
            yield ("adequate", name), _HOLDS, _FAILS
        for key, limit in statement.amounts:
            yield from _compared((key, name), (limit,))
        if statement.within_days is not None:
            yield from _compared(("ago", name), (("le", statement.within_days),))

    def _among(self, thing: Thing, accepted: frozenset[str]) -> Iterator[Demand]:
        everything = self._start(thing)
        if isinstance(everything, frozenset):
            yield thing, accepted, everything - accepted

    def _finding(self, name: str) -> Finding | None:
        return self._knowledge.findings.get(FindingId(name))


def _joined(names: Iterable[str]) -> str:
    return " ".join(sorted(names))


def _compared(thing: Thing, limits: Iterable[Limit]) -> Iterator[Demand]:
    for comparison, limit in limits:
        below = Span(high=limit, high_open=comparison in ("ge", "lt"))
        above = Span(low=limit, low_open=comparison in ("gt", "le"))
        yield (thing, above, below) if comparison in ("ge", "gt") else (thing, below, above)
