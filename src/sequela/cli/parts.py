"""`sequela workup` and `sequela plan`: one part of the assessment by itself, for each case of the files."""

from __future__ import annotations

import argparse

from sequela.assess import assess
from sequela.assessment import Assessment
from sequela.case.errors import CaseError
from sequela.case.files import CaseInput, case_of
from sequela.knowledge.schema.knowledge import Knowledge

from .faults import ANSWERED, BAD_INPUT, FAULT, debugging, tell_fault, tell_problems
from .inputs import Today, entries, knowledge_of
from .output import coloured, write_json, write_text


def run(options: argparse.Namespace) -> int:
    """Answer every entry with its part, as a page or as JSON. Returns the exit status."""
    knowledge = knowledge_of(options)
    found = list(entries(options.files))
    today = Today(options.as_of)
    one = len(options.files) == 1 and len(found) == 1
    status = ANSWERED
    for number, entry in enumerate(found):
        status = max(status, _answered(entry, number, options, knowledge, today, one))
    return status


def _answered(
    entry: CaseInput, number: int, options: argparse.Namespace, knowledge: Knowledge, today: Today, one: bool
) -> int:
    try:
        case = case_of(entry, knowledge, as_of=options.as_of, today=today.said(entry))
        assessment = assess(case, knowledge, case.as_of)
    except CaseError as error:
        tell_problems(error)
        if options.json:
            write_json(error.to_json(), one=one)
        return BAD_INPUT
    except Exception as error:
        if debugging():
            raise
        message = tell_fault(error, entry.name)
        if options.json:
            write_json({"file": entry.name, "error": {"code": "fault", "field": "", "message": message}}, one=one)
        return FAULT
    if options.json:
        write_json(part(assessment, options.command), one=one)
    else:
        write_text(("\n" if number else "") + _text(assessment, options, knowledge), painted=True)
    return ANSWERED


def part(assessment: Assessment, name: str) -> dict[str, object]:
    """The part of an assessment's JSON with what says whose it is; without the part if its work was not done."""
    whole = assessment.to_json()
    return {key: whole[key] for key in ("schema", "case", "as_of", "knowledge", name) if key in whole}


def _text(assessment: Assessment, options: argparse.Namespace, knowledge: Knowledge) -> str:
    if options.command == "plan":
        from sequela.report import plan_page

        return plan_page.render(assessment, colour=coloured(), full=options.full)
    from sequela.report import workup_page

    labels = {t.id: t.label.en for t in knowledge.treatments.values()}
    return workup_page.render(assessment, labels, colour=coloured(), full=options.full)
