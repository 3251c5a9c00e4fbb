"""A pain diary of a diagnostic block: what was done, and scores over the hours after it. Nothing here is judged.

How it is read from a file or from inside a case file: `sequela.case.read_diary`.
"""

from __future__ import annotations

import datetime as dt

from sequela.case.location import Side
from sequela.records import frozen


@frozen
class DiaryRow:
    """One line of the diary.

    hours
        since the block; negative before it.
    time
        as it was written.
    score
        pain from 0 to 10; None where none was given.
    medicine
        what was taken then, as written; None for nothing beyond the usual.
    disturbance
        what that medicine does to relief, by its id in the knowledge; None if it takes no pain away.
    place
        the line of the file or the place in the case.
    """

    hours: float
    time: str
    score: float | None
    activity: str | None = None
    medicine: str | None = None
    disturbance: str | None = None
    place: str = ""


@frozen
class Diary:
    """What a diary states. None means not stated.

    name
        the file, or the place in the case file.
    block
        the finding that the block becomes.
    drugs
        anaesthetics by id; several were mixed. `drug` is the wording, `steroid` whether one was added.
    sedation
        what was given, by the ids of what it does to relief; empty for none; None when not stated or not known.
    baseline
        pain from 0 to 10 before the block, during the index activity.
    done, at
        the day of the block and its time of day.
    notes
        what was put in order or left aside while reading, so that nothing is lost.
    """

    name: str
    block: str | None = None
    levels: tuple[str, ...] = ()
    root: str | None = None
    side: Side | None = None
    drug: str | None = None
    drugs: tuple[str, ...] = ()
    steroid: bool = False
    volume: float | None = None
    sedation: tuple[str, ...] | None = None
    sedation_text: str | None = None
    activity: str | None = None
    baseline: float | None = None
    done: dt.date | None = None
    at: dt.time | None = None
    rows: tuple[DiaryRow, ...] = ()
    notes: tuple[str, ...] = ()
