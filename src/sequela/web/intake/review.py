"""The patient's own answers read back: each question that was put, and what was said to it."""

from __future__ import annotations

from collections.abc import Iterator

from sequela.records import frozen

from . import medicines, places, questions
from .basis import Basis
from .page import NO, NOTHING, SIDE, SINCE, UNSURE, YES, Answer, Field, Page, Words, done
from .rows import SIDES, SINCE_OPTIONS
from .times import AMOUNT, UNIT

SAID: dict[str, Words] = {YES: "Yes", NO: "No", UNSURE: "Not sure"}


@frozen
class Line:
    """A question and what was said to it; nothing where it was skipped."""

    question: Words
    said: tuple[Words, ...]
    hint: Words = ""


@frozen
class Told:
    """A page as it was answered. `open_`: it has questions that were neither answered nor skipped."""

    page: str
    chapter: str
    title: Words
    lines: tuple[Line, ...]
    open_: bool


def told(basis: Basis) -> tuple[Told, ...]:
    """Every page in its order, as far as it is known, and the extra ones that were filled in."""
    pages = questions.sequence(basis)
    chosen = tuple(page for page in questions.chosen_pages(basis) if page.id in basis.answers)
    return tuple(
        Told(
            page=page.id,
            chapter=page.chapter,
            title=page.title,
            lines=tuple(_lines(page, basis)),
            open_=not done(page, basis.answers),
        )
        for page in (*pages, *chosen)
    )


def _lines(page: Page, basis: Basis) -> Iterator[Line]:
    answer = basis.answers.get(page.id)
    if answer is None:
        return
    if answer.one(NOTHING):
        yield Line(question=page.title, said=(page.none,))
        return
    if page.layout == "medicines":
        yield from _medicines(answer)
        return
    lines = tuple(_answered(page, answer))
    yield from lines or (Line(question=page.title, said=()),)


def _answered(page: Page, answer: Answer) -> Iterator[Line]:
    for field in page.fields:
        if field.name.endswith(UNIT):
            continue
        said = tuple(_said(field, page, answer))
        if said or not field.optional:
            yield Line(question=field.label, said=said, hint=field.hint if field.options else "")


def _said(field: Field, page: Page, answer: Answer) -> Iterator[Words]:
    given = answer.given.get(field.name, ())
    if field.kind == "row":
        yield from (SAID[value] for value in given[:1] if value in SAID)
        for suffix, options in ((SINCE, SINCE_OPTIONS), (SIDE, SIDES)):
            value = answer.one(field.name + suffix)
            yield from (option.label for option in options if option.value == value)
    elif field.kind == "places":
        for name, side in places.sites(given).items():
            yield places.NAMES[name]
            yield from () if side is None else (_sides()[side],)
    elif field.options:
        yield from (option.label for option in field.options if option.value in given)
    else:
        yield from given
        if field.name.endswith(AMOUNT) and given:
            unit = field.name.removesuffix(AMOUNT) + UNIT
            units = next((f.options for f in page.fields if f.name == unit), ())
            yield from (option.label for option in units if option.value == answer.one(unit))


def _sides() -> dict[str, Words]:
    return {option.value: option.label for option in SIDES}


def _medicines(answer: Answer) -> Iterator[Line]:
    often = {option.value: option.label for field in medicines.line(1) for option in field.options}
    found = False
    for key, name in medicines.names(answer):
        found = True
        said = (answer.one(f"{key}.dose"), often.get(answer.one(f"{key}.often"), ""))
        yield Line(question=name, said=tuple(words for words in said if words) or (name,))
    if not found:
        yield Line(question="Which medicines do you take?", said=())
