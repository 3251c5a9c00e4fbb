"""How much of a change to the rules or to triage the tests would notice.

    python benchmarks/mutation.py

mutmut makes one small change after the other (a mutant) and runs the tests that reach it: a mutant is killed if a test
fails, and survives if none does. Every survivor needs a reason in ``mutants_accepted.yaml``, else a test is missing.
What is mutated and which tests judge it stands in ``pyproject.toml`` under ``[tool.mutmut]``; the result is written to
``docs/mutation.md``. A run that was interrupted goes on where it stopped as long as code and tests are the same.
Ends with 1 if the score is below `GOAL`, a survivor has no reason, or a mutant could not be judged.
"""

from __future__ import annotations

import hashlib
import os
import platform
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
sys.path[:0] = [str(ROOT / "src")]

from sequela.knowledge.strict import StrictError, parse_yaml  # noqa: E402

GOAL = 85
"""Least score, percent of all mutants."""
MUTANTS, ACCEPTED, PAGE = ROOT / "mutants", HERE / "mutants_accepted.yaml", ROOT / "docs" / "mutation.md"
STAMP = MUTANTS / "made-from"
DETECTED, UNNOTICED = ("killed", "timeout"), ("survived", "no tests")
"""A mutant that never ends is noticed too; one that no test reaches is as unnoticed as one that no test minds."""


@dataclass(frozen=True)
class Mutant:
    """One change to the code.

    file, function
        where it is: a path below ``src``, and the function or ``Class.method``.
    change
        the lines taken away (``- ``) and put in (``+ ``), without their indentation. With file and function it tells
        the mutant apart; a number would change with every line written before it.
    status
        killed, timeout, survived, no tests, or why it could not be judged. Not part of what it is.
    """

    file: str
    function: str
    change: str
    status: str = "survived"

    @property
    def key(self) -> tuple[str, str, str]:
        return self.file, self.function, self.change


class AcceptedError(ValueError):
    """The list of accepted survivors cannot be read; says where and what is expected."""


@dataclass(frozen=True)
class Judgement:
    """All mutants of a run, the reasons of those that were accepted, and what follows."""

    mutants: tuple[Mutant, ...]
    reasons: Mapping[tuple[str, str, str], str]

    @property
    def survivors(self) -> tuple[Mutant, ...]:
        return tuple(mutant for mutant in self.mutants if mutant.status in UNNOTICED)

    @property
    def unexplained(self) -> tuple[Mutant, ...]:
        return tuple(mutant for mutant in self.survivors if mutant.key not in self.reasons)

    @property
    def unjudged(self) -> tuple[Mutant, ...]:
        return tuple(mutant for mutant in self.mutants if mutant.status not in (*DETECTED, *UNNOTICED))

    @property
    def idle(self) -> tuple[tuple[str, str, str], ...]:
        """Accepted, but killed by now, or no longer made."""
        surviving = {mutant.key for mutant in self.survivors}
        return tuple(key for key in self.reasons if key not in surviving)

    @property
    def passed(self) -> bool:
        return score(self.mutants) >= GOAL and not self.unexplained and not self.unjudged


def score(mutants: Sequence[Mutant]) -> float:
    """Percent of the mutants that the tests notice; accepted survivors count as not noticed. 0 for none at all."""
    return 100 * sum(mutant.status in DETECTED for mutant in mutants) / len(mutants) if mutants else 0.0


# --- what was accepted


def accepted(text: str, name: str) -> dict[tuple[str, str, str], str]:
    """Read the list of accepted survivors: file, function and change, with the reason."""
    try:
        entries = parse_yaml(text, name)
    except StrictError as error:
        raise AcceptedError(str(error)) from error
    reasons = {}
    for number, entry in enumerate(entries if isinstance(entries, list) else [entries]):
        fields = {"file", "function", "reason", "changes"}
        if not isinstance(entry, dict) or set(entry) != fields or not all(entry.values()):
            raise AcceptedError(
                f"{name}: entry {number}: each entry has {', '.join(sorted(fields))}, none of them empty"
            )
        for change in entry["changes"]:
            key = (entry["file"], entry["function"], str(change).strip())
            if key in reasons:
                raise AcceptedError(f"{name}: entry {number}: this change of {key[1]} is accepted already; leave one")
            reasons[key] = entry["reason"]
    return reasons


# --- the run


def changed_lines(diff: str) -> str:
    """The lines a unified diff takes away and puts in, without its head and their indentation."""
    lines = diff.splitlines()[2:]
    return "\n".join(f"{line[0]} {line[1:].strip()}" for line in lines if line[:1] in ("+", "-")).strip()


def digest(folders: Iterable[Path], settings: str) -> str:
    """sha256 over the files of the folders and the settings: equal, if a run would give what the last one gave."""
    made_from = hashlib.sha256(settings.encode())
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts:
                made_from.update(f"{path.relative_to(folder)}\0".encode() + path.read_bytes())
    return made_from.hexdigest()


