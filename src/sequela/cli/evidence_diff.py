"""`sequela evidence diff OLD NEW`: what changed between two versions of the knowledge, and whose conclusions change."""

from __future__ import annotations

import argparse
import shutil
import time
from pathlib import Path

from sequela.assess import assess
from sequela.assessment import Assessment
from sequela.case.errors import CaseError
from sequela.case.files import CaseInput, case_of
from sequela.knowledge.load import load_knowledge
from sequela.knowledge.problem import KnowledgeError
from sequela.knowledge.schema.knowledge import Knowledge
from sequela.records import frozen
from sequela.upkeep.diff.comparison import Cases, Comparison, NotCompared
from sequela.upkeep.diff.conclusions import CaseChange, Limits, Shift, limits_of, shifts
from sequela.upkeep.diff.records import record_changes
from sequela.upkeep.diff.revision import RevisionError
from sequela.upkeep.diff.sides import BUILT_IN, Side, read_side
from sequela.upkeep.diff.values import Counting

from .faults import ANSWERED, BAD_INPUT, debugging, tell, tell_fault, tell_knowledge, tell_problems
from .inputs import Today, entries
from .output import write_json, write_text

ENDINGS = (".yaml", ".yml", ".json", ".jsonl", ".ndjson")
"""What a file of cases may end in."""

NARROWEST, WIDEST = 60, 120
"""Between these the page takes the width of the terminal."""


def run(options: argparse.Namespace) -> int:
    """Compare, write the answer, and return the exit status: that of a report, whether or not anything differs."""
    built_in = load_knowledge()
    refused: list[dict[str, object]] = []
    files = _case_files(options.cases, refused)
    read = [_side(name, built_in, refused, assessing=options.cases is not None) for name in (options.old, options.new)]
    sides = [side for side in read if side is not None]
    if refused:
        for body in refused if options.json else []:
            write_json(body, one=len(refused) == 1)
        return BAD_INPUT
    old, new = sides
    cases = None if options.cases is None else _compared(files, old, new, limits_of(built_in), Today(options.as_of))
    comparison = Comparison(old=old, new=new, records=record_changes(old, new), cases=cases)
    counting = Counting(mass=built_in.conventions["interval_mass"].value, seed=int(built_in.conventions["seed"].value))
    _write(comparison, counting, options)
    return ANSWERED


def _write(comparison: Comparison, counting: Counting, options: argparse.Namespace) -> None:
    if options.json:
        from sequela.upkeep.diff.data import comparison_data

        write_json(comparison_data(comparison, counting), one=True)
        return
    from sequela.upkeep.diff.page import comparison_page
    from sequela.upkeep.pages.page import WIDTH, page_text

    columns = min(max(shutil.get_terminal_size((WIDTH, 0)).columns, NARROWEST), WIDEST)
    write_text(page_text(comparison_page(comparison, counting, full=options.full), columns, full=options.full))


# --- the two versions -------------------------------------------------------------------------------------------------


def _side(name: str, built_in: Knowledge, refused: list[dict[str, object]], *, assessing: bool) -> Side | None:
    """One version; or None where it cannot be used, which is then said and added to `refused`."""
    if name != BUILT_IN:
        tell(f"reading and checking {name}")
    try:
        side = read_side(name, built_in)
    except KnowledgeError as error:
        refused.append(tell_knowledge(error, name))
        return None
    except RevisionError as error:
        refused.append(_refused(name, error.message, error.accepted))
        return None
    _tell_doubts(side, assessing=assessing)
    return side


def _refused(name: str, message: str, accepted: tuple[str, ...]) -> dict[str, object]:
    """Say why an operand cannot be used; returned is the same in its JSON form."""
    tell(f"{name}: {message}" + (f" (accepted: {', '.join(accepted)})" if accepted else ""))
    problem = {"code": "unreadable", "field": "", "message": message, "accepted": list(accepted), "nearest": None}
    return {"file": name, "error": problem}


_NAMED = 5
"""Lent conventions that are named; of the rest the number is enough."""


