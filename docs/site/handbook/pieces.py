"""The HTML of generated parts: Jinja pieces in which every word is escaped."""

from __future__ import annotations

from functools import cache

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from .places import PIECES


@cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(PIECES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def piece(name: str, /, **values: object) -> str:
    """One piece with its values; without blank lines, which would end a block of HTML in Markdown."""
    text = _environment().get_template(f"{name}.html.j2").render(**values)
    return "\n".join(line for line in text.splitlines() if line.strip())
