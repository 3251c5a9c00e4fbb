"""The lines of a differential: one for each mechanism, or for a group of mechanisms that are shown as one.

Inference knows only mechanisms. A group's probability is that of the union of its members; its share as the main
generator is their sum.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from sequela.knowledge.schema.knowledge import Knowledge
from sequela.knowledge.schema.terms import MechanismId
from sequela.records import frozen

Floats = NDArray[np.float64]


@frozen
class Entry:
    """One line: its id and label, and the network's causes that it stands for (one, or the members of a group)."""

    id: MechanismId
    label: str
    causes: tuple[int, ...]
    group: bool


@frozen
class Entries:
    """All lines of one network, in the order of its causes; arrays over causes become arrays over lines here."""

    lines: tuple[Entry, ...]
    size: int

    @property
    def sets(self) -> tuple[tuple[int, ...], ...]:
        """The causes of each group: what the inference is asked the union of."""
        return tuple(line.causes for line in self.lines if line.group)

    def of(self, active: Floats, union: Floats) -> Floats:
        """(..., M) P(active) and (..., G) unions of `sets` as (..., lines)."""
        groups = iter(range(self.size, self.size + len(self.sets)))
        picked = [next(groups) if line.group else line.causes[0] for line in self.lines]
        return np.concatenate([active, union], axis=-1)[..., picked]

    def summed(self, main: Floats) -> Floats:
        """(..., M) shares as main generator as (..., lines)."""
        return np.stack([main[..., list(line.causes)].sum(axis=-1) for line in self.lines], axis=-1)


def entries_of(knowledge: Knowledge, causes: Sequence[MechanismId]) -> Entries:
    """Return the lines for the causes of a network."""
    found: dict[MechanismId, list[int]] = {}
    for i, m in enumerate(causes):
        found.setdefault(knowledge.mechanisms[m].part_of or m, []).append(i)
    return Entries(
        lines=tuple(
            Entry(id=name, label=label_of(knowledge, name), causes=tuple(at), group=name in knowledge.groups)
            for name, at in found.items()
        ),
        size=len(causes),
    )


def label_of(knowledge: Knowledge, name: MechanismId) -> str:
    """The label of a mechanism or of a group."""
    return (knowledge.groups[name] if name in knowledge.groups else knowledge.mechanisms[name]).label.en
