"""Every row of the audit is sealed to the one before: what was done to it afterwards is found."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import Connection, delete, insert, select, text, update

from sequela.store import audit
from sequela.store.audit import Verified
from sequela.store.entries import add
from sequela.store.store import Store
from sequela.store.tables import audit as table


def unguarded(store: Store, act: Callable[[Connection], object]) -> None:
    """What somebody does who has the database in his hands and takes its guards away."""
    with store.writing("intruder") as writing:
        if store.engine.dialect.name == "postgresql":
            writing.connection.execute(text("ALTER TABLE audit DISABLE TRIGGER ALL"))
        else:
            writing.connection.execute(text("DROP TRIGGER audit_no_update"))
            writing.connection.execute(text("DROP TRIGGER audit_no_delete"))
        act(writing.connection)


def verified(store: Store) -> Verified:
    with store.reading() as connection:
        return audit.verify(connection)


@pytest.fixture
def rows(store: Store, patient_id: str) -> int:
    """Some rows; how many."""
    for value in range(4):
        with store.writing("test") as writing:
            add(writing, patient_id, "score", {"value": value}, source="patient")
    with store.reading() as connection:
        return audit.count(connection)


def test_an_untouched_chain_is_whole_to_its_last_row(store: Store, rows: int) -> None:
    found = verified(store)
    assert (found.rows, found.broken) == (rows, None)
    with store.reading() as connection:
        assert found.last == next(audit.rows(connection)).hash


@pytest.mark.parametrize("column", ["actor", "action", "about", "at", "patient_id"])
def test_a_row_that_was_changed_is_found(store: Store, rows: int, column: str) -> None:
    unguarded(store, lambda c: c.execute(update(table).where(table.c.number == 3).values({column: "2020"})))
    found = verified(store)
    assert found.broken == 3 < rows
    assert "changed" in found.why


def test_a_row_that_was_taken_out_is_found(store: Store, rows: int) -> None:
    unguarded(store, lambda c: c.execute(delete(table).where(table.c.number == 3)))
    found = verified(store)
    assert found.broken == 4 <= rows
    assert "row 3 is missing" in found.why


def test_a_row_sealed_anew_no_longer_fits_the_next(store: Store, rows: int) -> None:
    def reseal(connection: Connection) -> None:
        row = dict(connection.execute(select(table).where(table.c.number == 3)).one()._mapping)
        row.pop("hash")
        row["about"] = "another patient"
        connection.execute(delete(table).where(table.c.number == 3))
        connection.execute(insert(table).values(**row, hash=audit.sealed(row)))

    unguarded(store, reseal)
    assert verified(store).broken == 4 <= rows


def test_the_audit_names_what_was_done_and_not_what_was_stated(store: Store, patient_id: str) -> None:
    with store.writing("test") as writing:
        add(writing, patient_id, "story", "the leg came back", source="patient")
    with store.reading() as connection:
        listed = list(audit.rows(connection, patient_id))
    assert listed[0].action == "record"
    assert "leg" not in repr(listed)
