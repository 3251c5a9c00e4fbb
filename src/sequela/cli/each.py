"""Every case of every file, answered in order: a bad one is said, and never keeps the others from an answer."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping
from typing import Protocol

from sequela.case.case import Case
from sequela.case.errors import CaseError
from sequela.case.files import CaseInput, case_of
from sequela.knowledge.schema.knowledge import Knowledge

from .faults import ANSWERED, BAD_INPUT, FAULT, debugging, fault, tell_fault, tell_problems
from .inputs import Today, entries
from .output import write_json, write_text


class Answer(Protocol):
    """What a command has to say of one case."""

    def to_json(self) -> Mapping[str, object]:
        """For programs."""
        ...

    def text(self) -> str:
        """For people."""
        ...


def each(options: argparse.Namespace, knowledge: Knowledge, answered: Callable[[Case], Answer]) -> int:
    """Answer every entry of every file and write it, as text or JSON. Returns the exit status."""
    found = list(entries(options.files))
    today = Today(options.as_of)
    one = len(options.files) == 1 and len(found) == 1
    status = ANSWERED
    for number, entry in enumerate(found):
        status = max(status, _one(entry, number, options, knowledge, answered, today, one))
    return status


def _one(
    entry: CaseInput,
    number: int,
    options: argparse.Namespace,
    knowledge: Knowledge,
    answered: Callable[[Case], Answer],
    today: Today,
    one: bool,
) -> int:
    try:
        answer = answered(case_of(entry, knowledge, as_of=options.as_of, today=today.said(entry)))
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
            write_json(fault(entry.name, message), one=one)
        return FAULT
    if options.json:
        write_json(answer.to_json(), one=one)
    else:
        write_text(("\n" if number else "") + answer.text(), painted=True)
    return ANSWERED
