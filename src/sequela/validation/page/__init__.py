"""A validation as one HTML file, which asks no address for anything."""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from sequela.validation import plots, said
from sequela.validation.screen import verdict
from sequela.validation.study import Validation

HERE = Path(__file__).parent


def html(validation: Validation) -> str:
    """The whole report. SVG comes from `plots`, which escapes its words; everything else goes through autoescape."""
    style = stylesheet()
    return (
        _environment()
        .get_template("page.html.j2")
        .render(
            v=validation,
            verdict=verdict(validation.parts),
            said=said,
            drawn=Markup,
            style=Markup(style),  # noqa: S704 - our own file
            style_hash=base64.b64encode(hashlib.sha256(style.encode()).digest()).decode(),
        )
    )


@cache
def stylesheet() -> str:
    """The look of the page, with that of the pictures."""
    return (HERE / "page.css").read_text(encoding="utf-8") + plots.STYLE


@cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(HERE), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
