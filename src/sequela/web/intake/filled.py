"""From a form that was sent to an answer: what is in order is kept at once, what is not is said with its mend."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Literal

from sequela.records import frozen

from .basis import Basis
from .medicines import meant, names
from .page import NO, NOTHING, SIDE, SINCE, UNSURE, YES, Answer, Field, Page, Words
from .rows import SIDES, SINCE_OPTIONS
from .times import AMOUNT, UNIT

Did = Literal["next", "none", "skip", "unsure", "more", "stop"]
DIDS: tuple[Did, ...] = ("next", "none", "skip", "unsure", "more", "stop")
ANSWERS = (YES, NO, UNSURE)
Form = Mapping[str, Sequence[str]]


@frozen
class Fault:
    """What is wrong with a field. `filling` stands where the words have ``{}``."""

    field: str
    words: Words
    filling: str = ""
    label: Words = ""


@frozen
class Filled:
    """An answer as far as it is in order, and the faults that keep the page open."""

    answer: Answer
    faults: tuple[Fault, ...] = ()


def filled(page: Page, did: Did, form: Form, basis: Basis) -> Filled:
    """What was answered on a page: what was ticked or written stands, whichever button was pressed.

    "None of these" answers with no only what was left open; skipped says nothing of it; stopped puts it again later.
    Neither is refused for being incomplete.
    """
    before = basis.answers.get(page.id)
    answer = _answer(page, did, form, basis.today)
    if did in ("skip", "stop") and not answer.given and before is not None and before.one(NOTHING):
        answer = replace(answer, given=before.given)
    if did == "stop":
        dealt = set(answer.given) | set(() if before is None else before.settled)
        return Filled(answer=replace(answer, settled=tuple(name for name in page.names if name in dealt)))
    if did == "skip" or (did in ("none", "unsure") and (page.layout == "rows" or _only_nothing(answer))):
        return Filled(answer=answer)
    faults = tuple(_faults(page, answer, form, basis))
    open_ = {fault.field for fault in faults} | ({page.fields[0].name} if did == "more" else set())
    settled = tuple(name for name in page.names if not any(name == f or f.startswith(f"{name}.") for f in open_))
    return Filled(answer=replace(answer, settled=settled), faults=faults)


def _only_nothing(answer: Answer) -> bool:
    return not set(answer.given) - {NOTHING}


def _answer(page: Page, did: Did, form: Form, today: dt.date) -> Answer:
    given = {name: value for f in page.fields for name, value in _given(f, form)}
    if did in ("none", "unsure"):
        said = NO if did == "none" else UNSURE
        open_ = {f.name: (said,) for f in page.fields if f.kind == "row" and f.name not in given}
        given = {**open_, **given} or ({NOTHING: ("yes",)} if did == "none" else {})
    return Answer(page=page.id, given=given, put=page.names, settled=page.names, on=today)


def _given(field: Field, form: Form) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The values of a field that its form can give; anything else is as if it were not there."""
    raw = tuple(value.strip() for value in form.get(field.name, ()) if value.strip())
    if not raw:
        return
    if field.kind == "row":
        if raw[0] in ANSWERS:
            yield field.name, raw[:1]
        if raw[0] == YES:
            yield from _after_yes(field, form)
    elif field.kind in ("choice", "select"):
        if raw[0] in {option.value for option in field.options}:
            yield field.name, raw[:1]
    elif field.kind in ("checks", "places"):
        known = tuple(option.value for option in field.options if option.value in raw)
        if known:
            yield field.name, known
    elif field.kind in ("number", "scale"):
        if number_in(field, raw[0]) is not None:
            yield field.name, (raw[0].replace(",", "."),)
    elif len(raw[0]) <= field.letters:
        yield field.name, raw[:1]


def _after_yes(field: Field, form: Form) -> Iterator[tuple[str, tuple[str, ...]]]:
    for asked, suffix, options in ((field.since, SINCE, SINCE_OPTIONS), (field.sided, SIDE, SIDES)):
        value = (form.get(field.name + suffix) or ("",))[0]
        if asked and value in {option.value for option in options}:
            yield field.name + suffix, (value,)


def number_in(field: Field, text: str) -> float | None:
    """The number that a text is, within the limits of the field; None if it is none."""
    try:
        value = float(text.replace(",", "."))
    except ValueError:
        return None
    fits = field.low <= value <= field.high and not (field.whole and value != int(value))
    return value if fits else None


# --- faults ----------------------------------------------------------------------------------------------------------


def _faults(page: Page, answer: Answer, form: Form, basis: Basis) -> Iterator[Fault]:
    """A page left blank is no answer and no fault, except about danger: there no line is passed over."""
    given = answer.given
    if page.layout == "rows" and (given or page.chapter == "danger"):
        for field in page.fields:
            if field.kind == "row" and field.name not in given:
                words = "Answer this line: yes, no or not sure"
                yield Fault(field=field.name, words=words, label=field.label)
    for field in page.fields:
        sent = (form.get(field.name) or ("",))[0].strip()
        if field.name in given:
            yield from _beyond(field, answer)
        elif sent and field.kind in ("number", "scale"):
            yield _number_fault(field)
        elif sent and field.kind in ("text", "long"):
            yield Fault(field=field.name, words="Use at most {} letters", filling=str(field.letters), label=field.label)
        elif page.layout != "rows" and given and not field.optional:
            yield Fault(field=field.name, words="Answer this too, or skip this page", label=field.label)
    if page.layout == "medicines":
        yield from _misspelt(answer, basis)


def _beyond(field: Field, answer: Answer) -> Iterator[Fault]:
    """What a single field cannot see: an amount without its unit."""
    if field.name.endswith(AMOUNT):
        unit = field.name.removesuffix(AMOUNT) + UNIT
        if unit not in answer.given:
            yield Fault(field=unit, words="Choose days, weeks, months or years", label=field.label)


def _number_fault(field: Field) -> Fault:
    return Fault(
        field=field.name,
        words="Write a number from {}",
        filling=f"{field.low:g}–{field.high:g}",
        label=field.label,
    )


def _misspelt(answer: Answer, basis: Basis) -> Iterator[Fault]:
    """Names of medicines that are nearly right, until the patient says to keep them."""
    for key, name in names(answer):
        near = None if f"{key}.sure" in answer.given else meant(name, basis.knowledge, basis.today)
        if near is not None:
            known = [basis.knowledge.medicines[n].label.en if n in basis.knowledge.medicines else n for n in near]
            yield Fault(
                field=f"{key}.name",
                words="Did you mean {}? Correct the name, or tick that it is right",
                filling=", ".join(known[:3]) or "?",
                label=name,
            )
