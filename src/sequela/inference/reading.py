"""Reading the evidence of one patient into terms, factors of single causes, and the tables of a clique tree."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from .cliquetree import Tree, build
from .network import Array, Evidence, Network, NoisyMax, SingleCause
from .tables import LEAK, Index, Table, Terms, log_of_rest


@dataclass(frozen=True, slots=True, eq=False)
class Plan:
    """Everything about one patient that does not depend on parameter values: ask any number of questions of
    it. Compared by identity.

    Term ``fold_terms[i]`` multiplies, for i from ``fold_starts[k]`` to the next start, the factor
    ``fold_rows[k]``: state 1 of a cause (0..M-1), its state 0 (M..2M-1), or everything (2M). ``small`` are
    tables of at most one cause, ``tables`` the ones on the tree, in the tree's numbering.
    """

    network: Network
    evidence: Evidence
    terms: Terms
    fold_terms: Index
    fold_starts: Index
    fold_rows: Index
    small: tuple[Table, ...]
    tables: tuple[Table, ...]
    tree: Tree

    def fold(self, logs: Array) -> Array:
        """(2M + 1, n): sum of the folded terms `logs` (T, n) per factor."""
        total = np.zeros((2 * self.network.size + 1, logs.shape[1]))
        if self.fold_rows.size:
            total[self.fold_rows] = np.add.reduceat(logs[self.fold_terms], self.fold_starts, axis=0)
        return total

    @property
    def cost(self) -> int:
        """Predicted table entries of one lane."""
        return self.tree.cost + 2 * self.network.size


class _Reader:
    """Collects terms and tables; each method reads one kind of finding."""

    def __init__(self, size: int) -> None:
        self.size = size
        self.event: list[float] = []
        self.rest: list[float] = []
        self.weight: list[float] = []
        self.owner: list[int] = []
        self.when_off: list[bool] = []
        self.item: list[int] = []
        self.fold: list[tuple[int, int]] = []
        self.tables: list[Table] = []

    def term(self, owner: int, event: float, rest: float, weight: float, item: int, off: bool = False) -> int:
        self.event.append(event)
        self.rest.append(rest)
        self.weight.append(weight)
        self.owner.append(owner)
        self.when_off.append(off)
        self.item.append(item)
        return len(self.event) - 1

    def fold_term(self, owner: int, term: int, *, off: bool = False) -> None:
        row = 2 * self.size if owner == LEAK else owner + self.size * off
        self.fold.append((row, term))

    def noisy_or(self, item: int, finding: NoisyMax, low: int) -> None:
        """The commonest case, all causes at once: one term each, the event is its strength."""
        first, count = len(self.event), len(finding.causes) + 1
        rest, event = zip(finding.leak_levels, *finding.cause_levels, strict=True)
        self.event += event
        self.rest += rest
        self.weight.append(finding.leak_weight)
        self.weight += finding.cause_weights
        self.owner.append(LEAK)
        self.owner += finding.causes
        self.when_off += [False] * count
        self.item += [item] * count
        terms = range(first, first + count)
        if low:
            made = tuple(zip((LEAK, *finding.causes), terms, strict=True))
            self.tables.append(Table(finding.causes, made, (), item))
        else:
            self.fold += zip((2 * self.size, *finding.causes), terms, strict=True)

    def max_finding(self, item: int, finding: NoisyMax, low: int, high: int) -> None:
        """Read a noisy-MAX finding whose level lies in `low`..`high`; what is a product over causes folds away."""
        if finding.levels == 2 and not finding.inhibitors:
            self.noisy_or(item, finding, low)
            return
        made = []
        top = finding.levels - 1
        rows = [(LEAK, finding.leak_levels, finding.leak_weight)]
        rows += zip(finding.causes, finding.cause_levels, finding.cause_weights, strict=True)
        for owner, levels, weight in rows:
            inside = math.fsum(levels[low : high + 1])
            below = math.fsum(levels[:low])
            if high < top:
                above = math.fsum(levels[high + 1 :])
                term = self.term(owner, above, below + inside, weight, item)
                if not finding.inhibitors:
                    self.fold_term(owner, term)
                else:
                    made.append((owner, term))
            if low > 0:
                both = below + inside
                event, rest = (inside / both, below / both) if both else (0.0, 1.0)
                worth = weight * both if both else math.inf
                made.append((owner, self.term(owner, event, rest, worth, item)))
        blocks = []
        for owner, block, weight in zip(finding.inhibitors, finding.block, finding.block_weights, strict=True):
            term = self.term(owner, block, 1.0 - block, weight, item)
            if low > 0:
                self.fold_term(owner, term)
            else:
                blocks.append((owner, term))
        if made:
            causes = tuple(o for o, _ in made if o != LEAK) + tuple(o for o, _ in blocks)
            self.tables.append(Table(causes, tuple(made), tuple(blocks), item))

    def single_cause(self, item: int, finding: SingleCause, low: int, high: int) -> None:
        rows = ((finding.on_levels, finding.on_weight, False), (finding.off_levels, finding.off_weight, True))
        for levels, weight, off in rows:
            inside = math.fsum(levels[low : high + 1])
            outside = math.fsum(levels[:low] + levels[high + 1 :])
            term = self.term(finding.cause, outside, inside, weight, item, off)
            self.fold_term(finding.cause, term, off=off)

    def links(self, network: Network) -> None:
        for child, links in network.parents.items():
            made = [(k.parent, self.term(k.parent, k.strength, 1.0 - k.strength, k.weight, -1)) for k in links]
            self.tables.append(Table((child, *(k.parent for k in links)), tuple(made), (), -1, child))


def plan(network: Network, evidence: Evidence) -> Plan:
    """Read the evidence once. Raises `InferenceError` or, before any work, `TooDenseError`."""
    evidence.check(network)
    found = _Reader(network.size)
    for item, (index, low, high) in enumerate(evidence.items):
        finding = network.findings[index]
        if low == 0 and high == finding.levels - 1:
            continue
        if isinstance(finding, NoisyMax):
            found.max_finding(item, finding, low, high)
        else:
            found.single_cause(item, finding, low, high)
    found.links(network)
    on_tree = [t for t in found.tables if len(t.causes) > 1]
    masks = tuple(sum(1 << c for c in t.causes) for t in on_tree)
    folds = np.array(found.fold, dtype=np.intp).reshape(-1, 2)
    folds = folds[np.argsort(folds[:, 0], kind="stable")]
    starts = np.flatnonzero(np.diff(folds[:, 0], prepend=-1))
    return Plan(
        network=network,
        evidence=evidence,
        terms=_terms(found),
        fold_terms=folds[:, 1],
        fold_starts=starts,
        fold_rows=folds[starts, 0],
        small=tuple(t for t in found.tables if len(t.causes) < 2),
        tables=tuple(on_tree),
        tree=build(masks),
    )


def _terms(found: _Reader) -> Terms:
    event, rest = np.array(found.event, dtype=np.float64), np.array(found.rest, dtype=np.float64)
    return Terms(
        event=event,
        rest=rest,
        weight=np.array(found.weight, dtype=np.float64),
        owner=np.array(found.owner, dtype=np.intp),
        when_off=np.array(found.when_off, dtype=np.bool_),
        item=np.array(found.item, dtype=np.intp),
        logs=log_of_rest(event, rest)[:, None],
    )
