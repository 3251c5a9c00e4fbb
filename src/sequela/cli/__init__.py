"""The command line."""

from __future__ import annotations

from .interrupt import is_the_program, stop_at_once

# Here and not in `main`: most of the time until the first answer goes into imports, which come after this one.
if is_the_program():
    stop_at_once()
