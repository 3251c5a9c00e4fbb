"""`sequela followup`: the examples on one screen, the agreed JSON, and bad input told as everywhere."""

from __future__ import annotations

from pathlib import Path

import pytest

from .process import Sequela

EXAMPLES = Path(__file__).parents[2] / "examples" / "followup"
FILES = sorted(EXAMPLES.glob("*.yaml"))


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_an_example_fits_one_screen(sequela: Sequela, file: Path) -> None:
    done = sequela("followup", file)
    assert (done.status, done.err) == (0, "")
    assert max(map(len, done.out.splitlines())) <= 80
    assert len(done.out.splitlines()) <= 55
    assert "Synthetic" in file.read_text(encoding="utf-8")


def test_the_three_examples_are_better_stalled_and_worse_with_a_new_danger(sequela: Sequela) -> None:
    found = {Path(body["case"]).stem: body for body in sequela("followup", "--json", *FILES).json_lines()}
    kinds = {name: [prompt["kind"] for prompt in body["followup"]["reassess"]] for name, body in found.items()}
    assert kinds["better"] == []
    assert {o["verdict"] for o in found["better"]["followup"]["outcomes"]} == {"better"}
    assert "stalled" in kinds["stalled"]
    assert kinds["worse-with-new-flag"][0] == "new_flag"
    assert "worse" in kinds["worse-with-new-flag"]
    assert found["stalled"]["opioid_load"]["low"] == pytest.approx(88.8)
    assert found["worse-with-new-flag"]["level"] == "same_day"
    assert "opioid_load" not in found["better"]


def test_json_and_the_same_bytes_each_time(sequela: Sequela) -> None:
    first = sequela("followup", "--json", FILES[0])
    body = first.json()
    assert list(body)[:3] == ["schema", "case", "as_of"]
    assert body["schema"] == "sequela.followup/1"
    assert set(body["followup"]) >= {"outcomes", "treatments", "due", "reassess"}
    assert first.out == sequela("followup", "--json", FILES[0]).out


def test_a_later_day_makes_things_due(sequela: Sequela) -> None:
    body = sequela("followup", "--json", "--as-of", "2025-06-01", EXAMPLES / "better.yaml").json()
    assert {item["status"] for item in body["followup"]["due"] if item["kind"] == "measure"} == {"overdue"}


def test_the_baseline_may_be_a_treatment(sequela: Sequela) -> None:
    done = sequela("followup", "--json", "--since", "physical_therapy", EXAMPLES / "better.yaml")
    first = next(o for o in done.json()["followup"]["outcomes"] if o["finding"] == "pain_leg")
    assert first["baseline"]["value"] == 3


def test_a_treatment_the_case_does_not_have_is_named_with_the_nearest(sequela: Sequela) -> None:
    done = sequela("followup", "--since", "physical_terapy", EXAMPLES / "better.yaml")
    assert done.status == 2
    assert "--since" in done.err
    assert "physical_therapy" in done.err


def test_a_bad_file_keeps_no_other_from_its_answer(sequela: Sequela, tmp_path: Path) -> None:
    bad = tmp_path / "bad.yaml"
    bad.write_text("schema: sequela.case/1\nvisits: [{by: me}]\n", encoding="utf-8")
    done = sequela("followup", "--json", bad, FILES[0])
    error, answer = done.json_lines()
    assert done.status == 2
    assert (error["error"]["field"], error["error"]["code"]) == ("visits[0].when", "missing")
    assert answer["schema"] == "sequela.followup/1"


def test_a_case_with_nothing_to_follow_is_told_to_take_a_baseline(sequela: Sequela, good: Path) -> None:
    done = sequela("followup", good)
    assert done.status == 0
    assert "baseline" in done.out


def test_it_can_be_shown_where_there_are_no_drawn_signs(sequela: Sequela) -> None:
    done = sequela("followup", FILES[0], environment={"PYTHONIOENCODING": "ascii"})
    assert done.status == 0
    assert done.out.isascii()
