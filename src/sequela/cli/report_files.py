"""Reports written as files: where each goes, and that nothing but a report of ours is ever overwritten."""

from __future__ import annotations

import os
import stat
from pathlib import Path, PurePath

from sequela.case.convert import free_name
from sequela.report.html import MARK

_LOOKED_AT = 300
"""So many bytes at the beginning of a file tell whether it is one of our reports."""


class TargetError(Exception):
    """A report cannot be written there. The message is plain words that begin with the path."""


class ReportFiles:
    """Where the reports of one run go: one file, or a folder with a file for each case."""

    def __init__(self, out: str, *, one: bool) -> None:
        """`one` if there is a single case. Raises `TargetError` if `out` cannot take what is to come."""
        self._out = Path(out)
        self._taken: set[str] = set()
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
            _write(path, html.encode())
        except (OSError, ValueError) as error:
            raise TargetError(f"{path}: the report cannot be written: {_reason(error)}") from error
        return path

    def _path(self, case: str) -> Path:
        if not self._folder:
            return self._out
        stem = free_name(PurePath(case).stem, self._taken)
        self._taken.add(stem)
        return self._out / f"{stem}.html"


def _write(path: Path, data: bytes) -> None:
    standing = path.stat() if path.exists() else None
    if standing is not None and not stat.S_ISREG(standing.st_mode):
        path.write_bytes(data)  # a pipe or a terminal; a folder refuses
        return
    target = Path(os.path.realpath(path))  # what a link points to is written, the link stays
    if standing is not None and standing.st_size and not _ours(target):
        raise TargetError(f"{path}: not overwritten: it stands there already and is no report of Sequela")
    beside = target.with_name(f".{target.name[:100]}.{os.getpid()}.part")
    try:
        with beside.open("xb") as file:
            file.write(data)
        beside.replace(target)
    finally:
        beside.unlink(missing_ok=True)


def _ours(path: Path) -> bool:
    with path.open("rb") as file:
        return MARK.encode() in file.read(_LOOKED_AT)


def _reason(error: OSError | ValueError) -> str:
    """Why it failed, without quoting the path again."""
    return (error.strerror if isinstance(error, OSError) else None) or type(error).__name__
