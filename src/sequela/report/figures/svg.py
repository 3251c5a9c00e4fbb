"""The few words of SVG that the pictures are written in.

Elements carry classes and no colours, so that screen, paper and another theme draw the same picture. Horizontal
places may be shares of the width (`share`): such a picture fits any column without its letters growing or shrinking.
"""

from __future__ import annotations

import html

from sequela.report.screen import visible

_BLANKS = str.maketrans(dict.fromkeys("\t\n\r\f\v\u2028\u2029", " "))


def element(tag: str, *inside: str, **attributes: str | float | None) -> str:
    """An element with its attributes (``class_`` is ``class``, ``stroke_width`` is ``stroke-width``); None is left out.

    `inside` is SVG already: words go through `text`.
    """
    named = "".join(f' {_name(key)}="{_value(value)}"' for key, value in attributes.items() if value is not None)
    content = "".join(inside)
    return f"<{tag}{named}>{content}</{tag}>" if content else f"<{tag}{named}/>"


def text(words: str) -> str:
    """Words made safe to stand in SVG or HTML; what would act on a screen instead of being seen is replaced."""
    return html.escape(clean(words))


def clean(words: str) -> str:
    """Words without line breaks and without what acts on a screen instead of being seen."""
    return visible(words.translate(_BLANKS))


def number(value: float) -> str:
    """A coordinate with two decimals at most, so that the same picture is the same bytes everywhere."""
    shown = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if shown in {"-0", ""} else shown


def share(part: float) -> str:
    """A part of the width, 0 to 1, as a percentage; what lies outside is held at the edge."""
    return f"{number(100 * min(max(part, 0.0), 1.0))}%"


def _name(key: str) -> str:
    return key if key == "viewBox" else key.rstrip("_").replace("_", "-")


def _value(value: str | float) -> str:
    return text(value) if isinstance(value, str) else number(value)
