"""What to ask, examine or look for next: the findings expected to tell most about the mechanisms.

The value of a finding is the information its answer is expected to bring, in bits: the sum over mechanisms of the
mutual information between the answer and the mechanism, given all that is known.
"""

from __future__ import annotations

import numpy as np

from sequela.assessment import AskNext, WouldChange
from sequela.inference import Outcome
from sequela.knowledge.schema import Finding, FindingId, Knowledge

from .posterior import Inferred

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
    """Name the two mechanisms the answer would tell most about, and in which direction."""
    told = np.argsort(-outcome.bits_per_cause, kind="stable")[:2]
    top = outcome.active[-1]
    names = []
    for i in told:
        label = knowledge.mechanisms[inferred.region.causes[i]].label.en.lower()
        names.append(f"{label} {_percent(inferred.active[i])} would become {_percent(top[i])}")
    return "if so: " + ", ".join(names)


def _percent(probability: float) -> str:
    return f"{100 * probability:.0f} %"


def would_change(knowledge: Knowledge, inferred: Inferred) -> tuple[WouldChange, ...]:
    """Results, and facts taken away, that would put another mechanism first by P(active)."""
    causes = inferred.region.causes
    leader = int(np.argmax(inferred.active))
    found: list[WouldChange] = []
    for f, outcome in inferred.outcomes.items():
        finding = knowledge.findings[f]
        for level, name in enumerate(finding.levels):
            now = int(np.argmax(outcome.active[level]))
            if now != leader:
                found.append(
                    WouldChange(
                        finding=f,
                        label=finding.label.en,
                        result=name,
                        leading=causes[now],
                        probability=float(outcome.probability[level]),
                        kind="result",
                    )
                )
    found.sort(key=lambda w: (-w.probability, w.finding, w.result))
    dropped = [
        WouldChange(
            finding=f,
            label=knowledge.findings[f].label.en,
            result="not counted",
            leading=causes[int(np.argmax(without))],
            probability=float(without.max()),
            kind="fact_removed",
        )
        for f, without in inferred.without_finding.items()
        if int(np.argmax(without)) != leader
    ]
    shown = int(knowledge.conventions["changes_shown"].value)
    return (*found[:shown], *dropped)


def candidates(
    knowledge: Knowledge, inferred_findings: tuple[FindingId, ...], seen: set[FindingId]
) -> tuple[FindingId, ...]:
    """Findings of the network that are not observed at all and could be looked for."""
    return tuple(f for f in inferred_findings if f not in seen and knowledge.findings[f].askable)
