#!/usr/bin/env python3
"""Turn text from stdin into a picture of a terminal (SVG) on stdout. Standard library only.

    .venv/bin/sequela assess examples/cases/example-02.yaml \
        | python3 docs/pictures/make_terminal_picture.py --title "..." > docs/pictures/assessment.svg

The text stays text: it can be searched, copied and read aloud. It is also the description of the picture.
"""

from __future__ import annotations

import argparse
import re
import sys
from unicodedata import east_asian_width
from xml.sax.saxutils import escape

FONT_SIZE = 14
LINE_HEIGHT = 19
CHARACTER_WIDTH = 8.43  # 0.602 em, the advance of the usual monospaced fonts
MARGIN = 18
TITLE_BAR = 30
PAPER, BAR, INK, QUIET = "#fcfcfa", "#ececea", "#24292f", "#57606a"
FONTS = "ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', 'Liberation Mono', monospace"

HARD_SPACE = "\u00a0"  # several plain spaces would be drawn as one

COLOUR = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")
# XML 1.0 has no way to write these, escaped or not.
UNWRITABLE = re.compile(r"[^\t\n\x20-\uD7FF\uE000-\uFFFD\U00010000-\U0010FFFF]")


def columns(line: str) -> int:
    """How many columns of a terminal the line takes."""
    return sum(2 if east_asian_width(character) in "WF" else 1 for character in line)


def plain(text: str) -> str:
    """The text without colours and without what XML cannot hold."""
    return UNWRITABLE.sub("", COLOUR.sub("", text)).expandtabs()


def picture(text: str, title: str) -> str:
    """The SVG of a light terminal window with this text; each line is held to its width in columns."""
    title = plain(title)
    lines = [line.rstrip() for line in plain(text).splitlines()]
    widest = max([columns(title) + 8, *map(columns, lines)])
    width = round(2 * MARGIN + widest * CHARACTER_WIDTH)
    height = TITLE_BAR + 2 * MARGIN + len(lines) * LINE_HEIGHT
    rows = []
    for number, line in enumerate(lines):
        indent = len(line) - len(line.lstrip())
        words = line[indent:]
        if not words:
            continue
        x = MARGIN + indent * CHARACTER_WIDTH
        y = TITLE_BAR + MARGIN + number * LINE_HEIGHT + FONT_SIZE
        held = f'textLength="{columns(words) * CHARACTER_WIDTH:.1f}" lengthAdjust="spacingAndGlyphs"'
        rows.append(f'    <text x="{x:.1f}" y="{y}" {held}>{escape(words.replace(" ", HARD_SPACE))}</text>')
    description = escape("\n".join(lines))
    return f"""\
<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}"
     role="img" aria-labelledby="title description" xml:space="preserve">
  <title id="title">{escape(title)}</title>
  <desc id="description">{description}</desc>
  <rect width="{width}" height="{height}" rx="8" fill="{PAPER}" stroke="#d0d0cc"/>
  <path d="M0 {TITLE_BAR} V8 a8 8 0 0 1 8 -8 H{width - 8} a8 8 0 0 1 8 8 V{TITLE_BAR} z" fill="{BAR}"/>
  <g font-family="{FONTS}" font-size="{FONT_SIZE}" fill="{INK}">
    <text x="{MARGIN}" y="20" fill="{QUIET}">{escape(title)}</text>
{chr(10).join(rows)}
  </g>
</svg>
"""


def main() -> None:
    """Read stdin, write the picture to stdout."""
    arguments = argparse.ArgumentParser(description="Make an SVG of a terminal from text on stdin.")
    arguments.add_argument("--title", required=True, help="the title bar, such as the command that was run")
    sys.stdout.write(picture(sys.stdin.read(), arguments.parse_args().title))


if __name__ == "__main__":
    main()
