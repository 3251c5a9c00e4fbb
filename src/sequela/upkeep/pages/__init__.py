"""One page for each thing the knowledge speaks of: what is known, how sure, from where."""

from sequela.upkeep.pages.find import UnknownNameError, find_page, index
from sequela.upkeep.pages.page import Page, Row, Section, page_data, page_text

__all__ = [
    "Page",
    "Row",
    "Section",
    "UnknownNameError",
    "find_page",
    "index",
    "page_data",
    "page_text",
]
