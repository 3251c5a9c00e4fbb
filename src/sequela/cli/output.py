"""Results on standard output: JSON as UTF-8 on every machine, text in what the terminal can show."""

from __future__ import annotations

import json
import os
import sys


def write_json(value: object, *, one: bool) -> None:
    """One object over several lines, or one line of JSON Lines. Not-a-number is never written."""
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, indent=2 if one else None)
    sys.stdout.flush()
    sys.stdout.buffer.write(text.encode() + b"\n")
    sys.stdout.buffer.flush()


def write_text(text: str) -> None:
    """Text for people, in the characters that the terminal has."""
    from sequela.report.screen import in_charset

    sys.stdout.write(in_charset(text, sys.stdout.encoding))


def coloured() -> bool:
    """True on a terminal that shows colour, unless NO_COLOR is set."""
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
