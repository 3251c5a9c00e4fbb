"""Gates of tests and treatments, judged in three values: what must hold before, what must not, and what to do instead.

A prerequisite or a limit of repeats is met when its rule is true; a contraindication or caution when its rule is
false. A named exception lifts any of them. What is not recorded leaves a gate open: "not yet", never "no".
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from sequela.knowledge.schema.care import Gate, Role
from sequela.knowledge.schema.knowledge import Knowledge
from sequela.rules.facts import Facts
from sequela.rules.kleene import Verdict, no
from sequela.rules.language import Rule, compile_condition

State = Literal["met", "open", "broken"]
DEMANDS: frozenset[Role] = frozenset({"requires", "repeats"})
"""Roles whose rule must be true; of the others it must be false."""
ROLES: tuple[Role, ...] = ("never", "requires", "repeats", "caution")


@dataclass(frozen=True, slots=True, kw_only=True)
class Compiled:
    """A gate with its role and its rules, read once."""

    gate: Gate
    role: Role
    rule: Rule
    unless: Rule | None

    def judge(self, facts: Facts) -> Judged:
        """The gate's state for these facts."""
        lifted = no() if self.unless is None else self.unless.evaluate(facts)
        if lifted.value is True:
            return Judged(gate=self.gate, role=self.role, state="met", because=lifted.because)
        verdict = self.rule.evaluate(facts)
        if verdict.value is None:
            settle = (*verdict.settle, *lifted.settle)
            return Judged(gate=self.gate, role=self.role, state="open", because=verdict.because, settle=settle)
        wanted = self.role in DEMANDS
        state: State = "met" if verdict.value is wanted else "broken"
        return Judged(gate=self.gate, role=self.role, state=state, because=verdict.because, settle=_left(state, lifted))


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """A gate for one patient. `because`: the facts that decided it; `settle`: what would, while it is open."""

    gate: Gate
    role: Role
    state: State
    because: tuple[str, ...] = ()
    settle: tuple[str, ...] = ()


def judged(gates: Iterable[Compiled], facts: Facts) -> tuple[Judged, ...]:
    """Every gate judged, in order."""
    return tuple(gate.judge(facts) for gate in gates)


def of_treatment(knowledge: Knowledge, treatment: str) -> tuple[Compiled, ...]:
    """The gates of a treatment, its own and those it shares with others."""
    return _treatment_gates(SameKnowledge(knowledge))[treatment]


def of_test(knowledge: Knowledge, test: str) -> tuple[Compiled, ...]:
    """The gates of a test, its own and those it shares with others."""
    return _test_gates(SameKnowledge(knowledge))[test]


class SameKnowledge:
    """A knowledge by its identity: it never changes, and comparing its content would take longer than using it."""

    __slots__ = ("knowledge",)

    def __init__(self, knowledge: Knowledge) -> None:
        self.knowledge = knowledge

    def __hash__(self) -> int:
        return id(self.knowledge)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, SameKnowledge) and other.knowledge is self.knowledge


@lru_cache(maxsize=2)
def _treatment_gates(same: SameKnowledge) -> Mapping[str, tuple[Compiled, ...]]:
    made = {}
    for treatment in same.knowledge.treatments.values():
        care = treatment.care
        if care is None:
            continue
        own: dict[Role, Sequence[Gate]] = {
            "never": care.never,
            "requires": care.requires,
            "repeats": care.repeats,
            "caution": care.caution,
        }
        names = {treatment.id, treatment.kind, care.stage}
        made[treatment.id] = _compiled(own, _shared(same.knowledge, names))
    return made


@lru_cache(maxsize=2)
def _test_gates(same: SameKnowledge) -> Mapping[str, tuple[Compiled, ...]]:
    made = {}
    for test in same.knowledge.tests.values():
        own: dict[Role, Sequence[Gate]] = {"never": test.never, "requires": test.requires, "caution": test.caution}
        made[test.id] = _compiled(own, _shared(same.knowledge, set(test.groups())))
    return made


def _shared(knowledge: Knowledge, names: set[str]) -> dict[Role, list[Gate]]:
    found: dict[Role, list[Gate]] = {}
    for shared in knowledge.gates.values():
        if names & set(shared.applies_to) and not names & set(shared.except_for):
            found.setdefault(shared.role, []).append(shared.gate)
    return found


def _compiled(own: Mapping[Role, Sequence[Gate]], shared: Mapping[Role, Sequence[Gate]]) -> tuple[Compiled, ...]:
    return tuple(
        Compiled(
            gate=gate,
            role=role,
            rule=compile_condition(gate.rule),
            unless=None if gate.unless is None else compile_condition(gate.unless),
        )
        for role in ROLES
        for gate in (*own.get(role, ()), *shared.get(role, ()))
    )


def _left(state: State, lifted: Verdict) -> tuple[str, ...]:
    """What could still lift a broken gate."""
    return lifted.settle if state == "broken" else ()