def run_mutmut() -> bool:
    """Run what of the mutants has no result yet, from the beginning if anything changed; whether it came to an end."""
    settings = (ROOT / "pyproject.toml").read_text(encoding="utf-8") + version("mutmut") + platform.python_version()
    made_from = digest((ROOT / "src", ROOT / "tests"), settings)
    if not STAMP.is_file() or STAMP.read_text(encoding="utf-8") != made_from:
        shutil.rmtree(MUTANTS, ignore_errors=True)
        MUTANTS.mkdir()
        STAMP.write_text(made_from, encoding="utf-8")
    command = [str(Path(sys.executable).with_name("mutmut")), "run", "--max-children", str(os.cpu_count() or 1)]
    # The order in which tests run hangs on the order of sets.
    environment = {**os.environ, "PYTHONHASHSEED": "0"}
    return subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode == 0


def results() -> Iterator[Mutant]:
    """Every mutant of the last run with its status, in the order of the code. The working folder is the project's."""
    from mutmut.mutation.data import SourceFileMutationData
    from mutmut.mutation.diff_apply import get_diff_for_mutant
    from mutmut.stats import status_by_exit_code
    from mutmut.utils.file_utils import walk_mutatable_files
    from mutmut.utils.format_utils import orig_function_and_class_names_from_key

    for path in sorted(walk_mutatable_files()):
        data = SourceFileMutationData(path=path)
        data.load()
        for key, exit_code in data.exit_code_by_key.items():
            function, owner = orig_function_and_class_names_from_key(key)
            name = function.rpartition(".")[-1]
            yield Mutant(
                file=path.relative_to("src").as_posix(),
                function=f"{owner}.{name}" if owner else name,
                change=changed_lines(get_diff_for_mutant(key, path=path)),
                status=status_by_exit_code[exit_code],
            )


# --- what is told


def counts(mutants: Sequence[Mutant]) -> str:
    """The counts in one line."""
    found = Counter(mutant.status for mutant in mutants)
    told = [f"{found.pop(status, 0)} {status}" for status in ("killed", "survived", "timeout", "no tests")]
    return ", ".join([*told, *(f"{count} {status}" for status, count in sorted(found.items()))])


def told(judgement: Judgement) -> Iterator[str]:
    """What the person at the screen reads."""
    for mutant in judgement.unjudged:
        yield f"not judged ({mutant.status}): {mutant.file} {mutant.function}\n{mutant.change}\n"
    for mutant in judgement.unexplained:
        yield f"{mutant.status}, without a reason: {mutant.file} {mutant.function}\n{mutant.change}\n"
    if judgement.unexplained:
        yield f"Each needs a test that notices it, or a reason in {ACCEPTED.relative_to(ROOT)}.\n"
    for file, function, change in judgement.idle:
        yield f"accepted, and not among the survivors any more; take it out of the list: {file} {function}\n{change}\n"
    yield f"{len(judgement.mutants)} mutants: {counts(judgement.mutants)}."
    yield f"Score {score(judgement.mutants):.1f} % (goal {GOAL} %)."


def page(judgement: Judgement, knowledge: str) -> str:
    """The result as a page of the documents: the counts by file, and each accepted survivor under its reason."""
    lines = [
        "# What the tests would notice",
        "",
        "Written by `python3 run.py mutate`; decision 16 says how to read it.",
        f"Knowledge {knowledge}. Each line below is a small change to the code: noticed if a test fails for it.",
        "",
        "| code | changes | killed | timeout | survived | no tests | score |",
        "|---|---|---|---|---|---|---|",
    ]
    files = sorted({mutant.file for mutant in judgement.mutants})
    rows = [(f"`{file}`", [mutant for mutant in judgement.mutants if mutant.file == file]) for file in files]
    for name, mutants in (*rows, ("all", list(judgement.mutants))):
        found = Counter(mutant.status for mutant in mutants)
        numbers = [found[status] for status in ("killed", "timeout", "survived", "no tests")]
        lines.append(f"| {name} | {len(mutants)} | {' | '.join(map(str, numbers))} | {score(mutants):.1f} % |")
    lines += ["", "## Survivors and why they are accepted", ""]
    by_reason: dict[str, list[Mutant]] = {}
    for mutant in judgement.survivors:
        by_reason.setdefault(judgement.reasons.get(mutant.key, "No reason yet."), []).append(mutant)
    for reason, mutants in by_reason.items():
        lines += [reason, ""]
        for mutant in mutants:
            lines += [f"`{mutant.file}`, `{mutant.function}`", "", "```diff", mutant.change, "```", ""]
    return "\n".join(lines).rstrip() + "\n"


def main() -> int:
    """Run, judge, write the page; 0 if the goal is met and every survivor has its reason."""
    if os.name == "nt":
        print("mutmut runs on Linux and macOS only.", file=sys.stderr)
        return 1
    os.chdir(ROOT)
    try:
        reasons = accepted(ACCEPTED.read_text(encoding="utf-8"), ACCEPTED.name)
    except AcceptedError as error:
        print(error, file=sys.stderr)
        return 1
    if not run_mutmut():
        print("mutmut did not come to an end; what it printed above says why.", file=sys.stderr)
        return 1
    from sequela.knowledge.load import load_knowledge

    judgement = Judgement(mutants=tuple(results()), reasons=reasons)
    PAGE.write_text(page(judgement, load_knowledge().version), encoding="utf-8")
    print("\n".join(told(judgement)))
    return 0 if judgement.passed else 1


if __name__ == "__main__":
    sys.exit(main())
