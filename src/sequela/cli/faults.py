"""What went wrong, said to people on standard error: bad input with its mend, faults of ours without patient data."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sequela.case.errors import CaseError

ANSWERED, BAD_INPUT, FAULT = 0, 2, 3

DEBUG = "SEQUELA_DEBUG"


def tell(text: str) -> None:
    """Say something that is no result."""
    sys.stderr.write(f"sequela: {text}\n")


def tell_problems(error: CaseError) -> None:
    """Every fault of a file: place, what is wrong, what is accepted, the nearest match."""
    count = len(error.problems)
    tell(f"{error.name}: {'cannot be used' if count == 1 else f'cannot be used, {count} problems'}")
    for problem in error.problems:
        where = f"{problem.field}: " if problem.field and not problem.message.startswith(problem.field) else ""
        sys.stderr.write(f"  {where}{problem.message}\n")
        if problem.accepted:
            sys.stderr.write(f"      accepted: {', '.join(problem.accepted)}\n")
        if problem.nearest is not None:
            sys.stderr.write(f"      nearest:  {problem.nearest}\n")


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
