"""What would settle an undecided rule, in words a clinic can act on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sequela.knowledge.schema.knowledge import Knowledge
from sequela.knowledge.schema.terms import FactorId, FindingId

_OF_A_RECORD: Mapping[str, str] = {
    "effect": "what it did",
    "adequate": "whether dose, time and technique were enough",
    "weeks": "how many weeks it was given",
    "percent": "how much of the pain it took away, in percent",
    "effect_weeks": "how many weeks its effect lasted",
    "when": "when it was",
}
_KINDS: Mapping[str, str] = {
    "conservative": "conservative treatment: what was tried, for how long, with what effect",
    "medicine": "medicines: what was tried, for how long, with what effect",
    "injection": "injections: whether one was given, when, with what effect",
    "neuromodulation": "neuromodulation: whether it was tried, and with what effect",
    "operation": "operations as treatments: whether one was done, and with what effect",
}
_NUMBERS: Mapping[str, str] = {
    "age": "age",
    "operations": "earlier operations, or that there were none",
    "pain_duration_days": "when this pain began",
}


def missing_words(names: Iterable[str], knowledge: Knowledge) -> tuple[str, ...]:
    """One text for each name that a verdict's `settle` holds."""
    return tuple(dict.fromkeys(_words(name, knowledge) for name in names))


def _words(name: str, knowledge: Knowledge) -> str:
    finding = knowledge.findings.get(FindingId(name))
    if finding is not None and finding.asked == "block":
        return f"{finding.label.en}: whether and when it was done, and its result"
    if finding is not None:
        return finding.label.en
    head, _, key = name.partition(".")
    label = _label(head, knowledge)
    if key:
        return f"{label}: {_OF_A_RECORD.get(key, key.replace('_', ' '))}"
    if name in knowledge.treatments:
        return f"{label}: whether it was tried, when, with what effect"
    factor = knowledge.factors.get(FactorId(name))
    if factor is not None:
        return factor.label.en
    return _KINDS.get(name) or _NUMBERS.get(name) or label


def _label(name: str, knowledge: Knowledge) -> str:
    treatment, finding = knowledge.treatments.get(name), knowledge.findings.get(FindingId(name))
    known = treatment or finding
    return name.replace("_", " ") if known is None else known.label.en
