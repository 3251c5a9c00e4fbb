"""`sequela evidence diff OLD NEW`: two versions of the knowledge from the command line."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from .process import Sequela

SMALL = Path(__file__).parents[1] / "small_knowledge"
CASE = """\
schema: sequela.case/1
as_of: 2024-06-01
patient: {age: 58, sex: female}
surgeries:
  - {procedure: fusion_from_behind, levels: [L4-L5], when: {months_ago: 24}, relief: partial}
complaints:
  - {id: leg, region: lumbar, distribution: limb_more, side: right, onset: {months_ago: 3}, course: better_then_worse}
facts:
  - {finding: FINDING, value: present}
"""


@pytest.fixture
def old(tmp_path: Path) -> Path:
    return Path(shutil.copytree(SMALL, tmp_path / "old"))


@pytest.fixture
def new(tmp_path: Path) -> Path:
    """The same with a danger that rests on another finding."""
    folder = Path(shutil.copytree(SMALL, tmp_path / "new"))
    flag = folder / "red_flags/pressed_tail.yaml"
    text = flag.read_text(encoding="utf-8").replace("{finding: cannot_pass_water}", "{finding: burning}")
    flag.write_text(text.replace("asks: [cannot_pass_water", "asks: [burning"), encoding="utf-8")
    return folder


@pytest.fixture
def cases(tmp_path: Path) -> Path:
    folder = tmp_path / "cases"
    (folder / "more").mkdir(parents=True)
    for name, finding in (("burns.yaml", "burning"), ("stiff.yaml", "stiff_morning"), ("more/bad.yaml", "nothing")):
        (folder / name).write_text(CASE.replace("FINDING", finding), encoding="utf-8")
    return folder


def test_it_is_a_report_and_answers_with_or_without_differences(sequela: Sequela, old: Path, new: Path) -> None:
    outcome = sequela("evidence", "diff", old, new)
    assert outcome.status == 0
    assert "Pressed nerve roots of the tail [red_flag:pressed_tail]" in outcome.out
    assert "add --cases DIR" in outcome.out
    same = sequela("evidence", "diff", old, old)
    assert same.status == 0
    assert "No record differs." in same.out


def test_it_says_whose_conclusions_change_and_bad_files_keep_nobody_from_an_answer(
    sequela: Sequela, old: Path, new: Path, cases: Path
) -> None:
    outcome = sequela("evidence", "diff", "--cases", cases, old, "--json", new)  # options stand where they like
    assert outcome.status == 0
    found = outcome.json()["cases"]
    assert (found["compared"], found["unchanged"]) == (2, 1)
    (first,) = found["changed"]
    assert Path(first["case"]).name == "burns.yaml"
    assert first["danger"]
    assert first["changes"][0] == {
        "about": "level",
        "what": "Danger",
        "before": "routine",
        "after": "EMERGENCY NOW",
        "beside": None,
        "size": 3,
    }
    (bad,) = found["not_compared"]
    assert Path(bad["case"]).name == "bad.yaml"
    assert outcome.err.count("bad.yaml: cannot be used") == 1
    text = sequela("evidence", "diff", old, new, "--cases", cases).out
    assert "Patients assessed under both: 2; conclusions change for 1, in danger for 1." in text


def test_a_file_that_only_one_version_reads_is_a_change_in_danger(
    sequela: Sequela, old: Path, tmp_path: Path, cases: Path
) -> None:
    gone = Path(shutil.copytree(SMALL, tmp_path / "gone"))
    for name, cut in (
        ("mechanisms/pressed_root.yaml", "      stiff_morning: {inhibits"),
        ("mechanisms/worn_joint.yaml", "      stiff_morning: {given"),
    ):
        lines = (gone / name).read_text(encoding="utf-8").splitlines(keepends=True)
        (gone / name).write_text("".join(line for line in lines if not line.startswith(cut)), encoding="utf-8")
    symptoms = gone / "findings/symptoms.yaml"
    head, _, rest = symptoms.read_text(encoding="utf-8").partition("- id: stiff_morning")
    symptoms.write_text(head + rest[rest.index("- id: pain_score") :], encoding="utf-8")
    outcome = sequela("evidence", "diff", old, gone, "--cases", cases / "stiff.yaml")
    assert outcome.status == 0
    assert "can be read by one version only" in outcome.out
    assert "This file: can be read → cannot be used:" in outcome.out


def test_the_same_input_gives_the_same_bytes(sequela: Sequela, old: Path, new: Path, cases: Path) -> None:
    first, second = (sequela("evidence", "diff", old, new, "--cases", cases, "--json") for _ in range(2))
    assert first.out == second.out


def test_every_folder_that_cannot_be_used_is_named_with_its_problem(
    sequela: Sequela, old: Path, tmp_path: Path
) -> None:
    (old / "conventions.yaml").write_text("- {id: x, value: many}\n", encoding="utf-8")
    outcome = sequela("evidence", "diff", old, tmp_path / "nowhere", "--json")
    assert outcome.status == 2
    assert "conventions.yaml" in outcome.err
    assert [Path(body["file"]).name for body in outcome.json_lines()] == ["old", "nowhere"]
    assert set(outcome.json_lines()[0]["error"]) == {"code", "field", "message", "accepted", "nearest"}


@pytest.mark.parametrize("cases", ["nowhere", "empty"])
def test_cases_that_are_not_there_are_bad_input(sequela: Sequela, old: Path, new: Path, cases: str) -> None:
    (old.parent / "empty").mkdir()
    outcome = sequela("evidence", "diff", old, new, "--cases", old.parent / cases)
    assert outcome.status == 2
    assert outcome.out == ""
    assert "accepted" in outcome.err


def test_one_operand_or_diff_after_an_option_says_how_it_is_written(sequela: Sequela) -> None:
    assert "OLD NEW" in sequela("evidence", "diff", "built-in").err
    outcome = sequela("evidence", "--json", "diff")
    assert outcome.status == 2
    assert "sequela evidence diff OLD NEW" in outcome.err
    shown = sequela("evidence", "diff", "--help")
    assert shown.status == 0
    assert "git:REV" in shown.out


# --- versions of the past ---------------------------------------------------------------------------------------------


def git(folder: Path, *arguments: str) -> None:
    who = ("-c", "user.name=T", "-c", "user.email=t@example.org", "-c", "commit.gpgsign=false")
    subprocess.run(["git", *who, *arguments], cwd=folder, check=True, capture_output=True)


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A repository whose last commit changed a prior of the knowledge in its folder `known`."""
    folder = tmp_path / "repository"
    shutil.copytree(SMALL, folder / "known")
    git(folder, "init")
    git(folder, "add", ".")
    git(folder, "commit", "-m", "first")
    prior = folder / "known/mechanisms/pressed_root.yaml"
    prior.write_text(prior.read_text(encoding="utf-8").replace("n: 12, N: 60", "n: 30, N: 60"), encoding="utf-8")
    git(folder, "commit", "-am", "second")
    return folder


