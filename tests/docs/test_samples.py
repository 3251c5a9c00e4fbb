"""Code that the documents show runs as it stands and gives what they say."""

from __future__ import annotations

import ast
import doctest
import re
import shlex
from pathlib import Path

import pytest

from sequela.cli.main import command_parser, main

from .site import ROOT

DOCUMENTS = sorted(page for page in (*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")) if page.name != "CHANGELOG.md")
FENCE = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
LAUNCHER = "python3 run.py "
TOOLS = (".venv/bin/pre-commit",)
"""Programs of the developer lock that the documents name."""
STANDS_FOR = {
    "FILE": "examples/cases/example-15.yaml",
    "my-knowledge": "built-in",
    "my-patients": "examples/cases",
    "git:HEAD": "built-in",  # what is tested may be no checkout; revisions have tests of their own
    "git:v1.0": "built-in",
    "git:main": "built-in",
}
"""What stands for a name that a reader would put in, or for a revision."""


def shown(language: str) -> list[tuple[Path, str]]:
    return [
        (page, text)
        for page in DOCUMENTS
        for known, text in FENCE.findall(page.read_text(encoding="utf-8"))
        if known == language
    ]


def named(samples: list[tuple[Path, str]]) -> list[str]:
    return [str(page.relative_to(ROOT)) for page, _ in samples]


SHELL, PYTHON, ELSEWHERE = shown("sh"), shown("pycon"), shown("console")
ASKED = re.compile(r"\bsequela ((?:serve|store)\b.*)")


def words_of_the_launcher() -> set[str]:
    told = ast.get_docstring(ast.parse((ROOT / "run.py").read_text(encoding="utf-8"))) or ""
    return set(re.findall(r"python3 run\.py ([a-z]+)", told))


@pytest.fixture
def beside_the_examples(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder in which the examples are at hand, as they are in the repository."""
    (tmp_path / "examples").symlink_to(ROOT / "examples")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize(("page", "text"), SHELL, ids=named(SHELL))
def test_every_command_that_a_document_shows_ends_well(
    beside_the_examples: Path, capsys: pytest.CaptureFixture[str], page: Path, text: str
) -> None:
    developer = words_of_the_launcher()
    for line in text.splitlines():
        command = line.split("  #")[0].split(" # ")[0].strip()
        if not command or command.startswith(TOOLS):
            continue
        assert command.startswith(LAUNCHER), f"{page.name}: {line}"
        arguments, _, into = command.removeprefix(LAUNCHER).partition(" > ")
        words = [STANDS_FOR.get(word, word) for word in shlex.split(arguments)]
        if words[0] in developer:
            continue
        assert main(words) == 0, f"{page.name}: {line}\n{capsys.readouterr().err}"
        told = capsys.readouterr().out
        if into:
            (beside_the_examples / into.strip()).write_text(told, encoding="utf-8")
        assert told or {"--html", "--out", "--pdf"} & set(words), line


@pytest.mark.parametrize("text", [text for _, text in ELSEWHERE], ids=named(ELSEWHERE))
def test_what_an_administrator_is_shown_is_what_the_command_line_takes(text: str) -> None:
    for line in text.splitlines():
        asked = ASKED.search(line.split("  #")[0].split(" < ")[0])
        if asked is not None:
            said = re.sub(r"\[.*?\]|\.\.\.|\$\([^)]*\)", "", asked[1])
            command_parser().parse_args(shlex.split(said))


@pytest.mark.usefixtures("beside_the_examples")
@pytest.mark.parametrize(("page", "text"), PYTHON, ids=named(PYTHON))
def test_every_python_session_gives_what_it_shows(page: Path, text: str) -> None:
    said: list[str] = []
    session = doctest.DocTestParser().get_doctest(text, {}, page.name, str(page), 0)
    assert session.examples
    result = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS).run(session, out=said.append)
    assert result.failed == 0, "".join(said)


def test_there_is_something_to_try() -> None:
    assert {"README.md", "CONTRIBUTING.md"} <= {page.name for page, _ in SHELL}
    assert len(PYTHON) >= 2
    assert shown("python") == []  # a block that nobody runs: write it as a session
