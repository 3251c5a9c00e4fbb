"""Samples follow the posterior; a stated 90 % interval covers nine times in ten if the model is right."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings

from sequela.inference import (
    CauseLink,
    Evidence,
    InferenceError,
    Network,
    NoisyMax,
    SingleCause,
    explanations,
    main_generator,
    plan,
    posterior,
    posterior_draws,
    sample_sets,
)
from sequela.inference.draws import draw_parameters

from .enumeration import Enumeration
from .networks import patients, seeded_patient


@pytest.mark.parametrize("seed", range(4))
def test_joint_samples_have_the_probabilities_of_the_sets(seed: int) -> None:
    network, evidence = seeded_patient(seed, 5, findings_count=10)
    n = 20000
    drawn = sample_sets(plan(network, evidence), n, np.random.default_rng(seed))
    counts: dict[tuple[int, ...], int] = {}
    for row in drawn:
        key = tuple(int(c) for c in np.flatnonzero(row))
        counts[key] = counts.get(key, 0) + 1
    expected = Enumeration(network, evidence).sets()
    common = {s: p for s, p in expected.items() if p * n >= 5}
    chi2 = sum((counts.get(s, 0) - p * n) ** 2 / (p * n) for s, p in common.items())
    freedom = len(common)
    assert chi2 < freedom + 4 * math.sqrt(2 * freedom)
    rare = 1 - sum(common.values())
    assert sum(c for s, c in counts.items() if s not in common) < n * rare + 5 * math.sqrt(n * rare) + 5


@settings(max_examples=40, deadline=None)
@given(patients(max_size=4))
def test_the_best_joint_explanations_are_those_of_enumeration(patient) -> None:
    network, evidence = patient
    found = explanations(plan(network, evidence), 3, np.random.default_rng(7))
    truth = Enumeration(network, evidence).sets()
    best = sorted(truth.values(), reverse=True)[: len(found)]
    np.testing.assert_allclose([e.probability for e in found], [truth[e.causes] for e in found], atol=1e-12)
    np.testing.assert_allclose([e.probability for e in found], best, atol=1e-9)


def test_the_same_seed_gives_the_same_draws() -> None:
    network, evidence = seeded_patient(1, 8)
    ours = plan(network, evidence)
    first = posterior_draws(ours, 50, np.random.default_rng(3), main_draws=10)
    again = posterior_draws(ours, 50, np.random.default_rng(3), main_draws=10)
    np.testing.assert_array_equal(first.active, again.active)
    np.testing.assert_array_equal(first.main, again.main)


def test_parameters_known_exactly_give_the_point_answer_in_every_draw() -> None:
    finding = NoisyMax(causes=(0, 1), cause_levels=((0.4, 0.6), (0.3, 0.7)), leak_levels=(0.95, 0.05))
    network = Network(priors=np.array([0.2, 0.1]), findings=(finding,))
    ours = plan(network, Evidence.of({0: (1, 1)}))
    drawn = posterior_draws(ours, 20, np.random.default_rng(0), main_draws=5)
    np.testing.assert_allclose(drawn.active, np.tile(posterior(ours).active, (20, 1)), rtol=1e-5)
    np.testing.assert_allclose(drawn.main, np.tile(main_generator(ours).share, (5, 1)), rtol=1e-5)


def test_what_is_rarer_than_single_precision_holds_is_drawn_all_the_same() -> None:
    finding = NoisyMax(causes=(0, 1), cause_levels=((1 - 1e-50, 1e-50), (1 - 3e-50, 3e-50)), leak_levels=(1.0, 0.0))
    network = Network(priors=np.array([0.2, 0.2]), findings=(finding,))
    ours = plan(network, Evidence.of({0: (1, 1)}))
    drawn = posterior_draws(ours, 3, np.random.default_rng(0))
    np.testing.assert_allclose(drawn.active, np.tile(posterior(ours).active, (3, 1)), rtol=1e-12)


def test_the_mean_of_a_pool_of_priors_must_be_the_prior() -> None:
    with pytest.raises(InferenceError, match="means"):
        Network(priors=np.array([0.2]), findings=(), prior_draws=np.array([[0.1], [0.2]]))


class Population:
    """Patients whose parameters are drawn from the very laws the network states, one set per patient."""

    CAUSES = 5

    def __init__(self) -> None:
        rng = np.random.default_rng(11)
        pool = 1 / (1 + np.exp(-rng.normal(np.log([0.2, 0.3, 0.1, 0.25, 0.15]), 0.7, (300, self.CAUSES))))
        weights = (4.0, 6.0, 5.0)
        self.network = Network(
            priors=pool.mean(axis=0),
            prior_draws=pool,
            links=(
                CauseLink(parent=0, child=2, strength=0.3, weight=5.0),
                CauseLink(parent=1, child=2, strength=0.4, weight=5.0),
            ),
            findings=(
                self._or((0, 1), (0.8, 0.5), 0.05),
                self._or((1, 2, 3), (0.6, 0.7, 0.4), 0.1),
                self._or((3, 4), (0.7, 0.6), 0.15),
                self._or((0, 4), (0.5, 0.8), 0.1, inhibitors=(1,), block=(0.6,)),
                self._or((2,), (0.75,), 0.1, inhibitors=(3, 0), block=(0.5, 0.3)),
                NoisyMax(
                    causes=(0, 2, 4),
                    cause_levels=((0.3, 0.4, 0.3), (0.5, 0.2, 0.3), (0.2, 0.2, 0.6)),
                    cause_weights=weights,
                    leak_levels=(0.8, 0.15, 0.05),
                    leak_weight=10.0,
                ),
                NoisyMax(
                    causes=(1, 3),
                    cause_levels=((0.3, 0.3, 0.2, 0.2), (0.1, 0.3, 0.3, 0.3)),
                    cause_weights=weights[:2],
                    leak_levels=(0.7, 0.1, 0.1, 0.1),
                    leak_weight=8.0,
                ),
                SingleCause(
                    cause=4,
                    on_levels=(0.2, 0.3, 0.5),
                    off_levels=(0.6, 0.3, 0.1),
                    on_weight=5.0,
                    off_weight=7.0,
                ),
            ),
        )
        self.findings = [f for f in self.network.findings if isinstance(f, NoisyMax)]

    @staticmethod
    def _or(
        causes: tuple[int, ...],
        strengths: tuple[float, ...],
        leak: float,
        inhibitors: tuple[int, ...] = (),
        block: tuple[float, ...] = (),
    ) -> NoisyMax:
        return NoisyMax(
            causes=causes,
            cause_levels=tuple((1 - w, w) for w in strengths),
            cause_weights=(5.0,) * len(causes),
            leak_levels=(1 - leak, leak),
            leak_weight=12.0,
            inhibitors=inhibitors,
            block=block,
            block_weights=(6.0,) * len(inhibitors),
        )

    def true_network(self, rng: np.random.Generator) -> Network:
        """One patient's own parameters, known exactly."""

        def row(levels: tuple[float, ...], worth: float) -> tuple[float, ...]:
            drawn = rng.dirichlet(np.array(levels) * worth)
            return (1 - math.fsum(drawn[1:]), *(float(p) for p in drawn[1:]))

        def beta(mean: float, worth: float) -> float:
            return float(rng.beta(mean * worth, (1 - mean) * worth))

        made: list[NoisyMax | SingleCause] = []
        for f in self.network.findings:
            if isinstance(f, NoisyMax):
                made.append(
                    NoisyMax(
                        causes=f.causes,
                        cause_levels=tuple(row(r, w) for r, w in zip(f.cause_levels, f.cause_weights, strict=True)),
                        leak_levels=row(f.leak_levels, f.leak_weight),
                        inhibitors=f.inhibitors,
                        block=tuple(beta(v, w) for v, w in zip(f.block, f.block_weights, strict=True)),
                    )
                )
            else:
                on, off = row(f.on_levels, f.on_weight), row(f.off_levels, f.off_weight)
                made.append(SingleCause(cause=f.cause, on_levels=on, off_levels=off))
        pool = self.network.prior_draws
        assert pool is not None
        priors = np.array([rng.choice(pool[:, c]) for c in range(self.CAUSES)])
        links = tuple(
            CauseLink(parent=k.parent, child=k.child, strength=beta(k.strength, k.weight)) for k in self.network.links
        )
        return Network(priors=priors, findings=tuple(made), links=links)

    @staticmethod
    def shown(true: Network, rng: np.random.Generator) -> Evidence:
        """Causes first, then what each of most findings shows; some are only known to reach a level."""
        on = np.zeros(true.size, dtype=bool)
        for c in range(true.size):
            quiet = 1 - true.priors[c]
            for k in true.links:
                if k.child == c and on[k.parent]:
                    quiet *= 1 - k.strength
            on[c] = rng.random() >= quiet
        levels: dict[int, tuple[int, int]] = {}
        for i, f in enumerate(true.findings):
            if isinstance(f, NoisyMax):
                sources = [
                    f.leak_levels,
                    *(r for c, r in zip(f.causes, f.cause_levels, strict=True) if on[c]),
                ]
                x = max(int(rng.choice(f.levels, p=r)) for r in sources)
                if any(on[c] and rng.random() < v for c, v in zip(f.inhibitors, f.block, strict=True)):
                    x = 0
            else:
                x = int(rng.choice(f.levels, p=f.on_levels if on[f.cause] else f.off_levels))
            if rng.random() < 0.8:
                coarse = f.levels > 2 and rng.random() < 0.5
                levels[i] = ((0, 1) if x < 2 else (2, f.levels - 1)) if coarse else (x, x)
        return Evidence.of(levels)


