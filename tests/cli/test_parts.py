"""`sequela workup` and `sequela plan`: pages for people, parts of the agreed JSON for programs, bad input said."""

from __future__ import annotations

from pathlib import Path

from .process import GOOD, Sequela

EXAMPLES = Path(__file__).parents[2] / "examples"


def test_the_plan_page_leads_from_goals_over_steps_to_options(sequela: Sequela) -> None:
    outcome = sequela("plan", EXAMPLES / "plan" / "recurrence_willing.yaml")
    assert outcome.status == 0
    places = [outcome.out.index(words) for words in ("Goals", "STEPS", "CAN BE DONE NOW", "NOT YET", "NOT INDICATED")]
    assert places == sorted(places)
    assert all(len(line) <= 80 for line in outcome.out.splitlines())


def test_a_danger_holds_the_plan_and_the_work_up(sequela: Sequela) -> None:
    case = EXAMPLES / "plan" / "danger_before_preference.yaml"
    held, tests = sequela("plan", case), sequela("workup", case)
    assert "HELD" in held.out
    assert "STEPS" not in held.out
    assert "CAN BE DONE NOW" not in held.out
    assert "STOP" not in tests.out
    assert "First: New foot drop" in " ".join(tests.out.split())


def test_the_json_is_the_part_of_the_assessment(sequela: Sequela) -> None:
    case = EXAMPLES / "cases" / "example-11.yaml"
    whole = sequela("assess", case, "--json", "--as-of", "2026-11-29").json()
    for part in ("plan", "workup"):
        body = sequela(part, case, "--json", "--as-of", "2026-11-29").json()
        assert body["schema"] == "sequela.assessment/1"
        assert body[part] == whole[part]


def test_everything_stands_behind_full(sequela: Sequela) -> None:
    case = EXAMPLES / "cases" / "example-11.yaml"
    short, full = (sequela("plan", case, *more).out for more in ((), ("--full",)))
    assert len(full.splitlines()) > len(short.splitlines())
    assert "in the study" in full


def test_a_bad_file_is_said_and_the_others_are_answered(sequela: Sequela, tmp_path: Path) -> None:
    good, bad = tmp_path / "good.yaml", tmp_path / "bad.yaml"
    good.write_text(GOOD, encoding="utf-8")
    bad.write_text(GOOD.replace("straight_leg_raise", "straight_leg_rise"), encoding="utf-8")
    outcome = sequela("plan", bad, good)
    assert outcome.status == 2
    assert "straight_leg_raise" in outcome.err
    assert "Traceback" not in outcome.err
    assert "STEPS" in outcome.out


def test_an_assessment_is_written_as_pdf_one_or_many(sequela: Sequela, tmp_path: Path) -> None:
    cases = [EXAMPLES / "cases" / f"example-0{number}.yaml" for number in (1, 2)]
    one = sequela("assess", cases[0], "--pdf", tmp_path / "one.pdf")
    assert (one.status, (tmp_path / "one.pdf").read_bytes()[:5]) == (0, b"%PDF-")
    many = sequela("assess", *cases, "--pdf", tmp_path / "many")
    assert many.status == 0
    assert len(list((tmp_path / "many").glob("*.pdf"))) == 2
