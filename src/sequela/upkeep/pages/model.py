"""Pages of the model beside the mechanisms: findings, context factors, patterns."""

from __future__ import annotations

from collections.abc import Iterator

from sequela.knowledge.estimate import ratio
from sequela.knowledge.schema.context import Factor
from sequela.knowledge.schema.findings import Finding
from sequela.knowledge.schema.knowledge import Knowledge
from sequela.knowledge.schema.mechanisms import Pattern
from sequela.knowledge.schema.terms import Estimate
from sequela.upkeep.pages import helps
from sequela.upkeep.pages.mechanism import weight_row
from sequela.upkeep.pages.origin import code_rows, reasoned_row, share_row, source_of, source_rows
from sequela.upkeep.pages.page import Page, Row, section
from sequela.upkeep.pages.strength import Weight, strength, times, weights
from sequela.upkeep.pages.wording import rule_lines

TOP_CAUSES, TOP_SOURCES = 12, 4
HOW_TO_READ = (
    "Odds multiply by x when the answer is as stated. Then: of 100 people with that source alone, and of 100 with no "
    "modelled source, so many give it."
)


def finding_page(knowledge: Knowledge, finding: Finding) -> Page:
    """How it is asked, what it points to and how strongly, how often it is there without a cause."""
    return Page(
        kind="finding",
        id=finding.id,
        label=finding.label.en,
        about=finding.why.en if finding.why is not None else None,
        sections=(
            *section("How it is known", list(_asked_rows(finding))),
            *section("What it says", list(_cause_rows(knowledge, finding)), note=HOW_TO_READ, top=TOP_CAUSES),
            *section("Without any modelled cause", list(_leak_rows(knowledge, finding))),
            *section("Level from its parts", list(_cluster_rows(finding))),
            *section("Level from its number", [_band_row(b.level, b.at_least) for b in finding.bands]),
            *section("Questionnaire", list(_instrument_rows(knowledge, finding))),
            *section("When it counts", list(_validity_rows(finding))),
            *section("Used by", list(_use_rows(knowledge, finding))),
            *section("Codes", code_rows(knowledge, f"finding:{finding.id}")),
            *section("Words that name it", list(_phrase_rows(finding)), top=0),
            *section("Sources", source_rows(knowledge, finding), top=TOP_SOURCES),
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


def _leak_rows(knowledge: Knowledge, finding: Finding) -> Iterator[Row]:
    regions = (("", finding.leak), *((f", {region} spine", leak) for region, leak in finding.leak_in.items()))
    for where, leak in regions:
        for level, estimate in leak.items():
            yield reasoned_row(knowledge, f"{level.replace('_', ' ')}{where}", estimate)


def _cause_rows(knowledge: Knowledge, finding: Finding) -> Iterator[Row]:
    found: list[tuple[Weight, str, str]] = []
    for mechanism in knowledge.mechanisms.values():
        for region, part in mechanism.regions.items():
            if finding.id in part.findings:
                where = f", {region}" if len(mechanism.regions) > 1 or region != "lumbar" else ""
                label = f"{mechanism.label.en}{where}"
                for weight in weights(finding, part.findings[finding.id], region):
                    found.append((weight, f"{_level(weight)}: {label}", f"mechanism:{mechanism.id}"))
    found.sort(key=lambda item: (item[0].level is None, -item[0].ratio if item[0].level else item[0].ratio))
    for weight, label, leads_to in found:
        yield weight_row(knowledge, weight, label, leads_to)


def _level(weight: Weight) -> str:
    return (weight.level or weight.finding.levels[0]).replace("_", " ")


def _cluster_rows(finding: Finding) -> Iterator[Row]:
    for level, rule in finding.cluster.items():
        yield Row(label=level, words="\n".join(rule_lines(rule)))


def _band_row(level: str, at_least: Estimate) -> Row:
    return Row(label=f"{level} from", numbers={"": at_least.value or 0}, estimate=at_least)


def _instrument_rows(knowledge: Knowledge, finding: Finding) -> Iterator[Row]:
    for instrument in knowledge.instruments.values():
        if instrument.finding == finding.id:
            yield Row(label=instrument.label.en, id=f"instrument:{instrument.id}")


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
    for test in knowledge.tests.values():
        if finding.id in test.shows:
            yield Row(label=f"shown by {test.label.en}", id=f"test:{test.id}")
    for flag in knowledge.red_flags.values():
        if finding.id in flag.asks:
            yield Row(label=f"asked for {flag.label.en}", id=f"red_flag:{flag.id}")
    for risk in knowledge.risks.values():
        if finding.id in risk.asks:
            yield Row(label=f"asked for what can be changed: {risk.label.en}", id=f"risk:{risk.id}")
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
            label=f"{mechanism.label.en}, {region}: {level.replace('_', ' ')}",
            id=f"mechanism:{mechanism.id}",
            lead=f"{times(ratio(estimate).median):<5} {strength(ratio(estimate).median)}",
            numbers={"odds times": ratio(estimate).median},
            estimate=estimate,
            source=source_of(knowledge, estimate),
        )
        for mechanism in knowledge.mechanisms.values()
        for region, part in mechanism.regions.items()
        for level, estimate in part.context.get(factor.id, {}).items()
    ]
    rows.sort(key=lambda row: -row.numbers["odds times"])
    return Page(
        kind="factor",
        id=factor.id,
        label=factor.label.en,
        sections=(
            *section("Levels and their share among patients", shares),
            *section("Mechanisms it speaks for or against", rows),
            *section("Sources", source_rows(knowledge, factor), top=TOP_SOURCES),
        ),
    )


def pattern_page(knowledge: Knowledge, pattern: Pattern) -> Page:
    """Which mechanisms show this pattern, in what share of their pain, and what helps."""
    rows = [
        share_row(knowledge, mechanism.label.en, f"mechanism:{mechanism.id}", mechanism.patterns[pattern.id])
        for mechanism in knowledge.mechanisms.values()
        if pattern.id in mechanism.patterns
    ]
    rows.sort(key=lambda row: -row.numbers["P"])
    note = "Of 100 people with this source active, so many show the pattern."
    return Page(
        kind="pattern",
        id=pattern.id,
        label=pattern.label.en,
        about=pattern.about.en,
        sections=(
            *section("Shown by", rows, note=note),
            *section("What helps", helps.helps_group(knowledge, (str(pattern.id),)), note=helps.NOTE, top=TOP_CAUSES),
        ),
    )
