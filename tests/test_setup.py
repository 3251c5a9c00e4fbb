"""Set-up: the launcher, the lock files and what the documents promise about them."""

from __future__ import annotations

import ast
import importlib.util
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from types import ModuleType
from typing import cast
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sequela.knowledge.load import PACKAGED
from sequela.knowledge.schema.terms import RedFlagId, Region
from sequela.knowledge.strict import parse_yaml
from sequela.pathway.triage.red_flags import triage
from sequela.rules.language import RuleError, compile_condition
from sequela.upkeep.lint import lint_folder
from tests.pathway.plan.gate_rows import seen
from tests.pathway.triage.patients import knowledge, patient, reading

ROOT = Path(__file__).resolve().parents[1]
SITE = ROOT / "docs" / "site"
"""Written pages of the site lead to pages that are made: `tests/docs` follows their links on the built site."""
PAGES = sorted(page for page in (*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")) if SITE not in page.parents)
LOCKS = ("requirements.lock", "requirements-dev.lock")
REQUIREMENT = re.compile(r"^([a-z0-9][a-z0-9._-]*)==(\S+)", re.MULTILINE)
SVG = "{http://www.w3.org/2000/svg}"


def module_at(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A fresh copy of what set-up needs, in a folder whose name has a space."""
    copy = tmp_path / "a copy"
    copy.mkdir()
    for name in ("run.py", "pyproject.toml", *LOCKS):
        shutil.copy(ROOT / name, copy)
    return copy


def start(checkout: Path, *arguments: str, without: tuple[str, ...] = ()) -> subprocess.CompletedProcess[str]:
    """Start the launcher of a copy on a machine without uv and without these modules of Python."""
    hidden = checkout.parent / "hidden"
    hidden.mkdir(exist_ok=True)
    for module in without:
        (hidden / f"{module}.py").write_text(f"raise ModuleNotFoundError('No module named {module}')\n")
    environment = {**os.environ, "PYTHONPATH": str(hidden), "PATH": os.devnull}
    command = [sys.executable, str(checkout / "run.py"), *arguments]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=60)


# --- the launcher


def test_an_old_python_reads_the_launcher_far_enough_to_say_what_is_needed() -> None:
    # 3.7 is the oldest grammar that every supported Python can still check.
    body = ast.parse((ROOT / "run.py").read_text(encoding="utf-8"), feature_version=(3, 7)).body
    docstring, first_import, version_check = body[:3]
    assert isinstance(docstring, ast.Expr)
    assert ast.unparse(first_import) == "import sys"
    assert ast.unparse(version_check).startswith("if sys.version_info < (3, 11):\n    sys.exit(")


def test_the_launcher_needs_nothing_but_the_standard_library() -> None:
    imported = {
        name.split(".")[0]
        for node in ast.walk(ast.parse((ROOT / "run.py").read_text(encoding="utf-8")))
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in ([node.module or ""] if isinstance(node, ast.ImportFrom) else [a.name for a in node.names])
    }
    assert imported <= sys.stdlib_module_names


def test_without_a_word_the_launcher_names_its_words_and_sets_nothing_up(checkout: Path) -> None:
    answer = start(checkout)
    assert answer.returncode == 0
    assert "run.py demo" in answer.stderr
    assert "run.py test" in answer.stderr
    assert not (checkout / ".venv").exists()


@pytest.mark.parametrize(
    ("asked", "told"),
    [(("--help",), "evidence"), (("assess", "--help"), "--html OUT"), (("evidence", "-h"), "coverage")],
)
def test_help_is_answered_without_setting_anything_up(checkout: Path, asked: tuple[str, ...], told: str) -> None:
    shutil.copytree(ROOT / "src", checkout / "src", ignore=shutil.ignore_patterns("data", "__pycache__"))
    answer = start(checkout, *asked, without=("venv", "pip", "yaml", "numpy", "pydantic"))
    assert answer.returncode == 0, answer.stderr
    assert told in answer.stdout
    assert not (checkout / ".venv").exists()


def test_help_for_the_demonstration_runs_nothing(checkout: Path) -> None:
    answer = start(checkout, "demo", "--help")
    assert answer.returncode == 0
    assert "run.py demo" in answer.stderr
    assert not (checkout / ".venv").exists()


def test_a_machine_with_neither_venv_nor_pip_gets_the_line_to_type(checkout: Path) -> None:
    answer = start(checkout, "demo", without=("venv", "pip"))
    assert answer.returncode == 1
    assert "sudo apt install python3-venv" in answer.stderr
    assert "Traceback" not in answer.stderr
    assert not (checkout / ".venv").exists()


def test_an_interrupted_set_up_is_begun_anew_and_not_believed(checkout: Path) -> None:
    half = checkout / ".venv"
    (half / "bin").mkdir(parents=True)
    (half / ".sequela-set-up").write_text("unfinished\n", encoding="utf-8")
    (half / "bin" / "python").symlink_to(sys.executable)
    answer = start(checkout, "assess", "case.yaml", without=("venv", "pip"))
    assert "Setting up" in answer.stderr
    assert answer.returncode == 1
    assert not half.exists()


def test_an_environment_that_the_launcher_did_not_make_is_left_alone(checkout: Path) -> None:
    precious = checkout / ".venv" / "precious"
    precious.parent.mkdir()
    precious.touch()
    answer = start(checkout, "demo")
    assert answer.returncode == 1
    assert str(precious.parent) in answer.stderr
    assert precious.exists()


def without_system_packages(monkeypatch: pytest.MonkeyPatch, *, root: bool, library: bool) -> ModuleType:
    """The launcher on a Linux without a browser, for root or another, with or without the library."""
    launcher = module_at(ROOT / "run.py")
    monkeypatch.setattr(launcher.sys, "platform", "linux")
    monkeypatch.setattr(launcher.shutil, "which", lambda name: f"/usr/bin/{name}" if name == "apt-get" else None)
    monkeypatch.setattr(launcher.os, "geteuid", lambda: 0 if root else 1000)
    if not library:
        monkeypatch.setattr(launcher, "LIBRARIES", {"libmissing.so.9": "libmissing9"})
    else:
        monkeypatch.setattr(launcher, "LIBRARIES", {})
    return launcher


@pytest.mark.parametrize("library", [True, False])
def test_who_may_not_install_is_told_what_is_missing_and_a_browser_is_no_condition(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], library: bool
) -> None:
    launcher = without_system_packages(monkeypatch, root=False, library=library)
    assert launcher.system_ready() is library
    told = capsys.readouterr().err
    assert "apt install chromium fonts-dejavu-core" in told
    assert ("apt install libmissing9" in told) is not library


def test_root_gets_the_browser_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    launcher = without_system_packages(monkeypatch, root=True, library=True)
    started: list[tuple[str, ...]] = []
    monkeypatch.setattr(launcher, "ran_quietly", lambda *command: started.append(command) or True)
    assert launcher.system_ready()
    assert started == [("apt-get", "install", "-y", "--no-install-recommends", "chromium", "fonts-dejavu-core")]


def test_ci_runs_the_test_command_of_the_readme_and_nothing_else() -> None:
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert "python3 run.py test" in (ROOT / "README.md").read_text(encoding="utf-8")
    assert script.rstrip().splitlines()[-1].endswith("exec python3 run.py test </dev/null")
    assert os.access(ROOT / ".ci" / "run", os.X_OK)


# --- the lock files


@pytest.mark.parametrize("name", LOCKS)
def test_every_locked_package_has_hashes(name: str) -> None:
    blocks = re.split(r"\n(?=\S)", (ROOT / name).read_text(encoding="utf-8"))
    locked = [block for block in blocks if not block.startswith("#")]
    assert locked
    assert [block for block in locked if not REQUIREMENT.match(block)] == []
    assert [block for block in locked if "--hash=sha256:" not in block] == []


@pytest.mark.parametrize("name", LOCKS)
def test_no_lock_file_says_where_packages_came_from(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    assert re.findall(r"://|index-url|find-links|@ ", text) == []


def test_the_tests_run_on_the_versions_that_people_get() -> None:
    plain, developer = (set(REQUIREMENT.findall((ROOT / name).read_text(encoding="utf-8"))) for name in LOCKS)
    assert plain <= developer


def test_the_lock_files_are_made_from_the_present_dependencies() -> None:
    assert module_at(ROOT / "run.py").locks_are_fresh()


def test_a_dependency_added_without_locking_is_noticed(checkout: Path, capsys: pytest.CaptureFixture[str]) -> None:
    settings = checkout / "pyproject.toml"
    before = settings.read_text(encoding="utf-8")
    settings.write_text(before.replace("dependencies = [\n", 'dependencies = [\n  "scipy",\n', 1), "utf-8")
    assert not module_at(checkout / "run.py").locks_are_fresh()
    said = capsys.readouterr().err
    assert all(name in said for name in LOCKS)
    assert "python3 run.py lock" in said


def test_a_change_of_a_tool_setting_leaves_the_lock_files_fresh(checkout: Path) -> None:
    with (checkout / "pyproject.toml").open("a", encoding="utf-8") as settings:
        settings.write("\n[tool.something]\nnew = true\n")
    assert module_at(checkout / "run.py").locks_are_fresh()


# --- the documents


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_inside_the_project_leads_somewhere(page: Path) -> None:
    links = re.findall(r"\]\(([^)#]+)", page.read_text(encoding="utf-8"))
    inside = [link for link in links if "://" not in link]
    assert [link for link in inside if not (page.parent / link).exists()] == []


def test_every_command_that_the_documents_show_exists() -> None:
    helped = subprocess.run(
        [sys.executable, "-m", "sequela.cli.main", "--help"], capture_output=True, text=True, check=True
    )
    commands = set(re.findall(r"^    ?([a-z][\w-]*)(?: |$)", helped.stdout, re.MULTILINE))
    launcher = (ROOT / "run.py").read_text(encoding="utf-8")
    words = set(re.findall(r"python3 run\.py ([a-z-]+)", ast.get_docstring(ast.parse(launcher)) or ""))
    assert words & commands == {"serve"}  # which builds the pages before it starts
    documents = [launcher, *(page.read_text(encoding="utf-8") for page in PAGES)]
    shown = {word for text in documents for word in re.findall(r"python3 run\.py ([a-z-]+)", text)}
    assert shown <= words | commands


def test_the_readme_counts_what_the_knowledge_holds() -> None:
    told = " ".join((ROOT / "README.md").read_text("utf-8").split())
    known = knowledge()
    inside = {region: [m for m in known.mechanisms.values() if region in m.regions] for region in REGIONS}
    counts = ", ".join(f"{len(inside[region])} {region}" for region in REGIONS)
    lines = [str(len({m.part_of or m.id for m in inside[region]})) for region in REGIONS]
    assert (
        f"{len(known.mechanisms)} mechanisms ({counts}, shown as {lines[0]}, {lines[1]} and {lines[2]} lines)" in told
    )
    assert f"{len(known.red_flags)} red flags" in told
    assert f"{len(known.instruments)} questionnaires, {len(known.risks)} risks that can be changed" in told
    assert f"{len(known.interactions)} interactions of medicines, {len(known.tests)} tests" in told
    assert f"{len(known.treatments)} treatments, and {len(known.education)} pages for patients" in told
    assert len(known.findings) > 400
    assert len(known.sources) > 700


REGIONS: tuple[Region, ...] = ("lumbar", "cervical", "thoracic")
GUIDES = (ROOT / "CONTRIBUTING.md", ROOT / "docs" / "knowledge.md")
TABLES = "tests/pathway/"
"""Where the patients of rules stand: samples of these tables are no knowledge."""
CASES = "tests/pathway/triage/cases.yaml"
GATES_OF_TREATMENTS = "tests/pathway/plan/gates_of_care_and_injections.yaml"
TABLE_ROW = re.compile(r"^\| `(\{.*\})` \|", re.MULTILINE)


def samples() -> dict[str, str]:
    """What the guides show in YAML, by the file of which its first line says that it is."""
    shown = [text for guide in GUIDES for text in re.findall(r"```yaml\n(.*?)```", guide.read_text("utf-8"), re.DOTALL)]
    return {text.splitlines()[0].removeprefix("# "): text for text in shown}


def test_the_mechanism_shown_first_to_contributors_passes_the_lint_by_itself(tmp_path: Path) -> None:
    name = next(iter(samples()))
    assert name.startswith("mechanisms/")
    data = shutil.copytree(PACKAGED, tmp_path / "data")
    (data / name).write_text(samples()[name], encoding="utf-8")
    assert [str(problem) for problem in lint_folder(data)] == []


def test_every_sample_shown_to_contributors_passes_the_lint_as_it_stands(tmp_path: Path) -> None:
    data = shutil.copytree(PACKAGED, tmp_path / "data")
    added = {name: text for name, text in samples().items() if not name.startswith(TABLES)}
    for name, text in added.items():
        (data / name).parent.mkdir(exist_ok=True)
        assert not (data / name).exists()
        (data / name).write_text(text, encoding="utf-8")
    assert [str(problem) for problem in lint_folder(data)] == []
    kinds = {name.split("/")[0] for name in added}
    assert {"risks", "interactions", "instruments", "accuracy", "education", "sources"} <= kinds


def test_the_cases_of_a_danger_shown_to_contributors_end_as_they_say() -> None:
    shown = cast("dict[str, list[dict[str, object]]]", parse_yaml(samples()[CASES], CASES))
    for flag, rows in shown.items():
        assert [row["kind"] for row in rows] == ["in", "out", "old", "unknown"]
        for row in rows:
            of = patient(row)
            result = triage(of, reading(of), knowledge())
            assert {found.id: found.status for found in result.flags}[RedFlagId(flag)] == row["expect"]
            assert result.level == row["level"]


def test_the_tables_of_patients_that_the_guides_name_exist_and_their_rows_have_every_kind() -> None:
    told = "".join(guide.read_text("utf-8") for guide in GUIDES)
    tables = set(re.findall(rf"{TABLES}[\w/]+\.yaml", told))
    assert {name for name in tables if not (ROOT / name).exists()} == set()
    assert tables >= {name for name in samples() if name.startswith(TABLES)}
    gates = cast("dict[str, dict[str, list[dict[str, object]]]]", sample("tests/pathway/workup/gates.yaml"))
    for gate in gates.values():
        assert [row["kind"] for row in gate["rows"]] == ["in", "out", "unknown"]
    for rows in cast("dict[str, dict[str, object]]", sample("tests/pathway/coverage/cases.yaml")).values():
        assert list(rows) == ["in", "out", "unknown"]


def test_the_gate_of_the_treatment_shown_to_contributors_judges_its_patients_as_they_say() -> None:
    treatment = cast("dict[str, dict[str, list[dict[str, object]]]]", sample("treatments/example_needle.yaml"))
    rules = {gate["id"]: cast("dict[str, object]", gate["rule"]) for gate in treatment["care"]["caution"]}
    state = {True: "broken", False: "met", None: "open"}
    table = cast("dict[str, list[dict[str, object]]]", sample(GATES_OF_TREATMENTS))
    assert set(table) == set(rules)
    for gate, rows in table.items():
        rule = compile_condition(rules[gate])
        assert {row["expect"] for row in rows} == set(state.values())
        for row in rows:
            assert state[rule.evaluate(seen(row)).value] == row["expect"]


def sample(name: str) -> object:
    """The sample of a file, read."""
    return parse_yaml(samples()[name], name)


def test_every_rule_shown_to_contributors_is_one_and_none_is_left_out() -> None:
    shown = TABLE_ROW.findall(GUIDES[1].read_text("utf-8"))
    limit = '{value: 3, weight: 5, elicited: "for this test"}'
    rules = [cast("dict[str, object]", parse_yaml(rule.replace("NUMBER", limit), rule)) for rule in shown]
    for rule in rules:
        compile_condition(rule)
    known = {str(finding) for finding in knowledge().findings}
    assert {str(rule["finding"]) for rule in rules if "finding" in rule} <= known
    with pytest.raises(RuleError) as refused:
        compile_condition({})
    every_kind = set(refused.value.mend.removeprefix("start with one of ").split(", "))
    assert every_kind == {next(iter(rule)) for rule in rules}


@given(st.text(), st.text())
def test_any_text_becomes_a_picture_that_can_be_read_aloud(text: str, title: str) -> None:
    drawn = ElementTree.fromstring(PICTURE.picture(text, title))  # noqa: S314  (our own output)
    assert drawn.find(f"{SVG}title") is not None
    assert drawn.find(f"{SVG}desc") is not None


def test_the_picture_of_a_terminal_keeps_its_words_and_signs() -> None:
    drawn = ElementTree.fromstring(PICTURE.picture("\x1b[1mleg < back\x1b[0m & more", "title"))  # noqa: S314
    assert [text.text for text in drawn.iter(f"{SVG}text")] == ["title", "leg < back & more".replace(" ", "\u00a0")]


PICTURE = module_at(ROOT / "docs" / "pictures" / "make_terminal_picture.py")
