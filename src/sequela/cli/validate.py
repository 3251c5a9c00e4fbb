"""`sequela validate`: how good the answers are, measured anew on simulated patients and published cases."""

from __future__ import annotations

import argparse
import datetime as dt
import os
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from .faults import ANSWERED, BAD_INPUT, tell
from .inputs import knowledge_of
from .output import coloured, write_json, write_text

if TYPE_CHECKING:
    from sequela.validation.study import Validation

AS_OF = dt.date(2026, 1, 1)
"""The day as of which published cases are assessed unless another is asked for: the same bytes on every day."""


def run(options: argparse.Namespace) -> int:
    """Measure, show, record; return the exit status. A goal that is not met is a finding and no fault."""
    from sequela.validation.part import Settings, Study
    from sequela.validation.published.entries import CaseSetError
    from sequela.validation.study import UnknownPartError, as_data, validate

    settings = Settings(
        seed=options.seed,
        patients=options.patients,
        workers=options.workers or os.cpu_count() or 1,
        as_of=options.as_of or AS_OF,
        cases=None if options.cases is None else Path(options.cases),
    )
    if options.record is not None and not _writable(Path(options.record)):
        return BAD_INPUT
    progress = _Progress()
    try:
        study = Study(knowledge=knowledge_of(options), settings=settings, progress=progress)
        found = validate(study, options.only)
    except (UnknownPartError, CaseSetError) as error:
        progress.end()
        for line in str(error).splitlines():
            tell(line)
        return BAD_INPUT
    progress.end()
    if options.json:
        write_json(as_data(found), one=True)
    else:
        _show(found, options.full)
    return ANSWERED if options.record is None or _recorded(found, Path(options.record)) else BAD_INPUT


def _show(found: Validation, full: bool) -> None:
    from sequela.report.screen import painted
    from sequela.validation.screen import lines

    colour = coloured()
    write_text(painted(lines(found, full=full), colour=colour), painted=True)


def _writable(folder: Path) -> bool:
    """Whether results can be written there; asked before minutes are spent on them."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        why = "it is a file; name a folder" if folder.is_file() else error.strerror or type(error).__name__
        tell(f"{folder}: the results cannot be written there: {why}")
        return False
    return True


def _recorded(found: Validation, folder: Path) -> bool:
    """Write the results for programs, the report for reviews, and the page with the pictures."""
    from sequela.validation.markdown import markdown
    from sequela.validation.page import validation_page
    from sequela.validation.results_file import PAGE, REPORT, RESULTS, as_text, from_text

    results = as_text(found)
    read = from_text(results)
    try:
        for name, text in ((RESULTS, results), (REPORT, markdown(read)), (PAGE, validation_page(read))):
            (folder / name).write_text(text, encoding="utf-8")
    except OSError as error:
        tell(f"{folder}: the results cannot be written there: {error.strerror or type(error).__name__}")
        return False
    tell(f"written to {folder}: {RESULTS}, {REPORT}, {PAGE}")
    return True


class _Progress:
    """One line on standard error that says what is being done and about how long it takes; silent in a pipe."""

    def __init__(self) -> None:
        self._start = self._last = time.monotonic()
        self._shown = ""
        self._alive = sys.stderr is not None and sys.stderr.isatty()

    def __call__(self, done: float, what: str) -> None:
        now = time.monotonic()
        if now - self._last < (1 if self._alive else 30):
            return
        self._last, spent = now, now - self._start
        left = f", about {spent / done - spent:.0f} s to go" if done > 0.02 else ""
        text = f"{100 * done:3.0f} % {what}, {spent:.0f} s{left}"
        if self._alive:
            sys.stderr.write(f"\r{text:{len(self._shown)}}")
            sys.stderr.flush()
            self._shown = text
        else:
            tell(text)

    def end(self) -> None:
        """Leave the line."""
        if self._shown:
            sys.stderr.write("\n")
