"""Words lead to ids however they are spelt; what is not known is not guessed."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sequela.knowledge.load import load_knowledge
from sequela.knowledge.names import Names, names_of, nearest, normal, tokens

NAMES = Names(
    [
        ("straight leg raise", "finding", "straight_leg_raise", "present"),
        ("negative straight leg raise", "finding", "straight_leg_raise", "absent"),
        ("pain in the buttock", "finding", "buttock_pain", "present"),
        ("buttock", "finding", "buttock_pain", "present"),
        ("central sensitisation", "finding", "sensitisation", "present"),
        ("preoperative weakness", "finding", "old_weakness", "present"),
        ("dolor de nalga", "finding", "buttock_pain", "present"),
        ("foraminal stenosis", "finding", "stenosis", "present"),
        ("epidural steroid injection", "treatment", "epidural_steroid", None),
        ("injection", "treatment", "injection", None),
        ("gabapentin", "medicine", "gabapentin", None),
        ("gabapentin", "treatment", "gabapentinoid", None),
    ]
)


def ids(text: str, **options: object) -> list[str]:
    return [match.id for match in NAMES.find(text, **options)]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Straight-Leg-Raise", ["straight_leg_raise"]),
        ("straight leg raises", ["straight_leg_raise"]),
        ("straight_leg_raise", ["straight_leg_raise"]),
        ("pain in buttocks", ["buttock_pain"]),
        ("pain in his buttock", ["buttock_pain"]),
        ("central sensitization", ["sensitisation"]),
        ("pre-operative weakness", ["old_weakness"]),
        ("Dolores de nalgas", ["buttock_pain"]),
        ("foraminal stenoses", ["stenosis"]),
        ("epidural steroid injections x3", ["epidural_steroid"]),
        ("buttocks.Gabapentin", ["buttock_pain", "gabapentin", "gabapentinoid"]),
        ("leg raise", []),
        ("butt", []),
        ("", []),
    ],
)
def test_spelling_number_and_hyphens_do_not_matter(text: str, found: list[str]) -> None:
    assert sorted(ids(text)) == sorted(found)


def test_the_longest_phrase_wins() -> None:
    (match,) = NAMES.find("negative straight leg raise")
    assert match.state == "absent"


def test_a_side_may_stand_inside_a_phrase_but_never_ends_it() -> None:
    text = "Pain in the left buttock, left leg"
    (match,) = NAMES.find(text, skip={normal("left")})
    assert text[match.start : match.end] == "Pain in the left buttock"


def test_only_the_kinds_asked_for_are_found() -> None:
    assert ids("gabapentin", kinds=["medicine"]) == ["gabapentin"]
    assert ids("gabapentin", kinds=["finding"]) == []


def test_a_whole_name_is_told_from_a_name_within_a_text() -> None:
    assert [match.id for match in NAMES.exact("The Buttock")] == ["buttock_pain"]
    assert NAMES.exact("buttock and more") == ()


def test_a_slip_of_the_pen_gets_the_nearest_name() -> None:
    assert NAMES.nearest("gabapentine", "medicine") == ("gabapentin",)
    assert NAMES.nearest("strait leg raise", "finding")[0] == "straight_leg_raise"
    assert nearest("facet_joint_pian", ["facet_joint_pain", "sacroiliac_joint_pain"])[0] == "facet_joint_pain"
    assert nearest("qqqq", ["facet_joint_pain"]) == ()


def test_names_come_from_ids_labels_and_phrases_in_both_languages(folder: Path) -> None:
    names = names_of(load_knowledge(folder, cache=None))
    for text in (
        "raised_leg",
        "raised leg test",
        "Elevación de la pierna",
        "elevacion de pierna",
        "raised leg sign",
    ):
        assert [(match.id, match.state) for match in names.exact(text)] == [("raised_leg", "present")], text
    assert [match.state for match in names.find("no burning")] == ["absent"]
    assert [match.id for match in names.find("PLIF; Neurontin")] == ["fusion_from_behind", "gabapentin"]


@given(st.text())
def test_matches_lie_within_the_text_and_do_not_overlap(text: str) -> None:
    found = NAMES.find(text)
    places = sorted({(match.start, match.end) for match in found})
    assert all(0 <= start < end <= len(text) for start, end in places)
    assert all(one[1] <= other[0] for one, other in pairwise(places))


@given(st.text())
def test_words_keep_their_place_and_the_normal_form_is_final(text: str) -> None:
    found = tokens(text)
    assert all(text[token.start : token.end].strip() for token in found)
    assert [token.start for token in found] == sorted({token.start for token in found})


@given(st.sampled_from(["not", "no", "denies", "without", "none", "never", "sin", "ningun", "left", "right"]))
def test_small_words_keep_their_form(word: str) -> None:
    assert normal(word.upper()) == word if word != "denies" else normal(word) == "deny"
