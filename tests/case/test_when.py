"""Times are intervals: what was said of a time is inside it, and nothing that cannot have been."""

from __future__ import annotations

import datetime as dt
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sequela.case.when import ACCEPTED, TimeError, When, on, read_when

DAYS = st.dates(min_value=dt.date(1975, 1, 1), max_value=dt.date(2060, 12, 31))
ANCHOR = dt.date(2024, 6, 1)


@given(DAYS)
def test_a_day_a_month_and_a_year_hold_the_day_they_were_written_from(day: dt.date) -> None:
    far = dt.date(2100, 1, 1)
    for text in (day.isoformat(), f"{day.year}-{day.month:02}", str(day.year)):
        when = read_when(text, far)
        assert when.earliest <= day <= when.latest
        assert when.text == text


@given(
    st.floats(min_value=0, max_value=400, allow_nan=False),
    DAYS,
    st.sampled_from(["days_ago", "weeks_ago", "months_ago"]),
)
def test_so_long_ago_is_never_after_the_day_it_counts_from(amount: float, anchor: dt.date, unit: str) -> None:
    when = read_when({unit: amount}, anchor)
    assert when.earliest <= when.latest <= anchor


@given(st.integers(min_value=0, max_value=60), DAYS)
def test_years_ago_is_known_to_the_half_year(years: int, anchor: dt.date) -> None:
    fewest, most = read_when({"years_ago": years}, anchor).days_before(anchor)
    assert fewest <= years * 365.25 <= most + 1
    assert most - fewest <= 367


def test_this_month_ends_today() -> None:
    assert read_when("2024-06", dt.date(2024, 6, 10)).latest == dt.date(2024, 6, 10)


@pytest.mark.parametrize(
    "raw",
    [
        *("2024-02-30", "2024-13", "2023-02-29", "yesterday", "1-2-2024", "0123", "1850"),
        *({"months_ago": -1}, {"fortnights_ago": 2}, {"months_ago": 3, "years_ago": 1}, {"months_ago": "three"}, {}),
        *(True, None, 3.5, {"years_ago": 1e9}),
    ],
)
def test_a_time_that_cannot_be_is_refused(raw: object) -> None:
    with pytest.raises(TimeError):
        read_when(raw, ANCHOR)


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
        lambda part: st.lists(part) | st.dictionaries(st.text(), part),
    )
)
def test_anything_else_is_refused_as_a_time_and_never_as_a_fault_of_ours(raw: object) -> None:
    with suppress(TimeError):
        assert isinstance(read_when(raw, ANCHOR), When)


def test_every_form_that_messages_offer_can_be_read() -> None:
    for form in ACCEPTED:
        raw = {form[1 : form.index(":")]: 3} if form.startswith("{") else form
        assert read_when(raw, dt.date(2025, 1, 1)).latest <= dt.date(2025, 1, 1)


@given(DAYS, DAYS)
def test_days_before_and_overlap_agree(one: dt.date, other: dt.date) -> None:
    assert on(one).overlaps(on(other)) == (on(one).days_before(other) == (0, 0))
