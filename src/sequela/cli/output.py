"""Results on standard output: JSON as UTF-8 on every machine, text in what the terminal can show."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager


class ReaderGoneError(Exception):
    """Whoever read standard output (head, less) has stopped: nothing is left to say."""


class OutputError(Exception):
    """Standard output takes nothing: it is closed, or its disk is full. The message is plain words."""


def write_json(value: object, *, one: bool) -> None:
    """One object over several lines, or one line of JSON Lines. Not-a-number is never written.

    Raises `ReaderGoneError` or `OutputError`.
    """
    from sequela.report.screen import in_json

    text = in_json(json.dumps(value, ensure_ascii=False, allow_nan=False, indent=2 if one else None))
    with _written():
        sys.stdout.flush()
        sys.stdout.buffer.write(text.encode() + b"\n")
        sys.stdout.buffer.flush()


def write_text(text: str, *, painted: bool = False) -> None:
    """Text for people, in the characters that the terminal has; `painted` if its colours are to stay.

    Raises `ReaderGoneError` or `OutputError`.
    """
    from sequela.report.screen import in_charset, visible_lines

    with _written():
        sys.stdout.write(in_charset(text if painted else visible_lines(text), sys.stdout.encoding))


def flush() -> None:
    """Hand over what is still held back, if there is a standard output. Raises `ReaderGoneError` or `OutputError`."""
    if sys.stdout is not None:
        with _written():
            sys.stdout.flush()


def coloured() -> bool:
    """True on a terminal that shows colour, unless NO_COLOR is set."""
    if sys.stdout is None:
        return False
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


@contextmanager
def _written() -> Iterator[None]:
    """Faults of standard output, and of nothing else, by their own names."""
    if sys.stdout is None or sys.stdout.closed:
        raise OutputError("standard output is closed")
    try:
        yield
    except OSError as error:
        _let_go()
        if isinstance(error, BrokenPipeError):
            raise ReaderGoneError from error
        raise OutputError(f"standard output: {error.strerror or type(error).__name__}") from error


def _let_go() -> None:
    """Send what is still held back nowhere: Python would complain about it while closing, and change the status."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)
