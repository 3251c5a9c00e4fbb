"""The real program as a process of its own, as a user runs it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

SOURCE = Path(__file__).parents[2] / "src"

GOOD = """\
schema: sequela.case/1
as_of: 2024-06-01
patient: {age: 58, sex: female}
surgeries:
  - {procedure: microdiscectomy, levels: [L4-L5], when: {months_ago: 24}, relief: partial}
complaints:
  - {id: leg, region: lumbar, distribution: limb_more, side: right, onset: {months_ago: 3}, course: better_then_worse}
facts:
  - {finding: straight_leg_raise, value: present, side: right}
  - {finding: sitting_worse, value: present}
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What a run left: exit status, standard output, standard error."""

    status: int
    out: str
    err: str

    def json(self) -> Any:
        """Standard output as one JSON value."""
        return json.loads(self.out)

    def json_lines(self) -> list[Any]:
        """Standard output as JSON Lines."""
        return [json.loads(line) for line in self.out.splitlines()]


class Sequela:
    """Runs the program in a folder, with a cache that the tests share."""

    def __init__(self, cache: Path) -> None:
        self._environment = {
            **{k: v for k, v in os.environ.items() if k not in {"NO_COLOR", "SEQUELA_DEBUG"}},
            "PYTHONPATH": str(SOURCE),
            "SEQUELA_CACHE": str(cache),
            "PYTHONIOENCODING": "utf-8",
        }

    def __call__(
        self,
        *arguments: str | Path,
        folder: Path | None = None,
        stdin: bytes = b"",
        environment: Mapping[str, str] | None = None,
        command: Sequence[str] = ("-m", "sequela.cli.main"),
    ) -> Outcome:
        done = subprocess.run(
            [sys.executable, *command, *map(str, arguments)],
            cwd=folder,
            input=stdin,
            capture_output=True,
            env={**self._environment, **(environment or {})},
            timeout=60,
            check=False,
        )
        return Outcome(status=done.returncode, out=done.stdout.decode(), err=done.stderr.decode())
