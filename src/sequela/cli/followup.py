"""`sequela followup`: cases in, what changed and what is due out; a bad file never keeps the others from an answer."""

from __future__ import annotations

import argparse

from sequela.assessment import KnowledgeStamp, as_json
from sequela.assessment.followup import FollowUp
from sequela.assessment.opioids import OpioidLoad
from sequela.case.case import Case
from sequela.case.errors import CaseError, CaseProblem
from sequela.case.files import case_of
from sequela.case.ledger import sort_facts
from sequela.knowledge.names import nearest
from sequela.knowledge.schema.knowledge import Knowledge
from sequela.pathway.followup.answer import followup
from sequela.pathway.plan.opioid_load import opioid_load
from sequela.pathway.reading import triage_reading
from sequela.pathway.triage.red_flags import triage
from sequela.records import frozen

from .faults import ANSWERED, BAD_INPUT, FAULT, debugging, fault, tell_fault, tell_problems
from .inputs import Today, entries, knowledge_of
from .output import coloured, write_json, write_text

SCHEMA = "sequela.followup/1"


def run(options: argparse.Namespace) -> int:
    """Follow up every entry of every file, in order. Returns the exit status."""
    knowledge = knowledge_of(options)
    found = list(entries(options.files))
    today = Today(options.as_of)
    one = len(options.files) == 1 and len(found) == 1
    status = ANSWERED
    for number, entry in enumerate(found):
        try:
            case = case_of(entry, knowledge, as_of=options.as_of, today=today.said(entry))
            answer = _answer(case, knowledge, options.since)
        except CaseError as error:
            status = max(status, BAD_INPUT)
            tell_problems(error)
            if options.json:
                write_json(error.to_json(), one=one)
            continue
        except Exception as error:
            if debugging():
                raise
            status = FAULT
            message = tell_fault(error, entry.name)
            if options.json:
                write_json(fault(entry.name, message), one=one)
            continue
        if options.json:
            write_json(answer.to_json(knowledge), one=one)
        else:
            write_text(("\n" if number else "") + _text(answer, knowledge, options), painted=True)
    return status


@frozen
class _Answer:
    """The answer for one case, with what stands beside it."""

    case: Case
    level: str
    result: FollowUp
    load: OpioidLoad | None

    def to_json(self, knowledge: Knowledge) -> dict[str, object]:
        stamp = KnowledgeStamp(version=knowledge.version, sha256=knowledge.sha256)
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


def _answer(case: Case, knowledge: Knowledge, since: str | None) -> _Answer:
    _check_since(case, since)
    facts = sort_facts(case, knowledge)
    reading = triage_reading(case, facts, knowledge)
    danger = triage(case, reading, knowledge)
    load = opioid_load(case, reading, knowledge)
    result = followup(case, facts, reading, danger, load, knowledge, baseline=since)
    return _Answer(case=case, level=danger.level, result=result, load=load)


def _text(answer: _Answer, knowledge: Knowledge, options: argparse.Namespace) -> str:
    from sequela.report import followup_screen

    return followup_screen.render(
        answer.case.name,
        answer.result,
        answer.load,
        knowledge_version=knowledge.version,
        colour=coloured(),
        full=options.full,
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
