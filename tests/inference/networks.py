"""Small networks of every kind of table for the tests, drawn by hypothesis or from a seed."""

from __future__ import annotations

import math

import numpy as np
from hypothesis import strategies as st

from sequela.inference import CauseLink, Evidence, Finding, Network, NoisyMax, SingleCause

inner = st.integers(1, 99).map(lambda k: k / 100)
edge = st.one_of(inner, st.sampled_from([0.0, 1.0, 1e-6, 1 - 1e-6]))
weight = st.sampled_from([2.0, 8.0, 40.0, math.inf])


@st.composite
def level_row(draw: st.DrawFn, levels: int, *, rare: bool = False) -> tuple[float, ...]:
    """Level probabilities; `rare` allows levels of one in a million."""
    counts = draw(st.lists(st.integers(1, 20), min_size=levels, max_size=levels))
    if rare and draw(st.booleans()):
        return (1.0 - 1e-6 * (levels - 1), *([1e-6] * (levels - 1)))
    row = [c / sum(counts) for c in counts[1:]]
    return (1.0 - math.fsum(row), *row)


@st.composite
def findings(draw: st.DrawFn, size: int) -> Finding:
    """A noisy-OR, noisy-MAX, inhibited or single-cause finding over at most 4 of `size` causes."""
    kind = draw(st.sampled_from(["or", "max", "inhibited", "table"]))
    levels = draw(st.integers(2, 4)) if kind in ("max", "table") else 2
    if kind == "table":
        return SingleCause(
            cause=draw(st.integers(0, size - 1)),
            off_levels=draw(level_row(levels)),
            on_levels=draw(level_row(levels)),
            off_weight=draw(weight),
            on_weight=draw(weight),
        )
    pool = draw(st.permutations(range(size)))
    causes = tuple(pool[: draw(st.integers(0, min(4, size)))])
    inhibitors = tuple(pool[len(causes) : len(causes) + draw(st.integers(1, 2))]) if kind == "inhibited" else ()
    return NoisyMax(
        causes=causes,
        cause_levels=tuple(draw(level_row(levels)) for _ in causes),
        leak_levels=draw(level_row(levels, rare=True)),
        cause_weights=tuple(draw(weight) for _ in causes),
        leak_weight=draw(weight),
        inhibitors=inhibitors,
        block=tuple(draw(inner) for _ in inhibitors),
        block_weights=tuple(draw(weight) for _ in inhibitors),
    )


@st.composite
def networks(draw: st.DrawFn, max_size: int = 5) -> Network:
    """A network with links from lower to higher numbers."""
    size = draw(st.integers(1, max_size))
    pairs = [(a, b) for b in range(size) for a in range(b)]
    chosen = draw(st.lists(st.sampled_from(pairs), unique=True, max_size=3)) if pairs else []
    return Network(
        priors=np.array([draw(inner) for _ in range(size)]),
        findings=tuple(draw(st.lists(findings(size), min_size=1, max_size=6))),
        links=tuple(CauseLink(parent=a, child=b, strength=draw(inner), weight=draw(weight)) for a, b in chosen),
    )


@st.composite
def patients(draw: st.DrawFn, max_size: int = 5) -> tuple[Network, Evidence]:
    """A network and evidence on some of its findings, intervals included."""
    network = draw(networks(max_size))
    levels: dict[int, tuple[int, int]] = {}
    for f, finding in enumerate(network.findings):
        if draw(st.booleans()) or draw(st.booleans()):
            lo = draw(st.integers(0, finding.levels - 1))
            levels[f] = (lo, draw(st.integers(lo, finding.levels - 1)))
    return network, Evidence.of(levels)


def seeded_patient(
    seed: int, size: int, *, findings_count: int = 24, leak: tuple[float, float] = (0.01, 0.1), links: int = 3
) -> tuple[Network, Evidence]:
    """A larger patient of a random network; about one finding of three is ordered."""
    rng = np.random.default_rng([size, seed])

    def row(levels: int, top: tuple[float, float]) -> tuple[float, ...]:
        share = rng.dirichlet(np.ones(levels - 1)) * rng.uniform(*top)
        return (1.0 - math.fsum(share), *share)

    made: list[Finding] = []
    for _ in range(findings_count):
        levels = int(rng.choice([2, 2, 2, 3, 4]))
        count = int(rng.integers(1, min(6, size) + 1))
        order = [int(c) for c in rng.permutation(size)]
        inhibitors = tuple(order[count : count + 1]) if levels == 2 and rng.random() < 0.25 else ()
        made.append(
            NoisyMax(
                causes=tuple(order[:count]),
                cause_levels=tuple(row(levels, (0.2, 0.95)) for _ in range(count)),
                leak_levels=row(levels, leak),
                cause_weights=(12.0,) * count,
                leak_weight=20.0,
                inhibitors=inhibitors,
                block=tuple(float(rng.uniform(0.2, 0.9)) for _ in inhibitors),
                block_weights=(8.0,) * len(inhibitors),
            )
        )
    pairs = [(a, b) for b in range(size) for a in range(b)]
    chosen = [pairs[i] for i in rng.permutation(len(pairs))[:links]]
    network = Network(
        priors=rng.uniform(0.05, 0.4, size),
        findings=tuple(made),
        links=tuple(CauseLink(parent=a, child=b, strength=float(rng.uniform(0.1, 0.7))) for a, b in chosen),
    )
    shown = {f: int(rng.integers(made[f].levels)) for f in range(findings_count) if rng.random() < 0.8}
    return network, Evidence.of({f: (x, x) for f, x in shown.items()})
