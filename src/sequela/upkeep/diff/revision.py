"""The knowledge folder of a git revision, taken out of the repository of the current folder into a temporary one."""

from __future__ import annotations

import io
import shutil
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PREFIX = "git:"
DATA = "src/sequela/knowledge/data"
"""Where the knowledge lies in the repository of this project."""


class RevisionError(Exception):
    """No knowledge can be read under this name; the message says why, `accepted` what would be understood."""

    def __init__(self, name: str, message: str, accepted: tuple[str, ...] = ()) -> None:
        """`name` is what the user wrote, with its prefix."""
        self.name, self.message, self.accepted = name, message, accepted
        super().__init__(f"{name}: {message}")


@contextmanager
def checked_out(name: str) -> Iterator[Path]:
    """The folder that ``git:REV`` or ``git:REV:FOLDER`` names, as long as the context lasts. Raises `RevisionError`."""
    revision, _, folder = name.removeprefix(PREFIX).partition(":")
    git = shutil.which("git")
    if git is None:
        raise RevisionError(name, "git is not installed here", ("a folder", "built-in"))
    if not revision:
        raise RevisionError(name, "it names no revision", (f"{PREFIX}HEAD~3", f"{PREFIX}v1.2", f"{PREFIX}main:FOLDER"))
    _asked(git, name, "rev-parse", "--git-dir", otherwise="the current folder lies in no git repository", reason=True)
    commit = _asked(
        git,
        name,
        *("rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}"),
        otherwise=f"this repository has no revision {revision!r}",
    )
    place = folder.rstrip("/") or DATA
    archive = _asked(
        git,
        name,
        *("archive", "--format=tar", f"{commit.decode().strip()}:{place}"),
        otherwise=f"this revision has no folder {place!r}, seen from the top of the repository",
        accepted=(f"{PREFIX}{revision}:FOLDER",),
    )
    with tempfile.TemporaryDirectory() as temporary:
        _unpack(name, archive, Path(temporary))
        yield Path(temporary)


def _unpack(name: str, archive: bytes, folder: Path) -> None:
    """Write the regular files of an archive; what would land elsewhere is refused and not left out without a word."""
    with tarfile.open(fileobj=io.BytesIO(archive)) as packed:
        for member in packed:
            target = folder / member.name
            stream = packed.extractfile(member) if member.isfile() else None
            if not target.resolve().is_relative_to(folder.resolve()) or not (stream or member.isdir()):
                raise RevisionError(name, f"{member.name!r} is a link and no file")
            if stream is not None:
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(stream.read())


def _asked(
    git: str, name: str, *arguments: str, otherwise: str, accepted: tuple[str, ...] = (), reason: bool = False
) -> bytes:
    """What git answers; its refusal is told in our words, with `reason` also in its own."""
    done = subprocess.run([git, *arguments], capture_output=True, check=False)  # noqa: S603 - no shell, a fixed command
    if done.returncode:
        said = done.stderr.decode(errors="replace").strip().splitlines()
        raise RevisionError(name, f"{otherwise} (git: {said[0]})" if said and reason else otherwise, accepted)
    return done.stdout
