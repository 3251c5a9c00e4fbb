"""The picture of a score over time: each measurement, the band that does not matter, and all of it in words."""

from __future__ import annotations

import re

import pytest

from sequela.report.figures import outcomes
from tests.pathway.followup.patients import INJECTION, followed, outcome, patient, scored

POINTS = {"2024-01-05": 8, "2024-02-20": 3, "2024-05-20": 7}
DOT = re.compile(r'<circle class="dot[^"]*" cx="0" cy="([\d.]+)"')
BAND = re.compile(r'class="unimportant" x="0%" y="([\d.]+)" width="100%" height="([\d.]+)"')


def drawn(finding: str = "pain_leg", points: dict[str, float] | None = None) -> tuple[str, str]:
    of = followed(patient(scored(finding, points or POINTS), treatments=[INJECTION]))
    found, done = outcome(of, finding), [effect for effect in of.treatments if effect.fact == "treatments[0]"]
    return outcomes.chart(found, done, outcomes.scale([found], of.as_of)), outcomes.words(found, done)


def test_every_measurement_is_a_dot_and_the_higher_stands_higher() -> None:
    svg, _ = drawn()
    heights = [float(y) for y in DOT.findall(svg)]
    assert len(heights) == 3
    assert heights[1] > heights[2] > heights[0]  # svg counts downwards


def test_the_band_holds_one_important_change_on_either_side_of_the_baseline() -> None:
    svg, _ = drawn()
    found = BAND.search(svg)
    assert found is not None
    top, height = map(float, found.groups())
    first = float(DOT.findall(svg)[0])
    assert top + height - first == pytest.approx(first - top)
    scale = (112 - 26) / 10
    assert height == pytest.approx(2 * 2 * scale)
    assert BAND.search(drawn("pain_arm")[0]) is None  # no important change is known for the arm


def test_a_band_is_held_within_the_scale() -> None:
    found = BAND.search(drawn(points={"2024-01-05": 10, "2024-05-20": 10})[0])
    assert found is not None
    assert float(found[1]) >= 26


def test_all_of_it_is_said_in_words() -> None:
    svg, said = drawn()
    assert said in svg.replace("&#x27;", "'")
    for word in ("8 (2024-01-05)", "3 (2024-02-20)", "7 (2024-05-20)", "worse again", "1 Transforaminal", "2 points"):
        assert word in said


def test_a_single_measurement_can_be_drawn() -> None:
    svg, said = drawn(points={"2024-05-20": 7})
    assert len(DOT.findall(svg)) == 1
    assert "baseline" not in said
