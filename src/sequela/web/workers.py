"""Processes beside the server that work out assessments, so that nobody's page waits for somebody else's.

An assessment is a pure function that keeps a processor busy for a tenth of a second, and Python runs one thread of a
process at a time: worked out in the server it would slow every other answer. A worker knows the knowledge and nothing
else; it opens no database, is handed what it needs and hands back what it found.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import Literal, TypeVar

from sequela.knowledge.schema.knowledge import Knowledge

T = TypeVar("T")
ORPHANED = 2.0
"""Seconds between two looks whether the server still lives: one that was killed cannot tell its workers to end."""

_known: Knowledge | None = None
"""In a worker: the knowledge it was started with."""


class Workers:
    """A few processes that call functions of ours; the last argument that each function gets is the knowledge."""

    def __init__(self, knowledge: Knowledge, count: int) -> None:
        """Start `count` of them. To be called before anything opens a database or starts a thread: they are copies."""
        self._knowledge, self._count, self._lock = knowledge, count, threading.Lock()
        # A copy of this process has the knowledge already. Where, or when, a process cannot be copied safely (later the
        # server has threads) a new one is handed the knowledge.
        self._pool = self._started("fork" if sys.platform == "linux" else "spawn")

    def _started(self, how: Literal["fork", "spawn"]) -> ProcessPoolExecutor:
        made = ProcessPoolExecutor(
            self._count,
            mp_context=multiprocessing.get_context(how),
            initializer=_begin,
            initargs=(self._knowledge, os.getpid()),
        )
        made.submit(_nothing).result()
        return made

    def run(self, work: Callable[..., T], *given: object) -> T:
        """What `work` answers, worked out by one of them; if one was killed meanwhile, by the server itself."""
        pool = self._pool
        try:
            return pool.submit(_called, work, given).result()
        except BrokenProcessPool:
            self._start_anew(pool)
            return work(*given, self._knowledge)

    def _start_anew(self, broken: ProcessPoolExecutor) -> None:
        with self._lock:
            if self._pool is broken:
                self._pool = self._started("spawn")

    def close(self) -> None:
        """Let them end."""
        self._pool.shutdown()


def how_many(asked: int | None) -> int:
    """As many as asked for, else one for each processor and at most four; none where there is one processor alone."""
    processors = os.cpu_count() or 1
    return asked if asked is not None else 0 if processors == 1 else min(4, processors)


def _begin(knowledge: Knowledge, server: int) -> None:
    global _known
    _known = knowledge
    gc.freeze()  # the knowledge stays to the end: nobody needs to look through it for rubbish
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the whole group; the server ends its workers itself
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    threading.Thread(target=_end_with, args=(server,), daemon=True).start()


def _end_with(server: int) -> None:
    while os.getppid() == server:
        time.sleep(ORPHANED)
    os._exit(0)


def _called(work: Callable[..., T], given: tuple[object, ...]) -> T:
    return work(*given, _known)


def _nothing() -> None:
    """The first task: processes are started when there is one."""
