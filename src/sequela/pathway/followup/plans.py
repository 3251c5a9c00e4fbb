"""What the plan tells follow-up: the relief it expects of each treatment, and when a treatment may be given again."""

from __future__ import annotations

from sequela.assessment.followup import Plans, RepeatGate
from sequela.assessment.plan import PlanResult
from sequela.knowledge.schema.knowledge import Knowledge


def plans_of(plan: PlanResult | None, knowledge: Knowledge) -> Plans:
    """The predictions of a plan, and the limits of repeats that the knowledge has for its treatments."""
    options = () if plan is None else plan.options
    return Plans(
        predicted={o.treatment: o.relief_before or o.relief for o in options if o.relief is not None},
        repeats=tuple(
            RepeatGate(treatment=t.id, rule=gate.rule, text=gate.text.en, sources=tuple(map(str, gate.sources)))
            for t in knowledge.treatments.values()
            if t.care is not None
            for gate in t.care.repeats
        ),
    )
