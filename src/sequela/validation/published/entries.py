"""The entries of every file of a folder of cases, each with its id, whatever the files are called.

A file is YAML, JSON or JSON Lines: a list of entries, one entry, entries by their ids, or a list under a single name.
What cannot be read is a `Problem` that names file, entry, field and mend; the other entries are still used.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from sequela.case.errors import CaseProblem
from sequela.case.files import VIGNETTE_MARK, file_bytes
from sequela.knowledge.strict import MAX_BYTES, StrictError, decode, parse_json, parse_yaml
from sequela.records import frozen

LINES = (".jsonl", ".ndjson")
ENDINGS = (".yaml", ".yml", ".json", *LINES)
KNOWN_BEFORE, TRUTH = VIGNETTE_MARK, "truth"
CONFIRMING = ("confirming", "confirming_result", "confirming_facts", "known_after", "not_encoded")
BARE = ("facts", "tests", "signs", "imaging", "investigations", "examination", "laboratory", "blocks")
"""Keys that make a confirming result of an entry which is neither a vignette nor a truth."""
MARKS = (KNOWN_BEFORE, TRUTH, *CONFIRMING, *BARE)
FORM = "known_before (a vignette), truth (what was found) or confirming (the result that settled it)"


class CaseSetError(ValueError):
    """A set of cases of which nothing can be scored; the message says why and what would mend it."""


@frozen
class Problem:
    """Something in a set of cases that was not used: where it stands, what is wrong and what would mend it."""

    file: str
    entry: str
    field: str
    message: str

    def __str__(self) -> str:
        """One line for people."""
        place = " ".join(part for part in (self.entry, self.field) if part)
        return f"{self.file}: {place}: {self.message}" if place else f"{self.file}: {self.message}"


@frozen
class Entry:
    """One entry of a file, with the id that joins vignette, truth and confirming result."""

    file: str
    id: str
    raw: Mapping[str, object]

    def problem(self, field: str, message: str) -> Problem:
        """What is wrong with a field of this entry."""
        return Problem(file=self.file, entry=self.id, field=field, message=message)


@frozen
class Found:
    """What one or several files hold."""

    entries: tuple[Entry, ...]
    problems: tuple[Problem, ...]


def files_of(folder: Path) -> tuple[Path, ...]:
    """The files of a folder and of the folders in it that may hold entries, in the order of their names."""
    try:
        inside = sorted(folder.iterdir())
        deeper = [path for part in inside if part.is_dir() for path in sorted(part.iterdir())]
    except OSError as error:
        message = f"{folder}: the folder cannot be read: {error.strerror}; give one with files of cases"
        raise CaseSetError(message) from error
    files = [path for path in (*inside, *deeper) if path.suffix.lower() in ENDINGS and path.is_file()]
    if not files:
        raise CaseSetError(f"{folder}: no file of cases here; accepted: {', '.join(ENDINGS)}")
    return tuple(files)


def entries_of(files: Iterable[Path], folder: Path) -> Found:
    """The entries of all files in order; files are called by their place in the folder."""
    found = [entries_in(path, path.relative_to(folder).as_posix()) for path in files]
    return Found(
        entries=tuple(entry for one in found for entry in one.entries),
        problems=tuple(problem for one in found for problem in one.problems),
    )


def entries_in(path: Path, name: str) -> Found:
    """The entries of one file."""
    data = file_bytes(path, MAX_BYTES)
    if isinstance(data, CaseProblem):
        return Found(entries=(), problems=(Problem(file=name, entry="", field="", message=data.message),))
    try:
        text = decode(data, name)
        told = list(_lines(text, name)) if path.suffix.lower() in LINES else [_parsed(text, name, path.suffix)]
    except StrictError as error:
        told = [_refused(error, name, error.line)]
    problems = [problem for problem in told if isinstance(problem, Problem)]
    raw = [part for value in told if not isinstance(value, Problem) for part in _parts(value)]
    read = [_entry(part, own, name, number, alone=len(raw) == 1) for number, (own, part) in enumerate(raw, 1)]
    return Found(
        entries=tuple(entry for entry in read if isinstance(entry, Entry)),
        problems=(*problems, *(problem for problem in read if isinstance(problem, Problem))),
    )


def _refused(error: StrictError, name: str, line: int) -> Problem:
    return Problem(file=name, entry="", field=f"line {line}", message=f"{error.message}; {error.mend}")


def _parsed(text: str, name: str, ending: str) -> object:
    return parse_json(text, name) if ending.lower() == ".json" else parse_yaml(text, name)


def _lines(text: str, name: str) -> Iterator[object]:
    """The values of JSON Lines; a line that is none is told, and the others are used."""
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            try:
                yield parse_json(line, name)
            except StrictError as error:
                yield _refused(error, name, number)


def _parts(value: object) -> Iterator[tuple[str | None, object]]:
    """The entries that a document holds, with their ids where it calls them by these."""
    if isinstance(value, list):
        yield from ((None, part) for part in value)
    elif not isinstance(value, Mapping) or _marked(value):
        yield None, value
    elif value and all(_marked(part) for part in value.values()):
        yield from ((str(key), part) for key, part in value.items())
    elif lists := [part for part in value.values() if isinstance(part, list) and any(map(_marked, part))]:
        yield from ((None, part) for entries in lists for part in entries)
    else:
        yield None, value


def _marked(value: object) -> bool:
    return isinstance(value, Mapping) and any(mark in value for mark in MARKS)


def _entry(raw: object, own: str | None, file: str, number: int, *, alone: bool) -> Entry | Problem:
    """An entry, or why it is none. An entry alone in its file may go by the file's name."""
    place = f"entry {number}"
    if not isinstance(raw, Mapping):
        return Problem(file=file, entry=place, field="", message=f"no case; an entry holds an id and {FORM}")
    stated = raw.get("id", raw.get("case"))
    name = own if stated is None else str(stated).strip() if isinstance(stated, str | int) else ""
    if name is None and alone:
        name = Path(file).stem
    if not name:
        return Problem(file=file, entry=place, field="id", message="no id; give it the id that its truth has too")
    if not _marked(raw) or "schema" in raw:
        return Problem(file=file, entry=name, field="", message=f"passed over; an entry holds {FORM}")
    return Entry(file=file, id=name, raw=raw)
