"""What is recorded of a patient stays, is corrected by what supersedes it, and is never two people's at once."""

from __future__ import annotations

import datetime as dt
from threading import Thread

import pytest
from sqlalchemy import delete, insert, update

from sequela.store import audit, shown
from sequela.store.entries import MOST_BYTES, add, heads, history, last_number, one, withdraw
from sequela.store.problem import ClockError, ConflictError, NotFoundError, StoreError
from sequela.store.store import Store, new_id, stamp
from sequela.store.tables import assessment, entry
from sequela.store.tables import audit as audit_table

from .conftest import Hands

LEG = {"finding": "straight_leg_raise", "value": "present", "side": "right"}


def recorded(store: Store, patient_id: str, body: object = LEG, **more: object) -> int:
    with store.writing("test") as writing:
        return add(writing, patient_id, "fact", body, source="clinician", **more)  # type: ignore[arg-type]


def test_a_correction_stands_in_place_of_what_it_corrects_and_both_are_kept(store: Store, patient_id: str) -> None:
    first = recorded(store, patient_id)
    with store.reading() as connection:
        thing = one(connection, patient_id, first).thing
    second = recorded(store, patient_id, {**LEG, "side": "left"}, thing=thing, supersedes=first)
    with store.reading() as connection:
        (standing,) = heads(connection, patient_id).values()
        assert standing.body == {**LEG, "side": "left"}
        assert [(e.number, e.supersedes) for e in history(connection, patient_id)] == [(first, None), (second, first)]


def test_what_was_known_before_is_shown_as_it_was(store: Store, patient_id: str, hands: Hands) -> None:
    first = recorded(store, patient_id)
    hands.on(days=2)
    with store.writing("test") as writing:
        withdraw(writing, patient_id, first, source="clinician")
    with store.reading() as connection:
        assert heads(connection, patient_id) == {}
        yesterday = stamp(hands.now - dt.timedelta(days=1))
        before = last_number(connection, patient_id, yesterday)
        assert [e.body for e in heads(connection, patient_id, before).values()] == [LEG]


def test_the_slower_of_two_who_correct_the_same_is_told_and_nothing_of_his_is_stored(
    store: Store, patient_id: str
) -> None:
    first = recorded(store, patient_id)
    with store.reading() as connection:
        thing = one(connection, patient_id, first).thing
    faster = recorded(store, patient_id, {**LEG, "value": "absent"}, thing=thing, supersedes=first)
    with pytest.raises(ConflictError) as raised:
        recorded(store, patient_id, {**LEG, "value": "unknown"}, thing=thing, supersedes=first)
    assert raised.value.head == faster
    with store.reading() as connection:
        assert last_number(connection, patient_id) == faster


def test_an_error_in_the_middle_undoes_all_of_it_with_its_audit(store: Store, patient_id: str) -> None:
    with store.reading() as connection:
        before = audit.count(connection)

    def fails() -> None:
        with store.writing("test") as writing:
            add(writing, patient_id, "fact", LEG, source="clinician")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fails()
    with store.reading() as connection:
        assert heads(connection, patient_id) == {}
        assert audit.count(connection) == before


def test_nobody_sees_the_entries_of_another_patient(store: Store, patient_id: str, clinic_id: str) -> None:
    from sequela.store.patients import make_patient

    with store.writing("test") as writing:
        other = make_patient(writing, clinic_id)
    number = recorded(store, other)
    with store.reading() as connection, pytest.raises(NotFoundError):
        one(connection, patient_id, number)


@pytest.mark.parametrize("body", ["x" * (MOST_BYTES + 1), "half a letter: \ud800"])
def test_what_cannot_be_kept_whole_is_refused_in_words(store: Store, patient_id: str, body: str) -> None:
    with pytest.raises(StoreError, match=r"too long|letters that"):
        recorded(store, patient_id, body)


def test_any_letter_comes_back_as_it_was_told(store: Store, patient_id: str) -> None:
    told = "<b>Ñandú</b> ' \" \\ \u0000 \u202e 🦴 ‘; DROP TABLE entry; --"
    number = recorded(store, patient_id, {"finding": told})
    with store.reading() as connection:
        assert one(connection, patient_id, number).body == {"finding": told}


def test_the_database_itself_refuses_to_change_or_remove_what_was_recorded(store: Store, patient_id: str) -> None:
    recorded(store, patient_id)
    with store.writing("test") as writing:
        shown.keep(writing, patient_id, dt.date(2026, 3, 2), 1, ("1", "0" * 64), shown.packed({"case": "x"}))
    for statement in (
        update(entry).values(body="{}"),
        delete(entry),
        update(audit_table).values(about=""),
        delete(audit_table),
        update(assessment).values(body=b""),
        delete(assessment),
    ):
        with pytest.raises(StoreError, match="refuses"), store.writing("test") as writing:
            writing.connection.execute(statement)
    with store.reading() as connection:
        assert [e.body for e in heads(connection, patient_id).values()] == [LEG]
        assert audit.verify(connection).broken is None


def test_an_entry_of_nobody_cannot_be_made(store: Store, clinic_id: str) -> None:
    assert clinic_id
    with pytest.raises(StoreError), store.writing("test") as writing:
        writing.connection.execute(
            insert(entry).values(
                patient_id=new_id(),
                kind="fact",
                thing="x",
                body="{}",
                withdrawn=0,
                source="clinician",
                recorded_at=writing.at,
            )
        )


def test_many_writers_at_once_lose_nothing_and_keep_one_chain(store: Store, patient_id: str) -> None:
    each, writers = 10, 4

    def write() -> None:
        for _ in range(each):
            recorded(store, patient_id)

    threads = [Thread(target=write) for _ in range(writers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with store.reading() as connection:
        assert len(heads(connection, patient_id)) == each * writers
        assert audit.verify(connection).broken is None


def test_a_clock_that_went_back_stores_nothing_and_says_why(store: Store, patient_id: str, hands: Hands) -> None:
    number = recorded(store, patient_id)
    hands.on(hours=-1)
    with pytest.raises(ClockError, match="Set the clock right"):
        recorded(store, patient_id)
    with store.reading() as connection:
        assert last_number(connection, patient_id) == number
    hands.on(hours=1, seconds=-30)
    recorded(store, patient_id)
    with store.reading() as connection:
        times = [e.recorded_at for e in history(connection, patient_id)]
        assert times == sorted(times)
        assert audit.verify(connection).broken is None


def test_an_assessment_that_was_shown_is_found_again_with_its_knowledge(store: Store, patient_id: str) -> None:
    day, body = dt.date(2026, 3, 2), {"headline": "ñ"}
    with store.writing("test") as writing:
        shown.keep(writing, patient_id, day, 7, ("0.4", "a" * 64), shown.packed(body))
    with store.reading() as connection:
        assert shown.found(connection, patient_id, day, 7, "a" * 64) == body
        assert shown.found(connection, patient_id, day, 7, "b" * 64) is None
        assert shown.found(connection, patient_id, day, 8, "a" * 64) is None
        (kept,) = shown.all_shown(connection, patient_id)
    assert (kept.knowledge_version, kept.upto) == ("0.4", 7)
