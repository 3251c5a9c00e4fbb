"""The benchmarks run as commands and say the same however many processes share the work."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"


def run(name: str, *options: str) -> str:
    command = [sys.executable, str(BENCHMARKS / name), *options]
    return subprocess.run(command, check=True, capture_output=True, text=True, timeout=120).stdout


def test_the_same_seed_gives_the_same_report_with_one_process_or_two() -> None:
    alone, shared = (
        json.loads(run("calibration.py", "--patients", "52", "--files", "0", "--json", "--workers", n)) for n in "12"
    )
    assert alone == shared
    assert alone["patients"] == 52
    assert len(alone["mechanisms"]) >= 14


def test_the_report_states_every_figure_with_its_standard_error() -> None:
    said = run("calibration.py", "--patients", "20", "--files", "5", "--workers", "1")
    assert said.count("expected calibration error") == 3
    assert "90 % intervals" in said
    assert "sacroiliac_joint_pain" in said
    assert "5 patients written as case files and read back: 0 findings lost, 0 invented" in said


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
