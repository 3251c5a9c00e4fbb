"""Where on the site each thing of the knowledge stands."""

from __future__ import annotations

from collections.abc import Mapping

from sequela.knowledge.schema.knowledge import Knowledge
from sequela.upkeep.pages.gates import own_gates
from sequela.upkeep.pages.origin import every_record

FOLDERS: Mapping[str, str] = {
    "mechanism": "mechanisms",
    "group": "groups",
    "test": "tests",
    "treatment": "treatments",
    "red_flag": "red-flags",
    "finding": "findings",
    "factor": "context",
}
"""Kinds whose records have a page each."""

GATHERED: Mapping[str, str] = {
    "pattern": "patterns",
    "failure_reason": "failure-reasons",
    "risk": "risks",
    "interaction": "interactions",
    "instrument": "questionnaires",
    "gate": "gates",
    "accuracy": "accuracies",
    "block": "block-guides",
    "convention": "conventions",
}
"""Kinds whose records stand together on one page, each with its anchor."""


class Addresses:
    """From ``kind:id`` to the place on the site."""

    def __init__(self, knowledge: Knowledge) -> None:
        """`knowledge`: whose records have pages."""
        self._known: dict[str, str] = {}
        names = [(kind, identifier) for kind, identifier, _ in every_record(knowledge)]
        names += [("gate", identifier) for identifier in own_gates(knowledge)]
        for kind, identifier in names:
            if kind in FOLDERS:
                self._known[f"{kind}:{identifier}"] = f"{page_of(kind, identifier)}.html"
            elif kind in GATHERED:
                self._known[f"{kind}:{identifier}"] = f"knowledge/{GATHERED[kind]}.html#{anchor(kind, identifier)}"
            elif kind == "source":
                self._known[f"source:{identifier}"] = f"{publications_of(identifier)}.html#{identifier}"

    def of(self, name: str) -> str | None:
        """The address of ``kind:id`` below the root of the site; None if it has no place of its own."""
        return self._known.get(name)


def page_of(kind: str, identifier: str) -> str:
    """The document of a record that has a page to itself."""
    return f"knowledge/{FOLDERS[kind]}/{identifier}"


def publications_of(source: str) -> str:
    """The document in which a publication stands: one for each letter."""
    first = source[0].lower()
    return f"publications/{first if first.isalpha() else '0'}"


def anchor(kind: str, identifier: str) -> str:
    """The anchor of a record on a page of many."""
    return f"{kind.replace('_', '-')}-{identifier}"
