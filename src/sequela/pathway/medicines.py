"""Medicines that do not go together, or not with a condition of this patient: rules, each with what to do about it.

Only what is on record raises an alert; a list that does not name a medicine is no proof that it is not taken.
Nothing here advises a dose.
"""

from __future__ import annotations

from sequela.assessment import MedicineAlert
from sequela.case.case import Case
from sequela.knowledge.schema.knowledge import Knowledge
from sequela.pathway.reading import TriageReading
from sequela.pathway.wording import statements
from sequela.rules.kleene import some
from sequela.rules.language import rule_of


def medicine_alerts(case: Case, reading: TriageReading, knowledge: Knowledge) -> tuple[MedicineAlert, ...]:
    """Return the interactions whose rule is true, in the order of the knowledge.

    Pure. `reading` holds the facts usable on the day of assessment.
    """
    found: list[MedicineAlert] = []
    for interaction in knowledge.interactions.values():
        rule = rule_of(interaction.when)
        verdict = some([rule.evaluate(view) for view in reading.stated])
        if verdict.value is True:
            found.append(
                MedicineAlert(
                    id=interaction.id,
                    label=interaction.label.en,
                    because=statements(verdict.because, case, reading.facts, knowledge),
                    effect=interaction.effect.en,
                    action=interaction.action.en,
                    sources=tuple(interaction.sources),
                )
            )
    return tuple(found)
