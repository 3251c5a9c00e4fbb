"""Every id that one record uses must exist in another."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import get_args, get_type_hints

from sequela.case.case import FELT
from sequela.knowledge.check import Record, Step, limits, parts
from sequela.knowledge.load import Reading
from sequela.knowledge.names import nearest
from sequela.knowledge.problem import Problem
from sequela.knowledge.schema.accuracy import Accuracy
from sequela.knowledge.schema.blocks import Anaesthetic, BlockGuide, Disturbance
from sequela.knowledge.schema.care import Gate, Harm, SharedGate
from sequela.knowledge.schema.codes import Code
from sequela.knowledge.schema.coverage import CoverageProfile
from sequela.knowledge.schema.education import EducationPage, Paragraph
from sequela.knowledge.schema.failure import FailureReason
from sequela.knowledge.schema.findings import Finding
from sequela.knowledge.schema.instruments import Instrument
from sequela.knowledge.schema.knowledge import Knowledge
from sequela.knowledge.schema.mechanisms import Mechanism
from sequela.knowledge.schema.medicines import Interaction, Medicine, OpioidRule
from sequela.knowledge.schema.red_flags import RedFlag
from sequela.knowledge.schema.risks import Risk
from sequela.knowledge.schema.terms import Estimate
from sequela.knowledge.schema.tests import Test, TestFigure
from sequela.knowledge.schema.treatments import PassedStep, Procedure, Treatment
from sequela.upkeep.lint.conditions import leaves, rules_of, words
from sequela.upkeep.pages.origin import every_record

Used = tuple[tuple[Step, ...], str, str]  # place in the record, kind of the id, the id
GATED = "what a gate applies to"
GATED_MEND = "name a treatment, its kind or stage, or a test as test:<id>, test:block, test:needle, test:radiation"


def unknown_ids(reading: Reading) -> Iterator[Problem]:
    """An id that no record has: a link, a rule, a source or a treatment that leads nowhere."""
    known = known_ids(reading)
    for record in reading.records:
        for at, kind, used in _used(record):
            if used in known[kind]:
                continue
            if kind == "group" and used in reading.knowledge.mechanisms:
                mend = "name a group of groups.yaml, or leave part_of out: mechanisms have no members"
                yield record.problem(f"{used!r} is a mechanism and no group", mend, at)
            else:
                yield unknown(record, at, kind, used, known[kind])


def unknown_factor_levels(reading: Reading) -> Iterator[Problem]:
    """A ratio for a context level that its factor does not have."""
    for record, mechanism in reading.of(Mechanism):
        for region, part in mechanism.regions.items():
            for factor, ratios in part.context.items():
                if factor not in reading.knowledge.factors:
                    continue
                levels = [level.id for level in reading.knowledge.factors[factor].levels]
                for level in ratios:
                    if level not in levels:
                        at = ("regions", region, "context", factor, level)
                        yield unknown(record, at, f"level of {factor}", level, levels)


def unknown_finding_levels(reading: Reading) -> Iterator[Problem]:
    """A table, band, cluster, phrase or treatment effect for a level that its finding does not have."""
    for record, finding in reading.of(Finding):
        stated = (("leak", finding.leak), ("cluster", finding.cluster), ("phrases.level", finding.phrases.level))
        for key, levels in stated:
            yield from _foreign(record, finding, (*key.split("."),), levels)
        for region, leak in finding.leak_in.items():
            yield from _foreign(record, finding, ("leak_in", region), leak)
        for index, band in enumerate(finding.bands):
            yield from _foreign(record, finding, ("bands", index), {band.level: band})
    for record, mechanism in reading.of(Mechanism):
        for region, part in mechanism.regions.items():
            for used, link in part.findings.items():
                if used in reading.knowledge.findings:
                    at = ("regions", region, "findings", used, "given")
                    yield from _foreign(record, reading.knowledge.findings[used], at, link.given)
    for record, treatment in reading.of(Treatment):
        response = treatment.response
        if response is not None and response.finding in reading.knowledge.findings:
            finding = reading.knowledge.findings[response.finding]
            for effect, level in response.effects.items():
                if effect not in (*FELT, "unknown"):
                    yield unknown(record, ("response", "effects", effect), "effect", effect, FELT)
                if level not in (*finding.levels, "unknown"):
                    place = ("response", "effects", effect)
                    yield unknown(record, place, f"level of {finding.id}", level, finding.levels)


def codes_of_nothing(reading: Reading) -> Iterator[Problem]:
    """A code for something that is not in the knowledge: it would be exported with no one to wear it."""
    known: dict[str, set[str]] = {"complaint": {"pain_after_spine_surgery"}}
    for kind, identifier, _ in every_record(reading.knowledge):
        known.setdefault(kind, set()).add(identifier)
    for record, code in reading.of(Code):
        kind, parted, identifier = code.of.partition(":")
        if not parted or kind not in known:
            message = f"{code.of!r} does not say what it is the code of"
            yield record.problem(message, f"write kind:id, kind one of {', '.join(known)}", ("of",))
        elif identifier not in known[kind]:
            yield unknown(record, ("of",), kind, identifier, known[kind])


def known_ids(reading: Reading) -> Mapping[str, frozenset[str]]:
    """The ids of each kind, and the words rules may use for classes of medicine and families of operation."""
    knowledge = reading.knowledge
    classes = {name for medicine in knowledge.medicines.values() for name in medicine.classes}
    families = get_args(get_type_hints(Procedure)["family"])
    kinds = get_args(get_type_hints(Treatment)["kind"])
    blocks = [finding.id for finding in knowledge.findings.values() if finding.asked == "block"]
    return {
        "finding": frozenset(knowledge.findings),
        "mechanism": frozenset((*knowledge.mechanisms, *knowledge.groups)),
        "group": frozenset(knowledge.groups),
        "source": frozenset(knowledge.sources),
        "pattern": frozenset(knowledge.patterns),
        "mechanism or pattern": frozenset((*knowledge.mechanisms, *knowledge.groups, *knowledge.patterns)),
        "factor": frozenset(knowledge.factors),
        "treatment": frozenset(knowledge.treatments),
        "test": frozenset(knowledge.tests),
        "test or treatment": frozenset((*knowledge.tests, *knowledge.treatments)),
        GATED: _gated(knowledge),
        "treatment or kind": frozenset((*knowledge.treatments, *kinds)),
        "treatment, kind or block": frozenset((*knowledge.treatments, *kinds, *blocks)),
        "treatment, test or block": frozenset((*knowledge.treatments, *knowledge.tests, *blocks)),
        "medicine or class": frozenset({*knowledge.medicines, *classes}),
        "anaesthetic": frozenset(knowledge.anaesthetics),
        "procedure or family": frozenset({*knowledge.procedures, *families}),
    }


def unknown(record: Record, at: Iterable[Step], kind: str, used: str, known: Iterable[str]) -> Problem:
    """The problem of an id that does not exist, with the nearest that does."""
    near = nearest(used, known)
    if kind == GATED:
        mend = f"did you mean {near[0]!r}?" if near else GATED_MEND
        return record.problem(f"a gate applies to nothing called {used!r}", mend, at)
    mend = f"did you mean {near[0]!r}?" if near else f"add it or remove this {kind}"
    return record.problem(f"there is no {kind} {used!r}", mend, at)


def _foreign(record: Record, finding: Finding, at: tuple[Step, ...], levels: Mapping[str, object]) -> Iterator[Problem]:
    for level in levels:
        if level not in finding.levels:
            yield unknown(record, (*at, level), f"level of {finding.id}", level, finding.levels)


def _used(record: Record) -> Iterator[Used]:
    value = record.value
    for at, estimate in parts(value, Estimate):
        if estimate.source is not None:
            yield at, "source", estimate.source
    for at, raw in limits(value):
        if isinstance(raw, Mapping) and isinstance(raw.get("source"), str):
            yield at, "source", str(raw["source"])
    yield from _used_in_care(value)
    for at, rule in rules_of(value):
        for place, leaf in leaves(rule):
            yield from _used_in_rule((*at, *place), leaf)
    if isinstance(value, Mechanism):
        yield from _used_in_mechanism(value)
    elif isinstance(value, Finding):
        for where, target in value.by_operated_level.items():
            yield ("by_operated_level", where), "finding", target
        yield from ((("implies", i), "finding", implied) for i, implied in enumerate(value.implies))
    elif isinstance(value, RedFlag):
        yield from ((("asks", i), "finding", asked) for i, asked in enumerate(value.asks))
        yield from ((("sources", i), "source", source) for i, source in enumerate(value.sources))
    elif isinstance(value, FailureReason | Interaction | OpioidRule):
        yield from ((("sources", i), "source", source) for i, source in enumerate(value.sources))
    elif isinstance(value, Risk):
        yield from ((("asks", i), "finding", asked) for i, asked in enumerate(value.asks))
        for i, benefit in enumerate(value.buys):
            yield from ((("buys", i, "sources", j), "source", s) for j, s in enumerate(benefit.sources))
    elif isinstance(value, Instrument):
        yield ("finding",), "finding", value.finding
    elif isinstance(value, Accuracy):
        yield ("finding",), "finding", value.finding
        yield ("mechanism",), "mechanism", value.mechanism
        yield from ((("mix", m), "mechanism", m) for m in value.mix)
    elif isinstance(value, EducationPage):
        for at, paragraph in parts(value, Paragraph):
            yield from (((*at, "sources", i), "source", s) for i, s in enumerate(paragraph.sources))
    elif isinstance(value, Treatment):
        if value.response is not None:
            yield ("response", "finding"), "finding", value.response.finding
        for i, outcome in enumerate(value.outcomes):
            yield from ((("outcomes", i, "helps", j), "mechanism or pattern", m) for j, m in enumerate(outcome.helps))
    elif isinstance(value, CoverageProfile):
        for i, criterion in enumerate(value.criteria):
            yield from ((("criteria", i, "of", j), "treatment, test or block", n) for j, n in enumerate(criterion.of))
            yield from ((("criteria", i, "sources", j), "source", s) for j, s in enumerate(criterion.sources))
    elif isinstance(value, Medicine) and value.treatment is not None:
        yield ("treatment",), "treatment", value.treatment
    elif isinstance(value, BlockGuide | Anaesthetic | Disturbance):
        yield from _used_by_blocks(value)


def _used_by_blocks(value: BlockGuide | Anaesthetic | Disturbance) -> Iterator[Used]:
    if isinstance(value, BlockGuide):
        yield ("finding",), "finding", value.finding
        for i, licence in enumerate(value.licences):
            yield from ((("licences", i, "sources", j), "source", s) for j, s in enumerate(licence.sources))
    elif isinstance(value, Disturbance):
        yield from ((("sources", i), "source", s) for i, s in enumerate(value.sources))
        yield from ((("classes", i), "medicine or class", c) for i, c in enumerate(value.classes))
    elif value.adrenaline is not None:
        yield ("adrenaline",), "anaesthetic", value.adrenaline


def _gated(knowledge: Knowledge) -> frozenset[str]:
    """What a shared gate may apply to: treatments, their kinds and stages, tests, and groups of tests."""
    kinds = {word for t in knowledge.treatments.values() for word in (t.kind, t.care.stage if t.care else t.kind)}
    groups = {name for test in knowledge.tests.values() for name in test.groups()}
    return frozenset({*knowledge.treatments, *kinds, *groups})


def _used_in_care(value: object) -> Iterator[Used]:
    """Ids in the gates, harms, steps and figures of tests and treatments."""
    for at, gate in parts(value, Gate):
        yield from (((*at, "sources", i), "source", source) for i, source in enumerate(gate.sources))
        yield from (((*at, "met_by", i), "test or treatment", name) for i, name in enumerate(gate.met_by))
    for at, harm in parts(value, Harm):
        yield from (((*at, "sources", i), "source", source) for i, source in enumerate(harm.sources))
    for at, step in parts(value, PassedStep):
        if step.test is not None:
            yield (*at, "test"), "test", step.test
        if step.finding is not None:
            yield (*at, "finding"), "finding", step.finding
    for at, figure in parts(value, TestFigure):
        if figure.mechanism is not None:
            yield (*at, "mechanism"), "mechanism", figure.mechanism
        if figure.finding is not None:
            yield (*at, "finding"), "finding", figure.finding
    if isinstance(value, SharedGate):
        for key, names in (("applies_to", value.applies_to), ("except_for", value.except_for)):
            yield from (((key, i), GATED, name) for i, name in enumerate(names))
    elif isinstance(value, Test):
        yield from ((("shows", i), "finding", finding) for i, finding in enumerate(value.shows))
        for key, tests in (("beside", value.beside), ("instead", value.instead)):
            yield from (((key, i), "test", name) for i, name in enumerate(tests))
    elif isinstance(value, Treatment) and value.care is not None:
        yield from ((("care", "targets", i), "mechanism", m) for i, m in enumerate(value.care.targets))
        yield from ((("care", "patterns", i), "pattern", p) for i, p in enumerate(value.care.patterns))


def _used_in_mechanism(mechanism: Mechanism) -> Iterator[Used]:
    if mechanism.part_of is not None:
        yield ("part_of",), "group", mechanism.part_of
    for pattern in mechanism.patterns:
        yield ("patterns", pattern), "pattern", pattern
    for index, raised in enumerate(mechanism.raised_by):
        yield ("raised_by", index, "cause"), "mechanism", raised.cause
    for region, part in mechanism.regions.items():
        for factor in part.context:
            yield ("regions", region, "context", factor), "factor", factor
        for finding in part.findings:
            yield ("regions", region, "findings", finding), "finding", finding


def _used_in_rule(at: tuple[Step, ...], leaf: Mapping[str, object]) -> Iterator[Used]:
    heads = (
        ("finding", "finding"),
        ("factor", "factor"),
        ("posterior", "mechanism"),
        ("tried", "treatment or kind"),
        ("times", "treatment, kind or block"),
        ("since", "treatment, kind or block"),
        ("taking", "medicine or class"),
    )
    for key, kind in heads:
        for used in words(leaf.get(key)):
            yield (*at, key), kind, used
    operation = leaf.get("procedure")
    if isinstance(operation, Mapping):
        for key in ("family", "id"):
            for used in words(operation.get(key)):
                yield (*at, "procedure", key), "procedure or family", used
