"""Relief over time: what must hold for every diary, whatever its scores."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from sequela.pathway.blocks.relief import Acting, Point, best, compared, held, relief_of, run_of

LIDOCAINE = Acting(onset=(0.25, 0.25), least=(0.5, 0.5), most=(2.0, 2.0))
shares = st.floats(-0.5, 1.0, allow_nan=False)
diaries = st.lists(st.tuples(shares, st.booleans()), max_size=12).map(
    lambda scores: [Point(hours=0.5 * n, relief=share, covered=covered) for n, (share, covered) in enumerate(scores, 1)]
)


@given(st.floats(0, 10), st.floats(1, 10))
def test_no_pain_is_all_relief_and_the_same_pain_is_none(score: float, baseline: float) -> None:
    assert relief_of(0, baseline) == 1
    assert relief_of(baseline, baseline) == 0
    assert (relief_of(score, baseline) < 0) == (score > baseline)


@given(diaries)
def test_a_stricter_cut_off_is_never_reached_where_a_milder_one_is_not(points: list[Point]) -> None:
    for mild, strict in ((0.5, 0.75), (0.75, 0.8)):
        if held(points, strict, LIDOCAINE, 2):
            assert held(points, mild, LIDOCAINE, 2)
        if held(points, mild, LIDOCAINE, 2) is False:
            assert held(points, strict, LIDOCAINE, 2) is not True


@given(diaries)
def test_painkillers_never_make_a_block_positive(points: list[Point]) -> None:
    from dataclasses import replace

    bare = [replace(point, covered=False) for point in points]
    if held(points, 0.5, LIDOCAINE, 2):
        assert held(bare, 0.5, LIDOCAINE, 2)


@given(diaries)
def test_a_longer_drug_asks_for_longer_relief(points: list[Point]) -> None:
    longer = Acting(onset=LIDOCAINE.onset, least=(2.0, 2.0), most=(8.0, 8.0))
    if held(points, 0.5, longer, 2):
        assert run_of(points, 0.5, longer, 2).last >= 2  # type: ignore[union-attr]


@given(diaries)
def test_the_best_relief_is_one_that_was_scored(points: list[Point]) -> None:
    found = best(points, LIDOCAINE, 2)
    assert found is None or found in [point.relief for point in points]


@given(diaries, diaries)
def test_of_two_runs_only_one_can_have_lasted_longer(one: list[Point], other: list[Point]) -> None:
    first, second = run_of(one, 0.5, LIDOCAINE, 2), run_of(other, 0.5, LIDOCAINE, 2)
    if first is not None and second is not None and compared(first, second) is not None:
        assert compared(second, first) is not compared(first, second)


def test_an_end_that_nobody_saw_stays_open() -> None:
    points = [Point(hours=0.25, relief=0.8), Point(hours=0.4, relief=0.8), Point(hours=5, relief=0.0)]
    assert held(points, 0.5, LIDOCAINE, 2) is None
