"""`sequela block`: diaries alone and with their case, as text, JSON and pictures; bad input is said."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree as ET

from .process import Sequela

DIARIES = Path(__file__).parents[2] / "examples" / "diaries"


def test_a_case_with_two_diaries_shows_reading_plot_before_and_after(sequela: Sequela) -> None:
    outcome = sequela("block", DIARIES / "dual.yaml")
    assert outcome.status == 0
    for words in ("POSITIVE: counts as dual positive", "concordant", "< before", "without and with these blocks"):
        assert words in outcome.out


def test_the_json_holds_what_the_screen_says(sequela: Sequela) -> None:
    body = sequela("block", DIARIES / "dual.yaml", "--json").json()
    second = body["blocks"][1]
    assert (second["verdict"], second["level"]) == ("positive", "dual_positive")
    assert set(second["categories"]) == {"50", "75", "80"}
    assert second["duration_hours"] == [6.0, 7.0]
    facet = next(change for change in second["changes"] if change["mechanism"] == "facet_joint_pain")
    assert facet["after"] > facet["before"]
    assert second["sources"]


def test_a_diary_alone_is_read_and_changes_no_cause(sequela: Sequela) -> None:
    outcome = sequela("block", DIARIES / "sedated.csv", "--as-of", "2024-06-01")
    assert outcome.status == 0
    assert "CANNOT BE READ" in outcome.out
    assert "No case was given" in outcome.out


def test_a_diary_with_its_case_is_held_against_it(sequela: Sequela) -> None:
    outcome = sequela("block", DIARIES / "wrong_side.csv", "--case", DIARIES / "case.yaml")
    assert outcome.status == 0
    assert "NOT AT THE PLACE OF THE PAIN" in outcome.out
    assert "without and with" not in outcome.out


def test_a_diary_that_its_case_names_already_counts_once(sequela: Sequela) -> None:
    diary = DIARIES / "dual_first_lidocaine.csv"
    assert len(sequela("block", diary, "--case", DIARIES / "dual.yaml", "--json").json()["blocks"]) == 2


def test_the_picture_is_svg_and_a_stranger_s_file_stays(sequela: Sequela, tmp_path: Path) -> None:
    out = tmp_path / "block.svg"
    given = ("block", DIARIES / "negative.csv", "--as-of", "2024-06-01", "--svg", out)
    assert sequela(*given).status == 0
    assert ET.fromstring(out.read_text(encoding="utf-8")).tag.endswith("svg")  # noqa: S314 - our own picture
    assert sequela(*given).status == 0
    out.write_text("notes of mine", encoding="utf-8")
    refused = sequela(*given)
    assert refused.status == 2
    assert "no picture of ours" in refused.err
    assert out.read_text(encoding="utf-8") == "notes of mine"


def test_a_case_without_diaries_is_bad_input(sequela: Sequela, good: Path) -> None:
    outcome = sequela("block", good, "--json")
    assert outcome.status == 2
    assert outcome.json()["error"]["code"] == "missing"


def test_a_diary_with_faults_names_each(sequela: Sequela, tmp_path: Path) -> None:
    path = tmp_path / "bad.csv"
    path.write_text("# drug: lidocane\ntime,score\n+1h,12\n", encoding="utf-8")
    outcome = sequela("block", path, "--as-of", "2024-06-01")
    assert outcome.status == 2
    assert "nearest:  lidocaine" in outcome.err
    assert "bad.csv:3.score" in outcome.err
    assert "Traceback" not in outcome.err


def test_noise_is_refused(sequela: Sequela, tmp_path: Path) -> None:
    path = tmp_path / "noise.csv"
    path.write_bytes(bytes(range(256)) * 20_000)
    outcome = sequela("block", path, "--as-of", "2024-06-01")
    assert outcome.status == 2
    assert "at most" in outcome.err
