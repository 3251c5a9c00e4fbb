"""Medicines as the patient writes them: name, dose as written, how often.

A name that the knowledge has is recorded as it stands. One that is nearly right is asked about, for a misspelt blood
thinner that counts for nothing would be a danger; kept as written, it is marked as not recognised. A dose that is no
plain number with a unit stays in the words of the patient.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

from sequela.case.errors import CaseError
from sequela.case.read import SCHEMA, read_case
from sequela.knowledge.schema.knowledge import Knowledge

from .basis import Basis
from .page import Answer, Field, Option, Page
from .part import Part

MEDICINES = "medicines"
MOST = 20
LINES = 4
NONE = "none"
UNRECOGNISED = "not recognised"
_DOSE = re.compile(r"\s*(\d{1,5}(?:[.,]\d{1,3})?)\s*(mg|g|mcg|µg|ug|ml|mcg/h|µg/h)\b.*", re.IGNORECASE | re.DOTALL)
_UNITS = {"µg": "mcg", "ug": "mcg", "µg/h": "mcg/h"}
_OFTEN: tuple[Option, ...] = tuple(
    Option(value=value, label=label)
    for value, label in (
        ("1", "Once a day"),
        ("2", "2 times a day"),
        ("3", "3 times a day"),
        ("4", "4 times a day"),
        ("6", "6 times a day"),
        ("needed", "Only when needed"),
    )
)


def line(number: int) -> tuple[Field, ...]:
    """The fields of one medicine."""
    name = f"medicine{number}"
    return (
        Field(name=f"{name}.name", kind="text", label="Name", optional=True, letters=80),
        Field(name=f"{name}.dose", kind="text", label="How much, as on the box", optional=True, letters=80),
        Field(name=f"{name}.often", kind="select", label="How often", options=_OFTEN, optional=True),
        Field(
            name=f"{name}.sure",
            kind="checks",
            label="Keep the name as I wrote it",
            options=(Option(value="yes", label="Keep the name as I wrote it"),),
            optional=True,
        ),
    )


def medicines_page() -> Page:
    """All lines that can be filled in; the page shows as many as are needed."""
    return Page(
        id=MEDICINES,
        chapter="care",
        title="Which medicines do you take?",
        why="Some do not go together.",
        lead="All of them, not only those for pain.",
        fields=tuple(field for number in range(1, MOST + 1) for field in line(number)),
        none="I take no medicines",
        layout="medicines",
    )


def names(answer: Answer) -> Iterator[tuple[str, str]]:
    """Each medicine that was named: its line and its name."""
    for number in range(1, MOST + 1):
        if name := answer.one(f"medicine{number}.name"):
            yield f"medicine{number}", name


def medicine_parts(basis: Basis) -> Iterator[Part]:
    """The medicines named, and beside them what was written where it says more than the record can hold."""
    answer = basis.answers.get(MEDICINES)
    if answer is None:
        return
    written = []
    for key, name in names(answer):
        body: dict[str, object] = {"name": name, "current": "yes"}
        if meant(name, basis.knowledge, basis.today) is not None:
            body["classes"] = [UNRECOGNISED]
        dose, often = answer.one(f"{key}.dose"), answer.one(f"{key}.often")
        if found := _DOSE.fullmatch(dose):
            unit = found[2].lower()
            body |= {"dose": float(found[1].replace(",", ".")), "unit": _UNITS.get(unit, unit)}
        if dose:
            written.append(f"{name}: {dose}")
        if often == "needed":
            body["as_needed"] = "yes"
        elif often:
            body["per_day"] = int(often)
        yield Part(kind="medicine", about=key, body=body)
    if written:
        yield Part(kind="note", about=MEDICINES, body={"text": "; ".join(written), "about": "medicines as written"})


def meant(name: str, knowledge: Knowledge, today: dt.date) -> tuple[str, ...] | None:
    """The medicines that a name nearly is; None where it is one, or like none."""
    raw = {"schema": SCHEMA, "as_of": today.isoformat(), "medicines": [{"name": name}]}
    try:
        read_case(raw, "", knowledge, as_of=today, today=today)
    except CaseError as error:
        near = tuple(
            word
            for problem in error.problems
            for word in (*([problem.nearest] if problem.nearest else ()), *problem.accepted)
        )
        return tuple(dict.fromkeys(near))
    return None
