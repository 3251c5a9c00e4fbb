"""Pages of the model: mechanisms, findings, context factors, patterns."""

from __future__ import annotations

from collections.abc import Iterator

from sequela.knowledge.estimate import probability, ratio
from sequela.knowledge.schema import (
    Estimate,
    Factor,
    Finding,
    Knowledge,
    Link,
    Mechanism,
    MechanismRegion,
    Pattern,
)
from sequela.upkeep.pages.origin import source_rows
from sequela.upkeep.pages.page import Page, Row, Section, section
from sequela.upkeep.pages.wording import rule_lines


def mechanism_page(knowledge: Knowledge, mechanism: Mechanism) -> Page:
    """Prior, context, findings with their weight against no modelled cause, patterns, sources."""
    regions: list[Section] = []
    for region, part in mechanism.regions.items():
        regions += _region_sections(knowledge, region, part)
    raised = [
        Row(label=_label(knowledge, r.cause), id=f"mechanism:{r.cause}", estimate=r.strength)
        for r in mechanism.raised_by
    ]
    patterns = [
        Row(label=knowledge.patterns[p].label.en if p in knowledge.patterns else p, id=f"pattern:{p}", estimate=e)
        for p, e in mechanism.patterns.items()
    ]
    salience = Row(label="salience", numbers={"": mechanism.salience}, words=mechanism.salience_reason)
    return Page(
        kind="mechanism",
        id=mechanism.id,
        label=mechanism.label.en,
        about=mechanism.about.en,
        sections=(
            *regions,
            *section("Brought about by", raised),
            *section("Pain pattern it shows", patterns),
            *section("Weight among several active sources", [salience]),
            *section("Sources", source_rows(knowledge, mechanism)),
        ),
    )


def _region_sections(knowledge: Knowledge, region: str, part: MechanismRegion) -> Iterator[Section]:
    main, co = probability(part.prior.main_share).mean, probability(part.prior.co_cause).mean
    prior = [
        Row(label="main cause", numbers={"P": main}, estimate=part.prior.main_share),
        Row(label="further cause", numbers={"P": co}, estimate=part.prior.co_cause),
        Row(label="active before anything is known", numbers={"P": main + co}),
    ]
    yield from section(f"How often, {region}", prior)
    if part.impossible_when is not None:
        words = "\n".join(rule_lines(part.impossible_when))
        yield from section(f"Impossible when, {region}", [Row(label="rule", words=words)])
    context = [
        Row(
            label=_level_label(knowledge, factor, level),
            id=f"factor:{factor}",
            numbers={"odds times": ratio(estimate).median},
            estimate=estimate,
        )
        for factor, levels in part.context.items()
        for level, estimate in levels.items()
    ]
    rows = [
        row
        for name, link in part.findings.items()
        if name in knowledge.findings
        for row in _link_rows(knowledge.findings[name], link)
    ]
    rows.sort(key=lambda row: -abs(_bits(row)))
    yield from section(f"Findings, {region} (LR against no modelled cause)", rows)
    yield from section(f"Context, {region}", context)


def _link_rows(finding: Finding, link: Link) -> Iterator[Row]:
    """Per level: P given this mechanism alone, the leak, and their ratio."""
    named = f"finding:{finding.id}"
    if link.inhibits is not None:
        left = 1 - probability(link.inhibits).mean
        yield Row(label=f"{finding.label.en} speaks against", id=named, numbers={"LR": left}, estimate=link.inhibits)
    for level, estimate in link.given.items():
        numbers = {"P": probability(estimate).mean}
        if level in finding.leak:
            numbers["leak"] = probability(finding.leak[level]).mean
            numbers["LR"] = numbers["P"] / numbers["leak"]
        label = finding.label.en if len(finding.levels) == 2 else f"{finding.label.en}: {level}"
        yield Row(label=label, id=named, numbers=numbers, estimate=estimate)


def _bits(row: Row) -> float:
    import math

    return math.log2(row.numbers["LR"]) if row.numbers.get("LR", 0) > 0 else 0.0


def finding_page(knowledge: Knowledge, finding: Finding) -> Page:
    """How it is asked, how often it is there without a cause, and what causes it."""
    return Page(
        kind="finding",
        id=finding.id,
        label=finding.label.en,
        about=finding.why.en if finding.why is not None else None,
        sections=(
            *section("How it is known", list(_asked_rows(finding))),
            *section("Without any modelled cause (leak)", list(_leak_rows(finding))),
            *section("Caused by (LR against no modelled cause)", list(_cause_rows(knowledge, finding))),
            *section("Level from its parts", list(_cluster_rows(finding))),
            *section("Level from its number", [_band_row(b.level, b.at_least) for b in finding.bands]),
            *section("Counts", list(_validity_rows(finding))),
            *section("Used by", list(_use_rows(knowledge, finding))),
            *section("Words that name it", list(_phrase_rows(finding))),
            *section("Sources", source_rows(knowledge, finding)),
        ),
    )


