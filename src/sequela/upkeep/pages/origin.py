"""Pages of where numbers come from: sources and conventions."""

from __future__ import annotations

import dataclasses
import re
from collections import Counter
from collections.abc import Iterable, Iterator

from sequela.knowledge.check import limits, parts
from sequela.knowledge.estimate import from_mapping, probability
from sequela.knowledge.schema.blocks import Disturbance, Licence
from sequela.knowledge.schema.care import Gate, Harm, SharedGate
from sequela.knowledge.schema.coverage import Criterion
from sequela.knowledge.schema.education import Paragraph
from sequela.knowledge.schema.failure import FailureReason
from sequela.knowledge.schema.knowledge import Knowledge
from sequela.knowledge.schema.medicines import Interaction, OpioidRule
from sequela.knowledge.schema.red_flags import RedFlag
from sequela.knowledge.schema.risks import Benefit
from sequela.knowledge.schema.sources import Source
from sequela.knowledge.schema.terms import Convention, Estimate, SourceId, Text
from sequela.knowledge.schema.tests import Test
from sequela.report.citations import address
from sequela.upkeep.pages.page import Page, Row, section
from sequela.upkeep.pages.strength import of_hundred
from sequela.upkeep.pages.wording import in_brief

_WORD = re.compile(r"\w+")

_READ = {
    "abstract": "the abstract was read",
    "full_text": "the full text was read",
    "secondary": "known from another publication",
    "guideline": "a guideline was read",
    "summary": "a summary was read",
}


def source_page(knowledge: Knowledge, source: Source) -> Page:
    """A source with its link, whom it studied, and every record that uses it."""
    rows = [Row(label=address(source) or "no address"), Row(label=_READ[source.read])]
    for name, words in (("design", source.design), ("patients", source.population)):
        if words is not None:
            rows.append(Row(label=f"{name}: {words}"))
    rows.append(Row(label=f"operated patients: {source.operated}"))
    if source.funding is not None:
        rows.append(Row(label=f"paid for by: {source.funding.by}", words=source.funding.url))
    return Page(
        kind="source",
        id=source.id,
        label=source.cite,
        sections=(
            *section("About it", rows),
            *section("Used by", list(_users(knowledge, source.id))),
        ),
    )


def convention_page(convention: Convention) -> Page:
    """A choice of ours with its reason."""
    row = Row(label=convention.unit, numbers={"": convention.value}, words=convention.reason)
    return Page(kind="convention", id=convention.id, label=convention.id, sections=section("Chosen", [row]))


def source_rows(knowledge: Knowledge, record: object, further: Iterable[str] = ()) -> list[Row]:
    """The sources a record uses, in the order of their first use, with their links."""
    rows: list[Row] = []
    for identifier in dict.fromkeys((*cited(knowledge, record), *further)):
        source = knowledge.sources.get(SourceId(identifier))
        cite = "not among the sources" if source is None else source.cite
        link = None if source is None else address(source)
        rows.append(Row(label=cite, id=f"source:{identifier}", lead=identifier, words=link))
    return rows


def cited(knowledge: Knowledge, record: object) -> Iterator[str]:
    """Every source that an estimate inside a record names as its origin, in its reason or in its note."""
    for _, paragraph in parts(record, Paragraph):
        yield from paragraph.sources
    estimates = [estimate for _, estimate in parts(record, Estimate)]
    estimates += [from_mapping(raw) for _, raw in limits(record)]
    for estimate in estimates:
        if estimate.source is not None:
            yield estimate.source
        for word in _WORD.findall(f"{estimate.elicited or ''} {estimate.note or ''}"):
            if SourceId(word) in knowledge.sources:
                yield word


def rests_on(knowledge: Knowledge, record: object) -> Iterator[str]:
    """Every source a record rests on: those of its numbers, and those it names beside them."""
    yield from cited(knowledge, record)
    if isinstance(record, RedFlag | FailureReason | Interaction | Disturbance | OpioidRule):
        yield from record.sources
    for _, benefit in parts(record, Benefit):
        yield from benefit.sources
    for _, gate in parts(record, Gate):
        yield from gate.sources
    for _, harm in parts(record, Harm):
        yield from harm.sources
    for _, criterion in parts(record, Criterion):
        yield from criterion.sources
    for _, licence in parts(record, Licence):
        yield from licence.sources
    if isinstance(record, Test | SharedGate):
        said = " ".join(text.en for _, text in parts(record, Text))
        yield from (word for word in _WORD.findall(said) if SourceId(word) in knowledge.sources)


def source_of(knowledge: Knowledge, estimate: Estimate) -> Source | None:
    """The publication behind a number, if it has one that is known."""
    return None if estimate.source is None else knowledge.sources.get(estimate.source)


def share_row(knowledge: Knowledge, label: str, leads_to: str | None, estimate: Estimate) -> Row:
    """A share as so many of 100, with its origin."""
    share = probability(estimate).mean
    return Row(
        label=label,
        id=leads_to,
        lead=f"{of_hundred(share):>3} of 100",
        numbers={"P": share},
        estimate=estimate,
        source=source_of(knowledge, estimate),
    )


def reasoned_row(knowledge: Knowledge, label: str, estimate: Estimate) -> Row:
    """A share with the whole reasoning behind it, shown in brief and in full alike."""
    row = share_row(knowledge, label, None, estimate)
    reason = estimate.elicited or estimate.note
    if reason is None:
        return row
    return dataclasses.replace(row, words=f"{in_brief(estimate, row.source)}. {reason}")


def code_rows(knowledge: Knowledge, *of: str) -> list[Row]:
    """The codes of public terminologies for ``kind:id``."""
    return [
        Row(
            label=f"{code.display}{f' ({code.note})' if code.note else ''}{'' if code.opened else '; not yet opened'}",
            id=f"code:{code.id}",
            lead=f"{code.system} {code.code}",
        )
        for code in knowledge.codes.values()
        if code.of in of
    ]


def every_record(knowledge: Knowledge) -> Iterator[tuple[str, str, object]]:
    """Kind, id and record of everything in the knowledge."""
    for kind, records in (
        ("mechanism", knowledge.mechanisms),
        ("group", knowledge.groups),
        ("finding", knowledge.findings),
        ("red_flag", knowledge.red_flags),
        ("failure_reason", knowledge.failure_reasons),
        ("factor", knowledge.factors),
        ("pattern", knowledge.patterns),
        ("procedure", knowledge.procedures),
        ("test", knowledge.tests),
        ("gate", knowledge.gates),
        ("treatment", knowledge.treatments),
        ("medicine", knowledge.medicines),
        ("interaction", knowledge.interactions),
        ("opioid_rule", knowledge.opioid_rules),
        ("instrument", knowledge.instruments),
        ("risk", knowledge.risks),
        ("code", knowledge.codes),
        ("accuracy", knowledge.accuracy),
        ("page", knowledge.education),
        ("coverage", knowledge.coverage),
        ("block", knowledge.blocks),
        ("anaesthetic", knowledge.anaesthetics),
        ("disturbance", knowledge.disturbances),
        ("convention", knowledge.conventions),
        ("source", knowledge.sources),
    ):
        for identifier, record in records.items():
            yield kind, str(identifier), record


def _users(knowledge: Knowledge, source: SourceId) -> Iterator[Row]:
    for kind, identifier, record in every_record(knowledge):
        uses = Counter(rests_on(knowledge, record))[source]
        if uses:
            label = getattr(getattr(record, "label", None), "en", identifier)
            numbers = {"times": float(uses)} if uses > 1 else {}
            yield Row(label=label, id=f"{kind}:{identifier}", numbers=numbers)
