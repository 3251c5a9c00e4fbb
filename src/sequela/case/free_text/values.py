"""One value of a vignette, under its key, as facts: signs, tests, scores, history, qualities."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from sequela.case.fact import ABSENT, PRESENT, UNKNOWN
from sequela.case.free_text.amounts import level_for, result_of
from sequela.case.free_text.answers import is_graded, polarity, state_of
from sequela.case.free_text.cues import Clause
from sequela.case.free_text.draft import Document, Draft
from sequela.case.free_text.leftover import LONGEST_TEXT, left_over, weighty
from sequela.case.free_text.marks import Marks
from sequela.case.free_text.mentions import Mention, Reader
from sequela.case.free_text.times import TimeSaid, as_ago
from sequela.case.location import SIDES
from sequela.case.read_fact import is_numeric
from sequela.knowledge.names import Kind
from sequela.knowledge.schema.findings import Asked, Finding
from sequela.knowledge.schema.terms import FindingId

FINDING: Kind = "finding"
PARTLY = "part of it was not understood"
TESTED: frozenset[Asked] = frozenset({"imaging", "laboratory", "electrodiagnosis", "block", "examination"})
"""Findings whose time is the time of a test; the time of the others is when they began."""

OBESE = 30
"""Body mass index from which the word obesity is used (kg/m2; the definition of the World Health Organization)."""
WEAKNESS = "motor_deficit"
"""The finding that a grade of power (4/5) is about."""
BODY_MASS = frozenset({"bmi", "BMI", "body_mass_index"})
_LEADING = re.compile(r"-?\d+(?:\.\d+)?")
_GUESS = re.compile(r"working|suspect|presum|impression|explanation|differential|hypothesis|opinion", re.IGNORECASE)
_WALKS = re.compile(
    r"\bwalk\w*\b[^.;]{0,30}?(\d+(?:\.\d+)?)\s*(m|met(?:er|re)s?|km|kilomet(?:er|re)s?)\b", re.IGNORECASE
)
_HIDDEN = re.compile(r"\s+")


@dataclass(slots=True)
class Values:
    """Reads values into `draft` with `reader`.

    `since_operation` are the days since the latest operation, if told; `treated` reads a treatment by name, effect and
    place, and says whether it was one.
    """

    draft: Draft
    reader: Reader
    since_operation: float | None = None
    treated: Callable[[str, str, str], bool] | None = None

    def text(self, text: str, at: str, prefer: Sequence[Asked], *, key: str = "") -> bool:
        """Every finding in `text`; notes what was left over. True if anything came of it."""
        found = (*self.reader.mentions(text, prefer), *self._walking(text))
        guess = bool(_GUESS.search(key))
        for mention in found:
            self.mention(mention, at, text, guess=guess)
        used = [span for mention in found for span in mention.used]
        return self.settle(text, at, used, bool(found))

    def _walking(self, text: str) -> tuple[Mention, ...]:
        """A walking distance in metres."""
        name = FindingId("walking_distance_m")
        said = _WALKS.search(text[:LONGEST_TEXT])
        if said is None or name not in self.reader.knowledge.findings:
            return ()
        metres = float(said[1]) * (1000 if said[2].lower().startswith("k") else 1)
        return (Mention(finding=name, value=metres, used=(said.span(),)),)

    def settle(self, text: str, at: str, used: Iterable[tuple[int, int]], understood: bool) -> bool:
        """Note a value that was not understood, or of which most was not."""
        spans = tuple(used)
        if not understood:
            self.draft.leave(at, text)
        elif len(left_over(text, spans)) > max(weighty(text, spans), 1):
            self.draft.leave(at, text, ", ".join(left_over(text, spans)), PARTLY)
        return understood

    def mention(self, mention: Mention, at: str, text: str, *, guess: bool = False) -> None:
        """Add a mention as facts, one for each level and root."""
        base: Document = {"finding": mention.finding, "value": UNKNOWN if guess else mention.value}
        if mention.side is not None:
            base["side"] = mention.side
        base |= self.timed(mention.time, self.reader.knowledge.findings[mention.finding])
        if mention.trend is not None:
            base["trend"] = mention.trend
        base["note"] = _HIDDEN.sub(" ", text[:300])
        for level in mention.levels or (None,):
            for root in mention.roots or (None,):
                self.draft.add("facts", _with(base, level=level, root=root), at)

    def timed(self, time: TimeSaid | None, finding: Finding) -> Document:
        """What a time in the text means for a fact: when it was seen, since when it is, or before the operation."""
        if time is None:
            return {}
        if time.kind == "before_surgery":
            return {"before_surgery": "yes"}
        tested = finding.asked in TESTED
        if time.kind == "after_surgery" and time.days is not None and self.since_operation is not None:
            ago = {"days_ago": round(max(self.since_operation - time.days, 0))}
            return {"when": ago} if tested else {"since": ago}
        if time.kind == "calendar" and time.date is not None:
            return {"when": time.date} if tested else {"since": time.date}
        if time.kind in ("ago", "lasting") and (ago_said := as_ago(time)) is not None:
            if tested:
                return {"when": ago_said} if time.kind == "ago" else {}
            return {"since": ago_said}
        return {}

    # --- a key with its value -----------------------------------------------------------------------------

    def entry(self, key: str, value: object, at: str, prefer: Sequence[Asked]) -> bool:
        """A key that may name a finding, with its answer: a word, a number, a text, a list or parts by side."""
        if key in BODY_MASS:
            return self._body_mass(value, at)
        finding = self.named(key, prefer)
        if isinstance(value, list):
            return sum(self.entry(key, part, f"{at}[{n}]", prefer) for n, part in enumerate(value)) > 0
        if isinstance(value, Mapping):
            return self._parts(key, value, at, prefer)
        if finding is not None:
            return self._answer(finding, value, at, prefer)
        words = key.replace("_", " ")
        state = state_of(value)
        if isinstance(value, str):
            return self._in_words(words, value, state, at, prefer)
        if state is not None and value is not None:
            return self._keyed(words, state, at, value)
        return self._keyed_number(words, value, at)

    def _body_mass(self, value: object, at: str) -> bool:
        """A body mass index says whether there is obesity, which is what the knowledge has."""
        number = _LEADING.search(str(value))
        finding = self.named("obesity")
        if number is None or finding is None or not 10 <= float(number[0]) <= 100:
            self.draft.leave(at, value)
            return False
        return self._answer(finding, PRESENT if float(number[0]) >= OBESE else ABSENT, at, ())

    def _in_words(self, key: str, value: str, state: str | None, at: str, prefer: Sequence[Asked]) -> bool:
        """Words under a key that names no finding by itself ("power: normal", "fusion: not solid")."""
        parts = [part for part in re.split(r"\s*[;\n]\s*", value) if part]
        if len(parts) > 1:
            told = [
                self.text(part, at, prefer, key=key)
                if self.reader.mentions(part, prefer)
                else self._in_words(key, part, state_of(part), at, prefer)
                for part in parts
            ]
            return any(told)
        guess = bool(_GUESS.search(key))
        for text, edge in ((f"{value} {key}", len(value)), (f"{key} {value}", len(key))):
            found = self.reader.mentions(text, prefer)
            # A phrase that takes in words of both is what the two say together.
            if any(a < edge < b - 1 for mention in found for a, b in mention.used[:1]):
                for mention in found:
                    self.mention(mention, at, f"{key}: {value}", guess=guess)
                return True
        weakness = self.named(WEAKNESS)
        if weakness is not None and is_graded(value) and not self.reader.mentions(value, prefer):
            return self._told(weakness, f"{key}: {value}", at, prefer)
        if state is not None:
            return self._keyed(key, state, at, value)
        if self.treated is not None and not self.reader.mentions(value, prefer) and self.treated(key, value, at):
            return True
        return self.text(value, at, prefer, key=key)

    def named(self, key: str, prefer: Sequence[Asked] = ()) -> Finding | None:
        """The finding that a key names, where it names one; else the one asked as in `prefer`."""
        findings = self.reader.knowledge.findings
        words = key.replace("_", " ")
        if FindingId(key) in findings:
            return findings[FindingId(key)]
        meant = [findings[FindingId(m.id)] for m in self.reader.names.exact(words, [FINDING]) if m.state != ABSENT]
        for asked in prefer:
            fitting = [finding for finding in meant if finding.asked == asked]
            if fitting:
                return fitting[0]
        return meant[0] if meant else None

    def _answer(self, finding: Finding, value: object, at: str, prefer: Sequence[Asked]) -> bool:
        """An answer to a named finding."""
        state = state_of(value)
        base: Document = {"finding": finding.id}
        if isinstance(value, int | float) and not isinstance(value, bool) and is_numeric(finding):
            self.draft.add("facts", base | {"value": value}, at)
            return True
        if state is not None:
            self.draft.add("facts", base | {"value": level_for(finding, state)}, at)
            return True
        if not isinstance(value, str):
            self.draft.leave(at, value)
            return False
        if value in finding.levels:
            self.draft.add("facts", base | {"value": value}, at)
            return True
        return self._told(finding, value, at, prefer)

    def _told(self, finding: Finding, text: str, at: str, prefer: Sequence[Asked]) -> bool:
        """An answer in words to a named finding, and whatever else the words state."""
        if is_numeric(finding) and (number := _LEADING.search(text)):
            self.draft.add("facts", {"finding": finding.id, "value": float(number[0]), "note": text}, at)
            return True
        found = self.reader.mentions(text, prefer)
        used = [span for mention in found for span in mention.used]
        for mention in found:
            self.mention(mention, at, text)
        if finding.id not in {mention.finding for mention in found}:
            marks = Marks.of(text)
            for start, end in _by_side(text, marks):
                used += self._one_side(finding, text, start, end, marks, at)
        self.settle(text, at, used or [(0, len(text))], True)
        return True

    def _one_side(
        self, finding: Finding, text: str, start: int, end: int, marks: Marks, at: str
    ) -> tuple[tuple[int, int], ...]:
        part = text[start:end]
        clause = Clause(start=start, end=end)
        place = self.reader.located(finding, (start, start), clause, text, marks)
        value = result_of(finding, part)
        mention = Mention(
            finding=finding.id,
            value=value,
            side=place.side,
            levels=place.levels,
            roots=place.roots,
            time=marks.time(clause, start),
            used=place.used,
        )
        self.mention(mention, at, text)
        return ((start, end),)

    def _parts(self, key: str, value: Mapping[str, object], at: str, prefer: Sequence[Asked]) -> bool:
        """Parts under a key: by side, or value with side and level, or a group of findings."""
        finding = self.named(key, prefer)
        if finding is not None and value and all(part in SIDES for part in value):
            for side, answer in value.items():
                told = state_of(answer) or polarity(str(answer))
                self.draft.add(
                    "facts", {"finding": finding.id, "value": level_for(finding, told), "side": side}, f"{at}.{side}"
                )
            return True
        if finding is not None and "value" in value:
            base: Document = {"finding": finding.id}
            for part in ("side", "level", "root", "when", "since", "trend", "note"):
                if part in value:
                    base[part] = value[part]
            answer = value["value"]
            state = state_of(answer)
            base["value"] = level_for(finding, state) if state is not None else answer
            self.draft.add("facts", base, at)
            return True
        understood = [
            self.entry(self._joined(key, part, prefer), answer, f"{at}.{part}", prefer)
            for part, answer in value.items()
        ]
        return any(understood)

    def _joined(self, key: str, part: str, prefer: Sequence[Asked]) -> str:
        """The name of a part: its own, or with that of its group ("vas", "leg")."""
        if self.named(part, prefer) is None:
            return next((name for name in (f"{key} {part}", f"{part} {key}") if self.named(name, prefer)), part)
        return part

    def _keyed(self, words: str, state: str, at: str, value: object) -> bool:
        """A yes or no to a key that is no finding's name but may hold one ("night pain or fever": no)."""
        found = self.reader.mentions(words)
        for mention in found:
            finding = self.reader.knowledge.findings[mention.finding]
            self.mention(
                Mention(
                    finding=mention.finding,
                    value=level_for(finding, state),
                    side=mention.side,
                    levels=mention.levels,
                    roots=mention.roots,
                ),
                at,
                f"{words}: {value}",
            )
        if not found:
            self.draft.leave(at, f"{words}: {value}")
        return bool(found)

    def _keyed_number(self, words: str, value: object, at: str) -> bool:
        found = self.reader.mentions(f"{words} {value}")
        numeric = [m for m in found if isinstance(m.value, float)]
        for mention in numeric:
            self.mention(mention, at, f"{words}: {value}")
        if not numeric:
            self.draft.leave(at, f"{words}: {value}")
        return bool(numeric)


def _with(base: Document, **places: str | None) -> Document:
    return base | {key: place for key, place in places.items() if place is not None}


def _by_side(text: str, marks: Marks) -> list[tuple[int, int]]:
    """Parts of an answer that each name a side ("right positive, left negative"); else the whole."""
    parts = [m.span() for m in re.finditer(r"[^,;]+", text)]
    sided = [any(a <= spot.start < b for spot in marks.sides) for a, b in parts]
    return parts if len(parts) > 1 and all(sided) else [(0, len(text))]
