"""Lines of a terminal: pieces of text with a style, wrapped to the width, painted or plain, in any character set."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable
from functools import lru_cache
from typing import TypeAlias

WIDTH = 80

PLAIN, BOLD, DIM, ALARM, CAUTION, ACCENT = "", "\x1b[1m", "\x1b[2m", "\x1b[31;1m", "\x1b[33;1m", "\x1b[36m"
_RESET = "\x1b[0m"

Piece: TypeAlias = tuple[str, str]
"""A style and a text."""
Line: TypeAlias = tuple[Piece, ...]

BLANK: Line = ((PLAIN, ""),)

_UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")
"""What acts on a terminal or hides there: controls, line breaks, turns of the writing direction, bytes of no text."""

_PLAIN_SIGNS = str.maketrans(
    {"·": ".", "─": "-", "├": "|", "┤": "|", "●": "o", "→": ">", "▲": "+", "▼": "-", "−": "-", "×": "x"}
    | dict(zip("▁▂▃▄▅▆▇█", "__.--==#", strict=True))
)


def line(text: str, style: str = PLAIN) -> Line:
    """A line of one style."""
    return ((style, text),)


def text_of(pieces: Line) -> str:
    """The words of a line without its styles."""
    return "".join(words for _, words in pieces)


def wrapped(
    text: str, first: str = "", rest: str | None = None, most: int | None = None, style: str = PLAIN, width: int = WIDTH
) -> list[Line]:
    """Text over as many lines as it takes, at most `most`, the last then ending in an ellipsis."""
    indent = " " * len(first) if rest is None else rest
    return [line(part, style) for part in _wrapped(text, first, indent, most, width)]


@lru_cache(maxsize=1024)  # a screen is laid out again and again until it is as full as it can be
def _wrapped(text: str, first: str, rest: str, most: int | None, width: int) -> tuple[str, ...]:
    found = textwrap.wrap(
        text,
        width,
        initial_indent=first,
        subsequent_indent=rest,
        max_lines=most,
        placeholder=" ...",
        break_on_hyphens=False,
    )
    return tuple(found)


def cut(text: str, width: int) -> str:
    """The text in exactly so many columns, shortened with an ellipsis if need be."""
    return (text if len(text) <= width else f"{text[: width - 3].rstrip()}...").ljust(width)


def apart(left: str, right: str) -> str:
    """Two texts at the ends of one line; the left one gives way."""
    return f"{cut(left, WIDTH - len(right) - 1)} {right}"


def painted(lines: Iterable[Line], *, colour: bool) -> str:
    """The lines as one text, with or without colour; no line ends in blanks."""
    out = []
    for pieces in lines:
        if colour:
            text = "".join(
                f"{style}{visible(words)}{_RESET}" if style and words.strip() else visible(words)
                for style, words in pieces
            )
        else:
            text = visible(text_of(pieces))
        out.append(text.rstrip())
    return "\n".join(out) + "\n"


def visible(text: str) -> str:
    """The text with one sign in place of each character that would act on a terminal instead of being seen there.

    Whatever comes from a file or the command line could otherwise clear a warning, forge a line of the answer, or
    turn its reading order round.
    """
    return _UNSEEN.sub("\ufffd", text)


def visible_lines(text: str) -> str:
    """As `visible`, the line breaks kept: for a text whose lines are ours."""
    return "\n".join(map(visible, text.split("\n")))


def in_json(text: str) -> str:
    """JSON source that is as safe to look at, its values the same; a byte that is no text stands as ``\\xff``."""
    return _UNSEEN.sub(_escaped, text)


def _escaped(found: re.Match[str]) -> str:
    code = ord(found[0])
    if found[0] == "\n":
        return "\n"  # between values: inside of them it is already escaped
    if 0xDC80 <= code <= 0xDCFF:
        return f"\\\\x{code - 0xDC00:02x}"
    return f"\\\\u{code:04x}" if 0xD800 <= code <= 0xDFFF else f"\\u{code:04x}"


def in_charset(text: str, encoding: str | None) -> str:
    """The text in characters that the encoding has: drawn signs become plain ones, the rest question marks."""
    charset = encoding or "ascii"
    try:
        text.encode(charset)
    except (UnicodeEncodeError, LookupError):
        try:
            return text.translate(_PLAIN_SIGNS).encode(charset, "replace").decode(charset)
        except LookupError:
            return text.translate(_PLAIN_SIGNS).encode("ascii", "replace").decode("ascii")
    return text
