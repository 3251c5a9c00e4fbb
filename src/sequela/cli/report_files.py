"""Reports written as files: where each goes, and that nothing but a report of ours is ever overwritten."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Sequence
from pathlib import Path, PurePath

from sequela.case.file_name import free_name
from sequela.report.html import MARK

_HEAD = f'<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n{MARK}\n'
"""How every report of ours begins; then it names its case, and only a report of the same case is overwritten."""
_CASE_LINE = 6


class TargetError(Exception):
    """A report cannot be written there. The message is plain words that begin with the path."""


class ReportFiles:
    """Where the reports of one run go: one file, or a folder with a file for each case."""

    def __init__(self, out: str, *, one: bool, ending: str = ".html") -> None:
        """`one` if there is a single case; `ending` is that of the files in a folder.

        Raises `TargetError` if `out` cannot take what is to come.
        """
        self._out = Path(out)
        self._taken: set[str] = set()
        self._ending = ending
        try:
            self._folder = not one or out.endswith(("/", os.sep)) or self._out.is_dir()
        except (OSError, ValueError) as error:
            raise TargetError(f"{out}: the report cannot be written: {_reason(error)}") from error
        try:
            if self._folder:
                self._out.mkdir(parents=True, exist_ok=True)
        except (OSError, ValueError) as error:
            raise TargetError(f"{out}: the folder cannot be made: {_reason(error)}") from error

    def write(self, case: str, html: str) -> Path:
        """Write one report whole or not at all; the path it has. Raises `TargetError`."""
        path = self._path(case)
        try:
            _write(path, html.encode(), lambda standing: _foreign(standing, html))
        except (OSError, ValueError) as error:
            raise TargetError(f"{path}: the report cannot be written: {_reason(error)}") from error
        return path

    def write_pdf(self, case: str, content: bytes, marks: Sequence[bytes]) -> Path:
        """Write one PDF whole or not at all; the path it has. Raises `TargetError`."""
        return write_document(self._path(case), content, marks)

    def _path(self, case: str) -> Path:
        if not self._folder:
            return self._out
        stem = free_name(PurePath(case).stem, self._taken)
        self._taken.add(stem)
        return self._out / f"{stem}{self._ending}"


def write_document(path: Path, content: bytes, marks: Sequence[bytes]) -> Path:
    """Write one document whole or not at all; the path it has. Raises `TargetError`.

    `marks` is what an earlier document of the same kind and case holds; a file without them is not overwritten.
    """

    def refused(standing: Path) -> str:
        text = standing.read_bytes()
        return "" if all(mark in text for mark in marks) else "is no earlier document of this kind and case"

    try:
        _write(path, content, refused)
    except (OSError, ValueError) as error:
        raise TargetError(f"{path}: the document cannot be written: {_reason(error)}") from error
    return path


def _write(path: Path, content: bytes, foreign: Callable[[Path], str]) -> None:
    standing = path.stat() if path.exists() else None
    if standing is not None and not stat.S_ISREG(standing.st_mode):
        # A pipe would wait for its reader, perhaps for ever, and a device would never give the report back.
        raise TargetError(f"{path}: the report cannot be written: it stands there already and is no regular file")
    target = Path(os.path.realpath(path))  # what a link points to is written, the link stays
    if target.is_symlink():
        raise TargetError(f"{path}: the report cannot be written: its links lead in a circle")
    mode = _PRIVATE
    if standing is not None and standing.st_size:
        mode = stat.S_IMODE(standing.st_mode)
        if refused := foreign(target):
            raise TargetError(f"{path}: not overwritten: it stands there already and {refused}")
    beside = target.with_name(f".{os.getpid()}.part")
    try:
        with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as file:
            file.write(content)
        beside.replace(target)
    finally:
        beside.unlink(missing_ok=True)


_PRIVATE = 0o600
"""A report holds a patient's story: nobody but its owner reads it unless the owner says so."""


def _foreign(path: Path, html: str) -> str:
    """Why a file must not give way to a report; empty if it is an earlier report of the same case."""
    with path.open("rb") as file:
        standing = [file.readline(_LONGEST_LINE) for _ in range(_CASE_LINE)]
    ours = [line.encode() for line in html.splitlines(keepends=True)[:_CASE_LINE]]
    if b"".join(standing[:-1]) != _HEAD.encode():
        return "is no report of Sequela"
    return "" if standing == ours else "is the report of another case"


_LONGEST_LINE = 1 << 16


def _reason(error: OSError | ValueError) -> str:
    """Why it failed, without quoting the path again."""
    return (error.strerror if isinstance(error, OSError) else None) or type(error).__name__
