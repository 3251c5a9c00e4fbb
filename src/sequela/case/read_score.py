"""Questionnaires as a case file gives them: a total, or the answers by item number.

A total is computed only when every item is answered and the instrument's own rule adds them up; otherwise it is
entered. Answers that do not make a total are kept among what could not be used, with the items that are missing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from sequela.case.case import NotUnderstood
from sequela.case.fact import PRESENT, SOURCES, UNKNOWN, Fact
from sequela.case.form import Form, Reading, number, shown
from sequela.case.location import SIDES
from sequela.knowledge.schema.instruments import Instrument
from sequela.knowledge.schema.terms import FindingId
from sequela.records import frozen

SELF_HARM: Mapping[str, tuple[int, FindingId]] = {"phq9": (9, FindingId("suicidal_thoughts"))}
"""The item that asks about self-harm: any answer above its lowest is a finding of its own, whatever the total. Its
lowest answer rules nothing out."""
ROUNDED_APART = 0.051
"""A stated mean or percentage may be rounded to one decimal."""


@frozen
class Scores:
    """What the questionnaires of a file come to."""

    facts: tuple[Fact, ...]
    left_over: tuple[NotUnderstood, ...]


def read_scores(form: Form) -> Scores:
    """The list under ``scores``."""
    facts: list[Fact] = []
    left_over: list[NotUnderstood] = []
    for place, raw in form.items("scores"):
        _read(Form(raw, place, form.reading), facts, left_over)
    return Scores(facts=tuple(facts), left_over=tuple(left_over))


def _read(form: Form, facts: list[Fact], left_over: list[NotUnderstood]) -> None:
    reading = form.reading
    before = len(reading.problems)
    instrument = _instrument(form)
    total = None if instrument is None else form.number("total", *instrument.range)
    answers = {} if instrument is None else _answers(form, instrument)
    when, side = form.past("when"), form.choice("side", SIDES)
    by, source = form.text("by"), form.choice("source", SOURCES)
    if instrument is None:
        form.raw("total"), form.raw("items")
    form.close()
    if instrument is None or len(reading.problems) > before:
        return
    computed = total_of(instrument, answers)
    if total is not None and computed is not None and abs(total - computed) > ROUNDED_APART:
        message = f"the items make {computed:g}, and the total says {total:g}"
        reading.fault("contradiction", form.at("total"), message, (f"{computed:g}",))
        return
    if total is not None and (possible := _impossible(instrument, answers, total)) is not None:
        low, high = possible
        message = f"with these {len(answers)} answers the total lies from {low:g} to {high:g}, and it says {total:g}"
        reading.fault("contradiction", form.at("total"), message, (f"a number from {low:g} to {high:g}",))
        return
    fact = Fact(
        id=form.place,
        finding=instrument.finding,
        value=UNKNOWN,
        recorded=reading.written,
        side=side,
        when=when,
        by=by,
        source=source,
    )
    known = total if total is not None else computed
    if known is not None:
        facts.append(replace(fact, value=known))
    elif answers:
        left_over.append(_unused(form.place, instrument, answers))
    elif form.is_unknown("total"):
        facts.append(fact)
    else:
        reading.fault("missing", form.at("total"), "neither a total nor items are given", ("total", "items"))
    facts += _self_harm(fact, instrument, answers, reading)


def total_of(instrument: Instrument, answers: Mapping[int, float]) -> float | None:
    """The total by the instrument's own rule; None if an item is missing or the rule is not ours to apply.

    sum: of all answers; mean: their mean; percent: their sum in per cent of the most they can add up to.
    """
    if instrument.items is None or instrument.item_range is None or len(answers) < instrument.items:
        return None
    points = sum(answers.values())
    if instrument.total == "sum":
        return float(points)
    if instrument.total == "mean":
        return points / instrument.items
    if instrument.total == "percent":
        return 100 * points / (instrument.items * instrument.item_range[1])
    return None


def _impossible(instrument: Instrument, answers: Mapping[int, float], total: float) -> tuple[float, float] | None:
    """The least and the most that the total can be with these answers, if the stated one lies outside; else None.

    Some forms in per cent leave unanswered sections out, so the share of the answered ones alone is possible as well.
    """
    if instrument.items is None or instrument.item_range is None or not answers:
        return None
    missing = [item for item in range(1, instrument.items + 1) if item not in answers]
    ends = [total_of(instrument, {**answers, **dict.fromkeys(missing, end)}) for end in instrument.item_range]
    low, high = ends
    if low is None or high is None or low - ROUNDED_APART <= total <= high + ROUNDED_APART:
        return None
    answered = 100 * sum(answers.values()) / (len(answers) * instrument.item_range[1])
    if instrument.total == "percent" and abs(total - answered) <= ROUNDED_APART:
        return None
    return low, high


# --- parts ------------------------------------------------------------------------------------------------------------


def _instrument(form: Form) -> Instrument | None:
    known = form.reading.knowledge.instruments
    form.require("instrument")
    name = form.raw("instrument")
    if name is None:
        return None
    if isinstance(name, str):
        plain = name.strip().lower().replace("-", "").replace(" ", "_")
        for instrument in known.values():
            if plain in (instrument.id, instrument.id.replace("_", ""), str(instrument.finding)):
                return instrument
    message = f"{shown(name)} is no questionnaire the knowledge has"
    form.reading.fault("unknown_name", form.at("instrument"), message, sorted(known), name)
    return None


def _answers(form: Form, instrument: Instrument) -> dict[int, float]:
    """The answered items by number. Faults: an item there is not, an answer its form cannot give."""
    raw = form.raw("items")
    if raw is None:
        return {}
    reading, place = form.reading, form.at("items")
    if instrument.items is None:
        reading.fault(
            "wrong_type", place, f"the items of {instrument.id} are not read here; give its total", ("total",)
        )
        return {}
    if isinstance(raw, list):
        given: Iterable[tuple[object, object]] = enumerate(raw, 1)
    elif isinstance(raw, Mapping):
        given = raw.items()
    else:
        reading.fault("wrong_type", place, f"expected answers by item number, found {shown(raw)}", ("{1: 2, 2: 0}",))
        return {}
    found: dict[int, float] = {}
    for key, value in given:
        item = _item(key, instrument, place, reading)
        if item is not None and value is not None and value != UNKNOWN:
            answer = _answer(value, instrument, f"{place}.{item}", reading)
            if item in found:
                reading.fault("repeated_key", f"{place}.{item}", f"item {item} is answered twice")
            elif answer is not None:
                found[item] = answer
    return found


def _item(key: object, instrument: Instrument, place: str, reading: Reading) -> int | None:
    number_ = int(key) if isinstance(key, str) and key.isascii() and key.isdecimal() else key
    if isinstance(number_, int) and not isinstance(number_, bool) and 1 <= number_ <= (instrument.items or 0):
        return number_
    named = str(number_) if isinstance(number_, int) else shown(key)
    message = f"{named} is no item of {instrument.id}"
    reading.fault("unknown_key", place, message, (f"1 to {instrument.items}",))
    return None


def _answer(value: object, instrument: Instrument, place: str, reading: Reading) -> float | None:
    if instrument.item_range is None:
        return number(value, place, *instrument.range, reading)
    low, high = instrument.item_range
    answer = number(value, place, low, high, reading)
    if answer is not None and not answer.is_integer():
        accepted = f"a whole number from {low:g} to {high:g}"
        reading.fault("out_of_range", place, f"{answer:g} is no answer of {instrument.id}", (accepted,))
        return None
    return answer


def _unused(place: str, instrument: Instrument, answers: Mapping[int, float]) -> NotUnderstood:
    missing = [item for item in range(1, (instrument.items or 0) + 1) if item not in answers]
    text = f"{instrument.label.en}: {len(answers)} of {instrument.items} items answered"
    if not missing:
        return NotUnderstood(
            id=place, text=text, words="no total", why="its total is not computed here; enter it from the clinic's form"
        )
    items = f"item {missing[0]}" if len(missing) == 1 else f"items {', '.join(map(str, missing))}"
    return NotUnderstood(
        id=place,
        text=text,
        words=f"{items} missing",
        why="a total is computed only from all items; ask them, or enter the total",
    )


def _self_harm(fact: Fact, instrument: Instrument, answers: Mapping[int, float], reading: Reading) -> tuple[Fact, ...]:
    item, finding = SELF_HARM.get(instrument.id, (0, None))
    if finding is None or answers.get(item, 0) <= 0 or finding not in reading.knowledge.findings:
        return ()
    return (replace(fact, id=f"{fact.id}.items.{item}", finding=finding, value=PRESENT, side=None),)
