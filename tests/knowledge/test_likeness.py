"""The nearest names are those difflib finds among all, found without comparing all."""

from __future__ import annotations

import difflib

from hypothesis import given
from hypothesis import strategies as st

from sequela.knowledge.likeness import LEAST_ALIKE, Likeness
from sequela.knowledge.load import load_knowledge

few_letters = st.text("abs ", min_size=1, max_size=24)
any_letters = st.text(min_size=1, max_size=12)


@given(st.lists(few_letters | any_letters, max_size=20), few_letters | any_letters, st.integers(1, 6))
def test_the_nearest_words_are_those_of_comparing_all(words: list[str], word: str, limit: int) -> None:
    expected = difflib.get_close_matches(word, dict.fromkeys(words), n=limit, cutoff=LEAST_ALIKE)
    assert Likeness(words).nearest(word, limit) == expected


def test_a_misspelt_finding_is_nearest_to_what_was_meant() -> None:
    ids = list(load_knowledge().findings)
    likeness = Likeness(ids)
    for name in ids[::20]:
        misspelt = name[:2] + name[3:]
        assert likeness.nearest(misspelt, 3) == difflib.get_close_matches(misspelt, ids, n=3, cutoff=LEAST_ALIKE)
