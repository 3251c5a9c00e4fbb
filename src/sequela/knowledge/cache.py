"""The checked knowledge, kept on disk so that a process starts in milliseconds.

A cache holds data and never code: it is a pickle whose reader knows the record classes of
`sequela.knowledge.schema` and nothing else. It is believed only if it belongs to this user, nobody else may
write it, and its key matches the knowledge files and the code that checked them. Whatever is wrong with it,
it is made again from the files.
"""

from __future__ import annotations

import gc
import io
import os
import pickle
import stat
from collections.abc import Mapping
from contextlib import contextmanager, suppress
from dataclasses import is_dataclass
from functools import cache
from hashlib import sha256
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from sequela.knowledge.schema.knowledge import Knowledge
from sequela.knowledge.schema.mechanisms import Mechanism
from sequela.records import restored, shape

if TYPE_CHECKING:
    from collections.abc import Iterator

_CHECKED_BY = ("check.py", "documents.py", "files.py", "estimate.py", "strict.py", "cache.py", "../records.py")
_HEX_BYTES = 64
"""The key and the digest of the payload stand before it, in this many bytes each."""

MAX_BYTES = 64_000_000
"""Far more than any knowledge takes; a larger file is none of ours."""


def default_folder(environment: Mapping[str, str]) -> Path | None:
    """Where this user's cache lies: ``SEQUELA_CACHE`` (``off`` for none), else below the user's cache

    folder.
    """
    wanted = environment.get("SEQUELA_CACHE")
    if wanted is not None:
        return None if wanted.strip().lower() in ("off", "") else Path(wanted)
    base = environment.get("XDG_CACHE_HOME")
    if base and Path(base).is_absolute():
        return Path(base) / "sequela"
    home = environment.get("HOME") or environment.get("USERPROFILE")
    return Path(home) / ".cache" / "sequela" if home else None


def key_of(fingerprint: str) -> str:
    """Key of a cache: the knowledge's fingerprint and the code that checks and shapes it."""
    whole = sha256(fingerprint.encode())
    here = Path(__file__).parent
    for path in (*sorted((here / "schema").glob("*.py")), *(here / name for name in _CHECKED_BY)):
        whole.update(path.read_bytes())
    return whole.hexdigest()


def read(folder: Path, knowledge_folder: Path, key: str) -> Knowledge | None:
    """The cached knowledge with this key, or None if there is none that may be believed."""
    try:
        data = _own_bytes(_file(folder, knowledge_folder))
    except OSError:
        return None  # no cache yet, or not ours: it is made from the files
    payload = data[2 * _HEX_BYTES :]
    if data[: 2 * _HEX_BYTES] != _header(key, payload):
        return None
    try:
        with _no_collection():
            found = _RecordsOnly(io.BytesIO(payload)).load()
    except Exception:  # a damaged pickle can raise nearly anything; the files are the truth
        return None
    return found if isinstance(found, Knowledge) and _sound(found) else None


def _sound(knowledge: Knowledge) -> bool:
    """Whether each part is what its place asks for: the seal of a file vouches for its bytes, not for their sense."""
    for name, _ in shape(Knowledge).slots:
        value = getattr(knowledge, name)
        if name in ("version", "sha256"):
            sound = isinstance(value, str)
        elif name in _OPENED_LATE:
            sound = isinstance(value, Unopened)
        else:
            sound = isinstance(value, dict) and all(
                _is_record(type(made)) and getattr(made, "id", None) == key for key, made in value.items()
            )
        if not sound:
            return False
    return True


def write(folder: Path, knowledge_folder: Path, key: str, knowledge: Knowledge) -> None:
    """Keep `knowledge` for the next process. A cache that cannot be written costs time and nothing else."""
    import tempfile

    payload = _packed(knowledge)
    with suppress(OSError):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        target = _file(folder, knowledge_folder)
        handle, name = tempfile.mkstemp(dir=folder, prefix=".writing-")  # made with mode 0600
        try:
            with os.fdopen(handle, "wb") as out:
                out.write(_header(key, payload))
                out.write(payload)
            Path(name).replace(target)  # atomic: a reader sees the old file or the new one
        except OSError:
            Path(name).unlink(missing_ok=True)
            raise


_SCHEMA = "sequela.knowledge.schema."


@cache
def _record_in(module: str, name: str) -> type | None:
    """The record class of this name in a module of the schema, which is imported if need be; else None."""
    subject = module.removeprefix(_SCHEMA)
    if not module.startswith(_SCHEMA) or not subject.isidentifier():
        return None
    made = getattr(import_module(module), name, None)
    return made if isinstance(made, type) and _is_record(made) else None


def _is_record(made: type) -> bool:
    return made.__module__.startswith(_SCHEMA) and is_dataclass(made)


