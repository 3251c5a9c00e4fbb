"""Accounts: argon2 passwords, lock-out after failures, and sessions whose tokens are stored only as hashes."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import Connection, Row, insert, select, update

from sequela.records import frozen

from . import audit
from .problem import NotFoundError, StoreError
from .store import Store, Writing, moment, new_id, stamp
from .tables import ROLES, account, clinic, session

LEAST_LETTERS = 12
LEAST_KINDS = 5
"""So many different letters a password has at least: ``aaaaaaaaaaaa`` is long and guessed first."""
MOST_LETTERS = 200
FAILURES, LOCKED = 5, dt.timedelta(minutes=15)
IDLE, LONGEST = dt.timedelta(minutes=30), dt.timedelta(hours=12)
_READABLE = "23456789abcdefghjkmnpqrstvwxyz"
PRESENT_WRONG = "the password you have now is not right"
SIGN_IN_REFUSED = "the name or the password is not right, or the account is locked for a while"
"""One sentence for every reason, so that nobody learns which names there are."""


@frozen
class Account:
    """Who may sign in, as what, of which clinic. A patient's account belongs to one patient."""

    id: str
    clinic_id: str
    patient_id: str | None
    login: str
    name: str
    role: str
    active: bool


def make_account(
    writing: Writing, clinic_id: str, *, login: str, name: str, role: str, password: str, patient_id: str | None = None
) -> str:
    """A new account; the id. Raises `StoreError` for a weak password, an odd role or a name that is taken."""
    if role not in ROLES or (role == "patient") != (patient_id is not None):
        raise StoreError(
            f"the role {role!r} cannot be given (accepted: {', '.join(ROLES)}; a patient's names the patient)"
        )
    login = login.strip().casefold()
    if not login or len(login) > 254:
        raise StoreError("an account needs a name to sign in with, of at most 254 letters")
    if writing.connection.execute(select(account.c.id).where(account.c.login == login)).first():
        raise StoreError("there is an account of this name already; choose another")
    made = new_id()
    writing.connection.execute(
        insert(account).values(
            id=made,
            clinic_id=clinic_id,
            patient_id=patient_id,
            login=login,
            name=name,
            role=role,
            password=_hashed(password, login),
            active=1,
            failures=0,
            created_at=writing.at,
        )
    )
    audit.note(writing, "account made", f"{role} {made}", patient_id)
    return made


def change_password(writing: Writing, account_id: str, password: str) -> None:
    """A new password; every session of the account ends. Raises `StoreError`."""
    login = account_of(writing.connection, account_id).login
    writing.connection.execute(
        update(account)
        .where(account.c.id == account_id)
        .values(password=_hashed(password, login), failures=0, locked_until=None)
    )
    _end_sessions(writing, account_id)
    audit.note(writing, "password changed", account_id)


def change_own_password(store: Store, account_id: str, *, present: str, wanted: str) -> None:
    """Somebody's own new password, given the present one; every session ends. Raises `StoreError`."""
    asked = select(account.c.password).where(account.c.id == account_id)
    with store.reading() as connection:
        known = connection.execute(asked).scalar_one()
    if len(present) > MOST_LETTERS or not _verifies(known, present):
        raise StoreError(PRESENT_WRONG)
    if wanted == present:
        raise StoreError("the new password is the one you have already")
    with store.writing(account_id) as writing:
        change_password(writing, account_id, wanted)


def set_active(writing: Writing, account_id: str, active: bool) -> None:
    """Close an account, which ends its sessions, or open it again. Raises `NotFoundError`."""
    account_of(writing.connection, account_id)
    writing.connection.execute(
        update(account).where(account.c.id == account_id).values(active=int(active), failures=0, locked_until=None)
    )
    if not active:
        _end_sessions(writing, account_id)
    audit.note(writing, "account opened" if active else "account closed", account_id)


def _end_sessions(writing: Writing, account_id: str) -> None:
    writing.connection.execute(
        update(session)
        .where(session.c.account_id == account_id, session.c.ended_at.is_(None))
        .values(ended_at=writing.at)
    )


def _hashed(password: str, login: str) -> str:
    if not LEAST_LETTERS <= len(password) <= MOST_LETTERS:
        raise StoreError(f"a password has {LEAST_LETTERS} to {MOST_LETTERS} letters; three or four words do well")
    if len(set(password)) < LEAST_KINDS or password.casefold().replace(login, "") == "":
        raise StoreError("this password is guessed at once; three or four words do well")
    return _hasher().hash(password)


@cache
def _hasher() -> PasswordHasher:
    return PasswordHasher()


@cache
def _nobody() -> str:
    """The hash of a password nobody has: an unknown name takes as long to refuse as a wrong password."""
    return _hasher().hash(secrets.token_hex(16))


