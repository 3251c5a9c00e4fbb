"""One engine for either database: an encrypted file, or PostgreSQL.

The file is SQLCipher in WAL mode with ``synchronous = FULL``: what was acknowledged survives the death of the process.
Writers take the lock when they begin, so that two of them queue instead of failing in the middle.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.exc import DBAPIError, OperationalError, SQLAlchemyError
from sqlalchemy.pool import QueuePool

from .key import make_key, read_key
from .problem import DatabaseKeyError, StoreError, UnavailableError

if TYPE_CHECKING:
    from sqlalchemy.engine.interfaces import DBAPIConnection

BUSY_SECONDS = 10
CACHE_KIB = 8_192
"""Kept decrypted by each connection at most: the work list of ten thousand patients fits and is not decrypted anew for
every search."""
BUSY = "the database is busy: nothing of this was stored; send it again in a moment"
AUDIT_LOCK = 7_302_026
"""Any number no other program on the server takes: whoever adds to the chain of the audit holds this lock."""

_SERVER_SAYS = {
    "password": "the server refuses this user or password",
    'role "': "the server has no such user",
    'database "': "the server has no database of this name; create it first",
    "resolve": "there is no host of this name",
    "name or service": "there is no host of this name",
    "refused": "nothing answers at this host and port; is the server running?",
    "no such file": "nothing answers at this socket; is the server running?",
    "timeout": "no answer within 5 seconds; is the host right, and does a firewall let it through?",
}
"""By a word of what the driver says, the first that fits."""


def file_engine(path: Path, key_path: Path) -> tuple[Engine, bool]:
    """The engine of an encrypted file, and whether its key was made just now. Raises `StoreError`."""
    made = False
    if not path.exists() and not key_path.exists():
        key, made = make_key(key_path), True
    else:
        key = read_key(key_path)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    import sqlcipher3

    engine = create_engine(
        "sqlite://",
        module=sqlcipher3.dbapi2,
        creator=lambda: keyed(path, key),
        poolclass=QueuePool,
        pool_size=8,
        max_overflow=16,
    )
    event.listen(engine, "begin", _begin_at_once)
    path.touch(mode=0o600)
    with working(engine) as connection:
        connection.execute(text("SELECT count(*) FROM sqlite_master"))
    return engine, made


def postgres_engine(url: str) -> Engine:
    """The engine of a PostgreSQL database. Raises `StoreError` where the driver is not installed, `UnavailableError`
    with the place and the cause where the server does not let in.
    """
    try:
        engine = create_engine(
            url, pool_pre_ping=True, pool_size=8, max_overflow=16, connect_args={"connect_timeout": 5}
        )
    except (ModuleNotFoundError, SQLAlchemyError) as error:
        raise StoreError(
            "the address of the database cannot be used: expected postgresql+psycopg://USER@HOST/NAME, with the extra "
            "`postgres` installed"
        ) from error
    try:
        with working(engine) as connection:
            connection.execute(text("SELECT 1"))
    except UnavailableError as error:
        place = engine.url.render_as_string(hide_password=True)
        raise UnavailableError(f"cannot open {place}: {_why_not(str(error.__cause__).lower())}") from error
    return engine


def _why_not(said: str) -> str:
    """What keeps a server from letting in, from what its driver said."""
    for part, words in _SERVER_SAYS.items():
        if part in said:
            return words
    return "the server does not let in; its log says why"


def keyed(path: Path, key: str) -> DBAPIConnection:
    """A plain connection to an encrypted file, its key given; nothing is read yet."""
    import sqlcipher3

    connection: DBAPIConnection = sqlcipher3.dbapi2.connect(str(path), timeout=BUSY_SECONDS, check_same_thread=False)
    connection.isolation_level = None  # transactions are begun by us
    cursor = connection.cursor()
    cursor.execute("PRAGMA cipher_log_level = NONE")  # it would write to the terminal; errors are explained instead
    cursor.execute(f"PRAGMA key = \"x'{key}'\"")
    cursor.execute("PRAGMA journal_mode = WAL")
    cursor.execute("PRAGMA synchronous = FULL")
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.execute(f"PRAGMA cache_size = {-CACHE_KIB}")
    cursor.execute(f"PRAGMA busy_timeout = {1000 * BUSY_SECONDS}")
    cursor.close()
    return connection


def _begin_at_once(connection: Connection) -> None:
    how = "IMMEDIATE" if connection.get_execution_options().get("writing") else "DEFERRED"
    connection.exec_driver_sql(f"BEGIN {how}")


@contextmanager
def working(engine: Engine, *, writing: bool = False) -> Iterator[Connection]:
    """A transaction: kept whole at the end, undone whole on any error. Faults of the database become `StoreError`."""
    try:
        with engine.connect() as plain:
            connection = plain.execution_options(writing=writing)
            with connection.begin():
                if writing and engine.dialect.name == "postgresql":
                    connection.execute(text("SELECT pg_advisory_xact_lock(:n)"), {"n": AUDIT_LOCK})
                yield connection
    except DBAPIError as error:
        raise _explained(error) from error


def _explained(error: DBAPIError) -> StoreError:
    """What went wrong in words, without the statement: it may hold a patient's data."""
    said = str(error.orig).lower()
    if "not a database" in said or "file is encrypted" in said or "hmac" in said:
        return DatabaseKeyError("the key is not that of this database; nothing was changed. Put back the key's backup")
    if "disk is full" in said or "no space" in said or "disk full" in said:
        return UnavailableError(
            "the disk of the database is full: nothing of this was stored; make room and send it again"
        )
    if "disk i/o error" in said:
        return UnavailableError(
            "the disk of the database fails or may not grow: nothing of this was stored; look at it and send it again"
        )
    if "locked" in said or "busy" in said or "timeout" in said:
        return UnavailableError(BUSY)
    if "read-only" in said or "readonly" in said:
        return UnavailableError(
            "the database may only be read: nothing of this was stored; its file or disk is read-only"
        )
    if error.connection_invalidated or isinstance(error, OperationalError):
        return UnavailableError(
            "the database cannot be reached: nothing of this was stored; send it again when it is back"
        )
    return StoreError("the database refuses this; nothing was changed")
