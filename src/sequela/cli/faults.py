"""What went wrong, said to people on standard error: bad input with its mend, faults of ours without patient data."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sequela.case.errors import CaseError
    from sequela.knowledge.problem import KnowledgeError

ANSWERED, BAD_INPUT, FAULT = 0, 2, 3

DEBUG = "SEQUELA_DEBUG"

_TOLD = 40
"""Problems of a knowledge folder told at once: about what a screen holds."""


def tell(text: str) -> None:
    """Say something that is no result, on one line. Never raises: an answer does not hang on what is said beside it."""
    _say(f"sequela: {text}")


def tell_problems(error: CaseError) -> None:
    """Every fault of a file: place, what is wrong, what is accepted, the nearest match."""
    count = len(error.problems)
    tell(f"{error.name}: {'cannot be used' if count == 1 else f'cannot be used, {count} problems'}")
    for problem in error.problems:
        where = f"{problem.field}: " if problem.field and not problem.message.startswith(problem.field) else ""
        _say(f"  {where}{problem.message}")
        if problem.accepted:
            _say(f"      accepted: {', '.join(problem.accepted)}")
        if problem.nearest is not None:
            _say(f"      nearest:  {problem.nearest}")


def tell_knowledge(error: KnowledgeError, folder: str) -> dict[str, object]:
    """Every problem of a knowledge folder, one line each, with its mend; returned is the same in its JSON form."""
    count = len(error.problems)
    tell(f"{folder}: this knowledge cannot be used, {count} problem{'' if count == 1 else 's'}")
    for problem in error.problems[:_TOLD]:
        _say(f"  {problem}")
    if count > _TOLD:
        _say(f"  and {count - _TOLD} more: sequela evidence lint lists them all")
    listed: list[dict[str, object]] = [
        {
            "code": "knowledge",
            "field": problem.file if problem.line is None else f"{problem.file}:{problem.line}",
            "message": f"{problem.path}: {problem.message}" if problem.path else problem.message,
            "accepted": [problem.mend] if problem.mend else [],
            "nearest": None,
        }
        for problem in error.problems
    ]
    return {"file": folder, "error": listed[0], "problems": listed}


def tell_fault(error: BaseException, name: str | None = None) -> str:
    """A fault of ours, in a few words that are also returned.

    Its class and place only: the message of an exception might quote the patient's file.
    """
    what = f"a fault of ours ({type(error).__name__} in {_place(error)})"
    tell(
        f"{f'{name}: ' if name else ''}{what}; nothing was changed. "
        f"Set {DEBUG}=1 to see the details, which may quote patient data."
    )
    return what


def fault(name: str, message: str) -> dict[str, object]:
    """A fault of ours in its JSON form."""
    problem: dict[str, object] = {"code": "fault", "field": "", "message": message, "accepted": [], "nearest": None}
    return {"file": name, "error": problem}


def _say(line: str) -> None:
    """One line on standard error, if there is one that takes it."""
    from sequela.report.screen import in_charset, visible

    if sys.stderr is None or sys.stderr.closed:
        return
    try:
        sys.stderr.write(f"{in_charset(visible(line), sys.stderr.encoding)}\n")
        sys.stderr.flush()
    except OSError:
        # Its reader has gone or its disk is full, so nobody can be told. What follows goes nowhere, too: Python would
        # try again while closing and change the exit status.
        sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115, PTH123 - it lives as long as the process


def debugging() -> bool:
    """True if faults are to be shown with their whole trace."""
    return bool(os.environ.get(DEBUG))


def _place(error: BaseException) -> str:
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    if trace is None:
        return "unknown place"
    return f"{trace.tb_frame.f_globals.get('__name__', '?')}:{trace.tb_lineno}"
