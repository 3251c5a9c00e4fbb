"""The same networks and questions for our engine."""

from __future__ import annotations

import numpy as np

from sequela.inference import Evidence, Network, NoisyMax, Plan, cliquetree, plan
from sequela.inference.lanes import Lanes, evaluate

from .generator import Array, Case, Model, make_draws


def as_network(model: Model, worth: float = 60.0) -> Network:
    """The network; every parameter worth `worth` observations, priors as a pool of draws."""
    findings = []
    for j in range(model.leak.size):
        causes = tuple(int(i) for i in np.flatnonzero(model.link[j]))
        findings.append(
            NoisyMax(
                causes=causes,
                cause_levels=tuple((1 - model.link[j, i], model.link[j, i]) for i in causes),
                leak_levels=(1 - model.leak[j], model.leak[j]),
                cause_weights=(worth,) * len(causes),
                leak_weight=worth,
            )
        )
    pool = np.random.default_rng(0).beta(model.prior * worth, (1 - model.prior) * worth, (500, model.size))
    pool *= model.prior / pool.mean(axis=0)
    return Network(priors=pool.mean(axis=0), findings=tuple(findings), prior_draws=pool)


def evidence_of(case: Case) -> Evidence:
    """Present as level 1, absent as level 0."""
    return Evidence.of({int(j): (1, 1) for j in case.present} | {int(j): (0, 0) for j in case.absent})


def cold_plan(network: Network, evidence: Evidence) -> Plan:
    """A plan made from nothing: trees remembered from other patients are forgotten first."""
    cliquetree.build.cache_clear()
    return plan(network, evidence)


class GivenDraws:
    """1000 given parameter sets, evaluated in lanes; reading them into terms is part of the work."""

    def __init__(self, model: Model, made: Plan) -> None:
        self.plan = made
        self.priors, self.leak, self.link = make_draws(model)
        terms = made.terms
        self.finding = np.array(made.evidence.findings, dtype=np.intp)[terms.item]
        self.owner = terms.owner

    def __call__(self) -> Array:
        leak = self.owner < 0
        drawn = np.where(leak, self.leak[:, self.finding], self.link[:, self.finding, self.owner])
        lanes = Lanes(count=drawn.shape[0], logs=np.log1p(-drawn.T), priors=np.ascontiguousarray(self.priors.T))
        return evaluate(self.plan, lanes).active.T