def sign_in(store: Store, login: str, password: str) -> tuple[str, Account] | None:
    """A session's token and its account, or None for any reason; the reason is in the audit."""
    asked = select(account).where(account.c.login == login.strip().casefold())
    with store.reading() as connection:
        before = connection.execute(asked).first()
    known = before.password if before is not None else _nobody()
    right = len(password) <= MOST_LETTERS and _verifies(known, password) and before is not None
    with store.writing("sign-in") as writing:  # failures are counted where nobody else counts at the same time
        row = writing.connection.execute(asked).first()
        if row is None or before is None or row.password != before.password:
            audit.note(writing, "sign-in refused", "unknown name")
            return None
        locked = row.locked_until is not None and moment(row.locked_until) > writing.moment
        if not right or locked or not row.active:
            _failed(writing, row, counted=not right and not locked)
            return None
        writing.connection.execute(update(account).where(account.c.id == row.id).values(failures=0, locked_until=None))
        token = secrets.token_urlsafe(32)
        writing.connection.execute(
            insert(session).values(
                token_sha256=_sha(token), account_id=row.id, created_at=writing.at, seen_at=writing.at
            )
        )
        audit.note(writing, "signed in", row.id)
        return token, _account(row)


def _verifies(known: str, password: str) -> bool:
    try:
        return _hasher().verify(known, password)
    except (VerificationError, InvalidHashError):
        return False


def _failed(writing: Writing, row: Row[tuple[object, ...]], *, counted: bool) -> None:
    failures = row.failures + 1 if counted else row.failures
    until = stamp(writing.moment + LOCKED) if counted and failures % FAILURES == 0 else row.locked_until
    writing.connection.execute(
        update(account).where(account.c.id == row.id).values(failures=failures, locked_until=until)
    )
    audit.note(writing, "sign-in refused", row.id)


def signed_in(store: Store, token: str) -> Account | None:
    """The account of a session that has not ended, idled out or grown too old; its time is moved on now and then."""
    now = store.clock()
    with store.reading() as connection:
        row = connection.execute(
            select(session, account)
            .join(account, session.c.account_id == account.c.id)
            .where(session.c.token_sha256 == _sha(token), session.c.ended_at.is_(None))
        ).first()
    if row is None or not row.active:
        return None
    seen, made = moment(row.seen_at), moment(row._mapping[session.c.created_at])
    if now - seen > IDLE or now - made > LONGEST:
        return None
    if now - seen > IDLE / 10:
        with store.writing(row.id) as writing:
            writing.connection.execute(
                update(session).where(session.c.token_sha256 == _sha(token)).values(seen_at=writing.at)
            )
    return _account(row)


def sign_out(store: Store, token: str) -> None:
    """End a session; nothing where there is none."""
    its = (session.c.token_sha256 == _sha(token), session.c.ended_at.is_(None))
    with store.writing("sign-out") as writing:
        account_id = writing.connection.execute(select(session.c.account_id).where(*its)).scalar()
        if account_id is not None:
            writing.connection.execute(update(session).where(*its).values(ended_at=writing.at))
            audit.note(writing, "signed out", account_id)


def account_of(connection: Connection, account_id: str) -> Account:
    """Raises `NotFoundError`."""
    row = connection.execute(select(account).where(account.c.id == account_id)).first()
    if row is None:
        raise NotFoundError("there is no such account")
    return _account(row)


def accounts_of(connection: Connection, clinic_id: str) -> tuple[Account, ...]:
    """All accounts of a clinic."""
    asked = select(account).where(account.c.clinic_id == clinic_id).order_by(account.c.login)
    return tuple(_account(row) for row in connection.execute(asked))


def account_of_patient(connection: Connection, patient_id: str) -> Account | None:
    """The account by which a patient signs in, open or closed; None if there is none."""
    row = connection.execute(select(account).where(account.c.patient_id == patient_id)).first()
    return None if row is None else _account(row)


def give_account(writing: Writing, clinic_id: str, patient_id: str, *, login: str, name: str) -> str:
    """An account for a patient with a password made here; the password, which is kept nowhere. Raises `StoreError`."""
    if account_of_patient(writing.connection, patient_id) is not None:
        raise StoreError("this patient has an account already")
    password = made_password()
    make_account(writing, clinic_id, login=login, name=name, role="patient", password=password, patient_id=patient_id)
    return password


def made_password() -> str:
    """A password to read from paper and type: four groups of four, of letters that are not read for one another."""
    return "-".join("".join(secrets.choice(_READABLE) for _ in range(4)) for _ in range(4))


def _account(row: Row[tuple[object, ...]]) -> Account:
    return Account(
        id=str(row._mapping[account.c.id]),
        clinic_id=row.clinic_id,
        patient_id=row.patient_id,
        login=row.login,
        name=row.name,
        role=row.role,
        active=bool(row.active),
    )


def _sha(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def make_clinic(writing: Writing, name: str, settings: str) -> str:
    """A new clinic with its settings (JSON); the id."""
    made = new_id()
    writing.connection.execute(insert(clinic).values(id=made, name=name, settings=settings, created_at=writing.at))
    audit.note(writing, "clinic made", made)
    return made


def change_clinic(writing: Writing, clinic_id: str, name: str, settings: str) -> None:
    """New settings (JSON) of a clinic in place of the ones before."""
    writing.connection.execute(update(clinic).where(clinic.c.id == clinic_id).values(name=name, settings=settings))
    audit.note(writing, "clinic settings changed", clinic_id)


def account_named(connection: Connection, login: str) -> Account:
    """The account of a name to sign in with. Raises `NotFoundError`."""
    row = connection.execute(select(account).where(account.c.login == login.strip().casefold())).first()
    if row is None:
        raise NotFoundError("there is no account of this name")
    return _account(row)
