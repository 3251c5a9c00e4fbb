"""Gates of tests and treatments, judged in three values: what must hold before, what must not, and what to do instead.

A prerequisite or a limit of repeats is met when its rule is true; a contraindication or caution when its rule is
false. A named exception lifts any of them. What is not recorded leaves a gate open: "not yet", never "no".
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Literal

from sequela.knowledge.same import Same
from sequela.knowledge.schema.care import Gate, Role
from sequela.knowledge.schema.knowledge import Knowledge
from sequela.records import frozen
from sequela.rules.facts import Facts
from sequela.rules.kleene import no
from sequela.rules.language import Rule, rule_of

State = Literal["met", "open", "broken"]
DEMANDS: frozenset[Role] = frozenset({"requires", "repeats"})
"""Roles whose rule must be true; of the others it must be false."""
ROLES: tuple[Role, ...] = ("never", "requires", "repeats", "caution")


@frozen
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
            return Judged(
                gate=self.gate,
                role=self.role,
                state="open",
                because=verdict.because,
                settle=verdict.settle,
                lifts=lifted.settle,
            )
        wanted = self.role in DEMANDS
        state: State = "met" if verdict.value is wanted else "broken"
        return Judged(
            gate=self.gate,
            role=self.role,
            state=state,
            because=verdict.because,
            lifts=lifted.settle if state == "broken" else (),
        )


@frozen
class Judged:
    """A gate for one patient.

    because
        the facts that decided it.
    settle, lifts
        what would decide it while it is open, and what could still show that its exception holds.
    """

    gate: Gate
    role: Role
    state: State
    because: tuple[str, ...] = ()
    settle: tuple[str, ...] = ()
    lifts: tuple[str, ...] = ()


def judged(gates: Iterable[Compiled], facts: Facts) -> tuple[Judged, ...]:
    """Every gate judged, in order."""
    return tuple(gate.judge(facts) for gate in gates)


def of_treatment(knowledge: Knowledge, treatment: str) -> tuple[Compiled, ...]:
    """The gates of a treatment, its own and those it shares with others."""
    return _treatment_gates(Same(knowledge))[treatment]


def of_test(knowledge: Knowledge, test: str) -> tuple[Compiled, ...]:
    """The gates of a test, its own and those it shares with others."""
    return _test_gates(Same(knowledge))[test]


@lru_cache(maxsize=2)
def _treatment_gates(same: Same[Knowledge]) -> Mapping[str, tuple[Compiled, ...]]:
    made = {}
    for treatment in same.value.treatments.values():
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
        made[treatment.id] = _compiled(own, _shared(same.value, names))
    return made


@lru_cache(maxsize=2)
def _test_gates(same: Same[Knowledge]) -> Mapping[str, tuple[Compiled, ...]]:
    made = {}
    for test in same.value.tests.values():
        own: dict[Role, Sequence[Gate]] = {"never": test.never, "requires": test.requires, "caution": test.caution}
        made[test.id] = _compiled(own, _shared(same.value, set(test.groups())))
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
            rule=rule_of(gate.rule),
            unless=None if gate.unless is None else rule_of(gate.unless),
        )
        for role in ROLES
        for gate in (*own.get(role, ()), *shared.get(role, ()))
    )
