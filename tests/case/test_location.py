"""Levels, roots and sides follow anatomy."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sequela.case.location import (
    LEVELS,
    SIDES,
    PlaceError,
    exiting_root,
    joined,
    level_order,
    mirrored,
    neighbours,
    parse_levels,
    parse_root,
    region_of,
    roots_at,
    traversing_root,
)


@given(st.sampled_from([*SIDES, None]))
def test_a_mirror_twice_is_the_same(side: str | None) -> None:
    assert mirrored(mirrored(side)) == side  # type: ignore[arg-type]


@given(st.lists(st.sampled_from([*SIDES, None])))
def test_mirroring_and_joining_sides_commute(sides: list[str | None]) -> None:
    assert mirrored(joined(sides)) == joined(mirrored(side) for side in sides)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "levels"),
    [
        ("L4-5", ("L4-L5",)),
        ("l4/l5", ("L4-L5",)),
        ("L5-1", ("L5-S1",)),
        ("L5S1", ("L5-S1",)),
        ("L4 to S1", ("L4-L5", "L5-S1")),
        ("L3-L5", ("L3-L4", "L4-L5")),
        ("S1-L4", ("L4-L5", "L5-S1")),
        ("D12-L1", ("T12-L1",)),
        ("C7-1", ("C7-T1",)),
        ("T10-L2", ("T10-T11", "T11-T12", "T12-L1", "L1-L2")),
    ],
)
def test_levels_are_read_as_surgeons_write_them(text: str, levels: tuple[str, ...]) -> None:
    assert parse_levels(text) == levels


@pytest.mark.parametrize("text", ["L4", "L4-L9", "Q1-Q2", "", "L4-4", "4-5", "L4-L5-S1"])
def test_what_is_no_level_is_refused(text: str) -> None:
    with pytest.raises(PlaceError):
        parse_levels(text)


@given(st.text(max_size=12))
def test_any_text_is_a_level_or_refused(text: str) -> None:
    for parse in (parse_levels, parse_root):
        with suppress(PlaceError):
            assert parse(text)


def test_the_lumbar_root_that_leaves_is_the_upper_and_the_one_that_crosses_the_lower() -> None:
    assert (exiting_root("L4-L5"), traversing_root("L4-L5")) == ("L4", "L5")
    assert (exiting_root("L5-S1"), traversing_root("L5-S1")) == ("L5", "S1")


def test_in_the_neck_the_root_takes_the_lower_number_and_c8_leaves_below_c7() -> None:
    assert roots_at("C5-C6") == ("C6",)
    assert roots_at("C7-T1") == ("C8",)


@given(st.sampled_from(LEVELS))
def test_a_level_is_its_neighbours_neighbour(level: str) -> None:
    assert all(level in neighbours([near]) for near in neighbours([level]))
    assert level not in neighbours([level])
    assert parse_levels(level) == (level,)


def test_below_the_sacrum_there_is_no_level() -> None:
    assert neighbours(["L4-L5", "L5-S1"]) == {"L3-L4"}


@given(st.permutations(LEVELS))
def test_levels_sort_from_the_head_down_and_a_missing_one_comes_last(levels: list[str]) -> None:
    assert sorted([None, *levels], key=level_order) == [*LEVELS, None]


def test_regions_follow_the_upper_vertebra() -> None:
    assert [region_of(level) for level in ("C7-T1", "T12-L1", "L5-S1")] == ["cervical", "thoracic", "lumbar"]
