"""The store as a whole: opened by its setting, read and written in transactions that say who and when."""

from __future__ import annotations

import datetime as dt
import secrets
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, Engine, select

from sequela.records import frozen

from .engine import BUSY, file_engine, postgres_engine, working
from .migrations import upgrade
from .problem import ClockError, UnavailableError
from .tables import audit

Clock = Callable[[], dt.datetime]
"""Gives the present moment, in UTC."""

SYSTEM = "system"
TURN_SECONDS = 30
BACKWARDS = dt.timedelta(minutes=2)
"""So far the clock may stand before the last row: machines that share a database differ by seconds, not more."""


def utc_now() -> dt.datetime:
    """The present moment by the machine's clock."""
    return dt.datetime.now(dt.UTC)


def stamp(moment: dt.datetime) -> str:
    """A moment as the tables hold it: UTC, microseconds, so that text sorts by time."""
    return moment.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def moment(text: str) -> dt.datetime:
    """The moment of a stamp."""
    return dt.datetime.strptime(text, "%Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=dt.UTC)


def new_id() -> str:
    """An id that nobody can guess."""
    return secrets.token_hex(16)


@frozen
class Writing:
    """A transaction that changes something: its connection, who acts (an account's id, or what acts), and when."""

    connection: Connection
    actor: str
    moment: dt.datetime

    @property
    def at(self) -> str:
        """When, as the tables hold it."""
        return stamp(self.moment)


class Store:
    """An open database, brought to the present form of the tables."""

    def __init__(self, engine: Engine, clock: Clock = utc_now, *, key_made: bool = False) -> None:
        """`key_made`: the key of the file was made just now, so its backup is still to be asked for."""
        self.engine, self.clock, self.key_made = engine, clock, key_made
        self._turn = threading.Lock()
        upgrade(engine)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """One state of the database. Raises `StoreError`."""
        with working(self.engine) as connection:
            yield connection

    @contextmanager
    def writing(self, actor: str) -> Iterator[Writing]:
        """All of it is stored or none. Raises `StoreError`; `ClockError` if the clock has gone back.

        The threads of a process take turns before they ask the database, where one writes at a time in any case: there
        they would ask again and again, and the unlucky would be told that it is busy.
        """
        with self._in_turn(), working(self.engine, writing=True) as connection:
            now = self.clock()
            # The chain is never written backwards: its last row has the latest time, and its number is the key.
            last = connection.execute(select(audit.c.at).order_by(audit.c.number.desc()).limit(1)).scalar()
            if last is not None and now < moment(last):
                if moment(last) - now > BACKWARDS:
                    raise ClockError(
                        f"the clock of this machine says {stamp(now)}, before the last record of {last}: nothing of "
                        "this was stored. Set the clock right and send it again"
                    )
                now = moment(last)
            yield Writing(connection=connection, actor=actor, moment=now)

    @contextmanager
    def _in_turn(self) -> Iterator[None]:
        if not self._turn.acquire(timeout=TURN_SECONDS):
            raise UnavailableError(BUSY)
        try:
            yield
        finally:
            self._turn.release()

    def close(self) -> None:
        """Let go of all connections."""
        self.engine.dispose()


def open_file(path: Path, key_path: Path, clock: Clock = utc_now) -> Store:
    """The store in an encrypted file; both are made where neither stands. Raises `StoreError`."""
    engine, made = file_engine(path, key_path)
    return Store(engine, clock, key_made=made)


def open_postgres(url: str, clock: Clock = utc_now) -> Store:
    """The store in a PostgreSQL database. Raises `StoreError`."""
    return Store(postgres_engine(url), clock)
