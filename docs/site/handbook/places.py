"""Where things stand: the repository, the written pages, the pieces of generated ones."""

from __future__ import annotations

from pathlib import Path

SITE = Path(__file__).resolve().parents[1]
ROOT = SITE.parents[1]
PAGES = SITE / "pages"
PIECES = SITE / "pieces"
