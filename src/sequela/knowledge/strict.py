"""Strict YAML and JSON: the only way data files and case files are read.

PyYAML reads YAML 1.1, where ``NO`` is false, ``012`` is ten, ``1:30`` is ninety, ``1e-3`` is a word and a
repeated key wins silently. Here the tree is built from the parser's events (the C parser where there is one)
by the scalars of YAML 1.2: ``null``, ``true``, ``false``, decimal numbers, and everything else a string. A
key is always the text as written. Refused, with the line: repeated keys, anchors and aliases, tags, several
documents, numbers that are not finite, deep nesting, large files. Dates stay strings. The result holds dict,
list, str, int, float, bool and None only.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator
from typing import Any, NoReturn, TypeAlias

Place: TypeAlias = tuple[str | int, ...]
"""Keys and list places from the top of a document."""

MAX_BYTES = 2_000_000
MAX_DEPTH = 24
_MAX_DIGITS = 40  # more digits than any number means; int() of thousands is a known way to stall a program

_INT = re.compile(r"-?(?:0|[1-9][0-9]*)")
_FLOAT = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?")
_WORDS: dict[str, bool | None] = {"": None, "~": None, "null": None, "true": True, "false": False}


class StrictError(ValueError):
    """A text that is not acceptable YAML or JSON.

    `code` is one of ``encoding``, ``too_large``, ``too_deep``, ``syntax``, ``repeated_key``, ``alias``,
    ``tag``, ``several_documents``, ``number``, ``key``; `line` and `column` count from 1.
    """

    def __init__(self, code: str, name: str, message: str, mend: str, line: int = 1, column: int = 1) -> None:
        self.code, self.name, self.message, self.mend = code, name, message, mend
        self.line, self.column = line, column
        super().__init__(f"{name}:{line}:{column}: {message}; {mend}")


def decode(data: bytes, name: str) -> str:
    """Bytes of a file as text; UTF-8 with or without a byte order mark, or a `StrictError`."""
    if len(data) > MAX_BYTES:
        raise _too_large(name, len(data))
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise StrictError("encoding", name, "the file is not UTF-8 text", "save it as UTF-8", line) from error


def parse_yaml(text: str, name: str, lines: dict[Place, int] | None = None) -> object:
    """The one document in `text` as plain Python values.

    `name` is the file's name for messages. If `lines` is given, it receives the line (from 1) of every key
    and list item. An empty text gives None. Raises `StrictError`.
    """
    if len(text) > MAX_BYTES:
        raise _too_large(name, len(text))
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        return _Tree(name, lines).build(yaml.parse(text, Loader=loader))
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
        line, column = (mark.line + 1, mark.column + 1) if mark is not None else (1, 1)
        problem = getattr(error, "problem", None) or getattr(error, "reason", None) or "it cannot be read"
        mend = "check indentation, colons, quotes and brackets near this line"
        raise StrictError("syntax", name, f"not valid YAML: {problem}", mend, line, column) from error


def parse_json(text: str, name: str) -> object:
    """The one JSON value in `text`, with the same refusals as `parse_yaml`. Raises `StrictError`."""
    if len(text) > MAX_BYTES:
        raise _too_large(name, len(text))

    def pairs(items: list[tuple[str, object]]) -> dict[str, object]:
        made: dict[str, object] = {}
        for key, value in items:
            if key in made:
                raise StrictError("repeated_key", name, f"the key {key!r} appears twice", "keep one of them")
            made[key] = value
        return made

    def number(word: str) -> int | float:
        return _number(word, name, 1, 1)

    try:
        value: object = json.loads(
            text, object_pairs_hook=pairs, parse_int=number, parse_float=number, parse_constant=number
        )
    except json.JSONDecodeError as error:
        mend = "check commas, quotes and brackets near this line"
        raise StrictError("syntax", name, f"not valid JSON: {error.msg}", mend, error.lineno, error.colno) from error
    except RecursionError as error:
        raise _too_deep(name, 1, 1) from error
    if _depth_exceeds(value, MAX_DEPTH):
        raise _too_deep(name, 1, 1)
    if "\\u" in text:
        _refuse_half_characters(value, name)
    return value


class _Tree:
    """Builds one document from parser events with its own stack, so that depth is a limit and never a

    crash.
    """

    def __init__(self, name: str, lines: dict[Place, int] | None) -> None:
        self._name = name
        self._lines = lines
        self._root: object = None
        self._open: list[dict[str, object] | list[object]] = []
        self._keys: list[str | None] = []  # the key waiting for its value, per open mapping
        self._place: list[str | int] = []

    def build(self, events: Iterator[Any]) -> object:
        """Return the one document the events tell; `StrictError` at aliases, tags, a second document, and depth."""
        documents = 0
        for event in events:
            kind = type(event).__name__
            if kind == "ScalarEvent":
                self._scalar(event)
            elif kind in ("MappingStartEvent", "SequenceStartEvent"):
                self._start(event, {} if kind == "MappingStartEvent" else [])
            elif kind in ("MappingEndEvent", "SequenceEndEvent"):
                self._open.pop()
                self._keys.pop()
                if self._place:
                    self._place.pop()
            elif kind == "AliasEvent":
                self._refuse("alias", event, "an alias (*name) is not accepted", "write the value out")
            elif kind == "DocumentStartEvent":
                documents += 1
                if documents > 1:
                    self._refuse("several_documents", event, "a second document starts here", "use one file for each")
        return self._root

    def _refuse(self, code: str, event: Any, message: str, mend: str) -> NoReturn:
        mark = event.start_mark
        raise StrictError(code, self._name, message, mend, mark.line + 1, mark.column + 1)

    def _check(self, event: Any) -> None:
        if event.anchor is not None:
            self._refuse("alias", event, f"an anchor (&{event.anchor}) is not accepted", "write the value out")
        if event.tag is not None:
            self._refuse("tag", event, f"a tag ({event.tag}) is not accepted", "remove it")

    def _start(self, event: Any, container: dict[str, object] | list[object]) -> None:
        self._check(event)
        if self._open and isinstance(self._open[-1], dict) and self._keys[-1] is None:
            self._refuse("key", event, "a list or mapping cannot be a key", "use a plain word as key")
        if len(self._open) >= MAX_DEPTH:
            mark = event.start_mark
            raise _too_deep(self._name, mark.line + 1, mark.column + 1)
        step = self._put(event, container)
        if step is not None:
            self._place.append(step)
        self._open.append(container)
        self._keys.append(None)

    def _scalar(self, event: Any) -> None:
        self._check(event)
        if self._open and isinstance(self._open[-1], dict) and self._keys[-1] is None:
            key: str = event.value
            if key in self._open[-1]:
                self._refuse("repeated_key", event, f"the key {key!r} appears twice", "keep one of them")
            self._keys[-1] = key
            return
        plain = event.style is None or event.style == ""
        self._put(event, self._plain(event) if plain else event.value)

    def _plain(self, event: Any) -> object:
        word: str = event.value
        if word in _WORDS:
            return _WORDS[word]
        if word[0] in "-0123456789" and _FLOAT.fullmatch(word):
            return _number(word, self._name, event.start_mark.line + 1, event.start_mark.column + 1)
        return word

    def _put(self, event: Any, value: object) -> str | int | None:
        """Store `value` where it belongs; the key or place it took, None at the top of the document."""
        if not self._open:
            self._root = value
            return None
        parent = self._open[-1]
        step: str | int
        if isinstance(parent, list):
            step = len(parent)
            parent.append(value)
        else:
            key = self._keys[-1]
            if key is None:  # both callers have seen to it: a value never comes before its key
                raise AssertionError("a value without a key")
            step = key
            parent[key] = value
            self._keys[-1] = None
        if self._lines is not None:
            self._lines[(*self._place, step)] = event.start_mark.line + 1
        return step


def _number(word: str, name: str, line: int, column: int) -> int | float:
    if len(word) <= _MAX_DIGITS:
        if _INT.fullmatch(word):
            return int(word)
        try:
            value = float(word)
        except ValueError:
            value = math.nan
        if math.isfinite(value):
            return value
    shown = word if len(word) <= _MAX_DIGITS else word[:_MAX_DIGITS] + "..."
    raise StrictError("number", name, f"{shown} is not a number that can be used", "give a finite number", line, column)


def _depth_exceeds(value: object, limit: int) -> bool:
    layer: list[object] = [value]
    for _ in range(limit + 1):
        nested = [part for part in layer if isinstance(part, dict | list)]
        if not nested:
            return False
        layer = [child for part in nested for child in (part.values() if isinstance(part, dict) else part)]
    return any(isinstance(part, dict | list) for part in layer) or bool(nested)


def _refuse_half_characters(value: object, name: str) -> None:
    """JSON can escape one half of a character; such a string could be read but never written."""
    try:
        json.dumps(value, ensure_ascii=False).encode()
    except UnicodeEncodeError as error:
        message = "an escape such as \\ud800 is half a character"
        raise StrictError("encoding", name, message, "write the character itself") from error


def _too_large(name: str, size: int) -> StrictError:
    message = f"the file is too large ({size:,} bytes)"
    return StrictError("too_large", name, message, f"at most {MAX_BYTES:,} bytes are read")


def _too_deep(name: str, line: int, column: int) -> StrictError:
    return StrictError(
        "too_deep",
        name,
        "lists and mappings are nested too deeply",
        f"at most {MAX_DEPTH} levels",
        line,
        column,
    )
