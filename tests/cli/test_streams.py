"""What a shell can do to the streams: closed, full, or cut off. An answer still comes where one can."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from .process import GOOD, SOURCE, Outcome

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the shell and the full device are those of Linux")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("streams")
    (place / "good.yaml").write_text(GOOD, encoding="utf-8")
    (place / "undated.yaml").write_text(GOOD.replace("as_of: 2024-06-01\n", ""), encoding="utf-8")
    return place


def environment(folder: Path) -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(SOURCE), "SEQUELA_CACHE": str(folder / "cache")}


def shell(folder: Path, command: str) -> Outcome:
    """A shell command in which ``sequela`` stands for the program."""
    program = f'sequela() {{ {sys.executable} -m sequela.cli.main "$@"; }}\n'
    done = subprocess.run(
        ["bash", "-c", program + command],
        cwd=folder,
        env=environment(folder),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    return Outcome(status=done.returncode, out=done.stdout, err=done.stderr)


REPORTS = (
    "report good.yaml --for clinician",
    "report good.yaml --for referral --json",
    "report good.yaml --for patient --release-hash",
)
CUT_OFF = "{{ {0}; echo $? >status; }} 2>&1 >out | true; cat out; exit $(cat status)"
"""Standard error goes into a pipe that nobody reads."""


@pytest.mark.parametrize("how", ["{0} 2>&-", "{0} 2>/dev/full", CUT_OFF])
@pytest.mark.parametrize(("files", "status"), [("undated.yaml", 0), ("missing.yaml undated.yaml", 2)])
def test_where_nothing_can_be_said_the_answer_still_comes(folder: Path, how: str, files: str, status: int) -> None:
    outcome = shell(folder, how.format(f"sequela assess --json {files}"))
    assert outcome.status == status
    assert '"sequela.assessment/1"' in outcome.out


@pytest.mark.parametrize(
    "command", ["assess good.yaml", "assess --json good.yaml", "evidence facts", "case new", *REPORTS]
)
def test_an_answer_that_cannot_be_written_is_said_in_plain_words(folder: Path, command: str) -> None:
    for stdout, words in ((">&-", "standard output is closed"), (">/dev/full", "No space left on device")):
        outcome = shell(folder, f"sequela {command} {stdout}")
        assert outcome.status == 3
        assert words in outcome.err
        assert len(outcome.err.splitlines()) == 1
        assert "fault of ours" not in outcome.err


def test_help_on_a_full_disk_is_no_trace(folder: Path) -> None:
    outcome = shell(folder, "sequela evidence --help >/dev/full")
    assert "Traceback" not in outcome.err
    assert outcome.status in {0, 3}


@pytest.mark.parametrize(
    "command", ["assess good.yaml", "assess --json good.yaml good.yaml", "evidence facts", *REPORTS]
)
def test_a_reader_who_has_seen_enough_is_no_fault(folder: Path, command: str) -> None:
    outcome = shell(folder, f"sequela {command} | true; exit ${{PIPESTATUS[0]}}")
    assert outcome.status == 0
    assert outcome.err == ""


def test_closed_standard_input_is_bad_input(folder: Path) -> None:
    outcome = shell(folder, "sequela assess - <&-")
    assert outcome.status == 2
    assert "standard input cannot be read" in outcome.err


def _ctrl_c_is_heard() -> None:
    """As at a terminal: tests that run in the background of a shell have it ignored, and so would the program."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def test_stopping_leaves_one_line_whenever_it_comes(folder: Path) -> None:
    shell(folder, "sequela assess good.yaml")
    for delay in (0.12, 0.18, 0.24, 0.3):
        command = [sys.executable, "-m", "sequela.cli.main", "assess", "--json", *["good.yaml"] * 40]
        run = subprocess.Popen(
            command,
            cwd=folder,
            env=environment(folder),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            preexec_fn=_ctrl_c_is_heard,
        )
        time.sleep(delay)
        run.send_signal(signal.SIGINT)
        _, said = run.communicate(timeout=30)
        assert (run.returncode, said) == (130, b"sequela: stopped\n")
