"""What helps: how many of 100 people were better in studies of a treatment, and how many in the other arm."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sequela.knowledge.estimate import probability
from sequela.knowledge.schema.knowledge import Knowledge
from sequela.knowledge.schema.mechanisms import Group, Mechanism
from sequela.knowledge.schema.terms import Estimate, PatternId
from sequela.knowledge.schema.treatments import Outcome, Treatment
from sequela.pathway.dictation import inside
from sequela.upkeep.pages.origin import source_of
from sequela.upkeep.pages.page import Row
from sequela.upkeep.pages.wording import OPERATED_SHORT

CERTAINTY = {"high": "high", "moderate": "moderate", "low": "low", "very_low": "very low"}
NOTE = "Of 100 people in studies like these, so many were better; they are not a promise for one person."


def outcome_row(
    knowledge: Knowledge,
    treatment: Treatment,
    outcome: Outcome,
    *,
    named: bool = True,
    about: frozenset[str] = frozenset(),
) -> Row:
    """One arm of one study.

    `named`: whether the treatment is said; on its own page it is not. `about`: what the page is about; whom the study
    selected for is said only where that is something else.
    """
    share, source = observed(outcome.share), source_of(knowledge, outcome.share)
    words = f"{outcome.measure.en}, {_months(outcome.months)}"
    numbers = {"P": share}
    if outcome.control is not None:
        arm = outcome.control_arm.en if outcome.control_arm is not None else "the other arm"
        numbers["control"] = observed(outcome.control)
        words += f"; {100 * numbers['control']:.0f} with {arm}"
    else:
        words += "; no comparison"
    words += f". {CERTAINTY[outcome.certainty].capitalize()} certainty"
    if not about & set(outcome.helps):
        words += f", studied in {', '.join(_label(knowledge, name) for name in outcome.helps)}"
    if source is None or source.operated != outcome.operated:
        words += f", {OPERATED_SHORT[outcome.operated]}"
    return Row(
        label=f"{treatment.label.en}: {words}" if named else words,
        id=f"treatment:{treatment.id}",
        lead=f"{100 * share:>3.0f} of 100",
        numbers=numbers,
        estimate=outcome.share,
        source=source,
        aside=outcome.note,
    )


def observed(estimate: Estimate) -> float:
    """The share as it was counted or printed: an outcome is told, not estimated."""
    if estimate.n is not None and estimate.N:
        return estimate.n / estimate.N
    return estimate.value or 0.0


def helped(knowledge: Knowledge, names: Iterable[str]) -> Iterator[tuple[Treatment, Outcome]]:
    """Every outcome of a study that selected for one of these mechanisms, groups or patterns."""
    wanted = frozenset(names)
    for treatment in knowledge.treatments.values():
        for outcome in treatment.outcomes:
            if wanted & set(outcome.helps):
                yield treatment, outcome


def what_helps(knowledge: Knowledge, mechanism: Mechanism) -> list[Row]:
    """Outcomes for this mechanism or its group, then those for its main pattern; the best controlled first."""
    own = {str(mechanism.id), *((str(mechanism.part_of),) if mechanism.part_of is not None else ())}
    main = max(mechanism.patterns, key=lambda p: probability(mechanism.patterns[p]).mean, default=None)
    return _rows(knowledge, own, () if main is None else (str(main),))


def helps_group(knowledge: Knowledge, names: Iterable[str]) -> list[Row]:
    """Outcomes for a group or any of its members, or for a pattern."""
    return _rows(knowledge, frozenset(names), ())


def _rows(knowledge: Knowledge, own: Iterable[str], pattern: Iterable[str]) -> list[Row]:
    names, patterns = frozenset(own), frozenset(pattern)
    found = list(helped(knowledge, names | patterns))
    found.sort(key=lambda pair: (not names & set(pair[1].helps), *by_trust(pair[1])))
    return [outcome_row(knowledge, treatment, outcome, about=names) for treatment, outcome in found]


def by_trust(outcome: Outcome) -> tuple[int, bool, bool, float]:
    """Sorts outcomes: the surest first, then those with a comparison, in operated patients, with the larger share."""
    sure = tuple(CERTAINTY).index(outcome.certainty)
    return sure, outcome.control is None, outcome.operated != "yes", -observed(outcome.share)


def _months(months: float) -> str:
    if months < 1:
        return f"{months * 30.4:.0f} days"
    return f"{months:g} months" if months != 1 else "1 month"


def _label(knowledge: Knowledge, name: str) -> str:
    known: Iterable[Mechanism | Group] = (*knowledge.mechanisms.values(), *knowledge.groups.values())
    for mechanism in known:
        if mechanism.id == name:
            return inside(mechanism.label.en)
    pattern = knowledge.patterns.get(PatternId(name))
    return name if pattern is None else inside(pattern.label.en)
