"""The site, built once for all tests that look at it."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from .site import ROOT, Site

LONGEST = 1800
"""Seconds after which another process that builds the site is taken for dead."""


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """The site as `python3 run.py docs` builds it; processes that test side by side share one."""
    mine = tmp_path_factory.getbasetemp()
    shared = mine.parent if os.environ.get("PYTEST_XDIST_WORKER") else mine
    folder, built, said = shared / "site", shared / "site-built", shared / "site-said"
    try:
        (shared / "site-begun").mkdir()
    except FileExistsError:
        _wait(built)
    else:
        paths = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
        command = [sys.executable, str(ROOT / "docs" / "site" / "build_site.py"), str(folder)]
        done = subprocess.run(command, env=paths, cwd=shared, capture_output=True, text=True, check=False)
        said.write_text(done.stdout + done.stderr, encoding="utf-8")
        built.write_text(str(done.returncode), encoding="utf-8")
    assert built.read_text(encoding="utf-8") == "0", said.read_text(encoding="utf-8")
    return Site(folder)


def _wait(built: Path) -> None:
    until = time.monotonic() + LONGEST
    while not built.exists() or not built.read_text(encoding="utf-8"):
        assert time.monotonic() < until, "the site was never finished by the process that began it"
        time.sleep(0.2)
