"""`sequela serve`: the clinic in a browser, on this machine unless another address is asked for."""

from __future__ import annotations

import argparse
import logging
import os
import secrets
from pathlib import Path
from typing import TYPE_CHECKING

from .faults import ANSWERED, BAD_INPUT, FAULT, tell
from .inputs import knowledge_of

if TYPE_CHECKING:
    from sequela.store.store import Store

DATABASE, FOLDER = "SEQUELA_DATABASE", "SEQUELA_DATA"


def run(options: argparse.Namespace) -> int:
    """Open the store, say where it is, serve until stopped."""
    from sequela.store.problem import StoreError
    from sequela.web.clinic import open_clinic
    from sequela.web.front.build import STATIC

    if not (STATIC / "app.css").exists():
        tell("the pages are not built yet: python3 run.py serve builds them")
        return FAULT
    knowledge = knowledge_of(options)
    try:
        store = _store(options)
        site = open_clinic(store, knowledge, demo=options.demo, host=options.host)
    except StoreError as error:
        tell(str(error))
        return BAD_INPUT
    if options.demo:
        from sequela.web.demo import fill

        password = fill(site, tell)
        tell(f"sign in at http://{options.host}:{options.port}/sign-in as  demo  with  {password}")
    _serve(site, options)
    store.close()
    return ANSWERED


def _store(options: argparse.Namespace) -> Store:
    """The demonstration lives in a folder of its own and begins anew each time."""
    from sequela.store.store import open_file, open_postgres

    address = os.environ.get(DATABASE, "")
    if address and not options.demo:
        return open_postgres(address)
    folder = Path(os.environ.get(FOLDER) or Path.home() / ".local" / "share" / "sequela")
    if options.demo:
        folder = folder / "demo" / secrets.token_hex(4)
    store = open_file(folder / "clinic.db", folder / "key")
    if store.key_made and not options.demo:
        tell(
            f"a new key was made at {folder / 'key'}. Keep a copy of it somewhere else now: without it nobody can open "
            "the data. It protects copies of the database, not a stolen machine"
        )
    return store


def _serve(site: object, options: argparse.Namespace) -> None:
    import uvicorn

    from sequela.web.app import make_app
    from sequela.web.site import Site

    assert isinstance(site, Site)  # noqa: S101 - for the type checker
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(name)s %(message)s")
    tell(f"serving at http://{options.host}:{options.port}/ (stop with Ctrl-C)")
    uvicorn.run(
        make_app(site),
        host=options.host,
        port=options.port,
        log_level="warning",
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=10,
    )
