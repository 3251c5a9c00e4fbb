"""Mathematics as MathML, written when the site is built: browsers show it without any script."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes
from latex2mathml.converter import convert
from sphinx.util import logging

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata
    from sphinx.writers.html5 import HTML5Translator

_log = logging.getLogger(__name__)


def _inline(translator: HTML5Translator, node: nodes.math) -> None:
    translator.body.append(_markup(node, "inline"))
    raise nodes.SkipNode


def _block(translator: HTML5Translator, node: nodes.math_block) -> None:
    anchor = f' id="{node["ids"][0]}"' if node.get("ids") else ""
    box = f'<div class="formula"{anchor} tabindex="0" role="group" aria-label="Formula">'
    translator.body.append(f"{box}{_markup(node, 'block')}</div>\n")
    raise nodes.SkipNode


def _markup(node: nodes.Element, display: str) -> str:
    try:
        return convert(node.astext().strip(), display=display)
    except Exception as error:  # the converter raises errors of many kinds; each means a formula that cannot be read
        _log.warning("this formula cannot be shown: %s (%s)", node.astext(), error, location=node)
        return ""


def setup(app: Sphinx) -> ExtensionMetadata:
    """Offer the renderer to Sphinx under the name ``mathml``."""
    app.add_html_math_renderer("mathml", inline_renderers=(_inline, None), block_renderers=(_block, None))
    return {"parallel_read_safe": True, "parallel_write_safe": True}
