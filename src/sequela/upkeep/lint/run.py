"""All rules of the lint, in the order in which their faults are best mended."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

from sequela.knowledge.load import Reading, read_knowledge
from sequela.knowledge.problem import KnowledgeError, Problem, in_order
from sequela.knowledge.schema.knowledge import Knowledge
from sequela.upkeep.lint import (
    accuracy,
    care,
    coverage,
    measures,
    numbers,
    priors,
    reading,
    records,
    references,
    rules,
    scores,
    sources,
    tables,
    wording,
)

Check = Callable[[Reading], Iterable[Problem]]

CHECKS: tuple[Check, ...] = (
    references.unknown_ids,
    references.unknown_factor_levels,
    references.unknown_finding_levels,
    references.codes_of_nothing,
    records.odd_ids,
    records.odd_scales,
    records.odd_saliences,
    records.groups_that_group_nothing,
    records.red_flags_without_way_out,
    rules.malformed,
    rules.unreachable,
    rules.in_a_circle,
    rules.mechanisms_in_a_circle,
    numbers.impossible_numbers,
    numbers.equal_reasons,
    numbers.reasons_without_content,
    numbers.shared_likelihood_ratios,
    numbers.levels_above_one,
    numbers.shares_that_do_not_add_up,
    priors.neither_measured_nor_searched,
    tables.levels_missing,
    tables.leak_without_cause,
    tables.links_without_leak,
    tables.too_many_causes,
    tables.below_the_leak,
    tables.odd_links,
    accuracy.outside_without_reason,
    scores.odd_instruments,
    coverage.criteria_about_nothing,
    coverage.criteria_without_address,
    coverage.criteria_unread,
    care.gates_without_ground,
    care.same_gate_twice,
    care.treatments_without_outcome,
    care.odd_outcomes,
    care.aimed_at_nothing,
    care.tests_without_figure,
    care.failures_that_say_nothing,
    care.shown_by_no_test,
    care.tests_of_nothing,
    measures.counted_twice,
    measures.groups_of_one,
    measures.same_words,
    sources.without_address,
    sources.odd_addresses,
    sources.one_study_twice,
    wording.unasked_or_untranslated,
    wording.named_in_one_language,
    wording.empty,
    reading.one_language_only,
    reading.figures_astray,
    reading.without_source,
    reading.unsaid,
    reading.about_nothing,
    reading.hard_pages,
    reading.hard_questions,
)


def lint(reading: Reading) -> tuple[Problem, ...]:
    """Every fault in the knowledge, by file and line; empty if there is none."""
    found = {problem for check in CHECKS for problem in check(reading)}
    return in_order(found)


def sound_knowledge(folder: Path) -> Knowledge:
    """The knowledge of a folder in which the lint finds nothing. Raises `KnowledgeError`.

    It is read and linted each time: one misspelt id in a rule can turn an emergency into routine, and no cache may
    vouch for that.
    """
    found = read_knowledge(folder)
    problems = lint(found)
    if problems:
        raise KnowledgeError(problems)
    return found.knowledge


def lint_folder(folder: Path | None = None) -> tuple[Problem, ...]:
    """Every fault in a folder (None: the packaged one): those of shape, or if there are none, of content."""
    try:
        return lint(read_knowledge(folder))
    except KnowledgeError as error:
        return error.problems
