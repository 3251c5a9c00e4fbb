"""The two versions that are compared: a folder, a git revision, or the built-in knowledge, each read and checked."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from sequela.knowledge.load import read_knowledge
from sequela.knowledge.problem import Problem
from sequela.knowledge.schema.knowledge import Knowledge
from sequela.records import frozen
from sequela.upkeep.diff.revision import PREFIX, checked_out
from sequela.upkeep.lint.run import lint, sound_knowledge

BUILT_IN = "built-in"


@frozen
class Side:
    """One of the two versions.

    name
        as the user wrote it.
    lent
        conventions that this version lacks and the program needs; they are the built-in ones.
    doubts
        what today's lint finds in a revision of the past, which nobody can mend; a folder with faults is refused.
    """

    name: str
    knowledge: Knowledge
    lent: tuple[str, ...] = ()
    doubts: tuple[Problem, ...] = ()

    @property
    def label(self) -> str:
        """Its name with version and content."""
        return f"{self.name} (version {self.knowledge.version}, content {self.knowledge.sha256[:12]})"


def read_side(name: str, built_in: Knowledge) -> Side:
    """The version that a folder, ``built-in``, ``git:REV`` or ``git:REV:FOLDER`` names.

    Raises `KnowledgeError` for faults of the files and `RevisionError` where git has nothing under the name.
    """
    if name == BUILT_IN:
        return Side(name=name, knowledge=built_in)
    if name.startswith(PREFIX):
        with checked_out(name) as folder:
            reading = read_knowledge(folder)
        same = reading.knowledge.sha256 == built_in.sha256
        doubts = () if same else lint(reading)
        return _complete(Side(name=name, knowledge=reading.knowledge, doubts=doubts), built_in)
    return _complete(Side(name=name, knowledge=sound_knowledge(Path(name))), built_in)


def _complete(side: Side, built_in: Knowledge) -> Side:
    """With every convention that the program needs: an older version cannot have those that came later."""
    lent = tuple(name for name in built_in.conventions if name not in side.knowledge.conventions)
    if not lent:
        return side
    conventions = {**side.knowledge.conventions, **{name: built_in.conventions[name] for name in lent}}
    return replace(side, knowledge=replace(side.knowledge, conventions=conventions), lent=lent)
