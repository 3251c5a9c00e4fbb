"""From a vignette, a patient told in short phrases, to a case.

Only ``region`` and ``known_before`` are read. Each phrase becomes entries of a case file, which is then read
like any other; a value that cannot be placed is listed under ``not_understood`` with its words, and is never an
error.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from sequela.case.case import Case
from sequela.case.errors import CaseError, CaseProblem
from sequela.case.form import names_in
from sequela.case.free_text.answers import NOT_KNOWN, age_of, region_of, relief_of, sex_of
from sequela.case.free_text.draft import Draft
from sequela.case.free_text.leftover import LONGEST_TEXT
from sequela.case.free_text.mentions import Reader
from sequela.case.free_text.modifiers import BETTER_WITH, WORSE_WITH, modifiers
from sequela.case.free_text.pain_said import Pain
from sequela.case.free_text.surgery_said import Operations
from sequela.case.free_text.treatments_said import read_medicines_said, read_treatment
from sequela.case.free_text.values import Values
from sequela.case.settle import ROOT, settled, with_origins
from sequela.knowledge.schema.findings import Asked
from sequela.knowledge.schema.knowledge import Knowledge

MOST_VALUES = 2000
"""More values than any history told in phrases has; what follows is noise or belongs into several files."""
PRESENTED = (
    *("chief_complaint", "presenting_complaint", "present_complaint", "complaint", "complaints", "presentation"),
    *("symptoms", "present_symptoms", "current_symptoms", "presenting_symptoms"),
)
"""Keys under which pain and other symptoms are told together."""

_PREFER: Mapping[str, tuple[Asked, ...]] = {
    "signs": ("examination",),
    "examination": ("examination",),
    "exam": ("examination",),
    "tests": ("imaging", "electrodiagnosis", "laboratory", "block", "examination"),
    "imaging": ("imaging",),
    "investigations": ("imaging", "electrodiagnosis", "laboratory", "block"),
    "scores": ("patient", "record"),
    "history": ("record", "patient"),
    "comorbidities": ("record", "patient"),
    "context": ("record", "patient"),
    "risk_factors": ("record", "patient"),
    "red_flags": ("patient", "record", "examination"),
    "qualities": ("patient",),
    "symptoms": ("patient",),
    "blocks": ("block",),
}
"""What the values under a key are most likely about, where a phrase could mean several findings."""


def read_vignette(raw: object, name: str, knowledge: Knowledge, *, as_of: dt.date | None, today: dt.date) -> Case:
    """The case that a vignette tells. Raises `CaseError` only if it is no mapping with ``known_before``."""
    draft = drafted(raw, name, knowledge)
    return with_origins(settled(draft, name, knowledge, as_of or today), draft)


def drafted(raw: object, name: str, knowledge: Knowledge) -> Draft:
    """The case file in the making that a vignette gives, with what was not understood."""
    if not isinstance(raw, Mapping) or ROOT not in raw:
        problem = CaseProblem(code="missing", field=ROOT, message=f"a vignette has {ROOT}", accepted=(ROOT,))
        raise CaseError(name, (problem,))
    draft = Draft()
    region = region_of(raw.get("region")) if raw.get("region") is not None else None
    if region is not None:
        draft.complaint["region"] = region
    elif raw.get("region") is not None:
        draft.leave("region", raw["region"])
    reader = Reader(knowledge=knowledge, names=names_in(knowledge))
    known = _bounded(raw[ROOT], ROOT, draft, [MOST_VALUES])
    if isinstance(known, Mapping):
        _read(known, draft, reader)
    elif known is not None:
        _Vignette(draft=draft, values=Values(draft=draft, reader=reader)).anything("", known, ROOT)
    return draft


def _bounded(value: object, at: str, draft: Draft, room: list[int]) -> object:
    """The value without texts too long to be phrases and without more values than a history has; both are noted."""
    if isinstance(value, Mapping):
        return {key: _bounded(part, f"{at}.{key}", draft, room) for key, part in value.items()}
    if isinstance(value, list):
        return [_bounded(part, f"{at}[{n}]", draft, room) for n, part in enumerate(value)]
    room[0] -= 1
    if room[0] < 0:
        if room[0] == -1:
            draft.leave(at, "", why=f"more than {MOST_VALUES} values; this one and all that follow were not read")
        return None
    if isinstance(value, str) and len(value) > LONGEST_TEXT:
        draft.leave(at, value[:100], why=f"longer than {LONGEST_TEXT} letters; only so many were read")
        return value[:LONGEST_TEXT]
    return value


def _read(known: Mapping[str, object], draft: Draft, reader: Reader) -> None:
    """Operations first: levels and times of the rest are told in relation to them."""
    operations = Operations(draft=draft, reader=reader)
    operations.read(known)
    values = Values(
        draft=draft,
        reader=replace(reader, operated=operations.levels()),
        since_operation=operations.days_since_latest(),
    )
    values.treated = lambda name, effect, at: _is_treatment(name, effect, at, values)
    operations.aims(values)
    vignette = _Vignette(draft=draft, values=values)
    for key, value in known.items():
        if key not in operations.keys_read:
            vignette.key(key, value)


def _is_treatment(name: str, effect: str, at: str, values: Values) -> bool:
    """Read a treatment that stands among tests ("sacroiliac_injection: 90 % relief"). True if it was one."""
    before = len(values.draft.left)
    if read_treatment({"name": name, "effect": effect}, at, values):
        return True
    del values.draft.left[before:]
    return False


@dataclass(slots=True)
class _Vignette:
    """Reads the keys of a vignette, each by its own way, unknown ones as free text."""

    draft: Draft
    values: Values

    def key(self, key: str, value: object) -> None:
        """One key of ``known_before``."""
        at = f"{ROOT}.{key}"
        pain = Pain(draft=self.draft, values=self.values)
        ways = self._ways(pain)
        if key in ways:
            ways[key](value, at)
        elif pain.timed_key(key, value, at):
            return
        else:
            self.anything(key, value, at)

    def _ways(self, pain: Pain) -> Mapping[str, Callable[[object, str], None]]:
        """How the keys are read that need more than to look for findings."""
        return {
            "age": self._age,
            "sex": self._sex,
            "gender": self._sex,
            "setting": self._setting,
            "relief_after_surgery": self._relief,
            "pain_sites": pain.sites,
            "pain_site": pain.sites,
            "pain_location": pain.sites,
            "pain_free_interval": pain.free_interval,
            **dict.fromkeys(PRESENTED, pain.presented),
            "onset": pain.onset,
            "course": pain.course,
            "pain_course": pain.course,
            "time_course": pain.course,
            "present_illness": pain.course,
            "progression": pain.course,
            "aggravating": lambda v, p: self._each(v, p, lambda t, q: modifiers(self.values, t, q, WORSE_WITH)),
            "relieving": lambda v, p: self._each(v, p, self._relieving),
            "alleviating": lambda v, p: self._each(v, p, self._relieving),
            "qualities": pain.qualities,
            "treatments_tried": self._treatments,
            "treatments": self._treatments,
            "previous_treatments": self._treatments,
            "medications": self._medicines,
            "medicines": self._medicines,
            "medication": self._medicines,
            "drugs": self._medicines,
            "allergy": lambda v, _: self._kept(v, self.draft.allergies),
            "allergies": lambda v, _: self._kept(v, self.draft.allergies),
            "goals": lambda v, _: self._kept(v, self.draft.goals),
            "story": lambda v, _: self._kept(v, self.draft.stories),
        }

    def anything(self, key: str, value: object, at: str) -> None:
        """Any other key: a finding with its answer, a group of them, or free text."""
        prefer = _PREFER.get(key, ())
        if isinstance(value, Mapping) and key not in _PREFER:
            self.values.entry(key, value, at, prefer)
        elif isinstance(value, Mapping):
            for part, answer in value.items():
                self._part(part, answer, f"{at}.{part}", prefer)
        elif isinstance(value, list):
            for n, part in enumerate(value):
                self.anything(key, part, f"{at}[{n}]")
        elif key in ("history", "context", "symptoms", "story", ""):
            Pain(draft=self.draft, values=self.values).told(str(value), at, prefer)
        elif key in _PREFER:
            self.values.text(str(value), at, prefer, key=key)
        else:
            self.values.entry(key, value, at, prefer)

    def _part(self, key: str, value: object, at: str, prefer: tuple[Asked, ...]) -> None:
        if isinstance(value, list):
            for n, part in enumerate(value):
                self._part(key, part, f"{at}[{n}]", prefer)
        else:
            self.values.entry(key, value, at, prefer)

    def _age(self, value: object, at: str) -> None:
        age = age_of(value)
        if str(value).strip().lower() in NOT_KNOWN:
            return
        if age is None:
            self.draft.leave(at, value)
        else:
            self.draft.patient["age"] = age[0] if age[0] == age[1] else age

    def _sex(self, value: object, at: str) -> None:
        sex = sex_of(value)
        if str(value).strip().lower() in NOT_KNOWN:
            return
        if sex is None:
            self.draft.leave(at, value)
        else:
            self.draft.patient["sex"] = sex

    def _setting(self, value: object, at: str) -> None:
        words = str(value).lower()
        for setting, sign in (
            ("primary_care", r"primary|general practi|family|\bgp\b"),
            ("pain_clinic", r"pain"),
            ("spine_clinic", r"spine|surg|orthop|neuro"),
        ):
            if re.search(sign, words):
                self.draft.setting = setting
                return
        self.draft.leave(at, value)

    def _relief(self, value: object, at: str) -> None:
        relief = relief_of(value)
        if relief is None or not self.draft.surgeries:
            self.draft.leave(at, value)
        else:
            self.draft.surgeries[-1]["relief"] = relief

    def _relieving(self, text: str, at: str) -> bool:
        before = len(self.draft.left)
        if modifiers(self.values, text, at, BETTER_WITH):
            return True
        del self.draft.left[before:]
        # What relieves while it lasts is no cure: the effect is partial whatever it is.
        if _is_treatment(text, "temporary relief", at, self.values):
            return True
        self.draft.leave(at, text)
        return False

    def _treatments(self, value: object, at: str) -> None:
        if isinstance(value, list):
            for n, part in enumerate(value):
                read_treatment(part, f"{at}[{n}]", self.values)
        else:
            read_treatment(value, at, self.values)

    def _medicines(self, value: object, at: str) -> None:
        if isinstance(value, list):
            for n, part in enumerate(value):
                read_medicines_said(part, f"{at}[{n}]", self.values)
        else:
            read_medicines_said(value, at, self.values)

    def _each(self, value: object, at: str, read: Callable[[str, str], bool]) -> None:
        if isinstance(value, list):
            for n, part in enumerate(value):
                self._each(part, f"{at}[{n}]", read)
        elif isinstance(value, Mapping):
            for key, part in value.items():
                self._each(f"{key} {part}", f"{at}.{key}", read)
        else:
            read(str(value), at)

    @staticmethod
    def _kept(value: object, into: list[str]) -> None:
        parts = value if isinstance(value, list) else [value]
        into.extend(str(part) for part in parts if part is not None)
