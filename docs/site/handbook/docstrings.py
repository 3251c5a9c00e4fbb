"""Docstrings as Markdown: paragraphs, lists and formulas as they are, named fields as definitions, roles as code."""

from __future__ import annotations

import inspect
import re

_DOUBLE = re.compile(r"``(.+?)``", re.DOTALL)
_LISTED = re.compile(r"(?:[*-]|\d+\.) ")


def markdown(docstring: str | None) -> str:
    """The docstring for a page; empty where there is none."""
    lines = inspect.cleandoc(docstring or "").splitlines()
    out: list[str] = []
    code = False
    for at, line in enumerate(lines):
        following = lines[at + 1] if at + 1 < len(lines) else ""
        if line.startswith(">>> ") and not code:
            out += ["", "```pycon"]
            code = True
        if code and not line.strip():
            out.append("```")
            code = False
        if code:
            out.append(line)
        elif _names_a_field(line, following):
            out += ["", _words(line)]
        elif line.startswith("    "):
            first = not out or not lines[at - 1].startswith("    ")
            out.append((":   " if first else "    ") + _words(line.strip()))
        else:
            out.append(_words(line))
    return "\n".join([*out, "```"] if code else out)


def _names_a_field(line: str, following: str) -> bool:
    """Whether a line stands above an indented one and names what that explains."""
    return bool(line) and not line.startswith((" ", ">")) and not _LISTED.match(line) and following.startswith("    ")


def _words(text: str) -> str:
    """The two kinds of quoting as one; signs that Markdown would take for its own are kept as signs."""
    parts = re.split(r"(`[^`]+`)", _DOUBLE.sub(r"`\1`", text))
    return "".join(part if part.startswith("`") else re.sub(r"([*_<>\[\]])", r"\\\1", part) for part in parts)
