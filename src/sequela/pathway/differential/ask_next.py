"""What to ask, examine or look for next: the findings expected to tell most about the mechanisms.

The value of a finding is the information its answer is expected to bring, in bits: the sum over mechanisms of the
mutual information between the answer and the mechanism, given all that is known.
"""

from __future__ import annotations

import numpy as np

from sequela.assessment import AskNext, WouldChange
from sequela.inference import Outcome
from sequela.knowledge.schema.findings import Finding
from sequela.knowledge.schema.knowledge import Knowledge
from sequela.knowledge.schema.terms import FindingId
from sequela.pathway.dictation import percent

from .posterior import Floats, Inferred

AT_THE_VISIT = frozenset({"patient", "examination"})


def ask_next(knowledge: Knowledge, inferred: Inferred) -> tuple[AskNext, ...]:
    """The most telling questions and examinations that are still open, most telling first."""
    shown = int(knowledge.conventions["questions_shown"].value)
    least = knowledge.conventions["least_bits_asked"].value
    found = [
        AskNext(
            finding=f,
            question=_question(knowledge.findings[f]),
            bits=o.bits,
            why=_why(knowledge, inferred, o),
            asked=knowledge.findings[f].asked,
        )
        for f, o in inferred.outcomes.items()
        if knowledge.findings[f].asked in AT_THE_VISIT and knowledge.findings[f].askable and o.bits >= least
    ]
    return tuple(sorted(found, key=lambda a: (-a.bits, a.finding))[:shown])


def _question(finding: Finding) -> str:
    return finding.question.en if finding.question else finding.label.en


def _why(knowledge: Knowledge, inferred: Inferred, outcome: Outcome) -> str:
    """Name the two mechanisms the answer would tell most about, and in which direction; one if it tells of no other."""
    bits = outcome.bits_per_cause
    told = [i for i in np.argsort(-bits, kind="stable")[:2] if bits[i] > 0]
    top = outcome.active[-1]
    names = []
    for i in told:
        label = knowledge.mechanisms[inferred.region.causes[i]].label.en.lower()
        names.append(f"{label} {percent(float(inferred.cause_active[i]))} would become {percent(float(top[i]))}")
    return "if so: " + ", ".join(names)


def would_change(knowledge: Knowledge, inferred: Inferred) -> tuple[WouldChange, ...]:
    """Results, and facts taken away, after which another mechanism would be more probable than the one listed first."""
    names = tuple(line.id for line in inferred.entries.lines)
    leader = int(np.argmax(inferred.main))
    # A mechanism already more probable, but seldom alone and so listed lower, would not be overtaking.
    eligible = inferred.active <= inferred.active[leader]

    def leading(active: Floats) -> list[int]:
        """Of each row the line that leads."""
        return [int(line) for line in np.argmax(np.where(eligible, active, 0.0), axis=1)]

    results = [(f, level) for f, o in inferred.outcomes.items() for level in range(o.probability.size)]
    found = [
        WouldChange(
            finding=f,
            label=knowledge.findings[f].label.en,
            result=knowledge.findings[f].levels[level],
            leading=names[first],
            probability=float(inferred.outcomes[f].probability[level]),
            kind="result",
        )
        for (f, level), first in zip(results, leading(inferred.given(inferred.outcomes.values())), strict=True)
        if first != leader
    ]
    found.sort(key=lambda w: (-w.probability, w.finding, w.result))
    removed = np.array(list(inferred.without_finding.values())).reshape(-1, len(names))
    dropped = [
        WouldChange(
            finding=f,
            label=knowledge.findings[f].label.en,
            result="not counted",
            leading=names[first],
            probability=float(without[first]),
            kind="fact_removed",
        )
        for (f, without), first in zip(inferred.without_finding.items(), leading(removed), strict=True)
        if first != leader
    ]
    shown = int(knowledge.conventions["changes_shown"].value)
    return (*found[:shown], *dropped)


def candidates(
    knowledge: Knowledge, inferred_findings: tuple[FindingId, ...], seen: set[FindingId]
) -> tuple[FindingId, ...]:
    """Findings of the network that are not observed at all and could be looked for."""
    return tuple(f for f in inferred_findings if f not in seen and knowledge.findings[f].askable)
