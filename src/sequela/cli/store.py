"""`sequela store`: check, export, back up and restore what the clinic has recorded; its accounts and settings."""

from __future__ import annotations

import argparse
import getpass
import json
import sys
from collections.abc import Callable, Mapping
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING

from .faults import ANSWERED, BAD_INPUT, tell
from .output import write_json, write_text
from .place import address, database_file, key_file, open_store

if TYPE_CHECKING:
    from sequela.store.store import Store
    from sequela.web.site import ClinicSettings, HelpNumbers

ACTOR = "command line"


def run(options: argparse.Namespace) -> int:
    """One task of the store. Whatever it refuses is said in words."""
    from sequela.store.problem import StoreError

    try:
        return _TASKS[options.task](options)
    except StoreError as error:
        tell(str(error))
    except FileExistsError as error:
        tell(f"{error.filename} is there already; nothing is overwritten, choose another name")
    except OSError as error:
        tell(f"{error.filename or 'the file'}: {error.strerror or type(error).__name__}")
    return BAD_INPUT


# --- check and copy --------------------------------------------------------------------------------------------------


def _verify(options: argparse.Namespace) -> int:
    from sequela.store.audit import verify

    store = open_store()
    with store.reading() as connection:
        found = verify(connection)
    if options.json:
        write_json(asdict(found), one=True)
    elif found.broken is None:
        write_text(
            f"The audit of {_where()} is whole: {found.rows:,} rows. Keep the last hash elsewhere: {found.last}\n"
        )
    else:
        write_text(
            f"The audit is broken at row {found.broken}: {found.why}. The {found.rows:,} rows before it are whole. "
            "Change nothing more: copy the database as it is, and compare it with the last backup.\n"
        )
    return ANSWERED if found.broken is None else BAD_INPUT


def _where() -> str:
    """The store in words, without a password."""
    return "the PostgreSQL database" if address() else str(database_file())


def _export(options: argparse.Namespace) -> int:
    from sequela.store.export import export_all, export_patient

    store, folder = open_store(), Path(options.folder)
    if options.patient is None:
        count = export_all(store, ACTOR, folder, tell)
        write_text(f"{count:,} patients in {folder}. It is not encrypted: keep it as you keep records.\n")
        return ANSWERED
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    patient_id = _meant(store, options.patient)
    target = folder / f"{patient_id}.zip"
    export_patient(store, ACTOR, patient_id, target)
    write_text(f"{target}. It is not encrypted: keep it as you keep records.\n")
    return ANSWERED


def _meant(store: Store, said: str) -> str:
    """The id of the patient of this id, or of this number in the clinic's records. Raises `StoreError`."""
    from sequela.store.entries import of_kind
    from sequela.store.problem import StoreError

    clinic_id, _ = _clinic_of(store)
    with store.reading() as connection:
        named = {entry.patient_id: entry.body for entry in of_kind(connection, clinic_id, "identity")}
    if said in named:
        return said
    found = [key for key, body in named.items() if isinstance(body, dict) and body.get("number") == said]
    if len(found) != 1:
        why = "several patients have" if found else "no such patient: nobody has"
        raise StoreError(f"{why} {said!r} as number in the records or as id (the last part of the page's address)")
    return found[0]


def _backup(options: argparse.Namespace) -> int:
    from sequela.store.backup import copy_file, dump
    from sequela.store.key import read_key

    store, target = open_store(), Path(options.file)
    if options.portable or address():
        copied = dump(store, target)
        write_text(f"{target}: {sum(copied.rows.values()):,} rows, readable by whoever has the file.\n")
    else:
        copy_file(store, read_key(key_file()), target)
        write_text(f"{target}: encrypted, opened by the key at {key_file()}. Keep the two apart.\n")
    return ANSWERED


def _restore(options: argparse.Namespace) -> int:
    from sequela.store.audit import verify
    from sequela.store.backup import GZIP, put_back
    from sequela.store.key import read_key

    source = Path(options.file)
    with source.open("rb") as file:
        portable = file.read(len(GZIP)) == GZIP
    if portable:
        store = _restored(source)
    else:
        put_back(source, database_file(), read_key(key_file()))
        store = open_store(may_be_new=True)
    with store.reading() as connection:
        found = verify(connection)
    broken = "" if found.broken is None else f", and was broken at row {found.broken} already: {found.why}"
    write_text(f"Restored. The audit has {found.rows:,} whole rows{broken}. Its last hash: {found.last}\n")
    return ANSWERED


