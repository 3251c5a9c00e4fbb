"""Who answers: age, sex, and where there are several sets of numbers to call, the country."""

from __future__ import annotations

from collections.abc import Iterator

from .basis import Basis
from .page import Field, Option, Page
from .part import Part

COUNTRY, YOU = "country", "you"
_OLDEST = 120
_SEXES = (
    Option(value="female", label="Female"),
    Option(value="male", label="Male"),
    Option(value="other", label="Other"),
)


def country_pages(basis: Basis) -> Iterator[Page]:
    """Where the person is, if that decides whom to call."""
    if len(basis.countries) > 1:
        yield Page(
            id=COUNTRY,
            chapter="danger",
            title="Where are you now?",
            why="So that we can show the right numbers to call.",
            fields=(
                Field(
                    name=COUNTRY,
                    kind="choice",
                    label="Where are you now?",
                    options=tuple(Option(value=name, label=name) for name in basis.countries),
                ),
            ),
        )


def pages(basis: Basis) -> Iterator[Page]:
    """Age and sex, unless the clinic has them."""
    known = {str(key) for entry in basis.told if entry.kind == "patient" for key in _keys(entry.body)}
    if {"sex", "age"} <= known or {"sex", "birth_date"} <= known:
        return
    yield Page(
        id=YOU,
        chapter="you",
        title="About you",
        why="They change which causes fit.",
        fields=(
            Field(name="age", kind="number", label="How old are you?", high=_OLDEST, unit="years"),
            Field(name="sex", kind="choice", label="What is your sex?", options=_SEXES),
        ),
    )


def parts(basis: Basis) -> Iterator[Part]:
    """The patient, as far as told."""
    answer = basis.answers.get(YOU)
    body: dict[str, object] = {}
    if answer is not None and (age := answer.number("age")) is not None:
        body["age"] = int(age)
    if answer is not None and answer.one("sex"):
        body["sex"] = answer.one("sex")
    if basis.answers:
        body["language"] = basis.language
    if body:
        yield Part(kind="patient", about="patient", body=body)


def _keys(body: object) -> tuple[object, ...]:
    return tuple(body) if isinstance(body, dict) else ()
