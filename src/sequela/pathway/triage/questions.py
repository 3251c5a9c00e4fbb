"""The fewest questions that could rule a danger out.

Asking everything about every danger would bury the few answers that matter. For each undecided flag the questions are
those that, all answered with "no, or old and unchanged", make its rule false; none of them can be left out. They stand
in the flag's own order, so the telling question comes before the others.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TypeAlias

from sequela.knowledge.schema.terms import FindingId
from sequela.pathway.reading import CaseFacts
from sequela.rules.facts import Observed
from sequela.rules.language import Rule, holds

Answers: TypeAlias = Mapping[FindingId, tuple[Observed, ...]]


def fewest(rule: Rule, candidates: Iterable[FindingId], views: Sequence[CaseFacts]) -> tuple[FindingId, ...]:
    """Return the candidates, in their order, without which reassuring answers would leave the rule undecided.

    `views` are the complaints, for all of which the rule must become false. Candidates are dropped from the last to the
    first as long as the rest still rules the danger out; so the first named are kept. If not even all of them together
    rule it out (a date is missing too), all are returned. Cost: one evaluation of the rule per candidate.
    """
    kept = list(dict.fromkeys(candidates))
    asked = [(view, {finding: _reassuring(view, finding) for finding in kept}) for view in views]
    if not _ruled_out(rule, kept, asked):
        return tuple(kept)
    for finding in reversed(tuple(kept)):
        fewer = [other for other in kept if other != finding]
        if _ruled_out(rule, fewer, asked):
            kept = fewer
    return tuple(kept)


def _ruled_out(rule: Rule, findings: Sequence[FindingId], asked: Iterable[tuple[CaseFacts, Answers]]) -> bool:
    """Whether the rule is false in every view once the findings are answered so."""
    for view, reassuring in asked:
        seen = {**view.seen, **{finding: reassuring[finding] for finding in findings}}
        if holds(rule, replace(view, seen=seen)) is not False:
            return False
    return True


def _reassuring(view: CaseFacts, finding: FindingId) -> tuple[Observed, ...]:
    """The answer that reassures: what was seen turns out old and stable, what was not asked, absent."""
    known = view.seen.get(finding, ())
    levels = view.knowledge.findings[finding].levels
    return tuple(_old(place) for place in known) or (Observed(levels=levels, low=0, high=0),)


def _old(place: Observed) -> Observed:
    if place.low == 0:
        return replace(place, high=0)
    return replace(place, changed=False, began=(math.inf, math.inf))
