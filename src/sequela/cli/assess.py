"""`sequela assess`: files in, assessments out; a bad file never keeps the others from being answered."""

from __future__ import annotations

import argparse
import datetime as dt
from collections.abc import Callable
from typing import TypeAlias

from sequela.assess import assess
from sequela.assessment import Assessment
from sequela.case.case import Case
from sequela.case.errors import CaseError
from sequela.case.fact import Fact
from sequela.case.files import CaseInput, case_of
from sequela.knowledge.schema.knowledge import Knowledge
from sequela.records import frozen
from sequela.report.compare import WhatIf

from .faults import ANSWERED, BAD_INPUT, FAULT, debugging, fault, tell, tell_fault, tell_problems
from .inputs import Today, entries, knowledge_of
from .output import coloured, write_json, write_text
from .report_files import ReportFiles, TargetError


@frozen
class _Answer:
    """One entry's outcome: an assessment, or the error in its JSON form, with the exit status it calls for."""

    status: int
    case: Case | None = None
    assessment: Assessment | None = None
    what_if: WhatIf | None = None
    error: dict[str, object] | None = None


def run(options: argparse.Namespace) -> int:
    """Assess every entry of every file and write the answers in order. Returns the exit status."""
    knowledge = knowledge_of(options)
    found = list(entries(options.files))
    today = Today(options.as_of)
    one = len(options.files) == 1 and len(found) == 1
    try:
        write = _written_to(options, knowledge, one=one)
    except TargetError as error:
        tell(str(error))
        return BAD_INPUT
    status = ANSWERED
    for number, entry in enumerate(found):
        answer = _answer(entry, knowledge, options.as_of, today, options.set)
        status = max(status, answer.status, write(answer, number))
    return status


def _answer(
    entry: CaseInput, knowledge: Knowledge, as_of: dt.date | None, today: Today, supposed: list[str]
) -> _Answer:
    try:
        case = case_of(entry, knowledge, as_of=as_of, today=today.said(entry))
        assessment, what_if = _assessed(case, knowledge, supposed, entry.name)
    except CaseError as error:
        tell_problems(error)
        return _Answer(status=BAD_INPUT, error=error.to_json())
    except Exception as error:
        if debugging():
            raise
        return _Answer(status=FAULT, error=fault(entry.name, tell_fault(error, entry.name)))
    return _Answer(status=ANSWERED, case=case, assessment=assessment, what_if=what_if)


def _assessed(case: Case, knowledge: Knowledge, supposed: list[str], name: str) -> tuple[Assessment, WhatIf | None]:
    if not supposed:
        return assess(case, knowledge, case.as_of), None
    from sequela.case.what_if import suppose
    from sequela.report.compare import compare

    facts = [_supposition(text, number, case, knowledge, name) for number, text in enumerate(supposed)]
    before = assess(case, knowledge, case.as_of)
    after = assess(suppose(case, facts), knowledge, case.as_of)
    return after, compare(before, after, supposed)


def _supposition(text: str, number: int, case: Case, knowledge: Knowledge, name: str) -> Fact:
    """What ``--set`` supposes; its faults are those of the option and not of the file."""
    from sequela.case.what_if import parse_supposition

    try:
        return parse_supposition(text, number, case, knowledge)
    except CaseError as error:
        shown = text if len(text) <= 80 else f"{text[:77]}..."
        raise CaseError(f"--set {shown} (for {name})", error.problems) from error


Write: TypeAlias = Callable[[_Answer, int], int]
"""Writes an answer, given with its number, and returns the exit status that the writing calls for."""


def _writer(options: argparse.Namespace, knowledge: Knowledge, *, one: bool) -> Write:
    """What writes an answer: as JSON (one object, or JSON Lines), as a note, or as a screen."""

    def as_json(answer: _Answer, _number: int) -> int:
        body = answer.error if answer.assessment is None else answer.assessment.to_json()
        if body is not None and answer.what_if is not None:
            body["what_if"] = answer.what_if.to_json()
        write_json(body, one=one)
        return ANSWERED

    def as_text(answer: _Answer, number: int) -> int:
        if answer.assessment is not None:
            text = _text(answer.assessment, answer.what_if, options, knowledge)
            write_text(("\n" if number else "") + text, painted=not options.note)
        return ANSWERED

    return as_json if options.json else as_text


def _written_to(options: argparse.Namespace, knowledge: Knowledge, *, one: bool) -> Write:
    """What writes an answer: into HTML or PDF files, or on standard output. Raises `TargetError`."""
    if options.html:
        return _reporter(options, knowledge, one=one)
    return _pdf_reporter(options, knowledge, one=one) if options.pdf else _writer(options, knowledge, one=one)


def _pdf_reporter(options: argparse.Namespace, knowledge: Knowledge, *, one: bool) -> Write:
    """What writes the clinician's summary of an answer as PDF, and says where. Raises `TargetError`."""
    from sequela.cli.report import RENDERERS
    from sequela.report.letters.clinician import clinician

    files = ReportFiles(options.pdf, one=one, ending=".pdf")

    def as_pdf(answer: _Answer, _number: int) -> int:
        if answer.assessment is None or answer.case is None:
            return ANSWERED
        content, marks = RENDERERS["pdf"](clinician(answer.assessment, answer.case, knowledge))
        try:
            tell(f"summary written to {files.write_pdf(answer.assessment.case, content, marks)}")
        except TargetError as error:
            tell(str(error))
            return BAD_INPUT
        return ANSWERED

    return as_pdf


def _reporter(options: argparse.Namespace, knowledge: Knowledge, *, one: bool) -> Write:
    """What writes an answer as a report into a file, and says where. Raises `TargetError`."""
    from sequela.report.html.render import render

    files = ReportFiles(options.html, one=one)

    def as_html(answer: _Answer, _number: int) -> int:
        if answer.assessment is None or answer.case is None:
            return ANSWERED
        html = render(answer.assessment, answer.case, knowledge, what_if=answer.what_if)
        try:
            tell(f"report written to {files.write(answer.assessment.case, html)}")
        except TargetError as error:
            tell(str(error))
            return BAD_INPUT
        return ANSWERED

    return as_html


def _text(assessment: Assessment, what_if: WhatIf | None, options: argparse.Namespace, knowledge: Knowledge) -> str:
    if options.note:
        from sequela.report import note

        return note.render(assessment, knowledge, full=options.full, what_if=what_if)
    from sequela.report import terminal

    return terminal.render(assessment, colour=coloured(), full=options.full, what_if=what_if)
