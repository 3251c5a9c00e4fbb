"""An examination on one screen: what is asked of the region, and from the form to facts.

Nothing is marked that was not on the screen: "the rest was normal" speaks of the items that the form lists, and of no
others. What was not examined is not recorded, and so stays unknown.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib.resources import files

from sequela.case.case import Case, Patient
from sequela.case.errors import CaseError
from sequela.case.read import SCHEMA, read_one_fact
from sequela.case.read_fact import is_numeric
from sequela.knowledge.schema.findings import Finding
from sequela.knowledge.schema.knowledge import Knowledge
from sequela.knowledge.schema.terms import FindingId, Region
from sequela.knowledge.strict import parse_yaml
from sequela.records import frozen
from sequela.store.entries import Entry

SIDED = ("left", "right")
WHOLE = ("",)
REST = "more"


@frozen
class Item:
    """One thing to examine. `sides` are left and right, or one that has none; `before` what stands, by side."""

    id: str
    label: str
    how: str
    values: tuple[str, ...]
    sides: tuple[str, ...]
    rooted: bool
    levelled: bool
    numeric: bool
    unit: str
    before: Mapping[str, str]


@frozen
class Group:
    """Items that are examined together; where all can be normal, one mark says so of those not marked."""

    id: str
    label: str
    items: tuple[Item, ...]


@frozen
class Observation:
    """A fact to record. `replaces`: the number of the entry of the same day that it corrects."""

    body: Mapping[str, object]
    replaces: int | None


@frozen
class Outcome:
    """What a form comes to: facts to record, what is wrong, and what somebody else recorded meanwhile."""

    observations: tuple[Observation, ...]
    problems: tuple[tuple[str, str], ...]
    conflicts: tuple[tuple[str, str], ...]


# --- what is asked ----------------------------------------------------------------------------------------------------


def groups(region: Region, knowledge: Knowledge, entries: Sequence[Entry], language: str) -> tuple[Group, ...]:
    """Every examination finding of the region, in the order in which it is done."""
    asked = {
        f.id: f
        for f in knowledge.findings.values()
        if f.asked == "examination" and region in f.regions and not f.cluster
    }
    placed = {finding for _, _, named in _order(language) for finding in named}
    found = []
    for identifier, label, named in _order(language):
        ids = [*named, *(i for i in asked if i not in placed)] if identifier == REST else named
        items = tuple(_item(asked[FindingId(i)], entries, language) for i in ids if i in asked)
        if items:
            found.append(Group(id=identifier, label=label, items=items))
    return tuple(found)


@cache
def _order(language: str) -> tuple[tuple[str, str, tuple[str, ...]], ...]:
    text = (files("sequela.web") / "examination_groups.yaml").read_text(encoding="utf-8")
    raw = parse_yaml(text, "examination_groups.yaml")
    assert isinstance(raw, list)  # noqa: S101 - our own file
    return tuple((str(g["id"]), str(g["label"][language]), tuple(map(str, g["findings"]))) for g in raw)


def named_in_order() -> frozenset[str]:
    """Every finding that a group names."""
    return frozenset(finding for _, _, named in _order("en") for finding in named)


def _item(finding: Finding, entries: Sequence[Entry], language: str) -> Item:
    question = finding.question
    return Item(
        id=str(finding.id),
        label=(getattr(finding.label, language, None) or finding.label.en).rstrip("?"),
        how="" if question is None else getattr(question, language, None) or question.en,
        values=tuple(reversed(finding.levels)),
        sides=SIDED if finding.located in ("side", "level_and_side") else WHOLE,
        rooted=finding.located == "level_and_side",
        levelled=finding.located == "level",
        numeric=is_numeric(finding),
        unit=finding.unit or "",
        before=_before(str(finding.id), entries),
    )


def _before(finding: str, entries: Sequence[Entry]) -> Mapping[str, str]:
    """What stands of a finding by side: value and when."""
    found: dict[str, str] = {}
    for entry in entries:
        body = entry.body
        if entry.kind == "fact" and isinstance(body, Mapping) and body.get("finding") == finding:
            side = str(body.get("side", ""))
            words = " ".join(str(body[key]) for key in ("value", "root", "level", "when") if body.get(key)).replace(
                "_", " "
            )
            for one in SIDED if side == "both" else (side,):
                found[one] = words
    return found


# --- from the form to facts -------------------------------------------------------------------------------------------


def read_form(
    form: Mapping[str, Sequence[str]],
    shown: Sequence[Group],
    entries: Sequence[Entry],
    knowledge: Knowledge,
    today: dt.date,
) -> Outcome:
    """What the form records. Its fields: ``v.FINDING.SIDE``, ``r.`` root and ``l.`` level, ``when``, ``normal`` groups,
    ``shown.GROUP`` what was listed, ``upto`` the last entry that was known."""
    when = _one(form, "when")
    upto = int(_one(form, "upto")) if _one(form, "upto").isdecimal() else 0
    blank = Case(name="", schema=SCHEMA, as_of=today, written=today, patient=Patient())
    observations: list[Observation] = []
    problems: dict[str, str] = {}
    conflicts: list[tuple[str, str]] = []
    for field, item, side, body in _stated(form, shown):
        body = {**body, "when": when} if when else body
        try:
            read_one_fact(body, "fact", blank, knowledge)
        except CaseError as error:
            for problem in error.problems:
                problems.setdefault(
                    "when" if problem.field.endswith(".when") else field, f"{item.label}: {problem.message}"
                )
            continue
        standing = _same_day(body, entries)
        if standing is not None and isinstance(standing.body, Mapping) and standing.body.get("value") == body["value"]:
            continue
        if standing is not None and standing.number > upto:
            conflicts.append((field, f"{item.label} {side}".strip()))
        observations.append(Observation(body=body, replaces=None if standing is None else standing.number))
    if "when" in problems:
        problems = {"when": problems["when"].partition(": ")[2]}
    return Outcome(observations=tuple(observations), problems=tuple(problems.items()), conflicts=tuple(conflicts))


def _stated(
    form: Mapping[str, Sequence[str]], shown: Sequence[Group]
) -> Iterator[tuple[str, Item, str, dict[str, object]]]:
    """Every item with a value: its field, side and body; those marked by "the rest is normal" included."""
    normal = frozenset(form.get("normal", ()))
    for group in shown:
        listed = frozenset(form.get(f"shown.{group.id}", ()))
        for item in group.items:
            for side in item.sides:
                field = f"v.{item.id}.{side}"
                value = _one(form, field)
                if not value and group.id in normal and item.id in listed and not item.numeric:
                    value = item.values[-1]
                if value:
                    yield field, item, side, _body(form, item, side, value)


def _body(form: Mapping[str, Sequence[str]], item: Item, side: str, value: str) -> dict[str, object]:
    body: dict[str, object] = {
        "finding": item.id,
        "value": _number(value) if item.numeric else value,
        "by": "clinician",
    }
    root, level = _one(form, f"r.{item.id}.{side}"), _one(form, f"l.{item.id}")
    present = value != item.values[-1]
    stated = {"side": side, "root": root if present else "", "level": level if present else ""}
    return body | {key: word for key, word in stated.items() if word}


def _number(text: str) -> object:
    try:
        return float(text.replace(",", "."))
    except ValueError:
        return text


def _same_day(body: Mapping[str, object], entries: Sequence[Entry]) -> Entry | None:
    """The entry that states the same finding of the same place on the same day."""
    place = ("finding", "side", "root", "level", "when")
    same = (
        entry
        for entry in entries
        if entry.kind == "fact"
        and isinstance(entry.body, Mapping)
        and body.get("when")
        and all(entry.body.get(key) == body.get(key) for key in place)
    )
    return next(same, None)


def _one(form: Mapping[str, Sequence[str]], name: str) -> str:
    return (form.get(name) or [""])[0].strip()
