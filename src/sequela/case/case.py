"""One patient: what is known, as stated. Nothing here is computed; see `sequela.case.derived` and `ledger`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import field
from typing import Literal, TypeAlias

from sequela.case.complaint import Complaint
from sequela.case.diary import Diary
from sequela.case.fact import Fact
from sequela.case.location import Side
from sequela.case.when import When
from sequela.knowledge.schema.terms import Region
from sequela.records import frozen

Relief: TypeAlias = Literal["none", "partial", "complete"]
Effect: TypeAlias = Literal["none", "partial", "good", "unknown", "not_tried"]
Interval: TypeAlias = tuple[float, float]
"""The least and the most that a number can be."""

RELIEFS: tuple[Relief, ...] = ("none", "partial", "complete")
NOT_TRIED: Effect = "not_tried"
"""Asked, and not done: only this says that a treatment was never given."""
EFFECTS: tuple[Effect, ...] = ("none", "partial", "good", "unknown", NOT_TRIED)
FELT: tuple[Effect, ...] = ("none", "partial", "good")
"""What a treatment that was given can have done, as far as it is known."""
NO_NAME = "no name in the knowledge matches"
DEVICES = frozenset({"stimulator", "intrathecal_pump"})
"""Implants that are no operation on the spine itself."""
SEXES = ("female", "male", "other")
SETTINGS = ("primary_care", "spine_clinic", "pain_clinic")


@frozen
class Patient:
    """Who; no name is needed. `age` in years at the assessment, as an interval (a birth date or "in her sixties")."""

    age: Interval | None = None
    sex: str | None = None
    language: str | None = None


@frozen
class Surgery:
    """One spine operation.

    id
        its place in the file: ``surgeries[0]``.
    procedure, family
        the procedure's id and its family in the knowledge; None when the operation is named but its kind is not.
    fuses, removes_disc
        what this operation did, as its procedure says or its words add.
    levels
        operated levels from the head down; empty when not stated. `extent` is the number of levels where only that is
        stated ("two-level fusion", "multilevel").
    relief_axial, relief_limb
        what it did to back (neck) and limb pain at first.
    pain_free_months
        how long the patient was then well.
    """

    id: str
    procedure: str | None = None
    family: str | None = None
    fuses: bool = False
    removes_disc: bool = False
    levels: tuple[str, ...] = ()
    extent: Interval | None = None
    side: Side | None = None
    approach: str | None = None
    implants: tuple[str, ...] = ()
    when: When | None = None
    aim: str | None = None
    relief_axial: Relief | None = None
    relief_limb: Relief | None = None
    relief_asked_unknown: bool = False
    pain_free_months: Interval | None = None
    complications: str | None = None
    phrase: str | None = None


@frozen
class TreatmentTried:
    """A treatment and what it did.

    treatment
        its id; or a kind of treatment (conservative, injection ...) where only that is stated.
    effect, percent, effect_weeks
        what it did, how much of the pain it took away (0 to 100), and for how long.
    adequate
        whether dose, time and technique were enough to count.
    weeks, times
        how long it was given, and how many sessions this entry stands for; None where not stated.
    levels, side, region
        where it was given.
    when, ended
        the day it was done or begun, and the day it stopped.
    dose, unit, agent, route
        what was given: 40 mg of a particulate steroid, epidural.
    """

    id: str
    treatment: str | None
    effect: Effect | None = None
    adequate: str | None = None
    weeks: float | None = None
    times: int | None = None
    when: When | None = None
    levels: tuple[str, ...] = ()
    side: Side | None = None
    region: Region | None = None
    dose: float | None = None
    unit: str | None = None
    agent: str | None = None
    route: str | None = None
    ended: When | None = None
    percent: float | None = None
    effect_weeks: float | None = None
    phrase: str | None = None

    @property
    def given(self) -> bool:
        """False where the case says that it was not tried."""
        return self.effect != NOT_TRIED and self.times != 0

    @property
    def sessions(self) -> int:
        """How many sessions the entry stands for: one unless it says otherwise."""
        return 0 if not self.given else 1 if self.times is None else self.times


@frozen
class Visit:
    """A visit or call at which the patient was seen again: when, by whom, and a word on it."""

    id: str
    when: When | None = None
    by: str | None = None
    note: str | None = None


@frozen
class BlockDone:
    """A diagnostic block: the finding that it is, and its result as a level of that finding.

    `diary` is what was recorded over the hours after it; `diary_file` names the file it stands in, if it is one.
    """

    id: str
    block: str
    levels: tuple[str, ...] = ()
    root: str | None = None
    side: Side | None = None
    diary: Diary | None = None
    diary_file: str | None = None
    when: When | None = None
    result: str | None = None


@frozen
class MedicineTaken:
    """A drug as stated. `medicine` and `classes` are empty for a name the knowledge does not have.

    dose, per_day
        one dose and how often a day, where each is a single number; `doses` and `times` hold both as the least and the
        most. The least of `times` is 0 for what is taken `as_needed`.
    strength
        a dose stated as that of a combined product ("30/500"); the first is that of the drug it is named for.
    """

    id: str
    name: str
    medicine: str | None
    classes: tuple[str, ...] = ()
    dose: float | None = None
    unit: str | None = None
    per_day: float | None = None
    route: str | None = None
    since: When | None = None
    current: bool | None = True
    doses: Interval | None = None
    times: Interval | None = None
    as_needed: bool = False
    strength: str | None = None


@frozen
class NotUnderstood:
    """Words that were given and not turned into anything: their place, the whole text, the words left over."""

    id: str
    text: str
    words: str
    why: str = NO_NAME


@frozen
class Released:
    """Who let the patient's summary be written, on which day, and the hash of what was read for it, as stated."""

    by: str | None = None
    at: dt.date | None = None
    assessment_sha256: str | None = None


@frozen
class Case:
    """Everything stated about one patient. `as_of` is the day of assessment; `written` the day the file speaks of."""

    name: str
    schema: str
    as_of: dt.date
    written: dt.date
    patient: Patient
    surgeries: tuple[Surgery, ...] = ()
    complaints: tuple[Complaint, ...] = ()
    facts: tuple[Fact, ...] = ()
    treatments: tuple[TreatmentTried, ...] = ()
    blocks: tuple[BlockDone, ...] = ()
    medicines: tuple[MedicineTaken, ...] = ()
    allergies: tuple[str, ...] = ()
    visits: tuple[Visit, ...] = ()
    setting: str | None = None
    story: str | None = None
    goals: tuple[str, ...] = ()
    preferences: Mapping[str, str | float] = field(default_factory=dict)
    released: Released | None = None
    never_operated: bool = False
    not_understood: tuple[NotUnderstood, ...] = ()

    def spine_operations(self) -> tuple[Surgery, ...]:
        """The operations on the spine itself; a stimulator or pump changes nothing there and begins no new pain."""
        return tuple(surgery for surgery in self.surgeries if not DEVICES & set(surgery.implants))

    def latest_surgery(self) -> Surgery | None:
        """The last spine operation: by its time where stated, else the last told (they are told in order)."""
        operations = self.spine_operations()
        if not operations:
            return None
        dated = [surgery for surgery in operations if surgery.when is not None]
        last = operations[-1]
        if last.when is None or not dated:
            return last
        return max(dated, key=lambda surgery: surgery.when.middle if surgery.when else dt.date.min)
