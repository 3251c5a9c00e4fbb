"""`sequela serve`: the clinic in a browser, on this machine unless another address is asked for."""

from __future__ import annotations

import argparse
import errno
import gc
import signal
import socket
import sys

from .demonstration import open_demonstration
from .faults import ANSWERED, BAD_INPUT, FAULT, tell
from .inputs import knowledge_of
from .place import open_store

SWITCH = 0.001
"""Seconds after which a thread that computes lets another go on: who has the database's lock must not wait long."""


def run(options: argparse.Namespace) -> int:
    """Open the store, say where it is, serve until stopped."""
    from sequela.store.problem import StoreError
    from sequela.web.clinic import open_clinic
    from sequela.web.front.build import STATIC
    from sequela.web.workers import Workers, how_many

    if not (STATIC / "app.css").exists():
        tell("the pages are not built yet: python3 run.py serve builds them")
        return FAULT
    knowledge = knowledge_of(options)
    count = how_many(options.workers)
    workers = Workers(knowledge, count) if count else None  # before the store: they are copies of this process
    password = ""
    try:
        listening = _listening(options.host, options.port)
        if options.demo:
            store, password = open_demonstration(knowledge)
        else:
            store = open_store(may_be_new=True)
        site = open_clinic(
            store, knowledge, demo=options.demo, host=options.host, names=tuple(options.behind_tls), workers=workers
        )
    except StoreError as error:
        if workers is not None:
            workers.close()
        tell(str(error))
        return BAD_INPUT
    if password:
        tell(
            f"sign in at http://{options.host}:{options.port}/sign-in as  demo  with  {password}  (a new password at "
            "every start; patients and numbers to call are invented)"
        )
    _serve(site, options, listening)
    store.close()
    if workers is not None:
        workers.close()
    tell("stopped")
    return ANSWERED


def _listening(host: str, port: int) -> socket.socket:
    """The place to listen on, taken before anything else is begun. Raises `StoreError`."""
    from sequela.store.problem import StoreError

    try:
        family, *_, where = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
        return socket.create_server(where[:2], family=family, backlog=2048)
    except OSError as error:
        said = (
            "it is taken" if error.errno == errno.EADDRINUSE else error.strerror or "it is no address of this machine"
        )
        raise StoreError(
            f"cannot listen on port {port} of {host}: {said}; choose others with --port and --host"
        ) from error


def _serve(site: object, options: argparse.Namespace, listening: socket.socket) -> None:
    import uvicorn

    from sequela.web.app import make_app
    from sequela.web.log import log_to_standard_error
    from sequela.web.site import Site

    assert isinstance(site, Site)  # noqa: S101 - for the type checker
    log_to_standard_error(as_json=options.log_json)
    sys.setswitchinterval(SWITCH)
    gc.freeze()  # the knowledge stays to the end: nobody needs to look through it for rubbish again and again
    tell(f"serving at http://{options.host}:{options.port}/ (stop with Ctrl-C)")
    # The server finishes what it has begun and then raises the signal again, when nothing is left to interrupt.
    for asked in (signal.SIGINT, signal.SIGTERM):
        signal.signal(asked, lambda *_: None)
    settings = uvicorn.Config(
        make_app(site),
        log_level="warning",
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=10,
    )
    uvicorn.Server(settings).run(sockets=[listening])
