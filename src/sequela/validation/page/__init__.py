"""A validation, and the model card, each as one HTML file that asks no address for anything."""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from sequela.validation import plots, said
from sequela.validation.model_card.card import Card
from sequela.validation.screen import verdict
from sequela.validation.study import Validation

HERE = Path(__file__).parent


def validation_page(validation: Validation) -> str:
    """The whole report. SVG comes from `plots`, which escapes its words; everything else goes through autoescape."""
    return _rendered("validation.html.j2", v=validation, verdict=verdict(validation.parts), drawn=Markup)


def model_card_page(card: Card, program: str) -> str:
    """The model card; `program` is the version of the program."""
    return _rendered("model_card.html.j2", card=card, program=program)


def _rendered(template: str, **views: object) -> str:
    style = stylesheet()
    return (
        _environment()
        .get_template(template)
        .render(
            said=said,
            style=Markup(style),  # noqa: S704 - our own file
            style_hash=base64.b64encode(hashlib.sha256(style.encode()).digest()).decode(),
            **views,
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
