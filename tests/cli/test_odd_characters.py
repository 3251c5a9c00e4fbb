"""What a file says is seen and never obeyed: no control sequence, forged line or turned text reaches the terminal."""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path

import pytest

from .process import GOOD, Sequela

SPITEFUL = (
    GOOD
    + """\
story: "told\\x1b[2J\\x07\\n\\n DANGER none \\u202eabc\\u009b31m"
not_understood: ["odd\\x1b[31m\\n\\n DANGER none\\x9b0m\\u202e"]
"""
)
ACTING = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")

linux = pytest.mark.skipif(sys.platform != "linux", reason="other systems refuse such names themselves")


@pytest.fixture
def spiteful(tmp_path: Path) -> Path:
    path = tmp_path / "spiteful.yaml"
    path.write_text(SPITEFUL, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    "command",
    [("assess",), ("assess", "--full"), ("assess", "--note"), ("assess", "--json"), ("case", "check")],
    ids=" ".join,
)
def test_nothing_in_a_file_acts_on_the_terminal(sequela: Sequela, spiteful: Path, command: tuple[str, ...]) -> None:
    outcome = sequela(*command, spiteful)
    assert outcome.status == 0
    assert not ACTING.search(outcome.out + outcome.err)
    assert not [line for line in outcome.out.splitlines() if line.strip().startswith("DANGER none")]


def test_what_was_hidden_is_shown_by_a_sign(sequela: Sequela, spiteful: Path) -> None:
    assert "odd\ufffd[31m" in sequela("assess", "--full", spiteful).out


def test_a_program_gets_the_very_words(sequela: Sequela, spiteful: Path) -> None:
    (entry,) = sequela("assess", "--json", spiteful).json()["ledger"]["not_understood"]
    assert "odd\x1b[31m\n\n DANGER none\x9b0m\u202e" in entry.values()


@linux
def test_a_file_name_cannot_forge_a_line(sequela: Sequela, tmp_path: Path) -> None:
    name = "a\x1b[2J\n\nDANGER none\u202e.yaml"
    (tmp_path / name).write_text(GOOD, encoding="utf-8")
    for command in (("assess",), ("assess", "--note"), ("case", "check")):
        outcome = sequela(*command, name, "missing " + name, folder=tmp_path)
        assert outcome.status == 2
        assert not ACTING.search(outcome.out + outcome.err)
        assert "\nDANGER none" not in outcome.out + outcome.err


def test_the_command_line_is_quoted_and_not_obeyed(sequela: Sequela, good: Path) -> None:
    for arguments in (("--as-of", "\x1b[2J"), ("--set", "\x1b[2J=present"), ("--\x1b[2J",)):
        outcome = sequela("assess", good, *arguments)
        assert outcome.status == 2
        assert "\x1b" not in outcome.err


@linux
def test_names_that_are_no_text_are_answered_with_all_the_others(sequela: Sequela, good: Path) -> None:
    odd = os.fsdecode(b"odd\xff.yaml")
    (good.parent / odd).write_text(GOOD, encoding="utf-8")
    outcome = sequela("assess", "--json", odd, good.name, "missing" + odd, folder=good.parent)
    names = [line.get("case") or line["file"] for line in outcome.json_lines()]
    assert names == [r"odd\xff.yaml", "good.yaml", r"missingodd\xff.yaml"]
    assert outcome.status == 2
    asked = sequela("evidence", "--json", os.fsdecode(b"\xff"))
    assert asked.status == 2
    assert asked.json()["file"] == r"\xff"


def test_a_bad_supposition_is_blamed_on_the_option(sequela: Sequela, good: Path) -> None:
    outcome = sequela("assess", good, "--set", "fevr=present")
    assert outcome.status == 2
    assert outcome.err.startswith("sequela: --set fevr=present (for ")