def test_the_true_posterior_ranks_uniformly_among_the_draws() -> None:
    """Simulated patients, each with own parameters: 90 % intervals cover 88-92 %, and ranks are uniform."""
    population = Population()
    rng = np.random.default_rng(2024)
    draws, patients_seen = 99, 1500
    ranks = []
    for _ in range(patients_seen):
        true = population.true_network(rng)
        evidence = population.shown(true, rng)
        target = posterior(plan(true, evidence)).active
        drawn = posterior_draws(plan(population.network, evidence), draws, rng).active
        ranks.append((drawn < target).sum(axis=0))
    table = np.array(ranks)
    covered = ((table >= 5) & (table < 95)).mean(axis=0)
    assert np.all((covered > 0.88) & (covered < 0.92)), covered
    for c in range(population.CAUSES):
        counts = np.histogram(table[:, c], bins=10, range=(0, 100))[0]
        chi2 = ((counts - patients_seen / 10) ** 2 / (patients_seen / 10)).sum()
        assert chi2 < 27.9, (c, counts)  # 0.1 % point of 9 degrees of freedom


def test_drawn_parameters_average_to_the_exact_posterior_of_the_parameters() -> None:
    """A conjugate check by hand: one cause known active, seen present: Beta gains one success."""
    finding = NoisyMax(causes=(0,), cause_levels=((0.5, 0.5),), cause_weights=(4.0,), leak_levels=(1.0, 0.0))
    network = Network(priors=np.array([0.3]), findings=(finding,))
    ours = plan(network, Evidence.of({0: (1, 1)}))
    logs = draw_parameters(ours, 40000, np.random.default_rng(5)).logs
    drawn = -np.expm1(logs[[int(t) for t in np.flatnonzero(ours.terms.owner == 0)]][0])
    assert drawn.mean() == pytest.approx(3 / 5, abs=0.005)
