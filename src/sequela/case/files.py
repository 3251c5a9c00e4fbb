"""Case and vignette files: the edge where bytes come in.

A file is YAML, JSON or JSON Lines. A case file holds one patient. A vignette file (its entries have ``known_before``)
may hold many.
"""

from __future__ import annotations

import datetime as dt
import os
import stat
from collections.abc import Mapping
from dataclasses import field, replace
from pathlib import Path
from typing import BinaryIO, Literal

from sequela.case.case import Case
from sequela.case.diary_csv import MOST_BYTES
from sequela.case.errors import CaseError, CaseProblem
from sequela.case.form import shown
from sequela.case.read import read_case
from sequela.knowledge.schema.knowledge import Knowledge
from sequela.knowledge.strict import MAX_BYTES, StrictError, decode, parse_json, parse_yaml
from sequela.records import frozen

VIGNETTE_MARK = "known_before"
MOST_DIARIES = 50
"""Files that one case may name as diaries."""
DIARY_ENDINGS = (".csv", ".tsv")
"""What a file named as a diary may end in; no other file is opened for a case."""


@frozen
class CaseInput:
    """One patient of a file, not yet read: its name, what it is, and the parsed content.

    `error` stands for an entry that could not even be parsed, so that the others of its file are still answered.
    `attached` holds the bytes of the files it names (pain diaries), or why they cannot be read.
    """

    name: str
    kind: Literal["case", "vignette"]
    raw: object
    error: CaseError | None = None
    attached: Mapping[str, bytes | CaseProblem] = field(default_factory=dict)


def read_file(path: Path | str) -> tuple[CaseInput, ...]:
    """The patients of a file with the diaries it names. Raises `CaseError` if it cannot be opened or parsed at all."""
    data = file_bytes(path, MAX_BYTES)
    if isinstance(data, CaseProblem):
        raise CaseError(str(path), (data,))
    folder = Path(path).parent
    return tuple(replace(item, attached=_diaries(item.raw, folder)) for item in read_bytes(data, str(path)))


def file_bytes(path: Path | str, most: int) -> bytes | CaseProblem:
    """The content of a regular file, of one too large no more than a byte over `most`; or why it cannot be read."""
    try:
        # Without O_NONBLOCK, opening a pipe that nobody writes to would wait for ever.
        number = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
        with os.fdopen(number, "rb") as stream:
            if not stat.S_ISREG(os.fstat(number).st_mode):
                return _unreadable("it is no regular file")
            return stream.read(most + 1)
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else None
        return _unreadable(reason or type(error).__name__)


def _diaries(raw: object, folder: Path) -> dict[str, bytes | CaseProblem]:
    """The files named as diaries of blocks, by name as written, relative to the folder of the case."""
    blocks = raw.get("blocks") if isinstance(raw, Mapping) else None
    named = [block.get("diary") for block in blocks if isinstance(block, Mapping)] if isinstance(blocks, list) else []
    found: dict[str, bytes | CaseProblem] = {}
    for name in named:
        if isinstance(name, str) and name not in found and len(found) < MOST_DIARIES:
            found[name] = _diary_bytes(name, folder)
    return found


def _diary_bytes(name: str, folder: Path) -> bytes | CaseProblem:
    if Path(name).is_absolute() or not name.strip():
        return _not_read("a diary is named relative to its case file, so that both can be moved together")
    if not name.lower().endswith(DIARY_ENDINGS):
        return _not_read(f"{shown(name)} has not the ending of a diary")
    # A case file comes from others: what it names must not reach beyond its folder, by dots or by a link.
    try:
        path = (folder / name).resolve()
        inside = path.is_relative_to(folder.resolve()) and path.name.lower().endswith(DIARY_ENDINGS)
    except (OSError, ValueError, RuntimeError) as error:
        return _not_read(f"the diary {shown(name)} cannot be read: {type(error).__name__}")
    if not inside:
        return _not_read(f"the diary {shown(name)} lies outside the folder of its case file; put it beside the case")
    read = file_bytes(path, MOST_BYTES)
    if isinstance(read, CaseProblem):
        return replace(read, message=f"the diary {shown(name)}: {read.message}")
    return read


def _not_read(message: str) -> CaseProblem:
    return CaseProblem(code="unreadable", field="", message=message, accepted=("diaries/first_block.csv",))


def read_stream(stream: BinaryIO, name: str) -> tuple[CaseInput, ...]:
    """The patients that a stream holds; of one too large, no more than a byte over the limit is read."""
    return read_bytes(stream.read(MAX_BYTES + 1), name)


