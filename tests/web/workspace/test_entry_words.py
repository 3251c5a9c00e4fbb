"""Entries in words: names that people use, in both languages."""

from __future__ import annotations

import pytest

from sequela.knowledge.schema.knowledge import Knowledge
from sequela.web.entry_words import _AGO, _READ_AS, _VALUES, in_words
from sequela.web.language import translations

PAIN = {"id": "leg", "region": "lumbar", "like_before_surgery": "yes", "onset": {"months_ago": 8}}


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", ("feels like before the operation: yes", "began: 8 months ago", "region: low back and legs")),
        (
            "es",
            ("se siente como antes de la operación: sí", "empezó: hace 8 meses", "región: parte baja de la espalda"),
        ),
    ],
)
def test_a_pain_reads_as_people_would_say_it(knowledge: Knowledge, language: str, said: tuple[str, ...]) -> None:
    whole = "; ".join(in_words("complaint", PAIN, knowledge, language)[1])
    for words in said:
        assert words in whole


def test_a_remark_is_told_as_it_was_written(knowledge: Knowledge) -> None:
    assert "note: yes and no" in in_words("visit", {"note": "yes and no"}, knowledge)[1]


def test_every_name_of_a_key_and_a_value_has_its_spanish() -> None:
    spanish = translations("es")
    same = {"no", "total"}
    told = {*_READ_AS.values(), *_VALUES.values()} - same
    assert sorted(words for words in told if spanish.gettext(words) == words) == []
    assert all(spanish.ngettext(one, more, 2) != more for one, more in _AGO.values())
