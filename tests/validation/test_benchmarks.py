"""What the benchmarks compare us with agrees with us."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"


def test_the_peer_agrees_with_us_on_the_products_network(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("pyagrum")
    monkeypatch.syspath_prepend(str(BENCHMARKS))
    import _network_peer
    import product

    clinic = product.clinic()
    for patient in product.patients(clinic, 5):
        region, evidence = product.network_of(clinic, patient)
        ours = product.inference.posterior(product.inference.plan(region.network, evidence)).active
        assert np.allclose(ours, _network_peer.query(region.network, evidence), atol=1e-9)
