"""What is wrong with the knowledge, said so that the person who wrote the file can mend it."""

from __future__ import annotations

from collections.abc import Iterable

from sequela.records import frozen


@frozen
class Problem:
    """One fault: the file, the place in it, what is wrong, and what would put it right.

    `file` is relative to the knowledge folder; `path` names keys and list places (``[2].leak.present``) and
    is empty when the whole file is meant; `line` counts from 1 and is missing where no single line is at
    fault.
    """

    file: str
    path: str = ""
    message: str
    mend: str
    line: int | None = None

    def __str__(self) -> str:
        """``file:line: path: message; mend`` on one line, as compilers say it."""
        place = self.file if self.line is None else f"{self.file}:{self.line}"
        where = f"{place}: {self.path}" if self.path else place
        return f"{where}: {self.message}; {self.mend}" if self.mend else f"{where}: {self.message}"


def in_order(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """The problems as their files have them, from the top."""
    return tuple(sorted(problems, key=lambda problem: (problem.file, problem.line or 0, problem.path, problem.message)))


class KnowledgeError(Exception):
    """The knowledge cannot be used. `problems` holds every fault found in file order, not only the first."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems: tuple[Problem, ...] = tuple(problems)
        count = len(self.problems)
        head = "1 problem" if count == 1 else f"{count} problems"
        super().__init__("\n".join([f"{head} in the knowledge", *map(str, self.problems)]))


def path_text(place: Iterable[str | int]) -> str:
    """Keys and list places as people write them: ``("leak", 2, "source")`` is ``leak[2].source``."""
    text = ""
    for step in place:
        text += f"[{step}]" if isinstance(step, int) else f".{step}" if text else step
    return text
