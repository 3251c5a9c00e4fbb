"""The files of a knowledge folder: which file holds what, their bytes, their content, and where each thing

stands.
"""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from sequela.knowledge.problem import KnowledgeError, Problem, path_text
from sequela.knowledge.schema import (
    Accuracy,
    Code,
    Convention,
    EducationPage,
    Factor,
    FailureReason,
    Finding,
    Group,
    Instrument,
    Interaction,
    Mechanism,
    Medicine,
    OpioidRule,
    Pattern,
    Procedure,
    RedFlag,
    Risk,
    Source,
    Treatment,
)
from sequela.knowledge.strict import MAX_BYTES, Place, StrictError, decode, parse_yaml

KINDS: Mapping[str, type] = {
    "mechanisms": Mechanism,
    "groups": Group,
    "findings": Finding,
    "red_flags": RedFlag,
    "factors": Factor,
    "patterns": Pattern,
    "failure_reasons": FailureReason,
    "procedures": Procedure,
    "treatments": Treatment,
    "medicines": Medicine,
    "interactions": Interaction,
    "opioid_rules": OpioidRule,
    "instruments": Instrument,
    "risks": Risk,
    "codes": Code,
    "accuracy": Accuracy,
    "education": EducationPage,
    "conventions": Convention,
    "sources": Source,
}
"""What a file holds is said by its first folder, or by its own name at the top: ``findings/x.yaml``,
``factors.yaml``.

A file holds one record or a list of them.
"""

VERSION_FILE = "version.yaml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One record as read: its kind, where it stands and its plain data."""

    kind: str
    file: str
    place: Place
    value: object
    lines: Mapping[Place, int]

    @property
    def id(self) -> str | None:
        """The id as written, if there is one."""
        found = self.value.get("id") if isinstance(self.value, dict) else None
        return found if isinstance(found, str) else None

    def problem(self, message: str, mend: str, at: Iterable[str | int] = ()) -> Problem:
        """A problem inside this record, with the line of the nearest thing that has one."""
        steps = list(at)
        place = (*self.place, *steps)
        known = (self.lines.get(place[:n]) for n in range(len(place), 0, -1))
        line = next((number for number in known if number is not None), 1)
        name = [self.id] if self.id is not None and self.place else []
        return Problem(file=self.file, path=path_text([*name, *steps]), message=message, mend=mend, line=line)


def read_files(folder: Path) -> tuple[tuple[str, bytes], ...]:
    """Every YAML file below `folder`: its name with forward slashes and its bytes, in order of name.

    Raises `KnowledgeError` with every file that cannot be read, is no regular file, is too large, or has an
    ending by which it would be left out without a word.
    """
    if not os.path.isdir(folder):  # noqa: PTH112 - of a name that no system accepts, pathlib's version raises
        raise KnowledgeError(
            [Problem(file=str(folder), message="there is no such knowledge folder", mend="name a folder")]
        )
    found: list[tuple[str, bytes]] = []
    problems: list[Problem] = []
    for path in _paths(folder, problems):
        name = path.relative_to(folder).as_posix()
        try:
            _check_name(name)
            found.append((name, _bytes(path)))
        except _UnfitError as error:
            problems.append(Problem(file=name, message=error.message, mend=error.mend))
    if problems:
        raise KnowledgeError(sorted(problems))
    return tuple(sorted(found))


class _UnfitError(Exception):
    """A file that cannot be part of the knowledge."""

    def __init__(self, message: str, mend: str) -> None:
        self.message, self.mend = message, mend
        super().__init__(message)


def _paths(folder: Path, problems: list[Problem]) -> Iterator[Path]:
    """Everything below `folder` that looks like YAML; a folder that cannot be entered is a problem."""

    def unreadable(error: OSError) -> None:
        name = Path(error.filename).relative_to(folder).as_posix()
        message = f"the folder cannot be read: {error.strerror}"
        problems.append(Problem(file=f"{name}/", message=message, mend="make the folder readable or remove it"))

    for place, folders, files in os.walk(folder, onerror=unreadable):
        for name in folders:
            if os.path.islink(os.path.join(place, name)):  # noqa: PTH114, PTH118 - half the time of the walk
                link = Path(place, name).relative_to(folder).as_posix()
                message = "a link to a folder is not followed"
                problems.append(Problem(file=link, message=message, mend="put the folder itself there"))
        yield from (Path(place, name) for name in files if name.lower().endswith((".yaml", ".yml")))