def _restored(source: Path) -> Store:
    """The store filled from a portable copy; a new file that could not be filled is taken away again."""
    from sequela.store.backup import restore

    fresh = not address() and not database_file().exists()
    kept_key = key_file().exists()
    store = open_store(may_be_new=True)
    try:
        restore(store, source)
    except Exception:
        store.close()
        if fresh:
            for left in database_file().parent.glob(f"{database_file().name}*"):
                left.unlink()
            if not kept_key:
                key_file().unlink(missing_ok=True)
        raise
    return store


def _refresh(options: argparse.Namespace) -> int:
    from sequela.web.clinic import open_clinic
    from sequela.web.new_day import refresh_all

    from .inputs import knowledge_of

    def told(done: int, of: int) -> None:
        if done % 500 == 0:
            tell(f"{done:,} of {of:,} patients")

    site = open_clinic(open_store(), knowledge_of(options), demo=False, host="127.0.0.1")
    write_text(f"{refresh_all(site, told):,} patients assessed anew.\n")
    return ANSWERED


# --- accounts and settings -------------------------------------------------------------------------------------------


def _account(options: argparse.Namespace) -> int:
    from sequela.store.accounts import account_named, accounts_of, change_password, make_account, set_active

    store = open_store(may_be_new=options.act == "add")
    clinic_id, _ = _clinic_of(store)
    if options.act == "list":
        with store.reading() as connection:
            listed = accounts_of(connection, clinic_id)
        if options.json:
            write_json([asdict(account) for account in listed], one=True)
        for account in () if options.json else listed:
            write_text(f"{account.login:24} {account.role:12} {'' if account.active else 'closed':8} {account.name}\n")
        return ANSWERED
    password = _password() if options.act in ("add", "password") else ""
    with store.writing(ACTOR) as writing:
        if options.act == "add":
            make_account(
                writing,
                clinic_id,
                login=options.login,
                name=options.name or options.login,
                role=options.role,
                password=password,
                patient_id=options.patient,
            )
        else:
            found = account_named(writing.connection, options.login)
            if options.act == "password":
                change_password(writing, found.id, password)
            else:
                set_active(writing, found.id, options.act == "unlock")
    write_text("Done.\n")
    return ANSWERED


def _password() -> str:
    """Typed unseen and twice at a terminal, else the first line that is handed in; an argument would be seen."""
    from sequela.store.problem import StoreError

    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\n")
    typed = getpass.getpass("Password: ")
    if getpass.getpass("Once more: ") != typed:
        raise StoreError("the two were not alike; nothing was changed")
    return typed


def _clinic(options: argparse.Namespace) -> int:
    from sequela.store.accounts import change_clinic

    store = open_store(may_be_new=True)
    clinic_id, settings = _clinic_of(store)
    given: dict[str, object] = {
        key: value
        for key in ("name", "phone", "self_harm_contact", "invitation_days")
        if (value := getattr(options, key)) is not None
    }
    if options.numbers is not None:
        given["numbers"] = tuple(_numbers(text) for text in options.numbers)
    if given:
        from sequela.web.site import checked

        settings = checked(replace(settings, **given))  # type: ignore[arg-type]
        with store.writing(ACTOR) as writing:
            change_clinic(writing, clinic_id, settings.name, json.dumps(asdict(settings)))
        tell("a server that is running takes them when it starts again")
    write_json(asdict(settings), one=True)
    return ANSWERED


def _numbers(text: str) -> HelpNumbers:
    from sequela.store.problem import StoreError
    from sequela.web.site import HelpNumbers

    country, found, numbers = text.partition("=")
    emergency, comma, same_day = numbers.partition(",")
    if not (found and comma):
        raise StoreError(f"--numbers {text!r}: expected COUNTRY=EMERGENCY,SAME_DAY such as 'United Kingdom=999,111'")
    return HelpNumbers(country=country.strip(), emergency=emergency.strip(), same_day=same_day.strip())


def _clinic_of(store: Store) -> tuple[str, ClinicSettings]:
    from sequela.web.clinic import the_clinic

    return the_clinic(store, demo=False)


_TASKS: Mapping[str, Callable[[argparse.Namespace], int]] = {
    "verify": _verify,
    "export": _export,
    "backup": _backup,
    "restore": _restore,
    "refresh": _refresh,
    "account": _account,
    "clinic": _clinic,
}
