"""What is wrong with a case file, said so that the person who wrote it can mend it."""

from __future__ import annotations

from collections.abc import Iterable

from sequela.records import frozen


@frozen
class CaseProblem:
    """One fault.

    code
        its kind in one word: ``unknown_key``, ``unknown_name``, ``wrong_type``, ``out_of_range``, ``impossible_date``,
        ``after_as_of``, ``missing``, ``two_patients``, ``contradiction``, or one of
        `sequela.knowledge.strict.StrictError`.
    field
        the place in the file: ``surgeries[0].levels[1]``; empty when the whole file is meant.
    accepted, nearest
        what may stand there, and the accepted word most like the one given.
    """

    code: str
    field: str
    message: str
    accepted: tuple[str, ...] = ()
    nearest: str | None = None

    def __str__(self) -> str:
        """One line for people: place, fault, what is accepted, the nearest match."""
        text = f"{self.field}: {self.message}" if self.field else self.message
        if self.nearest is not None:
            text += f"; did you mean {self.nearest}?"
        if self.accepted:
            text += f" (accepted: {', '.join(self.accepted)})"
        return text


class CaseError(ValueError):
    """A case that cannot be read. `problems` holds every fault found, in the order of the file."""

    def __init__(self, name: str, problems: Iterable[CaseProblem]) -> None:
        """`name`: the file, or the file and the case in it."""
        self.name = name
        self.problems: tuple[CaseProblem, ...] = tuple(problems)
        super().__init__("\n".join(f"{name}: {problem}" for problem in self.problems))

    @property
    def first(self) -> CaseProblem:
        """The first fault, which stands for the whole where only one can be told."""
        return self.problems[0]

    def to_json(self) -> dict[str, object]:
        """``{file, error {code, field, message, accepted, nearest}}``, and all faults under ``problems``."""
        listed = [_plain(problem) for problem in self.problems]
        return {"file": self.name, "error": listed[0], "problems": listed}


def _plain(problem: CaseProblem) -> dict[str, object]:
    return {
        "code": problem.code,
        "field": problem.field,
        "message": problem.message,
        "accepted": list(problem.accepted),
        "nearest": problem.nearest,
    }
