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


def open_store() -> Store:
    """The store. Raises `StoreError`."""
    from sequela.store.store import open_file, open_postgres

    if address():
        return open_postgres(address())
    store = open_file(database_file(), key_file())
    if store.key_made:
        tell(
            f"a new key was made at {key_file()}. Keep a copy of it somewhere else now: without it nobody can open "
            "the data. It protects copies of the database, not a stolen machine"
        )
    return store
