"""A process that records entries and says so of each, until it is killed."""

from __future__ import annotations

import resource
import signal
from multiprocessing.connection import Connection
from pathlib import Path

from sequela.store.entries import add
from sequela.store.problem import UnavailableError
from sequela.store.store import Store, open_file, open_postgres


def reopened(where: str) -> Store:
    """The store of a folder, or of a PostgreSQL address."""
    if where.startswith("postgresql"):
        return open_postgres(where)
    return open_file(Path(where) / "clinic.db", Path(where) / "key")


def write_until_killed(where: str, patient_id: str, said: Connection) -> None:
    """Acknowledges the number of each entry after its transaction; never before."""
    store = reopened(where)
    while True:
        with store.writing("writer") as writing:
            number = add(writing, patient_id, "fact", {"finding": "cough", "value": "present"}, source="patient")
        said.send(number)


def write_until_the_file_may_not_grow(where: str, patient_id: str, bytes_: int, said: Connection) -> None:
    """Says how many entries were acknowledged, and the words of the refusal."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (bytes_, bytes_))
    store, stored = reopened(where), 0
    try:
        while True:
            with store.writing("writer") as writing:
                add(writing, patient_id, "note", "x" * 5000, source="clinician")
            stored += 1
    except UnavailableError as error:
        said.send((stored, str(error)))
