"""The files of a knowledge folder: their names, their bytes, and the fingerprint of both."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator
from hashlib import sha256
from pathlib import Path

from sequela.knowledge.problem import KnowledgeError, Problem, in_order
from sequela.knowledge.strict import MAX_BYTES


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
    for name, path in _paths(folder, problems):
        try:
            _check_name(name)
            found.append((name, _bytes(path)))
        except _UnfitError as error:
            problems.append(Problem(file=name, message=error.message, mend=error.mend))
    if problems:
        raise KnowledgeError(in_order(problems))
    return tuple(sorted(found))


class _UnfitError(Exception):
    """A file that cannot be part of the knowledge."""

    def __init__(self, message: str, mend: str) -> None:
        self.message, self.mend = message, mend
        super().__init__(message)


def _paths(folder: Path, problems: list[Problem]) -> Iterator[tuple[str, str]]:
    """Everything below `folder` that looks like YAML, by its name and its path.

    Plain text all the way, since the hundreds of paths are walked whenever a process starts. A folder that cannot be
    entered is a problem.
    """
    before = len(os.path.join(folder, ""))  # noqa: PTH118 - the names are what follows the folder and its slash

    def named(path: str) -> str:
        return path[before:].replace(os.sep, "/")

    def unreadable(error: OSError) -> None:
        message = f"the folder cannot be read: {error.strerror}"
        mend = "make the folder readable or remove it"
        problems.append(Problem(file=f"{named(error.filename)}/", message=message, mend=mend))

    for place, folders, files in os.walk(os.fspath(folder), onerror=unreadable):
        inside = os.path.join(place, "")  # noqa: PTH118
        for name in folders:
            if os.path.islink(inside + name):  # noqa: PTH114
                message = "a link to a folder is not followed"
                problems.append(Problem(file=named(inside + name), message=message, mend="put the folder itself there"))
        for name in files:
            if name.lower().endswith((".yaml", ".yml")):
                yield named(inside + name), inside + name


def _check_name(name: str) -> None:
    if not name.endswith(".yaml"):
        raise _UnfitError("the file would not be read: its name does not end in .yaml", "rename it to end in .yaml")
    try:
        name.encode()
    except UnicodeEncodeError as error:
        raise _UnfitError("the name of the file is not UTF-8 text", "rename the file") from error


def _bytes(path: str) -> bytes:
    """The bytes of a regular file of bearable size; it never waits for a pipe or a device."""
    try:
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
        with os.fdopen(handle, "rb", buffering=0) as opened:
            about = os.fstat(handle)
            if not stat.S_ISREG(about.st_mode):
                raise _UnfitError("this is no regular file", "put a file there or remove it")
            data = opened.readall() if about.st_size <= MAX_BYTES else None
    except OSError as error:
        raise _UnfitError(f"the file cannot be read: {error.strerror}", "make it readable or remove it") from error
    if data is None:
        raise _UnfitError(f"the file is larger than {MAX_BYTES} bytes", "split it into several files")
    return data


def fingerprint(files: Iterable[tuple[str, bytes]]) -> str:
    """SHA-256 over names and contents: it names the content of the knowledge, whatever machine it lies on."""
    whole = sha256()
    for name, data in files:
        whole.update(f"{len(name.encode())} {name} {len(data)} ".encode())
        whole.update(data)
    return whole.hexdigest()
