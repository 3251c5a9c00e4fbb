"""An answer as expectations look at it, and the verdict on one of them."""

from __future__ import annotations

from collections.abc import Mapping

from sequela.assessment import Assessment
from sequela.assessment.plan import Option
from sequela.assessment.workup import Ranked
from sequela.knowledge.schema.knowledge import Knowledge
from sequela.records import frozen


@frozen
class Seen:
    """An answer, and where each finding of the patient stands in his case file."""

    assessment: Assessment
    knowledge: Knowledge
    places: Mapping[str, frozenset[str]]

    def option(self, treatment: str) -> Option | None:
        """The option of the plan; None where there is no plan or no such option."""
        plan = self.assessment.plan
        return next((o for o in plan.options if o.treatment == treatment), None) if plan is not None else None

    def steps(self) -> tuple[frozenset[str], ...]:
        """What each step of the plan is, or may become once its test has decided."""
        plan = self.assessment.plan
        stages = plan.stages if plan is not None else ()
        return tuple(frozenset({s.treatment, *(choice.treatment for choice in s.choices)}) for s in stages)

    def tests(self) -> tuple[Ranked, ...]:
        """The tests that may be done, in order."""
        workup = self.assessment.workup
        return tuple(t for t in workup.tests if t.withheld is None) if workup is not None else ()


@frozen
class Verdict:
    """Whether the answer is as expected, and what it says."""

    met: bool
    found: str


def words(name: str) -> str:
    """An id as people read it."""
    return name.replace("_", " ")