class Unopened(Mapping[str, Any]):
    """Records by id that most processes never look at, such as the pages for patients: read at the first look."""

    __slots__ = ("_opened", "_packed")

    def __init__(self, packed: bytes) -> None:
        """`packed`: the records as this module packs them."""
        self._packed = packed
        self._opened: dict[str, Any] | None = None

    def _records(self) -> dict[str, Any]:
        if self._opened is None:
            with _no_collection():
                self._opened = cast("dict[str, Any]", _RecordsOnly(io.BytesIO(self._packed)).load())
        return self._opened

    def __getitem__(self, identifier: str) -> Any:
        return self._records()[identifier]

    def __iter__(self) -> Iterator[str]:
        return iter(self._records())

    def __len__(self) -> int:
        return len(self._records())

    def __reduce__(self) -> tuple[type[Unopened], tuple[bytes]]:
        return Unopened, (self._packed,)


class OpenedByKey(Mapping[str, Any]):
    """Values that are read one by one when asked for: a mechanism's regions, of which a patient needs one."""

    __slots__ = ("_opened", "_packed")

    def __init__(self, packed: dict[str, bytes]) -> None:
        """`packed`: each value as this module packs it."""
        self._packed = packed
        self._opened: dict[str, Any] = {}

    def __getitem__(self, key: str) -> Any:
        if key not in self._opened:
            with _no_collection():
                self._opened[key] = _RecordsOnly(io.BytesIO(self._packed[key])).load()
        return self._opened[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._packed)

    def __len__(self) -> int:
        return len(self._packed)

    def __reduce__(self) -> tuple[type[OpenedByKey], tuple[dict[str, bytes]]]:
        return OpenedByKey, (self._packed,)


_OPENED_LATE = ("education", "accuracy", "codes", "sources", "instruments")
"""Fields of the knowledge that an assessment reads seldom or never."""

_BY_KEY: Mapping[type, str] = {Mechanism: "regions"}
"""Records with a field whose values are opened one by one."""


class _RecordPickler(pickle.Pickler):
    """Writes each record as `restored` with its values, since a frozen record restores itself slowly."""

    def reducer_override(self, made: object) -> Any:
        record: type = type(made)
        if not _is_record(record):
            return NotImplemented
        return restored, (record, *(_slot(record, name, getattr(made, name)) for name, _ in shape(record).slots))


def _slot(record: type, name: str, value: Any) -> Any:
    """A value of a record as it is kept: closed where most processes never look at it."""
    if record is Knowledge and name in _OPENED_LATE:
        return Unopened(_packed(dict(value)))
    if _BY_KEY.get(record) == name:
        return OpenedByKey({key: _packed(inner) for key, inner in value.items()})
    return value


def _packed(made: object) -> bytes:
    out = io.BytesIO()
    _RecordPickler(out, protocol=5).dump(made)
    return out.getvalue()


class _RecordsOnly(pickle.Unpickler):
    """Reads records of the schema and plain values; any other name in the file ends the reading."""

    def find_class(self, module: str, name: str) -> object:
        if record := _record_in(module, name):
            return record
        if made := _OWN.get((module, name)):
            return made
        raise pickle.UnpicklingError(f"{module}.{name} is no record of the knowledge")


_OWN: Mapping[tuple[str, str], object] = {
    (made.__module__, made.__name__): made for made in (restored, Unopened, OpenedByKey)
}


def _file(folder: Path, knowledge_folder: Path) -> Path:
    place = sha256(str(knowledge_folder.resolve()).encode()).hexdigest()[:16]
    return folder / f"knowledge-{place}.cache"


def _header(key: str, payload: bytes) -> bytes:
    """What must stand before a payload: its key, and a digest that shows whether a disk or a copy has spoilt it."""
    return key.encode() + sha256(payload).hexdigest().encode()


def _own_bytes(path: Path) -> bytes:
    """The bytes of a regular file that only this user can write; `PermissionError` for any other.

    Opening never waits, as it would for the writer of a pipe.
    """
    flags = ("O_NOFOLLOW", "O_NONBLOCK", "O_BINARY")
    handle = os.open(path, os.O_RDONLY | sum(getattr(os, flag, 0) for flag in flags))
    with os.fdopen(handle, "rb", buffering=0) as opened:
        found = os.fstat(opened.fileno())
        ours = not hasattr(os, "getuid") or found.st_uid == os.getuid()
        private = os.name == "nt" or not found.st_mode & (stat.S_IWGRP | stat.S_IWOTH)
        if not (stat.S_ISREG(found.st_mode) and ours and private):
            raise PermissionError(f"{path} could have been written by somebody else")
        if found.st_size > MAX_BYTES:
            raise PermissionError(f"{path} is too large")
        return opened.readall()


@contextmanager
def _no_collection() -> Iterator[None]:
    """No garbage collection meanwhile: thousands of fresh records would be searched again and again in

    vain.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
