"""One screen: 80 columns, 40 lines, danger first, nothing said twice or of nothing."""

from __future__ import annotations

from dataclasses import replace

import pytest

from sequela.assessment import Assessment, PatternResult
from sequela.report import terminal
from sequela.report.compare import compare
from sequela.report.screen import in_charset

from . import samples

THREE = (
    samples.complaint(),
    samples.complaint(id="leg", label="Left leg pain below the knee, and numbness"),
    samples.UNCOVERED,
)
MANY_FLAGS = replace(
    samples.URGENT,
    flags=tuple(replace(flag, id=f"{flag.id}{n}") for n in range(6) for flag in samples.URGENT.flags),
)
SCREENS = {
    "one complaint": samples.assessment(),
    "no complaint": samples.assessment(complaints=()),
    "two complaints": samples.assessment(complaints=THREE[:2]),
    "three complaints": samples.assessment(complaints=THREE),
    "urgent": samples.assessment(triage=samples.URGENT),
    "urgent with three complaints": samples.assessment(triage=samples.URGENT, complaints=THREE),
    "many red flags and a long name": samples.assessment(case="x" * 200, triage=MANY_FLAGS, complaints=THREE),
    "long headline": samples.assessment(headline=samples.HEADLINE * 4, complaints=THREE),
    "a region that is not covered": samples.assessment(complaints=(samples.UNCOVERED,)),
    "out of scope": samples.assessment(complaints=(), failure_reasons=()),
}
BEFORE = samples.assessment(
    complaints=tuple(
        replace(c, differential=tuple(replace(e, probability=e.probability / 3) for e in c.differential)) for c in THREE
    )
)


def lines(assessment: Assessment) -> list[str]:
    return terminal.render(assessment).splitlines()


@pytest.mark.parametrize("name", SCREENS)
@pytest.mark.parametrize("supposed", [False, True])
def test_it_fits_on_one_screen(name: str, supposed: bool) -> None:
    what_if = compare(BEFORE, SCREENS[name], ("foot_drop@right=present",)) if supposed else None
    screen = terminal.render(SCREENS[name], what_if=what_if).splitlines()
    assert len(screen) <= 40
    assert max(map(len, screen)) <= 80
    assert screen[-1].endswith("makes no diagnosis.")


@pytest.mark.parametrize("name", SCREENS)
def test_no_line_is_wider_than_the_terminal_even_in_full(name: str) -> None:
    assert max(len(line) for line in terminal.render(SCREENS[name], full=True).splitlines()) <= 80


def test_danger_stands_above_the_sources_of_the_pain() -> None:
    text = terminal.render(SCREENS["urgent"])
    assert "DANGER  EMERGENCY NOW" in text
    assert text.index("DANGER") < text.index("Send to an emergency department") < text.index("PROBABLE SOURCES")


def test_danger_is_shown_however_little_room_there_is() -> None:
    text = terminal.render(SCREENS["many red flags and a long name"])
    assert "! Possible cauda equina syndrome. Send to" in text
    assert "more (--full)" in text


def test_open_questions_are_not_an_emergency() -> None:
    text = terminal.render(samples.assessment())
    assert "DANGER  not yet ruled out (14 questions open)" in text
    assert "EMERGENCY" not in text


def test_a_probability_has_its_interval_beside_it() -> None:
    row = next(line for line in lines(samples.assessment()) if "Adjacent segment disease, L3-L4 right" in line)
    assert row.endswith("45 %   62 %  40-80  ·····├──●─┤···")


def test_background_causes_are_marked() -> None:
    alone = samples.complaint(differential=(samples.FACET,), indistinguishable=())
    text = terminal.render(samples.assessment(complaints=(alone,)))
    assert "Facet joint pain (background)" in text
    assert "the facts do not raise it" in " ".join(text.split())


def test_a_background_cause_does_not_push_out_one_that_facts_speak_for() -> None:
    order = (samples.FACET, samples.ADJACENT, samples.STENOSIS, samples.SACROILIAC)
    text = terminal.render(samples.assessment(complaints=(samples.complaint(differential=order),)))
    assert "Facet joint pain" not in text


def test_causes_that_cannot_be_told_apart_are_said_to_be_so() -> None:
    assert "1 and 2 cannot be told apart on these facts" in terminal.render(samples.assessment())


def test_nothing_is_titled_that_has_nothing_to_say() -> None:
    bare = samples.complaint(ask_next=(), unexplained=(), pattern=None, indistinguishable=(), explanations=())
    text = terminal.render(samples.assessment(complaints=(bare,), failure_reasons=samples.REASONS[2:]))
    for title in ("ASK OR EXAMINE", "Unexplained", "Pattern", "WHY THE OPERATION", "WHAT IF"):
        assert title not in text


def test_a_dominant_pattern_is_named_with_its_share() -> None:
    shares = PatternResult(dominant="mechanical_back_pain", probabilities={"mechanical_back_pain": 0.71})
    text = terminal.render(samples.assessment(complaints=(samples.complaint(pattern=shares),)))
    assert "Pattern      mechanical back pain 71 %" in text


def test_colour_is_only_there_when_asked_for() -> None:
    urgent = SCREENS["urgent"]
    assert "\x1b" not in terminal.render(urgent)
    painted = terminal.render(urgent, colour=True)
    assert "\x1b[31;1mDANGER" in painted
    assert "\x1b" not in painted.splitlines()[-1] or painted.rstrip().endswith("\x1b[0m")


def test_a_supposition_shows_before_and_after() -> None:
    after = samples.assessment(triage=samples.URGENT)
    text = terminal.render(after, what_if=compare(BEFORE, after, ("foot_drop@right=present",)))
    assert "WHAT IF  foot_drop@right=present" in text
    assert "danger: routine → EMERGENCY NOW" in text
    assert "Adjacent segment disease" in text
    assert "21 % →  62 %" in text


def test_a_supposition_without_effect_says_so() -> None:
    same = samples.assessment()
    assert "changes nothing" in terminal.render(same, what_if=compare(same, same, ("fever=unknown",)))


def test_an_old_terminal_gets_plain_signs_in_the_same_columns() -> None:
    text = terminal.render(samples.assessment())
    plain = in_charset(text, "ascii")
    assert plain.isascii()
    assert list(map(len, plain.splitlines())) == list(map(len, text.splitlines()))
    assert in_charset(text, "utf-8") == text


def test_a_level_is_said_in_words() -> None:
    block = samples.argument("Sacroiliac joint block", 2.9, value="dual_positive", where="right")
    entry = replace(samples.SACROILIAC, for_=(block,))
    text = terminal.render(samples.assessment(complaints=(samples.complaint(differential=(entry,)),)))
    assert "+ Sacroiliac joint block: dual positive, right (+2.9)" in text


def test_everything_is_there_in_full() -> None:
    text = " ".join(terminal.render(samples.assessment(), full=True).split())
    for words in ("Tumour: still to ask", "Facet joint pain", "odd shadow near the facet", "would lead", "Together"):
        assert words in text
