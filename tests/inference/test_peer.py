"""An independent implementation agrees: pyAgrum, noisy-OR nodes as such, every other finding as a plain table."""

from __future__ import annotations

import itertools
import warnings

import numpy as np
import pytest

from sequela.inference import Evidence, Finding, Network, NoisyMax, plan, posterior

from .networks import seeded_patient

with warnings.catch_warnings():
    # pyAgrum's SWIG types warn while they are made; turned into an error there, it ends the interpreter
    warnings.simplefilter("ignore", DeprecationWarning)
    import pyagrum


def levels_given(finding: Finding, on: dict[int, int]) -> list[float]:
    """P(level | states of the parents), by the definition."""
    if not isinstance(finding, NoisyMax):
        return list(finding.on_levels if on[finding.cause] else finding.off_levels)
    upto = np.cumsum(finding.leak_levels)
    for cause, row in zip(finding.causes, finding.cause_levels, strict=True):
        if on[cause]:
            upto = upto * np.cumsum(row)
    levels = np.diff(np.concatenate([[0.0], upto]))
    if finding.inhibitors:
        present = 1 - upto[0]
        for cause, block in zip(finding.inhibitors, finding.block, strict=True):
            present *= 1 - block if on[cause] else 1.0
        levels = np.array([1 - present, present])
    return [float(p) for p in levels / levels.sum()]


def fill(bn: pyagrum.BayesNet, name: str, parents: list[int], rows: dict[tuple[int, ...], list[float]]) -> None:
    for parent in parents:
        bn.addArc(f"c{parent}", name)
    for states, row in rows.items():
        if parents:
            bn.cpt(name)[{f"c{p}": s for p, s in zip(parents, states, strict=True)}] = row
        else:
            bn.cpt(name).fillWith(row)


def as_bayes_net(network: Network, evidence: Evidence) -> pyagrum.BayesNet:
    bn = pyagrum.BayesNet()
    for c in range(network.size):
        bn.add(pyagrum.LabelizedVariable(f"c{c}", "", 2))
    for c in range(network.size):
        links = [k for k in network.links if k.child == c]
        rows = {}
        for states in itertools.product((0, 1), repeat=len(links)):
            quiet = 1 - float(network.priors[c])
            for k, s in zip(links, states, strict=True):
                quiet *= 1 - k.strength if s else 1.0
            rows[states] = [quiet, 1 - quiet]
        fill(bn, f"c{c}", [k.parent for k in links], rows)
    for f, _, _ in evidence.items:
        finding = network.findings[f]
        variable = pyagrum.LabelizedVariable(f"f{f}", "", finding.levels)
        if isinstance(finding, NoisyMax) and finding.levels == 2 and not finding.inhibitors:
            bn.addNoisyORNet(variable, finding.leak_levels[1])
            for cause, row in zip(finding.causes, finding.cause_levels, strict=True):
                bn.addWeightedArc(f"c{cause}", f"f{f}", row[1])
            continue
        bn.add(variable)
        parents = list(finding.parents)
        rows = {
            states: levels_given(finding, dict(zip(parents, states, strict=True)))
            for states in itertools.product((0, 1), repeat=len(parents))
        }
        fill(bn, f"f{f}", parents, rows)
    return bn


@pytest.mark.parametrize("size", [6, 12, 18])
@pytest.mark.parametrize("seed", [3, 4])
def test_pyagrum_gives_the_same_marginals_and_evidence(size: int, seed: int) -> None:
    network, evidence = seeded_patient(seed, size)
    wider = {f: (max(lo - 1, 0), hi) if network.findings[f].levels > 3 else (lo, hi) for f, lo, hi in evidence.items}
    evidence = Evidence.of(wider)
    engine = pyagrum.LazyPropagation(as_bayes_net(network, evidence))
    for f, lo, hi in evidence.items:
        engine.addEvidence(f"f{f}", [float(lo <= x <= hi) for x in range(network.findings[f].levels)])
    engine.makeInference()
    theirs = [engine.posterior(f"c{c}")[1] for c in range(size)]
    ours = posterior(plan(network, evidence))
    np.testing.assert_allclose(ours.active, theirs, rtol=0, atol=1e-9)
    np.testing.assert_allclose(ours.log_evidence, np.log(engine.evidenceProbability()), atol=1e-9)
