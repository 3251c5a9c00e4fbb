"""A document as PDF, set by typst: tagged, with fonts that come along, the same bytes on every machine.

The data go in as JSON, so that no word of a case can become markup. A character that the fonts lack is an error for a
PDF that can be read aloud; it is shown by its number instead, and whoever asked for the letter is told.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Literal

from sequela.records import frozen

from .document import Document

_TEMPLATE = Path(__file__).parent / "letter.typ"
_STANDARD: Literal["ua-1"] = "ua-1"
_LACKING = re.compile(r"the text `\"(.+?)\"` could not be displayed", re.DOTALL)
_ESCAPED = re.compile(r"\\u\{([0-9A-Fa-f]{1,6})\}")
_MOST = 100
"""So many characters are found lacking one by one; then, what no European language writes is taken for lacking."""
_EUROPEAN = 0x024F
"""The last of the Latin letters of European languages."""
_ATTEMPTS = 5
"""A character that only joins with others may be found lacking in the letter itself: so often it is set anew."""


class PdfError(Exception):
    """The PDF cannot be made. The message is plain words without any of the patient's."""


@frozen
class Pdf:
    """The bytes, and the characters that no font has, each shown as its number in brackets."""

    content: bytes
    lacking: tuple[str, ...]


def render(document: Document) -> Pdf:
    """Return the PDF. Raises `PdfError`."""
    import typst

    # Characters stand for themselves, so that replacing one never touches a text that only spells its number.
    body = {**document.to_json(), "mark": mark(document), "stamp": document.stamp}
    data = json.dumps(body, ensure_ascii=False)
    lacking = [*_lacking(data)]
    data = _replaced(data, lacking)
    for _ in range(_ATTEMPTS):
        try:
            content = typst.compile(
                _TEMPLATE, sys_inputs={"data": data}, pdf_standards=[_STANDARD], ignore_system_fonts=True
            )
        except typst.TypstError as error:
            found = _LACKING.search(str(error))
            if found is None:
                raise PdfError("the letter cannot be set as PDF") from error
            new = [sign for sign in _named(found[1]) if sign not in lacking]
            if not new:
                raise PdfError("the letter holds characters that cannot be set as PDF") from error
            lacking += new
            data = _replaced(data, new)
        else:
            return Pdf(content=content, lacking=tuple(lacking))
    raise PdfError("the letter holds too many characters that no font has")


def _lacking(data: str) -> Iterator[str]:
    """The characters that no font has. Each is looked for by itself: to set the whole letter for each takes minutes."""
    found = 0
    for sign in dict.fromkeys(sign for sign in data if not sign.isascii()):
        if (found < _MOST and not _has(sign)) or (found >= _MOST and ord(sign) > _EUROPEAN):
            found += 1
            yield sign


@lru_cache(maxsize=8192)
def _has(sign: str) -> bool:
    """Whether the fonts have it."""
    import typst

    alone = '#set document(title: "-")\n#sys.inputs.at("sign")'
    try:
        typst.compile(alone.encode(), sys_inputs={"sign": sign}, pdf_standards=[_STANDARD], ignore_system_fonts=True)
    except typst.TypstError as error:
        return _LACKING.search(str(error)) is None
    return True


def mark(document: Document) -> str:
    """What the PDF says of itself, so that only an earlier one of the same kind and case is overwritten."""
    import hashlib

    return f"sequela {document.kind} {hashlib.sha256(document.case.encode()).hexdigest()[:16]}"


def number_of(sign: str) -> str:
    """A character by its number: ``[U+738B]``."""
    return f"[U+{ord(sign):04X}]"


def _named(text: str) -> list[str]:
    r"""The characters that typst names, once each; what is not assigned it writes as ``\u{378}``.

    Never one of ASCII: every font has these, and the JSON of the letter is made of them.
    """
    plain = _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)
    return [sign for sign in dict.fromkeys(plain) if not sign.isascii()]


def _replaced(data: str, signs: list[str]) -> str:
    """The data with these characters by their numbers."""
    for sign in signs:
        data = data.replace(sign, number_of(sign))
    return data
