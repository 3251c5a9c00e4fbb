"""A document as one HTML file: its style stands inside, its own policy forbids every address, every word is escaped."""

from __future__ import annotations

import base64
import hashlib
import re
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from sequela.report.html import MARK

from .document import Document, cleaned, kind_of

_WHOLE = re.compile(r"\b[CTLS]\d{1,2}-[CTLS]?\d{1,2}\b|(?<![\w-])\d{1,4}(?:-\d{1,3}){1,2}(?![\w-])")
HERE = Path(__file__).parent


def render(document: Document) -> str:
    """Return the page."""
    style = (HERE / "letter.css").read_text(encoding="utf-8")
    return (
        _environment()
        .get_template("letter.html.j2")
        .render(
            d=cleaned(document),
            mark=Markup(MARK),  # noqa: S704 - words of ours
            style=Markup(style),  # noqa: S704 - a file of ours
            style_hash=base64.b64encode(hashlib.sha256(style.encode()).digest()).decode(),
            kind=kind_of,
        )
    )


def marks(document: Document) -> tuple[bytes, ...]:
    """What an earlier page of this kind and case holds."""
    shown = cleaned(document)
    named = (("sequela-document", shown.kind), ("sequela-case", shown.case))
    return (MARK.encode(), *(f'<meta name="{key}" content="{escape(value)}">'.encode() for key, value in named))


@cache
def _environment() -> Environment:
    """The template. `StrictUndefined`: a misspelt name must not become an empty place in a letter."""
    made = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["whole"] = _whole
    return made


def _whole(words: str) -> Markup:
    """Words escaped, in which a level, a range, a day, or a number and its per cent sign stays on one line."""
    text = str(escape(words)).replace(" %", "\N{NO-BREAK SPACE}%")
    return Markup(_WHOLE.sub(r'<span class="whole">\g<0></span>', text))  # noqa: S704 - escaped above
