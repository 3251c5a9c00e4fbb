"""The steps of care hold no clinical numbers: thresholds, durations and weights are knowledge, with their origin."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import sequela.pathway

ALLOWED = frozenset({0, 1, 2, 100})
"""Counting, halves and percent; every other number is a convention or an estimate and stands in a data file."""

FOLDER = Path(sequela.pathway.__file__).parent
FILES = sorted(FOLDER.rglob("*.py"))


def bare_numbers(source: str) -> Iterator[tuple[int, complex]]:
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Constant):
            continue
        value = node.value
        if isinstance(value, int | float | complex) and not isinstance(value, bool) and value not in ALLOWED:
            yield node.lineno, value


@pytest.mark.parametrize("file", FILES, ids=[file.relative_to(FOLDER).as_posix() for file in FILES])
def test_a_step_of_care_holds_no_number_of_its_own(file: Path) -> None:
    found = list(bare_numbers(file.read_text(encoding="utf-8")))
    assert found == [], f"give each an entry in conventions.yaml or an estimate: (line, number) {found}"


def test_a_threshold_in_code_would_be_found() -> None:
    assert list(bare_numbers("def old(days):\n    return days > 90 * 0.5 and True\n")) == [(2, 90), (2, 0.5)]
    assert list(bare_numbers("share = round(100 * counts[0] / 2.0, 1)")) == []
