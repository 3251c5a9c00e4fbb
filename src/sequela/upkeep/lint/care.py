"""Faults of tests and treatments as the plan uses them: gates, outcomes, targets."""

from __future__ import annotations

from collections.abc import Iterator

from sequela.knowledge.check import Record, Step, parts
from sequela.knowledge.load import Reading
from sequela.knowledge.problem import Problem
from sequela.knowledge.schema.care import Gate, Harm, SharedGate
from sequela.knowledge.schema.findings import Finding
from sequela.knowledge.schema.tests import Test
from sequela.knowledge.schema.treatments import PassedStep, Treatment


def gates_without_ground(reading: Reading) -> Iterator[Problem]:
    """A gate with neither a source nor the reason why none was found, or with both; a harm without its origin."""
    for record in reading.records:
        for at, gate in parts(record.value, Gate):
            if not gate.sources and not (gate.unsourced or "").strip():
                mend = "add sources, or unsourced: the reason why it is shown without one"
                yield record.problem(f"nothing stands behind the gate {gate.id!r}", mend, at)
            if gate.sources and gate.unsourced:
                yield record.problem(f"{gate.id!r} has sources and is called unsourced", "keep one of them", at)
        for at, harm in parts(record.value, Harm):
            if harm.share is None and not harm.sources:
                yield record.problem("a harm without share or source", "name the publication that saw it", at)


def same_gate_twice(reading: Reading) -> Iterator[Problem]:
    """An id that two gates have: output and the patients of their tests could not tell them apart.

    Only the very same gate may stand before several tests or treatments.
    """
    seen: dict[str, tuple[Record, tuple[Step, ...], Gate, str]] = {}
    for record in reading.records:
        for at, gate in parts(record.value, Gate):
            role = record.value.role if isinstance(record.value, SharedGate) else str(at[-2])
            if gate.id not in seen:
                seen[gate.id] = (record, at, gate, role)
                continue
            first, place, known, its_role = seen[gate.id]
            if first is record:
                message, mend = f"two gates are called {gate.id!r}", "give each an id of its own"
            elif (known, its_role) == (gate, role):
                continue
            else:
                other = first.problem("", "", (*place, "id"))
                where = f"{_named(first)} ({other.file}{f', line {other.line}' if other.line else ''})"
                message = f"the gate {gate.id!r} of {_named(record)} has the id of another gate, of {where}"
                mend = "give it an id of its own, or write one shared gate for both in gates/"
            yield record.problem(message, mend, (*at, "id"))


def _named(record: Record) -> str:
    """The record in words: ``the treatment 'cbt'``."""
    kind = "shared gate" if isinstance(record.value, SharedGate) else record.kind.removesuffix("s")
    return f"the {kind} {record.id!r}"


def treatments_without_outcome(reading: Reading) -> Iterator[Problem]:
    """A treatment of the plan that shows neither an outcome to reckon from nor says that none was found, or both."""
    for record, treatment in reading.of(Treatment):
        if treatment.care is None:
            continue
        marked = any(outcome.plan for outcome in treatment.outcomes)
        said = treatment.care.no_evidence is not None
        if marked == said:
            message = "an outcome to reckon from, and the words that there is none" if marked else "no outcome"
            mend = "mark one outcome with plan: true, or say under care.no_evidence what was searched and not found"
            yield record.problem(f"the plan has {message}", mend, ("care",))


def odd_outcomes(reading: Reading) -> Iterator[Problem]:
    """A control arm of unknown kind in an outcome of the plan; a step that nothing can tell has been passed."""
    for record, treatment in reading.of(Treatment):
        for index, outcome in enumerate(treatment.outcomes):
            if outcome.plan and outcome.control is not None and outcome.control_is is None:
                mend = "add control_is: placebo, usual_care, active or other"
                yield record.problem("nobody knows what the control arm got", mend, ("outcomes", index))
        for at, step in parts(treatment, PassedStep):
            if (step.finding is None) == (step.chance is None):
                mend = "give the finding and the levels that show it, or the published chance of passing"
                yield record.problem("a step that is told neither by a finding nor by a chance, or by both", mend, at)


def aimed_at_nothing(reading: Reading) -> Iterator[Problem]:
    """A treatment aimed at sources without targets, or a palliative one without patterns, or with the other's."""
    for record, treatment in reading.of(Treatment):
        care = treatment.care
        if care is None:
            continue
        wanted, other = ("targets", "patterns") if care.acts == "source" else ("patterns", "targets")
        if not getattr(care, wanted):
            yield record.problem(f"it acts on no {wanted}", f"name its {wanted}", ("care", wanted))
        if getattr(care, other):
            message = f"{care.acts} treatments have no {other}: these would never be read"
            yield record.problem(message, "remove them, or change acts", ("care", other))


def tests_without_figure(reading: Reading) -> Iterator[Problem]:
    """A test with neither a published figure nor the words that none was found, or with both."""
    for record, test in reading.of(Test):
        if bool(test.figures) == (test.no_evidence is not None):
            mend = "give figures, or say under no_evidence what was searched and not found"
            yield record.problem("a test shows its accuracy or says that none was found", mend, ("figures",))


TESTED = frozenset({"imaging", "laboratory", "electrodiagnosis", "block"})
"""How findings are known that no question and no examination settles."""


def shown_by_no_test(reading: Reading) -> Iterator[Problem]:
    """A finding that only a test can settle, and no test shows it where it counts: nobody would know what to order."""
    shown: dict[str, set[str]] = {}
    for test in reading.knowledge.tests.values():
        for name in test.shows:
            shown.setdefault(name, set()).update(test.regions)
    counts: dict[str, set[str]] = {}
    for mechanism in reading.knowledge.mechanisms.values():
        for region, part in mechanism.regions.items():
            for name in part.findings:
                counts.setdefault(name, set()).add(region)
    for record, finding in reading.of(Finding):
        if finding.asked not in TESTED:
            continue
        missing = counts.get(finding.id, set()) - shown.get(finding.id, set())
        if finding.id not in shown:
            yield record.problem("no test shows it", "add it to `shows` of a test", ("id",))
        elif missing:
            where = ", ".join(sorted(missing))
            yield record.problem(f"no test shows it in the {where} spine", "see `regions` of its tests", ("id",))


def tests_of_nothing(reading: Reading) -> Iterator[Problem]:
    """A test that shows nothing, or is done beside or replaced by itself."""
    for record, test in reading.of(Test):
        if not test.shows:
            yield record.problem("it shows nothing", "name the findings whose level it reveals", ("shows",))
        for key, names in (("beside", test.beside), ("instead", test.instead)):
            if test.id in names:
                yield record.problem("a test beside or instead of itself", "alone: false says it is repeated", (key,))


def failures_that_say_nothing(reading: Reading) -> Iterator[Problem]:
    """A palliative treatment whose failure becomes a finding: it eases pain whatever the source, and tells none."""
    for record, treatment in reading.of(Treatment):
        care, response = treatment.care, treatment.response
        if care is None or response is None or care.acts != "palliative":
            continue
        finding = reading.knowledge.findings.get(response.finding)
        for effect, level in response.effects.items():
            if finding is not None and level in ("absent", finding.levels[0]):
                mend = "remove this effect: only its success may become a finding"
                yield record.problem("the failure of palliative care lowers no source", mend, ("response", effect))
