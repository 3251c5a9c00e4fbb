"""An entry in words: what it states, where and when, by whom."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence

from sequela.knowledge.schema.knowledge import Knowledge
from sequela.knowledge.schema.terms import FindingId
from sequela.records import frozen
from sequela.store.entries import Entry

_NAMED_BY = ("finding", "procedure", "treatment", "instrument", "block", "name", "id")
"""Keys that name what an entry is about, by what they name."""
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
        return plain(kind), tuple(_values(body))
    key = next((key for key in _NAMED_BY if key in body), None)
    title = plain(kind) if key is None else label(key, str(body[key]), knowledge, language)
    details = [
        words
        for name, value in sorted(body.items(), key=lambda item: item[0] != "value")
        if name != key and name not in _ASIDE and value not in (None, "", [])
        for words in [_detail(str(name), value)]
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


def _detail(name: str, value: object) -> str:
    words = ", ".join(_values(value))
    return words if name in ("value", "side", "level", "root") else f"{plain(name)}: {words}"


def _values(value: object) -> Iterator[str]:
    if isinstance(value, Mapping):
        for key, part in value.items():
            yield f"{plain(str(key))} {', '.join(_values(part))}"
    elif isinstance(value, list):
        for part in value:
            yield " ".join(_values(part))
    else:
        yield plain(str(value))


def plain(identifier: str) -> str:
    """An id as words."""
    return identifier.replace("_", " ")