def test_a_revision_is_compared_without_touching_the_files(sequela: Sequela, repository: Path) -> None:
    outcome = sequela("evidence", "diff", "git:HEAD~1:known", "git:HEAD:known", folder=repository)
    assert outcome.status == 0
    assert "lumbar, the main source of the pain: 20 % (12 to 30) → 50 % (39 to 60)" in outcome.out
    assert (
        sequela("evidence", "diff", "git:HEAD:known", "known", folder=repository).out.count("No record differs.") == 1
    )


def test_a_revision_that_todays_lint_would_refuse_is_compared_and_the_doubt_is_said(
    sequela: Sequela, repository: Path
) -> None:
    sources = repository / "known/sources/all.yaml"
    kept = sources.read_text(encoding="utf-8")
    sources.write_text(kept.replace(', url: "https://example.org/blocks"', ""), encoding="utf-8")
    git(repository, "commit", "-am", "third")
    sources.write_text(kept, encoding="utf-8")
    outcome = sequela("evidence", "diff", "git:HEAD:known", "known", folder=repository)
    assert outcome.status == 0
    assert "git:HEAD:known: today's lint finds 1 problem in this version" in outcome.err
    assert "url: new, https://example.org/blocks" in outcome.out


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("git:nothing", "this repository has no revision 'nothing'"),
        ("git:--output=x", "this repository has no revision '--output=x'"),
        ("git:", "it names no revision"),
        ("git:HEAD", "this revision has no folder 'src/sequela/knowledge/data'"),
        ("git:HEAD:elsewhere", "this revision has no folder 'elsewhere'"),
    ],
)
def test_a_revision_that_is_not_there_says_what_is_missing(
    sequela: Sequela, repository: Path, name: str, said: str
) -> None:
    outcome = sequela("evidence", "diff", name, "built-in", folder=repository)
    assert outcome.status == 2
    assert said in outcome.err
    assert "Traceback" not in outcome.err
    assert not (repository / "x").exists()


def test_outside_a_repository_and_without_git_it_says_so(sequela: Sequela, tmp_path: Path) -> None:
    outside = {"GIT_CEILING_DIRECTORIES": str(tmp_path.parent)}
    outcome = sequela("evidence", "diff", "git:HEAD", "built-in", folder=tmp_path, environment=outside)
    assert outcome.status == 2
    assert "the current folder lies in no git repository" in outcome.err
    without = sequela("evidence", "diff", "git:HEAD", "built-in", folder=tmp_path, environment={"PATH": str(tmp_path)})
    assert without.status == 2
    assert "git is not installed here" in without.err


def test_a_link_in_a_revision_is_refused_and_not_left_out_without_a_word(sequela: Sequela, repository: Path) -> None:
    (repository / "known/findings/link.yaml").symlink_to("/etc/passwd")
    git(repository, "add", ".")
    git(repository, "commit", "-m", "link")
    outcome = sequela("evidence", "diff", "git:HEAD:known", "built-in", folder=repository)
    assert outcome.status == 2
    assert "'findings/link.yaml' is a link and no file" in outcome.err
