"""What templates say of an assessment with: the words and pictures that reports are made of, and links to the basis."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from markupsafe import Markup

from sequela.knowledge.schema.knowledge import Knowledge
from sequela.pathway.dictation import inside, listed, percent, sentence
from sequela.report import blocks as block_words
from sequela.report import followup_screen, next_steps, sections
from sequela.report.figures import arguments, change, diary, differential, of_hundred, outcomes, tradeoff
from sequela.report.figures.svg import clean
from sequela.report.html.render import bits_words, chart, leading, merged, odds_words, weighed

ORIGINS = frozenset({"elicited", "competing explanation", "by definition"})


def evidence(knowledge: Knowledge, identifier: str) -> str | None:
    """The address of the page on a finding, factor, mechanism, test, treatment or source; None if there is none."""
    for kind, known in _kinds(knowledge):
        if identifier in known:
            return f"/evidence/{kind}/{identifier}"
    return None


def _kinds(knowledge: Knowledge) -> tuple[tuple[str, Mapping[str, object]], ...]:
    return (
        ("finding", knowledge.findings),
        ("factor", knowledge.factors),
        ("mechanism", knowledge.mechanisms),
        ("group", knowledge.groups),
        ("test", knowledge.tests),
        ("treatment", knowledge.treatments),
        ("source", knowledge.sources),
    )  # type: ignore[return-value]  # ids are texts


def plain(identifier: str) -> str:
    """An id as words."""
    return identifier.replace("_", " ")


FILTERS: Mapping[str, Callable[..., object]] = {"plain": plain, "clean": clean, "inside": inside, "said": sentence}

FOR_TEMPLATES: Mapping[str, object] = {
    "sections": sections,
    "steps": next_steps,
    "block_words": block_words,
    "percent": percent,
    "listed": listed,
    "svg": Markup,
    "evidence": evidence,
    "chart_rows": chart,
    "leading": leading,
    "weighed": weighed,
    "bits_words": bits_words,
    "odds_words": odds_words,
    "merged": merged,
    "axis": differential.axis,
    "interval_strip": differential.strip,
    "member_strip": differential.member_strip,
    "bits_scale": arguments.scale,
    "bits_strip": arguments.strip,
    "change_strip": change.strip,
    "hundred": of_hundred.picture,
    "longest": tradeoff.longest,
    "relief_strip": tradeoff.relief,
    "recovery_strip": tradeoff.recovery,
    "harm_strip": tradeoff.harm,
    "diary_svg": diary.diary_svg,
    "diary_words": diary.diary_words,
    "course_scale": outcomes.scale,
    "course_chart": outcomes.chart,
    "course_words": outcomes.words,
    "due_when": followup_screen.when,
}
