"""`sequela assess` as people and programs use it."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from ..report.schema import validate
from .process import GOOD, Sequela

NO_DATE = GOOD.replace("as_of: 2024-06-01\n", "")
VIGNETTES = """\
- id: first
  region: lumbar
  known_before: {age: 50, sex: female, prior_procedures: [L4-L5 microdiscectomy], months_since_surgery: 24}
- id: second
  region: lumbar
  known_before: {age: 60, sex: male, prior_procedures: [L4-L5 posterolateral fusion], months_since_surgery: 60}
"""


def test_one_file_is_one_json_object_that_the_schema_accepts(sequela: Sequela, good: Path) -> None:
    outcome = sequela("assess", "--json", good)
    assert outcome.status == 0
    body = outcome.json()
    validate(body)
    assert body["as_of"] == "2024-06-01"
    assert body["complaints"][0]["differential"]
    assert outcome.err == ""


def test_several_files_are_json_lines_in_the_order_given(sequela: Sequela, tmp_path: Path) -> None:
    names = ["b.yaml", "a.yaml", "c.yaml"]
    for name in names:
        (tmp_path / name).write_text(GOOD, encoding="utf-8")
    lines = sequela("assess", "--json", *names, folder=tmp_path).json_lines()
    assert [Path(line["case"]).name.removesuffix(".yaml") for line in lines] == ["b", "a", "c"]


def test_a_file_of_vignettes_is_a_line_for_each(sequela: Sequela, tmp_path: Path) -> None:
    (tmp_path / "v.yaml").write_text(VIGNETTES, encoding="utf-8")
    lines = sequela("assess", "--json", "v.yaml", folder=tmp_path).json_lines()
    assert [line["case"] for line in lines] == ["first", "second"]
    for line in lines:
        validate(line)


def test_the_same_case_gives_the_same_bytes(sequela: Sequela, good: Path) -> None:
    assert sequela("assess", "--json", good).out == sequela("assess", "--json", good).out


def test_standard_input_is_read_like_a_file(sequela: Sequela) -> None:
    outcome = sequela("assess", "--json", "-", stdin=GOOD.encode())
    assert outcome.status == 0
    validate(outcome.json())


@pytest.mark.parametrize("options", [(), ("--set", "straight_leg_raise@right=absent")])
def test_the_screen_fits_and_has_no_colour_in_a_pipe(sequela: Sequela, good: Path, options: tuple[str, ...]) -> None:
    outcome = sequela("assess", good, *options)
    assert outcome.status == 0
    lines = outcome.out.splitlines()
    assert len(lines) <= 40
    assert max(map(len, lines)) <= 80
    assert "\x1b" not in outcome.out


def test_a_terminal_without_drawing_characters_is_served(sequela: Sequela, good: Path) -> None:
    outcome = sequela("assess", good, environment={"PYTHONIOENCODING": "ascii"})
    assert outcome.status == 0
    assert outcome.out.isascii()


def test_the_date_of_the_command_line_wins_over_the_file(sequela: Sequela, good: Path) -> None:
    assert sequela("assess", "--json", good, "--as-of", "2024-09-01").json()["as_of"] == "2024-09-01"


def test_without_any_date_it_is_today_and_that_is_said(sequela: Sequela, tmp_path: Path) -> None:
    path = tmp_path / "undated.yaml"
    path.write_text(NO_DATE, encoding="utf-8")
    outcome = sequela("assess", "--json", path)
    today = {dt.date.today().isoformat(), (dt.date.today() - dt.timedelta(days=1)).isoformat()}
    assert outcome.json()["as_of"] in today
    assert f"assessed as of today, {outcome.json()['as_of']}" in outcome.err


def test_a_supposition_is_answered_beside_what_is_known(sequela: Sequela, good: Path) -> None:
    before = sequela("assess", "--json", good).json()
    after = sequela("assess", "--json", good, "--set", "straight_leg_raise@right=absent").json()
    validate(after)
    assert after["what_if"]["set"] == ["straight_leg_raise@right=absent"]
    known = {e["mechanism"]: e["probability"] for e in before["complaints"][0]["differential"]}
    moved = {c["mechanism"]: c for c in after["what_if"]["changes"]}
    assert moved["recurrent_disc_herniation"]["after"] < moved["recurrent_disc_herniation"]["before"]
    assert all(c["before"] == known[m] for m, c in moved.items())


def test_supposing_what_is_already_known_changes_nothing(sequela: Sequela, good: Path) -> None:
    body = sequela("assess", "--json", good, "--set", "straight_leg_raise@right=present").json()
    assert body["what_if"]["changes"] == []


def test_the_note_cites_its_sources_in_full(sequela: Sequela, good: Path) -> None:
    outcome = sequela("assess", good, "--note", "--full")
    assert outcome.status == 0
    lines = outcome.out.splitlines()
    assert all(len(line) <= 78 or len(line.split()) <= 2 for line in lines), "only a path or an address may be longer"
    assert "WHAT BECAME OF EACH FACT" in outcome.out
    assert "doi:" in outcome.out.split("\nSOURCES\n")[1]


def test_the_note_is_about_a_page(sequela: Sequela, good: Path) -> None:
    outcome = sequela("assess", good, "--note")
    assert outcome.status == 0
    assert len(outcome.out.splitlines()) <= 75
    assert "PROBABLE SOURCES" in outcome.out
    assert "\nSOURCES\n" not in outcome.out


def test_a_reader_that_stops_early_is_no_fault(sequela: Sequela, good: Path) -> None:
    program = (
        "import subprocess, sys;"
        f"p = subprocess.Popen([sys.executable, '-m', 'sequela.cli.main', 'assess', '--full'] + [{str(good)!r}] * 3,"
        "stdout=subprocess.PIPE, stderr=subprocess.PIPE); p.stdout.close(); print(p.wait(), p.stderr.read().decode())"
    )
    outcome = sequela(command=("-c", program))
    assert outcome.out.split()[0] == "0"
    assert "Traceback" not in outcome.out
