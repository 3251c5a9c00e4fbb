"""A page of the intake, its fields, and an answer to it. Nothing here knows which page comes next."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import field
from typing import Literal, TypeAlias

from sequela.knowledge.schema.terms import Text
from sequela.records import frozen

Words: TypeAlias = Text | str
"""What a patient reads: wording of the knowledge, or English that the interface's catalogue translates."""
Kind = Literal["row", "choice", "select", "checks", "scale", "number", "text", "long", "places"]
Chapter = Literal["danger", "you", "operations", "pain", "health", "care", "wishes"]
Translate: TypeAlias = Callable[[str], str]

NOT_SURE = "unsure"
YES, NO, UNSURE = "present", "absent", "unknown"
"""The three answers of a row, as a case states them."""
NOTHING = "none"
"""The field that says that there is nothing to tell, on a page without rows."""
SINCE, SIDE = ".since", ".side"
"""What follows a yes: since when, and on which side."""


def say(words: Words, language: str, translate: Translate) -> str:
    """The words in a language; wording that the knowledge lacks in it is said in English."""
    if isinstance(words, Text):
        return (words.es if language == "es" else None) or words.en
    return translate(words)


@frozen
class Option:
    """One thing to choose. `picture` names a drawing that says the same; `group` a heading that it stands under."""

    value: str
    label: Words
    picture: str = ""


@frozen
class Field:
    """One question.

    since, sided
        a row asks, after yes, since when it is so, and on which side.
    optional
        the page can be sent without it.
    low, high, whole
        limits of a number.
    letters
        the longest text.
    """

    name: str
    kind: Kind
    label: Words
    hint: Words = ""
    options: tuple[Option, ...] = ()
    since: bool = False
    sided: bool = False
    optional: bool = False
    low: float = 0
    high: float = 0
    whole: bool = True
    letters: int = 200
    unit: Words = ""

    @property
    def names(self) -> tuple[str, ...]:
        """The field's own name and those of what follows a yes."""
        return (self.name, *((self.name + SINCE,) if self.since else ()), *((self.name + SIDE,) if self.sided else ()))


@frozen
class Page:
    """One page: one thing.

    none
        the words of the button that answers every row with no, or says that there is nothing to tell.
    """

    id: str
    chapter: Chapter
    title: Words
    why: Words
    fields: tuple[Field, ...]
    lead: Words = ""
    none: Words = ""
    layout: Literal["rows", "plain", "places", "medicines"] = "plain"

    @property
    def names(self) -> tuple[str, ...]:
        """Of all its fields."""
        return tuple(f.name for f in self.fields)


@frozen
class Answer:
    """What was answered on a page.

    given
        the values of each field that was filled in, as they were sent.
    put
        the fields that the page had.
    settled
        those that are done with, answered or skipped.
    on
        the day: "three days ago" counts from it.
    """

    page: str
    given: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    put: tuple[str, ...] = ()
    settled: tuple[str, ...] = ()
    on: dt.date

    def one(self, name: str) -> str:
        """The single value of a field; empty if it was not filled in."""
        return (self.given.get(name) or ("",))[0]

    def number(self, name: str) -> float | None:
        """The value as a number."""
        text = self.one(name).replace(",", ".")
        try:
            return float(text) if text else None
        except ValueError:
            return None


Answers: TypeAlias = Mapping[str, Answer]


def done(page: Page, answers: Answers) -> bool:
    """Whether every field of the page was dealt with."""
    answer = answers.get(page.id)
    return answer is not None and set(page.names) <= set(answer.settled)


def values(answers: Answers) -> dict[str, tuple[str, Answer]]:
    """Every field that was given one value or more, with its first value and the answer it stands in."""
    return {name: (given[0], a) for a in answers.values() for name, given in a.given.items() if given}
