"""What a payer asks, opened by whoever keeps the knowledge: each criterion with its rule and the page that says so."""

from __future__ import annotations

from sequela.knowledge.schema.coverage import CoverageProfile, Criterion
from sequela.knowledge.schema.knowledge import Knowledge
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


def _row(criterion: Criterion) -> Row:
    rule = [NOT_PAID] if criterion.rule is None else rule_lines(criterion.rule)
    year = "" if criterion.year is None else f" {criterion.year}"
    where = "" if criterion.jurisdiction is None else f", {criterion.jurisdiction}"
    return Row(
        label=f"{criterion.text.en} [{', '.join(criterion.of)}]",
        words="\n".join((*rule, f"{criterion.issuer}{year}{where}; page read {criterion.read}")),
    )
