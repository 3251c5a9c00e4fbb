"""A record is a frozen dataclass in every respect but the time it takes to make its class."""

from __future__ import annotations

import copy
import pickle
from dataclasses import FrozenInstanceError, asdict, field, fields, is_dataclass, replace
from typing import Any, cast

import pytest

from sequela.records import frozen


@frozen
class Pain:
    """Pain at a place."""

    place: str
    strength: int = 0
    words: dict[str, str] = field(default_factory=dict)
    origin: str = field(default="", compare=False)


@frozen
class Limit:
    """A limit that refuses to be below zero."""

    value: int

    def __post_init__(self) -> None:
        if self.value < 0:
            raise ValueError("below zero")


def test_what_was_not_given_has_its_default_and_no_two_records_share_one_that_can_grow() -> None:
    one, other = Pain(place="knee"), Pain(place="hip")
    assert (one.strength, one.words) == (0, {})
    assert one.words is not other.words


def test_a_record_cannot_be_changed() -> None:
    pain = Pain(place="knee")
    with pytest.raises(FrozenInstanceError, match="place"):
        setattr(pain, "place", "hip")  # noqa: B010 - the type checker refuses the plain assignment
    with pytest.raises(FrozenInstanceError, match="place"):
        del cast(Any, pain).place
    with pytest.raises(FrozenInstanceError, match="depth"):
        cast(Any, pain).depth = 1


def test_records_are_compared_by_their_values_and_only_with_their_own_kind() -> None:
    assert Pain(place="knee", origin="told") == Pain(place="knee", origin="read")
    assert Pain(place="knee") != Pain(place="knee", strength=3)
    assert Limit(value=1) != 1
    assert len({Limit(value=1), Limit(value=1), Limit(value=2)}) == 2


def test_a_record_is_a_dataclass() -> None:
    pain = Pain(place="knee", strength=3)
    assert is_dataclass(Pain)
    assert [part.name for part in fields(Pain)] == ["place", "strength", "words", "origin"]
    assert replace(pain, strength=4) == Pain(place="knee", strength=4)
    assert asdict(pain) == {"place": "knee", "strength": 3, "words": {}, "origin": ""}
    assert repr(Limit(value=1)) == "Limit(value=1)"


def test_a_record_can_be_copied_and_pickled() -> None:
    pain = Pain(place="knee", words={"en": "dull"}, origin="told")
    for again in (copy.deepcopy(pain), pickle.loads(pickle.dumps(pain))):  # noqa: S301 - our own bytes
        assert asdict(again) == asdict(pain)


def test_a_record_is_made_by_its_own_names_and_says_what_is_wrong() -> None:
    make = cast(Any, Pain)
    with pytest.raises(TypeError, match="Pain is made without 'place'"):
        make(strength=1)
    with pytest.raises(TypeError, match="Pain has no depth"):
        make(place="knee", depth=1)
    with pytest.raises(TypeError, match="positional"):
        make("knee")


def test_what_a_class_checks_is_checked_when_the_record_is_made() -> None:
    with pytest.raises(ValueError, match="below zero"):
        Limit(value=-1)
