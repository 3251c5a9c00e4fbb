"""The fewest questions that could rule a danger out.

Asking everything about every danger would bury the few answers that matter. For each undecided flag the questions are
those that, all answered with "no, or old and unchanged", make its rule false; none of them can be left out. They stand
in the flag's own order, so the telling question comes before the others.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from sequela.knowledge.schema.terms import FindingId
from sequela.pathway.reading import CaseFacts
from sequela.rules.facts import Observed
from sequela.rules.kleene import Verdict

Decision = Callable[[Sequence[CaseFacts]], Verdict]
"""The rule of a flag over all complaints."""


def fewest(decision: Decision, candidates: Iterable[FindingId], views: Sequence[CaseFacts]) -> tuple[FindingId, ...]:
    """Return the candidates, in their order, without which reassuring answers would leave the flag undecided.

    Candidates are dropped from the last to the first as long as the rest still rules the flag out; so the first named
    are kept. If not even all of them together rule it out (a date is missing too), all are returned. Cost: one
    evaluation of the rule per candidate.
    """
    kept = list(dict.fromkeys(candidates))
    if not _ruled_out(decision, kept, views):
        return tuple(kept)
    for finding in reversed(tuple(kept)):
        fewer = [other for other in kept if other != finding]
        if _ruled_out(decision, fewer, views):
            kept = fewer
    return tuple(kept)


def _ruled_out(decision: Decision, findings: Iterable[FindingId], views: Sequence[CaseFacts]) -> bool:
    answered = tuple(findings)
    return decision([_reassured(view, answered) for view in views]).value is False


def _reassured(view: CaseFacts, findings: Iterable[FindingId]) -> CaseFacts:
    """The view after reassuring answers: what was seen turns out old and stable, what was not asked, absent."""
    seen = dict(view.seen)
    for finding in findings:
        known = seen.get(finding, ())
        levels = view.knowledge.findings[finding].levels
        seen[finding] = tuple(_old(place) for place in known) or (Observed(levels=levels, low=0, high=0),)
    return replace(view, seen=seen)


def _old(place: Observed) -> Observed:
    if place.low == 0:
        return replace(place, low=0, high=0)
    return replace(place, changed=False, began=(math.inf, math.inf))
