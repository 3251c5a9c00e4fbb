"""The file form of a diary: head lines ``# key: value``, then a table ``time,score,activity,medicine``.

From text to plain keys and rows with the line each stands on; what they mean is read in `sequela.case.read_diary`.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass, field

from sequela.case.form import LONGEST_WORD, Reading, shown
from sequela.knowledge.strict import StrictError, decode

MOST_BYTES = 200_000
"""A diary of a month of half-hourly scores is smaller."""
MOST_LINES = 2000
COLUMNS = ("time", "score", "activity", "medicine")
_NEEDED = ("time", "score")
_DELIMITERS = (",", ";", "\t")
_UNSEEN = {chr(code) for code in (*range(32), 127)} - {"\t", "\n", "\r"}


@dataclass(slots=True)
class Table:
    """Keys of the head and rows of the table as written, each with the place it stands in: a line, or the diary."""

    heads: dict[str, tuple[object, str]] = field(default_factory=dict)
    rows: list[tuple[str, dict[str, object]]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def table_of(data: bytes, place: str, reading: Reading) -> Table | None:
    """The table in the bytes of a file; None, with the fault noted, if they are no diary at all.

    `place`: what stands before the line in every message.
    """
    if len(data) > MOST_BYTES:
        reading.fault("too_large", place, f"a diary has at most {MOST_BYTES} bytes, this file has more")
        return None
    try:
        text = decode(data, place)
    except StrictError as error:
        reading.fault(error.code, f"{place}:{error.line}", f"{error.message}; {error.mend}")
        return None
    if not text.strip():
        reading.fault("empty", place, "the diary is empty", ("# drug: lidocaine", ",".join(COLUMNS)))
        return None
    if bad := next((letter for letter in text if letter in _UNSEEN), None):
        line = text[: text.index(bad)].count("\n") + 1
        reading.fault("syntax", f"{place}:{line}", f"{bad!r} is no character of a text; save the diary as plain CSV")
        return None
    lines = text.splitlines()
    if len(lines) > MOST_LINES:
        reading.fault("too_large", place, f"{len(lines)} lines; a diary has at most {MOST_LINES}")
        return None
    found = Table()
    return found if _rows(_body(lines, found, place, reading), found, place, reading) else None


def _body(lines: list[str], found: Table, place: str, reading: Reading) -> list[tuple[int, str]]:
    """Take the head lines out; what remains is the table, with line numbers."""
    body: list[tuple[int, str]] = []
    for number, line in enumerate(lines, 1):
        plain = line.strip()
        if not plain.strip(",;\t"):
            continue
        if not plain.startswith("#"):
            body.append((number, line))
            continue
        key, colon, value = plain.lstrip("# ").rstrip(",; \t").partition(":")
        at = f"{place}:{number}"
        name = "_".join(key.lower().split())
        if not colon:
            found.notes.append(f"line {number} is a remark: {shown(plain)}")
        elif name in found.heads:
            first = found.heads[name][1].removeprefix(f"{place}:")
            reading.fault("repeated_key", f"{at}.{name}", f"{key.strip()} is stated twice, first in line {first}")
        else:
            found.heads[name] = value.strip(), at
    return body


def _rows(body: list[tuple[int, str]], found: Table, place: str, reading: Reading) -> bool:
    """Fill in the rows; False if there is no table."""
    if not body:
        reading.fault("missing", place, "the diary has no table", (",".join(COLUMNS),))
        return False
    number, head = body[0]
    delimiter = max(_DELIMITERS, key=head.count)
    names = [name.strip().lower() for name in next(csv.reader([head], delimiter=delimiter), [])]
    missing = [name for name in _NEEDED if name not in names]
    if missing:
        # The line itself is not shown: the file may be no diary, and something nobody is to see.
        message = f"the table has no column {missing[0]}; its first line names the columns, this one has {len(names)}"
        reading.fault("missing", f"{place}:{number}", message, (",".join(COLUMNS),))
        return False
    for name in names:
        if name not in COLUMNS:
            given = name if len(name) < LONGEST_WORD else None
            reading.fault("unknown_key", f"{place}:{number}", f"{shown(name)} is no column", COLUMNS, given)
    if len(set(names)) < len(names):
        reading.fault("repeated_key", f"{place}:{number}", "a column stands there twice", (",".join(COLUMNS),))
    for line, cells in _cells(body[1:], delimiter, place, reading):
        at = f"{place}:{line}"
        if len(cells) > len(names):
            reading.fault("syntax", at, f"{len(cells)} cells for {len(names)} columns; put text with commas in quotes")
            continue
        found.rows.append((at, dict(zip(names, (cell.strip() for cell in cells), strict=False))))
    return True


def _cells(
    body: list[tuple[int, str]], delimiter: str, place: str, reading: Reading
) -> Iterator[tuple[int, list[str]]]:
    for number, line in body:
        try:
            yield number, next(csv.reader(io.StringIO(line), delimiter=delimiter, strict=True), [])
        except csv.Error as error:
            reading.fault("syntax", f"{place}:{number}", f"no line of a table: {error}; check its quotes")
