"""Interface text by gettext: English is written in the templates, other languages in ``locale``.

Catalogues are read from their ``.po`` files when the server starts, so that a translator's file is all there is.
"""

from __future__ import annotations

from functools import cache
from io import BytesIO
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations

HERE = Path(__file__).parent / "locale"
LANGUAGES = ("en", "es")
NAMES = {"en": "English", "es": "Español"}


@cache
def translations(language: str) -> NullTranslations:
    """The catalogue of a language; of English an empty one, whose answer is what was asked."""
    path = HERE / language / "LC_MESSAGES" / "web.po"
    if not path.exists():
        return NullTranslations()
    with path.open("rb") as file:
        catalogue = read_po(file, locale=language)
    compiled = BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return Translations(compiled, domain="web")


def chosen(asked: str | None, stated: str | None, header: str) -> str:
    """The language of a page: what the person chose, else what the record says, else what the browser prefers."""
    wishes = [asked, stated, *(part.split(";")[0].strip()[:2] for part in header.split(","))]
    return next((wish for wish in wishes if wish in LANGUAGES), "en")
