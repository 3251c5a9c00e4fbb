"""Wide things scroll inside a box of their own, and the box can be reached by keyboard."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes
from sphinx.writers.html5 import HTML5Translator

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata


class Translator(HTML5Translator):
    """Sphinx's own, with boxes round tables and code."""

    def visit_table(self, node: nodes.Element) -> None:
        """Open the box of a table."""
        self.body.append('<div class="wide" tabindex="0" role="group" aria-label="Table">')
        super().visit_table(node)

    def depart_table(self, node: nodes.Element) -> None:
        """Close the box of a table."""
        super().depart_table(node)
        self.body.append("</div>\n")

    def visit_literal_block(self, node: nodes.Element) -> None:
        """Code that is wider than the page scrolls, so the keyboard must reach it."""
        at = len(self.body)
        try:
            super().visit_literal_block(node)
        finally:
            self.body[at:] = [part.replace("<pre>", '<pre tabindex="0">') for part in self.body[at:]]


def setup(app: Sphinx) -> ExtensionMetadata:
    """Let Sphinx write its pages so."""
    app.set_translator("html", Translator)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
