"""From the keys and rows of a diary, in a file or inside a case file, to a `Diary`, or to every fault in it."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from itertools import pairwise

from sequela.case.diary import Diary, DiaryRow
from sequela.case.diary_csv import COLUMNS, MOST_LINES, Table, table_of
from sequela.case.diary_time import FORMS, MOST_HOURS, DiaryTimeError, hours_since, read_clock, read_moment
from sequela.case.diary_words import drugs_of, names_steroid, rescue_of, sedation_of
from sequela.case.form import UNKNOWN, Form, Reading, shown
from sequela.case.location import SIDES, Side
from sequela.case.read_fact import read_levels, read_root
from sequela.case.when import TimeError, read_day

HIGHEST = 10.0
MOST_VOLUME = 100.0
MOST_PLACE = 200
"""Letters of a place in a message; a key of a diary is shorter."""
HEADS = (
    *("block", "levels", "root", "side", "date", "time", "drug", "volume", "sedation", "steroid"),
    *("index_activity", "baseline"),
)
_SCORE = re.compile(r"(\d+(?:[.,]\d+)?)\s*(?:/\s*10)?")
_VOLUME = re.compile(r"(\d+(?:[.,]\d+)?)\s*(?:ml|cc)?(?:\s.*)?", re.IGNORECASE)
_BESIDE = re.compile(r"\s*(?:,|;|\band\b|\by\b|\+)\s*")


def diary_file(data: bytes, name: str, place: str, reading: Reading) -> Diary | None:
    """The diary in the bytes of a file called `name`; None if it is none. Faults are noted with `place` before them."""
    before = len(reading.problems)
    table = table_of(data, f"{place}: {name}" if place else name, reading)
    if table is None:
        return None
    diary = _diary(table, name, reading)
    return diary if len(reading.problems) == before else None


def diary_inside(raw: Mapping[str, object], place: str, reading: Reading) -> Diary | None:
    """The diary that a case file holds itself: the keys of the head, and ``rows``."""
    before = len(reading.problems)
    table = Table()
    for key, value in raw.items():
        name = "_".join(str(key).lower().split())
        if name != "rows":
            table.heads[name] = value, place
    rows = raw.get("rows")
    if not isinstance(rows, list):
        reading.fault("missing", f"{place}.rows", "rows is a list of scores", ("[{time: +30min, score: 3}, ...]",))
        rows = []
    if len(rows) > MOST_LINES:
        reading.fault("too_large", f"{place}.rows", f"{len(rows)} rows; at most {MOST_LINES} are read")
    for number, row in enumerate(rows[:MOST_LINES]):
        at = f"{place}.rows[{number}]"
        if not isinstance(row, Mapping):
            reading.fault("wrong_type", at, f"expected keys such as time and score, found {shown(row)}")
            continue
        for key in row:
            if key not in COLUMNS:
                reading.fault("unknown_key", f"{at}.{key}", f"{shown(key)} is no key here", COLUMNS, key)
        table.rows.append((at, dict(row)))
    diary = _diary(table, place, reading)
    return diary if len(reading.problems) == before else None


def _diary(table: Table, name: str, reading: Reading) -> Diary:
    form = _Heads(table, reading)
    unknown = [key for key in table.heads if key not in HEADS]
    if unknown:
        # Once, with what is accepted: a file that is no diary would else say the same a thousand times.
        more = f", and {len(unknown) - 1} more are none" if len(unknown) > 1 else ""
        message = f"{shown(unknown[0])} is no key of a diary{more}"
        reading.fault("unknown_key", form.place(unknown[0])[:MOST_PLACE], message, HEADS, unknown[0])
    drug, at = form.text("drug"), form.place("drug")
    steroid = form.text("steroid") or ""
    done, clock = form.day_and_time()
    rows, notes = _rows(table, done, clock, reading)
    sedation = form.text("sedation")
    return Diary(
        name=name,
        block=form.block(),
        levels=form.levels(),
        root=form.root(),
        side=form.side(),
        drug=drug,
        drugs=() if drug is None else drugs_of(drug, at, reading),
        steroid=steroid.lower() not in ("", "no", "none", UNKNOWN) or names_steroid(drug or "", reading),
        volume=form.amount("volume", _VOLUME, MOST_VOLUME, ("0.5 ml",)),
        sedation=None if sedation is None else sedation_of(sedation, form.place("sedation"), reading),
        sedation_text=sedation,
        activity=form.text("index_activity"),
        baseline=form.amount("baseline", _SCORE, HIGHEST, ("a score from 0 to 10",)),
        done=done,
        at=clock,
        rows=rows,
        notes=(*table.notes, *notes),
    )


class _Heads:
    """The keys of the head, each read once."""

    def __init__(self, table: Table, reading: Reading) -> None:
        self._heads, self._reading = table.heads, reading

    def place(self, key: str) -> str:
        return f"{self._heads[key][1]}.{key}" if key in self._heads else key

    def text(self, key: str) -> str | None:
        value = self._heads.get(key, (None, ""))[0]
        if value is None or value == "":
            return None
        if isinstance(value, str):
            return value if self._reading.short(value, self.place(key)) else None
        if isinstance(value, int | float) and not isinstance(value, bool):
            return f"{value:g}"
        self._reading.fault("wrong_type", self.place(key), f"expected text, found {shown(value)}")
        return None

    def amount(self, key: str, pattern: re.Pattern[str], most: float, accepted: tuple[str, ...]) -> float | None:
        text = self.text(key)
        if text is None or text == UNKNOWN:
            return None
        return _amount(text, pattern, most, self.place(key), accepted, self._reading)

    def block(self) -> str | None:
        text = self.text("block")
        if text is None:
            return None
        known = [f.id for f in self._reading.knowledge.findings.values() if f.asked == "block"]
        word = "_".join(text.lower().split())
        return self._reading.named(word if word in known else text, "finding", known, self.place("block"))

    def form(self, key: str, value: object) -> Form:
        """One key as a form, for what is read as everywhere else."""
        return Form({key: value}, self._heads.get(key, ("", ""))[1], self._reading)

    def levels(self) -> tuple[str, ...]:
        value = self._heads.get("levels", (None, ""))[0]
        parts = [part for part in _BESIDE.split(value) if part] if isinstance(value, str) else value
        return read_levels(self.form("levels", parts), "levels")

    def root(self) -> str | None:
        return read_root(self.form("root", self.text("root")), "root")

    def side(self) -> Side | None:
        return self.form("side", self.text("side")).choice("side", SIDES)

    def day_and_time(self) -> tuple[dt.date | None, dt.time | None]:
        """The day of the block, from ``date``, and its time of day, from there or from ``time``."""
        day: dt.date | None = None
        clock: dt.time | None = None
        date, time = self.text("date"), self.text("time")
        try:
            if date is not None and date != UNKNOWN:
                day = read_day(date)
                if len(parts := re.split(r"[T ]", date.strip(), maxsplit=1)) > 1:
                    clock = read_clock(parts[1])
        except (TimeError, DiaryTimeError) as error:
            self._reading.fault("impossible_date", self.place("date"), str(error), ("2024-05-03", "2024-05-03T09:00"))
        if day is not None and day > self._reading.as_of:
            message = f"{day} is after the assessment of {self._reading.as_of}"
            self._reading.fault("after_as_of", self.place("date"), message)
        try:
            if time is not None and time != UNKNOWN:
                clock = read_clock(time)
        except DiaryTimeError as error:
            self._reading.fault("impossible_date", self.place("time"), str(error), ("09:00",))
        return day, clock


def _rows(
    table: Table, done: dt.date | None, clock: dt.time | None, reading: Reading
) -> tuple[tuple[DiaryRow, ...], tuple[str, ...]]:
    """The rows in order of time, and what was put in order."""
    rows: list[DiaryRow] = []
    for place, cells in table.rows:
        if not any(value not in (None, "") for value in cells.values()):
            continue
        row = _row(place, cells, done, clock, rows[-1].hours if rows else None, reading)
        if row is not None:
            rows.append(row)
    notes: list[str] = []
    ordered = tuple(sorted(rows, key=lambda row: row.hours))
    if ordered != tuple(rows):
        notes.append("the times were out of order; they were put in order")
    twice = {row.time for row, after in pairwise(ordered) if row.hours == after.hours}
    notes.extend(f"{time} stands there twice; the higher score is read" for time in sorted(twice))
    empty = sum(row.score is None for row in ordered)
    if empty:
        notes.append(f"{empty} of {len(ordered)} rows have no score")
    return ordered, tuple(notes)


def _row(
    place: str,
    cells: Mapping[str, object],
    done: dt.date | None,
    clock: dt.time | None,
    previous: float | None,
    reading: Reading,
) -> DiaryRow | None:
    words = {key: _cell(cells.get(key), f"{place}.{key}", reading) for key in COLUMNS}
    time, score, medicine = words["time"], words["score"], words["medicine"]
    try:
        hours = hours_since(read_moment(time), done, clock, previous)
    except DiaryTimeError as error:
        reading.fault("impossible_date", f"{place}.time", str(error), FORMS)
        return None
    if abs(hours) > MOST_HOURS:
        reading.fault(
            "out_of_range", f"{place}.time", f"{shown(time)} lies more than {MOST_HOURS // 24} days from the block"
        )
        return None
    blank = score.lower() in ("", "-", UNKNOWN)
    return DiaryRow(
        hours=hours,
        time=time,
        score=None if blank else _amount(score, _SCORE, HIGHEST, f"{place}.score", ("0 to 10",), reading),
        activity=words["activity"] or None,
        medicine=medicine or None,
        disturbance=rescue_of(medicine, reading) if medicine else None,
        place=place,
    )


def _cell(value: object, place: str, reading: Reading) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return " ".join(value.split()) if reading.short(value, place) else ""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return f"{value:g}"
    reading.fault("wrong_type", place, f"expected text or a number, found {shown(value)}")
    return ""


def _amount(
    text: str, pattern: re.Pattern[str], most: float, place: str, accepted: tuple[str, ...], reading: Reading
) -> float | None:
    """A number from 0 to `most` in a text; a range or words are a fault."""
    found = pattern.fullmatch(text.strip())
    if found is None:
        reading.fault("wrong_type", place, f"{shown(text)} is no single number", accepted)
        return None
    value = float(found[1].replace(",", "."))
    if value > most:
        reading.fault("out_of_range", place, f"{value:g} is not between 0 and {most:g}", accepted)
        return None
    return value
