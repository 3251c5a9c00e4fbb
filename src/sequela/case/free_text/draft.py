"""A case file in the making: what has been read from free text so far, and what could not be."""

from __future__ import annotations

from dataclasses import dataclass, field

from sequela.case.case import NO_NAME
from sequela.case.read import SCHEMA

Document = dict[str, object]


@dataclass(slots=True)
class Left:
    """Words that were not understood: their place in the vignette, the whole text, the words, the reason."""

    at: str
    text: str
    words: str
    why: str = NO_NAME


@dataclass(slots=True)
class Draft:
    """Parts of a case file (`sequela.case/1`) with the place in the vignette that each came from."""

    patient: Document = field(default_factory=dict)
    surgeries: list[Document] = field(default_factory=list)
    complaint: Document = field(default_factory=dict)
    sites: list[Document] = field(default_factory=list)
    facts: list[Document] = field(default_factory=list)
    treatments: list[Document] = field(default_factory=list)
    medicines: list[Document] = field(default_factory=list)
    goals: list[str] = field(default_factory=list)
    allergies: list[str] = field(default_factory=list)
    stories: list[str] = field(default_factory=list)
    setting: str | None = None
    left: list[Left] = field(default_factory=list)
    origins: dict[str, str] = field(default_factory=dict)

    def add(self, kind: str, entry: Document, at: str) -> None:
        """Add an entry to one of the lists, unless the very same is there from the same place.

        A fact read from words is a note: it may raise a danger and never rules one out.
        """
        if kind == "facts":
            entry = {**entry, "source": "note"}
        entries = self._list(kind)
        place = f"complaints[0].{kind}" if kind == "sites" else kind
        if kind == "facts" and any(
            known == entry and self.origins[f"{place}[{n}]"] == at for n, known in enumerate(entries)
        ):
            return
        self.origins[f"{place}[{len(entries)}]"] = at
        entries.append(entry)

    def _list(self, kind: str) -> list[Document]:
        lists: dict[str, list[Document]] = {
            "surgeries": self.surgeries,
            "sites": self.sites,
            "facts": self.facts,
            "treatments": self.treatments,
            "medicines": self.medicines,
        }
        return lists[kind]

    def leave(self, at: str, text: object, words: str | None = None, why: str = NO_NAME) -> None:
        """Note that a value, or some words of it, was not understood."""
        shown = str(text)
        self.left.append(Left(at=at, text=shown, words=shown if words is None else words, why=why))

    def document(self) -> Document:
        """The case file, with what was not understood in it so that nothing said is lost."""
        complaint = dict(self.complaint)
        if self.sites:
            complaint["sites"] = self.sites
        parts: Document = {
            "schema": SCHEMA,
            "patient": self.patient,
            "setting": self.setting,
            "surgeries": self.surgeries,
            "complaints": [complaint] if complaint else [],
            "facts": self.facts,
            "treatments": self.treatments,
            "medicines": self.medicines,
            "allergies": self.allergies,
            "goals": self.goals,
            "story": " ".join(self.stories),
            "not_understood": [
                {"at": left.at, "text": left.text, "words": left.words, "why": left.why} for left in self.left
            ],
        }
        return {key: value for key, value in parts.items() if value}
