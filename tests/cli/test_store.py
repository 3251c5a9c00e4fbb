"""`sequela store` on a real encrypted file."""

from __future__ import annotations

import datetime as dt
import io
import json
from pathlib import Path

import pytest

from sequela.cli.main import main
from sequela.knowledge.load import load_knowledge
from sequela.store.chart import parts_of
from sequela.store.entries import add
from sequela.store.patients import make_patient
from sequela.store.store import open_file
from sequela.store.summaries import worklist
from sequela.web.clinic import open_clinic
from sequela.web.record import refresh


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
        assert "is whole: " in capsys.readouterr().out
    assert monkeypatch


@pytest.mark.parametrize(
    "task", [["verify"], ["backup", "copy.db"], ["refresh"], ["export", "out"], ["account", "list"]]
)
def test_nothing_is_checked_or_backed_up_where_there_is_no_clinic(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], task: list[str]
) -> None:
    """A mistyped folder in a nightly job must not look like a backup that worked."""
    monkeypatch.chdir(folder)
    assert main(["store", *task]) == 2
    assert "there is no clinic in" in capsys.readouterr().err
    assert not (folder / "data").exists()


def test_a_patient_is_exported_by_the_number_in_the_records(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["store", "clinic", "settings", "--name", "Spine clinic"]) == 0
    store = open_file(folder / "data" / "clinic.db", folder / "data" / "key")
    site = open_clinic(store, load_knowledge(), demo=False, host="127.0.0.1")
    with store.writing("test") as writing:
        made = make_patient(writing, site.clinic_id)
        add(writing, made, "identity", {"name": "Ana Quijano", "number": "A1"}, source="clinician")
    store.close()
    assert main(["store", "export", str(folder / "out"), "--patient", "A1"]) == 0
    assert (folder / "out" / f"{made}.zip").exists()
    assert main(["store", "export", str(folder / "out"), "--patient", "A2"]) == 2
    assert "no such patient" in capsys.readouterr().err


def test_a_portable_copy_that_was_cut_off_leaves_nothing_behind(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["store", "clinic", "settings", "--name", "Spine clinic"]) == 0
    assert main(["store", "backup", "--portable", str(folder / "copy.gz")]) == 0
    cut = folder / "cut.gz"
    cut.write_bytes((folder / "copy.gz").read_bytes()[:-40])
    for file in (folder / "data").iterdir():
        file.unlink()
    assert main(["store", "restore", str(cut)]) == 2
    assert list((folder / "data").iterdir()) == []
    assert main(["store", "restore", str(folder / "copy.gz")]) == 0
    assert "Its last hash" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["clinic", "settings", "--numbers", "112"], "COUNTRY=EMERGENCY,SAME_DAY"),
        (["clinic", "settings", "--phone", "call me"], "Enter a telephone number"),
        (["clinic", "settings", "--invitation-days", "0"], "from 1 to 90"),
        (["restore", "nothing-here"], "nothing-here"),
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


def test_each_night_the_work_list_learns_what_time_alone_changes(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A foot that dropped two days before the visit calls for the same day; a hundred days later it is no new one."""
    past = dt.datetime.now(dt.UTC) - dt.timedelta(days=100)
    told = {
        "patient": {"age": 46},
        "surgeries": [{"procedure": "discectomy", "levels": ["L5-S1"], "side": "left", "when": "2025-02"}],
        "complaints": [{"id": "leg", "region": "lumbar", "sites": ["posterior_leg"], "side": "left"}],
        "facts": [{"finding": "foot_drop", "value": "present", "side": "left", "since": {"days_ago": 2}}],
    }
    store = open_file(folder / "data" / "clinic.db", folder / "data" / "key", lambda: past)
    site = open_clinic(store, load_knowledge(), demo=False, host="127.0.0.1")
    with store.writing("test") as writing:
        made = make_patient(writing, site.clinic_id)
        for kind, body in parts_of(told, past.date()):
            add(writing, made, kind, body, source="clinician")
    refresh(site, made)

    def level() -> str:
        with store.reading() as connection:
            (line,) = worklist(connection, site.clinic_id, "2100-01-01", most=1)
        return line.level

    assert level() == "same_day"
    for count in (1, 0):
        assert main(["store", "refresh"]) == 0
        assert f"{count} patients assessed anew" in capsys.readouterr().out
    assert level() == "two_weeks"
    store.close()
