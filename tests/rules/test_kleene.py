"""The laws of Kleene's three values, and that reasons go with them."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sequela.rules.kleene import Verdict, at_least, every, no, none_of, opposite, some, unknown, yes

VALUES = st.sampled_from([True, False, None])
VERDICTS = st.builds(
    lambda value, name: Verdict(value=value, because=(f"fact {name}",), settle=(name,) if value is None else ()),
    VALUES,
    st.sampled_from("abcdef"),
)
LISTS = st.lists(VERDICTS, max_size=6)
RANK = {False: 0, None: 1, True: 2}


T = Verdict(value=True, because=("numb",))
ALSO = Verdict(value=True, because=("weak", "numb"))
F = Verdict(value=False, because=("no fever",))
NOR = Verdict(value=False, because=("no chills", "no fever"))
U = Verdict(value=None, because=("thin",), settle=("weight",))
OPEN = Verdict(value=None, settle=("sweats", "weight"))


@pytest.mark.parametrize(
    ("join", "parts", "expected"),
    [
        (every, [], (True, (), ())),
        (some, [], (False, (), ())),
        (none_of, [], (True, (), ())),
        (every, [T, ALSO], (True, ("numb", "weak"), ())),
        (every, [T, F, U], (False, ("no fever",), ())),
        (every, [T, U], (None, ("numb", "thin"), ("weight",))),
        (some, [F, T, U], (True, ("numb",), ())),
        (some, [F, NOR], (False, ("no fever", "no chills"), ())),
        (some, [F, U, OPEN], (None, ("thin",), ("weight", "sweats"))),
        (none_of, [F, NOR], (True, ("no fever", "no chills"), ())),
        (none_of, [F, T], (False, ("numb",), ())),
        (none_of, [U], (None, ("thin",), ("weight",))),
        (partial(at_least, 1), [U], (None, ("thin",), ("weight",))),
        (partial(at_least, 2), [T], (False, (), ())),
        (partial(at_least, 2), [T, F, ALSO], (True, ("numb", "weak"), ())),
        (partial(at_least, 2), [T, F, NOR], (False, ("no fever", "no chills"), ())),
        (partial(at_least, 2), [T, F, U], (None, ("numb", "thin"), ("weight",))),
    ],
)
def test_joined_verdicts_have_a_value_the_facts_that_decide_it_and_what_would_settle_it(
    join: Callable[[list[Verdict]], Verdict],
    parts: list[Verdict],
    expected: tuple[bool | None, tuple[str, ...], tuple[str, ...]],
) -> None:
    assert tuple(join(parts)) == expected


def test_a_plain_verdict_holds_what_it_was_made_of() -> None:
    assert tuple(yes(["a", "b"])) == (True, ("a", "b"), ())
    assert tuple(no(["a", "b"])) == (False, ("a", "b"), ())
    assert tuple(unknown(["x"], ["a"])) == (None, ("a",), ("x",))
    assert (yes(), no(), unknown()) == (Verdict(value=True), Verdict(value=False), Verdict(value=None))
    assert opposite(T) == Verdict(value=False, because=("numb",))
    assert opposite(U) == U


@given(VERDICTS)
def test_not_twice_changes_nothing_and_unknown_stays_unknown(verdict: Verdict) -> None:
    assert opposite(opposite(verdict)) == verdict
    assert opposite(unknown(("x",))).value is None


@given(LISTS)
def test_and_is_the_least_and_or_the_greatest(parts: list[Verdict]) -> None:
    ranks = [RANK[part.value] for part in parts]
    assert RANK[every(parts).value] == min(ranks, default=2)
    assert RANK[some(parts).value] == max(ranks, default=0)


@given(LISTS)
def test_de_morgan(parts: list[Verdict]) -> None:
    assert opposite(every(parts)).value is some([opposite(part) for part in parts]).value
    assert none_of(parts).value is every([opposite(part) for part in parts]).value


@given(LISTS, st.randoms())
def test_order_does_not_change_the_value(parts: list[Verdict], random: object) -> None:
    shuffled = list(parts)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert every(parts).value is every(shuffled).value
    assert some(parts).value is some(shuffled).value


@given(LISTS.filter(bool), st.integers(min_value=1, max_value=6))
def test_at_least_is_the_or_of_all_ands_of_so_many(parts: list[Verdict], count: int) -> None:
    ands = [every(chosen) for chosen in combinations(parts, count)]
    assert at_least(count, parts).value is some(ands).value


@given(LISTS, st.integers(min_value=1, max_value=6), st.data())
def test_an_answer_never_turns_known_into_unknown_nor_true_into_false(
    parts: list[Verdict], count: int, data: st.DataObject
) -> None:
    answered = [
        Verdict(value=data.draw(st.booleans()), because=part.because) if part.value is None else part for part in parts
    ]
    before, after = at_least(count, parts).value, at_least(count, answered).value
    assert before is None or before is after


@given(LISTS, st.integers(min_value=1, max_value=6))
def test_a_decided_verdict_asks_nothing_more_and_an_open_one_names_what_would_settle_it(
    parts: list[Verdict], count: int
) -> None:
    verdict = at_least(count, parts)
    if verdict.value is None:
        assert verdict.settle
        assert set(verdict.settle) <= {name for part in parts for name in part.settle}
    else:
        assert verdict.settle == ()
        assert set(verdict.because) <= {
            place for part in parts if part.value is verdict.value for place in part.because
        }
