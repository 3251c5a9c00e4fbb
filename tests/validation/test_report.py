"""What a validation found, on the screen, as Markdown and as a page: the same figures, and missed goals in sight."""

import json
import re
from dataclasses import replace

import pytest

from sequela.report.screen import painted
from sequela.validation.markdown import markdown
from sequela.validation.page import validation_page
from sequela.validation.part import Figure, Goal, Part, Picture, Table
from sequela.validation.plots import Axis, Curve, Point, curves
from sequela.validation.screen import lines, verdict
from sequela.validation.study import Validation, as_json

SHARE = Axis(label="stated", low=0, high=1, ticks=(0, 0.5, 1), percent=True)
CURVE = Curve(label="<b>bold</b>", points=(Point(x=0.1, y=0.12, low=0.1, high=0.14), Point(x=0.9, y=0.88)))


def figure(name: str, value: float | None, goal: Goal | None = None, **more: object) -> Figure:
    return Figure(id=name, label=name.replace("_", " "), value=value, unit="share", goal=goal, **more)  # type: ignore[arg-type]


PART = Part(
    id="cases",
    title="Published <cases>",
    question="Does it find the cause?",
    answer="In most.",
    figures=(
        figure("top_three", 0.75, Goal(low=0.7), low=0.6, high=0.9, n=20),
        figure("over_called", 0.2, Goal(high=0.12), note="seen cases"),
        figure("not_measured", None, Goal(low=0.5)),
    ),
    tables=(Table(id="all", title="Every case", columns=("case", "rank"), rows=(("a|b", 1), ("c", None))),),
    pictures=(
        Picture(
            id="curve",
            title="Reliability",
            svg=curves("r", SHARE, SHARE, [CURVE], diagonal=True),
            words="w",
            table="all",
        ),
    ),
    limits=("The cases were seen.",),
)
FOUND = Validation(
    version="2026.11.1",
    sha256="a" * 64,
    seed=1,
    patients=5000,
    as_of="2026-01-01",
    cases="the 20 examples",
    parts=(PART,),
)


def test_a_goal_that_is_missed_is_named_at_the_end_of_the_screen() -> None:
    text = painted(lines(FOUND, full=False), colour=False)
    assert "1 of 2 goals met. Not met: over called." in text.splitlines()[-1]
    assert "top three: 75.0 % (90 % interval 60.0 to 90.0); goal at least 70.0 %:" in " ".join(text.split())
    assert max(map(len, text.splitlines())) <= 80


def test_what_was_not_measured_is_no_goal_met_or_missed() -> None:
    assert verdict([PART]).startswith("1 of 2")


@pytest.mark.parametrize("said", ["75.0 % (90 % interval 60.0 to 90.0)", "20.0 %", "not known", "seen cases"])
def test_markdown_and_page_say_the_same_as_the_screen(said: str) -> None:
    full = " ".join(painted(lines(FOUND, full=True), colour=False).split())
    assert said in full
    assert said in markdown(FOUND)
    assert said in validation_page(FOUND)


def test_no_cell_breaks_a_table_of_the_markdown() -> None:
    rows = [line for line in markdown(FOUND).splitlines() if line.startswith("| a")]
    assert rows == ["| a\\|b | 1 |"]


def test_the_page_asks_no_address_and_takes_no_markup_from_words() -> None:
    html = validation_page(FOUND)
    assert not re.findall(r"(?:src|href)=\"(?!#)[^\"]*", html)
    assert "<cases>" not in html
    assert "<b>bold" not in html


def test_a_figure_that_is_no_number_is_written_as_null() -> None:
    part = replace(PART, figures=(figure("odd", float("nan")),))
    written = json.loads(json.dumps(as_json(replace(FOUND, parts=(part,))), allow_nan=False))
    assert written["parts"][0]["figures"][0]["value"] is None
