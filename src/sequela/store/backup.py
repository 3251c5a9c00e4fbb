"""Copies of the whole store: an encrypted file as it is, or every row as JSON lines that either database takes back.

Sessions are in no portable copy: whoever was signed in signs in again.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import IO

import sqlcipher3
from sqlalchemy import Connection, Table, func, insert, select, text

from sequela.records import frozen

from .engine import keyed, working
from .problem import DatabaseKeyError, StoreError
from .store import Store
from .tables import METADATA, session

SCHEMA = "sequela.store/1"
GZIP = b"\x1f\x8b"
_AT_ONCE = 500


@frozen
class Copied:
    """What a copy holds: rows by table."""

    rows: dict[str, int]


def copy_file(store: Store, key: str, target: Path) -> None:
    """A consistent copy of an encrypted file while others go on writing; the same key opens it. Raises `StoreError`."""
    if store.engine.dialect.name != "sqlite":
        raise StoreError("only an encrypted file can be copied as it is; make a portable backup instead")
    begun = _begun(target)
    try:
        with working(store.engine) as connection:
            copy = keyed(begun, key)
            connection.connection.driver_connection.backup(copy)  # type: ignore[union-attr]
            copy.close()
        begun.rename(target)
    except OSError as error:
        raise StoreError(f"the backup cannot be written: {error.strerror or type(error).__name__}") from error
    finally:
        begun.unlink(missing_ok=True)


def dump(store: Store, target: Path) -> Copied:
    """Every row in one state of the database, as JSON lines, gzip. Whoever has the file can read it."""
    begun = _begun(target)
    try:
        with working(store.engine) as connection, gzip.open(begun, "wt", encoding="utf-8") as file:
            copied = _dumped(connection, file)
        begun.rename(target)
    except OSError as error:
        raise StoreError(f"the backup cannot be written: {error.strerror or type(error).__name__}") from error
    finally:
        begun.unlink(missing_ok=True)
    return copied


def restore(store: Store, source: Path) -> Copied:
    """Take a portable backup into an empty store: all of it or nothing. Raises `StoreError`."""
    with working(store.engine, writing=True) as connection:
        for table in tables():
            if connection.execute(select(func.count()).select_from(table)).scalar_one():
                raise StoreError("this store is not empty: a backup is restored into an empty one alone")
        try:
            with gzip.open(source, "rt", encoding="utf-8") as file:
                copied = _restored(connection, file)
        except (OSError, EOFError, ValueError, KeyError, TypeError) as error:
            raise StoreError("this is no whole backup of ours: it was cut off or changed; nothing was taken") from error
        if connection.dialect.name == "postgresql":
            connection.execute(text("SELECT setval(pg_get_serial_sequence('entry', 'number'), max(number)) FROM entry"))
    return copied


def tables() -> tuple[Table, ...]:
    """All tables of a portable copy, those first on which others depend."""
    return tuple(table for table in METADATA.sorted_tables if table is not session)


def _begun(target: Path) -> Path:
    """A file beside the target that only its owner may read, to be renamed when it is whole."""
    if target.exists():
        raise StoreError(f"{target} is there already; a backup overwrites nothing, choose another name")
    begun = target.with_name(f".{target.name}.part")
    try:
        begun.unlink(missing_ok=True)
        os.close(os.open(begun, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    except OSError as error:
        raise StoreError(
            f"the backup cannot be written to {target}: {error.strerror or type(error).__name__}"
        ) from error
    return begun


def _dumped(connection: Connection, file: IO[str]) -> Copied:
    whole, counts = hashlib.sha256(), dict[str, int]()
    for line in _lines(connection, counts):
        whole.update(line.encode())
        file.write(line)
    file.write(_line({"end": whole.hexdigest(), "rows": counts}))
    return Copied(rows=counts)


def _lines(connection: Connection, counts: dict[str, int]) -> Iterator[str]:
    yield _line({"schema": SCHEMA})
    for table in tables():
        counts[table.name] = 0
        for row in connection.execute(select(table).order_by(*table.primary_key)).yield_per(_AT_ONCE):
            counts[table.name] += 1
            yield _line({"table": table.name, "row": {key: _plain(value) for key, value in row._mapping.items()}})


def _line(value: object) -> str:
    return json.dumps(value, ensure_ascii=False) + "\n"


def _plain(value: object) -> object:
    return {"base64": base64.b64encode(value).decode()} if isinstance(value, bytes) else value


def _restored(connection: Connection, file: IO[str]) -> Copied:
    known = {table.name: table for table in tables()}
    whole, counts = hashlib.sha256(), dict.fromkeys(known, 0)
    waiting: list[dict[str, object]] = []
    of: Table | None = None
    for line in file:
        read = json.loads(line)
        if "end" in read:
            _put(connection, of, waiting)
            if read["end"] != whole.hexdigest() or read["rows"] != counts:
                raise ValueError
            return Copied(rows=counts)
        whole.update(line.encode())
        if "schema" in read:
            if read["schema"] != SCHEMA:
                raise StoreError(f"this backup is {read['schema']!r}, and {SCHEMA!r} is read here")
            continue
        table = known[read["table"]]
        if table is not of or len(waiting) >= _AT_ONCE:
            _put(connection, of, waiting)
            of, waiting = table, []
        counts[table.name] += 1
        waiting.append({key: _whole(value) for key, value in read["row"].items()})
    raise ValueError


def _put(connection: Connection, table: Table | None, rows: list[dict[str, object]]) -> None:
    if table is not None and rows:
        connection.execute(insert(table), rows)


def _whole(value: object) -> object:
    return base64.b64decode(value["base64"]) if isinstance(value, dict) else value


def put_back(source: Path, path: Path, key: str) -> None:
    """An encrypted copy in place of a file that is not there, checked whole before. Raises `StoreError`."""
    if path.exists():
        raise StoreError(f"there is a database at {path} already: move it away first, nothing is overwritten")
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    begun = _begun(path)
    try:
        shutil.copyfile(source, begun)
        _check(begun, key)
        begun.rename(path)
    except OSError as error:
        raise StoreError(f"the backup cannot be restored: {error.strerror or type(error).__name__}") from error
    finally:
        for left in begun.parent.glob(f"{begun.name}*"):
            left.unlink()


def _check(copy: Path, key: str) -> None:
    try:
        opened = keyed(copy, key)
    except sqlcipher3.dbapi2.DatabaseError as error:
        raise DatabaseKeyError("the key does not open this backup, or it is none; nothing was restored") from error
    try:
        cursor = opened.cursor()
        cursor.execute("PRAGMA cipher_integrity_check")
        spoiled = cursor.fetchall()
        cursor.execute("PRAGMA quick_check")
        if spoiled or cursor.fetchall() != [("ok",)]:
            raise StoreError("this backup is damaged; nothing was restored")
    finally:
        opened.close()
