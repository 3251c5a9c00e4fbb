"""Gates: how they stand on the page of a test or treatment, and the page of one, shared or of a single step."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from sequela.knowledge.schema.care import Gate, Role
from sequela.knowledge.schema.knowledge import Knowledge
from sequela.pathway.gates import Compiled, of_test, of_treatment
from sequela.records import frozen
from sequela.upkeep.pages.origin import source_rows
from sequela.upkeep.pages.page import Page, Row, section
from sequela.upkeep.pages.wording import rule_lines

WHEN_NOT = "When not, and what instead"
ROLES: Mapping[Role, str] = {
    "never": "not",
    "requires": "only if",
    "repeats": "not again",
    "caution": "with care",
}
"""How a gate is headed: what must not be, what must be, how often, what asks for care."""
HEADED: Mapping[Role, str] = {
    "never": "Not when",
    "requires": "Only when",
    "repeats": "Again only when",
    "caution": "With care when",
}
"""The same before the rule itself."""


@frozen
class Standing:
    """A gate with its role, and the tests and treatments before which it stands."""

    gate: Gate
    role: Role
    before: tuple[tuple[str, str], ...]


def gate_rows(knowledge: Knowledge, gates: Iterable[Compiled]) -> list[Row]:
    """The gates of one test or treatment, its own and those it shares, the absolute ones first."""
    shared = {id(record.gate): record.id for record in knowledge.gates.values()}
    return [
        Row(
            label=compiled.gate.text.en,
            id=f"gate:{shared.get(id(compiled.gate), compiled.gate.id)}",
            lead=ROLES[compiled.role],
            aside=_rule_in_full(compiled.gate),
            words="\n".join(_beside(knowledge, compiled)),
        )
        for compiled in gates
    ]


def gate_sources(gates: Iterable[Compiled]) -> Iterator[str]:
    """What gates rest on."""
    for compiled in gates:
        yield from compiled.gate.sources


def own_gates(knowledge: Knowledge) -> Mapping[str, Standing]:
    """Gates that single tests and treatments have of their own, by id: shared ones are records of their own."""
    shared = {id(record.gate) for record in knowledge.gates.values()}
    found: dict[str, Standing] = {}
    for kind, identifier, gates in _holders(knowledge):
        for compiled in gates:
            gate = compiled.gate
            if id(gate) not in shared:
                known = found[gate.id].before if gate.id in found else ()
                found[gate.id] = Standing(gate=gate, role=compiled.role, before=(*known, (kind, identifier)))
    return found


def gate_page(knowledge: Knowledge, identifier: str, standing: Standing) -> Page:
    """Its rule, what lifts it, what meets it, what to do instead, what it rests on, and all it stands before."""
    gate = standing.gate
    return Page(
        kind="gate",
        id=identifier,
        label=identifier.replace("_", " ").capitalize(),
        about=gate.text.en,
        sections=(
            *section(HEADED[standing.role], _rule_rows(gate)),
            *section("Met by", _named(knowledge, ((_kind(knowledge, name), name) for name in gate.met_by))),
            *section("Instead", [Row(label=gate.instead.en)] if gate.instead is not None else []),
            *section("Stands before", _named(knowledge, standing.before)),
            *section("Ground", [Row(label=_unsourced(standing.role, gate))] if gate.unsourced else []),
            *section("Sources", source_rows(knowledge, gate, gate.sources)),
        ),
    )


def standing_of(knowledge: Knowledge, gate: Gate, role: Role) -> Standing:
    """A shared gate with all before which it stands."""
    before = tuple(
        (kind, identifier)
        for kind, identifier, gates in _holders(knowledge)
        if any(compiled.gate is gate for compiled in gates)
    )
    return Standing(gate=gate, role=role, before=before)


def _holders(knowledge: Knowledge) -> Iterator[tuple[str, str, Sequence[Compiled]]]:
    for test in knowledge.tests:
        yield "test", test, of_test(knowledge, test)
    for treatment in knowledge.treatments.values():
        if treatment.care is not None:
            yield "treatment", treatment.id, of_treatment(knowledge, treatment.id)


def _named(knowledge: Knowledge, names: Iterable[tuple[str, str]]) -> list[Row]:
    rows = []
    for kind, name in names:
        known = knowledge.tests.get(name) if kind == "test" else knowledge.treatments.get(name)
        rows.append(Row(label=name if known is None else known.label.en, id=f"{kind}:{name}"))
    return rows


def _kind(knowledge: Knowledge, name: str) -> str:
    return "test" if name in knowledge.tests else "treatment"


def _rule_in_full(gate: Gate) -> str:
    """The rule in one line; the text says it in words, so it is added in full only."""
    rule = "; ".join(line.strip() for line in rule_lines(gate.rule))
    lifted = "; ".join(line.strip() for line in rule_lines(gate.unless)) if gate.unless is not None else ""
    return f"Rule: {rule}{f'. Unless: {lifted}' if lifted else ''}."


def _beside(knowledge: Knowledge, compiled: Compiled) -> Iterator[str]:
    gate = compiled.gate
    if gate.met_by:
        met = (row.label for row in _named(knowledge, ((_kind(knowledge, name), name) for name in gate.met_by)))
        yield f"met by: {', '.join(met)}"
    if gate.instead is not None:
        yield f"instead: {gate.instead.en}"
    yield _unsourced(compiled.role, gate) if gate.unsourced else f"({', '.join(gate.sources)})"


def _unsourced(role: Role, gate: Gate) -> str:
    said = "caution without a publication" if role == "caution" else "without a publication"
    return f"{said}: {gate.unsourced}"


def _rule_rows(gate: Gate) -> list[Row]:
    rows = [Row(label="rule", words="\n".join(rule_lines(gate.rule)))]
    if gate.unless is not None:
        rows.append(Row(label="unless", words="\n".join(rule_lines(gate.unless))))
    return rows
