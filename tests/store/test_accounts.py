"""Who gets in: passwords, lock-out, sessions that end, invitations that are gone."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from sequela.store import accounts
from sequela.store.accounts import change_password, make_account, sign_in, sign_out, signed_in
from sequela.store.invitations import invite, opened, revoke
from sequela.store.problem import NotFoundError, StoreError
from sequela.store.store import Store
from sequela.store.tables import account, audit, invitation, session

from .conftest import PASSWORD, Hands


def token(store: Store) -> str:
    found = sign_in(store, "rosa", PASSWORD)
    assert found is not None
    return found[0]


def test_the_right_password_opens_a_session_and_a_wrong_one_does_not(store: Store, clinician_id: str) -> None:
    found = signed_in(store, token(store))
    assert found is not None
    assert found.id == clinician_id
    assert sign_in(store, "rosa", "three plain word") is None
    assert sign_in(store, "nobody", PASSWORD) is None
    assert signed_in(store, "made up") is None


def test_no_password_and_no_token_stands_in_the_database(store: Store, clinician_id: str) -> None:
    assert clinician_id
    made = token(store)
    with store.reading() as connection:
        kept = [*connection.execute(select(account)), *connection.execute(select(session))]
    assert PASSWORD not in repr(kept)
    assert made not in repr(kept)


def test_after_five_wrong_passwords_the_right_one_waits_a_quarter_of_an_hour(
    store: Store, clinician_id: str, hands: Hands
) -> None:
    assert clinician_id
    for _ in range(5):
        assert sign_in(store, "rosa", "a wrong password") is None
    assert sign_in(store, "rosa", PASSWORD) is None
    hands.on(minutes=15)
    assert sign_in(store, "rosa", PASSWORD) is not None


def test_a_locked_account_is_not_locked_longer_by_more_tries(store: Store, clinician_id: str, hands: Hands) -> None:
    assert clinician_id
    for _ in range(12):
        sign_in(store, "rosa", "a wrong password")
    hands.on(minutes=15)
    assert sign_in(store, "rosa", PASSWORD) is not None


def test_an_unknown_name_costs_the_same_work_as_a_known_one(
    store: Store, clinician_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert clinician_id
    checked: list[str] = []
    verifies = accounts._verifies
    monkeypatch.setattr(accounts, "_verifies", lambda known, given: checked.append(known) or verifies(known, given))
    for name in ("rosa", "nobody"):
        assert sign_in(store, name, "a wrong password") is None
    cost = [known.split("$")[:4] for known in checked]
    assert len(checked) == 2
    assert cost[0] == cost[1]


def test_a_refusal_leaves_a_row_that_does_not_hold_what_was_typed(store: Store, clinician_id: str) -> None:
    assert clinician_id
    sign_in(store, "ana.quijano@example.org", "my password typed here")
    with store.reading() as connection:
        rows = connection.execute(select(audit).where(audit.c.action == "sign-in refused")).all()
    assert len(rows) == 1
    assert "quijano" not in repr(rows)
    assert "typed" not in repr(rows)


def test_a_session_ends_when_idle_and_in_the_end_anyway(store: Store, clinician_id: str, hands: Hands) -> None:
    assert clinician_id
    idle = token(store)
    hands.on(minutes=31)
    assert signed_in(store, idle) is None
    busy = token(store)
    for _ in range(12 * 60 // 25):
        hands.on(minutes=25)
        assert signed_in(store, busy) is not None
    hands.on(minutes=25)
    assert signed_in(store, busy) is None


def test_a_session_ends_with_signing_out_a_new_password_or_a_closed_account(store: Store, clinician_id: str) -> None:
    out = token(store)
    sign_out(store, out)
    assert signed_in(store, out) is None
    before = token(store)
    with store.writing("admin") as writing:
        change_password(writing, clinician_id, "four other plain words")
    assert signed_in(store, before) is None
    assert sign_in(store, "rosa", PASSWORD) is None
    found = sign_in(store, "rosa", "four other plain words")
    assert found is not None
    with store.writing("admin") as writing:
        writing.connection.execute(account.update().where(account.c.id == clinician_id).values(active=0))
    assert signed_in(store, found[0]) is None
    assert sign_in(store, "rosa", "four other plain words") is None


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"password": "short"}, "12 to 200"),
        ({"password": "x" * 201}, "12 to 200"),
        ({"password": "abababababab"}, "guessed at once"),
        ({"login": "secretary", "password": "SecretarySecretary"}, "guessed at once"),
        ({"login": "ROSA "}, "this name already"),
        ({"login": "  "}, "needs a name"),
        ({"role": "king"}, "cannot be given"),
        ({"role": "patient"}, "cannot be given"),
    ],
)
def test_an_account_that_cannot_be_is_refused_in_words(
    store: Store, clinic_id: str, clinician_id: str, change: dict[str, str], words: str
) -> None:
    assert clinician_id
    asked = {"login": "new", "name": "New", "role": "clinician", "password": PASSWORD} | change
    with pytest.raises(StoreError, match=words), store.writing("test") as writing:
        make_account(writing, clinic_id, **asked)  # type: ignore[arg-type]


def test_an_invitation_opens_by_link_or_code_until_it_expires(
    store: Store, clinician_id: str, patient_id: str, hands: Hands
) -> None:
    with store.writing(clinician_id) as writing:
        link, code = invite(writing, patient_id)
    with store.reading() as connection:
        typed = f"{code[:5].lower()}-{code[5:]} "
        assert opened(connection, hands(), link) == opened(connection, hands(), typed)
        assert link not in repr(connection.execute(select(invitation)).all())
        for forged in (link[:-1], link + "a", code[:-1], "", "%", "' OR 1=1 --", "\u0000", "a" * 10_000):
            with pytest.raises(NotFoundError):
                opened(connection, hands(), forged)
    hands.on(days=14)
    with store.reading() as connection, pytest.raises(NotFoundError):
        opened(connection, hands(), link)


def test_a_revoked_invitation_opens_nothing(store: Store, clinician_id: str, patient_id: str, hands: Hands) -> None:
    with store.writing(clinician_id) as writing:
        link, _ = invite(writing, patient_id)
    with store.reading() as connection:
        found = opened(connection, hands(), link)
    with store.writing(clinician_id) as writing:
        revoke(writing, found.token_sha256)
    with store.reading() as connection, pytest.raises(NotFoundError):
        opened(connection, hands(), link)
