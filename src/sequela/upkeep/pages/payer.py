"""What a payer asks, opened by whoever keeps the knowledge: each criterion with its rule and the page that says so."""

from __future__ import annotations

from sequela.knowledge.schema.coverage import CoverageProfile, Criterion
from sequela.knowledge.schema.knowledge import Knowledge
from sequela.knowledge.schema.terms import FindingId
from sequela.upkeep.pages.origin import rests_on, source_rows
from sequela.upkeep.pages.page import Page, Row, section
from sequela.upkeep.pages.wording import rule_lines

NOT_PAID = "not paid for, whatever is recorded"


def coverage_page(knowledge: Knowledge, profile: CoverageProfile) -> Page:
    """The criteria of a payer, and what they rest on."""
    return Page(
        kind="coverage",
        id=profile.id,
        label=profile.label.en,
        about=profile.about.en,
        sections=(
            *section(f"What is asked ({profile.jurisdiction})", [_row(criterion) for criterion in profile.criteria]),
            *section("Sources", source_rows(knowledge, profile, tuple(dict.fromkeys(rests_on(knowledge, profile))))),
        ),
    )


def criterion_page(knowledge: Knowledge, profile: CoverageProfile, criterion: Criterion) -> Page:
    """One criterion: for what it is asked, its rule, who asks it and where that is written."""
    asked = [_asked(knowledge, name) for name in criterion.of]
    return Page(
        kind="criterion",
        id=criterion.id,
        label=criterion.text.en,
        about=None if criterion.note is None else criterion.note.en,
        sections=(
            *section("Asked for", asked),
            *section("Met when", [Row(label="rule", words="\n".join(_rule(criterion)))]),
            *section("Who asks", [Row(label=profile.label.en, id=f"coverage:{profile.id}", words=_issued(criterion))]),
            *section("Sources", source_rows(knowledge, criterion, rests_on(knowledge, criterion))),
        ),
    )


def _asked(knowledge: Knowledge, name: str) -> Row:
    """The treatment, test or block for which it is asked."""
    if name in knowledge.treatments:
        return Row(label=knowledge.treatments[name].label.en, id=f"treatment:{name}")
    if name in knowledge.tests:
        return Row(label=knowledge.tests[name].label.en, id=f"test:{name}")
    known = knowledge.findings.get(FindingId(name))
    return Row(label=name if known is None else known.label.en, id=f"finding:{name}")


def _row(criterion: Criterion) -> Row:
    return Row(
        label=f"{criterion.text.en} ({', '.join(criterion.of)})",
        id=f"criterion:{criterion.id}",
        words="\n".join((*_rule(criterion), _issued(criterion))),
    )


def _rule(criterion: Criterion) -> list[str]:
    return [NOT_PAID] if criterion.rule is None else list(rule_lines(criterion.rule))


def _issued(criterion: Criterion) -> str:
    year = "" if criterion.year is None else f" {criterion.year}"
    where = "" if criterion.jurisdiction is None else f", {criterion.jurisdiction}"
    return f"{criterion.issuer}{year}{where}; page read {criterion.read}"
