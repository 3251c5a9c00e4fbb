"""A document as one HTML file: its style stands inside, its own policy forbids every address, every word is escaped."""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from sequela.report.html import MARK

from .document import Document, cleaned, kind_of

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
    return Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_unbroken,
    )


def _unbroken(value: object) -> object:
    """A number and its per cent sign stay on one line."""
    if not isinstance(value, str) or isinstance(value, Markup):
        return value
    return value.replace(" %", "\N{NO-BREAK SPACE}%")
