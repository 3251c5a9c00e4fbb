"""`sequela block`: pain diaries of diagnostic blocks read, alone or with the case they belong to."""

from __future__ import annotations

import argparse
import os
import stat
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from sequela.assessment import ComplaintResult
from sequela.assessment.blocks import BlockReading
from sequela.case.case import BlockDone, Case, Patient
from sequela.case.diary import Diary
from sequela.case.diary_csv import MOST_BYTES
from sequela.case.errors import CaseError, CaseProblem
from sequela.case.files import CaseInput, case_of, file_bytes
from sequela.case.form import Reading
from sequela.case.read_diary import diary_file
from sequela.knowledge.schema.knowledge import Knowledge
from sequela.pathway.blocks.answer import block_readings, with_changes
from sequela.report.blocks import NO_CASE, render
from sequela.report.figures.diary import MARK, diary_svg

from .faults import ANSWERED, BAD_INPUT, tell, tell_problems
from .inputs import Today, entries, knowledge_of
from .output import coloured, write_json, write_text

DIARY_ENDING = ".csv"
_NO_DIARY = CaseProblem(
    code="missing", field="blocks", message="the case has no block with a diary", accepted=("diary: diary.csv",)
)


def run(options: argparse.Namespace) -> int:
    """Read the diaries and write what they say. Returns the exit status."""
    knowledge = knowledge_of(options)
    try:
        case = _case(options, knowledge)
        readings = block_readings(case, knowledge)
        if not readings:
            raise CaseError(case.name, (_NO_DIARY,))
    except CaseError as error:
        tell_problems(error)
        if options.json:
            write_json(error.to_json(), one=True)
        return BAD_INPUT
    if case.complaints:
        readings = with_changes(readings, case, knowledge, lambda seen: _complaints(seen, knowledge))
    if options.svg and not _drawn(readings, Path(options.svg)):
        return BAD_INPUT
    if options.json:
        body: dict[str, object] = {"case": case.name, "as_of": case.as_of.isoformat()}
        if not case.complaints:
            body["because"] = NO_CASE
        body["blocks"] = [reading.to_json() for reading in readings]
        write_json(body, one=True)
    else:
        write_text(render(readings, case, knowledge, colour=coloured()), painted=True)
    return ANSWERED


def _complaints(case: Case, knowledge: Knowledge) -> tuple[ComplaintResult, ...]:
    from sequela.assess import assess

    return assess(case, knowledge, case.as_of).complaints


# --- what comes in ----------------------------------------------------------------------------------------------------


def _case(options: argparse.Namespace, knowledge: Knowledge) -> Case:
    """The case that is meant, with the diaries given beside it. Raises `CaseError`."""
    diaries = [name for name in options.files if name.lower().endswith(DIARY_ENDING)]
    cases = [name for name in options.files if name not in diaries]
    cases += [options.case] if options.case else []
    if len(cases) > 1:
        raise _fault(cases[1], "two_patients", "one case at a time; the other files are diaries that end in .csv")
    today = Today(options.as_of)
    if not cases:
        day = options.as_of or today.said(CaseInput(name=diaries[0], kind="case", raw=None))
        case = Case(name=diaries[0], schema="sequela.case/1", as_of=day, written=day, patient=Patient())
    else:
        found = list(entries(cases))
        if len(found) != 1:
            raise _fault(cases[0], "two_patients", f"the file holds {len(found)} patients; one was expected")
        case = case_of(found[0], knowledge, as_of=options.as_of, today=today.said(found[0]))
    return _attached(case, diaries, cases[0] if cases else None, knowledge)


def _attached(case: Case, diaries: Sequence[str], path: str | None, knowledge: Knowledge) -> Case:
    """The case with a block for each diary that it does not name itself."""
    folder = Path(path).parent if path else Path()
    known = {os.path.abspath(folder / block.diary_file) for block in case.blocks if block.diary_file}  # noqa: PTH100
    blocks = list(case.blocks)
    for name in diaries:
        if os.path.abspath(name) not in known:  # noqa: PTH100 - a name that no system accepts is refused below
            blocks.append(_block(_diary(name, case, knowledge), name, len(blocks)))
    return replace(case, blocks=tuple(blocks))


def _diary(name: str, case: Case, knowledge: Knowledge) -> Diary:
    data = file_bytes(name, MOST_BYTES)
    if isinstance(data, CaseProblem):
        raise CaseError(name, (data,))
    reading = Reading(knowledge=knowledge, as_of=case.as_of, written=case.written)
    diary = diary_file(data, Path(name).name, "", reading)
    if diary is None:
        raise CaseError(name, reading.reported())
    if diary.block is None:
        known = tuple(sorted(guide.finding for guide in knowledge.blocks.values()))
        message = "the head does not say which block it is of"
        raise CaseError(name, (CaseProblem(code="missing", field="block", message=message, accepted=known),))
    return diary


def _block(diary: Diary, name: str, place: int) -> BlockDone:
    return BlockDone(id=f"blocks[{place}]", block=diary.block or "", diary=diary, diary_file=name)


def _fault(name: str, code: str, message: str) -> CaseError:
    return CaseError(name, (CaseProblem(code=code, field="", message=message),))


# --- what goes out ----------------------------------------------------------------------------------------------------


def _drawn(readings: Sequence[BlockReading], out: Path) -> bool:
    """Write the pictures: one to the file, several as files of the folder. False, and said, if that cannot be."""
    several = len(readings) > 1
    try:
        if several:
            out.mkdir(parents=True, exist_ok=True)
        for number, reading in enumerate(readings, 1):
            path = out / f"block-{number}.svg" if several else out
            _write(path, diary_svg(reading, alone=True) + "\n")
            tell(f"picture written to {path}")
    except (OSError, ValueError) as error:
        reason = (error.strerror if isinstance(error, OSError) else None) or str(error) or type(error).__name__
        tell(f"{out}: the picture cannot be written: {reason}")
        return False
    return True


def _write(path: Path, svg: str) -> None:
    """Write a picture that only its owner reads; of files there already, only a picture of ours is overwritten."""
    if path.exists():
        if not stat.S_ISREG(path.stat().st_mode):
            raise ValueError(f"{path.name} is no regular file")
        with path.open("rb") as standing:
            if standing.read(len(MARK)) not in (b"", MARK.encode()):
                raise ValueError(f"{path.name} stands there already and is no picture of ours")
    beside = path.with_name(f".{os.getpid()}.part")
    try:
        with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
            file.write(svg)
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
