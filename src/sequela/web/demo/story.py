"""The stories of the made-up patients: one file each, its times counted back from the day on which the clinic starts.

A file names the patient and lists occasions, oldest first. An occasion has ``days_ago``; parts of a case file, whose
own "months ago" count from that day; ``none_of``, the pages of danger questions that were answered with "none of
these"; and what the clinic did: ``decide``, ``done``, ``disagree``, ``release``, ``seen``; or ``intake``, what the
patient answered at home. What is told again under the same ``id``, ``name`` or ``as`` corrects what was told before.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from importlib.resources import files

from sequela.knowledge.strict import parse_yaml
from sequela.records import frozen
from sequela.store.chart import parts_of
from sequela.web.intake.topics import TOPICS

OPENS = dt.time(8)
"""When the made-up clinic opens; its patients come one after the other."""
EACH = dt.timedelta(minutes=15)
_OF_ITS_DAY = ("fact", "score", "visit", "block")
"""Kinds that are of the day on which they are told, unless they say another."""
_NAMED_BY = {"complaint": "id", "medicine": "name", "treatment": "as", "fact": "as"}
"""The key by which a later occasion can tell the same thing anew, and so correct it."""
_LONGEST_NAME = 32
_BY_PLACE = "bilateral_leg_pain"
"""Told by where it hurts, and so no part of "none of these" here."""


@frozen
class Part:
    """A part of a case as it was told: its kind, its body with days of the calendar, its name if it has one."""

    kind: str
    body: object
    thing: str | None


@frozen
class Occasion:
    """What was told and done at one time. `said` is as it stands in the file."""

    number: str
    at: dt.datetime
    said: Mapping[str, object]

    @property
    def source(self) -> str:
        """Who tells it."""
        return str(self.said.get("by", "clinician"))

    def parts(self) -> Iterator[Part]:
        """The parts of a case that it tells."""
        day = self.at.date()
        for kind, body in parts_of(self.said, day):
            yield _part(kind, body, day)
        for finding in self._absent():
            yield _part("fact", {"finding": finding, "value": "absent", "source": "patient"}, day)

    def _absent(self) -> Iterator[str]:
        """What "none of these" says, but for what is told one by one."""
        pages, facts = self.said.get("none_of", ()), self.said.get("facts", ())
        assert isinstance(pages, list | tuple) and isinstance(facts, list | tuple)  # noqa: S101, PT018 - our own files
        told = {fact["finding"] for fact in facts} | {_BY_PLACE}
        for topic in TOPICS:
            if topic.id in pages:
                yield from (finding for finding in topic.findings if finding not in told)


@frozen
class Story:
    """One made-up patient and all that happened, oldest first."""

    name: str
    number: str
    occasions: tuple[Occasion, ...]


def stories(now: dt.datetime) -> tuple[Story, ...]:
    """All of them as they look from `now`; the same on every moment of one day, but for what would be still to come."""
    folder = files("sequela.web.demo") / "patients"
    named = sorted(file.name for file in folder.iterdir() if file.name.endswith(".yaml"))
    return tuple(
        _story(parse_yaml((folder / name).read_text(encoding="utf-8"), name), place, now)
        for place, name in enumerate(named)
    )


def _story(raw: object, place: int, now: dt.datetime) -> Story:
    assert isinstance(raw, Mapping)  # noqa: S101 - our own files
    number = str(raw["number"])
    occasions = []
    for said in raw["occasions"]:
        day = now.date() - dt.timedelta(days=int(said["days_ago"]))
        at = dt.datetime.combine(day, OPENS, dt.UTC) + place * EACH
        occasions.append(Occasion(number=number, at=min(at, now), said=said))
    return Story(name=str(raw["name"]), number=number, occasions=tuple(occasions))


def _part(kind: str, body: object, day: dt.date) -> Part:
    if not isinstance(body, Mapping):
        return Part(kind=kind, body=body, thing=None)
    told = dict(body)
    name = told.get(_NAMED_BY.get(kind, ""))
    told.pop("as", None)
    if kind in _OF_ITS_DAY:
        told.setdefault("when", day.isoformat())
    if isinstance(told.get("diary"), Mapping):
        told["diary"] = {"date": day.isoformat(), **told["diary"]}
    return Part(kind=kind, body=told, thing=None if name is None else f"{kind} {name}"[:_LONGEST_NAME])
