"""Help is immediate, and nothing heavy is loaded before it is needed."""

from __future__ import annotations

from pathlib import Path

import pytest

import sequela as package

from .process import Sequela

HEAVY = ("numpy", "pydantic", "yaml", "jsonschema")


@pytest.mark.parametrize(
    "arguments", [(), ("--help",), ("assess", "--help"), ("case", "--help"), ("evidence", "--help")]
)
def test_help_says_how_to_use_it(sequela: Sequela, arguments: tuple[str, ...]) -> None:
    outcome = sequela(*arguments)
    assert outcome.status == 0
    assert "usage: sequela" in outcome.out


def test_help_loads_nothing_heavy(sequela: Sequela) -> None:
    program = (
        "import sys; from sequela.cli.main import command_parser; command_parser().format_help();"
        f"print(sorted(m for m in {HEAVY!r} if m in sys.modules))"
    )
    assert sequela(command=("-c", program)).out.strip() == "[]"


def test_an_assessment_from_the_cache_needs_no_checker(sequela: Sequela, good: Path) -> None:
    assert sequela("assess", "--json", good).status == 0
    program = (
        "import sys; from sequela.cli.main import main;"
        f"main(['assess', '--json', {str(good)!r}]);"
        "print(sorted(m for m in ('pydantic', 'rich', 'jsonschema') if m in sys.modules), file=sys.stderr)"
    )
    assert sequela(command=("-c", program)).err.strip() == "[]"


def test_the_version_is_told(sequela: Sequela) -> None:
    assert sequela("--version").out.strip() == f"sequela {package.__version__}"


def test_an_unknown_command_is_bad_input(sequela: Sequela) -> None:
    outcome = sequela("asess", "x.yaml")
    assert outcome.status == 2
    assert "assess" in outcome.err
    assert "Traceback" not in outcome.err
