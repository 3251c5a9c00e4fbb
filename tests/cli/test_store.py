"""`sequela store` on a real encrypted file."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from sequela.cli.main import main


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SEQUELA_DATA", str(tmp_path / "data"))
    monkeypatch.delenv("SEQUELA_DATABASE", raising=False)
    return tmp_path


def typed(monkeypatch: pytest.MonkeyPatch, words: str) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(words + "\n"))


def test_accounts_are_made_closed_and_listed(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    typed(monkeypatch, "three plain words")
    assert main(["store", "account", "add", "rosa", "--role", "clinician", "--name", "Rosa Lind"]) == 0
    assert "Keep a copy" in capsys.readouterr().err
    typed(monkeypatch, "short")
    assert main(["store", "account", "password", "rosa"]) == 2
    assert "12 to 200" in capsys.readouterr().err
    assert main(["store", "account", "lock", "rosa"]) == 0
    assert main(["store", "account", "lock", "nobody"]) == 2
    capsys.readouterr()
    assert main(["store", "account", "list", "--json"]) == 0
    (account,) = json.loads(capsys.readouterr().out)
    assert (account["login"], account["role"], account["active"]) == ("rosa", "clinician", False)
    assert folder


def test_a_backup_comes_back_beside_its_key(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["store", "clinic", "settings", "--name", "Spine clinic", "--numbers", "Spain=112,061"]) == 0
    for name, more in (("copy.db", []), ("copy.gz", ["--portable"])):
        assert main(["store", "backup", str(folder / name), *more]) == 0
        assert main(["store", "backup", str(folder / name), *more]) == 2
    data = folder / "data"
    for name in ("copy.db", "copy.gz"):
        for file in data.glob("clinic.db*"):
            file.unlink()
        assert main(["store", "restore", str(folder / name)]) == 0
        capsys.readouterr()
        assert main(["store", "clinic", "settings"]) == 0
        assert json.loads(capsys.readouterr().out)["numbers"][0]["emergency"] == "112"
        assert main(["store", "restore", str(folder / name)]) == 2
        assert main(["store", "verify"]) == 0
        assert "The audit is whole" in capsys.readouterr().out
    assert monkeypatch


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["clinic", "settings", "--numbers", "112"], "COUNTRY=EMERGENCY,SAME_DAY"),
        (["clinic", "settings", "--phone", "call me"], "Enter a telephone number"),
        (["clinic", "settings", "--invitation-days", "0"], "from 1 to 90"),
        (["restore", "nothing-here"], "nothing-here"),
        (["export", "out", "--patient", "nobody"], "no such patient"),
    ],
)
def test_what_cannot_be_done_is_said_in_words(
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    words: str,
) -> None:
    monkeypatch.chdir(folder)
    assert main(["store", *arguments]) == 2
    assert words in capsys.readouterr().err
