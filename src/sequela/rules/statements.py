"""The statements a rule ends in: what each asks of the facts, in three values.

A statement is read by `sequela.rules.language` and never changes. Several demands on one finding ("a deficit, new,
begun within two weeks") must hold together in the same place: a stable weakness on the left and a new one on the
right are two.
"""

from __future__ import annotations

from typing import TypeAlias

from sequela.records import frozen
from sequela.rules.facts import Facts, Observed, Operation
from sequela.rules.kleene import Verdict, every, no, some, unknown, yes
from sequela.rules.limits import Limit, compared, inside
from sequela.rules.sessions import SinceStatement, TimesStatement, TriedStatement

OPERATIONS = "operations"
"""What would settle a statement about operations of which nothing is recorded."""


@frozen
class FindingStatement:
    """A finding is above its lowest level, or meets every demand named here, in at least one place."""

    name: str
    levels: frozenset[str] | None = None
    at_least: str | None = None
    limits: tuple[Limit, ...] = ()
    changed: bool = False
    within_days: float | None = None

    def evaluate(self, facts: Facts) -> Verdict:
        """True if one place meets all demands, false if every place on record fails one, else unknown."""
        seen = tuple(facts.finding(self.name))
        if not seen:
            return unknown((self.name,))
        return some([self._here(place) for place in seen])

    def _here(self, place: Observed) -> Verdict:
        answers = [self._level(place), *(compared(limit, place.number) for limit in self.limits)]
        if self.changed:
            answers.append(place.changed)
        if self.within_days is not None:
            answers.append(inside(("le", self.within_days), place.began))
        value = False if False in answers else None if None in answers else True
        return Verdict(value=value, because=place.facts, settle=(self.name,) * (value is None))

    def _level(self, place: Observed) -> bool | None:
        if self.levels is not None:
            wanted = [level in self.levels for level in place.levels]
        elif self.at_least is not None:
            if self.at_least not in place.levels:
                return None
            start = place.levels.index(self.at_least)
            wanted = [index >= start for index in range(len(place.levels))]
        elif self.limits:
            return True
        else:
            wanted = [index > 0 for index in range(len(place.levels))]
        return _agreed(wanted[place.low : place.high + 1])


@frozen
class FactorStatement:
    """The level of a context factor is one of these."""

    name: str
    levels: frozenset[str]

    def evaluate(self, facts: Facts) -> Verdict:
        """True if every level still possible is among them, false if none is."""
        known = facts.factor(self.name)
        if known is None:
            return unknown((self.name,))
        answer = _agreed([level in self.levels for level in known.levels])
        return Verdict(value=answer, because=known.facts, settle=(self.name,) * (answer is None))


@frozen
class QuantityStatement:
    """A derived number lies within limits."""

    name: str
    limits: tuple[Limit, ...]

    def evaluate(self, facts: Facts) -> Verdict:
        """True if all of its interval does, false if none of it does."""
        known = facts.quantity(self.name)
        if known is None:
            return unknown((self.name,))
        answers = [inside(limit, (known.low, known.high)) for limit in self.limits]
        return every([Verdict(value=a, because=known.facts, settle=(self.name,) * (a is None)) for a in answers])


@frozen
class TakingStatement:
    """A medicine, or any of a class, is taken now."""

    name: str

    def evaluate(self, facts: Facts) -> Verdict:
        """As the record says."""
        return facts.taking(self.name)


@frozen
class OperationStatement:
    """One operation fits everything named here."""

    procedures: frozenset[str] | None = None
    families: frozenset[str] | None = None
    approaches: frozenset[str] | None = None
    implants: bool | None = None
    within_days: float | None = None

    def evaluate(self, facts: Facts) -> Verdict:
        """True if one does, false if all on record fail or there was none, unknown if nothing is on record."""
        done = facts.operations()
        if done is None:
            return unknown((OPERATIONS,))
        return some([self._fits(operation) for operation in done])

    def _fits(self, operation: Operation) -> Verdict:
        answers = [
            _among(operation.procedure, self.procedures),
            _among(operation.family, self.families),
            _among(operation.approach, self.approaches),
        ]
        if self.implants is not None:
            answers.append(None if operation.implants is None else operation.implants is self.implants)
        if self.within_days is not None:
            answers.append(inside(("le", self.within_days), operation.days))
        return every([Verdict(value=a, because=(operation.fact,), settle=(OPERATIONS,) * (a is None)) for a in answers])


@frozen
class PosteriorStatement:
    """P(active) of a mechanism lies within limits; unknown where the rule may not ask for it."""

    name: str
    limits: tuple[Limit, ...]

    def evaluate(self, facts: Facts) -> Verdict:
        """Compared with the posterior if there is one."""
        answer = self.holds(facts.posterior(self.name))
        if answer is None:
            return unknown((self.name,))
        return yes() if answer else no()

    def holds(self, probability: float | None) -> bool | None:
        """Whether a probability lies within the limits; None without one."""
        answers = [compared(limit, probability) for limit in self.limits]
        return None if None in answers else all(answers)


Statement: TypeAlias = (
    FindingStatement
    | FactorStatement
    | QuantityStatement
    | TakingStatement
    | TriedStatement
    | TimesStatement
    | SinceStatement
    | OperationStatement
    | PosteriorStatement
)


def _agreed(answers: list[bool]) -> bool | None:
    """What all the possibilities agree on; None if they do not, or if there is none."""
    return answers[0] if answers and len(set(answers)) == 1 else None


def _among(word: str | None, accepted: frozenset[str] | None) -> bool | None:
    if accepted is None:
        return True
    return None if word is None else word in accepted
