"""How much is known and how well: what is measured, what is judged, and what stands unused."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from sequela.knowledge.check import limits, parts
from sequela.knowledge.codes import unopened
from sequela.knowledge.estimate import form, from_mapping
from sequela.knowledge.schema.findings import Finding
from sequela.knowledge.schema.knowledge import Knowledge
from sequela.knowledge.schema.terms import Estimate
from sequela.upkeep.influence.page import hint
from sequela.upkeep.lint.conditions import leaves, rules_of
from sequela.upkeep.pages.accuracy import accuracy_rows
from sequela.upkeep.pages.origin import every_record, rests_on
from sequela.upkeep.pages.page import Page, Row, Section, section
from sequela.upkeep.priors import REGIONS, prior_rows, standing


@dataclass(slots=True, kw_only=True)
class Tally:
    """Numbers counted by their origin: measured in patients or given by our judgement."""

    measured: int = 0
    judged: int = 0
    sources: set[str] = field(default_factory=set)

    def add(self, estimate: Estimate) -> None:
        """Count one number."""
        if form(estimate) == "elicited":
            self.judged += 1
        else:
            self.measured += 1
            self.sources.add(str(estimate.source))

    def row(self, label: str, identifier: str | None = None) -> Row:
        """The tally as a line."""
        numbers = {"measured": float(self.measured), "judged": float(self.judged)}
        return Row(label=label, id=identifier, numbers={**numbers, "sources": float(len(self.sources))})


def coverage(knowledge: Knowledge) -> Page:
    """Totals of measured and judged numbers, findings, red flags, sources, and what stands unused."""
    return Page(
        kind="coverage",
        id=knowledge.version,
        label="What the knowledge rests on",
        about="Measured numbers come from patients; judged ones weigh at most ten and say why they are believed.",
        sections=(
            *section("Numbers by kind", _by_kind(knowledge)),
            *section("Numbers by mechanism", _by_mechanism(knowledge)),
            *_priors(knowledge),
            *section("Findings by how they are known", _findings(knowledge)),
            *section("Red flags by urgency", _red_flags(knowledge)),
            *hint(),
            *_accuracy(knowledge),
            *section("Codes without an opened page, left out of exports", _unopened_codes(knowledge)),
            *section("Sources by how much was read", _sources(knowledge)),
            *section("Sources no number rests on", _unused_sources(knowledge)),
            *section("Findings that nothing uses", _unused_findings(knowledge)),
        ),
    )


def _tally(record: object) -> Tally:
    tally = Tally()
    for _, estimate in parts(record, Estimate):
        tally.add(estimate)
    for _, raw in limits(record):
        tally.add(from_mapping(raw))
    return tally


def whole(knowledge: Knowledge) -> Tally:
    """All numbers by which anything is decided."""
    return _by_kind_and_whole(knowledge)[1]


def _by_kind(knowledge: Knowledge) -> list[Row]:
    tallies, total = _by_kind_and_whole(knowledge)
    rows = [tally.row(kind) for kind, tally in tallies.items() if tally.measured or tally.judged]
    return [*rows, total.row("all")] if rows else []


def _by_kind_and_whole(knowledge: Knowledge) -> tuple[dict[str, Tally], Tally]:
    tallies: dict[str, Tally] = {}
    total = Tally()
    own = {f.id for m in knowledge.mechanisms.values() for f in m.findings}
    for kind, identifier, record in every_record(knowledge):
        if kind == "finding" and identifier in own:
            continue  # counted inside the mechanism that declares it
        if kind == "page":
            continue  # figures told to patients move no answer
        if kind == "accuracy":
            continue  # it checks the numbers and is none of them
        found = _tally(record)
        for tally in (tallies.setdefault(kind, Tally()), total):
            tally.measured += found.measured
            tally.judged += found.judged
            tally.sources |= found.sources
    return tallies, total


def _by_mechanism(knowledge: Knowledge) -> list[Row]:
    rows: list[Row] = []
    for mechanism in knowledge.mechanisms.values():
        row = _tally(mechanism).row(mechanism.label.en, f"mechanism:{mechanism.id}")
        linked = sum(len(part.findings) for part in mechanism.regions.values())
        rows.append(Row(label=row.label, id=row.id, numbers={**row.numbers, "findings": float(linked)}))
    return rows


def _priors(knowledge: Knowledge) -> Iterator[Section]:
    """A section per region; its first line counts."""
    for region in REGIONS:
        counts = Counter(
            standing(m.regions[region].prior) for m in knowledge.mechanisms.values() if region in m.regions
        )
        total = Row(
            label=f"{counts.total()} priors",
            numbers={
                "measured": float(counts["measured"]),
                "search recorded": float(counts["searched"]),
                "neither": float(counts["neither"]),
            },
        )
        yield from section(f"Priors, {region}", [total, *prior_rows(knowledge, region)] if counts else [])


def _accuracy(knowledge: Knowledge) -> tuple[Section, ...]:
    """Every published figure beside ours; the first line counts."""
    rows = list(accuracy_rows(knowledge))
    inside = sum(row.words == "inside" for row in rows)
    total = Row(label=f"{len(rows)} figures", numbers={"inside": float(inside), "outside": float(len(rows) - inside)})
    return section("Published sensitivities and specificities, recomputed", [total, *rows] if rows else [])


def _findings(knowledge: Knowledge) -> list[Row]:
    total: Counter[str] = Counter(f.asked for f in knowledge.findings.values())
    network: Counter[str] = Counter(f.asked for f in knowledge.findings.values() if f.leak)
    clusters: Counter[str] = Counter(f.asked for f in knowledge.findings.values() if f.cluster)
    return [
        Row(
            label=asked,
            numbers={
                "findings": float(count),
                "in the network": float(network[asked]),
                "clusters": float(clusters[asked]),
            },
        )
        for asked, count in total.items()
    ]


def _red_flags(knowledge: Knowledge) -> list[Row]:
    counts = Counter(flag.urgency for flag in knowledge.red_flags.values())
    return [Row(label=urgency, numbers={"red flags": float(count)}) for urgency, count in counts.items()]


def _sources(knowledge: Knowledge) -> list[Row]:
    counts = Counter((source.read, source.operated) for source in knowledge.sources.values())
    return [
        Row(label=f"{read}, operated patients: {operated}", numbers={"sources": float(count)})
        for (read, operated), count in sorted(counts.items())
    ]


def _unused_sources(knowledge: Knowledge) -> list[Row]:
    used = {source for _, _, record in every_record(knowledge) for source in rests_on(knowledge, record)}
    return [Row(label=s.cite, id=f"source:{s.id}") for s in knowledge.sources.values() if s.id not in used]


def _unused_findings(knowledge: Knowledge) -> list[Row]:
    used = used_findings(knowledge)
    return [Row(label=f.label.en, id=f"finding:{f.id}") for f in knowledge.findings.values() if f.id not in used]


def _unopened_codes(knowledge: Knowledge) -> list[Row]:
    return [
        Row(label=f"{code.system} {code.code} {code.display}", id=f"code:{code.id}")
        for code in unopened(knowledge.codes.values())
    ]


def used_findings(knowledge: Knowledge) -> frozenset[str]:
    """Findings that a mechanism, a rule, a red flag, a treatment, a cluster or another finding speaks of."""
    used: set[str] = set()
    for _, _, record in every_record(knowledge):
        for _, rule in rules_of(record):
            used.update(str(leaf["finding"]) for _, leaf in leaves(rule) if "finding" in leaf)
        if isinstance(record, Finding):
            used.update(record.by_operated_level.values())
            if record.by_operated_level or record.measures is not None:
                used.add(record.id)
    for mechanism in knowledge.mechanisms.values():
        for part in mechanism.regions.values():
            used.update(part.findings)
    for flag in knowledge.red_flags.values():
        used.update(flag.asks)
    for risk in knowledge.risks.values():
        used.update(risk.asks)
    used.update(instrument.finding for instrument in knowledge.instruments.values())
    for test in knowledge.tests.values():
        used.update(test.shows)
    for treatment in knowledge.treatments.values():
        if treatment.response is not None:
            used.add(treatment.response.finding)
    return frozenset(used)
