"""`sequela coverage`: a checklist for prior authorisation, for people and for machines."""

from __future__ import annotations

from pathlib import Path

import pytest

from .process import GOOD, Sequela

TRIED = GOOD + (
    "  - {finding: medial_branch_blocks_at_80, value: one, when: 2024-05-02}\n"
    "treatments:\n  - {treatment: physical_therapy, weeks: 8, effect: none, when: 2024-03}\n"
)


@pytest.fixture
def tried(tmp_path: Path) -> Path:
    path = tmp_path / "tried.yaml"
    path.write_text(TRIED, encoding="utf-8")
    return path


def test_the_checklist_says_first_that_it_is_no_clinical_truth(sequela: Sequela, tried: Path) -> None:
    outcome = sequela("coverage", tried)
    assert outcome.status == 0
    head = " ".join(outcome.out.split()[:60])
    assert "What a payer asks before it pays" in head
    assert "not clinical truth" in head
    assert all(len(line) <= 80 or "https://" in line for line in outcome.out.splitlines())


def test_each_criterion_is_met_not_met_or_not_documented_with_its_reason(sequela: Sequela, tried: Path) -> None:
    out = sequela("coverage", tried, "--for", "medial_branch_rfa", "--profile", "us_medicare").out
    assert "[-] For the first radiofrequency" in out
    assert "2024-05-02: Medial branch blocks with 80 % relief or more: one" in out
    assert "[x] Care without needles" in out
    assert "Physiotherapy and exercise, 8 weeks: no effect" in " ".join(out.split())
    assert "[?] The neck or back pain is moderate or severe." in out
    assert "missing: Intensity of the pain" in out
    assert "NICE" not in out
    assert "stimulation" not in out.lower()


def test_a_machine_gets_the_agreed_form(sequela: Sequela, tried: Path) -> None:
    body = sequela("coverage", tried, "--json").json()
    assert (body["as_of"], set(body["coverage"])) == ("2024-06-01", {"us_medicare", "nice_england"})
    assert "not clinical truth" in body["says"]
    for criteria in body["coverage"].values():
        assert {c["status"] for c in criteria} <= {"met", "not_met", "not_documented"}
        assert all(c["criterion"] and "date" in c for c in criteria)
        assert all(bool(c["missing"]) is (c["status"] == "not_documented") for c in criteria)
    found = {c["criterion"]: c for c in body["coverage"]["us_medicare"]}["us_rfa_two_blocks"]
    assert (found["status"], found["date"]) == ("not_met", "2024-05-02")


def test_only_what_is_asked_for_is_answered(sequela: Sequela, tried: Path) -> None:
    body = sequela("coverage", tried, "--json", "--profile", "nice_england", "--for", "fusion").json()
    assert [c["criterion"] for c in body["coverage"]["nice_england"]] == ["nice_fusion"]
    assert set(body["coverage"]) == {"nice_england"}
    assert "no criterion here speaks of" in sequela("coverage", tried, "--for", "acupuncture").out


@pytest.mark.parametrize(
    ("options", "near"),
    [(("--profile", "nice_engand"), "nice_england"), (("--for", "medial_branch_rf"), "medial_branch_rfa")],
)
def test_a_misspelt_option_is_named_with_the_nearest_word(
    sequela: Sequela, tried: Path, options: tuple[str, ...], near: str
) -> None:
    outcome = sequela("coverage", tried, *options, "--json")
    assert outcome.status == 2
    assert outcome.json()["error"]["nearest"] == near
    assert f"nearest:  {near}" in outcome.err
    assert "Traceback" not in outcome.err


def test_a_bad_file_keeps_no_other_from_its_answer(sequela: Sequela, tried: Path, tmp_path: Path) -> None:
    bad = tmp_path / "bad.yaml"
    bad.write_text(TRIED.replace("lumbar", "lumber"), encoding="utf-8")
    outcome = sequela("coverage", bad, tried, "--json")
    assert outcome.status == 2
    first, second = outcome.json_lines()
    assert first["error"]["field"] == "complaints[0].region"
    assert set(second["coverage"]) == {"us_medicare", "nice_england"}
