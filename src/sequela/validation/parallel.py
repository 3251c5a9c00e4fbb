"""The same question asked of many batches, over several processes, with the same answers whatever their number."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context
from typing import TypeVar

from sequela.knowledge.schema.knowledge import Knowledge

from .part import Progress

Task = TypeVar("Task")
Result = TypeVar("Result")

_THREADS = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")
_known: list[Knowledge] = []


def spread(
    work: Callable[[Knowledge, Task], Result],
    tasks: Sequence[Task],
    knowledge: Knowledge,
    workers: int,
    progress: Progress,
    what: str,
) -> list[Result]:
    """`work` of every task, in order. It must be a function of a module, and random only by what its task says.

    With one worker everything happens in this process.
    """
    found: list[Result] = []
    for result in _results(work, tasks, knowledge, workers):
        found.append(result)
        progress(len(found) / len(tasks), what)
    return found


def _results(
    work: Callable[[Knowledge, Task], Result], tasks: Sequence[Task], knowledge: Knowledge, workers: int
) -> Iterator[Result]:
    if workers <= 1 or len(tasks) <= 1:
        yield from (work(knowledge, task) for task in tasks)
        return
    # Processes of their own rather than copies of this one: a copy made while threads run can hang. NumPy reads its
    # number of threads when it is loaded; the workers share the cores already.
    with (
        _one_thread_each(),
        ProcessPoolExecutor(
            min(workers, len(tasks)), mp_context=get_context("spawn"), initializer=_begin, initargs=(knowledge,)
        ) as pool,
    ):
        yield from pool.map(_apart, [work] * len(tasks), tasks)


def _begin(knowledge: Knowledge) -> None:
    """In a process of its own. A function of the module: a method of `_known` would be sent with a copy of the list."""
    _known.append(knowledge)


def _apart(work: Callable[[Knowledge, Task], Result], task: Task) -> Result:
    return work(_known[0], task)


@contextmanager
def _one_thread_each() -> Iterator[None]:
    before = {name: os.environ.get(name) for name in _THREADS}
    os.environ.update(dict.fromkeys(_THREADS, "1"))
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value
