"""A share as a hundred people, those it counts filled: the picture in which patients understand chances best.

Filled and empty figures differ in shape as well as in colour, so that paper and every eye can tell them apart.
"""

from __future__ import annotations

from .svg import element, text

OF, _ROW = 100, 20
_WIDTH, _HEIGHT = 11, 24
_PERSON = "m5.5 2.3a2.7 2.7 0 1 0 .01 0zm-3.3 16.7v-7.2a3.3 3.3 0 0 1 6.6 0v7.2z"
"""Head and shoulders, drawn from the corner of the figure's place."""


def people(filled: int, words: str) -> str:
    """The picture of `filled` in a hundred. `words` say the same to who does not see it; counts outside are held."""
    counted = min(max(filled, 0), OF)
    drawn = (("with", range(counted)), ("without", range(counted, OF)))
    return element(
        "svg",
        element("title", text(words)),
        *(element("path", class_=kind, d="".join(map(_person, places))) for kind, places in drawn if places),
        viewBox=f"0 0 {_WIDTH * _ROW} {_HEIGHT * -(-OF // _ROW)}",
        class_="people",
        role="img",
    )


def _person(place: int) -> str:
    return f"M{_WIDTH * (place % _ROW)} {_HEIGHT * (place // _ROW)}{_PERSON}"
