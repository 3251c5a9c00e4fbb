from __future__ import annotations

from pathlib import Path

import pytest

from .process import GOOD, Sequela


@pytest.fixture(scope="session")
def sequela(tmp_path_factory: pytest.TempPathFactory) -> Sequela:
    return Sequela(tmp_path_factory.mktemp("cache"))


@pytest.fixture
def good(tmp_path: Path) -> Path:
    path = tmp_path / "good.yaml"
    path.write_text(GOOD, encoding="utf-8")
    return path
