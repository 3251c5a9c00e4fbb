"""The pain of a vignette: where, since when, how it began and went on, of what kind."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from sequela.case.free_text.answers import course_of, likeness_of
from sequela.case.free_text.draft import Draft
from sequela.case.free_text.leftover import left_over, weighty
from sequela.case.free_text.mentions import Mention
from sequela.case.free_text.sites_said import (
    PlacesSaid,
    SiteSaid,
    distribution_by_grade,
    distribution_of,
    places_of_pain,
)
from sequela.case.free_text.times import TimeSaid, as_ago, times_in
from sequela.case.free_text.values import PARTLY, Values
from sequela.case.when import DAYS_PER_MONTH
from sequela.knowledge.schema.findings import Asked

_TIMED = re.compile(
    r"(?:(pain_free_interval|pain_free)|(onset|pain_onset|pain_duration|duration|symptom_duration|symptoms_duration|pain_since|relapse))_"
    r"(days|weeks|months|years)(?:_ago)?"
)
_MONTHS: Mapping[str, float] = {"days": 1 / DAYS_PER_MONTH, "weeks": 7 / DAYS_PER_MONTH, "months": 1, "years": 12}
_HURTS = re.compile(r"\bpain|\bache|\baching|\bsciatic|\bhurt|\bsore|\bdolor", re.IGNORECASE)
_IMMEDIATE = re.compile(
    r"\b(?:immediate\w*|straight away|at once|same day|on waking|day one|first day|directly)\b", re.IGNORECASE
)
_WELL_FOR = re.compile(
    r"\b(?:relief|well|better|good|pain[- ]free|symptom[- ]free|improve\w*|free of pain|comfortable)\s+"
    r"(?:for|lasting|over|of)\s+"
    r"(?:about\s+|almost\s+|nearly\s+|some\s+|over\s+)?\w+\s+(?:day|week|month|year)s?",
    re.IGNORECASE,
)
_SCORES = {
    "axial": {"lumbar": "pain_back", "cervical": "pain_neck", "thoracic": "pain_thoracic"},
    "limb": {"lumbar": "pain_leg", "cervical": "pain_arm", "thoracic": "pain_chest_wall"},
}


@dataclass(slots=True)
class Pain:
    """Reads what is said of the pain into the complaint and the facts of a draft."""

    draft: Draft
    values: Values

    # --- where ---------------------------------------------------------------------------------------------

    def sites(self, value: object, at: str) -> None:
        """Places of pain as a list, a text, or with a score or a word for each."""
        said: list[SiteSaid] = []
        for text, place, score in _flat(value, at):
            said += self._one_site(text, place, score)
        if "distribution" not in self.draft.complaint and (found := distribution_by_grade(said)):
            self.draft.complaint["distribution"] = found

    def _one_site(self, text: str, at: str, score: float | None) -> tuple[SiteSaid, ...]:
        places = places_of_pain(text)
        for one in places.sites:
            entry: dict[str, object] = {"site": one.site.name}
            if one.side is not None:
                entry["side"] = one.side
            if entry not in self.draft.sites:
                self.draft.add("sites", entry, at)
            if score is not None:
                self._score(one, score, at)
        if places.roots:
            known = self.draft.complaint.setdefault("roots", [])
            if isinstance(known, list):
                known.extend(root for root in places.roots if root not in known)
                self.draft.origins.setdefault("complaints[0].roots", at)
        understood = self._beside(text, at, places) or bool(places.sites or places.roots)
        if not understood:
            self.draft.leave(at, text)
        return places.sites

    def presented(self, value: object, at: str) -> None:
        """Complaints in a few words: where it hurts and since when, and what else is felt."""
        for text, place, score in _flat(value, at):
            if not _HURTS.search(text):
                self.told(text, place, ("patient",))
                continue
            self._one_site(text, place, score)
            for time in times_in(text):
                self._began(time)

    def _score(self, one: SiteSaid, score: float, at: str) -> None:
        finding = _SCORES.get(one.site.component, {}).get(one.site.region or "")
        if finding in self.values.reader.knowledge.findings:
            self.draft.add("facts", {"finding": finding, "value": score}, at)

    def _beside(self, text: str, at: str, places: PlacesSaid) -> bool:
        """What else the words say: findings that are no site, likeness, the balance of back and limb."""
        covered = [(one.start, one.end) for one in places.sites]
        found = False
        used = list(places.used)
        for mention in self.values.reader.mentions(text, ("patient",)):
            (start, end), *_ = mention.used
            if any(a < end and start < b for a, b in covered):
                used.append((start, end))
                continue
            self.values.mention(mention, at, text)
            used += mention.used
            found = True
        if (like := likeness_of(text)) is not None:
            self.draft.complaint.setdefault("like_before_surgery", like)
            found = True
        if (balance := distribution_of(text)) is not None:
            self.draft.complaint.setdefault("distribution", balance)
            found = True
        if places.sites or found:
            lost = left_over(text, used)
            if len(lost) > max(weighty(text, used), 2):
                self.draft.leave(at, text, ", ".join(lost), PARTLY)
        return found

    # --- since when ------------------------------------------------------------------------------------------

    def timed_key(self, key: str, value: object, at: str) -> bool:
        """Keys with their unit: ``onset_months_ago: 3``, ``pain_free_interval_weeks: 6``. True if it was one."""
        found = _TIMED.fullmatch(key)
        if found is None:
            return False
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < 1500:
            self.free_interval(value, at) if found[1] else self.onset(value, at)
        elif found[1]:
            self._free(round(value * _MONTHS[found[3]], 2), at)
        else:
            self.draft.complaint["onset"] = {f"{found[3]}_ago": value}
        return True

    def _free(self, months: float, at: str) -> None:
        if self.draft.surgeries:
            self.draft.surgeries[-1]["pain_free_months"] = months
        else:
            self.draft.leave(at, months)

    def free_interval(self, value: object, at: str) -> None:
        """A time without pain in words: "two years", "none"."""
        text = str(value).strip().lower()
        if text in {"unknown", "none", "no"}:
            if self.draft.surgeries:
                self.draft.surgeries[-1]["pain_free_months"] = "unknown" if text == "unknown" else 0
            return
        days = next((time.days for time in times_in(text) if time.days is not None), None)
        if days is None:
            self.draft.leave(at, value)
        else:
            self._free(round(days / DAYS_PER_MONTH, 2), at)

    def onset(self, value: object, at: str) -> None:
        """How and when it began: "sudden", "three weeks after surgery", "2019"."""
        if isinstance(value, list):
            for n, part in enumerate(value):
                self.onset(part, f"{at}[{n}]")
            return
        text = str(value)
        used = [(time.start, time.end) for time in times_in(text)]
        understood = sum(self._began(time) for time in times_in(text)) > 0
        if _IMMEDIATE.search(text) and re.search(r"surg|operat|fusion|waking|post", text, re.IGNORECASE):
            self.draft.complaint.setdefault("course", "never_better")
            understood = True
            used += [match.span() for match in _IMMEDIATE.finditer(text)]
        self._told(text, at, used, understood, ("onset {}", "{} onset"))

    def _began(self, time: TimeSaid) -> bool:
        """Set the onset from a time; False if it does not tell one."""
        since = self.values.since_operation
        if time.kind in ("ago", "lasting") and (ago := as_ago(time)) is not None:
            self.draft.complaint.setdefault("onset", ago)
        elif time.kind == "calendar":
            self.draft.complaint.setdefault("onset", time.date)
        elif time.kind in ("after_surgery", "later") and time.days is not None and since is not None:
            self.draft.complaint.setdefault("onset", {"days_ago": round(max(since - time.days, 0))})
        elif time.kind in ("after_surgery", "later") and time.days is not None:
            self.draft.complaint.setdefault("onset_after_surgery", round(time.days / DAYS_PER_MONTH, 2))
        else:
            return False
        return True

    # --- how it went -------------------------------------------------------------------------------------------

    def told(self, text: str, at: str, prefer: tuple[Asked, ...]) -> None:
        """A history in a sentence or two: the course as far as it tells one, and every finding in it."""
        before = len(self.draft.left)
        known = dict(self.draft.complaint)
        self.course(text, at)
        course_told = self.draft.complaint != known
        if course_told or prefer == ():
            return
        del self.draft.left[before:]
        self.values.text(text, at, prefer)

    def course(self, value: object, at: str) -> None:
        """The course in words."""
        if isinstance(value, list):
            for n, part in enumerate(value):
                self.course(part, f"{at}[{n}]")
            return
        text = str(value)
        used: list[tuple[int, int]] = []
        for found in _WELL_FOR.finditer(text):
            time = next((t for t in times_in(found[0]) if t.days is not None), None)
            if time is not None and time.days is not None:
                self.draft.complaint.setdefault("onset_after_surgery", round(time.days / DAYS_PER_MONTH, 2))
                used.append(found.span())
        self._told(text, at, used, bool(used), frames=("{}", "course {}", "{} pain"))

    def qualities(self, value: object, at: str) -> None:
        """Words for the pain: "burning", "constant", "sudden onset on standing up"."""
        for text, place, _ in _flat(value, at):
            self._told(text, place, [], understood=False, frames=("{}", "{} pain", "pain {}"))

    def _told(self, text: str, at: str, used: list[tuple[int, int]], understood: bool, frames: tuple[str, ...]) -> None:
        """Findings in `text`, read in the first of the frames that has any; course and likeness beside them."""
        if (course := course_of(text)) is not None:
            self.draft.complaint.setdefault("course", course)
            understood = True
        if (like := likeness_of(text)) is not None:
            self.draft.complaint.setdefault("like_before_surgery", like)
            understood = True
        parts = [match.span() for match in re.finditer(r"[^,]+", text)]
        for start, end in dict.fromkeys(((0, len(text)), *parts)):
            if any(a < end and start < b for a, b in used):
                continue
            found = self._framed(text[start:end], start, frames)
            for mention in found:
                self.values.mention(mention, at, text)
                used += mention.used
            understood = understood or bool(found)
        self.values.settle(text, at, used or ([(0, len(text))] if understood else []), understood)

    def _framed(self, part: str, offset: int, frames: tuple[str, ...]) -> tuple[Mention, ...]:
        """The findings of the first frame that makes `part` a phrase, with their places in the whole text."""
        for frame in dict.fromkeys(("{}", *frames)):
            shift = offset - frame.index("{")
            framed = frame.format(part.strip()) if frame != "{}" else part
            said = self.values.reader.mentions(framed, ("patient",))
            found = said or self.values.reader.mentions(_turned(framed), ("patient",))
            if found:
                return tuple(replace(m, used=tuple((a + shift, b + shift) for a, b in m.used)) for m in found)
        return ()


_BY = re.compile(
    r"\b(worse|aggravated|better|relieved|pain|eased)\s+(?:in|during|when|while|upon|by|after|whilst)\s+", re.IGNORECASE
)


def _turned(text: str) -> str:
    """The text with one preposition for all that say the same: worse in, during or by sitting is worse on sitting."""
    return _BY.sub(r"\1 on ", text)


def _flat(value: object, at: str) -> list[tuple[str, str, float | None]]:
    """Texts with their places; a mapping of places to scores or words gives one text for each."""
    if isinstance(value, list):
        return [item for n, part in enumerate(value) for item in _flat(part, f"{at}[{n}]")]
    if isinstance(value, Mapping):
        found: list[tuple[str, str, float | None]] = []
        for key, part in value.items():
            words = str(key).replace("_", " ")
            if isinstance(part, int | float) and not isinstance(part, bool):
                found.append((words, f"{at}.{key}", float(part)))
            else:
                found.append((f"{words} {part}", f"{at}.{key}", None))
        return found
    return [] if value is None else [(str(value), at, None)]