def _asked_rows(finding: Finding) -> Iterator[Row]:
    yield Row(label=f"asked as: {finding.asked}")
    yield Row(label=f"levels, from the lowest: {', '.join(finding.levels)}")
    if finding.question is not None:
        yield Row(label=f"question: {finding.question.en}")
        if finding.question.es is not None:
            yield Row(label=f"pregunta: {finding.question.es}")
    if finding.range is not None:
        low, high = finding.range
        yield Row(label=f"a number from {low:g} to {high:g}" + (f" {finding.unit}" if finding.unit else ""))
    elif finding.unit is not None:
        yield Row(label=f"a number in {finding.unit}")
    if finding.located != "none":
        yield Row(label=f"recorded with its {finding.located.replace('_', ' ')}")


def _leak_rows(finding: Finding) -> Iterator[Row]:
    for level, estimate in finding.leak.items():
        yield Row(label=level, numbers={"P": probability(estimate).mean}, estimate=estimate)


def _cause_rows(knowledge: Knowledge, finding: Finding) -> Iterator[Row]:
    for mechanism in knowledge.mechanisms.values():
        for region, part in mechanism.regions.items():
            if finding.id in part.findings:
                for row in _link_rows(finding, part.findings[finding.id]):
                    level = row.label.removeprefix(finding.label.en)
                    yield Row(
                        label=f"{mechanism.label.en}, {region}{level}",
                        id=f"mechanism:{mechanism.id}",
                        numbers=row.numbers,
                        estimate=row.estimate,
                    )


def _cluster_rows(finding: Finding) -> Iterator[Row]:
    for level, rule in finding.cluster.items():
        yield Row(label=level, words="\n".join(rule_lines(rule)))


def _band_row(level: str, at_least: Estimate) -> Row:
    return Row(label=f"{level} from", numbers={"": at_least.value or 0}, estimate=at_least)


def _validity_rows(finding: Finding) -> Iterator[Row]:
    if finding.valid_after_surgery is not None:
        days = {"days after surgery": finding.valid_after_surgery.value or 0}
        yield Row(label="only from", numbers=days, estimate=finding.valid_after_surgery)
    if finding.stale_after is not None:
        days = {"days": finding.stale_after.value or 0}
        yield Row(label="no longer after", numbers=days, estimate=finding.stale_after)
    if finding.measures is not None:
        yield Row(label=f"once among all that measure {finding.measures}")
    for where, other in finding.by_operated_level.items():
        yield Row(label=f"{where} level: as another finding", id=f"finding:{other}")


def _use_rows(knowledge: Knowledge, finding: Finding) -> Iterator[Row]:
    for flag in knowledge.red_flags.values():
        if finding.id in flag.asks:
            yield Row(label=f"asked for {flag.label.en}", id=f"red_flag:{flag.id}")
    for treatment in knowledge.treatments.values():
        if treatment.response is not None and treatment.response.finding == finding.id:
            yield Row(label=f"response to {treatment.label.en}", id=f"treatment:{treatment.id}")


def _phrase_rows(finding: Finding) -> Iterator[Row]:
    if finding.phrases.present:
        yield Row(label=f"present: {', '.join(finding.phrases.present)}")
    if finding.phrases.absent:
        yield Row(label=f"absent: {', '.join(finding.phrases.absent)}")
    for level, phrases in finding.phrases.level.items():
        yield Row(label=f"{level}: {', '.join(phrases)}")


def factor_page(knowledge: Knowledge, factor: Factor) -> Page:
    """The levels, their shares among patients, and what each does to the odds of every mechanism."""
    shares = [Row(label=level.label.en, words=None, estimate=level.share) for level in factor.levels]
    rows = [
        Row(
            label=f"{mechanism.label.en}, {region}: {level}",
            id=f"mechanism:{mechanism.id}",
            numbers={"odds times": ratio(estimate).median},
            estimate=estimate,
        )
        for mechanism in knowledge.mechanisms.values()
        for region, part in mechanism.regions.items()
        for level, estimate in part.context.get(factor.id, {}).items()
    ]
    return Page(
        kind="factor",
        id=factor.id,
        label=factor.label.en,
        sections=(
            *section("Levels and their share among patients", shares),
            *section("Mechanisms it speaks for or against", rows),
            *section("Sources", source_rows(knowledge, factor)),
        ),
    )


def pattern_page(knowledge: Knowledge, pattern: Pattern) -> Page:
    """Which mechanisms show this pattern, and in what share of their pain."""
    rows = [
        Row(label=mechanism.label.en, id=f"mechanism:{mechanism.id}", estimate=mechanism.patterns[pattern.id])
        for mechanism in knowledge.mechanisms.values()
        if pattern.id in mechanism.patterns
    ]
    return Page(
        kind="pattern",
        id=pattern.id,
        label=pattern.label.en,
        about=pattern.about.en,
        sections=section("Shown by", rows),
    )


def _label(knowledge: Knowledge, identifier: str) -> str:
    return next((m.label.en for m in knowledge.mechanisms.values() if m.id == identifier), identifier)


def _level_label(knowledge: Knowledge, factor: str, level: str) -> str:
    known = next((f for f in knowledge.factors.values() if f.id == factor), None)
    if known is None:
        return f"{factor}: {level}"
    words = next((item.label.en for item in known.levels if item.id == level), level)
    return f"{known.label.en}: {words}"