def _check_name(name: str) -> None:
    if not name.endswith(".yaml"):
        raise _UnfitError("the file would not be read: its name does not end in .yaml", "rename it to end in .yaml")
    try:
        name.encode()
    except UnicodeEncodeError as error:
        raise _UnfitError("the name of the file is not UTF-8 text", "rename the file") from error


def _bytes(path: Path) -> bytes:
    """The bytes of a regular file of bearable size; it never waits for a pipe or a device."""
    try:
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
        with os.fdopen(handle, "rb") as opened:
            if not stat.S_ISREG(os.fstat(opened.fileno()).st_mode):
                raise _UnfitError("this is no regular file", "put a file there or remove it")
            data = opened.read(MAX_BYTES + 1)
    except OSError as error:
        raise _UnfitError(f"the file cannot be read: {error.strerror}", "make it readable or remove it") from error
    if len(data) > MAX_BYTES:
        raise _UnfitError(f"the file is larger than {MAX_BYTES} bytes", "split it into several files")
    return data


def fingerprint(files: Iterable[tuple[str, bytes]]) -> str:
    """SHA-256 over names and contents: it names the content of the knowledge, whatever machine it lies on."""
    whole = hashlib.sha256()
    for name, data in files:
        whole.update(f"{len(name.encode())} {name} {len(data)} ".encode())
        whole.update(data)
    return whole.hexdigest()


def kind_of(name: str) -> str:
    """What the file of this name would hold; not always one of `KINDS`."""
    return name.split("/", 1)[0].removesuffix(".yaml")


def items(files: Iterable[tuple[str, bytes]], problems: list[Problem]) -> Iterator[Item]:
    """The records in the files, in order; what cannot be read is added to `problems`."""
    for name, data in files:
        if name == VERSION_FILE:
            continue
        kind = kind_of(name)
        if kind not in KINDS:
            message = f"no kind of knowledge is called {kind!r}"
            problems.append(Problem(file=name, message=message, mend=_nearest_kind(kind)))
            continue
        lines: dict[Place, int] = {}
        value = _parsed(name, data, lines, problems)
        if isinstance(value, list):
            for index, entry in enumerate(value):
                yield Item(kind=kind, file=name, place=(index,), value=entry, lines=lines)
        elif isinstance(value, dict):
            yield Item(kind=kind, file=name, place=(), value=value, lines=lines)
        elif value is not None:
            mend = "write one record with its keys, or a list of them"
            problems.append(Problem(file=name, message="the file holds a single word", mend=mend, line=1))


def version_of(files: Iterable[tuple[str, bytes]], problems: list[Problem]) -> str:
    """The version written in ``version.yaml``; a missing or odd one is added to `problems`."""
    for name, data in files:
        if name == VERSION_FILE:
            value = _parsed(name, data, {}, problems)
            if isinstance(value, dict) and isinstance(value.get("version"), str) and len(value) == 1:
                return str(value["version"])
    mend = "write one line, such as version: 2026.11.1"
    problems.append(Problem(file=VERSION_FILE, message="the knowledge has no version", mend=mend))
    return ""


def _parsed(name: str, data: bytes, lines: dict[Place, int], problems: list[Problem]) -> object:
    try:
        return parse_yaml(decode(data, name), name, lines)
    except StrictError as error:
        problems.append(Problem(file=name, message=error.message, mend=error.mend, line=error.line))
        return None


def _nearest_kind(kind: str) -> str:
    from sequela.knowledge.names import nearest

    near = nearest(kind, KINDS, limit=1)
    return f"did you mean {near[0]!r}?" if near else f"accepted: {', '.join(KINDS)}"
