"""The patient's own words in a chart: story, goals, wishes, and the language they were said in."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from sequela.records import frozen
from sequela.store.entries import Entry

_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")


@frozen
class Told:
    """What was said; empty where nothing was."""

    story: tuple[str, ...]
    goals: tuple[str, ...]
    wishes: tuple[tuple[str, str], ...]
    language: str | None

    @property
    def anything(self) -> bool:
        """Whether anything was said."""
        return bool(self.story or self.goals or self.wishes)


def told_in(entries: Sequence[Entry]) -> Told:
    """The words in a chart."""
    last = {entry.kind: entry.body for entry in entries}
    story, goals, wishes = last.get("story"), last.get("goals"), last.get("preferences")
    patient = last.get("patient")
    stated = patient.get("language") if isinstance(patient, Mapping) else None
    return Told(
        story=tuple(part.strip() for part in re.split(r"\n+", str(story or "")) if part.strip()),
        goals=tuple(map(str, goals)) if isinstance(goals, list) else ((str(goals),) if goals else ()),
        wishes=tuple((key, str(value)) for key, value in wishes.items()) if isinstance(wishes, Mapping) else (),
        language=stated if isinstance(stated, str) and _LANGUAGE.fullmatch(stated) else None,
    )
