"""Reading one mapping of a case file: each key once, each fault noted with its place, none repaired.

A `Reading` carries what all parts need and collects the faults; a `Form` is one mapping in the file. The methods of a
form return None for what is missing or faulty, so that reading goes on and every fault is found in one go.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TypeVar

from sequela.case.errors import CaseProblem
from sequela.case.when import ACCEPTED, TimeError, When, read_when
from sequela.knowledge.names import Kind, Names, names_of, nearest
from sequela.knowledge.schema.knowledge import Knowledge

T = TypeVar("T", bound=str)

SHOWN_AT_MOST = 24
"""How many accepted words a message lists before it only names the nearest."""

UNKNOWN = "unknown"
MOST_TEXT = 20_000
"""Letters of one text; a whole discharge letter is shorter."""
MOST_PROBLEMS = 50
"""Faults that are reported one by one, and for which a nearest word is looked for."""
LONGEST_WORD = 100
"""Letters beyond which a word is no misspelling of another."""
MOST_ITEMS = 1000
MOST_OF: Mapping[str, int] = {
    "surgeries": 50,
    "treatments": 200,
    "blocks": 200,
    "medicines": 200,
    "visits": 1000,
    "scores": 1000,
    "not_understood": 5000,
}
"""Entries of one list; more belong to several patients, and the time to compare them would grow with their square."""
SAME_WORDS: Mapping[str, Mapping[str, str]] = {
    "side": {
        "l": "left",
        "izquierda": "left",
        "izquierdo": "left",
        "r": "right",
        "derecha": "right",
        "derecho": "right",
        "bilateral": "both",
    },
    "sex": {"m": "male", "f": "female"},
}
"""Short and translated words that can mean one thing only under their key."""
_AGO = re.compile(r"(\d{1,3}(?:\.\d+)?) (day|week|month|year)s? ago", re.IGNORECASE)


@dataclass(frozen=True)
class _Known:
    """Knowledge as a key: two of one content are the same."""

    sha256: str
    knowledge: Knowledge = field(compare=False)


@lru_cache(maxsize=2)
def _names(known: _Known) -> Names:
    return names_of(known.knowledge)


def names_in(knowledge: Knowledge) -> Names:
    """The names in the knowledge, built once for all files of a run."""
    return _names(_Known(knowledge.sha256, knowledge))


@dataclass
class Reading:
    """What every part of the file is read with: the knowledge, the two dates, and the faults found so far.

    `attached` holds the bytes of the files that the case names, by name as written, or why they cannot be read.
    `today` is the day of the clock, which nothing done can lie after.
    """

    knowledge: Knowledge
    as_of: dt.date
    written: dt.date
    problems: list[CaseProblem] = field(default_factory=list)
    attached: Mapping[str, bytes | CaseProblem] = field(default_factory=dict)
    today: dt.date | None = None

    @property
    def names(self) -> Names:
        """The names in the knowledge; built only when a word is no id."""
        return names_in(self.knowledge)

    def fault(self, code: str, place: str, message: str, accepted: Iterable[str] = (), given: object = None) -> None:
        """Note a fault; with `given` the nearest accepted word is looked for."""
        words = tuple(accepted)
        near = nearest(given, words, limit=1) if isinstance(given, str) and self._helps(given) else ()
        shown = words if len(words) <= SHOWN_AT_MOST else ()
        self.problems.append(
            CaseProblem(code=code, field=place, message=message, accepted=shown, nearest=near[0] if near else None)
        )

    def _helps(self, word: str) -> bool:
        """Whether to look for the nearest word, which takes long: not after many faults, not for a long text."""
        return len(self.problems) < MOST_PROBLEMS and len(word) <= LONGEST_WORD

    def reported(self) -> tuple[CaseProblem, ...]:
        """The faults to report: the first ones, and how many more there are."""
        more = len(self.problems) - MOST_PROBLEMS
        if more <= 0:
            return tuple(self.problems)
        rest = CaseProblem(code="too_many", field="", message=f"and {more} more")
        return (*self.problems[:MOST_PROBLEMS], rest)

    def short(self, text: str, place: str) -> bool:
        """True if a text is within the limit; else a fault is noted."""
        if len(text) <= MOST_TEXT:
            return True
        self.fault("too_large", place, f"{len(text)} characters; at most {MOST_TEXT} are read")
        return False

    def named(self, word: object, kind: Kind, ids: Iterable[str], place: str) -> str | None:
        """The id that `word` names: an id itself, or one of its names where that has a single meaning."""
        known = tuple(ids)
        if not isinstance(word, str):
            self.fault("wrong_type", place, f"a {kind} is named by a word, not {shown(word)}")
            return None
        if word in known:
            return word
        meant = {match.id for match in self.names.exact(word, (kind,))}
        if len(meant) == 1:
            return meant.pop()
        near: tuple[str, ...] = ()
        if self._helps(word):
            near = tuple(dict.fromkeys((*nearest(word, known, limit=1), *self.names.nearest(word, kind))))
        message = f"{shown(word)} is no {kind} the knowledge has"
        if meant:
            message = f"{shown(word)} names several: {', '.join(sorted(meant))}"
        self.problems.append(
            CaseProblem(
                code="unknown_name",
                field=place,
                message=message,
                accepted=tuple(sorted(meant)) or near,
                nearest=near[0] if near else None,
            )
        )
        return None


class Form:
    """One mapping of the file at `place`. Ask for each key, then call `close` to refuse the others."""

    def __init__(self, raw: object, place: str, reading: Reading) -> None:
        """A value that is no mapping is a fault and is then read as an empty one."""
        self.place = place
        self.reading = reading
        self._asked: list[str] = []
        self._raw: Mapping[str, object] = {}
        self._read = isinstance(raw, Mapping) or raw is None
        if isinstance(raw, Mapping):
            self._raw = raw
        elif raw is not None:
            reading.fault("wrong_type", place, f"expected keys with values, found {shown(raw)}")

    def at(self, key: str) -> str:
        """The place of a key."""
        return f"{self.place}.{key}" if self.place else key

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys that stand there, in the order of the file."""
        return tuple(self._raw)

    def raw(self, key: str) -> object:
        """The value as it stands; None if there is none."""
        if key not in self._asked:
            self._asked.append(key)
        return self._raw.get(key)

    def has(self, key: str) -> bool:
        """True if the key stands there with a value."""
        return self.raw(key) is not None

    def close(self) -> None:
        """Refuse every key that was not asked for."""
        for key in self._raw:
            if key not in self._asked:
                self.reading.fault("unknown_key", self.at(key), f"{shown(key)} is no key here", self._asked, key)

    def require(self, key: str) -> None:
        """Note a fault if the key is missing; where there are no keys at all, that has been said."""
        if self._read and not self.has(key):
            self.reading.fault("missing", self.at(key), f"{key} is missing")

    def text(self, key: str) -> str | None:
        """A text; a number is taken as its digits."""
        value = self.raw(key)
        if value is None:
            return None
        if isinstance(value, str):
            return value if self.reading.short(value, self.at(key)) else None
        if isinstance(value, int | float) and not isinstance(value, bool):
            return str(value)
        self.reading.fault("wrong_type", self.at(key), f"expected text, found {shown(value)}")
        return None

    def choice(self, key: str, accepted: Iterable[T]) -> T | None:
        """One of the accepted words, or None for the word unknown."""
        value, words = self.raw(key), tuple(accepted)
        if value is None or value == UNKNOWN:
            return None
        plain = value.strip().lower() if isinstance(value, str) else ""
        meant = SAME_WORDS.get(key, {}).get(plain, plain if key in SAME_WORDS else None)
        for word in words:
            if word in (value, meant):
                return word
        self.reading.fault(
            "unknown_name" if isinstance(value, str) else "wrong_type",
            self.at(key),
            f"{shown(value)} cannot stand for {key}",
            (*words, UNKNOWN),
            value,
        )
        return None

    def is_unknown(self, key: str) -> bool:
        """True if the key was answered with the word unknown."""
        return self.raw(key) == UNKNOWN

    def number(self, key: str, low: float, high: float) -> float | None:
        """A number within limits."""
        value = self.raw(key)
        if value is None or value == UNKNOWN:
            return None
        return number(value, self.at(key), low, high, self.reading)

    def interval(self, key: str, low: float, high: float) -> tuple[float, float] | None:
        """A number, or a list of the least and the most it can be."""
        value = self.raw(key)
        if not isinstance(value, list):
            single = self.number(key, low, high)
            return None if single is None else (single, single)
        if len(value) != 2:
            self.reading.fault("wrong_type", self.at(key), "a range is written [least, most]")
            return None
        ends = [number(part, f"{self.at(key)}[{n}]", low, high, self.reading) for n, part in enumerate(value)]
        first, last = ends
        if first is None or last is None:
            return None
        if first > last:
            self.reading.fault("out_of_range", self.at(key), f"the range runs from {first:g} down to {last:g}")
            return None
        return first, last

    def when(self, key: str) -> When | None:
        """A time; see `sequela.case.when.read_when`."""
        value = self.raw(key)
        if value is None or value == UNKNOWN:
            return None
        if isinstance(value, str) and (found := _AGO.fullmatch(value.strip())):
            value = {f"{found[2].lower()}s_ago": float(found[1])}
        try:
            return read_when(value, self.reading.written)
        except TimeError as error:
            self.reading.fault("impossible_date", self.at(key), str(error), ACCEPTED)
            return None

    def past(self, key: str) -> When | None:
        """A time that is not after the assessment."""
        time = self.when(key)
        if time is not None and time.surely_after(self.reading.as_of):
            message = f"{time.text} is after the assessment of {self.reading.as_of}"
            self.reading.fault("after_as_of", self.at(key), message)
        return time

    def items(self, key: str) -> Iterator[tuple[str, object]]:
        """The parts of a list with their places; a single value is a list of one."""
        value = self.raw(key)
        if isinstance(value, list):
            most = MOST_OF.get(key, MOST_ITEMS)
            if len(value) > most:
                self.reading.fault("too_large", self.at(key), f"{len(value)} entries; at most {most} are read")
            for n, part in enumerate(value[:most]):
                yield f"{self.at(key)}[{n}]", part
        elif value is not None:
            yield self.at(key), value

    def words(self, key: str) -> tuple[str, ...]:
        """A list of texts, or one text."""
        found: list[str] = []
        for place, part in self.items(key):
            if isinstance(part, str):
                if self.reading.short(part, place):
                    found.append(part)
            elif isinstance(part, int | float) and not isinstance(part, bool):
                found.append(str(part))
            else:
                self.reading.fault("wrong_type", place, f"expected text, found {shown(part)}")
        return tuple(found)


def number(value: object, place: str, low: float, high: float, reading: Reading) -> float | None:
    """`value` as a float if it is a number within the limits; else a fault is noted."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        reading.fault("wrong_type", place, f"expected a number, found {shown(value)}")
        return None
    if not low <= value <= high:
        reading.fault("out_of_range", place, f"{value:g} is not between {low:g} and {high:g}")
        return None
    return float(value)


def shown(value: object) -> str:
    """A value for a message, cut to a readable length; lists and mappings by what they are."""
    if isinstance(value, Mapping):
        return "keys with values"
    if isinstance(value, list | tuple):
        return "a list"
    if isinstance(value, bool):
        return "true" if value else "false"
    text = repr(value)
    return text if len(text) <= 60 else text[:57] + "..."
