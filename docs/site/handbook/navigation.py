"""The contents at the left: for the hundreds of pages that stand beside them they are made once for each folder."""

from __future__ import annotations

import posixpath
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from docutils import nodes
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

_made: dict[str, str] = {}


def _remember(
    app: Sphinx, pagename: str, _template: str, context: dict[str, object], _doctree: nodes.document | None
) -> None:
    """Pages outside the contents differ only in their folder, from which the links lead."""
    make = context.get("toctree")
    if "orphan" not in app.env.metadata.get(pagename, {}) or not callable(make):
        return
    context["toctree"] = _once(posixpath.dirname(pagename), make)


def _once(folder: str, make: Callable[..., str]) -> Callable[..., str]:
    def contents(**options: object) -> str:
        if folder not in _made:
            _made[folder] = make(**options)
        return _made[folder]

    return contents


def setup(app: Sphinx) -> ExtensionMetadata:
    """Step in before the theme asks for the contents."""
    _made.clear()
    app.connect("html-page-context", _remember, priority=100)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
