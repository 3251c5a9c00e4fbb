"""What helps: how many of 100 people were better in studies of a treatment, and how many in the other arm."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sequela.knowledge.estimate import probability
from sequela.knowledge.schema import Group, Knowledge, Mechanism, Outcome, PatternId, Treatment
from sequela.pathway.dictation import inside
from sequela.upkeep.pages.origin import source_of
from sequela.upkeep.pages.page import Row
from sequela.upkeep.pages.strength import of_hundred
from sequela.upkeep.pages.wording import OPERATED_SHORT

CERTAINTY = {"high": "high", "moderate": "moderate", "low": "low", "very_low": "very low"}
NOTE = "Of 100 people in studies like these, so many were better; they are not a promise for one person."


def outcome_row(knowledge: Knowledge, treatment: Treatment, outcome: Outcome, *, named: bool = True) -> Row:
    """One arm of one study. `named`: whether the treatment is said; on its own page it is not."""
    share = probability(outcome.share).mean
    words = f"{outcome.measure.en}, {_months(outcome.months)}"
    if outcome.control is not None:
        arm = outcome.control_arm.en if outcome.control_arm is not None else "the other arm"
        words += f"; {of_hundred(probability(outcome.control).mean)} with {arm}"
    else:
        words += "; no comparison group"
    selected = ", ".join(_label(knowledge, name) for name in outcome.helps)
    words += f". For: {selected}. Certainty {CERTAINTY[outcome.certainty]}, {OPERATED_SHORT[outcome.operated]}"
    numbers = {"P": share}
    if outcome.control is not None:
        numbers["control"] = probability(outcome.control).mean
    return Row(
        label=f"{treatment.label.en}: {words}" if named else words,
        id=f"treatment:{treatment.id}",
        lead=f"{of_hundred(share):>3} of 100",
        numbers=numbers,
        estimate=outcome.share,
        source=source_of(knowledge, outcome.share),
    )


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
    found.sort(key=lambda pair: (not names & set(pair[1].helps), pair[1].control is None, -_share(pair[1])))
    return [outcome_row(knowledge, treatment, outcome) for treatment, outcome in found]


def _share(outcome: Outcome) -> float:
    return probability(outcome.share).mean


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
