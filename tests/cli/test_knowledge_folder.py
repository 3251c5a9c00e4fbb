"""A folder of knowledge named by the user is used whole and sound, or not at all."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

import pytest

from sequela.knowledge.load import PACKAGED

from .process import Sequela

EMERGENCY = """\
schema: sequela.case/1
as_of: 2024-06-01
patient: {age: 50}
surgeries: [{procedure: discectomy, when: 2022}]
facts: [{finding: saddle_numbness, value: present}]
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(PACKAGED, tmp_path / "knowledge"))


@pytest.fixture
def emergency(tmp_path: Path) -> Path:
    path = tmp_path / "emergency.yaml"
    path.write_text(EMERGENCY, encoding="utf-8")
    return path


def test_a_sound_folder_answers_as_the_built_in_knowledge(sequela: Sequela, folder: Path, emergency: Path) -> None:
    own = sequela("assess", "--json", "--knowledge", folder, emergency)
    assert own.status == 0
    assert own.out == sequela("assess", "--json", emergency).out


def test_a_misspelt_finding_in_a_red_flag_is_refused_and_not_read_as_no_danger(
    sequela: Sequela, folder: Path, emergency: Path
) -> None:
    file = folder / "red_flags/cauda_equina.yaml"
    text = file.read_text(encoding="utf-8")
    assert "finding: saddle_numbness" in text
    file.write_text(text.replace("finding: saddle_numbness", "finding: saddle_numbnes"), encoding="utf-8")
    for _ in range(2):  # no cache may vouch for it the second time
        outcome = sequela("assess", "--knowledge", folder, emergency)
        assert outcome.status == 2
        assert outcome.out == ""
        assert "red_flags/cauda_equina.yaml" in outcome.err
        assert "saddle_numbness" in outcome.err


def test_a_folder_without_red_flags_is_refused_also_for_programs(
    sequela: Sequela, folder: Path, emergency: Path
) -> None:
    shutil.rmtree(folder / "red_flags")
    outcome = sequela("assess", "--json", "--knowledge", folder, emergency)
    assert outcome.status == 2
    body = outcome.json()
    assert body["file"] == str(folder)
    assert set(body["error"]) == {"code", "field", "message", "accepted", "nearest"}
    assert body["error"]["message"] == "the knowledge has no red flags"
    assert "no red flags" in outcome.err


@pytest.mark.parametrize("command", [("assess", "x.yaml"), ("case", "check", "x.yaml"), ("evidence",)])
def test_a_folder_without_a_name_is_an_error_and_not_the_built_in_knowledge(
    sequela: Sequela, command: tuple[str, ...]
) -> None:
    outcome = sequela(*command, "--knowledge", "")
    assert outcome.status == 2
    assert "the folder has no name" in outcome.err
    assert outcome.out == ""


def test_a_path_that_no_system_accepts_is_bad_input(sequela: Sequela, emergency: Path) -> None:
    for arguments in (("assess", emergency), ("evidence",), ("evidence", "lint")):
        outcome = sequela(*arguments, "--knowledge", "x" * 5000)
        assert outcome.status == 2
        assert "no such knowledge folder" in outcome.err + outcome.out


@pytest.mark.skipif(sys.platform != "linux", reason="other systems refuse such names themselves")
def test_odd_file_names_in_a_folder_are_told_visibly(sequela: Sequela, folder: Path, emergency: Path) -> None:
    (folder / "findings/\x1b[2J.yaml").write_text("x\n", encoding="utf-8")
    outcome = sequela("assess", "--knowledge", folder, emergency)
    assert outcome.status == 2
    assert "\x1b" not in outcome.err
    assert "[2J.yaml" in outcome.err
    Path(os.fsdecode(bytes(folder) + b"/findings/\xff.yaml")).write_text("[]\n", encoding="utf-8")
    outcome = sequela("assess", "--json", "--knowledge", folder, emergency)
    assert outcome.status == 2
    assert outcome.json()["error"]["message"] == "the name of the file is not UTF-8 text"


def test_hundreds_of_problems_do_not_bury_what_is_said(sequela: Sequela, folder: Path, emergency: Path) -> None:
    (folder / "findings/more.yaml").write_text("- {id: bogus}\n" * 300, encoding="utf-8")
    outcome = sequela("assess", "--knowledge", folder, emergency)
    assert outcome.status == 2
    assert len(outcome.err.splitlines()) == 42
    assert "sequela evidence lint" in outcome.err.splitlines()[-1]
