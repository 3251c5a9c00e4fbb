"""The best exact peer on these networks: pyAgrum's LazyPropagation, given our pre-processing.

Absent findings are folded into the priors and unknown ones left out, so it gets only the present findings;
building that small network is part of its query, as reading the evidence is part of ours.
"""

from __future__ import annotations

import numpy as np
import pyagrum

from .generator import Array, Case, Model


def folded_priors(model: Model, case: Case) -> Array:
    """Priors after the absent findings, which factorise over causes."""
    odds = model.prior * np.prod(1 - model.link[case.absent], axis=0)
    folded: Array = odds / (odds + 1 - model.prior)
    return folded


def query(model: Model, case: Case) -> Array:
    """All marginals of one patient."""
    prior = folded_priors(model, case)
    bn = pyagrum.BayesNet()
    for i in range(model.size):
        bn.add(pyagrum.LabelizedVariable(f"d{i}", f"d{i}", 2))
        bn.cpt(f"d{i}").fillWith([1 - prior[i], prior[i]])
    for j in case.present:
        # addNoisyOR is the compound form, whose weights already contain the leak; the net form is ours
        bn.addNoisyORNet(pyagrum.LabelizedVariable(f"f{j}", f"f{j}", 2), float(model.leak[j]))
        for i in np.flatnonzero(model.link[j]):
            bn.addWeightedArc(f"d{i}", f"f{j}", float(model.link[j, i]))
    engine = pyagrum.LazyPropagation(bn)
    engine.setEvidence({f"f{j}": 1 for j in case.present})
    engine.makeInference()
    return np.array([engine.posterior(f"d{i}")[1] for i in range(model.size)])