def _tell_doubts(side: Side, *, assessing: bool) -> None:
    if side.doubts:
        count = len(side.doubts)
        tell(
            f"{side.name}: today's lint finds {count} problem{'' if count == 1 else 's'} in this version, "
            f"which is compared all the same; the first: {side.doubts[0]}"
        )
    if side.lent and assessing:
        rest = len(side.lent) - _NAMED
        named = ", ".join(side.lent[:_NAMED]) + (f" and {rest} more" if rest > 0 else "")
        tell(f"{side.name}: patients are assessed with the built-in conventions where it has none: {named}")


# --- the cases --------------------------------------------------------------------------------------------------------


def _case_files(name: str | None, refused: list[dict[str, object]]) -> list[str]:
    """The files of cases in a folder and below, in order; that there are none is said and added to `refused`."""
    if name is None:
        return []
    place = Path(name)
    accepted = ("a folder with case or vignette files", f"endings {' '.join(ENDINGS)}")
    try:
        if place.is_file():
            return [name]
        found = sorted(str(path) for path in place.rglob("*") if path.suffix.lower() in ENDINGS and path.is_file())
        if not found:
            missing = "no case or vignette file is in it" if place.is_dir() else "there is no such folder"
            refused.append(_refused(name, missing, accepted))
    except OSError as error:
        refused.append(_refused(name, f"the folder cannot be read: {error.strerror}", accepted))
        return []
    return found


def _compared(files: list[str], old: Side, new: Side, limits: Limits, today: Today) -> Cases:
    changed: list[CaseChange] = []
    not_compared: list[NotCompared] = []
    unchanged = 0
    found = list(entries(files))
    progress = _Progress(len(found))
    for entry in found:
        outcome = _one(entry, old, new, limits, today)
        if isinstance(outcome, NotCompared):
            not_compared.append(outcome)
        elif outcome.shifts:
            changed.append(outcome)
        else:
            unchanged += 1
        progress.step()
    return Cases(
        changed=tuple(sorted(changed, key=lambda case: case.weight)),
        unchanged=unchanged,
        not_compared=tuple(not_compared),
    )


@frozen
class _Unusable:
    """Why a version cannot assess an entry: in few words, and for bad input in full."""

    message: str
    error: CaseError | None = None


def _one(entry: CaseInput, old: Side, new: Side, limits: Limits, today: Today) -> CaseChange | NotCompared:
    before, after = (_assessed(entry, side, today) for side in (old, new))
    if isinstance(before, Assessment) and isinstance(after, Assessment):
        return CaseChange(case=entry.name, shifts=shifts(before, after, limits))
    told = [found.message if isinstance(found, _Unusable) else "can be read" for found in (before, after)]
    problems = [found.error for found in (after, before) if isinstance(found, _Unusable) and found.error is not None]
    if problems:
        tell_problems(problems[0])
    if isinstance(before, _Unusable) and isinstance(after, _Unusable):
        return NotCompared(name=entry.name, message=after.message)
    shift = Shift(sort="unread", what="This file", before=told[0], after=told[1])
    return CaseChange(case=entry.name, shifts=(shift,))


def _assessed(entry: CaseInput, side: Side, today: Today) -> Assessment | _Unusable:
    try:
        case = case_of(entry, side.knowledge, as_of=today.given, today=today.said(entry))
        return assess(case, side.knowledge, case.as_of)
    except CaseError as error:
        return _Unusable(message=f"cannot be used: {error.problems[0].message}", error=error)
    except Exception as error:
        if debugging():
            raise
        return _Unusable(message=tell_fault(error, f"{entry.name} under {side.name}"))


class _Progress:
    """Says how far it is, once a second has passed and then every few seconds."""

    def __init__(self, total: int) -> None:
        """`total` patients are to be compared."""
        self._total, self._done, self._next = total, 0, time.monotonic() + 1

    def step(self) -> None:
        """One more is done."""
        self._done += 1
        if time.monotonic() >= self._next and self._done < self._total:
            tell(f"{self._done} of {self._total} patients compared")
            self._next = time.monotonic() + 5
