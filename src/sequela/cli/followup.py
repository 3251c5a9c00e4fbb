"""`sequela followup`: cases in, what changed and what is due out; a bad file never keeps the others from an answer."""

from __future__ import annotations

import argparse

from sequela.assess import assess
from sequela.assessment import KnowledgeStamp, as_json
from sequela.assessment.followup import FollowUp
from sequela.assessment.opioids import OpioidLoad
from sequela.case.case import Case
from sequela.case.errors import CaseError, CaseProblem
from sequela.case.ledger import sort_facts
from sequela.knowledge.names import nearest
from sequela.knowledge.schema.knowledge import Knowledge
from sequela.pathway.blocks.answer import with_blocks
from sequela.pathway.followup.answer import followup
from sequela.pathway.followup.plans import plans_of
from sequela.pathway.reading import triage_reading
from sequela.records import frozen

from .each import each
from .inputs import knowledge_of
from .output import coloured

SCHEMA = "sequela.followup/1"


def run(options: argparse.Namespace) -> int:
    """Follow up every entry of every file, in order. Returns the exit status."""
    knowledge = knowledge_of(options)
    return each(options, knowledge, lambda case: _answer(case, knowledge, options))


@frozen
class _Answer:
    """The answer for one case, with what stands beside it."""

    case: Case
    level: str
    result: FollowUp
    load: OpioidLoad | None
    knowledge: Knowledge
    full: bool

    def to_json(self) -> dict[str, object]:
        """The follow-up as the contract lays it out, stamped with the knowledge it was made from."""
        stamp = KnowledgeStamp(version=self.knowledge.version, sha256=self.knowledge.sha256)
        body: dict[str, object] = {
            "schema": SCHEMA,
            "case": self.case.name,
            "as_of": self.case.as_of.isoformat(),
            "knowledge": as_json(stamp),
            "level": self.level,
            "followup": as_json(self.result),
        }
        if self.load is not None:
            body["opioid_load"] = as_json(self.load)
        return body

    def text(self) -> str:
        from sequela.report import followup_screen

        return followup_screen.render(
            self.case.name,
            self.result,
            self.load,
            knowledge_version=self.knowledge.version,
            colour=coloured(),
            full=self.full,
        )


def _answer(case: Case, knowledge: Knowledge, options: argparse.Namespace) -> _Answer:
    _check_since(case, options.since)
    whole = assess(case, knowledge, case.as_of)
    case = with_blocks(case, knowledge)
    facts = sort_facts(case, knowledge)
    reading, load = triage_reading(case, facts, knowledge), whole.opioid_load
    plans = plans_of(whole.plan, knowledge)
    result = followup(case, facts, reading, whole.triage, load, knowledge, plans=plans, baseline=options.since)
    return _Answer(
        case=case, level=whole.triage.level, result=result, load=load, knowledge=knowledge, full=options.full
    )


def _check_since(case: Case, since: str | None) -> None:
    """Refuse a treatment that the case does not have, or has without a time."""
    if since is None:
        return
    dated = {(t.id, t.treatment) for t in case.treatments if t.when is not None}
    dated |= {(s.id, s.procedure) for s in case.surgeries if s.when is not None}
    known = sorted({word for pair in dated for word in pair if word})
    if since not in known:
        near = nearest(since, known, limit=1)
        message = f"{since!r} is no treatment of this case with a time"
        problem = CaseProblem(
            code="unknown_name",
            field="--since",
            message=message,
            accepted=tuple(known),
            nearest=near[0] if near else None,
        )
        raise CaseError(case.name, (problem,))
