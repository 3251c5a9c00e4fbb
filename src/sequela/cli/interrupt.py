"""Ctrl-C at any moment: one line and exit status 130, also while modules are still being imported.

This module is the first of the command line to be imported and therefore needs nothing that is not there already.
"""

from __future__ import annotations

import os
import signal
import sys
from contextlib import suppress

STOPPED = 130
"""128 and the number of the signal, as shells count."""


def stop_at_once() -> None:
    """From now on Ctrl-C ends the program, unless whoever started it had Ctrl-C ignored or handles it otherwise.

    The usual exception is no way out here: raised inside an import it may come out as another one, or as a trace.
    Ending at once is safe, since files are put in place whole.
    """
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        with suppress(ValueError):  # only the main thread may say so, and in another one Ctrl-C does not arrive
            signal.signal(signal.SIGINT, _stop)


def is_the_program() -> bool:
    """True in a process that was started as ``sequela``, not in one that only imports parts of it."""
    started = sys.argv[0] if getattr(sys, "argv", None) else ""
    return started == "-m" or os.path.splitext(os.path.basename(started))[0] == "sequela"  # noqa: PTH119, PTH122


def _stop(_signal: int, _frame: object) -> None:
    try:
        os.write(2, b"sequela: stopped\n")
    finally:
        os._exit(STOPPED)