def _unreadable(reason: str) -> CaseProblem:
    return CaseProblem(code="unreadable", field="", message=f"the file cannot be read: {reason}")


def read_bytes(data: bytes, name: str) -> tuple[CaseInput, ...]:
    """The patients in the content of a file called `name`; its ending tells JSON, JSON Lines and YAML apart."""
    try:
        text = decode(data, name)
        if name.lower().endswith((".jsonl", ".ndjson")) or _looks_like_lines(text, name):
            return _lines(text, name)
        value = parse_json(text, name) if _looks_like_json(text, name) else parse_yaml(text, name)
    except StrictError as error:
        raise _located(error, name) from error
    return _inputs(value, name)


def load_case(
    path: Path | str, knowledge: Knowledge, as_of: dt.date | None = None, today: dt.date | None = None
) -> Case:
    """The one case in a file. Raises `CaseError`, also when the file holds several patients."""
    found = read_file(path)
    if len(found) != 1:
        message = f"the file holds {len(found)} patients; one was expected"
        raise CaseError(str(path), (CaseProblem(code="two_patients", field="", message=message),))
    return case_of(found[0], knowledge, as_of=as_of, today=today or dt.date.today())


def case_of(item: CaseInput, knowledge: Knowledge, *, as_of: dt.date | None, today: dt.date) -> Case:
    """The case of one entry. Raises `CaseError`."""
    if item.error is not None:
        raise item.error
    if item.kind == "case":
        return read_case(item.raw, item.name, knowledge, as_of=as_of, today=today, attached=item.attached)
    # Reading free text needs far more than reading a case file, which need not wait for it.
    from sequela.case.vignette import read_vignette

    return read_vignette(item.raw, item.name, knowledge, as_of=as_of, today=today)


def _inputs(value: object, name: str) -> tuple[CaseInput, ...]:
    if isinstance(value, list) and any(_is_vignette(part) for part in value):
        return tuple(_vignette(part, name, n, alone=len(value) == 1) for n, part in enumerate(value))
    if _is_vignette(value):
        return (_vignette(value, name, 0, alone=True),)
    return (CaseInput(name=name, kind="case", raw=value),)


def _is_vignette(value: object) -> bool:
    return isinstance(value, Mapping) and VIGNETTE_MARK in value


def _vignette(value: object, name: str, number: int, *, alone: bool) -> CaseInput:
    label = name
    if isinstance(value, Mapping):
        stated = next((value[key] for key in ("case", "id") if isinstance(value.get(key), str)), None)
        label = stated or (name if alone else f"{name}#{number + 1}")
    error = None
    if not _is_vignette(value):
        message = f"entry {number + 1} of the list has no {VIGNETTE_MARK}; only vignettes can stand in a list"
        problem = CaseProblem(code="missing", field=f"[{number}]", message=message, accepted=(VIGNETTE_MARK,))
        error = CaseError(label, (problem,))
    return CaseInput(name=label, kind="vignette", raw=value, error=error)


def _looks_like_json(text: str, name: str) -> bool:
    return name.lower().endswith(".json") or text.lstrip()[:1] == "{"


def _looks_like_lines(text: str, name: str) -> bool:
    """JSON Lines under any name, as it comes on standard input: no JSON as a whole, but a line of it is an object."""
    lines = [line for line in text.split("\n") if line.strip()]
    if len(lines) < 2 or text.lstrip()[:1] != "{" or _is_json(text, name):
        return False
    return any(line[0] == "{" and line.rstrip()[-1] == "}" and _is_json(line, name) for line in lines)


def _is_json(text: str, name: str) -> bool:
    try:
        parse_json(text, name)
    except StrictError:
        return False
    return True


def _lines(text: str, name: str) -> tuple[CaseInput, ...]:
    found: list[CaseInput] = []
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        label = f"{name}#{number}"
        try:
            found.extend(_inputs(parse_json(line, label), label))
        except StrictError as error:
            found.append(CaseInput(name=label, kind="vignette", raw=None, error=_located(error, label)))
    if not found:
        raise CaseError(name, (CaseProblem(code="empty", field="", message="the file is empty"),))
    return tuple(found)


def _located(error: StrictError, name: str) -> CaseError:
    message = f"line {error.line}: {error.message}; {error.mend}"
    return CaseError(name, (CaseProblem(code=error.code, field=f"line {error.line}", message=message),))
