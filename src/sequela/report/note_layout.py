"""Plain layout of the note: headings, and text wrapped to its width."""

from __future__ import annotations

import textwrap

WIDTH = 78
"""Columns; only an address that is longer than a line goes beyond, since broken it would lead nowhere."""

_KEPT = "\N{NO-BREAK SPACE}"


def heading(text: str) -> list[str]:
    """A heading in capitals, underlined, after an empty line."""
    return ["", text.upper(), "-" * len(text)]


def wrap(text: str, first: str = "", hang: int | None = None) -> list[str]:
    """The text over as many lines as it takes, the later ones set in below what comes `first`; none begins with %."""
    indent = " " * (len(first) if hang is None else hang)
    lines = textwrap.wrap(
        text.replace(" %", f"{_KEPT}%"),
        WIDTH,
        initial_indent=first,
        subsequent_indent=indent,
        break_on_hyphens=False,
        break_long_words=False,
    )
    return [line.replace(_KEPT, " ") for line in lines]
