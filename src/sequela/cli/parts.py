"""`sequela workup` and `sequela plan`: one part of the assessment by itself, for each case of the files."""

from __future__ import annotations

import argparse

from sequela.assess import assess
from sequela.assessment import Assessment
from sequela.knowledge.schema.knowledge import Knowledge
from sequela.records import frozen

from .each import each
from .inputs import knowledge_of
from .output import coloured


def run(options: argparse.Namespace) -> int:
    """Answer every entry with its part, as a page or as JSON. Returns the exit status."""
    knowledge = knowledge_of(options)
    return each(
        options,
        knowledge,
        lambda case: Part(
            assessment=assess(case, knowledge, case.as_of),
            name=options.command,
            knowledge=knowledge,
            full=options.full,
        ),
    )


@frozen
class Part:
    """One part of an assessment."""

    assessment: Assessment
    name: str
    knowledge: Knowledge
    full: bool

    def to_json(self) -> dict[str, object]:
        """The part with what says whose it is; without the part if its work was not done."""
        whole = self.assessment.to_json()
        return {key: whole[key] for key in ("schema", "case", "as_of", "knowledge", self.name) if key in whole}

    def text(self) -> str:
        """Its page."""
        if self.name == "plan":
            from sequela.report import plan_page

            return plan_page.render(self.assessment, colour=coloured(), full=self.full)
        from sequela.report import workup_page

        labels = {t.id: t.label.en for t in self.knowledge.treatments.values()}
        return workup_page.render(self.assessment, labels, colour=coloured(), full=self.full)
