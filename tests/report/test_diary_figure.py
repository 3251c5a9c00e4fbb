"""The picture of a diary: every score is drawn and said, words are made safe, the text plot says the same."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sequela.assessment.blocks import BlockReading, Score
from sequela.case.files import load_case
from sequela.knowledge.load import load_knowledge
from sequela.pathway.blocks.answer import block_readings
from sequela.report.figures.diary import diary_plot, diary_svg, diary_words

CASE = Path(__file__).parents[2] / "examples" / "diaries" / "dual.yaml"


@pytest.fixture(scope="module")
def reading() -> BlockReading:
    knowledge = load_knowledge(cache=None)
    return block_readings(load_case(CASE, knowledge), knowledge)[1]


def test_every_score_is_drawn_with_its_words(reading: BlockReading) -> None:
    svg = diary_svg(reading)
    assert svg.count("<circle") == sum(s.score is not None for s in reading.readings)
    assert "paracetamol" in svg
    for name in ("baseline", "cut deciding", "acts", "surely", "dose"):
        assert f'class="{name}"' in svg
    assert "<title>" in svg
    assert "<desc>Before the block 8 of 10" in svg


def test_without_a_baseline_or_a_drug_no_line_is_invented(reading: BlockReading) -> None:
    bare = replace(reading, baseline=None, window=None)
    svg = diary_svg(bare)
    assert not re.search(r'class="(baseline|cut|acts)', svg)
    assert "before" not in "\n".join(diary_plot(bare))


def test_words_of_the_diary_cannot_act_in_the_picture(reading: BlockReading) -> None:
    evil = replace(reading, drug="<script>x</script>", index_activity='"/><b>')
    assert "<script>" not in diary_svg(evil)
    ET.fromstring(diary_svg(evil, alone=True))  # noqa: S314 - our own picture


def test_the_words_name_every_score_and_what_was_taken(reading: BlockReading) -> None:
    words = " ".join(diary_words(reading))
    assert "After 30 min 2 of 10, 75 % less." in words
    assert "took paracetamol" in words


@given(st.lists(st.tuples(st.floats(-2, 200), st.floats(0, 10) | st.none()), max_size=30))
def test_any_diary_can_be_drawn(reading: BlockReading, scores: list[tuple[float, float | None]]) -> None:
    made = tuple(
        Score(hours=hours, score=score, activity=None, medicine="a", relief=None, dose=True, unread=None)
        for hours, score in scores
    )
    other = replace(reading, readings=made)
    ET.fromstring(diary_svg(other, alone=True))  # noqa: S314 - our own picture
    assert all(len(line) < 120 for line in diary_plot(other))
