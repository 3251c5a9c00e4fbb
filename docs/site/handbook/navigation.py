"""The contents at the left: their headings get a level, and pages that stand beside them share one for each folder.

Sphinx marks the captions as headings without saying of which level, which readers aloud need. And it would make the
contents anew for each of the hundreds of pages made from the knowledge.
"""

from __future__ import annotations

import posixpath
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from docutils import nodes
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

_made: dict[str | None, str] = {}


def _step_in(
    app: Sphinx, pagename: str, _template: str, context: dict[str, object], _doctree: nodes.document | None
) -> None:
    """Pages outside the contents differ only in their folder, from which the links lead."""
    make = context.get("toctree")
    if not callable(make):
        return
    beside = "orphan" in app.env.metadata.get(pagename, {})
    context["toctree"] = _contents(posixpath.dirname(pagename) if beside else None, make)


def _contents(folder: str | None, make: Callable[..., str]) -> Callable[..., str]:
    def contents(**options: object) -> str:
        if folder in _made:
            return _made[folder]
        made = make(**options).replace('role="heading"', 'role="heading" aria-level="2"')
        if folder is not None:
            _made[folder] = made
        return made

    return contents


def setup(app: Sphinx) -> ExtensionMetadata:
    """Step in before the theme asks for the contents."""
    _made.clear()
    app.connect("html-page-context", _step_in, priority=100)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
