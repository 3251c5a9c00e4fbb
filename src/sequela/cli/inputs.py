"""What comes in at the edge: the knowledge that is used, the files that are read, today's date."""

from __future__ import annotations

import argparse
import datetime as dt
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from sequela.case.errors import CaseError, CaseProblem
from sequela.case.files import CaseInput, read_bytes, read_file
from sequela.knowledge.load import load_knowledge
from sequela.knowledge.schema.knowledge import Knowledge
from sequela.knowledge.strict import MAX_BYTES

from .faults import tell

STDIN = "-"


def knowledge_of(options: argparse.Namespace) -> Knowledge:
    """The built-in knowledge, or that of ``--knowledge FOLDER`` if the lint finds nothing. Raises `KnowledgeError`.

    The built-in knowledge went through the lint before it was released.
    """
    if options.knowledge is None:
        return load_knowledge()
    from sequela.upkeep.lint.run import sound_knowledge

    return sound_knowledge(Path(options.knowledge))


def entries(files: Sequence[str]) -> Iterator[CaseInput]:
    """The patients in these files, in order. A file that cannot be read at all is one entry that carries its error."""
    for name in files:
        try:
            yield from read_bytes(_stdin(), "standard input") if name == STDIN else read_file(name)
        except CaseError as error:
            yield CaseInput(name=name, kind="case", raw=None, error=error)


def _stdin() -> bytes:
    """Standard input, not more of it than a file may hold and one byte, which says that it is too large."""
    try:
        if sys.stdin is None:
            raise OSError(0, "it is closed")
        return sys.stdin.buffer.read(MAX_BYTES + 1)
    except OSError as error:
        message = f"standard input cannot be read: {error.strerror or type(error).__name__}"
        raise CaseError("standard input", (CaseProblem(code="unreadable", field="", message=message),)) from error


class Today:
    """Today's date, decided once, and said once if an assessment depends on it."""

    def __init__(self, as_of: dt.date | None) -> None:
        """`as_of`: the date given on the command line; with it, today plays no part."""
        self.date, self.given = dt.date.today(), as_of
        self._said = as_of is not None

    def said(self, entry: CaseInput) -> dt.date:
        """Today, for an entry; says so where neither the command line nor the file gives a date."""
        dated = isinstance(entry.raw, Mapping) and "as_of" in entry.raw
        if not self._said and not dated and entry.error is None:
            tell(
                f"assessed as of today, {self.date.isoformat()}, where no date is given (--as-of, or as_of in the file)"
            )
            self._said = True
        return self.date
