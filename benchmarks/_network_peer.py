"""Any of our networks for pyAgrum's LazyPropagation, given our pre-processing.

What the evidence says of a single cause (absent findings, tables of one cause) is handed over as a likelihood of that
cause, unknown findings are left out, and every other item of evidence becomes one yes-or-no child with a plain table
over its own causes. Building this small network is part of the peer's query, as reading the evidence is part of ours.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence

import numpy as np
import pyagrum
from numpy.typing import NDArray

from sequela.inference import Evidence, Network, NoisyMax, SingleCause

Array = NDArray[np.float64]


def query(network: Network, evidence: Evidence) -> Array:
    """All marginals of one patient."""
    bn = pyagrum.BayesNet()
    for i in range(network.size):
        bn.add(pyagrum.LabelizedVariable(f"d{i}", f"d{i}", 2))
    _priors(bn, network)
    likelihood = np.ones((network.size, 2))
    seen = {}
    for item, (f, lo, hi) in enumerate(evidence.items):
        finding = network.findings[f]
        if isinstance(finding, SingleCause):
            rows = (finding.off_levels, finding.on_levels)
            likelihood[finding.cause] *= [sum(row[lo : hi + 1]) for row in rows]
        elif lo == 0 and not finding.inhibitors:
            for cause, row in zip(finding.causes, finding.cause_levels, strict=True):
                likelihood[cause, 1] *= sum(row[: hi + 1])
        else:
            seen[f"e{item}"] = _child(bn, f"e{item}", finding, lo, hi)
    engine = pyagrum.LazyPropagation(bn)
    for i in range(network.size):
        engine.addEvidence(f"d{i}", (likelihood[i] / likelihood[i].max()).tolist())
    for name in seen:
        engine.addEvidence(name, 1)
    engine.makeInference()
    return np.array([engine.posterior(f"d{i}")[1] for i in range(network.size)])


def _priors(bn: pyagrum.BayesNet, network: Network) -> None:
    for i in range(network.size):
        links = network.parents.get(i, ())
        for link in links:
            bn.addArc(f"d{link.parent}", f"d{i}")
        quiet = np.array(1 - network.priors[i])
        for link in links:
            quiet = np.stack([quiet, quiet * (1 - link.strength)], axis=-1)
        _fill(bn, f"d{i}", 1 - quiet)


def _child(bn: pyagrum.BayesNet, name: str, finding: NoisyMax, lo: int, hi: int) -> Sequence[int]:
    """A child that is 1 where the finding lies in lo..hi; the table is worked out state by state."""
    bn.add(pyagrum.LabelizedVariable(name, name, 2))
    for cause in finding.parents:
        bn.addArc(f"d{cause}", name)
    table = np.empty((2,) * len(finding.parents))
    leak = np.cumsum(finding.leak_levels)
    own = np.cumsum(np.array(finding.cause_levels).reshape(len(finding.causes), finding.levels), axis=1)
    free = 1 - np.array(finding.block)
    for state in itertools.product((0, 1), repeat=len(finding.parents)):
        on = np.array(state, dtype=np.bool_)
        below = leak * own[on[: len(finding.causes)]].prod(axis=0)
        below = 1 - (1 - below) * free[on[len(finding.causes) :]].prod()
        table[state] = below[hi] - (below[lo - 1] if lo else 0.0)
    _fill(bn, name, table)
    return finding.parents


def _fill(bn: pyagrum.BayesNet, name: str, present: Array) -> None:
    """P(1 | parents), axes in the order the arcs were added; pyAgrum's axes run the other way, the child last."""
    turned = np.transpose(present)
    bn.cpt(name)[:] = np.ascontiguousarray(np.stack([1 - turned, turned], axis=-1))
