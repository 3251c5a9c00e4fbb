"""`sequela assess --html`: where reports go, and what is never overwritten."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from .process import GOOD, Sequela

REPORT = "<!doctype html>"


def test_one_case_is_one_file_and_it_is_said_where(sequela: Sequela, good: Path, tmp_path: Path) -> None:
    outcome = sequela("assess", good, "--html", "report.html", folder=tmp_path)
    assert outcome.status == 0
    assert outcome.out == ""
    assert outcome.err == "sequela: report written to report.html\n"
    assert (tmp_path / "report.html").read_text(encoding="utf-8").startswith(REPORT)


def test_several_cases_are_files_in_a_folder(sequela: Sequela, tmp_path: Path) -> None:
    for name in ("a.yaml", "b.yaml"):
        (tmp_path / name).write_text(GOOD, encoding="utf-8")
    (tmp_path / "again").mkdir()
    (tmp_path / "again" / "a.yaml").write_text(GOOD, encoding="utf-8")
    outcome = sequela("assess", "a.yaml", "b.yaml", "again/a.yaml", "--html", "new/out", folder=tmp_path)
    assert outcome.status == 0
    assert sorted(path.name for path in (tmp_path / "new" / "out").iterdir()) == ["a-2.html", "a.html", "b.html"]


def test_a_folder_takes_a_single_case_too(sequela: Sequela, good: Path, tmp_path: Path) -> None:
    (tmp_path / "there").mkdir()
    for folder in ("there", "new/"):
        assert sequela("assess", good, "--html", folder, folder=tmp_path).status == 0
        assert (tmp_path / folder / f"{good.stem}.html").exists()


def test_a_hostile_name_stays_in_the_folder(sequela: Sequela, tmp_path: Path) -> None:
    (tmp_path / "v.jsonl").write_text(
        '{"case": "../../up", "region": "lumbar", "known_before": {"age": 50}}\n'
        '{"case": "", "region": "lumbar", "known_before": {"age": 50}}\n',
        encoding="utf-8",
    )
    outcome = sequela("assess", "v.jsonl", "--html", "out", folder=tmp_path)
    assert outcome.status == 0
    assert all(path.suffix == ".html" for path in (tmp_path / "out").iterdir())
    assert len(list((tmp_path / "out").iterdir())) == 2
    assert not list(tmp_path.parent.glob("up*"))


def test_the_report_of_one_patient_never_takes_the_place_of_anothers(sequela: Sequela, tmp_path: Path) -> None:
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "case.yaml").write_text(GOOD, encoding="utf-8")
    assert sequela("assess", "a/case.yaml", "--html", "out/", folder=tmp_path).status == 0
    first = (tmp_path / "out" / "case.html").read_bytes()
    assert b"a/case.yaml" in first
    outcome = sequela("assess", "b/case.yaml", "--html", "out/", folder=tmp_path)
    assert outcome.status == 2
    assert "another case" in outcome.err
    assert (tmp_path / "out" / "case.html").read_bytes() == first


@pytest.mark.skipif(os.name == "nt", reason="permissions are of another kind there")
def test_a_report_is_for_its_owner_alone_unless_the_owner_opened_it(
    sequela: Sequela, good: Path, tmp_path: Path
) -> None:
    target = tmp_path / "report.html"
    assert sequela("assess", good, "--html", target).status == 0
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    target.chmod(0o640)
    assert sequela("assess", good, "--html", target).status == 0
    assert stat.S_IMODE(target.stat().st_mode) == 0o640


def test_a_page_that_only_quotes_our_mark_stays(sequela: Sequela, good: Path, tmp_path: Path) -> None:
    target = tmp_path / "notes.html"
    notes = '<!-- about <meta name="generator" content="sequela.report/1"> -->'
    target.write_text(notes, encoding="utf-8")
    assert sequela("assess", good, "--html", target).status == 2
    assert target.read_text(encoding="utf-8") == notes


def test_a_report_of_ours_is_written_anew(sequela: Sequela, good: Path, tmp_path: Path) -> None:
    target = tmp_path / "report.html"
    assert sequela("assess", good, "--html", target).status == 0
    first = target.read_bytes()
    assert sequela("assess", good, "--html", target, "--set", "foot_drop=present").status == 0
    assert target.read_bytes() != first
    assert [path.name for path in tmp_path.glob("*.html*")] == ["report.html"]


@pytest.mark.parametrize("content", [b"a letter", b"<!doctype html><title>Another page</title>", b"\xff\x00"])
def test_nothing_else_is_overwritten(sequela: Sequela, good: Path, tmp_path: Path, content: bytes) -> None:
    target = tmp_path / "letter.html"
    target.write_bytes(content)
    outcome = sequela("assess", good, "--html", target)
    assert outcome.status == 2
    assert "no report of Sequela" in outcome.err
    assert "Traceback" not in outcome.err
    assert target.read_bytes() == content


def test_the_case_file_itself_is_safe(sequela: Sequela, good: Path) -> None:
    before = good.read_bytes()
    assert sequela("assess", good, "--html", good).status == 2
    assert good.read_bytes() == before


def test_a_link_is_written_through_and_stays(sequela: Sequela, good: Path, tmp_path: Path) -> None:
    (tmp_path / "link.html").symlink_to(tmp_path / "real.html")
    assert sequela("assess", good, "--html", tmp_path / "link.html").status == 0
    assert (tmp_path / "link.html").is_symlink()
    assert (tmp_path / "real.html").read_text(encoding="utf-8").startswith(REPORT)


@pytest.mark.parametrize("target", ["missing/report.html", "good.yaml/report.html", "/dev/full", f"{'x' * 300}.html"])
def test_a_place_that_takes_no_file_is_bad_input(sequela: Sequela, good: Path, target: str) -> None:
    outcome = sequela("assess", good, "--html", target, folder=good.parent)
    assert outcome.status == 2
    assert "cannot be written" in outcome.err
    assert "Traceback" not in outcome.err


@pytest.mark.skipif(os.name == "nt", reason="named pipes are those of POSIX")
def test_a_pipe_that_nobody_reads_is_refused_and_not_waited_for(sequela: Sequela, good: Path, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "report.html")
    outcome = sequela("assess", good, "--html", "report.html", folder=tmp_path)
    assert outcome.status == 2
    assert "report.html: the report cannot be written: it stands there already and is no regular file" in outcome.err


def test_several_cases_do_not_go_into_one_file(sequela: Sequela, good: Path, tmp_path: Path) -> None:
    (tmp_path / "report.html").write_text("x", encoding="utf-8")
    outcome = sequela("assess", good, good, "--html", "report.html", folder=tmp_path)
    assert outcome.status == 2
    assert "the folder cannot be made" in outcome.err
    assert (tmp_path / "report.html").read_text(encoding="utf-8") == "x"


@pytest.mark.parametrize("target", ["", "-"])
def test_without_a_name_there_is_no_report(sequela: Sequela, good: Path, target: str) -> None:
    outcome = sequela("assess", good, "--html", target)
    assert outcome.status == 2
    assert "needs a file or folder" in outcome.err


def test_a_bad_file_does_not_keep_the_others_from_their_reports(sequela: Sequela, good: Path, tmp_path: Path) -> None:
    (tmp_path / "bad.yaml").write_text("schema: nonsense\n", encoding="utf-8")
    outcome = sequela("assess", "bad.yaml", good, "--html", "out", folder=tmp_path)
    assert outcome.status == 2
    assert [path.name for path in (tmp_path / "out").iterdir()] == [f"{good.stem}.html"]
