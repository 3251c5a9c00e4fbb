"""Where the data of a clinic stand: in an encrypted file of a folder, or in the PostgreSQL database that is named."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from .faults import tell

if TYPE_CHECKING:
    from sequela.store.store import Store

DATABASE, FOLDER = "SEQUELA_DATABASE", "SEQUELA_DATA"


def address() -> str:
    """The PostgreSQL database that the environment names, or nothing."""
    return os.environ.get(DATABASE, "")


def folder() -> Path:
    """Where file and key lie."""
    return Path(os.environ.get(FOLDER) or Path.home() / ".local" / "share" / "sequela")


def database_file() -> Path:
    """The encrypted file."""
    return folder() / "clinic.db"


def key_file() -> Path:
    """Its key."""
    return folder() / "key"


def open_store(*, may_be_new: bool = False) -> Store:
    """The store; made where there is none only if it `may_be_new`. Raises `StoreError`.

    A backup or a check of a mistyped place would otherwise succeed, of nothing.
    """
    from sequela.store.problem import StoreError
    from sequela.store.store import open_file, open_postgres

    if address():
        named = open_postgres(address())
        if not may_be_new and not _founded(named):
            raise StoreError(f"there is no clinic in the database that {DATABASE} names")
        return named
    if not may_be_new and not database_file().exists():
        raise StoreError(f"there is no clinic in {folder()}: is {FOLDER} right, or should {DATABASE} be set?")
    store = open_file(database_file(), key_file())
    if store.key_made:
        tell(
            f"a new key was made at {key_file()}. Keep a copy of it somewhere else now: without it nobody can open "
            "the data. It protects copies of the database, not a stolen machine"
        )
    return store


def _founded(store: Store) -> bool:
    """Whether there is a clinic in it."""
    from sequela.store.tables import clinic

    with store.reading() as connection:
        return connection.execute(clinic.select().limit(1)).first() is not None
