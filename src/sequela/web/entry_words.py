"""An entry in words: what it states, where and when, by whom."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence

from sequela.knowledge.schema.knowledge import Knowledge
from sequela.knowledge.schema.terms import FindingId
from sequela.records import frozen
from sequela.store.entries import Entry

from .language import translations

_NAMED_BY = ("finding", "procedure", "treatment", "instrument", "block", "name", "id")
"""Keys that name what an entry is about, by what they name."""
_READ_AS: Mapping[str, str] = {
    "adequate": "adequate in dose and time",
    "aim": "done for",
    "as_needed": "only as needed",
    "course": "course",
    "current": "still taken",
    "distribution": "where it is worse",
    "effect": "effect",
    "effect_weeks": "weeks that it helped",
    "implant": "would accept an implant",
    "implants": "implants",
    "injections": "would accept injections",
    "level_count": "number of levels",
    "levels": "levels",
    "like_before_surgery": "feels like before the operation",
    "matters_most": "matters most",
    "medicines": "would accept medicines",
    "new_injury": "after a new injury",
    "note": "note",
    "onset": "began",
    "pain_free_months": "months without the pain",
    "per_day": "times a day",
    "percent": "per cent of relief",
    "region": "region",
    "relief": "relief after it",
    "roots": "nerve roots",
    "since": "since",
    "sites": "where it hurts",
    "surgery": "would accept an operation",
    "time_off_weeks": "weeks that can be spared",
    "total": "total",
    "trend": "change",
    "weeks": "weeks of it",
    "when": "when",
}
"""How a key of an entry reads; those not named here read as they are spelt."""
_AGO: Mapping[str, tuple[str, str]] = {
    "days_ago": ("%(num)s day ago", "%(num)s days ago"),
    "weeks_ago": ("%(num)s week ago", "%(num)s weeks ago"),
    "months_ago": ("%(num)s month ago", "%(num)s months ago"),
    "years_ago": ("%(num)s year ago", "%(num)s years ago"),
}
"""A time before the day of recording, of one and of more."""
_VALUES: Mapping[str, str] = {
    "absent": "absent",
    "axial_more": "back or neck more than limb",
    "axial_only": "only back or neck",
    "better": "better",
    "better_then_worse": "better at first, then worse",
    "both": "both",
    "cervical": "neck and arms",
    "complete": "complete",
    "equal": "both alike",
    "good": "good",
    "left": "left",
    "limb_more": "limb more than back or neck",
    "limb_only": "only the limb",
    "lumbar": "low back and legs",
    "never_better": "never better",
    "new": "new",
    "new_different": "new and different",
    "no": "no",
    "none": "none",
    "only_if_needed": "only if needed",
    "partial": "partial",
    "present": "present",
    "right": "right",
    "stable": "unchanged",
    "thoracic": "middle of the back",
    "unknown": "not known",
    "unsure": "unsure",
    "worse": "worse",
    "yes": "yes",
}
"""How a value reads; those not named here read as they are spelt."""
_ASIDE = frozenset({"by", "source", "recorded", "rows", "diary"})


@frozen
class Line:
    """An entry as it stands in a list. `why`: the reason of a withdrawal."""

    number: int
    kind: str
    title: str
    details: tuple[str, ...]
    source: str
    by: str
    recorded: dt.date
    withdrawn: bool
    corrected: bool
    why: str = ""


def lines(
    entries: Sequence[Entry], knowledge: Knowledge, names: Mapping[str, str], language: str = "en"
) -> tuple[Line, ...]:
    """The entries in words; `names` of accounts by their ids."""
    return tuple(_line(entry, knowledge, names, language) for entry in entries)


def _line(entry: Entry, knowledge: Knowledge, names: Mapping[str, str], language: str) -> Line:
    body = entry.body
    why = ""
    if entry.withdrawn and isinstance(body, Mapping) and set(body) == {"was", "because"}:
        body, why = body["was"], str(body["because"])
    title, details = in_words(entry.kind, body, knowledge, language)
    return Line(
        number=entry.number,
        kind=entry.kind,
        title=title,
        details=details,
        source=entry.source,
        by=names.get(entry.account_id or "", ""),
        recorded=entry.recorded_at.date(),
        withdrawn=entry.withdrawn,
        corrected=entry.supersedes is not None,
        why=why,
    )


def in_words(kind: str, body: object, knowledge: Knowledge, language: str = "en") -> tuple[str, tuple[str, ...]]:
    """What a body is about, and what it says of it."""
    if not isinstance(body, Mapping):
        return plain(kind), tuple(_values(body, language))
    key = next((key for key in _NAMED_BY if key in body), None)
    title = plain(kind) if key is None else label(key, str(body[key]), knowledge, language)
    details = [
        words
        for name, value in sorted(body.items(), key=lambda item: item[0] != "value")
        if name != key and name not in _ASIDE and value not in (None, "", [])
        for words in [_detail(str(name), value, language)]
    ]
    return title, tuple(details)


def label(key: str, identifier: str, knowledge: Knowledge, language: str = "en") -> str:
    """The name of what an id names, in a language."""
    records: Mapping[str, Mapping[str, object]] = {
        "finding": knowledge.findings,  # type: ignore[dict-item]  # ids are texts
        "block": knowledge.findings,  # type: ignore[dict-item]
        "procedure": knowledge.procedures,
        "treatment": knowledge.treatments,
        "instrument": knowledge.instruments,
    }
    known = records.get(key, {}).get(FindingId(identifier))
    text = getattr(known, "label", None)
    said = getattr(text, language, None) or getattr(text, "en", None)
    return str(said or plain(identifier)).rstrip("?")


def _detail(name: str, value: object, language: str) -> str:
    words = ", ".join(_values(value, language))
    return words if name in ("value", "side", "level", "root") else f"{_read_as(name, language)}: {words}"


def _read_as(name: str, language: str) -> str:
    """The name of a key as people read it."""
    return translations(language).gettext(_READ_AS[name]) if name in _READ_AS else plain(name)


def _values(value: object, language: str) -> Iterator[str]:
    if isinstance(value, Mapping):
        for key, part in value.items():
            if key in _AGO and isinstance(part, int | float):
                yield translations(language).ngettext(*_AGO[key], n=1 if part == 1 else 2) % {"num": f"{part:g}"}
                continue
            yield f"{_read_as(str(key), language)} {', '.join(_values(part, language))}"
    elif isinstance(value, list):
        for part in value:
            yield " ".join(_values(part, language))
    else:
        yield (
            translations(language).gettext(_VALUES[value])
            if isinstance(value, str) and value in _VALUES
            else plain(str(value))
        )


def plain(identifier: str) -> str:
    """An id as words."""
    return identifier.replace("_", " ")
