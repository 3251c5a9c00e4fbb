"""Where in a record something changed, in a clinician's words: "lumbar, Foot drop, when this alone is active"."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sequela.knowledge.schema.knowledge import Knowledge

_FIELDS: Mapping[str, str] = {
    "about": "description",
    "action": "what to do",
    "acts": "acts on the source or eases pain",
    "adequate": "what counts as an adequate trial",
    "alarming": "alarming while not settled",
    "applies_to": "stands before",
    "applies_when": "only asked when",
    "asks": "questions that settle it",
    "at_least": "from",
    "before_all": "comes before all other care",
    "burden": "",
    "buys": "what changing it buys",
    "care": "",
    "chance": "chance of passing",
    "checked": "read by a clinician",
    "classes": "classes of medicine",
    "cluster": "counts as",
    "co_cause": "a further source of the pain",
    "consent": "wish of the patient that decides",
    "context": "more or less often in",
    "control": "control arm",
    "criteria": "criterion",
    "except_for": "does not stand before",
    "false_positives": "positive without this source",
    "figures": "",
    "findings": "",
    "form": "where to get the form",
    "gate": "",
    "gates": "gate",
    "given": "when this alone is active",
    "harms": "harm",
    "helps": "whom it was studied in",
    "impossible_when": "cannot be when",
    "indicated": "offered only when",
    "inhibits": "speaks against it by",
    "instead": "what to do instead",
    "judged": "when judged",
    "lasts": "relief lasts (months)",
    "leak": "without any modelled cause",
    "leak_in": "without any modelled cause",
    "least": "acts at least (hours)",
    "licences": "what the reading opens",
    "main_share": "the main source of the pain",
    "measures": "measures the same as others named",
    "met_by": "met by",
    "mix": "other causes in the study",
    "most": "acts at most (hours)",
    "odds": "odds of response",
    "onset": "acts from (hours)",
    "outcomes": "outcome",
    "part_of": "shown inside",
    "patterns": "pattern",
    "phrases": "names in free text",
    "predictors": "predictor",
    "prior": "",
    "recovery": "recovery (weeks)",
    "regions": "parts of the spine",
    "reoperation": "operated on again",
    "role": "kind of gate",
    "salience": "weight as the main source",
    "sections": "",
    "share": "",
    "share_in": "",
    "shows": "findings it shows",
    "sources": "publications",
    "starts": "relief is felt (weeks)",
    "strength": "how often",
    "targets": "sources it is aimed at",
    "unless": "lifted when",
    "unsourced": "why without a publication",
    "urgency": "how urgent when present",
    "urgency_possible": "how urgent while not settled",
    "value": "",
    "within": "to be done within (hours)",
    "within_label": "how soon, in words",
}
"""Names of fields where a field's own name is not what a clinician would say; empty: said by what stands around it."""

_LAST = frozenset({"given", "inhibits"})
"""Fields that are told after the level that they hold."""
_UNSAID = frozenset({"present"})
"""Levels that go without saying."""
_HOLDING = frozenset({"regions", "outcomes", "buys"})
"""Fields of which only the entry is told."""


class Places:
    """Puts places and ids into words, with the labels that findings, mechanisms and others have in either version."""

    def __init__(self, old: Knowledge, new: Knowledge) -> None:
        """A label of the new version wins."""
        self._labels: dict[str, str] = {}
        for knowledge in (old, new):
            for records in (
                knowledge.patterns,
                knowledge.factors,
                knowledge.findings,
                knowledge.groups,
                knowledge.mechanisms,
            ):
                self._labels |= {str(name): record.label.en.rstrip("?") for name, record in records.items()}

    def told(self, at: Iterable[str]) -> str:
        """A place in words."""
        steps = list(at)
        if len(steps) > 1 and steps[-2] in _LAST:
            steps[-2:] = [steps[-1], steps[-2]]
        *way, last = [step for step in steps if step not in _UNSAID and not step.isdigit()]
        said = [self._step(step) for step in way if step not in _HOLDING]
        return ", ".join(word for word in (*said, self._step(last)) if word) or "value"

    def _step(self, step: str) -> str:
        return _FIELDS[step] if step in _FIELDS else self.named(step)

    def named(self, identifier: str) -> str:
        """What an id or word of ours is called."""
        return self._labels.get(identifier, identifier.replace("_", " "))
